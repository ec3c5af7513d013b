//! Which questions may be counted that found no answer, and what of them; and what the maintainers of
//! the content can do about one.
//!
//! Counted is what several people may have asked in the open, so that a hint or a section can be
//! written: never who asked, never what was asked in private, of oneself, of other people or near a
//! sensitive document. Where that is in doubt, the question is not counted. Pure: keeps nothing.

mod language;
mod names;
mod telling;

use crate::answer::{Answer, Audience, Fit, Outcome};
use crate::ask::delicate::is_delicate;
use crate::ask::{NARROW_MISS, ask};
use crate::content::words::{as_said, fold};
use crate::index::{Edition, Scope, Target};
use crate::library::Library;
use crate::query::{self, Command, Options};
use crate::question::{Asked, Question};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A longer question is not counted, in characters: it tells a story.
pub const LONGEST: usize = 120;
/// Words that were asked for less often are shown to nobody: they may be one person's alone.
pub const SHOWN_FROM: u32 = 2;
/// How many days after the day of a question it still counts.
pub const KEPT_DAYS: i32 = 90;

/// At most this many of the best entries can make a question one about conduct.
const LOOKED_AT: usize = 5;
/// At most this many passages are named as near.
const MOST_NEAR: usize = 3;

/// The words of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Lower case, no accents, no signs, single spaces: so the spellings of one question meet. Letters
    /// of some scripts are lost.
    pub folded: String,
    /// What can be read: lower case, single spaces, no signs around words, every letter kept.
    pub said: String,
}

/// Whether words lead to a person or to one place: they have an address, a link, a name with its sign, a
/// number as long as a telephone's or an account's, or a name that stands on a list.
fn points_at_somebody(edition: &Edition, words: &str) -> bool {
    telling::has_address(words) || names::names_listed_people(edition, &words_of(words).folded)
}

/// Why words are not passed on to the maintainers, whoever agrees to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// They lead to a person or to one place.
    PointAtSomebody,
    /// They tell of somebody's own affairs.
    Delicate,
}

/// Why words may not be passed on to the maintainers; `None` where they may.
pub fn withheld(edition: &Edition, words: &str) -> Option<Withheld> {
    let folded = words_of(words).folded;
    if plain_words(&folded).iter().any(|word| is_delicate(word)) {
        Some(Withheld::Delicate)
    } else {
        points_at_somebody(edition, words).then_some(Withheld::PointAtSomebody)
    }
}

/// Words that found no answer, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The words, as they were [said](Words::said).
    pub words: String,
    /// How often they were asked for.
    pub times: u64,
    /// The first day, in UTC, of those that still count.
    pub first: Date,
    /// The last day, in UTC.
    pub last: Date,
}

/// What words that found no answer get today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Today {
    /// The answer; the id of its passage, where it is one.
    Answered(Option<String>),
    /// Nothing certain. The ids of the passages that come nearest, best first.
    Near(Vec<String>),
}

/// The words of a question that count as unanswered; `None` where it was answered, or may not be
/// counted.
///
/// Unanswered is what found nothing, or only passages that have some of its words. What fits several
/// passages equally was answered, and so was what another command has.
pub fn counted(edition: &Edition, question: &Question, answer: &Answer) -> Option<Words> {
    let missed = match answer.outcome {
        Outcome::Nothing => answer.nothing.as_ref()?.out_of_range.is_none(),
        Outcome::Candidates => answer.fit == Fit::Partly,
        _ => false,
    };
    let in_the_open = match question.asked {
        Asked::Channel | Asked::Program => answer.audience == Audience::Channel,
        Asked::Direct | Asked::Terminal => false,
    };
    let text = question.text.trim();
    if !missed
        || !in_the_open
        || answer.sensitive
        || text.chars().count() > LONGEST
        || telling::has_signs(text)
    {
        return None;
    }
    let query = query::parse(text).ok()?;
    let quotes = match query.command {
        Command::Ask | Command::Principle | Command::Value | Command::Mission | Command::Policy => {
            true
        }
        // "Who approves a release" begins as a command and asks for none.
        Command::WhoIs => !query.slash,
        _ => false,
    };
    // An option asks for part of the content, or in another way.
    if !quotes || query.options != Options::default() {
        return None;
    }
    let words = words_of(text);
    may_be_read(edition, text, &words).then_some(words)
}

/// Whether words may be read by others than who typed them, by what they say.
fn may_be_read(edition: &Edition, text: &str, words: &Words) -> bool {
    let folded = words.folded.as_str();
    let one_by_one = plain_words(folded);
    let parts: Vec<&str> = one_by_one.iter().map(String::as_str).collect();
    let says_something = parts
        .iter()
        .any(|word| !Edition::is_function_word(word) && word.chars().any(char::is_alphabetic));
    says_something
        // Some letters are written out, and become many.
        && folded.chars().count() <= LONGEST
        && edition.document_named(folded).is_none()
        && !parts.iter().any(|word| is_delicate(word))
        && !telling::tells(&parts)
        && language::is_ours(edition, &words.said, &parts)
        && !names::asks_for_people(edition, &parts)
        && !names::names_people(edition, text, folded)
        && !is_near_conduct(edition, folded)
}

/// Folded words without their apostrophes: `dont`, `pilot` for `pilot's`.
fn plain_words(folded: &str) -> Vec<String> {
    folded
        .split(' ')
        .map(|word| word.strip_suffix("'s").filter(|word| word.len() > 4).unwrap_or(word))
        .map(|word| word.replace('\'', ""))
        .collect()
}

/// The words of a question without its command.
pub fn words_of(text: &str) -> Words {
    let typed = match query::parse(text) {
        Ok(query) if query.slash => query.words,
        _ => text.to_owned(),
    };
    Words { folded: words_in(&typed), said: as_said(&typed) }
}

/// The words of a text, folded, with single spaces between them.
fn words_in(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<&str> =
        words.map(|word| word.trim_matches('\'')).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether words come near the way to report or a sensitive document, by what people say of it too.
fn is_near_conduct(edition: &Edition, words: &str) -> bool {
    let Ok(found) = edition.find(words, &Scope::Everything) else {
        return true;
    };
    let near = |coverage: f32| coverage >= NARROW_MISS;
    let reports = found
        .hits
        .iter()
        .any(|hit| edition.target(hit.entry) == Some(Target::Report) && near(hit.coverage));
    let sensitive = found.hits.iter().take(LOOKED_AT).any(|hit| {
        edition.passage_of(hit.entry).is_some_and(|passage| passage.sensitive) && near(hit.coverage)
    });
    reports || sensitive
}

/// What words that found no answer get from the library today.
pub fn today(library: &Library, words: &str, at: Timestamp) -> Today {
    let answer = ask(library, &Question::at_terminal(format!("/ask {words}"), at));
    if answer.is_answered() {
        return Today::Answered(answer.passages.first().map(|quoted| quoted.passage.id.clone()));
    }
    let near = answer.passages.iter().chain(&answer.near).take(MOST_NEAR);
    Today::Near(near.map(|quoted| quoted.passage.id.clone()).collect())
}

/// What to put into `hints.yaml` so that words lead to passages: one line for each passage, with the
/// hints it has already, since no id may stand there twice.
///
/// `wanted` is words with the id of the passage they shall lead to; a comment where that is `None`.
pub fn hints(edition: &Edition, wanted: &[(&str, Option<&str>)]) -> Vec<String> {
    let mut by_passage: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut nowhere = Vec::new();
    for (words, id) in wanted {
        match id {
            Some(id) => by_passage.entry(id).or_default().push(words),
            None => nowhere.push(format!("# No passage is near: {}", quoted(words))),
        }
    }
    let line = |(id, words): (&str, Vec<&str>)| {
        let passage = edition.passage_by_id(id);
        let held = passage.iter().flat_map(|passage| &passage.hints).map(String::as_str);
        let all: Vec<String> = held.chain(words).map(quoted).collect();
        format!("{id}: [{}]", all.join(", "))
    };
    by_passage.into_iter().map(line).chain(nowhere).collect()
}

/// A text as YAML quotes it (<https://yaml.org/spec/1.2.2/#731-double-quoted-style>).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
