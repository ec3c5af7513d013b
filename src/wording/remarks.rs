//! Remarks on what was asked: what of it is not there, and what of it was not taken whole.

use crate::answer::OutOfRange;
use crate::content::words::number_word;

/// How many there are of what was asked for by a number, or their numbers where some are missing.
pub fn numbers_there_are(range: &OutOfRange) -> String {
    let what = range.what;
    let last = range.numbers.last().copied().unwrap_or(0) as usize;
    let gapless = range.numbers.len() == last;
    match (range.there_are, gapless) {
        (1, _) => format!("There is one {what}."),
        (more, true) if more == last => format!("There are {} {what}s.", number_word(more)),
        // Values are counted in groups, each from one.
        (more, true) => format!("There are {} {what}s, numbered up to {last}.", number_word(more)),
        (_, false) => {
            let numbers: Vec<String> = range.numbers.iter().map(u32::to_string).collect();
            format!("The {what}s have the numbers {}.", numbers.join(", "))
        }
    }
}

/// The remark beside a citation some of whose ids are not among what is quoted.
pub fn not_cited(missing: &[String], too_many: &[String]) -> Option<String> {
    let mut remarks: Vec<String> = Vec::new();
    if !missing.is_empty() {
        // Words of somebody's own are not said again to all who read along.
        let like_an_id = |id: &&String| id.contains(['/', '-']) || id.contains(char::is_numeric);
        let ids: Vec<&str> = missing.iter().filter(like_an_id).map(String::as_str).collect();
        remarks.push(match ids.as_slice() {
            [] => "The other words are no ids of passages.".to_owned(),
            ids => format!("No passage has the id {}.", ids.join(", ")),
        });
    }
    if !too_many.is_empty() {
        remarks.push(format!("Five are cited at once; ask again for {}.", too_many.join(", ")));
    }
    (!remarks.is_empty()).then(|| remarks.join(" "))
}

/// The remark beside a note that is longer than it may be, behind another remark where there is one.
pub fn note_was_cut(remark: Option<&str>, longest: usize) -> String {
    let before = remark.map(|remark| format!("{remark} ")).unwrap_or_default();
    format!("{before}The note is cut: it may have {longest} characters.")
}
