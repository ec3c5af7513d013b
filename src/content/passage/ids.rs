//! The ids of passages: short, made of words, and told apart by the headings above.

use super::Passage;
use crate::content::document::{Document, Section};
use crate::content::words::{fingerprint, slug};
use std::collections::{HashMap, HashSet};

/// The longest id, in characters.
pub const LONGEST_ID: usize = 60;

/// An id, not longer than [`LONGEST_ID`], cut between two words.
pub fn cut_at_word(id: &str) -> String {
    if id.len() <= LONGEST_ID {
        return id.to_owned();
    }
    let cut = &id[..LONGEST_ID];
    let whole_word = id.as_bytes().get(LONGEST_ID).is_some_and(|next| matches!(next, b'-' | b'/'));
    let end = if whole_word {
        LONGEST_ID
    } else {
        cut.rfind('-').filter(|at| !cut[*at..].contains('/')).unwrap_or(LONGEST_ID)
    };
    cut[..end].trim_end_matches(['-', '/']).to_owned()
}

/// Puts the parent's name before ids that stand twice, so that an id keeps its meaning when a
/// section is added above it; a counter would not.
pub(super) fn qualify_repeated_ids(document: &Document, passages: &mut [Passage]) {
    let prefix = format!("{}/", document.id);
    for step in 1..=4 {
        let mut count: HashMap<String, usize> = HashMap::new();
        for passage in passages.iter() {
            *count.entry(passage.id.clone()).or_default() += 1;
        }
        let mut repeated = false;
        for passage in passages.iter_mut().filter(|passage| count[&passage.id] > 1) {
            repeated = true;
            let own = passage.id.strip_prefix(&prefix).unwrap_or(&passage.id).to_owned();
            let own = own.rsplit('/').next().unwrap_or(&own).to_owned();
            let above: Vec<String> =
                passage.path.iter().skip(1).rev().take(step).rev().map(|h| slug(h)).collect();
            passage.id = if step == 4 {
                // Twins under twins: only their words tell them apart.
                cut_at_word(&format!("{prefix}{own}-{}", fingerprint(&passage.text)))
            } else {
                cut_at_word(&format!("{prefix}{}", [above, vec![own]].concat().join("/")))
            };
        }
        if !repeated {
            return;
        }
    }
}

/// Numbers that only one heading of the document bears.
pub(super) fn unique_numbers(document: &Document) -> HashSet<u32> {
    let mut seen: HashMap<u32, usize> = HashMap::new();
    for number in document.sections.iter().filter_map(Section::number) {
        *seen.entry(number).or_default() += 1;
    }
    seen.into_iter().filter(|(_, count)| *count == 1).map(|(number, _)| number).collect()
}
