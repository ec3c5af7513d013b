//! Entries taken apart into the pieces that people remember: a heading, a sentence, a phrase that
//! somebody says who means it.
//!
//! A question that has half the words of one sentence is nearer to it than one that has the same words
//! scattered over a page. An entry is taken apart when it is first looked at closely, and kept so: most
//! never are, and to do it for all would make the start slow.

use super::abbreviations::Abbreviations;
use super::entry::Words;
use super::occurrences::WordId;
use super::schema;
use tantivy::termdict::TermDictionary;

/// The pieces of an entry.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The heading.
    pub(super) title: Piece,
    /// The sentences.
    pub(super) sentences: Vec<Piece>,
    /// What people say.
    pub(super) phrases: Vec<Piece>,
}

/// The words of a piece that carry meaning.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// In their order.
    pub(super) words: Box<[WordId]>,
    /// Each once.
    pub(super) different: Box<[WordId]>,
    /// How rare these are, together.
    pub(super) rarity: f32,
}

impl Piece {
    fn of(words: Vec<WordId>, rarity: &dyn Fn(WordId) -> f32) -> Piece {
        let mut different: Vec<WordId> = Vec::with_capacity(words.len());
        for word in &words {
            if !different.contains(word) {
                different.push(*word);
            }
        }
        Piece {
            rarity: different.iter().map(|word| rarity(*word)).sum(),
            words: words.into(),
            different: different.into(),
        }
    }
}

impl Pieces {
    pub(super) fn of(
        words: &Words,
        abbreviations: &Abbreviations,
        dictionary: &TermDictionary,
        rarity: &dyn Fn(WordId) -> f32,
    ) -> Pieces {
        let mut stems = schema::stems();
        let mut taken_apart = |text: &str| -> Vec<WordId> {
            let text = abbreviations.words(text).join(" ");
            let terms = schema::terms(&mut stems, &text);
            // What is indexed is in the list of words; an error there is as good as a word less.
            let ids = terms.iter().filter_map(|term| dictionary.term_ord(term).ok().flatten());
            ids.filter_map(|id| WordId::try_from(id).ok()).collect()
        };
        let title = words.title.iter().flat_map(|title| taken_apart(title)).collect();
        let title = Piece::of(title, rarity);
        let mut pieces = |texts: &mut dyn Iterator<Item = &str>| -> Vec<Piece> {
            let all = texts.map(|text| Piece::of(taken_apart(text), rarity));
            all.filter(|piece| !piece.words.is_empty()).collect()
        };
        let sentences = pieces(&mut words.sentences());
        Pieces { title, sentences, phrases: pieces(&mut words.phrases()) }
    }
}
