//! Which answers belong to which question, for as long as they follow it.
//!
//! Held in memory, so that nobody waits for a disk; told to the ledger, so that it outlives the
//! process. Holds no words, and sends nothing.

use crate::ledger::{Given, Keeper, QuestionId};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many questions are followed at once. Of more, the oldest are followed no longer.
const MOST: usize = 10_000;

/// The questions that are followed.
#[derive(Debug, Default)]
pub struct Following {
    questions: Mutex<HashMap<QuestionId, Given>>,
    keeper: Option<Keeper>,
}

impl Following {
    pub(super) fn new(keeper: Keeper, given: Vec<Given>) -> Following {
        let questions = given.into_iter().map(|given| (given.id(), given)).collect();
        Following { questions: Mutex::new(questions), keeper: Some(keeper) }
    }

    pub(super) fn keeper(&self) -> Option<&Keeper> {
        self.keeper.as_ref()
    }

    /// The answers that a question was given, where it is followed at `at`.
    pub fn given(&self, question: &QuestionId, at: Timestamp) -> Option<Given> {
        self.questions().get(question).filter(|given| given.is_followed(at)).cloned()
    }

    /// Whether this message of a platform's is known as part of an answer.
    pub fn is_answer(&self, platform: &str, message: &str) -> bool {
        let questions = self.questions();
        let mut of_platform = questions.values().filter(|given| given.platform == platform);
        of_platform.any(|given| given.standing.iter().any(|of| of.message == message))
    }

    /// The questions of a platform that are followed at `at`, the newest first.
    pub fn on(&self, platform: &str, at: Timestamp) -> Vec<Given> {
        let is_wanted = |given: &&Given| given.platform == platform && given.is_followed(at);
        let mut found: Vec<Given> = self.questions().values().filter(is_wanted).cloned().collect();
        found.sort_by(|one, other| other.asked.cmp(&one.asked));
        found
    }

    /// These are the answers to a question from now on, at `at`.
    pub fn follow(&self, given: Given, at: Timestamp) {
        let mut questions = self.questions();
        if questions.len() >= MOST {
            questions.retain(|_, other| other.is_followed(at));
        }
        if questions.len() >= MOST {
            // Half of them at once, so that not every answer makes the next look through all.
            let mut times: Vec<Timestamp> = questions.values().map(|other| other.asked).collect();
            let (_, middle, _) = times.select_nth_unstable(MOST / 2);
            questions.retain(|_, other| other.asked > *middle);
        }
        if let Some(keeper) = &self.keeper {
            keeper.keep_answers(given.id(), Some(given.clone()));
        }
        questions.insert(given.id(), given);
    }

    /// A question is followed no more.
    pub fn leave(&self, question: &QuestionId) {
        let followed = self.questions().remove(question);
        if let (Some(keeper), Some(_)) = (&self.keeper, followed) {
            keeper.keep_answers(question.clone(), None);
        }
    }

    fn questions(&self) -> MutexGuard<'_, HashMap<QuestionId, Given>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
