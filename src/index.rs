//! An edition: everything that can be answered from, with the index that finds it.
//!
//! Alone in naming tantivy. An edition never changes once it is built, lives in memory, and is
//! written to and read from plain files by others.

mod abbreviations;
mod asked;
mod build;
mod called;
mod complete;
mod entry;
mod evidence;
mod names;
mod occurrences;
mod pieces;
mod schema;
mod search;
mod sought;
mod spelling;
mod spoken;
mod spot;
mod tally;
mod vocabulary;

pub use asked::ReadWord;
pub use build::IndexError;
pub use complete::{Choice, choice};
pub use evidence::Evidence;
pub use search::{Found, Hit, Scope};
pub use spoken::{Spoken, SpokenDocument};

use crate::content::document::Kind;
use crate::content::organisation::{Catalogue, DocumentCard};
use crate::content::passage::Passage;
use crate::content::roster::Roster;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// What an entry of the index leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A passage, by its place in the catalogue.
    Passage(usize),
    /// A body, by its place in the catalogue.
    Body(usize),
    /// The way to report.
    Report,
    /// What can be typed, and what tenet is.
    Help,
}

/// Everything that can be answered from, ready to answer.
pub struct Edition {
    /// The hash of the content and of the way it is indexed.
    pub id: String,
    /// What it holds.
    pub catalogue: Catalogue,
    entries: Vec<Target>,
    names: names::Names,
    called: called::Called,
    completions: OnceLock<complete::Completions>,
    search: search::Search,
    spoken: spoken::SpokenOnce,
    spots: spot::Spots,
}

impl fmt::Debug for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edition")
            .field("id", &self.id)
            .field("passages", &self.catalogue.passages.len())
            .finish_non_exhaustive()
    }
}

impl Edition {
    /// What an entry found by [`Edition::find`] leads to.
    pub fn target(&self, entry: usize) -> Option<Target> {
        self.entries.get(entry).copied()
    }

    /// The passage that an entry leads to, if it leads to one.
    pub fn passage_of(&self, entry: usize) -> Option<&Arc<Passage>> {
        match self.target(entry)? {
            Target::Passage(at) => self.passage(at),
            Target::Body(_) | Target::Report | Target::Help => None,
        }
    }

    /// The passage at a place in the catalogue.
    pub fn passage(&self, at: usize) -> Option<&Arc<Passage>> {
        self.catalogue.passages.get(at)
    }

    /// The passage with this id.
    pub fn passage_by_id(&self, id: &str) -> Option<&Arc<Passage>> {
        self.names.by_id(id).and_then(|at| self.passage(at))
    }

    /// The document with this id.
    pub fn document(&self, id: &str) -> Option<&DocumentCard> {
        self.catalogue.documents.iter().find(|document| document.id == id)
    }

    /// The document that a word or two name: its id, its title, its file, or the words of its kind.
    pub fn document_named(&self, name: &str) -> Option<&DocumentCard> {
        self.names.document(name).and_then(|at| self.catalogue.documents.get(at))
    }

    /// The way to report, or help, where `text` is what people say who mean it.
    pub fn phrase(&self, text: &str) -> Option<Target> {
        self.names.phrase(text)
    }

    /// Whether a word is one that English puts everywhere and that says nothing by itself.
    pub fn is_function_word(word: &str) -> bool {
        schema::is_function_word(word)
    }

    /// How many words of `text` that carry meaning stand in `lines` too, in whatever ending.
    pub fn words_in_common(text: &str, lines: &[String]) -> usize {
        let mut stems = schema::stems();
        let theirs: HashSet<String> =
            lines.iter().flat_map(|line| schema::terms(&mut stems, line)).collect();
        let asked: HashSet<String> = schema::terms(&mut stems, text).into_iter().collect();
        asked.intersection(&theirs).count()
    }

    /// The documents whose titles have a word of `text`.
    pub fn documents_with_words_of(&self, text: &str) -> Vec<&DocumentCard> {
        let places = self.names.documents_with_words_of(text).into_iter();
        places.filter_map(|at| self.catalogue.documents.get(at)).collect()
    }

    /// The body that a word or two name.
    pub fn body_named(&self, name: &str) -> Option<&Roster> {
        self.names.body(name).and_then(|at| self.catalogue.rosters.get(at))
    }

    /// Whether somebody who is or was on a list is called so: by whole name or handle, folded.
    pub fn has_on_a_list(&self, folded: &str) -> bool {
        self.names.is_on_a_list(folded)
    }

    /// The passages that `text` names exactly: by id, by address, by heading; an id before a
    /// heading. Several passages may have one heading.
    pub fn exactly(&self, text: &str, scope: &Scope) -> Vec<&Arc<Passage>> {
        self.names
            .exactly(text)
            .iter()
            .filter_map(|at| self.passage(*at))
            .filter(|passage| in_scope(passage, scope))
            .collect()
    }

    /// The passages with this number in documents of this kind, in their order.
    pub fn numbered(&self, kind: Kind, number: u32) -> Vec<&Arc<Passage>> {
        self.of_kind(kind).filter(|passage| passage.number == Some(number)).collect()
    }

    /// The passages of documents of this kind, in their order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Arc<Passage>> {
        self.catalogue.passages.iter().filter(move |passage| passage.kind == kind)
    }

    /// The entries that fit `text` best.
    ///
    /// # Errors
    /// Where the index cannot be read; it is in memory, so only where it is damaged.
    pub fn find(&self, text: &str, scope: &Scope) -> Result<Found, IndexError> {
        let entries = search::Entries {
            catalogue: &self.catalogue,
            targets: &self.entries,
            called: &self.called,
        };
        Ok(self.search.find(text, scope, entries)?)
    }

    /// What each word of `text` that carries meaning is read as.
    pub fn read(&self, text: &str) -> Vec<ReadWord> {
        self.search.read(text).unwrap_or_default()
    }

    /// Whether a word is one of those that another language most often met puts everywhere, and English
    /// has not.
    pub fn is_foreign_function_word(word: &str) -> bool {
        schema::is_foreign_function_word(word)
    }

    /// Whether a word that carries meaning stands in a document or in the names of a body, in whatever
    /// ending. What people say of a passage, and the document does not, is no part of it.
    pub fn stands_in_documents(&self, word: &str) -> bool {
        let stems = schema::terms(&mut schema::stems(), word);
        !stems.is_empty() && stems.iter().all(|stem| self.search.stands_in_documents(stem))
    }

    /// What can be offered, taken apart when somebody first types: answers need none of it.
    fn completions(&self) -> &complete::Completions {
        self.completions.get_or_init(|| complete::Completions::of(&self.catalogue, &self.entries))
    }

    /// What to offer somebody who has typed `typed` so far, best first.
    pub fn complete(&self, typed: &str, scope: &Scope, most: usize) -> Vec<Choice> {
        self.completions().complete(self, typed, scope, most, true)
    }

    /// The passages to offer somebody who has typed `typed` so far, best first, and nothing else.
    pub fn complete_passage(&self, typed: &str, most: usize) -> Vec<Choice> {
        self.completions().complete(self, typed, &Scope::Everything, most, false)
    }

    /// The bodies to offer somebody who has typed `typed` so far.
    pub fn complete_body(&self, typed: &str, most: usize) -> Vec<Choice> {
        self.completions().bodies(typed, most)
    }

    /// The people to offer somebody who has typed `typed` so far.
    pub fn complete_person(&self, typed: &str, most: usize) -> Vec<Choice> {
        self.completions().people(typed, most)
    }

    /// The documents to offer somebody who has typed `typed` so far.
    pub fn complete_document(&self, typed: &str, most: usize) -> Vec<Choice> {
        self.completions().documents(typed, most)
    }
}

/// The command that answers from documents of a kind.
pub fn command_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Principles => "principle",
        Kind::Values => "value",
        Kind::Mission => "mission",
        Kind::Conduct => "coc",
        Kind::Charter | Kind::Policy | Kind::Requirement | Kind::Proposal | Kind::Document => {
            "policy"
        }
    }
}

fn in_scope(passage: &Passage, scope: &Scope) -> bool {
    scope.holds(passage.kind, &passage.citation.document)
}
