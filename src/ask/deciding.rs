//! Whether what fits best is certain enough to be quoted, whether several may be meant, or nothing is.
//!
//! The ranking says what fits best; how well the best must fit is decided here and nowhere else. The
//! weights were set on questions about the Bytecode Alliance's documents and then checked on others;
//! `tenet eval` measures them, and `tenet ask --explain` shows them at work.

use super::Asking;
use super::passages::section_of;
use crate::content::words::fold;
use crate::index::{Found, Hit};
use serde::Serialize;

/// What a search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// One entry is right.
    Found,
    /// One of several may be.
    Candidates,
    /// None is.
    Nothing,
}

/// What a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Grounds {
    /// How much of what the question says the best entry has, from 0 to 1.
    pub coverage: f32,
    /// How many times better the best fits than the next that is a rival of it; at most [`FAR_AHEAD`].
    pub lead: f32,
    /// All that speaks for the best entry, in units of a word's rarity.
    pub evidence: f32,
    /// What these come to: from 0 on, the best entry is certain enough.
    pub certainty: f32,
    /// Whether next to nothing of the question stands in the best entry's own words, and no two words as
    /// they were typed in its hints: a synonym or typing errors alone.
    pub guessed: bool,
    /// Whether a number is asked for, and the best entry has none.
    pub numberless: bool,
    /// What was decided.
    pub decision: Decision,
}

/// A lead beyond this says nothing more.
pub const FAR_AHEAD: f32 = 8.0;

impl Asking<'_> {
    /// Whether the best hit is certain enough to be quoted.
    pub(super) fn decide(&self, words: &str, found: &Found) -> Decision {
        self.grounds(words, found).map_or(Decision::Nothing, |grounds| grounds.decision)
    }

    /// What the decision on a search rests on; `None` where nothing at all fits.
    pub(super) fn grounds(&self, words: &str, found: &Found) -> Option<Grounds> {
        let best = found.hits.first()?;
        let rival = found.hits[1..].iter().find(|hit| !self.told_with(best.entry, hit.entry));
        let ahead = rival.map(|rival| best.score / rival.score.max(f32::MIN_POSITIVE));
        let lead = ahead.unwrap_or(FAR_AHEAD).min(FAR_AHEAD);
        let evidence = best.evidence.sum();
        let certainty = certainty(best.coverage, lead, evidence);
        let guessed = best.own_coverage < GUESSED && best.words_as_typed < 2;
        let numberless = asks_for_a_number(words)
            && self
                .edition
                .passage_of(best.entry)
                .is_some_and(|passage| !passage.text.is_empty() && !has_a_number(&passage.text));
        let decision = if !is_enough(best, found) {
            Decision::Nothing
        } else if certainty < 0.0 || guessed || numberless {
            Decision::Candidates
        } else {
            Decision::Found
        };
        Some(Grounds {
            coverage: best.coverage,
            lead,
            evidence,
            certainty,
            guessed,
            numberless,
            decision,
        })
    }

    /// Whether two entries are no rivals: a section and an item of it, two items of one section, or
    /// what two templates say under one heading.
    fn told_with(&self, one: usize, other: usize) -> bool {
        let passages = self.edition.passage_of(one).zip(self.edition.passage_of(other));
        passages.is_some_and(|(one, other)| {
            section_of(one) == section_of(other) || one.beside.contains(&other.id)
        })
    }
}

/// An entry that has less of a question in its own words than this may be a guess.
const GUESSED: f32 = 0.05;

/// How certain it is that the best entry is what was meant.
fn certainty(coverage: f32, lead: f32, evidence: f32) -> f32 {
    1.5 * lead.ln() + 1.5 * coverage + 1.0 * (1.0 + evidence).ln() - 4.0
}

/// Whether the best entry has enough of a question to be offered at all.
fn is_enough(best: &Hit, found: &Found) -> bool {
    let least = match found.words {
        // A short question means each of its words.
        0..=3 => 0.34,
        4..=12 => 0.18,
        // A story has words that no document needs.
        _ => 0.04,
    };
    best.coverage >= least
}

/// Longer questions than this, in words, ask for a number beside other things.
const LONGEST_ASKING_FOR_A_NUMBER: usize = 16;

/// Whether a question asks for a number: how many, how long, how often, what something costs. What has none
/// does not answer it, however near it is.
fn asks_for_a_number(words: &str) -> bool {
    let folded = fold(words);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let of_number = |pair: &[&str]| {
        matches!(
            pair,
            ["how", "many" | "long" | "often" | "old" | "soon"] | ["much", "cost" | "costs"]
        )
    };
    words.len() <= LONGEST_ASKING_FOR_A_NUMBER
        && (words.windows(2).any(of_number)
            || words
                .iter()
                .any(|word| matches!(*word, "cost" | "costs" | "price" | "fee" | "fees")))
}

/// Whether a text has a number, in digits or in words, or a span of time.
fn has_a_number(text: &str) -> bool {
    fold(text).split(|c: char| !c.is_alphanumeric()).any(|word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(
                word,
                "one"
                    | "two"
                    | "three"
                    | "four"
                    | "five"
                    | "six"
                    | "seven"
                    | "eight"
                    | "nine"
                    | "ten"
                    | "eleven"
                    | "twelve"
                    | "fifteen"
                    | "twenty"
                    | "thirty"
                    | "sixty"
                    | "ninety"
                    | "hundred"
                    | "half"
                    | "third"
                    | "once"
                    | "twice"
                    | "majority"
                    | "percent"
                    | "free"
                    | "annual"
                    | "annually"
                    | "yearly"
                    | "monthly"
                    | "weekly"
                    | "daily"
                    | "quarterly"
                    | "year"
                    | "years"
                    | "month"
                    | "months"
                    | "week"
                    | "weeks"
                    | "day"
                    | "days"
                    | "hour"
                    | "hours"
                    | "always"
                    | "never"
                    | "indefinitely"
                    | "permanent"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::{asks_for_a_number, has_a_number};

    #[test]
    fn a_question_for_a_number_is_told_by_its_words() {
        for asks in ["how many seats are there", "How long is a term?", "what does it cost"] {
            assert!(asks_for_a_number(asks), "{asks}");
        }
        for other in ["how do I join", "many people ask how it is done", "as long as it takes"] {
            assert!(!asks_for_a_number(other), "{other}");
        }
        for has in ["for two years", "at least 14 days", "by a majority", "annually"] {
            assert!(has_a_number(has), "{has}");
        }
        assert!(!has_a_number("everyone who asks may come, someone said"));
    }
}
