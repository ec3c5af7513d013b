//! Finds where in a long passage the words of a question are answered.
//!
//! Looks at one passage that was found already, and only at its own words: what people say who mean it
//! leads to it, and to no place in it. Ranks no passages, and cuts nothing.

use super::{Edition, schema};
use crate::content::pages::{Place, pieces};
use crate::content::passage::Passage;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// What answers has at least this much of what the question says, each word weighed by how rare it is.
const LEAST: f32 = 0.34;
/// As good as the best: the first such place answers.
const AS_GOOD: f32 = 0.95;
/// What a word counts that stands only in what introduces a piece.
const INTRODUCED: f32 = 0.4;
/// How soon a word that is said again says no more, and how much longer pieces are held to: as BM25
/// has it.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.5;

/// The words of long passages, taken apart when somebody first asks for one; by place in the catalogue.
pub(super) struct Spots(Vec<OnceLock<Pieces>>);

impl Spots {
    /// None taken apart yet, of so many passages.
    pub(super) fn of(passages: usize) -> Spots {
        Spots(std::iter::repeat_with(OnceLock::new).take(passages).collect())
    }
}

/// The words of a passage, piece by piece.
struct Pieces {
    pieces: Vec<Counted>,
    /// How many words a piece has.
    average: f32,
    heading: HashSet<String>,
}

/// The words of a piece.
struct Counted {
    stems: HashMap<String, f32>,
    introduction: HashSet<String>,
    words: f32,
}

impl Pieces {
    fn of(passage: &Passage) -> Pieces {
        let mut analyser = schema::stems();
        let mut stems = |text: &str| schema::terms(&mut analyser, text);
        let heading = stems(&passage.heading).into_iter().collect();
        let pieces = pieces(&passage.blocks).into_iter().map(|piece| {
            let words = stems(&piece.words);
            let mut counted = Counted {
                words: words.len() as f32,
                stems: HashMap::new(),
                introduction: stems(&piece.introduction).into_iter().collect(),
            };
            for stem in words {
                *counted.stems.entry(stem).or_default() += 1.0;
            }
            counted
        });
        let pieces: Vec<Counted> = pieces.collect();
        let all: f32 = pieces.iter().map(|piece| piece.words).sum();
        Pieces { average: all / pieces.len().max(1) as f32, pieces, heading }
    }

    /// How much a word says of the place, for its rarity: nothing where it stands in the heading or in
    /// every piece.
    fn weight(&self, stem: &str, rarity: f32) -> f32 {
        let having = self.pieces.iter().filter(|piece| piece.stems.contains_key(stem)).count();
        if self.heading.contains(stem) || self.pieces.is_empty() {
            return 0.0;
        }
        rarity * (1.0 - having as f32 / self.pieces.len() as f32)
    }

    /// How well a piece fits weighed words, and how much of them it has itself.
    fn fit(&self, piece: &Counted, weighed: &[(String, f32)]) -> (f32, f32) {
        let length = 1.0 - LENGTH + LENGTH * piece.words / self.average.max(1.0);
        let (mut score, mut own) = (0.0, 0.0);
        for (stem, weight) in weighed {
            match piece.stems.get(stem) {
                Some(times) => {
                    score += weight * times * (SATURATION + 1.0) / (times + SATURATION * length);
                    own += weight;
                }
                None if piece.introduction.contains(stem) => score += weight * INTRODUCED,
                None => {}
            }
        }
        (score, own)
    }
}

impl Edition {
    /// Where in a passage stands what `text` asks for; nothing where no place has much of its words.
    pub fn answering_place(&self, text: &str, passage: &Passage) -> Option<Place> {
        let at = self.names.by_id(&passage.id)?;
        let pieces = self.spots.0.get(at)?.get_or_init(|| Pieces::of(passage));
        let asked: HashSet<String> =
            schema::terms(&mut schema::stems(), text).into_iter().collect();
        // In an order of their own, so that sums come out alike each time.
        let mut asked: Vec<String> = asked.into_iter().collect();
        asked.sort_unstable();
        let weighed: Vec<(String, f32)> = asked
            .into_iter()
            .filter(|stem| self.search.stands_in_documents(stem))
            .map(|stem| {
                let weight = pieces.weight(&stem, self.search.rarity_of_stem(&stem));
                (stem, weight)
            })
            .collect();
        let all: f32 = weighed.iter().map(|(_, weight)| weight).sum();
        let fits: Vec<(f32, f32)> =
            pieces.pieces.iter().map(|piece| pieces.fit(piece, &weighed)).collect();
        let (best, own) = fits.iter().copied().max_by(|one, other| one.0.total_cmp(&other.0))?;
        if own <= 0.0 || own < all * LEAST {
            return None;
        }
        fits.iter().position(|(fit, own)| *fit >= best * AS_GOOD && *own > 0.0).map(Place)
    }
}
