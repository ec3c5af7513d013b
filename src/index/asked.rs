//! The words of a question, each with the words of the content that it may stand for.
//!
//! A word that stands in the content means itself. One that does not may be two that were run together,
//! or a slip of the fingers; what it was taken for is kept, so that nobody is answered for another
//! question without being told.

use super::occurrences::WordId;
use super::schema::{self, LONGEST_WORD};
use super::search::{Search, Stem};
use serde::Serialize;
use std::collections::HashSet;
use tantivy::tokenizer::TextAnalyzer;

/// More words than this in one question say nothing more; the rarest are kept.
pub(super) const MOST_WORDS: usize = 48;
/// At most this many different words of one question are looked for that stand nowhere as written: each
/// is held against every word of the content.
const MOST_UNKNOWN: usize = 24;
/// At most this many written words stand in for typing errors in one question.
pub(super) const MOST_SPELLINGS: usize = 64;
/// At most this many written words stand in for one.
const SPELLINGS_OF_ONE: usize = 8;

/// One word of a question and the terms it may stand for.
pub(super) struct Word {
    pub(super) typed: String,
    pub(super) terms: Vec<Spelling>,
    /// How much the word says, as BM25 weighs it.
    pub(super) rarity: f32,
}

/// A stem that a word may stand for.
pub(super) struct Spelling {
    pub(super) stem: WordId,
    /// How likely it is what was meant, from 0 to 1.
    pub(super) weight: f32,
    /// The word of the content that the typed one was taken for.
    pub(super) taken_for: Option<String>,
}

impl Spelling {
    pub(super) fn as_typed(&self) -> bool {
        self.taken_for.is_none()
    }
}

/// What a word of a question was read as.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadWord {
    /// The word, folded.
    pub typed: String,
    /// How much it says: the rarer in the content, the more.
    pub rarity: f32,
    /// The words of the content that it was taken for, where it stands there nowhere as it was typed, each
    /// with how likely it is what was meant, from 0 to 1.
    pub taken_for: Vec<(String, f32)>,
    /// Whether it stands nowhere, not even misspelt.
    pub unknown: bool,
}

impl From<&Word> for ReadWord {
    fn from(word: &Word) -> ReadWord {
        let taken_for = word
            .terms
            .iter()
            .filter_map(|spelling| Some((spelling.taken_for.clone()?, spelling.weight)));
        ReadWord {
            typed: word.typed.clone(),
            rarity: word.rarity,
            taken_for: taken_for.collect(),
            unknown: word.terms.is_empty(),
        }
    }
}

/// What the words of a question were read as.
#[derive(Default)]
pub(super) struct Asked {
    /// Those that carry meaning, each once, in their order.
    pub(super) words: Vec<Word>,
    /// Those that stand nowhere in the content, not even misspelt.
    pub(super) unknown: Vec<String>,
    /// The stems of all that carry meaning, as they follow one another.
    pub(super) stems: Vec<Stem>,
}

impl Asked {
    pub(super) fn read(search: &Search, text: &str) -> tantivy::Result<Asked> {
        let mut analyser = schema::stems();
        let mut asked = Asked::default();
        let mut seen: HashSet<Stem> = HashSet::new();
        let mut spellings_left = MOST_SPELLINGS;
        let mut unknown_left = MOST_UNKNOWN;
        let typed = schema::words(text);
        for word in &typed {
            asked.stems.extend(search.stem(word, &mut analyser)?);
        }
        for typed in parted(search, typed) {
            let Some(stem) = search.stem(&typed, &mut analyser)? else {
                continue;
            };
            if let Stem::Listed(id) = stem {
                if seen.insert(stem) {
                    let terms = vec![Spelling { stem: id, weight: 1.0, taken_for: None }];
                    asked.words.push(Word { typed, terms, rarity: search.rarity_of(id) });
                }
                continue;
            }
            // Among so many words that nobody has written, one more says nothing.
            if !seen.insert(stem) || unknown_left == 0 {
                continue;
            }
            unknown_left -= 1;
            let terms = spellings(search, &typed, &mut analyser, &mut spellings_left)?;
            if terms.is_empty() {
                asked.unknown.push(typed.clone());
            }
            // A slip says what the word says that was meant.
            let rarity = terms.first().map(|meant| search.rarity_of(meant.stem));
            let rarity = rarity.unwrap_or_else(|| search.rarity(0));
            asked.words.push(Word { typed, terms, rarity });
        }
        if asked.words.len() > MOST_WORDS {
            let mut rarities: Vec<f32> = asked.words.iter().map(|word| word.rarity).collect();
            rarities.sort_by(|a, b| b.total_cmp(a));
            let least = rarities[MOST_WORDS - 1];
            asked.words.retain(|word| word.rarity >= least);
            asked.words.truncate(MOST_WORDS);
        }
        Ok(asked)
    }
}

/// The words of a question as the content writes them together or apart: "hostedprojects" parted, "code
/// owners" joined where the content has "codeowners".
fn parted(search: &Search, typed: Vec<String>) -> Vec<String> {
    let typed = search.abbreviations().beside(typed);
    let mut words: Vec<String> = Vec::with_capacity(typed.len());
    let mut known: HashSet<&str> = HashSet::new();
    let mut joined = String::new();
    for (at, word) in typed.iter().enumerate() {
        if known.insert(word) {
            match run_together(search, word) {
                Some(parts) => words.extend(parts.into_iter().map(str::to_owned)),
                None => words.push(word.clone()),
            }
        }
        let Some(next) = typed.get(at + 1) else {
            continue;
        };
        joined.clear();
        joined.push_str(word);
        joined.push_str(next);
        if joined.len() <= LONGEST_WORD && joined.is_ascii() && search.has_written(&joined) {
            words.push(joined.clone());
        }
    }
    words
}

/// The longest word that is looked through for three that were run together, in bytes.
const LONGEST_OF_THREE: usize = 32;

/// The words that were run together, two or else three of them: "codeofconduct".
fn run_together<'a>(search: &Search, word: &'a str) -> Option<Vec<&'a str>> {
    if let Some((start, end)) = halves(search, word) {
        return Some(vec![start, end]);
    }
    if !word.is_ascii() || word.len() > LONGEST_OF_THREE || search.has_written(word) {
        return None;
    }
    (2..word.len()).rev().map(|at| word.split_at(at)).find_map(|(start, rest)| {
        known_half(search, start).filter(|_| !BEGINNINGS.contains(&start))?;
        let (middle, end) = halves(search, rest)?;
        Some(vec![start, middle, end])
    })
}

/// The two words that were run together, where both stand in the content or one is of those that English
/// puts everywhere: of all places to part them the one with the longest and most frequent words.
fn halves<'a>(search: &Search, word: &'a str) -> Option<(&'a str, &'a str)> {
    if word.len() < 6 || !word.is_ascii() || search.has_written(word) {
        return None;
    }
    (2..word.len() - 1)
        .filter_map(|at| {
            let (start, end) = word.split_at(at);
            let both = !schema::is_function_word(start) || !schema::is_function_word(end);
            if BEGINNINGS.contains(&start) {
                return None;
            }
            let entries = known_half(search, start)?.min(known_half(search, end)?);
            both.then_some((entries * start.len().min(end.len()) as u64, start, end))
        })
        .max_by_key(|(weight, ..)| *weight)
        .map(|(_, start, end)| (start, end))
}

/// How many entries have what may be one of the words that were run together; `None` where it is none.
fn known_half(search: &Search, half: &str) -> Option<u64> {
    match search.entries_with_written(half) {
        entries if entries > 0 && half.len() > 2 => Some(entries),
        _ => (half.len() > 1 && schema::is_function_word(half)).then_some(OFTEN),
    }
}

/// What English begins words with that mean something else than their end does: who writes "overdue" or
/// "antitrust" has run nothing together.
const BEGINNINGS: [&str; 14] = [
    "anti", "down", "in", "inter", "non", "off", "on", "out", "over", "post", "pre", "sub",
    "under", "up",
];
/// As often as a word that English puts everywhere may be thought to stand.
const OFTEN: u64 = 50;

/// The words of the content that a mistyped word was most likely meant to be: the nearest, and of these
/// the more frequent.
fn spellings(
    search: &Search,
    typed: &str,
    analyser: &mut TextAnalyzer,
    left: &mut usize,
) -> tantivy::Result<Vec<Spelling>> {
    if *left == 0 {
        return Ok(Vec::new());
    }
    let mut near = near(search, typed);
    near.truncate(SPELLINGS_OF_ONE.min(*left));
    *left -= near.len();
    let most_frequent = near.iter().map(|(_, entries, _)| *entries).max().unwrap_or(1).max(1);
    let mut spellings: Vec<Spelling> = Vec::new();
    for (distance, entries, word) in near {
        let Some(Stem::Listed(stem)) = search.stem(word, analyser)? else {
            continue;
        };
        if !spellings.iter().any(|spelling| spelling.stem == stem) {
            let likely = if distance <= 1 { 0.8 } else { 0.55 };
            let frequent = 0.8 + 0.2 * entries as f32 / most_frequent as f32;
            let taken_for = Some(word.to_owned());
            spellings.push(Spelling { stem, weight: likely * frequent, taken_for });
        }
    }
    Ok(spellings)
}

/// The words of the content from which a slip may have made a word, the nearest first.
pub(super) fn near<'a>(search: &'a Search, typed: &str) -> Vec<(usize, u32, &'a str)> {
    let length = typed.chars().count();
    if length < 4 || typed.len() > LONGEST_WORD {
        return Vec::new();
    }
    let most = if length >= 8 { 2 } else { 1 };
    search.vocabulary().near(typed, most, &|word| is_slip(typed, word))
}

/// Whether a word is likely a slip of the fingers for another, and not another word.
///
/// People seldom miss the first letter. Short words are close to many others: of them only a letter
/// left out, doubled or swapped counts, for a changed one makes another word ("kill", "will").
fn is_slip(typed: &str, meant: &str) -> bool {
    let (length, meant_length) = (typed.chars().count(), meant.chars().count());
    if typed.chars().next() != meant.chars().next() && length < 9 {
        return false;
    }
    match length {
        0..=4 => meant_length > length,
        5..=6 => {
            let mut letters = [typed.chars().collect::<Vec<_>>(), meant.chars().collect()];
            letters.iter_mut().for_each(|letters| letters.sort_unstable());
            meant_length != length || letters[0] == letters[1]
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_told_from_another_word() {
        for (typed, meant) in [
            ("tols", "tools"),
            ("comit", "commit"),
            ("toxcity", "toxicity"),
            ("reprots", "reports"),
        ] {
            assert!(is_slip(typed, meant), "{typed} {meant}");
        }
        for (typed, meant) in
            [("kill", "will"), ("shirt", "short"), ("scared", "shared"), ("stalking", "talking")]
        {
            assert!(!is_slip(typed, meant), "{typed} {meant}");
        }
    }
}
