//! A source as it was fetched: its files at the head of a branch, and how they came to be.
//!
//! Plain data that the shell hands to the core, so that the core reads history without knowing git.
//! Dates are those of the first-parent line of the branch: the day on which words came to the branch
//! that readers see, not the day on which somebody wrote them.

use super::Files;
use super::problem::Problem;
use super::words::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The text files of a source, today and before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The first-parent commits of the branch, oldest first; none for a plain folder. They tell of
    /// Markdown in hidden folders too, which `files` never has: it may have moved out of there.
    pub commits: Vec<Commit>,
    /// Every text that a file has or had, each once.
    pub texts: Vec<String>,
    /// The files at the head, by path: each a place in `texts`.
    pub files: BTreeMap<String, usize>,
    /// Files at the head that could not be taken, with the reason.
    pub refused: BTreeMap<String, Problem>,
    /// Files at the head that are no text: pictures, licences.
    pub others: BTreeSet<String>,
}

/// A first-parent commit and what it did to the text files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Its hash, in 40 hexadecimal digits.
    pub id: String,
    /// When it was committed.
    pub at: Timestamp,
    /// The number of the pull request that brought it, where its title names one.
    pub pull_request: Option<u64>,
    /// What it did.
    pub changes: Vec<Change>,
}

/// What a commit did to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file's path after the commit; before it, for one that was removed.
    pub file: String,
    /// Its text after the commit, as a place in [`Snapshot::texts`]; `None` where the commit removed
    /// it, or made something of it that is no text.
    pub text: Option<usize>,
    /// The path it had before, where the commit moved it.
    pub was: Option<String>,
}

impl Commit {
    /// The day of the commit, in UTC.
    pub fn day(&self) -> String {
        day(self.at)
    }
}

/// The day of a moment, in UTC: `2026-05-05`.
pub fn day(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

impl Snapshot {
    /// A folder as it lies there, without a history.
    pub fn of_files(files: Files) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for path in files.files.keys() {
            match files.text(path) {
                Some(Ok(text)) => {
                    snapshot.files.insert(path.clone(), snapshot.texts.len());
                    snapshot.texts.push(text.to_owned());
                }
                Some(Err(problem)) => {
                    snapshot.refused.insert(path.clone(), problem);
                }
                None => {}
            }
        }
        snapshot.refused.extend(files.refused);
        snapshot.others = files.others;
        snapshot
    }

    /// The newest commit.
    pub fn head(&self) -> Option<&Commit> {
        self.commits.last()
    }

    /// A file's text at the head.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).and_then(|at| self.texts.get(*at)).map(String::as_str)
    }

    /// Where a file that is not at the head today was moved to, if it was.
    pub fn moved(&self, file: &str) -> Option<&str> {
        let mut path: Option<&str> = None;
        for change in self.commits.iter().flat_map(|commit| &commit.changes) {
            if change.was.as_deref() == Some(path.unwrap_or(file)) {
                path = Some(&change.file);
            }
        }
        path.filter(|path| *path != file && self.files.contains_key(*path))
    }

    /// A name for exactly this snapshot: the SHA-256 of its JSON, in hexadecimal digits.
    ///
    /// # Errors
    /// Where it cannot be written as JSON, which no snapshot is known not to be.
    pub fn to_json(&self) -> Result<(String, Vec<u8>), serde_json::Error> {
        let json = serde_json::to_vec(self)?;
        Ok((Snapshot::id_of(&json), json))
    }

    /// The name of the snapshot that this JSON is.
    pub fn id_of(json: &[u8]) -> String {
        hex(&Sha256::digest(json))
    }

    /// The snapshot that JSON of the name `id` holds.
    ///
    /// # Errors
    /// Where it is another's, or damaged.
    pub fn from_json(id: &str, json: &[u8]) -> Result<Snapshot, String> {
        if Snapshot::id_of(json) != id {
            return Err("its bytes are not those that were written".to_owned());
        }
        serde_json::from_slice(json).map_err(|error| error.to_string())
    }
}

/// The number of the pull request that a commit's title names, as GitHub writes it for a merge
/// (`Merge pull request #12 from …`) and for a squash (`… (#12)`).
pub fn pull_request(title: &str) -> Option<u64> {
    let merged = title.strip_prefix("Merge pull request #").and_then(|rest| rest.split(' ').next());
    let squashed = title
        .trim_end()
        .strip_suffix(')')
        .and_then(|title| title.rsplit_once("(#"))
        .map(|(_, number)| number);
    merged.or(squashed)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_its_pull_request_as_github_writes_it() {
        for (title, expected) in [
            ("Merge pull request #152 from bytecodealliance/add-somebody", Some(152)),
            ("Add AI Tool Use Policy (#155)", Some(155)),
            ("Fix issue #12", None),
            ("See (#12) for more", None),
            ("", None),
        ] {
            assert_eq!(pull_request(title), expected, "{title}");
        }
    }

    #[test]
    fn a_moved_file_is_followed_to_where_it_is() {
        let change = |file: &str, was: Option<&str>| Commit {
            id: String::new(),
            at: Timestamp::UNIX_EPOCH,
            pull_request: None,
            changes: vec![Change {
                file: file.to_owned(),
                text: Some(0),
                was: was.map(str::to_owned),
            }],
        };
        let snapshot = Snapshot {
            commits: vec![change("a", None), change("b", Some("a")), change("c", Some("b"))],
            texts: vec![String::new()],
            files: BTreeMap::from([("c".to_owned(), 0), ("d".to_owned(), 0)]),
            ..Snapshot::default()
        };
        assert_eq!(snapshot.moved("a"), Some("c"));
        assert_eq!(snapshot.moved("b"), Some("c"));
        assert_eq!(snapshot.moved("c"), None);
        assert_eq!(snapshot.moved("d"), None);
    }
}
