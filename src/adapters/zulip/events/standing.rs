//! Whether the bot hears its queue, and when it is to be told that it does not.
//!
//! Pure: time is passed in.

use std::time::Duration;
use tokio::time::Instant;

/// How the connection stands.
#[derive(Debug, Default)]
pub(super) struct Standing {
    is_up: bool,
    /// Whether it ever was.
    was_up: bool,
    /// Whether it came up once only.
    is_first: bool,
    /// Since when it fails.
    failing: Option<Instant>,
}

impl Standing {
    /// Something failed. Says whether the connection is lost, of which others are told: at once where it
    /// never came about, else after `patience`.
    pub(super) fn failed(&mut self, now: Instant, patience: Duration) -> bool {
        let since = *self.failing.get_or_insert(now);
        let is_lost = !self.was_up || now.saturating_duration_since(since) >= patience;
        self.is_up = self.is_up && !is_lost;
        is_lost
    }

    /// Something went well. Says whether the connection came about with it.
    pub(super) fn came_up(&mut self) -> bool {
        self.failing = None;
        let came_up = !std::mem::replace(&mut self.is_up, true);
        if came_up {
            self.is_first = !std::mem::replace(&mut self.was_up, true);
        }
        came_up
    }

    /// Whether it is there, as far as others were told.
    pub(super) fn is_up(&self) -> bool {
        self.is_up
    }

    /// Whether it came about for the first time.
    pub(super) fn is_first(&self) -> bool {
        self.is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    #[test]
    fn a_first_failure_is_told_at_once_and_a_later_one_when_it_lasts() {
        let (mut standing, now) = (Standing::default(), Instant::now());
        let later = |seconds| now + Duration::from_secs(seconds);
        assert!(standing.failed(now, PATIENCE));
        assert!(standing.came_up() && standing.is_first());
        assert!(!standing.came_up());
        assert!(!standing.failed(later(10), PATIENCE));
        assert!(!standing.failed(later(39), PATIENCE));
        // A short failure is no news, and neither is its end.
        assert!(!standing.came_up());
        assert!(!standing.failed(later(50), PATIENCE));
        assert!(standing.failed(later(80), PATIENCE));
        assert!(standing.came_up() && !standing.is_first());
    }
}
