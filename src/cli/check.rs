//! `tenet check`: every problem of the content at once.

use super::{DONE, Failure, NOT_FOUND, Places};
use crate::content::check::check;
use crate::content::problem::{Problem, Severity};
use crate::content::words::count;
use clap::{Args, ValueEnum};
use std::io::Write;

#[derive(Args)]
pub(super) struct Arguments {
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// How problems are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One line a problem.
    Text,
    /// An array of objects.
    Json,
    /// Annotations on a pull request.
    Github,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let problems = check(&places.content()?);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let mut out = anstream::stdout();
    match task.format {
        Format::Text => {
            for problem in &problems {
                writeln!(out, "{problem}")?;
            }
            let summary = match (errors, warnings) {
                (0, 0) => "The content is in order.".to_owned(),
                (errors, warnings) => {
                    format!(
                        "{}, {}.",
                        count(errors, "error", "errors"),
                        count(warnings, "warning", "warnings")
                    )
                }
            };
            writeln!(out, "{summary}")?;
        }
        Format::Json => {
            let json = serde_json::to_string_pretty(&problems);
            writeln!(out, "{}", json.map_err(|error| Failure::Unusable(error.to_string()))?)?;
        }
        Format::Github => {
            let folder = places.content.as_deref().map(|folder| folder.display().to_string());
            for problem in &problems {
                let folder = folder.as_deref().unwrap_or("content");
                writeln!(out, "{}", annotation(problem, folder.trim_start_matches("./")))?;
            }
        }
    }
    Ok(if errors > 0 || (task.strict && warnings > 0) { NOT_FOUND } else { DONE })
}

/// A [workflow command](https://docs.github.com/actions/reference/workflow-commands-for-github-actions)
/// that puts the problem at its line.
fn annotation(problem: &Problem, folder: &str) -> String {
    let property = |text: &str| {
        let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        text.replace(':', "%3A").replace(',', "%2C")
    };
    let message = format!("{} {}", problem.what, problem.remedy);
    let message = message.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut place = format!(
        "file={}",
        property(&match folder {
            "" | "." => problem.place.file.clone(),
            folder => format!("{}/{}", folder.trim_end_matches('/'), problem.place.file),
        })
    );
    if problem.place.line > 0 {
        place.push_str(&format!(",line={}", problem.place.line));
    }
    if problem.place.column > 0 {
        place.push_str(&format!(",col={}", problem.place.column));
    }
    format!("::{level} {place}::{message}")
}
