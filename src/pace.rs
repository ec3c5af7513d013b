//! How long to wait before something is tried again.
//!
//! Pure: chance is passed in, and nothing is waited for here.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

/// How much a wait may be longer or shorter than was meant, so that many who began at once do not
/// come back at once.
const SPREAD: f64 = 0.1;

/// How long to wait where a server wants that and does not say how long.
const USUAL_WAIT: Duration = Duration::from_secs(5);
/// Whatever a server says, it is not asked again sooner.
const LEAST_WAIT: Duration = Duration::from_millis(50);
/// Nothing is waited for longer: what stands in between may say anything.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// A pace: a wait after each success, and shorter waits after failures that grow until they are as
/// long.
#[derive(Debug, Clone)]
pub struct Pace {
    first: Duration,
    usual: Duration,
    failures: u32,
}

impl Pace {
    /// Waits for `first` after a failure, then for twice as long each time, never longer than
    /// `usual`.
    pub fn new(first: Duration, usual: Duration) -> Pace {
        Pace { first, usual, failures: 0 }
    }

    /// How long to wait after a success. `chance` is between 0 and 1.
    pub fn after_success(&mut self, chance: f64) -> Duration {
        self.failures = 0;
        spread(self.usual, chance)
    }

    /// How long to wait after a failure. `chance` is between 0 and 1.
    pub fn after_failure(&mut self, chance: f64) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(self.failures));
        self.failures = self.failures.saturating_add(1);
        spread(doubled.min(self.usual), chance)
    }
}

/// How long to wait where a server says to wait so many seconds, within reason.
pub fn wait_told(seconds: Option<f64>) -> Duration {
    let told = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    told.unwrap_or(USUAL_WAIT).clamp(LEAST_WAIT, LONGEST_WAIT)
}

/// Chance, between 0 and 1.
pub fn chance() -> f64 {
    // Every one of these has keys of its own, which the system drew.
    let drawn = RandomState::new().hash_one(());
    f64::from(u32::try_from(drawn >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

fn spread(wait: Duration, chance: f64) -> Duration {
    let factor = 1.0 - SPREAD + 2.0 * SPREAD * chance.clamp(0.0, 1.0);
    Duration::try_from_secs_f64(wait.as_secs_f64() * factor).unwrap_or(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_told_to_wait_is_within_reason() {
        let milliseconds = |seconds| wait_told(seconds).as_millis();
        assert_eq!(milliseconds(Some(1.25)), 1250);
        assert_eq!(milliseconds(Some(0.0)), 50);
        assert_eq!(milliseconds(Some(1e300)), 5000);
        assert_eq!(milliseconds(Some(-3.0)), 5000);
        assert_eq!(milliseconds(Some(f64::NAN)), 5000);
        assert_eq!(milliseconds(None), 5000);
        assert_eq!(milliseconds(Some(1e6)), 3_600_000);
    }
}
