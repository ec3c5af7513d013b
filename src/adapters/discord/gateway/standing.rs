//! Whether the bot is connected, as far as that can be known from outside of the client.
//!
//! Pure: time is passed in. serenity tells which shards it has connected, a little late, and of a shard
//! that takes up its session again nothing at all: it is known to dial, as one of them. Most bots have
//! one.

use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// How the shards stand.
#[derive(Debug)]
pub(super) struct Standing {
    shards: u32,
    /// Those that have a session.
    up: BTreeSet<u32>,
    lost: Option<Instant>,
    /// When a shard dialled last, or got its session.
    moved: Instant,
    told: bool,
}

impl Standing {
    /// So many shards that are about to connect.
    pub(super) fn new(shards: u32, now: Instant) -> Standing {
        let (up, lost) = (BTreeSet::new(), Some(now));
        Standing { shards, up, lost, moved: now, told: false }
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
    pub(super) fn came_up(&mut self, shard: u32, now: Instant) {
        self.up.insert(shard);
        self.moved = now;
        if self.up.len() >= usize::try_from(self.shards).unwrap_or(usize::MAX) {
            self.lost = None;
            self.told = false;
        }
    }

    /// A shard dials.
    pub(super) fn dialled(&mut self, now: Instant) {
        self.lost = self.lost.or(Some(now));
        self.moved = now;
    }

    /// For how long no shard has dialled or got its session.
    pub(super) fn still_for(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.moved)
    }

    /// No shards but these have a session.
    pub(super) fn has_only(&mut self, shards: &BTreeSet<u32>, now: Instant) {
        self.up.retain(|shard| shards.contains(shard));
        if self.up.len() < usize::try_from(self.shards).unwrap_or(usize::MAX) {
            self.lost = self.lost.or(Some(now));
        }
    }

    /// Whether any shard is connected, as far as that is known.
    pub(super) fn is_up_somewhere(&self) -> bool {
        // The only one there is must be the one that dialled.
        self.is_up() || self.shards > 1 && !self.up.is_empty()
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
    fn it_is_lost_until_the_shard_is_back_that_went() {
        let now = Instant::now();
        let later = |seconds| now + Duration::from_secs(seconds);
        let mut standing = Standing::new(3, now);
        (0..3).for_each(|shard| standing.came_up(shard, now));
        standing.has_only(&BTreeSet::from([0, 2]), later(4));
        assert_eq!(standing.lost_for(later(5)), Some(Duration::from_secs(1)));
        // Another goes and comes back.
        standing.dialled(later(6));
        standing.came_up(2, later(6));
        standing.has_only(&BTreeSet::from([0, 1, 2]), later(7));
        assert!(!standing.is_up(), "what is connected has no session yet");
        assert!(standing.is_up_somewhere());
        standing.came_up(1, later(7));
        assert!(standing.is_up());
    }

    #[test]
    fn it_is_up_when_all_shards_are_and_none_has_dialled_since() {
        let now = Instant::now();
        let later = |seconds| now + Duration::from_secs(seconds);
        let mut standing = Standing::new(2, now);
        standing.came_up(0, later(0));
        assert_eq!(standing.lost_for(later(5)), Some(Duration::from_secs(5)));
        standing.came_up(1, later(5));
        assert!(standing.is_up());
        standing.dialled(later(6));
        standing.dialled(later(8));
        assert_eq!(standing.still_for(later(10)), Duration::from_secs(2));
        assert_eq!(standing.lost_for(later(9)), Some(Duration::from_secs(3)));
        assert!(standing.is_news());
        assert!(!standing.is_news());
        standing.came_up(0, later(0));
        assert!(standing.is_up());
    }
}
