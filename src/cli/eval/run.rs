//! A run: every question of a file asked of one edition, and what came of it.
//!
//! Nothing in it depends on the hour, so that two runs of the same questions over the same content
//! are the same file.

use super::figures::{Figures, Tally};
use super::questions::{self, Asked};
use crate::answer::{self, Answer};
use crate::library::Library;
use crate::question::Question;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Ranks beyond this do not count.
const RANKS: usize = 10;

/// A run, as it is saved.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Run {
    /// The version of tenet that answered.
    pub(super) tenet: String,
    /// The edition that was answered from.
    pub(super) edition: String,
    /// The figures of all answerable questions.
    pub(super) overall: Figures,
    /// Unanswerable questions that were not answered.
    pub(super) held: Tally,
    /// `/who-is-on` questions that got a roster.
    pub(super) rosters: Tally,
    /// The figures by style.
    pub(super) styles: BTreeMap<String, Figures>,
    /// What came of each question, in the order of the file.
    pub(super) questions: Vec<Outcome>,
}

/// What came of one question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Outcome {
    /// The question's id.
    pub(super) id: String,
    /// Its style.
    pub(super) style: String,
    /// What was typed.
    pub(super) ask: String,
    /// What is wanted of it.
    pub(super) asking: Asking,
    /// The outcome of the answer, as answers name it.
    pub(super) outcome: String,
    /// Whether it came out as it should.
    pub(super) right: bool,
    /// The rank of the first right passage, from 1 to 10, where any was quoted or offered.
    pub(super) rank: Option<usize>,
    /// The passage that stood first, by id.
    pub(super) first: Option<String>,
    /// What would be right: passages by id, or the address where no passage has it.
    pub(super) expected: Vec<String>,
}

/// What is wanted of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Asking {
    /// The passage that answers it.
    Passage,
    /// A roster.
    Roster,
    /// No answer: the documents have none.
    Nothing,
}

impl Outcome {
    /// Whether the answer was that there is none.
    pub(super) fn is_refused(&self) -> bool {
        self.outcome == answer::Outcome::Nothing.name()
    }

    /// How far it is from what it should be: 0 where it came out right, more the further.
    pub(super) fn shortfall(&self) -> usize {
        match (self.right, self.asking, self.rank) {
            (true, ..) => 0,
            (false, Asking::Passage, Some(rank)) => rank,
            // No rank at all is worse than the last of them, and no answer is worse than that.
            (false, Asking::Passage, None) if self.is_refused() => RANKS + 2,
            (false, ..) => RANKS + 1,
        }
    }
}

/// Asks every question.
pub(super) fn of(questions: &[Asked], library: &Library) -> Run {
    let outcomes: Vec<Outcome> = questions.iter().map(|asked| outcome(asked, library)).collect();
    let mut styles: BTreeMap<String, Figures> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|outcome| outcome.asking == Asking::Passage) {
        if !styles.contains_key(&outcome.style) {
            let same = outcomes.iter().filter(|other| other.style == outcome.style);
            styles.insert(outcome.style.clone(), Figures::of(same));
        }
    }
    Run {
        tenet: env!("CARGO_PKG_VERSION").to_owned(),
        edition: library.edition.id.clone(),
        overall: Figures::of(outcomes.iter()),
        held: Tally::of(outcomes.iter(), Asking::Nothing),
        rosters: Tally::of(outcomes.iter(), Asking::Roster),
        styles,
        questions: outcomes,
    }
}

fn outcome(asked: &Asked, library: &Library) -> Outcome {
    let answer = crate::ask::ask(library, &Question::at_terminal(&asked.ask, Timestamp::now()));
    let rank = rank(&answer, asked);
    let is_first = rank == Some(1) && answer.outcome == answer::Outcome::Found;
    let (asking, right) = if questions::is_for_a_roster(&asked.ask) {
        (Asking::Roster, is_first || answer.outcome == answer::Outcome::Roster)
    } else if asked.answerable {
        (Asking::Passage, is_first)
    } else {
        (Asking::Nothing, answer.outcome != answer::Outcome::Found)
    };
    let expected = asked
        .expect
        .iter()
        .map(|expected| expected.passage(library).map_or_else(|| expected.named(), str::to_owned));
    Outcome {
        id: asked.id.clone(),
        style: asked.style.clone(),
        ask: asked.ask.clone(),
        asking,
        outcome: answer.outcome.name().to_owned(),
        right,
        rank,
        first: answer.passages.first().map(|quoted| quoted.passage.id.clone()),
        expected: expected.collect(),
    }
}

/// The rank of the first passage that truly answers, where any was quoted or offered.
fn rank(answer: &Answer, asked: &Asked) -> Option<usize> {
    if !matches!(answer.outcome, answer::Outcome::Found | answer::Outcome::Candidates) {
        return None;
    }
    let mut ranked = answer.passages.iter().take(RANKS);
    let is_right =
        |expected: &questions::Expected, quoted: &answer::Quoted| expected.is(&quoted.passage);
    let at =
        ranked.position(|quoted| asked.expect.iter().any(|expected| is_right(expected, quoted)));
    at.map(|at| at + 1)
}
