//! Which messages are known to be a question's answer, so that none is taken for another's.
//!
//! Remembers the latest few thousand; of those before, what is followed knows.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const MOST: usize = 4096;

/// Messages that are known to be an answer.
#[derive(Debug, Default)]
pub(in crate::adapters::zulip) struct Known(Mutex<Latest>);

#[derive(Debug, Default)]
struct Latest {
    messages: HashSet<u64>,
    in_order: VecDeque<u64>,
}

impl Known {
    /// A message is an answer. Says whether that was not known.
    pub(in crate::adapters::zulip) fn keep(&self, message: u64) -> bool {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !latest.messages.insert(message) {
            return false;
        }
        latest.in_order.push_back(message);
        if latest.in_order.len() > MOST
            && let Some(oldest) = latest.in_order.pop_front()
        {
            latest.messages.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_answer_and_the_latest_are_remembered() {
        let known = Known::default();
        assert!(known.keep(1) && !known.keep(1));
        for message in 2..=MOST as u64 + 1 {
            assert!(known.keep(message));
        }
        assert!(known.keep(1), "the oldest is forgotten");
    }
}
