//! What becomes of a message that is heard late.
//!
//! Pure: time is passed in.

use crate::adapters::zulip::hearing::{Away, Place, Said};
use jiff::SignedDuration;

/// A message that is older is not answered where it was asked: others have gone on there.
pub(super) const LATE: SignedDuration = SignedDuration::from_mins(10);
/// A message that is older is not answered at all.
const TOO_LATE: SignedDuration = SignedDuration::from_hours(24);

/// A message as it is answered, which was found at the end of a time for which nobody listened; `None`
/// where it is too old.
pub(in crate::adapters::zulip) fn found(said: Said, away: Away) -> Option<Said> {
    let age = away.to.duration_since(said.written);
    if age > TOO_LATE {
        return None;
    }
    Some(Said { was_missed: true, away: (age > LATE).then_some(away), ..said })
}

/// Whether a message seems to be meant for the bot, as far as can be told without its words.
pub(super) fn is_for_the_bot(said: &Said) -> bool {
    said.is_mentioned || matches!(said.place, Place::Person(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, ToSpan};

    #[test]
    fn what_is_heard_late_is_answered_there_or_aside_or_not_at_all() {
        let to: Timestamp = "2026-03-04T15:40:00Z".parse().unwrap();
        let away = Away { from: to - 30.hours(), to };
        let found = |minutes: i64| {
            let said = Said {
                id: 1,
                author: 7,
                name: "Ana".to_owned(),
                place: Place::Person(7),
                content: "/help".to_owned(),
                is_mentioned: false,
                written: to - minutes.minutes(),
                is_edit: false,
                was_missed: false,
                away: None,
            };
            let found = found(said, away);
            assert!(found.as_ref().is_none_or(|said| said.was_missed));
            found.map(|said| said.away)
        };
        // A server's clock may be ahead.
        for minutes in [-60, 0, 10] {
            assert_eq!(found(minutes), Some(None), "{minutes}");
        }
        for minutes in [11, 24 * 60] {
            assert_eq!(found(minutes), Some(Some(away)), "{minutes}");
        }
        assert_eq!(found(24 * 60 + 1), None);
    }
}
