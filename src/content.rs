//! Content: from the files of a folder, and of the sources that were fetched, to everything that can
//! be answered from.
//!
//! Text in, data out: nothing here opens a file, looks at a clock or knows a platform. Each room
//! below reads one kind of thing; [`read`] is the way through all of them.

pub mod anchor;
pub mod block;
pub mod check;
pub mod dialect;
pub mod difference;
pub mod document;
pub mod history;
mod html;
pub mod link;
pub mod links;
mod liquid;
pub mod markdown;
pub mod organisation;
mod outline;
pub mod page;
pub mod pages;
pub mod passage;
pub mod problem;
pub mod quotation;
mod reading;
pub mod roster;
pub mod signs;
pub mod snapshot;
pub mod source;
pub mod words;
pub mod yaml;

pub use reading::{HINTS, REPORT, Reading, manifest, read};

use problem::Problem;
use sha2::{Digest, Sha256};
use snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// The way in which content is read and indexed, named by the build: part of an edition's name, so
/// that other code builds its own.
const FORM: &str = concat!("tenet ", env!("CARGO_PKG_VERSION"), " ", env!("TENET_FORM"));

/// A content folder, and what its sources were fetched to be.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The files of the folder.
    pub files: Files,
    /// The sources that were fetched, by id. Each replaces its folder whole.
    pub synced: BTreeMap<String, Snapshot>,
}

impl From<Files> for Content {
    fn from(files: Files) -> Content {
        Content { files, synced: BTreeMap::new() }
    }
}

/// The files of a content folder, by their path below it with `/` between the parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// The files' bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Files that were there and could not be taken, with the reason.
    pub refused: BTreeMap<String, Problem>,
    /// Files that lie there beside the content: pictures, licences.
    pub others: BTreeSet<String>,
}

impl Files {
    /// Whether a file or a folder of this path is there.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        let inside = |name: &String| name.starts_with(&folder);
        self.files.contains_key(path)
            || self.others.contains(path)
            || self.files.keys().any(inside)
            || self.others.iter().any(inside)
    }

    /// The text of a file: `None` where there is no such file.
    ///
    /// # Errors
    /// Where the file could not be taken or is not UTF-8.
    pub fn text(&self, path: &str) -> Option<Result<&str, Problem>> {
        if let Some(problem) = self.refused.get(path) {
            return Some(Err(problem.clone()));
        }
        self.files.get(path).map(|bytes| as_text(path, bytes))
    }

    /// A name for exactly these files as this version of tenet reads them, with the snapshots of the
    /// sources that were fetched, by source: 32 hexadecimal digits.
    pub fn fingerprint(&self, synced: &BTreeMap<String, String>) -> String {
        let mut hash = Sha256::new();
        hash.update(FORM.as_bytes());
        for (path, bytes) in &self.files {
            hash.update((path.len() as u64).to_le_bytes());
            hash.update(path.as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        // A file that cannot be taken today may have been held before: that is other content.
        for (path, problem) in &self.refused {
            hash.update(b"refused");
            hash.update(path.as_bytes());
            hash.update(problem.what.as_bytes());
        }
        for (source, snapshot) in synced {
            hash.update(b"synced");
            hash.update(source.as_bytes());
            hash.update(snapshot.as_bytes());
        }
        words::hex(&hash.finalize()[..16])
    }
}

/// The bytes of the file at this path as text.
///
/// # Errors
/// Where they are not UTF-8.
pub fn as_text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Problem::error(
            problem::Place::line(path, line),
            "This file is not UTF-8 text.",
            "Save it as UTF-8 in your editor.",
        )
    })
}
