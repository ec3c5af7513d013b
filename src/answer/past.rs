//! What changed and when, and whether words are a document's: the parts of an answer that history
//! gives.

use crate::content::quotation::Difference;
use serde::Serialize;

/// When words changed and how.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesAnswer {
    /// The id of the passage or document.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day from which on changes were asked for, as typed.
    pub since: Option<String>,
    /// Whether that day is yet to come.
    pub since_lies_ahead: bool,
    /// The changes of words, newest first.
    pub changes: Vec<ChangeEntry>,
    /// The name of a body that has the document's id, where words and people are asked for at once.
    pub body: Option<String>,
    /// Of a body, the days on which people joined or left, newest first; `None` for words alone.
    pub people: Option<Vec<PeopleDay>>,
    /// The first day that the history of its source has; `None` where no history is held.
    pub history_from: Option<String>,
    /// Since when the words stand as they are, where nothing changed.
    pub unchanged_since: Option<String>,
    /// Whether they may be older than the history.
    pub since_at_least: bool,
    /// Where a reader sees every commit.
    pub history_url: Option<String>,
}

/// Who joined a body and who left it on one day, under the names that they have today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeopleDay {
    /// The day, in UTC.
    pub date: String,
    /// The names of those whom the list has since then.
    pub joined: Vec<String>,
    /// The names of those whom it no longer has.
    pub left: Vec<String>,
    /// The list as it was then, where it may be shown.
    pub url: Option<String>,
}

/// A change of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeEntry {
    /// What happened.
    pub kind: ChangeKind,
    /// The passage's id, today's where it still stands.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// The day, in UTC.
    pub date: String,
    /// The commit.
    pub commit: String,
    /// Where a reader sees the commit; `None` where that shows a name that nobody shall read.
    pub url: Option<String>,
    /// The pull request that brought it.
    pub pull_request: Option<u64>,
    /// Where a reader sees that.
    pub pull_request_url: Option<String>,
    /// The words before; `None` for what was added.
    pub was: Option<String>,
    /// The words after; `None` for what was removed.
    pub now: Option<String>,
    /// Where the two differ; empty where one is missing.
    pub differences: Vec<Difference>,
}

/// What happened to a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its words are others.
    Reworded,
    /// It is gone.
    Removed,
}

/// Whether words are a document's.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyAnswer {
    /// The words, as typed.
    pub words: String,
    /// What came of it.
    pub result: Verdict,
    /// Where they stand or stood, or what they resemble; the place that counts most first.
    pub at: Vec<Stand>,
    /// How many places more there are.
    pub more: usize,
    /// Where the words differ from what they resemble.
    pub differences: Vec<Difference>,
    /// How many documents were searched.
    pub searched: usize,
}

/// What came of holding words against the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// They stand there word for word.
    Exact,
    /// They stood there word for word, and do no longer.
    Former,
    /// They resemble what stands there.
    Near,
    /// They stand nowhere.
    Nowhere,
}

/// A place where words stand or stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// The passage's id, as it is called today or was at its end.
    pub id: String,
    /// The document's title, or its id where it is gone.
    pub document: String,
    /// The passage's heading.
    pub heading: String,
    /// Its address; `None` where the passage is gone.
    pub url: Option<String>,
    /// The lines at a commit that has the words: the newest, where they stand today.
    pub permalink: Option<String>,
    /// Since when the words stand or stood.
    pub since: Option<String>,
    /// Whether they may be older.
    pub since_at_least: Option<bool>,
    /// The day on which they were changed or removed.
    pub until: Option<String>,
    /// The commit that did so.
    pub until_commit: Option<String>,
    /// Where a reader sees that commit.
    pub until_url: Option<String>,
    /// Whether they stand only in a copy, whose words do not count.
    pub copy: bool,
}
