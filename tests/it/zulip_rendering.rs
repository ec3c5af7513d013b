//! Replies as Zulip's server reads them.

use crate::support::library::{ask, invented};
use crate::support::shared::shared;
use crate::support::zulip_reader::{read, spaced};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use tenet::adapters::zulip::rendering::messages;
use tenet::library::Library;
use tenet::wording::{Line, Medium, Part, in_messages, reply};

/// What the reader reads otherwise than the server: fences that are none or not closed, lists without an
/// empty line between them, styles around a mention, and emoji that are no names. tenet writes none of it.
const UNREAD: [&str; 8] = [
    "- a\n- b\n  - c\n    - d\n1. x\n2. y",
    "```\nnot closed\n# x",
    "👩\u{200d}💻",
    "❤ ❤\u{fe0f} © ® ™ ☑ ✔",
    "  ```\n  code\n  ```",
    "``` a`b\nx\n```",
    "```spoiler a `code` b\nbody\n```",
    "**@**Gov Bot****",
];

/// What most servers take.
const LONGEST: usize = 10_000;

fn shown(library: &Library, question: &str) -> Vec<String> {
    messages(&reply(&ask(library, question), Medium::Chat), LONGEST)
}

fn one(part: Part) -> String {
    let messages = messages(&[part], LONGEST);
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages[0].clone()
}

/// The words and the links of HTML as the server makes it, and what in it is alive.
fn seen_in(html: &str) -> (String, Vec<(String, String)>, usize) {
    let (mut words, mut links, mut alive) = (String::new(), Vec::new(), 0);
    let mut open: Option<(String, usize)> = None;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        words.push_str(&rest[..start]);
        let end = rest[start..].find('>').unwrap() + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(attributes) = tag.strip_prefix("a ") {
            let href = attributes.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
            open = Some((href.replace("&amp;", "&"), words.len()));
        } else if tag == "/a" {
            let (href, from) = open.take().unwrap();
            links.push((words[from..].to_owned(), href));
        } else if tag.starts_with("span") || tag.starts_with("time") {
            let signs = ["mention", "emoji", "katex\"", "timestamp", "datetime"];
            alive += usize::from(signs.iter().any(|sign| tag.contains(sign)));
        } else if matches!(tag, "/p" | "/li" | "br" | "/h1" | "/div" | "/td" | "/th") {
            words.push(' ');
        }
    }
    words.push_str(rest);
    (words, links, alive)
}

fn unescaped(text: &str) -> String {
    let seen = read(&text.replace('*', "&#42;").replace('`', "&#96;"));
    spaced(&seen.text)
}

#[test]
fn the_reader_sees_what_a_real_server_made_of_messages() {
    let test = "the_reader_sees_what_a_real_server_made_of_messages";
    let mut held = 0;
    for name in [
        "31_markdown_rendering_table",
        "31c_markdown_rendering_table_2",
        "26_mention_syntax_table",
        "31d_mentions_duplicate_and_odd_names",
    ] {
        let Some(path) = shared(&format!("recordings/zulip/{name}.json"), test) else { return };
        let recorded: Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let rows: Vec<&Value> = match &recorded["rows"] {
            Value::Object(rows) => rows.values().collect(),
            rows => rows.as_array().unwrap().iter().collect(),
        };
        for row in rows {
            let markdown = row["markdown"].as_str().or(row["raw"].as_str()).unwrap();
            let html = row["html"].as_str().unwrap();
            let (words, links, alive) = seen_in(html);
            if UNREAD.contains(&markdown) {
                continue;
            }
            let seen = read(markdown);
            // Whatever was alive on the server is to the reader; it cannot know which names exist.
            let pictures = html.contains("message_inline_image");
            assert!(seen.alive.len() >= alive, "{markdown:?}: {:?}\n{html}", seen.alive);
            assert!(
                !pictures || seen.alive.iter().any(|what| what.starts_with("preview")),
                "{markdown}"
            );
            for (words, address) in links.iter().filter(|(words, _)| !words.is_empty()) {
                let is_it = |(_, seen): &(String, String)| {
                    spaced(seen) == *address
                        || address.starts_with('#')
                        || address.starts_with("/#")
                };
                let linkified = address.contains("gov.example");
                assert!(
                    linkified || seen.links.iter().any(is_it) || !seen.alive.is_empty(),
                    "{markdown:?}: {words} leads to {address}, not in {:?}",
                    seen.links
                );
            }
            if seen.alive.is_empty() && !html.contains("emoji") {
                let signs = |text: &str| -> String {
                    text.chars()
                        .filter(|c| {
                            !c.is_whitespace()
                                && !matches!(c, '-' | '|' | ':' | '.')
                                && !c.is_ascii_digit()
                        })
                        .collect()
                };
                assert_eq!(signs(&seen.text), signs(&unescaped(&words)), "{markdown:?}\n{html}");
                assert_eq!(
                    seen.links.len(),
                    links.len() - html.matches("gov.example").count(),
                    "{markdown:?}"
                );
                held += 1;
            }
        }
    }
    assert!(held > 100, "{held}");
}

#[test]
fn a_long_passage_hides_its_rest_below_its_first_page() {
    let text = "It holds well. ".repeat(80);
    let rules = format!("# Rules\n\n## Ropes\n\n{text}\n\n{text}\n");
    let library = crate::support::library::of_content(&crate::support::library::content_of(&[
        (
            "sources.yaml",
            "organisation: Guild\nsources:\n  - folder: site\n    documents:\n      - {file: RULES.md, id: rules}\n",
        ),
        ("site/RULES.md", &rules),
    ]));
    let parts = reply(&ask(&library, "/cite rules/ropes"), Medium::Chat);
    let [message] = messages(&parts, LONGEST).try_into().unwrap();
    assert!(message.contains("\n```quote\nIt holds"), "{message}");
    assert!(
        message.contains("\n```\n````spoiler Rest of the section (1,199 characters)\n```quote\nIt"),
        "{message}"
    );
    let several = messages(&parts, 2_000);
    assert_eq!(several.len(), 2, "{several:#?}");
    assert!(several[1].ends_with("*Page 2 of 2*"), "{}", several[1]);
}

#[test]
fn several_passages_show_their_beginnings_and_hide_their_rests() {
    let (ropes, sails) = ("It holds well. ".repeat(30), "It fills well. ".repeat(30));
    let rules = format!(
        "# Rules\n\n## Ropes\n\n{ropes}\n\n{ropes}\n\n{ropes}\n\n## Sails\n\n{sails}\n\n{sails}\n\n{sails}\n\n## Oars\n\nTwo.\n"
    );
    let library = crate::support::library::of_content(&crate::support::library::content_of(&[
        (
            "sources.yaml",
            "organisation: Guild\nsources:\n  - folder: site\n    documents:\n      - {file: RULES.md, id: rules}\n",
        ),
        ("site/RULES.md", &rules),
    ]));
    let both = shown(&library, "/cite rules/ropes rules/sails rules/oars");
    let [message] = both.as_slice() else { panic!("{both:#?}") };
    let seen = read(message);
    let length = |text: &str| spaced(text).chars().count();
    let hidden: Vec<usize> = seen.spoilers.iter().map(|(_, words)| length(words)).collect();
    assert_eq!(hidden, [899, 899], "{message}");
    assert!(seen.quotes.iter().any(|quote| spaced(quote) == "Two."), "{message}");
    let alone = shown(&library, "/cite rules/ropes");
    assert_eq!(length(&read(&alone[0]).spoilers[0].1), 449, "{alone:#?}");
}

#[test]
fn who_is_told_what_to_type_is_told_how_it_is_typed_here() {
    let said = |question: &str| {
        let parts = in_messages(&ask(invented(), question), "The _Governance_ bot");
        messages(&parts, LONGEST).concat()
    };
    let mention = "In a channel, write @The _Governance_ bot before the command.";
    assert_eq!(said("/help"), format!("{mention} To me alone, the command is enough."));
    assert_eq!(said("hello"), format!("{mention} To me alone, the command is enough."));
    assert_eq!(
        said("/help coc"),
        "Moderators: write to me alone /coc and the link of a message. Then type a number, and private, post or cancel."
    );
    assert_eq!(said("/principle 2"), "");
}

#[test]
fn a_principle_is_quoted_under_its_heading_with_its_edition_below() {
    assert_eq!(
        shown(invented(), "/principle 2"),
        ["**[2. We keep watch](https://github.com/harbour/rules/blob/main/PRINCIPLES.md#2-we-keep-watch)**
```quote
One sailor stays awake.

A watch lasts four hours, and is handed over with a handshake.
```
*Harbour Guild · Harbour Principles › At the quay › 2. We keep watch · as recorded on 3 February 2026*
*The same words: [https://harbour.example/principles.html#2-we-keep-watch](https://harbour.example/principles.html#2-we-keep-watch)*"]
    );
}

#[test]
fn words_are_written_as_they_are_where_nothing_would_be_made_of_them() {
    for words in [
        "Rust & WebAssembly, AT&T, e.g. this, version 1.2.3",
        "the words […] go on [here], at #general with @ana",
        "a | b ~ c, 3 < 4, 2024.5 in all",
        "/mission (the mission)",
    ] {
        assert_eq!(one(Part::Say(words.to_owned())), words);
    }
    for (words, written) in [
        ("3. It holds", "3&#46; It holds"),
        ("main.rs and a@b.c", "main&#46;rs and a&#64;b&#46;c"),
        ("/poll", "&#47;poll"),
        (".@.a", ".&#64;&#46;a"),
        ("#12 and &copy; ~~gone~~", "&#35;12 and &amp;copy; &#126;~gone&#126;&#126;"),
        ("a [b](c) d [", "a [b]&#40;c) d &#91;"),
        ("<time:12:00>", "&#60;time:12&#58;00>"),
    ] {
        assert_eq!(one(Part::Say(words.to_owned())), written.replace("&amp;", "&#38;"));
    }
}

#[test]
fn a_note_is_wholly_dead() {
    let note = "@**all** [x](https://a.org) https://b.org `c` :wave: ```quote";
    let seen = read(&one(Part::AsTyped(note.to_owned())));
    assert_eq!((spaced(&seen.text), seen.alive, seen.links), (note.to_owned(), vec![], vec![]));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e7e7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_typed_comes_back_and_nothing_of_it_is_alive(
        typed in "[a-z@#:.<>*_~|`$&;!/\\\\\\[\\]() 0-9\\n-]{1,60}"
    ) {
        let seen = read(&one(Part::AsTyped(typed.clone())));
        prop_assert_eq!(seen.alive, Vec::<String>::new());
        prop_assert_eq!(spaced(&seen.text), spaced(&typed));
    }

    #[test]
    fn whatever_a_heading_says_it_is_one_link(
        typed in "[a-z@#:.<>*_~|`$&;!/\\\\\\[\\]() 0-9-]{0,40}[a-z]"
    ) {
        let url = "https://example.org/a_(b)#c".to_owned();
        let seen = read(&one(Part::Title { text: typed.clone(), url }));
        let links: Vec<_> =
            seen.links.iter().map(|(words, url)| (spaced(words), url.as_str())).collect();
        prop_assert_eq!(seen.alive, Vec::<String>::new());
        prop_assert_eq!(links, [(spaced(&typed), "https://example.org/a_%28b%29#c")]);
        prop_assert_eq!(spaced(&seen.text), spaced(&typed));
    }

    #[test]
    fn no_part_is_lost_and_no_message_too_long(said in prop::collection::vec("[a-zé🛟 ]{0,900}", 1..12)) {
        let parts: Vec<Part> = said.iter().enumerate().map(|(at, text)| match at % 3 {
            0 => Part::Say(text.clone()),
            1 => Part::Lines(vec![Line { text: text.clone(), ..Line::default() }]),
            _ => Part::Aside(text.clone()),
        }).collect();
        let messages = messages(&parts, 2_000);
        let letters = |text: &str| text.chars().filter(|c| matches!(c, 'q' | 'é' | '🛟')).count();
        let all: usize = said.iter().map(|text| letters(text)).sum();
        prop_assert_eq!(messages.iter().map(|message| letters(message)).sum::<usize>(), all);
        prop_assert!(messages.iter().all(|message| message.chars().count() <= 2_000));
    }
}
