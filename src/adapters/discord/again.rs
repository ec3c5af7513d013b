//! How to ask again for an answer that stands in a message: by a short command that names what it shows,
//! and not by the words that led to it.
//!
//! Keeps nothing. What an answer shows may have changed since; a [`Seen`] tells.

use crate::answer::{Answer, Fit, Outcome};
use crate::content::pages::Place;
use crate::content::words::fingerprint;
use crate::query::{self, Query};
use crate::wording::{Medium, Part, reply};

/// How many characters a fingerprint has.
const PRINT: usize = 6;

/// A command that gives an answer again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Again(String);

impl Again {
    /// The command for an answer; `None` where it is known by its question alone, or shows what its
    /// asker wrote.
    pub(super) fn of(answer: &Answer) -> Option<Again> {
        // What cannot be followed is of use to its asker alone, and its words are kept nowhere.
        if answer.asker_note.is_some() || answer.is_usage() {
            return None;
        }
        let asked = query::parse(&answer.question).ok();
        match answer.outcome {
            Outcome::Found => {
                let ids: Vec<&str> =
                    answer.told().iter().map(|quoted| quoted.passage.id.as_str()).collect();
                let full = asked.is_some_and(|query| query.options.full);
                let full = if full { " full:true" } else { "" };
                Again::new(&format!("/cite {}{full}", ids.join(" ")))
            }
            Outcome::Roster => {
                let body = &answer.roster.as_ref()?.roster.body;
                let as_of = asked.and_then(|query| query.options.as_of);
                let as_of = as_of.map(|day| format!(" as-of:\"{day}\"")).unwrap_or_default();
                Again::new(&format!("/who-is-on {body}{as_of}"))
            }
            Outcome::Report => Again::new("/report"),
            Outcome::Person
            | Outcome::Changes
            | Outcome::Verify
            | Outcome::Sources
            | Outcome::Help => {
                let mut query = asked?;
                query.options.private = false;
                Again::new(&query.typed()?)
            }
            Outcome::Candidates | Outcome::Nothing => None,
        }
    }

    /// The command for one passage.
    pub(super) fn of_passage(id: &str) -> Option<Again> {
        let again = Again::new(&format!("/cite {id}"))?;
        (!id.contains(char::is_whitespace)).then_some(again)
    }

    /// A command that points nobody to anything, carries nobody's words, and is not made private.
    pub(super) fn new(text: &str) -> Option<Again> {
        let query = query::parse(text).ok()?;
        let Query { options, .. } = &query;
        let plain = !query.is_citation() && options.note.is_none() && !options.private;
        (plain && text.starts_with('/')).then(|| Again(text.to_owned()))
    }

    /// What to ask.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// As little of it as it is read from.
    pub(super) fn code(&self) -> String {
        let text = self.0.strip_prefix('/').unwrap_or(&self.0);
        match text.strip_prefix("cite ") {
            Some(ids) => match ids.strip_suffix(" full:true") {
                Some(ids) => format!("f{ids}"),
                None => format!("c{ids}"),
            },
            None => format!("t{text}"),
        }
    }

    /// What [`Again::code`] gives.
    pub(super) fn read(code: &str) -> Option<Again> {
        if let Some(ids) = code.strip_prefix('f') {
            return Again::new(&format!("/cite {ids} full:true"));
        }
        if let Some(ids) = code.strip_prefix('c') {
            return Again::new(&format!("/cite {ids}"));
        }
        Again::new(&format!("/{}", code.strip_prefix('t')?))
    }

    /// The passage that it asks for, if it asks for one.
    pub(super) fn passage(&self) -> Option<&str> {
        let ids = self.0.strip_prefix("/cite ")?;
        ids.split(' ').next().filter(|id| !id.is_empty())
    }
}

/// An answer that somebody has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// How to ask for it again.
    pub(super) again: Again,
    /// What stands for its words.
    pub(super) print: String,
    /// Whether it is not an exact match, which is said before its words.
    pub(super) partly: bool,
    /// Whether somebody put it up for everybody, which is said too.
    pub(super) posted: bool,
    /// Where in its first passage what was asked for stands, by which its pages are cut.
    pub(super) answers_at: Option<Place>,
}

impl Seen {
    /// An answer that is about to be seen, where it can be asked for again.
    pub(super) fn of(answer: &Answer) -> Option<Seen> {
        let partly = answer.outcome == Outcome::Found && answer.fit == Fit::Partly;
        let first = answer.told().first();
        Some(Seen {
            again: Again::of(answer)?,
            print: print(answer),
            partly,
            posted: false,
            answers_at: first.and_then(|quoted| quoted.answers_at),
        })
    }

    /// As little of it as it is read from.
    pub(super) fn code(&self) -> String {
        let placed = self.answers_at.is_some();
        let told = u8::from(self.partly) + 2 * u8::from(self.posted) + 4 * u8::from(placed);
        let place = self.answers_at.map(|Place(at)| at.to_string()).unwrap_or_default();
        format!("{}{told}{place}{}", self.print, self.again.code())
    }

    /// What [`Seen::code`] gives.
    pub(super) fn read(code: &str) -> Option<Seen> {
        let (print, rest) = code.split_at_checked(PRINT)?;
        let (told, rest) = rest.split_at_checked(1)?;
        let told = told.parse().ok().filter(|told: &u8| *told < 8)?;
        let (partly, posted) = (told & 1 == 1, told & 2 == 2);
        // What asks again begins with a letter.
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (place, again) = rest.split_at_checked(if told & 4 == 4 { digits } else { 0 })?;
        let answers_at = match place {
            "" => None,
            place => Some(Place(place.parse().ok()?)),
        };
        let (again, print) = (Again::read(again)?, print.to_owned());
        Some(Seen { again, print, partly, posted, answers_at })
    }

    /// Shows an answer as it was seen: what was said before its words, and where they begin.
    pub(super) fn show_in(&self, answer: &mut Answer) {
        if self.partly {
            answer.fit = Fit::Partly;
        }
        if let Some(first) = answer.passages.first_mut() {
            first.answers_at = self.answers_at;
        }
    }

    /// Whether this is what an answer shows.
    pub(super) fn is(&self, answer: &Answer) -> bool {
        print(answer) == self.print
    }
}

/// What stands for the words of an answer: not for how it was found, nor for when its source was
/// looked at.
fn print(answer: &Answer) -> String {
    let mut words = String::new();
    if answer.outcome == Outcome::Found {
        for quoted in answer.told() {
            let passage = &quoted.passage;
            for words_of_it in [Some(&passage.id), Some(&passage.text), passage.summary.as_ref()] {
                words.push_str(words_of_it.map_or("", String::as_str));
                words.push('\n');
            }
        }
        return fingerprint(&words);
    }
    for part in reply(answer, Medium::Chat) {
        match part {
            Part::Say(text) | Part::AsTyped(text) => words.push_str(&text),
            Part::Title { text, .. } => words.push_str(&text),
            Part::Quote(passage, _) => words.push_str(&passage.text),
            Part::Lines(lines) => lines.iter().for_each(|line| words.push_str(&line.text)),
            Part::Edition(_) | Part::Aside(_) => {}
        }
        words.push('\n');
    }
    fingerprint(&words)
}
