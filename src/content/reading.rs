//! Reads a content folder: `sources.yaml`, then every document and roster it names, then the hints.
//!
//! What keeps the content from being followed is a refusal; all else is a problem that
//! [`super::check`] reports and an answer survives.

mod bodies;
mod copies;
mod document;
mod documents;
pub(super) mod hints;
mod history;
mod hosts;
mod linked;
mod quotations;
mod requirements;
mod rosters;

use super::document::{Document, Section, Standing};
use super::link;
use super::organisation::{Catalogue, Organisation, Report};
use super::problem::{Place, Problem};
use super::roster::{PEOPLE, Unspoken};
use super::snapshot::Snapshot;
use super::source::{self, Manifest, Source};
use super::{Content, Files};
use document::part_of;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The file with what people say, left an id, right their words.
pub const HINTS: &str = "hints.yaml";
/// The id under which hints lead to the way to report.
pub const REPORT: &str = "report";

/// A content folder, read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What can be answered from.
    pub catalogue: Catalogue,
    /// What keeps the content from being followed; empty for content that can be used.
    pub refusals: Vec<Problem>,
    /// What somebody should look at.
    pub problems: Vec<Problem>,
    /// The documents that are held, for those who look closer.
    pub documents: Vec<Document>,
    /// What `sources.yaml` says.
    pub manifest: Manifest,
    /// The files that were read: those of the folder, with the sources that were fetched in place of
    /// their own folders.
    pub files: Files,
    /// Former names and handles of people, and those of people who are never shown: whoever tells
    /// what documents said before says those of today instead. They are no part of the catalogue, so that no
    /// edition holds them.
    pub unspoken: Unspoken,
}

/// Reads a content folder with what its sources were fetched to be.
pub fn read(content: &Content) -> Reading {
    let (manifest, refusals) = manifest(&content.files);
    let files = with_sources(content, &manifest);
    let mut reader = Reader {
        files: &files,
        synced: &content.synced,
        reading: Reading { manifest, refusals, ..Reading::default() },
        pages: HashMap::new(),
        ids: HashSet::new(),
    };
    if reader.reading.refusals.is_empty() {
        reader.organisation();
        reader.documents();
        reader.rosters();
        reader.history();
        reader.quotations();
        reader.hints();
        reader.report();
    }
    let mut reading = reader.reading;
    // What could not be taken is told even where no entry names it.
    let told = |problem: &&Problem| !reading.refusals.contains(problem);
    reading.problems.extend(files.refused.values().filter(told).cloned().collect::<Vec<_>>());
    reading.refusals.sort();
    reading.refusals.dedup();
    reading.problems.sort();
    reading.problems.dedup();
    reading.files = files;
    reading
}

/// What `sources.yaml` says, and what keeps it from being followed.
pub fn manifest(files: &Files) -> (Manifest, Vec<Problem>) {
    match files.text(source::FILE) {
        Some(Ok(text)) => source::read(text),
        Some(Err(problem)) => (Manifest::default(), vec![problem]),
        None => (
            Manifest::default(),
            vec![Problem::error(
                Place::file(source::FILE),
                "The content folder has no `sources.yaml`.",
                "Run `tenet init FOLDER` to have one written from the documents in a folder.",
            )],
        ),
    }
}

/// The files of the folder, with each source that was fetched in place of its own folder.
fn with_sources(content: &Content, manifest: &Manifest) -> Files {
    let mut files = content.files.clone();
    for source in &manifest.sources {
        let Some(snapshot) = content.synced.get(&source.id) else {
            continue;
        };
        // A source within this one's folder keeps its files.
        let inner: Vec<String> = manifest
            .sources
            .iter()
            .map(|other| other.path(""))
            .filter(|other| *other != source.path("") && other.starts_with(&source.path("")))
            .collect();
        let own = source.path("");
        // A page that is gone from the site is kept as it was: its addresses lead on.
        let former: Vec<String> = source
            .documents
            .iter()
            .filter(|entry| entry.standing_or_guess(&entry.file) == Standing::Former)
            .filter(|entry| !snapshot.files.contains_key(&entry.file))
            .map(|entry| source.path(&entry.file))
            .collect();
        let stays = |path: &String| {
            !path.starts_with(&own)
                || former.contains(path)
                || inner.iter().any(|inner| path.starts_with(inner))
                || [source::FILE, HINTS, PEOPLE].contains(&path.as_str())
        };
        files.files.retain(|path, _| stays(path));
        files.refused.retain(|path, _| stays(path));
        files.others.retain(stays);
        for file in snapshot.files.keys() {
            let text = snapshot.text(file).unwrap_or_default();
            files.files.insert(link::path_in(&source.folder, file), text.as_bytes().to_vec());
        }
        for (file, problem) in &snapshot.refused {
            let place = Place { file: source.path(file), ..problem.place.clone() };
            let problem = Problem { place, ..problem.clone() };
            files.refused.insert(source.path(file), problem);
        }
        files.others.extend(snapshot.others.iter().map(|file| source.path(file)));
    }
    files
}

/// A page with its sections, shared by the documents that are parts of it.
struct ReadPage {
    sections: Vec<Section>,
    permalink: Option<String>,
    title: Option<String>,
    /// The folded words of the page, for text fragments.
    words: Arc<str>,
}

struct Reader<'a> {
    files: &'a Files,
    /// The sources that were fetched, by id.
    synced: &'a BTreeMap<String, Snapshot>,
    reading: Reading,
    pages: HashMap<String, ReadPage>,
    /// Ids that are taken, so that a guess takes none of them.
    ids: HashSet<String>,
}

impl Reader<'_> {
    fn refuse(&mut self, problem: Problem) {
        self.reading.refusals.push(problem);
    }

    /// What is wrong in a source that was fetched is not for this content to mend, and holds nothing
    /// back.
    fn refuse_in(&mut self, source: &Source, problem: Problem) {
        if self.is_fetched(source) { self.tell(problem) } else { self.refuse(problem) }
    }

    fn is_fetched(&self, source: &Source) -> bool {
        self.synced.contains_key(&source.id)
    }

    fn tell(&mut self, problem: Problem) {
        self.reading.problems.push(problem);
    }

    fn organisation(&mut self) {
        self.reading.catalogue.organisation = Organisation {
            name: self.reading.manifest.organisation.clone(),
            ask_at: self.reading.manifest.ask_at.clone(),
            report: None,
            help_hints: Vec::new(),
        };
    }

    fn report(&mut self) {
        let Some(report) = &self.reading.manifest.report else {
            return;
        };
        if self.reading.catalogue.organisation.report.is_none() {
            self.reading.catalogue.organisation.report = Some(Report {
                address: report.address.clone(),
                passage: report.passage.clone(),
                readers: report.readers.clone(),
                hints: Vec::new(),
            });
        }
    }
}
