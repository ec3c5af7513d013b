//! What goes wrong with requests, when a test says so; and how much may be asked.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// 429: nothing more of this bucket for so long.
    Limited(Duration),
    /// 400 with this code.
    Refused(&'static str),
    /// This status with an error in JSON.
    Status(u16),
    /// This status with a page for people, as the proxy in front of Zulip sends it.
    Page(u16),
    /// The request is not taken, and its connection is cut.
    Cut,
    /// The request is taken, and its connection is cut instead of an answer.
    CutAfter,
    /// The request is taken, and this status is answered with an error in JSON.
    StatusAfter(u16),
    /// The request is taken, and half of the answer comes.
    Malformed,
    /// No answer comes while the test lasts.
    Stall,
    /// Each event comes twice.
    Twice,
    /// Events come in the wrong order.
    Backwards,
    /// The first message of somebody's among the events comes in a form that nobody knows.
    Garbled,
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bucket {
    Calls,
    Events,
}

/// How the server is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Down {
    /// It was told to stop: queues outlive it.
    Gracefully,
    /// It was killed: queues are gone, and connections are cut.
    Killed,
}

/// As many requests may come after a refusal: those that were under way.
const UNDER_WAY: u32 = 20;

#[derive(Default)]
pub(super) struct Faults {
    waiting: Vec<(&'static str, &'static str, Fault)>,
    /// Until when nothing of a bucket may be asked, and how much was.
    closed: BTreeMap<Bucket, (Instant, u32)>,
    /// How many requests may come in how long.
    pub(super) measure: BTreeMap<Bucket, (usize, Duration)>,
    counted: BTreeMap<Bucket, Vec<Instant>>,
    /// How many requests have failed as told.
    pub(super) done: usize,
    pub(super) down: Option<Down>,
}

impl Faults {
    pub(super) fn add(&mut self, method: &'static str, path: &'static str, fault: Fault) {
        self.waiting.push((method, path, fault));
    }

    /// What becomes of a request of this kind, if not what should.
    pub(super) fn of(&mut self, method: &str, path: &str, bucket: Bucket) -> Option<Fault> {
        let of_it = |(of, within, _): &(&str, &str, Fault)| *of == method && path.contains(within);
        let place = self.waiting.iter().position(of_it)?;
        let (_, _, fault) = self.waiting.remove(place);
        self.done += 1;
        if let Fault::Limited(wait) = fault {
            self.closed.insert(bucket, (Instant::now() + wait, 0));
        }
        Some(fault)
    }

    /// For how long nothing may be asked, where this request is too much.
    ///
    /// # Errors
    /// Where the bot goes on asking though it was told to wait.
    pub(super) fn too_much(&mut self, bucket: Bucket) -> Result<Option<Duration>, String> {
        let now = Instant::now();
        if let Some((until, asked)) = self.closed.get_mut(&bucket).filter(|(until, _)| *until > now)
        {
            *asked += 1;
            if *asked > UNDER_WAY {
                return Err(format!("{bucket:?} are asked again though Zulip said to wait"));
            }
            return Ok(Some(*until - now));
        }
        let Some((most, window)) = self.measure.get(&bucket).copied() else { return Ok(None) };
        let counted = self.counted.entry(bucket).or_default();
        counted.retain(|at| now.duration_since(*at) < window);
        if counted.len() < most {
            counted.push(now);
            return Ok(None);
        }
        let wait = counted.first().map_or(window, |first| window - now.duration_since(*first));
        self.closed.insert(bucket, (now + wait, 0));
        Ok(Some(wait))
    }
}
