//! What somebody said, folded and parted into words once: who tells, who is in need and who asks of
//! conduct is read from the same words again and again, before anything is searched.
//!
//! Says nothing of what the words mean.

use super::delicate::is_delicate;
use crate::content::words::fold;

/// What somebody said, as it is held against words and turns of speech.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    folded: String,
    /// The folded words without their apostrophes, a space before and behind each.
    plain: String,
    has_delicate_word: bool,
}

impl Said {
    /// What was said in a text.
    pub(crate) fn of(text: &str) -> Said {
        let folded = fold(text);
        let mut plain = String::with_capacity(folded.len() + 2);
        plain.push(' ');
        for c in folded.chars() {
            if c.is_alphanumeric() {
                plain.push(c);
            } else if c != '\'' && !plain.ends_with(' ') {
                plain.push(' ');
            }
        }
        if !plain.ends_with(' ') {
            plain.push(' ');
        }
        let has_delicate_word = plain.split_ascii_whitespace().any(is_delicate);
        Said { folded, plain, has_delicate_word }
    }

    /// All of it, folded.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// The folded words in one line, without their apostrophes and with single spaces between them.
    pub(super) fn line(&self) -> &str {
        self.plain.trim_ascii()
    }

    /// The folded words without their apostrophes.
    pub(super) fn words(&self) -> Vec<&str> {
        self.plain.split_ascii_whitespace().collect()
    }

    /// The folded words, parted at their apostrophes too.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        self.folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
    }

    /// Whether one of the words makes what was said somebody's own affair; where none does, none is of
    /// harm.
    pub(super) fn has_delicate_word(&self) -> bool {
        self.has_delicate_word
    }

    /// Whether one of these sayings stands in it, word for word.
    pub(super) fn says_one_of(&self, sayings: &[impl AsRef<str>]) -> bool {
        let says = |saying: &str| {
            // Most stand nowhere: they are looked for before it matters where a word ends.
            self.plain.contains(saying) && self.plain.contains(&format!(" {saying} "))
        };
        sayings.iter().any(|saying| says(saying.as_ref()))
    }
}
