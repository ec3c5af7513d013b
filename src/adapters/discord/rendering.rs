//! A reply in Discord's Markdown, in pages that a message holds.
//!
//! Words of documents pass through the one walk of [`crate::content::block`]; where they are cut, core
//! decides. A long quotation is cut where it alone says, whatever stands before or after it, so that its
//! second page is the same whenever it is asked for. No part of a reply is left out.

use super::dialect::{Discord, plain};
use super::reply::LONGEST;
use crate::content::block::Dialect;
use crate::content::pages::{self, Page};
use crate::content::passage::Passage;
use crate::wording::pages::{OMISSION, page};
use crate::wording::{Line, Part};

/// What each page keeps free for saying which one it is.
const PAGE_LINE: usize = 24;
/// What the page of a quotation keeps free beside its heading and its words: for the edition that they
/// are from, and on the first page for what must be known before them.
const BESIDE_WORDS: usize = 360;
/// A longer edition line stands after the quotation only.
const LONGEST_EDITION: usize = 300;
/// A heading with its address takes no more of a page than this; of a longer one the start is shown.
const LONGEST_TITLE: usize = 1_200;

/// The pages of a reply; at least one, none longer than a message of Discord's holds: 2,000 characters
/// (<https://discord.com/developers/docs/resources/message#create-message>), counted as UTF-16 does,
/// which is never less than as Discord does.
pub fn pages(parts: &[Part]) -> Vec<String> {
    let mut sheets = Sheets::default();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let before: Vec<&str> = parts.iter().skip(at).map_while(notice).collect();
        at += match parts.get(at + before.len()..) {
            Some([Part::Title { text, url }, Part::Quote(passage), after @ ..]) => {
                let taken = quotation(&before, (text, url), passage, after, &mut sheets);
                before.len() + 2 + taken
            }
            _ => {
                single(part, &mut sheets);
                1
            }
        };
    }
    numbered(sheets.finish())
}

/// The pages, each saying which one it is where there are several.
fn numbered(pages: Vec<String>) -> Vec<String> {
    let all = pages.len();
    if all < 2 {
        return pages;
    }
    let with_number =
        |(at, text): (usize, String)| format!("{text}\n{}", small(&page(at + 1, all)));
    pages.into_iter().enumerate().map(with_number).collect()
}

/// How much of a message text takes.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Pages that are being filled.
#[derive(Default)]
struct Sheets {
    done: Vec<String>,
    open: String,
    /// What goes with the next piece.
    waiting: Option<String>,
}

impl Sheets {
    const ROOM: usize = LONGEST - PAGE_LINE;

    /// Adds a piece that a page holds, after `glue` where something stands before it.
    fn add(&mut self, glue: &str, piece: &str) {
        let piece = match self.waiting.take() {
            Some(waiting) => {
                let together = format!("{waiting}{glue}{piece}");
                if length(&together) > Sheets::ROOM {
                    self.place("\n\n", &waiting);
                    piece.to_owned()
                } else {
                    self.place("\n\n", &together);
                    return;
                }
            }
            None => piece.to_owned(),
        };
        self.place(glue, &piece);
    }

    /// Adds a piece that is to stand on one page with what follows it.
    fn add_waiting(&mut self, piece: String) {
        if let Some(waiting) = self.waiting.replace(piece) {
            self.place("\n\n", &waiting);
        }
    }

    /// Whether a piece has room on the page that is being filled.
    fn has_room_for(&self, glue: &str, piece: &str) -> bool {
        self.open.is_empty() || length(&self.open) + length(glue) + length(piece) <= Sheets::ROOM
    }

    fn place(&mut self, glue: &str, piece: &str) {
        if !self.has_room_for(glue, piece) {
            self.turn();
        }
        if self.open.is_empty() {
            // Discord takes the space before a message away.
            self.open.push_str(piece.trim_start());
            return;
        }
        self.open.push_str(glue);
        self.open.push_str(piece);
    }

    /// Begins a new page.
    fn turn(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            self.place("\n\n", &waiting);
        }
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.turn();
        if self.done.is_empty() {
            self.done.push(String::new());
        }
        self.done
    }
}

/// What may have to be known of the words that follow it.
fn notice(part: &Part) -> Option<&str> {
    match part {
        Part::Say(words) => Some(words),
        _ => None,
    }
}

/// A quotation under its heading, with what is said before it on the same page, and with the small print
/// below it. Says how many of the parts `after` it were taken.
fn quotation(
    before: &[&str],
    (text, url): (&str, &str),
    passage: &Passage,
    after: &[Part],
    sheets: &mut Sheets,
) -> usize {
    let mut title = titled(text, url);
    if length(&title) > LONGEST_TITLE {
        title = titled(&shortened(text), url);
    }
    let room = LONGEST.saturating_sub(length(&title) + BESIDE_WORDS + PAGE_LINE);
    let room = pages::room_in_a_channel(passage, room);
    let pages = pages::pages(&passage.blocks, room, &|page| length(&quoted(page)));
    let (small_print, others, taken) = below(after);
    let edition = small_print.iter().find_map(|(line, is_edition)| is_edition.then_some(line));
    let edition = edition.filter(|line| length(line) <= LONGEST_EDITION);
    let lines: Vec<&str> = small_print.iter().map(|(line, _)| line.as_str()).collect();
    let Some((last, first)) = pages.split_last() else {
        return 0;
    };
    let under_title = |page: &Page| match quoted(page) {
        words if words.is_empty() => title.clone(),
        words => format!("{title}\n{words}"),
    };
    let mut notices = before.iter().map(|words| said(words)).collect::<Vec<_>>().join("\n\n");
    if pages.iter().take(1).any(|page| !has_room(&[&notices, &under_title(page)])) {
        before.iter().for_each(|words| single(&Part::Say((*words).to_owned()), sheets));
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
    others.into_iter().for_each(|part| single(part, sheets));
    taken
}

/// Whether a page holds these paragraphs.
fn has_room(paragraphs: &[&str]) -> bool {
    length(&paragraphs.join("\n\n")) <= Sheets::ROOM
}

/// The small print below a quotation, each with whether it is the edition; what else stands among it; how
/// many parts these are.
fn below(after: &[Part]) -> (Vec<(String, bool)>, Vec<&Part>, usize) {
    let own = after.iter().take_while(|part| !matches!(part, Part::Title { .. } | Part::Quote(_)));
    let edition = own.clone().position(|part| matches!(part, Part::Edition(_)));
    let is_small = |part: &&Part| matches!(part, Part::Aside(_) | Part::Edition(_));
    let until = edition.unwrap_or(0);
    let taken = until + own.clone().skip(until).take_while(is_small).count();
    let (small_print, others): (Vec<&Part>, Vec<&Part>) = own.take(taken).partition(is_small);
    let lines = small_print.into_iter().flat_map(|part| match part {
        Part::Edition(words) => small_pieces(words).map(|line| (line, true)).collect::<Vec<_>>(),
        Part::Aside(words) => small_pieces(words).map(|line| (line, false)).collect(),
        _ => Vec::new(),
    });
    (lines.collect(), others, taken)
}

/// A part by itself.
fn single(part: &Part, sheets: &mut Sheets) {
    match part {
        Part::Say(words) => {
            announced(words, chunks(words, &said, Sheets::ROOM), sheets);
        }
        // Nothing in it opens, not even an address.
        Part::AsTyped(words) => {
            announced(words, chunks(words, &plain, Sheets::ROOM), sheets);
        }
        Part::Title { text, url } => {
            let title = titled(text, url);
            if length(&title) <= Sheets::ROOM {
                sheets.add_waiting(title);
                return;
            }
            chunks(text, &|text| format!("**{}**", plain(text)), Sheets::ROOM)
                .iter()
                .for_each(|piece| sheets.add("\n\n", piece));
            sheets.add_waiting(said(url));
        }
        Part::Quote(passage) => {
            let pages = pages::pages(&passage.blocks, Sheets::ROOM, &|page| length(&quoted(page)));
            pages.iter().for_each(|page| sheets.add("\n\n", &quoted(page)));
        }
        Part::Lines(lines) => {
            let mut above: Vec<&Line> = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                above.retain(|above| above.depth < line.depth);
                // A list belongs to what announces it.
                let glue = if at == 0 && sheets.waiting.is_none() { "\n\n" } else { "\n" };
                lined(line, &above, glue, sheets);
                above.push(line);
            }
        }
        Part::Aside(words) | Part::Edition(words) => {
            small_pieces(words).for_each(|piece| sheets.add("\n", &piece));
        }
    }
}

/// A paragraph; what announces something stands with it.
fn announced(words: &str, mut pieces: Vec<String>, sheets: &mut Sheets) {
    let announcing = pieces.pop_if(|_| words.ends_with(':'));
    pieces.iter().for_each(|piece| sheets.add("\n\n", piece));
    announcing.into_iter().for_each(|piece| sheets.add_waiting(piece));
}

/// One line of a list. Where a page begins with it, those `above` it are said again: without them it
/// would seem to be set in no list.
fn lined(line: &Line, above: &[&Line], glue: &str, sheets: &mut Sheets) {
    let indent = "  ".repeat(line.depth);
    let text = line_text(line);
    if length(&text) <= Sheets::ROOM {
        if !above.is_empty() && !sheets.has_room_for(glue, &text) {
            sheets.turn();
            let omission = plain(OMISSION);
            let again = above.iter().map(|above| format!("{} {omission}", line_text(above)));
            again.for_each(|again| sheets.add("\n", &again));
        }
        sheets.add(glue, &text);
        return;
    }
    let pieces = chunks(&line.text, &|words| format!("{indent}- {}", plain(words)), Sheets::ROOM);
    pieces.iter().for_each(|piece| sheets.add(glue, piece));
    let lead = line.url.iter().map(|url| said(url)).chain(line.ask.iter().map(|ask| plain(ask)));
    lead.for_each(|lead| sheets.add("\n", &format!("{indent}  {lead}")));
}

fn line_text(line: &Line) -> String {
    let indent = "  ".repeat(line.depth);
    let mut text = format!("{indent}- {}", linked(&line.text, line.url.as_deref().unwrap_or("")));
    if let Some(ask) = &line.ask {
        text.push(' ');
        Discord.code(ask, &mut text);
    }
    text
}

/// Words under an address, where there is one.
fn linked(text: &str, url: &str) -> String {
    let mut out = String::new();
    Discord.link(url, &plain(&text.replace('\n', " ")), &mut out);
    out
}

fn titled(text: &str, url: &str) -> String {
    format!("**{}**", linked(text, url))
}

/// The start of a heading that is too long to stand on each page.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    let start: String = text.chars().take(MOST).collect();
    let start = start.rsplit_once(' ').map_or(start.as_str(), |(start, _)| start);
    format!("{start} …")
}

/// A page's words, set off as a quotation. A line without words keeps the space after its sign, without
/// which it would end the quotation.
fn quoted(page: &Page) -> String {
    let text = page.render(&Discord, &plain(OMISSION));
    if text.is_empty() {
        return text;
    }
    text.split('\n').map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Words of our own; an address in them opens, and shows no preview.
fn said(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(start) = rest.find("https://").or_else(|| rest.find("http://")) {
        let (before, from) = rest.split_at(start);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', ')', '”', '"']);
        Discord.text(before, &mut out);
        Discord.link(address, &plain(address), &mut out);
        rest = &from[address.len()..];
    }
    Discord.text(rest, &mut out);
    out
}

fn small(words: &str) -> String {
    format!("-# {}", said(&words.replace('\n', " ")))
}

fn small_pieces(words: &str) -> impl Iterator<Item = String> {
    chunks(words, &small, Sheets::ROOM).into_iter()
}

/// Words of our own in as few pieces as have room, cut between words; a longer word is cut too.
fn chunks(words: &str, write: &dyn Fn(&str) -> String, room: usize) -> Vec<String> {
    let whole = write(words);
    if length(&whole) <= room {
        return vec![whole];
    }
    let fits = |at: &usize| length(&write(&words[..*at])) <= room;
    let spaces: Vec<usize> = words.match_indices([' ', '\n']).map(|(at, _)| at).collect();
    let letters: Vec<usize> = words.char_indices().map(|(at, _)| at).collect();
    let last =
        |ends: &[usize]| ends[..ends.partition_point(fits)].last().copied().filter(|at| *at > 0);
    match last(&spaces).or_else(|| last(&letters)) {
        Some(at) => {
            let (start, rest) = words.split_at(at);
            let mut pieces = vec![write(start)];
            pieces.extend(chunks(rest.trim_start_matches([' ', '\n']), write, room));
            pieces
        }
        None => vec![whole],
    }
}
