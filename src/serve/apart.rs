//! Starts the processes in which sources are looked at and editions are built: this same program, with
//! what it needs on its standard input.
//!
//! Answers wait for none of them. Knows nothing of what they do.

use super::House;
use crate::config::KEYS;
use crate::content::Files;
use crate::sync::apart::{self, Errand, Told};
use jiff::Timestamp;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// No round takes longer, with all its servers.
const LONGEST_LOOK: Duration = Duration::from_secs(60 * 60);
/// No edition takes longer to be built.
const LONGEST_BUILD: Duration = Duration::from_secs(2 * 60);

/// Has an errand done with the files of a content folder. The process ends with the future.
///
/// # Errors
/// Where no process can be started, or it ends before it has told all.
pub(super) async fn run(
    house: &House,
    errand: Errand,
    files: &Files,
    at: Timestamp,
) -> io::Result<Told> {
    let order = apart::order(errand, files, &house.state, &house.settings.sync_from, at)?;
    let mut command = Command::new(this_program()?);
    command.arg("round").stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    if let Some(level) = house.settings.log_level {
        command.args(["--log", &level.as_str().to_ascii_lowercase()]);
    }
    if house.settings.log_json {
        command.args(["--set", "log.format=json"]);
    }
    // It reads none of them, and some hold secrets.
    for key in KEYS.iter().filter(|key| !key.variable.is_empty()) {
        command.env_remove(key.variable);
    }
    // A signal to this process and all that belongs to it is for this one to follow.
    command.process_group(0);
    let longest = match errand {
        Errand::Look => LONGEST_LOOK,
        Errand::Build => LONGEST_BUILD,
    };
    tokio::time::timeout(longest, tell_and_hear(command, &order))
        .await
        .map_err(|_| io::ErrorKind::TimedOut)?
}

async fn tell_and_hear(mut command: Command, order: &[u8]) -> io::Result<Told> {
    let mut child = command.spawn()?;
    let told = match child.stdin.take() {
        Some(mut stdin) => stdin.write_all(order).await,
        None => Ok(()),
    };
    let output = child.wait_with_output().await?;
    // How it ended says more than that it did not listen any more.
    if !output.status.success() {
        return Err(io::Error::other(format!("it ended with {}", output.status)));
    }
    told?;
    apart::hear(&output.stdout)
}

/// The program that runs here, and no other that was put in its place meanwhile.
fn this_program() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { std::env::current_exe() }
}
