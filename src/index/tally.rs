//! What the words of a question, one by one, say for each entry.
//!
//! Words are weighed as BM25F does: counted over all fields, a heading's more than a text's, and each
//! further occurrence less (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
//! Beyond", 2009, <https://doi.org/10.1561/1500000019>). What they say together is not seen here.

use super::asked::{Spelling, Word};
use super::evidence::Evidence;
use super::occurrences::{Occurrence, Occurrences};
use super::schema::HINTS;

/// How much a field's words count: the heading's, those of the headings above, of the text, of the hints.
const WEIGHTS: [f32; 4] = [1.85, 1.1, 0.6, 1.7];
/// How much the length of a field counts against its words, from 0 to 1: the `b` of BM25.
const LENGTH: f32 = 0.5;
/// How soon further occurrences of a word say nothing more: the `k1` of BM25.
const SATURATION: f32 = 0.85;
/// How much a word that stands in other entries counts against one that lacks it.
const LACKING: f32 = 0.4;
/// The same of a word that stands nowhere: it is likelier to be beside the point.
const UNKNOWN: f32 = 0.2;

/// How often a word stands in the fields of an entry, each weighed by the field's length.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    sum: f32,
    /// Whether it stands in a heading or the text.
    own: bool,
}

impl Counted {
    /// Adds what one field has; `length` is its length in units of the average.
    pub(super) fn add(&mut self, field: usize, times: u32, length: f32) {
        let weight = WEIGHTS.get(field).copied().unwrap_or_default();
        self.sum += weight * times as f32 / (1.0 - LENGTH + LENGTH * length);
        self.own |= field < HINTS;
    }

    fn saturated(self) -> f32 {
        self.sum / (SATURATION + self.sum)
    }
}

/// What an entry has of the words of a question, summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    words: f32,
    covered: f32,
    own: f32,
    /// What these would count against it if it lacked them.
    against: f32,
    /// How many words it has.
    pub(super) matched: usize,
    /// How many of these it has as they were typed.
    pub(super) as_typed: usize,
}

impl Tally {
    /// Counts a word that the entry has as this spelling, and this often.
    fn add(&mut self, word: &Word, has: &[(&Spelling, Counted)]) {
        let most = |of: &dyn Fn(&Spelling, Counted) -> f32| {
            has.iter().map(|(spelling, counted)| of(spelling, *counted)).fold(0.0, f32::max)
        };
        self.words +=
            word.rarity * most(&|spelling, counted| spelling.weight * counted.saturated());
        self.covered += word.rarity * most(&|spelling, _| spelling.weight);
        self.against += against(word);
        self.matched += 1;
        self.as_typed += usize::from(has.iter().any(|(spelling, _)| spelling.as_typed()));
        let own = has.iter().any(|(spelling, counted)| spelling.as_typed() && counted.own);
        self.own += if own { word.rarity } else { 0.0 };
    }
}

/// What an entry that lacks a word has against it.
fn against(word: &Word) -> f32 {
    word.rarity * if word.terms.is_empty() { UNKNOWN } else { LACKING }
}

/// What each entry has of the words of a question.
pub(super) struct Tallies {
    of_entries: Vec<Tally>,
    /// The rarity of all words.
    whole: f32,
    /// What they would count against an entry that has none of them.
    against: f32,
}

impl Tallies {
    /// Counts the words over so many entries.
    pub(super) fn of(
        words: &[Word],
        entries: usize,
        occurrences: &Occurrences,
    ) -> tantivy::Result<Tallies> {
        let mut tallies = Tallies {
            of_entries: vec![Tally::default(); entries],
            whole: words.iter().map(|word| word.rarity).sum(),
            against: words.iter().map(against).sum(),
        };
        for word in words {
            if let [spelling] = word.terms.as_slice() {
                for occurrence in occurrences.of(spelling.stem)? {
                    tallies.add(word, occurrence.entry, &[(spelling, occurrence.counted)]);
                }
            } else {
                tallies.add_one_of_several(word, occurrences)?;
            }
        }
        Ok(tallies)
    }

    /// A word that may stand for several: an entry that has two of them has it once.
    fn add_one_of_several(
        &mut self,
        word: &Word,
        occurrences: &Occurrences,
    ) -> tantivy::Result<()> {
        let mut all: Vec<(u32, (&Spelling, Counted))> = Vec::new();
        for spelling in &word.terms {
            let of_spelling = occurrences.of(spelling.stem)?.iter();
            all.extend(
                of_spelling.map(|Occurrence { entry, counted }| (*entry, (spelling, *counted))),
            );
        }
        all.sort_by_key(|(entry, _)| *entry);
        for of_entry in all.chunk_by(|(one, _), (next, _)| one == next) {
            let has: Vec<(&Spelling, Counted)> = of_entry.iter().map(|(_, has)| *has).collect();
            if let [(entry, _), ..] = of_entry {
                self.add(word, *entry, &has);
            }
        }
        Ok(())
    }

    fn add(&mut self, word: &Word, entry: u32, has: &[(&Spelling, Counted)]) {
        if let Some(tally) = self.of_entries.get_mut(entry as usize) {
            tally.add(word, has);
        }
    }

    /// The entries that have any of the words, by their place.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Tally)> {
        self.of_entries.iter().enumerate().filter(|(_, tally)| tally.matched > 0)
    }

    /// The evidence as far as words one by one give it.
    pub(super) fn evidence(&self, tally: &Tally) -> Evidence {
        let lacking = (self.against - tally.against).max(0.0);
        Evidence {
            words: tally.words,
            coverage: tally.covered / (tally.covered + lacking).max(f32::MIN_POSITIVE),
            share: tally.covered / self.whole.max(f32::MIN_POSITIVE),
            standing: 1.0,
            ..Evidence::default()
        }
    }

    /// How much of the question is covered by words that stand in a heading or the text as typed.
    pub(super) fn own_coverage(&self, tally: &Tally) -> f32 {
        tally.own / self.whole.max(f32::MIN_POSITIVE)
    }
}
