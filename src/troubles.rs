//! What goes wrong again and again, and when that is worth a line.
//!
//! Told when something begins to fail, when the reason is another, once a day while it lasts, and
//! when it is well again. Pure: time is passed in, and nothing is logged here.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Nobody wants to hear the same more often.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// What fails now, by name.
#[derive(Debug, Default)]
pub struct Troubles {
    lasting: BTreeMap<String, Lasting>,
}

/// Something that fails.
#[derive(Debug)]
struct Lasting {
    since: Timestamp,
    /// When each reason was told last. Two that take turns are not told at each turn.
    told: BTreeMap<String, Timestamp>,
}

/// What is worth a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// It has begun to fail, or fails for another reason.
    Fails,
    /// It has failed for a day or more, since then.
    StillFails(Timestamp),
    /// It had failed since then, and is well again.
    Well(Timestamp),
}

/// Nobody wants to hear more often of what goes wrong now and then.
const NOW_AND_THEN: SignedDuration = SignedDuration::from_hours(1);

/// What goes wrong now and then, and well in between, so that it neither begins nor ends.
#[derive(Debug, Default)]
pub struct Mishaps(BTreeMap<(String, String), Timestamp>);

impl Mishaps {
    /// Something went wrong for this reason. Says whether that is worth a line: the same is once an hour.
    pub fn happened(&mut self, what: &str, reason: &str, at: Timestamp) -> bool {
        self.0.retain(|_, told| at.duration_since(*told) < NOW_AND_THEN);
        let is_new = !self.0.contains_key(&(what.to_owned(), reason.to_owned()));
        if is_new {
            self.0.insert((what.to_owned(), reason.to_owned()), at);
        }
        is_new
    }
}

/// A moment as it stands in a line.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

impl Troubles {
    /// Something failed for this reason.
    pub fn failed(&mut self, what: &str, reason: &str, at: Timestamp) -> Option<News> {
        let lasting = self
            .lasting
            .entry(what.to_owned())
            .or_insert_with(|| Lasting { since: at, told: BTreeMap::new() });
        let is_recent = |told: &Timestamp| at.duration_since(*told) < AGAIN;
        let told_before = lasting.told.get(reason).copied();
        if told_before.is_some_and(|told| is_recent(&told)) {
            return None;
        }
        lasting.told.retain(|_, told| is_recent(told));
        lasting.told.insert(reason.to_owned(), at);
        Some(match told_before {
            Some(_) => News::StillFails(lasting.since),
            None => News::Fails,
        })
    }

    /// Something went well.
    pub fn went_well(&mut self, what: &str) -> Option<News> {
        self.lasting.remove(what).map(|lasting| News::Well(lasting.since))
    }

    /// Whether anything fails now.
    pub fn any(&self) -> bool {
        !self.lasting.is_empty()
    }

    /// Forgets what is no longer among those there are.
    pub fn keep(&mut self, there_are: impl Fn(&str) -> bool) {
        self.lasting.retain(|what, _| there_are(what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_mishap_is_told_once_an_hour() {
        let mut mishaps = Mishaps::default();
        let start: Timestamp = "2026-03-04T15:40:00Z".parse().unwrap();
        let mut told = |minutes, reason| {
            mishaps.happened("an answer", reason, start + SignedDuration::from_mins(minutes))
        };
        assert!(told(0, "refused"));
        assert!(!told(1, "refused"));
        assert!(told(2, "limited"));
        assert!(!told(59, "refused"));
        assert!(told(60, "refused"));
    }
}
