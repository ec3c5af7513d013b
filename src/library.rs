//! What questions are answered from: one edition, and how fresh it is.

use crate::index::Edition;
use arc_swap::ArcSwap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An edition on the shelf. A reader keeps the one it took until it has answered, so that no answer
/// mixes two.
#[derive(Debug, Clone)]
pub struct Library {
    /// The edition.
    pub edition: Arc<Edition>,
    /// How fresh its sources are.
    pub status: Arc<SyncStatus>,
}

/// When the sources were looked at, by source; a source that was never looked at is not named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncStatus {
    /// By the source's id.
    pub sources: BTreeMap<String, SourceStatus>,
}

/// When a source was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceStatus {
    /// When it was last looked at and taken as it was.
    pub checked: Option<Timestamp>,
    /// Why it could not be taken at the last try, where it could not.
    pub failed: Option<SyncFailure>,
}

/// Why a source could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncFailure {
    /// When that was tried.
    pub at: Timestamp,
    /// What went wrong, in a sentence.
    pub what: String,
}

/// As much of an edition's or a commit's id as tells it from others.
pub fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

impl Library {
    /// An edition with the status of its sources.
    pub fn new(edition: Edition, status: SyncStatus) -> Library {
        Library { edition: Arc::new(edition), status: Arc::new(status) }
    }
}

/// Where a running process keeps the library that answers now.
///
/// A reader takes it once for each question and answers from what it took; another may be put in its
/// place meanwhile, and nobody waits.
#[derive(Debug)]
pub struct Shelf {
    library: ArcSwap<Library>,
}

impl Shelf {
    /// A shelf with a library on it.
    pub fn new(library: Library) -> Shelf {
        Shelf { library: ArcSwap::from_pointee(library) }
    }

    /// The library that answers now.
    pub fn take(&self) -> Arc<Library> {
        self.library.load_full()
    }

    /// Puts another library in its place, for all questions from now on.
    pub fn put(&self, library: Library) {
        self.library.store(Arc::new(library));
    }
}
