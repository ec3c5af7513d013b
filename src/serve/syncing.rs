//! Looks at the sources at the start and from time to time.
//!
//! Says what is new, and what has begun to fail; is quiet about the rest.

use super::{House, how_it_ended, keeping};
use crate::meters::RoundEnd;
use crate::sync::git::Limits;
use crate::sync::round::{self, Finding, Outcome, Round, RoundError};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Instant;

/// Looks at the sources until the process stops.
pub(super) async fn sync(house: Arc<House>) {
    let Some(every) = house.settings.sync_every else {
        return;
    };
    let mut rounds = tokio::time::interval(every);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = house.stop.cancelled() => return,
            _ = rounds.tick() => {}
        }
        let at_work = Arc::clone(&house);
        let begun = Instant::now();
        let span = tracing::info_span!("sync");
        let inside = span.clone();
        // Fetching blocks, and answers must not wait for it.
        let looked = tokio::task::spawn_blocking(move || inside.in_scope(|| look(&at_work))).await;
        let took = begun.elapsed();
        let end = span.in_scope(|| {
            let end = match &looked {
                Ok(Ok(Some(outcome))) => tell(outcome),
                Ok(Ok(None)) => return None,
                Ok(Err(reason)) => {
                    tracing::warn!(reason, "no source could be looked at");
                    RoundEnd::Failed
                }
                Err(error) => {
                    tracing::error!(reason = how_it_ended(error), "no source could be looked at");
                    RoundEnd::Failed
                }
            };
            tracing::debug!(
                result = end.name(),
                millis = took.as_millis(),
                "looked at the sources"
            );
            Some(end)
        });
        let Some(end) = end else {
            return;
        };
        house.desk.meters().looked(end, took);
        house.knock.notify_one();
    }
}

/// What became of a round; `None` where there is nothing to fetch, ever.
fn look(house: &House) -> Result<Option<Outcome>, String> {
    let files = keeping::files(&house.settings).map_err(|error| error.to_string())?;
    let round = Round {
        files,
        state: &house.state,
        from: &house.settings.sync_from,
        at: Timestamp::now(),
        limits: Limits::default(),
    };
    match round::run(round, &|_, _| {}) {
        Err(RoundError::NothingToFetch) => Ok(None),
        outcome => outcome.map(Some).map_err(|error| error.to_string()),
    }
}

/// Says what is new and what failed, and how the round ended.
fn tell(outcome: &Outcome) -> RoundEnd {
    let mut end = match outcome.published {
        Some(_) => RoundEnd::Published,
        None => RoundEnd::Unchanged,
    };
    for looked in &outcome.sources {
        match &looked.found {
            Finding::Unchanged => {}
            Finding::Taken { commit, date, .. } => {
                let commit = commit.as_deref().and_then(|commit| commit.get(..12));
                tracing::info!(source = looked.source, commit, date, "fetched");
            }
            Finding::Failed(reason) => {
                end = RoundEnd::Incomplete;
                tracing::warn!(source = looked.source, reason, "could not be fetched");
            }
        }
    }
    end
}
