//! What to offer somebody who is typing: commands, then what a command can be asked.
//!
//! The same for every platform that completes. Searches nothing that is not about to be typed.

use crate::index::{Choice, Scope};
use crate::library::Library;
use crate::query::{Command, Unfinished, unfinished};

/// As many choices as the chat platforms show.
pub const MOST_CHOICES: usize = 25;

/// What to put in place of the end of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// Where in what was typed the choices begin, in bytes.
    pub start: usize,
    /// The choices, best first; at most [`MOST_CHOICES`].
    pub choices: Vec<Choice>,
}

/// What to offer for the end of `typed`.
pub fn offers(library: &Library, typed: &str) -> Offers {
    let edition = &library.edition;
    let (start, choices) = match unfinished(typed) {
        Unfinished::Command(name) => {
            let wanted = name.trim_start_matches('/').to_lowercase();
            let mut named: Vec<Command> = Command::ALL
                .into_iter()
                .filter(|command| command.name().starts_with(&wanted))
                .collect();
            if wanted.is_empty() {
                // Who does not know what to type may be in need of this one.
                named.sort_by_key(|command| *command != Command::Report);
            }
            let choice = |command: Command| {
                let value = format!("/{}", command.name());
                Choice { label: value.clone(), value }
            };
            (typed.len() - name.len(), named.into_iter().map(choice).collect())
        }
        Unfinished::Words { words, start, .. } if option_in(words).is_some() => {
            let value = option_in(words).unwrap_or_default();
            let at = start + words.len() - value.len();
            (at, edition.complete_document(value, MOST_CHOICES))
        }
        Unfinished::Words { command, words, start } => {
            let choices = match command {
                Command::WhoIsOn => edition.complete_body(words, MOST_CHOICES),
                Command::WhoIs => edition.complete_person(words, MOST_CHOICES),
                Command::Ask | Command::Cite | Command::Changes => {
                    edition.complete(words, &Scope::Everything, MOST_CHOICES)
                }
                Command::Principle
                | Command::Value
                | Command::Mission
                | Command::Coc
                | Command::Policy => {
                    edition.complete(words, &Scope::Command(command.name()), MOST_CHOICES)
                }
                Command::Report | Command::Verify | Command::Sources | Command::Help => Vec::new(),
            };
            (start, choices)
        }
    };
    Offers { start, choices }
}

/// What is typed of a document's name after `in:`, at the end of the words.
fn option_in(words: &str) -> Option<&str> {
    words.rsplit(char::is_whitespace).next()?.strip_prefix("in:")
}
