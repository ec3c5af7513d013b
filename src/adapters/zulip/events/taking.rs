//! What an answer of the queue brings: each event once, in the order in which it came.
//!
//! Pure. The queue brings the same events again until it is asked for later ones
//! (<https://zulip.com/api/get-events>).

use crate::adapters::zulip::incoming::{self, Event, News};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// How many events of a queue are remembered: more than any answer holds that comes twice.
const MOST: usize = 4096;

/// Events of a queue that came.
#[derive(Debug)]
pub(super) struct Replays {
    seen: BTreeSet<i64>,
    last: i64,
}

impl Replays {
    /// Nothing but what came up to this event.
    pub(super) fn after(last: i64) -> Replays {
        Replays { seen: BTreeSet::new(), last }
    }

    /// The latest event.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// An event came. Says whether it had not before.
    fn is_new(&mut self, id: i64) -> bool {
        let is_new = self.seen.insert(id);
        if self.seen.len() > MOST {
            self.seen.pop_first();
        }
        self.last = self.last.max(id);
        is_new
    }
}

/// What an answer brought.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) news: Vec<News>,
    /// Whether anything in it was new, a heartbeat apart.
    pub(super) brings: bool,
    /// How many events could not be read.
    pub(super) unreadable: usize,
    /// Whether a message may have been among those.
    pub(super) misses_message: bool,
    /// How many events there were of which it is known where they stand in the queue.
    known: usize,
}

impl Taken {
    /// Whether the queue would bring the same again and again, and nobody could say for what to ask.
    pub(super) fn is_stuck(&self) -> bool {
        self.known == 0 && self.unreadable > 0
    }
}

/// An event of which nothing is known but where it stands.
#[derive(Deserialize)]
struct Numbered {
    id: i64,
}

/// The news for the bot, whose number is `me`, in an answer of the queue.
pub(super) fn take(events: &[Box<RawValue>], replays: &mut Replays, me: u64) -> Taken {
    let mut taken = Taken::default();
    for event in events {
        let Ok(Event { id, kind }) = serde_json::from_str(event.get()) else {
            let numbered = serde_json::from_str(event.get()).ok().map(|Numbered { id }| id);
            taken.known += usize::from(numbered.is_some());
            if numbered.is_none_or(|id| replays.is_new(id)) {
                taken.unreadable += 1;
                taken.misses_message = true;
            }
            continue;
        };
        taken.known += 1;
        if !replays.is_new(id) {
            continue;
        }
        taken.brings = taken.brings || kind != "heartbeat";
        match incoming::news(&kind, event, me) {
            Ok(news) => taken.news.extend(news),
            Err(_) => {
                taken.unreadable += 1;
                taken.misses_message = taken.misses_message || kind == "message";
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn events(told: &[Value]) -> Vec<Box<RawValue>> {
        told.iter().map(|one| RawValue::from_string(one.to_string()).unwrap()).collect()
    }

    fn gone(id: i64, message: u64) -> Value {
        json!({"type": "delete_message", "id": id, "message_ids": [message]})
    }

    fn deleted(taken: &Taken) -> Vec<u64> {
        let ids = taken.news.iter().flat_map(|news| match news {
            News::Gone(ids) => ids.clone(),
            other => panic!("{other:?}"),
        });
        ids.collect()
    }

    #[test]
    fn what_comes_again_or_in_another_order_is_taken_once() {
        let mut replays = Replays::after(-1);
        let heartbeat = json!({"type": "heartbeat", "id": 3});
        let first = events(&[gone(2, 12), gone(0, 10), heartbeat, gone(1, 11)]);
        let taken = take(&first, &mut replays, 9);
        assert_eq!((deleted(&taken), replays.last()), (vec![12, 10, 11], 3));
        let again = take(&first, &mut replays, 9);
        assert!(again.news.is_empty() && !again.brings && !again.is_stuck());
        let beat = take(&events(&[json!({"type": "heartbeat", "id": 4})]), &mut replays, 9);
        assert!(!beat.brings);
        assert_eq!(replays.last(), 4);
    }

    #[test]
    fn what_cannot_be_read_is_skipped_and_hides_nothing() {
        let mut replays = Replays::after(-1);
        let strange = [
            json!({"type": 7, "id": 0}),
            json!({"type": "message", "id": 1, "message": {"id": "twelve"}}),
            gone(2, 10),
            json!("what?"),
        ];
        let taken = take(&events(&strange), &mut replays, 9);
        assert_eq!((deleted(&taken), taken.unreadable, replays.last()), (vec![10], 3, 2));
        assert!(taken.misses_message && !taken.is_stuck());
        let stuck = take(&events(&[json!({}), json!(null)]), &mut replays, 9);
        assert!(stuck.is_stuck());
    }

    #[test]
    fn of_events_without_end_few_are_remembered() {
        let mut replays = Replays::after(-1);
        (0..100_000).for_each(|id| assert!(replays.is_new(id)));
        assert_eq!(replays.seen.len(), MOST);
    }
}
