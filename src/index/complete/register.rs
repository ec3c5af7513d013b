//! A list of things by their names, from which what somebody types is completed.
//!
//! Says which entries fit and how well. What they are, and what may be offered to whom, is for others
//! to know.

use super::lexicon::{Fit, Lexicon, most_slips, spelt_alike, words_of, written_words};
use crate::content::words::{Letters, distance_to_beginning, fold, number};
use crate::index::schema::is_function_word;
use std::collections::HashSet;

/// Where so many things fit as they are typed, nobody is taken to have slipped.
const ENOUGH: usize = 5;
/// So many words are completed; who types more is asking.
const MOST_WORDS: usize = 12;
/// What a word that says little costs where an entry lacks it.
const SMALL_WORD: u32 = 3;

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
    entries: Vec<Entry<T>>,
}

impl<T> Default for Register<T> {
    fn default() -> Register<T> {
        Register { lexicon: Lexicon::default(), entries: Vec::new() }
    }
}

struct Entry<T> {
    thing: T,
    names: Vec<Name>,
    ids: Vec<String>,
    number: Option<u32>,
    /// The words of its names, of what it belongs to, and of what people say, by place in the lexicon.
    words: [Vec<usize>; 3],
    /// Each phrase of what people say, without spaces.
    phrases: Vec<String>,
    behind: u8,
}

struct Name {
    /// Its letters, without spaces.
    run_together: String,
    letters: Letters,
    /// The first letters of its words: of all, and of those that say something.
    initials: [String; 2],
}

/// Where in an entry a word stands: the places in [`Entry::words`].
const IN_NAME: usize = 0;
const ABOVE: usize = 1;
const IN_HINTS: usize = 2;

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
    /// Writes something down with what it is known by.
    pub(super) fn add(&mut self, thing: T, known: &Known<'_>) {
        let mut words = [const { Vec::new() }; 3];
        let mut names = Vec::new();
        for name in &known.names {
            let parts = words_of(&fold(name));
            self.learn(&parts, &mut words[IN_NAME]);
            let run_together = parts.concat();
            let letters = Letters::of(&run_together);
            names.push(Name { initials: initials(&parts), run_together, letters });
        }
        let above = known.above.iter().chain(&known.ids);
        for text in above {
            let parts = words_of(&fold(text));
            self.learn(&parts, &mut words[ABOVE]);
            for initials in initials(&parts).iter().filter(|initials| initials.len() > 1) {
                words[ABOVE].push(self.lexicon.place(initials));
            }
        }
        for initials in names.iter().flat_map(|name| &name.initials) {
            if initials.len() > 1 {
                words[ABOVE].push(self.lexicon.place(initials));
            }
        }
        let mut phrases = Vec::new();
        for phrase in known.hints.iter().flat_map(|hint| hint.split([',', ';'])) {
            let parts = words_of(&fold(phrase));
            self.learn(&parts, &mut words[IN_HINTS]);
            phrases.push(parts.concat());
        }
        for places in &mut words {
            places.sort_unstable();
            places.dedup();
        }
        self.entries.push(Entry {
            thing,
            names,
            ids: known.ids.iter().map(|id| fold(id)).collect(),
            number: known.number,
            words,
            phrases,
            behind: known.behind,
        });
    }

    /// Learns words that follow one another, and each two of them run together.
    fn learn(&mut self, parts: &[String], places: &mut Vec<usize>) {
        places.extend(parts.iter().map(|word| self.lexicon.place(word)));
        places.extend(parts.windows(2).map(|pair| self.lexicon.place(&pair.concat())));
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
        let mut ranked: Vec<(Rank, &Entry<T>)> = Vec::new();
        let mut others: Vec<(usize, &Entry<T>)> = Vec::new();
        for (place, entry) in admitted {
            match entry.fit(&typed, &fits) {
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
            for (place, entry) in others {
                if let Some(cost) = entry.misspelt(&typed, &fits) {
                    ranked.push((entry.rank(Typing::Misspelt, cost, place), entry));
                }
            }
        }
        one_of_each_name_first(ranked)
    }
}

fn one_of_each_name_first<T>(mut ranked: Vec<(Rank, &Entry<T>)>) -> Vec<&T> {
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut called: HashSet<&str> = HashSet::new();
    let mut ordered: Vec<((u8, bool), &T)> = Vec::with_capacity(ranked.len());
    for (rank, entry) in &ranked {
        let again =
            entry.names.first().is_some_and(|name| !called.insert(name.run_together.as_str()));
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
    fn fit(&self, typed: &Typed, fits: &[Vec<Fit>]) -> Option<(Typing, u32)> {
        if self.ids.contains(&typed.text) || self.is_numbered(typed) {
            return Some((Typing::IdOrNumber, 0));
        }
        let words = self.words_fitting(typed, fits);
        let run = typed.run_together.as_str();
        if self.names.iter().any(|name| name.run_together == run) {
            return Some((Typing::Name, 0));
        }
        let in_name = words.as_ref().and_then(|words| words.cost(&[IN_NAME]));
        if self.names.iter().any(|name| name.run_together.starts_with(run)) {
            return Some((Typing::BeginningOfName, in_name.unwrap_or_default()));
        }
        let initials = typed.length > 1
            && self.names.iter().flat_map(|name| &name.initials).any(|all| all.starts_with(run));
        let id = self.ids.iter().any(|id| id.starts_with(&typed.text));
        let by_words = words.and_then(|words| self.fit_by_words(&words, run));
        let by_letters = [(initials, Typing::Initials), (id, Typing::BeginningOfId)];
        let by_letters = by_letters.into_iter().find(|(fits, _)| *fits);
        by_letters.map(|(_, typing)| (typing, 0)).into_iter().chain(by_words).min()
    }

    fn fit_by_words(&self, words: &WordsFitting, run: &str) -> Option<(Typing, u32)> {
        if let Some(cost) = words.cost(&[IN_NAME]) {
            let typing = if words.worst(IN_NAME) >= Fit::Inside {
                Typing::InsideName
            } else if self.names.iter().any(|name| name.run_together.contains(run)) {
                Typing::RunOfName
            } else {
                Typing::WordsOfName
            };
            return Some((typing, cost));
        }
        if let Some(cost) = words.cost(&[IN_HINTS]) {
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
        if words.any(IN_NAME)
            && let Some(cost) = words.cost(&[IN_NAME, ABOVE])
        {
            return Some((Typing::WordsOfNameAndAbove, cost));
        }
        if let Some(cost) = words.cost(&[ABOVE]) {
            return Some((Typing::WordsAbove, cost));
        }
        words.cost(&[IN_NAME, ABOVE, IN_HINTS]).map(|cost| (Typing::WordsOfAll, cost))
    }

    /// What it costs to take what was typed for the entry with slips in it; `None` where it fits not even
    /// so.
    fn misspelt(&self, typed: &Typed, fits: &[Vec<Fit>]) -> Option<u32> {
        let run = typed.run_together.as_str();
        let most = most_slips(typed.length).min(1);
        let is_near = |name: &Name| {
            typed.length > 3
                && typed.letters.may_be_within_part_of(name.letters, most)
                && distance_to_beginning(run, &name.run_together, most).is_some()
        };
        if self.names.iter().any(is_near) {
            return Some(Fit::Slip.cost());
        }
        let words = self.words_fitting(typed, fits)?;
        let fields: [&[usize]; 4] =
            [&[IN_NAME], &[IN_NAME, ABOVE], &[IN_HINTS], &[IN_NAME, ABOVE, IN_HINTS]];
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

    /// How each typed word fits in each part of the entry; `None` where one that says something fits
    /// nowhere.
    fn words_fitting(&self, typed: &Typed, fits: &[Vec<Fit>]) -> Option<WordsFitting> {
        let mut words = Vec::new();
        for (word, fits) in typed.words.iter().zip(fits) {
            let best = |places: &Vec<usize>| {
                places.iter().filter_map(|at| fits.get(*at)).min().copied().unwrap_or(Fit::Not)
            };
            let mut found = [best(&self.words[0]), best(&self.words[1]), best(&self.words[2])];
            if word.number.is_some() && word.number == self.number {
                found[IN_NAME] = Fit::Same;
            }
            if !word.is_small && found.iter().all(|fit| *fit == Fit::Not) {
                return None;
            }
            words.push((word.is_small, found));
        }
        Some(WordsFitting(words))
    }
}

/// Of each typed word, whether it says little, and how it fits in each part of an entry.
struct WordsFitting(Vec<(bool, [Fit; 3])>);

impl WordsFitting {
    /// What it costs that the typed words stand in these parts; `None` where one that says something does
    /// not, or none does.
    fn cost(&self, parts: &[usize]) -> Option<u32> {
        let (mut sum, mut lacking) = (0, 0);
        let mut worst = None;
        for (is_small, fits) in &self.0 {
            let best = parts.iter().filter_map(|part| fits.get(*part)).min()?;
            match best {
                Fit::Not if *is_small => lacking += SMALL_WORD,
                Fit::Not => return None,
                fit => {
                    worst = worst.max(Some(*fit));
                    sum += fit.cost();
                }
            }
        }
        // Only beside words that are surely meant do small ones not count.
        let is_sure = worst.is_some_and(|worst| lacking == 0 || worst <= Fit::Begins);
        is_sure.then_some(sum + lacking)
    }

    fn any(&self, part: usize) -> bool {
        self.0.iter().any(|(_, fits)| fits[part] != Fit::Not)
    }

    /// How the word fits worst that stands in this part.
    fn worst(&self, part: usize) -> Fit {
        let fits = self.0.iter().map(|(_, fits)| fits[part]).filter(|fit| *fit != Fit::Not);
        fits.max().unwrap_or(Fit::Not)
    }
}

/// What was typed, taken apart once for all that it is compared with.
struct Typed {
    text: String,
    run_together: String,
    letters: Letters,
    length: usize,
    words: Vec<TypedWord>,
    number: Option<u32>,
    /// Letters with a number behind them: "p3".
    lettered: Option<(String, u32)>,
    /// Whether it looks like the id of a passage.
    is_path: bool,
}

struct TypedWord {
    text: String,
    number: Option<u32>,
    is_small: bool,
}

impl Typed {
    fn of(typed: &str) -> Typed {
        let text = fold(typed);
        let written_words = written_words(&text);
        let last = written_words.len().saturating_sub(1);
        let word = |(at, written): (usize, &String)| {
            let number = number(written);
            // The last one may be the beginning of a word.
            let is_letter = written.len() == 1 && at < last;
            let is_small = number.is_none() && (is_letter || is_function_word(written));
            TypedWord { text: spelt_alike(written), number, is_small }
        };
        let words: Vec<TypedWord> = written_words.iter().enumerate().map(word).collect();
        let run_together: String = words.iter().map(|word| word.text.as_str()).collect();
        let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let lettered = text.strip_prefix(letters).and_then(|digits| digits.parse().ok());
        Typed {
            length: run_together.chars().count(),
            letters: Letters::of(&run_together),
            lettered: lettered
                .filter(|_| !letters.is_empty())
                .map(|number| (letters.trim_end().to_owned(), number)),
            number: number(&text),
            is_path: text.contains('/'),
            run_together,
            words,
            text,
        }
    }

    fn is_nothing(&self) -> bool {
        self.words.is_empty()
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
