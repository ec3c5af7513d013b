//! `tenet health`: asks the HTTP door of a running `tenet serve` whether it is well.
//!
//! For the health check of a container that holds nothing but tenet: needs no other program, and
//! never waits longer than a few seconds.

use super::{DONE, Failure, Places, output};
use crate::outgoing::{self, Patience, Secret, Unanswered};
use clap::Args;
use std::io::Write;
use std::time::Duration;

/// How long the whole conversation may take.
const PATIENCE: Patience =
    Patience { connect: Duration::from_secs(1), whole: Duration::from_secs(3) };

/// As much of an answer as is shown, in characters.
const SHOWN: usize = 300;

#[derive(Args)]
pub(super) struct Arguments {
    /// Ask whether every adapter takes questions, and not only whether the process lives
    #[arg(long)]
    ready: bool,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let Some(http) = &places.settings.http else {
        let what = "No HTTP door is configured to ask. Set http.address, as for `tenet serve`.";
        return Err(Failure::Usage(what.to_owned()));
    };
    if http.address.port() == 0 {
        let what = "With port 0 in http.address nobody knows where to ask. Set a port.";
        return Err(Failure::Usage(what.to_owned()));
    }
    let (path, state) = if task.ready { ("/ready", "ready") } else { ("/health", "well") };
    let door = http.from_here();
    let url = format!("http://{door}{path}");
    let asked = outgoing::get(&url, outgoing::AGENT, Secret::None, PATIENCE);
    let reply = asked.map_err(|error| {
        Failure::Unusable(match error {
            Unanswered::Garbled => format!(
                "{url} hung up, or sent what cannot be read. Too many connections may be open, or another program listens there."
            ),
            error => format!("{url} {error}. Is `tenet serve` running?"),
        })
    })?;
    if reply.status != 200 {
        let body: String = reply.body.split_whitespace().collect::<Vec<_>>().join(" ");
        let body: String = body.chars().take(SHOWN).collect();
        let status = reply.status;
        return Err(Failure::Unusable(format!("{url} answers {status}: {body}")));
    }
    writeln!(output::out(), "http://{door} is {state}.")?;
    Ok(DONE)
}
