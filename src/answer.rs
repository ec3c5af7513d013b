//! An answer, as plain data, and the JSON that it is.
//!
//! The names in the JSON are fixed: programs read them. What is unknown is null. No sentence is
//! written here; [`crate::wording`] does that.

mod past;
mod people;

pub use past::{ChangeEntry, ChangeKind, ChangesAnswer, PeopleDay, Stand, Verdict, VerifyAnswer};
pub use people::{
    FormerSeat, Holder, OfficeAnswer, Person, PersonAnswer, PersonSeat, Reach, RosterAnswer,
};

use crate::content::organisation::SourceCard;
use crate::content::organisation::{DocumentCard, Held};
use crate::content::pages::{Place, characters_before};
use crate::content::passage::{Citation, Misquote, Passage};
use crate::library::SyncFailure;
use crate::query::Command;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// How many passages behind those that are told are named.
const NAMED_BEHIND: usize = 3;

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// One passage; others behind it.
    Found,
    /// Up to five, because the match is uncertain or several fit.
    Candidates,
    /// No passage; near misses in `near`.
    Nothing,
    /// Who sits on a body.
    Roster,
    /// Which bodies a person is on.
    Person,
    /// When words changed and how.
    Changes,
    /// Whether words are a document's.
    Verify,
    /// Every document and roster.
    Sources,
    /// How to report.
    Report,
    /// What can be typed.
    Help,
}

impl Outcome {
    /// Its name in JSON, logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Found => "found",
            Outcome::Candidates => "candidates",
            Outcome::Nothing => "nothing",
            Outcome::Roster => "roster",
            Outcome::Person => "person",
            Outcome::Changes => "changes",
            Outcome::Verify => "verify",
            Outcome::Sources => "sources",
            Outcome::Report => "report",
            Outcome::Help => "help",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Who may see an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The one who asked.
    Asker,
    /// Everybody where it was asked.
    Channel,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// What was typed.
    pub question: String,
    /// The command that answered; `None` where none could be read.
    #[serde(skip)]
    pub command: Option<Command>,
    /// What came of it.
    pub outcome: Outcome,
    /// Who may see it.
    pub audience: Audience,
    /// Whether it is about conduct or a report, and leaves no trace.
    #[serde(skip)]
    pub sensitive: bool,
    /// The passages, best first.
    pub passages: Vec<Quoted>,
    /// Passages that miss narrowly.
    pub near: Vec<Quoted>,
    /// Who sits on the body that was asked for.
    pub roster: Option<RosterAnswer>,
    /// The bodies of the person who was asked for.
    pub person: Option<PersonAnswer>,
    /// When words changed and how.
    pub changes: Option<ChangesAnswer>,
    /// Whether words are a document's.
    pub verify: Option<VerifyAnswer>,
    /// How to report.
    pub report: Option<ReportAnswer>,
    /// Every document and roster.
    pub sources: Option<SourcesAnswer>,
    /// What can be typed.
    pub help: Option<HelpAnswer>,
    /// What was looked through in vain.
    pub nothing: Option<NothingAnswer>,
    /// A remark in our words.
    pub note: Option<String>,
    /// Whether the remark is for programs alone, and not said.
    #[serde(skip)]
    pub note_is_silent: bool,
    /// The asker's own words beside the quotation.
    pub asker_note: Option<String>,
    /// How the passages were come by.
    #[serde(rename = "match")]
    pub fit: Fit,
    /// Whether the way to report is worth naming beside what was found: the asker may be telling
    /// what happened to them.
    pub offer_report: bool,
    /// Whether the asker tells of themselves or of harm: the way to report stands first.
    #[serde(skip)]
    pub asker_tells: bool,
    /// Whether the words say that somebody may harm themselves, or is about to be harmed: what helps
    /// at once stands before all else.
    #[serde(skip)]
    pub in_danger: bool,
    /// Words that were taken for others: as typed, as taken.
    pub respelled: Vec<(String, String)>,
    /// Sources of what is quoted that were not looked at for longer than they should be.
    pub stale: Vec<Stale>,
    /// The organisation that speaks.
    pub organisation: String,
    /// The edition that was asked.
    pub edition: String,
}

/// How passages were come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// By id, number, address or heading.
    Exact,
    /// All words of the question stand there.
    Words,
    /// Some of them.
    Partly,
    /// Several passages have what was asked for.
    Ambiguous,
    /// In another document than the command asks.
    Elsewhere,
    /// The command was given nothing to look for: what it can answer.
    Overview,
    /// Not by looking for passages.
    None,
}

/// A passage in an answer.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// The passage; with `full`, what stands below it is part of its words.
    pub passage: Arc<Passage>,
    /// How well it fits; `None` for one that was named.
    pub score: Option<f32>,
    /// The sections directly below it.
    pub children: Vec<Child>,
    /// The day its source was last looked at, in UTC.
    pub checked: Option<String>,
    /// Where in it stands what was asked for, in words, where that is one item of it.
    pub stands_in: Option<String>,
    /// Where among its words stands what was asked for, where they are more than are shown at once to
    /// many people.
    pub answers_at: Option<Place>,
    /// The passage with the words of all that stands below it, where it has none of its own and they are
    /// few: shown in its place.
    pub with_below: Option<Arc<Passage>>,
}

/// A source that may say something else by now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// Its id.
    pub source: String,
    /// The day it was last looked at, in UTC; `None` where that never succeeded.
    pub checked: Option<String>,
}

/// A section below a passage, as lists name it.
#[derive(Debug, Clone, Serialize)]
pub struct Child {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its address.
    pub url: String,
    /// What it covers, where only an outline is held.
    pub summary: Option<String>,
    /// The sections below it.
    pub children: Vec<Child>,
}

impl Serialize for Quoted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Cited<'a> {
            #[serde(flatten)]
            citation: &'a Citation,
            checked: Option<&'a str>,
        }
        #[derive(Serialize)]
        struct View<'a> {
            id: &'a str,
            heading: &'a str,
            number: Option<u32>,
            path: &'a [String],
            place: &'a str,
            text: &'a str,
            markdown: &'a str,
            outline: bool,
            summary: Option<&'a str>,
            citation: Cited<'a>,
            also_at: &'a [String],
            same_in: &'a [String],
            answers: Option<&'a str>,
            left_out: &'a [String],
            items_left_out: usize,
            misquotes: &'a [Misquote],
            children: &'a [Child],
            stands_in: Option<&'a str>,
            answers_at: Option<usize>,
            text_below: Option<&'a str>,
            score: Option<f32>,
        }
        let passage = &*self.passage;
        View {
            id: &passage.id,
            heading: &passage.heading,
            number: passage.number,
            path: &passage.path,
            place: &passage.place,
            text: &passage.text,
            markdown: &passage.markdown,
            outline: passage.outline,
            summary: passage.summary.as_deref(),
            citation: Cited { citation: &passage.citation, checked: self.checked.as_deref() },
            also_at: &passage.also_at,
            same_in: &passage.same_in,
            answers: passage.answers.as_deref(),
            left_out: &passage.left_out,
            items_left_out: passage.items_left_out,
            misquotes: &passage.misquotes,
            children: &self.children,
            stands_in: self.stands_in.as_deref(),
            answers_at: self.answers_at.and_then(|place| characters_before(&passage.blocks, place)),
            score: self.score,
            text_below: self.with_below.as_ref().map(|whole| whole.text.as_str()),
        }
        .serialize(serializer)
    }
}

/// How to report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportAnswer {
    /// The address.
    pub address: String,
    /// The passage that says so, in the document's own words where they are held.
    pub passage: Option<Quoted>,
    /// Who reads it.
    pub readers: Vec<RosterAnswer>,
}

/// Every document and roster.
#[derive(Debug, Clone, Serialize)]
pub struct SourcesAnswer {
    /// Where the documents are kept, in the order of `sources.yaml`.
    pub sources: Vec<SourceState>,
    /// The documents, in the order of `sources.yaml`.
    pub documents: Vec<DocumentCard>,
    /// The rosters.
    pub rosters: Vec<RosterAnswer>,
    /// Whether all of it was asked for, where a reply would tell less.
    #[serde(skip)]
    pub full: bool,
}

/// A source, and when it was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct SourceState {
    /// The source.
    #[serde(flatten)]
    pub card: SourceCard,
    /// The day it was last looked at, in UTC.
    pub checked: Option<String>,
    /// Why it could not be taken at the last try, where it could not.
    pub failed: Option<SyncFailure>,
}

/// What can be typed.
#[derive(Debug, Clone, Serialize)]
pub struct HelpAnswer {
    /// Why help is given.
    pub reason: HelpReason,
    /// The commands that the content can answer.
    #[serde(serialize_with = "command_names")]
    pub commands: Vec<Command>,
    /// The one that was asked about.
    #[serde(serialize_with = "command_name")]
    pub about: Option<Command>,
    /// Commands that answer, as examples.
    pub examples: Vec<String>,
    /// Whether there is a way to report.
    pub can_report: bool,
    /// Where it is written what is kept of a question; `None` at a terminal, where nothing is.
    pub privacy: Option<&'static str>,
}

/// Why help is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum HelpReason {
    /// It was asked for.
    Asked,
    /// The asker greets or thanks.
    Greeted,
    /// Nothing was typed.
    Empty,
    /// A slash stands before a word that is no command.
    NoSuchCommand {
        /// As typed.
        typed: String,
        /// The command that was most likely meant.
        meant: Option<&'static str>,
    },
    /// The command needs words.
    NeedsWords {
        /// Its name.
        command: &'static str,
    },
    /// `in:` names no document.
    NoSuchDocument {
        /// As typed.
        typed: String,
        /// The documents there are.
        known: Vec<String>,
    },
    /// What stands after `as-of:` or `since:` is no date.
    NoDate {
        /// The option's name.
        option: &'static str,
        /// As typed.
        typed: String,
    },
    /// So much was typed that nothing is looked for.
    TooLong {
        /// How many characters a question may have.
        most: usize,
    },
    /// Only moderators may do that.
    ModeratorsOnly,
    /// No way to report is known.
    NoReport,
}

fn command_names<S: Serializer>(commands: &[Command], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(commands.iter().map(|command| command.name()))
}

#[allow(clippy::ref_option)] // The signature that serde asks for.
fn command_name<S: Serializer>(
    command: &Option<Command>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    command.map(Command::name).serialize(serializer)
}

/// What was looked through in vain.
#[derive(Debug, Clone, Serialize)]
pub struct NothingAnswer {
    /// The documents that were searched, by title.
    pub searched: Vec<String>,
    /// How many passages they hold.
    pub sections: usize,
    /// Words of the question that stand nowhere in them, few and with a meaning: a whole sentence is
    /// not read back to who wrote it.
    pub unknown_words: Vec<String>,
    /// Documents that are known and whose words are not held; those first whose titles have words
    /// of the question.
    pub not_searched: Vec<Unheld>,
    /// How many of them those are.
    pub likely: usize,
    /// Where to ask a person.
    pub ask_at: Option<String>,
    /// How many there are of what was asked for by a number out of range.
    pub out_of_range: Option<OutOfRange>,
    /// The bodies there are, where one was asked for that is none of them.
    pub bodies: Vec<String>,
    /// Whether the words are in no language that the content has.
    pub foreign: bool,
    /// Whether they may be: none of them stands anywhere, and none shows that it is English.
    #[serde(skip)]
    pub strange: bool,
}

/// A number beyond the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutOfRange {
    /// What is counted: "principle".
    pub what: &'static str,
    /// The number that was asked for, as typed.
    pub asked: String,
    /// How many there are.
    pub there_are: usize,
    /// The numbers they have, in order, each once.
    pub numbers: Vec<u32>,
}

/// A document that is known and not held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unheld {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// How much of it is held.
    pub held: Held,
}

impl Answer {
    /// The passages whose words are told; those behind them are named only.
    pub fn told(&self) -> &[Quoted] {
        if self.outcome != Outcome::Found {
            return &[];
        }
        // `/cite` may name several passages; after a search the others stand behind the first.
        let several_named = self.fit == Fit::Exact && self.passages.len() > 1;
        let told = if several_named { self.passages.len() } else { 1 + self.told_beside() };
        self.passages.get(..told).unwrap_or(&self.passages)
    }

    /// The passages behind those that are told, as far as a reply names them.
    pub fn behind(&self) -> impl Iterator<Item = &Quoted> {
        let behind = if self.outcome == Outcome::Found { NAMED_BEHIND } else { 0 };
        self.passages.iter().skip(self.told().len()).take(behind)
    }

    /// The passages that a reply tells or names.
    pub fn named(&self) -> impl Iterator<Item = &Quoted> {
        let offered = if self.outcome == Outcome::Found { &[] } else { self.passages.as_slice() };
        offered.iter().chain(self.told()).chain(self.behind())
    }

    /// How many passages are told with the first, since they say the same thing to others.
    fn told_beside(&self) -> usize {
        let Some((first, others)) = self.passages.split_first() else {
            return 0;
        };
        let beside = |quoted: &&Quoted| first.passage.beside.contains(&quoted.passage.id);
        others.iter().take_while(beside).count()
    }

    /// Whether what was typed was understood and answered with what was asked for.
    pub fn is_answered(&self) -> bool {
        match self.outcome {
            Outcome::Found
            | Outcome::Roster
            | Outcome::Changes
            | Outcome::Sources
            | Outcome::Report => true,
            Outcome::Verify => {
                self.verify.as_ref().is_some_and(|verify| verify.result != Verdict::Nowhere)
            }
            Outcome::Person => self.person.as_ref().is_some_and(|person| !person.name.is_empty()),
            Outcome::Help => {
                let kind = |help: &HelpAnswer| {
                    matches!(help.reason, HelpReason::Asked | HelpReason::Greeted)
                };
                self.help.as_ref().is_some_and(kind)
            }
            Outcome::Candidates | Outcome::Nothing => false,
        }
    }

    /// Whether help was given because what was typed could not be followed.
    pub fn is_usage(&self) -> bool {
        self.help.as_ref().is_some_and(|help| match help.reason {
            HelpReason::Empty
            | HelpReason::NoSuchCommand { .. }
            | HelpReason::NeedsWords { .. }
            | HelpReason::NoSuchDocument { .. }
            | HelpReason::NoDate { .. }
            | HelpReason::TooLong { .. } => true,
            HelpReason::Asked
            | HelpReason::Greeted
            | HelpReason::ModeratorsOnly
            | HelpReason::NoReport => false,
        })
    }

    /// Whether the answer is of use to its asker alone: nothing and nobody was found, the words stand
    /// nowhere, or what was typed could not be followed.
    pub fn is_miss(&self) -> bool {
        match self.outcome {
            Outcome::Nothing => true,
            Outcome::Verify | Outcome::Person => !self.is_answered(),
            _ => self.is_usage(),
        }
    }
}
