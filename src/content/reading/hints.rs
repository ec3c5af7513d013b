//! Reads `hints.yaml`: left ids, right what people say who mean those passages.
//!
//! Gives passages their hints and tells of ids that nothing has. Whether a passage should have hints
//! is for [`crate::content::check`] to say.

use super::{HINTS, REPORT, Reader};
use crate::content::organisation::{Held, Report};
use crate::content::problem::Problem;
use crate::content::words::nearest;
use crate::content::yaml::{self, Entry, Value, Yaml};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The id under which hints lead to help.
const HELP: &str = "help";
/// Ids that are no passage's, and lead somewhere all the same.
pub(in crate::content) const OTHERS: [&str; 2] = [REPORT, HELP];

impl Reader<'_> {
    pub(super) fn hints(&mut self) {
        let text = match self.files.text(HINTS) {
            Some(Ok(text)) => text,
            Some(Err(problem)) => return self.refuse(problem),
            None => return,
        };
        let yaml = match yaml::read(HINTS, text) {
            Ok(yaml) => yaml,
            Err(problems) => return self.reading.refusals.extend(problems),
        };
        self.reading.problems.extend(yaml.warnings().iter().cloned());
        if yaml.root().as_map().is_none() && !yaml.root().is_empty() {
            return self.refuse(Problem::error(
                yaml.place(yaml.root()),
                "Hints are ids with words after a colon, and this is something else.",
                "Write `charter/quorum: [how many must be there]`.",
            ));
        }
        let mut hints: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let passages: HashSet<String> =
            self.reading.catalogue.passages.iter().map(|passage| passage.id.clone()).collect();
        for entry in yaml.root().as_map().unwrap_or_default() {
            let said = said(entry);
            if said.is_empty() {
                self.tell(Problem::error(
                    yaml.key_place(entry),
                    format!("No words stand after `{}`.", entry.key),
                    format!("Write what people say: `{}: [first words, other words]`.", entry.key),
                ));
            }
            for (at, id) in ids(&entry.key) {
                self.look_up(id, at, entry, &yaml, &passages);
                let hints = hints.entry(id.to_owned()).or_default();
                // Words that a passage shares with others may stand with its own words, too.
                said.iter().for_each(|words| {
                    if !hints.contains(words) {
                        hints.push(words.clone());
                    }
                });
            }
        }
        for passage in &mut self.reading.catalogue.passages {
            if let Some(said) = hints.get(&passage.id) {
                Arc::make_mut(passage).hints = said.clone();
            }
        }
        self.reading.catalogue.organisation.help_hints = hints.remove(HELP).unwrap_or_default();
        if let Some(said) = hints.remove(REPORT) {
            let report = self.reading.manifest.report.as_ref();
            self.reading.catalogue.organisation.report = report.map(|report| Report {
                address: report.address.clone(),
                passage: report.passage.clone(),
                readers: report.readers.clone(),
                hints: said,
            });
        }
    }

    /// Tells of an id that no passage has. `at` is how many letters of the key stand before it.
    fn look_up(
        &mut self,
        id: &str,
        at: usize,
        entry: &Entry,
        yaml: &Yaml,
        passages: &HashSet<String>,
    ) {
        if OTHERS.contains(&id) || passages.contains(id) || self.is_known(id) {
            return;
        }
        if id.is_empty() {
            return self.tell(Problem::error(
                yaml.place_in_key(entry, at),
                "An id is missing beside a comma.",
                "Write ids with one comma between them: `charter/quorum, charter/voting:`.",
            ));
        }
        let mut documents = self.reading.catalogue.documents.iter();
        let root = documents.find(|card| card.id == id).and_then(|card| card.root.as_deref());
        let meant = root.or_else(|| nearest(id, passages.iter().map(String::as_str)));
        // The whole key as it should be, where it names others as well.
        let write = |meant: &str| {
            let ids = ids(&entry.key).map(|(_, other)| if other == id { meant } else { other });
            ids.collect::<Vec<_>>().join(", ")
        };
        let problem = Problem::error(
            yaml.place_in_key(entry, at),
            format!("No passage has the id `{id}`."),
            match meant {
                Some(meant) => format!("Did you mean `{meant}`? Write `{}:`.", write(meant)),
                None => "Run `tenet outline` for the ids there are.".to_owned(),
            },
        );
        self.tell(problem);
    }

    /// Whether an id belongs to a document that is named and not held, or may belong to one that a pattern
    /// names and that is not fetched: its hints wait for it.
    fn is_known(&self, id: &str) -> bool {
        let document = id.split('/').next().unwrap_or(id);
        let mut documents = self.reading.catalogue.documents.iter();
        match documents.find(|card| card.id == document) {
            Some(card) => card.held != Held::Whole,
            // What is nearly the id of a document that is known is a slip.
            None => {
                let known = self.reading.catalogue.documents.iter().map(|card| card.id.as_str());
                nearest(document, known).is_none() && self.awaits_documents()
            }
        }
    }

    /// Whether a pattern names documents, and none of them is there: which ids they have is not known yet.
    fn awaits_documents(&self) -> bool {
        self.reading.manifest.sources.iter().any(|source| {
            let patterns = source.documents.iter().filter_map(|entry| entry.file.split_once('*'));
            patterns
                .map(|(folder, _)| source.path(folder))
                .any(|folder| !self.files.files.keys().any(|file| file.starts_with(&folder)))
        })
    }
}

/// The ids that a key names, parted by commas, each with how many letters stand before it.
pub(in crate::content) fn ids(key: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut before = 0;
    key.split(',').map(move |part| {
        let spaces = part.chars().count() - part.trim_start().chars().count();
        let at = before + spaces;
        before += part.chars().count() + 1;
        (at, part.trim())
    })
}

/// The words that stand after a key.
fn said(entry: &Entry) -> Vec<String> {
    match entry.value.value() {
        Value::Text(text) => vec![text.clone()],
        Value::List(items) => {
            items.iter().filter_map(|item| item.as_text()).map(str::to_owned).collect()
        }
        Value::Empty | Value::Map(_) => Vec::new(),
    }
}
