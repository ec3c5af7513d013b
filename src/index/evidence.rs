//! What speaks for an entry being the one that was meant, and what its score is made of.
//!
//! Words are weighed as BM25F does: counted over all fields, a heading's more than a text's, and each
//! further occurrence less (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
//! Beyond", 2009, <https://doi.org/10.1561/1500000019>). What they say together is weighed beside it.

use super::asked::{Spelling, Word};
use super::pieces::{Pieces, WordId};
use serde::Serialize;

/// How much a field's words count.
pub(super) const WEIGHTS: [f32; 4] = [1.85, 1.1, 0.6, 1.7];
/// How much the length of a field counts against its words, from 0 to 1: the `b` of BM25.
const LENGTH: f32 = 0.5;
/// How soon further occurrences of a word say nothing more: the `k1` of BM25.
const SATURATION: f32 = 0.85;
/// How much the words of one sentence count once more, for standing together.
const TOGETHER: f32 = 0.45;
/// How much the words of a phrase that people say count once more.
const SAID: f32 = 0.6;
/// How much the words of the heading count once more, the more the less else it has.
const TITLED: f32 = 1.75;
/// How much two neighbouring words count once more where they are neighbours too.
const ADJACENT: f32 = 0.45;
/// What is left of a score where next to nothing of the question is covered.
const UNCOVERED: f32 = 0.4;
/// How much a word that stands in other entries counts against one that lacks it.
const LACKING: f32 = 0.4;
/// The same of a word that stands nowhere: it is likelier to be beside the point.
const UNKNOWN: f32 = 0.2;
/// How much more an entry counts whose document the question names.
const NAMED: f32 = 0.65;

/// What speaks for an entry. All but the shares are in units of a word's rarity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// Its words, one by one.
    pub words: f32,
    /// The sentence that has most of them.
    pub together: f32,
    /// The phrase in its hints that has most of them.
    pub said: f32,
    /// How many words of the question that phrase has.
    pub said_words: usize,
    /// The words in its heading.
    pub titled: f32,
    /// Two words that are neighbours in the question and in the entry.
    pub adjacent: f32,
    /// How much of what the question says the entry has, from 0 to 1.
    pub coverage: f32,
    /// The same, where words that the entry lacks count as much as those that it has.
    pub share: f32,
    /// Whether the question names its document.
    pub named: bool,
    /// What its standing leaves of the score, from 0 to 1.
    pub standing: f32,
}

impl Evidence {
    /// How well the entry fits.
    pub fn score(&self) -> f32 {
        self.sum() * (UNCOVERED + self.coverage) * self.standing * self.naming()
    }

    /// What it is made of, each by its name and weighed.
    pub fn parts(&self) -> [(&'static str, f32); 5] {
        [
            ("words", self.words),
            ("sentence", TOGETHER * self.together),
            ("hint", SAID * self.said),
            ("heading", TITLED * self.titled),
            ("neighbours", ADJACENT * self.adjacent),
        ]
    }

    /// All that its words and their places come to.
    pub fn sum(&self) -> f32 {
        self.parts().iter().map(|(_, part)| part).sum()
    }

    fn naming(&self) -> f32 {
        if self.named { 1.0 + NAMED } else { 1.0 }
    }
}

/// How often a word stands in each field of an entry, each weighed by the field's length.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    sum: f32,
    /// Whether it stands in a heading or the text.
    pub(super) own: bool,
}

impl Counted {
    /// Adds what one field has; `length` is its length in units of the average.
    pub(super) fn add(&mut self, field: usize, times: u32, length: f32) {
        let weight = WEIGHTS.get(field).copied().unwrap_or_default();
        self.sum += weight * times as f32 / (1.0 - LENGTH + LENGTH * length);
        self.own |= field < super::schema::HINTS;
    }

    fn saturated(self) -> f32 {
        self.sum / (SATURATION + self.sum)
    }

    fn any(self) -> bool {
        self.sum > 0.0
    }
}

/// What an entry has of each word of a question, summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    words: f32,
    covered: f32,
    lacking: f32,
    whole: f32,
    own: f32,
    pub(super) matched: usize,
    /// How many of these it has as they were typed.
    pub(super) as_typed: usize,
}

impl Tally {
    /// Counts one word, by what the entry has of each of the terms that it may stand for.
    pub(super) fn add(&mut self, word: &Word, has: &[Counted]) {
        let spellings = || word.terms.iter().zip(has).filter(|(_, counted)| counted.any());
        let most = |of: &dyn Fn(&Spelling, Counted) -> f32| {
            spellings().map(|(spelling, counted)| of(spelling, *counted)).fold(0.0, f32::max)
        };
        self.words +=
            word.rarity * most(&|spelling, counted| spelling.weight * counted.saturated());
        let best = most(&|spelling, _| spelling.weight);
        self.covered += word.rarity * best;
        self.whole += word.rarity;
        self.as_typed += usize::from(spellings().any(|(spelling, _)| spelling.as_typed()));
        if best > 0.0 {
            self.matched += 1;
        } else {
            let against = if word.terms.is_empty() { UNKNOWN } else { LACKING };
            self.lacking += word.rarity * against;
        }
        let own = spellings().any(|(spelling, counted)| spelling.as_typed() && counted.own);
        self.own += if own { word.rarity } else { 0.0 };
    }

    fn weighed(&self) -> f32 {
        (self.covered + self.lacking).max(f32::MIN_POSITIVE)
    }

    /// How much of the question is covered by words that stand in a heading or the text as typed.
    pub(super) fn own_coverage(&self) -> f32 {
        self.own / self.whole.max(f32::MIN_POSITIVE)
    }

    /// The evidence as far as words one by one give it.
    pub(super) fn evidence(&self) -> Evidence {
        Evidence {
            words: self.words,
            coverage: self.covered / self.weighed(),
            share: self.covered / self.whole.max(f32::MIN_POSITIVE),
            standing: 1.0,
            ..Evidence::default()
        }
    }
}

/// What a piece has of a question.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    mass: f32,
    /// How much of the whole piece that is, from 0 to 1.
    of_piece: f32,
    words: usize,
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
    /// `ids` gives the place of a term in the list of `listed` words.
    pub(super) fn of(
        words: &[Word],
        listed: usize,
        ids: &dyn Fn(&str) -> Option<WordId>,
    ) -> Sought {
        let mut sought = Sought { places: vec![0; listed], masses: Vec::new(), pairs: Vec::new() };
        let mut before: Option<WordId> = None;
        for word in words {
            let mut first = None;
            for spelling in &word.terms {
                let Some(id) = ids(&spelling.stem) else {
                    continue;
                };
                first = first.or(Some(id));
                let Some(place) = sought.places.get_mut(id as usize).filter(|place| **place == 0)
                else {
                    continue;
                };
                sought.masses.push(word.rarity * spelling.weight);
                *place = u8::try_from(sought.masses.len()).unwrap_or_default();
            }
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
    fn share(&self, piece: &[WordId], rarity: &dyn Fn(WordId) -> f32) -> Share {
        let (mut share, mut whole) = (Share::default(), 0.0);
        for (at, id) in piece.iter().enumerate() {
            if piece[..at].contains(id) {
                continue;
            }
            whole += rarity(*id);
            if let Some(mass) = self.mass(*id) {
                share.mass += mass;
                share.words += 1;
            }
        }
        share.of_piece = if whole > 0.0 { (share.mass / whole).min(1.0) } else { 0.0 };
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
    pub(super) fn look_at(
        &self,
        pieces: &Pieces,
        rarity: &dyn Fn(WordId) -> f32,
        evidence: &mut Evidence,
    ) {
        let of_sentences =
            pieces.sentences.iter().map(|sentence| self.share(sentence, rarity).mass);
        evidence.together = of_sentences.fold(0.0, f32::max);
        for phrase in &pieces.phrases {
            let share = self.share(phrase, rarity);
            if share.mass * share.of_piece > evidence.said {
                evidence.said = share.mass * share.of_piece;
                evidence.said_words = share.words;
            }
        }
        let share = self.share(&pieces.title, rarity);
        evidence.titled = share.mass * share.of_piece;
        evidence.adjacent = pieces.all().map(|piece| self.neighbours(piece)).fold(0.0, f32::max);
    }
}
