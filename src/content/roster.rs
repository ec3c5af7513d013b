//! Who sits where, as the files say that keep it.
//!
//! Reads the two forms in which rosters are kept: a YAML list of `name`, `github`, `title` and
//! `office`, and a Markdown list of people under headings. It compares copies; it does not decide
//! who is right: the first file that is named for a body is.

use super::anchor::{AnchorRule, HeadingOrigin};
use super::block::{Block, BlockKind, Inline, render_inlines};
use super::dialect::Plain;
use super::problem::{Place, Problem};
use super::words::{fold, slug};
use super::{markdown, yaml};
use serde::{Deserialize, Serialize};

/// A person on a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The person's name; the handle where no name is recorded.
    pub name: String,
    /// The GitHub handle, bare.
    pub github: Option<String>,
    /// What the person is there as: "At-Large Director".
    pub role: Option<String>,
    /// The office held: "Treasurer".
    pub office: Option<String>,
    /// The day since which the person is listed.
    pub since: Option<String>,
    /// Whether the person has a vote.
    pub voting: bool,
    /// The line of the file.
    #[serde(skip)]
    pub line: usize,
}

impl Seat {
    /// Whether two entries are of one person: by handle where both have one, else by name.
    pub fn is_same_person(&self, other: &Seat) -> bool {
        match (&self.github, &other.github) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => fold(&self.name) == fold(&other.name),
        }
    }
}

/// One file's list of the people on a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The id of the source.
    pub source: String,
    /// The file in the source.
    pub file: String,
    /// Where a reader sees the file.
    pub url: Option<String>,
    /// The day it was recorded.
    pub date: Option<String>,
    /// What a reader should know of it.
    pub remark: Option<String>,
    /// The people, in the file's order.
    pub seats: Vec<Seat>,
}

/// A body and the files that list its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The bodies whose people make up this one; empty for a body with a list of its own.
    pub made_of: Vec<String>,
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

impl Roster {
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

    /// The seats whose role ends in the words of `role` (`executive-director`).
    pub fn seats_with_role(&self, role: &str) -> Vec<Seat> {
        let wanted = format!("-{}", slug(role));
        self.canonical
            .seats
            .iter()
            .filter(|seat| {
                seat.role
                    .as_deref()
                    .is_some_and(|role| format!("-{}", slug(role)).ends_with(&wanted))
            })
            .cloned()
            .collect()
    }
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
        read_yaml(file, text, problems)
    } else {
        Ok(read_markdown(file, text, problems))
    }
}

/// A list of maps with `name`, `github`, `title` and `office`, as websites keep it in `_data`.
/// Other keys are the website's own affair.
fn read_yaml(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Seat>, Vec<Problem>> {
    let read = yaml::read(file, text)?;
    let Some(entries) = read.root().as_list() else {
        return Err(vec![Problem::error(
            read.place(read.root()),
            "A roster is a list of people, and this file is none.",
            "Begin each person with a dash, as in `- name: Ana Example`.",
        )]);
    };
    let mut seats = Vec::new();
    for entry in entries {
        let text = |key: &str| {
            let text = entry.get(key).and_then(|node| node.as_text()).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let place = read.place(entry);
        let github = text("github").map(|handle| bare_handle(&handle));
        let Some(name) = text("name").or_else(|| github.clone()) else {
            problems.push(nameless(place));
            continue;
        };
        seats.push(Seat {
            name,
            github,
            role: text("title").or_else(|| text("role")),
            office: text("office"),
            since: text("since"),
            voting: true,
            line: place.line,
        });
    }
    Ok(seats)
}

fn nameless(place: Place) -> Problem {
    Problem::error(
        place,
        "This entry of the roster has neither a name nor a handle.",
        "Write both, as in `- name: Ana Example` and under it `  github: ana`.",
    )
}

/// A list of `Last, First [@handle](url)` or `First Last (@handle)` under headings that name what
/// the people are there as.
fn read_markdown(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Seat> {
    let text = text.replace("\r\n", "\n");
    let blocks = markdown::blocks(&text, 1, AnchorRule::Github, HeadingOrigin::Top);
    let mut seats = Vec::new();
    let mut role: Option<String> = None;
    for block in &blocks {
        match &block.kind {
            BlockKind::Heading(heading) if heading.depth > 1 => {
                role = Some(singular(&render_inlines(&heading.text, &Plain)));
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    match person(&item.blocks) {
                        Some((name, github, seat)) => seats.push(Seat {
                            name,
                            github,
                            role: match (&role, seat) {
                                (Some(role), Some(seat)) => Some(format!("{role} ({seat})")),
                                (role, seat) => role.clone().or(seat),
                            },
                            office: None,
                            since: None,
                            voting: true,
                            line: item.lines.first,
                        }),
                        None => problems.push(nameless(Place::line(file, item.lines.first))),
                    }
                }
            }
            _ => {}
        }
    }
    seats
}

/// The name, the handle, and what stands before a colon ("Wasmtime: …").
fn person(blocks: &[Block]) -> Option<(String, Option<String>, Option<String>)> {
    let Some(Block { kind: BlockKind::Paragraph(inlines), .. }) = blocks.first() else {
        return None;
    };
    let words = render_inlines(inlines, &Plain);
    let linked = inlines.iter().find_map(|inline| match inline {
        Inline::Link { url, .. } if url.to_ascii_lowercase().contains("github.com/") => {
            Some(bare_handle(url))
        }
        _ => None,
    });
    let written = words
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '[' | ']'))
        .find_map(|word| word.strip_prefix('@'))
        .map(bare_handle);
    let github = written.or(linked).filter(|handle| !handle.is_empty());
    let (seat, rest) = match words.split_once(": ") {
        Some((seat, rest)) if !seat.contains(['(', '@', ',']) => {
            (Some(seat.trim().to_owned()), rest)
        }
        _ => (None, words.as_str()),
    };
    let name = rest.split(['(', '[', '@']).next().unwrap_or_default();
    let name = name.trim().trim_end_matches([',', '-', '–', '—', ':']).trim();
    let name = match name.split_once(", ") {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => name.to_owned(),
    };
    match (name.is_empty(), github) {
        (true, None) => None,
        (true, Some(handle)) => Some((handle.clone(), Some(handle), seat)),
        (false, github) => Some((name, github, seat)),
    }
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
