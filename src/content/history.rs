//! How words came to be what they are: the versions of each passage, and the commits between them.
//!
//! Made of snapshots, kept in the edition, and read by whatever asks "since when" and "what was it
//! before". Nothing here knows git, and nothing here decides what may be quoted.

mod threads;

pub use threads::{FormerNames, Parse, Past, follow};

use super::passage::Part;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    /// Whether it stands in the source today.
    pub stands: bool,
    /// Whether it is of a copy, whose words do not count.
    pub copy: bool,
    /// Its versions, oldest first; at least one.
    pub versions: Vec<Version>,
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
    /// Where the words stand at the commit that brought them, with lines.
    pub permalink: Option<String>,
}

impl History {
    /// A commit by its place.
    pub fn moment(&self, at: usize) -> Option<&Moment> {
        self.moments.get(at)
    }

    /// The passage of this id that stands today, through time.
    pub fn of_passage(&self, id: &str) -> Option<&Thread> {
        self.threads.iter().find(|thread| thread.stands && !thread.copy && thread.passage == id)
    }

    /// The passages of a document, those that are gone too.
    pub fn of_document<'a>(&'a self, document: &'a str) -> impl Iterator<Item = &'a Thread> {
        self.threads.iter().filter(move |thread| !thread.copy && thread.document == document)
    }

    /// Drops every version of the past in which one of these names stands as words of its own. What
    /// stands today is the document's own to say.
    pub fn forget(&mut self, names: &BTreeSet<String>) {
        let names: Vec<Vec<String>> = names.iter().map(|name| words(name)).collect();
        let tells = |text: &str| {
            let text = words(text);
            names.iter().any(|name| {
                !name.is_empty() && text.windows(name.len()).any(|window| window == name.as_slice())
            })
        };
        for thread in &mut self.threads {
            thread.versions.retain(|version| {
                version.until.is_none() || !(tells(&version.text) || tells(&version.heading))
            });
        }
        self.threads.retain(|thread| !thread.versions.is_empty());
    }
}

/// The words of a text in lower case, without any other sign.
fn words(text: &str) -> Vec<String> {
    let folded = super::words::fold(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
