//! What somebody has typed so far, taken apart once for all that it is compared with.
//!
//! Knows nothing of what it may stand for.

use super::lexicon::{spelt_alike, written_words};
use crate::content::words::{Letters, fold, number};
use crate::index::schema::is_function_word;

/// What was typed, taken apart once for all that it is compared with.
pub(super) struct Typed {
    pub(super) text: String,
    pub(super) run_together: String,
    pub(super) letters: Letters,
    pub(super) length: usize,
    pub(super) words: Vec<TypedWord>,
    pub(super) number: Option<u32>,
    /// Letters with a number behind them: "p3".
    pub(super) lettered: Option<(String, u32)>,
    /// Whether it looks like the id of a passage.
    pub(super) is_path: bool,
}

pub(super) struct TypedWord {
    pub(super) text: String,
    pub(super) number: Option<u32>,
    pub(super) is_small: bool,
}

impl Typed {
    pub(super) fn of(typed: &str) -> Typed {
        let text = fold(typed);
        let written_words = written_words(&text);
        let last = written_words.len().saturating_sub(1);
        let word = |(at, written): (usize, &String)| {
            let number = number(written);
            // The last one may be the beginning of a word.
            let is_letter = written.len() == 1 && at < last;
            let is_small = number.is_none() && (is_letter || is_function_word(written));
            TypedWord { text: spelt_alike(written), number, is_small }
        };
        let words: Vec<TypedWord> = written_words.iter().enumerate().map(word).collect();
        let run_together: String = words.iter().map(|word| word.text.as_str()).collect();
        let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let lettered = text.strip_prefix(letters).and_then(|digits| digits.parse().ok());
        Typed {
            length: run_together.chars().count(),
            letters: Letters::of(&run_together),
            lettered: lettered
                .filter(|_| !letters.is_empty())
                .map(|number| (letters.trim_end().to_owned(), number)),
            number: number(&text),
            is_path: text.contains('/'),
            run_together,
            words,
            text,
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.words.is_empty()
    }
}
