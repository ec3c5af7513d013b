//! Claims about whatever anybody types or writes.

use crate::support::library::{ask, invented, shipped};
use crate::support::reader::{spaced, words};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tenet::adapters::console::{self, Screen};
use tenet::content::anchor::AnchorRule;
use tenet::content::block::render;
use tenet::content::dialect::{CommonMark, Plain};
use tenet::content::page;
use tenet::index::Scope;
use tenet::query::unfinished;
use tenet::wording::{self, Medium};

/// The same cases every time, so that a run proves the same everywhere; `PROPTEST_CASES` and another
/// seed here look further.
fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e7e7),
        ..ProptestConfig::default()
    }
}

const COMMANDS: [&str; 20] = [
    "",
    "/",
    "/principle ",
    "/value ",
    "/mission ",
    "/coc ",
    "/report ",
    "/policy ",
    "/ask ",
    "/cite ",
    "/who-is-on ",
    "/who-is ",
    "/sources ",
    "/help ",
    "/charter ",
    "/team ",
    "who is on ",
    "/coc to:",
    "/cite note:",
    "/ask in:",
];

/// What people, and machines that pretend to be people, type.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        4 => "[a-z]{1,12} ",
        2 => proptest::sample::select(vec![
            "principle ", "3", "#", "p99999999999", "full:true ", "in:", "as-of:2026 ", "\"", "“",
            "https://bytecodealliance.org/mission#we-curate ", "report ", "the ", "AND ", "OR ",
            "body:x ", "*", "~2", "(", "\\", "^", "'", "\u{0}", "\u{202e}", "e\u{301}", "ß", "İ",
            "principles/3 ", "\n", "\t", "@ricochet ", "日本語", "👩‍🚀", "-", "/", ":",
        ]).prop_map(str::to_owned),
        1 => "[a-z]{200,400}",
    ];
    prop::collection::vec(piece, 0..200)
        .prop_map(|pieces| pieces.concat().chars().take(4_000).collect())
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn no_text_after_any_command_panics(
        command in proptest::sample::select(COMMANDS.to_vec()),
        text in typed(),
    ) {
        let question = format!("{command}{text}");
        for library in [shipped(), invented()] {
            let answer = ask(library, &question);
            prop_assert_eq!(&answer.question, &question);
            let json = serde_json::to_string(&answer);
            prop_assert!(json.is_ok(), "{:?}", json);
            let reply = wording::reply(&answer, Medium::Terminal);
            let shown = console::text(&reply, Screen::PLAIN);
            // What a terminal would take for a command of its own never reaches it.
            prop_assert!(!shown.contains(['\u{1b}', '\u{0}']), "{shown:?}");
            console::markdown(&reply);
        }
    }

    #[test]
    fn no_text_that_is_still_being_typed_panics(text in typed()) {
        unfinished(&text);
        let edition = &shipped().edition;
        for choice in edition.complete(&text, &Scope::Everything, 25) {
            prop_assert!(choice.label_within(100).chars().count() <= 100);
        }
        edition.complete_body(&text, 25);
        edition.complete_person(&text, 25);
        edition.complete_document(&text, 25);
    }
}

/// A very long question is answered like any other; four thousand letters without a space are one
/// word to the index.
#[test]
fn four_thousand_characters_of_one_kind_are_answered() {
    for sign in ["a", "ä", "日", "#", "\"", "(", "a ", "1 ", "\\", "/", "👩‍🚀", "~", "*", "e\u{301}"]
    {
        let text: String = sign.chars().cycle().take(4_000).collect();
        for command in COMMANDS {
            let question = format!("{command}{text}");
            assert_eq!(ask(shipped(), &question).question, question);
        }
    }
}

/// A whole book may be pasted: many words that stand nowhere, and the documents' own in any order.
#[test]
fn a_hundred_thousand_characters_are_answered() {
    let library = shipped();
    let passages = &library.edition.catalogue.passages;
    let all: Vec<&str> = passages.iter().map(|passage| &*passage.text).collect();
    let all = all.join(" ");
    let backwards: Vec<&str> = all.split_whitespace().rev().collect();
    for words in [backwards.join(" "), "the … ".to_owned(), "- a\n".to_owned(), all] {
        let text: String = words.chars().cycle().take(100_000).collect();
        for command in ["/verify ", "/changes ", "/ask "] {
            let question = format!("{command}{text}");
            assert_eq!(ask(library, &question).question, question);
        }
    }
}

/// The awkward pieces of which lines are made.
fn line() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "word",
        "two words",
        " ",
        " ",
        " ",
        "*em*",
        "**strong**",
        "_em_",
        "__strong__",
        "~~gone~~",
        "`code`",
        "``a ` b``",
        "[link](https://example.org/a_b)",
        "[a *b* c](d)",
        "1.",
        "2)",
        "#",
        "##",
        ">",
        "|",
        "_",
        "*",
        "**",
        "~",
        "<",
        "<3",
        "&",
        "&amp;",
        "&lt;b&gt;",
        "\\*",
        "\\_",
        "\\`",
        "`",
        "[",
        "]",
        "(",
        ")",
        "!",
        "-",
        "+",
        "=",
        ":",
        "\\\\",
        "snake_case",
        "(a)",
        "“b”",
        "é",
        "日本",
        "10",
        "...",
        "'",
        "\"",
        "a*b",
        "2*3*4",
        "[x]",
        "[^1]",
        "---",
    ]);
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// A document of blocks of every kind.
fn document() -> impl Strategy<Value = String> {
    let lines = || prop::collection::vec(line(), 1..4);
    let started = |first: &'static str, next: &'static str| {
        move |lines: Vec<String>| {
            let mut text = String::new();
            for (at, line) in lines.iter().enumerate() {
                text.push_str(if at == 0 { first } else { next });
                text.push_str(line);
                text.push('\n');
            }
            text
        }
    };
    let block = prop_oneof![
        4 => lines().prop_map(|lines| lines.join("\n")),
        2 => lines().prop_map(|lines| lines.join("\\\n")),
        2 => line().prop_map(|line| format!("## {line}")),
        2 => lines().prop_map(started("- ", "- ")),
        2 => lines().prop_map(started("1. ", "1. ")),
        1 => lines().prop_map(started("7. ", "8. ")),
        1 => lines().prop_map(started("- ", "  - ")),
        1 => lines().prop_map(started("1. ", "   ")),
        2 => lines().prop_map(started("> ", "> ")),
        1 => lines().prop_map(started("> - ", ">   > ")),
        1 => lines().prop_map(|lines| format!("```\n{}\n```", lines.join("\n"))),
        1 => lines().prop_map(started("    ", "    ")),
        1 => (line(), line(), line()).prop_map(|(a, b, c)| {
            format!("| {a} | {b} |\n|---|---|\n| {c} | {a} |")
        }),
        1 => Just("---".to_owned()),
    ];
    prop::collection::vec(block, 1..6).prop_map(|blocks| blocks.join("\n\n"))
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_document_gives_its_words_back(source in document(), windows in any::<bool>()) {
        // Windows line ends are the same words; the parser itself trips over them within code.
        let written = if windows { source.replace('\n', "\r\n") } else { source.clone() };
        let read = page::read("page.md", &written, AnchorRule::Github);
        let plain = spaced(&render(&read.blocks, &Plain));
        let markdown = render(&read.blocks, &CommonMark);
        prop_assert_eq!(words(&markdown), &plain[..], "Markdown: {:?}", markdown);
        prop_assert_eq!(words(&source), &plain[..], "source: {:?}", source);
    }

    #[test]
    fn any_page_is_read_and_its_blocks_stand_on_lines_that_it_has(source in document(), html in any::<bool>()) {
        let source = if html {
            format!("---\ntitle: T\n---\n<div markdown=\"1\">\n\n{source}\n\n</div>\n{{% for x in y %}}{source}")
        } else {
            source
        };
        for rule in [AnchorRule::Github, AnchorRule::Kramdown] {
            let read = page::read("page.md", &source, rule);
            let lines = source.lines().count();
            for block in &read.blocks {
                prop_assert!(block.lines.first >= 1 && block.lines.last <= lines.max(1), "{:?}", block);
            }
        }
    }
}
