//! Questions that found no answer: how often each was asked on each day, and in which words.
//!
//! Kept by day, so that each day's count can be dropped when it is too old, and nothing says that
//! somebody asked before. What was asked once is a hash and its day; the words are written when they
//! come again, and go when they no longer count twice. Which questions these may be is
//! [`crate::unanswered`]'s to say.
//!
//! The hash has a key of this ledger's own, so that no list of hashes made elsewhere fits it. The key
//! lies beside it: who has the file can still try whether words that they guess were asked.

use super::{Ledger, LedgerError, oldest, told};
use crate::unanswered::{SHOWN_FROM, Unanswered};
use jiff::civil::Date;
use rusqlite::{Connection, Params, Transaction, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// More rows than this are not kept: whoever invents questions must not fill the disk.
const MOST_ROWS: i64 = 10_000;

/// How often words were asked for on a day (UTC) and found no answer: by their folded form, with what
/// can be read of them.
pub(super) type Counts = BTreeMap<(String, Date), (String, u32)>;

/// Words that count less often than they must be shown, or not at all any more.
const NO_LONGER_SHOWN: &str = "DELETE FROM unanswered_words WHERE hash NOT IN
    (SELECT hash FROM unanswered_days GROUP BY hash HAVING sum(times) >= ?1)";

/// The first form: a row for each question on each day, readable from the first time.
pub(super) fn begin(step: &Transaction<'_>) -> rusqlite::Result<()> {
    step.execute_batch(
        "CREATE TABLE unanswered (
            words TEXT NOT NULL,
            day TEXT NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (words, day)
        ) STRICT, WITHOUT ROWID",
    )
}

/// The second form: hashes of all, words of what was asked more than once.
pub(super) fn hide_what_was_asked_once(step: &Transaction<'_>) -> rusqlite::Result<()> {
    // SQLite draws random bytes from a generator that the system seeds
    // (https://www.sqlite.org/lang_corefunc.html#randomblob).
    step.execute_batch(
        "CREATE TABLE unanswered_key (key BLOB NOT NULL) STRICT;
        INSERT INTO unanswered_key VALUES (randomblob(32));
        CREATE TABLE unanswered_days (
            hash BLOB NOT NULL,
            day TEXT NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (hash, day)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unanswered_words (
            hash BLOB NOT NULL PRIMARY KEY,
            words TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;",
    )?;
    let key = Key::of(step)?;
    let mut query = step.prepare("SELECT words, day, times FROM unanswered")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (words, day, times): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let hash = key.hash(&words);
        let add = "INSERT INTO unanswered_days VALUES (?1, ?2, ?3)";
        step.execute(add, params![hash, day, times])?;
        let keep = "INSERT INTO unanswered_words SELECT ?1, ?2 WHERE
            (SELECT sum(times) FROM unanswered WHERE words = ?2) >= ?3 ON CONFLICT DO NOTHING";
        step.execute(keep, params![hash, words, SHOWN_FROM])?;
    }
    drop(rows);
    drop(query);
    // With a condition, SQLite overwrites each row as it goes.
    step.execute("DELETE FROM unanswered WHERE words IS NOT NULL", [])?;
    step.execute_batch("DROP TABLE unanswered")
}

/// Writes the whole file anew: where rows once moved from page to page, what is deleted may still stand
/// between them, and SQLite overwrites it only where it stood last.
fn write_anew(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("VACUUM")
}

/// What makes the hashes of one ledger its own.
struct Key(Vec<u8>);

impl Key {
    fn of(connection: &Connection) -> rusqlite::Result<Key> {
        connection.query_row("SELECT key FROM unanswered_key", [], |row| row.get(0)).map(Key)
    }

    /// The key has one length, so that where it ends and the words begin is never in doubt.
    fn hash(&self, folded: &str) -> Vec<u8> {
        Sha256::new().chain_update(&self.0).chain_update(folded).finalize().to_vec()
    }
}

impl Ledger {
    /// Adds to what was counted. Of too many, those that were asked least and longest ago give way.
    ///
    /// # Errors
    /// Where the disk refuses; nothing was added then.
    pub fn count(&mut self, counts: &Counts) -> Result<(), LedgerError> {
        let counted = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let key = Key::of(&change)?;
            for ((folded, day), (said, times)) in counts {
                let hash = key.hash(folded);
                change.execute(
                    "INSERT INTO unanswered_days VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET times = times + excluded.times",
                    params![hash, day.to_string(), times],
                )?;
                // What is too old to count may still wait to be dropped.
                change.execute(
                    "INSERT INTO unanswered_words SELECT ?1, ?2 WHERE
                     (SELECT sum(times) FROM unanswered_days WHERE hash = ?1 AND day >= ?3) >= ?4
                     ON CONFLICT DO NOTHING",
                    params![hash, said, oldest(*day).to_string(), SHOWN_FROM],
                )?;
            }
            let rows: i64 =
                change.query_row("SELECT count(*) FROM unanswered_days", [], |row| row.get(0))?;
            if rows > MOST_ROWS {
                change.execute(
                    "DELETE FROM unanswered_days WHERE (hash, day) IN
                     (SELECT hash, day FROM unanswered_days ORDER BY times, day LIMIT ?1)",
                    [rows - MOST_ROWS],
                )?;
                change.execute(NO_LONGER_SHOWN, [SHOWN_FROM])?;
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
        let query = "SELECT words, sum(times), min(day), max(day)
                     FROM unanswered_days JOIN unanswered_words USING (hash) WHERE day >= ?1
                     GROUP BY hash HAVING sum(times) >= ?2 ORDER BY 2 DESC, 4 DESC, 1";
        self.listed(query, params![oldest(today).to_string(), SHOWN_FROM])
    }

    /// What a query lists: words, how often, the first day and the last.
    pub(super) fn listed(
        &self,
        query: &str,
        given: impl Params,
    ) -> Result<Vec<Unanswered>, LedgerError> {
        let read = || -> rusqlite::Result<Vec<Unanswered>> {
            let mut query = self.connection.prepare(query)?;
            let rows = query.query_map(given, |row| {
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

    /// Forgets words, in their folded form. Says whether they were counted, be it once, or told.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn forget(&mut self, folded: &str) -> Result<bool, LedgerError> {
        let forget = |connection: &mut Connection| -> rusqlite::Result<bool> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let hash = Key::of(&change)?.hash(folded);
            change.execute("DELETE FROM unanswered_words WHERE hash = ?1", [&hash])?;
            let rows = change.execute("DELETE FROM unanswered_days WHERE hash = ?1", [&hash])?
                + told::forget(&change, folded)?;
            change.commit()?;
            write_anew(connection)?;
            Ok(rows > 0)
        };
        forget(&mut self.connection).map_err(|error| self.wrong(error))
    }

    /// Forgets everything that was counted or told. Says how many questions that were.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn forget_all(&mut self) -> Result<usize, LedgerError> {
        let forget = |connection: &mut Connection| -> rusqlite::Result<usize> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let count = "SELECT count(DISTINCT hash) FROM unanswered_days";
            let counted: i64 = change.query_row(count, [], |row| row.get(0))?;
            let questions = counted + told::forget_all(&change)?;
            // With a condition, SQLite overwrites each row as it goes.
            change.execute("DELETE FROM unanswered_words WHERE hash IS NOT NULL", [])?;
            change.execute("DELETE FROM unanswered_days WHERE hash IS NOT NULL", [])?;
            change.commit()?;
            write_anew(connection)?;
            Ok(usize::try_from(questions).unwrap_or_default())
        };
        forget(&mut self.connection).map_err(|error| self.wrong(error))
    }

    pub(super) fn drop_unanswered_before(&mut self, oldest: Date) -> Result<(), LedgerError> {
        let day = oldest.to_string();
        let drop = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let rows = change.execute("DELETE FROM unanswered_days WHERE day < ?1", [&day])?
                + told::drop_before(&change, &day)?;
            if rows == 0 {
                return Ok(());
            }
            change.execute(NO_LONGER_SHOWN, [SHOWN_FROM])?;
            change.commit()?;
            write_anew(connection)
        };
        drop(&mut self.connection).map_err(|error| self.wrong(error))
    }
}
