//! Which section of one state is which of the other, and what is different in it.
//!
//! A section keeps being itself under another heading, another id or other words, as long as one of
//! these stayed. Where nothing stayed, one section went and another came; nothing is guessed.

use super::addresses::Addresses;
use super::{
    Difference, MovedLink, PairedDocuments, RemovedSection, RenamedSection, SectionNamed,
    is_section,
};
use crate::content::block::{Block, BlockKind, Lines, render};
use crate::content::dialect::Plain;
use crate::content::link;
use crate::content::organisation::Catalogue;
use crate::content::passage::{Part, Passage};
use crate::content::words::{fold, words_key};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// A passage with the words that are compared.
struct Section<'a> {
    passage: &'a Passage,
    words: String,
}

/// What is different in sections, and how the passages of the two states belong together.
pub(super) fn compare<'a>(
    before: &'a Catalogue,
    after: &'a Catalogue,
    documents: &PairedDocuments<'_>,
    addresses: &Addresses<'_>,
    difference: &mut Difference,
) -> HashMap<&'a str, &'a str> {
    let mut pairs = Pairs::default();
    let mut were = sections(before);
    let mut are = sections(after);
    for (was, now) in &documents.both {
        let was = were.remove(was.id.as_str()).unwrap_or_default();
        let now = are.remove(now.id.as_str()).unwrap_or_default();
        pairs.within_a_document(was, now);
    }
    pairs.between_documents(
        were.into_values().flatten().collect(),
        are.into_values().flatten().collect(),
    );
    for (was, now) in &pairs.both {
        compare_pair(was, now, documents, addresses, difference);
    }
    for section in &pairs.removed {
        removed(section.passage, addresses, difference);
    }
    difference.sections.added = pairs.added.iter().map(|now| named(now.passage)).collect();
    difference.sections.sort();
    difference.links.sort_by(|a, b| a.id.cmp(&b.id));
    pairs.both.iter().map(|(was, now)| (&*was.passage.id, &*now.passage.id)).collect()
}

/// The sections of each document, by its id.
fn sections(catalogue: &Catalogue) -> BTreeMap<&str, Vec<Section<'_>>> {
    let mut items: HashMap<&str, HashSet<usize>> = HashMap::new();
    for item in catalogue.passages.iter().filter(|passage| passage.part == Part::TitledItem) {
        if let Some(parent) = &item.parent {
            items.entry(parent).or_default().insert(item.lines.first);
        }
    }
    let mut sections: BTreeMap<&str, Vec<Section<'_>>> = BTreeMap::new();
    for passage in catalogue.passages.iter().filter(|passage| is_section(passage)) {
        let own = match items.get(passage.id.as_str()) {
            Some(items) => render(&without_titled_lists(&passage.blocks, items), &Plain),
            None => passage.text.clone(),
        };
        let section = Section { passage, words: words_key(&own) };
        sections.entry(&passage.citation.document).or_default().push(section);
    }
    sections
}

/// The blocks without the lists whose every item is a passage of its own: another word in an item is
/// told once, of the item. `items` are the first lines of these passages.
fn without_titled_lists(blocks: &[Block], items: &HashSet<usize>) -> Vec<Block> {
    let titled = |lines: &Lines| items.contains(&lines.first);
    let is_titled = |block: &&Block| match &block.kind {
        BlockKind::List { items, .. } => items.iter().all(|item| titled(&item.lines)),
        _ => false,
    };
    blocks.iter().filter(|block| !is_titled(block)).cloned().collect()
}

#[derive(Default)]
struct Pairs<'a> {
    both: Vec<(Section<'a>, Section<'a>)>,
    /// Without a counterpart, in documents that are there before and after.
    removed: Vec<Section<'a>>,
    added: Vec<Section<'a>>,
}

impl<'a> Pairs<'a> {
    /// What stayed the same decides, the surest sign first: a number that another section took is
    /// outdone by the words, since numbers move on when a section is put in.
    fn within_a_document(&mut self, mut was: Vec<Section<'a>>, mut now: Vec<Section<'a>>) {
        let mut take = |key: fn(&Section<'a>) -> Vec<String>| {
            self.both.extend(taken(&mut was, &mut now, key, key));
        };
        take(|section| with_words(section, &format!("{} ", own_id(section.passage))));
        take(|section| vec![format!("{} {}", own_id(section.passage), section.passage.heading)]);
        take(|section| with_words(section, &format!("{} ", section.passage.heading)));
        take(|section| with_words(section, ""));
        take(|section| vec![own_id(section.passage).to_owned()]);
        take(|section| vec![fold(&section.passage.heading)]);
        // A heading without words of its own is known by the sections below it.
        take(|section| {
            let below = &section.passage.children;
            if below.is_empty() { Vec::new() } else { vec![below.join(" ")] }
        });
        // Former names that the content itself keeps.
        let by_id = |section: &Section<'a>| vec![fold(&section.passage.id)];
        let by_alias =
            |section: &Section<'a>| section.passage.aliases.iter().map(|id| fold(id)).collect();
        self.both.extend(taken(&mut was, &mut now, by_id, by_alias));
        self.removed.extend(was);
        self.added.extend(now);
    }

    /// A section may have moved to another document with its heading and its words. `was` and `now`
    /// are the sections of documents that went and came as a whole.
    fn between_documents(&mut self, was: Vec<Section<'a>>, now: Vec<Section<'a>>) {
        let key = |section: &Section<'a>| with_words(section, &section.passage.heading);
        let (mut gone, mut come) = (was, now);
        self.both.extend(taken(&mut self.removed, &mut self.added, key, key));
        self.both.extend(taken(&mut self.removed, &mut come, key, key));
        self.both.extend(taken(&mut gone, &mut self.added, key, key));
    }
}

/// The pairs that have a key in common, taken out of both lists in the order of the page.
fn taken<'a>(
    was: &mut Vec<Section<'a>>,
    now: &mut Vec<Section<'a>>,
    key_was: impl Fn(&Section<'a>) -> Vec<String>,
    keys_now: impl Fn(&Section<'a>) -> Vec<String>,
) -> Vec<(Section<'a>, Section<'a>)> {
    let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, section) in now.iter().enumerate() {
        for key in keys_now(section) {
            places.entry(key).or_default().push_back(at);
        }
    }
    let mut open: Vec<Option<Section<'a>>> = now.drain(..).map(Some).collect();
    let mut both = Vec::new();
    let mut left = Vec::new();
    for section in was.drain(..) {
        let counterpart = key_was(&section).iter().find_map(|key| {
            let places = places.get_mut(key)?;
            // A place may have been taken by another of its keys.
            std::iter::from_fn(|| places.pop_front()).find_map(|at| open.get_mut(at)?.take())
        });
        match counterpart {
            Some(counterpart) => both.push((section, counterpart)),
            None => left.push(section),
        }
    }
    *was = left;
    *now = open.into_iter().flatten().collect();
    both
}

/// A key of a section's words; a section without words has none.
fn with_words(section: &Section<'_>, before: &str) -> Vec<String> {
    if section.words.is_empty() { Vec::new() } else { vec![format!("{before}{}", section.words)] }
}

/// An id without the document's: what names the section within it.
fn own_id(passage: &Passage) -> &str {
    let document = &passage.citation.document;
    let own = passage.id.strip_prefix(document.as_str()).and_then(|own| own.strip_prefix('/'));
    own.unwrap_or(&passage.id)
}

fn compare_pair(
    was: &Section<'_>,
    now: &Section<'_>,
    documents: &PairedDocuments<'_>,
    addresses: &Addresses<'_>,
    difference: &mut Difference,
) {
    let (old, new) = (was.passage, now.passage);
    if was.words != now.words {
        difference.sections.reworded.push(named(new));
    }
    // An id that only follows its document's is told of the document.
    let follows = documents.are_one(&old.citation.document, &new.citation.document)
        && own_id(old) == own_id(new);
    if !follows || old.heading != new.heading || old.number != new.number {
        difference.sections.renamed.push(RenamedSection {
            was: named(old),
            now: named(new),
            leads_to: addresses
                .by_id(&old.id)
                .or_else(|| addresses.will_follow(&new.citation.source).then(|| new.id.clone())),
        });
    }
    let (from, to) = (&old.citation.url, &new.citation.url);
    // So is an address that only follows its document's file.
    let follows =
        documents.has_moved(&old.citation.document) && link::anchor_of(from) == link::anchor_of(to);
    if old.part == Part::Section && !from.is_empty() && link::key(from) != link::key(to) && !follows
    {
        difference.links.push(moved(&new.id, from, Some(to), addresses));
    }
}

fn removed(passage: &Passage, addresses: &Addresses<'_>, difference: &mut Difference) {
    difference
        .sections
        .removed
        .push(RemovedSection { section: named(passage), leads_to: addresses.by_id(&passage.id) });
    // An address that died is told with its section; one that opens another section now misleads.
    let url = &passage.citation.url;
    let section = passage.part == Part::Section && link::anchor_of(url).is_some();
    if section && addresses.opened(url).is_some() {
        difference.links.push(moved(&passage.id, url, None, addresses));
    }
}

fn moved(id: &str, was: &str, now: Option<&String>, addresses: &Addresses<'_>) -> MovedLink {
    MovedLink {
        id: id.to_owned(),
        was: was.to_owned(),
        now: now.filter(|url| !url.is_empty()).cloned(),
        opens: addresses.opened(was),
        leads_to: addresses.known(was),
    }
}

fn named(passage: &Passage) -> SectionNamed {
    SectionNamed {
        id: passage.id.clone(),
        heading: passage.heading.clone(),
        number: passage.number.filter(|_| passage.part == Part::Section),
        document: passage.citation.document.clone(),
        file: passage.citation.file.clone(),
        line: passage.lines.first,
    }
}
