//! Keeps editions under the state folder: content-addressed, published by one atomic rename.
//!
//! Nothing here knows what an edition holds. What is found damaged is built again; what cannot be
//! written is lived without.

use crate::content::words::hex;
use crate::index::{Edition, IndexError};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

/// The folder of editions below the state folder.
const EDITIONS: &str = "editions";
/// The file of an edition that has the checksums of the others.
const SUMS: &str = "checksums";
/// The file that names the edition in use.
const CURRENT: &str = "current";
/// No writer needs longer for an edition.
const LONGEST_WRITE: Duration = Duration::from_secs(60 * 60);
/// Editions kept beside the one in use.
const KEPT: usize = 1;

/// Files with their names.
type NamedFiles = Vec<(String, Vec<u8>)>;

/// Where state is kept.
#[derive(Debug, Clone)]
pub struct State {
    folder: PathBuf,
}

impl State {
    /// Keeps state in this folder; nothing is written before there is something to keep.
    pub fn at(folder: impl Into<PathBuf>) -> State {
        State { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn edition(&self, id: &str) -> PathBuf {
        self.folder.join(EDITIONS).join(id)
    }

    /// Whether an edition with this id is on disk, whole or not.
    pub fn holds(&self, id: &str) -> bool {
        self.edition(id).is_dir()
    }

    /// The edition with this id, if it is held whole.
    ///
    /// # Errors
    /// Where it is held and damaged.
    pub fn load(&self, id: &str) -> Result<Option<Edition>, IndexError> {
        match self.files(id)? {
            Some(files) => Edition::from_files(id.to_owned(), files).map(Some),
            None => Ok(None),
        }
    }

    /// Whether the edition with this id has the bytes that were written, whichever program wrote them.
    pub fn is_whole(&self, id: &str) -> bool {
        self.files(id).is_ok_and(|files| files.is_some())
    }

    /// The files of an edition that is held whole.
    fn files(&self, id: &str) -> Result<Option<NamedFiles>, IndexError> {
        let folder = self.edition(id);
        let Ok(entries) = fs::read_dir(&folder) else {
            return Ok(None);
        };
        let mut files = Vec::new();
        let mut sums = String::new();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let content = fs::read(entry.path())
                .map_err(|error| IndexError::Damaged(format!("{name}: {error}")))?;
            if name == SUMS {
                sums = String::from_utf8_lossy(&content).into_owned();
            } else {
                files.push((name, content));
            }
        }
        // A file lost or changed on disk must not become a wrong quotation.
        if sums != checksums(id, &mut files) {
            return Err(IndexError::Damaged(
                "its files are not those that were written".to_owned(),
            ));
        }
        Ok(Some(files))
    }

    /// Puts an edition on disk, names it the one in use, and drops those before the last.
    ///
    /// # Errors
    /// Where the folder cannot be written; the edition before it stays as it was.
    pub fn publish(&self, edition: &Edition) -> Result<(), PublishError> {
        let wrong = |path: &Path| {
            let path = path.to_owned();
            move |error| PublishError::Disk { path, error }
        };
        let editions = self.folder.join(EDITIONS);
        fs::create_dir_all(&editions).map_err(wrong(&editions))?;
        let mut files = edition.to_files()?;
        let sums = checksums(&edition.id, &mut files);
        files.push((SUMS.to_owned(), sums.into_bytes()));
        // A name of its own for each writer: two may publish the same edition at once.
        let unfinished = editions.join(format!(".{}-{}", edition.id, std::process::id()));
        let written = write_all(&unfinished, &files).and_then(|()| {
            let place = self.edition(&edition.id);
            match fs::rename(&unfinished, &place) {
                // Another writer was first, or it lies there damaged: ours takes its place.
                Err(_) if place.exists() => {
                    fs::remove_dir_all(&place)?;
                    fs::rename(&unfinished, &place)
                }
                renamed => renamed,
            }
        });
        if let Err(error) = written {
            let _ = fs::remove_dir_all(&unfinished);
            return Err(wrong(&editions)(error));
        }
        let current = editions.join(CURRENT);
        self.name_current(&edition.id).map_err(wrong(&current))?;
        self.drop_old(&edition.id);
        Ok(())
    }

    /// Names the edition in use.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn name_current(&self, id: &str) -> io::Result<()> {
        if self.current().as_deref() == Some(id) {
            return Ok(());
        }
        let editions = self.folder.join(EDITIONS);
        let unfinished = editions.join(format!(".{CURRENT}-{}", std::process::id()));
        fs::write(&unfinished, id)?;
        fs::rename(&unfinished, editions.join(CURRENT))
    }

    /// The id of the edition in use.
    pub fn current(&self) -> Option<String> {
        let id = fs::read_to_string(self.folder.join(EDITIONS).join(CURRENT)).ok()?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// The ids of the editions that are held, in their order.
    pub fn ids(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join(EDITIONS)).into_iter().flatten().flatten();
        let mut ids: Vec<String> = entries
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        ids.sort();
        ids
    }

    /// Drops editions that are damaged, but for the one with this id, and gives their ids.
    pub fn drop_damaged(&self, but: &str) -> Vec<String> {
        let is_id = |id: &str| id.len() == but.len() && id.bytes().all(|b| b.is_ascii_hexdigit());
        let mut ids = self.ids();
        ids.retain(|id| id != but && is_id(id) && !self.is_whole(id));
        ids.retain(|id| fs::remove_dir_all(self.edition(id)).is_ok());
        ids
    }

    fn drop_old(&self, in_use: &str) {
        let Ok(entries) = fs::read_dir(self.folder.join(EDITIONS)) else {
            return;
        };
        let mut old: Vec<(std::time::SystemTime, PathBuf)> = entries
            .flatten()
            .filter(|entry| entry.path().is_dir() && entry.file_name() != in_use)
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        // What a writer left unfinished who was killed; one that is at work is quicker.
        let is_unfinished = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
        };
        let (unfinished, finished): (Vec<_>, Vec<_>) =
            old.into_iter().partition(|(_, path)| is_unfinished(path));
        for (written, path) in unfinished {
            if written.elapsed().is_ok_and(|age| age > LONGEST_WRITE) {
                let _ = fs::remove_dir_all(path);
            }
        }
        old = finished;
        old.sort();
        let surplus = old.len().saturating_sub(KEPT);
        for (_, path) in old.into_iter().take(surplus) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// The edition's id, so that none is taken for another, and then a line for each file, in the order of
/// their names: SHA-256 and name.
fn checksums(id: &str, files: &mut [(String, Vec<u8>)]) -> String {
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let line = |(name, content): &(String, Vec<u8>)| {
        format!("{}  {name}\n", hex(&Sha256::digest(content)))
    };
    std::iter::once(format!("{id}\n")).chain(files.iter().map(line)).collect()
}

fn write_all(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        let path = folder.join(name);
        fs::write(&path, content)?;
        fs::File::open(&path)?.sync_all()?;
    }
    fs::File::open(folder)?.sync_all()
}

/// Why an edition could not be put on disk.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The disk.
    #[error("The edition cannot be written to {path}: {error}. Name another folder with --state.")]
    Disk {
        /// Where.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
}
