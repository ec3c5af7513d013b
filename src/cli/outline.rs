//! `tenet outline`: the sections of documents, with what a link needs.

use super::{DONE, Failure, Places};
use crate::content::anchor::AnchorRule;
use crate::content::document::{Document, Kind, Standing, page_words, sections};
use crate::content::link::Site;
use crate::content::page;
use crate::content::passage::{Part, passages};
use crate::content::problem::Place;
use crate::content::source::{DocumentEntry, title_of_file};
use crate::content::{Files, Reading};
use crate::sync::files::LARGEST_FILE;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::Path;

#[derive(Args)]
pub(super) struct Arguments {
    /// Documents by id or by their path in the content, or Markdown files on disk
    /// [default: every document of the content]
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// The rule that gives headings of a file on disk their anchors
    /// [default: kramdown for a page with front matter, else github]
    #[arg(long, value_enum)]
    anchors: Option<Anchors>,
    /// How sections are listed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Anchors {
    /// As GitHub shows a Markdown file.
    Github,
    /// As Jekyll with kramdown makes a page.
    Kramdown,
}

impl From<Anchors> for AnchorRule {
    fn from(anchors: Anchors) -> AnchorRule {
        match anchors {
            Anchors::Github => AnchorRule::Github,
            Anchors::Kramdown => AnchorRule::Kramdown,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One array of objects.
    Json,
}

/// A section, as it is listed.
#[derive(Serialize)]
struct Row {
    depth: u8,
    text: String,
    anchor: Option<String>,
    line: usize,
    id: String,
    url: Option<String>,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let reading = crate::content::read(&places.content()?);
    let mut lists: Vec<(String, Vec<Row>)> = Vec::new();
    if task.files.is_empty() {
        if !reading.refusals.is_empty() {
            return Err(Failure::Refused(reading.refusals));
        }
        // Copies and former pages are quoted under other documents' ids, or not at all.
        let is_quoted = |document: &&Document| {
            reading.catalogue.documents.iter().any(|card| {
                card.id == document.id
                    && card.source == document.source
                    && card.file == document.file
            })
        };
        for document in reading.documents.iter().filter(is_quoted) {
            lists.push((heading(document), rows(document)));
        }
    }
    for name in &task.files {
        lists.extend(named(name, task.anchors.map(AnchorRule::from), &reading.files, &reading)?);
    }
    let mut out = super::output::out();
    if task.format == Format::Json {
        let rows: Vec<Row> = lists.into_iter().flat_map(|(_, rows)| rows).collect();
        let json = serde_json::to_string_pretty(&rows);
        writeln!(out, "{}", json.map_err(|error| Failure::Unusable(error.to_string()))?)?;
        return Ok(DONE);
    }
    let several = lists.len() > 1;
    for (at, (title, rows)) in lists.iter().enumerate() {
        if several {
            writeln!(out, "{}{title}", if at > 0 { "\n" } else { "" })?;
        }
        for row in rows {
            let indent = "  ".repeat(usize::from(row.depth.saturating_sub(1)));
            let anchor =
                row.anchor.as_ref().map_or("no anchor".to_owned(), |anchor| format!("#{anchor}"));
            writeln!(out, "{:>5}  {indent}{}  {anchor}  {}", row.line, row.text, row.id)?;
        }
    }
    Ok(DONE)
}

fn heading(document: &Document) -> String {
    format!("{} ({}), {}", document.title, document.id, document.path())
}

/// The lists of what a name stands for: a document of the content, or a file on disk.
fn named(
    name: &str,
    anchors: Option<AnchorRule>,
    files: &Files,
    reading: &Reading,
) -> Result<Vec<(String, Vec<Row>)>, Failure> {
    let mut of_content: Vec<&Document> = Vec::new();
    let on_disk = Path::new(name).is_file();
    if on_disk {
        let text = read_text(name)?;
        // A file of the content is listed as the document it is, wherever it lies.
        let same = |document: &&Document| {
            anchors.is_none_or(|rule| rule == document.site.anchors)
                && matches!(files.text(&document.path()), Some(Ok(known)) if known == text)
        };
        of_content.extend(reading.documents.iter().filter(same));
        if of_content.is_empty() {
            return Ok(vec![(name.to_owned(), rows(&loose(name, &text, anchors)))]);
        }
        // Documents that are parts of one page are listed as that page.
        of_content
            .sort_by_key(|document| document.sections.first().map(|section| section.lines.first));
        let mut whole: Vec<Row> = of_content.iter().flat_map(|document| rows(document)).collect();
        whole.sort_by_key(|row| row.line);
        return Ok(vec![(name.to_owned(), whole)]);
    }
    of_content.extend(reading.documents.iter().filter(|document| {
        document.id == name || document.path() == name || document.file == name
    }));
    if of_content.is_empty() {
        return Err(Failure::Usage(format!(
            "Nothing is called {name}: no document of the content and no file. Run `tenet outline` for the documents."
        )));
    }
    Ok(of_content.into_iter().map(|document| (heading(document), rows(document))).collect())
}

fn read_text(name: &str) -> Result<String, Failure> {
    let unreadable = |error| Failure::Unusable(format!("{name} cannot be read: {error}."));
    let size = fs::metadata(name).map_err(unreadable)?.len();
    if size > LARGEST_FILE {
        return Err(Failure::Unusable(format!(
            "{name} has {} KB; at most {} are read. Split it.",
            size.div_ceil(1 << 10),
            LARGEST_FILE >> 10
        )));
    }
    let bytes = fs::read(name).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Failure::Unusable(format!(
            "{name}:{line}: This file is not UTF-8 text. Save it as UTF-8 in your editor."
        ))
    })
}

/// A file that no content names.
fn loose(name: &str, text: &str, anchors: Option<AnchorRule>) -> Document {
    let guessed =
        if page::looks_like_jekyll(text) { AnchorRule::Kramdown } else { AnchorRule::Github };
    let rule = anchors.unwrap_or(guessed);
    let read = page::read(name, text, rule);
    let sections = sections(read.blocks, rule);
    let entry = DocumentEntry::unlisted(name, Place::file(name));
    let first =
        sections.iter().find(|section| section.depth == 1).map(|section| section.heading.clone());
    let kind = entry.kind_or_guess(name, first.as_deref());
    Document {
        id: entry.id_or_guess(name, kind),
        title: read.title.or(first).unwrap_or_else(|| title_of_file(name)),
        kind: Kind::Document,
        standing: Standing::Unknown,
        sensitive: false,
        source: String::new(),
        folder: String::new(),
        file: name.to_owned(),
        section: None,
        copy_of: None,
        page_url: None,
        site: Site { anchors: rule, ..Site::default() },
        recorded: None,
        page_words: page_words(&sections),
        sections,
        outline: false,
        outline_address: None,
    }
}

fn rows(document: &Document) -> Vec<Row> {
    let passages = passages(document, "");
    let of_sections = passages.iter().filter(|passage| passage.part == Part::Section);
    document
        .sections
        .iter()
        .zip(of_sections)
        .filter(|(section, _)| section.depth > 0)
        .map(|(section, passage)| Row {
            depth: section.depth,
            text: section.heading.clone(),
            anchor: section.anchor.clone(),
            line: section.lines.first,
            id: passage.id.clone(),
            url: Some(passage.citation.url.clone()).filter(|url| !url.is_empty()),
        })
        .collect()
}

/// What `tenet init` prints of the documents it found.
pub(super) fn printed(reading: &Reading) -> Vec<String> {
    reading
        .documents
        .iter()
        .flat_map(|document| {
            let sections = rows(document).into_iter().map(|row| {
                let indent = "  ".repeat(usize::from(row.depth));
                format!("{indent}{}  {}", row.text, row.id)
            });
            std::iter::once(heading(document)).chain(sections).collect::<Vec<_>>()
        })
        .collect()
}
