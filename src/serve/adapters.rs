//! Keeps the adapters going: one that fails is tried again, and the others go on.
//!
//! Knows no platform. An adapter that can mend its connection does so itself; it fails where it
//! cannot. When none is left, the process has nothing to do, and whoever started it must know.

use crate::desk::{Connection, Desk, Platform};
use crate::pace::{Pace, chance};
use crate::troubles::{News, Troubles, moment};
use jiff::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What an adapter does until it is told to stop, or why it cannot.
type Answering = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// What takes questions on a platform.
pub struct Adapter {
    platform: Platform,
    connect: Box<dyn Fn() -> Answering + Send + Sync>,
}

impl Adapter {
    /// An adapter that is begun with `connect`, and again after each failure.
    pub fn new<A>(platform: Platform, connect: impl Fn() -> A + Send + Sync + 'static) -> Adapter
    where
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        Adapter { platform, connect: Box::new(move || Box::pin(connect())) }
    }
}

/// Runs adapters until they are told to stop, each tried again at `pace` when it fails.
///
/// # Errors
/// Where none of them is left that takes questions or tries to: why the last one failed.
pub async fn run(
    adapters: Vec<Adapter>,
    desk: Arc<Desk>,
    pace: Pace,
    stop: CancellationToken,
) -> Result<(), String> {
    for adapter in &adapters {
        desk.connection(adapter.platform, Connection::Connecting);
    }
    let mut running = JoinSet::new();
    for adapter in adapters {
        let (desk, stop) = (Arc::clone(&desk), stop.clone());
        running.spawn(keep_going(adapter, desk, pace.clone(), stop));
    }
    while let Some(ended) = running.join_next().await {
        if let Ok(Err(reason)) = ended {
            return Err(reason);
        }
    }
    Ok(())
}

/// Runs one adapter. Fails where it fails and no other is left.
async fn keep_going(
    adapter: Adapter,
    desk: Arc<Desk>,
    mut pace: Pace,
    stop: CancellationToken,
) -> Result<(), String> {
    let platform = adapter.platform;
    let mut troubles = Troubles::default();
    loop {
        // In a task of its own, so that a panic is its own too.
        let ended = tokio::spawn((adapter.connect)()).await;
        if stop.is_cancelled() {
            return Ok(());
        }
        let reason = match ended {
            Ok(Ok(())) => "It ended by itself.".to_owned(),
            Ok(Err(reason)) => reason,
            // What a panic says may hold words of a question.
            Err(_) => "A mistake in tenet ended it: please report it.".to_owned(),
        };
        let was_up = desk.readiness().connections.get(&platform) == Some(&Connection::Up);
        if was_up {
            troubles.went_well(platform.name());
            pace.after_success(0.0);
        }
        if desk.is_last(platform, reason.clone()) {
            return Err(format!("{platform} cannot answer: {reason}"));
        }
        match troubles.failed(platform.name(), &reason, Timestamp::now()) {
            Some(News::StillFails(since)) => {
                tracing::error!("{platform} cannot answer, since {}: {reason}", moment(since));
            }
            Some(_) => tracing::error!("{platform} cannot answer: {reason}"),
            None => {}
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(pace.after_failure(chance())) => {}
        }
    }
}
