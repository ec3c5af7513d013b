//! What the words of a question say together: in one sentence, in one phrase that people say, in a
//! heading, or as neighbours.
//!
//! Looks at entries that were taken apart into pieces, and adds to what speaks for them. Finds none.

use super::asked::Word;
use super::evidence::Evidence;
use super::occurrences::WordId;
use super::pieces::{Piece, Pieces};

/// What a piece has of a question.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    mass: f32,
    /// How much of the whole piece that is, from 0 to 1.
    of_piece: f32,
    words: usize,
    /// The two neighbours of the question that it has as neighbours.
    neighbours: f32,
}

/// The words of a question by their place in the index's list of words.
pub(super) struct Sought {
    /// For each word of the list one more than its place among the question's, or 0.
    places: Vec<u8>,
    /// The mass of each word of the question that each listed word stands for.
    masses: Vec<f32>,
    /// Neighbours in the question.
    pairs: Vec<(WordId, WordId)>,
}

impl Sought {
    /// The words of a question among so many `listed` words.
    pub(super) fn of(words: &[Word], listed: usize) -> Sought {
        let mut sought = Sought { places: vec![0; listed], masses: Vec::new(), pairs: Vec::new() };
        let mut before: Option<WordId> = None;
        for word in words {
            for spelling in &word.terms {
                let place = sought.places.get_mut(spelling.stem as usize);
                let Some(place) = place.filter(|place| **place == 0) else {
                    continue;
                };
                sought.masses.push(word.rarity * spelling.weight);
                *place = u8::try_from(sought.masses.len()).unwrap_or_default();
            }
            let first = word.terms.first().map(|spelling| spelling.stem);
            sought.pairs.extend(before.zip(first));
            before = first;
        }
        sought
    }

    fn mass(&self, id: WordId) -> Option<f32> {
        let place = usize::from(*self.places.get(id as usize)?).checked_sub(1)?;
        self.masses.get(place).copied()
    }

    /// What a piece has of the question, each of its words once.
    fn share(&self, piece: &Piece) -> Share {
        let mut share = Share::default();
        for mass in piece.different.iter().filter_map(|word| self.mass(*word)) {
            share.mass += mass;
            share.words += 1;
        }
        if piece.rarity > 0.0 {
            share.of_piece = (share.mass / piece.rarity).min(1.0);
        }
        if share.words > 1 {
            share.neighbours = self.neighbours(&piece.words);
        }
        share
    }

    fn neighbours(&self, piece: &[WordId]) -> f32 {
        let pairs = piece.windows(2).filter_map(|pair| match pair {
            [one, next] => {
                let lesser = self.mass(*one)?.min(self.mass(*next)?);
                self.pairs.contains(&(*one, *next)).then_some(lesser)
            }
            _ => None,
        });
        pairs.fold(0.0, f32::max)
    }

    /// Adds what the pieces of an entry say.
    pub(super) fn look_at(&self, pieces: &Pieces, evidence: &mut Evidence) {
        let title = self.share(&pieces.title);
        evidence.titled = title.mass * title.of_piece;
        evidence.adjacent = title.neighbours;
        for sentence in &pieces.sentences {
            let share = self.share(sentence);
            evidence.together = evidence.together.max(share.mass);
            evidence.adjacent = evidence.adjacent.max(share.neighbours);
        }
        for phrase in &pieces.phrases {
            let share = self.share(phrase);
            evidence.adjacent = evidence.adjacent.max(share.neighbours);
            if share.mass * share.of_piece > evidence.said {
                evidence.said = share.mass * share.of_piece;
                evidence.said_words = share.words;
            }
        }
    }
}
