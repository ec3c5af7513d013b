//! Takes what people were called before out of texts of the past: the name or handle of today stands
//! in its place.
//!
//! Only whole words count, in any letter case, and over the end of a line. Nothing here tells what was
//! taken out, only what stands there instead.

use crate::content::words::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// What stands in place of somebody who is never shown.
pub const NOBODY: &str = "…";

/// Former names and handles of people with those of today, and those of people who are never shown.
#[derive(Debug, Default)]
pub struct Unspoken {
    names: BTreeSet<String>,
    /// By the first word.
    patterns: HashMap<String, Vec<Pattern>>,
}

/// A name as a run of words.
#[derive(Debug)]
struct Pattern {
    words: Vec<String>,
    /// The signs between the words that are part of the name: hyphens and commas.
    joints: Vec<String>,
    /// What stands in its place; `None` for one that stays, though part of it may be a former name.
    becomes: Option<String>,
}

/// A text in which names of today stand for those of before.
#[derive(Debug, PartialEq, Eq)]
pub struct Retold {
    /// The text.
    pub text: String,
    /// The names that were put in, each once.
    pub names: BTreeSet<String>,
}

impl Unspoken {
    /// Of each former name or handle what it became, `None` for somebody who is never shown; and the
    /// names that are spoken.
    pub fn new(
        former: BTreeMap<String, Option<String>>,
        spoken: impl IntoIterator<Item = String>,
    ) -> Unspoken {
        let mut unspoken = Unspoken::default();
        let spoken: BTreeSet<String> =
            spoken.into_iter().chain(former.values().flatten().cloned()).collect();
        for (name, becomes) in former {
            unspoken.add(&name, Some(becomes.unwrap_or_else(|| NOBODY.to_owned())));
            unspoken.names.insert(name);
        }
        for name in &spoken {
            unspoken.add(name, None);
        }
        // The longest name that stands at a place is the one that is meant there.
        for patterns in unspoken.patterns.values_mut() {
            patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.words.len()));
        }
        unspoken
    }

    /// Whether a name or handle is one that nobody shall read.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether everybody was always called as today.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The text with the names of today; `None` where it has no other.
    pub fn retell(&self, text: &str) -> Option<Retold> {
        if self.is_empty() {
            return None;
        }
        let places = words(text);
        let mut retold = String::new();
        let mut names = BTreeSet::new();
        let mut copied = 0;
        let mut at = 0;
        while let Some((first, word)) = places.get(at) {
            let here = self.patterns.get(word).into_iter().flatten();
            let found = here.filter_map(|pattern| Some((pattern, pattern.end(text, &places, at)?)));
            let Some((pattern, end)) = found.into_iter().next() else {
                at += 1;
                continue;
            };
            at += pattern.words.len();
            if let Some(becomes) = &pattern.becomes {
                retold.push_str(text.get(copied..first.start).unwrap_or_default());
                retold.push_str(becomes);
                names.insert(becomes.clone());
                copied = end;
            }
        }
        retold.push_str(text.get(copied..).unwrap_or_default());
        (!names.is_empty()).then_some(Retold { text: retold, names })
    }

    fn add(&mut self, name: &str, becomes: Option<String>) {
        let places = words(name);
        let joints = places
            .windows(2)
            .map(|pair| match pair {
                [(one, _), (next, _)] => joint(name, one, next),
                _ => String::new(),
            })
            .collect();
        let words: Vec<String> = places.into_iter().map(|(_, word)| word).collect();
        if let Some(first) = words.first() {
            let pattern = Pattern { words: words.clone(), joints, becomes };
            self.patterns.entry(first.clone()).or_default().push(pattern);
        }
    }
}

impl Pattern {
    /// Where the name ends in the text, if it stands there from this word on.
    fn end(&self, text: &str, places: &[(Range<usize>, String)], at: usize) -> Option<usize> {
        let here = places.get(at..at + self.words.len())?;
        let same = here.iter().map(|(_, word)| word).eq(&self.words);
        let joined = here.windows(2).zip(&self.joints).all(|(pair, expected)| match pair {
            [(one, _), (next, _)] => {
                let between = text.get(one.end..next.start).unwrap_or_default();
                let one_line = between.matches('\n').count() <= 1 && !between.contains(['/', '#']);
                one_line && joint(text, one, next) == *expected
            }
            _ => false,
        });
        // What a hyphen joins to it makes it another name.
        let hyphen = |from: usize, to: usize| text.get(from..to) == Some("-");
        let before = at.checked_sub(1).and_then(|before| places.get(before));
        let after = places.get(at + self.words.len());
        let (first, last) = (&here.first()?.0, &here.last()?.0);
        let alone = before.is_none_or(|(before, _)| !hyphen(before.end, first.start))
            && after.is_none_or(|(after, _)| !hyphen(last.end, after.start));
        (same && joined && alone).then_some(last.end)
    }
}

/// The signs between two words that are part of a name.
fn joint(text: &str, one: &Range<usize>, next: &Range<usize>) -> String {
    let between = text.get(one.end..next.start).unwrap_or_default();
    between.chars().filter(|c| matches!(c, '-' | ',')).collect()
}

/// The words of a text, folded, with their places.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from..at, fold(text.get(from..at).unwrap_or_default())));
                start = None;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unspoken() -> Unspoken {
        let former = [
            ("Mio Sand", Some("Lena Reed")),
            ("Sand, Mio", Some("Reed, Lena")),
            ("mio", Some("lena-reed")),
            ("Bea", Some("Bea Stone")),
            ("Cem Hidden", None),
        ];
        let former = former.map(|(name, now)| (name.to_owned(), now.map(str::to_owned)));
        Unspoken::new(former.into(), ["Mio Blum".to_owned()])
    }

    #[test]
    fn former_names_become_those_of_today_as_whole_words_in_any_letter_case() {
        for (text, expected) in [
            (
                "* Mio Sand ([@mio](https://github.com/mio))",
                "* Lena Reed ([@lena-reed](https://github.com/lena-reed))",
            ),
            ("By MIO\nSAND, chair", "By Lena Reed, chair"),
            ("- Sand, Mio [@MIO]", "- Reed, Lena [@lena-reed]"),
            ("Bea, and Bea Stone", "Bea Stone, and Bea Stone"),
            ("Ask Cem Hidden.", "Ask …."),
        ] {
            let retold = unspoken().retell(text).unwrap();
            assert_eq!(retold.text, expected);
            assert_eq!(unspoken().retell(&retold.text), None, "{expected}");
        }
    }

    #[test]
    fn other_words_and_other_names_stay() {
        for text in [
            "",
            "Mio Blum",
            "Sandy Miora",
            "mio-utils",
            "old-mio",
            "Bea Stone",
            "Lena Reed",
            "Cem\n\nHidden",
        ] {
            assert_eq!(unspoken().retell(text), None, "{text}");
        }
        assert_eq!(Unspoken::default().retell("Mio Sand"), None);
    }
}
