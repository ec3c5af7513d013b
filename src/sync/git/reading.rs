//! Reads a repository: the files at the head of a branch, and how they came to be.
//!
//! Follows the first-parent line, which is the line of what readers of the branch saw. Of a commit it
//! keeps what it did and when, never who made it or what they wrote about it.

use super::difference::{self, Changed};
use super::objects::{self, Entry};
use super::trouble::{Trouble, damaged};
use super::{Progress, moves};
use crate::content::as_text;
use crate::content::problem::{Place, Problem};
use crate::content::snapshot::{Change, Commit, Snapshot, pull_request};
use crate::content::source::{is_hidden, is_markdown};
use crate::sync::files::{self, LARGEST_FILE, MOST_FILES};
use gix::ObjectId;
use gix::objs::Kind;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most commits that are read; what is older counts as there from the beginning.
const MOST_COMMITS: usize = 20_000;
/// The most bytes of text, today's and former, that are held.
const MOST_TEXT: usize = 256 << 20;

/// The files of a commit, and the first-parent line that leads to it.
pub(super) fn snapshot(
    git: &gix::Repository,
    head: ObjectId,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Snapshot, Trouble> {
    let line = first_parents(git, head)?;
    let mut reader = Reader {
        git,
        moves: moves::Moves::of(git)?,
        texts: Vec::new(),
        bytes: 0,
        blobs: HashMap::new(),
    };
    let mut commits = Vec::with_capacity(line.len());
    let mut before = None;
    let of = line.len();
    for (id, commit) in line {
        commits.push(Commit {
            id: id.to_string(),
            at: commit.at,
            pull_request: pull_request(&commit.title),
            changes: reader.changes(before, commit.tree)?,
        });
        before = Some(commit.tree);
        progress(Progress::Read { commits: commits.len(), of });
    }
    let mut snapshot = Snapshot { commits, ..Snapshot::default() };
    if let Some(tree) = before {
        reader.files(tree, &mut snapshot)?;
    }
    snapshot.texts = reader.texts;
    Ok(snapshot)
}

/// The first-parent line, oldest first.
fn first_parents(
    git: &gix::Repository,
    head: ObjectId,
) -> Result<Vec<(ObjectId, objects::Commit)>, Trouble> {
    let shallow = git.shallow_commits().map_err(damaged)?;
    let mut line = Vec::new();
    let mut next = Some(head);
    while let Some(id) = next.filter(|_| line.len() < MOST_COMMITS) {
        let commit = objects::commit(git, id)?;
        // Where a clone was cut short, the parents that its oldest commits name are not there.
        let last = shallow.as_ref().is_some_and(|shallow| shallow.iter().any(|cut| *cut == id));
        next = commit.first_parent.filter(|_| !last);
        line.push((id, commit));
    }
    line.reverse();
    Ok(line)
}

struct Reader<'r> {
    git: &'r gix::Repository,
    moves: moves::Moves,
    texts: Vec<String>,
    /// How many bytes the texts have together.
    bytes: usize,
    /// Each blob that was read: its place in `texts`, or why it is no text.
    blobs: HashMap<ObjectId, Result<usize, Problem>>,
}

impl Reader<'_> {
    /// What a commit did to files that content is made of.
    fn changes(
        &mut self,
        before: Option<ObjectId>,
        after: ObjectId,
    ) -> Result<Vec<Change>, Trouble> {
        let mut came = Vec::new();
        let mut went = Vec::new();
        let mut changes = Vec::new();
        for Changed { path, before, after } in difference::between(self.git, before, after)? {
            // What is a document today may have come out of a folder that belongs to a tool.
            if !files::is_content(&path) || is_hidden(&path) && !is_markdown(&path) {
                continue;
            }
            let held_before = self.held(before)?;
            let held = self.held(after)?;
            match (before, after) {
                (Some(before), None) if held_before.is_some() => went.push((path, before)),
                (None, Some(after)) if held.is_some() => came.push((path, after)),
                _ if held_before.is_none() && held.is_none() => {}
                _ => changes.push(Change { file: path, text: held, was: None }),
            }
        }
        let mut was: BTreeMap<String, String> = self.moves.between(self.git, &went, &came)?;
        for (file, entry) in came {
            let was = was.remove(&file);
            went.retain(|(path, _)| Some(path) != was.as_ref());
            changes.push(Change { text: self.held(Some(entry))?, was, file });
        }
        changes.extend(went.into_iter().map(|(file, _)| Change { file, text: None, was: None }));
        changes.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(changes)
    }

    /// The files of a tree.
    fn files(&mut self, tree: ObjectId, snapshot: &mut Snapshot) -> Result<(), Trouble> {
        let mut others = BTreeSet::new();
        for Changed { path, after, .. } in difference::between(self.git, None, tree)? {
            let Some(entry) = after.filter(|_| !is_hidden(&path)) else { continue };
            if !files::is_content(&path) {
                others.insert(path);
            } else {
                match self.text(entry)? {
                    Ok(text) => {
                        snapshot.files.insert(path, text);
                    }
                    Err(mut problem) => {
                        problem.place.file.clone_from(&path);
                        snapshot.refused.insert(path, problem);
                    }
                }
            }
            if snapshot.files.len() + snapshot.refused.len() + others.len() > MOST_FILES {
                return Err(Trouble::TooMany(MOST_FILES));
            }
        }
        snapshot.others = others;
        Ok(())
    }

    /// The place of a file's text, where there is a file and it is text.
    fn held(&mut self, entry: Option<Entry>) -> Result<Option<usize>, Trouble> {
        Ok(match entry {
            Some(entry) => self.text(entry)?.ok(),
            None => None,
        })
    }

    /// The place of a file's text, or why it is none: a problem that does not name the file yet.
    fn text(&mut self, entry: Entry) -> Result<Result<usize, Problem>, Trouble> {
        if !entry.mode.is_blob() {
            return Ok(Err(Problem::error(
                Place::file(""),
                "This is a link, and links in a repository are not followed.",
                "Put the file itself here.",
            )));
        }
        if let Some(known) = self.blobs.get(&entry.id) {
            return Ok(known.clone());
        }
        let size = self.git.find_header(entry.id).map_err(damaged)?.size();
        let text = if size > LARGEST_FILE {
            Err(files::too_large("", size))
        } else {
            let bytes = objects::bytes(self.git, entry.id, Kind::Blob)?;
            as_text("", &bytes).map(str::to_owned)
        };
        let place = match text {
            Ok(text) => {
                self.bytes += text.len();
                if self.bytes > MOST_TEXT {
                    return Err(Trouble::TooLarge(MOST_TEXT as u64));
                }
                self.texts.push(text);
                Ok(self.texts.len() - 1)
            }
            Err(problem) => Err(problem),
        };
        self.blobs.insert(entry.id, place.clone());
        Ok(place)
    }
}
