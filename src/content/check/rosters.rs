//! Checks of rosters: copies that contradict each other, names that are nearly the same, and lists
//! that do not fit what the documents say of their bodies.
//!
//! Documents and lists are compared only where `sources.yaml` says which words count: nothing here
//! reads a number out of prose.

use super::Reading;
use crate::content::organisation::Held;
use crate::content::problem::{Place, Problem};
use crate::content::roster::{Listing, Roster, Seat};
use crate::content::source::{RosterEntry, SeatsEntry, TermEntry};
use crate::content::words::{count, fold, nearest};

pub(super) fn check(reading: &Reading, problems: &mut Vec<Problem>) {
    copies(reading, problems);
    alike(reading, problems);
    let entries = reading.manifest.sources.iter().flat_map(|source| &source.rosters);
    for entry in entries {
        definitions(reading, entry, problems);
        let mut rosters = reading.catalogue.rosters.iter();
        if let Some(roster) = rosters.find(|roster| roster.body == entry.body) {
            entry.seats.iter().for_each(|said| seats(reading, roster, said, problems));
            entry.term.iter().for_each(|said| term(reading, roster, said, problems));
        }
    }
}

/// The path of a list below the content folder.
fn path(reading: &Reading, source: &str, file: &str) -> String {
    let mut sources = reading.manifest.sources.iter();
    let source = sources.find(|known| known.id == source);
    source.map_or_else(|| file.to_owned(), |source| source.path(file))
}

/// Rosters that contradict each other.
fn copies(reading: &Reading, problems: &mut Vec<Problem>) {
    for roster in &reading.catalogue.rosters {
        for differs in roster.disagreements() {
            let path = path(reading, &differs.source, &differs.file);
            let mut what =
                format!("This list of `{}` differs from {}:", roster.body, roster.canonical.file);
            if !differs.missing.is_empty() {
                what.push_str(&format!(" without {}", differs.missing.join(", ")));
            }
            if !differs.extra.is_empty() {
                let also = if differs.missing.is_empty() { "" } else { ";" };
                what.push_str(&format!("{also} with {}", differs.extra.join(", ")));
            }
            problems.push(Problem::warning(
                Place::file(path),
                format!("{what}."),
                "Bring the two together; answers follow the first and name the difference.",
            ));
        }
    }
}

/// Names that are one letter apart, where no two handles tell the people apart.
fn alike(reading: &Reading, problems: &mut Vec<Problem>) {
    let rosters = reading.catalogue.rosters.iter().filter(|roster| roster.made_of.is_empty());
    let everybody: Vec<(&Roster, &Listing, &Seat)> = rosters
        .flat_map(|roster| roster.listings().map(move |listing| (roster, listing)))
        .flat_map(|(roster, listing)| listing.seats.iter().map(move |seat| (roster, listing, seat)))
        .collect();
    let mut told: Vec<(&str, &str)> = Vec::new();
    for (roster, listing, seat) in everybody.iter().filter(|(.., seat)| seat.github.is_none()) {
        for (other_roster, _, other) in &everybody {
            let pair = (seat.name.as_str().min(&other.name), seat.name.as_str().max(&other.name));
            if !seat.may_be(other) || told.contains(&pair) {
                continue;
            }
            told.push(pair);
            let path = path(reading, &listing.source, &listing.file);
            let line = reading.files.text(&path).and_then(Result::ok).and_then(|text| {
                text.lines().position(|line| line.contains(&seat.name)).map(|at| at + 1)
            });
            let also = other.github.as_deref().unwrap_or(&other.name);
            problems.push(Problem::warning(
                Place::line(path, line.unwrap_or(0)),
                format!(
                    "`{}` of `{}` and `{}` of `{}` differ by one letter.",
                    seat.name, roster.body, other.name, other_roster.body
                ),
                format!(
                    "Write both alike, or in people.yaml under `same_as:` the line `- [{also}, {}]`.",
                    seat.name
                ),
            ));
        }
    }
}

/// Bodies and offices said to be defined in a passage that is not there.
fn definitions(reading: &Reading, entry: &RosterEntry, problems: &mut Vec<Problem>) {
    let ids = || reading.catalogue.passages.iter().map(|passage| passage.id.as_str());
    let of_body = entry.defined_in.iter().map(|id| (entry.body.as_str(), "defined_in", id));
    let of_offices = entry
        .offices
        .iter()
        .filter_map(|office| Some((office.office.as_str(), "passage", office.passage.as_ref()?)));
    for (what, key, id) in of_body.chain(of_offices) {
        if waits(reading, id) || ids().any(|known| known == id) {
            continue;
        }
        problems.push(Problem::warning(
            entry.place.clone(),
            format!("`{what}` is said to be defined in `{id}`, and no passage has that id."),
            match nearest(id, ids()) {
                Some(meant) => format!("Did you mean `{key}: {meant}`?"),
                None => "Run `tenet outline` for the ids there are.".to_owned(),
            },
        ));
    }
}

/// Whether a passage may be there as soon as its document is held.
fn waits(reading: &Reading, id: &str) -> bool {
    let document = id.split('/').next().unwrap_or_default();
    let mut cards = reading.catalogue.documents.iter();
    cards.any(|card| card.id == document && card.held != Held::Whole)
}

/// Whether a passage still says what `sources.yaml` goes by; tells where it does not.
fn says(
    reading: &Reading,
    passage: &str,
    words: &str,
    place: &Place,
    problems: &mut Vec<Problem>,
) -> bool {
    let mut passages = reading.catalogue.passages.iter();
    match passages.find(|known| known.id == passage) {
        Some(known) if fold(&known.text).contains(&fold(words)) => true,
        Some(_) => {
            problems.push(Problem::warning(
                place.clone(),
                format!("`{passage}` does not say “{words}”."),
                "Read what it says now, and write its words and what follows from them.",
            ));
            false
        }
        None if waits(reading, passage) => false,
        None => {
            problems.push(Problem::warning(
                place.clone(),
                format!("No passage has the id `{passage}`."),
                "Run `tenet outline` for the ids there are.",
            ));
            false
        }
    }
}

/// A list with more or fewer people than its document gives seats.
fn seats(reading: &Reading, roster: &Roster, said: &SeatsEntry, problems: &mut Vec<Problem>) {
    if !says(reading, &said.passage, &said.words, &said.place, problems) {
        return;
    }
    let counts = |seat: &&Seat| match &said.role {
        Some(role) => seat.role.as_deref().is_some_and(|own| fold(own) == fold(role)),
        None => seat.voting,
    };
    let listing = &roster.canonical;
    let there_are = listing.seats.iter().filter(counts).count();
    if there_are == said.count {
        return;
    }
    let of = said.role.as_deref().map(|role| format!(" as {role}")).unwrap_or_default();
    problems.push(Problem::warning(
        Place::file(path(reading, &listing.source, &listing.file)),
        format!(
            "`{}` lists {}{of}, and `{}` says “{}”.",
            roster.body,
            count(there_are, "person", "people"),
            said.passage,
            said.words
        ),
        "Is the list complete, or a seat empty?",
    ));
}

/// A list in which nothing has changed for longer than its people are seated.
fn term(reading: &Reading, roster: &Roster, said: &TermEntry, problems: &mut Vec<Problem>) {
    if !says(reading, &said.passage, &said.words, &said.place, problems) {
        return;
    }
    let listing = &roster.canonical;
    let (Some(record), Some(today)) = (listing.history.records.last(), &listing.date) else {
        return;
    };
    let years = |date: &str| date.parse::<jiff::civil::Date>().ok();
    let (Some(changed), Some(today)) = (years(&record.day), years(today)) else {
        return;
    };
    let term = i32::try_from(said.years).unwrap_or(i32::MAX);
    let ends = changed.checked_add(jiff::Span::new().try_years(term).unwrap_or_default());
    if ends.is_ok_and(|ends| ends < today) {
        problems.push(Problem::warning(
            Place::file(path(reading, &listing.source, &listing.file)),
            format!(
                "The list of `{}` is the same since {}, and `{}` says “{}”.",
                roster.body, record.day, said.passage, said.words
            ),
            "Was everybody elected again, or is the list out of date?",
        ));
    }
}
