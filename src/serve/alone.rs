//! Keeps two processes from answering the same messages from one state folder: each would answer
//! everything, and neither would know what the other did.
//!
//! Whoever is asked over HTTP alone answers what is sent to it and nothing else, and needs no such care.

use super::ServeError;
use crate::config::Settings;
use crate::ledger::folder;
use crate::sync::editions::State;
use std::fs::{File, TryLockError};

/// The file that is locked. The system lets go of it when the process ends, however that happens.
const LOCK: &str = "serve.lock";

/// Takes the lock, where messages are answered; nothing where the state folder cannot be written, which
/// is lived without.
pub(super) fn begin(settings: &Settings, state: &State) -> Result<Option<File>, ServeError> {
    if settings.discord.is_none() && settings.zulip.is_none() {
        return Ok(None);
    }
    let made = folder(state.folder()).and_then(|folder| File::create(folder.join(LOCK)));
    let taken = made.map_err(TryLockError::Error).and_then(|file| file.try_lock().map(|()| file));
    match taken {
        Ok(file) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {
            Err(ServeError::NotAlone(state.folder().display().to_string()))
        }
        // Some volumes know no locks, either.
        Err(TryLockError::Error(error)) => {
            tracing::debug!("no other process is kept from answering too: {error}");
            Ok(None)
        }
    }
}
