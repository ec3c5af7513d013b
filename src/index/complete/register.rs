//! A list of things by their names, from which what somebody types is completed.
//!
//! Says which entries fit and how well. What they are, and what may be offered to whom, is for others
//! to know.

use super::fitting::{Fitting, FittingEntry, Part, Place};
use super::lexicon::{Fit, Lexicon, most_slips};
use super::names::{Name, Words};
use super::typed::Typed;
use crate::content::words::{Distances, fold};
use std::collections::HashMap;

/// Where so many things fit as they are typed, nobody is taken to have slipped.
const ENOUGH: usize = 5;
/// So many words are completed; who types more is asking.
const MOST_WORDS: usize = 12;

/// What an entry is known by.
#[derive(Default)]
pub(super) struct Known<'a> {
    /// What it is called.
    pub(super) names: Vec<&'a str>,
    /// The ids that lead to it.
    pub(super) ids: Vec<&'a str>,
    /// What it belongs to.
    pub(super) above: Vec<&'a str>,
    /// What people say who mean it.
    pub(super) hints: &'a [String],
    /// Its number among others.
    pub(super) number: Option<u32>,
    /// How far it stands back behind others that fit as well; the least is first.
    pub(super) behind: u8,
}

/// Things with their names.
pub(super) struct Register<T> {
    lexicon: Lexicon,
    /// Where each word of the lexicon stands.
    places: Vec<Vec<Place>>,
    entries: Vec<Entry<T>>,
}

struct Entry<T> {
    thing: T,
    names: Vec<Name>,
    /// The first entry that is called the same.
    called: usize,
    ids: Vec<String>,
    number: Option<u32>,
    /// Each phrase of what people say, without spaces.
    phrases: Vec<String>,
    behind: u8,
}

/// What of an entry was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Typing {
    IdOrNumber,
    Name,
    BeginningOfName,
    RunOfName,
    WordsOfName,
    Hint,
    Initials,
    BeginningOfId,
    WordsOfNameAndAbove,
    InsideName,
    BeginningOfHint,
    WordsOfHints,
    WordsOfAll,
    WordsAbove,
    Misspelt,
}

impl Typing {
    /// Other things of one name are offered after all that are found in the same way.
    fn way(self) -> u8 {
        match self {
            Typing::IdOrNumber => 0,
            typing if typing <= Typing::InsideName => 1,
            Typing::Misspelt => 3,
            _ => 2,
        }
    }
}

/// How well an entry fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    typing: Typing,
    cost: u32,
    behind: u8,
    length: usize,
    place: usize,
}

impl<T> Register<T> {
    /// Writes things down with what each is known by.
    pub(super) fn of(things: Vec<(T, Known<'_>)>) -> Register<T> {
        let mut words = Words::default();
        let mut called: HashMap<String, usize> = HashMap::new();
        let mut entries = Vec::with_capacity(things.len());
        for (place, (thing, known)) in things.into_iter().enumerate() {
            let names = words.learn_names(place, &known);
            let first = names.first().map(|name| name.run_together.clone());
            entries.push(Entry {
                thing,
                called: first.map_or(place, |name| *called.entry(name).or_insert(place)),
                names,
                ids: known.ids.iter().map(|id| fold(id)).collect(),
                number: known.number,
                phrases: words.learn_hints(place, known.hints),
                behind: known.behind,
            });
        }
        let (words, places) = words.in_order();
        Register { lexicon: Lexicon::of(words), places, entries }
    }

    /// All things, in the order in which they were written down.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|entry| &entry.thing)
    }

    /// The things that fit what was typed, the best first; of those that are called the same one before
    /// the others. All of them, where nothing was typed.
    pub(super) fn fitting(&self, typed: &str, admits: impl Fn(&T) -> bool) -> Vec<&T> {
        let typed = Typed::of(typed);
        let admitted: Vec<(usize, &Entry<T>)> =
            self.entries.iter().enumerate().filter(|(_, entry)| admits(&entry.thing)).collect();
        if typed.is_nothing() {
            return admitted.into_iter().map(|(_, entry)| &entry.thing).collect();
        }
        if typed.words.len() > MOST_WORDS {
            return Vec::new();
        }
        let mut fits: Vec<Vec<Fit>> =
            typed.words.iter().map(|word| self.lexicon.fits(&word.text)).collect();
        let fitting = self.fitting_words(&typed, &fits);
        let mut ranked: Vec<(Rank, &Entry<T>)> = Vec::new();
        let mut others: Vec<(usize, &Entry<T>)> = Vec::new();
        for (place, entry) in admitted {
            match entry.fit(&typed, fitting.in_entry(place)) {
                Some((typing, cost)) => ranked.push((entry.rank(typing, cost, place), entry)),
                None => others.push((place, entry)),
            }
        }
        let named = ranked.iter().any(|(rank, _)| rank.typing == Typing::IdOrNumber);
        if typed.is_path && named {
            // Who has typed the id of a passage means that passage, or one whose id goes on.
            ranked.retain(|(rank, _)| {
                matches!(rank.typing, Typing::IdOrNumber | Typing::BeginningOfId)
            });
        } else if ranked.len() < ENOUGH {
            for (word, fits) in typed.words.iter().zip(&mut fits) {
                if ranked.is_empty() || !self.lexicon.knows(&word.text) {
                    self.lexicon.add_slips(&word.text, fits);
                }
            }
            let fitting = self.fitting_words(&typed, &fits);
            let mut name = MisspeltName::of(&typed);
            for (place, entry) in others {
                if let Some(cost) = entry.misspelt(&mut name, fitting.in_entry(place)) {
                    ranked.push((entry.rank(Typing::Misspelt, cost, place), entry));
                }
            }
        }
        one_of_each_name_first(ranked)
    }

    /// Where the typed words stand, from how each fits the words of the lexicon.
    fn fitting_words<'a>(&self, typed: &'a Typed, fits: &[Vec<Fit>]) -> Fitting<'a> {
        let mut fitting = Fitting::new(&typed.words, self.entries.len());
        for (at, (word, fits)) in typed.words.iter().zip(fits).enumerate() {
            for (fit, places) in fits.iter().zip(&self.places) {
                if *fit != Fit::Not {
                    places.iter().for_each(|place| fitting.add(at, *fit, *place));
                }
            }
            let Some(number) = word.number else { continue };
            for (entry, numbered) in self.entries.iter().enumerate() {
                if numbered.number == Some(number) {
                    fitting.add(at, Fit::Same, Place { entry, part: Part::Name });
                }
            }
        }
        fitting
    }
}

fn one_of_each_name_first<T>(mut ranked: Vec<(Rank, &Entry<T>)>) -> Vec<&T> {
    ranked.sort_by_key(|(rank, _)| *rank);
    let last = ranked.iter().map(|(_, entry)| entry.called).max().unwrap_or_default();
    let mut called = vec![false; last + 1];
    let mut ordered: Vec<((u8, bool), &T)> = Vec::with_capacity(ranked.len());
    for (rank, entry) in &ranked {
        let again = std::mem::replace(&mut called[entry.called], true);
        ordered.push(((rank.typing.way(), again), &entry.thing));
    }
    ordered.sort_by_key(|(order, _)| *order);
    ordered.into_iter().map(|(_, thing)| thing).collect()
}

impl<T> Entry<T> {
    fn rank(&self, typing: Typing, cost: u32, place: usize) -> Rank {
        let length = self.names.first().map_or(0, |name| name.run_together.len());
        Rank { typing, cost, behind: self.behind, length, place }
    }

    /// What of the entry was typed, and at what cost; `None` where it does not fit as it was typed.
    fn fit(&self, typed: &Typed, words: Option<FittingEntry<'_>>) -> Option<(Typing, u32)> {
        if self.ids.contains(&typed.text) || self.is_numbered(typed) {
            return Some((Typing::IdOrNumber, 0));
        }
        let run = typed.run_together.as_str();
        if self.names.iter().any(|name| name.run_together == run) {
            return Some((Typing::Name, 0));
        }
        let in_name = words.and_then(|words| words.cost(&[Part::Name]));
        if self.names.iter().any(|name| name.run_together.starts_with(run)) {
            return Some((Typing::BeginningOfName, in_name.unwrap_or_default()));
        }
        let initials = typed.length > 1
            && self.names.iter().flat_map(|name| &name.initials).any(|all| all.starts_with(run));
        let id = self.ids.iter().any(|id| id.starts_with(&typed.text));
        let by_words = words.and_then(|words| self.fit_by_words(words, run));
        let by_letters = [(initials, Typing::Initials), (id, Typing::BeginningOfId)];
        let by_letters = by_letters.into_iter().find(|(fits, _)| *fits);
        by_letters.map(|(_, typing)| (typing, 0)).into_iter().chain(by_words).min()
    }

    fn fit_by_words(&self, words: FittingEntry<'_>, run: &str) -> Option<(Typing, u32)> {
        if let Some(cost) = words.cost(&[Part::Name]) {
            let typing = if words.worst(Part::Name) >= Fit::Inside {
                Typing::InsideName
            } else if self.names.iter().any(|name| name.run_together.contains(run)) {
                Typing::RunOfName
            } else {
                Typing::WordsOfName
            };
            return Some((typing, cost));
        }
        if let Some(cost) = words.cost(&[Part::Hints]) {
            let is_phrase = |fits: &dyn Fn(&String) -> bool| self.phrases.iter().any(fits);
            let typing = if is_phrase(&|phrase| phrase == run) {
                Typing::Hint
            } else if is_phrase(&|phrase| phrase.starts_with(run)) {
                Typing::BeginningOfHint
            } else {
                Typing::WordsOfHints
            };
            return Some((typing, cost));
        }
        if words.any(Part::Name)
            && let Some(cost) = words.cost(&[Part::Name, Part::Above])
        {
            return Some((Typing::WordsOfNameAndAbove, cost));
        }
        if let Some(cost) = words.cost(&[Part::Above]) {
            return Some((Typing::WordsAbove, cost));
        }
        words.cost(&[Part::Name, Part::Above, Part::Hints]).map(|cost| (Typing::WordsOfAll, cost))
    }

    /// What it costs to take what was typed for the entry with slips in it; `None` where it fits not even
    /// so.
    fn misspelt(
        &self,
        name: &mut MisspeltName<'_>,
        words: Option<FittingEntry<'_>>,
    ) -> Option<u32> {
        if self.names.iter().any(|known| name.may_begin(known)) {
            return Some(Fit::Slip.cost());
        }
        let words = words?;
        let fields: [&[Part]; 4] = [
            &[Part::Name],
            &[Part::Name, Part::Above],
            &[Part::Hints],
            &[Part::Name, Part::Above, Part::Hints],
        ];
        let costs = fields.iter().zip(0..).map(|(fields, further)| {
            // What stands in the name comes before what stands elsewhere.
            words.cost(fields).map(|cost| cost + further)
        });
        costs.flatten().min()
    }

    fn is_numbered(&self, typed: &Typed) -> bool {
        self.number.is_some_and(|own| {
            typed.number == Some(own)
                || typed.lettered.as_ref().is_some_and(|(letters, number)| {
                    *number == own && self.ids.iter().any(|id| id.starts_with(letters))
                })
        })
    }
}

/// What was typed, taken for the beginning of a name with a slip in it.
struct MisspeltName<'a> {
    typed: &'a Typed,
    most: usize,
    distances: Distances,
}

impl MisspeltName<'_> {
    fn of(typed: &Typed) -> MisspeltName<'_> {
        let most = most_slips(typed.length).min(1);
        MisspeltName { typed, most, distances: Distances::to(&typed.run_together, most) }
    }

    fn may_begin(&mut self, name: &Name) -> bool {
        self.typed.length > 3
            && self.typed.letters.may_be_within_part_of(name.letters, self.most)
            && self.distances.of(&name.run_together, 0).beginning.is_some()
    }
}
