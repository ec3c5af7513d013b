//! What is said where words are shown in parts.

/// Stands where words are left out of a quotation.
pub const OMISSION: &str = "[…]";

/// Which page this is, counted from one, of how many.
pub fn page(page: usize, all: usize) -> String {
    format!("Page {page} of {all}")
}
