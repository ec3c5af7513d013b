//! What can be asked for by name: ids, addresses, headings, documents and bodies.
//!
//! A name that is right wins outright over any search; nothing here is approximate.

use super::Target;
use super::schema::{self, LONGEST_WORD};
use crate::content::document::Kind;
use crate::content::link;
use crate::content::organisation::{Catalogue, DocumentCard};
use crate::content::passage::Part;
use crate::content::roster::Roster;
use crate::content::source::stem;
use crate::content::words::{fold, slug};
use std::collections::{HashMap, HashSet};

/// Every name, in the form in which two spellings of it are equal.
pub(super) struct Names {
    ids: HashMap<String, usize>,
    urls: HashMap<String, Vec<usize>>,
    headings: HashMap<String, Vec<usize>>,
    /// What people say, word for word, who mean the way to report or help.
    phrases: HashMap<String, Target>,
    documents: HashMap<String, usize>,
    /// The stems of each document's title, in the order of the catalogue.
    titles: Vec<Vec<String>>,
    bodies: HashMap<String, usize>,
    /// The names and handles of everybody who is or was on a list, folded.
    people: HashSet<String>,
    /// How many words the longest of all names and phrases has.
    most_words: usize,
}

impl Names {
    pub(super) fn of(catalogue: &Catalogue) -> Names {
        let mut names = Names {
            ids: HashMap::new(),
            urls: HashMap::new(),
            headings: HashMap::new(),
            phrases: HashMap::new(),
            documents: HashMap::new(),
            titles: Vec::new(),
            bodies: HashMap::new(),
            people: HashSet::new(),
            most_words: 0,
        };
        let mut stems = schema::stems();
        let mut whole_stems = schema::whole_stems();
        for (at, passage) in catalogue.passages.iter().enumerate() {
            names.ids.insert(fold(&passage.id), at);
        }
        for (at, passage) in catalogue.passages.iter().enumerate() {
            for alias in passage.aliases.iter().filter(|alias| !link::is_url(alias)) {
                names.ids.entry(fold(alias)).or_insert(at);
            }
            // A list item has the heading of its section and often its address too; the section is
            // what both name.
            if passage.part == Part::Item {
                continue;
            }
            names.urls.entry(url_key(&passage.citation.url)).or_default().push(at);
            let heading = fold(&passage.heading);
            let mut keys = vec![stem_key(&mut whole_stems, &heading), heading];
            if let Some(number) = passage.number {
                keys.push(fold(&format!("{number}. {}", passage.heading)));
            }
            keys.dedup();
            for key in keys.into_iter().filter(|key| !key.is_empty()) {
                names.headings.entry(key).or_default().push(at);
            }
        }
        // Where the words of one passage stand among those of another, the other has the address.
        let own: HashSet<String> = names.urls.keys().cloned().collect();
        for (at, passage) in catalogue.passages.iter().enumerate() {
            let aliases = passage.aliases.iter().filter(|alias| link::is_url(alias));
            let copies = passage.also_at.iter().filter(|_| passage.part != Part::Item);
            for key in aliases.chain(copies).map(|url| url_key(url)) {
                if !own.contains(&key) {
                    names.urls.entry(key).or_default().push(at);
                }
            }
        }
        for document in &catalogue.documents {
            let root = document.root.as_ref().and_then(|root| names.ids.get(&fold(root)).copied());
            if let Some((url, root)) = document.url.as_ref().zip(root) {
                names.urls.entry(url_key(url)).or_insert_with(|| vec![root]);
            }
        }
        let organisation = &catalogue.organisation;
        let report = organisation.report.iter().flat_map(|report| &report.hints);
        let report = report.map(|hint| (hint, Target::Report));
        let help = organisation.help_hints.iter().map(|hint| (hint, Target::Help));
        for (hint, target) in report.chain(help) {
            for phrase in hint.split([',', ';']) {
                names.phrases.entry(phrase_key(phrase)).or_insert(target);
            }
        }
        let titles = catalogue.documents.iter().map(|document| &document.title);
        names.titles = titles.map(|title| schema::terms(&mut stems, title)).collect();
        // An id names its own document, whatever another one's title or file is called.
        for (at, document) in catalogue.documents.iter().enumerate() {
            names.documents.insert(name_key(&document.id), at);
        }
        for (at, document) in catalogue.documents.iter().enumerate() {
            let file = document.file.as_str();
            for name in [&document.title, file, stem(file), document.kind.word()] {
                names.documents.entry(name_key(name)).or_insert(at);
            }
            if document.kind == Kind::Conduct {
                for name in ["coc", "conduct", "code of conduct"] {
                    names.documents.entry(name_key(name)).or_insert(at);
                }
            }
        }
        for (at, document) in catalogue.documents.iter().enumerate() {
            if let Some(own) = own_name(document) {
                names.documents.entry(name_key(own)).or_insert(at);
            }
        }
        for (at, roster) in catalogue.rosters.iter().enumerate() {
            for name in [&roster.body, &roster.title].into_iter().chain(&roster.aliases) {
                names.bodies.entry(name_key(name)).or_insert(at);
            }
        }
        for listing in catalogue.rosters.iter().flat_map(Roster::listings) {
            let seats = listing.seats.iter().map(|seat| (&seat.name, &seat.github));
            let former = listing.former.iter().map(|former| (&former.name, &former.github));
            for (name, handle) in seats.chain(former) {
                names.people.insert(fold(name));
                names.people.extend(handle.as_deref().map(fold));
            }
        }
        names.most_words = names.longest();
        names
    }

    /// How many words the longest of all names and phrases has; of an article before one nothing is
    /// kept.
    fn longest(&self) -> usize {
        let spoken = self.ids.keys().chain(self.headings.keys()).chain(self.phrases.keys());
        let spoken = spoken.map(|name| schema::words(name).len());
        let slugs = self.documents.keys().chain(self.bodies.keys());
        let slugs = slugs.map(|name| name.split('-').count() + 1);
        spoken.chain(slugs).max().unwrap_or_default()
    }

    /// Whether a text has more words than anything that is named, which saves looking for it. What
    /// stands between spaces and begins with a plain letter is one word at least.
    fn is_no_name(&self, text: &str) -> bool {
        let is_word = |piece: &&str| {
            let begins = piece.starts_with(|c: char| c.is_ascii_alphanumeric());
            begins && piece.is_ascii() && piece.len() <= LONGEST_WORD
        };
        text.split_whitespace().filter(is_word).nth(self.most_words).is_some()
    }

    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        // Ids that the catalogue names are spelt as they are kept.
        self.ids.get(id).or_else(|| self.ids.get(&fold(id))).copied()
    }

    /// The passages that `text` names, an id before an address before a heading.
    pub(super) fn exactly(&self, text: &str) -> &[usize] {
        let text = text.trim();
        if self.is_no_name(text) {
            return &[];
        }
        if let Some(at) = self.ids.get(&fold(text)) {
            return std::slice::from_ref(at);
        }
        if link::is_url(text) {
            let found = self.urls.get(&url_key(text)).or_else(|| self.urls.get(&link::key(text)));
            return found.map_or(&[], Vec::as_slice);
        }
        let heading = fold(text.trim_matches(['"', '“', '”', '\'']));
        if let Some(found) = self.headings.get(heading.trim_end_matches(['.', '?', '!'])) {
            return found;
        }
        let stems = stem_key(&mut schema::whole_stems(), &heading);
        self.headings.get(&stems).map_or(&[], Vec::as_slice)
    }

    pub(super) fn document(&self, name: &str) -> Option<usize> {
        if self.is_no_name(name) {
            return None;
        }
        self.documents.get(&name_key(name)).copied()
    }

    /// The way to report, or help, where `text` is what people say who mean it.
    pub(super) fn phrase(&self, text: &str) -> Option<Target> {
        if self.is_no_name(text) {
            return None;
        }
        self.phrases.get(&phrase_key(text)).copied()
    }

    /// The documents, by their place, whose titles have a word of `text`.
    pub(super) fn documents_with_words_of(&self, text: &str) -> Vec<usize> {
        let asked = schema::terms(&mut schema::stems(), text);
        let fits = |title: &Vec<String>| title.iter().any(|stem| asked.contains(stem));
        (0..self.titles.len()).filter(|at| fits(&self.titles[*at])).collect()
    }

    pub(super) fn body(&self, name: &str) -> Option<usize> {
        if self.is_no_name(name) {
            return None;
        }
        self.bodies.get(&name_key(name)).copied()
    }

    /// Whether somebody who is or was on a list is called so, by whole name or handle, folded.
    pub(super) fn is_on_a_list(&self, folded: &str) -> bool {
        self.people.contains(folded)
    }
}

/// A project or a group is asked for by its own name: "wasmtime" for `project-wasmtime`.
pub(super) fn own_name(document: &DocumentCard) -> Option<&str> {
    let is_of_a_sort = matches!(document.kind, Kind::Proposal | Kind::Requirement);
    document.id.split_once('-').filter(|_| is_of_a_sort).map(|(_, own)| own)
}

/// "How do I report?" and "how do i report" say the same.
fn phrase_key(text: &str) -> String {
    schema::words(text).join(" ")
}

/// An address with its text fragment, where it has one: two passages may stand under one anchor.
fn url_key(url: &str) -> String {
    match url.split_once(":~:") {
        Some((_, directive)) => format!("{}:~:{directive}", link::key(url)),
        None => link::key(url),
    }
}

/// Headings that differ in endings alone are one: "we curat", "we curate".
fn stem_key(stems: &mut tantivy::tokenizer::TextAnalyzer, heading: &str) -> String {
    let terms = schema::terms(stems, heading);
    if terms.is_empty() { String::new() } else { format!("≈{}", terms.join(" ")) }
}

/// "the Technical Steering Committee" and "technical-steering-committee" name the same.
fn name_key(name: &str) -> String {
    let slug = slug(&fold(name));
    slug.strip_prefix("the-").unwrap_or(&slug).to_owned()
}
