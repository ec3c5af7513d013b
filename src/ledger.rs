//! The ledger: what a running process must still know after it was stopped, in one file below the
//! state folder.
//!
//! Alone in naming rusqlite, with the rooms below it. Looks at no clock: times are given. Answers never
//! wait for it: see [`Writer`].
//!
//! The file is written in SQLite's own way, with a rollback journal and not a write-ahead log. A log
//! needs memory that processes share, which network volumes lack; whoever reads must be able to write
//! it; and what was forgotten would stand in it until it is worked off. Writing is rare here, so that
//! each write may wait until the disk has it. What is deleted is overwritten with zeroes.

mod answers;
mod heard;
mod told;
mod unanswered;
mod writer;

pub use answers::{FOLLOWED, Given, QuestionId, Standing};
pub use heard::Heard;
pub use writer::{Keeper, Writer};

use crate::content::snapshot;
use crate::unanswered::KEPT_DAYS;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The folder of the ledger below the state folder.
const FOLDER: &str = "run";
/// The file.
const FILE: &str = "ledger.sqlite";
/// What a ledger that was set aside is called before its day.
const ASIDE: &str = "ledger-damaged-";
/// Who runs tenet may read what it keeps, and nobody else.
const OWNER_ONLY: u32 = 0o600;
/// The same of the folder, where tenet makes it.
const OWNER_ONLY_FOLDER: u32 = 0o700;
/// How long another process that writes is waited for. A stop waits no longer than that.
const PATIENCE: Duration = Duration::from_secs(2);

/// The steps that lead from an empty file to the form of today. The version of a file is the number of
/// steps that it has behind it; a step that was released is never changed.
const STEPS: &[fn(&Transaction<'_>) -> rusqlite::Result<()>] = &[
    unanswered::begin,
    unanswered::hide_what_was_asked_once,
    told::begin,
    answers::begin,
    answers::tell_commands_apart,
    heard::begin,
];

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It has a form that this program does not know. It was not touched.
    #[error(
        "{} was written by a newer tenet: its form is {found}, and this program knows {}. Run the newer one, or name another folder with --state.",
        path.display(),
        STEPS.len()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its form.
        found: i64,
    },
    /// It is no ledger any more.
    #[error("{} is damaged: {what}. The next start of `tenet serve` sets it aside.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        what: String,
    },
    /// Something else stands in its place, or in that of a folder above it.
    #[error("{} is {what}. Move it away.", path.display())]
    InTheWay {
        /// What is to be moved away.
        path: PathBuf,
        /// What it is, and what it should be.
        what: &'static str,
    },
    /// It cannot be read or written.
    #[error("{} cannot be used: {what}.", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
}

/// What is kept.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    /// The file; `None` where all is kept in memory.
    path: Option<PathBuf>,
}

impl Ledger {
    /// The ledger of a state folder, made where there is none, without what has become too old by `at`.
    ///
    /// One that is damaged is set aside, and a new one begun. Where none can be written, what is kept
    /// is kept in memory and lost at the end. Both are warned of here.
    ///
    /// # Errors
    /// [`LedgerError::Newer`]; anything else only where there is no memory either.
    pub fn open(folder: &Path, at: Timestamp) -> Result<Ledger, LedgerError> {
        let path = file(folder);
        let mut opened = Ledger::to_write(&path);
        if let Err(LedgerError::Damaged { what, .. }) = &opened {
            opened = match set_aside(&path, at) {
                Ok(aside) => {
                    tracing::warn!(
                        "the ledger was damaged ({what}): it is now {}, and a new one is begun",
                        aside.display()
                    );
                    Ledger::to_write(&path)
                }
                Err(error) => Err(unusable(&path, error)),
            };
        }
        let mut ledger = match opened {
            Ok(ledger) => ledger,
            Err(error @ LedgerError::Newer { .. }) => return Err(error),
            Err(error) => {
                tracing::warn!("{error} What is kept is lost when the process stops.");
                Ledger::in_memory()?
            }
        };
        if let Err(error) = ledger.drop_old(at) {
            tracing::warn!("what is too old could not be dropped: {error}");
        }
        Ok(ledger)
    }

    /// Deletes the ledgers of a state folder that were set aside because they were damaged: what they
    /// hold cannot be looked through.
    pub fn forget_set_aside(folder: &Path) {
        drop_set_aside(&folder.join(FOLDER), Date::MAX);
    }

    /// Whether a state folder has a ledger.
    pub fn is_in(folder: &Path) -> bool {
        file(folder).exists()
    }

    /// The ledger of a state folder, where there is one: to be looked at.
    ///
    /// # Errors
    /// Where it is damaged, newer, or cannot be read.
    pub fn existing(folder: &Path) -> Result<Option<Ledger>, LedgerError> {
        let path = file(folder);
        if !is_there(&path)? {
            return Ok(None);
        }
        keep_private(&path);
        Ledger::at(&path).map(Some)
    }

    /// The file of a state folder's ledger, where there is one and `tenet serve` can read it. Writes
    /// nothing: what a process that was killed left half written is left for the next start as well.
    ///
    /// # Errors
    /// Where it is damaged, newer, or cannot be read.
    pub fn look(folder: &Path) -> Result<Option<PathBuf>, LedgerError> {
        let path = file(folder);
        if !is_there(&path)? {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let looked = Connection::open_with_flags(&path, flags)
            .and_then(|connection| Ok((check(&connection)?, version(&connection)?)));
        match looked {
            Ok((Some(what), _)) => Err(LedgerError::Damaged { path, what }),
            Ok((None, found)) => steps_behind(found, &path).map(|_| Some(path)),
            // What was left half written must be undone before anything can be read.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => Ok(Some(path)),
            Err(error) => Err(wrong(&path, error)),
        }
    }

    /// A ledger that is lost with the process.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub fn in_memory() -> Result<Ledger, LedgerError> {
        let path = Path::new(":memory:");
        let mut connection = Connection::open_in_memory().map_err(|error| wrong(path, error))?;
        bring_up_to_date(&mut connection, path)?;
        Ok(Ledger { connection, path: None })
    }

    fn to_write(path: &Path) -> Result<Ledger, LedgerError> {
        is_there(path)?;
        make(path).map_err(|error| unusable(path, error))?;
        let ledger = Ledger::at(path)?;
        match ledger.connection.is_readonly("main") {
            Ok(false) => Ok(ledger),
            Ok(true) => Err(unusable(path, "it can be read and not written")),
            Err(error) => Err(wrong(path, error)),
        }
    }

    /// Opens a file that is there.
    fn at(path: &Path) -> Result<Ledger, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags);
        let mut connection = opened.map_err(|error| wrong(path, error))?;
        check(&connection)
            .map_err(|error| wrong(path, error))?
            .map_or(Ok(()), |what| Err(LedgerError::Damaged { path: path.to_owned(), what }))?;
        bring_up_to_date(&mut connection, path)?;
        Ok(Ledger { connection, path: Some(path.to_owned()) })
    }

    /// Drops what has become too old by a moment, with ledgers that were set aside.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn drop_old(&mut self, at: Timestamp) -> Result<(), LedgerError> {
        if let Ok(oldest) = at.checked_sub(FOLLOWED) {
            self.drop_answers_before(oldest)?;
        }
        let oldest = oldest(day(at));
        if let Some(folder) = self.path.as_deref().and_then(Path::parent) {
            drop_set_aside(folder, oldest);
        }
        self.drop_unanswered_before(oldest)
    }

    fn wrong(&self, error: rusqlite::Error) -> LedgerError {
        wrong(self.path.as_deref().unwrap_or(Path::new(":memory:")), error)
    }
}

/// The day of a moment, in UTC.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The first day that still counts on a day.
fn oldest(today: Date) -> Date {
    today.saturating_sub(KEPT_DAYS.days())
}

fn file(folder: &Path) -> PathBuf {
    folder.join(FOLDER).join(FILE)
}

/// Whether there is a file at this path of a ledger.
fn is_there(path: &Path) -> Result<bool, LedgerError> {
    let in_the_way = |path: &Path, what| LedgerError::InTheWay { path: path.to_owned(), what };
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(in_the_way(path, "a folder where a file belongs")),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let file = path.ancestors().find(|above| above.is_file()).unwrap_or(path);
            Err(in_the_way(file, "a file where a folder belongs"))
        }
        Err(error) => Err(unusable(path, error)),
    }
}

/// Lets only its owner read a ledger.
fn keep_private(path: &Path) {
    // Some volumes know no permissions, and are as open as whoever mounted them wants.
    let _ = fs::set_permissions(path, Permissions::from_mode(OWNER_ONLY));
}

/// The folder of the ledger below a state folder, made where there is none. What else a running process
/// keeps for itself lies there too.
///
/// # Errors
/// Where it cannot be made.
pub fn folder(state: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(state)?;
    let folder = state.join(FOLDER);
    match DirBuilder::new().mode(OWNER_ONLY_FOLDER).create(&folder) {
        // One that somebody else made keeps the permissions that they gave it.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(folder),
    }
}

/// Makes an empty file for a ledger where there is none, which only its owner may read: SQLite gives
/// its journal the same permissions.
fn make(path: &Path) -> io::Result<()> {
    if let Some(state) = path.parent().and_then(Path::parent) {
        folder(state)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            keep_private(path);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Settings that hold as long as the connection does; what is wrong with the file, where something is.
fn check(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    // Under a read-only root there is no place for files of SQLite's own, and none shall hold words.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    let said: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    Ok(Some(said.replace('\n', " ")).filter(|said| said != "ok"))
}

/// The version of a file's form.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// How many of the steps a file of this version has behind it.
fn steps_behind(found: i64, path: &Path) -> Result<usize, LedgerError> {
    match usize::try_from(found) {
        Ok(found) if found <= STEPS.len() => Ok(found),
        _ => Err(LedgerError::Newer { path: path.to_owned(), found }),
    }
}

fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    let in_sqlite = |error| wrong(path, error);
    if steps_behind(version(connection).map_err(in_sqlite)?, path)? == STEPS.len() {
        return Ok(());
    }
    if connection.is_readonly("main").map_err(in_sqlite)? {
        let what = "it is of an older form, and must be writable once to be brought up to date";
        return Err(unusable(path, what));
    }
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let step = step.map_err(in_sqlite)?;
    // Another process may have been quicker.
    let behind = steps_behind(version(&step).map_err(in_sqlite)?, path)?;
    for (version, change) in (1_i64..).zip(STEPS).skip(behind) {
        change(&step).map_err(in_sqlite)?;
        step.pragma_update(None, "user_version", version).map_err(in_sqlite)?;
    }
    step.commit().map_err(in_sqlite)
}

fn wrong(path: &Path, error: rusqlite::Error) -> LedgerError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LedgerError::Damaged { path: path.to_owned(), what: error.to_string() }
        }
        _ => unusable(path, error),
    }
}

fn unusable(path: &Path, what: impl ToString) -> LedgerError {
    LedgerError::Unusable { path: path.to_owned(), what: what.to_string() }
}

/// Renames a damaged ledger. A journal it has none: SQLite has gone by that before it finds damage.
fn set_aside(path: &Path, at: Timestamp) -> io::Result<PathBuf> {
    let name = |number: usize| match number {
        1 => format!("{ASIDE}{}.sqlite", snapshot::day(at)),
        more => format!("{ASIDE}{}-{more}.sqlite", snapshot::day(at)),
    };
    let mut number = 1;
    let mut aside = path.with_file_name(name(number));
    while aside.try_exists()? {
        number += 1;
        aside = path.with_file_name(name(number));
    }
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Deletes ledgers that were set aside before a day: they hold what is to be dropped as well.
fn drop_set_aside(folder: &Path, before: Date) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let day = name.to_str().and_then(|name| name.strip_prefix(ASIDE)?.get(..10)?.parse().ok());
        if day.is_some_and(|day: Date| day < before) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
