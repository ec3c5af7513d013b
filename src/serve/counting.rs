//! Opens the ledger where there is something to remember, and has it drop in time what is too old.

use super::{House, ServeError};
use crate::config::Settings;
use crate::desk::Desk;
use crate::ledger::{Ledger, Writer};
use crate::sync::editions::State;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// How often is looked whether something has become too old.
const OFTEN: Duration = Duration::from_secs(10 * 60);

/// Opens the ledger: where questions are counted, and where they come by messages, which the answers
/// follow. Elsewhere none is begun; one that is there still ages.
pub(super) fn begin(
    desk: Desk,
    settings: &Settings,
    state: &State,
) -> Result<(Desk, Option<Writer>), ServeError> {
    let is_there = || Ledger::is_in(state.folder());
    let by_messages = settings.discord.is_some() || settings.zulip.is_some();
    if !settings.count_unanswered && !by_messages && !is_there() {
        return Ok((desk, None));
    }
    let now = Timestamp::now();
    let ledger = Ledger::open(state.folder(), now)?;
    let given = ledger.answers(now).unwrap_or_else(|error| {
        tracing::warn!("answers given before the start are not followed: {error}");
        Vec::new()
    });
    let heard = ledger.heard().unwrap_or_else(|error| {
        tracing::warn!("what was written before the start is not looked for: {error}");
        Vec::new()
    });
    let writer = Writer::start(ledger)?;
    let desk = desk.keeping(writer.keeper(), given).listening(writer.keeper(), heard);
    let desk = if settings.count_unanswered { desk.counting(writer.keeper()) } else { desk };
    Ok((desk, Some(writer)))
}

/// Drops what has become too old, again and again. Opening the ledger did so at first.
pub(super) async fn drop_old(house: Arc<House>) {
    let Some(ledger) = &house.ledger else { return };
    let mut times = tokio::time::interval(OFTEN);
    times.tick().await;
    loop {
        tokio::select! {
            () = house.stop.cancelled() => return,
            _ = times.tick() => ledger.drop_old(Timestamp::now()),
        }
    }
}
