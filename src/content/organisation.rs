//! Whose content it is, and everything that can be answered from it.

use super::document::{Kind, Standing};
use super::history::History;
use super::passage::Passage;
use super::roster::Roster;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The organisation that speaks through the documents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Where to ask a person.
    pub ask_at: Option<String>,
    /// How to report to it.
    pub report: Option<Report>,
    /// What people say who want to know what tenet is and can do.
    pub help_hints: Vec<String>,
}

/// How to report, and who reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The address to write to.
    pub address: String,
    /// The passage that says so, by id.
    pub passage: String,
    /// The bodies whose people read what is sent.
    pub readers: Vec<String>,
    /// What people say who want to report.
    pub hints: Vec<String>,
}

/// A document as lists name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentCard {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub kind: Kind,
    /// Whether it holds today.
    pub standing: Standing,
    /// Whether a question that leads here is answered to the asker alone.
    pub sensitive: bool,
    /// The id of its source.
    pub source: String,
    /// Its file in the source.
    pub file: String,
    /// The address of its page.
    pub url: Option<String>,
    /// Where a reader sees every commit that changed its file.
    pub history_url: Option<String>,
    /// The day of its source's newest commit, or the day its words were recorded.
    pub date: Option<String>,
    /// That commit.
    pub commit: Option<String>,
    /// How many sections are held; none for a document that is known and not held.
    pub sections: usize,
    /// How much of it is held.
    pub held: Held,
    /// The passage that stands for the document, by id.
    pub root: Option<String>,
    /// The passages that link to it, by id, where that is all by which it is known.
    pub linked_in: Vec<String>,
    /// Copies of it in which words differ, each named with the first place that does.
    pub drift: Vec<String>,
}

/// A source as lists name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCard {
    /// Its id.
    pub id: String,
    /// Its repository, where it has one.
    pub git: Option<String>,
    /// The branch that readers see.
    pub branch: String,
    /// Whether it was fetched, or is what ships.
    pub synced: bool,
    /// The commit of the edition.
    pub commit: Option<String>,
    /// The day of that commit, in UTC.
    pub date: Option<String>,
    /// After how many days without a look at the source an answer says so.
    pub stale_after: u32,
}

/// How much of a document is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Held {
    /// Its words.
    Whole,
    /// Its headings and what they cover.
    Outline,
    /// Its title and its link.
    Link,
}

/// Everything that can be answered from: what the readers of content make, and the index is made of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// Whose content it is.
    pub organisation: Organisation,
    /// Every document, in the order of `sources.yaml`.
    pub documents: Vec<DocumentCard>,
    /// Every passage, in the order of the documents.
    pub passages: Vec<Arc<Passage>>,
    /// Every body.
    pub rosters: Vec<Roster>,
    /// Every source, in the order of `sources.yaml`.
    pub sources: Vec<SourceCard>,
    /// How the words came to be what they are.
    pub history: History,
}
