//! Up to which message all is done on a platform, so that what was written while nobody listened is
//! found after a restart.
//!
//! One line for a platform: the account that listened, a message's number, and when that account heard
//! its platform last. Holds nothing that anybody wrote, and nobody's name.

use super::{Ledger, LedgerError};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::BTreeMap;

/// How far a platform was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The platform's name.
    pub platform: String,
    /// Who listened, and where: the numbers of messages mean nothing to another account.
    pub account: String,
    /// The message up to which all is done.
    pub message: u64,
    /// When the platform gave its last sign of life, to the second.
    pub at: Timestamp,
}

/// How far platforms were heard, by their names.
pub(super) type Marks = BTreeMap<String, Heard>;

/// Begins to keep how far platforms were heard.
pub(super) fn begin(step: &Transaction<'_>) -> rusqlite::Result<()> {
    step.execute_batch(
        "CREATE TABLE heard (
            platform TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL,
            message INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
    )
}

impl Ledger {
    /// Keeps how far platforms were heard, in place of what was kept of them before.
    ///
    /// # Errors
    /// Where the disk refuses; nothing was kept then.
    pub(super) fn keep_heard(&mut self, marks: &Marks) -> Result<(), LedgerError> {
        let keep = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for Heard { platform, account, message, at } in marks.values() {
                change.execute(
                    "INSERT OR REPLACE INTO heard VALUES (?1, ?2, ?3, ?4)",
                    params![
                        platform,
                        account,
                        i64::try_from(*message).unwrap_or(i64::MAX),
                        at.as_second()
                    ],
                )?;
            }
            change.commit()
        };
        keep(&mut self.connection).map_err(|error| self.wrong(error))
    }

    /// How far platforms were heard.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn heard(&self) -> Result<Vec<Heard>, LedgerError> {
        let read = || -> rusqlite::Result<Vec<Heard>> {
            let mut query =
                self.connection.prepare("SELECT platform, account, message, at FROM heard")?;
            let mut rows = query.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let (platform, account) = (row.get(0)?, row.get(1)?);
                let (message, at): (i64, i64) = (row.get(2)?, row.get(3)?);
                // What no program of ours wrote is passed over.
                let (Ok(message), Ok(at)) = (u64::try_from(message), Timestamp::from_second(at))
                else {
                    continue;
                };
                found.push(Heard { platform, account, message, at });
            }
            Ok(found)
        };
        read().map_err(|error| self.wrong(error))
    }
}
