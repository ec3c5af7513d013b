//! Every written word of an edition, in memory: what it means to the index, and what typing errors were
//! meant to be.
//!
//! A question often has several words that stand nowhere, and each is compared with every word that
//! does. A glance at length and letters settles nearly all of these comparisons, which makes the
//! whole list cheaper to go through than an automaton over the index is to build.

use super::occurrences::WordId;
use crate::content::words::{Distances, Letters};
use std::collections::HashMap;
use std::sync::OnceLock;
use tantivy::Searcher;
use tantivy::schema::Field;

/// The written words.
pub(super) struct Vocabulary {
    words: HashMap<Box<str>, Written>,
}

/// A written word.
pub(super) struct Written {
    letters: Letters,
    /// How many entries have it.
    pub(super) entries: u32,
    /// The stem that it has in the list of words, found when somebody first asks for it; `None` where it
    /// says nothing.
    pub(super) stem: OnceLock<Option<WordId>>,
}

impl Vocabulary {
    /// The words of a field, all of them.
    pub(super) fn of(searcher: &Searcher, field: Field) -> tantivy::Result<Vocabulary> {
        let mut words = HashMap::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            words.reserve(index.terms().num_terms());
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    let entries = stream.value().doc_freq;
                    let letters = Letters::of(word);
                    words.insert(word.into(), Written { letters, entries, stem: OnceLock::new() });
                }
            }
        }
        Ok(Vocabulary { words })
    }

    /// A word as it is written.
    pub(super) fn written(&self, word: &str) -> Option<&Written> {
        self.words.get(word)
    }

    /// How many entries have this word.
    pub(super) fn entries(&self, word: &str) -> u32 {
        self.written(word).map_or(0, |written| written.entries)
    }

    /// The words at most so many changes from `typed` that are `likely`, each with its distance and how
    /// many entries have it: the nearest first, of these the most frequent.
    pub(super) fn near(
        &self,
        typed: &str,
        most: usize,
        likely: &dyn Fn(&str) -> bool,
    ) -> Vec<(usize, u32, &str)> {
        let letters = Letters::of(typed);
        let mut distances = Distances::to(typed, most);
        let mut near: Vec<(usize, u32, &str)> = self
            .words
            .iter()
            .filter(|(_, written)| letters.may_be_within(written.letters, most))
            .filter(|(word, _)| likely(word))
            .filter_map(|(word, written)| {
                Some((distances.of(word, 0).whole?, written.entries, &**word))
            })
            .collect();
        near.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        near
    }
}
