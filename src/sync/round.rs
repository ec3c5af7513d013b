//! A round: looks at every source once, and publishes an edition of what was found.
//!
//! A source that cannot be had, or that would take away what nobody may miss, keeps what is held of
//! it; all others go on. Time is passed in; nothing here draws or prints.

use super::editions::{PublishError, State};
use super::git::{self, Fetched, Limits, Progress, Request};
use super::opening::{self, HeldSources, OpenError};
use super::sources::{self, Record};
use crate::content::organisation::Catalogue;
use crate::content::snapshot::{Commit, Snapshot};
use crate::content::source::{Manifest, Source};
use crate::content::{self, Content, Files};
use crate::index::Edition;
use crate::library::SyncFailure;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io;

/// What a round needs.
pub struct Round<'a> {
    /// The content folder.
    pub files: Files,
    /// Where editions and sources are kept.
    pub state: &'a State,
    /// Addresses that replace those of `sources.yaml`, by source.
    pub from: &'a BTreeMap<String, String>,
    /// When the round begins.
    pub at: Timestamp,
    /// How long to wait for a server.
    pub limits: Limits,
}

/// What became of a round.
pub struct Outcome {
    /// Each source that was looked at, in the order of `sources.yaml`.
    pub sources: Vec<Looked>,
    /// The edition that was made of it; `None` where everything is as it was.
    pub published: Option<Published>,
}

/// An edition that a round published.
pub struct Published {
    /// What the edition before held; `None` where there was none.
    pub before: Option<Catalogue>,
    /// The edition now.
    pub edition: Edition,
}

/// What became of a look at a source.
#[derive(Debug)]
pub struct Looked {
    /// Its id.
    pub source: String,
    /// What was found.
    pub found: Finding,
}

/// What was found at a source.
#[derive(Debug)]
pub enum Finding {
    /// What is held already.
    Unchanged,
    /// Something else, which is held now.
    Taken {
        /// The newest commit; `None` for a plain folder.
        commit: Option<String>,
        /// Its day, in UTC.
        date: Option<String>,
        /// Whether the commit that was held is no longer part of the branch.
        rewound: bool,
    },
    /// Nothing that could be taken, for this reason; what was held is kept.
    Failed(String),
}

/// Why a round cannot begin or end.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// Another sync works in the same state folder.
    #[error("Another sync is at work in {0}. Wait for it, or name another folder with --state.")]
    Busy(String),
    /// The state folder cannot be written.
    #[error("{path} cannot be written: {error}. Make room, or name another folder with --state.")]
    Disk {
        /// The folder.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// An address was given for a source that `sources.yaml` does not name.
    #[error("No source is called `{named}`. The sources are: {known}.")]
    NoSuchSource {
        /// As given.
        named: String,
        /// Those there are.
        known: String,
    },
    /// There is no repository to look at.
    #[error("No source of the content has a repository: there is nothing to fetch.")]
    NothingToFetch,
    /// The content cannot be followed, or no index built.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The edition cannot be put on disk.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// How far a round is: the source, and how far its fetch is.
pub type Report<'a> = &'a (dyn Fn(&str, Progress) + Sync);

/// Looks at every source once.
///
/// # Errors
/// Where nothing can be looked at or kept. A source that fails is no error: see [`Finding::Failed`].
pub fn run(round: Round<'_>, report: Report<'_>) -> Result<Outcome, RoundError> {
    let Round { files, state, from, at, limits } = round;
    let folder = state.folder().display().to_string();
    let disk = |error| RoundError::Disk { path: folder.clone(), error };
    let _alone = state.lock_sync().map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => RoundError::Busy(folder.clone()),
        _ => disk(error),
    })?;
    let (manifest, refusals) = content::manifest(&files);
    if !refusals.is_empty() {
        return Err(OpenError::Refused(refusals).into());
    }
    let mut records = state.records();
    let mut found: Vec<(&Source, Result<Fetched, String>)> = Vec::new();
    for source in sources_to_look_at(&manifest, from)? {
        let name = sources::name(source);
        let known = records
            .get(&name)
            .filter(|record| record.snapshot.as_ref().is_some_and(|id| state.holds_snapshot(id)))
            .and_then(|record| record.commit.as_deref());
        let request = Request {
            from: address_of(source, from),
            branch: &source.site.branch,
            mirror: &state.mirror(&name),
            known,
            limits,
        };
        let fetched = git::fetch(&request, &|progress| report(&source.id, progress));
        let held = records.get(&name).and_then(|record| record.snapshot.as_deref());
        found.push((source, told_apart(fetched, held)));
    }
    let any_changed = found.iter().any(|(_, found)| matches!(found, Ok(Fetched::Changed { .. })));
    let mut content: Option<Content> = None;
    let mut before: Option<Catalogue> = None;
    if any_changed {
        let opened = opening::open(files.clone(), state, &mut |_, _| {}).ok();
        before = opened.map(|opened| opened.library.edition.catalogue.clone());
        let mut held = HeldSources::of(&manifest, &records);
        content = Some(opening::content_of(files.clone(), state, &mut held));
    }
    let mut looked = Vec::new();
    for (source, fetched) in found {
        let record = records.entry(sources::name(source)).or_default();
        let finding = match (fetched, &mut content) {
            (Ok(Fetched::Changed { snapshot, rewound }), Some(content)) => {
                match with_source(content, source, snapshot, before.as_ref()) {
                    Ok(with) => {
                        *content = with;
                        let snapshot = content.synced.get(&source.id);
                        let kept = snapshot.map(|snapshot| state.keep_snapshot(snapshot));
                        record.snapshot = kept.transpose().map_err(disk)?;
                        let head = snapshot.and_then(Snapshot::head);
                        Finding::Taken {
                            commit: head.map(|head| head.id.clone()),
                            date: head.map(Commit::day),
                            rewound,
                        }
                    }
                    Err(reason) => Finding::Failed(format!("Held back: {reason}")),
                }
            }
            (Ok(_), _) => Finding::Unchanged,
            (Err(error), _) => Finding::Failed(error),
        };
        note(record, &finding, address_of(source, from), at);
        looked.push(Looked { source: source.id.clone(), found: finding });
    }
    let mut held = HeldSources::of(&manifest, &records);
    let id = files.fingerprint(&held.snapshots);
    let any_taken = looked.iter().any(|looked| matches!(looked.found, Finding::Taken { .. }));
    let failed = looked.iter().any(|looked| matches!(looked.found, Finding::Failed(_)));
    let mut published = None;
    if any_taken || !state.holds(&id) {
        // What was fetched may be what an edition before was made of.
        let edition = match state.load(&id).ok().flatten() {
            Some(edition) => {
                state.name_current(&id).map_err(disk)?;
                edition
            }
            None => {
                let content =
                    content.unwrap_or_else(|| opening::content_of(files, state, &mut held));
                match opening::build(&content, id, &mut |_, _| {}) {
                    Ok(edition) => {
                        state.publish(&edition)?;
                        edition
                    }
                    // Why a source could not be had says more than what is missing without it.
                    Err(_) if failed => {
                        state.keep_records(&records).map_err(disk)?;
                        return Ok(Outcome { sources: looked, published: None });
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        };
        published = Some(Published { before, edition });
    }
    // Only now do answers come from what was fetched: the edition is there.
    state.keep_records(&records).map_err(disk)?;
    Ok(Outcome { sources: looked, published })
}

/// A plain folder has no commit by which it is known again: its snapshot tells.
fn told_apart(
    fetched: Result<Fetched, git::FetchError>,
    held: Option<&str>,
) -> Result<Fetched, String> {
    match fetched {
        Ok(Fetched::Changed { snapshot, rewound }) => {
            let same = snapshot.to_json().is_ok_and(|(id, _)| Some(id.as_str()) == held);
            Ok(if same { Fetched::Unchanged } else { Fetched::Changed { snapshot, rewound } })
        }
        other => other.map_err(|error| error.to_string()),
    }
}

fn address_of<'a>(source: &'a Source, from: &'a BTreeMap<String, String>) -> &'a str {
    from.get(&source.id).or(source.git.as_ref()).map_or("", String::as_str)
}

/// The sources that have a repository, or for which an address was given.
fn sources_to_look_at<'m>(
    manifest: &'m Manifest,
    from: &BTreeMap<String, String>,
) -> Result<Vec<&'m Source>, RoundError> {
    let known: Vec<&str> = manifest.sources.iter().map(|source| source.id.as_str()).collect();
    if let Some(named) = from.keys().find(|id| !known.contains(&id.as_str())) {
        return Err(RoundError::NoSuchSource { named: named.clone(), known: known.join(", ") });
    }
    let looked_at: Vec<&Source> = manifest
        .sources
        .iter()
        .filter(|source| source.git.is_some() || from.contains_key(&source.id))
        .collect();
    if looked_at.is_empty() { Err(RoundError::NothingToFetch) } else { Ok(looked_at) }
}

/// The content with another snapshot of a source.
///
/// # Errors
/// Where the content could not be followed with it, or a body would have lost all its people: the
/// reason, in a sentence.
fn with_source(
    content: &Content,
    source: &Source,
    snapshot: Snapshot,
    before: Option<&Catalogue>,
) -> Result<Content, String> {
    let mut with = content.clone();
    with.synced.insert(source.id.clone(), snapshot);
    let reading = content::read(&with);
    if let Some(problem) = reading.refusals.first() {
        return Err(problem.to_string());
    }
    let emptied = before.iter().flat_map(|before| &before.rosters).find(|roster| {
        let now = reading.catalogue.rosters.iter().find(|now| now.body == roster.body);
        roster.canonical.source == source.id
            && !roster.canonical.seats.is_empty()
            && now.is_none_or(|now| now.canonical.seats.is_empty())
    });
    match emptied {
        Some(roster) => Err(format!(
            "{} lists nobody of {} any more.",
            source.path(&roster.canonical.file),
            roster.title
        )),
        None => Ok(with),
    }
}

fn note(record: &mut Record, found: &Finding, address: &str, at: Timestamp) {
    match found {
        Finding::Failed(what) => {
            record.failed = Some(SyncFailure { at, what: what.clone() });
        }
        Finding::Unchanged => {
            record.checked = Some(at);
            record.failed = None;
        }
        Finding::Taken { commit, .. } => {
            record.from = git::as_shown(address);
            record.commit.clone_from(commit);
            record.checked = Some(at);
            record.failed = None;
        }
    }
}
