//! `tenet doctor`: what is well, what is not, and what to do about it.

use super::{DONE, Failure, LONG, Places, UNUSABLE};
use crate::content::problem::Problem;
use crate::doctor::{Check, Patient, Verdict, WAIT, examine, refused};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;

#[derive(Args)]
pub(super) struct Arguments {
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each thing that was looked at.
    Text,
    /// An object with all of them.
    Json,
}

/// What was found, for programs.
#[derive(Serialize)]
struct Report<'a> {
    well: bool,
    checks: &'a [Check],
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let state = places.state();
    let files = match places.files() {
        Ok(files) => Ok(files),
        Err(Failure::Folder(error)) => Err(error),
        Err(failure) => return Err(failure),
    };
    let bar = ProgressBar::new_spinner().with_message("asking the servers");
    bar.enable_steady_tick(LONG);
    let checks = examine(&Patient {
        settings: &places.settings,
        state: &state,
        files: &files,
        at: Timestamp::now(),
        limits: WAIT,
    });
    bar.finish_and_clear();
    tell(&checks, task)
}

/// What is told where the configuration cannot be followed.
pub(super) fn tell_refused(problems: &[Problem], task: &Arguments) -> Result<u8, Failure> {
    tell(&refused(problems), task)
}

fn tell(checks: &[Check], task: &Arguments) -> Result<u8, Failure> {
    let number = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let (mend, look) = (number(Verdict::Mend), number(Verdict::Look));
    let mut out = super::output::out();
    match task.format {
        Format::Json => {
            let report = Report { well: mend == 0, checks };
            let json = serde_json::to_string_pretty(&report);
            writeln!(out, "{}", json.map_err(|error| Failure::Unusable(error.to_string()))?)?;
        }
        Format::Text => {
            let width = checks.iter().map(|check| check.check.chars().count()).max().unwrap_or(0);
            for Check { check, verdict, what, remedy } in checks {
                writeln!(out, "{verdict:<4}  {check:<width$}  {what}")?;
                if let Some(remedy) = remedy {
                    writeln!(out, "{:width$}  {remedy}", "", width = width + 6)?;
                }
            }
            match (mend, look) {
                (0, 0) => writeln!(out, "All is well.")?,
                (0, look) => writeln!(out, "Nothing to mend, {look} to look at.")?,
                (mend, look) => writeln!(out, "{mend} to mend, {look} to look at.")?,
            }
        }
    }
    Ok(if mend > 0 { UNUSABLE } else { DONE })
}
