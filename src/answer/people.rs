//! Who sits on a body, and which bodies a person is on: the parts of an answer that rosters give.

use super::Quoted;
use crate::content::roster::{Disagreement, Listing, Roster, Seat, Spell};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// Who sits on a body.
#[derive(Debug, Clone)]
pub struct RosterAnswer {
    /// The body with its listings, as they were on the day for which the answer holds.
    pub roster: Arc<Roster>,
    /// That day.
    pub as_of: Option<String>,
    /// The date that was asked for, as typed, and what is known of it.
    pub asked: Option<(String, Reach)>,
    /// The offices that the body is known to have, and who holds them.
    pub offices: Vec<OfficeAnswer>,
    /// The bodies that are parts of it.
    pub parts: Vec<Roster>,
    /// How the copies differ.
    pub disagreements: Vec<Disagreement>,
    /// The passage that defines the body.
    pub defined_in: Option<Quoted>,
    /// The passage that states the contact.
    pub contact_in: Option<Quoted>,
    /// The day the source of the list was last looked at, in UTC.
    pub checked: Option<String>,
}

/// How far back what is known of a roster reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// To the date that was asked for.
    Known,
    /// Not as far: the first record is given.
    BeforeFirst,
    /// To no earlier day: no history is held, and the list as recorded is given.
    NoHistory,
}

/// An office of a body.
#[derive(Debug, Clone)]
pub struct OfficeAnswer {
    /// What it is called.
    pub office: String,
    /// Who holds it; `None` where no source says.
    pub holder: Option<Holder>,
    /// The id of the passage that says how it is filled, whether its words are held or not.
    pub passage_id: Option<String>,
    /// That passage, where it is held.
    pub passage: Option<Quoted>,
}

/// Who holds an office, and which file says so.
#[derive(Debug, Clone, Serialize)]
pub struct Holder {
    /// The name.
    pub name: String,
    /// The GitHub handle.
    pub github: Option<String>,
    /// The id of the source.
    pub source: String,
    /// The file in the source.
    pub file: String,
}

impl Serialize for OfficeAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("office", 4)?;
        object.serialize_field("office", &self.office)?;
        object.serialize_field("holder", &self.holder)?;
        object.serialize_field("passage", &self.passage_id)?;
        object.serialize_field("filled_in", &self.passage.as_ref().map(Named::of))?;
        object.end()
    }
}

/// A passage as a roster names it.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    heading: &'a str,
    url: &'a str,
}

impl<'a> Named<'a> {
    fn of(quoted: &'a Quoted) -> Self {
        let passage = &quoted.passage;
        Named { id: &passage.id, heading: &passage.heading, url: &passage.citation.url }
    }
}

impl Serialize for RosterAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let roster = &*self.roster;
        let sources: Vec<ListingView<'_>> = roster.listings().map(ListingView::of).collect();
        let parts: Vec<PartView<'_>> = self.parts.iter().map(PartView::of).collect();
        let made_of: Vec<String> = roster.made_of.iter().map(|share| share.name()).collect();
        let mut object = serializer.serialize_struct("roster", 18)?;
        object.serialize_field("body", &roster.body)?;
        object.serialize_field("title", &roster.title)?;
        object.serialize_field("as_of", &self.as_of)?;
        object.serialize_field("asked", &self.asked.as_ref().map(|(typed, _)| typed))?;
        object.serialize_field("reach", &self.asked.as_ref().map(|(_, reach)| reach))?;
        object.serialize_field("remark", &roster.canonical.remark)?;
        object.serialize_field("members", &roster.canonical.seats)?;
        object.serialize_field("former", &roster.canonical.former)?;
        object.serialize_field("offices", &self.offices)?;
        object.serialize_field("parts", &parts)?;
        object.serialize_field("ended", &roster.ended)?;
        object.serialize_field("sources", &sources)?;
        object.serialize_field("disagreements", &self.disagreements)?;
        object.serialize_field("contact", &roster.contact)?;
        object.serialize_field("contact_in", &self.contact_in.as_ref().map(Named::of))?;
        object.serialize_field("checked", &self.checked)?;
        object.serialize_field("made_of", &made_of)?;
        object.serialize_field(
            "defined_in",
            &self.defined_in.as_ref().map(|quoted| &quoted.passage.id),
        )?;
        object.end()
    }
}

/// A part of a body as JSON names it.
#[derive(Serialize)]
struct PartView<'a> {
    body: &'a str,
    title: &'a str,
    members: &'a [Seat],
}

impl<'a> PartView<'a> {
    fn of(part: &'a Roster) -> Self {
        PartView { body: &part.body, title: &part.title, members: &part.canonical.seats }
    }
}

/// A listing as JSON names it: its people stand under `members`.
#[derive(Serialize)]
struct ListingView<'a> {
    source: &'a str,
    file: &'a str,
    url: Option<&'a str>,
    date: Option<&'a str>,
    commit: Option<&'a str>,
    remark: Option<&'a str>,
}

impl<'a> ListingView<'a> {
    fn of(listing: &'a Listing) -> Self {
        ListingView {
            source: &listing.source,
            file: &listing.file,
            url: listing.url.as_deref(),
            date: listing.date.as_deref(),
            commit: listing.commit.as_deref(),
            remark: listing.remark.as_deref(),
        }
    }
}

/// The bodies of a person.
#[derive(Debug, Clone, Serialize)]
pub struct PersonAnswer {
    /// The person's name; empty where several fit.
    pub name: String,
    /// The GitHub handle.
    pub github: Option<String>,
    /// The seats, in the order of the bodies.
    pub seats: Vec<PersonSeat>,
    /// The seats that the person had once, in the order of the bodies.
    pub former: Vec<FormerSeat>,
    /// People who may be meant; beside a person who was found, those who may be the same.
    pub possible: Vec<Person>,
    /// The bodies that were looked through.
    pub searched: Vec<String>,
}

/// A person, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The GitHub handle.
    pub github: Option<String>,
}

/// A seat of a person.
#[derive(Debug, Clone, Serialize)]
pub struct PersonSeat {
    /// The body's id.
    pub body: String,
    /// What people call it.
    pub title: String,
    /// What the person is there as.
    pub role: Option<String>,
    /// The office held.
    pub office: Option<String>,
    /// The day since which the person is listed.
    pub since: Option<String>,
    /// Whether the person may have been listed before.
    pub since_at_least: bool,
    /// Earlier times on the list, oldest first.
    pub spells: Vec<Spell>,
    /// Whether with a vote.
    pub voting: bool,
    /// The file that says so.
    pub file: String,
    /// Where a reader sees it.
    pub url: Option<String>,
    /// The day it was recorded.
    pub date: Option<String>,
    /// Whether only a copy says so, which the listing that counts does not.
    pub only_in_a_copy: bool,
}

/// A seat that a person had once.
#[derive(Debug, Clone, Serialize)]
pub struct FormerSeat {
    /// The body's id.
    pub body: String,
    /// What people call it.
    pub title: String,
    /// What the person is listed as at last.
    pub role: Option<String>,
    /// The office held at last.
    pub office: Option<String>,
    /// The day since which the person was listed, for the last time.
    pub from: String,
    /// Whether the person may have been listed before that day.
    pub from_at_least: bool,
    /// The day from which the person no longer was.
    pub until: String,
    /// The file that said so.
    pub file: String,
    /// Where a reader sees it.
    pub url: Option<String>,
}
