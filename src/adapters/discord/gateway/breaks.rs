//! How often the connection breaks, also where it is back each time before that is told.
//!
//! Pure: time is passed in.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// The time that is looked back on.
const HOUR: Duration = Duration::from_secs(60 * 60);
/// How often one shard may connect anew in it: Discord itself asks for that every few hours.
pub(super) const MANY: usize = 5;

/// When the connection came about.
#[derive(Debug, Default)]
pub(super) struct Breaks {
    /// Whether it ever did.
    has_come_up: bool,
    /// Lately.
    times: VecDeque<Instant>,
}

impl Breaks {
    /// Whether there ever was a connection.
    pub(super) fn has_come_up(&self) -> bool {
        self.has_come_up
    }

    /// The connection of so many shards came about. Says whether it breaks often.
    pub(super) fn came_up(&mut self, shards: u32, now: Instant) -> bool {
        self.has_come_up = true;
        let many = MANY.saturating_mul(usize::try_from(shards).unwrap_or(usize::MAX));
        self.times.push_back(now);
        self.times.retain(|time| now.saturating_duration_since(*time) < HOUR);
        // Before the first of them nothing broke.
        let is_often = self.times.len() > many.saturating_add(1);
        if is_often {
            self.times.pop_front();
        }
        is_often
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn what_breaks_more_than_five_times_in_an_hour_breaks_often() {
        let (mut breaks, now) = (Breaks::default(), Instant::now());
        assert!(!breaks.has_come_up());
        let often: Vec<bool> = (0..8).map(|time| breaks.came_up(1, now + time * MINUTE)).collect();
        assert_eq!(often, [false, false, false, false, false, false, true, true]);
        assert!(breaks.has_come_up());
        assert!(!breaks.came_up(1, now + 90 * MINUTE), "an hour later it is forgotten");
    }

    #[test]
    fn more_shards_may_break_more_often_and_one_now_and_then_is_no_news() {
        let (mut breaks, now) = (Breaks::default(), Instant::now());
        assert!((0..11).all(|time| !breaks.came_up(2, now + time * MINUTE)));
        assert!(breaks.came_up(2, now + 11 * MINUTE));
        let mut breaks = Breaks::default();
        assert!((0..100).all(|time| !breaks.came_up(1, now + time * 13 * MINUTE)));
    }
}
