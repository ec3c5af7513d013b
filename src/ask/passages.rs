//! The commands that quote: by id, number or heading first, then by words.

use super::beside::most_binding;
use super::deciding::Decision;
use super::said::Said;
use super::telling::{asks_of_things, speaks_of_oneself, tells_of_harm};
use super::{Asking, Passages};
use crate::answer::{Answer, Fit, HelpReason, Outcome, Quoted};
use crate::content::document::Kind;
use crate::content::link;
use crate::content::organisation::DocumentCard;
use crate::content::passage::{Part, Passage};
use crate::content::words::number;
use crate::index::{Found, Hit, Scope, Target};
use crate::query::{Command, Query};
use std::sync::Arc;

/// At most this many candidates are offered.
const MOST_CANDIDATES: usize = 5;
/// At most this many candidates come from outside the command's documents.
const MOST_FROM_ELSEWHERE: usize = 3;
/// At most this many passages stand behind the one that was found.
pub(super) const MOST_BEHIND: usize = 9;
/// At most this many passages are cited at once.
const MOST_CITED: usize = 5;

/// At most this many ids are looked up at once, whatever they name.
const MOST_NAMED: usize = 24;

/// Who has so much of a question, and is certain enough, is not looked for elsewhere.
const SURE: f32 = 0.8;
/// How many times better something elsewhere must fit than what is uncertain in the command's documents.
const BETTER: f32 = 2.5;
/// The same than what would be quoted.
const FAR_BETTER: f32 = 3.0;

/// A passage that has less of a question than this is no near miss.
pub(crate) const NARROW_MISS: f32 = 0.15;

impl Asking<'_> {
    /// `/principle`, `/value`, `/mission`, `/coc` and `/policy`.
    pub(super) fn quote(&self, query: &Query) -> Answer {
        let command = query.command.name();
        // Who is a moderator only a chat platform knows.
        if query.is_citation() && !self.question.moderator {
            return self.help(HelpReason::ModeratorsOnly);
        }
        let scope = match self.scope(query, Scope::Command(command)) {
            Ok(scope) => scope,
            Err(answer) => return *answer,
        };
        if query.words.is_empty() {
            return self.overview(query, &scope);
        }
        let answer = self.numbered(query, &scope).or_else(|| self.named(query, &scope));
        answer.unwrap_or_else(|| self.by_words(query, &scope))
    }

    /// `/ask`, and whatever begins with no command.
    pub(super) fn anything(&self, query: &Query) -> Answer {
        match self.edition.phrase(&query.words) {
            Some(Target::Report) if !asks_of_things(&self.said(&query.words)) => {
                return self.report();
            }
            Some(Target::Help) => return self.help(HelpReason::Asked),
            _ if self.is_report(&query.words) => return self.report(),
            _ if is_greeting(&self.said(&query.words)) => return self.help(HelpReason::Greeted),
            _ => {}
        }
        let scope = match self.scope(query, Scope::Everything) {
            Ok(scope) => scope,
            Err(answer) => return *answer,
        };
        let answer = self.numbered(query, &scope).or_else(|| self.named(query, &scope));
        if let Some(answer) = answer {
            return answer;
        }
        if scope == Scope::Everything {
            if let Some(answer) = self.number_alone(&query.words) {
                return answer;
            }
            if self.edition.body_named(&query.words).is_some() {
                return self.who_is_on(query);
            }
            if let Some(answer) = self.person_named(query) {
                return answer;
            }
            if self.can_report() && self.calls_for_help(query) {
                return self.report();
            }
            if let Some(answer) = self.who_question(&query.words) {
                return answer;
            }
        }
        self.by_words(query, &scope)
    }

    /// `/cite`: exactly these passages.
    pub(super) fn cite(&self, query: &Query) -> Answer {
        let whole = self.edition.exactly(&query.words, &Scope::Everything);
        let mut passages: Vec<Quoted> = Vec::new();
        let mut missing: Vec<String> = Vec::new();
        let mut too_many: Vec<String> = Vec::new();
        if let [passage] = whole.as_slice() {
            passages.push(self.asked_whole(query, passage, None));
        } else {
            let ids = query.words.split([' ', ',']).filter(|id| !id.is_empty());
            for (number, id) in ids.enumerate() {
                if passages.len() == MOST_CITED || number >= MOST_NAMED {
                    too_many.push(id.to_owned());
                    continue;
                }
                match self.edition.exactly(id, &Scope::Everything).as_slice() {
                    [passage, ..]
                        if passages.iter().any(|quoted| quoted.passage.id == passage.id) => {}
                    [passage, ..] => passages.push(self.asked_whole(query, passage, None)),
                    [] => missing.push(id.to_owned()),
                }
            }
        }
        if passages.is_empty() && number(&query.words).is_some() {
            // A number without a document's name is no id, and nothing to search for.
            return self.nothing(&Scope::Everything, Vec::new(), Vec::new());
        }
        if passages.is_empty() {
            return self.by_words(query, &Scope::Everything).or_candidates();
        }
        let mut answer = self.with_passages(
            Outcome::Found,
            Fit::Exact,
            Passages { passages, ..Passages::default() },
        );
        if let Some(remark) = crate::wording::not_cited(&missing, &too_many) {
            answer.note = Some(remark);
            answer.note_is_silent = false;
        }
        answer
    }

    /// The part of the content that a query asks for.
    fn scope(&self, query: &Query, otherwise: Scope) -> Result<Scope, Box<Answer>> {
        let Some(typed) = &query.options.within else {
            return Ok(otherwise);
        };
        match self.edition.document_named(typed) {
            Some(document) => Ok(Scope::Document(document.id.clone())),
            None => Err(Box::new(
                self.help(HelpReason::NoSuchDocument {
                    typed: typed.clone(),
                    known: self
                        .edition
                        .complete_document("", 25)
                        .into_iter()
                        .map(|choice| choice.value)
                        .collect(),
                }),
            )),
        }
    }

    /// The command was given nothing to look for.
    fn overview(&self, query: &Query, scope: &Scope) -> Answer {
        let catalogue = &self.edition.catalogue;
        let root = match scope {
            Scope::Document(id) => {
                self.edition.document(id).and_then(|document| document.root.as_deref())
            }
            _ if query.command == Command::Policy => return self.documents_of("policy"),
            _ => {
                let of_command =
                    |kind: Kind| crate::index::command_of(kind) == query.command.name();
                let mut documents =
                    catalogue.documents.iter().filter(|document| of_command(document.kind));
                documents.find_map(|document| document.root.as_deref())
            }
        };
        let Some(passage) = root.and_then(|id| self.edition.passage_by_id(id)) else {
            return self.nothing(scope, Vec::new(), Vec::new());
        };
        let fit = if passage.children.is_empty() { Fit::Exact } else { Fit::Overview };
        self.found(query, fit, passage)
    }

    pub(super) fn found(&self, query: &Query, fit: Fit, passage: &Arc<Passage>) -> Answer {
        let quoted = self.asked_whole(query, passage, None);
        self.with_passages(
            Outcome::Found,
            fit,
            Passages { passages: vec![quoted], ..Passages::default() },
        )
    }

    /// With `full`, an item gives way to its section, and a section brings all below it.
    pub(super) fn full(&self, quoted: Quoted) -> Quoted {
        let section = self.edition.passage_by_id(section_of(&quoted.passage));
        match section.filter(|section| section.id != quoted.passage.id) {
            Some(section) => self.whole(self.quoted(section, quoted.score)),
            None => self.whole(quoted),
        }
    }

    /// A passage that is asked for by id, address, heading or document.
    fn named(&self, query: &Query, scope: &Scope) -> Option<Answer> {
        let exactly = self.edition.exactly(&query.words, scope);
        // An id or an address names one passage and no other; a heading may stand in many.
        let one_only =
            link::is_url(&query.words) || self.edition.passage_by_id(&query.words).is_some();
        match exactly.as_slice() {
            [passage] if one_only => return Some(self.found(query, Fit::Exact, passage)),
            [] => {}
            several => {
                if let Some(root) = self.document_that_binds_more(query, scope, several) {
                    return Some(self.found(query, Fit::Overview, root));
                }
                let (binding, joined) = most_binding(several);
                return Some(match binding.as_slice() {
                    [first, ..] if joined && !one_only => {
                        self.found_beside(query, Fit::Exact, first)
                    }
                    _ => self.candidates(Fit::Ambiguous, several),
                });
            }
        }
        // The passage by its id alone, without its document's name before it: "we-curate".
        if let Scope::Command(command) = scope {
            let of_documents = self.edition.catalogue.documents.iter();
            let found = of_documents
                .filter(|document| crate::index::command_of(document.kind) == *command)
                .find_map(|document| {
                    self.edition.passage_by_id(&format!("{}/{}", document.id, query.words))
                });
            if let Some(passage) = found {
                return Some(self.found(query, Fit::Exact, passage));
            }
        }
        if link::is_url(&query.words) {
            // An address that no passage has: searching for its parts would find anything.
            return Some(self.nothing(scope, Vec::new(), Vec::new()));
        }
        let document = self.edition.document_named(&query.words)?;
        let in_scope = scope.holds(document.kind, &document.id);
        if !document.linked_in.is_empty() && (in_scope || *scope == Scope::Everything) {
            return Some(self.known_by_link(document));
        }
        let root = self.edition.passage_by_id(document.root.as_deref()?)?;
        in_scope.then(|| self.found(query, Fit::Overview, root))
    }

    /// What is known of a document that others link to: its address, and who does.
    fn known_by_link(&self, document: &DocumentCard) -> Answer {
        let linked_in = document.linked_in.iter().take(MOST_FROM_ELSEWHERE);
        let near = linked_in.filter_map(|id| self.edition.passage_by_id(id));
        let near = near.map(|passage| self.quoted(passage, None)).collect();
        self.nothing(&Scope::Document(document.id.clone()), Vec::new(), near)
    }

    pub(super) fn candidates(&self, fit: Fit, passages: &[&Arc<Passage>]) -> Answer {
        let most = if fit == Fit::Elsewhere { MOST_FROM_ELSEWHERE } else { MOST_CANDIDATES };
        let passages =
            passages.iter().take(most).map(|passage| self.quoted(passage, None)).collect();
        self.with_passages(Outcome::Candidates, fit, Passages { passages, ..Passages::default() })
    }

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

    /// Whether a question in words is about reporting: all of it, or most of what somebody says of
    /// themselves. Where it is not, the way to report is no answer to it.
    fn leads_to_report(&self, query: &Query, found: &mut Found) -> bool {
        if self.can_report() && self.calls_for_help(query) {
            return true;
        }
        let is_report = |hit: &Hit| self.edition.target(hit.entry) == Some(Target::Report);
        let Some(hit) = found.hits.iter().find(|hit| is_report(hit)).copied() else {
            return false;
        };
        let first = found.hits.first().is_some_and(is_report);
        let of_things = asks_of_things(&self.said(&query.words));
        // Words that stand nowhere ("at a meetup") do not make a cry for help another question.
        let known = found.words.saturating_sub(found.unknown_words.len());
        let mostly = 3 * hit.words_matched >= 2 * known && hit.coverage > 0.3;
        let told = speaks_of_oneself(&self.said(&query.words)) && mostly;
        // "Tell me a joke" has a word each of several hints, and is none of them.
        let is_said = hit.evidence.said_words >= hit.words_matched.min(2);
        if !of_things && (told || (first && is_said && hit.coverage > 0.9)) {
            return true;
        }
        found.hits.retain(|hit| !is_report(hit));
        false
    }

    /// Whether somebody writes of themselves in words that, asked of everything, are about reporting.
    pub(super) fn words_lead_to_report(&self, query: &Query) -> bool {
        speaks_of_oneself(&self.said(&query.words))
            && !self.names_something(&query.words)
            && self
                .edition
                .find(&query.words, &Scope::Everything)
                .is_ok_and(|mut found| self.leads_to_report(query, &mut found))
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

/// Whether words only greet, thank, or say nothing at all.
fn is_greeting(said: &Said) -> bool {
    let greets = |word: &str| {
        matches!(
            word,
            "hi" | "hello" | "hey" | "hiya" | "greetings" | "good" | "welcome" // as people meet
                | "morning" | "afternoon" | "evening" | "night" | "bye" | "goodbye"
                | "thanks" | "thank" | "thx" | "ty" | "cheers" | "please" // as they thank
                | "ok" | "okay" | "cool" | "great" | "nice" | "wow"
        )
    };
    let beside = |word: &str| {
        matches!(
            word,
            "you"
                | "so"
                | "very"
                | "much"
                | "a"
                | "lot"
                | "there"
                | "all"
                | "everyone"
                | "everybody"
                | "again"
                | "tenet"
                | "bot"
                | "for"
                | "your"
                | "help"
                | "and"
                | "to"
        )
    };
    let mut parts = said.parts();
    parts.all(|word| greets(word) || beside(word))
        && (said.parts().any(greets) || said.parts().next().is_none())
}

/// The id of the section that a passage is, or is an untitled item of.
pub(super) fn section_of(passage: &Passage) -> &str {
    match (&passage.parent, passage.part) {
        (Some(section), Part::Item) => section,
        _ => &passage.id,
    }
}

impl Answer {
    /// An id was asked for and words were found: offered, never quoted.
    fn or_candidates(mut self) -> Answer {
        if self.outcome == Outcome::Found {
            self.outcome = Outcome::Candidates;
            self.fit = Fit::Partly;
            self.passages.truncate(MOST_CANDIDATES);
        }
        self
    }
}
