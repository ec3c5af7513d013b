//! Keeps what was fetched of each source under the state folder: its snapshot, and when it was last
//! looked at.
//!
//! A source is known by its address and branch, so that another content folder that names the same
//! repository finds it held. Nothing here fetches.

use super::editions::State;
use crate::content::snapshot::Snapshot;
use crate::content::source::Source;
use crate::content::words::fingerprint;
use crate::library::{SourceStatus, SyncFailure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

/// The file that says what is held of each source.
const RECORDS: &str = "sources.json";
/// The folder of snapshots.
const SNAPSHOTS: &str = "snapshots";
/// The folder of mirrors.
const MIRRORS: &str = "mirrors";
/// The file that a sync locks.
const LOCK: &str = "sync.lock";

/// What is held of each source, by [`name`].
pub type Records = BTreeMap<String, Record>;

/// What is held of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Where it was fetched from, without secrets.
    pub from: String,
    /// The snapshot in use, by id.
    pub snapshot: Option<String>,
    /// The commit of that snapshot.
    pub commit: Option<String>,
    /// When the source was last looked at and taken as it was.
    pub checked: Option<Timestamp>,
    /// Why it could not be taken at the last try, where it could not.
    pub failed: Option<SyncFailure>,
}

impl Record {
    /// What answers tell of it.
    pub fn status(&self) -> SourceStatus {
        SourceStatus { checked: self.checked, failed: self.failed.clone() }
    }
}

/// The name under which a source is kept: its address and branch.
pub fn name(source: &Source) -> String {
    match &source.git {
        Some(git) => format!("{git} {}", source.site.branch),
        None => format!("folder {}", source.id),
    }
}

impl State {
    /// What is held of each source; nothing where that cannot be read.
    pub fn records(&self) -> Records {
        self.whole_records().unwrap_or_default()
    }

    /// What is held of each source; `None` where that is damaged on disk.
    pub fn whole_records(&self) -> Option<Records> {
        match fs::read(self.folder().join(RECORDS)) {
            Ok(json) => serde_json::from_slice(&json).ok(),
            Err(_) => Some(Records::new()),
        }
    }

    /// Changes whenever what is held of a source, or when it was looked at, has changed.
    pub fn records_stamp(&self) -> Option<SystemTime> {
        fs::metadata(self.folder().join(RECORDS)).and_then(|metadata| metadata.modified()).ok()
    }

    /// Writes what is held of each source, whole or not at all, and drops snapshots that nothing
    /// names.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn keep_records(&self, records: &Records) -> io::Result<()> {
        let json = serde_json::to_vec_pretty(records).map_err(io::Error::other)?;
        self.write_whole(RECORDS, &json)?;
        let named: BTreeSet<&String> =
            records.values().filter_map(|record| record.snapshot.as_ref()).collect();
        for entry in fs::read_dir(self.folder().join(SNAPSHOTS)).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let id = file.strip_suffix(".json").unwrap_or_default().to_owned();
            if !named.contains(&id) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    /// A snapshot that is held.
    ///
    /// # Errors
    /// Where it is not there or damaged, in words.
    pub fn snapshot(&self, id: &str) -> Result<Snapshot, String> {
        let path = self.folder().join(SNAPSHOTS).join(format!("{id}.json"));
        let json = fs::read(&path).map_err(|error| error.to_string())?;
        Snapshot::from_json(id, &json)
    }

    /// Whether a snapshot is held whole.
    pub fn holds_snapshot(&self, id: &str) -> bool {
        let path = self.folder().join(SNAPSHOTS).join(format!("{id}.json"));
        fs::read(path).is_ok_and(|json| Snapshot::id_of(&json) == id)
    }

    /// Keeps a snapshot, and gives its id.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn keep_snapshot(&self, snapshot: &Snapshot) -> io::Result<String> {
        let (id, json) = snapshot.to_json().map_err(io::Error::other)?;
        self.write_whole(&format!("{SNAPSHOTS}/{id}.json"), &json)?;
        Ok(id)
    }

    /// The folder of the mirror of what is kept under `name`.
    pub fn mirror(&self, name: &str) -> PathBuf {
        self.folder().join(MIRRORS).join(format!("{}.git", fingerprint(name)))
    }

    /// Keeps others from syncing into this folder for as long as the file is held.
    ///
    /// # Errors
    /// Where another holds it ([`io::ErrorKind::WouldBlock`]), or the folder cannot be written.
    pub fn lock_sync(&self) -> io::Result<File> {
        fs::create_dir_all(self.folder())?;
        let file = File::create(self.folder().join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether a sync is at work in this folder. Writes nothing, and lets go at once of what it tries.
    pub fn is_syncing(&self) -> bool {
        let file = File::open(self.folder().join(LOCK));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Writes a file of the state folder so that a reader sees the old one or the new one.
    fn write_whole(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let path = self.folder().join(name);
        let folder = path.parent().unwrap_or(self.folder());
        fs::create_dir_all(folder)?;
        let unfinished = folder.join(format!(".{}-{}", fingerprint(name), std::process::id()));
        let written = fs::write(&unfinished, content)
            .and_then(|()| File::open(&unfinished)?.sync_all())
            .and_then(|()| fs::rename(&unfinished, &path));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written
    }
}
