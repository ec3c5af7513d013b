//! Answers a question from the library: the core, which does no I/O and cannot fail.
//!
//! Each command has its own way; all ways to a passage end in one decision, which says whether
//! a match is certain enough to be quoted, or several should be offered, or nothing is the honest
//! answer. No sentence is written here.

mod beside;
mod bodies;
mod by_words;
mod changes;
mod dates;
mod deciding;
pub(crate) mod delicate;
mod explaining;
mod freshness;
mod help;
mod need;
mod numbers;
mod passages;
mod people;
mod reporting;
pub(crate) mod said;
mod sensitive;
pub(crate) mod telling;
mod unknown;
mod verify;
mod whole;

pub use deciding::{Decision, FAR_AHEAD, Grounds};
pub use explaining::{Explanation, Fitting, explain};
pub use help::commands;

use crate::answer::{
    Answer, Audience, Child, Fit, HelpReason, NothingAnswer, Outcome, Quoted, SourceState,
    SourcesAnswer, Unheld, Verdict,
};
use crate::content::organisation::{DocumentCard, Held, SourceCard};
use crate::content::passage::Passage;
use crate::index::{Edition, Scope, command_of};
use crate::library::{Library, SyncStatus};
use crate::query::{self, Command, Misread, Query};
use crate::question::Question;
use said::Said;
use std::borrow::Cow;
use std::sync::Arc;
use telling::{calls_for_help, has_words_of_harm, speaks_of_oneself};

pub(crate) use by_words::NARROW_MISS;

/// The longest question, in characters: far more than a person asks. What is longer is a text, and may
/// be a quotation to verify.
pub const LONGEST_QUESTION: usize = 4_000;
/// The longest note beside a quotation, in characters.
const LONGEST_NOTE: usize = 300;
/// At most this many characters of what was typed are repeated.
const LONGEST_ECHO: usize = 40;

/// Answers a question.
pub fn ask(library: &Library, question: &Question) -> Answer {
    let asking = Asking::of(library, question);
    let mut answer = match &asking.query {
        Ok(query) if asking.is_too_long(query) => asking.too_long(query),
        Ok(query) => asking.query(query),
        Err(misread) => asking.misread(misread),
    };
    if need::is_in_danger(&asking.said) && !asking.is_citation() {
        answer.in_danger = true;
        answer.audience = Audience::Asker;
    }
    answer.sensitive = asking.is_sensitive(&answer);
    asking.tell_stale(&mut answer);
    answer
}

/// A question being answered from one edition.
struct Asking<'a> {
    edition: &'a Edition,
    status: &'a SyncStatus,
    question: &'a Question,
    /// What was typed, understood.
    query: Result<Query, Misread>,
    /// All that was typed.
    said: Said,
}

/// The passages of an answer and how they were come by.
#[derive(Default)]
struct Passages {
    passages: Vec<Quoted>,
    near: Vec<Quoted>,
    respelled: Vec<(String, String)>,
}

impl<'a> Asking<'a> {
    fn of(library: &'a Library, question: &'a Question) -> Asking<'a> {
        Asking {
            edition: &library.edition,
            status: &library.status,
            question,
            query: query::parse(&question.text),
            said: Said::of(&question.text),
        }
    }
}

impl Asking<'_> {
    /// What was said in some words of a question: most often in all of them.
    fn said(&self, words: &str) -> Cow<'_, Said> {
        if words == self.question.text.trim() {
            Cow::Borrowed(&self.said)
        } else {
            Cow::Owned(Said::of(words))
        }
    }

    /// Whether a moderator points somebody to a passage: what they write is said of others.
    fn is_citation(&self) -> bool {
        self.query.as_ref().is_ok_and(Query::is_citation)
    }

    fn misread(&self, misread: &Misread) -> Answer {
        // Whose fingers slipped in need is answered all the same.
        if self.can_report() && calls_for_help(&self.said) {
            return self.report();
        }
        let of_report =
            matches!(misread, Misread::NoSuchCommand { meant: Some(Command::Report), .. });
        let mut answer = self.help(match misread {
            Misread::Empty => HelpReason::Empty,
            Misread::NoSuchCommand { typed, meant } => {
                HelpReason::NoSuchCommand { typed: typed.clone(), meant: meant.map(Command::name) }
            }
            Misread::NeedsWords(command) => HelpReason::NeedsWords { command: command.name() },
        });
        if of_report || query::asks_privately(&self.question.text) {
            answer.audience = Audience::Asker;
        }
        answer
    }

    fn is_too_long(&self, query: &Query) -> bool {
        query.command != Command::Verify
            && self.question.text.chars().nth(LONGEST_QUESTION).is_some()
    }

    /// Nothing is looked for. What somebody tells at length may be their own affair.
    fn too_long(&self, query: &Query) -> Answer {
        let mut answer = self.help(HelpReason::TooLong { most: LONGEST_QUESTION });
        answer.command = Some(query.command);
        answer.audience = Audience::Asker;
        answer.offer_report = self.can_report();
        answer
    }

    fn query(&self, query: &Query) -> Answer {
        if self.begins_a_question(query) {
            return self.query(&self.whole_question(query));
        }
        let mut answer = match query.command {
            _ if self.is_answered_with_report(query) => self.report(),
            Command::Principle
            | Command::Value
            | Command::Mission
            | Command::Coc
            | Command::Policy => self.quote(query),
            Command::Ask => self.anything(query),
            Command::Cite => self.cite(query),
            Command::Report => self.report(),
            Command::WhoIsOn => self.who_is_on(query),
            Command::WhoIs => self.who_is(query),
            Command::Changes => self.changes(query),
            Command::Verify => self.verify(query),
            Command::Sources => self.sources(),
            Command::Help => self.help_about(query),
        };
        answer.command = Some(query.command);
        if let Some(sources) = &mut answer.sources {
            sources.full = query.options.full;
        }
        // A word that is a command may be the first word of a question.
        let first_word_misled = !query.slash
            && query.command != Command::Ask
            && matches!(answer.outcome, Outcome::Nothing)
            && !query.words.is_empty();
        if first_word_misled {
            answer = self.anything(&self.whole_question(query));
            answer.command = Some(Command::Ask);
        }
        if answer.outcome == Outcome::Found && answer.asker_note.is_none() {
            let note = query.options.note.as_ref();
            answer.asker_note = note.map(|note| note.chars().take(LONGEST_NOTE).collect());
            if note.is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
                let said = answer.note.take().filter(|_| !answer.note_is_silent);
                answer.note = Some(crate::wording::note_was_cut(said.as_deref(), LONGEST_NOTE));
                answer.note_is_silent = false;
            }
        }
        let tells = self.tells_of_oneself(query, &answer);
        answer.offer_report = self.can_report() && (tells || self.misses_conduct(query, &answer));
        answer.asker_tells = tells;
        // What somebody tells of themselves, or asks of conduct in vain, is nobody else's to read. An
        // ordinary question in the first person that is answered is everybody's.
        let missed = matches!(answer.outcome, Outcome::Candidates | Outcome::Nothing);
        let personal = query.command == Command::Coc || speaks_of_oneself(&self.said);
        let in_own_words = query.command != Command::Coc || !self.is_named(query, &answer);
        if query.is_private() || tells || (missed && personal && in_own_words) {
            answer.audience = Audience::Asker;
        }
        answer
    }

    /// Whether an answer is of what the words name, all of them: words of nobody's own.
    fn is_named(&self, query: &Query, answer: &Answer) -> bool {
        let named = match answer.outcome {
            // Words that are no ids are remarked upon.
            Outcome::Found if answer.fit == Fit::Exact => {
                answer.note.is_none() || answer.note_is_silent
            }
            // A name may stand among other words.
            Outcome::Person => answer.is_answered() && !has_words_of_harm(&self.said(&query.words)),
            Outcome::Verify => {
                let verified = answer.verify.as_ref().map(|verify| verify.result);
                matches!(verified, Some(Verdict::Exact | Verdict::Former))
            }
            _ => false,
        };
        named || self.names_something(&query.words)
    }

    /// Whether words are the name of something that the content has: an id, an address, a heading, a
    /// document or a body.
    fn names_something(&self, words: &str) -> bool {
        words.is_empty()
            || !self.edition.exactly(words, &Scope::Everything).is_empty()
            || self.edition.document_named(words).is_some()
            || self.edition.body_named(words).is_some()
    }

    /// Whether the command's name is only the first word of a question: "Report a bug", "Help me
    /// with …".
    fn begins_a_question(&self, query: &Query) -> bool {
        let goes_on = !query.slash && !query.words.is_empty();
        match query.command {
            Command::Report => goes_on,
            Command::Help => goes_on && query::command_named(topic(query)).is_err(),
            _ => false,
        }
    }

    /// All that was typed, as a question: its first word is no command after all.
    fn whole_question(&self, query: &Query) -> Query {
        Query {
            command: Command::Ask,
            words: self.question.text.trim().to_owned(),
            ..query.clone()
        }
    }

    fn answer(&self, outcome: Outcome) -> Answer {
        Answer {
            question: self.question.text.clone(),
            command: None,
            outcome,
            audience: Audience::Channel,
            sensitive: false,
            passages: Vec::new(),
            near: Vec::new(),
            roster: None,
            person: None,
            changes: None,
            verify: None,
            report: None,
            sources: None,
            help: None,
            nothing: None,
            note: None,
            note_is_silent: false,
            asker_note: None,
            fit: Fit::None,
            offer_report: false,
            asker_tells: false,
            in_danger: false,
            respelled: Vec::new(),
            stale: Vec::new(),
            organisation: self.edition.catalogue.organisation.name.clone(),
            edition: self.edition.id.clone(),
        }
    }

    fn with_passages(&self, outcome: Outcome, fit: Fit, found: Passages) -> Answer {
        let mut answer = self.answer(outcome);
        // How copies differ is the business of those who keep them, not of those who ask.
        let drift = found.passages.first().filter(|_| outcome == Outcome::Found);
        let drift = drift.map(|quoted| quoted.passage.drift.join(" "));
        answer.note = drift.filter(|drift| !drift.is_empty());
        answer.note_is_silent = answer.note.is_some();
        answer.fit = fit;
        answer.passages = found.passages;
        answer.near = found.near;
        answer.respelled = found.respelled;
        // Somebody who looks for conduct in words of their own may be telling what happened to them.
        // What stands too far behind to be named is not what the words lead to.
        let told = !matches!(fit, Fit::Exact | Fit::Overview);
        if told && answer.named().any(|quoted| quoted.passage.sensitive) {
            answer.audience = Audience::Asker;
        }
        answer
    }

    fn quoted(&self, passage: &Arc<Passage>, score: Option<f32>) -> Quoted {
        Quoted {
            children: self.children(passage, 0),
            passage: Arc::clone(passage),
            score,
            checked: self.checked(&passage.citation.source),
            stands_in: None,
            answers_at: None,
            with_below: None,
        }
    }

    /// The sections below a passage; deeper ones too, as far as a list stays readable.
    fn children(&self, passage: &Passage, depth: usize) -> Vec<Child> {
        if depth > 2 {
            return Vec::new();
        }
        let below = passage.children.iter().filter_map(|id| self.edition.passage_by_id(id));
        below
            .map(|child| Child {
                id: child.id.clone(),
                heading: child.heading.clone(),
                number: child.number,
                url: child.citation.url.clone(),
                summary: child.summary.clone(),
                children: self.children(child, depth + 1),
            })
            .collect()
    }

    fn sources(&self) -> Answer {
        let catalogue = &self.edition.catalogue;
        let mut answer = self.answer(Outcome::Sources);
        let source = |card: &SourceCard| SourceState {
            card: card.clone(),
            checked: self.checked(&card.id),
            failed: self.status.sources.get(&card.id).and_then(|status| status.failed.clone()),
        };
        answer.sources = Some(SourcesAnswer {
            sources: catalogue.sources.iter().map(source).collect(),
            documents: catalogue.documents.clone(),
            // What is gone stands at no address; its past is told to those who ask for it.
            rosters: catalogue
                .rosters
                .iter()
                .filter(|roster| roster.ended.is_none())
                .map(|roster| self.roster_answer(roster, None))
                .collect(),
            full: false,
        });
        answer
    }

    /// The documents that a command answers from, for one that was given nothing to look for.
    fn documents_of(&self, command: &'static str) -> Answer {
        let mut answer = self.sources();
        answer.fit = Fit::Overview;
        if let Some(sources) = &mut answer.sources {
            sources.sources.clear();
            sources.documents.retain(|document| command_of(document.kind) == command);
            sources.documents.sort_by_key(|document| beside::rank(document.standing));
            sources.rosters.clear();
        }
        answer
    }

    /// Nothing was found within `scope`: what was looked through, and what might help.
    fn nothing(&self, scope: &Scope, unknown_words: Vec<String>, near: Vec<Quoted>) -> Answer {
        let catalogue = &self.edition.catalogue;
        let in_scope = |card: &&DocumentCard| scope.holds(card.kind, &card.id);
        let documents = catalogue.documents.iter().filter(in_scope);
        let (searched, unheld): (Vec<&DocumentCard>, Vec<&DocumentCard>) =
            documents.partition(|card| card.held == Held::Whole);
        // A document may be known by a title that has the very words.
        let words = self.query.as_ref().map_or("", |query| query.words.as_str());
        let named = self.edition.documents_with_words_of(words);
        let (likely, unlikely): (Vec<&DocumentCard>, Vec<&DocumentCard>) =
            unheld.into_iter().partition(|card| named.iter().any(|named| named.id == card.id));
        let strange = *scope == Scope::Everything
            && likely.is_empty()
            && unknown::is_strange(words, &unknown_words);
        let foreign = words.chars().any(char::is_alphabetic)
            && (!words.chars().any(|c| c.is_ascii_alphabetic())
                || (strange && unknown::is_of_another_language(words)));
        let mut answer = self.answer(Outcome::Nothing);
        answer.nothing = Some(NothingAnswer {
            searched: searched.iter().map(|card| card.title.clone()).collect(),
            sections: searched.iter().map(|card| card.sections).sum(),
            likely: likely.len(),
            not_searched: likely
                .iter()
                .chain(&unlikely)
                .map(|card| Unheld {
                    title: card.title.clone(),
                    url: card.url.clone(),
                    held: card.held,
                })
                .collect(),
            ask_at: catalogue.organisation.ask_at.clone(),
            out_of_range: None,
            bodies: Vec::new(),
            foreign,
            strange,
            unknown_words: unknown::worth_naming(words, unknown_words),
        });
        // Narrow misses in sensitive documents are told to the asker alone, and so is what was looked
        // for in vain in one of them, or would have to be.
        let in_one = matches!(scope, Scope::Document(_));
        let within = if in_one { searched } else { Vec::new() };
        let led_to = |card: &&DocumentCard| card.sensitive;
        let in_own_words = self.edition.document_named(words).is_none();
        if in_own_words
            && (near.iter().any(|quoted| quoted.passage.sensitive)
                || likely.iter().chain(&within).any(led_to))
        {
            answer.audience = Audience::Asker;
        }
        answer.near = near;
        answer
    }
}

/// The command that help is asked about, with or without its slash.
fn topic(query: &Query) -> &str {
    query.words.trim_start_matches('/')
}
