//! `tenet config`: every setting that is in force, and where it was said.

use super::{DONE, Failure, Places, output};
use crate::config::shown;
use clap::{Args, ValueEnum};
use std::io::Write;

#[derive(Args)]
pub(super) struct Arguments {
    /// How it is written; the TOML can be kept as tenet.toml
    #[arg(long, value_enum, default_value_t = Format::Toml)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Toml,
    Json,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let (settings, state) = (&places.settings, places.state());
    let state = std::path::absolute(state.folder()).unwrap_or_else(|_| state.folder().to_owned());
    let mut out = output::out();
    match task.format {
        Format::Toml => write!(out, "{}", shown::toml(settings, &state))?,
        Format::Json => writeln!(out, "{:#}", shown::json(settings, &state))?,
    }
    for remark in &settings.remarks {
        writeln!(output::err(), "tenet: {remark}")?;
    }
    Ok(DONE)
}
