//! What askers told the maintainers themselves: the words that they saw and agreed to, and the day.
//!
//! Kept apart from what is counted: somebody wanted it to be read, so that it is shown from the first
//! time. Kept as long as counts are, and never with who told it.

use super::{Ledger, LedgerError, oldest};
use crate::unanswered::{Unanswered, words_of};
use jiff::civil::Date;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

/// More rows than this are not kept; of too many, the oldest give way.
const MOST_ROWS: i64 = 2_000;

/// Words that were told on a day (UTC).
pub(super) type Told = (String, Date);

/// Begins to keep what is told.
pub(super) fn begin(step: &Transaction<'_>) -> rusqlite::Result<()> {
    step.execute_batch(
        "CREATE TABLE told (
            folded TEXT NOT NULL,
            day TEXT NOT NULL,
            words TEXT NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (folded, day)
        ) STRICT, WITHOUT ROWID",
    )
}

/// By which spellings of the same words meet.
fn folded(words: &str) -> String {
    let folded = words_of(words).folded;
    if folded.is_empty() { words.to_owned() } else { folded }
}

impl Ledger {
    /// Keeps what was told.
    ///
    /// # Errors
    /// Where the disk refuses; nothing was kept then.
    pub(super) fn keep_told(&mut self, told: &[Told]) -> Result<(), LedgerError> {
        let keep = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (words, day) in told {
                change.execute(
                    "INSERT INTO told VALUES (?1, ?2, ?3, 1)
                     ON CONFLICT DO UPDATE SET times = times + 1",
                    params![folded(words), day.to_string(), words],
                )?;
            }
            let rows: i64 = change.query_row("SELECT count(*) FROM told", [], |row| row.get(0))?;
            if rows > MOST_ROWS {
                change.execute(
                    "DELETE FROM told WHERE (folded, day) IN
                     (SELECT folded, day FROM told ORDER BY day, folded LIMIT ?1)",
                    [rows - MOST_ROWS],
                )?;
            }
            change.commit()
        };
        keep(&mut self.connection).map_err(|error| self.wrong(error))
    }

    /// What was told and still counts `today`, the latest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn told(&self, today: Date) -> Result<Vec<Unanswered>, LedgerError> {
        let query = "SELECT min(words), sum(times), min(day), max(day) FROM told WHERE day >= ?1
                     GROUP BY folded ORDER BY 4 DESC, 2 DESC, 1";
        self.listed(query, [oldest(today).to_string()])
    }
}

/// Forgets what was told in these words, in whatever spelling. Says how many rows that were.
pub(super) fn forget(change: &Transaction<'_>, words: &str) -> rusqlite::Result<usize> {
    change.execute("DELETE FROM told WHERE folded = ?1", [folded(words)])
}

/// Forgets all that was told. Says how many questions that were.
pub(super) fn forget_all(change: &Transaction<'_>) -> rusqlite::Result<i64> {
    let count = "SELECT count(DISTINCT folded) FROM told";
    let questions: i64 = change.query_row(count, [], |row| row.get(0))?;
    // With a condition, SQLite overwrites each row as it goes.
    change.execute("DELETE FROM told WHERE folded IS NOT NULL", [])?;
    Ok(questions)
}

/// Drops what was told before a day. Says how many rows that were.
pub(super) fn drop_before(change: &Transaction<'_>, day: &str) -> rusqlite::Result<usize> {
    change.execute("DELETE FROM told WHERE day < ?1", [day])
}
