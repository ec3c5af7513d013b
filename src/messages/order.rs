//! The order of what is heard of one message: one thing is done after the other, and the latest counts.
//!
//! Each piece of news may be handled in a task of its own, so that two of them may change places on
//! their way. Holds no more than what is under way, and the messages that were deleted last.

use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many deleted messages are remembered: as many as may be deleted while their own news is on its
/// way.
const MOST_GONE: usize = 256;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn<V> {
    /// It was written, or edited to this version of it. Later ones are greater.
    Said(V),
    /// It was deleted.
    Gone,
}

/// What is under way: of messages with such ids, in such versions, of which such news tells.
#[derive(Debug)]
pub struct Order<I, V, N>(Mutex<UnderWay<I, V, N>>);

#[derive(Debug)]
struct UnderWay<I, V, N> {
    messages: HashMap<I, Doing<V, N>>,
    gone: VecDeque<I>,
}

/// A message that somebody is at work on.
#[derive(Debug)]
struct Doing<V, N> {
    /// What was heard of last.
    latest: Turn<V>,
    /// What is to be done next.
    next: Option<(N, Timestamp)>,
}

impl<I, V, N> Default for Order<I, V, N> {
    fn default() -> Self {
        Order(Mutex::new(UnderWay { messages: HashMap::new(), gone: VecDeque::new() }))
    }
}

impl<I: Copy + Eq + Hash, V: Copy + Ord, N> Order<I, V, N> {
    /// Takes news of a message, heard at `at`. Says whether the caller is to do what comes
    /// [`next`](Order::next): else somebody does already, or there is nothing to do.
    pub fn take(&self, id: I, turn: Turn<V>, news: N, at: Timestamp) -> bool {
        let mut under_way = self.under_way();
        match turn {
            Turn::Said(_) if under_way.gone.contains(&id) => return false,
            Turn::Said(_) => {}
            Turn::Gone => {
                under_way.gone.push_back(id);
                if under_way.gone.len() > MOST_GONE {
                    under_way.gone.pop_front();
                }
            }
        }
        let Some(doing) = under_way.messages.get_mut(&id) else {
            under_way.messages.insert(id, Doing { latest: turn, next: Some((news, at)) });
            return true;
        };
        let is_news = match (doing.latest, turn) {
            // Nothing counts after a deletion, and no older news after newer.
            (Turn::Gone, _) => false,
            (Turn::Said(before), Turn::Said(now)) => now > before,
            (Turn::Said(_), Turn::Gone) => true,
        };
        if is_news {
            (doing.latest, doing.next) = (turn, Some((news, at)));
        }
        false
    }

    /// Has the same done again about a message by who is at work on it, where nothing newer came
    /// meanwhile.
    pub fn again(&self, id: I, news: N, at: Timestamp) {
        let mut under_way = self.under_way();
        if let Some(doing) = under_way.messages.get_mut(&id) {
            doing.next.get_or_insert((news, at));
        }
    }

    /// What is to be done next for a message, and when it was heard of; nothing where all is done.
    pub fn next(&self, id: I) -> Option<(N, Timestamp)> {
        let mut under_way = self.under_way();
        let next = under_way.messages.get_mut(&id).and_then(|doing| doing.next.take());
        if next.is_none() {
            under_way.messages.remove(&id);
        }
        next
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay<I, V, N>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: u64 = 1;

    /// Whether the caller is to do it.
    fn take(order: &Order<u64, u8, &'static str>, news: &'static str, version: u8) -> bool {
        order.take(ID, Turn::Said(version), news, Timestamp::UNIX_EPOCH)
    }

    fn delete(order: &Order<u64, u8, &'static str>) -> bool {
        order.take(ID, Turn::Gone, "gone", Timestamp::UNIX_EPOCH)
    }

    fn next(order: &Order<u64, u8, &'static str>) -> Option<&'static str> {
        order.next(ID).map(|(news, _)| news)
    }

    #[test]
    fn the_latest_of_what_came_meanwhile_is_done_next_and_nothing_older() {
        let order = Order::default();
        assert!(take(&order, "asked", 0));
        assert_eq!(next(&order), Some("asked"));
        // While that is answered.
        assert!(!take(&order, "second edit", 2));
        assert!(!take(&order, "first edit", 1));
        assert!(!take(&order, "asked", 0));
        assert_eq!(next(&order), Some("second edit"));
        assert_eq!(next(&order), None);
        assert!(take(&order, "third edit", 3), "nobody is at work any more");
    }

    #[test]
    fn what_could_not_be_done_is_done_again_unless_something_newer_came() {
        let order = Order::default();
        assert!(take(&order, "asked", 0));
        assert_eq!(next(&order), Some("asked"));
        order.again(ID, "asked", Timestamp::UNIX_EPOCH);
        assert_eq!(next(&order), Some("asked"));
        assert!(!take(&order, "edit", 1));
        order.again(ID, "asked", Timestamp::UNIX_EPOCH);
        assert_eq!((next(&order), next(&order)), (Some("edit"), None));
        order.again(ID, "edit", Timestamp::UNIX_EPOCH);
        assert_eq!(next(&order), None, "nobody is at work any more");
    }

    #[test]
    fn nothing_comes_after_a_deletion() {
        let order = Order::default();
        assert!(take(&order, "asked", 0));
        assert_eq!(next(&order), Some("asked"));
        assert!(!delete(&order));
        assert!(!take(&order, "edit", 1));
        assert_eq!(next(&order), Some("gone"));
        assert_eq!(next(&order), None);
        // What was overtaken by the deletion.
        assert!(!take(&order, "asked", 0));
    }
}
