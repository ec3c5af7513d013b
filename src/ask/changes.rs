//! `/changes`: when words changed and how.

use super::{Asking, dates};
use crate::answer::{Answer, ChangeEntry, ChangeKind, ChangesAnswer, Fit, HelpReason, Outcome};
use crate::content::history::{History, Moment, Thread, Version};
use crate::content::organisation::DocumentCard;
use crate::content::passage::{Part, Passage};
use crate::content::quotation::{Quotation, Words};
use crate::index::Scope;
use crate::query::Query;
use std::cmp::Reverse;
use std::sync::Arc;

impl Asking<'_> {
    /// `/changes`.
    pub(super) fn changes(&self, query: &Query) -> Answer {
        let since =
            match query.options.since.as_deref().map(|typed| (typed, dates::first_day(typed))) {
                Some((typed, None)) => {
                    let typed = typed.chars().take(super::LONGEST_ECHO).collect();
                    return self.help(HelpReason::NoDate { option: "since", typed });
                }
                Some((_, day)) => day,
                None => None,
            };
        let typed_since = query.options.since.clone();
        let named = self.edition.exactly(&query.words, &Scope::Everything);
        // The id of a body may be a heading too, which is less exact.
        let body = self.edition.body_named(&query.words);
        let has_that_id = |passage: &&Arc<Passage>| passage.id.eq_ignore_ascii_case(&query.words);
        if let Some(roster) = body.filter(|roster| {
            roster.body.eq_ignore_ascii_case(&query.words)
                && self.edition.document(&roster.body).is_none()
                && !named.iter().any(has_that_id)
        }) {
            return self.changes_of_body(roster, since.as_deref(), typed_since);
        }
        let document = self.edition.document_named(&query.words).or_else(|| {
            // The passage that stands for a document is asked for as the document.
            let of_root = |card: &&DocumentCard| {
                named.iter().any(|passage| card.root.as_deref() == Some(&passage.id))
            };
            self.edition.catalogue.documents.iter().find(of_root)
        });
        if let Some(card) = document {
            return self.changes_of_document(&card.id, since.as_deref(), typed_since);
        }
        match named.as_slice() {
            [passage] => {
                return self.changes_of_passage(passage, since.as_deref(), typed_since);
            }
            [] => {
                if let Some(roster) = body {
                    return self.changes_of_body(roster, since.as_deref(), typed_since);
                }
            }
            several => return self.candidates(Fit::Ambiguous, several),
        }
        // "principle 3" and "the team that handles reports" name a passage in other ways.
        let mut answer = match crate::query::parse(&query.words) {
            Ok(other) if !matches!(other.command, crate::query::Command::Changes) => {
                self.query(&other)
            }
            _ => self.by_words(query, &Scope::Everything),
        };
        if let Some(of_body) = &answer.roster
            && let Some(roster) = self.edition.body_named(&of_body.roster.body)
        {
            return self.changes_of_body(roster, since.as_deref(), typed_since);
        }
        if answer.outcome == Outcome::Found
            && let Some(quoted) = answer.passages.first()
        {
            let audience = answer.audience;
            let passage = quoted.passage.clone();
            answer = self.changes_of_passage(&passage, since.as_deref(), typed_since);
            answer.audience = audience;
        }
        answer
    }

    fn changes_of_passage(
        &self,
        passage: &Passage,
        since: Option<&str>,
        typed_since: Option<String>,
    ) -> Answer {
        let history = &self.edition.catalogue.history;
        let thread = history.of_passage(&passage.id);
        let changes = thread.map(|thread| self.changes_of(thread)).unwrap_or_default();
        let citation = &passage.citation;
        let mut answer = self.answer(Outcome::Changes);
        answer.changes = Some(ChangesAnswer {
            id: passage.id.clone(),
            title: passage.heading.clone(),
            url: citation.url.clone(),
            since_lies_ahead: typed_since.as_deref().is_some_and(|typed| self.lies_ahead(typed)),
            since: typed_since,
            body: None,
            people: None,
            changes: newest_first(changes, &self.edition.catalogue.history, since),
            history_from: thread.and_then(|_| self.history_from(&citation.source)),
            unchanged_since: citation.unchanged_since.clone(),
            since_at_least: citation.since_at_least.unwrap_or(false),
            history_url: self.history_url(&citation.document),
        });
        answer
    }

    fn changes_of_document(
        &self,
        id: &str,
        since: Option<&str>,
        typed_since: Option<String>,
    ) -> Answer {
        let history = &self.edition.catalogue.history;
        // An item is a part of its section, whose change tells it.
        let sections = history.of_document(id).filter(|thread| thread.part != Part::Item);
        let mut changes: Vec<ChangeEntry> =
            sections.flat_map(|thread| self.changes_of(thread)).collect();
        drop_what_titled_items_tell(history.of_document(id), &mut changes);
        let card = self.edition.document(id);
        let root = card.and_then(|card| card.root.as_deref()).unwrap_or(id);
        tell_a_new_document_once(root, &mut changes);
        let passages = self.edition.catalogue.passages.iter();
        let of_document = || passages.clone().filter(|passage| passage.citation.document == id);
        let youngest = of_document()
            .filter_map(|passage| {
                Some((passage.citation.unchanged_since.clone()?, passage.citation.since_at_least))
            })
            .max();
        let body = self
            .edition
            .body_named(id)
            .filter(|roster| roster.body == id && self.first_day(roster).is_some());
        let mut answer = self.answer(Outcome::Changes);
        answer.changes = Some(ChangesAnswer {
            id: id.to_owned(),
            title: card.map(|card| card.title.clone()).unwrap_or_default(),
            url: card.and_then(|card| card.url.clone()).unwrap_or_default(),
            since_lies_ahead: typed_since.as_deref().is_some_and(|typed| self.lies_ahead(typed)),
            since: typed_since,
            people: body.map(|roster| self.people_since(roster, since)),
            body: body.map(|roster| roster.title.clone()),
            changes: newest_first(changes, history, since),
            history_from: card
                .filter(|_| history.of_document(id).next().is_some())
                .and_then(|card| self.history_from(&card.source)),
            since_at_least: youngest.as_ref().is_some_and(|(_, first)| *first == Some(true)),
            unchanged_since: youngest.map(|(day, _)| day),
            history_url: self.history_url(id),
        });
        answer
    }

    /// The changes of a passage. That it stood in the first commit already is none, nor that words of
    /// the source came to stand here too.
    fn changes_of(&self, thread: &Thread) -> Vec<ChangeEntry> {
        let history = &self.edition.catalogue.history;
        let entry = |kind, moment: &Moment, was: Option<&Version>, now: Option<&Version>| {
            let differences = match (was, now) {
                (Some(was), Some(now)) => {
                    Quotation::whole(&was.text).differences(&Words::of(&now.text))
                }
                _ => Vec::new(),
            };
            // The page of a commit shows names that nobody shall read.
            let shown = was.into_iter().chain(now).all(|version| version.names.is_empty());
            ChangeEntry {
                kind,
                id: thread.passage.clone(),
                heading: now.or(was).map(|version| version.heading.clone()).unwrap_or_default(),
                date: moment.date.clone(),
                commit: moment.commit.clone(),
                url: moment.url.clone().filter(|_| shown),
                pull_request: moment.pull_request,
                pull_request_url: moment.pull_request_url.clone().filter(|_| shown),
                was: was.map(|version| version.text.clone()),
                now: now.map(|version| version.text.clone()),
                differences,
            }
        };
        let mut entries = Vec::new();
        let mut before: Option<&Version> = None;
        // A heading over nothing is added with its first words.
        let first = thread.versions.iter().position(|version| !version.text.is_empty());
        for version in thread.versions.iter().skip(first.unwrap_or_default()) {
            if let Some(moment) = history.moment(version.from) {
                if before.is_some() {
                    entries.push(entry(ChangeKind::Reworded, moment, before, Some(version)));
                } else if !moment.first && !thread.carried {
                    entries.push(entry(ChangeKind::Added, moment, None, Some(version)));
                }
            }
            before = Some(version);
        }
        let gone = before.and_then(|version| version.until).and_then(|at| history.moment(at));
        if let Some(moment) = gone {
            entries.push(entry(ChangeKind::Removed, moment, before, None));
        }
        entries
    }

    fn history_from(&self, source: &str) -> Option<String> {
        let mut moments = self.edition.catalogue.history.moments.iter();
        moments.find(|moment| moment.source == source).map(|moment| moment.date.clone())
    }

    fn history_url(&self, document: &str) -> Option<String> {
        self.edition.document(document)?.history_url.clone()
    }
}

fn newest_first(
    mut changes: Vec<ChangeEntry>,
    history: &History,
    since: Option<&str>,
) -> Vec<ChangeEntry> {
    changes.retain(|change| since.is_none_or(|since| change.date.as_str() >= since));
    // A day may have several commits. The order of the page within one stays.
    let place = |change: &ChangeEntry| {
        history.moments.iter().position(|moment| moment.commit == change.commit)
    };
    changes.sort_by_cached_key(|change| Reverse((change.date.clone(), place(change))));
    changes
}

/// A section's words hold those of its titled items: what an item tells is not told twice.
fn drop_what_titled_items_tell<'a>(
    threads: impl Iterator<Item = &'a Thread>,
    changes: &mut Vec<ChangeEntry>,
) {
    let titled: Vec<&str> = threads
        .filter(|thread| thread.part == Part::TitledItem)
        .map(|thread| thread.passage.as_str())
        .collect();
    let told: Vec<(String, String)> = changes
        .iter()
        .filter(|change| titled.contains(&change.id.as_str()))
        .map(|change| (change.commit.clone(), change.heading.clone()))
        .collect();
    changes.retain(|change| {
        let holds = |words: &Option<String>, heading: &str| {
            words.as_deref().is_some_and(|words| words.contains(heading))
        };
        titled.contains(&change.id.as_str())
            || !told.iter().any(|(commit, heading)| {
                *commit == change.commit
                    && (holds(&change.was, heading) || holds(&change.now, heading))
            })
    });
}

/// All sections of a document that one commit brought with the document are one addition.
fn tell_a_new_document_once(root: &str, changes: &mut Vec<ChangeEntry>) {
    let added = |change: &ChangeEntry| change.kind == ChangeKind::Added;
    let brought = changes.iter().find(|change| added(change) && change.id == root);
    if let Some(commit) = brought.map(|change| change.commit.clone()) {
        changes.retain(|change| change.id == root || !added(change) || change.commit != commit);
    }
}
