//! The words by which things are offered, each once, and how well a typed word fits each of them.
//!
//! A word that is being typed is held against each known word once, however many names have it. Knows
//! nothing of what the words stand for.

use crate::content::words::{Distances, Letters, Parted};

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

/// The known words, in the order of their letters.
#[derive(Default)]
pub(super) struct Lexicon {
    words: Vec<Known>,
}

struct Known {
    word: String,
    letters: Letters,
    /// How many of its first letters are those of the word before it.
    shared: usize,
}

impl Lexicon {
    /// The words that are given in the order of their letters, each once: their places.
    pub(super) fn of(ordered: impl IntoIterator<Item = String>) -> Lexicon {
        let mut words: Vec<Known> = Vec::new();
        for word in ordered {
            let before = words.last().map_or("", |known| known.word.as_str());
            let both = before.chars().zip(word.chars());
            let shared = both.take_while(|(one, other)| one == other).count();
            words.push(Known { letters: Letters::of(&word), word, shared });
        }
        Lexicon { words }
    }

    /// Whether a word is known as it is.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.binary_search_by(|known| known.word.as_str().cmp(word)).is_ok()
    }

    /// How a typed word fits each known word, by its place.
    pub(super) fn fits(&self, typed: &str) -> Vec<Fit> {
        let mut fits = vec![Fit::Not; self.words.len()];
        // One or two letters of an alphabet stand inside nearly every word.
        if !typed.is_ascii() || typed.len() > 2 {
            let letters = Letters::of(typed);
            for (known, fit) in self.words.iter().zip(&mut fits) {
                if letters.may_be_within_part_of(known.letters, 0) && known.word.contains(typed) {
                    *fit = Fit::Inside;
                }
            }
        }
        let start = self.words.partition_point(|known| known.word.as_str() < typed);
        for (known, fit) in self.words.iter().zip(&mut fits).skip(start) {
            if !known.word.starts_with(typed) {
                break;
            }
            *fit = if known.word.len() == typed.len() { Fit::Same } else { Fit::Begins };
        }
        fits
    }

    /// Adds to how a typed word fits each known word those that slips part from it.
    pub(super) fn add_slips(&self, typed: &str, fits: &mut [Fit]) {
        let count = typed.chars().count();
        let most = most_slips(count);
        if most == 0 {
            return;
        }
        let letters = Letters::of(typed);
        let mut distances = Distances::to(typed, most);
        // What a word shares with the last one that was not passed over.
        let mut shared = 0;
        for (known, fit) in self.words.iter().zip(fits) {
            shared = known.shared.min(shared);
            if *fit != Fit::Not || !letters.may_be_within_part_of(known.letters, most) {
                continue;
            }
            *fit = match distances.of(&known.word, shared) {
                Parted { whole: Some(1), .. } => Fit::Slip,
                // Three letters with a slip are the beginning of too much.
                Parted { beginning: Some(1), .. } if count > 3 => Fit::SlipInBeginning,
                Parted { whole: Some(2), .. } => Fit::Slips,
                Parted { beginning: Some(2), .. } => Fit::SlipsInBeginning,
                _ => Fit::Not,
            };
            shared = usize::MAX;
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
            let lexicon = Lexicon::of(["curation".to_owned()]);
            let mut fits = lexicon.fits(typed);
            lexicon.add_slips(typed, &mut fits);
            assert_eq!(fits, [expected], "{typed}");
        }
    }
}
