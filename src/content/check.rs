//! Looks a content folder over and reports every problem at once.
//!
//! A list of small checks, each of which looks at one thing. What the readers themselves noticed
//! comes first; nothing here changes what is answered.

mod rosters;

use super::block::{Block, BlockKind, render};
use super::dialect::Plain;
use super::document::{Document, Kind};
use super::organisation::Held;
use super::passage::for_each_link;
use super::problem::{Place, Problem};
use super::reading::Reading;
use super::source;
use super::words::nearest;
use super::{Content, Files, link};
use std::collections::{HashMap, HashSet};

/// Every problem of a content folder and of the sources that were fetched, in the order of its files.
pub fn check(content: &Content) -> Vec<Problem> {
    let reading = super::read(content);
    let mut problems: Vec<Problem> = Vec::new();
    problems.extend(reading.refusals.iter().cloned());
    problems.extend(reading.problems.iter().cloned());
    // What could not be read cannot be looked over: one cause, one report.
    if reading.refusals.is_empty() {
        links(&reading.files, &reading, &mut problems);
        reports(&reading, &mut problems);
        rosters::check(&reading, &mut problems);
        empty(&reading, &mut problems);
    }
    problems.sort();
    problems.dedup();
    problems
}

/// Relative links that lead to a file or an anchor that is not there.
fn links(files: &Files, reading: &Reading, problems: &mut Vec<Problem>) {
    let mut anchors: HashMap<(String, String), HashSet<String>> = HashMap::new();
    let page = |document: &Document| (document.folder.clone(), document.file.clone());
    for document in &reading.documents {
        let known = anchors.entry(page(document)).or_default();
        known.extend(document.sections.iter().filter_map(|section| section.anchor.clone()));
    }
    // Several documents may be parts of one page, which is looked over once.
    let mut seen: HashSet<String> = HashSet::new();
    for document in &reading.documents {
        let path = document.path();
        let Some(Ok(text)) = files.text(&path).filter(|_| seen.insert(path.clone())) else {
            continue;
        };
        let read = super::page::read(&path, text, document.site.anchors);
        let headings = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
        for mut block in read.blocks.into_iter().filter(|block| !headings(block)) {
            let line = block.lines.first;
            for_each_link(std::slice::from_mut(&mut block), &mut |url| {
                let Some(target) = link::target_file(url, &document.file) else {
                    return;
                };
                let place = Place::line(&path, line_of(text, url).unwrap_or(line));
                problems.extend(broken(files, reading, document, &anchors, url, &target, place));
            });
        }
    }
}

fn broken(
    files: &Files,
    reading: &Reading,
    document: &Document,
    anchors: &HashMap<(String, String), HashSet<String>>,
    url: &str,
    target: &str,
    place: Place,
) -> Option<Problem> {
    let target_path = link::path_in(&document.folder, target);
    let listed = reading
        .catalogue
        .documents
        .iter()
        .any(|card| card.source == document.source && card.file == target);
    if !files.has(&target_path) && !listed {
        if document.site.repository.is_some() {
            // Most of a repository is not shipped; a Markdown file that no entry names is suspicious.
            return source::is_markdown(target).then(|| {
                Problem::warning(
                    place,
                    format!(
                        "This link leads to `{target}`, which the source is not known to have."
                    ),
                    "Link to the page as readers see it, or name the file in `sources.yaml`.",
                )
            });
        }
        let prefix = link::path_in(&document.folder, "");
        let known = files.files.keys().filter_map(|path| path.strip_prefix(&prefix));
        let remedy = match nearest(target, known) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "Mend the link, or put the file there.".to_owned(),
        };
        return Some(Problem::error(
            place,
            format!("This link leads to `{target}`, which is not there."),
            remedy,
        ));
    }
    let anchor = link::anchor_of(url)?;
    let known = anchors.get(&(document.folder.clone(), target.to_owned()))?;
    let given = files.text(&target_path).and_then(Result::ok).is_some_and(|text| {
        text.contains(&format!("id=\"{anchor}\"")) || text.contains(&format!("name=\"{anchor}\""))
    });
    if known.contains(&anchor) || given || is_line(&anchor) {
        return None;
    }
    let remedy = match nearest(&anchor, known.iter().map(String::as_str)) {
        Some(meant) => format!("Did you mean `#{meant}`?"),
        None => "Write the anchor of a heading there: `tenet outline` lists them.".to_owned(),
    };
    let what = format!("This link leads to `#{anchor}`, and `{target}` has no such anchor.");
    Some(Problem::warning(place, what, remedy))
}

/// `#L12` is a line on GitHub, not a heading.
fn is_line(anchor: &str) -> bool {
    anchor.strip_prefix('L').is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit()))
}

fn line_of(text: &str, url: &str) -> Option<usize> {
    text.find(&format!("({url})")).map(|at| 1 + text[..at].matches('\n').count())
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
