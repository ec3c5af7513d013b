//! The routes that answer: each makes the question that its address stands for, and hands over what
//! comes of it as JSON.

use super::Door;
use super::freshness::{self, Keeping};
use super::parameters::{Parameters, end_of_path};
use super::refusal::Refusal;
use crate::answer::{Answer, Audience, Fit, HelpReason, Outcome};
use crate::content::REPORT;
use crate::content::passage::Passage;
use crate::desk::Platform;
use crate::index::Scope;
use crate::library::Library;
use crate::offers::offers;
use crate::question::{Asked, Question};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;

/// At most this many ids are offered for one that is none.
const MOST_NEAR: usize = 5;

/// The answer to what was typed.
pub(super) async fn ask(
    State(door): State<Arc<Door>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let parameters = Parameters::read(uri.query(), &["q"])?;
    let typed = parameters.typed("q")?;
    if typed.trim().is_empty() {
        return Err(Refusal::missing_parameter("q"));
    }
    tell(&headers, &door.answer(typed.to_owned()))
}

/// One passage, by its id, or how to report.
pub(super) async fn cite(
    State(door): State<Arc<Door>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let parameters = Parameters::read(uri.query(), &["full"])?;
    let id = end_of_path(uri.path(), "/api/cite/")?;
    let full = if parameters.flag("full")? { " full:true" } else { "" };
    // No id holds a space or a comma, and a note is not an id.
    if id.is_empty() || id.contains(|sign: char| sign.is_whitespace() || sign == ',') {
        return Err(Refusal::no_such_passage(&id, Vec::new()));
    }
    // A heading that several passages have is the id of none.
    let library = door.desk.library();
    let named = library.edition.exactly(&id, &Scope::Everything);
    if named.len() > 1 {
        let near = named.iter().take(MOST_NEAR).map(|passage| passage.id.clone());
        return Err(Refusal::no_such_passage(&id, near.collect()));
    }
    let answer = door.answer(format!("/cite {id}{full}"));
    if answer.outcome == Outcome::Report && id.eq_ignore_ascii_case(REPORT) {
        return tell(&headers, &answer);
    }
    let is_one = answer.outcome == Outcome::Found && answer.fit == Fit::Exact;
    if !is_one || answer.passages.len() != 1 {
        // What begins with a document's id was looked for in that document.
        let document = id.split('/').next().filter(|document| document.len() < id.len());
        let in_it = |passage: &&Arc<Passage>| Some(&*passage.citation.document) == document;
        let mut near: Vec<String> = library
            .edition
            .catalogue
            .passages
            .iter()
            .filter(in_it)
            .map(|passage| passage.id.clone())
            .collect();
        if near.is_empty() {
            let found = answer.passages.iter().chain(&answer.near);
            near.extend(found.map(|quoted| quoted.passage.id.clone()));
        }
        near.truncate(MOST_NEAR);
        return Err(Refusal::no_such_passage(&id, near));
    }
    tell(&headers, &answer)
}

/// Who sits on a body.
pub(super) async fn roster(
    State(door): State<Arc<Door>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    const REMEDY: &str = "Write a year, month or day: 2024, 2024-05 or 2024-05-31.";
    let parameters = Parameters::read(uri.query(), &["as-of"])?;
    let body = end_of_path(uri.path(), "/api/roster/")?;
    let mut question = format!("/who-is-on {body}");
    if let Some(date) = parameters.value("as-of") {
        let is_date = |date: &str| date.chars().count() <= 40 && !date.contains(['"', '“', '”']);
        if date.trim().is_empty() || !is_date(date) {
            return Err(Refusal::wrong_value("as-of", REMEDY));
        }
        question.push_str(&format!(" as-of:\"{date}\""));
    }
    let answer = door.answer(question);
    // An option in the path is no part of a body's name.
    if answer.outcome == Outcome::Roster && !body.contains(':') {
        return tell(&headers, &answer);
    }
    let no_date = |reason: &HelpReason| matches!(reason, HelpReason::NoDate { .. });
    if answer.help.as_ref().is_some_and(|help| no_date(&help.reason)) {
        return Err(Refusal::wrong_value("as-of", REMEDY));
    }
    let rosters = &door.desk.library().edition.catalogue.rosters;
    let whole = rosters.iter().filter(|body| body.part_of.is_none() && body.ended.is_none());
    Err(Refusal::no_such_body(&body, whole.map(|roster| roster.body.clone()).collect()))
}

/// What to offer somebody who is typing.
pub(super) async fn complete(
    State(door): State<Arc<Door>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    #[derive(Serialize)]
    struct Offered<'a> {
        edition: &'a str,
        /// In UTF-16 units, in which web pages count.
        start: usize,
        choices: Vec<Offer>,
    }
    #[derive(Serialize)]
    struct Offer {
        value: String,
        label: String,
    }
    let parameters = Parameters::read(uri.query(), &["q"])?;
    let typed = parameters.typed("q")?;
    let library = door.desk.library();
    let offers = offers(&library, typed);
    // What would be answered to the asker alone is not kept while it is being typed either.
    let audience = match offers.audience {
        Audience::Channel if is_private(&library, typed) => Audience::Asker,
        audience => audience,
    };
    let before = typed.get(..offers.start).unwrap_or(typed);
    let offered = Offered {
        edition: &library.edition.id,
        start: before.encode_utf16().count(),
        choices: offers
            .choices
            .into_iter()
            .map(|choice| Offer { value: choice.value, label: choice.label })
            .collect(),
    };
    write(&headers, offered.edition, keeping(audience), &offered)
}

impl Door {
    fn answer(&self, text: String) -> Answer {
        self.desk.answer(Platform::Http, &question(text))
    }
}

/// Whether what was typed so far would be answered to the asker alone.
fn is_private(library: &Library, typed: &str) -> bool {
    crate::ask::ask(library, &question(typed.to_owned())).audience == Audience::Asker
}

fn question(text: String) -> Question {
    Question { text, at: Timestamp::now(), asked: Asked::Program, moderator: false }
}

fn tell(headers: &HeaderMap, answer: &Answer) -> Result<Response, Refusal> {
    write(headers, &answer.edition, keeping(answer.audience), answer)
}

fn keeping(audience: Audience) -> Keeping {
    match audience {
        Audience::Channel => Keeping::Checked,
        Audience::Asker => Keeping::Not,
    }
}

fn write(
    headers: &HeaderMap,
    edition: &str,
    keeping: Keeping,
    answer: &impl Serialize,
) -> Result<Response, Refusal> {
    match serde_json::to_vec(answer) {
        Ok(body) => Ok(freshness::json(headers, edition, keeping, body)),
        Err(error) => {
            // The kind alone: the words of the error may be those of the question.
            tracing::error!(kind = ?error.classify(), "an answer cannot be written as JSON");
            Err(Refusal::unwritable())
        }
    }
}
