//! Passages that are asked for in words of one's own: quoted, offered or refused as
//! [`super::deciding`] decides, and what fits far better outside a command's documents.
//!
//! What is named, by id, number, address or heading, has been found before in [`super::passages`].

use super::deciding::Decision;
use super::passages::{MOST_CANDIDATES, MOST_FROM_ELSEWHERE, section_of};
use super::telling::{asks_of_things, tells_of_harm};
use super::{Asking, Passages};
use crate::answer::{Answer, Fit, HelpReason, Outcome, Quoted};
use crate::index::{Found, Hit, Scope, Target};
use crate::query::Query;

/// At most this many passages stand behind the one that was found.
pub(super) const MOST_BEHIND: usize = 9;
/// Who has so much of a question, and is certain enough, is not looked for elsewhere.
const SURE: f32 = 0.8;
/// How many times better something elsewhere must fit than what is uncertain in the command's documents.
const BETTER: f32 = 2.5;
/// The same than what would be quoted.
const FAR_BETTER: f32 = 3.0;
/// A passage that has less of a question than this is no near miss.
pub(crate) const NARROW_MISS: f32 = 0.15;

impl Asking<'_> {
    /// A passage that is asked for in words of one's own.
    pub(super) fn by_words(&self, query: &Query, scope: &Scope) -> Answer {
        let Ok(mut found) = self.edition.find(&query.words, scope) else {
            return self.nothing(scope, Vec::new(), Vec::new());
        };
        if self.leads_to_report(query, &mut found) {
            return self.report();
        }
        let grounds = self.grounds(&query.words, &found);
        let decision = grounds.map_or(Decision::Nothing, |grounds| grounds.decision);
        let is_sure =
            grounds.is_some_and(|grounds| grounds.certainty >= 0.0 && grounds.share >= SURE);
        if !is_sure && let Some(answer) = self.better_elsewhere(query, scope, &found, decision) {
            return answer;
        }
        match decision {
            Decision::Nothing => self.nothing_by_words(query, scope, found),
            Decision::Found => self.found_by_words(query, found),
            Decision::Candidates => {
                let fit = if found.hits.first().is_some_and(|hit| hit.coverage > 0.99) {
                    Fit::Ambiguous
                } else {
                    Fit::Partly
                };
                let passages = self.quoted_hits(&found.hits, MOST_CANDIDATES);
                if passages.is_empty() {
                    // Only a body or help came near, and neither is certain.
                    return self.nothing(scope, found.unknown_words, Vec::new());
                }
                self.with_passages(
                    Outcome::Candidates,
                    fit,
                    Passages { passages, near: Vec::new(), respelled: found.respelled },
                )
            }
        }
    }

    /// What others have, named as theirs, where it fits a question better by far than anything in the
    /// command's own documents, or bears its very words as its heading.
    fn better_elsewhere(
        &self,
        query: &Query,
        scope: &Scope,
        found: &Found,
        decision: Decision,
    ) -> Option<Answer> {
        let Scope::Command(_) = scope else {
            return None;
        };
        // Who names a document means it, held or not.
        if self.edition.document_named(&query.words).is_some() {
            return None;
        }
        let is_found = decision == Decision::Found;
        let mut quoted: Vec<Quoted> = Vec::new();
        if !is_found {
            let named = self.edition.exactly(&query.words, &Scope::Everything);
            quoted.extend(named.iter().map(|passage| self.quoted(passage, None)));
        }
        let elsewhere = self.edition.find(&query.words, &Scope::Everything).ok()?;
        let best = elsewhere.hits.first()?;
        let own = found.hits.first().map_or(0.0, |hit| hit.score);
        let nothing = self.decide(&query.words, &elsewhere) == Decision::Nothing;
        let by_far = best.score > own * if is_found { FAR_BETTER } else { BETTER };
        if quoted.is_empty() && (nothing || !by_far) {
            return None;
        }
        for other in self.quoted_hits(&elsewhere.hits, MOST_FROM_ELSEWHERE) {
            if !nothing && quoted.iter().all(|quoted| quoted.passage.id != other.passage.id) {
                quoted.push(other);
            }
        }
        quoted.truncate(MOST_FROM_ELSEWHERE);
        if quoted.is_empty() {
            return None;
        }
        let passages =
            Passages { passages: quoted, near: Vec::new(), respelled: elsewhere.respelled };
        Some(self.with_passages(Outcome::Candidates, Fit::Elsewhere, passages))
    }

    /// Nothing fits, neither in the command's own documents nor in others.
    fn nothing_by_words(&self, query: &Query, scope: &Scope, found: Found) -> Answer {
        // Who tells of harm in words that were not understood is not told that nothing was found.
        if self.can_report()
            && tells_of_harm(&self.said(&query.words))
            && !asks_of_things(&self.said(&query.words))
            && !self.names_something(&query.words)
        {
            return self.report();
        }
        let narrow: Vec<Hit> =
            found.hits.iter().filter(|hit| hit.own_coverage >= NARROW_MISS).copied().collect();
        let near = self.quoted_hits(&narrow, MOST_FROM_ELSEWHERE);
        let mut answer = self.nothing(scope, found.unknown_words, near);
        answer.respelled = found.respelled;
        answer
    }

    fn found_by_words(&self, query: &Query, found: Found) -> Answer {
        let Some(best) = found.hits.first() else {
            return self.nothing(&Scope::Everything, found.unknown_words, Vec::new());
        };
        match self.edition.target(best.entry) {
            Some(Target::Help) => self.help(HelpReason::Asked),
            Some(Target::Body(at)) => self.roster_at(at),
            _ => {
                let fit = if best.coverage > 0.99 && found.respelled.is_empty() {
                    Fit::Words
                } else {
                    Fit::Partly
                };
                let passages = self.quoted_behind(query, &found);
                self.with_passages(
                    Outcome::Found,
                    fit,
                    Passages { passages, near: Vec::new(), respelled: found.respelled },
                )
            }
        }
    }

    /// The passages of the best hits; bodies and the way to report are no passages, and of a section
    /// and its items only the best is named.
    pub(super) fn quoted_hits(&self, hits: &[Hit], most: usize) -> Vec<Quoted> {
        let mut sections: Vec<&str> = Vec::new();
        let mut quoted = Vec::new();
        for hit in hits {
            let Some(passage) = self.edition.passage_of(hit.entry) else {
                continue;
            };
            let section = section_of(passage);
            if !sections.contains(&section) {
                sections.push(section);
                quoted.push(self.quoted(passage, Some(hit.score)));
            }
            if quoted.len() == most {
                break;
            }
        }
        quoted
    }
}
