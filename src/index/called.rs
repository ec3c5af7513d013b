//! What documents are called within a question: "in the charter", "for wasmtime".
//!
//! Such a name does not answer a question, and shuts nothing out: it says where an answer is likelier to
//! stand. What is asked for by its name and nothing else is found in [`super::names`].

use super::names::own_name;
use super::occurrences::WordId;
use super::schema;
use super::search::{Search, Stem};
use crate::content::organisation::Catalogue;
use std::collections::HashMap;

/// A name of one word may stand in at most so many passages of other documents, or it names nothing
/// within a question.
const MOST_ELSEWHERE: usize = 8;

/// What the documents are called.
pub(super) struct Called {
    /// By the first word of the name.
    names: HashMap<WordId, Vec<Name>>,
    /// Words that stand in names alone have places behind those of the index's list.
    unlisted: HashMap<String, WordId>,
    /// The document of each passage, by its place.
    documents_of: Vec<Option<usize>>,
}

struct Name {
    words: Vec<WordId>,
    /// The document, by its place in the catalogue.
    document: usize,
}

impl Called {
    pub(super) fn of(catalogue: &Catalogue, search: &Search) -> tantivy::Result<Called> {
        let documents = catalogue.documents.iter().enumerate();
        let places: HashMap<&str, usize> =
            documents.clone().map(|(at, card)| (card.id.as_str(), at)).collect();
        let documents_of = catalogue.passages.iter();
        let mut called = Called {
            names: HashMap::new(),
            unlisted: HashMap::new(),
            documents_of: documents_of
                .map(|passage| places.get(passage.citation.document.as_str()).copied())
                .collect(),
        };
        let mut analyser = schema::stems();
        for (document, card) in documents {
            let names = [Some(card.title.as_str()), Some(&*card.id), own_name(card)];
            for name in names.into_iter().flatten() {
                let mut words = Vec::new();
                for word in schema::words(name) {
                    let stem = search.stem(&word, &mut analyser)?;
                    words.extend(stem.map(|stem| called.place(stem, search)));
                }
                let names_it = match words.as_slice() {
                    [] => false,
                    [word] => called.is_its_own(*word, document, search)?,
                    _ => true,
                };
                if let Some(first) = words.first().filter(|_| names_it) {
                    called.names.entry(*first).or_default().push(Name { words, document });
                }
            }
        }
        Ok(called)
    }

    fn place(&mut self, stem: Stem, search: &Search) -> WordId {
        match stem {
            Stem::Listed(word) => word,
            Stem::Unlisted(stem) => {
                let next = search.listed() + self.unlisted.len();
                let next = WordId::try_from(next).unwrap_or(WordId::MAX);
                *self.unlisted.entry(stem).or_insert(next)
            }
        }
    }

    /// A word that many others use too names nothing.
    fn is_its_own(&self, word: WordId, document: usize, search: &Search) -> tantivy::Result<bool> {
        let is_elsewhere =
            |entry: usize| self.documents_of.get(entry).copied().flatten() != Some(document);
        Ok(search.entries_saying(word, &is_elsewhere)? <= MOST_ELSEWHERE)
    }

    /// The documents that are called by name among the words of a question.
    pub(super) fn named_in(&self, asked: &[Stem]) -> Vec<usize> {
        let place = |stem: &Stem| match stem {
            Stem::Listed(word) => Some(*word),
            Stem::Unlisted(stem) => self.unlisted.get(stem).copied(),
        };
        let asked: Vec<Option<WordId>> = asked.iter().map(place).collect();
        let mut named = Vec::new();
        for at in 0..asked.len() {
            let rest = asked.get(at..).unwrap_or_default();
            let begun = rest.first().copied().flatten().and_then(|word| self.names.get(&word));
            for name in begun.into_iter().flatten() {
                let mut words = name.words.iter().zip(rest);
                if rest.len() >= name.words.len() && words.all(|(word, said)| Some(*word) == *said)
                {
                    named.push(name.document);
                }
            }
        }
        named
    }

    /// Whether a passage, by its place, is of one of the documents.
    pub(super) fn is_of_any(&self, passage: usize, documents: &[usize]) -> bool {
        let document = self.documents_of.get(passage).copied().flatten();
        document.is_some_and(|document| documents.contains(&document))
    }
}
