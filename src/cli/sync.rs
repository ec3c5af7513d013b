//! `tenet sync`: fetches the sources, and publishes the edition of what they hold.

use super::{DONE, Failure, Places, UNUSABLE};
use crate::config::{ELSEWHERE, SEEN};
use crate::sync::git::{self, Limits, Progress};
use crate::sync::report;
use crate::sync::round::{self, Finding, Round};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

#[derive(Args)]
pub(super) struct Arguments {
    /// Fetch a source from somewhere else than sources.yaml and `sync.from` say: a URL or a folder
    #[arg(long, value_name = "ID=URL", value_parser = source_and_address)]
    from: Vec<(String, String)>,
}

/// `governance=https://…`, taken apart.
fn source_and_address(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, address)) if !id.is_empty() && !address.is_empty() => {
            Ok((id.to_owned(), address.to_owned()))
        }
        _ => Err("write the id of a source, =, and an address: governance=https://…".to_owned()),
    }
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    if task.from.iter().any(|(_, address)| git::as_shown(address) != address.trim()) {
        return Err(Failure::Usage(format!("--from: {SEEN} {ELSEWHERE}")));
    }
    let state = places.state();
    let said: BTreeMap<String, String> = task.from.iter().cloned().collect();
    if said.len() < task.from.len() {
        let what = "A source has two addresses. Give --from once for each.";
        return Err(Failure::Usage(what.to_owned()));
    }
    let mut from = places.settings.sync_from.clone();
    from.extend(said);
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(120));
    let round = Round {
        files: places.files()?,
        state: &state,
        from: &from,
        at: Timestamp::now(),
        limits: Limits::default(),
    };
    let outcome = round::run(round, &|source, progress| draw(&bar, source, progress));
    bar.finish_and_clear();
    let outcome = outcome?;
    let mut out = super::output::out();
    let mut failed = false;
    for looked in &outcome.sources {
        match looked.failure() {
            Some(reason) => {
                failed = true;
                writeln!(super::output::err(), "tenet: {}: {reason}", looked.source)?;
            }
            None => writeln!(out, "{}", report::looked(looked))?,
        }
    }
    let any_taken =
        outcome.sources.iter().any(|looked| matches!(looked.found, Finding::Taken { .. }));
    match &outcome.published {
        Some(_) if failed && !any_taken => writeln!(out, "Answers come from what is held.")?,
        Some(published) => {
            for line in report::published(published) {
                writeln!(out, "{line}")?;
            }
        }
        None if failed => writeln!(out, "The edition stays as it was.")?,
        None => writeln!(out, "Nothing changed.")?,
    }
    Ok(if failed { UNUSABLE } else { DONE })
}

fn draw(bar: &ProgressBar, source: &str, progress: Progress) {
    match progress {
        Progress::Received { bytes } => {
            bar.set_message(format!("{source}: {} KB received", bytes / 1024));
        }
        Progress::Read { commits, of } => {
            if bar.length() != Some(of as u64) {
                bar.set_position(0);
                bar.set_length(of as u64);
                if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}") {
                    bar.set_style(style);
                }
                bar.set_message(format!("{source}: reading commits"));
            }
            bar.set_position(commits as u64);
        }
    }
}
