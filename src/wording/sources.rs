//! The wording of what is answered from: sources, documents and rosters.

use super::dates::{day, edition};
use super::{Line, Medium, Part};
use crate::answer::{Answer, Fit, SourceState, SourcesAnswer};
use crate::content::document::Standing;
use crate::content::organisation::{DocumentCard, Held};
use crate::content::words::count;
use crate::library::short;
use crate::query::Command;

/// In a chat more documents than these are not told in all details, unless that is asked for.
const MOST_IN_CHAT: usize = 12;
/// How many documents are named there whose words are not held.
const MOST_UNHELD: usize = 6;

/// What is answered from; in a chat less of it where it is much, unless all was asked for.
pub(super) fn sources(
    answer: &Answer,
    of_sources: &SourcesAnswer,
    medium: Medium,
    parts: &mut Vec<Part>,
) {
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
    if !overview {
        parts.push(Part::Lines(of_sources.sources.iter().map(source_line).collect()));
        parts.push(Part::Say("Documents:".to_owned()));
    }
    let is_much = of_sources.documents.len() > MOST_IN_CHAT;
    if medium == Medium::Chat && is_much && !of_sources.full {
        in_short(answer, of_sources, parts);
    } else {
        in_full(of_sources, parts);
    }
}

/// The documents that hold, by name; what else there is, counted.
fn in_short(answer: &Answer, of_sources: &SourcesAnswer, parts: &mut Vec<Part>) {
    let (unheld, held): (Vec<&DocumentCard>, Vec<&DocumentCard>) =
        of_sources.documents.iter().partition(|card| card.held == Held::Link);
    let (named, others): (Vec<&DocumentCard>, Vec<&DocumentCard>) = held
        .into_iter()
        .partition(|card| matches!(card.standing, Standing::InForce | Standing::Requirement));
    let line = |card: &&DocumentCard| {
        let outline = if card.held == Held::Outline { ": outline only" } else { "" };
        Line { text: format!("{}{outline}", card.title), url: card.url.clone(), ..Line::default() }
    };
    parts.push(Part::Lines(named.iter().map(line).collect()));
    if !unheld.is_empty() {
        let mut titles: Vec<&str> = unheld.iter().map(|card| card.title.as_str()).collect();
        let more = titles.split_off(titles.len().min(MOST_UNHELD)).len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(Part::Say(format!("Known by their links only: {}{more}.", titles.join(", "))));
    }
    let counted = |standing: Standing, one: &str, more: &str| {
        let many = others.iter().filter(|card| card.standing == standing).count();
        (many > 0).then(|| count(many, one, more))
    };
    let counted: Vec<String> = [
        counted(Standing::Proposal, "proposal", "proposals"),
        counted(Standing::Archived, "archived document", "archived documents"),
        counted(Standing::Former, "former document", "former documents"),
        counted(Standing::Unknown, "document of unknown standing", "documents of unknown standing"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !counted.is_empty() {
        parts.push(Part::Say(format!("Not named here: {}.", counted.join(", "))));
    }
    let bodies: Vec<&str> =
        of_sources.rosters.iter().map(|of_body| of_body.roster.body.as_str()).collect();
    if !bodies.is_empty() {
        let command = Command::WhoIsOn.name();
        parts.push(Part::Say(format!("Rosters, for /{command}: {}.", bodies.join(", "))));
    }
    let is_overview = answer.fit == Fit::Overview;
    let differing: usize = of_sources.documents.iter().map(|card| card.drift.len()).sum();
    if differing > 0 && !is_overview {
        let places = count(differing, "place", "places");
        parts.push(Part::Say(format!("In {places} a copy has other words.")));
    }
    let command = answer.command.unwrap_or(Command::Sources).name();
    parts.push(Part::Say(format!("To see all details: /{command} full:true")));
}

/// Every document and roster, each with how much is held of it and how old that is.
fn in_full(of_sources: &SourcesAnswer, parts: &mut Vec<Part>) {
    let lines = of_sources.documents.iter().map(|card| {
        let mut what = match card.held {
            Held::Whole => count(card.sections, "section", "sections"),
            Held::Outline => "outline only".to_owned(),
            Held::Link => "link only, not searched".to_owned(),
        };
        let mut linked_in: Vec<&str> =
            card.linked_in.iter().filter_map(|id| id.split('/').next()).collect();
        linked_in.dedup();
        if !linked_in.is_empty() {
            what.push_str(&format!(", linked in {}", linked_in.join(", ")));
        } else if card.standing != Standing::InForce {
            what.push_str(&format!(", {}", card.standing));
        }
        // Of what was fetched the source says how old it is.
        if let Some(date) = card.date.as_deref().filter(|_| card.commit.is_none()) {
            what.push_str(&format!(", {}", edition(date, false)));
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
        .map(|drift| Line { text: drift.clone(), ..Line::default() })
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
            let fetched = roster.canonical.commit.is_some();
            if let Some(date) = roster.canonical.date.as_deref().filter(|_| !fetched) {
                text.push_str(&format!(", {}", edition(date, false)));
            }
            for differs in &of_body.disagreements {
                text.push_str(&format!("; the copy in {} differs", differs.file));
            }
            Line { text, url: roster.canonical.url.clone(), ..Line::default() }
        });
        parts.push(Part::Lines(lines.collect()));
    }
}

/// A source: where it is kept, how old what is held of it is, and when it was last looked at.
fn source_line(state: &SourceState) -> Line {
    let card = &state.card;
    let mut what: Vec<String> = Vec::new();
    match (&card.commit, &card.date) {
        (Some(commit), Some(date)) => {
            let commit = short(commit);
            what.push(format!("{}, commit {commit}", edition(date, true)));
        }
        _ if card.synced => what.push("taken from a folder".to_owned()),
        _ if card.git.is_some() => what.push("what ships, never fetched".to_owned()),
        _ => what.push("kept with the content".to_owned()),
    }
    what.extend(state.checked.as_deref().map(|checked| format!("checked {}", day(checked))));
    if let Some(failed) = &state.failed {
        let at = day(&crate::content::snapshot::day(failed.at));
        what.push(format!("could not be fetched on {at}: {}", failed.what));
    }
    Line {
        text: format!("{}: {}", card.id, what.join(", ")),
        url: card.git.clone(),
        ..Line::default()
    }
}
