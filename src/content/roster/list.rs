//! People as Markdown lists them: `Last, First ([@handle](url))` or `First Last (@handle)`, an entry
//! to an item, under headings that name what they are there as.
//!
//! Entries are read as a person would read them, whatever brackets are missing. A file without a
//! list of people may have them in plain lines, as lists begin their lives.

use super::{Seat, bare_handle, nameless, singular};
use crate::content::anchor::{AnchorRule, HeadingOrigin};
use crate::content::block::{Block, BlockKind, Inline, render_inlines};
use crate::content::dialect::Plain;
use crate::content::markdown;
use crate::content::problem::{Place, Problem};

/// A line with more words before the handle is a sentence, not a name.
const LONGEST_NAME: usize = 5;

/// One entry, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) github: Option<String>,
    /// What stands before a colon ("Wasmtime: …").
    pub(super) seat: Option<String>,
    /// Whether the link opens another account than the handle that is written.
    pub(super) miswritten: bool,
}

pub(super) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Seat> {
    let text = text.replace("\r\n", "\n");
    let blocks = markdown::blocks(&text, 1, AnchorRule::Github, HeadingOrigin::Top);
    let mut seats = Vec::new();
    let mut role: Option<String> = None;
    for block in &blocks {
        match &block.kind {
            BlockKind::Heading(heading) if heading.depth > 1 => {
                role = role_of(&render_inlines(&heading.text, &Plain));
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    let place = Place::line(file, item.lines.first);
                    match first_paragraph(&item.blocks).and_then(person) {
                        Some(named) => seats.push(seat(named, role.as_ref(), place, problems)),
                        None => problems.push(nameless(place)),
                    }
                }
            }
            _ => {}
        }
    }
    if seats.is_empty() { in_lines(file, &blocks, problems) } else { seats }
}

/// People in paragraphs that hold nothing but a name and a handle on each line.
fn in_lines(file: &str, blocks: &[Block], problems: &mut Vec<Problem>) -> Vec<Seat> {
    let mut seats = Vec::new();
    let mut role: Option<String> = None;
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) if heading.depth > 1 => {
                role = role_of(&render_inlines(&heading.text, &Plain));
            }
            BlockKind::Paragraph(inlines) => {
                let lines = inlines
                    .split(|inline| matches!(inline, Inline::Break | Inline::SoftBreak))
                    .filter(|line| !line.is_empty());
                let named: Option<Vec<Named>> = lines.map(person_alone).collect();
                for (at, named) in named.into_iter().flatten().enumerate() {
                    let place = Place::line(file, block.lines.first + at);
                    seats.push(seat(named, role.as_ref(), place, problems));
                }
            }
            _ => {}
        }
    }
    seats
}

fn seat(named: Named, role: Option<&String>, place: Place, problems: &mut Vec<Problem>) -> Seat {
    let line = place.line;
    if let Some(linked) = named.github.as_ref().filter(|_| named.miswritten) {
        // The handle that is written may be one that nobody shall read any more: it is not repeated.
        problems.push(Problem::warning(
            place,
            format!("The handle that is written is not the one that the link opens: @{linked}."),
            format!("Write `@{linked}` if the link is right; answers follow the link."),
        ));
    }
    Seat {
        name: named.name,
        github: named.github,
        role: match (role, named.seat) {
            (Some(role), Some(seat)) => Some(format!("{role} ({seat})")),
            (role, seat) => role.cloned().or(seat),
        },
        voting: true,
        line,
        ..Seat::default()
    }
}

pub(super) fn first_paragraph(blocks: &[Block]) -> Option<&[Inline]> {
    match blocks.first() {
        Some(Block { kind: BlockKind::Paragraph(inlines), .. }) => Some(inlines),
        _ => None,
    }
}

/// The role that a heading gives; `A-E` only parts a long list.
fn role_of(heading: &str) -> Option<String> {
    let mut words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let only_letters = words.all(|word| word.chars().count() == 1);
    (!only_letters).then(|| singular(heading))
}

/// The person whom an entry names.
pub(super) fn person(inlines: &[Inline]) -> Option<Named> {
    let words = render_inlines(inlines, &Plain);
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
    let in_text = |word: &str| word.strip_prefix('@').map(bare_handle);
    let written = parts(&words).find_map(in_text).or_else(|| {
        // `Ana Example ([ana](https://github.com/ana))`: the words of the link are the handle.
        let (_, text) = profile_link(inlines)?;
        (text != name && is_handle(&text)).then_some(text)
    });
    let linked =
        profile_link(inlines).map(|(handle, _)| handle).or_else(|| parts(&words).find_map(profile));
    let written = written.filter(|handle| !handle.is_empty());
    let (github, miswritten) = match (written, linked) {
        // The link opens the account; the words beside it may be misspelt.
        (Some(written), Some(linked)) if !written.eq_ignore_ascii_case(&linked) => {
            (Some(linked), true)
        }
        (Some(handle), _) | (None, Some(handle)) => (Some(handle), false),
        (None, None) => (None, false),
    };
    match (name.is_empty(), github) {
        (true, None) => None,
        (true, Some(handle)) => {
            Some(Named { name: handle.clone(), github: Some(handle), seat, miswritten })
        }
        (false, github) => Some(Named { name, github, seat, miswritten }),
    }
}

/// A name with a handle and nothing else on the line.
fn person_alone(line: &[Inline]) -> Option<Named> {
    let words = render_inlines(line, &Plain);
    let words = words.trim();
    let (name, rest) = words.split_at(words.find(['(', '[', '@'])?);
    let few = (1..=LONGEST_NAME).contains(&name.split_whitespace().count());
    let handle = rest.trim_matches(['(', ')', '[', ']', '@', ' ']);
    if !few || name.contains([':', '.', ';']) || !is_handle(handle) {
        return None;
    }
    let named = person(line)?;
    Some(Named { github: named.github.or_else(|| Some(handle.to_owned())), ..named })
}

/// The words between spaces, brackets and commas.
fn parts(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '[' | ']'))
}

/// The first link to somebody's page on GitHub: the handle, and the words of the link.
fn profile_link(inlines: &[Inline]) -> Option<(String, String)> {
    inlines.iter().find_map(|inline| match inline {
        Inline::Link { url, text } => {
            Some((profile(url)?, render_inlines(text, &Plain).trim_start_matches('@').to_owned()))
        }
        Inline::Styled(_, inner) => profile_link(inner),
        _ => None,
    })
}

/// The handle in the address of somebody's page on GitHub; an address below it is of something else.
fn profile(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let handle = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let fits = scheme.to_ascii_lowercase().starts_with("http")
        && matches!(host.as_str(), "github.com" | "www.github.com")
        && is_handle(handle);
    fits.then(|| handle.to_owned())
}

/// Whether a text can be a handle on GitHub.
fn is_handle(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 39
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> (Vec<(String, Option<String>)>, Vec<Problem>) {
        let mut problems = Vec::new();
        let seats = read("members.md", text, &mut problems);
        (seats.into_iter().map(|seat| (seat.name, seat.github)).collect(), problems)
    }

    #[test]
    fn entries_are_read_as_a_person_reads_them() {
        for (entry, name, handle) in [
            ("Okoro, Ada ([@ada-o](https://github.com/ada-o))", "Ada Okoro", Some("ada-o")),
            ("Okoro, Ada ([@ada-o](https://GitHub.com/Ada-O/))", "Ada Okoro", Some("ada-o")),
            ("Okoro, Ada ([@ada-o])(https://github.com/ada-o)", "Ada Okoro", Some("ada-o")),
            ("Okoro, Ada ([ada-o](https://github.com/ada-o))", "Ada Okoro", Some("ada-o")),
            ("Okoro, Ada @ada-o", "Ada Okoro", Some("ada-o")),
            ("Okoro Ada[@ada-o](https://github.com/ada-o)", "Okoro Ada", Some("ada-o")),
            ("Okoro Jr, Ada B (@ada-o)", "Ada B Okoro Jr", Some("ada-o")),
            ("[Ada Okoro](https://github.com/ada-o)", "Ada Okoro", Some("ada-o")),
            ("adao ([@adao](https://github.com/adao))", "adao", Some("adao")),
            ("@adao", "adao", Some("adao")),
            (
                "Ada Okoro, keeper of [knots](https://github.com/harbour/knots)",
                "keeper of knots Ada Okoro",
                None,
            ),
            ("Ada Okoro", "Ada Okoro", None),
        ] {
            let (read, problems) = people(&format!("* {entry}\n"));
            assert_eq!(read, [(name.to_owned(), handle.map(str::to_owned))], "{entry}");
            assert_eq!(problems, [], "{entry}");
        }
    }

    #[test]
    fn the_link_opens_the_account_where_the_handle_is_written_otherwise() {
        let (read, problems) = people("* Okoro, Ada ([@adao](https://github.com/ada-o))\n");
        assert_eq!(read, [("Ada Okoro".to_owned(), Some("ada-o".to_owned()))]);
        assert!(problems[0].what.contains("not the one that the link opens: @ada-o"));
        assert!(!problems[0].to_string().contains("@adao"), "{problems:?}");
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn a_list_may_begin_its_life_as_plain_lines() {
        let text = "# Members\n\nTo join, write to Ada Okoro (@ada-o).\n\n## A-E\n\n\
                    Blum, Teo (tblum)\nDal, Ewa ([@ewad](https://github.com/ewad))  \n\n## F-Z\n\n(None)\n";
        let (read, problems) = people(text);
        let expected = [("Teo Blum", "tblum"), ("Ewa Dal", "ewad")];
        assert_eq!(read, expected.map(|(name, handle)| (name.into(), Some(handle.to_owned()))));
        assert_eq!(problems, []);
    }

    #[test]
    fn letters_part_a_list_and_words_name_a_role() {
        for (heading, role) in
            [("A-E", None), ("A – E", None), ("Z", None), ("Pilots", Some("Pilot"))]
        {
            assert_eq!(role_of(heading).as_deref(), role, "{heading}");
        }
    }
}
