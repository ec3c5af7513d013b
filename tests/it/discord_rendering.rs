//! Replies as Discord's clients read them.

use crate::support::library::{ask, content_of, invented, of_content, shipped};
use crate::support::real;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tenet::adapters::discord::pages;
use tenet::library::Library;
use tenet::wording::{Line, Medium, Part, reply};

/// What a message holds.
const LONGEST: usize = 2_000;

fn shown(library: &Library, question: &str) -> Vec<String> {
    pages(&reply(&ask(library, question), Medium::Chat))
}

fn one(part: Part) -> String {
    let pages = pages(&[part]);
    assert_eq!(pages.len(), 1, "{pages:?}");
    pages[0].clone()
}

fn line(text: &str, url: Option<&str>, ask: Option<&str>) -> Part {
    let (url, ask) = (url.map(str::to_owned), ask.map(str::to_owned));
    Part::Lines(vec![Line { depth: 0, text: text.to_owned(), url, ask }])
}

#[test]
fn a_principle_is_quoted_under_its_heading_with_its_edition_in_small_print() {
    assert_eq!(
        shown(invented(), "/principle 2"),
        ["**[2. We keep watch](<https://github.com/harbour/rules/blob/main/PRINCIPLES.md#2-we-keep-watch>)**
> One sailor stays awake.
>\x20
> A watch lasts four hours, and is handed over with a handshake.
-# Harbour Guild · Harbour Principles › At the quay › 2. We keep watch · as recorded on 3 February 2026
-# The same words: <https://harbour.example/principles.html#2-we-keep-watch>"]
    );
}

#[test]
fn numbers_of_a_list_stay_as_they_are() {
    assert_eq!(
        shown(invented(), "/cite charter/non-responsibilities"),
        ["**[The Council › Non-Responsibilities](<https://github.com/harbour/rules/blob/main/CHARTER.md#non-responsibilities>)**
> The Council does not:
>\x20
> 1\\. own ships;
> 2\\. set fares.
-# Harbour Guild · Charter of the Harbour Guild › The Council › Non-Responsibilities · as recorded on 3 February 2026"]
    );
}

#[test]
fn no_sign_of_a_document_means_anything_to_discord() {
    assert_eq!(
        shown(invented(), "/cite knots/the-book-of-knots")[0].lines().nth(1).unwrap(),
        "> Lead paragraph with **strong**, *emphasis*,  and `code with | and <b>` words, a soft break, \
         AT&T, 3 \\< 4 \\> 2, snake\\_case\\_names, 2 \\* 3 \\* 4, a\\_b and #hashes."
    );
    assert_eq!(
        shown(invented(), "/cite knots/sheet-bend/exceptions")[0]
            .lines()
            .skip(1)
            .collect::<Vec<_>>()
            .join("\n"),
        "> Only wet.
>\x20
> Rope \\| Holds
> hemp \\| `yes`
> silk \\| *no*
>\x20
> ```text
> left over right
>   # not a heading
> ```
>\x20
> See [the other knot](<https://github.com/harbour/rules/blob/main/knots.md#bowline>) and \
         [the charter](<https://github.com/harbour/rules/blob/main/CHARTER.md#1-purpose>).
>\x20
> 2024\\. was a wet year.
> \\+ it rained.
> \\- it poured.
>\x20
> The end
-# Left out, to be seen on the page: a picture (a drawing).
-# Harbour Guild · The Book of Knots › Sheet bend › Exceptions · as recorded on 3 February 2026"
    );
}

#[test]
fn a_quotation_within_a_quotation_shows_its_sign() {
    assert_eq!(
        shown(invented(), "/cite knots/reef-knot")[0].lines().skip(1).take(5).collect::<Vec<_>>(),
        [
            "> \\> Never for safety.",
            "> \\>",
            "> \\> \\> It slips, says the old book.",
            "> \\>",
            "> \\> 1\\. is not a list here.",
        ]
    );
}

#[test]
fn nothing_that_is_said_becomes_a_mention_an_emoji_a_link_or_a_spoiler() {
    for (said, expected) in [
        ("@everyone and @here: mail a@b.org", "\\@everyone and \\@here: mail a@b.org"),
        (
            "<@1> <@&2> <#3> </help:4> <t:5> <id:guide>",
            "\\<@1\\> \\<@&2\\> \\<#3\\> \\</help:4\\> \\<t:5\\> \\<id:guide\\>",
        ),
        (":smile: a:b:c", ":smile\\: a:b\\:c"),
        (":+1::100:", ":+1\\::100\\:"),
        ("<:wave:12>", "\\<:wave\\:12\\>"),
        ("at 10:30, points Bob to: this", "at 10:30, points Bob to: this"),
        ("see HTTPS://a.org", "see HTTPS\\://a.org"),
        ("||gone|| ~~old~~ __line__", "\\|\\|gone\\|\\| \\~\\~old\\~\\~ \\_\\_line\\_\\_"),
        (
            "# big\n-# small\n> said\n- one\n1. two",
            "\\# big\n\\-# small\n\\> said\n\\- one\n1\\. two",
        ),
        ("see ftp://a.org", "see ftp\\://a.org"),
    ] {
        assert_eq!(one(Part::Say(said.to_owned())), expected);
    }
}

#[test]
fn our_own_addresses_open_without_a_preview() {
    for (said, expected) in [
        ("Listed at https://a.org/b_c.", "Listed at <https://a.org/b_c>."),
        ("As (x: https://a.org/) says", "As (x: <https://a.org/>) says"),
    ] {
        assert_eq!(one(Part::Say(said.to_owned())), expected);
    }
}

#[test]
fn a_heading_is_a_link_where_its_address_can_be_one() {
    for (text, url, expected) in [
        (
            "Quorum",
            "https://a.org/x#:~:text=a%2Cb,c&text=d",
            "**[Quorum](<https://a.org/x#:~:text=a%2Cb,c&text=d>)**",
        ),
        ("Quorum", "https://a.org/(x) y>", "**[Quorum](<https://a.org/%28x%29%20y%3E>)**"),
        ("Quorum", "", "**Quorum**"),
        ("care@a.org", "mailto:care@a.org", "**care@a.org**"),
        ("Write to us", "mailto:care@a.org?subject=x", "**Write to us (care@a.org)**"),
        ("https://a.org", "https://a.org", "**<https://a.org>**"),
        // Discord takes the mask off where it says another address.
        ("https://b.org", "https://a.org", "**https\\://b.org (<https://a.org>)**"),
        ("a [b", "https://a.org", "**a \\[b (<https://a.org>)**"),
        ("a [b] c", "https://a.org", "**[a \\[b\\] c](<https://a.org>)**"),
    ] {
        assert_eq!(one(Part::Title { text: text.to_owned(), url: url.to_owned() }), expected);
    }
}

#[test]
fn lines_lead_to_their_address_and_say_what_to_type() {
    let long = "word ".repeat(900);
    for (part, expected) in [
        (
            line("1. Ask (@ada)", Some("https://a.org"), Some("/cite x")),
            "- [1\\. Ask (@ada)](<https://a.org>) `/cite x`",
        ),
        (line("Ada", None, None), "- Ada"),
    ] {
        assert_eq!(one(part), expected);
    }
    let pages = pages(&[line(&long, Some("https://a.org"), Some("/cite x"))]);
    assert_eq!(pages.concat().matches("word").count(), 900);
    assert!(pages.last().unwrap().contains("<https://a.org>\n  /cite x"), "{pages:?}");
}

/// A reply with a quotation of five paragraphs, each too long to stand with two others.
fn long_reply(before: &str, after: &str) -> (Vec<Part>, Vec<String>) {
    let content = crate::support::library::content_of(&[
        (
            "sources.yaml",
            "organisation: Guild\nsources:\n  - {id: r, documents: [{file: a.md, id: a, title: A}]}\n",
        ),
        (
            "r/a.md",
            &format!(
                "# A\n\n## Ropes\n\n{}",
                (0..5)
                    .map(|at| format!("Rope {at} holds. {}\n\n", "It holds well. ".repeat(40)))
                    .collect::<String>()
            ),
        ),
    ]);
    let library = crate::support::library::of_content(&content);
    let mut parts = vec![Part::Say(before.to_owned())];
    parts.extend(reply(&ask(&library, "/cite a/ropes"), Medium::Chat));
    parts.push(Part::Say(after.to_owned()));
    let pages = pages(&parts);
    (parts, pages)
}

#[test]
fn each_page_of_a_quotation_stands_under_its_heading_and_is_numbered() {
    let (_, pages) = long_reply("Before.", "After.");
    assert_eq!(pages.len(), 5);
    for (at, page) in pages.iter().enumerate() {
        let lines: Vec<&str> = page.lines().collect();
        let (first, skip) = if at == 0 { ("Before.", 2) } else { ("**Ropes**", 0) };
        assert_eq!((lines[0], lines[skip]), (first, "**Ropes**"), "{page}");
        assert!(lines[skip + 1].starts_with(&format!("> Rope {at} holds.")), "{page}");
        assert!(lines.contains(&"-# Guild · A › Ropes"), "{page}");
        assert_eq!(*lines.last().unwrap(), format!("-# Page {} of 5", at + 1));
        assert_eq!(page.contains("After."), at == 4, "{page}");
    }
}

#[test]
fn a_quotation_is_cut_at_the_same_places_whatever_stands_beside_it() {
    let (_, short) = long_reply("Before.", "After.");
    let (_, long) = long_reply(&"Before. ".repeat(15), &"After. ".repeat(400));
    assert_eq!(
        short[1..4].iter().map(|page| page.rsplit_once('\n').unwrap().0).collect::<Vec<_>>(),
        long[1..4].iter().map(|page| page.rsplit_once('\n').unwrap().0).collect::<Vec<_>>()
    );
    assert_eq!(long.concat().matches("After.").count(), 400);
}

#[test]
fn every_passage_fits_into_messages_and_nothing_of_it_comes_alive() {
    let real = real::edition("every_passage_fits_into_messages_and_nothing_of_it_comes_alive");
    for library in
        [Some(invented()), Some(shipped()), real.map(|(_, library)| library)].into_iter().flatten()
    {
        for passage in &library.edition.catalogue.passages {
            for full in ["", " full:true"] {
                let pages = shown(library, &format!("/cite {}{full}", passage.id));
                for page in &pages {
                    assert!(page.encode_utf16().count() <= LONGEST, "{}: {page}", passage.id);
                    assert_eq!(page.trim(), page, "{}", passage.id);
                    let code = page.split("```").enumerate().filter(|(at, _)| at % 2 == 0);
                    for line in code.flat_map(|(_, text)| text.lines()) {
                        let words = line.trim_start_matches("> ").trim_start();
                        let number = words.trim_start_matches(|c: char| c.is_ascii_digit());
                        let numbered = number.len() < words.len() && number.starts_with(". ");
                        assert!(
                            !numbered && (!words.starts_with('#') || words.starts_with("### ")),
                            "{}: {line}",
                            passage.id
                        );
                        for sign in
                            ["@everyone", "@here", "<@", "<#", "</", "<t:", "||", "~~", "__"]
                        {
                            let alive =
                                line.match_indices(sign).any(|(at, _)| !line[..at].ends_with('\\'));
                            assert!(!alive, "{}: {line}", passage.id);
                        }
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e7e7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_said_comes_back_without_the_backslashes(said in "[a-z@#:.<>*_~|`\\\\\\[\\]() 0-9\\n-]{1,60}") {
        let written = one(Part::Say(said.clone()));
        let mut back = String::new();
        let mut letters = written.chars().peekable();
        while let Some(c) = letters.next() {
            let escapes = c == '\\' && letters.peek().is_some_and(|next| next.is_ascii_punctuation());
            back.push(if escapes { letters.next().unwrap() } else { c });
        }
        prop_assert_eq!(back, said.trim_start());
    }

    #[test]
    fn no_part_is_lost_and_no_page_too_long(said in prop::collection::vec("[a-zé🛟 ]{0,900}", 1..12)) {
        let parts: Vec<Part> = said.iter().enumerate().map(|(at, text)| match at % 4 {
            0 => Part::Say(text.clone()),
            1 => line(text, Some("https://a.org/b"), None).clone(),
            2 => Part::Title { text: text.clone(), url: String::new() },
            _ => Part::Aside(text.clone()),
        }).collect();
        let pages = pages(&parts);
        let letters = |text: &str| text.chars().filter(|c| matches!(c, 'q' | 'é' | '🛟')).count();
        let all: usize = said.iter().map(|text| letters(text)).sum();
        prop_assert_eq!(pages.iter().map(|page| letters(page)).sum::<usize>(), all);
        for page in &pages {
            prop_assert!(page.encode_utf16().count() <= LONGEST);
        }
    }
}

#[test]
fn a_page_that_begins_within_a_list_says_again_what_it_is_set_in() {
    let set_in = |depth: usize, text: String| Line { depth, text, ..Line::default() };
    let long = |at: usize| format!("{at} {}", "sail ".repeat(60));
    let mut lines = vec![set_in(0, "Ships".to_owned()), set_in(1, "Masts".to_owned())];
    lines.extend((1..=12).map(|at| set_in(2, long(at))));
    let pages = pages(&[Part::Lines(lines)]);
    assert!(pages.len() > 1);
    for page in &pages[1..] {
        let begins = page.lines().take(2).collect::<Vec<_>>();
        assert_eq!(begins, ["- Ships \\[…\\]", "  - Masts \\[…\\]"]);
    }
    let all = pages.join("\n");
    for at in 1..=12 {
        assert_eq!(all.matches(&format!("    - {at} sail")).count(), 1, "{at}");
    }
}

#[test]
fn what_is_said_before_words_stands_with_them() {
    let passage = invented().edition.passage_by_id("principles/2").unwrap().clone();
    let quotation = |notice: &str| {
        pages(&[
            Part::Say("before ".repeat(275)),
            Part::Aside("beside".to_owned()),
            Part::Say(notice.to_owned()),
            Part::Title { text: "Watch".to_owned(), url: String::new() },
            Part::Quote(passage.clone(), None),
        ])
    };
    let [_, second] = quotation("This is a proposal.").try_into().unwrap();
    assert!(second.starts_with("This is a proposal.\n\n**Watch**\n> One sailor"), "{second}");
    // Nothing of what no page holds together is lost.
    let long = quotation(&"notice ".repeat(270)).join("\n");
    assert_eq!(long.matches("notice").count(), 270);
}

#[test]
fn what_introduces_a_list_stands_on_one_page_with_it_and_on_no_other() {
    let item = format!("- {}\n", "sail ".repeat(150).trim_end());
    let rules = format!(
        "# Rules\n\n## Ships\n\n{}\n\nOf ships this is asked:\n\n{item}{item}",
        "Ships sail. ".repeat(80)
    );
    let library = of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Guild\nsources:\n  - folder: site\n    documents:\n      - {file: RULES.md, id: rules}\n",
        ),
        ("site/RULES.md", &rules),
    ]));
    let pages = shown(&library, "/cite rules/ships");
    let with = pages.iter().filter(|page| page.contains("Of ships this is asked:"));
    assert!(with.clone().all(|page| page.contains("> - sail")), "{pages:#?}");
    assert!(!pages[0].contains("Of ships"), "{pages:#?}");
}
