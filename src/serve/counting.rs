//! Counts questions that find no answer, where that is switched on, and drops old counts where it no
//! longer is.

use super::ServeError;
use crate::config::Settings;
use crate::desk::Desk;
use crate::ledger::{Ledger, Writer};
use crate::sync::editions::State;
use jiff::Timestamp;
use std::convert::Infallible;
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
pub(super) async fn drop_old_daily(ledger: Option<&Writer>) -> Infallible {
    let mut days = tokio::time::interval(DAILY);
    days.tick().await;
    loop {
        days.tick().await;
        if let Some(ledger) = ledger {
            ledger.drop_old(Timestamp::now());
        }
    }
}
