//! Long words in pages: where they are cut, and that each word stands on one of them.

use crate::support::library::{ask, invented, shipped};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tenet::content::anchor::AnchorRule;
use tenet::content::block::{Block, render};
use tenet::content::dialect::{CommonMark, Plain};
use tenet::content::page;
use tenet::content::pages::{
    LONGEST_IN_A_CHANNEL, Page, Place, characters_before, divided, opened, pages, pieces,
    room_in_a_channel,
};

const OMISSION: &str = "[…]";

fn blocks(markdown: &str) -> Vec<Block> {
    page::read("page.md", markdown, AnchorRule::Github).blocks
}

fn size(page: &Page) -> usize {
    page.render(&CommonMark, OMISSION).chars().count()
}

/// The pages of Markdown, in Markdown.
fn cut(markdown: &str, room: usize) -> Vec<String> {
    let pages = pages(&blocks(markdown), room, &size);
    pages.iter().map(|page| page.render(&CommonMark, OMISSION)).collect()
}

#[test]
fn what_fits_is_one_page() {
    for markdown in ["", "Be kind.", "Please:\n\n- listen\n- rest"] {
        assert_eq!(cut(markdown, 40), [markdown]);
    }
}

#[test]
fn a_cut_falls_between_blocks_where_it_can() {
    assert_eq!(
        cut("One sailor stays awake.\n\nA watch lasts four hours. It ends.", 40),
        ["One sailor stays awake.", "A watch lasts four hours. It ends."]
    );
}

#[test]
fn a_list_that_goes_on_brings_what_introduces_it() {
    assert_eq!(
        cut(
            "Not accepted here:\n\n- shouting at the crew\n- sharing addresses\n- touching ropes",
            64
        ),
        [
            "Not accepted here:\n\n- shouting at the crew\n- sharing addresses",
            "Not accepted here: […]\n\n- touching ropes",
        ]
    );
    // The sentence before the colon, and not all that stands before it.
    let long = "The crew is kind to all. ".repeat(12);
    let pages = cut(&format!("{long}Never do this:\n\n- shout\n- spit at the crew"), 330);
    // Which does not end the page before it.
    assert_eq!(pages.last().unwrap(), "Never do this:\n\n- shout\n- spit at the crew");
    assert!(pages[..pages.len() - 1].iter().all(|page| !page.contains("Never")), "{pages:?}");
    let shout = "- shout at the crew ".repeat(8);
    let pages = cut(&format!("{long}Never do this:\n\n{shout}\n{shout}\n- spit"), 330);
    assert!(pages[1].starts_with("Never do this:\n\n- shout"), "{pages:?}");
    assert!(pages[2].starts_with("Never do this: […]\n\n- shout"), "{pages:?}");
}

#[test]
fn a_list_begins_on_the_page_of_what_introduces_it() {
    assert_eq!(
        cut("The tide comes in twice a day.\n\nNever:\n\n- shout at it\n- spit", 48),
        ["The tide comes in twice a day.", "Never:\n\n- shout at it\n- spit"]
    );
}

#[test]
fn a_list_within_an_item_brings_what_introduces_it() {
    assert_eq!(
        cut("1. On deck, never:\n   - shout at the crew\n   - sit on ropes\n2. Below, sleep.", 58),
        [
            "1. On deck, never:\n   - shout at the crew",
            "1. On deck, never: […]\n   - sit on ropes\n2. Below, sleep.",
        ]
    );
}

#[test]
fn numbers_go_on() {
    assert_eq!(
        cut("The Council:\n\n3. sets tides;\n4. hires pilots;\n5. answers letters.", 46),
        [
            "The Council:\n\n3. sets tides;\n4. hires pilots;",
            "The Council: […]\n\n5. answers letters.",
        ]
    );
}

#[test]
fn a_long_item_goes_on_under_its_number() {
    assert_eq!(
        cut("7. A watch lasts four hours. It ends with a handshake.", 32),
        ["7. A watch lasts four hours.", "7. […] It ends with a handshake."]
    );
}

#[test]
fn a_cut_falls_between_sentences_also_within_styles_and_links() {
    assert_eq!(
        cut("Ask Dr. Reed, e.g. by letter. *He answers at noon. He never calls.*", 52),
        ["Ask Dr. Reed, e.g. by letter. *He answers at noon.*", "*He never calls.*"]
    );
    assert_eq!(
        cut("[Boats lie here. Nobody swims.](https://harbour.example)", 44),
        [
            "[Boats lie here.](<https://harbour.example>)",
            "[Nobody swims.](<https://harbour.example>)",
        ]
    );
}

#[test]
fn only_a_sentence_that_no_page_holds_is_cut_and_only_between_words() {
    assert_eq!(
        cut("The guild keeps the harbour open all night", 20),
        ["The guild keeps the", "harbour open all", "night"]
    );
    assert_eq!(cut("abcdefghij", 4), ["abcd", "efgh", "ij"]);
}

#[test]
fn tables_repeat_their_head_and_code_keeps_its_lines() {
    assert_eq!(
        cut("| Rope | Holds |\n|---|---|\n| hemp | yes |\n| silk | no |\n| reed | no |", 56),
        [
            "| Rope | Holds |\n|---|---|\n| hemp | yes |\n| silk | no |",
            "| Rope | Holds |\n|---|---|\n| reed | no |",
        ]
    );
    assert_eq!(
        cut("```text\nleft over right\nright over left\n```", 30),
        ["```text\nleft over right\n```", "```text\nright over left\n```"]
    );
}

#[test]
fn a_quotation_is_cut_inside_and_stays_one() {
    assert_eq!(
        cut("> Never for safety. It slips.\n>\n> Said the book.", 32),
        ["> Never for safety. It slips.", "> Said the book."]
    );
}

#[test]
fn in_a_channel_only_principles_values_and_conduct_are_shown_at_any_length() {
    for (question, expected) in [
        ("/principle 1", 1_800),
        ("/coc what we expect", 1_800),
        ("/cite charter/2-the-council", 1_800),
    ] {
        let answer = ask(invented(), question);
        assert_eq!(room_in_a_channel(&answer.passages[0].passage, 1_800), expected, "{question}");
    }
    let passages = &shipped().edition.catalogue.passages;
    let longer = |passage: &&std::sync::Arc<tenet::content::passage::Passage>| {
        passage.text.chars().count() > LONGEST_IN_A_CHANNEL
    };
    for passage in passages.iter().filter(longer) {
        let kind = format!("{:?}", passage.kind);
        let whole = ["Principles", "Values", "Conduct"].contains(&kind.as_str());
        let expected = if whole { 1_800 } else { LONGEST_IN_A_CHANNEL };
        assert_eq!(room_in_a_channel(passage, 1_800), expected, "{}", passage.id);
    }
}

/// What stands on no page twice, white space left out.
fn own_letters(page: &Page) -> String {
    let letters = |blocks: &[Block]| -> String {
        render(blocks, &Plain).chars().filter(|c| !c.is_whitespace()).collect()
    };
    let (all, repeated) = (letters(&page.blocks), letters(&page.repeated));
    all.strip_prefix(&repeated).unwrap_or_else(|| panic!("{all:?} {repeated:?}")).to_owned()
}

fn markdown() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "Be kind. ",
        "*Never* shout. ",
        "**Ask twice. Then rest.** ",
        "[a *b* c. D.](https://e.org/x) ",
        "`code. Here` ",
        "e.g. this ",
        "and so on, ",
        "“Quoted.” ",
        "1. ",
        "~~gone~~ ",
        "a<br>b ",
        "snake_case ",
        "Really? ",
        "日本語。です。",
        "averylongwordthatgoesonandon",
        "\n",
        "x[^1] ",
    ]);
    let line = prop::collection::vec(words, 1..8).prop_map(|words| words.concat());
    let lines = prop::collection::vec(line.clone(), 1..5);
    let each = |sign: &'static str, next: &'static str| {
        move |lines: Vec<String>| {
            let lines = lines.iter().enumerate().map(|(at, line)| {
                let line = line.replace('\n', " ");
                format!("{}{line}", if at == 0 { sign } else { next })
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    let block = prop_oneof![
        3 => line.clone(),
        2 => line.clone().prop_map(|line| format!("{}:", line.trim_end())),
        1 => line.clone().prop_map(|line| format!("## {}", line.replace('\n', " "))),
        2 => lines.clone().prop_map(each("- ", "- ")),
        2 => lines.clone().prop_map(each("3. ", "3. ")),
        1 => lines.clone().prop_map(each("- ", "  - ")),
        1 => lines.clone().prop_map(each("1. ", "\n   ")),
        1 => lines.clone().prop_map(each("> ", "> - ")),
        1 => lines.clone().prop_map(each("> ", ">\n> ")),
        1 => lines.clone().prop_map(|lines| format!("```\n{}\n```", lines.join("\n"))),
        1 => (line.clone(), line).prop_map(|(a, b)| {
            let (a, b) = (a.replace('\n', " "), b.replace('\n', " "));
            format!("| {a} | b |\n|---|---|\n| {b} | {a} |\n| c | {b} |")
        }),
    ];
    prop::collection::vec(block, 1..7).prop_map(|blocks| blocks.join("\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e7e7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_word_stands_on_one_page_and_no_page_is_too_full(source in markdown(), room in 90..400_usize) {
        let blocks = blocks(&source);
        let pages = pages(&blocks, room, &size);
        let all: String = render(&blocks, &Plain).chars().filter(|c| !c.is_whitespace()).collect();
        let back: String = pages.iter().map(own_letters).collect();
        prop_assert_eq!(back, all, "{:?}", source);
        for page in &pages {
            prop_assert!(size(page) <= room, "{} > {room}: {:?}", size(page), page.render(&CommonMark, OMISSION));
        }
    }

    #[test]
    fn each_word_stands_on_one_page_wherever_the_first_begins(source in markdown(), room in 90..400_usize) {
        let blocks = blocks(&source);
        let all: String = render(&blocks, &Plain).chars().filter(|c| !c.is_whitespace()).collect();
        for place in (0..pieces(&blocks).len()).map(Place) {
            let before = characters_before(&blocks, place);
            prop_assert!(before.is_some_and(|before| before <= render(&blocks, &Plain).chars().count()), "{place:?} {source:?}");
            let Some((earlier, later)) = opened(&blocks, place, room, &size) else { continue };
            let back = [&earlier, &later].map(own_letters).concat();
            prop_assert_eq!(&back, &all, "{:?} {:?}", place, source);
            for page in [earlier, later].map(|page| divided(page, room, &size)).concat() {
                prop_assert!(size(&page) <= room, "{place:?}: {:?}", page.render(&CommonMark, OMISSION));
            }
        }
    }
}
