//! Objects of a repository, each held against its own name.
//!
//! A repository on disk may have lost or changed bytes. Their names are the hashes of what they held,
//! so that nothing that was changed passes for what somebody wrote.

use super::trouble::{Trouble, damaged};
use gix::ObjectId;
use gix::objs::tree::EntryMode;
use gix::objs::{CommitRef, Kind, TreeRef};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What is read of a commit.
pub(super) struct Commit {
    pub(super) tree: ObjectId,
    pub(super) first_parent: Option<ObjectId>,
    pub(super) at: Timestamp,
    pub(super) title: String,
}

/// What a folder holds, by name; names that are not UTF-8 are left out.
pub(super) type Tree = BTreeMap<String, Entry>;

/// A file, a folder or something else that a tree holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: EntryMode,
    pub(super) id: ObjectId,
}

/// The bytes of an object of this kind.
pub(super) fn bytes(git: &gix::Repository, id: ObjectId, kind: Kind) -> Result<Vec<u8>, Trouble> {
    let object = git.find_object(id).map_err(damaged)?;
    let hash = gix::objs::compute_hash(id.kind(), object.kind, &object.data).map_err(damaged)?;
    if hash != id {
        return Err(Trouble::Damaged(format!("object {id} was changed on disk")));
    }
    if object.kind != kind {
        return Err(Trouble::Damaged(format!("object {id} is no {kind}")));
    }
    Ok(object.detach().data)
}

/// What a commit is made of.
pub(super) fn commit(git: &gix::Repository, id: ObjectId) -> Result<Commit, Trouble> {
    let bytes = bytes(git, id, Kind::Commit)?;
    let commit = CommitRef::from_bytes(&bytes, id.kind()).map_err(damaged)?;
    let time = commit.committer().and_then(|committer| committer.time()).map_err(damaged)?;
    let title = commit.message.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(Commit {
        tree: commit.tree(),
        first_parent: commit.parents().next(),
        at: Timestamp::from_second(time.seconds)
            .map_err(|_| Trouble::Damaged(format!("commit {id} has a date that cannot be")))?,
        title: String::from_utf8_lossy(title).into_owned(),
    })
}

/// What a folder holds.
pub(super) fn tree(git: &gix::Repository, id: ObjectId) -> Result<Tree, Trouble> {
    let bytes = bytes(git, id, Kind::Tree)?;
    let tree = TreeRef::from_bytes(&bytes, id.kind()).map_err(damaged)?;
    let entry = |entry: &gix::objs::tree::EntryRef<'_>| {
        let name = std::str::from_utf8(entry.filename).ok()?.to_owned();
        Some((name, Entry { mode: entry.mode, id: entry.oid.to_owned() }))
    };
    Ok(tree.entries.iter().filter_map(entry).collect())
}
