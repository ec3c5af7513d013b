//! What is different for readers between two states of the content: before a sync and after it, on a
//! branch and without it.
//!
//! Compares what can be quoted, not files: documents, the words and names of sections, the addresses
//! under which they open, and who sits where. It tells what is different; whether that is right is
//! for people to say. How lists of documents, sections and people are compared stands in the rooms
//! below.

mod addresses;
mod people;
mod sections;

use super::document::Standing;
use super::organisation::{Catalogue, DocumentCard, Held};
use super::passage::{Part, Passage};
use addresses::Addresses;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Everything that is different for readers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Documents as a whole.
    pub documents: Documents,
    /// Sections of documents that are there before and after.
    pub sections: Sections,
    /// Places that open under another address.
    pub links: Vec<MovedLink>,
    /// Bodies whose people are others.
    pub people: Vec<PeopleChange>,
    /// Hints whose id no longer names the passage that they were written for.
    pub hints: Vec<OrphanedHint>,
}

/// What is different in the list of documents. A document counts as soon as its words are held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// Can be quoted now.
    pub added: Vec<DocumentNamed>,
    /// Can no longer be quoted.
    pub removed: Vec<DocumentNamed>,
    /// Stand in another file, or have another id.
    pub moved: Vec<MovedDocument>,
    /// Hold differently.
    pub standing: Vec<StandingChange>,
}

/// A document that came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentNamed {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many sections it has.
    pub sections: usize,
}

/// A document in another place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedDocument {
    /// Its id now.
    pub id: String,
    /// The id it had.
    pub id_was: String,
    /// Its title.
    pub title: String,
    /// Its source now.
    pub source: String,
    /// The source it had.
    pub source_was: String,
    /// Its file now.
    pub file: String,
    /// The file it was in.
    pub file_was: String,
    /// The passage that tenet answers with when asked for the old address.
    pub leads_to: Option<String>,
}

/// A document that holds differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it held.
    pub was: Standing,
    /// How it holds now.
    pub now: Standing,
}

/// What is different in sections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sections {
    /// New in a document that was there before.
    pub added: Vec<SectionNamed>,
    /// Gone from a document that is still there.
    pub removed: Vec<RemovedSection>,
    /// With other words.
    pub reworded: Vec<SectionNamed>,
    /// With another heading or another id.
    pub renamed: Vec<RenamedSection>,
}

/// A section as lists name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionNamed {
    /// Its id.
    pub id: String,
    /// Its heading, without a number.
    pub heading: String,
    /// The number before its heading.
    pub number: Option<u32>,
    /// The document it is in, by id.
    pub document: String,
    /// The file in the source.
    pub file: String,
    /// The line of the file, from 1.
    pub line: usize,
}

/// A section that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemovedSection {
    /// The section as it was.
    #[serde(flatten)]
    pub section: SectionNamed,
    /// The passage to which its id leads now, if to any.
    pub leads_to: Option<String>,
}

/// A section with another heading or another id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenamedSection {
    /// The section as it was.
    pub was: SectionNamed,
    /// The section as it is.
    pub now: SectionNamed,
    /// The passage to which the old id leads now, if to any.
    pub leads_to: Option<String>,
}

/// A passage that opens under another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedLink {
    /// The passage, by its id now; by the id it had where it is gone.
    pub id: String,
    /// The address it had.
    pub was: String,
    /// The address it has; `None` where it is gone.
    pub now: Option<String>,
    /// The passage that the old address opens in a browser now; `None` where no heading has it.
    pub opens: Option<String>,
    /// The passage that tenet answers with when asked for the old address.
    pub leads_to: Option<String>,
}

/// A body whose people are others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeopleChange {
    /// The body's id.
    pub body: String,
    /// What people call it.
    pub title: String,
    /// Whether the body itself came or went.
    pub came_or_went: Option<CameOrWent>,
    /// How many people are listed now.
    pub listed: usize,
    /// Listed now and not before, by name.
    pub joined: Vec<String>,
    /// Listed before and not now, by name.
    pub left: Vec<String>,
    /// How many more were listed before and not now, whose names may be former names of those in
    /// `replaced`.
    pub left_unnamed: usize,
    /// Listed now where others stood before. Whether somebody followed or changed their name cannot
    /// be told, so what stood there is not shown.
    pub replaced: Vec<String>,
}

/// What became of a body as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CameOrWent {
    /// It has a roster now.
    Came,
    /// It has none any more.
    Went,
}

/// A hint whose id no longer names the passage that it was written for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrphanedHint {
    /// The id that `hints.yaml` names.
    pub id: String,
    /// The id that the passage has now, where it is still there.
    pub now: Option<String>,
}

impl Sections {
    /// Puts all in the order of files and lines.
    fn sort(&mut self) {
        let place = |section: &SectionNamed| (section.file.clone(), section.line);
        self.added.sort_by_key(place);
        self.removed.sort_by_key(|removed| place(&removed.section));
        self.reworded.sort_by_key(place);
        self.renamed.sort_by_key(|renamed| place(&renamed.now));
    }
}

impl Difference {
    /// Whether nothing is different for readers.
    pub fn is_empty(&self) -> bool {
        *self == Difference::default()
    }
}

/// What is different for readers between `before` and `after`.
pub fn difference(before: &Catalogue, after: &Catalogue) -> Difference {
    let addresses = Addresses::of(after);
    let paired = paired_documents(before, after);
    let mut difference = Difference {
        documents: documents(&paired, before, &addresses),
        people: people::people(&before.rosters, &after.rosters),
        ..Difference::default()
    };
    let same_passage = sections::compare(before, after, &paired, &addresses, &mut difference);
    difference.hints = orphaned_hints(before, after, &same_passage);
    difference
}

/// The documents whose words are held, before and after.
struct PairedDocuments<'a> {
    both: Vec<(&'a DocumentCard, &'a DocumentCard)>,
    added: Vec<&'a DocumentCard>,
    removed: Vec<&'a DocumentCard>,
}

impl PairedDocuments<'_> {
    /// Whether a document had the one id and has the other.
    fn are_one(&self, was: &str, now: &str) -> bool {
        self.both.iter().any(|(a, b)| a.id == was && b.id == now)
    }

    /// Whether a document that had this id is in another file now.
    fn has_moved(&self, id: &str) -> bool {
        self.both.iter().any(|(was, now)| was.id == id && place_of(was) != place_of(now))
    }
}

fn place_of(card: &DocumentCard) -> (&str, &str) {
    (&card.source, &card.file)
}

fn paired_documents<'a>(before: &'a Catalogue, after: &'a Catalogue) -> PairedDocuments<'a> {
    let held = |catalogue: &'a Catalogue| -> Vec<&'a DocumentCard> {
        catalogue.documents.iter().filter(|card| card.held == Held::Whole).collect()
    };
    let mut paired =
        PairedDocuments { both: Vec::new(), added: held(after), removed: held(before) };
    paired.take(|was, now| was.id == now.id);
    // One page may hold several documents, and each keeps its own title.
    paired.take(|was, now| place_of(was) == place_of(now) && was.title == now.title);
    let words_before = words_of_documents(before);
    let words_after = words_of_documents(after);
    paired.take(|was, now| {
        let (Some(was), Some(now)) = (words_before.get(&*was.id), words_after.get(&*now.id)) else {
            return false;
        };
        let kept = was.iter().filter(|words| now.contains(*words)).count();
        kept > 0 && 2 * kept >= was.len()
    });
    paired
}

impl<'a> PairedDocuments<'a> {
    /// Pairs what is left where `same` says that it is one document.
    fn take(&mut self, same: impl Fn(&DocumentCard, &DocumentCard) -> bool) {
        let (both, added) = (&mut self.both, &mut self.added);
        self.removed.retain(|was| {
            let Some(at) = added.iter().position(|now| same(was, now)) else {
                return true;
            };
            both.push((*was, added.remove(at)));
            false
        });
    }
}

/// The words of each document's sections, by the document's id.
fn words_of_documents(catalogue: &Catalogue) -> HashMap<&str, HashSet<&str>> {
    let mut words: HashMap<&str, HashSet<&str>> = HashMap::new();
    for passage in catalogue.passages.iter().filter(|passage| is_section(passage)) {
        if !passage.text.is_empty() {
            words.entry(&passage.citation.document).or_default().insert(&passage.text);
        }
    }
    words
}

/// Whether a passage is one that is compared: an item's words belong to its section's.
fn is_section(passage: &Passage) -> bool {
    matches!(passage.part, Part::Section | Part::TitledItem) && !passage.outline
}

fn documents(
    paired: &PairedDocuments<'_>,
    before: &Catalogue,
    addresses: &Addresses<'_>,
) -> Documents {
    let named = |cards: &[&DocumentCard]| -> Vec<DocumentNamed> {
        cards
            .iter()
            .map(|card| DocumentNamed {
                id: card.id.clone(),
                title: card.title.clone(),
                sections: card.sections,
            })
            .collect()
    };
    let moved = |(was, now): &&(&DocumentCard, &DocumentCard)| {
        was.id != now.id || place_of(was) != place_of(now)
    };
    let holds_differently =
        |(was, now): &&(&DocumentCard, &DocumentCard)| was.standing != now.standing;
    Documents {
        added: named(&paired.added),
        removed: named(&paired.removed),
        moved: paired
            .both
            .iter()
            .filter(moved)
            .map(|(was, now)| MovedDocument {
                id: now.id.clone(),
                id_was: was.id.clone(),
                title: now.title.clone(),
                source: now.source.clone(),
                source_was: was.source.clone(),
                file: now.file.clone(),
                file_was: was.file.clone(),
                leads_to: root_address(was, before).and_then(|url| addresses.known(url)),
            })
            .collect(),
        standing: paired
            .both
            .iter()
            .filter(holds_differently)
            .map(|(was, now)| StandingChange {
                id: now.id.clone(),
                title: now.title.clone(),
                was: was.standing,
                now: now.standing,
            })
            .collect(),
    }
}

/// The address of the passage that stands for a document.
fn root_address<'a>(card: &DocumentCard, catalogue: &'a Catalogue) -> Option<&'a str> {
    let root = card.root.as_ref()?;
    let passage = catalogue.passages.iter().find(|passage| passage.id == *root)?;
    Some(&passage.citation.url)
}

/// Hints go by the id alone: where it names nothing or another passage, what people say leads
/// astray.
fn orphaned_hints(
    before: &Catalogue,
    after: &Catalogue,
    same_passage: &HashMap<&str, &str>,
) -> Vec<OrphanedHint> {
    let ids: HashSet<&str> = after.passages.iter().map(|passage| passage.id.as_str()).collect();
    let waits = |document: &str| {
        let mut cards = after.documents.iter();
        cards.any(|card| card.id == document && card.held != Held::Whole)
    };
    // Several passages may have the same hints: those that had them before were brought none.
    let had: HashSet<(&str, &[String])> =
        before.passages.iter().map(|passage| (passage.id.as_str(), &*passage.hints)).collect();
    // A hint that was brought along stands at another passage now.
    let brought_along = |was: &Passage, now: Option<&str>| {
        after.passages.iter().filter(|passage| passage.hints == was.hints).any(|passage| {
            let had = had.contains(&(passage.id.as_str(), &*passage.hints));
            now.map_or(!had, |now| now == passage.id)
        })
    };
    before
        .passages
        .iter()
        .filter(|passage| !passage.hints.is_empty())
        .filter_map(|passage| {
            let now = same_passage.get(passage.id.as_str()).copied();
            let kept = match now {
                Some(now) => now == passage.id,
                None => ids.contains(passage.id.as_str()),
            };
            let settled = kept || waits(&passage.citation.document) || brought_along(passage, now);
            (!settled).then(|| OrphanedHint { id: passage.id.clone(), now: now.map(str::to_owned) })
        })
        .collect()
}
