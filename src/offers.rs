//! What to offer somebody who is typing: commands, then what a command can be asked.
//!
//! The same for every platform that completes. Searches nothing that is not about to be typed.

use crate::answer::Audience;
use crate::ask::commands;
use crate::ask::said::Said;
use crate::ask::telling::{has_delicate_words, speaks_of_oneself};
use crate::content::REPORT;
use crate::index::{Choice, Edition, Scope};
use crate::library::Library;
use crate::query::{Command, Unfinished, unfinished};

/// As many choices as the chat platforms show.
pub const MOST_CHOICES: usize = 25;

/// The option that names a document.
const OPTION_IN: &str = "in:";

/// What to put in place of the end of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// Where in what was typed the choices begin, in bytes.
    pub start: usize,
    /// The choices, best first; at most [`MOST_CHOICES`].
    pub choices: Vec<Choice>,
    /// Who may see what was typed and what is offered for it: everybody, or the one who types alone.
    pub audience: Audience,
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
        Unfinished::Words { command: Command::Cite, words, start } => {
            let last = last_of_ids(edition, words);
            let before = words.len() - last.len();
            (start + before, choices_for(edition, Command::Cite, last))
        }
        Unfinished::Words { command, words, start } => {
            (start, choices_for(edition, command, words))
        }
    };
    let audience = if speaks_of_oneself(&Said::of(typed)) || is_of_conduct(edition, typed) {
        Audience::Asker
    } else {
        Audience::Channel
    };
    Offers { start, choices, audience }
}

/// What is still being typed behind the ids of passages; all of it, where other words stand before it.
fn last_of_ids<'a>(edition: &Edition, words: &'a str) -> &'a str {
    match words.rsplit_once(char::is_whitespace) {
        Some((ids, last))
            if ids.split_whitespace().all(|id| edition.passage_by_id(id).is_some()) =>
        {
            last
        }
        _ => words,
    }
}

/// Whether what is typed after a command names something that can be offered.
pub fn names_something(command: Command) -> bool {
    !matches!(command, Command::Report | Command::Verify | Command::Sources)
}

/// The commands whose names begin with these words, for those who ask about one.
fn commands_beginning(edition: &Edition, words: &str) -> Vec<Choice> {
    let wanted = words.trim_start_matches('/').to_lowercase();
    let commands = commands(edition).into_iter().map(Command::name);
    let named = commands.filter(|name| name.starts_with(&wanted));
    let choice = |name: &str| Choice { value: name.to_owned(), label: format!("/{name}") };
    named.map(choice).collect()
}

/// What a command can be asked that begins with these words. Who writes of themselves or of harm may
/// look for the way to report, whatever the command and their words, and so may who has opened the
/// code of conduct: it is offered first.
fn choices_for(edition: &Edition, command: Command, words: &str) -> Vec<Choice> {
    let mut choices = choices_of(edition, command, words);
    let opened = command == Command::Coc && words.trim().is_empty();
    let said = Said::of(words);
    if names_something(command)
        && (opened || speaks_of_oneself(&said) || has_delicate_words(&said))
        && let Some(report) = way_to_report(edition)
    {
        choices.retain(|choice| choice.value != REPORT);
        choices.truncate(MOST_CHOICES - 1);
        choices.insert(0, report);
    }
    choices
}

/// The way to report, if there is one.
fn way_to_report(edition: &Edition) -> Option<Choice> {
    let choices = edition.complete(REPORT, &Scope::Everything, MOST_CHOICES);
    choices.into_iter().find(|choice| choice.value == REPORT)
}

/// What stands in the documents that begins with these words.
fn choices_of(edition: &Edition, command: Command, words: &str) -> Vec<Choice> {
    match command {
        Command::WhoIsOn => edition.complete_body(words, MOST_CHOICES),
        Command::WhoIs => edition.complete_person(words, MOST_CHOICES),
        Command::Principle | Command::Value | Command::Mission | Command::Coc | Command::Policy => {
            edition.complete(words, &Scope::Command(command.name()), MOST_CHOICES)
        }
        Command::Ask => edition.complete(words, &Scope::Everything, MOST_CHOICES),
        Command::Cite | Command::Changes => edition.complete_passage(words, MOST_CHOICES),
        Command::Help => commands_beginning(edition, words),
        Command::Report | Command::Verify | Command::Sources => Vec::new(),
    }
}

/// Whether somebody has begun to type of conduct or a report. What is offered to everybody before a
/// word is typed tells nothing of anybody.
fn is_of_conduct(edition: &Edition, typed: &str) -> bool {
    let (command, words) = match unfinished(typed) {
        Unfinished::Command(name) if name.starts_with('/') => {
            let wanted = name.trim_start_matches('/').to_lowercase();
            return !wanted.is_empty() && Command::Report.name().starts_with(&wanted);
        }
        // A first word may be that of a question.
        Unfinished::Command(word) => (Command::Ask, word),
        Unfinished::Words { command, words, .. } => (command, words),
    };
    let option = option_in(words).map_or(0, |value| value.len() + OPTION_IN.len());
    let words = words.get(..words.len().saturating_sub(option)).unwrap_or(words).trim();
    if words.is_empty() {
        return false;
    }
    let is_of_it = |choice: &Choice| {
        let passage = edition.passage_by_id(&choice.value);
        choice.value == REPORT || passage.is_some_and(|passage| passage.sensitive)
    };
    let choices = match command {
        Command::Coc | Command::Report => return true,
        // They offer no way to report, though the words may be those of one who looks for it.
        Command::Cite | Command::Changes => choices_for(edition, Command::Ask, words),
        _ => choices_for(edition, command, words),
    };
    choices.iter().any(is_of_it)
}

/// What is typed of a document's name after `in:`, at the end of the words.
fn option_in(words: &str) -> Option<&str> {
    words.rsplit(char::is_whitespace).next()?.strip_prefix(OPTION_IN)
}
