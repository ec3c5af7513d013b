//! Where the bot writes to somebody alone: known once, so that Discord is not asked for it each time. A bot
//! that opens many conversations is taken for one that nobody asked for
//! (<https://discord.com/developers/docs/resources/user#create-dm>).
//!
//! Remembers the latest few thousand.

use serenity::model::id::{ChannelId, UserId};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many conversations are remembered.
const MOST: usize = 4096;

/// The conversations that were opened.
#[derive(Debug, Default)]
pub(super) struct Directs(Mutex<Opened>);

#[derive(Debug, Default)]
struct Opened {
    channels: HashMap<UserId, ChannelId>,
    in_order: VecDeque<UserId>,
}

impl Directs {
    /// Where somebody is written to, as far as it is known.
    pub(super) fn with(&self, user: UserId) -> Option<ChannelId> {
        self.opened().channels.get(&user).copied()
    }

    /// Somebody is written to there.
    pub(super) fn keep(&self, user: UserId, channel: ChannelId) {
        let mut opened = self.opened();
        if opened.channels.insert(user, channel).is_none() {
            opened.in_order.push_back(user);
        }
        if opened.in_order.len() > MOST
            && let Some(oldest) = opened.in_order.pop_front()
        {
            opened.channels.remove(&oldest);
        }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Directs, MOST};
    use serenity::model::id::{ChannelId, UserId};

    #[test]
    fn the_latest_are_remembered() {
        let directs = Directs::default();
        for number in 1..=MOST as u64 + 1 {
            directs.keep(UserId::new(number), ChannelId::new(number));
        }
        assert_eq!(directs.with(UserId::new(1)), None);
        assert_eq!(directs.with(UserId::new(2)), Some(ChannelId::new(2)));
        assert_eq!(directs.opened().channels.len(), MOST);
    }
}
