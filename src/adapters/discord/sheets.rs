//! An answer as messages: its pages, with what can be pressed below them.
//!
//! The same for answers to commands, to what was pressed, and to messages. Decides neither what is
//! answered nor who sees it.

use super::again::Seen;
use super::below::{SeenBy, Standing, names_all_candidates};
use super::rendering::{opened, pages};
use super::reply::{LONGEST, Reply};
use super::state::State;
use crate::answer::{Answer, Audience, Outcome};
use crate::citing::name_of;
use crate::desk::Desk;
use crate::messages::sheets::Written;
use crate::question::{Asked, Question};
use crate::unanswered::withheld;
use crate::wording::{Medium, Part, reply_to};
use jiff::Timestamp;
use serenity::builder::CreateActionRow;
use serenity::model::id::UserId;
use std::cell::OnceCell;

/// How many messages are sent one after the other where several read along.
const MOST_AMONG_OTHERS: usize = 2;
/// How many messages are sent one after the other to who opens all pages.
pub(super) const MOST_AT_ONCE: usize = 5;

/// An answer, cut into pages.
#[derive(Debug)]
pub(super) struct Sheets<'a> {
    desk: &'a Desk,
    answer: &'a Answer,
    pages: Vec<String>,
    /// Which of them has what was asked for.
    opens_at: usize,
    again: OnceCell<Option<Given>>,
    is_posted: bool,
    /// What only this question has to be told, where it stands on none of the pages.
    aside: Option<String>,
    asker: UserId,
    at: Timestamp,
}

/// What the command gives that asks for an answer again.
#[derive(Debug)]
struct Given {
    seen: Seen,
    answer: Answer,
}

/// Who asked, as far as an answer depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct AskedBy<'a> {
    pub(super) id: UserId,
    /// What those who read along call them.
    pub(super) name: &'a str,
}

impl<'a> Sheets<'a> {
    /// The pages of an answer that somebody asked for at `at`; `above` is said before anything else.
    pub(super) fn new(
        desk: &'a Desk,
        answer: &'a Answer,
        above: Vec<Part>,
        asker: AskedBy<'_>,
        at: Timestamp,
    ) -> Sheets<'a> {
        let said = parts(answer, above.clone(), asker);
        let Written { messages, opens_at } = opened(&said);
        let mut sheets = Sheets {
            desk,
            answer,
            pages: messages,
            opens_at,
            again: OnceCell::new(),
            is_posted: false,
            aside: None,
            asker: asker.id,
            at,
        };
        if sheets.pages.len() > 1
            && let Some(given) = sheets.again()
        {
            let mut again = Answer { fit: answer.fit, ..given.answer.clone() };
            given.seen.show_in(&mut again);
            let said_again = parts(&again, above, asker);
            let Written { messages: mut turned_to, opens_at } = opened(&said_again);
            // What only this question has said beside it may move the words from page to page, and would
            // stand on a page that is turned to without it.
            let more = said_only_in(&said, &said_again);
            if !more.is_empty() || !go_on_alike(&sheets.pages, &turned_to) {
                let from_there = turned_to.get_mut(opens_at..).unwrap_or_default();
                sheets.aside = told_on_the_first(from_there, &more);
                (sheets.pages, sheets.opens_at) = (turned_to, opens_at);
            }
        }
        sheets
    }

    /// The same, put up for everybody by who asked.
    pub(super) fn posted(self) -> Sheets<'a> {
        Sheets { is_posted: true, ..self }
    }

    /// The same, with so much said above a page that is not the first; beside it, where there is no room.
    pub(super) fn saying_on(mut self, page: usize, more: &[Part]) -> Sheets<'a> {
        let page = page.min(self.pages.len().saturating_sub(1));
        if page > 0
            && self.can_be_turned()
            && let Some(on_it) = self.pages.get_mut(page..=page)
            && let Some(beside) = told_on_the_first(on_it, more)
        {
            self.aside = Some(beside);
        }
        self
    }

    /// How to ask for it again, and what that gives: asked once, and only where something can be
    /// pressed that needs it. The command that gives it again must do so: nothing is turned to that
    /// was not begun.
    fn again(&self) -> Option<&Given> {
        let ask = || {
            let seen = Seen::of(self.answer)?;
            let text = seen.again.text().to_owned();
            let question = Question { text, at: self.at, asked: Asked::Channel, moderator: false };
            let answer = self.desk.again(&question);
            seen.is(&answer).then_some(Given { seen, answer })
        };
        self.again.get_or_init(ask).as_ref()
    }

    /// As what it is known to who presses something below it.
    fn seen(&self) -> Option<Seen> {
        self.again().map(|given| Seen { posted: self.is_posted, ..given.seen.clone() })
    }

    /// Whether it is too long to be put before everybody: it would be more messages than a
    /// conversation bears, and its pages cannot be turned.
    pub(super) fn is_too_long_for_all(&self) -> bool {
        !self.can_be_turned() && self.pages.len() > MOST_AMONG_OTHERS
    }

    /// Whether there is more than one page, each of which can be turned to.
    fn can_be_turned(&self) -> bool {
        let (asker, page) = (self.asker.get(), self.pages.len());
        page > 1 && self.seen().is_some_and(|seen| State::Turn { asker, page, seen }.id().is_some())
    }

    /// One page, counted from nought; the last, where there are not as many.
    pub(super) fn page(&self, page: usize, seen_by: SeenBy) -> Reply {
        let page = page.min(self.pages.len().saturating_sub(1));
        self.reply(page, seen_by, self.standing(page, seen_by).rows())
    }

    fn standing(&self, page: usize, seen_by: SeenBy) -> Standing<'_> {
        let pages = if self.can_be_turned() { self.pages.len() } else { 1 };
        // What was found for somebody alone is everybody's where it is asked for by its name: their
        // own words are no part of it.
        let may_be_posted = seen_by == SeenBy::AskerAmongOthers
            && !self.answer.is_miss()
            && self.again().is_some_and(|given| given.answer.audience == Audience::Channel);
        Standing {
            answer: self.answer,
            asker: self.asker.get(),
            seen_by,
            seen: if pages > 1 || may_be_posted { self.seen() } else { None },
            page,
            pages,
            may_be_posted,
            can_tell: self.desk.can_tell()
                && withheld(&self.desk.library().edition, &self.answer.question).is_none(),
        }
    }

    fn reply(&self, page: usize, seen_by: SeenBy, rows: Vec<CreateActionRow>) -> Reply {
        let content = self.pages.get(page).cloned().unwrap_or_default();
        let private = seen_by == SeenBy::AskerAmongOthers;
        Reply { content, rows, private, ..Reply::default() }
    }

    /// The pages from one up to another, one message each; what can be done stands below the last.
    fn some(&self, from: usize, to: usize, seen_by: SeenBy) -> Vec<Reply> {
        let message = |page: usize| {
            let standing = self.standing(page, seen_by);
            let is_last = page + 1 == to;
            let rows = if is_last { standing.rows() } else { standing.rows_between() };
            self.reply(page, seen_by, rows)
        };
        (from..to).map(message).collect()
    }

    /// The messages that answer: one, opened where what was asked for stands, whose pages can be turned; or
    /// all, where they cannot be.
    pub(super) fn messages(&self, seen_by: SeenBy) -> Vec<Reply> {
        self.messages_at(self.opens_at, seen_by)
    }

    /// The same, opened at a page where its pages can be turned.
    pub(super) fn messages_at(&self, page: usize, seen_by: SeenBy) -> Vec<Reply> {
        let mut messages = if self.can_be_turned() {
            vec![self.page(page, seen_by)]
        } else {
            self.some(0, self.pages.len(), seen_by)
        };
        let private = seen_by == SeenBy::AskerAmongOthers;
        let aside = self.aside.clone().map(|aside| Reply { private, ..Reply::of(aside) });
        messages.extend(aside);
        messages
    }

    /// The pages from this one on, one after the other, of which the last leads to what is too much at
    /// once.
    pub(super) fn from(&self, page: usize, seen_by: SeenBy) -> Vec<Reply> {
        let page = page.min(self.pages.len().saturating_sub(1));
        self.some(page, self.pages.len().min(page + MOST_AT_ONCE), seen_by)
    }
}

/// Whether the same words stand on the same pages, whatever is said above the first and below the last.
fn go_on_alike(one: &[String], other: &[String]) -> bool {
    let between = |pages: &[String]| match pages {
        [_, between @ .., _] => between.to_vec(),
        _ => Vec::new(),
    };
    one.len() == other.len() && between(one) == between(other)
}

/// What is said of one answer in our words and not of the other.
fn said_only_in(one: &[Part], other: &[Part]) -> Vec<Part> {
    let said = |part: &Part| match part {
        Part::Say(text) => Some(text.clone()),
        _ => None,
    };
    let elsewhere: Vec<String> = other.iter().filter_map(said).collect();
    let here = one.iter().filter_map(said).filter(|text| !elsewhere.contains(text));
    here.map(Part::Say).collect()
}

/// Says so much more above the first of some pages, which stay as they are; gives back what has no room
/// there.
fn told_on_the_first(sheets: &mut [String], more: &[Part]) -> Option<String> {
    if more.is_empty() {
        return None;
    }
    let more = pages(more).swap_remove(0);
    if let Some(first) = sheets.first_mut() {
        let together = format!("{}\n{first}", more.trim_end());
        if together.encode_utf16().count() <= LONGEST {
            *first = together;
            return None;
        }
    }
    Some(more)
}

/// What is said, without what stands on buttons and lists below it.
fn parts(answer: &Answer, above: Vec<Part>, asker: AskedBy<'_>) -> Vec<Part> {
    let mut shown = answer.clone();
    if answer.outcome == Outcome::Found {
        shown.passages.truncate(answer.told().len());
    }
    let mut parts = above;
    let said = reply_to(&shown, Medium::Chat, Some(&name_of(asker.name)));
    let on_buttons = answer.outcome == Outcome::Candidates && names_all_candidates(answer);
    parts.extend(said.into_iter().filter(|part| !(on_buttons && matches!(part, Part::Lines(_)))));
    parts
}
