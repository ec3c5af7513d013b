//! Which answers belong to which question, so that they follow its edits and go with it, over a
//! restart too.
//!
//! Kept for as long as questions are followed, and dropped by time. Holds no words and names nobody:
//! of what was asked a fingerprint, by which it is known that nothing changed.

use super::{Ledger, LedgerError};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::BTreeMap;

/// How long after a question was asked its answers follow it.
pub const FOLLOWED: SignedDuration = SignedDuration::from_hours(1);

/// More answers than this are not kept: whoever invents questions must not fill the disk.
const MOST_ROWS: i64 = 10_000;

/// A question that was asked by a message, and where its answers stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The platform's name.
    pub platform: String,
    /// The platform's id of the message.
    pub question: String,
    /// When it was asked.
    pub asked: Timestamp,
    /// By which is known whether its text is still the same.
    pub fingerprint: String,
    /// Its answers, in their order.
    pub standing: Vec<Standing>,
}

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The how-manieth answer to the question it is, from 0.
    pub slot: u8,
    /// The platform's id of where it stands.
    pub channel: String,
    /// The platform's id of the message that it is.
    pub message: String,
    /// Whether what was answered is the asker's alone.
    pub private: bool,
}

/// A question: the name of its platform, and its id there.
pub type QuestionId = (String, String);

/// What has become of the answers to questions: where they stand, or that nothing is followed any more.
pub(super) type Changes = BTreeMap<QuestionId, Option<Given>>;

impl Given {
    /// The question.
    pub fn id(&self) -> QuestionId {
        (self.platform.clone(), self.question.clone())
    }

    /// Whether the question is followed at a moment.
    pub fn is_followed(&self, at: Timestamp) -> bool {
        at.duration_since(self.asked) < FOLLOWED
    }
}

/// Begins to keep answers.
pub(super) fn begin(step: &Transaction<'_>) -> rusqlite::Result<()> {
    step.execute_batch(
        "CREATE TABLE answers (
            platform TEXT NOT NULL,
            question TEXT NOT NULL,
            asked INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            slot INTEGER NOT NULL,
            channel TEXT NOT NULL,
            message TEXT NOT NULL,
            private INTEGER NOT NULL,
            PRIMARY KEY (platform, question, slot, channel, message)
        ) STRICT, WITHOUT ROWID",
    )
}

impl Ledger {
    /// Keeps where answers stand. Of too many, the oldest give way.
    ///
    /// # Errors
    /// Where the disk refuses; nothing was kept then.
    pub(super) fn keep_answers(&mut self, changes: &Changes) -> Result<(), LedgerError> {
        let keep = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for ((platform, question), given) in changes {
                change.execute(
                    "DELETE FROM answers WHERE platform = ?1 AND question = ?2",
                    params![platform, question],
                )?;
                let Some(given) = given else { continue };
                for standing in &given.standing {
                    change.execute(
                        "INSERT INTO answers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                         ON CONFLICT DO NOTHING",
                        params![
                            platform,
                            question,
                            given.asked.as_second(),
                            given.fingerprint,
                            standing.slot,
                            standing.channel,
                            standing.message,
                            standing.private
                        ],
                    )?;
                }
            }
            let rows: i64 =
                change.query_row("SELECT count(*) FROM answers", [], |row| row.get(0))?;
            if rows > MOST_ROWS {
                change.execute(
                    "DELETE FROM answers WHERE (platform, question) IN
                     (SELECT platform, question FROM answers ORDER BY asked LIMIT ?1)",
                    [rows - MOST_ROWS],
                )?;
            }
            change.commit()
        };
        keep(&mut self.connection).map_err(|error| self.wrong(error))
    }

    /// The questions that are followed at a moment, with where their answers stand.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn answers(&self, at: Timestamp) -> Result<Vec<Given>, LedgerError> {
        let read = || -> rusqlite::Result<Vec<Given>> {
            let mut query = self.connection.prepare(
                "SELECT platform, question, asked, fingerprint, slot, channel, message, private
                 FROM answers ORDER BY platform, question, slot",
            )?;
            let mut rows = query.query([])?;
            let mut found: Vec<Given> = Vec::new();
            while let Some(row) = rows.next()? {
                // What no program of ours wrote is passed over.
                let Ok(asked) = Timestamp::from_second(row.get(2)?) else { continue };
                let Ok(slot) = u8::try_from(row.get::<_, i64>(4)?) else { continue };
                let standing = Standing {
                    slot,
                    channel: row.get(5)?,
                    message: row.get(6)?,
                    private: row.get(7)?,
                };
                let (platform, question): (String, String) = (row.get(0)?, row.get(1)?);
                match found.last_mut() {
                    Some(last) if last.platform == platform && last.question == question => {
                        last.standing.push(standing);
                    }
                    _ => {
                        let (fingerprint, standing) = (row.get(3)?, vec![standing]);
                        found.push(Given { platform, question, asked, fingerprint, standing });
                    }
                }
            }
            found.retain(|given| given.is_followed(at));
            Ok(found)
        };
        read().map_err(|error| self.wrong(error))
    }

    pub(super) fn drop_answers_before(&mut self, oldest: Timestamp) -> Result<(), LedgerError> {
        let drop = "DELETE FROM answers WHERE asked <= ?1";
        match self.connection.execute(drop, [oldest.as_second()]) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.wrong(error)),
        }
    }
}
