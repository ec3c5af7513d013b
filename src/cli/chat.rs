//! `tenet chat`: a prompt that answers, with history and completion.
//!
//! The history lives as long as the prompt: what people ask is not written to disk.

use super::ask::{Format, written};
use super::{DONE, Failure, Places};
use crate::adapters::console::Screen;
use crate::index::{Choice, Scope};
use crate::library::Library;
use crate::query::{Command, Unfinished, unfinished};
use crate::question::Question;
use clap::Args;
use jiff::Timestamp;
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};
use std::io::{BufRead, IsTerminal, Write};

/// As many choices as the chat platforms show.
const MOST_CHOICES: usize = 25;

#[derive(Args)]
pub(super) struct Arguments {
    /// How answers are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let library = places.library()?;
    let mut out = anstream::stdout();
    if !std::io::stdin().is_terminal() {
        for line in std::io::stdin().lock().split(b'\n') {
            // A line that is not UTF-8 is answered as far as it can be read.
            let line = String::from_utf8_lossy(&line?).into_owned();
            if !line.trim().is_empty() {
                answer(&library, &line, task.format, &mut out)?;
            }
        }
        return Ok(DONE);
    }
    let organisation = &library.edition.catalogue.organisation.name;
    writeln!(out, "{organisation}. Type /help for help, Tab to complete, Ctrl-D to leave.\n")?;
    let config = Config::builder()
        .auto_add_history(true)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .build();
    let mut editor: Editor<Completing<'_>, MemHistory> =
        Editor::with_history(config, MemHistory::new())
            .map_err(|error| Failure::Unusable(error.to_string()))?;
    editor.set_helper(Some(Completing { library: &library }));
    loop {
        match editor.readline("› ") {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) if matches!(line.trim(), "exit" | "quit" | "/exit" | "/quit") => {
                return Ok(DONE);
            }
            Ok(line) => answer(&library, &line, task.format, &mut out)?,
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(DONE),
            Err(error) => {
                return Err(Failure::Unusable(format!("The prompt cannot be read: {error}.")));
            }
        }
    }
}

fn answer(
    library: &Library,
    line: &str,
    format: Format,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let answer = crate::ask::ask(library, &Question::at_terminal(line, Timestamp::now()));
    writeln!(out, "{}", written(&answer, format, Screen::of_stdout())?)?;
    Ok(())
}

/// Completes what is typed from what the chat platforms would offer.
struct Completing<'a> {
    library: &'a Library,
}

/// What to offer for the end of `typed`: where it begins, and the choices.
fn choices(library: &Library, typed: &str) -> (usize, Vec<Choice>) {
    let edition = &library.edition;
    match unfinished(typed) {
        Unfinished::Command(name) => {
            let wanted = name.trim_start_matches('/').to_lowercase();
            let named =
                Command::ALL.into_iter().filter(|command| command.name().starts_with(&wanted));
            let choice = |command: Command| {
                let value = format!("/{}", command.name());
                Choice { label: value.clone(), value }
            };
            (typed.len() - name.len(), named.map(choice).collect())
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
    }
}

/// What is typed of a document's name after `in:`, at the end of the words.
fn option_in(words: &str) -> Option<&str> {
    words.rsplit(char::is_whitespace).next()?.strip_prefix("in:")
}

impl Completer for Completing<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, choices) = choices(self.library, line.get(..at).unwrap_or(line));
        let pair = |choice: Choice| Pair {
            display: if choice.label == choice.value {
                choice.label
            } else {
                format!("{}  {}", choice.value, choice.label)
            },
            replacement: choice.value,
        };
        Ok((start, choices.into_iter().map(pair).collect()))
    }
}

impl Hinter for Completing<'_> {
    type Hint = String;
}
impl Highlighter for Completing<'_> {}
impl Validator for Completing<'_> {}
impl Helper for Completing<'_> {}
