//! Looks a content folder over and reports every problem at once.
//!
//! A list of small checks, each of which looks at one thing. What the readers themselves noticed
//! comes first; nothing here changes what is answered.

mod hints;
mod links;
mod rosters;

pub use hints::{without_hints, without_hints_told};

use super::Content;
use super::block::render;
use super::dialect::Plain;
use super::document::{Document, Kind, Standing};
use super::organisation::Held;
use super::problem::{Place, Problem};
use super::reading::Reading;
use super::source::{self, Source, stem};
use super::words::nearest;

/// Every problem of a content folder and of the sources that were fetched, in the order of its files.
pub fn check(content: &Content) -> Vec<Problem> {
    let reading = super::read(content);
    let mut problems: Vec<Problem> = Vec::new();
    problems.extend(reading.refusals.iter().cloned());
    problems.extend(reading.problems.iter().cloned());
    // What could not be read cannot be looked over: one cause, one report.
    if reading.refusals.is_empty() {
        links::links(content, &reading, &mut problems);
        missing(content, &reading, &mut problems);
        reports(&reading, &mut problems);
        rosters::check(&reading, &mut problems);
        empty(&reading, &mut problems);
        hints::hints(&reading, &mut problems);
    }
    problems.sort();
    problems.dedup();
    problems
}

/// A code of conduct without a way to report, or with one that it does not state itself.
fn reports(reading: &Reading, problems: &mut Vec<Problem>) {
    let conduct: Vec<&Document> =
        reading.documents.iter().filter(|document| document.kind == Kind::Conduct).collect();
    let Some(report) = &reading.manifest.report else {
        if let Some(document) = conduct.first() {
            problems.push(Problem::error(
                Place::file(source::FILE),
                format!("There is a code of conduct (`{}`) and no `report:`.", document.id),
                format!("Add `report: {{address: …, passage: {}/…, readers: […]}}`.", document.id),
            ));
        }
        return;
    };
    let states = |document: &&Document| {
        document.outline_address.as_deref() == Some(report.address.as_str())
            || document
                .sections
                .iter()
                .any(|section| render(&section.blocks, &Plain).contains(&report.address))
    };
    if !conduct.is_empty() && !conduct.iter().any(states) {
        problems.push(Problem::error(
            report.place.clone(),
            format!("The address `{}` stands in no code of conduct.", report.address),
            "Write the address that the document gives, letter by letter.",
        ));
    }
    let ids = || reading.catalogue.passages.iter().map(|passage| passage.id.as_str());
    let document = report.passage.split('/').next().unwrap_or_default();
    let waits = reading
        .catalogue
        .documents
        .iter()
        .any(|card| card.id == document && card.held == Held::Link);
    if !waits && !ids().any(|id| id == report.passage) {
        let same_document = ids().filter(|id| id.starts_with(&format!("{document}/")));
        problems.push(Problem::error(
            report.passage_place.clone(),
            format!("No passage has the id `{}`.", report.passage),
            match nearest(&report.passage, same_document) {
                Some(meant) => format!("Did you mean `passage: {meant}`?"),
                None => "Run `tenet outline` for the ids there are.".to_owned(),
            },
        ));
    }
    for reader in &report.readers {
        let known = || reading.catalogue.rosters.iter().map(|roster| roster.body.as_str());
        if !known().any(|body| body == reader) {
            problems.push(Problem::warning(
                report.place.clone(),
                format!("The readers `{reader}` are no body whose roster is held."),
                match nearest(reader, known()) {
                    Some(meant) => format!("Did you mean `readers: [{meant}]`?"),
                    None => format!("Add a roster with `body: {reader}`."),
                },
            ));
        }
    }
}

/// Files that `sources.yaml` names and a source that was fetched has not.
fn missing(content: &Content, reading: &Reading, problems: &mut Vec<Problem>) {
    for source in &reading.manifest.sources {
        let Some(snapshot) = content.synced.get(&source.id) else {
            continue;
        };
        // A former page is looked for no longer than it is there.
        let documents = source.documents.iter();
        let documents = documents.filter(|entry| entry.standing != Some(Standing::Former));
        let documents = documents.map(|entry| (Some(&entry.file), &entry.place));
        let rosters = source.rosters.iter().map(|entry| (entry.file.as_ref(), &entry.place));
        for (file, place) in documents.chain(rosters) {
            let Some(file) = file.filter(|file| !file.contains('*')) else {
                continue;
            };
            // Who guessed at the name that was meant has told it already.
            let told = problems.iter().any(|problem| problem.place == *place);
            if told || reading.files.has(&source.path(file)) {
                continue;
            }
            let meant = snapshot.moved(file).or_else(|| elsewhere(file, source, reading));
            problems.push(Problem::error(
                place.clone(),
                format!("The file `{file}` is not in `{}`.", source.id),
                match meant {
                    Some(meant) => format!("Was it moved? Write `file: {meant}`."),
                    None => "Write the name that it has now, or take this entry out.".to_owned(),
                },
            ));
        }
    }
}

/// A file of the same name in another folder of the source, which no entry names.
fn elsewhere<'a>(file: &str, source: &Source, reading: &'a Reading) -> Option<&'a str> {
    let folder = source.path("");
    let mut files = reading.files.files.keys().filter_map(|path| path.strip_prefix(&folder));
    files.find(|other| {
        source::is_markdown(other)
            && stem(other).eq_ignore_ascii_case(stem(file))
            && !source.documents.iter().any(|entry| entry.file == **other)
    })
}

/// Documents that hold no words.
fn empty(reading: &Reading, problems: &mut Vec<Problem>) {
    for document in reading.documents.iter().filter(|document| !document.outline) {
        if document.sections.iter().all(|section| section.blocks.is_empty()) {
            problems.push(Problem::warning(
                Place::file(document.path()),
                "This document has no words that could be quoted.",
                "Write some, or take it out of `sources.yaml`.",
            ));
        }
    }
    for source in &reading.manifest.sources {
        let mut cards = reading.catalogue.documents.iter();
        let named = !source.documents.is_empty();
        if named
            && cards.clone().any(|card| card.source == source.id)
            && cards.all(|card| card.source != source.id || card.held == Held::Link)
        {
            problems.push(Problem::warning(
                source.place.clone(),
                format!("No document of `{}` lies in `{}/`; only their links are known.", source.id, source.folder),
                "Put them there, or write `folder:` with the folder that has them; `.` is this one.",
            ));
        }
    }
}
