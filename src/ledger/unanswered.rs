//! Questions that found no answer: how often each was asked on each day.
//!
//! Kept by day, so that each day's count can be dropped when it is too old, and nothing says that
//! somebody asked before. Which questions these may be is [`crate::unanswered`]'s to say.

use super::{Ledger, LedgerError, oldest};
use crate::unanswered::{SHOWN_FROM, Unanswered};
use jiff::civil::Date;
use rusqlite::{TransactionBehavior, params};
use std::collections::BTreeMap;

/// A row for each question on each day.
pub(super) const TABLE: &str = "CREATE TABLE unanswered (
    words TEXT NOT NULL,
    day TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (words, day)
) STRICT, WITHOUT ROWID";

/// More rows than this are not kept: whoever invents questions must not fill the disk.
const MOST_ROWS: i64 = 10_000;

/// How often words were asked for on a day (UTC) and found no answer.
pub(super) type Counts = BTreeMap<(String, Date), u32>;

impl Ledger {
    /// Adds to what was counted. Of too many, those that were asked least and longest ago give way.
    ///
    /// # Errors
    /// Where the disk refuses; nothing was added then.
    pub fn count(&mut self, counts: &Counts) -> Result<(), LedgerError> {
        let counted = |connection: &mut rusqlite::Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for ((words, day), times) in counts {
                change.execute(
                    "INSERT INTO unanswered VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET times = times + excluded.times",
                    params![words, day.to_string(), times],
                )?;
            }
            let rows: i64 =
                change.query_row("SELECT count(*) FROM unanswered", [], |row| row.get(0))?;
            if rows > MOST_ROWS {
                change.execute(
                    "DELETE FROM unanswered WHERE (words, day) IN
                     (SELECT words, day FROM unanswered ORDER BY times, day LIMIT ?1)",
                    [rows - MOST_ROWS],
                )?;
            }
            change.commit()
        };
        counted(&mut self.connection).map_err(|error| self.wrong(error))
    }

    /// What was asked in vain more than once and still counts `today`, most asked first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn unanswered(&self, today: Date) -> Result<Vec<Unanswered>, LedgerError> {
        let read = || -> rusqlite::Result<Vec<Unanswered>> {
            let mut query = self.connection.prepare(
                "SELECT words, sum(times), min(day), max(day) FROM unanswered WHERE day >= ?1
                 GROUP BY words HAVING sum(times) >= ?2 ORDER BY 2 DESC, 4 DESC, 1",
            )?;
            let rows = query.query_map(params![oldest(today).to_string(), SHOWN_FROM], |row| {
                let day = |at: usize| row.get::<_, String>(at).map(|day| day.parse());
                Ok((row.get(0)?, row.get::<_, i64>(1)?, day(2)?, day(3)?))
            })?;
            let mut found = Vec::new();
            for row in rows {
                // What no program of ours wrote is passed over.
                if let (words, times, Ok(first), Ok(last)) = row? {
                    let times = u64::try_from(times).unwrap_or_default();
                    found.push(Unanswered { words, times, first, last });
                }
            }
            Ok(found)
        };
        read().map_err(|error| self.wrong(error))
    }

    /// Forgets words. Says whether they were counted.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn forget(&mut self, words: &str) -> Result<bool, LedgerError> {
        let rows = self.connection.execute("DELETE FROM unanswered WHERE words = ?1", [words]);
        rows.map(|rows| rows > 0).map_err(|error| self.wrong(error))
    }

    /// Forgets everything that was counted. Says how many questions that were.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn forget_all(&mut self) -> Result<usize, LedgerError> {
        let forget = |connection: &rusqlite::Connection| -> rusqlite::Result<usize> {
            let count = "SELECT count(DISTINCT words) FROM unanswered";
            let questions: i64 = connection.query_row(count, [], |row| row.get(0))?;
            // With a condition, SQLite overwrites each row as it goes.
            connection.execute("DELETE FROM unanswered WHERE words IS NOT NULL", [])?;
            Ok(usize::try_from(questions).unwrap_or_default())
        };
        forget(&self.connection).map_err(|error| self.wrong(error))
    }

    pub(super) fn drop_unanswered_before(&mut self, oldest: Date) -> Result<(), LedgerError> {
        let day = oldest.to_string();
        let dropped = self.connection.execute("DELETE FROM unanswered WHERE day < ?1", [day]);
        dropped.map(|_| ()).map_err(|error| self.wrong(error))
    }
}
