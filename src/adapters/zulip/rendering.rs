//! A reply in Zulip's Markdown, in messages that the server takes whole.
//!
//! Words of documents pass through the one walk of [`crate::content::block`]; where they are cut, core
//! decides. A passage that is long for those who read along shows its first page, and the rest of it in a
//! spoiler below. No part of a reply is left out.

mod fences;

use super::dialect::Zulip;
pub(super) use super::dialect::plain;
use crate::content::block::{Dialect, render};
use crate::content::dialect::Plain;
use crate::content::pages::{self, Page};
use crate::messages::sheets::{Script, Sheets, room};
use crate::messages::writing::{Quotation, written};
use crate::wording::Part;
use crate::wording::pages::{OMISSION, earlier, more, rest};
use fences::{in_quotation, in_spoiler, is_item, laid_out};

/// What a message keeps free beside the heading and the words of a quotation: for its small print.
const BESIDE_WORDS: usize = 400;
/// With less room than this, no words are hidden below the first page of a quotation.
const LEAST_HIDDEN: usize = 400;

/// A message below a sentence: in one where both fit in `longest` characters.
pub(super) fn below(sentence: &str, message: String, longest: usize) -> Vec<String> {
    let together = format!("{sentence}\n\n{message}");
    if length(&together) <= longest {
        return vec![together];
    }
    vec![sentence.to_owned(), message]
}

/// The messages of a reply; at least one, none longer than so many characters
/// (<https://zulip.com/api/send-message#parameter-content>). What is longer the server cuts off.
pub fn messages(parts: &[Part], longest: usize) -> Vec<String> {
    written(parts, &Writing { longest }, &quotation).messages
}

struct Writing {
    longest: usize,
}

impl Script for Writing {
    fn longest(&self) -> usize {
        self.longest
    }

    fn length(&self, text: &str) -> usize {
        length(text)
    }

    fn dialect(&self) -> &dyn Dialect {
        &Zulip
    }

    fn small(&self, line: &str) -> String {
        // There is no small print; emphasis is what is quiet.
        match line.trim() {
            "" => String::new(),
            line => format!("*{line}*"),
        }
    }

    fn quoted(&self, page: &Page) -> String {
        in_quotation(&words(page))
    }

    fn glue<'a>(&self, above: &str, glue: &'a str, piece: &str) -> &'a str {
        // A line directly below a list would belong to its last item.
        let last = above.rsplit('\n').next().unwrap_or_default();
        let in_list = is_item(last) || last.starts_with(' ');
        if in_list && !is_item(piece) && !piece.starts_with(' ') { "\n\n" } else { glue }
    }
}

/// How much of a message text takes.
fn length(text: &str) -> usize {
    text.chars().count()
}

/// The words of a page in Zulip's Markdown.
fn words(page: &Page) -> String {
    laid_out(&page.render(&Zulip, &plain(OMISSION)))
}

/// What stands above words that come before those shown.
fn label(page: &Page) -> String {
    earlier(seen(page))
}

/// How long a page is to those who read it.
fn seen(page: &Page) -> usize {
    length(&render(&page.blocks, &Plain))
}

/// A quotation under its heading, with what is said before it in the same message, and with the small
/// print below it.
fn quotation(asked: &Quotation<'_>, sheets: &mut Sheets<'_>) {
    let script = sheets.script;
    let all = room(script);
    let beside = BESIDE_WORDS.min(all / 5);
    let most = all.saturating_sub(length(&asked.title) + beside);
    let short = match asked.is_alone {
        true => pages::room_in_a_channel(asked.passage, most),
        false => pages::room_beside_others(asked.passage, most),
    };
    let measure = |page: &Page| match length(&script.quoted(page)) {
        length if length > most => usize::MAX / 2,
        _ => seen(page),
    };
    let blocks = &asked.passage.blocks;
    let opened = asked.answers_at.and_then(|place| pages::opened(blocks, place, short, &measure));
    let (before, whole) = match opened {
        Some((before, whole)) => (Some(before), whole),
        None => (None, Page::of(blocks)),
    };
    let (first, left) = match pages::begun(&whole, short, &measure) {
        Some((first, left)) => (first, Some(left)),
        None => (whole, None),
    };
    let edition = asked.small_print.iter().find(|small| small.is_edition);
    let edition = edition.map_or("", |small| small.line.as_str());
    let with_edition = |text: &str| {
        let with_edition = under(text, edition);
        if length(&with_edition) <= all { with_edition } else { text.to_owned() }
    };
    let mut text = under(&asked.title, &script.quoted(&first));
    if let Some(before) = before {
        let spoiler = in_spoiler(&label(&before), &script.quoted(&before));
        let together =
            [&asked.title, &spoiler, &script.quoted(&first)].map(String::as_str).join("\n");
        if length(&together) + beside <= all {
            text = together;
        } else {
            // In the order of the page, each message with words that no other has.
            let hidden = all.saturating_sub(length(&asked.title) + length(edition) + beside);
            let fitting = |page: &Page| length(&in_spoiler(&label(page), &script.quoted(page)));
            for page in pages::divided(before, hidden, &fitting) {
                let spoiler = in_spoiler(&label(&page), &script.quoted(&page));
                sheets.add("\n\n", &with_edition(&under(&asked.title, &spoiler)));
                sheets.turn();
            }
        }
    }
    let notices = asked.notices(script);
    if length(&notices) + 2 + length(&text) > all {
        asked.notices_apart(sheets);
    } else if !notices.is_empty() {
        text = format!("{notices}\n\n{text}");
    }
    let small_print: Vec<&str> =
        asked.small_print.iter().map(|small| small.line.as_str()).collect();
    let below = small_print.join("\n");
    let Some(left) = left else {
        closed(&text, &below, &small_print, sheets);
        return;
    };
    let spoiler = in_spoiler(&rest(seen(&left)), &script.quoted(&left));
    let together = under(&text, &spoiler);
    if length(&together) + 1 + length(&below) <= all {
        closed(&together, &below, &small_print, sheets);
        return;
    }
    // More than one message holds: each says which edition its words are from.
    let around = length(&more(usize::MAX)) + 2 * length(edition) + 40;
    let hidden = all.saturating_sub(length(&text) + around);
    let fitting = |page: &Page| length(&script.quoted(page));
    let (inside, left) = match pages::begun(&left, hidden, &fitting) {
        Some((inside, left)) if hidden >= LEAST_HIDDEN => (Some(inside), left),
        _ => (None, left),
    };
    if let Some(inside) = inside {
        text = under(&text, &in_spoiler(&more(seen(&inside)), &script.quoted(&inside)));
    }
    sheets.add("\n\n", &with_edition(&text));
    sheets.turn();
    let pages = pages::divided(left, most, &fitting);
    let Some((last, first)) = pages.split_last() else {
        return;
    };
    for page in first {
        sheets.add("\n\n", &with_edition(&under(&asked.title, &script.quoted(page))));
        sheets.turn();
    }
    let text = under(&asked.title, &script.quoted(last));
    closed(&text, &below, &small_print, sheets);
}

/// Adds words with their small print: in one piece where a message holds it.
fn closed(text: &str, below: &str, small_print: &[&str], sheets: &mut Sheets<'_>) {
    let together = under(text, below);
    if length(&together) <= room(sheets.script) {
        sheets.add("\n\n", &together);
        return;
    }
    sheets.add("\n\n", text);
    small_print.iter().for_each(|line| sheets.add("\n", line));
}

/// Text with more directly below it, where there is more.
fn under(text: &str, below: &str) -> String {
    if below.is_empty() { text.to_owned() } else { format!("{text}\n{below}") }
}
