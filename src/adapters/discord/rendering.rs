//! A reply in Discord's Markdown, in pages that a message holds.
//!
//! Words of documents pass through the one walk of [`crate::content::block`].

use super::reply::LONGEST;
use crate::wording::Part;

/// The pages of a reply, each at most [`LONGEST`] characters long; at least one.
pub(super) fn pages(parts: &[Part]) -> Vec<String> {
    let text = crate::adapters::console::markdown(parts);
    vec![text.chars().take(LONGEST).collect()]
}
