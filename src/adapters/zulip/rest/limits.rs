//! What Zulip said to wait for: all calls, or the event queue, which has a measure of its own.
//!
//! Nothing is waited for here (<https://zulip.com/api/rest-error-handling#rate-limit-exceeded>).

use std::sync::{Mutex, PoisonError};
use tokio::time::Instant;

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bucket {
    /// All that is not the event queue.
    Calls,
    /// The event queue.
    Events,
}

/// Until when nothing may be sent.
#[derive(Debug, Default)]
pub(super) struct Limits(Mutex<[Option<Instant>; 2]>);

impl Limits {
    /// When something may be sent, where that is not now.
    pub(super) fn free_at(&self, bucket: Bucket, now: Instant) -> Option<Instant> {
        let limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [calls, events] = *limits;
        let free = if bucket == Bucket::Calls { calls } else { events };
        free.filter(|free| *free > now)
    }

    /// Nothing of this kind is sent until then.
    pub(super) fn wait(&self, bucket: Bucket, until: Instant) {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [calls, events] = &mut *limits;
        let free = if bucket == Bucket::Calls { calls } else { events };
        *free = (*free).max(Some(until));
    }
}
