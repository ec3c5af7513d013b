//! The order of what is heard of one message: one thing is done after the other, and the latest counts.
//!
//! Each event comes in a task of its own, so that two of them may change places on their way. Holds no
//! more than what is under way, and the messages that were deleted last.

use super::hearing::News;
use jiff::Timestamp;
use serenity::model::id::MessageId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many deleted messages are remembered: as many as may be deleted while their own news is on its
/// way.
const MOST_GONE: usize = 256;

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Order(Mutex<UnderWay>);

#[derive(Debug, Default)]
struct UnderWay {
    messages: HashMap<MessageId, Doing>,
    gone: VecDeque<MessageId>,
}

/// A message that somebody is at work on.
#[derive(Debug)]
struct Doing {
    /// When the edit was made that was heard of last.
    edited: Option<Timestamp>,
    /// What is to be done next.
    next: Option<(News, Timestamp)>,
}

impl Order {
    /// Takes news of a message, heard at `at`. Says whether the caller is to do what comes
    /// [`next`](Order::next): else somebody does already, or there is nothing to do.
    pub(super) fn take(&self, id: MessageId, news: News, at: Timestamp) -> bool {
        let mut under_way = self.under_way();
        let edited = match &news {
            News::Said(_) if under_way.gone.contains(&id) => return false,
            News::Said(said) => said.edited,
            News::Gone(_) => {
                under_way.gone.push_back(id);
                if under_way.gone.len() > MOST_GONE {
                    under_way.gone.pop_front();
                }
                None
            }
        };
        match under_way.messages.get_mut(&id) {
            // Nothing counts after a deletion, and no older news after newer.
            Some(Doing { next: Some((News::Gone(_), _)), .. }) => false,
            Some(doing) if matches!(news, News::Said(_)) && edited <= doing.edited => false,
            Some(doing) => {
                doing.edited = edited.or(doing.edited);
                doing.next = Some((news, at));
                false
            }
            None => {
                under_way.messages.insert(id, Doing { edited, next: Some((news, at)) });
                true
            }
        }
    }

    /// What is to be done next for a message, and when it was heard of; nothing where all is done.
    pub(super) fn next(&self, id: MessageId) -> Option<(News, Timestamp)> {
        let mut under_way = self.under_way();
        let next = under_way.messages.get_mut(&id).and_then(|doing| doing.next.take());
        if next.is_none() {
            under_way.messages.remove(&id);
        }
        next
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::hearing::Said;
    use super::super::reading::Way;
    use super::*;
    use serenity::model::id::{ChannelId, UserId};

    const ID: MessageId = MessageId::new(1);

    fn said(content: &str, edited: Option<i64>) -> News {
        News::Said(Box::new(Said {
            id: ID,
            channel: ChannelId::new(2),
            guild: None,
            author: UserId::new(3),
            name: "Ana".to_owned(),
            roles: Vec::new(),
            content: content.to_owned(),
            is_edit: edited.is_some(),
            written: Timestamp::UNIX_EPOCH,
            edited: edited.and_then(|second| Timestamp::from_second(second).ok()),
            way: Way::Direct,
        }))
    }

    fn told(order: &Order) -> Option<String> {
        order.next(ID).map(|(news, _)| match news {
            News::Said(said) => said.content,
            News::Gone(_) => "gone".to_owned(),
        })
    }

    #[test]
    fn the_latest_of_what_came_meanwhile_is_done_next_and_nothing_older() {
        let (order, at) = (Order::default(), Timestamp::UNIX_EPOCH);
        assert!(order.take(ID, said("asked", None), at));
        assert_eq!(told(&order).as_deref(), Some("asked"));
        // While that is answered.
        assert!(!order.take(ID, said("second edit", Some(2)), at));
        assert!(!order.take(ID, said("first edit", Some(1)), at));
        assert!(!order.take(ID, said("asked", None), at));
        assert_eq!(told(&order).as_deref(), Some("second edit"));
        assert_eq!(told(&order), None);
        assert!(order.take(ID, said("third edit", Some(3)), at), "nobody is at work any more");
    }

    #[test]
    fn nothing_comes_after_a_deletion() {
        let (order, at) = (Order::default(), Timestamp::UNIX_EPOCH);
        assert!(order.take(ID, said("asked", None), at));
        assert_eq!(told(&order).as_deref(), Some("asked"));
        assert!(!order.take(ID, News::Gone(None), at));
        assert!(!order.take(ID, said("edit", Some(1)), at));
        assert_eq!(told(&order).as_deref(), Some("gone"));
        assert_eq!(told(&order), None);
        // What was overtaken by the deletion.
        assert!(!order.take(ID, said("asked", None), at));
    }
}
