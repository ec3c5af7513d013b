//! Why a source could not be fetched, in words that say what to do about it.
//!
//! Nothing here holds a password: addresses come in as they may be shown.

use crate::content::words::count;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Why a source could not be fetched, and from where.
#[derive(Debug)]
pub struct FetchError {
    /// The address, without user and password.
    pub from: String,
    /// What stands in the way.
    pub trouble: Trouble,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.from, self.trouble)
    }
}

impl std::error::Error for FetchError {}

/// What stands in the way of fetching a source, as a sentence about its address.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The address is none that can be fetched from.
    #[error("cannot be fetched from. Give an https:// address, a file:// address or a folder.")]
    Address,
    /// A password would be sent for everybody to read.
    #[error("would be told the password for all to hear. Use https:// instead of http://.")]
    Unprotected,
    /// There is no folder of this path.
    #[error("is no folder. Correct the path.")]
    NoFolder,
    /// Nobody answers: no network, no such host, nobody listening, no trust.
    #[error("cannot be reached: {0}. Check the address and the network.")]
    Unreachable(String),
    /// The server does not give it: there is none, or it is not public.
    #[error("is not to be had (status {0}). Check the address, and that it is public.")]
    Refused(u16),
    /// The server failed, or does not want to answer now.
    #[error("answered with an error (status {0}). Try again later.")]
    Server(u16),
    /// What answers is no git server.
    #[error("is no git repository. Give the address that is used to clone it.")]
    NotGit,
    /// What came is not what git sends.
    #[error("sent what cannot be read: {0}. Try again later.")]
    Garbled(String),
    /// The connection ended early.
    #[error("stopped before everything had come. Try again.")]
    CutOff,
    /// The connection took too long to come about.
    #[error("did not answer within {}. Check the address and the network.", time(*.0))]
    Connecting(Duration),
    /// Nothing came for too long.
    #[error("sent nothing for {}. Try again later.", time(*.0))]
    Stalled(Duration),
    /// All in all it took too long.
    #[error("did not send everything within {}. Try again later.", time(*.0))]
    Slow(Duration),
    /// More came than a repository of documents can have.
    #[error("sends more than {} MB. Give a repository of documents.", .0 >> 20)]
    TooLarge(u64),
    /// There are more files than content can have.
    #[error("holds too many files ({0} or more). Give a repository of documents.")]
    TooMany(usize),
    /// There is no such branch.
    #[error("has no branch {branch}; it has {}. Correct the branch.", several(there))]
    NoBranch {
        /// The branch that was asked for.
        branch: String,
        /// The branches there are, those with the most similar names first.
        there: Vec<String>,
    },
    /// A folder or a file of this machine cannot be read or written.
    #[error("cannot be kept or read here: {path}: {error}. Check space and permissions.")]
    Disk {
        /// The folder or the file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The repository does not hold together.
    #[error("is damaged: {0}. Fetch or clone it anew.")]
    Damaged(String),
}

/// The most branches that a sentence names.
const NAMED: usize = 5;

fn several(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let named = names[..names.len().min(NAMED)].join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn time(time: Duration) -> String {
    match (time.as_millis(), time.as_secs()) {
        (short, 0) => format!("{short} milliseconds"),
        (_, seconds @ 0..120) => count(seconds as usize, "second", "seconds"),
        (_, seconds) => count(seconds as usize / 60, "minute", "minutes"),
    }
}

/// What gix reports of a repository that does not hold together.
pub(super) fn damaged(error: impl Into<gix::Error>) -> Trouble {
    Trouble::Damaged(first_line(&error.into()))
}

/// The one line of what gix reports that says most.
pub(super) fn first_line(error: &gix::Error) -> String {
    let cause = error.probable_cause().to_string();
    cause.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}
