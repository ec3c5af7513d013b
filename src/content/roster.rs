//! Who sits where, as the files say that keep it.
//!
//! What a body is, what a list of its people says today and said before, and how copies differ. It
//! does not decide who is right: the first file that is named for a body is. The rooms below read
//! the forms in which people are listed, and tell who is the same person under another name.

mod groups;
mod history;
mod identity;
mod list;
mod people;
mod trace;
mod unspoken;
mod website;

pub use groups::{Group, id_part, read as read_groups};
pub use history::{Former, History, Record, Version, versions};
pub use identity::{Dated, Identities};
pub use people::{FILE as PEOPLE, People, read as read_people};
pub use unspoken::{NOBODY, Retold, Unspoken};

use super::problem::{Place, Problem};
use super::words::{distance, fold, slug};
use serde::{Deserialize, Serialize};

/// Shorter names that are one letter apart are likely two.
const SHORTEST_ALIKE: usize = 7;

/// A person on a body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The person's name; the handle where no name is recorded.
    pub name: String,
    /// The GitHub handle, bare.
    pub github: Option<String>,
    /// What the person is there as: "At-Large Director".
    pub role: Option<String>,
    /// The office held: "Treasurer".
    pub office: Option<String>,
    /// The day since which the person is listed without a gap.
    pub since: Option<String>,
    /// Whether the person may have been listed before: the record begins on that day.
    pub since_at_least: bool,
    /// The day since which the role is this one, where the person was listed with another before.
    pub role_since: Option<String>,
    /// Earlier times on the list, oldest first.
    pub spells: Vec<Spell>,
    /// Whether the person has a vote.
    pub voting: bool,
    /// The line of the file.
    #[serde(skip)]
    pub line: usize,
}

/// A time on a list, in days (UTC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// The day of the commit that listed the person.
    pub from: String,
    /// Whether the person may have been listed before that day.
    pub from_at_least: bool,
    /// The day of the commit that no longer did.
    pub until: String,
    /// What the person was there as at last.
    pub role: Option<String>,
}

impl Seat {
    /// Whether two entries are of one person: by handle where both have one, else by name.
    pub fn is_same_person(&self, other: &Seat) -> bool {
        match (&self.github, &other.github) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => fold(&self.name) == fold(&other.name),
        }
    }

    /// Whether an entry is shown with the name and the handle that it has, in whatever spelling.
    pub fn is_shown_as(&self, shown: &Seat) -> bool {
        let same = |a: &str, b: &str| fold(a) == fold(b);
        let handle = self.github.as_deref().zip(shown.github.as_deref());
        same(&self.name, &shown.name) && handle.is_none_or(|(a, b)| same(a, b))
    }

    /// Whether two entries are of one person perhaps: their names differ by one letter, and no two
    /// handles tell them apart.
    pub fn may_be(&self, other: &Seat) -> bool {
        let (a, b) = (fold(&self.name), fold(&other.name));
        (self.github.is_none() || other.github.is_none())
            && a.chars().count() >= SHORTEST_ALIKE
            && a != b
            && distance(&a, &b, 1).is_some()
    }

    /// Whether the role or the office is `name`, in whatever spelling.
    pub fn is_named(&self, name: &str) -> bool {
        [&self.role, &self.office].into_iter().flatten().any(|own| fold(own) == fold(name))
    }
}

/// One file's list of the people on a body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The id of the source.
    pub source: String,
    /// The file in the source.
    pub file: String,
    /// Where a reader sees the file.
    pub url: Option<String>,
    /// Where a reader sees every commit that changed it.
    pub history_url: Option<String>,
    /// The day of the source's newest commit, or the day the file was recorded.
    pub date: Option<String>,
    /// The source's newest commit.
    pub commit: Option<String>,
    /// What a reader should know of it.
    pub remark: Option<String>,
    /// The people, in the file's order.
    pub seats: Vec<Seat>,
    /// The people who were listed once and are not now, the last to leave first.
    pub former: Vec<Former>,
    /// What the file said before.
    pub history: History,
}

/// A body and the files that list its people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The body's id: `board`, `tsc`.
    pub body: String,
    /// What people call it.
    pub title: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// The listing that counts.
    pub canonical: Listing,
    /// Listings kept elsewhere.
    pub copies: Vec<Listing>,
    /// The passage that defines the body, by id.
    pub defined_in: Option<String>,
    /// Where to write to the body.
    pub contact: Option<String>,
    /// The passage in which that address stands, by id.
    pub contact_in: Option<String>,
    /// Offices that the body is known to have.
    pub offices: Vec<Office>,
    /// The bodies whose people make up this one; empty for a body with a list of its own.
    pub made_of: Vec<Share>,
    /// The body of which this one is a part.
    pub part_of: Option<String>,
    /// The day since which no list names the body.
    pub ended: Option<String>,
}

/// An office of a body, and how it is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// What it is called.
    pub office: String,
    /// The passage that says how it is filled, by id.
    pub passage: Option<String>,
}

/// What one body gives to another that is made of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The body that gives its people.
    pub body: String,
    /// Only those whose role ends in these words: `executive-director`.
    pub role: Option<String>,
    /// The office that they hold in the body that is made.
    pub office: Option<String>,
}

impl Share {
    /// Reads `board`, `board/treasurer` and `board/treasurer as Auditor`.
    pub fn read(text: &str) -> Share {
        let (people, office) = match text.split_once(" as ") {
            Some((people, office)) => (people.trim(), Some(office.trim().to_owned())),
            None => (text.trim(), None),
        };
        let (body, role) = match people.split_once('/') {
            Some((body, role)) => (body, Some(role.to_owned())),
            None => (people, None),
        };
        Share { body: body.to_owned(), role, office }
    }

    /// The people whom a list of the body gives.
    pub fn of(&self, seats: &[Seat]) -> Vec<Seat> {
        let wanted = self.role.as_deref().map(|role| format!("-{}", slug(role)));
        let fits = |role: &Option<String>| match (&wanted, role) {
            (None, _) => true,
            (Some(wanted), Some(role)) => format!("-{}", slug(role)).ends_with(wanted),
            (Some(_), None) => false,
        };
        let given = seats.iter().filter(|seat| fits(&seat.role)).cloned();
        given
            .map(|mut seat| {
                // Whom a role brings was not brought by another.
                if let Some(since) = seat.role_since.take_if(|_| wanted.is_some()) {
                    seat.since = Some(since);
                    seat.since_at_least = false;
                }
                seat.spells.retain(|spell| fits(&spell.role));
                // An office elsewhere is none here.
                Seat { office: self.office.clone(), voting: true, ..seat }
            })
            .collect()
    }

    /// As it is named in lists: `board/treasurer`.
    pub fn name(&self) -> String {
        match &self.role {
            Some(role) => format!("{}/{role}", self.body),
            None => self.body.clone(),
        }
    }
}

/// A difference between the listing that counts and a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disagreement {
    /// The source of the copy.
    pub source: String,
    /// The file of the copy.
    pub file: String,
    /// Where a reader sees it.
    pub url: Option<String>,
    /// The people whom the copy lists.
    pub lists: Vec<String>,
    /// Listed only where it counts.
    pub missing: Vec<String>,
    /// Listed only in the copy.
    pub extra: Vec<String>,
}

impl Listing {
    /// The list as it was at the end of a day, without its history: address, date and commit are
    /// those of the record that held then, as far as they may be shown. `None` where the record begins later.
    pub fn at(&self, day: &str) -> Option<Listing> {
        let (seats, former) = self.history.at(day)?;
        let record = self.history.record(day)?;
        Some(Listing {
            url: record.url.clone().or_else(|| self.url.clone()),
            date: Some(record.day.clone()),
            commit: record.commit.clone(),
            seats,
            former,
            ..self.newest()
        })
    }

    /// The list as it is, without its history.
    pub fn newest(&self) -> Listing {
        Listing {
            source: self.source.clone(),
            file: self.file.clone(),
            url: self.url.clone(),
            history_url: self.history_url.clone(),
            date: self.date.clone(),
            commit: self.commit.clone(),
            remark: self.remark.clone(),
            seats: self.seats.clone(),
            former: self.former.clone(),
            history: History::default(),
        }
    }
}

impl Roster {
    /// The body with its lists as they were at the end of `day`, or as they are, without their
    /// history; `None` where the record begins later. A copy whose record begins later is left out.
    pub fn at(&self, day: Option<&str>) -> Option<Roster> {
        let listed = |listing: &Listing| match day {
            Some(day) => listing.at(day),
            None => Some(listing.newest()),
        };
        Some(Roster {
            body: self.body.clone(),
            title: self.title.clone(),
            aliases: self.aliases.clone(),
            canonical: listed(&self.canonical)?,
            copies: self.copies.iter().filter_map(listed).collect(),
            defined_in: self.defined_in.clone(),
            contact: self.contact.clone(),
            contact_in: self.contact_in.clone(),
            offices: self.offices.clone(),
            made_of: self.made_of.clone(),
            part_of: self.part_of.clone(),
            ended: self.ended.clone(),
        })
    }

    /// How each copy differs; copies that agree are not named.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let only_in = |here: &Listing, there: &Listing| -> Vec<String> {
            here.seats
                .iter()
                .filter(|seat| !there.seats.iter().any(|other| other.is_same_person(seat)))
                .map(|seat| seat.name.clone())
                .collect()
        };
        self.copies
            .iter()
            .map(|copy| Disagreement {
                source: copy.source.clone(),
                file: copy.file.clone(),
                url: copy.url.clone(),
                lists: copy.seats.iter().map(|seat| seat.name.clone()).collect(),
                missing: only_in(&self.canonical, copy),
                extra: only_in(copy, &self.canonical),
            })
            .filter(|differs| !differs.missing.is_empty() || !differs.extra.is_empty())
            .collect()
    }

    /// Every list of the body, the one that counts first.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        std::iter::once(&self.canonical).chain(&self.copies)
    }
}

/// The people of a body that others make up, each once. `people_of` gives those of a body by its id.
pub fn composed<'a>(shares: &[Share], people_of: impl Fn(&str) -> Option<&'a [Seat]>) -> Vec<Seat> {
    let mut seats: Vec<Seat> = Vec::new();
    for share in shares {
        for seat in share.of(people_of(&share.body).unwrap_or_default()) {
            if !seats.iter().any(|other| other.is_same_person(&seat)) {
                seats.push(seat);
            }
        }
    }
    seats
}

/// Reads a roster file by its ending. `file` is its path below the content folder, for problems;
/// entries that cannot be read are told in `problems` and left out.
///
/// # Errors
/// Where the file is no list of people at all.
pub fn read(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Seat>, Vec<Problem>> {
    let lower = file.to_ascii_lowercase();
    if lower.ends_with(".yml") || lower.ends_with(".yaml") {
        website::read(file, text, problems)
    } else {
        Ok(list::read(file, text, problems))
    }
}

fn nameless(place: Place) -> Problem {
    Problem::error(
        place,
        "This entry of the roster has neither a name nor a handle.",
        "Write both, as in `- name: Ana Example` and under it `  github: ana`.",
    )
}

/// `https://github.com/ana/`, `@ana` and ` ana` are all `ana`.
fn bare_handle(handle: &str) -> String {
    let handle = handle.trim().trim_end_matches('/');
    let handle = handle.rsplit('/').next().unwrap_or(handle);
    handle.trim_start_matches('@').to_owned()
}

/// A heading names what several people are; each of them is one.
fn singular(heading: &str) -> String {
    match heading.strip_suffix('s') {
        Some(one) if !one.ends_with(['s', 'u', 'i']) => one.to_owned(),
        _ => heading.to_owned(),
    }
}
