//! How words came to be what they are: the versions of each passage, and the commits between them.
//!
//! Made of snapshots, kept in the edition, and read by whatever asks "since when" and "what was it
//! before". Nothing here knows git, and nothing here decides what may be quoted.

mod threads;

pub use threads::{Claim, FormerNames, Parse, Past, follow};

use super::passage::Part;
use serde::{Deserialize, Serialize};

/// The versions of passages, of all sources that were fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The commits that changed words, by source and then oldest first.
    pub moments: Vec<Moment>,
    /// Every passage that there is or was.
    pub threads: Vec<Thread>,
}

/// A commit, as far as answers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The id of the source.
    pub source: String,
    /// The hash of the commit.
    pub commit: String,
    /// Its day, in UTC.
    pub date: String,
    /// Whether it is the first that the source has, so that its words may be older.
    pub first: bool,
    /// Where a reader sees it.
    pub url: Option<String>,
    /// The pull request that brought it.
    pub pull_request: Option<u64>,
    /// Where a reader sees that.
    pub pull_request_url: Option<String>,
}

/// A passage through time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The id of its document, as it is called today or was called at its end.
    pub document: String,
    /// Its id today, or at its end.
    pub passage: String,
    /// What part of the document it is.
    pub part: Part,
    /// Where it stands in the source today, if it does.
    pub today: Option<Today>,
    /// Whether it is of a copy, whose words do not count.
    pub copy: bool,
    /// Whether its first words stood elsewhere in the source when they came here: no commit of its
    /// own brought them.
    pub carried: bool,
    /// Its versions, oldest first; at least one.
    pub versions: Vec<Version>,
}

/// Where a passage stands today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// Its address.
    pub url: String,
    /// Its lines at the newest commit.
    pub permalink: Option<String>,
}

/// A passage's words for as long as they were the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The commit that brought them, as a place in [`History::moments`].
    pub from: usize,
    /// The commit that changed or removed them.
    pub until: Option<usize>,
    /// The heading, as the commit had it that brought them.
    pub heading: String,
    /// The words alone.
    pub text: String,
    /// Where the words stand at the commit that brought them, with lines; `None` where somebody is
    /// called there what nobody shall read.
    pub permalink: Option<String>,
    /// The names of today that stand in the words where others stood.
    pub names: Vec<String>,
}

impl History {
    /// A commit by its place.
    pub fn moment(&self, at: usize) -> Option<&Moment> {
        self.moments.get(at)
    }

    /// The passage of this id that stands today, through time.
    pub fn of_passage(&self, id: &str) -> Option<&Thread> {
        self.threads.iter().find(|thread| thread.stands() && !thread.copy && thread.passage == id)
    }

    /// The passages of a document, those that are gone too.
    pub fn of_document<'a>(&'a self, document: &'a str) -> impl Iterator<Item = &'a Thread> {
        self.threads.iter().filter(move |thread| !thread.copy && thread.document == document)
    }
}

impl Thread {
    /// Whether it stands in the source today.
    pub fn stands(&self) -> bool {
        self.today.is_some()
    }
}
