//! Work in a process of its own: what it is told, and what it tells.
//!
//! To look at sources and to build an edition takes several times the memory that answers do, and
//! reads what others write. A process of its own gives all of it back, and what goes wrong there takes
//! no answers along. Starts no process: see [`crate::serve`].

use super::editions::State;
use super::git::Limits;
use super::opening;
use super::round::{self, Looked, Round, RoundError};
use crate::content::Files;
use crate::content::problem::Problem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// A round of the sources.
    Look,
    /// To build the edition of what is held, and to keep it on disk.
    Build,
}

/// What the process is told, before the bytes of the files.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    errand: Errand,
    state: PathBuf,
    /// Addresses may hold passwords: they travel where nobody else reads along.
    from: BTreeMap<String, String>,
    at: Timestamp,
    /// The files of the content folder with their lengths, in the order of their bytes.
    files: Vec<(String, u64)>,
    refused: BTreeMap<String, Problem>,
    others: BTreeSet<String>,
}

/// What became of it.
#[derive(Debug, Serialize, Deserialize)]
pub enum Told {
    /// The edition was built, and lies on disk as far as that can be written.
    Built,
    /// A round came to its end.
    Done {
        /// Each source that was looked at, in the order of `sources.yaml`.
        sources: Vec<Looked>,
        /// Whether another edition was published.
        published: bool,
        /// Whether somebody should look at what was fetched.
        needs_a_look: bool,
    },
    /// Another process is at work on a round.
    Busy(String),
    /// There is no repository to look at.
    NothingToFetch,
    /// It could not begin or end, for this reason.
    Failed(String),
}

/// What to tell a process that works on this content.
///
/// # Errors
/// Where a path is none that can be told.
pub fn order(
    errand: Errand,
    files: &Files,
    state: &State,
    from: &BTreeMap<String, String>,
    at: Timestamp,
) -> io::Result<Vec<u8>> {
    let order = Order {
        errand,
        // The other process may stand in another folder.
        state: std::path::absolute(state.folder())?,
        from: from.clone(),
        at,
        files: files.files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect(),
        refused: files.refused.clone(),
        others: files.others.clone(),
    };
    let mut told = serde_json::to_vec(&order)?;
    told.push(b'\n');
    files.files.values().for_each(|bytes| told.extend_from_slice(bytes));
    Ok(told)
}

/// Does what `order` tells, and tells what became of it.
///
/// # Errors
/// Where the order cannot be read, or nobody listens.
pub fn carry_out(mut order: impl BufRead, mut told: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    order.read_until(b'\n', &mut line)?;
    let Order { errand, state, from, at, files: named, refused, others } =
        serde_json::from_slice(&line)?;
    let mut files = Files { files: BTreeMap::new(), refused, others };
    for (name, length) in named {
        let mut bytes = Vec::new();
        if order.by_ref().take(length).read_to_end(&mut bytes)? as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        files.files.insert(name, bytes);
    }
    let state = State::at(state);
    let outcome = match errand {
        Errand::Look => {
            look(Round { files, state: &state, from: &from, at, limits: Limits::default() })
        }
        Errand::Build => match opening::open(files, &state, &mut |_, _| {}) {
            Ok(_) => Told::Built,
            Err(error) => Told::Failed(error.to_string()),
        },
    };
    serde_json::to_writer(&mut told, &outcome)?;
    told.flush()
}

fn look(round: Round<'_>) -> Told {
    match round::run(round, &|_, _| {}) {
        Ok(outcome) => Told::Done {
            sources: outcome.sources,
            published: outcome.published.is_some(),
            needs_a_look: outcome.published.is_some_and(|published| published.needs_a_look),
        },
        Err(RoundError::Busy(folder)) => Told::Busy(RoundError::Busy(folder).to_string()),
        Err(RoundError::NothingToFetch) => Told::NothingToFetch,
        Err(error) => Told::Failed(error.to_string()),
    }
}

/// What a process has told.
///
/// # Errors
/// Where it ended before it had told all.
pub fn hear(told: &[u8]) -> io::Result<Told> {
    Ok(serde_json::from_slice(told)?)
}
