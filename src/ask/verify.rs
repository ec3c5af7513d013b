//! `/verify`: whether words stand in a document, stood there, or resemble it.

use super::Asking;
use crate::answer::{Answer, Audience, HelpReason, Outcome, Stand, Verdict, VerifyAnswer};
use crate::content::document::Standing;
use crate::content::history::{Moment, Thread, Version};
use crate::content::passage::{Part, Passage};
use crate::content::quotation::{Quotation, Words};
use crate::content::roster::NOBODY;
use crate::index::{Scope, Spoken};
use crate::query::Query;

/// At most so many places are named where words stand.
const MOST_PLACES: usize = 5;
/// How many passages words are held against that stand nowhere exactly.
const MOST_RESEMBLED: usize = 12;
/// Words that have less in common than this do not resemble.
const RESEMBLES: f32 = 0.6;
/// Fewer words than these resemble too much.
const FEWEST_TO_RESEMBLE: usize = 3;

impl Asking<'_> {
    /// `/verify`.
    pub(super) fn verify(&self, query: &Query) -> Answer {
        let quotation = Quotation::of(&query.words);
        if quotation.is_empty() {
            return self.help(HelpReason::NeedsWords { command: query.command.name() });
        }
        let spoken = self.edition.spoken();
        let found = self
            .stands_now(&quotation, spoken)
            // What was pasted with its Markdown is read as readers see it.
            .or_else(|| self.stands_now(&Quotation::of_markdown(&query.words), spoken))
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
        if at.iter().any(sensitive) {
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
            .filter_map(|at| Some((at, quotation.likeness(spoken.passages.get(at)?, RESEMBLES)?)))
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
