//! Who was pointed to something by a message of the bot's alone, and by whom.
//!
//! They may reply to it, and only the bot reads that. Held in memory for an hour; nothing of what they
//! were pointed to is held.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long a reply is awaited.
const AWAITED: SignedDuration = SignedDuration::from_hours(1);
/// How many are held at most.
const MOST: usize = 1024;

/// Those who were pointed to something, with the name of whom to write to as Zulip shows it.
#[derive(Debug, Default)]
pub(in crate::adapters::zulip) struct Pointed(Mutex<HashMap<u64, (String, Timestamp)>>);

impl Pointed {
    /// Somebody was pointed to something at `at`.
    pub(super) fn keep(&self, person: u64, writes_to: String, at: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, since)| at.duration_since(*since) < AWAITED);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(person, (writes_to, at));
    }

    /// Whom somebody can write to at `at` who was pointed to something within the hour.
    pub(super) fn writes_to(&self, person: u64, at: Timestamp) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, since) = all.get(&person)?;
        (at.duration_since(*since) < AWAITED).then(|| name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_awaited_for_an_hour() {
        let (pointed, minute) = (Pointed::default(), |minutes| {
            Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
        });
        pointed.keep(12, "Mia".to_owned(), minute(0));
        assert_eq!(pointed.writes_to(12, minute(59)).as_deref(), Some("Mia"));
        assert_eq!(pointed.writes_to(13, minute(59)), None);
        assert_eq!(pointed.writes_to(12, minute(60)), None);
    }
}
