//! Reads a content folder from disk, or the copy that is compiled in.
//!
//! Takes bytes and asks no questions about them, but for what must not be taken at all: files beyond
//! a sane size, and links that lead out of the folder.

use crate::content::Files;
use crate::content::problem::{Place, Problem};
use include_dir::{Dir, include_dir};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The largest file that is taken, in bytes: forty times the longest document known.
pub const LARGEST_FILE: u64 = 1 << 20;
/// The most files that are taken from one folder.
pub const MOST_FILES: usize = 10_000;
/// How deep folders are followed.
pub(super) const DEEPEST: usize = 24;

/// Folders that tools fill, never people.
const NEVER_CONTENT: [&str; 3] = ["node_modules", "target", "vendor"];

/// The endings of files that content is made of; everything else in the folder is left alone.
const ENDINGS: [&str; 5] = ["md", "markdown", "yaml", "yml", "txt"];

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// Why a content folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is no such folder.
    #[error(
        "There is no content folder at {0}. Give its path with --content, or leave that out for the content that ships."
    )]
    Missing(PathBuf),
    /// The path is not a folder.
    #[error("{0} is not a folder. Give the folder that holds sources.yaml.")]
    NotAFolder(PathBuf),
    /// There is nothing in the folder.
    #[error(
        "The content folder {0} is empty. Mount the folder that holds sources.yaml, or name another with --content."
    )]
    Empty(PathBuf),
    /// The folder cannot be looked into.
    #[error("{path} cannot be read: {error}. Check its permissions.")]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// More files than content can have.
    #[error(
        "{0} holds more than {MOST_FILES} files. Give the folder that holds sources.yaml, not one above it."
    )]
    TooMany(PathBuf),
}

/// The content that was compiled in.
pub fn shipped() -> Files {
    let mut files = Files::default();
    let mut open = vec![&SHIPPED];
    while let Some(folder) = open.pop() {
        open.extend(folder.dirs());
        for file in folder.files() {
            if let Some(path) = file.path().to_str().filter(|path| is_content(path)) {
                files.files.insert(path.to_owned(), file.contents().to_vec());
            }
        }
    }
    files
}

/// The files of a folder on disk.
///
/// # Errors
/// Where the folder itself cannot be read; a single file that cannot be taken is named in
/// [`Files::refused`].
pub fn folder(path: &Path) -> Result<Files, FolderError> {
    let unreadable = |error| FolderError::Unreadable { path: path.to_owned(), error };
    let root = match fs::canonicalize(path) {
        Ok(root) => root,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(FolderError::Missing(path.to_owned()));
        }
        Err(error) => return Err(unreadable(error)),
    };
    if !root.is_dir() {
        return Err(FolderError::NotAFolder(path.to_owned()));
    }
    if fs::read_dir(&root).map_err(unreadable)?.next().is_none() {
        return Err(FolderError::Empty(path.to_owned()));
    }
    let mut files = Files::default();
    walk(&root, &root, 0, &mut files)?;
    Ok(files)
}

/// Changes whenever a file of the folder comes or goes, and whenever content in it is written; `None`
/// where the folder cannot be looked into.
pub fn stamp(path: &Path) -> Option<u64> {
    let mut hash = DefaultHasher::new();
    stamp_below(path, 0, &mut hash).ok()?;
    Some(hash.finish())
}

fn stamp_below(folder: &Path, depth: usize, hash: &mut DefaultHasher) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if is_passed_over(&entry.file_name().to_string_lossy()) {
            continue;
        }
        entry.file_name().hash(hash);
        // A link may come to lead elsewhere: what it leads to counts.
        let Ok(about) = fs::metadata(entry.path()) else {
            continue;
        };
        let is_link = entry.file_type()?.is_symlink();
        if about.is_dir() && (!is_link || depth == 0) && depth < DEEPEST {
            stamp_below(&entry.path(), depth + 1, hash)?;
        } else if is_content(&entry.file_name().to_string_lossy()) {
            (about.len(), about.modified().ok()).hash(hash);
        }
    }
    Ok(())
}

fn walk(root: &Path, folder: &Path, depth: usize, files: &mut Files) -> Result<(), FolderError> {
    let unreadable = |error| FolderError::Unreadable { path: folder.to_owned(), error };
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let Some(name) = below(root, &path) else {
            continue;
        };
        let own_name = entry.file_name();
        if is_passed_over(&own_name.to_string_lossy()) {
            continue;
        }
        let refuse = |files: &mut Files, what: &str, remedy: &str| {
            files.refused.insert(name.clone(), Problem::error(Place::file(&name), what, remedy));
        };
        let target = match fs::canonicalize(&path) {
            Ok(target) => target,
            Err(error) => {
                if is_content(&name) {
                    refuse(
                        files,
                        &format!("This file cannot be read: {error}."),
                        "Mend the link or the permissions.",
                    );
                }
                continue;
            }
        };
        // A link may lead to another file of the folder, never to a file of the machine.
        if !target.starts_with(root) {
            refuse(
                files,
                "This link leads out of the content folder.",
                "Put the file itself here.",
            );
            continue;
        }
        if target.is_dir() {
            let linked = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let followed = !linked || (depth == 0 && is_hidden_below(root, &target));
            if depth < DEEPEST && followed {
                walk(root, &path, depth + 1, files)?;
            }
            continue;
        }
        // A pipe or a device would be waited for, perhaps for ever.
        if !target.is_file() {
            continue;
        }
        if files.files.len() + files.others.len() >= MOST_FILES {
            return Err(FolderError::TooMany(root.to_owned()));
        }
        if !is_content(&name) {
            files.others.insert(name);
            continue;
        }
        let size = fs::metadata(&target).map(|metadata| metadata.len()).unwrap_or(0);
        if size > LARGEST_FILE {
            files.refused.insert(name.clone(), too_large(&name, size));
            continue;
        }
        match fs::read(&target) {
            Ok(bytes) => {
                files.files.insert(name, bytes);
            }
            Err(error) => refuse(
                files,
                &format!("This file cannot be read: {error}."),
                "Check its permissions.",
            ),
        }
    }
    Ok(())
}

/// What is told of a file with so many bytes.
pub(super) fn too_large(file: &str, size: u64) -> Problem {
    let (size, most) = (size.div_ceil(1 << 10), LARGEST_FILE >> 10);
    let what = format!("This file has {size} KB; at most {most} are read.");
    Problem::error(Place::file(file), what, "Split it, or take it out of the folder.")
}

/// Whether a folder lies in one whose name begins with a dot, which nothing but a link leads into: so
/// are volumes mounted whose files change all at once.
fn is_hidden_below(root: &Path, path: &Path) -> bool {
    below(root, path).is_some_and(|path| path.starts_with('.'))
}

/// The path below the root, with `/` between its parts.
fn below(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// Whether a file or a folder of this name is left alone, with everything in it.
pub(super) fn is_passed_over(name: &str) -> bool {
    name.starts_with('.') || is_never_content(name)
}

/// Whether a folder of this name holds what others wrote, or what a program made.
pub(super) fn is_never_content(name: &str) -> bool {
    NEVER_CONTENT.contains(&name)
}

/// Whether a file is of those that content is made of.
pub(super) fn is_content(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
