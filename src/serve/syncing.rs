//! Looks at the sources at the start, from time to time, and when told to.
//!
//! One round at a time, in a process of its own beside the answers. Says what is new, what has begun to fail and what is well
//! again; is quiet about the rest. Puts nothing on the shelf.

use super::{House, apart};
use crate::meters::RoundEnd;
use crate::pace::{Pace, chance};
use crate::sync::apart::{Errand, Told};
use crate::sync::report;
use crate::sync::round::{Finding, Looked};
use crate::troubles::{News, Troubles, moment};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How soon a round that failed is made again.
const FIRST: Duration = Duration::from_secs(15);

/// How soon is looked again whether another process has ended its round.
const BUSY: Duration = Duration::from_secs(5);

/// No round of another process takes longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// So soon after a round none is begun, however often one is wanted: servers are others'.
const LEAST: Duration = Duration::from_secs(1);

/// Within this time all processes are told that are to stop together.
const STOPPING: Duration = Duration::from_secs(1);

/// What the round itself is called where something is wrong with it.
const ROUND: &str = "sync";

/// Looks at the sources until the process stops.
pub(super) async fn sync(house: Arc<House>) {
    let Some(every) = house.settings.sync_every else {
        return;
    };
    let pace = Pace::new(FIRST, every);
    let mut rounds = Rounds { house, pace, troubles: Troubles::default(), busy_since: None };
    loop {
        let wait = rounds.round().await;
        let wanted = async {
            tokio::time::sleep(LEAST).await;
            rounds.house.round_wanted.notified().await;
        };
        tokio::select! {
            () = rounds.house.stop.cancelled() => return,
            () = wanted => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

struct Rounds {
    house: Arc<House>,
    pace: Pace,
    troubles: Troubles,
    /// Since when another process has been at work.
    busy_since: Option<Timestamp>,
}

impl Rounds {
    /// Makes a round, and says how long to wait for the next.
    async fn round(&mut self) -> Duration {
        let at = Timestamp::now();
        let begun = Instant::now();
        // As it was taken up: no round reads what somebody is about to write.
        let files = self.house.content().clone();
        let looked = tokio::select! {
            () = self.house.stop.cancelled() => return Duration::ZERO,
            looked = apart::run(&self.house, Errand::Look, &files, at) => looked,
        };
        let (end, reason) = match looked {
            Ok(Told::Busy(_)) if self.may_wait(at) => return BUSY,
            Ok(Told::Done { sources, published, needs_a_look }) => {
                self.tell(&sources, needs_a_look, at);
                self.house.round_ended.notify_one();
                (Some(end_of(&sources, published)), None)
            }
            // Another content folder may have something to fetch.
            Ok(Told::NothingToFetch | Told::Built) => (None, None),
            Ok(Told::Busy(reason) | Told::Failed(reason)) => (Some(RoundEnd::Failed), Some(reason)),
            Err(error) => {
                // Who stops this process may have stopped that one a moment before.
                tokio::select! {
                    () = self.house.stop.cancelled() => return Duration::ZERO,
                    () = tokio::time::sleep(STOPPING) => {}
                }
                let reason = format!("The round came to no end: {error}.");
                (Some(RoundEnd::Failed), Some(reason))
            }
        };
        if let Some(end) = end {
            let took = begun.elapsed();
            self.house.desk.meters().looked(end, took);
            tracing::debug!(
                result = end.name(),
                millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                "looked at the sources"
            );
        }
        self.busy_since = None;
        self.hear(ROUND, reason.as_deref(), at);
        match self.troubles.any() {
            true => self.pace.after_failure(chance()),
            false => self.pace.after_success(chance()),
        }
    }

    /// Whether another process may well be at work on a round.
    fn may_wait(&mut self, at: Timestamp) -> bool {
        at.duration_since(*self.busy_since.get_or_insert(at)) < LONGEST
    }

    fn tell(&mut self, sources: &[Looked], needs_a_look: bool, at: Timestamp) {
        self.troubles.keep(|what| {
            let kept = what == ROUND || sources.iter().any(|looked| looked.source == what);
            if !kept {
                self.house.desk.let_through(what);
            }
            kept
        });
        for looked in sources {
            match &looked.found {
                Finding::HeldBack(reason) => {
                    let reason = format!("{}: {reason}", looked.source);
                    self.house.desk.hold_back(&looked.source, reason);
                }
                Finding::Unchanged | Finding::Taken { .. } => {
                    self.house.desk.let_through(&looked.source);
                }
                // What was held back before is so still.
                Finding::Failed(_) => {}
            }
            self.hear(&looked.source, looked.failure(), at);
            if matches!(looked.found, Finding::Taken { .. }) {
                tracing::info!("{}", report::looked(looked));
            }
        }
        if needs_a_look {
            tracing::info!("Some of it needs a look: run `tenet check`.");
        }
    }

    /// Hears whether something failed, and tells it where that is news.
    fn hear(&mut self, what: &str, failure: Option<&str>, at: Timestamp) {
        let news = match failure {
            Some(reason) => self.troubles.failed(what, reason, at),
            None => self.troubles.went_well(what),
        };
        let reason = failure.unwrap_or_default();
        match news {
            Some(News::Fails) => tracing::warn!("{what}: {reason}"),
            Some(News::StillFails(since)) => {
                tracing::warn!("{what}: since {}: {reason}", moment(since));
            }
            Some(News::Well(since)) => {
                tracing::info!("{what}: well again; it failed since {}", moment(since));
            }
            None => {}
        }
    }
}

/// What is counted of a round that came to its end.
fn end_of(sources: &[Looked], published: bool) -> RoundEnd {
    if sources.iter().any(|looked| looked.failure().is_some()) {
        RoundEnd::Incomplete
    } else if published {
        RoundEnd::Published
    } else {
        RoundEnd::Unchanged
    }
}
