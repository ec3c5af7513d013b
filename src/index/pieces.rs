//! Entries taken apart into the pieces that people remember: a heading, a sentence, a phrase that
//! somebody says who means it.
//!
//! A question that has half the words of one sentence is nearer to it than one that has the same words
//! scattered over a page. An entry is taken apart when it is first looked at closely, and kept so: most
//! never are, and to do it for all would make the start slow.

use super::abbreviations::Abbreviations;
use super::entry::Words;
use super::schema;
use tantivy::termdict::TermDictionary;

/// A word's place in the index's list of words.
pub(super) type WordId = u32;

/// The pieces of an entry, each as the words that carry meaning in it, in their order.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The heading.
    pub(super) title: Vec<WordId>,
    /// The sentences.
    pub(super) sentences: Vec<Vec<WordId>>,
    /// What people say.
    pub(super) phrases: Vec<Vec<WordId>>,
}

impl Pieces {
    pub(super) fn of(
        words: &Words,
        abbreviations: &Abbreviations,
        dictionary: &TermDictionary,
    ) -> Pieces {
        let mut stems = schema::stems();
        let mut taken_apart = |text: &str| -> Vec<WordId> {
            let text = abbreviations.words(text).join(" ");
            let terms = schema::terms(&mut stems, &text);
            // What is indexed is in the list of words; an error there is as good as a word less.
            let ids = terms.iter().filter_map(|term| dictionary.term_ord(term).ok().flatten());
            ids.filter_map(|id| WordId::try_from(id).ok()).collect()
        };
        let mut pieces = Pieces {
            title: words.title.iter().flat_map(|title| taken_apart(title)).collect(),
            sentences: words.sentences().map(&mut taken_apart).collect(),
            phrases: words.phrases().map(&mut taken_apart).collect(),
        };
        pieces.sentences.retain(|sentence| !sentence.is_empty());
        pieces.phrases.retain(|phrase| !phrase.is_empty());
        pieces
    }

    /// All pieces.
    pub(super) fn all(&self) -> impl Iterator<Item = &[WordId]> {
        let others = self.sentences.iter().chain(&self.phrases).map(Vec::as_slice);
        std::iter::once(self.title.as_slice()).chain(others)
    }
}
