//! Whether words are of a language in which the other rules can judge them: that of the content, or
//! English.
//!
//! What is somebody's own affair is told by lists of English words. In another language such words
//! would pass, so that there only what the content itself says is counted.

use crate::content::words::fold;
use crate::index::Edition;
use unicode_normalization::char::is_combining_mark;

/// Whether every word that English would not spell stands in the content, no word is one that another
/// language puts everywhere, and something shows that it is the content's language or English.
pub(super) fn is_ours(edition: &Edition, said: &str, words: &[&str]) -> bool {
    let foreign_letters = |word: &str| {
        word.chars().any(|c| !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(c)))
    };
    // Signs come in other spellings too, but belong to no word.
    let mut typed = said.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    let foreign = typed.any(|word| {
        (foreign_letters(word) || Edition::is_foreign_function_word(&fold(word)))
            && !edition.stands_in_documents(word)
    });
    !foreign
        && words.iter().any(|word| {
            Edition::is_function_word(word)
                || edition.stands_in_documents(word)
                || has_an_english_ending(word)
        })
}

/// Whether a folded word ends as few words of other languages do, and few names. Plurals and "-tion"
/// are found in too many.
pub(super) fn has_an_english_ending(word: &str) -> bool {
    const ENDINGS: [&str; 4] = ["ing", "ings", "ship", "ness"];
    // Shorter ones are words of their own.
    word.len() > 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}
