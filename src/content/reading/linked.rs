//! The documents that others link to and that are no text: known by title and link, never searched.
//!
//! Only what a link says is known of them. Nothing here fetches one, or says what stands in it.

use crate::content::document::{Document, Kind, Standing};
use crate::content::link;
use crate::content::links::links;
use crate::content::organisation::{DocumentCard, Held};
use crate::content::passage::{Part, Passage};
use crate::content::problem::Place;
use crate::content::source::{DocumentEntry, LONGEST_ID, stem, title_of_file};
use crate::content::words::{fingerprint, fold, slug};
use std::collections::BTreeMap;

/// The endings of files that hold a document and no text.
const ENDINGS: [&str; 4] = ["pdf", "doc", "docx", "odt"];

/// The words of links that say nothing of where they lead.
const EMPTY_WORDS: [&str; 10] = [
    "here",
    "this",
    "link",
    "pdf",
    "document",
    "this document",
    "this file",
    "download",
    "this link",
    "file",
];

/// A document that is linked, and how.
struct Linked {
    /// Its address, as the first link has it.
    url: String,
    /// The source of the first document that links to it.
    source: String,
    /// The words of the links, and how often each is used.
    words: Vec<(String, usize)>,
    /// The passages with the links, by id.
    linked_in: Vec<String>,
}

/// A card for each document that a passage links to, that is no text and that no entry names.
pub(super) fn linked(
    made: &[(Document, Vec<Passage>)],
    cards: &[DocumentCard],
) -> Vec<DocumentCard> {
    let mut order: Vec<String> = Vec::new();
    let mut found: BTreeMap<String, Linked> = BTreeMap::new();
    for (document, passage) in made
        .iter()
        .flat_map(|(document, passages)| passages.iter().map(move |passage| (document, passage)))
    {
        if passage.part != Part::Section {
            continue;
        }
        for (url, words) in links(&passage.blocks) {
            if !is_document(&url) {
                continue;
            }
            let key = link::key(&url);
            let key = key.split('#').next().unwrap_or(&key).to_owned();
            let linked = found.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Linked {
                    url: without_fragment(&url).to_owned(),
                    source: document.source.clone(),
                    words: Vec::new(),
                    linked_in: Vec::new(),
                }
            });
            if !linked.linked_in.contains(&passage.id) {
                linked.linked_in.push(passage.id.clone());
            }
            linked.count(&words);
        }
    }
    let mut made: Vec<DocumentCard> = Vec::new();
    for linked in order.iter().filter_map(|key| found.remove(key)) {
        let known = |card: &DocumentCard| card.url.as_ref().is_some_and(|url| *url == linked.url);
        if !cards.iter().any(known) {
            let taken = |id: &str| cards.iter().chain(&made).any(|card| card.id == id);
            let card = linked.card(&taken);
            made.push(card);
        }
    }
    made
}

impl Linked {
    fn count(&mut self, words: &str) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let folded = fold(&words);
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || EMPTY_WORDS.contains(&bare) || link::is_url(&words) {
            return;
        }
        match self.words.iter_mut().find(|(known, _)| fold(known) == folded) {
            Some((_, count)) => *count += 1,
            None => self.words.push((words, 1)),
        }
    }

    fn card(self, taken: &dyn Fn(&str) -> bool) -> DocumentCard {
        let file = self.url.rsplit('/').next().unwrap_or(&self.url).to_owned();
        // What most links call it; of equals the longest, which says most.
        let best = self.words.iter().max_by_key(|(words, count)| (*count, words.len()));
        let title = best.map_or_else(|| title_of_file(&file), |(words, _)| capital(words));
        let mut id = slug(stem(&file));
        id.truncate(LONGEST_ID);
        if taken(&id) {
            id = format!("linked-{}-{}", fingerprint(&self.url), id);
            id.truncate(LONGEST_ID);
        }
        let kind = Kind::guess(&title).or_else(|| Kind::guess(stem(&file)));
        let kind = kind.unwrap_or(Kind::Document);
        let entry = DocumentEntry::unlisted(&file, Place::file(&file));
        DocumentCard {
            history_url: None,
            commit: None,
            id,
            title,
            kind,
            standing: Standing::Unknown,
            sensitive: entry.sensitive_or_guess(&file, kind),
            source: self.source,
            file,
            url: Some(self.url),
            date: None,
            sections: 0,
            held: Held::Link,
            root: None,
            linked_in: self.linked_in,
            drift: Vec::new(),
        }
    }
}

/// Whether an address is that of a document that is no text, by its ending.
fn is_document(url: &str) -> bool {
    let path = without_fragment(url).split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
