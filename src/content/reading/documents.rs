//! Gathers every document that `sources.yaml` names, in its order.

use super::copies::{address_as, lead_on, original_of};
use super::{Reader, linked, requirements};
use crate::content::document::{Document, Standing};
use crate::content::organisation::{DocumentCard, Held};
use crate::content::passage::{Passage, passages};
use crate::content::problem::{Place, Problem};
use crate::content::source::{DocumentEntry, Manifest, Source, is_markdown};
use crate::content::words::nearest;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One document to be read: an entry applied to a file.
pub(super) struct Listed<'m> {
    pub(super) source: &'m Source,
    pub(super) entry: DocumentEntry,
    listed: bool,
}

/// The documents read so far.
#[derive(Default)]
struct Gathered {
    cards: Vec<DocumentCard>,
    /// What can be quoted.
    made: Vec<(Document, Vec<Passage>)>,
    /// What repeats another document.
    copies: Vec<Document>,
    /// What was replaced.
    former: Vec<Document>,
    /// Where each document is named, by id.
    places: HashMap<String, Place>,
}

impl Reader<'_> {
    /// The files of a source, by their path in it.
    pub(super) fn files_of(&self, source: &Source) -> Vec<String> {
        let prefix = source.path("");
        let names = self.files.files.keys().chain(self.files.refused.keys());
        let mut names: Vec<String> =
            names.filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect();
        names.sort();
        names
    }

    /// Every document, explicit entries before patterns, unlisted Markdown last.
    fn listed<'m>(&mut self, source: &'m Source) -> Vec<Listed<'m>> {
        let held = self.files_of(source);
        let explicit: HashSet<&str> = source
            .documents
            .iter()
            .filter(|entry| !entry.is_pattern())
            .map(|entry| entry.file.as_str())
            .collect();
        let mut taken: HashSet<String> = explicit.iter().map(|file| (*file).to_owned()).collect();
        // Lists of people are read as rosters, unless an entry names them as documents too.
        let rosters = source.rosters.iter().flat_map(|roster| [&roster.file, &roster.offline]);
        taken.extend(rosters.flatten().cloned());
        let mut listed = Vec::new();
        for entry in &source.documents {
            if !entry.is_pattern() {
                let entry = self.followed(source, entry);
                taken.insert(entry.file.clone());
                listed.push(Listed { source, entry, listed: true });
                continue;
            }
            if !held.iter().any(|file| entry.names(file)) && source.git.is_none() {
                self.tell(Problem::warning(
                    entry.place.clone(),
                    format!("No file fits the pattern `{}`.", entry.file),
                    "Mend the pattern, or take the entry out.",
                ));
            }
            for file in held.iter().filter(|file| entry.names(file)) {
                if taken.insert(file.clone()) {
                    let entry = DocumentEntry { file: file.clone(), ..entry.clone() };
                    listed.push(Listed { source, entry, listed: true });
                }
            }
        }
        for file in held {
            if is_markdown(&file) && !taken.contains(&file) {
                let place = Place::file(source.path(&file));
                let mut entry = DocumentEntry::unlisted(&file, place);
                entry.standing = Some(Standing::Unknown);
                listed.push(Listed { source, entry, listed: false });
            }
        }
        listed
    }

    /// An entry whose file was moved in the source, with the file as it is called now.
    fn followed(&mut self, source: &Source, entry: &DocumentEntry) -> DocumentEntry {
        let snapshot = self.synced.get(&source.id);
        let gone = snapshot.filter(|snapshot| !snapshot.files.contains_key(&entry.file));
        let Some(file) = gone.and_then(|snapshot| snapshot.moved(&entry.file)) else {
            return entry.clone();
        };
        self.reading.problems.push(Problem::warning(
            entry.place.clone(),
            format!("The file `{}` is called `{file}` now; it is followed.", entry.file),
            format!("Write `file: {file}`."),
        ));
        // Its id outlasts the move, also where it was guessed from the name.
        let id = entry.copy_of.is_none().then(|| id_by_name(entry));
        DocumentEntry { file: file.to_owned(), id, ..entry.clone() }
    }

    pub(super) fn documents(&mut self) {
        let manifest = std::mem::take(&mut self.reading.manifest);
        let entries = manifest.sources.iter().flat_map(|source| &source.documents);
        self.ids.extend(entries.filter_map(|entry| entry.id.clone()));
        let mut all: Vec<Listed<'_>> = Vec::new();
        for source in &manifest.sources {
            all.extend(self.listed(source));
        }
        let mut gathered = Gathered::default();
        // A copy is settled against what it repeats, wherever the file names the two.
        let (copies, originals): (Vec<&Listed<'_>>, Vec<&Listed<'_>>) =
            all.iter().partition(|listed| listed.entry.copy_of.is_some());
        for listed in originals.into_iter().chain(copies) {
            self.gather(listed, &all, &manifest, &mut gathered);
        }
        let Gathered { mut cards, mut made, copies, former, .. } = gathered;
        order_like_the_file(&mut cards, &mut made, &all);
        self.reading.problems.extend(requirements::settle(&mut made, &mut cards));
        self.tell_repeated_passages(&made);
        for former in &former {
            lead_on(former, &mut made);
        }
        cards.extend(linked::linked(&made, &cards));
        for (document, passages) in made {
            self.reading.catalogue.passages.extend(passages.into_iter().map(Arc::new));
            self.reading.documents.push(document);
        }
        self.reading.documents.extend(copies);
        self.reading.documents.extend(former);
        self.reading.catalogue.documents = cards;
        self.reading.manifest = manifest;
    }

    /// Whether the file of an entry lies in its source, readable or not.
    fn is_there(&self, listed: &Listed<'_>) -> bool {
        self.files.has(&listed.source.path(&listed.entry.file))
            || self.files.refused.contains_key(&listed.source.path(&listed.entry.file))
    }

    /// Reads one document and puts it where it belongs.
    fn gather(
        &mut self,
        listed: &Listed<'_>,
        all: &[Listed<'_>],
        manifest: &Manifest,
        gathered: &mut Gathered,
    ) {
        let claimed: Vec<&str> = all
            .iter()
            .filter(|other| {
                other.source.id == listed.source.id && other.entry.file == listed.entry.file
            })
            .filter_map(|other| other.entry.section.as_deref())
            .collect();
        let Some((mut card, document)) = self.document(listed, &claimed) else {
            return;
        };
        if !listed.listed {
            self.tell(Problem::warning(
                listed.entry.place.clone(),
                "No entry of `sources.yaml` names this file; its standing is unknown.",
                format!(
                    "Add `- {}` to the documents of `{}`.",
                    listed.entry.file, listed.source.id
                ),
            ));
        }
        let Some(mut document) = document else {
            // A fetched source has no page of a file that it lacks; what was replaced is worth naming
            // only for as long as its old addresses lead on.
            let leads_nowhere = self.is_fetched(listed.source) && !self.is_there(listed);
            let former = card.standing == Standing::Former;
            if listed.entry.copy_of.is_none() && !former && !leads_nowhere {
                gathered.cards.push(card);
            }
            return;
        };
        self.hosts_in_links(listed.source, &mut document);
        if document.standing == Standing::Former {
            gathered.former.push(document);
            return;
        }
        if let Some(canonical) = document.copy_of.clone() {
            self.links_of_a_copy(&mut document, &canonical, all);
            let original = gathered.cards.iter().find(|card| card.id == canonical).cloned();
            if original.is_none() {
                self.refuse(Problem::error(
                    listed.entry.place.clone(),
                    format!("No document has the id `{canonical}`, which this is said to repeat."),
                    match nearest(&canonical, gathered.cards.iter().map(|card| card.id.as_str())) {
                        Some(meant) => format!("Did you mean `copy_of: {meant}`?"),
                        None => "Name the document that counts by its `id:`.".to_owned(),
                    },
                ));
            }
            // Under the original's name and title its passages get the ids that they repeat.
            document.id = canonical.clone();
            if let Some(original) = original {
                document.title = original.title.clone();
                if original.held == Held::Whole {
                    let repeated = passages(&document, &manifest.organisation);
                    self.collapse(&document, repeated, &mut gathered.cards, &mut gathered.made);
                    gathered.copies.push(document);
                    return;
                }
                // The copy stands in for a document of which no words are held.
                document.kind = original.kind;
                document.standing = original.standing;
                document.sensitive = original.sensitive;
                gathered.cards.retain(|card| card.id != canonical);
                gathered.made.retain(|(document, _)| document.id != canonical);
                gathered.places.remove(&canonical);
            }
            card.id.clone_from(&document.id);
            card.title.clone_from(&document.title);
            card.kind = document.kind;
            card.standing = document.standing;
            card.sensitive = document.sensitive;
        }
        if let Some(first) = gathered.places.get(&document.id) {
            let problem = Problem::error(
                listed.entry.place.clone(),
                format!(
                    "Two documents have the id `{}`; the first is named at {first}.",
                    document.id
                ),
                format!("Give this one another: `{{file: {}, id: …}}`.", document.file),
            );
            self.refuse_in(listed.source, problem);
            return;
        }
        gathered.places.insert(document.id.clone(), listed.entry.place.clone());
        let mut passages = passages(&document, &manifest.organisation);
        let copied = listed.entry.copy_of.as_deref();
        if let Some(original) = copied.and_then(|canonical| original_of(canonical, all)) {
            address_as(original, &document, &mut passages);
        }
        card.root = passages.first().map(|passage| passage.id.clone());
        card.sections = document.sections.len();
        gathered.cards.push(card);
        gathered.made.push((document, passages));
    }

    /// Two passages with one id would be cited as one another.
    fn tell_repeated_passages(&mut self, made: &[(Document, Vec<Passage>)]) {
        let mut seen: HashMap<&str, &Passage> = HashMap::new();
        let mut repeated = Vec::new();
        let all = made.iter().flat_map(|(document, passages)| {
            passages.iter().map(move |passage| (document, passage))
        });
        for (document, passage) in all {
            if let Some(first) = seen.insert(&passage.id, passage) {
                repeated.push(Problem::warning(
                    Place::line(document.path(), passage.lines.first),
                    format!(
                        "Two passages have the id `{}`; the first stands in {} at line {}.",
                        passage.id, first.citation.file, first.lines.first
                    ),
                    "Give one of them another heading.",
                ));
            }
        }
        self.reading.problems.extend(repeated);
    }
}

/// A document that a copy stands in for keeps the place that `sources.yaml` gives it.
fn order_like_the_file(
    cards: &mut [DocumentCard],
    made: &mut [(Document, Vec<Passage>)],
    all: &[Listed<'_>],
) {
    let mut order: HashMap<String, usize> = HashMap::new();
    for (at, listed) in all.iter().enumerate() {
        let id = listed.entry.copy_of.clone().unwrap_or_else(|| id_by_name(&listed.entry));
        order.entry(id).or_insert(at);
    }
    let place = |id: &str| order.get(id).copied().unwrap_or(usize::MAX);
    cards.sort_by_key(|card| place(&card.id));
    made.sort_by_key(|(document, _)| place(&document.id));
}

/// The id of an entry as far as its names alone tell.
pub(super) fn id_by_name(entry: &DocumentEntry) -> String {
    entry.id_or_guess(&entry.file, entry.kind_or_guess(&entry.file, None))
}
