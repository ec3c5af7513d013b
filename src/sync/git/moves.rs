//! Which files that came with a commit are files that went with it.
//!
//! As git sees it: the same bytes, or at least half of the lines.

use super::objects::Entry;
use super::trouble::{Trouble, damaged};
use gix::diff::blob::pipeline::{Mode, WorktreeRoots};
use gix::diff::rewrites::Tracker;
use gix::diff::tree::visit::Change;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

/// How much of a file is the same after it moved, at least.
const ALIKE: f32 = 0.5;
/// Where more files than this came or went at once, only those with the same bytes are recognised.
const MOST_COMPARED: usize = 200;

/// Recognises files that moved.
pub(super) struct Moves {
    cache: gix::diff::blob::Platform,
}

impl Moves {
    pub(super) fn of(git: &gix::Repository) -> Result<Moves, Trouble> {
        let nothing = gix::index::State::new(git.object_hash());
        let source = gix::worktree::stack::state::attributes::Source::IdMapping;
        let attributes = git.attributes_only(&nothing, source).map_err(damaged)?.detach();
        let roots = WorktreeRoots::default();
        let cache = gix::diff::resource_cache(git, Mode::ToGit, attributes, roots);
        Ok(Moves { cache: cache.map_err(damaged)? })
    }

    /// The former path of each file that moved, by its path now.
    pub(super) fn between(
        &mut self,
        git: &gix::Repository,
        went: &[(String, Entry)],
        came: &[(String, Entry)],
    ) -> Result<BTreeMap<String, String>, Trouble> {
        let mut moved = BTreeMap::new();
        let mut tracker = Tracker::new(gix::diff::Rewrites {
            copies: None,
            percentage: Some(ALIKE),
            limit: MOST_COMPARED,
            track_empty: false,
        });
        for (path, Entry { mode, id }) in went {
            let change = Change::Deletion { entry_mode: *mode, oid: *id, relation: None };
            tracker.try_push_change(change, path.as_str().into());
        }
        for (path, Entry { mode, id }) in came {
            let change = Change::Addition { entry_mode: *mode, oid: *id, relation: None };
            tracker.try_push_change(change, path.as_str().into());
        }
        let tracked = tracker.emit(
            |now, before| {
                if let Some(before) = before {
                    moved.insert(now.location.to_string(), before.location.to_string());
                }
                ControlFlow::Continue(())
            },
            &mut self.cache,
            &git.objects,
            |_| Ok::<(), Infallible>(()),
        );
        self.cache.clear_resource_cache();
        tracked.map_err(damaged)?;
        Ok(moved)
    }
}
