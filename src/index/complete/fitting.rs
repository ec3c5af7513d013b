//! Where the words stand that somebody types, and how well they fit there.
//!
//! Goes from the words that fit to the entries that have them: most words fit in few entries, and most
//! entries have none. What speaks for an entry besides its words is not known here.

use super::lexicon::Fit;
use super::typed::TypedWord;

/// What a word that says little costs where an entry lacks it.
const SMALL_WORD: u32 = 3;

/// Where in an entry a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Part {
    /// In a name of it.
    Name,
    /// In what it belongs to, or in an id.
    Above,
    /// In what people say who mean it.
    Hints,
}

/// How many parts an entry has.
const PARTS: usize = 3;

/// Where a word stands: an entry, by its place, and a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) entry: usize,
    pub(super) part: Part,
}

/// How each typed word fits in each part of each entry.
pub(super) struct Fitting<'a> {
    words: &'a [TypedWord],
    /// Those of an entry one behind another.
    fits: Vec<[Fit; PARTS]>,
}

impl<'a> Fitting<'a> {
    /// Of so many entries none of which has a word yet.
    pub(super) fn new(words: &'a [TypedWord], entries: usize) -> Fitting<'a> {
        Fitting { words, fits: vec![[Fit::Not; PARTS]; entries * words.len()] }
    }

    /// Tells that the typed word with this number fits so well at a place.
    pub(super) fn add(&mut self, word: usize, fit: Fit, place: Place) {
        if let Some(fits) = self.fits.get_mut(place.entry * self.words.len() + word) {
            let best = &mut fits[place.part as usize];
            *best = fit.min(*best);
        }
    }

    /// How each typed word fits in an entry; `None` where one that says something fits nowhere.
    pub(super) fn in_entry(&self, entry: usize) -> Option<FittingEntry<'_>> {
        let start = entry * self.words.len();
        let fits = self.fits.get(start..start + self.words.len())?;
        let stands =
            |fits: &[Fit; PARTS], word: &TypedWord| word.is_small || *fits != [Fit::Not; PARTS];
        let all = fits.iter().zip(self.words).all(|(fits, word)| stands(fits, word));
        all.then_some(FittingEntry { words: self.words, fits })
    }
}

/// How each typed word fits in each part of an entry.
#[derive(Clone, Copy)]
pub(super) struct FittingEntry<'a> {
    words: &'a [TypedWord],
    fits: &'a [[Fit; PARTS]],
}

impl FittingEntry<'_> {
    /// What it costs that the typed words stand in these parts; `None` where one that says something does
    /// not, or none does.
    pub(super) fn cost(self, parts: &[Part]) -> Option<u32> {
        let (mut sum, mut lacking) = (0, 0);
        let mut worst = None;
        for (word, fits) in self.words.iter().zip(self.fits) {
            let best = parts.iter().map(|part| fits[*part as usize]).min()?;
            match best {
                Fit::Not if word.is_small => lacking += SMALL_WORD,
                Fit::Not => return None,
                fit => {
                    worst = worst.max(Some(fit));
                    sum += fit.cost();
                }
            }
        }
        // Only beside words that are surely meant do small ones not count.
        let is_sure = worst.is_some_and(|worst| lacking == 0 || worst <= Fit::Begins);
        is_sure.then_some(sum + lacking)
    }

    /// Whether any typed word stands in this part.
    pub(super) fn any(self, part: Part) -> bool {
        self.fits.iter().any(|fits| fits[part as usize] != Fit::Not)
    }

    /// How the word fits worst that stands in this part.
    pub(super) fn worst(self, part: Part) -> Fit {
        let fits = self.fits.iter().map(|fits| fits[part as usize]);
        fits.filter(|fit| *fit != Fit::Not).max().unwrap_or(Fit::Not)
    }
}
