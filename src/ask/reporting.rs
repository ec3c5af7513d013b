//! When the way to report is the answer, and when it is offered beside one.
//!
//! Whether words are a cry for help is read in [`super::telling`] and [`super::need`]; here what the
//! documents and the search say of it counts too. A cry too many shows somebody the way to report; one
//! too few leaves them alone.

use super::said::Said;
use super::telling::{
    asks_of_things, calls_for_help, has_delicate_words, may_be_about_conduct, speaks_of_oneself,
    tells_of_oneself,
};
use super::{Asking, topic, unknown};
use crate::answer::{Answer, Audience, HelpReason, Outcome, ReportAnswer};
use crate::content::REPORT;
use crate::content::words::fold;
use crate::index::{Found, Hit, Scope, Target};
use crate::query::{self, Command, Query};

impl Asking<'_> {
    /// Whether words are the id by which hints and completions lead to the way to report, or a slip of
    /// the fingers for it that the documents do not have.
    pub(super) fn is_report(&self, words: &str) -> bool {
        let said = self.said(words);
        let word = said.folded().trim_matches(|c: char| !c.is_alphanumeric());
        word == REPORT
            || (unknown::is_slip_for(word, REPORT) && !self.edition.stands_in_documents(word))
            || self.has_report_address(&said)
    }

    /// Whether the address to which reports go stands among words.
    fn has_report_address(&self, said: &Said) -> bool {
        let report = self.edition.catalogue.organisation.report.as_ref();
        report.is_some_and(|report| {
            let address = fold(&report.address);
            !address.is_empty() && said.folded().contains(&address)
        })
    }

    /// Whether a way to report is known.
    pub(super) fn can_report(&self) -> bool {
        self.edition.catalogue.organisation.report.is_some()
    }

    /// Whether the words are a call for help, and not the name of something that happens to sound so.
    pub(super) fn calls_for_help(&self, query: &Query) -> bool {
        let words = &query.words;
        let phrase = || self.edition.phrase(words) == Some(Target::Report);
        self.is_report(words)
            || ((calls_for_help(&self.said(words))
                || phrase()
                || reports_somebody(&self.said(words)))
                && !asks_of_things(&self.said(words))
                && !self.names_something(words))
    }

    /// Whether a command that is not asked for it is answered with the way to report. What is asked of
    /// everything, cited or verified may be words of the documents, and is looked for first.
    pub(super) fn is_answered_with_report(&self, query: &Query) -> bool {
        let goes_first = match query.command {
            Command::Ask | Command::Cite | Command::Verify | Command::Report => false,
            Command::Help => query::command_named(topic(query)).is_err(),
            _ => !query.is_citation(),
        };
        goes_first
            && self.can_report()
            && !query.words.is_empty()
            && (self.calls_for_help(query) || self.words_lead_to_report(query))
    }

    /// Whether somebody tells of themselves, whatever they were answered: in the words of their
    /// question, or as their note.
    pub(super) fn tells_of_oneself(&self, query: &Query, answer: &Answer) -> bool {
        let looked_for =
            !matches!(answer.outcome, Outcome::Report | Outcome::Help | Outcome::Sources);
        let noted = query.options.note.as_deref().map(Said::of);
        let noted = noted.is_some_and(|note| calls_for_help(&note) || has_delicate_words(&note));
        let told = tells_of_oneself(&self.said(&query.words)) && !self.is_named(query, answer);
        looked_for && (noted || told)
    }

    /// Whether a question that was not answered may be about conduct: by what came near, by its words,
    /// or because nothing at all came near what somebody wrote in several words.
    pub(super) fn misses_conduct(&self, query: &Query, answer: &Answer) -> bool {
        let in_sentences = matches!(query.command, Command::Ask | Command::Coc) || !query.slash;
        let several = query.words.split_whitespace().nth(1).is_some();
        match answer.outcome {
            Outcome::Nothing | Outcome::Candidates => {
                query.command == Command::Coc
                    || answer.named().chain(&answer.near).any(|quoted| quoted.passage.sensitive)
                    || may_be_about_conduct(&self.said(&query.words))
                    || (answer.outcome == Outcome::Nothing && in_sentences && several)
            }
            _ => false,
        }
    }

    /// Whether a question in words is about reporting: all of it, or most of what somebody says of
    /// themselves. Where it is not, the way to report is no answer to it.
    pub(super) fn leads_to_report(&self, query: &Query, found: &mut Found) -> bool {
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

    /// How to report: to the asker alone, whoever asks.
    pub(super) fn report(&self) -> Answer {
        let Some(report) = &self.edition.catalogue.organisation.report else {
            return self.help(HelpReason::NoReport);
        };
        let passage =
            self.edition.passage_by_id(&report.passage).map(|passage| self.quoted(passage, None));
        let readers = report
            .readers
            .iter()
            .filter_map(|body| self.edition.body_named(body))
            .map(|roster| self.roster_answer(roster, None))
            .collect();
        let mut answer = self.answer(Outcome::Report);
        answer.audience = Audience::Asker;
        answer.report = Some(ReportAnswer { address: report.address.clone(), passage, readers });
        answer
    }
}

/// So many words after "report" it may be said who or what.
const REPORTED_WITHIN: usize = 5;

/// Whether somebody asks how to report a person, or what becomes of their report: "Can I report a
/// member?", "Who sees my report?". A group that reports to another is no such thing, and what holds if one
/// reports is told by the documents.
fn reports_somebody(said: &Said) -> bool {
    let words = said.words();
    if words.contains(&"if") {
        return false;
    }
    let is_reported = |word: &&str| {
        matches!(
            *word,
            "member"
                | "members"
                | "maintainer"
                | "maintainers"
                | "employee"
                | "employees"
                | "contributor"
                | "person"
                | "people"
                | "somebody"
                | "someone"
                | "anybody"
                | "anyone"
                | "user"
                | "moderator"
                | "director"
                | "officer"
                | "colleague"
                | "speaker"
                | "attendee"
                | "him"
                | "her"
                | "them"
                | "misconduct"
        )
    };
    let is_verb = |before: Option<&&str>| {
        before.is_none_or(|before| {
            matches!(
                *before,
                "i" | "we" | "you" | "to" | "can" | "could" | "should" | "must" | "may" | "please"
            )
        })
    };
    (0..words.len()).any(|at| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let after = words.get(at + 1..).unwrap_or_default();
        let mut within = after.iter().take(REPORTED_WITHIN);
        match words.get(at).copied() {
            Some("report") if before == Some(&"my") => words.first() == Some(&"who"),
            Some("report" | "reporting") => {
                is_verb(before) && after.first() != Some(&"to") && within.any(is_reported)
            }
            _ => false,
        }
    })
}
