//! How far the bot has heard what is written, and what it still has to look for.
//!
//! Pure: time is passed in. Messages are numbered in the order in which they are written, and heard in
//! nearly that order. Holds the numbers of the last few thousand messages, and nothing else of them.

use crate::adapters::zulip::hearing::Away;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How many messages are remembered: more than are looked through after a gap.
const MOST: usize = 8192;

/// How far the bot has heard.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The latest message that came, where anything is known.
    latest: Option<u64>,
    /// Messages that came lately.
    seen: BTreeSet<u64>,
    behind: Option<Behind>,
    /// The last sign of life.
    sign: Timestamp,
}

/// What is still to be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Behind {
    /// Messages after this one.
    pub(super) after: u64,
    /// The time for which nobody listened.
    pub(super) away: Away,
    /// Whether edits and deletions are to be looked for as well.
    pub(super) looks_after: bool,
}

impl Progress {
    /// Begins at a message; what was written before is not looked for.
    pub(super) fn at(newest: u64, now: Timestamp) -> Progress {
        Progress { latest: Some(newest), sign: now, ..Progress::default() }
    }

    /// Goes on after a message up to which all was done, with a last sign of life at `sign`. `newest` is
    /// the newest message there is, where that is known: one that is lower shows that the server was
    /// put back to an earlier state.
    pub(super) fn after(
        done: u64,
        newest: Option<u64>,
        sign: Timestamp,
        now: Timestamp,
    ) -> Progress {
        let done = newest.map_or(done, |newest| newest.min(done));
        let mut progress = Progress::at(done, sign);
        progress.lost(newest, now);
        progress
    }

    /// Whether anything is known.
    pub(super) fn has_begun(&self) -> bool {
        self.latest.is_some()
    }

    /// Something may have been missed: it is to be looked for up to `now`.
    pub(super) fn lost(&mut self, newest: Option<u64>, now: Timestamp) {
        let after = self.reached();
        let after = newest.map_or(after, |newest| newest.min(after));
        let from = self.behind.map_or(self.sign, |behind| behind.away.from);
        let away = Away { from: from.min(now), to: now };
        self.behind = Some(Behind { after, away, looks_after: true });
    }

    /// What is still to be looked for.
    pub(super) fn behind(&self) -> Option<Behind> {
        self.behind
    }

    /// Edits and deletions are looked for.
    pub(super) fn looked_after(&mut self) {
        if let Some(behind) = &mut self.behind {
            behind.looks_after = false;
        }
    }

    /// What was missed is looked through up to this message.
    pub(super) fn looked_up_to(&mut self, last: u64) {
        if let Some(behind) = &mut self.behind {
            behind.after = behind.after.max(last);
        }
        self.latest = self.latest.max(Some(last));
    }

    /// Nothing is to be looked for any more.
    pub(super) fn caught_up(&mut self) {
        self.behind = None;
    }

    /// A message came. Says whether it had not before.
    pub(super) fn is_new(&mut self, id: u64) -> bool {
        let is_new = self.seen.insert(id);
        if self.seen.len() > MOST {
            self.seen.pop_first();
        }
        self.latest = self.latest.max(Some(id));
        is_new
    }

    /// The message up to which all came.
    pub(super) fn reached(&self) -> u64 {
        let latest = self.latest.unwrap_or_default();
        self.behind.map_or(latest, |behind| behind.after)
    }

    /// The server gave a sign of life.
    pub(super) fn sign(&mut self, now: Timestamp) {
        self.sign = now;
    }

    /// From when on nobody needs to look for anything: the last sign of life, or the one before a time
    /// that is still to be looked through.
    pub(super) fn heard_last(&self) -> Timestamp {
        self.behind.map_or(self.sign, |behind| behind.away.from)
    }

    /// For how long nobody listened before `now`.
    pub(super) fn away(&self, now: Timestamp) -> Option<Away> {
        self.has_begun().then(|| Away { from: self.sign.min(now), to: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn nothing_counts_as_heard_while_something_is_looked_for() {
        let mut progress = Progress::at(10, at(0));
        assert!(progress.is_new(12) && progress.is_new(11) && !progress.is_new(12));
        assert_eq!(progress.reached(), 12);
        progress.sign(at(50));
        progress.lost(Some(20), at(90));
        // The new queue brings messages before the old ones are found.
        assert!(progress.is_new(21));
        assert_eq!((progress.reached(), progress.heard_last()), (12, at(50)));
        progress.looked_up_to(15);
        assert_eq!(progress.reached(), 15);
        // Lost once more meanwhile: it is the same gap.
        progress.lost(Some(21), at(120));
        let behind = progress.behind().unwrap();
        assert_eq!((behind.after, behind.away), (15, Away { from: at(50), to: at(120) }));
        progress.caught_up();
        assert_eq!(progress.reached(), 21);
    }

    #[test]
    fn a_server_that_was_put_back_is_heard_from_where_it_is() {
        let progress = Progress::after(100, Some(40), at(0), at(9));
        assert_eq!(progress.reached(), 40);
        assert_eq!(Progress::after(30, Some(40), at(0), at(9)).reached(), 30);
        assert_eq!(Progress::after(30, None, at(0), at(9)).reached(), 30);
    }

    #[test]
    fn of_messages_without_end_few_are_remembered() {
        let mut progress = Progress::at(0, at(0));
        (1..=100_000).for_each(|id| assert!(progress.is_new(id)));
        assert_eq!(progress.seen.len(), MOST);
    }
}
