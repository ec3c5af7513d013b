//! A working copy of a document repository in the place of its source, to be looked at before
//! readers see it.
//!
//! Takes the files as they lie in the folder, changes not committed included, and asks no git. What
//! is wrong elsewhere in the content is nothing that a branch of this repository could mend, so it
//! is told apart from what is.

use crate::cli::Failure;
use crate::content::check::{check, without_hints};
use crate::content::difference::{Difference, difference};
use crate::content::organisation::Catalogue;
use crate::content::problem::{Place, Problem};
use crate::content::snapshot::Snapshot;
use crate::content::source::{self, Manifest, Source};
use crate::content::{self, Content, Files, HINTS, Reading};
use crate::sync::editions::State;
use crate::sync::files::{self, FolderError};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A source and the folder in which it lies.
#[derive(Debug, Clone)]
pub(super) struct WorkingCopy {
    source: String,
    folder: PathBuf,
}

impl FromStr for WorkingCopy {
    type Err = String;

    fn from_str(typed: &str) -> Result<WorkingCopy, String> {
        match typed.split_once('=') {
            Some((source, folder)) if !source.is_empty() && !folder.is_empty() => {
                Ok(WorkingCopy { source: source.to_owned(), folder: folder.into() })
            }
            _ => Err("write a source's id and its folder, as in governance=.".to_owned()),
        }
    }
}

/// What the content is compared with.
#[derive(Debug, Clone)]
pub(super) enum Against {
    /// The source that `--from` names, as it lies in another folder; or an edition, by the
    /// beginning of its id or as `current`.
    Named(String),
    /// A source as it lies in another folder.
    Copy(WorkingCopy),
}

/// The name of the edition in use.
const CURRENT: &str = "current";

impl FromStr for Against {
    type Err = String;

    fn from_str(typed: &str) -> Result<Against, String> {
        if typed.is_empty() {
            return Err("write `current`, the id of an edition, or a folder".to_owned());
        }
        let copy = typed.parse().map(Against::Copy);
        Ok(copy.unwrap_or_else(|_| Against::Named(typed.to_owned())))
    }
}

/// Whom a problem concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Concern {
    /// Those who keep the files that were looked at: it is in one of them.
    Own,
    /// Them too: the content counted on something that they took away.
    Caused,
    /// Others.
    Others,
}

/// The content, with working copies in the place of their sources.
pub(super) struct Laid<'a> {
    /// The content as it is without them.
    plain: Content,
    content: Content,
    from: &'a [WorkingCopy],
    reading: Reading,
}

impl Laid<'_> {
    /// Lays working copies into the content.
    pub(super) fn out(plain: Content, from: &[WorkingCopy]) -> Result<Laid<'_>, Failure> {
        let mut content = plain.clone();
        if !from.is_empty() {
            let reading = content::read(&plain);
            for copy in from {
                copy.lay_into(&mut content, &reading)?;
            }
        }
        let reading = content::read(&content);
        Ok(Laid { plain, content, from, reading })
    }

    /// Every problem with whom it concerns, one's own first. Without a working copy all are one's
    /// own.
    pub(super) fn problems(&self) -> Vec<(Concern, Problem)> {
        let found = check(&self.content);
        if self.from.is_empty() {
            return found.into_iter().map(|problem| (Concern::Own, problem)).collect();
        }
        let without = check(&self.plain);
        let mut found = found;
        found.extend(self.emptied());
        let mut problems: Vec<(Concern, Problem)> = found
            .into_iter()
            .map(|problem| match self.own(&problem) {
                Some(own) => (Concern::Own, own),
                None if self.is_caused(&problem, &without) => (Concern::Caused, problem),
                None => (Concern::Others, problem),
            })
            .collect();
        problems.sort();
        problems
    }

    /// The ids of passages without hints. Those who keep the documents of a working copy do not write
    /// the hints, so with one there are none to tell of.
    pub(super) fn without_hints(&self) -> Vec<&str> {
        if self.from.is_empty() { without_hints(&self.reading) } else { Vec::new() }
    }

    /// Bodies whose lists in a working copy have lost everybody: a sync would hold them back.
    fn emptied(&self) -> Vec<Problem> {
        let before = content::read(&self.plain).catalogue.rosters;
        let peopled = before.into_iter().filter(|roster| !roster.canonical.seats.is_empty());
        peopled
            .filter(|was| self.from.iter().any(|copy| copy.source == was.canonical.source))
            .filter(|was| {
                let rosters = &self.reading.catalogue.rosters;
                let now = rosters.iter().find(|now| now.body == was.body);
                now.is_none_or(|now| now.canonical.seats.is_empty())
            })
            .filter(|was| was.part_of.is_none() && was.ended.is_none() && was.made_of.is_empty())
            .filter_map(|was| {
                let sources = &self.reading.manifest.sources;
                let source = sources.iter().find(|source| source.id == was.canonical.source)?;
                Some(Problem::error(
                    Place::file(source.path(&was.canonical.file)),
                    format!("The roster of `{}` lists nobody any more.", was.body),
                    "List its people as before: a sync would not take this.",
                ))
            })
            .collect()
    }

    /// A problem in a file of a working copy, with the file's name as its repository has it.
    fn own(&self, problem: &Problem) -> Option<Problem> {
        let path = problem.place.file.as_str();
        let source = source_of(&self.reading.manifest, path)?;
        let copy = self.from.iter().find(|copy| copy.source == source.id)?;
        let file = path.strip_prefix(&source.path("")).unwrap_or(path);
        // Two repositories have files of one name: then their folders tell them apart.
        let file = match self.from {
            [_] => file.to_owned(),
            _ => copy.folder.join(file).display().to_string().trim_start_matches("./").to_owned(),
        };
        let mut own = problem.clone();
        own.place.file = file;
        Some(own)
    }

    /// Whether a problem came with the working copies: an id or a file that the content names.
    fn is_caused(&self, problem: &Problem, without: &[Problem]) -> bool {
        [source::FILE, HINTS].contains(&problem.place.file.as_str()) && !without.contains(problem)
    }

    /// What is different for readers; `None` where errors keep the content from being read.
    pub(super) fn changes(
        &self,
        against: &Against,
        state: &State,
    ) -> Result<Option<Difference>, Failure> {
        let (before, is_edition) = match against {
            Against::Copy(copy) => (self.of_copy(copy)?, false),
            Against::Named(name) if name != CURRENT && Path::new(name).exists() => {
                (self.of_copy(&self.same_source(name)?)?, false)
            }
            Against::Named(name) => (self.of_edition(name, state)?, true),
        };
        if !self.reading.refusals.is_empty() {
            return Ok(None);
        }
        let after = self.reading.catalogue.clone();
        // An edition may have other sources in another state; that is not this branch's doing.
        Ok(Some(match is_edition {
            true => difference(&self.own_part(before), &self.own_part(after)),
            false => difference(&before, &after),
        }))
    }

    /// The one source that was laid in, as it lies in another folder.
    fn same_source(&self, folder: &str) -> Result<WorkingCopy, Failure> {
        match self.from {
            [copy] => Ok(WorkingCopy { source: copy.source.clone(), folder: folder.into() }),
            _ => Err(Failure::Usage(format!(
                "Of which source is {folder} a copy? Write --against ID={folder}."
            ))),
        }
    }

    fn of_edition(&self, name: &str, state: &State) -> Result<Catalogue, Failure> {
        let held = state.ids();
        let id = match name {
            CURRENT => state.current(),
            start => match held.iter().filter(|id| id.starts_with(start)).collect::<Vec<_>>()[..] {
                [id] => Some(id.clone()),
                _ => None,
            },
        };
        let edition = match &id {
            Some(id) => state.load(id)?,
            None => None,
        };
        edition.map(|edition| edition.catalogue).ok_or_else(|| {
            let folder = state.folder().display();
            Failure::Unusable(match held.as_slice() {
                [] => format!(
                    "`{name}` is no folder, and {folder} holds no edition. Build one with `tenet index`."
                ),
                held => format!(
                    "`{name}` is no folder and no single edition of {folder}. There are: {}.",
                    held.join(", ")
                ),
            })
        })
    }

    fn of_copy(&self, copy: &WorkingCopy) -> Result<Catalogue, Failure> {
        let mut content = self.content.clone();
        copy.lay_into(&mut content, &self.reading)?;
        let reading = content::read(&content);
        if reading.refusals.is_empty() {
            Ok(reading.catalogue)
        } else {
            Err(Failure::Refused(reading.refusals))
        }
    }

    /// The part of a catalogue that comes from the working copies; all of it where there are none.
    fn own_part(&self, mut catalogue: Catalogue) -> Catalogue {
        let own = |source: &str| {
            self.from.is_empty() || self.from.iter().any(|copy| copy.source == source)
        };
        catalogue.documents.retain(|card| own(&card.source));
        catalogue.passages.retain(|passage| own(&passage.citation.source));
        catalogue.rosters.retain(|roster| own(&roster.canonical.source));
        catalogue
    }
}

impl WorkingCopy {
    /// Puts the folder's files in the place of the source's. `reading` knows the sources there are.
    fn lay_into(&self, content: &mut Content, reading: &Reading) -> Result<(), Failure> {
        let sources = &reading.manifest.sources;
        if !sources.iter().any(|source| source.id == self.source) {
            if sources.is_empty() && !reading.refusals.is_empty() {
                return Err(Failure::Refused(reading.refusals.clone()));
            }
            let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
            return Err(Failure::Usage(format!(
                "No source has the id `{}`. There are: {}.",
                self.source,
                ids.join(", ")
            )));
        }
        let snapshot = Snapshot::of_files(taken(&self.folder)?);
        content.synced.insert(self.source.clone(), snapshot);
        Ok(())
    }
}

fn taken(folder: &Path) -> Result<Files, Failure> {
    let shown = folder.display();
    files::folder(folder).map_err(|error| match error {
        FolderError::Missing(_) => Failure::Unusable(format!(
            "There is no folder at {shown}. Give the folder of a working copy."
        )),
        FolderError::NotAFolder(_) => Failure::Unusable(format!(
            "{shown} is not a folder. Give the folder of a working copy."
        )),
        FolderError::TooMany(_) => Failure::Unusable(format!(
            "{shown} holds too many files. Give the folder of a working copy, not one above it."
        )),
        error => error.into(),
    })
}

/// The source in whose folder a file of the content lies.
fn source_of<'a>(manifest: &'a Manifest, path: &str) -> Option<&'a Source> {
    if [source::FILE, HINTS].contains(&path) {
        return None;
    }
    let holds = |source: &&Source| path.starts_with(&source.path(""));
    manifest.sources.iter().filter(holds).max_by_key(|source| source.path("").len())
}
