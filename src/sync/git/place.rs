//! A source on this machine: a repository or a plain folder, read where it lies.
//!
//! Writes nothing there.

use super::trouble::{Trouble, damaged};
use super::{Fetched, Progress, Request, reading};
use crate::content::Files;
use crate::content::snapshot::Snapshot;
use crate::content::words::distance;
use crate::sync::files::{self, FolderError, MOST_FILES};
use gix::ObjectId;
use std::path::Path;

/// The most changes that part two names of branches that are taken for similar.
const SIMILAR: usize = 3;

/// What lies at a path.
pub(super) fn read(
    path: &Path,
    request: &Request<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Fetched, Trouble> {
    match repository(path, request.branch)? {
        Some((git, head)) => since(&git, head, request.known, progress),
        None => Ok(Fetched::Changed { snapshot: folder(path)?, rewound: false }),
    }
}

/// The commit that a branch is at; `None` for a plain folder.
pub(super) fn look(path: &Path, branch: &str) -> Result<Option<String>, Trouble> {
    match repository(path, branch)? {
        Some((_, head)) => Ok(Some(head.to_string())),
        None => folder(path).map(|_| None),
    }
}

/// The repository that lies at a path, with the head of a branch; `None` where none does.
fn repository(path: &Path, branch: &str) -> Result<Option<(gix::Repository, ObjectId)>, Trouble> {
    if !path.is_dir() {
        return Err(Trouble::NoFolder);
    }
    // The folders above do not count: content may lie in a folder of somebody's repository.
    let own = path.join(".git");
    if !own.exists() && gix::discover::is_git(path).is_err() {
        return Ok(None);
    }
    let git = gix::open_opts(path, options()).map_err(damaged)?;
    let head = tip(&git, branch)?;
    let head = head.ok_or_else(|| no_branch(branch, branches(&git)))?;
    Ok(Some((git, head)))
}

/// How repositories are opened: as they are, whatever the machine's and the user's configuration says.
pub(super) fn options() -> gix::open::Options {
    gix::open::Options::isolated()
}

/// The commit at the head of a branch, where there is such a branch.
pub(super) fn tip(git: &gix::Repository, branch: &str) -> Result<Option<ObjectId>, Trouble> {
    let Ok(name) = gix::refs::FullName::try_from(format!("refs/heads/{branch}")) else {
        return Ok(None);
    };
    let Some(mut reference) = git.try_find_reference(&name).map_err(damaged)? else {
        return Ok(None);
    };
    reference.peel_to_id().map(|id| Some(id.detach())).map_err(damaged)
}

/// What a repository holds at a commit, where that is not known.
pub(super) fn since(
    git: &gix::Repository,
    head: ObjectId,
    known: Option<&str>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Fetched, Trouble> {
    let known = known.and_then(|known| ObjectId::from_hex(known.as_bytes()).ok());
    if known == Some(head) {
        return Ok(Fetched::Unchanged);
    }
    let snapshot = reading::snapshot(git, head, progress)?;
    let rewound = match known {
        Some(known) => !leads_to(git, head, known)?,
        None => false,
    };
    Ok(Fetched::Changed { snapshot, rewound })
}

/// Whether a commit is among those that another builds on.
fn leads_to(git: &gix::Repository, head: ObjectId, commit: ObjectId) -> Result<bool, Trouble> {
    for ancestor in git.rev_walk([head]).all().map_err(damaged)? {
        if ancestor.map_err(damaged)?.id == commit {
            return Ok(true);
        }
    }
    Ok(false)
}

fn branches(git: &gix::Repository) -> Vec<String> {
    let Ok(references) = git.references() else { return Vec::new() };
    let Ok(branches) = references.local_branches() else { return Vec::new() };
    branches.flatten().map(|branch| branch.name().shorten().to_string()).collect()
}

/// That there is no such branch among these.
pub(super) fn no_branch(branch: &str, mut there: Vec<String>) -> Trouble {
    let parted = |name: &String| distance(branch, name, SIMILAR).unwrap_or(usize::MAX);
    there.sort_by_cached_key(|name| (parted(name), name.clone()));
    Trouble::NoBranch { branch: branch.to_owned(), there }
}

/// The files of a plain folder.
fn folder(path: &Path) -> Result<Snapshot, Trouble> {
    let files: Files = files::folder(path).map_err(|error| match error {
        FolderError::Missing(_) | FolderError::NotAFolder(_) | FolderError::Empty(_) => {
            Trouble::NoFolder
        }
        FolderError::Unreadable { path, error } => Trouble::Disk { path, error },
        FolderError::TooMany(_) => Trouble::TooMany(MOST_FILES),
    })?;
    let mut snapshot = Snapshot::default();
    for path in files.files.keys() {
        match files.text(path) {
            Some(Ok(text)) => {
                let place = snapshot.texts.iter().position(|known| known == text);
                let place = place.unwrap_or_else(|| {
                    snapshot.texts.push(text.to_owned());
                    snapshot.texts.len() - 1
                });
                snapshot.files.insert(path.clone(), place);
            }
            Some(Err(problem)) => {
                snapshot.refused.insert(path.clone(), problem);
            }
            None => {}
        }
    }
    snapshot.refused.extend(files.refused);
    snapshot.others = files.others;
    Ok(snapshot)
}
