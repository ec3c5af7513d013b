//! A reply in Discord's Markdown, in pages that a message holds.
//!
//! Words of documents pass through the one walk of [`crate::content::block`]; where they are cut, core
//! decides. A long quotation is cut where it alone says, whatever stands before or after it, so that its
//! second page is the same whenever it is asked for. No part of a reply is left out.

use super::dialect::{Discord, plain};
use super::reply::LONGEST;
use crate::content::block::Dialect;
use crate::content::pages::{self, Page};
use crate::messages::sheets::{Script, Sheets, room};
use crate::messages::writing::{Quotation, written};
use crate::wording::Part;
use crate::wording::pages::OMISSION;

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
    let pages = pages::pages(&asked.passage.blocks, room, &measure);
    let edition = asked.small_print.iter().find(|small| small.is_edition);
    let edition = edition.map(|small| &small.line).filter(|line| length(line) <= LONGEST_EDITION);
    let lines: Vec<&str> = asked.small_print.iter().map(|small| small.line.as_str()).collect();
    let Some((last, first)) = pages.split_last() else {
        return;
    };
    let under_title = |page: &Page| match Writing.quoted(page) {
        words if words.is_empty() => title.clone(),
        words => format!("{title}\n{words}"),
    };
    let mut notices = asked.notices(&Writing);
    if pages.iter().take(1).any(|page| !has_room(&[&notices, &under_title(page)])) {
        asked.notices_apart(sheets);
        notices.clear();
    }
    let mut noticed = |page: &Page| {
        let notices = std::mem::take(&mut notices);
        let between = if notices.is_empty() { "" } else { "\n\n" };
        format!("{notices}{between}{}", under_title(page))
    };
    for page in first {
        let words = noticed(page);
        let with_edition = edition.map(|line| format!("{words}\n{line}"));
        sheets.add("\n\n", &with_edition.filter(|text| has_room(&[text])).unwrap_or(words));
        sheets.turn();
    }
    let words = noticed(last);
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
