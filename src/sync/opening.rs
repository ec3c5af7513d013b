//! Opens the library: the edition of the content and of what was fetched of its sources, from disk or
//! built now.
//!
//! Nothing here fetches. What cannot be kept on disk is answered from all the same.

use super::editions::{PublishError, State};
use super::sources::{self, Records};
use crate::content::problem::{Problem, first_of};
use crate::content::source::Manifest;
use crate::content::{self, Content, Files, Reading};
use crate::index::{Edition, IndexError};
use crate::library::{Library, SyncFailure, SyncStatus};
use std::collections::{BTreeMap, BTreeSet};

/// A library, and how it was come by.
pub struct Opened {
    /// The library.
    pub library: Library,
    /// Whether the edition was built now.
    pub built: bool,
    /// Why it could not be kept on disk, where it could not.
    pub unsaved: Option<PublishError>,
    /// The sources of which what was fetched is damaged on disk.
    pub damaged: BTreeSet<String>,
}

/// Why no library can be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The content cannot be followed.
    #[error("{}", first_of(.0))]
    Refused(Vec<Problem>),
    /// The index cannot be built.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// What is held of the sources of a content folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldSources {
    /// Their snapshots, by source.
    pub snapshots: BTreeMap<String, String>,
    /// When they were looked at.
    pub status: SyncStatus,
    /// Those of which what was fetched turned out to be damaged on disk.
    pub damaged: BTreeSet<String>,
}

impl HeldSources {
    /// What a state folder holds of the sources of a content folder, and the id of the edition that is
    /// made of both.
    pub fn with_edition(
        manifest: &Manifest,
        files: &Files,
        state: &State,
    ) -> (HeldSources, String) {
        let held = HeldSources::in_state(manifest, state);
        let id = files.fingerprint(&held.snapshots);
        (held, id)
    }

    /// What a state folder holds of the sources that `manifest` names.
    pub fn in_state(manifest: &Manifest, state: &State) -> HeldSources {
        if let Some(records) = state.whole_records() {
            return HeldSources::of(manifest, &records);
        }
        let fetched = manifest.sources.iter().filter(|source| source.git.is_some());
        HeldSources {
            damaged: fetched.map(|source| source.id.clone()).collect(),
            ..HeldSources::default()
        }
    }

    /// What `records` hold of the sources that `manifest` names.
    pub fn of(manifest: &Manifest, records: &Records) -> HeldSources {
        let mut held = HeldSources::default();
        for source in &manifest.sources {
            let Some(record) = records.get(&sources::name(source)) else {
                continue;
            };
            held.status.sources.insert(source.id.clone(), record.status());
            if let Some(snapshot) = &record.snapshot {
                held.snapshots.insert(source.id.clone(), snapshot.clone());
            }
        }
        held
    }
}

/// The content with its sources as far as their snapshots can be read. One that cannot is told in
/// `status`: what ships answers in its place until the next sync.
pub fn content_of(files: Files, state: &State, held: &mut HeldSources) -> Content {
    let mut synced = BTreeMap::new();
    for (source, id) in std::mem::take(&mut held.snapshots) {
        match state.snapshot(&id) {
            Ok(snapshot) => {
                synced.insert(source.clone(), snapshot);
                held.snapshots.insert(source, id);
            }
            Err(error) => {
                tracing::debug!(source, error, "what was fetched is damaged");
                if let Some(status) = held.status.sources.get_mut(&source)
                    && let Some(at) = status.checked.take()
                {
                    let what = "What was fetched is damaged on disk.".to_owned();
                    status.failed = Some(SyncFailure { at, what });
                }
                held.damaged.insert(source);
            }
        }
    }
    Content { files, synced }
}

/// The library of a content folder. `progress` is told after each entry of the index how many there
/// are and how many are done, where it must be built.
///
/// # Errors
/// Where the content cannot be followed, or the index cannot be built.
pub fn open(
    files: Files,
    state: &State,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Opened, OpenError> {
    let (manifest, _) = content::manifest(&files);
    let (mut held, id) = HeldSources::with_edition(&manifest, &files, state);
    match state.load(&id) {
        Ok(Some(edition)) => {
            if let Err(error) = state.name_current(&id) {
                tracing::info!(%error, "the edition in use cannot be named");
            }
            let library = Library::new(edition, held.status);
            return Ok(Opened { library, built: false, unsaved: None, damaged: held.damaged });
        }
        Ok(None) => {}
        Err(error) => {
            tracing::debug!(%error, "an edition is damaged");
            tracing::info!("The edition on disk is damaged, and is built again.");
        }
    }
    let content = content_of(files, state, &mut held);
    let without_damaged = content.files.fingerprint(&held.snapshots);
    if without_damaged != id
        && let Ok(Some(edition)) = state.load(&without_damaged)
    {
        let library = Library::new(edition, held.status);
        return Ok(Opened { library, built: false, unsaved: None, damaged: held.damaged });
    }
    let edition = build(&content, without_damaged, progress)?;
    let unsaved = state.publish(&edition).err();
    let library = Library::new(edition, held.status);
    Ok(Opened { library, built: true, unsaved, damaged: held.damaged })
}

/// Builds the edition of a content folder and its sources.
///
/// # Errors
/// Where the content cannot be followed, or the index cannot be built.
pub fn build(
    content: &Content,
    id: String,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Edition, OpenError> {
    let Reading { catalogue, refusals, .. } = content::read(content);
    if !refusals.is_empty() {
        return Err(OpenError::Refused(refusals));
    }
    Ok(Edition::build(id, catalogue, progress)?)
}
