//! Every sentence that tenet says in its own words.
//!
//! An answer becomes a list of [`Part`]s, the same for every platform; adapters turn parts into their
//! own mark-up and decide nothing. Sentences have at most fifteen words, months are words, and each
//! reply has one next step. Nothing is said by colour or by signs alone.

use crate::answer::{
    Answer, Child, Fit, HelpAnswer, HelpReason, NothingAnswer, Outcome, PersonAnswer, Quoted,
    ReportAnswer, RosterAnswer, SourcesAnswer,
};
use crate::content::document::{Kind, Standing};
use crate::content::organisation::Held;
use crate::content::passage::{Part as PassagePart, Passage};
use crate::content::roster::{Roster, Seat};
use crate::content::words::{count, number_word};
use crate::query::Command;
use std::sync::Arc;

/// A piece of a reply.
#[derive(Debug, Clone)]
pub enum Part {
    /// A paragraph in our words.
    Say(String),
    /// The name of what follows, with the address that opens it.
    Title {
        /// The name.
        text: String,
        /// The address; empty where there is none.
        url: String,
    },
    /// The words of a document.
    Quote(Arc<Passage>),
    /// Lines that belong together.
    Lines(Vec<Line>),
    /// What a reader may want to know of the quotation: edition, other places.
    Aside(String),
}

/// A line of a list.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// How far it is set in.
    pub depth: usize,
    /// Its words.
    pub text: String,
    /// Where it leads, if anywhere.
    pub url: Option<String>,
    /// What to type to get there.
    pub ask: Option<String>,
}

/// What a reader can do beside reading, as far as wording depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A terminal, whose user may own the content.
    Terminal,
    /// A chat.
    Chat,
}

/// How many passages behind the first are named.
const NAMED_BEHIND: usize = 3;

/// The reply to a question.
pub fn reply(answer: &Answer, medium: Medium) -> Vec<Part> {
    let mut parts = Vec::new();
    for (typed, taken) in &answer.respelled {
        parts.push(Part::Say(format!("I read “{typed}” as “{taken}”.")));
    }
    match answer.outcome {
        Outcome::Found => found(answer, medium, &mut parts),
        Outcome::Candidates => candidates(answer, &mut parts),
        Outcome::Nothing => {
            if let Some(nothing_found) = &answer.nothing {
                nothing(answer, nothing_found, medium, &mut parts);
            }
        }
        Outcome::Roster => {
            if let Some(of_body) = &answer.roster {
                roster(of_body, &mut parts);
            }
        }
        Outcome::Person => {
            if let Some(of_person) = &answer.person {
                person(of_person, &mut parts);
            }
        }
        Outcome::Report => {
            if let Some(of_report) = &answer.report {
                report(of_report, &mut parts);
            }
        }
        Outcome::Sources => {
            if let Some(of_sources) = &answer.sources {
                sources(answer, of_sources, &mut parts);
            }
        }
        Outcome::Help => {
            if let Some(of_help) = &answer.help {
                help(answer, of_help, &mut parts);
            }
        }
    }
    parts
}

fn found(answer: &Answer, medium: Medium, parts: &mut Vec<Part>) {
    if answer.fit == Fit::Partly && answer.respelled.is_empty() {
        parts.push(Part::Say(
            "This is the best match, not an exact one.".to_owned(),
        ));
    }
    // `/cite` may name several passages; after a search the others stand behind the first.
    let several_named = answer.fit == Fit::Exact && answer.passages.len() > 1;
    let shown = if several_named {
        answer.passages.len()
    } else {
        1
    };
    for quoted in answer.passages.iter().take(shown) {
        passage(quoted, medium, parts);
    }
    if let Some(note) = &answer.asker_note {
        parts.push(Part::Say(format!("Your note: {note}")));
    }
    if let Some(note) = &answer.note {
        parts.push(Part::Say(note.clone()));
    }
    let behind: Vec<Line> = answer
        .passages
        .iter()
        .skip(shown)
        .take(NAMED_BEHIND)
        .map(choice)
        .collect();
    if !behind.is_empty() {
        parts.push(Part::Say("Others that mention it:".to_owned()));
        parts.push(Part::Lines(behind));
    }
}

/// One passage: what a reader must know first, its name, its words, where they are from.
fn passage(quoted: &Quoted, medium: Medium, parts: &mut Vec<Part>) {
    let passage = &quoted.passage;
    if let Some(notice) = standing_notice(passage.citation.standing) {
        parts.push(Part::Say(notice.to_owned()));
    }
    parts.push(Part::Title {
        text: title(passage),
        url: passage.citation.url.clone(),
    });
    if passage.outline {
        outline(passage, medium, parts);
    } else if !passage.text.is_empty() {
        parts.push(Part::Quote(Arc::clone(passage)));
    }
    if !quoted.children.is_empty() && passage.part == PassagePart::Section {
        let only_titled_items = quoted
            .children
            .iter()
            .all(|child| child.children.is_empty())
            && !passage.text.is_empty()
            && quoted
                .children
                .iter()
                .all(|child| passage.text.contains(&child.heading));
        if !only_titled_items {
            parts.push(Part::Say(if passage.text.is_empty() {
                "This section consists of:".to_owned()
            } else {
                "Below it:".to_owned()
            }));
            let mut lines = Vec::new();
            below(&quoted.children, 0, &mut lines);
            parts.push(Part::Lines(lines));
        }
    }
    if passage.items_left_out > 0 {
        let others = count(passage.items_left_out, "other item", "other items");
        parts.push(Part::Aside(format!(
            "Not shown: {others} of the same list."
        )));
    }
    if !passage.left_out.is_empty() {
        parts.push(Part::Aside(format!(
            "Left out, to be seen on the page: {}.",
            passage.left_out.join("; ")
        )));
    }
    parts.push(Part::Aside(edition_line(passage)));
    if !passage.also_at.is_empty() {
        parts.push(Part::Aside(format!(
            "The same words: {}",
            passage.also_at.join(" ")
        )));
    }
}

fn outline(passage: &Passage, medium: Medium, parts: &mut Vec<Part>) {
    if let Some(summary) = &passage.summary {
        parts.push(Part::Say(format!(
            "In our words, it covers: {}",
            with_full_stop(summary)
        )));
    }
    match medium {
        Medium::Chat => parts.push(Part::Say(
            "I do not have the text yet, this link does.".to_owned(),
        )),
        Medium::Terminal => {
            parts.push(Part::Say(
                "I hold only the outline of this document; the link has the text.".to_owned(),
            ));
            parts.push(Part::Say(format!(
                "To quote it here, save {} in your content folder as {}/{}.",
                passage.citation.file, passage.citation.source, passage.citation.file
            )));
        }
    }
}

fn below(children: &[Child], depth: usize, lines: &mut Vec<Line>) {
    for child in children {
        let mut text = match child.number {
            Some(number) => format!("{number}. {}", child.heading),
            None => child.heading.clone(),
        };
        if let Some(summary) = &child.summary {
            text = format!("{text}: {summary}");
        }
        lines.push(Line {
            depth,
            text,
            url: Some(child.url.clone()),
            ask: None,
        });
        below(&child.children, depth + 1, lines);
    }
}

fn standing_notice(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::InForce => None,
        Standing::Requirement => Some("This is a requirement for projects."),
        Standing::Proposal => Some("This is a proposal, not a rule."),
        Standing::Archived => Some("This was put away and no longer holds."),
        Standing::Former => Some("This is a former edition and no longer holds."),
        Standing::Unknown => Some("Nobody has said whether this document is in force."),
    }
}

/// What a passage is called: its heading, with the number that the document gives it.
pub fn title(passage: &Passage) -> String {
    match (passage.number, passage.part) {
        (Some(number), PassagePart::Section) => format!("{number}. {}", passage.heading),
        (_, PassagePart::Item) => passage.place.clone(),
        _ => passage.heading.clone(),
    }
}

/// Organisation, document, place, standing, edition.
fn edition_line(passage: &Passage) -> String {
    let citation = &passage.citation;
    let mut line = vec![citation.organisation.clone()];
    let place = match passage.part {
        PassagePart::Section => passage.place.clone(),
        _ => passage
            .path
            .iter()
            .map(String::as_str)
            .chain([passage.place.as_str()])
            .collect::<Vec<_>>()
            .join(" › "),
    };
    line.push(place);
    if citation.standing != Standing::Unknown {
        line.push(citation.standing.to_string());
    }
    if let Some(date) = &citation.date {
        line.push(format!("as recorded on {}", day(date)));
    }
    line.join(" · ")
}

/// A choice to offer: what it is called, where it stands, what to type.
fn choice(quoted: &Quoted) -> Line {
    let passage = &quoted.passage;
    let document = passage.path.first().cloned().unwrap_or_default();
    let parent = passage
        .path
        .last()
        .filter(|parent| **parent != document && passage.number.is_none());
    let mut text = title(passage);
    for above in parent.into_iter().chain([&document]) {
        if !above.is_empty() && *above != text {
            text.push_str(" — ");
            text.push_str(above);
        }
    }
    if passage.part == PassagePart::Item {
        text = format!("{text}: {}", start_of_item(passage));
    }
    Line {
        depth: 0,
        text,
        url: Some(passage.citation.url.clone()),
        ask: Some(format!("/cite {}", passage.id)),
    }
}

fn start_of_item(passage: &Passage) -> String {
    let last = passage.text.rsplit("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = last.trim_start_matches("- ").split_whitespace().collect();
    let start = words.iter().take(9).copied().collect::<Vec<_>>().join(" ");
    if words.len() > 9 {
        format!("“{start} …”")
    } else {
        format!("“{start}”")
    }
}

fn candidates(answer: &Answer, parts: &mut Vec<Part>) {
    parts.push(Part::Say(match answer.fit {
        Fit::Ambiguous => "Several passages fit. Which one do you mean?".to_owned(),
        Fit::Elsewhere => "The documents of this command do not say. Others do:".to_owned(),
        _ if answer.passages.len() == 1 => "I am not sure. Did you mean this?".to_owned(),
        _ => "I am not sure. Did you mean one of these?".to_owned(),
    }));
    parts.push(Part::Lines(answer.passages.iter().map(choice).collect()));
    if let Some(note) = &answer.note {
        parts.push(Part::Say(note.clone()));
    }
}

fn nothing(answer: &Answer, nothing: &NothingAnswer, medium: Medium, parts: &mut Vec<Part>) {
    if nothing.foreign {
        parts.push(Part::Say(
            "I answer in English. Try: /report, /coc, /mission.".to_owned(),
        ));
        return;
    }
    if let Some(range) = &nothing.out_of_range {
        let many = format!("{}s", range.what);
        let there_are = match range.there_are {
            1 => format!("There is one {}.", range.what),
            more => format!("There are {} {many}.", number_word(more)),
        };
        parts.push(Part::Say(format!(
            "{there_are} Number {} is not one of them.",
            range.asked
        )));
        parts.push(Part::Say(format!("Type /{} for the list.", range.what)));
        return;
    }
    if !nothing.bodies.is_empty() {
        parts.push(Part::Say("I know no body of that name.".to_owned()));
        parts.push(Part::Say("These I know; type one of them:".to_owned()));
        let line = |body: &String| Line {
            text: format!("/who-is-on {body}"),
            ..Line::default()
        };
        parts.push(Part::Lines(nothing.bodies.iter().map(line).collect()));
        return;
    }
    parts.push(Part::Say("I found nothing about that.".to_owned()));
    if !nothing.unknown_words.is_empty() {
        let words: Vec<String> = nothing
            .unknown_words
            .iter()
            .take(5)
            .map(|word| format!("“{word}”"))
            .collect();
        let verb = if words.len() == 1 { "stands" } else { "stand" };
        parts.push(Part::Say(format!(
            "Nowhere in what I searched {verb}: {}.",
            words.join(", ")
        )));
    }
    match nothing.searched.as_slice() {
        [] => {}
        titles => {
            let sections = count(nothing.sections, "section", "sections");
            parts.push(Part::Say(format!(
                "I searched {sections} of: {}.",
                titles.join(", ")
            )));
        }
    }
    if !answer.near.is_empty() {
        parts.push(Part::Say("Closest, but not about all of it:".to_owned()));
        parts.push(Part::Lines(answer.near.iter().map(choice).collect()));
    }
    if !nothing.not_searched.is_empty() {
        parts.push(Part::Say(
            "I know of these and do not hold their text:".to_owned(),
        ));
        let shown = if medium == Medium::Terminal {
            nothing.not_searched.len()
        } else {
            5
        };
        let lines = nothing.not_searched.iter().take(shown).map(|unheld| Line {
            text: unheld.title.clone(),
            url: unheld.url.clone(),
            ..Line::default()
        });
        parts.push(Part::Lines(lines.collect()));
    }
    parts.push(Part::Say(
        "Silence of the documents is not permission.".to_owned(),
    ));
    if let Some(ask_at) = &nothing.ask_at {
        parts.push(Part::Say(format!("Ask a person: {ask_at}")));
    }
}

fn roster(of_body: &RosterAnswer, parts: &mut Vec<Part>) {
    let roster = &*of_body.roster;
    let listing = &roster.canonical;
    if let Some(asked) = &of_body.asked_as_of {
        let known = listing
            .date
            .as_deref()
            .map_or_else(|| "one day".to_owned(), day);
        parts.push(Part::Say(format!(
            "I cannot say who was on it as of {}.",
            plain_date(asked)
        )));
        parts.push(Part::Say(format!(
            "I hold no history, only the list of {known}:"
        )));
    }
    let url = if roster.made_of.is_empty() {
        listing.url.clone()
    } else {
        None
    };
    parts.push(Part::Title {
        text: roster.title.clone(),
        url: url.unwrap_or_default(),
    });
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
        let names = if differs.lists.is_empty() {
            "nobody".to_owned()
        } else {
            differs.lists.join(", ")
        };
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
    what.extend(
        seat.since
            .as_deref()
            .map(|since| format!("listed since {}", day(since))),
    );
    if !seat.voting {
        what.push("no vote".to_owned());
    }
    if !what.is_empty() {
        text.push_str(&format!(" — {}", what.join(", ")));
    }
    Line {
        text,
        ..Line::default()
    }
}

fn listing_line(roster: &Roster) -> String {
    let listing = &roster.canonical;
    let bodies: Vec<&str> = roster
        .made_of
        .iter()
        .map(|part| part.split('/').next().unwrap_or(part))
        .collect();
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

fn person(of_person: &PersonAnswer, parts: &mut Vec<Part>) {
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
                ask: Some(format!(
                    "/who-is {}",
                    person.github.as_deref().unwrap_or(&person.name)
                )),
                ..Line::default()
            })
            .collect();
        if lines.is_empty() {
            parts.push(Part::Say(
                "Nobody of that name is on a body I know.".to_owned(),
            ));
            parts.push(Part::Say(format!(
                "I looked through: {}.",
                of_person.searched.join(", ")
            )));
        } else {
            parts.push(Part::Say(
                "Nobody is called exactly that. Did you mean:".to_owned(),
            ));
            parts.push(Part::Lines(lines));
        }
        return;
    }
    let name = named(&of_person.name, of_person.github.as_deref());
    let bodies = count(of_person.seats.len(), "body", "bodies");
    parts.push(Part::Say(format!("{name} is on {bodies}:")));
    let lines = of_person.seats.iter().map(|seat| {
        let mut what: Vec<String> = seat.role.iter().chain(&seat.office).cloned().collect();
        what.extend(
            seat.since
                .as_deref()
                .map(|since| format!("listed since {}", day(since))),
        );
        if !seat.voting {
            what.push("no vote".to_owned());
        }
        if seat.only_in_a_copy {
            what.push("listed only in a copy that differs".to_owned());
        }
        what.extend(
            seat.date
                .as_deref()
                .map(|date| format!("as recorded on {}", day(date))),
        );
        Line {
            text: format!("{} — {}", seat.title, what.join(", ")),
            url: seat.url.clone(),
            ..Line::default()
        }
    });
    parts.push(Part::Lines(lines.collect()));
}

fn report(of_report: &ReportAnswer, parts: &mut Vec<Part>) {
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
            parts.push(Part::Say(
                "I do not have the text yet, this link does.".to_owned(),
            ));
        } else {
            parts.push(Part::Say(
                "What the document says about reports:".to_owned(),
            ));
            parts.push(Part::Title {
                text: title(passage),
                url: passage.citation.url.clone(),
            });
            parts.push(Part::Quote(Arc::clone(passage)));
            parts.push(Part::Aside(edition_line(passage)));
        }
    }
    for readers in &of_report.readers {
        parts.push(Part::Say(format!(
            "Who reads it: {}.",
            readers.roster.title
        )));
        parts.push(Part::Lines(
            readers
                .roster
                .canonical
                .seats
                .iter()
                .map(seat_line)
                .collect(),
        ));
        parts.push(Part::Aside(listing_line(&readers.roster)));
    }
    parts.push(Part::Say("I take no reports and pass none on.".to_owned()));
}

fn sources(answer: &Answer, of_sources: &SourcesAnswer, parts: &mut Vec<Part>) {
    let overview = answer.fit == Fit::Overview;
    if overview && of_sources.documents.is_empty() {
        parts.push(Part::Say("The content has no such documents.".to_owned()));
        return;
    }
    parts.push(Part::Say(if overview {
        "Name what you look for, or one of these:".to_owned()
    } else {
        format!("What I answer from, of {}:", answer.organisation)
    }));
    let lines = of_sources.documents.iter().map(|card| {
        let mut what = match card.held {
            Held::Whole => count(card.sections, "section", "sections"),
            Held::Outline => "outline only".to_owned(),
            Held::Link => "link only, not searched".to_owned(),
        };
        if card.standing != Standing::InForce {
            what.push_str(&format!(", {}", card.standing));
        }
        if let Some(date) = &card.date {
            what.push_str(&format!(", as recorded on {}", day(date)));
        }
        Line {
            text: format!("{} ({}): {what}", card.title, card.id),
            url: card.url.clone(),
            ..Line::default()
        }
    });
    parts.push(Part::Lines(lines.collect()));
    let drifted: Vec<Line> = of_sources
        .documents
        .iter()
        .flat_map(|card| &card.drift)
        .map(|drift| Line {
            text: drift.clone(),
            ..Line::default()
        })
        .collect();
    if !drifted.is_empty() {
        parts.push(Part::Say("Copies whose words differ:".to_owned()));
        parts.push(Part::Lines(drifted));
    }
    if !of_sources.rosters.is_empty() {
        parts.push(Part::Say("Rosters:".to_owned()));
        let lines = of_sources.rosters.iter().map(|of_body| {
            let roster = &of_body.roster;
            let people = count(roster.canonical.seats.len(), "person", "people");
            let mut text = format!("{} ({}): {people}", roster.title, roster.body);
            if let Some(date) = &roster.canonical.date {
                text.push_str(&format!(", as recorded on {}", day(date)));
            }
            for differs in &of_body.disagreements {
                text.push_str(&format!("; the copy in {} differs", differs.file));
            }
            Line {
                text,
                url: roster.canonical.url.clone(),
                ..Line::default()
            }
        });
        parts.push(Part::Lines(lines.collect()));
    }
}

fn help(answer: &Answer, of_help: &HelpAnswer, parts: &mut Vec<Part>) {
    match &of_help.reason {
        HelpReason::Asked => {}
        HelpReason::Empty => {
            parts.push(Part::Say("You typed nothing I could look for.".to_owned()))
        }
        HelpReason::NoSuchCommand { typed, meant } => {
            parts.push(Part::Say(match meant {
                Some(meant) => format!("There is no /{typed}. Did you mean /{meant}?"),
                None => format!("There is no /{typed}."),
            }));
        }
        HelpReason::NeedsWords { command } => {
            parts.push(Part::Say(format!(
                "Write after /{command} what you look for."
            )));
            let usage = Command::ALL
                .into_iter()
                .find(|known| known.name() == *command)
                .map(usage);
            parts.extend(usage.map(|(typed, answers)| Part::Say(format!("{typed} — {answers}"))));
            return;
        }
        HelpReason::NoSuchDocument { typed, known } => {
            parts.push(Part::Say(format!("I hold no document called “{typed}”.")));
            parts.push(Part::Say(format!(
                "Write in: and one of these: {}.",
                known.join(", ")
            )));
            return;
        }
        HelpReason::ModeratorsOnly => {
            parts.push(Part::Say(
                "Only moderators can address a citation to a person.".to_owned(),
            ));
            parts.push(Part::Say(
                "You can quote the section without to:, or use /report.".to_owned(),
            ));
            return;
        }
        HelpReason::NoReport => {
            parts.push(Part::Say(
                "The content names no address to report to.".to_owned(),
            ));
            parts.push(Part::Say(
                "Ask somebody you trust in the organisation.".to_owned(),
            ));
            return;
        }
    }
    if let Some(about) = of_help.about {
        let (typed, answers) = usage(about);
        parts.push(Part::Title {
            text: typed.to_owned(),
            url: String::new(),
        });
        parts.push(Part::Say(format!("{}.", capital(answers))));
        parts.extend(options(about).map(|options| Part::Say(options.to_owned())));
        return;
    }
    parts.push(Part::Say(format!(
        "I quote the documents of {}, word for word. I only quote. I am not an AI.",
        answer.organisation
    )));
    parts.push(Part::Say(format!("Try: {}", of_help.examples.join("   "))));
    let lines = of_help.commands.iter().map(|command| {
        let (typed, answers) = usage(*command);
        Line {
            text: format!("{typed} — {answers}"),
            ..Line::default()
        }
    });
    parts.push(Part::Lines(lines.collect()));
    if of_help.can_report {
        parts.push(Part::Say("To report somebody: /report".to_owned()));
    }
    parts.push(Part::Say("I keep nothing of what you ask here.".to_owned()));
}

/// What is typed for a command, and what it answers.
fn usage(command: Command) -> (&'static str, &'static str) {
    match command {
        Command::Principle => ("/principle [number or words]", "an operational principle"),
        Command::Value => ("/value [words]", "a social, technical or process value"),
        Command::Mission => ("/mission", "the mission"),
        Command::Coc => (
            "/coc [section or words]",
            "a section of the Code of Conduct",
        ),
        Command::Report => ("/report", "how to report, and who reads it"),
        Command::Policy => (
            "/policy [words]",
            "any other document: charter, policies, projects",
        ),
        Command::Ask => (
            "/ask question",
            "the best passage or roster out of everything",
        ),
        Command::Cite => ("/cite id [id …]", "exactly these passages"),
        Command::WhoIsOn => (
            "/who-is-on body",
            "who sits on a board, a committee, a group",
        ),
        Command::WhoIs => ("/who-is name or handle", "which bodies a person is on"),
        Command::Sources => (
            "/sources",
            "every document and roster, and how old they are",
        ),
        Command::Help => ("/help [command]", "this page, or more on one command"),
    }
}

fn options(command: Command) -> Option<&'static str> {
    match command {
        Command::Principle | Command::Value | Command::Mission | Command::Policy | Command::Ask => {
            Some("Options: full:true for all below it, in:DOCUMENT, private:true.")
        }
        Command::Coc => Some(
            "Options: full:true, in:DOCUMENT, private:true; for moderators to:, re:, note:, ping:true.",
        ),
        Command::Cite => {
            Some("Options: full:true, private:true, note: and your own words to the end.")
        }
        Command::WhoIsOn => Some("Options: as-of:DATE (a year, month or day), private:true."),
        Command::Report | Command::WhoIs | Command::Sources | Command::Help => None,
    }
}

/// The remark beside a number out of range.
pub fn out_of_range_note(kind: Kind, there_are: usize) -> String {
    let what = if kind == Kind::Principles {
        "principles"
    } else {
        "values"
    };
    format!("There are {} {what}.", number_word(there_are))
}

/// The remark beside a citation some of whose ids name nothing.
pub fn no_such_ids(missing: &[String]) -> String {
    format!("No passage has the id {}.", missing.join(", "))
}

/// A day with its month as a word: `5 May 2026` for `2026-05-05`.
pub fn day(date: &str) -> String {
    match date.parse::<jiff::civil::Date>() {
        Ok(date) => format!("{} {} {}", date.day(), month(date.month()), date.year()),
        Err(_) => date.to_owned(),
    }
}

/// A year, a month or a day, as it was typed.
fn plain_date(date: &str) -> String {
    let month_of = |date: &str| format!("{date}-01").parse::<jiff::civil::Date>().ok();
    match month_of(date) {
        Some(first) => format!("{} {}", month(first.month()), first.year()),
        None => day(date),
    }
}

fn month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or("")
}

fn with_full_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
