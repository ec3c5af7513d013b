//! What fails on a platform, told in the log when that is worth a line.
//!
//! Every bot has these. That something goes well again is for those to tell who know what it means.

use crate::desk::Platform;
use crate::troubles::{News, Troubles, moment};
use jiff::Timestamp;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What fails on a platform.
#[derive(Debug)]
pub struct Complaints {
    platform: Platform,
    troubles: Mutex<Troubles>,
}

impl Complaints {
    /// None yet of this platform.
    pub fn of(platform: Platform) -> Complaints {
        Complaints { platform, troubles: Mutex::default() }
    }

    /// Something fails, of which a line tells when it begins and once a day. Neither `what` nor `reason`
    /// may hold anybody's words.
    pub fn failed(&self, what: &str, reason: &str) {
        self.failed_of(what, reason, reason);
    }

    /// The same, where the reason is told in other words each time; `kind` is what it has in common.
    pub fn failed_of(&self, what: &str, kind: &str, reason: &str) {
        let platform = self.platform;
        match self.troubles().failed(what, kind, Timestamp::now()) {
            Some(News::StillFails(since)) => {
                tracing::warn!("{platform}: {what}, since {}: {reason}", moment(since));
            }
            Some(_) => tracing::warn!("{platform}: {what}: {reason}"),
            None => {}
        }
    }

    /// Something that failed goes well. Says since when it had failed, if it had.
    pub fn went_well(&self, what: &str) -> Option<Timestamp> {
        match self.troubles().went_well(what) {
            Some(News::Well(since)) => Some(since),
            _ => None,
        }
    }

    fn troubles(&self) -> MutexGuard<'_, Troubles> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
