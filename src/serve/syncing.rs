//! Looks at the sources at the start and from time to time.
//!
//! Says what is new, and what has begun to fail; is quiet about the rest.

use super::{House, keeping};
use crate::sync::git::Limits;
use crate::sync::round::{self, Finding, Outcome, Round, RoundError};
use jiff::Timestamp;
use std::sync::Arc;

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
        // Fetching blocks, and answers must not wait for it.
        match tokio::task::spawn_blocking(move || look(&at_work)).await {
            Ok(Ok(Some(outcome))) => tell(&outcome),
            Ok(Ok(None)) => return,
            Ok(Err(error)) => tracing::warn!("sync: {error}"),
            Err(error) => tracing::error!(%error, "sync failed"),
        }
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

fn tell(outcome: &Outcome) {
    for looked in &outcome.sources {
        match &looked.found {
            Finding::Unchanged => {}
            Finding::Taken { commit, date, .. } => {
                let commit = commit.as_deref().and_then(|commit| commit.get(..12));
                tracing::info!(source = looked.source, commit, date, "fetched");
            }
            Finding::Failed(reason) => {
                tracing::warn!(source = looked.source, reason, "could not be fetched");
            }
        }
    }
}
