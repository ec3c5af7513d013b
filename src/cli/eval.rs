//! `tenet eval`: how well questions are answered whose answers are known, and whether that got
//! better or worse since a run that was saved.
//!
//! Asks and counts; it changes no answer. The question file is read in [`questions`], the run is made
//! in [`mod@run`], runs are compared in [`comparison`], and [`shown`] writes both for people.

mod comparison;
mod figures;
mod questions;
mod run;
mod shown;

use super::{DONE, Failure, NOT_FOUND, Places};
use clap::{Args, ValueEnum};
use comparison::Comparison;
use questions::Lack;
use run::Run;
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Arguments {
    /// The questions, one JSON object a line
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
    /// Write this run to a file, with the outcome of every question, to compare later ones with
    #[arg(long, value_name = "RUN.json")]
    save: Option<PathBuf>,
    /// Compare with a run that was saved: exit code 1 where a figure got worse by more than the
    /// margin
    #[arg(long, value_name = "RUN.json")]
    against: Option<PathBuf>,
    /// How much worse a figure may get, as a share: 0.01 is one in a hundred. `held` and `rosters`
    /// are compared as shares of their own questions, so that in a set of nine one lost is 0.111
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = share, requires = "against")]
    margin: f64,
    /// How the run is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Misses and tables.
    Text,
    /// The run as `--save` writes it, with the lacks of the question file and the comparison.
    Json,
}

/// All there is to tell, for programs.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    run: &'a Run,
    lacks: &'a [Lack],
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
}

fn share(typed: &str) -> Result<f64, String> {
    let share = typed.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a share from 0 to 1, as in 0.02".to_owned())
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let questions = questions::read(&task.file)?;
    // Read before anything is written: both may name one file.
    let before = task.against.as_deref().map(saved).transpose()?;
    let library = places.library()?;
    let lacks = questions::lacks(&questions, &library);
    let run = run::of(&questions, &library);
    let comparison = match (before, &task.against) {
        (Some(before), Some(path)) => Some(compared(before, &run, task.margin, path)?),
        _ => None,
    };
    if let Some(path) = &task.save {
        keeps_nothing_else(path)?;
        save(&run, path)?;
    }
    let mut out = super::output::out();
    match task.format {
        Format::Text => {
            shown::run(&mut out, &run, &lacks, &task.file)?;
            if let (Some(comparison), Some(path)) = (&comparison, &task.against) {
                shown::comparison(&mut out, comparison, path)?;
            }
        }
        Format::Json => {
            let told = Told { run: &run, lacks: &lacks, comparison: comparison.as_ref() };
            writeln!(out, "{}", json(&told)?)?;
        }
    }
    let is_worse = comparison.is_some_and(|comparison| comparison.is_worse());
    Ok(if is_worse { NOT_FOUND } else { DONE })
}

/// A run that was saved.
fn saved(path: &Path) -> Result<Run, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::Usage(format!(
            "{shown} cannot be read: {error}. Write one first: `tenet eval FILE.jsonl --save {shown}`."
        ))
    })?;
    serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::Usage(format!(
            "{shown}:{line}:{column}: This is no saved run: {error}. Write one with `tenet eval FILE.jsonl --save {shown}`."
        ))
    })
}

fn compared(before: Run, now: &Run, margin: f64, path: &Path) -> Result<Comparison, Failure> {
    comparison::of(&before, now, margin).ok_or_else(|| {
        let shown = path.display();
        Failure::Usage(format!(
            "{shown} has none of these questions. Write it anew: `--save {shown}` without `--against`."
        ))
    })
}

/// What is no saved run is somebody's work, the question file above all: it is not written over.
fn keeps_nothing_else(path: &Path) -> Result<(), Failure> {
    let shown = path.display();
    match fs::read(path) {
        Ok(held) if !held.is_empty() && serde_json::from_slice::<Run>(&held).is_err() => {
            Err(Failure::Usage(format!(
                "{shown} is there and is no saved run: it is left as it is. Name another file."
            )))
        }
        _ => Ok(()),
    }
}

fn save(run: &Run, path: &Path) -> Result<(), Failure> {
    let cannot = |error| {
        let shown = path.display();
        Failure::Usage(format!("{shown} cannot be written: {error}. Name another file."))
    };
    fs::write(path, json(run)? + "\n").map_err(cannot)
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::Unusable(error.to_string()))
}
