//! The words by which things are offered, each once, and how well a typed word fits each of them.
//!
//! A word that is being typed is held against each known word once, however many names have it. Knows
//! nothing of what the words stand for.

use crate::content::words::{Letters, changes};
use std::collections::HashMap;

/// How well a typed word fits a known one, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Fit {
    /// It is the word.
    Same,
    /// The word begins with it.
    Begins,
    /// It stands inside the word.
    Inside,
    /// A slip parts it from the word.
    Slip,
    /// A slip parts it from a beginning of the word.
    SlipInBeginning,
    /// Two slips part it from the word.
    Slips,
    /// Two slips part it from a beginning of the word.
    SlipsInBeginning,
    /// It has nothing to do with the word.
    Not,
}

impl Fit {
    /// What it adds to the cost of an offer.
    pub(super) fn cost(self) -> u32 {
        u32::from(self as u8)
    }
}

/// The known words.
#[derive(Default)]
pub(super) struct Lexicon {
    words: Vec<Known>,
    places: HashMap<String, usize>,
}

struct Known {
    word: String,
    letters: Letters,
}

impl Lexicon {
    /// The place of a word, which is known from now on.
    pub(super) fn place(&mut self, word: &str) -> usize {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let place = self.words.len();
        self.words.push(Known { word: word.to_owned(), letters: Letters::of(word) });
        self.places.insert(word.to_owned(), place);
        place
    }

    /// Whether a word is known as it is.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.places.contains_key(word)
    }

    /// How a typed word fits each known word, by its place.
    pub(super) fn fits(&self, typed: &str) -> Vec<Fit> {
        let letters = Letters::of(typed);
        // One or two letters of an alphabet stand inside nearly every word.
        let inside = !typed.is_ascii() || typed.len() > 2;
        let fit = |known: &Known| {
            if !letters.may_be_within_part_of(known.letters, 0) {
                Fit::Not
            } else if known.word.starts_with(typed) {
                if known.word.len() == typed.len() { Fit::Same } else { Fit::Begins }
            } else if inside && known.word.contains(typed) {
                Fit::Inside
            } else {
                Fit::Not
            }
        };
        self.words.iter().map(fit).collect()
    }

    /// Adds to how a typed word fits each known word those that slips part from it.
    pub(super) fn add_slips(&self, typed: &str, fits: &mut [Fit]) {
        let count = typed.chars().count();
        let most = most_slips(count);
        if most == 0 {
            return;
        }
        let letters = Letters::of(typed);
        for (known, fit) in self.words.iter().zip(fits) {
            if *fit != Fit::Not || !letters.may_be_within_part_of(known.letters, most) {
                continue;
            }
            let (whole, beginning) = changes(typed, &known.word, most);
            *fit = match (whole, beginning) {
                (Some(1), _) => Fit::Slip,
                // Three letters with a slip are the beginning of too much.
                (_, 1) if count > 3 => Fit::SlipInBeginning,
                (Some(2), _) if most > 1 => Fit::Slips,
                (_, 2) if most > 1 => Fit::SlipsInBeginning,
                _ => Fit::Not,
            };
        }
    }
}

/// How many slips are forgiven in so many letters.
pub(super) fn most_slips(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    }
}

/// The words of a folded text, in its order, as British and American readers spell them alike.
pub(super) fn words_of(folded: &str) -> Vec<String> {
    written_words(folded).iter().map(|word| spelt_alike(word)).collect()
}

/// The words of a folded text, in its order, as they are written; an apostrophe parts none.
pub(super) fn written_words(folded: &str) -> Vec<String> {
    let joined = folded.replace('\'', "");
    let words = joined.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word in the form in which its British and its American spelling are equal, and so are their
/// beginnings: licence and license, behaviour and behavior, organise and organize, travelling and traveling.
pub(super) fn spelt_alike(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'z' if !out.is_empty() => out.push('s'),
            'c' if out.ends_with('n') => out.push('s'),
            'l' if out.ends_with('l') => {}
            'u' if out.len() > 2 && out.ends_with('o') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_and_american_words_are_spelt_alike_from_their_beginnings() {
        for (one, other) in [
            ("licence", "license"),
            ("licenc", "licens"),
            ("behaviour", "behavior"),
            ("behaviou", "behavio"),
            ("organisation", "organization"),
            ("labelled", "labeled"),
        ] {
            assert_eq!(spelt_alike(one), spelt_alike(other));
        }
        for (one, other) in [("our", "or"), ("you", "yo"), ("mission", "vision"), ("zoo", "so")] {
            assert_ne!(spelt_alike(one), spelt_alike(other));
        }
    }

    #[test]
    fn a_typed_word_fits_a_known_one_in_whole_in_part_or_with_a_slip() {
        for (typed, expected) in [
            ("curation", Fit::Same),
            ("cura", Fit::Begins),
            ("ratio", Fit::Inside),
            ("curatoin", Fit::Slip),
            ("urtio", Fit::Not),
            ("crat", Fit::SlipInBeginning),
            ("kuratoin", Fit::Slips),
            ("cu", Fit::Begins),
            ("at", Fit::Not),
            ("zebra", Fit::Not),
        ] {
            let mut lexicon = Lexicon::default();
            let place = lexicon.place("curation");
            let mut fits = lexicon.fits(typed);
            lexicon.add_slips(typed, &mut fits);
            assert_eq!(fits[place], expected, "{typed}");
        }
    }
}
