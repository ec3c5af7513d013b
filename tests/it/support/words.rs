//! What tests that hold the words of messages against those of the documents share.

use super::folder::Folder;
use super::program::Tenet;
use super::upstream;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use tenet::library::Library;
use tenet::sync::editions::State;
use tenet::sync::files;
use tenet::sync::opening;
use tenet::wording::Part;

/// Words without white space, which pages may divide.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// An address, however its signs are written.
pub(crate) fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|code| std::str::from_utf8(code).ok());
        let written = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match written.filter(|_| *byte == b'%') {
            Some(written) => {
                out.push(written);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Words without the signs of quotations inside the quotation and of tables, which chats have no other
/// way to show.
pub(crate) fn without_signs(words: &str) -> String {
    let lines = words.lines().map(|line| line.trim_start_matches(['>', ' ']));
    lines.collect::<Vec<_>>().join("\n").replace(" | ", " ")
}

/// The links of Markdown: words and address.
pub(crate) fn links_of(markdown: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut open: Option<(String, String)> = None;
    let mut pictures = 0;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                open = Some((String::new(), dest_url.into_string()));
            }
            Event::End(TagEnd::Link) => links.extend(open.take()),
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if pictures == 0 => {
                open.iter_mut().for_each(|(words, _)| words.push_str(&text));
            }
            Event::SoftBreak | Event::HardBreak => {
                open.iter_mut().for_each(|(words, _)| words.push(' '));
            }
            _ => {}
        }
    }
    links
}

/// The addresses that an answer gives beside those in a document's words.
pub(crate) fn addresses_of(parts: &[Part]) -> BTreeSet<String> {
    let mut addresses = BTreeSet::new();
    for part in parts {
        let (texts, urls): (Vec<&str>, Vec<&str>) = match part {
            Part::Say(text) | Part::AsTyped(text) | Part::Aside(text) | Part::Edition(text) => {
                (vec![text], vec![])
            }
            Part::Title { text, url } => (vec![text], vec![url]),
            Part::Lines(lines) => (
                lines.iter().map(|line| line.text.as_str()).collect(),
                lines.iter().filter_map(|line| line.url.as_deref()).collect(),
            ),
            Part::Quote(..) => continue,
        };
        let in_text = texts.into_iter().flat_map(str::split_whitespace);
        let in_text = in_text.filter_map(|word| word.find("http").map(|at| &word[at..]));
        let in_text = in_text.map(|word| word.trim_end_matches(['.', ',', ';', ':', ')', '”']));
        addresses.extend(in_text.chain(urls).map(decoded));
    }
    addresses
}

/// The real documents with their history, where they lie beside the checkout.
pub(crate) fn real(test: &str) -> Option<Library> {
    let (governance, website) = (upstream::governance(test)?, upstream::website(test)?);
    let folder = Folder::new();
    let tenet = Tenet::new().state_at(folder.join("state"));
    let [governance, website] = [("governance", governance), ("site", website)]
        .map(|(id, place)| format!("{id}={}", place.display()));
    let run = tenet.run(&["sync", "--from", &governance, "--from", &website]);
    assert_eq!(run.code, 0, "{run:?}");
    let state = State::at(folder.join("state"));
    let opened = opening::open(files::shipped(), &state, &mut |_, _| {}).unwrap();
    Some(opened.library)
}

/// Questions of every kind, about all that a library holds.
pub(crate) fn questions(library: &Library) -> Vec<String> {
    let catalogue = &library.edition.catalogue;
    let mut questions: Vec<String> = [
        "/help",
        "/help coc",
        "/sources",
        "/report",
        "/principle",
        "/principle 99",
        "/value",
        "/policy",
        "/coc",
        "/shrug",
        "/who-is nobody",
        "/who-is-on nothing",
        "/ask zebra <@1> @here",
        "/verify \"a zebra crosses @everyone\"",
        "/ask conduct",
        "/ask who decides",
        "/policy in:nowhere",
        "/changes coc",
        "/changes tsc",
        "/verify \"- a zebra\n1. b\"",
    ]
    .map(str::to_owned)
    .to_vec();
    for roster in &catalogue.rosters {
        questions.push(format!("/who-is-on {}", roster.body));
        questions.push(format!("/who-is-on {} as-of:2023", roster.body));
        questions.push(format!("/changes {}", roster.body));
        let people = roster.canonical.seats.iter();
        questions.extend(people.map(|seat| format!("/who-is {}", seat.name)));
    }
    questions.extend(catalogue.documents.iter().map(|card| format!("/changes {}", card.id)));
    questions
}
