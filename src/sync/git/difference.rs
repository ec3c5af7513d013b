//! What parts two trees: which files came, went and changed.
//!
//! Looks only where trees differ and only at what content may be made of. It does not know what a file
//! holds, nor that one that came may be one that went.

use super::objects::{self, Entry, Tree};
use super::trouble::Trouble;
use crate::sync::files;
use gix::ObjectId;

/// The most names that one comparison looks at. A tree may name itself again and again, and is then
/// larger than any memory.
const MOST_NAMES: usize = 250_000;

/// A file that is not the same in two trees.
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) before: Option<Entry>,
    pub(super) after: Option<Entry>,
}

/// The files in which two trees differ; where `before` is absent, all files. Sorted by path.
pub(super) fn between(
    git: &gix::Repository,
    before: Option<ObjectId>,
    after: ObjectId,
) -> Result<Vec<Changed>, Trouble> {
    let mut walk = Walk { git, changed: Vec::new(), names: 0 };
    walk.compare("", 0, before, Some(after))?;
    walk.changed.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk.changed)
}

struct Walk<'r> {
    git: &'r gix::Repository,
    changed: Vec<Changed>,
    names: usize,
}

impl Walk<'_> {
    fn compare(
        &mut self,
        folder: &str,
        depth: usize,
        before: Option<ObjectId>,
        after: Option<ObjectId>,
    ) -> Result<(), Trouble> {
        if before == after || depth > files::DEEPEST {
            return Ok(());
        }
        let read = |id: Option<ObjectId>| match id {
            Some(id) => objects::tree(self.git, id),
            None => Ok(Tree::new()),
        };
        let (before, after) = (read(before)?, read(after)?);
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        for name in gone.chain(after.keys()) {
            self.names += 1;
            if self.names > MOST_NAMES {
                return Err(Trouble::TooMany(MOST_NAMES));
            }
            let (before, after) = (before.get(name).copied(), after.get(name).copied());
            if before == after || files::is_never_content(name) {
                continue;
            }
            let path = match folder {
                "" => name.clone(),
                folder => format!("{folder}/{name}"),
            };
            let tree = |entry: Option<Entry>| entry.filter(|entry| entry.mode.is_tree());
            // A submodule is another repository, which nobody named as a source.
            let file = |entry: Option<Entry>| {
                entry.filter(|entry| !entry.mode.is_tree() && !entry.mode.is_commit())
            };
            let below = |entry: Option<Entry>| tree(entry).map(|entry| entry.id);
            self.compare(&path, depth + 1, below(before), below(after))?;
            if file(before) != file(after) {
                self.changed.push(Changed { path, before: file(before), after: file(after) });
            }
        }
        Ok(())
    }
}
