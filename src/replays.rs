//! What was answered lately to what platforms send, so that what comes again is answered the same and
//! done once.
//!
//! A platform sends again where it is not sure that it was heard, and whoever has overheard a request can
//! do so too. Knows no platform. Kept in memory, and forgotten soon.

use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// At most so many are kept; some kilobytes each.
const MOST: usize = 2048;

/// Answers by the number that the platform gave to what it sent.
#[derive(Debug)]
pub struct Replays {
    /// For how long an answer is kept.
    kept: SignedDuration,
    answers: Mutex<Answers>,
}

/// One answer. Who comes while it is being written waits for it.
type Answer = Arc<OnceLock<Vec<u8>>>;

#[derive(Debug, Default)]
struct Answers {
    by_id: HashMap<u64, Answer>,
    /// The oldest first.
    since: VecDeque<(Timestamp, u64)>,
}

impl Replays {
    /// None yet; each is kept for so long.
    pub fn new(kept: SignedDuration) -> Replays {
        Replays { kept, answers: Mutex::default() }
    }

    /// The answer to what has this number and comes at `at`: what `write` makes, or what it made before.
    pub fn answer(&self, id: u64, at: Timestamp, write: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
        self.place(id, at).get_or_init(write).clone()
    }

    fn place(&self, id: u64, at: Timestamp) -> Answer {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((since, old)) = answers.since.front().copied()
            && (answers.since.len() >= MOST || at.duration_since(since) > self.kept)
        {
            answers.since.pop_front();
            answers.by_id.remove(&old);
        }
        if let Some(answer) = answers.by_id.get(&id) {
            return Arc::clone(answer);
        }
        answers.since.push_back((at, id));
        Arc::clone(answers.by_id.entry(id).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn told(replays: &Replays, id: u64, at: i64, words: &str) -> String {
        String::from_utf8(replays.answer(id, second(at), || words.into())).unwrap()
    }

    #[test]
    fn what_comes_again_is_answered_as_before_until_that_is_forgotten() {
        let replays = Replays::new(SignedDuration::from_secs(600));
        assert_eq!(told(&replays, 1, 0, "first"), "first");
        assert_eq!(told(&replays, 2, 300, "other"), "other");
        assert_eq!(told(&replays, 1, 600, "second"), "first");
        assert_eq!(told(&replays, 1, 601, "second"), "second");
        assert_eq!(told(&replays, 2, 601, "another"), "other");
    }

    #[test]
    fn no_more_are_kept_than_fit() {
        let replays = Replays::new(SignedDuration::from_secs(600));
        let most = u64::try_from(MOST).unwrap();
        for id in 0..=most {
            told(&replays, id, 0, "first");
        }
        assert_eq!(replays.answers.lock().unwrap().by_id.len(), MOST);
        assert_eq!(told(&replays, most, 0, "second"), "first");
        assert_eq!(told(&replays, 0, 0, "second"), "second");
    }
}
