//! What goes wrong with requests, when a test says so.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// 429: nothing more of this kind for so long.
    Limited(Duration),
    /// 429: nothing more of any kind for so long.
    LimitedEverywhere(Duration),
    /// This status with an empty object.
    Status(u16),
    /// This status with a page for people.
    Page(u16),
    /// The request is not taken, and its connection is cut.
    Cut,
    /// The request is taken, and its connection is cut instead of an answer.
    CutAfter,
    /// No answer comes while the test lasts.
    Stall,
}

#[derive(Default)]
pub(super) struct Faults {
    waiting: Vec<(&'static str, &'static str, Fault)>,
    /// Until when nothing of this kind may be asked.
    closed: BTreeMap<String, Instant>,
    /// How many requests have failed as told.
    pub(super) done: usize,
    /// How many messages a channel takes in how long.
    pub(super) measure: Option<(u32, Duration)>,
    counted: BTreeMap<String, (u32, Instant)>,
}

/// How much of a measure is left.
pub(super) struct Left {
    pub(super) limit: u32,
    pub(super) remaining: u32,
    pub(super) after: Duration,
    /// Whether it was exceeded.
    pub(super) over: bool,
}

impl Faults {
    pub(super) fn add(&mut self, method: &'static str, path: &'static str, fault: Fault) {
        self.waiting.push((method, path, fault));
    }

    /// What becomes of a request of this kind, if not what should.
    pub(super) fn of(&mut self, method: &str, path: &str, bucket: &str) -> Option<Fault> {
        let of_it = |(of, within, _): &(&str, &str, Fault)| *of == method && path.contains(within);
        let place = self.waiting.iter().position(of_it)?;
        let (_, _, fault) = self.waiting.remove(place);
        self.done += 1;
        match fault {
            Fault::Limited(wait) => {
                self.closed.insert(bucket.to_owned(), Instant::now() + wait);
            }
            Fault::LimitedEverywhere(wait) => {
                self.closed.insert(String::new(), Instant::now() + wait);
            }
            _ => {}
        }
        Some(fault)
    }

    /// Whether the bot was told not to ask this yet.
    pub(super) fn is_too_early(&self, bucket: &str) -> bool {
        // Callbacks are not bound to the limit for everything.
        let everywhere = !bucket.contains("/callback");
        let closed = |bucket: &str| self.closed.get(bucket).is_some_and(|at| Instant::now() < *at);
        closed(bucket) || everywhere && closed("")
    }

    /// Counts a request.
    pub(super) fn count(&mut self, bucket: &str) -> Left {
        let (limit, window) = self.measure.unwrap_or((10_000, Duration::from_secs(1)));
        let now = Instant::now();
        let counted = self.counted.entry(bucket.to_owned()).or_insert((0, now + window));
        if counted.1 <= now {
            *counted = (0, now + window);
        }
        counted.0 += 1;
        Left {
            limit,
            remaining: limit.saturating_sub(counted.0),
            after: counted.1.saturating_duration_since(now),
            over: counted.0 > limit,
        }
    }
}
