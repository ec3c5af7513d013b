//! Every written word of an edition, in memory, for the typing errors.
//!
//! A question often has several words that stand nowhere, and each is compared with every word that
//! does. A glance at length and letters settles nearly all of these comparisons, which makes the
//! whole list cheaper to go through than an automaton over the index is to build.

use crate::content::words::{Letters, distance};
use tantivy::Searcher;
use tantivy::schema::Field;

/// The written words.
pub(super) struct Vocabulary {
    words: Vec<Written>,
}

struct Written {
    word: Box<str>,
    letters: Letters,
    entries: u32,
}

impl Vocabulary {
    /// The words of a field, all of them.
    pub(super) fn of(searcher: &Searcher, field: Field) -> tantivy::Result<Vocabulary> {
        let mut words = Vec::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    let entries = stream.value().doc_freq;
                    words.push(Written { word: word.into(), letters: Letters::of(word), entries });
                }
            }
        }
        Ok(Vocabulary { words })
    }

    /// How many entries have this word.
    pub(super) fn entries(&self, word: &str) -> u32 {
        // The list has the order of the index, which is that of the bytes.
        let found = self.words.binary_search_by(|written| (*written.word).cmp(word));
        found.ok().and_then(|at| self.words.get(at)).map_or(0, |written| written.entries)
    }

    /// The words at most so many changes from `typed`, each with its distance and how many entries
    /// have it: the nearest first, of these the most frequent.
    pub(super) fn near(&self, typed: &str, most: usize) -> Vec<(usize, u32, &str)> {
        let letters = Letters::of(typed);
        let mut near: Vec<(usize, u32, &str)> = self
            .words
            .iter()
            .filter(|written| letters.may_be_within(written.letters, most))
            .filter_map(|written| {
                Some((distance(typed, &written.word, most)?, written.entries, &*written.word))
            })
            .collect();
        near.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        near
    }
}
