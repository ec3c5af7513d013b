//! Counts questions that find no answer, where that is switched on, and drops old counts where it no
//! longer is.

use super::{House, ServeError};
use crate::config::Settings;
use crate::desk::Desk;
use crate::ledger::{Ledger, Writer};
use crate::sync::editions::State;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// How often is looked whether something has become too old.
const DAILY: Duration = Duration::from_secs(24 * 60 * 60);

/// Opens the ledger. Where nothing is counted, none is begun; one that is there still ages.
pub(super) fn begin(
    desk: Desk,
    settings: &Settings,
    state: &State,
) -> Result<(Desk, Option<Writer>), ServeError> {
    let is_there = || Ledger::is_in(state.folder());
    if !settings.count_unanswered && !is_there() {
        return Ok((desk, None));
    }
    let writer = Writer::start(Ledger::open(state.folder(), Timestamp::now())?)?;
    let desk = if settings.count_unanswered { desk.counting(writer.counter()) } else { desk };
    Ok((desk, Some(writer)))
}

/// Drops what has become too old, day by day. Opening the ledger did so for the first day.
pub(super) async fn drop_old_daily(house: Arc<House>) {
    let Some(ledger) = &house.ledger else { return };
    let mut days = tokio::time::interval(DAILY);
    days.tick().await;
    loop {
        tokio::select! {
            () = house.stop.cancelled() => return,
            _ = days.tick() => ledger.drop_old(Timestamp::now()),
        }
    }
}
