//! What is counted of a run: how often the right passage came, and how early.
//!
//! Counts what it is given and rounds nothing. Questions for rosters and questions that the documents
//! do not answer are counted apart, and change no other figure.

use super::run::{Asking, Outcome};
use serde::{Deserialize, Serialize};

/// The figures of answerable questions, as shares of their number.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Figures {
    /// How many questions there are.
    pub(super) questions: usize,
    /// How many were answered with the right passage first.
    pub(super) first: usize,
    /// The share of those.
    pub(super) hit_at_1: f64,
    /// The share with a right passage among the first three.
    pub(super) hit_at_3: f64,
    /// The mean of 1 / rank of the first right passage, over the first ten.
    pub(super) mrr: f64,
    /// The share that got nothing.
    pub(super) refused: f64,
}

/// How many of their kind came out right.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    /// Those that did.
    pub(super) right: usize,
    /// All of them.
    pub(super) of: usize,
}

impl Figures {
    /// The figures of questions that are answerable and not for a roster.
    pub(super) fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Figures {
        let (mut questions, mut first, mut among_three, mut refused) = (0, 0, 0, 0);
        let mut reciprocal_ranks = 0.0;
        for outcome in outcomes.filter(|outcome| outcome.asking == Asking::Passage) {
            questions += 1;
            first += usize::from(outcome.right);
            among_three += usize::from(outcome.rank.is_some_and(|rank| rank <= 3));
            refused += usize::from(outcome.is_refused());
            reciprocal_ranks += outcome.rank.map_or(0.0, |rank| 1.0 / rank as f64);
        }
        let all = questions.max(1) as f64;
        Figures {
            questions,
            first,
            hit_at_1: first as f64 / all,
            hit_at_3: among_three as f64 / all,
            mrr: reciprocal_ranks / all,
            refused: refused as f64 / all,
        }
    }
}

impl Tally {
    /// How many questions of a kind came out right.
    pub(super) fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>, asking: Asking) -> Tally {
        let mut tally = Tally::default();
        for outcome in outcomes.filter(|outcome| outcome.asking == asking) {
            tally.of += 1;
            tally.right += usize::from(outcome.right);
        }
        tally
    }

    /// The share of those that came out right.
    pub(super) fn share(self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}
