//! Whether a text tells something, where it should only ask.
//!
//! Whoever tells does so of a person, of what happened, or in words that point to one place only. Such
//! a text is not counted, however few words of it are somebody's own affair.

use crate::ask::speaks_of_oneself;
use crate::content::words::{fold, number};

/// So many numbers in words are a telephone number, an amount or a date.
const TELLING_NUMBERS: usize = 3;

/// Whether a text as it was typed has a number, an address, a link, a name that only its spelling
/// shows, or somebody's own affairs.
pub(super) fn has_signs(text: &str) -> bool {
    // Folding writes out the signs that only look different, such as a wide @.
    let folded = fold(text);
    let signs = folded.chars().any(|c| c.is_numeric() || matches!(c, '@' | '#' | '_' | '\\'));
    let letters: Vec<char> = folded.chars().collect();
    let joined = |letters: &[char]| {
        matches!(letters, [before, '.' | ':', after]
            if before.is_alphanumeric() && after.is_alphanumeric())
    };
    signs || folded.contains("://") || letters.windows(3).any(joined) || speaks_of_oneself(text)
}

/// So many digits are nobody's year, and may be a telephone's.
const LONG_NUMBER: usize = 5;

/// Whether a text has an address, a link or a long number, whatever signs stand between its digits.
pub(super) fn has_address(text: &str) -> bool {
    let folded = fold(text);
    let is_host = |word: &str| {
        // "e.g." and "4.2" are none.
        word.match_indices('.').any(|(dot, _)| {
            let (before, after) = word.split_at(dot);
            let before = before.chars().rev().take_while(|c| c.is_alphanumeric()).count();
            let after = after.chars().skip(1).take_while(|c| c.is_alphabetic()).count();
            before > 1 && after > 1
        })
    };
    let mut digits = 0;
    let mut longest = 0;
    for c in folded.chars() {
        match c {
            c if c.is_numeric() => digits += 1,
            ' ' | '-' | '/' | '.' | '(' | ')' | '+' => {}
            _ => digits = 0,
        }
        longest = longest.max(digits);
    }
    folded.contains(['@', '\\'])
        || folded.contains("://")
        || folded.split_whitespace().any(is_host)
        || longest >= LONG_NUMBER
}

/// Whether folded words tell: of a person, of what happened, or what they are spelled for.
pub(super) fn tells(words: &[&str]) -> bool {
    speaks_of_another(words)
        || tells_what_happened(words)
        || spells_signs(words)
        || (!asks(words) && (states(words) || speaks_of_several(words)))
}

/// Whether a word can open a question about what is or may be.
pub(super) fn opens_a_question(word: &str) -> bool {
    asks_for(word) || is_present(word)
}

/// A text asks where it begins with a word that asks, or with a verb: "Can we …". With "has" begins
/// what asks for an event.
fn asks(words: &[&str]) -> bool {
    const BEFORE: [&str; 8] = ["and", "but", "so", "or", "then", "please", "hi", "hello"];
    let mut words = words.iter().copied().skip_while(|word| BEFORE.contains(word));
    match (words.next(), words.next()) {
        // Whoever asks what if has a case to tell.
        (Some(_), Some("if")) => false,
        (Some("has" | "have"), _) | (None, _) => false,
        (Some(first), _) => opens_a_question(first),
    }
}

fn asks_for(word: &str) -> bool {
    matches!(
        word,
        "what"
            | "whats"
            | "which"
            | "how"
            | "hows"
            | "when"
            | "whens"
            | "where"
            | "wheres"
            | "why"
            | "whys"
            | "who"
            | "whether"
    )
}

/// A verb that turns words into a sentence; others cannot be told from nouns.
fn is_present(word: &str) -> bool {
    matches!(
        word,
        "am" | "is"
            | "isnt"
            | "are"
            | "arent"
            | "has"
            | "hasnt"
            | "have"
            | "havent"
            | "do"
            | "dont"
            | "does"
            | "doesnt"
            | "can"
            | "cant"
            | "cannot"
            | "could"
            | "couldnt"
            | "may"
            | "might"
            | "must"
            | "mustnt"
            | "shall"
            | "should"
            | "shouldnt"
            | "will"
            | "wont"
            | "would"
            | "wouldnt"
            | "want"
            | "wants"
            | "says"
            | "tells"
            | "calls"
            | "keeps"
    )
}

/// Whether a verb says something of what stands before it. After "when" and the like it may be part of
/// a heading: "voting when the chair is away".
fn states(words: &[&str]) -> bool {
    words.iter().take_while(|word| !asks_for(word)).any(|word| is_present(word))
}

/// Rules are asked for in the present; what was is a story.
fn tells_what_happened(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "was"
                | "wasnt"
                | "were"
                | "werent"
                | "been"
                | "being"
                | "did"
                | "didnt"
                | "had"
                | "hadnt"
                | "got"
                | "gotten"
                | "went"
                | "gone"
                | "came"
                | "said"
                | "told"
                | "took"
                | "taken"
                | "gave"
                | "broke"
                | "knew"
                | "saw"
                | "threw"
                | "thrown"
                | "wrote"
                | "lost"
                | "quit"
                | "ago"
                | "yesterday"
                | "tonight"
        )
    })
}

/// Whether somebody speaks of one other person, named or not.
fn speaks_of_another(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "he" | "hes"
                | "him"
                | "his"
                | "himself"
                | "she"
                | "shes"
                | "her"
                | "hers"
                | "herself"
                | "somebody"
                | "someone"
                | "guy"
                | "girl"
                | "boy"
                | "woman"
        )
    })
}

/// Whether somebody speaks of people whom the listeners know, or of a group with the speaker in it.
fn speaks_of_several(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "they"
                | "theyre"
                | "theyve"
                | "them"
                | "their"
                | "theirs"
                | "themselves"
                | "we"
                | "weve"
                | "us"
                | "our"
                | "ours"
                | "ourselves"
                | "you"
                | "youre"
                | "your"
                | "yours"
        )
    })
}

/// Whether an address or a number is written out: "zed at harbour dot example".
fn spells_signs(words: &[&str]) -> bool {
    let is_number = |word: &str| {
        number(word).is_some()
            || matches!(
                word,
                "zero"
                    | "oh"
                    | "double"
                    | "triple"
                    | "thirty"
                    | "forty"
                    | "fifty"
                    | "sixty"
                    | "seventy"
                    | "eighty"
                    | "ninety"
                    | "hundred"
                    | "thousand"
            )
    };
    words.iter().any(|word| matches!(*word, "dot" | "underscore" | "hashtag" | "dotcom"))
        || words.iter().filter(|word| is_number(word)).count() >= TELLING_NUMBERS
}
