//! Abbreviations that the content explains, so that "TSC" finds "Technical Steering Committee".
//!
//! They are learnt from the content alone: from a long form that stands before its abbreviation in
//! parentheses, and from the initials of the organisation, its bodies, and documents with a long title.

use super::schema;
use crate::content::organisation::Catalogue;
use std::collections::HashMap;

/// The most words that one abbreviation stands for.
const MOST_WORDS: usize = 8;
/// How many letters an abbreviation has.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=7;

/// Long forms with their abbreviations, both in folded words.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    /// By the first word of the long form.
    by_first: HashMap<String, Vec<Abbreviation>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Abbreviation {
    short: String,
    long: Vec<String>,
}

impl Abbreviations {
    pub(super) fn of(catalogue: &Catalogue) -> Abbreviations {
        let mut known = Abbreviations::default();
        for passage in &catalogue.passages {
            known.learn_from(&passage.text);
            known.learn_from(&passage.heading);
        }
        let organisation = std::iter::once(catalogue.organisation.name.as_str());
        let bodies = catalogue.rosters.iter().map(|roster| roster.title.as_str());
        let documents = catalogue.documents.iter().map(|document| document.title.as_str());
        let long = documents.filter(|title| title.split_whitespace().nth(2).is_some());
        for name in organisation.chain(bodies).chain(long) {
            known.learn_name(name);
        }
        known
    }

    /// The words of a text, and after each long form its abbreviation.
    pub(super) fn words(&self, text: &str) -> Vec<String> {
        self.beside(schema::words(text))
    }

    /// These words, and after each long form its abbreviation.
    pub(super) fn beside(&self, words: Vec<String>) -> Vec<String> {
        if self.by_first.is_empty() {
            return words;
        }
        let mut all = Vec::with_capacity(words.len());
        // Where an abbreviation is to be put, counted in words, with the abbreviation.
        let mut due: Vec<(usize, &str)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for abbreviation in self.by_first.get(word).into_iter().flatten() {
                let end = at + abbreviation.long.len();
                if words.get(at..end).is_some_and(|words| is_form(words, &abbreviation.long)) {
                    due.push((end, &abbreviation.short));
                }
            }
            all.push(word.clone());
            due.retain(|(end, short)| {
                let is_due = *end == at + 1;
                if is_due {
                    all.push((*short).to_owned());
                }
                !is_due
            });
        }
        all
    }

    /// "Developer Certificate of Origin (DCO)".
    fn learn_from(&mut self, text: &str) {
        for (at, _) in text.match_indices('(') {
            let Some((inside, _)) = text[at + 1..].split_once(')') else {
                return;
            };
            let short = inside.strip_suffix('s').unwrap_or(inside);
            let capitals = short.chars().filter(|c| c.is_uppercase()).count();
            if !LETTERS.contains(&short.chars().count())
                || capitals < 2
                || !short.chars().all(char::is_alphanumeric)
            {
                continue;
            }
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            let before: Vec<&str> = line.split_whitespace().collect();
            let starts = (2..=MOST_WORDS).filter_map(|count| before.len().checked_sub(count));
            let long = starts.map(|start| &before[start..]).find(|long| {
                let begins = long.first().is_some_and(|word| word.starts_with(char::is_uppercase));
                begins && initials(long).iter().any(|initials| *initials == short.to_lowercase())
            });
            if let Some(long) = long {
                self.learn(short, &long.join(" "));
            }
        }
    }

    /// "Code of Conduct" is CoC; a name that has an abbreviation in it already is not made shorter.
    fn learn_name(&mut self, name: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let is_name = |word: &&str| {
            let mut letters = word.chars();
            let begins = letters.next().is_some_and(char::is_uppercase);
            (begins && letters.any(char::is_lowercase)) || schema::is_function_word(word)
        };
        if (2..=MOST_WORDS).contains(&words.len())
            && words.iter().all(is_name)
            && let [short, ..] = initials(&words)
        {
            self.learn(&short, name);
        }
    }

    fn learn(&mut self, short: &str, long: &str) {
        let short = short.to_lowercase();
        let long = schema::words(long);
        let Some(first) = long.first().filter(|_| !schema::is_function_word(&short)) else {
            return;
        };
        let of_first = self.by_first.entry(first.clone()).or_default();
        let learnt = Abbreviation { short, long };
        if !of_first.contains(&learnt) {
            of_first.push(learnt);
        }
    }
}

/// The initials of all words, and of those with a capital letter, in lower case.
fn initials(words: &[&str]) -> [String; 2] {
    let first = |word: &&&str| word.chars().next();
    let all: String = words.iter().filter_map(|word| first(&word)).collect();
    let capitals: String = all.chars().filter(|c| c.is_uppercase()).collect();
    [all.to_lowercase(), capitals.to_lowercase()]
}

/// Whether words are a long form, the last one in the singular or plural.
fn is_form(words: &[String], long: &[String]) -> bool {
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    match (words.split_last(), long.split_last()) {
        (Some((last, words)), Some((of_long, long))) => {
            words == long && singular(last) == singular(of_long)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Abbreviations;

    fn learnt(text: &str, name: &str) -> Abbreviations {
        let mut known = Abbreviations::default();
        known.learn_from(text);
        known.learn_name(name);
        known
    }

    #[test]
    fn a_long_form_is_followed_by_its_abbreviation() {
        let known = learnt("sign the Developer Certificate of Origin (DCO) first", "Rules of Play");
        for (text, words) in [
            ("a developer certificate of origin?", "a developer certificate of origin dco"),
            ("the rules of play", "the rules of play rop"),
            ("the rules of the play", "the rules of the play"),
        ] {
            assert_eq!(known.words(text).join(" "), words);
        }
        let known = learnt("Special Interest Groups (SIGs)", "SIG Embedded");
        assert_eq!(known.words("special interest group").join(" "), "special interest group sig");
        assert_eq!(known.words("sig embedded").join(" "), "sig embedded");
    }

    #[test]
    fn what_stands_in_parentheses_by_chance_is_no_abbreviation() {
        let known = learnt("any of the Things Outside (TO) and (see Below Here) or (", "One");
        assert_eq!(known.words("things outside").join(" "), "things outside");
    }
}
