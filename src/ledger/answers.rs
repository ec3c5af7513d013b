//! Which answers belong to which question, so that they follow its edits and go with it, over a
//! restart too.
//!
//! Kept for as long as questions are followed, and dropped by time. Holds no words and names nobody: of
//! each command that was answered a fingerprint, by which it is known that nothing changed. Who makes it
//! gives it a key that is not kept here.

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
    /// When the edit was made that was answered last; none where nobody edited it.
    pub edited: Option<Timestamp>,
    /// How often it was answered so far, beginning again now and then: by which one answer to a version
    /// of it is told from another.
    pub round: u8,
    /// Whether somebody is at work on its answers: after an end in the middle of that, more may stand
    /// than is known.
    pub begun: bool,
    /// Its answers, in their order.
    pub standing: Vec<Standing>,
}

/// Where an answer stands, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which of the question's commands it answers: a number that is kept while others come and go.
    pub command: u8,
    /// The how-manieth part of the answer to its command it is, from 0.
    pub slot: u8,
    /// By which is known whether the command is still the same; empty where that is not known.
    pub fingerprint: String,
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

/// Keeps which command each answer is for, and which questions somebody is at work on. What was kept
/// before says neither: those answers are changed with the next edit.
pub(super) fn tell_commands_apart(step: &Transaction<'_>) -> rusqlite::Result<()> {
    step.execute_batch(
        "CREATE TABLE followed (
            platform TEXT NOT NULL,
            question TEXT NOT NULL,
            asked INTEGER NOT NULL,
            edited INTEGER,
            round INTEGER NOT NULL,
            begun INTEGER NOT NULL,
            PRIMARY KEY (platform, question)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE standing (
            platform TEXT NOT NULL,
            question TEXT NOT NULL,
            command INTEGER NOT NULL,
            slot INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            channel TEXT NOT NULL,
            message TEXT NOT NULL,
            private INTEGER NOT NULL,
            PRIMARY KEY (platform, question, command, slot, channel, message)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO followed
            SELECT platform, question, min(asked), NULL, 1, 0 FROM answers
            GROUP BY platform, question;
        INSERT INTO standing
            SELECT platform, question, 0, slot, '', channel, message, private FROM answers;
        DELETE FROM answers WHERE platform IS NOT NULL;
        DROP TABLE answers;",
    )
}

/// Parts of answers to questions that are not followed any more.
const NOT_FOLLOWED: &str = "DELETE FROM standing WHERE NOT EXISTS (SELECT 1 FROM followed
    WHERE followed.platform = standing.platform AND followed.question = standing.question)";

/// What was read of a question: when it was asked, when it was edited last, its round, and whether
/// somebody is at work on it.
type Read = (i64, Option<i64>, u8, bool);

impl Ledger {
    /// Keeps where answers stand. Of too many, the oldest give way.
    ///
    /// # Errors
    /// Where the disk refuses; nothing was kept then.
    pub(super) fn keep_answers(&mut self, changes: &Changes) -> Result<(), LedgerError> {
        let keep = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for ((platform, question), given) in changes {
                for table in ["followed", "standing"] {
                    change.execute(
                        &format!("DELETE FROM {table} WHERE platform = ?1 AND question = ?2"),
                        params![platform, question],
                    )?;
                }
                if let Some(given) = given {
                    write(&change, given)?;
                }
            }
            for table in ["followed", "standing"] {
                let count = format!("SELECT count(*) FROM {table}");
                let rows: i64 = change.query_row(&count, [], |row| row.get(0))?;
                if rows > MOST_ROWS {
                    change.execute(
                        "DELETE FROM followed WHERE (platform, question) IN
                         (SELECT platform, question FROM followed ORDER BY asked LIMIT ?1)",
                        [rows - MOST_ROWS],
                    )?;
                    change.execute(NOT_FOLLOWED, [])?;
                }
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
                "SELECT platform, question, asked, edited, round, begun
                 FROM followed ORDER BY platform, question",
            )?;
            let mut rows = query.query([])?;
            let mut found: Vec<Given> = Vec::new();
            while let Some(row) = rows.next()? {
                let (platform, question): (String, String) = (row.get(0)?, row.get(1)?);
                let of_it: Read = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
                let (asked, edited, round, begun) = of_it;
                // What no program of ours wrote is passed over.
                let Ok(asked) = Timestamp::from_second(asked) else { continue };
                let edited = edited.and_then(|edited| Timestamp::from_microsecond(edited).ok());
                let standing = self.standing(&platform, &question)?;
                found.push(Given { platform, question, asked, edited, round, begun, standing });
            }
            found.retain(|given| given.is_followed(at));
            Ok(found)
        };
        read().map_err(|error| self.wrong(error))
    }

    fn standing(&self, platform: &str, question: &str) -> rusqlite::Result<Vec<Standing>> {
        let mut query = self.connection.prepare(
            "SELECT command, slot, fingerprint, channel, message, private FROM standing
             WHERE platform = ?1 AND question = ?2 ORDER BY command, slot",
        )?;
        let rows = query.query_map(params![platform, question], |row| {
            Ok(Standing {
                command: row.get(0)?,
                slot: row.get(1)?,
                fingerprint: row.get(2)?,
                channel: row.get(3)?,
                message: row.get(4)?,
                private: row.get(5)?,
            })
        })?;
        rows.collect()
    }

    pub(super) fn drop_answers_before(&mut self, oldest: Timestamp) -> Result<(), LedgerError> {
        let drop = |connection: &mut Connection| -> rusqlite::Result<()> {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            change.execute("DELETE FROM followed WHERE asked <= ?1", [oldest.as_second()])?;
            change.execute(NOT_FOLLOWED, [])?;
            change.commit()
        };
        drop(&mut self.connection).map_err(|error| self.wrong(error))
    }
}

fn write(change: &Transaction<'_>, given: &Given) -> rusqlite::Result<()> {
    let Given { platform, question, .. } = given;
    change.execute(
        "INSERT INTO followed VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            platform,
            question,
            given.asked.as_second(),
            given.edited.map(Timestamp::as_microsecond),
            given.round,
            given.begun
        ],
    )?;
    for standing in &given.standing {
        change.execute(
            "INSERT INTO standing VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
            params![
                platform,
                question,
                standing.command,
                standing.slot,
                standing.fingerprint,
                standing.channel,
                standing.message,
                standing.private
            ],
        )?;
    }
    Ok(())
}
