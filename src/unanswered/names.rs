//! Whether a question names somebody.
//!
//! Known are the names on the lists; of others only the spelling tells. A name in small letters that
//! stands on no list cannot be told from any other word.

use super::{language, words_in};
use crate::ask::telling;
use crate::content::roster::Seat;
use crate::content::words::fold;
use crate::index::Edition;

/// Whether the answer would be people, and not whoever has a task that the documents speak of: "who
/// approves a release".
pub(super) fn asks_for_people(edition: &Edition, words: &[&str]) -> bool {
    match words {
        ["who", next, ..] => {
            let may = matches!(*next, "can" | "may" | "must" | "should" | "shall");
            let task = !Edition::is_function_word(next) && edition.stands_in_documents(next);
            !may && !task
        }
        ["who" | "whos" | "whose" | "whom" | "whois", ..] => true,
        _ => false,
    }
}

/// Whether a word is part of the name of somebody on a list, or looks like a name that no document
/// has: written with a capital letter.
pub(super) fn names_people(edition: &Edition, text: &str, words: &str) -> bool {
    names_listed_people(edition, words) || has_unknown_name(edition, text)
}

/// Whether a word is part of the name of somebody on a list.
pub(super) fn names_listed_people(edition: &Edition, words: &str) -> bool {
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
    })
}

fn has_unknown_name(edition: &Edition, text: &str) -> bool {
    let text = text.strip_prefix('/').map_or(text, |command| {
        command.split_once(char::is_whitespace).map_or("", |(_, words)| words)
    });
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let words = parts.filter(|word| !word.is_empty()).enumerate();
    words.into_iter().any(|(at, word)| {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        // Capitals alone are an abbreviation.
        let is_name = capital && word.chars().any(char::is_lowercase);
        let folded = fold(word).replace('\'', "");
        // The first word of a text has a capital letter anyway.
        let begins = at == 0 && language::has_an_english_ending(&folded);
        let is_ordinary = Edition::is_function_word(&folded)
            || telling::opens_a_question(&folded)
            || begins
            || edition.stands_in_documents(word);
        is_name && !is_ordinary
    })
}
