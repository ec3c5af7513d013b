//! Fetches a source: from an address and a branch to its files and their history.
//!
//! A repository on a server is fetched into a mirror; one on this machine is opened where it lies and
//! never written to. Runs no program, asks for no password, and reads nobody's git configuration. It
//! decides neither when to fetch nor what the files mean.

mod address;
mod difference;
mod http;
mod looking;
mod moves;
mod objects;
mod place;
mod reading;
mod server;
mod trouble;

pub use trouble::{FetchError, Trouble};

use crate::content::snapshot::Snapshot;
use address::Address;
use jiff::SignedDuration;
use std::path::Path;
use std::time::Duration;

/// What to fetch, and what is held of it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// An `https://`, `http://` or `file://` address, or the path of a folder.
    pub from: &'a str,
    /// The branch.
    pub branch: &'a str,
    /// Where the mirror of a repository on a server is kept. Only one process may use it at a time.
    pub mirror: &'a Path,
    /// The newest commit that is held already.
    pub known: Option<&'a str>,
    /// How long to wait.
    pub limits: Limits,
}

/// How long to wait for a server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a connection to come about.
    pub connect: Duration,
    /// While no byte comes.
    pub stall: Duration,
    /// For everything; noticed at the latest when a stall would be.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            stall: Duration::from_secs(30),
            whole: Duration::from_secs(5 * 60),
        }
    }
}

/// How far a fetch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many bytes have come from the server.
    Received {
        /// Bytes, of an unknown number.
        bytes: u64,
    },
    /// So many commits have been read.
    Read {
        /// Commits so far.
        commits: usize,
        /// Commits in all.
        of: usize,
    },
}

/// What a fetch found.
#[derive(Debug)]
pub enum Fetched {
    /// The head of the branch is the commit that is held.
    Unchanged,
    /// The branch is another than the one that is held.
    Changed {
        /// What it is now.
        snapshot: Snapshot,
        /// The commit that is held is no longer part of the branch.
        rewound: bool,
    },
}

/// An address as it may be shown: without user and password.
pub fn as_shown(address: &str) -> String {
    address::read(address).0
}

/// Fetches a source. A plain folder has no commits and is always read.
///
/// # Errors
/// Where it cannot be had whole. What is held stays as it is, and the next fetch can do without this one.
pub fn fetch(
    request: &Request<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Fetched, FetchError> {
    let (from, address) = address::read(request.from);
    let fetched = address.and_then(|address| match address {
        Address::Place(path) => place::read(&path, request, progress),
        Address::Server(server) => server::read(&server, &from, request, progress),
    });
    fetched.map_err(|trouble| FetchError { from, trouble })
}

/// What a look at a source showed.
#[derive(Debug)]
pub struct Look {
    /// The commit that the branch is at; `None` for a plain folder.
    pub head: Result<Option<String>, FetchError>,
    /// How far this machine's clock is ahead of the server's, where one told the time.
    pub ahead: Option<SignedDuration>,
}

/// Looks where a branch is, as a fetch would begin, and fetches nothing: no mirror is read or written.
pub fn look(from: &str, branch: &str, limits: Limits) -> Look {
    let (shown, address) = address::read(from);
    let (head, ahead) = match address {
        Ok(Address::Place(path)) => (place::look(&path, branch), None),
        Ok(Address::Server(server)) => looking::look(&server, branch, limits),
        Err(trouble) => (Err(trouble), None),
    };
    Look { head: head.map_err(|trouble| FetchError { from: shown, trouble }), ahead }
}
