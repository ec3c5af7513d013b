//! Words of a question that stand nowhere in the documents: what they show of the question, and which
//! of them are worth naming.
//!
//! Decides nothing of the answer.

use super::delicate::is_delicate;
use crate::content::words::{distance, fold};
use crate::index::Edition;

/// Of more words than these none is named: a whole sentence is not read back to who wrote it.
const MOST_NAMED: usize = 3;
/// Words with so many letters may be misspelt ones that English puts everywhere.
const LETTERS_OF_SMALL_WORDS: std::ops::RangeInclusive<usize> = 2..=6;

/// Whether none of the words stands anywhere, and none shows that it is English.
pub(super) fn is_strange(words: &str, unknown: &[String]) -> bool {
    // One word alone may as well be one that no document has.
    if words.is_ascii() && words.split_whitespace().nth(1).is_none() {
        return false;
    }
    let folded = fold(words);
    let words = || folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let unknown: Vec<String> = unknown.iter().map(|unknown| fold(unknown)).collect();
    let is_unknown = |word: &str| unknown.iter().any(|unknown| unknown == word);
    let says_nothing = |word: &str| Edition::is_foreign_function_word(word);
    words().any(is_unknown)
        && words().all(|word| {
            is_unknown(word) || (says_nothing(word) && !Edition::is_function_word(word))
        })
}

/// Whether something shows that words are of another language than English.
pub(super) fn is_of_another_language(words: &str) -> bool {
    let folded = fold(words);
    let of_another =
        |word: &str| Edition::is_foreign_function_word(word) && !Edition::is_function_word(word);
    let letters = words.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    letters || folded.split(|c: char| !c.is_alphanumeric()).any(of_another)
}

/// Those of the unknown words of a question that are worth naming to who asked: few, with a meaning, as
/// the question has them.
///
/// Whose spelling is loose, or who tells of trouble, is read none of their words back.
pub(super) fn worth_naming(question: &str, unknown: Vec<String>) -> Vec<String> {
    let folded = fold(question);
    let alone = folded.split_whitespace().nth(1).is_none();
    let is_loose = |word: &String| !alone && is_misspelt_small_word(word);
    let words = || folded.split(|c: char| !c.is_alphanumeric());
    if unknown.iter().any(is_loose) || words().any(is_delicate) {
        return Vec::new();
    }
    let of_links: String = folded.split_whitespace().filter(|token| is_link(token)).collect();
    let mut named = unknown;
    named.retain(|word| {
        let word = fold(word);
        let says_something = word.chars().count() > 1 || !word.is_ascii();
        says_something
            && !word.contains(|c: char| c.is_ascii_digit())
            && !Edition::is_function_word(&word)
            && (alone || !Edition::is_foreign_function_word(&word))
            && !of_links.contains(&word)
    });
    if named.len() > MOST_NAMED {
        named.clear();
    }
    named
}

/// Whether a word is one that English puts everywhere, written as people write in haste.
fn is_misspelt_small_word(word: &str) -> bool {
    const IN_HASTE: [&str; 14] = [
        "r", "u", "ur", "wat", "wut", "teh", "plz", "pls", "thx", "abt", "bc", "cuz", "dat", "dis",
    ];
    const EVERYWHERE: [&str; 16] = [
        "the", "what", "about", "which", "where", "when", "they", "with", "there", "please",
        "because", "have", "does", "hello", "should", "would",
    ];
    let word = fold(word);
    let is_small = LETTERS_OF_SMALL_WORDS.contains(&word.chars().count());
    IN_HASTE.contains(&word.as_str())
        || (is_small && EVERYWHERE.iter().any(|known| is_slip_for(&word, known)))
}

/// Whether a word is another with a letter put in or left out, or two swapped. A changed letter makes
/// another word: "there", "where".
pub(super) fn is_slip_for(word: &str, meant: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    distance(word, meant, 1) == Some(1) && {
        let (typed, known) = (letters(word), letters(meant));
        typed.len() != known.len() || typed == known
    }
}

/// Whether what stands between spaces is an address of the web or of mail.
fn is_link(token: &str) -> bool {
    token.contains("://") || token.contains('@') || token.starts_with("www.")
}
