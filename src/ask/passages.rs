//! The commands that quote: by id, number or heading first, then by words.

use super::beside::most_binding;
use super::need::asks_for_anybody;
use super::said::Said;
use super::telling::asks_of_things;
use super::{Asking, Passages};
use crate::answer::{Answer, Fit, HelpReason, Outcome, Quoted};
use crate::content::document::Kind;
use crate::content::link;
use crate::content::organisation::DocumentCard;
use crate::content::passage::{Part, Passage};
use crate::content::words::number;
use crate::index::{Scope, Target};
use crate::query::{Command, Query};
use std::sync::Arc;

/// At most this many candidates are offered.
pub(super) const MOST_CANDIDATES: usize = 5;
/// At most this many documents are named to somebody who named none.
const MOST_KNOWN: usize = 25;
/// At most this many candidates come from outside the command's documents.
pub(super) const MOST_FROM_ELSEWHERE: usize = 3;
/// At most this many passages are cited at once.
const MOST_CITED: usize = 5;

/// At most this many ids are looked up at once, whatever they name.
const MOST_NAMED: usize = 24;

impl Asking<'_> {
    /// `/principle`, `/value`, `/mission`, `/coc` and `/policy`.
    pub(super) fn quote(&self, query: &Query) -> Answer {
        // Who is a moderator only a chat platform knows.
        if query.is_citation() && !self.question.moderator {
            return self.help(HelpReason::ModeratorsOnly);
        }
        let Some(scope) = self.searched_scope(query) else {
            return self.no_such_document(query);
        };
        if query.words.is_empty() {
            return self.overview(query, &scope);
        }
        let answer = self.numbered(query, &scope).or_else(|| self.named(query, &scope));
        // Who sits where is told by no principle, whatever command stands before the question.
        let answer = answer.or_else(|| self.who_sits(&query.words));
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
            _ if asks_for_anybody(&self.said(&query.words)) => return self.help(HelpReason::Asked),
            _ => {}
        }
        let Some(scope) = self.searched_scope(query) else {
            return self.no_such_document(query);
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

    /// The part of the content in which the words of a query are looked for; `None` where it names a
    /// document that there is not.
    pub(super) fn searched_scope(&self, query: &Query) -> Option<Scope> {
        if let Some(within) = &query.options.within {
            let document = self.edition.document_named(within)?;
            return Some(Scope::Document(document.id.clone()));
        }
        Some(match query.command {
            Command::Principle
            | Command::Value
            | Command::Mission
            | Command::Coc
            | Command::Policy => Scope::Command(query.command.name()),
            _ => Scope::Everything,
        })
    }

    fn no_such_document(&self, query: &Query) -> Answer {
        let known = self.edition.complete_document("", MOST_KNOWN).into_iter();
        self.help(HelpReason::NoSuchDocument {
            typed: query.options.within.clone().unwrap_or_default(),
            known: known.map(|choice| choice.value).collect(),
        })
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
