//! A reply in Zulip's Markdown, in messages that the server takes whole.
//!
//! Words of documents pass through the one walk of [`crate::content::block`]; where they are cut, core
//! decides. No part of a reply is left out.

use crate::content::block::Dialect;
use crate::wording::Part;

/// Words of our own as Zulip shows exactly them.
pub(super) fn plain(words: &str) -> String {
    let mut out = String::new();
    super::dialect::Zulip.text(words, &mut out);
    out
}

/// A message below a sentence: in one where both fit in `longest` characters.
pub(super) fn below(sentence: &str, message: String, longest: usize) -> Vec<String> {
    let together = format!("{sentence}\n\n{message}");
    if together.chars().count() <= longest {
        return vec![together];
    }
    vec![sentence.to_owned(), message]
}

/// The messages of a reply; at least one, none longer than so many characters.
pub fn messages(parts: &[Part], longest: usize) -> Vec<String> {
    let _ = (parts, longest);
    vec![String::new()]
}
