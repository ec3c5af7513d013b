//! Gives what was read of fetched sources its dates: the edition's commit, and since when the words
//! are the same.

use super::requirements::Requirements;
use super::{Reader, part_of};
use crate::content::document::{Document, Standing, page_words, sections};
use crate::content::history::{Claim, FormerNames, History, Past, follow};
use crate::content::organisation::SourceCard;
use crate::content::page;
use crate::content::passage::{Passage, passages};
use crate::content::snapshot::Snapshot;
use crate::content::source::{DocumentEntry, Manifest, Source, is_hidden, is_markdown};
use crate::content::words::words_key;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

impl Reader<'_> {
    /// The sources as they were fetched: their dates, and the history of their words.
    pub(super) fn history(&mut self) {
        let manifest = std::mem::take(&mut self.reading.manifest);
        let mut former = FormerNames::new();
        let requirements = Requirements::of(&self.reading.documents, &manifest.organisation);
        for source in &manifest.sources {
            let snapshot = self.synced.get(&source.id);
            let head = snapshot.and_then(Snapshot::head);
            self.reading.catalogue.sources.push(SourceCard {
                id: source.id.clone(),
                git: source.git.clone(),
                branch: source.site.branch.clone(),
                synced: snapshot.is_some(),
                commit: head.map(|head| head.id.clone()),
                date: head.map(|head| head.day()),
                stale_after: source.stale_after,
            });
            let Some(snapshot) = snapshot else {
                continue;
            };
            self.date(source, snapshot);
            let documents: Vec<&Document> = self
                .reading
                .documents
                .iter()
                .filter(|document| document.source == source.id)
                .collect();
            let requirements = &requirements;
            let pages = Pages {
                reader: self,
                manifest: &manifest,
                source,
                snapshot,
                documents,
                requirements,
            };
            let (history, names) =
                follow(&source.id, &source.site, snapshot, &mut |today, then, text| {
                    pages.at(today, then, text)
                });
            self.reading.catalogue.history.add(history);
            former.extend(names);
        }
        self.reading.manifest = manifest;
        self.tell_since();
        self.lead_on_from(&former);
    }

    /// The day of the edition, for all that comes from a source that was fetched.
    fn date(&mut self, source: &Source, snapshot: &Snapshot) {
        let head = snapshot.head();
        let day = head.map(|head| head.day());
        let catalogue = &mut self.reading.catalogue;
        for card in catalogue.documents.iter_mut().filter(|card| card.source == source.id) {
            card.date = day.clone();
            card.commit = head.map(|head| head.id.clone());
        }
        let of_source = |passage: &&mut Arc<Passage>| passage.citation.source == source.id;
        for passage in catalogue.passages.iter_mut().filter(of_source) {
            let passage = Arc::make_mut(passage);
            let citation = &mut passage.citation;
            citation.date.clone_from(&day);
            citation.commit = head.map(|head| head.id.clone());
            citation.permalink = head
                .filter(|_| !passage.outline)
                .and_then(|head| source.site.permalink(&citation.file, &head.id, passage.lines));
        }
        for roster in &mut catalogue.rosters {
            let listings = std::iter::once(&mut roster.canonical).chain(&mut roster.copies);
            for listing in listings.filter(|listing| listing.source == source.id) {
                listing.date.clone_from(&day);
                // The remark is about the list that ships.
                listing.remark = None;
            }
        }
    }

    /// Since when the words of each passage are the same.
    fn tell_since(&mut self) {
        let catalogue = &mut self.reading.catalogue;
        let history = &catalogue.history;
        let threads: HashMap<&str, usize> = history
            .threads
            .iter()
            .enumerate()
            .filter(|(_, thread)| thread.stands() && !thread.copy)
            .map(|(at, thread)| (thread.passage.as_str(), at))
            .collect();
        for passage in &mut catalogue.passages {
            let moment = threads
                .get(passage.id.as_str())
                .and_then(|thread| history.threads[*thread].versions.last())
                .and_then(|version| history.moment(version.from))
                .filter(|moment| moment.source == passage.citation.source);
            let Some(moment) = moment else {
                continue;
            };
            let citation = &mut Arc::make_mut(passage).citation;
            citation.unchanged_since = Some(moment.date.clone());
            citation.unchanged_since_commit = Some(moment.commit.clone());
            citation.pull_request = moment.pull_request;
            citation.pull_request_url.clone_from(&moment.pull_request_url);
            citation.since_at_least = Some(moment.first);
        }
    }

    /// Ids and addresses that a passage had before keep leading to it, unless another has them now.
    fn lead_on_from(&mut self, former: &FormerNames) {
        let passages = &mut self.reading.catalogue.passages;
        let in_use: HashSet<String> = passages
            .iter()
            .flat_map(|passage| {
                let urls = std::iter::once(&passage.citation.url).chain(&passage.also_at);
                std::iter::once(&passage.id).chain(urls).chain(&passage.aliases).cloned()
            })
            .collect();
        for passage in passages {
            let Some(names) = former.get(&passage.id) else {
                continue;
            };
            let free: Vec<String> =
                names.iter().filter(|name| !in_use.contains(*name)).cloned().collect();
            if !free.is_empty() {
                Arc::make_mut(passage).aliases.extend(free);
            }
        }
    }
}

/// The pages of a source as they were.
struct Pages<'a, 'r> {
    reader: &'a Reader<'r>,
    manifest: &'a Manifest,
    source: &'a Source,
    snapshot: &'a Snapshot,
    documents: Vec<&'a Document>,
    requirements: &'a Requirements,
}

impl Pages<'_, '_> {
    /// The passages that a file's text had, with everybody's name of today. What stands at the head is
    /// told in its own words, and compared in those.
    fn at(&self, today: Option<&str>, then: &str, text: &str) -> Vec<Past> {
        let unspoken = &self.reader.reading.unspoken;
        let own = self.passages_at(today, then, text);
        let (retold, all_names) = match unspoken.retell(text) {
            Some(retold) => (self.passages_at(today, then, &retold.text), retold.names),
            None => (own.clone(), BTreeSet::new()),
        };
        let is_head = today.and_then(|file| self.snapshot.text(file)) == Some(text);
        let comparable = own.len() == retold.len();
        let mut found = Vec::new();
        for (at, (mut passage, claim)) in retold.into_iter().enumerate() {
            let own = own.get(at).map(|(own, _)| own).filter(|_| comparable);
            let said = own
                .map_or([&passage.heading, &passage.markdown], |own| [&own.heading, &own.markdown]);
            let retold = said.into_iter().filter_map(|said| unspoken.retell(said));
            let mut names: Vec<String> = retold.flat_map(|retold| retold.names).collect();
            if !comparable {
                names.extend(all_names.iter().cloned());
            }
            // A name may be one only when the signs between its words are gone.
            for said in [&mut passage.heading, &mut passage.text] {
                if let Some(retold) = unspoken.retell(said) {
                    *said = retold.text;
                    names.extend(retold.names);
                }
            }
            let words = words_key(&passage.text);
            if let Some(own) = own.filter(|_| is_head) {
                names.clear();
                passage = own.clone();
            }
            found.push(Past { passage, words, names, claim });
        }
        found
    }

    /// The passages of a text: as the documents that are made of the file today, or by the rules for
    /// its path where it is gone.
    fn passages_at(&self, today: Option<&str>, then: &str, text: &str) -> Vec<(Passage, Claim)> {
        if !is_markdown(then) || today.is_none() && is_hidden(then) {
            return Vec::new();
        }
        let own: Vec<&Document> = self
            .documents
            .iter()
            .filter(|document| today == Some(document.file.as_str()))
            .copied()
            .collect();
        if own.is_empty() && self.is_roster(today.unwrap_or(then)) {
            // Who was on a list is told by the list's own history.
            return Vec::new();
        }
        let page = page::read(then, text, self.source.site.anchors);
        let sections = sections(page.blocks, self.source.site.anchors);
        let words = page_words(&sections);
        let page_url = self.source.site.page_url(then, page.permalink.as_deref());
        let claimed: Vec<&str> =
            own.iter().filter_map(|document| document.section.as_deref()).collect();
        let mut found = Vec::new();
        // What stands beside the parts that documents are made of is no document's.
        let beside = own.iter().all(|document| document.section.is_some());
        let rest = beside.then(|| self.gone(then));
        let of_rest = |rest| if own.is_empty() { self.claim(rest) } else { Claim::Nobody };
        let rest = rest.as_ref().map(|rest| (rest, of_rest(rest)));
        let own = own.into_iter().map(|document| (document, self.claim(document)));
        for (document, claim) in own.chain(rest) {
            // A part that the page did not have yet has no words then.
            let Ok(sections) = part_of(&sections, document.section.as_deref(), &claimed) else {
                continue;
            };
            let mut then = Document {
                sections,
                file: then.to_owned(),
                page_url: page_url.clone(),
                page_words: Arc::clone(&words),
                ..document.clone()
            };
            self.reader.hosts_in_links(self.source, &mut then);
            let mut made = passages(&then, &self.manifest.organisation);
            self.requirements.leave_out_of(&then, &mut made);
            found.extend(made.into_iter().map(|passage| (passage, claim)));
        }
        found
    }

    fn is_roster(&self, file: &str) -> bool {
        self.source.rosters.iter().any(|roster| roster.file.as_deref() == Some(file))
    }

    /// A document that repeats another that is quoted in its place is a copy.
    fn claim(&self, document: &Document) -> Claim {
        let cards = &self.reader.reading.catalogue.documents;
        let repeats = cards.iter().any(|card| {
            card.id == document.id && (card.source != document.source || card.file != document.file)
        });
        if repeats || document.standing == Standing::Former { Claim::Copy } else { Claim::Counts }
    }

    /// A document that is gone, as far as its path tells what it was.
    fn gone(&self, file: &str) -> Document {
        let named = self.source.documents.iter().find(|entry| entry.names(file));
        let entry = named
            .cloned()
            .unwrap_or_else(|| DocumentEntry::unlisted(file, self.source.place.clone()));
        let kind = entry.kind_or_guess(file, None);
        Document {
            id: entry.id_or_guess(file, kind),
            title: entry
                .title
                .clone()
                .unwrap_or_else(|| crate::content::source::title_of_file(file)),
            kind,
            standing: entry.standing_or_guess(file),
            sensitive: entry.sensitive_or_guess(file, kind),
            source: self.source.id.clone(),
            folder: self.source.folder.clone(),
            file: file.to_owned(),
            section: None,
            copy_of: None,
            page_url: None,
            site: self.source.site.clone(),
            recorded: None,
            sections: Vec::new(),
            page_words: Arc::from(""),
            outline: false,
            outline_address: None,
        }
    }
}

impl History {
    /// Adds the history of another source.
    fn add(&mut self, other: History) {
        let before = self.moments.len();
        self.moments.extend(other.moments);
        self.threads.extend(other.threads.into_iter().map(|mut thread| {
            for version in &mut thread.versions {
                version.from += before;
                version.until = version.until.map(|until| until + before);
            }
            thread
        }));
    }
}
