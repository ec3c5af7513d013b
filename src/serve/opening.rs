//! Opens the library of the content that is configured, if it is the organisation's own.
//!
//! Fetches nothing, and reads from disk only what is not in memory.

use super::ServeError;
use crate::config::Settings;
use crate::content::words::fold;
use crate::content::{self, Files};
use crate::index::Edition;
use crate::library::Library;
use crate::sync::editions::State;
use crate::sync::files::{self, FolderError};
use crate::sync::opening::{self, HeldSources, Opened};
use std::sync::Arc;

/// The content folder, or the content that ships.
pub(super) fn read(settings: &Settings) -> Result<Files, FolderError> {
    match &settings.content {
        Some(folder) => files::folder(folder),
        None => Ok(files::shipped()),
    }
}

/// The library of these files and of what is held of their sources. Its edition is the one
/// on the shelf where it is the same.
pub(super) fn open(
    settings: &Settings,
    state: &State,
    files: Files,
    on_the_shelf: Option<Arc<Edition>>,
) -> Result<Opened, ServeError> {
    let (manifest, refusals) = content::manifest(&files);
    if !refusals.is_empty() {
        return Err(ServeError::Refused(refusals));
    }
    let content = manifest.organisation.clone();
    match settings.organisation.clone() {
        None => return Err(ServeError::NoOrganisation { content }),
        Some(configured) if fold(&configured) != fold(&content) => {
            return Err(ServeError::Foreign { configured, content });
        }
        Some(_) => {}
    }
    let (held, id) = HeldSources::with_edition(&manifest, &files, state);
    if let Some(edition) = on_the_shelf.filter(|edition| edition.id == id) {
        let library = Library { edition, status: Arc::new(held.status) };
        return Ok(Opened { library, built: false, unsaved: None, damaged: held.damaged });
    }
    Ok(opening::open(files, state, &mut |_, _| {})?)
}

/// Whether the edition of these files is the one on the shelf, or lies on disk.
pub(super) fn is_held(state: &State, files: &Files, shelved: &str) -> bool {
    let (manifest, _) = content::manifest(files);
    let (_, id) = HeldSources::with_edition(&manifest, files, state);
    id == shelved || state.holds(&id)
}

/// Says what is wrong with the state folder. Where rounds are made, they say that they cannot write.
pub(super) fn tell(settings: &Settings, opened: &Opened) {
    for source in &opened.damaged {
        let until = match settings.sync_every {
            Some(_) => "until it is fetched again",
            None => "until you run `tenet sync`",
        };
        tracing::warn!(
            "{source}: what was fetched is damaged on disk. What ships answers {until}."
        );
    }
    if let (Some(error), None) = (&opened.unsaved, settings.sync_every) {
        tracing::warn!("{error} Until then answers come from memory.");
    }
}
