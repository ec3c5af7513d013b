//! The wording of answers about people: rosters, persons, and whom to report to.

use super::dates::{day, edition, plain_date};
use super::{Line, Medium, Part, edition_line, title};
use crate::answer::{
    FormerSeat, OfficeAnswer, PersonAnswer, PersonSeat, Quoted, Reach, ReportAnswer, RosterAnswer,
};
use crate::content::roster::{Former, Roster, Seat, Spell};
use crate::content::words::count;
use std::sync::Arc;

/// In a chat a longer list is counted and not shown.
const MOST_IN_CHAT: usize = 25;
/// In a chat more people than these who left are not named.
const MOST_FORMER_IN_CHAT: usize = 5;

pub(super) fn roster(of_body: &RosterAnswer, medium: Medium, parts: &mut Vec<Part>) {
    let roster = &*of_body.roster;
    let listing = &roster.canonical;
    date(of_body, parts);
    let url = if roster.made_of.is_empty() { listing.url.clone() } else { None };
    parts.push(Part::Title { text: roster.title.clone(), url: url.unwrap_or_default() });
    match (listing.seats.len(), &roster.ended) {
        (0, Some(ended)) if of_body.asked.is_none() => {
            parts.push(Part::Say(format!("No list names it since {}.", day(ended))));
        }
        (0, _) => parts.push(Part::Say("The source lists nobody.".to_owned())),
        (many, _) if many > MOST_IN_CHAT && medium == Medium::Chat => {
            let then = of_body
                .asked
                .as_ref()
                .is_some_and(|(_, reach)| matches!(reach, Reach::Known | Reach::BeforeFirst));
            parts.push(Part::Say(match (then, &listing.commit) {
                _ if !roster.made_of.is_empty() => format!("{many} people are listed."),
                // The list of that day is not shown, since it has names that nobody shall read.
                (true, None) => {
                    format!("{many} people were listed; the link has the list of today.")
                }
                _ => format!("{many} people are listed; the link has the list."),
            }));
            parts.push(Part::Say("To look somebody up: /who-is and a name or handle.".to_owned()));
        }
        _ => parts.push(Part::Lines(listing.seats.iter().map(seat_line).collect())),
    }
    let dated = of_body.asked.as_ref().is_some_and(|(_, reach)| *reach != Reach::NoHistory);
    for body in &of_body.brings_nobody {
        let day = if dated { " for that day" } else { "" };
        parts.push(Part::Say(format!("Of {body} nobody is recorded{day}.")));
    }
    if !of_body.parts.is_empty() {
        parts.push(Part::Say("Its parts:".to_owned()));
        let within = format!("{}: ", roster.title);
        parts
            .push(Part::Lines(of_body.parts.iter().map(|part| part_line(part, &within)).collect()));
    }
    if !of_body.offices.is_empty() {
        parts.push(Part::Say("Offices:".to_owned()));
        parts.push(Part::Lines(of_body.offices.iter().map(office_line).collect()));
    }
    if let Some(defined) = &of_body.defined_in {
        parts.push(Part::Say(format!("Defined in {}", named_place(defined))));
    }
    for differs in &of_body.disagreements {
        let names = match differs.lists.len() {
            0 => "nobody".to_owned(),
            many if many > MOST_IN_CHAT => count(many, "person", "people"),
            _ => differs.lists.join(", "),
        };
        parts.push(Part::Say(format!(
            "Another copy ({}, {}) lists: {names}.",
            differs.source, differs.file
        )));
    }
    let former = &listing.former;
    if !former.is_empty() && (medium == Medium::Terminal || former.len() <= MOST_FORMER_IN_CHAT) {
        parts.push(Part::Say("Listed before:".to_owned()));
        parts.push(Part::Lines(former.iter().map(former_line).collect()));
    }
    if let Some(contact) = &roster.contact {
        let stated = of_body.contact_in.as_ref().map(named_place);
        let stated = stated.map(|place| format!(" (stated in {place})")).unwrap_or_default();
        parts.push(Part::Say(format!("Contact: {contact}{stated}")));
    }
    parts.push(Part::Aside(listing_line(of_body)));
}

/// For which day the answer holds, where one was asked for.
fn date(of_body: &RosterAnswer, parts: &mut Vec<Part>) {
    let Some((asked, reach)) = &of_body.asked else {
        return;
    };
    let known = of_body.as_of.as_deref().map_or_else(|| "one day".to_owned(), day);
    match reach {
        Reach::Known => parts.push(Part::Say(format!("As listed at the end of {known}:"))),
        Reach::BeforeFirst => {
            parts.push(Part::Say(format!("I know of no list as old as {}.", plain_date(asked))));
            parts.push(Part::Say(format!("The first record is of {known}:")));
        }
        Reach::Ahead => {
            parts.push(Part::Say("That date lies ahead; this is the newest list:".to_owned()));
        }
        Reach::NoHistory => {
            parts.push(Part::Say(format!(
                "I cannot say who was on it as of {}.",
                plain_date(asked)
            )));
            parts.push(Part::Say(format!("I hold no history, only the list of {known}:")));
        }
    }
}

fn named_place(quoted: &Quoted) -> String {
    format!("{}: {}", title(&quoted.passage), quoted.passage.citation.url)
}

fn named(name: &str, github: Option<&str>) -> String {
    match github {
        Some(github) if github != name => format!("{name} (@{github})"),
        _ => name.to_owned(),
    }
}

fn listed_since(since: &str, at_least: bool) -> String {
    let at_least = if at_least { " at least" } else { "" };
    format!("listed since {}{at_least}", day(since))
}

/// Earlier times on a list; the role of one is named where it is another than the last.
fn earlier(spells: &[Spell], last: Option<&str>) -> Option<String> {
    let time = |spell: &Spell| {
        let time = span(&spell.from, spell.from_at_least, &spell.until);
        match spell.role.as_deref().filter(|role| Some(*role) != last) {
            Some(role) => format!("{time} as {role}"),
            None => time,
        }
    };
    let times: Vec<String> = spells.iter().map(time).collect();
    (!times.is_empty()).then(|| format!("earlier {}", times.join(" and ")))
}

/// What somebody is on a list, and since when, where they were something else there before.
fn role(role: Option<&str>, since: Option<&str>) -> Option<String> {
    match (role?, since) {
        (role, Some(since)) => Some(format!("{role} (since {})", day(since))),
        (role, None) => Some(role.to_owned()),
    }
}

fn span(from: &str, at_least: bool, until: &str) -> String {
    let at_least = if at_least { " or before" } else { "" };
    format!("from {}{at_least} until {}", day(from), day(until))
}

fn with_remarks(text: String, what: &[String]) -> Line {
    let text = if what.is_empty() { text } else { format!("{text} — {}", what.join(", ")) };
    Line { text, ..Line::default() }
}

fn seat_line(seat: &Seat) -> Line {
    let mut what: Vec<String> = Vec::new();
    what.extend(role(seat.role.as_deref(), seat.role_since.as_deref()));
    what.extend(seat.office.clone());
    what.extend(seat.since.as_deref().map(|since| listed_since(since, seat.since_at_least)));
    what.extend(earlier(&seat.spells, seat.role.as_deref()));
    if !seat.voting {
        what.push("no vote".to_owned());
    }
    with_remarks(named(&seat.name, seat.github.as_deref()), &what)
}

fn former_line(former: &Former) -> Line {
    let mut what: Vec<String> = former.role.iter().chain(&former.office).cloned().collect();
    what.push(span(&former.from, former.from_at_least, &former.until));
    what.extend(earlier(&former.spells, former.role.as_deref()));
    with_remarks(named(&former.name, former.github.as_deref()), &what)
}

/// A part of a body with its people on one line.
fn part_line(part: &Roster, within: &str) -> Line {
    let people: Vec<String> = part
        .canonical
        .seats
        .iter()
        .map(|seat| match &seat.role {
            Some(role) => format!("{}, {role}", named(&seat.name, seat.github.as_deref())),
            None => named(&seat.name, seat.github.as_deref()),
        })
        .collect();
    Line {
        text: format!(
            "{} — {}",
            part.title.strip_prefix(within).unwrap_or(&part.title),
            people.join("; ")
        ),
        ask: Some(format!("/who-is-on {}", part.body)),
        ..Line::default()
    }
}

fn office_line(office: &OfficeAnswer) -> Line {
    let holder = match &office.holder {
        Some(holder) => {
            format!("{}, by {}", named(&holder.name, holder.github.as_deref()), holder.file)
        }
        None => "not recorded".to_owned(),
    };
    let filled = office.passage.as_ref().filter(|_| office.holder.is_none());
    let how = filled.map(|quoted| format!(". How it is filled: {}", title(&quoted.passage)));
    Line {
        text: format!("{}: {holder}{}", office.office, how.unwrap_or_default()),
        url: filled.map(|quoted| quoted.passage.citation.url.clone()),
        ..Line::default()
    }
}

fn listing_line(of_body: &RosterAnswer) -> String {
    let roster = &*of_body.roster;
    let listing = &roster.canonical;
    let bodies: Vec<&str> = roster.made_of.iter().map(|share| share.body.as_str()).collect();
    let mut line = vec![if bodies.is_empty() {
        format!("Source: {}, {}", listing.source, listing.file)
    } else {
        format!("Put together from the rosters of: {}", bodies.join(", "))
    }];
    if let Some(date) = &listing.date {
        line.push(edition(date, listing.commit.is_some()));
    }
    if let Some(checked) = &of_body.checked {
        line.push(format!("checked {}", day(checked)));
    }
    if let Some(remark) = &listing.remark {
        line.push(remark.trim_end_matches('.').to_owned());
    }
    line.join(" · ")
}

pub(super) fn person(of_person: &PersonAnswer, parts: &mut Vec<Part>) {
    let possible: Vec<Line> = of_person
        .possible
        .iter()
        .take(10)
        .map(|person| Line {
            text: named(&person.name, person.github.as_deref()),
            ask: Some(format!("/who-is {}", person.github.as_deref().unwrap_or(&person.name))),
            ..Line::default()
        })
        .collect();
    if of_person.name.is_empty() {
        if possible.is_empty() {
            parts.push(Part::Say("Nobody of that name is on a body I know.".to_owned()));
            parts.push(Part::Say(format!("I looked through: {}.", of_person.searched.join(", "))));
        } else {
            parts.push(Part::Say("Nobody is called exactly that. Did you mean:".to_owned()));
            parts.push(Part::Lines(possible));
        }
        return;
    }
    let name = named(&of_person.name, of_person.github.as_deref());
    let seats = of_person.seats.iter().filter(|seat| !seat.only_in_a_copy).count();
    let bodies = count(seats, "body", "bodies");
    parts.push(Part::Say(match (seats, of_person.seats.len()) {
        (0, 0) => format!("{name} is on no body today."),
        (0, _) => format!("{name} is on no body by the list that counts:"),
        _ => format!("{name} is on {bodies}:"),
    }));
    if !of_person.seats.is_empty() {
        parts.push(Part::Lines(of_person.seats.iter().map(person_seat_line).collect()));
    }
    if !of_person.former.is_empty() {
        parts.push(Part::Say("Listed before:".to_owned()));
        parts.push(Part::Lines(of_person.former.iter().map(person_former_line).collect()));
    }
    if !possible.is_empty() {
        parts.push(Part::Say("Perhaps the same person, under a name one letter apart:".to_owned()));
        parts.push(Part::Lines(possible));
    }
}

fn person_seat_line(seat: &PersonSeat) -> Line {
    let mut what: Vec<String> = Vec::new();
    what.extend(role(seat.role.as_deref(), seat.role_since.as_deref()));
    what.extend(seat.office.clone());
    what.extend(seat.since.as_deref().map(|since| listed_since(since, seat.since_at_least)));
    what.extend(earlier(&seat.spells, seat.role.as_deref()));
    if !seat.voting {
        what.push("no vote".to_owned());
    }
    if seat.only_in_a_copy {
        what.push("listed only in a copy that differs".to_owned());
    }
    what.extend(seat.date.as_deref().map(|date| format!("list of {}", day(date))));
    Line { url: seat.url.clone(), ..with_remarks(seat.title.clone(), &what) }
}

fn person_former_line(seat: &FormerSeat) -> Line {
    let mut what: Vec<String> = seat.role.iter().chain(&seat.office).cloned().collect();
    what.push(format!("was on it {}", span(&seat.from, seat.from_at_least, &seat.until)));
    Line { url: seat.url.clone(), ..with_remarks(seat.title.clone(), &what) }
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
            parts.push(Part::Quote(Arc::clone(passage), None));
            parts.push(Part::Edition(edition_line(quoted)));
        }
    }
    for readers in &of_report.readers {
        parts.push(Part::Say(format!("Who reads it: {}.", readers.roster.title)));
        parts.push(Part::Lines(readers.roster.canonical.seats.iter().map(seat_line).collect()));
        parts.push(Part::Aside(listing_line(readers)));
    }
    parts.push(Part::Say("I take no reports and pass none on.".to_owned()));
}
