//! A round: looks at every source once, and publishes an edition of what was found.
//!
//! A source that cannot be had, or that would take away what nobody may miss, keeps what is held of
//! it; all others go on. Time is passed in; nothing here draws or prints.

use super::editions::{PublishError, State};
use super::git::{self, Fetched, Limits, Progress, Request};
use super::opening::{self, HeldSources, OpenError};
use super::sources::{self, Record, Records};
use crate::content::snapshot::Commit;
use crate::content::source::{Manifest, Source};
use crate::content::{self, Content, Files, Reading};
use crate::index::Edition;
use crate::library::SyncFailure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

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
    /// The edition before; `None` where nothing had been fetched yet.
    pub before: Option<Arc<Edition>>,
    /// The edition now.
    pub edition: Edition,
    /// Whether somebody should look at the sources: at a file that cannot be read, that nobody named,
    /// or that is missing, among other things.
    pub needs_a_look: bool,
}

/// What became of a look at a source.
#[derive(Debug, Serialize, Deserialize)]
pub struct Looked {
    /// Its id.
    pub source: String,
    /// What was found.
    pub found: Finding,
}

impl Looked {
    /// Why nothing was taken, where that is a failure.
    pub fn failure(&self) -> Option<&str> {
        match &self.found {
            Finding::Failed(reason) | Finding::HeldBack(reason) => Some(reason),
            Finding::Unchanged | Finding::Taken { .. } => None,
        }
    }
}

/// What was found at a source.
#[derive(Debug, Serialize, Deserialize)]
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
    /// Nothing that could be had, for this reason; what was held is kept.
    Failed(String),
    /// Something that may not be published, for this reason; what was held is kept.
    HeldBack(String),
}

/// Why a round cannot begin or end.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// Another sync works in the same state folder.
    #[error("Another sync is at work in {0}. Wait for it, or name another folder with --state.")]
    Busy(String),
    /// The state folder cannot be written.
    #[error("{path} cannot be written: {error}. Mend that, or name another folder with --state.")]
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
    let state = round.state;
    let folder = state.folder().display().to_string();
    let disk = |error| RoundError::Disk { path: folder.clone(), error };
    let _alone = state.lock_sync().map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => RoundError::Busy(folder.clone()),
        _ => disk(error),
    })?;
    let (manifest, refusals) = content::manifest(&round.files);
    if !refusals.is_empty() {
        return Err(OpenError::Refused(refusals).into());
    }
    let mut records = state.records();
    let mut fetched = fetch_all(&round, &manifest, &records, report)?;
    let mut desk = Desk::laid(&round, &manifest, &records, &fetched);
    // What was lost on disk is settled first: without it nothing else is taken.
    fetched.sort_by_key(|(source, _)| !desk.lost.contains(&source.id));
    let mut looked = Vec::new();
    for (source, fetched) in fetched {
        let record = records.entry(sources::name(source)).or_default();
        let found = desk.settle(source, fetched);
        if let (Finding::Taken { .. }, Some(snapshot)) =
            (&found, desk.content.synced.get(&source.id))
        {
            record.snapshot = Some(state.keep_snapshot(snapshot).map_err(disk)?);
        }
        note(record, &found, address_of(source, round.from), round.at);
        looked.push(Looked { source: source.id.clone(), found });
    }
    let place = |id: &str| manifest.sources.iter().position(|source| source.id == id);
    looked.sort_by_key(|looked: &Looked| place(&looked.source));
    let published = publish(&round, &manifest, &records, &looked, desk)?;
    // Only now do answers come from what was fetched: the edition is there.
    state.keep_records(&records).map_err(disk)?;
    Ok(Outcome { sources: looked, published })
}

type FetchedSource<'m> = (&'m Source, Result<Fetched, String>);

/// Fetches every source that there is to look at.
fn fetch_all<'m>(
    round: &Round<'_>,
    manifest: &'m Manifest,
    records: &Records,
    report: Report<'_>,
) -> Result<Vec<FetchedSource<'m>>, RoundError> {
    let state = round.state;
    let mut fetched = Vec::new();
    for source in sources_to_look_at(manifest, round.from)? {
        let name = sources::name(source);
        let record = records.get(&name);
        let snapshot = record.and_then(|record| record.snapshot.as_deref());
        // What is damaged on disk is fetched as if it had never been.
        let whole = snapshot.is_some_and(|id| state.holds_snapshot(id));
        let known = record.filter(|_| whole).and_then(|record| record.commit.as_deref());
        let request = Request {
            from: address_of(source, round.from),
            branch: &source.site.branch,
            mirror: &state.mirror(&name),
            known,
            limits: round.limits,
        };
        let found = git::fetch(&request, &|progress| report(&source.id, progress));
        fetched.push((source, told_apart(found, snapshot.filter(|_| whole))));
    }
    Ok(fetched)
}

/// The content as far as the round has taken it.
struct Desk {
    content: Content,
    /// The content read, where something was taken.
    reading: Option<Reading>,
    /// The edition before, where there was one of what was fetched.
    before: Option<Arc<Edition>>,
    /// Sources that were fetched and are damaged on disk, until they are taken again.
    lost: BTreeSet<String>,
    /// Those of them that could not be fetched again.
    unmended: BTreeSet<String>,
}

impl Desk {
    /// With what is held; nothing is opened where nothing new was fetched.
    fn laid(
        round: &Round<'_>,
        manifest: &Manifest,
        records: &Records,
        fetched: &[FetchedSource<'_>],
    ) -> Desk {
        let mut held = HeldSources::of(manifest, records);
        let is_new =
            |(_, fetched): &FetchedSource<'_>| matches!(fetched, Ok(Fetched::Changed { .. }));
        let (files, state) = (round.files.clone(), round.state);
        if !fetched.iter().any(is_new) {
            let content = Content::from(files);
            let (lost, unmended) = (BTreeSet::new(), BTreeSet::new());
            return Desk { content, reading: None, before: None, lost, unmended };
        }
        let opened = (!held.snapshots.is_empty())
            .then(|| opening::open(files.clone(), state, &mut |_, _| {}).ok())
            .flatten();
        let before = opened.map(|opened| opened.library.edition);
        let named: Vec<String> = held.snapshots.keys().cloned().collect();
        let content = opening::content_of(files, state, &mut held);
        let whole = |id: &String| content.synced.contains_key(id);
        let lost: BTreeSet<String> = named.into_iter().filter(|id| !whole(id)).collect();
        let again: Vec<&String> =
            fetched.iter().filter(|one| is_new(one)).map(|(source, _)| &source.id).collect();
        let unmended = lost.iter().filter(|id| !again.contains(id)).cloned().collect();
        Desk { lost, unmended, before, content, reading: None }
    }

    /// Takes what was fetched of a source, unless it would take away what nobody may miss.
    fn settle(&mut self, source: &Source, fetched: Result<Fetched, String>) -> Finding {
        let (snapshot, rewound) = match fetched {
            Ok(Fetched::Changed { snapshot, rewound }) => (snapshot, rewound),
            Ok(Fetched::Unchanged) => return Finding::Unchanged,
            Err(error) => return Finding::Failed(error),
        };
        let head = snapshot.head();
        let taken = Finding::Taken {
            commit: head.map(|head| head.id.clone()),
            date: head.map(Commit::day),
            rewound,
        };
        // An edition without it would take away what answers from the one in use.
        let lost = if self.lost.contains(&source.id) { &self.unmended } else { &self.lost };
        if let Some(lost) = lost.first() {
            return Finding::HeldBack(format!(
                "Held back: what was fetched of {lost} is damaged on disk, and could not be had again."
            ));
        }
        let mut with = self.content.clone();
        with.synced.insert(source.id.clone(), snapshot);
        let reading = content::read(&with);
        if let Some(reason) = self.objection(source, &reading) {
            return Finding::HeldBack(format!("Held back: {reason}"));
        }
        self.content = with;
        self.reading = Some(reading);
        self.lost.remove(&source.id);
        taken
    }

    /// Why a reading with another snapshot of a source may not be published.
    fn objection(&self, source: &Source, reading: &Reading) -> Option<String> {
        if let Some(problem) = reading.refusals.first() {
            return Some(problem.to_string());
        }
        let before = self.before.iter().flat_map(|before| &before.catalogue.rosters);
        let mut own = before.filter(|roster| roster.canonical.source == source.id);
        let emptied = own.find(|roster| {
            let now = reading.catalogue.rosters.iter().find(|now| now.body == roster.body);
            !roster.canonical.seats.is_empty()
                && now.is_none_or(|now| now.canonical.seats.is_empty() && now.ended.is_none())
        })?;
        let file = source.path(&emptied.canonical.file);
        Some(format!("{file} lists nobody of {} any more.", emptied.title))
    }
}

/// Publishes the edition of what is held now, unless it is the one in use.
fn publish(
    round: &Round<'_>,
    manifest: &Manifest,
    records: &Records,
    looked: &[Looked],
    desk: Desk,
) -> Result<Option<Published>, RoundError> {
    let state = round.state;
    let mut held = HeldSources::of(manifest, records);
    if desk.reading.is_some() {
        // An edition is named by what it was made of.
        held.snapshots.retain(|source, _| desk.content.synced.contains_key(source));
    }
    let id = round.files.fingerprint(&held.snapshots);
    let any_taken = looked.iter().any(|looked| matches!(looked.found, Finding::Taken { .. }));
    let any_failed = looked.iter().any(|looked| looked.failure().is_some());
    if !any_taken && state.holds(&id) {
        return Ok(None);
    }
    let before = desk.before;
    // What was fetched may be what an edition before was made of.
    if let Ok(Some(edition)) = state.load(&id) {
        let path = state.folder().display().to_string();
        state.name_current(&id).map_err(|error| RoundError::Disk { path, error })?;
        let needs_a_look = desk.reading.is_some_and(|reading| !reading.problems.is_empty());
        return Ok(Some(Published { before, edition, needs_a_look }));
    }
    let needs_a_look = desk.reading.as_ref().is_some_and(|reading| !reading.problems.is_empty());
    let built = match desk.reading {
        Some(reading) => {
            Ok(Edition::build(id, reading.catalogue, &mut |_, _| {}).map_err(OpenError::from)?)
        }
        None => {
            let content = opening::content_of(round.files.clone(), state, &mut held);
            // A snapshot that turned out to be damaged is no part of the edition, nor of its name.
            let id = round.files.fingerprint(&held.snapshots);
            opening::build(&content, id, &mut |_, _| {})
        }
    };
    match built {
        Ok(edition) => {
            state.publish(&edition)?;
            Ok(Some(Published { before, edition, needs_a_look }))
        }
        // Why a source could not be had says more than what is missing without it.
        Err(_) if any_failed => Ok(None),
        Err(error) => Err(error.into()),
    }
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

/// Where a source is fetched from; `from` replaces what `sources.yaml` says.
pub fn address_of<'a>(source: &'a Source, from: &'a BTreeMap<String, String>) -> &'a str {
    from.get(&source.id).or(source.git.as_ref()).map_or("", String::as_str)
}

/// The sources that have a repository, or for which an address was given.
///
/// # Errors
/// Where there are none, or an address was given for one that there is not.
pub fn sources_to_look_at<'m>(
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

fn note(record: &mut Record, found: &Finding, address: &str, at: Timestamp) {
    match found {
        Finding::Failed(what) | Finding::HeldBack(what) => {
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
