//! What `sources.yaml` says of a roster: the body, where its people are listed, and what its
//! documents say of it that can be checked.

use super::reading::{date, owned};
use crate::content::problem::{Place, Problem};
use crate::content::roster::{Office, Share};
use crate::content::yaml::{Fields, Strict};

/// The keys of a roster.
pub(super) const KEYS: [&str; 15] = [
    "body",
    "title",
    "aliases",
    "file",
    "section",
    "offline",
    "remark",
    "recorded",
    "non_voting",
    "made_of",
    "defined_in",
    "contact",
    "offices",
    "seats",
    "term",
];

/// What is said of a roster.
#[derive(Debug, Clone)]
pub struct RosterEntry {
    /// The body's id; with a `*`, every group of a list of groups is a body.
    pub body: String,
    /// What people call it.
    pub title: Option<String>,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// The file that lists its people.
    pub file: Option<String>,
    /// The heading in the file under which the groups stand.
    pub section: Option<String>,
    /// The file with the same facts that is used while the other is not held.
    pub offline: Option<String>,
    /// What a reader should know of the file that ships.
    pub remark: Option<String>,
    /// The day it was recorded.
    pub recorded: Option<String>,
    /// Roles that have no vote.
    pub non_voting: Vec<String>,
    /// The bodies whose people make up this one.
    pub made_of: Vec<Share>,
    /// The passage that defines the body.
    pub defined_in: Option<String>,
    /// Where to write to the body.
    pub contact: Option<String>,
    /// The offices that the body has.
    pub offices: Vec<Office>,
    /// How many seats a document gives the body.
    pub seats: Vec<SeatsEntry>,
    /// For how long a document seats its people.
    pub term: Option<TermEntry>,
    /// Where it is named.
    pub place: Place,
}

/// How many seats a document gives a body, or a role in it.
#[derive(Debug, Clone)]
pub struct SeatsEntry {
    /// How many.
    pub count: usize,
    /// Only those with this role.
    pub role: Option<String>,
    /// The passage that says so, by id.
    pub passage: String,
    /// Its words.
    pub words: String,
    /// Where it is written.
    pub place: Place,
}

/// For how long a document seats the people of a body.
#[derive(Debug, Clone)]
pub struct TermEntry {
    /// How many years.
    pub years: usize,
    /// The passage that says so, by id.
    pub passage: String,
    /// Its words.
    pub words: String,
    /// Where it is written.
    pub place: Place,
}

impl RosterEntry {
    /// What the ids of a list of groups begin with: `sig-` for `sig-*`.
    pub fn group_prefix(&self) -> Option<&str> {
        self.body.strip_suffix('*')
    }
}

pub(super) fn read(strict: &Strict<'_>, fields: &Fields<'_, '_>) -> Option<RosterEntry> {
    fields.require(&["body"]);
    let texts = |key| -> Vec<String> { fields.text_or_list(key).into_iter().map(owned).collect() };
    let body = owned(fields.text("body")?);
    let file = fields.text("file").map(owned);
    let made_of: Vec<Share> = texts("made_of").iter().map(|text| Share::read(text)).collect();
    if file.is_none() && made_of.is_empty() {
        strict.tell(Problem::error(
            strict.yaml().place(fields.node()),
            format!("Nothing says who is on `{body}`."),
            "Write `file: MEMBERS.md` for the file that lists them, or `made_of: [board]` for other bodies.",
        ));
    }
    if body.strip_suffix('*').unwrap_or(&body).contains('*') {
        strict.tell(Problem::error(
            strict.yaml().place(fields.node()),
            format!("A star stands within the body `{body}`."),
            "Write it at the end, as in `body: group-*`: it stands for each group's name.",
        ));
        return None;
    }
    let offices = fields.maps("offices", &["office", "passage"]);
    Some(RosterEntry {
        title: fields.text("title").map(owned),
        aliases: texts("aliases"),
        section: fields.text("section").map(owned),
        offline: fields.text("offline").map(owned),
        remark: fields.text("remark").map(owned),
        recorded: fields.text("recorded").and_then(|said| date(strict, said)),
        non_voting: texts("non_voting"),
        defined_in: fields.text("defined_in").map(owned),
        contact: fields.text("contact").map(owned),
        offices: offices.iter().filter_map(read_office).collect(),
        seats: fields
            .maps("seats", &["count", "role", "passage", "words"])
            .iter()
            .filter_map(|seats| read_seats(strict, seats))
            .collect(),
        term: fields.get("term").and_then(|_| {
            let term = fields.map("term", &["years", "passage", "words"])?;
            term.require(&["years", "passage", "words"]);
            Some(TermEntry {
                years: number(strict, &term, "years")?,
                passage: owned(term.text("passage")?),
                words: owned(term.text("words")?),
                place: strict.yaml().place(term.node()),
            })
        }),
        place: strict.yaml().place(fields.node()),
        made_of,
        file,
        body,
    })
}

fn read_office(office: &Fields<'_, '_>) -> Option<Office> {
    office.require(&["office"]);
    Some(Office {
        office: owned(office.text("office")?),
        passage: office.text("passage").map(owned),
    })
}

fn read_seats(strict: &Strict<'_>, seats: &Fields<'_, '_>) -> Option<SeatsEntry> {
    seats.require(&["count", "passage", "words"]);
    Some(SeatsEntry {
        count: number(strict, seats, "count")?,
        role: seats.text("role").map(owned),
        passage: owned(seats.text("passage")?),
        words: owned(seats.text("words")?),
        place: strict.yaml().place(seats.node()),
    })
}

fn number(strict: &Strict<'_>, fields: &Fields<'_, '_>, key: &str) -> Option<usize> {
    let said = fields.text(key)?;
    let number = said.text.trim().parse().ok();
    if number.is_none() {
        strict.tell(strict.yaml().problem(
            said.node,
            format!("`{}` is no number.", said.text),
            &format!("{key}: 3"),
        ));
    }
    number
}
