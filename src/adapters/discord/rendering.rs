//! A reply in Discord's Markdown, in pages that a message holds.
//!
//! Words of documents pass through the one walk of [`crate::content::block`]; where they are cut, core
//! decides. A long quotation is cut where it alone says, whatever stands before or after it, so that its
//! second page is the same whenever it is asked for. No part of a reply is left out.

use super::dialect::{Discord, plain};
use super::reply::LONGEST;
use crate::content::block::{Dialect, render};
use crate::content::dialect::Plain;
use crate::content::pages::{self, Page};
use crate::messages::sheets::{Script, Sheets, Written, room};
use crate::messages::writing::{Quotation, written};
use crate::wording::Part;
use crate::wording::pages::{OMISSION, on_pages_before};

/// What each page keeps free for saying which one it is.
const PAGE_LINE: usize = 24;
/// What the page of a quotation keeps free beside its heading and its words: for the edition that they
/// are from, and on the first page for what must be known before them.
const BESIDE_WORDS: usize = 360;
/// A longer edition line stands after the quotation only.
const LONGEST_EDITION: usize = 300;

/// The pages of a reply; at least one, none longer than a message of Discord's holds: 2,000 characters
/// (<https://discord.com/developers/docs/resources/message#create-message>), counted as UTF-16 does,
/// which is never less than as Discord does.
pub fn pages(parts: &[Part]) -> Vec<String> {
    opened(parts).messages
}

/// The same, and which of them has what was asked for.
pub(super) fn opened(parts: &[Part]) -> Written {
    written(parts, &Writing, &quotation)
}

struct Writing;

impl Script for Writing {
    fn longest(&self) -> usize {
        LONGEST
    }

    fn length(&self, text: &str) -> usize {
        length(text)
    }

    fn dialect(&self) -> &dyn Dialect {
        &Discord
    }

    fn small(&self, line: &str) -> String {
        format!("-# {line}")
    }

    /// A line without words keeps the space after its sign, without which it would end the quotation.
    fn quoted(&self, page: &Page) -> String {
        let text = page.render(&Discord, &plain(OMISSION));
        if text.is_empty() {
            return text;
        }
        text.split('\n').map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
    }

    fn glue<'a>(&self, _: &str, glue: &'a str, _: &str) -> &'a str {
        glue
    }
}

/// How much of a message text takes.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether a page holds these paragraphs.
fn has_room(paragraphs: &[&str]) -> bool {
    length(&paragraphs.join("\n\n")) <= room(&Writing)
}

/// A quotation under its heading, with what is said before it on the same page, and with the small print
/// below it.
fn quotation(asked: &Quotation<'_>, sheets: &mut Sheets<'_>) {
    let title = &asked.title;
    let room = LONGEST.saturating_sub(length(title) + BESIDE_WORDS + PAGE_LINE);
    let room = pages::room_in_a_channel(asked.passage, room);
    let measure = |page: &Page| length(&Writing.quoted(page));
    let blocks = &asked.passage.blocks;
    let at_place = asked.answers_at;
    let opened = at_place.and_then(|place| pages::opened(blocks, place, room, &measure));
    let left_out = opened.as_ref().map(|(earlier, _)| {
        let characters = render(&earlier.blocks, &Plain).chars().count();
        Writing.small(&plain(&on_pages_before(characters)))
    });
    let (earlier, later) = match opened {
        Some((earlier, later)) => {
            (pages::divided(earlier, room, &measure), pages::divided(later, room, &measure))
        }
        None => (Vec::new(), pages::pages(blocks, room, &measure)),
    };
    let opens_at = earlier.len();
    let pages = [earlier, later].concat();
    let edition = asked.small_print.iter().find(|small| small.is_edition);
    let edition = edition.map(|small| &small.line).filter(|line| length(line) <= LONGEST_EDITION);
    let lines: Vec<&str> = asked.small_print.iter().map(|small| small.line.as_str()).collect();
    let Some((last, first)) = pages.split_last() else {
        return;
    };
    let under_title = |at: usize, page: &Page| {
        let above = left_out.as_ref().filter(|_| at == opens_at);
        let words = Some(Writing.quoted(page)).filter(|words| !words.is_empty());
        let lines = [Some(title), above, words.as_ref()].into_iter().flatten();
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    };
    // Who begins to read, at the beginning or where the answer stands, has to know them.
    let begins = |at: usize| at == 0 || at == opens_at;
    let mut notices = asked.notices(&Writing);
    let mut numbered = pages.iter().enumerate();
    if numbered.any(|(at, page)| begins(at) && !has_room(&[&notices, &under_title(at, page)])) {
        asked.notices_apart(sheets);
        notices.clear();
    }
    let noticed = |at: usize, page: &Page| {
        let words = under_title(at, page);
        if notices.is_empty() || !begins(at) { words } else { format!("{notices}\n\n{words}") }
    };
    for (at, page) in first.iter().enumerate() {
        if at == opens_at && at > 0 {
            sheets.open_here();
        }
        let words = noticed(at, page);
        let with_edition = edition.map(|line| format!("{words}\n{line}"));
        sheets.add("\n\n", &with_edition.filter(|text| has_room(&[text])).unwrap_or(words));
        sheets.turn();
    }
    if first.len() == opens_at && opens_at > 0 {
        sheets.open_here();
    }
    let words = noticed(first.len(), last);
    let whole = [&[words.as_str()], lines.as_slice()].concat().join("\n");
    let with_edition = edition.map(|edition| (format!("{words}\n{edition}"), edition));
    if has_room(&[&whole]) {
        sheets.add("\n\n", &whole);
    } else if let Some((text, edition)) = with_edition.filter(|(text, _)| has_room(&[text])) {
        sheets.add("\n\n", &text);
        let beside = lines.iter().filter(|line| *line != edition);
        beside.for_each(|line| sheets.add("\n", line));
    } else {
        sheets.add("\n\n", &words);
        lines.iter().for_each(|line| sheets.add("\n", line));
    }
}
