//! A reply in messages, as far as all platforms write it alike: paragraphs, lists, small print, and what
//! belongs to a quotation.
//!
//! Knows no platform: signs are a [`Script`]'s, and how a quotation is cut is for the adapter to say.
//! No part of a reply is left out.

use super::sheets::{Script, Sheets, Written, room};
use crate::content::pages::{self, Place};
use crate::content::passage::Passage;
use crate::wording::pages::OMISSION;
use crate::wording::{Line, Part};

/// A heading with its address takes no more of a message than this, nor than two thirds of it; of a
/// longer one the start is shown.
const LONGEST_TITLE: usize = 1_200;

/// A passage with what belongs to it.
pub struct Quotation<'a> {
    /// What may have to be known before its words, each a paragraph.
    pub notices: Vec<&'a str>,
    /// Its heading, written.
    pub title: String,
    /// Its words.
    pub passage: &'a Passage,
    /// Where among them stands what was asked for, where that is known.
    pub answers_at: Option<Place>,
    /// The small print below it, line by line, written.
    pub small_print: Vec<Small>,
    /// Whether no other passage is quoted in the same reply.
    pub is_alone: bool,
}

/// A line of small print.
pub struct Small {
    /// The line, written.
    pub line: String,
    /// Whether it says which edition the words are from.
    pub is_edition: bool,
}

impl Quotation<'_> {
    /// What is said before the words, written.
    pub fn notices(&self, script: &dyn Script) -> String {
        let notices = self.notices.iter().map(|words| said(words, script));
        notices.collect::<Vec<_>>().join("\n\n")
    }

    /// Says what is said before the words where that has no room with them.
    pub fn notices_apart(&self, sheets: &mut Sheets<'_>) {
        self.notices.iter().for_each(|words| single(&Part::Say((*words).to_owned()), sheets));
    }
}

/// The messages of a reply, none longer than the script has it; `quotation` adds a passage.
pub fn written(
    parts: &[Part],
    script: &dyn Script,
    quotation: &dyn Fn(&Quotation<'_>, &mut Sheets<'_>),
) -> Written {
    let mut sheets = Sheets::new(script);
    let longest_title = LONGEST_TITLE.min(room(script) * 2 / 3);
    let is_alone = parts.iter().filter(|part| matches!(part, Part::Quote(..))).count() < 2;
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let notices: Vec<&str> = parts.iter().skip(at).map_while(notice).collect();
        at += match parts.get(at + notices.len()..) {
            Some([Part::Title { text, url }, Part::Quote(passage, answers_at), after @ ..]) => {
                let mut title = titled(text, url, script);
                if script.length(&title) > longest_title {
                    title = titled(&shortened(text), url, script);
                }
                let (small_print, others, taken) = below(after, script);
                let taken = notices.len() + 2 + taken;
                let answers_at = *answers_at;
                let asked =
                    Quotation { notices, title, passage, answers_at, small_print, is_alone };
                quotation(&asked, &mut sheets);
                others.into_iter().for_each(|part| single(part, &mut sheets));
                taken
            }
            _ => {
                single(part, &mut sheets);
                1
            }
        };
    }
    sheets.finish()
}

/// What may have to be known of the words that follow it.
fn notice(part: &Part) -> Option<&str> {
    match part {
        Part::Say(words) => Some(words),
        _ => None,
    }
}

/// The small print below a quotation; what else stands among it; how many parts these are.
fn below<'a>(after: &'a [Part], script: &dyn Script) -> (Vec<Small>, Vec<&'a Part>, usize) {
    let own = after.iter().take_while(|part| !matches!(part, Part::Title { .. } | Part::Quote(..)));
    let edition = own.clone().position(|part| matches!(part, Part::Edition(_)));
    let is_small = |part: &&Part| matches!(part, Part::Aside(_) | Part::Edition(_));
    let until = edition.unwrap_or(0);
    let taken = until + own.clone().skip(until).take_while(is_small).count();
    let (small_print, others): (Vec<&Part>, Vec<&Part>) = own.take(taken).partition(is_small);
    let lines = small_print.into_iter().flat_map(|part| {
        let (words, is_edition) = match part {
            Part::Edition(words) => (words.as_str(), true),
            Part::Aside(words) => (words.as_str(), false),
            _ => ("", false),
        };
        let lines = small_pieces(words, script);
        lines.into_iter().map(move |line| Small { line, is_edition })
    });
    (lines.collect(), others, taken)
}

/// A part by itself.
fn single(part: &Part, sheets: &mut Sheets<'_>) {
    let script = sheets.script;
    match part {
        Part::Say(words) => {
            announced(words, chunks(words, &|words| said(words, script), script), sheets);
        }
        // Nothing in it opens, not even an address.
        Part::AsTyped(words) => {
            announced(words, chunks(words, &|words| plain(words, script), script), sheets);
        }
        Part::Title { text, url } => {
            let title = titled(text, url, script);
            if script.length(&title) <= room(script) {
                sheets.add_waiting(title);
                return;
            }
            chunks(text, &|text| titled(text, "", script), script)
                .iter()
                .for_each(|piece| sheets.add("\n\n", piece));
            sheets.add_waiting(said(url, script));
        }
        Part::Quote(passage, _) => {
            let measure = |page: &pages::Page| script.length(&script.quoted(page));
            let pages = pages::pages(&passage.blocks, room(script), &measure);
            pages.iter().for_each(|page| sheets.add("\n\n", &script.quoted(page)));
        }
        Part::Lines(lines) => {
            let mut above: Vec<&Line> = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                above.retain(|above| above.depth < line.depth);
                // A list belongs to what announces it.
                let glue = if at == 0 && !sheets.is_waiting() { "\n\n" } else { "\n" };
                lined(line, &above, glue, sheets);
                above.push(line);
            }
        }
        Part::Aside(words) | Part::Edition(words) => {
            let pieces = small_pieces(words, script);
            pieces.iter().for_each(|piece| sheets.add("\n", piece));
        }
    }
}

/// A paragraph; what announces something stands with it.
fn announced(words: &str, mut pieces: Vec<String>, sheets: &mut Sheets<'_>) {
    let announcing = pieces.pop_if(|_| words.ends_with(':'));
    pieces.iter().for_each(|piece| sheets.add("\n\n", piece));
    announcing.into_iter().for_each(|piece| sheets.add_waiting(piece));
}

/// One line of a list. Where a message begins with it, those `above` it are said again: without them it
/// would seem to be set in no list.
fn lined(line: &Line, above: &[&Line], glue: &str, sheets: &mut Sheets<'_>) {
    let script = sheets.script;
    let indent = "  ".repeat(line.depth);
    let text = line_text(line, script);
    if script.length(&text) <= room(script) {
        if !above.is_empty() && !sheets.has_room_for(glue, &text) {
            sheets.turn();
            let omission = plain(OMISSION, script);
            let again =
                above.iter().map(|above| format!("{} {omission}", line_text(above, script)));
            again.for_each(|again| sheets.add("\n", &again));
        }
        sheets.add(glue, &text);
        return;
    }
    let write = |words: &str| format!("{indent}- {}", plain(words, script));
    let pieces = chunks(&line.text, &write, script);
    pieces.iter().for_each(|piece| sheets.add(glue, piece));
    let url = line.url.iter().map(|url| said(url, script));
    let lead = url.chain(line.ask.iter().map(|ask| plain(ask, script)));
    lead.for_each(|lead| sheets.add("\n", &format!("{indent}  {lead}")));
}

fn line_text(line: &Line, script: &dyn Script) -> String {
    let indent = "  ".repeat(line.depth);
    let words = linked(&line.text, line.url.as_deref().unwrap_or(""), script);
    let mut text = format!("{indent}- {words}");
    if let Some(ask) = &line.ask {
        text.push(' ');
        script.dialect().code(ask, &mut text);
    }
    text
}

/// Words as the platform shows exactly them.
pub fn plain(words: &str, script: &dyn Script) -> String {
    let mut out = String::new();
    script.dialect().text(words, &mut out);
    out
}

/// Words under an address, where there is one.
fn linked(text: &str, url: &str, script: &dyn Script) -> String {
    let mut out = String::new();
    script.dialect().link(url, &plain(&text.replace('\n', " "), script), &mut out);
    out
}

fn titled(text: &str, url: &str, script: &dyn Script) -> String {
    const SIGN: &str = "**";
    // Behind the sign, no word begins a line.
    let mut shown = SIGN.to_owned();
    script.dialect().text(&text.replace('\n', " "), &mut shown);
    let shown = shown.split_off(SIGN.len());
    let mut out = SIGN.to_owned();
    script.dialect().link(url, &shown, &mut out);
    out + SIGN
}

/// The start of a heading that is too long to stand in each message.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    let start: String = text.chars().take(MOST).collect();
    let start = start.rsplit_once(' ').map_or(start.as_str(), |(start, _)| start);
    format!("{start} …")
}

/// Words of our own; an address in them opens.
fn said(words: &str, script: &dyn Script) -> String {
    let dialect = script.dialect();
    let mut out = String::new();
    let mut rest = words;
    while let Some(start) = rest.find("https://").or_else(|| rest.find("http://")) {
        let (before, from) = rest.split_at(start);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', ')', '”', '"']);
        dialect.text(before, &mut out);
        dialect.link(address, &plain(address, script), &mut out);
        rest = &from[address.len()..];
    }
    dialect.text(rest, &mut out);
    out
}

fn small_pieces(words: &str, script: &dyn Script) -> Vec<String> {
    let small = |words: &str| script.small(&said(&words.replace('\n', " "), script));
    chunks(words, &small, script)
}

/// Words of our own in as few pieces as have room, cut between words; a longer word is cut too.
fn chunks(words: &str, write: &dyn Fn(&str) -> String, script: &dyn Script) -> Vec<String> {
    let fits = |text: &str| script.length(&write(text)) <= room(script);
    if fits(words) {
        return vec![write(words)];
    }
    let fits = |at: &usize| fits(&words[..*at]);
    let spaces: Vec<usize> = words.match_indices([' ', '\n']).map(|(at, _)| at).collect();
    let letters: Vec<usize> = words.char_indices().map(|(at, _)| at).collect();
    let last =
        |ends: &[usize]| ends[..ends.partition_point(fits)].last().copied().filter(|at| *at > 0);
    match last(&spaces).or_else(|| last(&letters)) {
        Some(at) => {
            let (start, rest) = words.split_at(at);
            let mut pieces = vec![write(start)];
            pieces.extend(chunks(rest.trim_start_matches([' ', '\n']), write, script));
            pieces
        }
        None => vec![write(words)],
    }
}
