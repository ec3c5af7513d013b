//! Citations that are not told to anybody yet.
//!
//! They are held in memory alone and for a short time, one for each moderator. Nothing of the message
//! that one is about is among them but its number and its address.

use super::reading::Offered;
use crate::adapters::zulip::hearing::Place;
use crate::citing::Citable;
use crate::content::words::fingerprint;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long one is held, in minutes.
pub(super) const MINUTES: i64 = 15;
/// How many are held at most.
const MOST: usize = 256;

/// A citation that is not told to anybody yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::adapters::zulip) struct Draft {
    /// What the moderator wrote to begin it.
    pub(super) begun: Wrote,
    /// What the person was called when it was begun.
    pub(super) name: String,
    /// Whom it is for.
    pub(super) aim: Aim,
    /// What can be chosen for it.
    pub(super) offered: Vec<Offered>,
    /// What the moderator had to say to it when it was begun.
    pub(super) note: Option<String>,
    /// What was shown of it, once it was.
    pub(super) shown: Option<Shown>,
    /// The latest message before it may have been sent without anybody knowing.
    pub(super) unsure_after: Option<u64>,
}

/// A message of a moderator's that a draft goes by: while it stands, and says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrote {
    pub(super) id: u64,
    /// By which its words are known again.
    pub(super) fingerprint: String,
}

/// Whom a moderator has something to say to, and about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aim {
    pub(super) which: Citable,
    /// To whom.
    pub(super) person: u64,
    /// The message that it is about.
    pub(super) about: Option<u64>,
    /// The address of that message.
    pub(super) link: Option<String>,
    /// Whether it was said for whom it is: else it is for who wrote the message.
    pub(super) is_named: bool,
    /// Where it may be posted.
    pub(super) spot: Spot,
    /// Whether the person is notified.
    pub(super) ping: bool,
}

/// Where a citation may be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// Where this message stands.
    At(u64),
    /// Where a moderator typed it: where this message stands, and stood when it was typed.
    Beside { message: u64, place: Place },
    /// Nowhere.
    Nowhere,
}

/// What a moderator saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The id of the passage.
    pub(super) passage: String,
    /// By which its words are known again.
    pub(super) fingerprint: String,
    /// What the person was called.
    pub(super) name: String,
    /// What the moderator has to say to it.
    pub(super) note: Option<String>,
    /// Where it would be posted, if anywhere.
    pub(super) place: Option<Place>,
    /// What the moderator wrote to see it.
    pub(super) to: Wrote,
    /// The message to which it was shown: that, or a later one to which it was shown again.
    pub(super) told: u64,
    /// The last message of the preview, once all of it stands.
    pub(super) stands: Option<u64>,
}

impl Draft {
    /// The message with this number, if this goes by it.
    pub(super) fn goes_by(&self, message: u64) -> Option<&Wrote> {
        let chosen = self.shown.as_ref().map(|shown| &shown.to);
        chosen.into_iter().chain([&self.begun]).find(|wrote| wrote.id == message)
    }
}

/// The drafts of all moderators, by their numbers.
#[derive(Debug, Default)]
pub(in crate::adapters::zulip) struct Drafts(Mutex<HashMap<u64, (Draft, Timestamp)>>);

impl Drafts {
    /// What a moderator holds at `at`.
    pub(super) fn seen(&self, moderator: u64, at: Timestamp) -> Option<Draft> {
        self.held(at).get(&moderator).map(|(draft, _)| draft.clone())
    }

    /// A message says something else now: what came of what it said is not held any longer.
    pub(in crate::adapters::zulip) fn changed(&self, message: u64, content: &str) {
        let now = fingerprint(content.trim());
        let is_other =
            |draft: &Draft| draft.goes_by(message).is_some_and(|wrote| wrote.fingerprint != now);
        let goes = {
            let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            held.values().any(|(draft, _)| is_other(draft))
        };
        if goes {
            self.without(message);
        }
    }

    /// A message is gone that a draft may go by: what came of it is not held any longer.
    pub(in crate::adapters::zulip) fn without(&self, message: u64) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (draft, _)| draft.begun.id != message);
        for (draft, _) in held.values_mut() {
            draft.shown = draft.shown.take().filter(|shown| shown.to.id != message);
        }
    }

    /// Takes a moderator's draft, which nobody else can take then.
    pub(super) fn take(&self, moderator: u64, at: Timestamp) -> Option<Draft> {
        self.held(at).remove(&moderator).map(|(draft, _)| draft)
    }

    /// Holds a draft in place of the one before.
    pub(super) fn hold(&self, moderator: u64, draft: Draft, at: Timestamp) {
        let mut held = self.held(at);
        if held.len() >= MOST && !held.contains_key(&moderator) {
            let oldest = held.iter().min_by_key(|(_, (_, since))| *since).map(|(who, _)| *who);
            oldest.map(|who| held.remove(&who));
        }
        held.insert(moderator, (draft, at));
    }

    /// Holds a draft again that was taken, where none was begun meanwhile.
    pub(super) fn hold_again(&self, moderator: u64, draft: Draft, at: Timestamp) {
        self.held(at).entry(moderator).or_insert((draft, at));
    }

    /// What was shown to the message `to` of a moderator's stands now: up to this message.
    pub(in crate::adapters::zulip) fn stands(&self, moderator: u64, to: u64, last: u64) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = held.get_mut(&moderator).and_then(|(draft, _)| draft.shown.as_mut());
        if let Some(shown) = shown.filter(|shown| shown.told == to) {
            shown.stands = Some(last);
        }
    }

    /// Those that are not too old at `at`.
    fn held(&self, at: Timestamp) -> MutexGuard<'_, HashMap<u64, (Draft, Timestamp)>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, (_, since)| at.duration_since(*since) < SignedDuration::from_mins(MINUTES));
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(person: u64) -> Draft {
        let which = Citable::Conduct;
        let (about, spot) = (None, Spot::Nowhere);
        let aim = Aim { which, person, about, link: None, is_named: true, spot, ping: false };
        Draft {
            begun: wrote(19),
            name: String::new(),
            aim,
            offered: Vec::new(),
            note: None,
            shown: None,
            unsure_after: None,
        }
    }

    fn wrote(id: u64) -> Wrote {
        Wrote { id, fingerprint: String::new() }
    }

    fn shown() -> Shown {
        Shown {
            passage: String::new(),
            fingerprint: String::new(),
            name: String::new(),
            note: None,
            place: None,
            to: wrote(20),
            told: 20,
            stands: None,
        }
    }

    fn minute(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn a_draft_is_taken_once_and_is_gone_after_a_quarter_of_an_hour() {
        let drafts = Drafts::default();
        drafts.hold(1, draft(7), minute(0));
        assert_eq!(drafts.take(2, minute(1)), None);
        assert_eq!(drafts.take(1, minute(14)), Some(draft(7)));
        assert_eq!(drafts.take(1, minute(14)), None);
        drafts.hold(1, draft(7), minute(20));
        assert_eq!(drafts.seen(1, minute(34)), Some(draft(7)));
        assert_eq!(drafts.take(1, minute(35)), None);
    }

    #[test]
    fn one_that_was_begun_later_stays() {
        let drafts = Drafts::default();
        drafts.hold(1, draft(7), minute(0));
        let taken = drafts.take(1, minute(1)).unwrap();
        drafts.hold(1, draft(8), minute(2));
        drafts.hold_again(1, taken, minute(3));
        assert_eq!(drafts.take(1, minute(4)), Some(draft(8)));
    }

    #[test]
    fn a_preview_stands_when_that_message_of_its_own_moderator_has_it() {
        let drafts = Drafts::default();
        drafts.hold(1, Draft { shown: Some(shown()), ..draft(7) }, minute(0));
        let stands = || {
            let draft = drafts.take(1, minute(1)).unwrap();
            let stands = draft.shown.as_ref().and_then(|shown| shown.stands);
            drafts.hold(1, draft, minute(1));
            stands
        };
        drafts.stands(2, 20, 22);
        drafts.stands(1, 19, 22);
        assert_eq!(stands(), None);
        drafts.stands(1, 20, 22);
        assert_eq!(stands(), Some(22));
    }

    #[test]
    fn nothing_is_held_of_a_message_that_is_gone() {
        let drafts = Drafts::default();
        drafts.hold(1, Draft { shown: Some(shown()), ..draft(7) }, minute(0));
        drafts.without(18);
        assert!(drafts.seen(1, minute(1)).unwrap().shown.is_some());
        drafts.without(20);
        assert_eq!(drafts.seen(1, minute(1)), Some(draft(7)));
        drafts.without(19);
        assert_eq!(drafts.seen(1, minute(1)), None);
    }

    #[test]
    fn the_oldest_makes_room_where_there_are_too_many() {
        let drafts = Drafts::default();
        for moderator in 0..=256 {
            let at = minute(1) + SignedDuration::from_secs(i64::try_from(moderator).unwrap());
            drafts.hold(moderator, draft(7), at);
        }
        assert_eq!(drafts.take(0, minute(6)), None);
        assert!(drafts.take(1, minute(6)).is_some());
        assert!(drafts.take(256, minute(6)).is_some());
    }
}
