//! The wording of answers about people: rosters, persons, and whom to report to.

use super::dates::{day, plain_date};
use super::{Line, Part, edition_line, title};
use crate::answer::{PersonAnswer, ReportAnswer, RosterAnswer};
use crate::content::roster::{Roster, Seat};
use crate::content::words::count;
use std::sync::Arc;

pub(super) fn roster(of_body: &RosterAnswer, parts: &mut Vec<Part>) {
    let roster = &*of_body.roster;
    let listing = &roster.canonical;
    if let Some(asked) = &of_body.asked_as_of {
        let known = listing.date.as_deref().map_or_else(|| "one day".to_owned(), day);
        parts.push(Part::Say(format!("I cannot say who was on it as of {}.", plain_date(asked))));
        parts.push(Part::Say(format!("I hold no history, only the list of {known}:")));
    }
    let url = if roster.made_of.is_empty() { listing.url.clone() } else { None };
    parts.push(Part::Title { text: roster.title.clone(), url: url.unwrap_or_default() });
    if listing.seats.is_empty() {
        parts.push(Part::Say("The source lists nobody.".to_owned()));
    }
    parts.push(Part::Lines(listing.seats.iter().map(seat_line).collect()));
    if let Some(defined) = &of_body.defined_in {
        parts.push(Part::Say(format!(
            "Defined in {}: {}",
            title(&defined.passage),
            defined.passage.citation.url
        )));
    }
    for differs in &of_body.disagreements {
        let names =
            if differs.lists.is_empty() { "nobody".to_owned() } else { differs.lists.join(", ") };
        parts.push(Part::Say(format!(
            "Another copy ({}, {}) lists: {names}.",
            differs.source, differs.file
        )));
    }
    if let Some(contact) = &roster.contact {
        parts.push(Part::Say(format!("Contact: {contact}")));
    }
    parts.push(Part::Aside(listing_line(roster)));
}

fn seat_line(seat: &Seat) -> Line {
    let mut text = seat.name.clone();
    if let Some(github) = seat.github.as_deref().filter(|github| *github != seat.name) {
        text.push_str(&format!(" (@{github})"));
    }
    let mut what: Vec<String> = Vec::new();
    what.extend(seat.role.clone());
    what.extend(seat.office.clone());
    what.extend(seat.since.as_deref().map(|since| format!("listed since {}", day(since))));
    if !seat.voting {
        what.push("no vote".to_owned());
    }
    if !what.is_empty() {
        text.push_str(&format!(" — {}", what.join(", ")));
    }
    Line { text, ..Line::default() }
}

fn listing_line(roster: &Roster) -> String {
    let listing = &roster.canonical;
    let bodies: Vec<&str> =
        roster.made_of.iter().map(|part| part.split('/').next().unwrap_or(part)).collect();
    let mut line = vec![if bodies.is_empty() {
        format!("Source: {}, {}", listing.source, listing.file)
    } else {
        format!("Put together from the rosters of: {}", bodies.join(", "))
    }];
    if let Some(date) = &listing.date {
        line.push(format!("as recorded on {}", day(date)));
    }
    if let Some(remark) = &listing.remark {
        line.push(remark.trim_end_matches('.').to_owned());
    }
    line.join(" · ")
}

pub(super) fn person(of_person: &PersonAnswer, parts: &mut Vec<Part>) {
    let named = |name: &str, github: Option<&str>| match github {
        Some(github) if github != name => format!("{name} (@{github})"),
        _ => name.to_owned(),
    };
    if of_person.seats.is_empty() {
        let lines: Vec<Line> = of_person
            .possible
            .iter()
            .take(10)
            .map(|person| Line {
                text: named(&person.name, person.github.as_deref()),
                ask: Some(format!("/who-is {}", person.github.as_deref().unwrap_or(&person.name))),
                ..Line::default()
            })
            .collect();
        if lines.is_empty() {
            parts.push(Part::Say("Nobody of that name is on a body I know.".to_owned()));
            parts.push(Part::Say(format!("I looked through: {}.", of_person.searched.join(", "))));
        } else {
            parts.push(Part::Say("Nobody is called exactly that. Did you mean:".to_owned()));
            parts.push(Part::Lines(lines));
        }
        return;
    }
    let name = named(&of_person.name, of_person.github.as_deref());
    let seats = of_person.seats.iter().filter(|seat| !seat.only_in_a_copy).count();
    let bodies = count(seats, "body", "bodies");
    parts.push(Part::Say(match seats {
        0 => format!("{name} is on no body by the list that counts:"),
        _ => format!("{name} is on {bodies}:"),
    }));
    let lines = of_person.seats.iter().map(|seat| {
        let mut what: Vec<String> = seat.role.iter().chain(&seat.office).cloned().collect();
        what.extend(seat.since.as_deref().map(|since| format!("listed since {}", day(since))));
        if !seat.voting {
            what.push("no vote".to_owned());
        }
        if seat.only_in_a_copy {
            what.push("listed only in a copy that differs".to_owned());
        }
        what.extend(seat.date.as_deref().map(|date| format!("as recorded on {}", day(date))));
        Line {
            text: format!("{} — {}", seat.title, what.join(", ")),
            url: seat.url.clone(),
            ..Line::default()
        }
    });
    parts.push(Part::Lines(lines.collect()));
}

pub(super) fn report(of_report: &ReportAnswer, parts: &mut Vec<Part>) {
    parts.push(Part::Title {
        text: format!("Write to {}", of_report.address),
        url: format!("mailto:{}", of_report.address),
    });
    if let Some(quoted) = &of_report.passage {
        let passage = &quoted.passage;
        let document = passage.path.first().cloned().unwrap_or_default();
        if passage.outline {
            parts.push(Part::Say(format!(
                "How reports are handled stands in {document}, {}: {}",
                passage.heading, passage.citation.url
            )));
            parts.push(Part::Say("I do not have the text yet, this link does.".to_owned()));
        } else {
            parts.push(Part::Say("What the document says about reports:".to_owned()));
            parts.push(Part::Title { text: title(passage), url: passage.citation.url.clone() });
            parts.push(Part::Quote(Arc::clone(passage)));
            parts.push(Part::Aside(edition_line(quoted)));
        }
    }
    for readers in &of_report.readers {
        parts.push(Part::Say(format!("Who reads it: {}.", readers.roster.title)));
        parts.push(Part::Lines(readers.roster.canonical.seats.iter().map(seat_line).collect()));
        parts.push(Part::Aside(listing_line(&readers.roster)));
    }
    parts.push(Part::Say("I take no reports and pass none on.".to_owned()));
}
