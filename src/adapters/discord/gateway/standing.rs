//! Whether the bot is connected, as far as that can be known from outside of the client.
//!
//! Pure: time is passed in. A dial means that the connection of some shard was lost: of which one is not
//! known, so all count as connected again when one is. Most bots have one.

use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// How the shards stand.
#[derive(Debug)]
pub(super) struct Standing {
    shards: u32,
    /// Those that had a session.
    began: BTreeSet<u32>,
    lost: Option<Instant>,
    told: bool,
}

impl Standing {
    /// So many shards that are about to connect.
    pub(super) fn new(shards: u32, now: Instant) -> Standing {
        Standing { shards, began: BTreeSet::new(), lost: Some(now), told: false }
    }

    /// How many there are.
    pub(super) fn shards(&self) -> u32 {
        self.shards
    }

    /// Whether all are connected.
    pub(super) fn is_up(&self) -> bool {
        self.lost.is_none()
    }

    /// A shard has a session.
    pub(super) fn came_up(&mut self, shard: u32) {
        self.began.insert(shard);
        if self.began.len() >= usize::try_from(self.shards).unwrap_or(usize::MAX) {
            self.lost = None;
            self.told = false;
        }
    }

    /// A shard dials.
    pub(super) fn dialled(&mut self, now: Instant) {
        self.lost = self.lost.or(Some(now));
    }

    /// For how long not all have been connected; `None` where they are.
    pub(super) fn lost_for(&self, now: Instant) -> Option<Duration> {
        self.lost.map(|lost| now.saturating_duration_since(lost))
    }

    /// Whether it is to be told that the connection is lost: once each time.
    pub(super) fn is_news(&mut self) -> bool {
        !std::mem::replace(&mut self.told, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_up_when_all_shards_are_and_none_has_dialled_since() {
        let now = Instant::now();
        let later = |seconds| now + Duration::from_secs(seconds);
        let mut standing = Standing::new(2, now);
        standing.came_up(0);
        assert_eq!(standing.lost_for(later(5)), Some(Duration::from_secs(5)));
        standing.came_up(1);
        assert!(standing.is_up());
        standing.dialled(later(6));
        standing.dialled(later(8));
        assert_eq!(standing.lost_for(later(9)), Some(Duration::from_secs(3)));
        assert!(standing.is_news());
        assert!(!standing.is_news());
        standing.came_up(0);
        assert!(standing.is_up());
    }
}
