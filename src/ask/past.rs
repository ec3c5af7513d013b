//! `/changes` and `/verify`: what history answers.

use super::Asking;
use crate::answer::{
    Answer, Audience, ChangeEntry, ChangeKind, ChangesAnswer, Fit, HelpReason, Outcome, Stand,
    Verdict, VerifyAnswer,
};
use crate::content::document::Standing;
use crate::content::history::{History, Moment, Thread, Version};
use crate::content::organisation::DocumentCard;
use crate::content::passage::{Part, Passage};
use crate::content::quotation::{Quotation, Words};
use crate::content::roster::NOBODY;
use crate::index::{Scope, Spoken};
use crate::query::Query;
use std::cmp::Reverse;

/// At most so many places are named where words stand.
const MOST_PLACES: usize = 5;
/// How many passages words are held against that stand nowhere exactly.
const MOST_RESEMBLED: usize = 12;
/// Words that have less in common than this do not resemble.
const RESEMBLES: f32 = 0.6;
/// Fewer words than these resemble too much.
const FEWEST_TO_RESEMBLE: usize = 3;

impl Asking<'_> {
    /// `/changes`.
    pub(super) fn changes(&self, query: &Query) -> Answer {
        let since = match query.options.since.as_deref().map(|typed| (typed, first_day(typed))) {
            Some((typed, None)) => {
                let typed = typed.chars().take(super::LONGEST_ECHO).collect();
                return self.help(HelpReason::NoDate { typed });
            }
            Some((_, day)) => day,
            None => None,
        };
        let typed_since = query.options.since.clone();
        let named = self.edition.exactly(&query.words, &Scope::Everything);
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
            [] => {}
            several => return self.candidates(Fit::Ambiguous, several),
        }
        // "principle 3" and "the team that handles reports" name a passage in other ways.
        let mut answer = match crate::query::parse(&query.words) {
            Ok(other) if !matches!(other.command, crate::query::Command::Changes) => {
                self.query(&other)
            }
            _ => self.by_words(query, &Scope::Everything),
        };
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
            since: typed_since,
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
        let mut answer = self.answer(Outcome::Changes);
        answer.changes = Some(ChangesAnswer {
            id: id.to_owned(),
            title: card.map(|card| card.title.clone()).unwrap_or_default(),
            url: card.and_then(|card| card.url.clone()).unwrap_or_default(),
            since: typed_since,
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

    /// `/verify`.
    pub(super) fn verify(&self, query: &Query) -> Answer {
        let quotation = Quotation::of(&query.words);
        if quotation.is_empty() {
            return self.help(HelpReason::NeedsWords { command: query.command.name() });
        }
        let spoken = self.edition.spoken();
        let found = self
            .stands_now(&quotation, spoken)
            .or_else(|| self.copied(&query.words, &quotation, spoken))
            .or_else(|| self.stands_in_history(&query.words, &quotation, spoken))
            .or_else(|| self.resembles(&query.words, &quotation, spoken));
        let catalogue = &self.edition.catalogue;
        let (result, mut at, differences) =
            found.unwrap_or((Verdict::Nowhere, Vec::new(), Vec::new()));
        let more = at.len().saturating_sub(MOST_PLACES);
        at.truncate(MOST_PLACES);
        let mut answer = self.answer(Outcome::Verify);
        let sensitive = |stand: &Stand| {
            self.edition.passage_by_id(&stand.id).is_some_and(|passage| passage.sensitive)
        };
        if at.first().is_some_and(sensitive) {
            answer.audience = Audience::Asker;
        }
        answer.verify = Some(VerifyAnswer {
            words: query.words.clone(),
            result,
            at,
            more,
            differences,
            searched: catalogue.documents.iter().filter(|card| card.sections > 0).count(),
        });
        answer
    }

    /// Words that stand in a copy only: what counts has others, which they resemble.
    fn copied(&self, typed: &str, quotation: &Quotation, spoken: &Spoken) -> Option<Found> {
        let copies = self.stands_in_copies(typed, quotation, spoken)?;
        Some(match self.resembles(typed, quotation, spoken) {
            Some((verdict, mut at, differences)) => {
                at.extend(copies);
                (verdict, at, differences)
            }
            None => (Verdict::Exact, copies, Vec::new()),
        })
    }

    /// Where the words stand today: in a passage, or across several.
    fn stands_now(&self, quotation: &Quotation, spoken: &Spoken) -> Option<Found> {
        let passages = &self.edition.catalogue.passages;
        let mut holding: Vec<&Passage> = passages
            .iter()
            .zip(&spoken.passages)
            .filter(|(_, words)| quotation.stands_in(words))
            .map(|(passage, _)| &**passage)
            .collect();
        if holding.is_empty() {
            for document in &spoken.documents {
                let Some(range) = quotation.range_in(&document.words) else {
                    continue;
                };
                let starts = document.sections.iter().map(|(_, start)| *start);
                let ends = starts.skip(1).chain([document.words.len()]);
                let covered = document.sections.iter().zip(ends);
                holding.extend(
                    covered
                        .filter(|((_, start), end)| *start < range.end && range.start < *end)
                        .filter_map(|((at, _), _)| passages.get(*at).map(|passage| &**passage)),
                );
            }
        }
        // What binds before what was proposed; the shortest passage says it most exactly.
        holding.sort_by_key(|passage| (!binds(passage), passage.text.len()));
        // A section holds what its items hold.
        let sections = |passage: &Passage| match passage.part {
            Part::Section => passage.id.clone(),
            _ => passage.parent.clone().unwrap_or_default(),
        };
        let mut seen: Vec<String> = Vec::new();
        holding.retain(|passage| {
            let section = sections(passage);
            let new = !seen.contains(&section);
            seen.push(section);
            new
        });
        Some((
            Verdict::Exact,
            holding
                .into_iter()
                .map(|passage| {
                    let stand = self.stand(passage);
                    match self.words_since(passage, quotation, spoken) {
                        Some(moment) => Stand {
                            since: Some(moment.date.clone()),
                            since_at_least: Some(moment.first),
                            ..stand
                        },
                        None => stand,
                    }
                })
                .collect(),
            Vec::new(),
        ))
        .filter(|(_, at, _): &Found| !at.is_empty())
    }

    /// Where the words stand today in a copy, which does not count.
    fn stands_in_copies(
        &self,
        typed: &str,
        quotation: &Quotation,
        spoken: &Spoken,
    ) -> Option<Vec<Stand>> {
        let history = &self.edition.catalogue.history;
        let typed = Words::of(typed);
        let copies: Vec<Stand> = history
            .threads
            .iter()
            .zip(&spoken.versions)
            .filter(|(thread, _)| thread.stands())
            .filter(|(_, words)| words.last().is_some_and(|words| quotation.stands_in(words)))
            .filter_map(|(thread, _)| Some((thread, thread.versions.last()?)))
            .filter(|(_, version)| !speaks_anew(version, &typed))
            .filter_map(|(thread, version)| self.stood(thread, version))
            .collect();
        (!copies.is_empty()).then_some(copies)
    }

    /// Where the words stood, the place first where they stood last.
    fn stands_in_history(
        &self,
        typed: &str,
        quotation: &Quotation,
        spoken: &Spoken,
    ) -> Option<Found> {
        let history = &self.edition.catalogue.history;
        let typed = Words::of(typed);
        let mut at: Vec<Stand> = history
            .threads
            .iter()
            .zip(&spoken.versions)
            .filter_map(|(thread, words)| {
                let mut versions = thread.versions.iter().zip(words);
                let (version, _) = versions.rfind(|(version, words)| {
                    quotation.stands_in(words) && !speaks_anew(version, &typed)
                })?;
                self.stood(thread, version)
            })
            .collect();
        at.sort_by(|a, b| a.copy.cmp(&b.copy).then(b.until.cmp(&a.until)));
        (!at.is_empty()).then_some((Verdict::Former, at, Vec::new()))
    }

    /// The passage that the words resemble most.
    fn resembles(&self, typed: &str, quotation: &Quotation, spoken: &Spoken) -> Option<Found> {
        if quotation.len() < FEWEST_TO_RESEMBLE {
            return None;
        }
        let found = self.edition.find(typed, &Scope::Everything).ok()?;
        let places = found.hits.iter().filter_map(|hit| self.edition.target(hit.entry));
        let likest = places
            .filter_map(|target| match target {
                crate::index::Target::Passage(at) => Some(at),
                _ => None,
            })
            .take(MOST_RESEMBLED)
            .filter_map(|at| Some((at, quotation.likeness(spoken.passages.get(at)?))))
            .filter(|(_, likeness)| *likeness >= RESEMBLES)
            // Of equals, what binds and says least beside it.
            .max_by(|a, b| {
                let rank = |at: usize| {
                    let passage = self.edition.passage(at)?;
                    Some((binds(passage), std::cmp::Reverse(passage.text.len())))
                };
                a.1.total_cmp(&b.1).then_with(|| rank(a.0).cmp(&rank(b.0)))
            });
        let (at, _) = likest?;
        let passage = self.edition.passage(at)?;
        let differences = quotation.differences(spoken.passages.get(at)?);
        Some((Verdict::Near, vec![self.stand(passage)], differences))
    }

    fn stand(&self, passage: &Passage) -> Stand {
        let citation = &passage.citation;
        let card = self.edition.document(&citation.document);
        Stand {
            id: passage.id.clone(),
            document: card.map(|card| card.title.clone()).unwrap_or_default(),
            heading: passage.heading.clone(),
            url: Some(citation.url.clone()).filter(|url| !url.is_empty()),
            permalink: citation.permalink.clone(),
            since: citation.unchanged_since.clone(),
            since_at_least: citation.since_at_least,
            until: None,
            until_commit: None,
            until_url: None,
            copy: false,
        }
    }

    /// The commit since which words of a passage stand in it, whatever changed beside them.
    fn words_since(
        &self,
        passage: &Passage,
        quotation: &Quotation,
        spoken: &Spoken,
    ) -> Option<&Moment> {
        let history = &self.edition.catalogue.history;
        let (thread, words) =
            history.threads.iter().zip(&spoken.versions).find(|(thread, _)| {
                thread.stands() && !thread.copy && thread.passage == passage.id
            })?;
        let versions = thread.versions.iter().zip(words).rev();
        let (first, _) = versions.take_while(|(_, words)| quotation.stands_in(words)).last()?;
        let moment = history.moment(first.from)?;
        (moment.source == passage.citation.source).then_some(moment)
    }

    fn stood(&self, thread: &Thread, version: &Version) -> Option<Stand> {
        let history = &self.edition.catalogue.history;
        let from = history.moment(version.from)?;
        let until = version.until.and_then(|at| history.moment(at));
        let passage = self.edition.passage_by_id(&thread.passage).filter(|_| !thread.copy);
        let today = thread.today.as_ref();
        // What still stands is linked as it stands.
        let standing = today.filter(|_| version.until.is_none());
        let url = match passage {
            Some(passage) => Some(passage.citation.url.clone()),
            None => standing.map(|today| today.url.clone()),
        };
        let card = self.edition.document(&thread.document);
        Some(Stand {
            id: thread.passage.clone(),
            document: card.map_or_else(|| thread.document.clone(), |card| card.title.clone()),
            heading: version.heading.clone(),
            url: url.filter(|url| !url.is_empty()),
            permalink: match standing {
                Some(today) => today.permalink.clone(),
                None => version.permalink.clone(),
            },
            since: Some(from.date.clone()),
            since_at_least: Some(from.first),
            until: until.map(|moment| moment.date.clone()),
            until_commit: until.map(|moment| moment.commit.clone()),
            until_url: until
                .filter(|_| version.names.is_empty())
                .and_then(|moment| moment.url.clone()),
            copy: thread.copy,
        })
    }
}

/// A verdict, the places it rests on, and what differs there.
type Found = (Verdict, Vec<Stand>, Vec<crate::content::quotation::Difference>);

/// Whether words have a name that stands in a version where another stood: in these words nobody wrote
/// it.
fn speaks_anew(version: &Version, typed: &Words) -> bool {
    let named = |name: &String| name == NOBODY || Quotation::of(name).stands_in(typed);
    version.names.iter().any(named)
}

/// Whether a passage's words hold today.
fn binds(passage: &Passage) -> bool {
    matches!(passage.citation.standing, Standing::InForce | Standing::Requirement)
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

/// The first day of a year, a month or a day, as typed.
fn first_day(text: &str) -> Option<String> {
    ["", "-01", "-01-01"]
        .iter()
        .map(|rest| format!("{text}{rest}"))
        .find(|day| day.parse::<jiff::civil::Date>().is_ok())
}
