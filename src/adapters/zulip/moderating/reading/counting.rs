//! Which of a numbered list somebody means.
//!
//! Pure.

/// What may stand before a number, the longer first.
const BEFORE: [&str; 7] = ["the number ", "the ", "number ", "option ", "no. ", "no ", "#"];

/// Numbers as they are counted and as they are ordered, from one on.
const WORDS: [[&str; 3]; 12] = [
    ["one", "first", "1st"],
    ["two", "second", "2nd"],
    ["three", "third", "3rd"],
    ["four", "fourth", "4th"],
    ["five", "fifth", "5th"],
    ["six", "sixth", "6th"],
    ["seven", "seventh", "7th"],
    ["eight", "eighth", "8th"],
    ["nine", "ninth", "9th"],
    ["ten", "tenth", "10th"],
    ["eleven", "eleventh", "11th"],
    ["twelve", "twelfth", "12th"],
];

/// The place in a list that a text names and nothing else, counted from one; `usize::MAX` where no list
/// is so long.
pub(super) fn place_in_list(text: &str) -> Option<usize> {
    let lower = text.trim().to_lowercase();
    let text = BEFORE.iter().find_map(|before| lower.strip_prefix(before)).unwrap_or(&lower);
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(usize::MAX));
    }
    let text = text.strip_suffix(" one").unwrap_or(text);
    WORDS.iter().position(|words| words.contains(&text)).map(|at| at + 1)
}
