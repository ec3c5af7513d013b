//! An item of a list is never quoted without what introduces the list: under "Don't:" the same words
//! mean the opposite.

use crate::support::library::{ask, content_of, of_content};
use crate::support::shared::with_governance;
use crate::support::{reader, real};
use tenet::adapters::console::{self, Screen};
use tenet::content::anchor::AnchorRule;
use tenet::content::block::{Block, BlockKind, render};
use tenet::content::dialect::Plain;
use tenet::content::page;
use tenet::content::passage::{Part, Passage};
use tenet::library::Library;
use tenet::wording::{self, Medium};

const SOURCES: &str = "organisation: Rope Society\nreport: {address: care@rope.example, passage: coc/telling-us}\nsources:\n  - id: rules\n    git: https://git.example/rope/rules\n    documents: [{file: CHARTER.md, id: charter}, {file: CODE_OF_CONDUCT.md}]\n";

const CHARTER: &str = "# Charter

## Responsibilities

Do:

- splice ropes
- oil winches

Don't:

- sell anchors
- paint gulls

## Non-Responsibilities

1. feeding cats
2. drying nets

## On Deck

These are unacceptable.

In storms:

- flying kites
- reading maps aloud

At anchor:

- whistling tunes
- drumming loudly

## Below

Nobody may:

- burn candles

1. cook fish
2. dry boots

## Guests

Guests are asked not to:

### In the galley

- taste soup
- hide spoons

## Nested

- Don't:
  - tease seals
  - ring bells
- Do:
  - greet pilots
  - fold sails
";

const CONDUCT: &str = "# Code of Conduct

## Unacceptable

Nobody may, wherever they are:

* Mock<br>Laughing at a question
* Pry<br>Reading letters of others

## Telling us

Write to care@rope.example.
";

fn society() -> Library {
    of_content(&content_of(&[
        ("sources.yaml", SOURCES),
        ("rules/CHARTER.md", CHARTER),
        ("rules/CODE_OF_CONDUCT.md", CONDUCT),
    ]))
}

fn labels(passage: &Passage) -> String {
    format!("{} {} {}", passage.heading, passage.path.join(" "), passage.place)
}

#[test]
fn every_item_stands_with_what_turns_its_meaning() {
    let society = society();
    let passages = &society.edition.catalogue.passages;
    let items = passages.iter().filter(|passage| passage.part != Part::Section);
    let mut seen = 0;
    for passage in items {
        seen += 1;
        let introduced: &[&str] = match passage.text.rsplit("- ").next().unwrap_or_default() {
            "splice ropes" | "oil winches" => &["Do:"],
            "sell anchors" | "paint gulls" => &["Don't:"],
            "flying kites" | "reading maps aloud" => &["These are unacceptable.", "In storms:"],
            "whistling tunes" | "drumming loudly" => &["These are unacceptable.", "At anchor:"],
            "taste soup" | "hide spoons" => &["Guests are asked not to:"],
            text if text.contains("feeding") || text.contains("drying nets") => {
                assert!(labels(passage).contains("Non-Responsibilities"), "{passage:#?}");
                continue;
            }
            text if text.contains("cook") || text.contains("dry boots") => &["Nobody may:"],
            text if text.contains("ring bells") => &["Don't:"],
            text if text.contains("fold sails") => &["Do:"],
            _ => &["Nobody may, wherever they are:"],
        };
        for words in introduced {
            assert!(passage.text.contains(words), "{}: {:?}", passage.id, passage.text);
        }
        let other = if introduced.contains(&"Do:") { "Don't:" } else { "Do:" };
        assert!(!passage.text.contains(other), "{}: {:?}", passage.id, passage.text);
    }
    assert_eq!(seen, 18);
}

#[test]
fn no_reply_shows_an_item_before_it_shows_what_introduces_it() {
    let society = society();
    for question in [
        "/policy sell paint",
        "/policy anchors",
        "/policy kites tunes",
        "/policy whistling flying",
        "gulls or spoons",
        "/policy nets",
        "/policy feeding cats",
        "seals",
        "/charter drumming",
    ] {
        let text =
            console::text(&wording::reply(&ask(&society, question), Medium::Chat), Screen::PLAIN);
        for (words, before) in [
            ("sell anchors", "Don't:"),
            ("paint gulls", "Don't:"),
            ("flying kites", "These are unacceptable."),
            ("whistling tunes", "These are unacceptable."),
            ("drumming loudly", "These are unacceptable."),
            ("hide spoons", "Guests are asked not to:"),
            ("feeding cats", "Non-Responsibilities"),
            ("drying nets", "Non-Responsibilities"),
            ("tease seals", "Don't:"),
        ] {
            let Some(at) = text.find(words) else { continue };
            // Where a whole section is quoted its own words introduce the list.
            assert!(text[..at].contains(before), "{question}: {text}");
        }
    }
}

/// Walks the lists of a document: for each item its words, and the paragraph right above its list.
fn items(blocks: &[Block]) -> Vec<(String, Option<String>)> {
    let words = |block: &Block| render(std::slice::from_ref(block), &Plain);
    let mut found = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if let BlockKind::List { items, .. } = &block.kind {
            let above = at.checked_sub(1).map(|above| &blocks[above]);
            let above = above.filter(|above| matches!(above.kind, BlockKind::Paragraph(_)));
            let above = above.map(words);
            found.extend(items.iter().map(|item| (render(&item.blocks, &Plain), above.clone())));
        }
    }
    found
}

#[test]
fn every_item_of_the_real_documents_stands_with_its_introduction_or_under_its_heading() {
    let Some(content) = with_governance("lead-ins of the real documents") else {
        return;
    };
    let library = of_content(&content.clone().into());
    let mut seen = 0;
    for passage in &library.edition.catalogue.passages {
        if passage.part != Part::Item {
            continue;
        }
        seen += 1;
        let path = format!("governance/{}", passage.citation.file);
        let source = content.text(&path).unwrap().unwrap();
        let read = page::read("page.md", source, AnchorRule::Github);
        let own = passage.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::List { items, .. } => Some(render(&items[0].blocks, &Plain)),
            _ => None,
        });
        let own = own.unwrap();
        let (_, above) = items(&read.blocks)
            .into_iter()
            .find(|(words, _)| *words == own)
            .expect("an item of the page");
        match above {
            Some(above) => assert!(passage.text.starts_with(&above), "{}: {above}", passage.id),
            None => assert!(passage.place.starts_with(&passage.heading), "{}", passage.id),
        }
    }
    assert!(seen > 20, "{seen}");
}

/// The list items of a page below words that turn their meaning: each with those words.
fn turned(page: &str) -> Vec<(String, String)> {
    let turns = |line: &str| {
        let line = line.to_lowercase();
        ["don't", "don’t", "unacceptable", "non-responsibilities", "must not", "not to:"]
            .iter()
            .any(|words| line.contains(words))
    };
    let mut above = String::new();
    let mut found = Vec::new();
    for line in page.lines().filter(|line| !line.trim().is_empty()) {
        match line.trim_start().strip_prefix("- ").or(line.trim_start().strip_prefix("* ")) {
            Some(item) if turns(&above) => found.push((reader::words(item), above.clone())),
            Some(_) => {}
            // What goes on below an item is the item's.
            None if line.starts_with("  ") => {}
            None => above = reader::words(line),
        }
    }
    found
}

#[test]
fn no_reply_from_the_real_documents_shows_an_item_before_what_turns_its_meaning() {
    let Some((content, library)) = real::edition("lead-ins in answers") else { return };
    let snapshot = &content.synced["governance"];
    let pages = snapshot.files.keys().filter(|file| file.ends_with(".md"));
    let items: Vec<(String, String)> =
        pages.flat_map(|file| turned(snapshot.text(file).unwrap())).collect();
    let mut shown = 0;
    for (item, above) in &items {
        let words: Vec<&str> = item.split(' ').collect();
        let start = words[..words.len().min(6)].join(" ");
        for question in [item.clone(), format!("/policy {start}"), format!("/coc {start}"), start] {
            for medium in [Medium::Chat, Medium::Terminal] {
                let reply = wording::reply(&ask(library, &question), medium);
                let text = reader::spaced(&console::text(&reply, Screen::PLAIN));
                // The words of the question may be repeated where nothing is found.
                let Some(at) = text.find(&format!("- {item}")) else { continue };
                shown += 1;
                assert!(text[..at].contains(above.as_str()), "{question}\n{text}");
            }
        }
    }
    assert!(items.len() > 7 && shown > items.len(), "{shown} of {items:?}");
}

#[test]
fn what_the_committee_is_not_responsible_for_is_never_named_without_saying_so() {
    let Some((_, library)) = real::edition("non-responsibilities") else { return };
    let above = "Non-Responsibilities";
    let passages = library.edition.catalogue.passages.iter();
    let below: Vec<_> =
        passages.filter(|passage| passage.path.iter().any(|heading| heading == above)).collect();
    assert!(below.len() >= 3, "{below:#?}");
    for passage in below {
        for question in [
            format!("/cite {}", passage.id),
            format!("/policy {}", passage.heading),
            passage.heading.clone(),
            passage.text.split(' ').take(8).collect::<Vec<_>>().join(" "),
            "/policy overseeing decisions".to_owned(),
            "/policy non-responsibilities".to_owned(),
        ] {
            let reply = wording::reply(&ask(library, &question), Medium::Chat);
            let text = console::text(&reply, Screen::PLAIN);
            let Some(at) = text.find(&passage.heading) else { continue };
            let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            assert!(text[..end].contains(above), "{question}\n{text}");
        }
    }
}
