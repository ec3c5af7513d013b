//! `tenet check`: every problem of the content at once, and what a branch changes for readers.

mod branch;

use super::{DONE, Failure, NOT_FOUND, Places};
use crate::content::HINTS;
use crate::content::check::without_hints_told;
use crate::content::difference::Difference;
use crate::content::problem::{Place, Problem, Severity};
use crate::content::words::count;
use crate::wording;
use branch::{Against, Concern, Laid, WorkingCopy};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::Write;

#[derive(Args)]
pub(super) struct Arguments {
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// Name every passage without hints, one a line
    #[arg(long)]
    hints: bool,
    /// How problems are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Look at a source as it lies in a folder, such as a checkout of a branch
    #[arg(long, value_name = "ID=DIR")]
    from: Vec<WorkingCopy>,
    /// Tell what is different for readers: since `current`, an edition's id or its beginning, or
    /// the source as it lies in another folder
    #[arg(long, value_name = "EDITION|DIR")]
    against: Option<Against>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line a problem.
    Text,
    /// An array of objects; with --against, an object with problems and changes.
    Json,
    /// Annotations on a pull request.
    Github,
}

/// A problem for programs.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    problem: &'a Problem,
    /// Named only where several keep the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    concern: Option<Concern>,
}

/// Problems, and what is different for readers, for programs.
#[derive(Serialize)]
struct Report<'a> {
    problems: &'a [Told<'a>],
    /// `null` where errors keep the content from being read.
    changes: &'a Option<Difference>,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let laid = Laid::out(places.content()?, &task.from)?;
    let changes = match &task.against {
        Some(against) => Some(laid.changes(against, &places.state())?),
        None => None,
    };
    let problems = laid.problems();
    let counted: Vec<&Problem> = problems
        .iter()
        .filter(|(concern, _)| *concern != Concern::Others)
        .map(|(_, problem)| problem)
        .collect();
    let errors = counted.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = counted.len() - errors;
    let without_hints = laid.without_hints();
    // Programs count for themselves.
    let notes: Vec<Problem> = match task.hints || task.format == Format::Json {
        true => without_hints.iter().map(|id| without_hints_told(id)).collect(),
        false => without_hints_in_short(&without_hints).into_iter().collect(),
    };
    let mut out = super::output::out();
    match task.format {
        Format::Text => {
            let others = problems.iter().filter(|(concern, _)| *concern == Concern::Others);
            let others: Vec<&Problem> = others.map(|(_, problem)| problem).collect();
            for problem in &counted {
                writeln!(out, "{problem}")?;
            }
            writeln!(out, "{}", summary(errors, warnings))?;
            if !notes.is_empty() {
                writeln!(out)?;
            }
            for note in &notes {
                writeln!(out, "{note}")?;
            }
            if !others.is_empty() {
                writeln!(out, "\nIn the rest of the content, and not counted here:")?;
                for problem in others {
                    writeln!(out, "{problem}")?;
                }
            }
            if let Some(changes) = &changes {
                writeln!(out, "\n{CHANGES}:")?;
                for line in told(changes) {
                    writeln!(out, "- {line}")?;
                }
            }
        }
        Format::Json => {
            let problems: Vec<Told<'_>> = problems
                .iter()
                .map(|(concern, problem)| Told {
                    problem,
                    concern: (!task.from.is_empty()).then_some(*concern),
                })
                .chain(notes.iter().map(|problem| Told { problem, concern: None }))
                .collect();
            let json = match &changes {
                Some(changes) => {
                    serde_json::to_string_pretty(&Report { problems: &problems, changes })
                }
                None => serde_json::to_string_pretty(&problems),
            };
            writeln!(out, "{}", json.map_err(|error| Failure::Unusable(error.to_string()))?)?;
        }
        Format::Github => {
            let folder =
                places.settings.content.as_deref().map(|folder| folder.display().to_string());
            let folder = folder.as_deref().unwrap_or("content").trim_start_matches("./");
            for (concern, problem) in &problems {
                match concern {
                    // Every file is one of this repository.
                    Concern::Own if task.from.is_empty() => {
                        writeln!(out, "{}", annotation(problem, &below(folder, problem)))?;
                    }
                    Concern::Own => writeln!(out, "{}", annotation(problem, &problem.place.file))?,
                    // Nothing of this repository could be marked.
                    Concern::Caused => writeln!(out, "{}", remark(problem))?,
                    Concern::Others => writeln!(out, "{problem}")?,
                }
            }
            for note in &notes {
                writeln!(out, "{}", annotation(note, &below(folder, note)))?;
            }
            if let Some(changes) = &changes {
                let lines = message(&told(changes).join("\n"));
                writeln!(out, "::notice title={CHANGES}::{lines}")?;
            }
        }
    }
    Ok(if errors > 0 || (task.strict && warnings > 0) { NOT_FOUND } else { DONE })
}

/// What stands before the differences.
const CHANGES: &str = "What changes for readers";

fn told(changes: &Option<Difference>) -> Vec<String> {
    match changes {
        Some(difference) => wording::difference::difference(difference, usize::MAX),
        None => vec!["Mend the errors first; nothing can be compared before.".to_owned()],
    }
}

fn summary(errors: usize, warnings: usize) -> String {
    match (errors, warnings) {
        (0, 0) => "The content is in order.".to_owned(),
        (errors, warnings) => {
            let errors = count(errors, "error", "errors");
            format!("{errors}, {}.", count(warnings, "warning", "warnings"))
        }
    }
}

/// How many of those that have no hints are named in one line.
const NAMED: usize = 3;

/// One line for all passages without hints.
fn without_hints_in_short(ids: &[&str]) -> Option<Problem> {
    let named: Vec<String> = ids.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
    let (last, others) = named.split_last()?;
    let list = match ids.len() - named.len() {
        0 if others.is_empty() => last.clone(),
        0 => format!("{} and {last}", others.join(", ")),
        more => format!("{} and {more} more", named.join(", ")),
    };
    let lack = count(ids.len(), "passage has", "passages have");
    let remedy = "`tenet check --hints` names all, each with the line to write.";
    Some(Problem::note(Place::file(HINTS), format!("{lack} no hints: {list}."), remedy))
}

/// The file of a problem as the repository knows it that has the content in `folder`.
fn below(folder: &str, problem: &Problem) -> String {
    match folder {
        "" | "." => problem.place.file.clone(),
        folder => format!("{}/{}", folder.trim_end_matches('/'), problem.place.file),
    }
}

/// A [workflow command](https://docs.github.com/actions/reference/workflow-commands-for-github-actions)
/// that puts the problem at its line.
fn annotation(problem: &Problem, file: &str) -> String {
    let mut place = format!("file={}", property(file));
    if problem.place.line > 0 {
        place.push_str(&format!(",line={}", problem.place.line));
    }
    if problem.place.column > 0 {
        place.push_str(&format!(",col={}", problem.place.column));
    }
    let text = message(&format!("{} {}", problem.what, problem.remedy));
    format!("::{} {place}::{text}", level(problem))
}

/// The command for a problem that is in no file of the repository; it names the place itself.
fn remark(problem: &Problem) -> String {
    let text = format!("{}: {} {}", problem.place, problem.what, problem.remedy);
    format!("::{}::{}", level(problem), message(&text))
}

fn level(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Note => "notice",
        Severity::Warning => "warning",
    }
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
