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
    /// How much of what the question says the best entry has, from 0 to 1; what it lacks counts in full.
    pub share: f32,
    /// How many times better the best fits than the next that is a rival of it; at most [`FAR_AHEAD`].
    pub lead: f32,
    /// All that speaks for the best entry; a word that stands nowhere else says 6.7.
    pub evidence: f32,
    /// What these come to: from 0 on, the best entry is certain enough.
    pub certainty: f32,
    /// Whether it is about conduct, next to nothing of the question stands in its own words, and no two words
    /// as they were typed in one of its hints: a synonym or typing errors alone.
    pub guessed: bool,
    /// Whether the next that is a rival fits as well as the best.
    pub alike: bool,
    /// Whether a number is asked for, and the best entry has none.
    pub numberless: bool,
    /// Whether it is a short question of which too little is there: a word stands nowhere and the rest is
    /// not most of it, or the best entry has next to none of it.
    pub lacking: bool,
    /// What was decided.
    pub decision: Decision,
}

/// A lead beyond this says nothing more.
pub const FAR_AHEAD: f32 = 8.0;
/// Two of which one is less than so many times better fit alike, in a question of more than a few words: of a
/// single one the first place is as good a guess as any.
const ALIKE: f32 = 1.05;

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
        // Words are rarer in larger content; what was learnt of some four hundred passages holds for any.
        let evidence = best.evidence.sum() * RAREST / found.rarest.max(f32::MIN_POSITIVE);
        let mut certainty = certainty(lead, best.coverage, evidence);
        if found.words <= SHORT {
            certainty += best.own_coverage - 0.5;
        }
        // What conduct is must not rest on a guess at what somebody meant.
        let is_sensitive =
            self.edition.passage_of(best.entry).is_some_and(|passage| passage.sensitive);
        let guessed = is_sensitive
            && best.own_coverage < GUESSED
            && best.words_as_typed.min(best.evidence.said_words) < 2;
        let numberless = number_asked_for(words).is_some_and(|number| {
            let passage = self.edition.passage_of(best.entry);
            passage.is_some_and(|passage| !passage.text.is_empty() && !has(&passage.text, number))
        });
        // A word that stands nowhere may be the very one that a short question is about.
        let of_unknown =
            found.words <= SHORT && best.coverage < MOST_OF_IT && !found.unknown_words.is_empty();
        let lacking = of_unknown || (found.words <= FEW && best.coverage < LITTLE_OF_IT);
        let alike = lead < ALIKE && found.words > SHORT;
        let decision = if !is_enough(best, found) {
            Decision::Nothing
        } else if certainty < 0.0 || guessed || alike || numberless || lacking {
            Decision::Candidates
        } else {
            Decision::Found
        };
        Some(Grounds {
            share: best.coverage,
            lead,
            evidence,
            certainty,
            guessed,
            alike,
            numberless,
            lacking,
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

/// What the rarest word says in the content on which certainty was learnt.
const RAREST: f32 = 6.7;
/// A question of at most so many words means each of them: it is the more certain the more of them stand in
/// the entry's own words, and the less the more of them stand in hints alone.
const SHORT: usize = 3;
/// Most of a short question, where one of its words stands nowhere.
const MOST_OF_IT: f32 = 0.55;
/// Of a question of at most so many words each counts, though not as much as in a shorter one.
const FEW: usize = 4;
/// An entry that has less of these is about something else, however far it is ahead.
const LITTLE_OF_IT: f32 = 0.4;

/// An entry about conduct that has less of a question in its own words than this may be a guess.
const GUESSED: f32 = 0.05;

/// How certain it is that the best entry is what was meant: a logistic regression on questions with known
/// answers, moved so that few of those are quoted that the documents do not answer.
fn certainty(lead: f32, share: f32, evidence: f32) -> f32 {
    3.0 * lead.ln() + 1.4 * share + 0.9 * evidence.ln_1p() - 3.35
}

/// Whether the best entry has enough of a question to be offered at all.
fn is_enough(best: &Hit, found: &Found) -> bool {
    let least = match found.words {
        0..=SHORT => 0.27,
        4..=12 => 0.12,
        // A story has words that no document needs.
        _ => 0.04,
    };
    best.coverage >= least
}

/// Longer questions than this, in words, ask for a number beside other things.
const LONGEST_ASKING_FOR_A_NUMBER: usize = 16;

/// What a question wants to be told a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    /// How many, how long, how often.
    Count,
    /// What something costs.
    Price,
}

/// The number that a question asks for. What has none does not answer it, however near it is.
fn number_asked_for(words: &str) -> Option<Number> {
    let folded = fold(words);
    let words: Vec<&str> = words_of(&folded).collect();
    let of_count =
        |pair: &[&str]| matches!(pair, ["how", "many" | "long" | "often" | "old" | "soon"]);
    let of_price = |word: &&str| matches!(*word, "cost" | "costs" | "price" | "fee" | "fees");
    if words.len() > LONGEST_ASKING_FOR_A_NUMBER {
        None
    } else if words.iter().any(of_price) {
        Some(Number::Price)
    } else {
        words.windows(2).any(of_count).then_some(Number::Count)
    }
}

/// Whether a text has such a number, in digits or in words; a span of time counts.
fn has(text: &str, number: Number) -> bool {
    let folded = fold(text);
    let says = |word: &str| match number {
        Number::Price => {
            matches!(
                word,
                "fee" | "fees" | "cost" | "costs" | "dues" | "free" | "charge" | "usd" | "eur"
            )
        }
        Number::Count => {
            word.starts_with(|c: char| c.is_ascii_digit())
                || matches!(
                    word,
                    "two"
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
                        | "twice"
                        | "majority"
                        | "percent"
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
                )
        }
    };
    words_of(&folded).any(says) || (number == Number::Price && text.contains(['$', '€', '£']))
}

fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Number, has, number_asked_for};

    #[test]
    fn a_question_for_a_number_is_told_by_its_words() {
        for asks in ["how many seats are there", "How long is a term?", "how often do you meet"] {
            assert_eq!(number_asked_for(asks), Some(Number::Count), "{asks}");
        }
        assert_eq!(number_asked_for("what does it cost per year"), Some(Number::Price));
        for other in ["how do I join", "many people ask how it is done", "as long as it takes"] {
            assert_eq!(number_asked_for(other), None, "{other}");
        }
        for has_one in ["for two years", "at least 14 days", "by a majority", "annually"] {
            assert!(has(has_one, Number::Count), "{has_one}");
            assert!(!has(has_one, Number::Price), "{has_one}");
        }
        assert!(has("Membership is free.", Number::Price));
        assert!(!has("everyone who asks may come, someone said, one of them", Number::Count));
    }
}
