//! Whether a text tells something, where it should only ask.
//!
//! Whoever tells does so of a person, of what happened, or in words that point to one place only. Such
//! a text is not counted, however few words of it are somebody's own affair.

use crate::ask::said::Said;
use crate::ask::telling::{self, speaks_of_oneself};
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
    signs
        || folded.contains("://")
        || letters.windows(3).any(joined)
        || speaks_of_oneself(&Said::of(text))
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
    telling::tells(words) || spells_signs(words)
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
