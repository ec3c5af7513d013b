//! When a shard may dial Discord's gateway.
//!
//! Pure: time and chance are passed in. The first dial after a connection stood is let through at once,
//! further ones after waits that grow, and of the sessions that Discord lets a bot begin in a day the
//! last are spread over what is left of it
//! (<https://discord.com/developers/docs/events/gateway#session-start-limit-object>).

use crate::pace::Pace;
use serenity::model::gateway::SessionStartLimit;
use std::time::Duration;
use tokio::time::Instant;

/// How many sessions are few.
const FEW: u64 = 50;
/// How long it takes until all sessions may be begun again.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// When a shard may dial.
#[derive(Debug)]
pub(super) struct Dials {
    /// Grows while no connection comes about.
    pace: Pace,
    /// The least time between two dials: a connection may be lost as soon as it stands.
    least: Duration,
    last: Option<Instant>,
    /// How long after the last dial there may be another.
    wait: Duration,
    starts: Option<Starts>,
}

/// How many sessions may be begun.
#[derive(Debug)]
struct Starts {
    remaining: u64,
    total: u64,
    reset: Instant,
}

impl Dials {
    /// Waits for `first` before the second dial, and never longer than `most`.
    pub(super) fn new(first: Duration, most: Duration) -> Dials {
        let (last, wait) = (None, Duration::ZERO);
        Dials { pace: Pace::new(first, most), least: first / 4, last, wait, starts: None }
    }

    /// Discord lets the bot begin so many sessions.
    pub(super) fn begin(&mut self, limit: &SessionStartLimit, now: Instant) {
        let reset = now + Duration::from_millis(limit.reset_after).min(DAY);
        self.starts = Some(Starts { remaining: limit.remaining, total: limit.total, reset });
    }

    /// Whether a shard may dial now.
    pub(super) fn may(&mut self, now: Instant) -> bool {
        let spacing = match &mut self.starts {
            Some(starts) => starts.spacing(now),
            None => Spacing::None,
        };
        let since = self.last.map(|last| now.saturating_duration_since(last));
        let waited = |wait| since.is_none_or(|since| since >= wait);
        waited(self.wait)
            && match spacing {
                Spacing::None => true,
                Spacing::Every(wait) => waited(wait),
                Spacing::Shut => false,
            }
    }

    /// Until when no session may be begun; `None` where one may.
    pub(super) fn shut_until(&self, now: Instant) -> Option<Instant> {
        let starts = self.starts.as_ref()?;
        (starts.remaining == 0 && now < starts.reset).then_some(starts.reset)
    }

    /// A shard dials now.
    pub(super) fn passed(&mut self, now: Instant, chance: f64) {
        self.last = Some(now);
        self.wait = self.pace.after_failure(chance);
    }

    /// A connection came about, with a session that was begun anew or resumed.
    pub(super) fn came_up(&mut self, anew: bool) {
        self.pace.after_success(0.0);
        self.wait = self.least;
        if let Some(starts) = self.starts.as_mut().filter(|_| anew) {
            starts.remaining = starts.remaining.saturating_sub(1);
        }
    }

    /// A client failed. Says how long to wait before there is another.
    pub(super) fn failed(&mut self, chance: f64) -> Duration {
        self.pace.after_failure(chance)
    }
}

/// How dials are spread for the sake of the sessions.
enum Spacing {
    None,
    Every(Duration),
    Shut,
}

impl Starts {
    fn spacing(&mut self, now: Instant) -> Spacing {
        if now >= self.reset {
            self.remaining = self.total;
            self.reset = now + DAY;
        }
        match u32::try_from(self.remaining) {
            Ok(0) => Spacing::Shut,
            Ok(few) if u64::from(few) <= FEW.min(self.total / 2) => {
                Spacing::Every((self.reset - now) / few)
            }
            _ => Spacing::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limit(remaining: u64, reset_after: Duration) -> SessionStartLimit {
        let milliseconds = u64::try_from(reset_after.as_millis()).unwrap();
        let limit = serde_json::json!({
            "remaining": remaining, "total": 1000, "reset_after": milliseconds, "max_concurrency": 1,
        });
        serde_json::from_value(limit).unwrap()
    }

    /// How many seconds pass between dials of a shard that always wants to.
    fn waits(dials: &mut Dials, from: Instant, number: usize) -> Vec<u64> {
        let (mut at, mut last, mut waits) = (from, from, Vec::new());
        while waits.len() < number {
            if dials.may(at) {
                dials.passed(at, 0.5);
                waits.push((at - last).as_secs());
                last = at;
            }
            at += SECOND / 4;
        }
        waits
    }

    #[test]
    fn dials_that_bring_nothing_are_ever_further_apart_until_one_does() {
        let mut dials = Dials::new(SECOND, 10 * SECOND);
        let now = Instant::now();
        assert_eq!(waits(&mut dials, now, 7), [0, 1, 2, 4, 8, 10, 10]);
        dials.came_up(false);
        // Long after: at once, and then from the start again.
        assert_eq!(waits(&mut dials, now + 3600 * SECOND, 3), [0, 1, 2]);
    }

    #[test]
    fn a_connection_that_is_lost_as_soon_as_it_stands_is_not_dialled_without_a_rest() {
        let mut dials = Dials::new(SECOND, 10 * SECOND);
        let now = Instant::now();
        assert!(dials.may(now));
        for round in 0..20 {
            let at = now + round * SECOND;
            dials.passed(at, 0.5);
            dials.came_up(false);
            assert!(!dials.may(at + SECOND / 5));
            assert!(dials.may(at + SECOND / 4));
        }
    }

    #[test]
    fn the_last_sessions_of_a_day_are_spread_over_it() {
        let now = Instant::now();
        let mut dials = Dials::new(SECOND, SECOND);
        dials.begin(&limit(4, 400 * SECOND), now);
        assert!(dials.may(now), "the first waits for nothing");
        dials.passed(now, 0.5);
        dials.came_up(true);
        assert!(!dials.may(now + 99 * SECOND), "three for what is left of the 400 s");
        assert!(dials.may(now + 100 * SECOND));
        (0..3).for_each(|_| dials.came_up(true));
        assert!(!dials.may(now + 399 * SECOND), "none is left");
        assert_eq!(dials.shut_until(now + 399 * SECOND), Some(now + 400 * SECOND));
        assert_eq!(dials.shut_until(now + 400 * SECOND), None);
        assert!(dials.may(now + 401 * SECOND), "all of them are again");
    }
}
