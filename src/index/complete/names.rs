//! What things are called, taken apart into the words by which they are found.
//!
//! Collects the words of many things; how well a typed one fits them is for others to say.

use super::fitting::{Part, Place};
use super::lexicon::words_of;
use super::register::Known;
use crate::content::words::{Letters, fold};
use crate::index::schema::is_function_word;
use std::collections::BTreeMap;

/// What something is called.
pub(super) struct Name {
    /// Its letters, without spaces.
    pub(super) run_together: String,
    pub(super) letters: Letters,
    /// The first letters of its words: of all, and of those that say something.
    pub(super) initials: [String; 2],
}

/// The words of things, with the places where each stands.
#[derive(Default)]
pub(super) struct Words(BTreeMap<String, Vec<Place>>);

impl Words {
    /// Learns what a thing is called and what it belongs to: its names.
    pub(super) fn learn_names(&mut self, entry: usize, known: &Known<'_>) -> Vec<Name> {
        let above = Place { entry, part: Part::Above };
        let mut names = Vec::new();
        for name in &known.names {
            let parts = words_of(&fold(name));
            self.learn(&parts, Place { entry, part: Part::Name });
            let initials = initials(&parts);
            self.learn_initials(&initials, above);
            let run_together = parts.concat();
            names.push(Name { initials, letters: Letters::of(&run_together), run_together });
        }
        for text in known.above.iter().chain(&known.ids) {
            let parts = words_of(&fold(text));
            self.learn(&parts, above);
            self.learn_initials(&initials(&parts), above);
        }
        names
    }

    /// Learns what people say who mean a thing: each phrase, without spaces.
    pub(super) fn learn_hints(&mut self, entry: usize, hints: &[String]) -> Vec<String> {
        let mut phrases = Vec::new();
        for phrase in hints.iter().flat_map(|hint| hint.split([',', ';'])) {
            let parts = words_of(&fold(phrase));
            self.learn(&parts, Place { entry, part: Part::Hints });
            phrases.push(parts.concat());
        }
        phrases
    }

    /// The words in the order of their letters, each once, and the places of each.
    pub(super) fn in_order(self) -> (Vec<String>, Vec<Vec<Place>>) {
        self.0.into_iter().unzip()
    }

    /// Learns words that follow one another, and each two of them run together.
    fn learn(&mut self, parts: &[String], place: Place) {
        parts.iter().for_each(|word| self.add(word.clone(), place));
        parts.windows(2).for_each(|pair| self.add(pair.concat(), place));
    }

    fn learn_initials(&mut self, initials: &[String], place: Place) {
        let several = initials.iter().filter(|initials| initials.len() > 1);
        several.for_each(|initials| self.add(initials.clone(), place));
    }

    fn add(&mut self, word: String, place: Place) {
        let places = self.0.entry(word).or_default();
        // Things are learned one after another: only the last places can be of the same.
        let mut same = places.iter().rev().take_while(|known| known.entry == place.entry);
        if !same.any(|known| *known == place) {
            places.push(place);
        }
    }
}

fn initials(words: &[String]) -> [String; 2] {
    let first_letters = |words: &mut dyn Iterator<Item = &String>| {
        words.filter_map(|word| word.chars().next()).collect()
    };
    [
        first_letters(&mut words.iter()),
        first_letters(&mut words.iter().filter(|word| !is_function_word(word))),
    ]
}
