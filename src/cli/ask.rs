//! `tenet ask`: one question, one answer.

use super::{DONE, Failure, NOT_FOUND, Places, USAGE, output};
use crate::adapters::console::{self, Screen};
use crate::answer::Answer;
use crate::library::Library;
use crate::question::Question;
use crate::wording::{self, Medium};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::io::Write;

#[derive(Args)]
pub(super) struct Arguments {
    /// The question, as it would be typed in a chat: "/principle curation"
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Tell how the answer came about: what each word was read as, what fits, and how well
    #[arg(long)]
    explain: bool,
}

/// How an answer is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For pasting where Markdown is read.
    Markdown,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let library = places.library()?;
    let question = Question::at_terminal(task.text.join(" "), Timestamp::now());
    if task.explain {
        return explained(&library, &question, task.format);
    }
    let answer = crate::ask::ask(&library, &question);
    let mut out = anstream::stdout();
    write!(out, "{}", written(&answer, task.format, Screen::of_stdout())?)?;
    Ok(code(&answer))
}

/// The answer as it is printed.
pub(super) fn written(answer: &Answer, format: Format, screen: Screen) -> Result<String, Failure> {
    Ok(match format {
        Format::Text => console::text(&wording::reply(answer, Medium::Terminal), screen),
        Format::Markdown => {
            output::clean(&console::markdown(&wording::reply(answer, Medium::Terminal)))
        }
        Format::Json => {
            let json = serde_json::to_string_pretty(answer);
            let mut json = json.map_err(|error| Failure::Unusable(error.to_string()))?;
            json.push('\n');
            json
        }
    })
}

fn explained(library: &Library, question: &Question, format: Format) -> Result<u8, Failure> {
    let (answer, explanation) = crate::ask::explain(library, question);
    let mut out = anstream::stdout();
    match format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&explanation);
            writeln!(out, "{}", json.map_err(|error| Failure::Unusable(error.to_string()))?)?;
        }
        Format::Text | Format::Markdown => {
            write!(out, "{}", output::clean(&wording::explanation(&explanation)))?;
        }
    }
    Ok(code(&answer))
}

fn code(answer: &Answer) -> u8 {
    if answer.is_answered() {
        DONE
    } else if answer.is_usage() {
        USAGE
    } else {
        NOT_FOUND
    }
}
