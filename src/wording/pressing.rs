//! What stands on buttons and forms below an answer, and what is said when they are pressed.

use crate::answer::Quoted;
use crate::query::Command;

/// Opens the page before.
pub const PREVIOUS: &str = "Previous page";
/// Opens all pages.
pub const WHOLE: &str = "Whole section";
/// Puts a private answer up for everybody.
pub const POST: &str = "Post publicly";
/// Takes an answer away.
pub const DELETE: &str = "Delete";
/// Opens a form with words for those who keep the documents.
pub const TELL: &str = "Tell the maintainers";
/// Stands above the words in that form; at most 45 characters.
pub const TELL_WORDS: &str = "Passed on as it stands, without your name";
/// Stands on the list of other matches.
pub const OTHERS: &str = "Others that mention it";

/// Opens the page after.
pub fn next(page: usize, pages: usize) -> String {
    format!("Next page, {page} of {pages}")
}

/// Opens so many of the pages that follow, one after the other.
pub fn next_pages(many: usize) -> String {
    format!("Next {many} pages")
}

/// What a match is called where it is offered, and what to do to see it goes without saying.
pub fn offered(quoted: &Quoted) -> String {
    super::choice(quoted).text
}

/// What was pressed is of no version that can be read.
pub const OLDER: &str = "This button is from an older answer. Please ask again.";
/// The words that were shown have changed.
pub const CHANGED: &str = "These words have changed since. They begin again here.";
/// The words that were to be put up have changed.
pub const CHANGED_UNPOSTED: &str = "These words have changed since. I posted nothing.";
/// The answer that was to be put up is being put up by somebody else.
pub const BEING_POSTED: &str = "The same answer is being posted here just now.";
/// Somebody wants to take away what is another's.
pub const NOT_YOURS: &str = "Only who asked, and moderators, can delete this.";
/// Words were passed on.
pub const TOLD: &str = "Thank you. The maintainers will see these words, and no name.";
/// There are no words to pass on.
pub const NOTHING_TO_TELL: &str = "There were no words to pass on.";
/// Words would lead to a person, and are not passed on.
pub const NO_NAMES_TO_TELL: &str =
    "I pass on no names, addresses, links or numbers. Please leave them out.";
/// Words tell of somebody's own affairs, and are not passed on.
pub const NO_AFFAIRS_TO_TELL: &str =
    "I pass on nothing that may be about a person. To report something: /report";
/// Words cannot be passed on here.
pub const CANNOT_TELL: &str = "I cannot pass on words at the moment.";

/// Somebody asks too much who was told so. `report` is the address to report to.
pub fn still_wait(report: Option<&str>) -> String {
    let wait = "You asked too much for now. Please wait a little.";
    match report {
        Some(address) => format!("{wait} To report somebody, write to {address}."),
        None => wait.to_owned(),
    }
}

/// Who put an answer up.
pub fn posted_by(name: &str) -> String {
    format!("Posted by {name}.")
}

/// An answer is not to be had any more: what to type instead. `document` is the one whose history says
/// what became of it.
pub fn gone(document: Option<&str>) -> String {
    let ask = Command::Ask.name();
    match document {
        Some(id) => format!("This passage is gone. What became of it: /changes {id}"),
        None => format!("This is gone. Look for it with /{ask}."),
    }
}
