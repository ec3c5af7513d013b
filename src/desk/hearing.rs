//! Up to which message all is done on each platform.
//!
//! Held in memory, so that nobody waits for a disk; told to the ledger, so that it outlives the
//! process.

use crate::ledger::{Heard, Keeper};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How far platforms were heard.
#[derive(Debug, Default)]
pub struct Hearing {
    marks: Mutex<HashMap<String, Heard>>,
    keeper: Option<Keeper>,
}

impl Hearing {
    pub(super) fn new(keeper: Keeper, before: Vec<Heard>) -> Hearing {
        let marks = before.into_iter().map(|heard| (heard.platform.clone(), heard)).collect();
        Hearing { marks: Mutex::new(marks), keeper: Some(keeper) }
    }

    /// How far this account heard this platform; nothing where it never did, or another did since.
    pub fn of(&self, platform: &str, account: &str) -> Option<Heard> {
        self.marks().get(platform).filter(|heard| heard.account == account).cloned()
    }

    /// A platform was heard so far. Never waits.
    pub fn keep(&self, heard: Heard) {
        if let Some(keeper) = &self.keeper {
            keeper.keep_heard(heard.clone());
        }
        self.marks().insert(heard.platform.clone(), heard);
    }

    fn marks(&self) -> MutexGuard<'_, HashMap<String, Heard>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
