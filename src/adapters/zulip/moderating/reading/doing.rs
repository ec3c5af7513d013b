//! What a moderator says is to be done with a citation.
//!
//! Pure. What is said of person and place is looked at before anything is done.

use super::{Deed, Step};
use crate::wording::citing::{TYPE_CANCEL, TYPE_POST, TYPE_PRIVATE};

/// What a text says to do: one word, or in the words of the preview where there is one.
pub(super) fn deed(text: &str, is_held: bool) -> Option<Step> {
    let said = text.trim().trim_end_matches(['.', '!', ',', ';', ')']).trim_end();
    let said = said.strip_prefix('/').unwrap_or(said);
    let lower = said.to_lowercase();
    let done = |deed| Some(Step::Do { deed, aim: None });
    match lower.as_str() {
        TYPE_PRIVATE => return done(Deed::Send),
        TYPE_POST => return done(Deed::Post),
        TYPE_CANCEL => return done(Deed::Cancel),
        _ if !is_held => return None,
        "privately" | "send privately" | "send it privately" => return done(Deed::Send),
        "post it" => return done(Deed::Post),
        "cancel it" | "drop" | "drop it" => return done(Deed::Cancel),
        _ => {}
    }
    let aimed = |before: &str, behind: &str| {
        let within = lower.strip_prefix(before)?.strip_suffix(behind)?.trim();
        (!within.is_empty()).then(|| within.to_owned())
    };
    let sent = ["send it to ", "send to "].iter().find_map(|before| aimed(before, " alone"));
    let posted = ["post it in ", "post in "].iter().find_map(|before| aimed(before, ""));
    match (sent, posted) {
        (Some(person), _) => Some(Step::Do { deed: Deed::Send, aim: Some(person) }),
        (None, Some(place)) => Some(Step::Do { deed: Deed::Post, aim: Some(place) }),
        (None, None) => None,
    }
}
