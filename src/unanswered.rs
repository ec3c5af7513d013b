//! Which questions may be counted that found no answer, and what of them; and what the maintainers of
//! the content can do about one.
//!
//! Counted is what several people may have asked in the open, so that a hint or a section can be
//! written: never who asked, never what was asked in private, of oneself, of other people or near a
//! sensitive document. Where that is in doubt, the question is not counted. Pure: keeps nothing.

use crate::answer::{Answer, Audience, Fit, Outcome};
use crate::ask::{NARROW_MISS, ask, speaks_of_oneself};
use crate::content::roster::Seat;
use crate::content::words::fold;
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

/// Words that found no answer, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The words, as [`words_of`] makes them.
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
pub fn counted(edition: &Edition, question: &Question, answer: &Answer) -> Option<String> {
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
        || is_telling(text)
    {
        return None;
    }
    let query = query::parse(text).ok()?;
    let quotes = matches!(
        query.command,
        Command::Ask | Command::Principle | Command::Value | Command::Mission | Command::Policy
    );
    // An option asks for part of the content, or in another way.
    if !quotes || query.options != Options::default() {
        return None;
    }
    let words = words_of(text);
    let says_something = words
        .split(' ')
        .any(|word| !Edition::is_function_word(word) && word.chars().any(char::is_alphabetic));
    let may_be = says_something
        // Some letters are written out, and become many.
        && words.chars().count() <= LONGEST
        && edition.document_named(&words).is_none()
        && !asks_for_people(&words)
        && !names_people(edition, text, &words)
        && !is_near_conduct(edition, &words);
    may_be.then_some(words)
}

/// The words of a question without its command: lower case, no accents, no signs, single spaces, so
/// that the spellings of one question meet.
pub fn words_of(text: &str) -> String {
    let said = match query::parse(text) {
        Ok(query) if query.slash => query.words,
        _ => text.to_owned(),
    };
    words_in(&said)
}

/// The words of a text, folded, with single spaces between them.
fn words_in(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<&str> =
        words.map(|word| word.trim_matches('\'')).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a text may tell more than it asks: a number, an address, a link, a name that only its
/// spelling shows, or somebody's own affairs.
fn is_telling(text: &str) -> bool {
    // Folding writes out the signs that only look different, such as a wide @.
    let folded = fold(text);
    let signs = folded.chars().any(|c| c.is_numeric() || matches!(c, '@' | '#' | '_' | '\\'));
    let letters: Vec<char> = folded.chars().collect();
    let joined = |letters: &[char]| {
        matches!(letters, [before, '.' | ':', after]
            if before.is_alphanumeric() && after.is_alphanumeric())
    };
    signs
        || folded.contains("://")
        || letters.windows(3).any(joined)
        || speaks_of_oneself(text)
        || speaks_of_another(&folded)
}

/// Whether somebody speaks of one other person, named or not.
fn speaks_of_another(folded: &str) -> bool {
    const ONE: [&str; 10] =
        ["he", "him", "his", "himself", "she", "her", "hers", "herself", "somebody", "someone"];
    folded.split(|c: char| !c.is_alphanumeric()).any(|word| ONE.contains(&word))
}

/// Whether the answer would be people.
fn asks_for_people(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    matches!(first, "who" | "whos" | "who's" | "whose" | "whom")
}

/// Whether a word is part of the name of somebody on a list, or looks like a name that no document
/// has: written with a capital letter within a sentence.
fn names_people(edition: &Edition, text: &str, words: &str) -> bool {
    let words = format!(" {} ", words.replace("'s ", " ").trim_end_matches("'s"));
    let has = |name: &str| words.contains(&format!(" {name} "));
    let is_of = |seat: &Seat| {
        let (name, handle) = (words_in(&seat.name), seat.github.as_deref());
        // A handle may be made of everyday words, and names somebody as a whole only; so it does
        // where it stands for a name. A name names by each of its words, but for those that English
        // puts everywhere.
        let called = handle.is_none_or(|handle| fold(handle) != fold(&seat.name))
            && name
                .split(' ')
                .filter(|word| word.chars().count() > 1 && !Edition::is_function_word(word))
                .any(has);
        called || handle.is_some_and(|handle| has(&words_in(handle)))
    };
    let mut listings = edition.catalogue.rosters.iter().flat_map(|roster| roster.listings());
    listings.any(|listing| {
        listing.seats.iter().chain(&listing.history.entries).any(is_of)
            || listing.former.iter().any(|former| is_of(&former.seat()))
    }) || has_unknown_name(edition, text)
}

fn has_unknown_name(edition: &Edition, text: &str) -> bool {
    let text = text.strip_prefix('/').map_or(text, |command| {
        command.split_once(char::is_whitespace).map_or("", |(_, words)| words)
    });
    let mut begins = true;
    for typed in text.split_whitespace() {
        let word = typed.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        // Capitals alone are an abbreviation.
        let is_name = capital && word.chars().any(char::is_lowercase);
        if is_name && !begins && !edition.has_word(word) {
            return true;
        }
        begins = typed.ends_with(['.', '?', '!', ':']);
    }
    false
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
