//! Builds an edition from a catalogue, and turns it into files and back.

use super::abbreviations::Abbreviations;
use super::called::Called;
use super::entry::Words;
use super::names::Names;
use super::schema;
use super::search::Search;
use super::{Edition, Target};
use crate::content::document::{Kind, Standing};
use crate::content::organisation::Catalogue;
use crate::content::passage::{Part, Passage};
use crate::content::roster::Roster;
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;
use tantivy::directory::RamDirectory;
use tantivy::schema::TantivyDocument;
use tantivy::{Directory, Index};

/// The file that holds the catalogue; the others are the index's.
const CATALOGUE: &str = "catalogue.json";

/// Memory for building, in bytes, beyond a multiple of the text: all of it stays in one segment.
const LEAST_MEMORY: usize = 32 << 20;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The search engine failed.
    #[error("The index cannot be used: {0}. Run `tenet index` to build it again.")]
    Engine(#[from] tantivy::TantivyError),
    /// The edition's files are not those of an edition.
    #[error("The edition on disk is damaged: {0}. Run `tenet index` to build it again.")]
    Damaged(String),
}

impl Edition {
    /// Builds an edition. `id` names its content: see [`crate::content::Files::fingerprint`];
    /// `progress` is told after each entry how many there are and how many are done.
    ///
    /// # Errors
    /// Where the search engine fails.
    pub fn build(
        id: String,
        catalogue: Catalogue,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Edition, IndexError> {
        let (schema, fields) = schema::schema();
        let text: usize = catalogue.passages.iter().map(|passage| passage.text.len()).sum();
        let mut writer = Index::builder()
            .schema(schema)
            .tokenizers(schema::tokenizers())
            .single_segment_index_writer(RamDirectory::create(), LEAST_MEMORY + 8 * text)?;
        let entries = entries(&catalogue);
        let abbreviations = Abbreviations::of(&catalogue);
        let mut read = Read::default();
        for (done, entry) in entries.iter().enumerate() {
            let mut document = TantivyDocument::default();
            let words = Words::of(&catalogue, *entry);
            let body = std::slice::from_ref(&words.body);
            for (field, texts) in [
                (fields.title, words.title.as_slice()),
                (fields.path, &words.path),
                (fields.body, body),
                (fields.hints, &words.hints),
            ] {
                for text in texts {
                    let words = schema::words(text);
                    document.add_text(fields.written, words.join(" "));
                    let stems = read.stems(&abbreviations.beside(words));
                    document.add_text(fields.all, &stems);
                    document.add_text(field, &stems);
                }
            }
            for scope in &words.scopes {
                document.add_text(fields.scope, scope);
            }
            writer.add_document(document)?;
            progress(entries.len(), done + 1);
        }
        Edition::assemble(id, catalogue, entries, abbreviations, writer.finalize()?)
    }

    fn assemble(
        id: String,
        catalogue: Catalogue,
        entries: Vec<Target>,
        abbreviations: Abbreviations,
        index: Index,
    ) -> Result<Edition, IndexError> {
        let weights = entries
            .iter()
            .map(|entry| match entry {
                Target::Passage(at) => {
                    catalogue.passages.get(*at).map_or(1.0, |passage| weight(passage))
                }
                Target::Body(_) | Target::Report | Target::Help => 0.9,
            })
            .collect();
        let search = Search::open(index, abbreviations, weights)?;
        Ok(Edition {
            id,
            names: Names::of(&catalogue),
            called: Called::of(&catalogue, &search)?,
            completions: OnceLock::new(),
            search,
            spoken: super::spoken::SpokenOnce::default(),
            spots: super::spot::Spots::of(catalogue.passages.len()),
            entries,
            catalogue,
        })
    }

    /// The edition as files: name and content of each.
    ///
    /// # Errors
    /// Where the search engine fails.
    pub fn to_files(&self) -> Result<Vec<(String, Vec<u8>)>, IndexError> {
        let catalogue = serde_json::to_vec(&self.catalogue)
            .map_err(|error| IndexError::Damaged(error.to_string()))?;
        let mut files = vec![(CATALOGUE.to_owned(), catalogue)];
        let directory = self.search.index().directory();
        let mut names: Vec<_> = directory.list_managed_files().into_iter().collect();
        names.push("meta.json".into());
        names.push(".managed.json".into());
        names.sort();
        names.dedup();
        for name in names {
            if !directory.exists(&name).unwrap_or(false) {
                continue;
            }
            let content = directory.atomic_read(&name).map_err(damaged)?;
            files.push((name.to_string_lossy().into_owned(), content));
        }
        Ok(files)
    }

    /// The edition that such files are.
    ///
    /// # Errors
    /// Where they are not the files of an edition, or of another version of tenet.
    pub fn from_files(id: String, files: Vec<(String, Vec<u8>)>) -> Result<Edition, IndexError> {
        let directory = RamDirectory::create();
        let mut catalogue: Option<Catalogue> = None;
        for (name, content) in files {
            if name == CATALOGUE {
                catalogue = Some(serde_json::from_slice(&content).map_err(damaged)?);
            } else {
                directory.atomic_write(Path::new(&name), &content).map_err(damaged)?;
            }
        }
        let catalogue = catalogue.ok_or_else(|| damaged("the catalogue is missing"))?;
        let index = Index::open(directory)?;
        if index.schema() != schema::schema().0 {
            return Err(damaged("it was built by another version"));
        }
        let entries = entries(&catalogue);
        let indexed: u64 =
            index.load_metas()?.segments.iter().map(|segment| u64::from(segment.num_docs())).sum();
        if indexed != entries.len() as u64 {
            return Err(damaged("the index does not belong to the catalogue"));
        }
        let abbreviations = Abbreviations::of(&catalogue);
        Edition::assemble(id, catalogue, entries, abbreviations, index)
    }
}

/// The stems of the words that were read so far: the same words stand everywhere.
#[derive(Default)]
struct Read {
    /// None, where a word says nothing.
    stems: HashMap<String, Vec<String>>,
}

impl Read {
    /// The terms of a text, with spaces between.
    fn stems(&mut self, words: &[String]) -> String {
        let mut terms = String::new();
        for word in words {
            if !self.stems.contains_key(word) {
                let read = schema::terms(&mut schema::stems(), word);
                self.stems.insert(word.clone(), read);
            }
            for stem in self.stems.get(word).into_iter().flatten() {
                terms.push_str(stem);
                terms.push(' ');
            }
        }
        terms
    }
}

fn damaged(error: impl std::fmt::Display) -> IndexError {
    IndexError::Damaged(error.to_string())
}

/// Every entry, in the order of the index.
fn entries(catalogue: &Catalogue) -> Vec<Target> {
    let passages = (0..catalogue.passages.len()).map(Target::Passage);
    // A part of a body is found with the whole, and what is gone by its name alone. So is a group of
    // a list: there are many of them, and their own documents and the list have their words.
    let mut bodies_in: HashMap<(&str, &str), usize> = HashMap::new();
    for roster in catalogue.rosters.iter().filter(|roster| roster.made_of.is_empty()) {
        *bodies_in.entry(file_of(roster)).or_default() += 1;
    }
    let stands = |at: &usize| {
        catalogue.rosters.get(*at).is_some_and(|roster| {
            let is_group = bodies_in.get(&file_of(roster)).is_some_and(|bodies| *bodies > 1);
            let composed = !roster.made_of.is_empty();
            roster.part_of.is_none() && roster.ended.is_none() && (composed || !is_group)
        })
    };
    let bodies = (0..catalogue.rosters.len()).filter(stands).map(Target::Body);
    let report = catalogue.organisation.report.iter().map(|_| Target::Report);
    passages.chain(bodies).chain(report).chain([Target::Help]).collect()
}

/// The file that lists the people of a body.
fn file_of(roster: &Roster) -> (&str, &str) {
    (&roster.canonical.source, &roster.canonical.file)
}

/// What binds ranks before what was proposed or put away.
fn weight(passage: &Passage) -> f32 {
    let standing = match passage.citation.standing {
        Standing::InForce | Standing::Requirement => 1.0,
        Standing::Unknown => 0.9,
        Standing::Proposal => 0.75,
        Standing::Archived => 0.6,
        Standing::Former => 0.5,
    };
    // An item repeats its section's words. Of conduct the whole section says more.
    let part = match (passage.part, passage.kind) {
        (Part::Item, Kind::Conduct) => 0.93,
        _ => 1.0,
    };
    standing * part
}
