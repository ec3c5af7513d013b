//! So many a minute, counted for each of many.
//!
//! Knows only keys and times; what a key stands for, and what is done about a refusal, is its user's
//! business. It is bounded: what is of no more use is forgotten, and there is a most it remembers.

use jiff::Timestamp;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// How many keys are remembered: a few megabytes at most.
pub const MOST_REMEMBERED: usize = 20_000;

/// So many a minute for each key.
///
/// As many as are allowed in a minute may come at once; what was used comes back evenly, all of it in
/// a minute. What is refused costs nothing.
///
/// Where [`MOST_REMEMBERED`] keys were all used within a minute, those that used least are forgotten
/// first. Who has to wait is never forgotten before the wait is over; where all have to, newcomers
/// wait too.
pub struct Pace<K> {
    /// The time in which one comes back.
    each: Duration,
    /// How long who came too often waits, at least.
    rest: Duration,
    clock: Clock,
    used: HashMap<K, Used>,
    /// Until when there is no room, where all that are remembered have to wait.
    full_until: Duration,
}

/// What one key has used. Times are those of the [`Clock`].
#[derive(Clone, Copy)]
struct Used {
    /// When all that was used will have come back.
    back: Duration,
    /// When its wait is over, where it has to wait.
    rests: Duration,
}

impl Used {
    /// Whether the key could as well be one that was never seen.
    fn is_over(&self, now: Duration) -> bool {
        self.back <= now && self.rests <= now
    }
}

impl<K: Eq + Hash> Pace<K> {
    /// So many a minute. Who came too often waits until the next one has come back.
    pub fn new(per_minute: NonZeroU32) -> Pace<K> {
        Pace {
            each: MINUTE / per_minute.get(),
            rest: Duration::ZERO,
            clock: Clock::default(),
            used: HashMap::new(),
            full_until: Duration::ZERO,
        }
    }

    /// The same, but who came too often waits this long at least, and is not refused again and again.
    pub fn with_rest(self, rest: Duration) -> Pace<K> {
        Pace { rest: rest.min(MINUTE), ..self }
    }

    /// Takes one.
    ///
    /// `at` is the time at which it is taken, not one that somebody else claims.
    ///
    /// # Errors
    /// Where the key has used what it may: how long until it may take again, a minute at most.
    pub fn take(&mut self, key: K, at: Timestamp) -> Result<(), Duration> {
        let now = self.clock.tell(at);
        self.look(&key, now)?;
        self.give(key, now);
        Ok(())
    }

    /// Whether the key may take one, without taking it. Errors are those of [`Pace::take`].
    pub(super) fn look(&mut self, key: &K, now: Duration) -> Result<(), Duration> {
        let Some(used) = self.used.get_mut(key) else { return self.make_room(now) };
        let full = now.saturating_add(MINUTE);
        if used.rests <= now && used.back.saturating_add(self.each) > full {
            let back = used.back.saturating_add(self.each.max(self.rest));
            used.rests = back.saturating_sub(MINUTE);
        }
        match used.rests.saturating_sub(now) {
            Duration::ZERO => Ok(()),
            wait => Err(wait),
        }
    }

    /// Takes one that [`Pace::look`] found to be free.
    pub(super) fn give(&mut self, key: K, now: Duration) {
        let used = self.used.entry(key).or_insert(Used { back: now, rests: Duration::ZERO });
        used.back = used.back.max(now).saturating_add(self.each);
    }

    /// How many keys are remembered.
    pub fn remembered(&self) -> usize {
        self.used.len()
    }

    /// Forgets what is of no more use, once there is no room for more; then who used least.
    fn make_room(&mut self, now: Duration) -> Result<(), Duration> {
        if self.used.len() < MOST_REMEMBERED {
            return Ok(());
        }
        if self.full_until > now {
            return Err(self.full_until.saturating_sub(now));
        }
        self.used.retain(|_, used| !used.is_over(now));
        // A quarter at once, so that a crowd of newcomers does not make each of them look through all.
        let surplus = self.used.len().saturating_sub(MOST_REMEMBERED / 4 * 3);
        let may_be_forgotten = self.used.values().filter(|used| used.rests <= now);
        let mut backs: Vec<Duration> = may_be_forgotten.map(|used| used.back).collect();
        if let Some(last) = surplus.min(backs.len()).checked_sub(1) {
            let (_, limit, _) = backs.select_nth_unstable(last);
            self.used.retain(|_, used| used.rests > now || used.back > *limit);
        }
        if self.used.len() < MOST_REMEMBERED {
            return Ok(());
        }
        self.full_until = self.used.values().map(|used| used.rests).min().unwrap_or(now);
        Err(self.full_until.saturating_sub(now))
    }
}

/// Keys are askers and addresses: how many there are is all that is shown.
impl<K> fmt::Debug for Pace<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").field("remembered", &self.used.len()).finish_non_exhaustive()
    }
}

/// Time that never goes back, made of time that may.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Clock {
    last: Option<Timestamp>,
    elapsed: Duration,
}

/// Questions that come at once may be told in another order than that of their times.
const AT_ONCE: Duration = Duration::from_secs(1);

impl Clock {
    /// The time that has gone by at `at` since the first time that was told.
    ///
    /// Where a clock was put back, the time between is taken for none: who waits does not wait longer
    /// than they were told.
    pub(super) fn tell(&mut self, at: Timestamp) -> Duration {
        let step = self.last.map(|last| at.duration_since(last)).unwrap_or_default();
        match Duration::try_from(step) {
            Ok(step) => {
                self.elapsed = self.elapsed.saturating_add(step);
                self.last = Some(at);
            }
            Err(_) if step.unsigned_abs() > AT_ONCE => self.last = Some(at),
            Err(_) => {}
        }
        self.elapsed
    }
}
