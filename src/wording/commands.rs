//! The wording of commands and their options where a platform lists them, and of having them listed.
//!
//! Platforms show little: no description here has more than a hundred characters.

use super::capital;
use super::help::usage;
use crate::query::{Command, OptionName};

/// The name of the command at a message that cites the code of conduct.
pub const CITE_CONDUCT: &str = "Cite the Code of Conduct";

/// The name of the command at a message that cites a principle.
pub const CITE_PRINCIPLE: &str = "Cite a principle";

/// What a command answers.
pub fn command(command: Command) -> String {
    let (_, answers) = usage(command);
    capital(answers)
}

/// What may be written after a command.
pub fn words(command: Command) -> &'static str {
    match command {
        Command::Principle => "Its number, id or words",
        Command::Value => "Its name or words",
        Command::Coc => "A section, or words of it",
        Command::Policy => "A document, a section, or words of it",
        Command::Ask => "What you want to know",
        Command::Cite => "The ids of one or more passages",
        Command::WhoIsOn => "The board, the committee or the group",
        Command::WhoIs => "A name or a handle",
        Command::Changes => "An id or a document",
        Command::Verify => "The words that were quoted to you",
        Command::Help => "The command you want to know more of",
        Command::Mission | Command::Report | Command::Sources => "Nothing",
    }
}

/// What an option of a command is for.
pub fn option(command: Command, option: OptionName) -> &'static str {
    match option {
        OptionName::Private => "Show the answer to you alone",
        OptionName::Full if command == Command::Sources => "List all of it, with all details",
        OptionName::Full => "Quote the whole section with all that stands below it",
        OptionName::In => "Look into this document alone",
        OptionName::AsOf => "Who it was at the end of this year, month or day",
        OptionName::Since => "Changes from this year, month or day on",
        OptionName::Note => "Your own words beside the quotation",
        OptionName::To => "For moderators: the person to remind",
        OptionName::Re => "For moderators: the link of the message it is about",
        OptionName::Ping => "For moderators: notify the person",
    }
}
