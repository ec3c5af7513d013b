//! `tenet chat`: a prompt that answers, with history and completion.
//!
//! The history lives as long as the prompt: what people ask is not written to disk.

use super::ask::{Format, written};
use super::{DONE, Failure, Places};
use crate::adapters::console::Screen;
use crate::index::Choice;
use crate::library::Shelf;
use crate::offers::{Offers, offers};
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
use std::sync::Arc;
use std::time::SystemTime;

#[derive(Args)]
pub(super) struct Arguments {
    /// How answers are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let mut prompt = Prompt::open(places, task.format)?;
    let mut out = anstream::stdout();
    if !std::io::stdin().is_terminal() {
        for line in std::io::stdin().lock().split(b'\n') {
            // A line that is not UTF-8 is answered as far as it can be read.
            let line = String::from_utf8_lossy(&line?).into_owned();
            if !line.trim().is_empty() {
                prompt.answer(&line, &mut out)?;
            }
        }
        return Ok(DONE);
    }
    let library = prompt.shelf.take();
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
    let shelf = Arc::clone(&prompt.shelf);
    editor.set_helper(Some(Completing { shelf: &shelf }));
    loop {
        match editor.readline("› ") {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) if matches!(line.trim(), "exit" | "quit" | "/exit" | "/quit") => {
                return Ok(DONE);
            }
            Ok(line) => prompt.answer(&line, &mut out)?,
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(DONE),
            Err(error) => {
                return Err(Failure::Unusable(format!("The prompt cannot be read: {error}.")));
            }
        }
    }
}

/// A prompt with the library it answers from.
struct Prompt<'a> {
    places: &'a Places,
    shelf: Arc<Shelf>,
    /// When the sources were last looked at, as far as the prompt knows.
    seen: Option<SystemTime>,
    format: Format,
}

impl Prompt<'_> {
    fn open(places: &Places, format: Format) -> Result<Prompt<'_>, Failure> {
        let seen = places.state().records_stamp();
        Ok(Prompt { places, shelf: Arc::new(Shelf::new(places.library()?)), seen, format })
    }

    fn answer(&mut self, line: &str, out: &mut impl Write) -> Result<(), Failure> {
        self.follow();
        let library = self.shelf.take();
        let answer = crate::ask::ask(&library, &Question::at_terminal(line, Timestamp::now()));
        writeln!(out, "{}", written(&answer, self.format, Screen::of_stdout())?)?;
        Ok(())
    }

    /// Takes over what a sync has published since the last question.
    fn follow(&mut self) {
        let stamp = self.places.state().records_stamp();
        if stamp != self.seen {
            self.seen = stamp;
            match self.places.library() {
                Ok(library) => self.shelf.put(library),
                Err(error) => tracing::warn!(%error, "answers come from the edition before"),
            }
        }
    }
}

/// Completes what is typed from what the chat platforms would offer.
struct Completing<'a> {
    shelf: &'a Shelf,
}

impl Completer for Completing<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Offers { start, choices, .. } =
            offers(&self.shelf.take(), line.get(..at).unwrap_or(line));
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
