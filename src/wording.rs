//! Every sentence that tenet says in its own words.
//!
//! An answer becomes a list of [`Part`]s, the same for every platform; adapters turn parts into their
//! own mark-up and decide nothing. Sentences have at most fifteen words, months are words, and each
//! reply has one next step. Nothing is said by colour or by signs alone.

pub mod citing;
pub mod commands;
mod dates;
pub mod difference;
mod explaining;
mod help;
mod labels;
pub mod manners;
pub mod pages;
mod past;
mod people;
pub mod pressing;
mod remarks;
mod sources;

pub use dates::day;
pub use explaining::explanation;
pub use help::in_messages;
pub use labels::title;
pub use remarks::{not_cited, note_was_cut, numbers_there_are};

use crate::answer::{Answer, Child, Fit, NothingAnswer, Outcome, Quoted, Stale};
use crate::content::document::Kind;
use crate::content::pages::Place;
use crate::content::passage::{Part as PassagePart, Passage};
use crate::content::words::count;
use crate::query::Command;
use labels::{full_title, heading_above, same_words_at, standing_notice, start_of_item};
use std::sync::Arc;

/// A piece of a reply.
#[derive(Debug, Clone)]
pub enum Part {
    /// A paragraph in our words.
    Say(String),
    /// A paragraph with words that are somebody's own, such as a name or a note: shown as they are typed.
    /// No mark-up, no link and no mention is alive in it on any platform.
    AsTyped(String),
    /// The name of what follows, with the address that opens it.
    Title {
        /// The name.
        text: String,
        /// The address; empty where there is none.
        url: String,
    },
    /// The words of a document, and where among them stands what was asked for, where that is known.
    Quote(Arc<Passage>, Option<Place>),
    /// Lines that belong together.
    Lines(Vec<Line>),
    /// What a reader may want to know of the quotation: what is left out, other places.
    Aside(String),
    /// Where a quotation is from, and since when its words are the same.
    Edition(String),
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

/// At most this many documents that were searched are named.
const NAMED_SEARCHED: usize = 6;
/// How many documents are named whose words are not held.
const NAMED_UNHELD: usize = 4;

/// The reply to a question.
pub fn reply(answer: &Answer, medium: Medium) -> Vec<Part> {
    reply_to(answer, medium, None)
}

/// The reply to the question of somebody with this name, which stands at their own words: others may
/// read along, to whom these are nobody's else.
pub fn reply_to(answer: &Answer, medium: Medium, asker: Option<&str>) -> Vec<Part> {
    let mut parts = Vec::new();
    parts.extend(answer.stale.iter().map(stale));
    // What came of a slip is said only where something came of it.
    let taken_words = answer.respelled.iter().filter(|_| answer.outcome != Outcome::Nothing);
    for (typed, taken) in taken_words {
        parts.push(Part::Say(format!("I read “{typed}” as “{taken}”.")));
    }
    match answer.outcome {
        Outcome::Found => found(answer, medium, asker, &mut parts),
        Outcome::Candidates => candidates(answer, &mut parts),
        Outcome::Nothing => {
            if let Some(nothing_found) = &answer.nothing {
                nothing(answer, nothing_found, &mut parts);
            }
        }
        Outcome::Roster => {
            if let Some(of_body) = &answer.roster {
                people::roster(of_body, medium, &mut parts);
            }
        }
        Outcome::Person => {
            if let Some(of_person) = &answer.person {
                people::person(of_person, &mut parts);
            }
        }
        Outcome::Changes => {
            if let Some(of_changes) = &answer.changes {
                past::changes(of_changes, &mut parts);
            }
        }
        Outcome::Verify => {
            if let Some(of_verify) = &answer.verify {
                past::verify(of_verify, &mut parts);
            }
        }
        Outcome::Report => {
            if let Some(of_report) = &answer.report {
                people::report(of_report, &mut parts);
            }
        }
        Outcome::Sources => {
            if let Some(of_sources) = &answer.sources {
                sources::sources(answer, of_sources, medium, &mut parts);
            }
        }
        Outcome::Help => {
            if let Some(of_help) = &answer.help {
                help::help(answer, of_help, &mut parts);
            }
        }
    }
    // Words in another language are led there already, and so may be who tells what happened.
    let nothing = answer.nothing.as_ref();
    let led_there = nothing.is_some_and(|nothing| nothing.foreign || nothing.strange);
    if answer.offer_report && !led_there {
        // Who tells something is led there before they read on.
        let at = if answer.asker_tells { 0 } else { parts.len() };
        parts.insert(at, way_to_report());
    }
    if answer.in_danger {
        parts.insert(0, in_danger());
    }
    parts
}

fn found(answer: &Answer, medium: Medium, asker: Option<&str>, parts: &mut Vec<Part>) {
    if answer.fit == Fit::Partly && answer.respelled.is_empty() {
        parts.push(Part::Say("This is the best match, not an exact one.".to_owned()));
    }
    let told = answer.told();
    for quoted in told {
        passage(quoted, medium, parts);
    }
    if let Some(note) = &answer.asker_note {
        parts.push(Part::AsTyped(match asker {
            Some(name) => format!("Note from {name}: {note}"),
            None => format!("Your note: {note}"),
        }));
    }
    if let Some(note) = answer.note.as_ref().filter(|_| !answer.note_is_silent) {
        parts.push(Part::Say(note.clone()));
    }
    let behind: Vec<Line> = answer.behind().map(choice).collect();
    if !behind.is_empty() {
        parts.push(Part::Say("Others that mention it:".to_owned()));
        parts.push(Part::Lines(behind));
    }
}

/// One passage: what a reader must know first, its name, its words, where they are from.
fn passage(quoted: &Quoted, medium: Medium, parts: &mut Vec<Part>) {
    if let Some(whole) = &quoted.with_below {
        let (children, with_below) = (Vec::new(), None);
        let whole = Quoted { passage: Arc::clone(whole), children, with_below, ..quoted.clone() };
        return self::passage(&whole, medium, parts);
    }
    let passage = &quoted.passage;
    parts.extend(standing_notice(passage).map(Part::Say));
    for misquote in &passage.misquotes {
        parts.push(Part::Say(format!(
            "This quotes {} in words that it does not have: {}",
            misquote.title, misquote.url
        )));
    }
    parts.push(Part::Title { text: full_title(passage), url: passage.citation.url.clone() });
    if passage.outline {
        outline(passage, medium, parts);
    } else if !passage.text.is_empty() {
        parts.push(Part::Quote(Arc::clone(passage), quoted.answers_at));
    }
    if !quoted.children.is_empty() && passage.part == PassagePart::Section {
        let only_titled_items = quoted.children.iter().all(|child| child.children.is_empty())
            && !passage.text.is_empty()
            && quoted.children.iter().all(|child| passage.text.contains(&child.heading));
        if !only_titled_items {
            parts.push(Part::Say(if passage.text.is_empty() {
                "This section consists of:".to_owned()
            } else {
                "Below it:".to_owned()
            }));
            let mut lines = Vec::new();
            // Their addresses would fill more than one page of a chat, and their numbers lead to them.
            let by_number = medium == Medium::Chat
                && passage.kind == Kind::Principles
                && has_numbers(&quoted.children);
            below(&quoted.children, 0, !by_number, &mut lines);
            parts.push(Part::Lines(lines));
            if by_number {
                let command = Command::Principle.name();
                parts.push(Part::Say(format!("To read one: /{command} and its number.")));
            }
        }
    }
    if let Some(place) = &quoted.stands_in {
        parts.push(Part::Aside(format!("What you asked for stands in: {place}.")));
    }
    if passage.items_left_out > 0 {
        let others = count(passage.items_left_out, "other item", "other items");
        parts.push(Part::Aside(format!("Not shown: {others} of the same list.")));
    }
    if !passage.left_out.is_empty() {
        parts.push(Part::Aside(format!(
            "Left out, to be seen on the page: {}.",
            passage.left_out.join("; ")
        )));
    }
    if let Some(id) = &passage.answers {
        parts.push(Part::Aside(format!("What it answers: /cite {id}")));
    }
    parts.push(Part::Edition(edition_line(quoted)));
    if !passage.same_in.is_empty() {
        let titles = passage.same_in.join(", ");
        parts.push(Part::Aside(format!("The same words stand in: {titles}.")));
    }
    if let Some(places) = same_words_at(&passage.also_at, medium) {
        parts.push(Part::Aside(places));
    }
}

fn outline(passage: &Passage, medium: Medium, parts: &mut Vec<Part>) {
    if let Some(summary) = &passage.summary {
        parts.push(Part::Say(format!("In our words, it covers: {}", with_full_stop(summary))));
    }
    match medium {
        Medium::Chat => {
            parts.push(Part::Say("I do not have the text yet, this link does.".to_owned()))
        }
        Medium::Terminal => {
            parts.push(Part::Say(
                "I hold only the outline of this document; the link has the text.".to_owned(),
            ));
            parts.push(Part::Say("To have its text quoted here, run `tenet sync`.".to_owned()));
        }
    }
}

/// Whether any of these can be asked for by a number.
fn has_numbers(children: &[Child]) -> bool {
    children.iter().any(|child| child.number.is_some() || has_numbers(&child.children))
}

/// What stands below a passage; what has a number has an address only where `links_numbers`.
fn below(children: &[Child], depth: usize, links_numbers: bool, lines: &mut Vec<Line>) {
    for child in children {
        let mut text = match child.number {
            Some(number) => format!("{number}. {}", child.heading),
            None => child.heading.clone(),
        };
        if let Some(summary) = &child.summary {
            text = format!("{text}: {summary}");
        }
        let url = (links_numbers || child.number.is_none()).then(|| child.url.clone());
        lines.push(Line { depth, text, url, ask: None });
        below(&child.children, depth + 1, links_numbers, lines);
    }
}

/// Said before anything that is quoted from a source that may say something else by now.
fn stale(stale: &Stale) -> Part {
    Part::Say(match &stale.checked {
        Some(checked) => format!(
            "This may be outdated: I last saw its source ({}) on {}.",
            stale.source,
            dates::day(checked)
        ),
        None => format!("This may be outdated: I never reached its source ({}).", stale.source),
    })
}

/// Organisation, document, place, since when the words are the same, when they were checked.
fn edition_line(quoted: &Quoted) -> String {
    let passage = &quoted.passage;
    let citation = &passage.citation;
    let mut line = vec![citation.organisation.clone()];
    let place = match passage.part {
        PassagePart::Section => passage.place.clone(),
        // The place of an item begins with the heading of its section.
        PassagePart::Item => {
            [passage.path.as_slice(), std::slice::from_ref(&passage.place)].concat().join(" › ")
        }
        PassagePart::TitledItem => {
            let above = passage.path.split_last().map_or(&[][..], |(_, above)| above);
            [above, std::slice::from_ref(&passage.place)].concat().join(" › ")
        }
    };
    line.push(place);
    match (&citation.unchanged_since, &citation.commit, &citation.date) {
        (Some(since), _, _) => {
            let at_least = if citation.since_at_least == Some(true) { "at least " } else { "" };
            line.push(format!("same words since {at_least}{}", dates::day(since)));
        }
        (None, commit, Some(date)) => line.push(dates::edition(date, commit.is_some())),
        (None, _, None) => {}
    }
    if let Some(checked) = &quoted.checked {
        line.push(format!("checked {}", dates::day(checked)));
    }
    line.join(" · ")
}

/// A choice to offer: what it is called, where it stands, what to type.
fn choice(quoted: &Quoted) -> Line {
    let passage = &quoted.passage;
    let document = passage.path.first().cloned().unwrap_or_default();
    let mut text = title(passage);
    for above in heading_above(passage).into_iter().chain([&document]) {
        if !above.is_empty() && *above != text {
            text.push_str(" — ");
            text.push_str(above);
        }
    }
    if passage.part == PassagePart::Item {
        text.extend(start_of_item(passage).map(|start| format!(": {start}")));
    }
    Line {
        depth: 0,
        text,
        url: Some(passage.citation.url.clone()),
        ask: Some(format!("/cite {}", passage.id)),
    }
}

fn candidates(answer: &Answer, parts: &mut Vec<Part>) {
    parts.push(Part::Say(match answer.fit {
        Fit::Elsewhere => "Perhaps one of these, from other documents:".to_owned(),
        _ if answer.passages.len() == 1 => "I am not sure. Did you mean this?".to_owned(),
        Fit::Ambiguous => "Several passages fit. Which one do you mean?".to_owned(),
        _ => "I am not sure. Did you mean one of these?".to_owned(),
    }));
    parts.push(Part::Lines(answer.passages.iter().map(choice).collect()));
    if let Some(note) = &answer.note {
        parts.push(Part::Say(note.clone()));
    }
}

fn nothing(answer: &Answer, nothing: &NothingAnswer, parts: &mut Vec<Part>) {
    if nothing.foreign {
        parts.push(in_english());
        return;
    }
    if let Some(range) = &nothing.out_of_range {
        let there_are = numbers_there_are(range);
        parts.push(Part::Say(format!("{there_are} Number {} is not one of them.", range.asked)));
        parts.push(Part::Say(format!("Type /{} for the list.", range.what)));
        return;
    }
    if !nothing.bodies.is_empty() {
        parts.push(Part::Say("Name one of the bodies I know:".to_owned()));
        let line = |body: &String| Line { text: format!("/who-is-on {body}"), ..Line::default() };
        parts.push(Part::Lines(nothing.bodies.iter().map(line).collect()));
        return;
    }
    if nothing.searched.is_empty() && nothing.not_searched.is_empty() {
        parts.push(Part::Say("I hold nothing of that kind.".to_owned()));
        parts.push(Part::Say("Type /help for what I can answer.".to_owned()));
        return;
    }
    if let ([], [unheld]) = (nothing.searched.as_slice(), nothing.not_searched.as_slice()) {
        // One document was asked for, and only its link is known.
        parts.push(Part::Say("I do not have the text of this document; the link has.".to_owned()));
        parts.push(Part::Title {
            text: unheld.title.clone(),
            url: unheld.url.clone().unwrap_or_default(),
        });
        if !answer.near.is_empty() {
            parts.push(Part::Say("It is linked in:".to_owned()));
            parts.push(Part::Lines(answer.near.iter().map(choice).collect()));
        }
        return;
    }
    parts.push(Part::Say("I found nothing about that.".to_owned()));
    if !nothing.unknown_words.is_empty() {
        let words: Vec<String> =
            nothing.unknown_words.iter().take(5).map(|word| format!("“{word}”")).collect();
        let verb = if words.len() == 1 { "stands" } else { "stand" };
        parts.push(Part::Say(format!("Nowhere in what I searched {verb}: {}.", words.join(", "))));
    }
    if nothing.strange {
        parts.push(in_english());
        return;
    }
    match nothing.searched.as_slice() {
        [] => {}
        titles if titles.len() <= NAMED_SEARCHED => {
            let sections = count(nothing.sections, "section", "sections");
            parts.push(Part::Say(format!("I searched {sections} of: {}.", titles.join(", "))));
        }
        titles => {
            let sections = count(nothing.sections, "section", "sections");
            let many = titles.len();
            parts.push(Part::Say(format!("I searched {sections} of {many} documents.")));
        }
    }
    if !answer.near.is_empty() {
        parts.push(Part::Say("Closest, but not about all of it:".to_owned()));
        parts.push(Part::Lines(answer.near.iter().map(choice).collect()));
    }
    if !nothing.not_searched.is_empty() {
        // Where a title has the very words, the others only distract.
        let (sentence, shown) = match nothing.likely {
            0 => ("I know of these and do not hold their text:", nothing.not_searched.len()),
            1 => ("This may say; I do not hold its text, the link has it:", 1),
            likely => ("These may say; I do not hold their text, the links have it:", likely),
        };
        parts.push(Part::Say(sentence.to_owned()));
        let named = nothing.not_searched.iter().take(shown.min(NAMED_UNHELD)).map(|unheld| Line {
            text: unheld.title.clone(),
            url: unheld.url.clone(),
            ..Line::default()
        });
        let mut lines: Vec<Line> = named.collect();
        let more = shown.saturating_sub(NAMED_UNHELD);
        if more > 0 {
            let text = format!("and {more} more");
            lines.push(Line { text, ask: Some("/sources".to_owned()), ..Line::default() });
        }
        parts.push(Part::Lines(lines));
    }
    // Who tells what happened did not ask whether something may be done.
    if !answer.asker_tells {
        parts.push(Part::Say("Silence of the documents is not permission.".to_owned()));
    }
    if let Some(ask_at) = &nothing.ask_at {
        parts.push(Part::Say(format!("Ask a person: {ask_at}")));
    }
}

fn way_to_report() -> Part {
    Part::Say("To report somebody: /report".to_owned())
}

/// Said before all else where somebody's life may be in danger.
fn in_danger() -> Part {
    Part::Say(
        "Please do not stay alone with this. I am only a program; nobody reads this right away. If \
         somebody is in danger, call your local emergency number now. Or call somebody you trust."
            .to_owned(),
    )
}

/// Said where the words may be in another language.
fn in_english() -> Part {
    Part::Say("I answer in English. Try: /report, /coc, /mission.".to_owned())
}

fn with_full_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
