//! A long passage opens where a question is answered, and leads to all of it from there.

use crate::support::library::{ask, ask_json, content_of, of_content};
use crate::support::real;
use std::sync::OnceLock;
use tenet::adapters::discord::pages as discord;
use tenet::adapters::zulip::rendering::messages;
use tenet::content::block::render;
use tenet::content::dialect::{CommonMark, Plain};
use tenet::content::pages::{self, Page, Place, pieces};
use tenet::library::Library;
use tenet::wording::{Medium, reply};

/// What most Zulip servers take.
const LONGEST: usize = 10_000;

const MOORINGS: &str = "# Mooring rules

## Berths

Every boat that comes in from the sea asks the harbour master for a place at the quay. \
The harbour master writes the name of the boat into the book and shows the skipper where to tie up. \
Who ties up without asking gives way to whoever asked. The outer quay is for those who leave with the \
next tide, and the inner quay for all who stay longer than that.

Ropes are the business of the crew that brought them. Worn ropes are shown to the rope maker, who says \
whether they hold another winter. Fenders hang between boat and wall at all times. Two boats side by side \
share their fenders, and the one that came later brings its own plank.

Lanterns burn from dusk to dawn at the bow of every boat that lies at the outer quay. Whoever sees one go \
out tells the watch. Oil for lanterns is sold at the chandlery on market days, and the watch lends a can \
to those who come in at night.

Dogs stay aboard unless they are led. Gulls are fed by nobody, however they look at the cook. Nets are \
mended on the stones behind the smithy, where there is room for four of them, and are taken in before the \
rain. What falls into the water is fished out by whoever dropped it, with the long hook that hangs on the \
wall of the smithy.

The tide table hangs at the door of the office, on the bridge, and in both taverns. A copy of it costs one \
copper. Whoever finds a mistake in it tells the Council, which puts it right on the same day.

Nobody sleeps aboard while the boat is being tarred, since the fumes have killed before.

The harbour master does none of these things:

- lend the book to strangers;
- move a boat whose skipper is ashore, unless a storm is coming;
- take fish as payment:
  - herring spoils in the office;
  - eels escape into the archive.

A skipper who disagrees writes to the Council within a fortnight, and stays where they are until it answers.

| Boat | Fee |
|---|---|
| dinghy | one copper a night |
| schooner | three silver a night |

## Lost property

### Umbrellas

They hang in the porch for a year.

### Oilskins

They are given to the lifeboat.

## Chandlery

### Opening hours

It opens on market days.
";

fn moorings() -> &'static Library {
    static MOORED: OnceLock<Library> = OnceLock::new();
    MOORED.get_or_init(|| {
        of_content(&content_of(&[
            (
                "sources.yaml",
                "organisation: Guild\nsources:\n  - folder: site\n    documents:\n      - {file: MOORINGS.md, id: moorings}\n",
            ),
            ("site/MOORINGS.md", MOORINGS),
        ]))
    })
}

/// The words of the passage from where a question is answered.
fn from_there(question: &str) -> Option<String> {
    let answer = ask_json(moorings(), question);
    assert_eq!(answer["outcome"], "found", "{question}: {answer:#}");
    let passage = &answer["passages"][0];
    let at = passage["answers_at"].as_u64()?;
    let text = passage["text"].as_str().unwrap();
    Some(text.chars().skip(usize::try_from(at).unwrap()).collect())
}

fn on_zulip(question: &str) -> String {
    let parts = reply(&ask(moorings(), question), Medium::Chat);
    let [message] = messages(&parts, LONGEST).try_into().unwrap();
    message
}

#[test]
fn the_answer_says_where_in_a_long_passage_it_stands() {
    for (question, expected) in [
        ("berths: may somebody sleep aboard while tarred", "Nobody sleeps aboard"),
        ("berth skipper disagrees, write to whom", "A skipper who disagrees"),
        ("berth move a boat when a storm comes", "- move a boat whose skipper"),
        ("berths: eels", "- eels escape"),
        ("berth fee of a schooner", "schooner\tthree silver"),
    ] {
        let found = from_there(question).unwrap_or_else(|| panic!("{question}"));
        assert!(found.trim_start().starts_with(expected), "{question}: {found}");
    }
}

#[test]
fn what_is_asked_for_by_name_or_in_full_has_no_place() {
    for question in ["/cite moorings/berths", "Berths", "berths: eels full:true"] {
        assert_eq!(from_there(question), None, "{question}");
    }
    // Nor have words that stand in the heading alone.
    assert_eq!(from_there("the berths"), None);
    assert_eq!(from_there("umbrellas in the porch"), None, "a short passage is shown whole");
}

#[test]
fn a_message_begins_where_the_answer_stands_and_hides_what_stands_before_and_after() {
    let said = on_zulip("berths: may somebody sleep aboard while tarred");
    let quoted = said.split("\n```quote\n").nth(2).unwrap_or_else(|| panic!("{said}"));
    assert!(quoted.starts_with("Nobody sleeps aboard"), "{said}");
    let before = said.find("spoiler Earlier part of the section (").unwrap();
    assert!(before < said.find("Nobody sleeps").unwrap(), "{said}");
}

#[test]
fn where_a_message_is_short_the_earlier_part_stands_in_messages_before() {
    let question = "berths: may somebody sleep aboard while tarred";
    let shown = messages(&reply(&ask(moorings(), question), Medium::Chat), 1_500);
    assert!(
        shown.len() > 2 && shown.iter().all(|page| page.chars().count() <= 1_500),
        "{shown:#?}"
    );
    assert!(shown[0].contains("spoiler Earlier part of the section ("), "{shown:#?}");
    let answers = shown.iter().filter(|page| page.contains("Nobody sleeps aboard")).count();
    assert_eq!(answers, 1, "{shown:#?}");
    let all = shown.concat();
    assert!(all.find("Every boat") < all.find("Nobody sleeps"), "{shown:#?}");
}

#[test]
fn an_item_brings_every_sentence_that_introduces_it() {
    let said = on_zulip("berths: eels");
    let lead_in = "```quote\nThe harbour master does none of these things:\n\n- take fish as payment: […]\n  - eels";
    assert!(said.contains(lead_in), "{said}");
    let said = on_zulip("berth lend the book to strangers");
    assert!(
        said.contains("```quote\nThe harbour master does none of these things:\n\n- lend the book"),
        "{said}"
    );
}

#[test]
fn what_the_first_page_has_is_not_skipped_to() {
    let said = on_zulip("berth worn ropes shown to the rope maker");
    assert!(said.contains("\n```quote\nEvery boat"), "{said}");
    assert!(!said.contains("Earlier part"), "{said}");
}

#[test]
fn the_pages_are_in_the_order_of_the_section_wherever_they_open() {
    let parts =
        reply(&ask(moorings(), "berths: may somebody sleep aboard while tarred"), Medium::Chat);
    let shown = discord(&parts);
    let at = shown.iter().position(|page| page.contains("> Nobody sleeps")).unwrap();
    assert!(at > 0 && shown[0].contains("> Every boat"), "{shown:#?}");
    let lines: Vec<&str> = shown[at].lines().collect();
    let title = lines.iter().position(|line| line.starts_with("**Berths")).unwrap();
    assert!(lines[title + 1].starts_with("-# Left out above: "), "{shown:#?}");
    assert!(lines[title + 2].starts_with("> Nobody sleeps"), "{shown:#?}");
    // What must be known before the words stands above them wherever somebody begins to read.
    if let Some(notice) = shown[0].lines().next().filter(|line| !line.starts_with("**")) {
        assert_eq!(lines[0], notice, "{shown:#?}");
    }
}

#[test]
fn no_word_is_lost_or_said_twice_wherever_the_first_page_begins() {
    let size = |page: &Page| page.render(&CommonMark, "[…]").chars().count();
    let letters = |page: &Page| -> (String, String) {
        let of = |blocks: &[_]| -> String {
            render(blocks, &Plain).chars().filter(|c| !c.is_whitespace()).collect()
        };
        (of(&page.blocks), of(&page.repeated))
    };
    let passage = &ask(moorings(), "/cite moorings/berths").passages[0].passage;
    let all: String = passage.text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut begun = 0;
    for place in (0..pieces(&passage.blocks).len()).map(Place) {
        for room in [200, 400, 1_200] {
            let Some((earlier, later)) = pages::opened(&passage.blocks, place, room, &size) else {
                continue;
            };
            begun += 1;
            let pages = [earlier, later].map(|page| pages::divided(page, room, &size)).concat();
            let mut back = String::new();
            for page in &pages {
                let (words, repeated) = letters(page);
                back += words.strip_prefix(&repeated).unwrap_or_else(|| panic!("{page:#?}"));
            }
            // The head of a table stands again over each of its rows.
            assert_eq!(back, all, "{place:?} {room}");
        }
    }
    assert!(begun > 15, "{begun}");
}

#[test]
fn a_section_without_words_of_its_own_answers_with_those_below_it() {
    for question in ["/cite moorings/lost-property", "Lost property", "the property that was lost"]
    {
        let answer = ask_json(moorings(), question);
        let passage = &answer["passages"][0];
        assert_eq!(passage["id"], "moorings/lost-property", "{question}: {answer:#}");
        assert_eq!(
            passage["text_below"],
            "Umbrellas\n\nThey hang in the porch for a year.\n\nOilskins\n\nThey are given to the lifeboat.",
            "{question}"
        );
    }
}

#[test]
fn the_words_below_a_section_without_any_are_shown_and_longer_ones_listed() {
    let said = on_zulip("/cite moorings/lost-property");
    assert!(said.contains("They hang in the porch for a year."), "{said}");
    assert!(!said.contains("This section consists of"), "{said}");
    let title = on_zulip("/policy Mooring rules");
    assert!(title.contains("This section consists of:\n- "), "{title}");
}

#[test]
fn each_paragraph_of_the_real_documents_is_found_where_it_stands() {
    let test = "each_paragraph_of_the_real_documents_is_found_where_it_stands";
    let Some((_, library)) = real::edition(test) else { return };
    let edition = &library.edition;
    let size = |page: &Page| page.render(&Plain, "[…]").chars().count();
    let (mut asked, mut begun) = (0, 0);
    for passage in &edition.catalogue.passages {
        if !pages::is_shortened_in_a_channel(passage) {
            continue;
        }
        let pieces = pieces(&passage.blocks);
        for piece in &pieces {
            // Of a few words, others may have as many.
            if piece.words.split_whitespace().count() < 8 {
                continue;
            }
            asked += 1;
            let found = edition.answering_place(&piece.words, passage);
            let Some(place) = found else {
                panic!("{}: nowhere: {}", passage.id, piece.words);
            };
            assert_eq!(pieces[place.0].words, piece.words, "{}", passage.id);
            let room = pages::LONGEST_IN_A_CHANNEL;
            let Some((_, later)) = pages::opened(&passage.blocks, place, room, &size) else {
                continue;
            };
            begun += 1;
            let shown = pages::pages(&later.blocks, room, &size).swap_remove(0);
            let words = render(&shown.blocks, &Plain);
            let first: String = piece.words.chars().take(60).collect();
            let first = first.lines().next().unwrap_or_default();
            let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(spaced(&words).contains(&spaced(first)), "{}: {first}\n{words}", passage.id);
        }
    }
    assert!(asked > 50 && begun > 20, "{asked} {begun}");
}
