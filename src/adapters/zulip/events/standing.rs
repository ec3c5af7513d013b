//! Whether the bot hears its queue, and when it is to be told that it does not.
//!
//! Pure: time is passed in.

use std::time::Duration;
use tokio::time::Instant;

/// How long it may fail before who looks is told that it is tried again.
const SHORT: Duration = Duration::from_secs(3);

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
    /// Whether who looks was told that it is tried again.
    is_shaken: bool,
}

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fails {
    /// Nothing yet.
    Shortly,
    /// Who looks is to see that it is tried again.
    Shaken,
    /// It is lost, of which others are told.
    Lost,
}

/// What it means that something went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Well {
    /// Nothing.
    Still,
    /// Who looks is to see it. Nobody else was told of anything.
    Again,
    /// The connection came about.
    Anew,
}

impl Standing {
    /// Something failed. The connection is lost at once where it never came about, else after
    /// `patience`.
    pub(super) fn failed(&mut self, now: Instant, patience: Duration) -> Fails {
        let since = *self.failing.get_or_insert(now);
        let lasts = now.saturating_duration_since(since);
        if !self.was_up || lasts >= patience {
            self.is_up = false;
            return Fails::Lost;
        }
        self.is_shaken |= lasts >= SHORT;
        if self.is_shaken { Fails::Shaken } else { Fails::Shortly }
    }

    /// Something went well.
    pub(super) fn went_well(&mut self) -> Well {
        self.failing = None;
        let was_shaken = std::mem::replace(&mut self.is_shaken, false);
        if std::mem::replace(&mut self.is_up, true) {
            return if was_shaken { Well::Again } else { Well::Still };
        }
        self.is_first = !std::mem::replace(&mut self.was_up, true);
        Well::Anew
    }

    /// Whether something failed, and nothing went well since then.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.is_some()
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
        assert_eq!(standing.failed(now, PATIENCE), Fails::Lost);
        assert_eq!(standing.went_well(), Well::Anew);
        assert!(standing.is_first());
        assert_eq!(standing.went_well(), Well::Still);
        assert_eq!(standing.failed(later(10), PATIENCE), Fails::Shortly);
        // A short failure is no news, and neither is its end.
        assert_eq!(standing.went_well(), Well::Still);
        assert_eq!(standing.failed(later(20), PATIENCE), Fails::Shortly);
        assert_eq!(standing.failed(later(23), PATIENCE), Fails::Shaken);
        assert_eq!(standing.failed(later(49), PATIENCE), Fails::Shaken);
        assert_eq!(standing.went_well(), Well::Again);
        assert_eq!(standing.failed(later(50), PATIENCE), Fails::Shortly);
        assert_eq!(standing.failed(later(80), PATIENCE), Fails::Lost);
        assert_eq!(standing.went_well(), Well::Anew);
        assert!(!standing.is_first());
    }
}
