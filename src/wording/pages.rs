//! What is said where words are shown in parts.

use super::pressing::PREVIOUS;

/// Stands where words are left out of a quotation.
pub const OMISSION: &str = "[…]";

/// Which page this is, counted from one, of how many.
pub fn page(page: usize, all: usize) -> String {
    format!("Page {page} of {all}")
}

/// Stands above the words of a section that follow those shown, where they are all there: how many
/// characters they have.
pub fn rest(characters: usize) -> String {
    format!("Rest of the section ({} characters)", in_thousands(characters))
}

/// Stands above the words of a section that come before those shown, and are left out or hidden there: how
/// many characters they have.
pub fn earlier(characters: usize) -> String {
    format!("Earlier part of the section ({} characters)", in_thousands(characters))
}

/// As [`earlier`], where they stand on the pages before.
pub fn on_pages_before(characters: usize) -> String {
    let characters = in_thousands(characters);
    format!("Left out above: {characters} characters of the section. Press “{PREVIOUS}”.")
}

/// As [`rest`], where still more of the section follows in another message.
pub fn more(characters: usize) -> String {
    format!("More of the section ({} characters)", in_thousands(characters))
}

/// A number as people read it: 1,900.
fn in_thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
