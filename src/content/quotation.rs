//! Holds quoted words against the words of documents: whether they stand there exactly, and where
//! they differ.
//!
//! White space, typographic quotation marks and the marks of lists and quotations are no words; letter
//! case and every other sign are. Nothing here knows which document counts.

use super::anchor::AnchorRule;
use super::block::render;
use super::dialect::Plain;
use super::page;
use super::words::words_key;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// The most words of which a difference shows either side.
const LONGEST_RUN: usize = 12;

/// A text of so many words is shown whole.
const LONGEST_WHOLE: usize = 40;
/// How many words are shown around a difference.
const AROUND: usize = 6;
/// The most words that are shown of a text.
const MOST_SHOWN: usize = 120;

/// A text taken apart into what counts when words are held against each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    words: Vec<Word>,
}

/// A word as it counts, and as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    key: String,
    shown: String,
    before: Gap,
}

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Another word, with a dash between the two.
    Nothing,
    Space,
    /// The end of a line, a paragraph or an item.
    Line,
}

/// Where two texts part: what the one has, and what the other has in its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The words as quoted; empty where the quotation leaves something out.
    pub quoted: String,
    /// The words as they stand; empty where the quotation adds something.
    pub stands: String,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        let mut words = Vec::new();
        for line in text.lines() {
            let mut line = line.split_whitespace().flat_map(parted).peekable();
            while line.next_if(|word| is_mark(&word.key)).is_some() {}
            let first = words.len();
            words.extend(line);
            if let Some(first) = words.get_mut(first) {
                first.before = Gap::Line;
            }
        }
        Words { words }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Adds the words of another text behind these.
    pub fn extend(&mut self, other: &Words) {
        self.words.extend(other.words.iter().cloned());
    }

    fn keys(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.key.as_str()).collect()
    }
}

/// What stands between two white spaces: one word, or several with dashes between them. A hyphen
/// joins a word, a dash parts two.
fn parted(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let dash = |c: char| matches!(c, '‒' | '–' | '—' | '―');
        let at = rest.find(dash).into_iter().chain(rest.find("--")).min().unwrap_or(rest.len());
        let length = if at > 0 {
            at
        } else {
            rest.find(|c: char| !dash(c) && c != '-').unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(length);
        let key = if at > 0 { words_key(piece) } else { "-".to_owned() };
        if !key.is_empty() {
            let before = if words.is_empty() { Gap::Space } else { Gap::Nothing };
            words.push(Word { key, shown: piece.to_owned(), before });
        }
        rest = after;
    }
    words
}

/// Words as they stand in their text, on one line.
fn written<'w>(words: impl IntoIterator<Item = &'w Word>) -> String {
    let mut out = String::new();
    for word in words {
        match word.before {
            _ if out.is_empty() => {}
            Gap::Nothing => {}
            Gap::Space => out.push(' '),
            Gap::Line => out.push_str(" / "),
        }
        out.push_str(&word.shown);
    }
    out
}

/// A quotation: words that must stand together, or several such pieces in their order where the
/// quotation leaves something out ("… " or "[…]").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quotation {
    /// The words with their dots, which may be the document's own.
    whole: Option<Words>,
    pieces: Vec<Words>,
}

impl Quotation {
    /// Reads what somebody says are a document's words, with or without quotation marks around it.
    pub fn of(text: &str) -> Quotation {
        let dotted = text.replace("[...]", "…").replace("[…]", "…").replace("...", "…");
        let pieces = dotted.split('…').map(bare).map(Words::of);
        let pieces: Vec<Words> = pieces.filter(|piece| !piece.is_empty()).collect();
        let leaves_out = dotted.contains('…') && !pieces.is_empty();
        Quotation { whole: leaves_out.then(|| Words::of(bare(text))), pieces }
    }

    /// Reads what somebody pasted with its Markdown: links, emphasis, line breaks.
    pub fn of_markdown(text: &str) -> Quotation {
        let page = page::read("", text, AnchorRule::Github);
        Quotation::of(&render(&page.blocks, &Plain))
    }

    /// The words of a text as they are, with nothing left out.
    pub fn whole(text: &str) -> Quotation {
        let words = Some(Words::of(text)).filter(|words| !words.is_empty());
        Quotation { whole: None, pieces: Vec::from_iter(words) }
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Words::len).sum()
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether all of it stands in a text, word for word and in this order.
    pub fn stands_in(&self, text: &Words) -> bool {
        self.range_in(text).is_some()
    }

    /// From which word of a text to which all of it stands there, in this order.
    pub fn range_in(&self, text: &Words) -> Option<Range<usize>> {
        if let Some(whole) = self.whole.as_ref().and_then(|whole| place(whole, text, 0)) {
            return Some(whole);
        }
        let mut range: Option<Range<usize>> = None;
        for piece in &self.pieces {
            let after = range.as_ref().map_or(0, |range| range.end);
            let place = place(piece, text, after)?;
            let first = range.map_or(place.start, |range| range.start);
            range = Some(first..place.end);
        }
        range
    }

    /// The part of its words that stand in a text in this order, from 0 to 1.
    pub fn likeness(&self, text: &Words) -> f32 {
        let quoted = self.words();
        let equal: usize = self
            .against(&quoted, text)
            .iter()
            .map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 })
            .sum();
        if quoted.is_empty() { 0.0 } else { equal as f32 / quoted.len() as f32 }
    }

    /// Where it differs from a text that it resembles. What the text has before and after the quoted
    /// words is no difference.
    pub fn differences(&self, text: &Words) -> Vec<Difference> {
        let quoted = self.words();
        let ops = self.against(&quoted, text);
        let is_equal = |op: &DiffOp| matches!(op, DiffOp::Equal { .. });
        let first = ops.iter().position(is_equal).unwrap_or(0);
        let last = ops.iter().rposition(is_equal).unwrap_or(ops.len());
        let run = |words: &[Word]| match words.get(..LONGEST_RUN) {
            Some(first) if words.len() > LONGEST_RUN => format!("{} …", written(first)),
            _ => written(words),
        };
        ops.iter()
            .enumerate()
            .filter(|(_, op)| !is_equal(op))
            .map(|(at, op)| {
                let outside = at < first || at > last;
                let stands = if outside { &[][..] } else { &text.words[op.new_range()] };
                Difference { quoted: run(&quoted[op.old_range()]), stands: run(stands) }
            })
            .filter(|difference| difference.quoted != difference.stands)
            .collect()
    }

    /// The quoted words beside those of a text. The signs before the first word and behind the last
    /// are the quotation's own.
    fn against(&self, quoted: &[Word], text: &Words) -> Vec<DiffOp> {
        let quoted: Vec<&str> = quoted.iter().map(|word| word.key.as_str()).collect();
        let ends = [quoted.first().copied(), quoted.last().copied()];
        let mut keys = text.keys();
        for key in &mut keys {
            let end = ends.into_iter().flatten().find(|end| bare(end) == bare(key));
            if let Some(end) = end.filter(|end| !bare(end).is_empty()) {
                *key = end;
            }
        }
        capture_diff_slices(Algorithm::Myers, &quoted, &keys)
    }

    fn words(&self) -> Vec<Word> {
        self.pieces.iter().flat_map(|piece| piece.words.iter().cloned()).collect()
    }
}

/// The words of two texts where they part, each with the words around it; all of them where the texts
/// are short.
pub fn apart(was: &str, now: &str) -> (String, String) {
    let (was, now) = (Words::of(was), Words::of(now));
    let mut shown_was = vec![was.len() <= LONGEST_WHOLE; was.len()];
    let mut shown_now = vec![now.len() <= LONGEST_WHOLE; now.len()];
    for op in capture_diff_slices(Algorithm::Myers, &was.keys(), &now.keys()) {
        if !matches!(op, DiffOp::Equal { .. }) {
            show_around(&mut shown_was, op.old_range());
            show_around(&mut shown_now, op.new_range());
        }
    }
    (shown(&was, &shown_was), shown(&now, &shown_now))
}

/// The first words of a text.
pub fn opening(text: &str) -> String {
    let words = Words::of(text);
    let mut first = vec![false; words.len()];
    first.iter_mut().take(LONGEST_WHOLE).for_each(|shown| *shown = true);
    shown(&words, &first)
}

fn show_around(all: &mut [bool], range: Range<usize>) {
    let start = range.start.saturating_sub(AROUND);
    let end = (range.end + AROUND).min(all.len());
    all[start.min(end)..end].iter_mut().for_each(|shown| *shown = true);
}

/// The words that are to be shown, with a sign for those left out; not more than so many.
fn shown(words: &Words, is_shown: &[bool]) -> String {
    let mut runs: Vec<Vec<&Word>> = vec![Vec::new()];
    let mut count = 0;
    for (word, is_shown) in words.words.iter().zip(is_shown) {
        if *is_shown && count < MOST_SHOWN {
            count += 1;
            if let Some(run) = runs.last_mut() {
                run.push(word);
            }
        } else if runs.last().is_some_and(|run| !run.is_empty()) || runs.len() == 1 {
            runs.push(Vec::new());
        }
    }
    let runs: Vec<String> = runs.into_iter().map(written).collect();
    runs.join(" … ").trim().to_owned()
}

/// Where `piece` stands in `text` from a word on, in words.
fn place(piece: &Words, text: &Words, from: usize) -> Option<Range<usize>> {
    (from..text.len()).find_map(|start| Some(start..end_of(piece, text, start)?))
}

/// The word behind `piece` where it stands in `text` from `start` on. The signs before its first word
/// and behind its last are the quotation's own. So are the marks of a list that was put on one line.
fn end_of(piece: &Words, text: &Words, start: usize) -> Option<usize> {
    let mut at = start;
    for (number, quoted) in piece.words.iter().enumerate() {
        let (is_first, is_last) = (number == 0, number + 1 == piece.len());
        let quoted = quoted.key.as_str();
        let word = text.words.get(at);
        let stands = word.is_some_and(|word| match (is_first, is_last) {
            (false, false) => word.key == quoted,
            (true, true) => bare(&word.key) == bare(quoted),
            (true, false) => {
                word.key.trim_start_matches(is_sign) == quoted.trim_start_matches(is_sign)
            }
            (false, true) => word.key.trim_end_matches(is_sign) == quoted.trim_end_matches(is_sign),
        });
        let begins_line = word.is_some_and(|word| word.before == Gap::Line);
        if stands {
            at += 1;
        } else if !(is_mark(quoted) && !is_first && begins_line) {
            return None;
        }
    }
    Some(at)
}

fn is_sign(c: char) -> bool {
    !c.is_alphanumeric()
}

/// Words without the signs around them.
fn bare(text: &str) -> &str {
    text.trim_matches(is_sign)
}

/// What stands before a line of a list or a quotation.
fn is_mark(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']);
    matches!(word, "-" | "*" | "+" | "•" | ">" | ">>")
        || number.is_some_and(|digits| {
            (1..=3).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "We lend tools:\n\n- A hammer, for one day.\n- A saw — clean & “sharp”.";

    #[test]
    fn words_stand_or_do_not() {
        for (quoted, stands) in [
            ("We lend tools", true),
            ("\"a hammer, for one day\"", false),
            ("A hammer, for one day", true),
            ("> - A hammer,\n>   for one day", true),
            ("We lend tools: A hammer, for one day. A saw", true),
            ("A saw - clean & \"sharp\"", true),
            ("We lend tools … for one day", true),
            ("for one day [...] We lend", false),
            ("A hammer for one day", false),
            ("hammer", true),
            ("ham", false),
            ("", false),
            ("…", false),
        ] {
            assert_eq!(Quotation::of(quoted).stands_in(&Words::of(TEXT)), stands, "{quoted}");
        }
    }

    #[test]
    fn a_quotation_may_begin_and_end_at_a_dash() {
        let text = Words::of(
            "the work of many organizations—not all of which agree -- will go on–and on.",
        );
        for (quoted, stands) in [
            ("not all of which agree", true),
            ("the work of many organizations", true),
            ("organizations — not all", true),
            ("organizations -- not all of which agree — will", true),
            ("organizations not all", false),
            ("organizations-not all", false),
        ] {
            assert_eq!(Quotation::of(quoted).stands_in(&text), stands, "{quoted}");
        }
    }

    #[test]
    fn what_is_pasted_with_its_markdown_has_the_words_that_readers_see() {
        let text = Words::of("We adopt our RFC process for major decisions:\n\n- Wasmtime");
        for quoted in [
            "We adopt [our RFC process](https://example.org/rfcs) for *major* decisions",
            "> We adopt our **RFC** process",
            "- [Wasmtime](<https://example.org>)",
        ] {
            assert!(Quotation::of_markdown(quoted).stands_in(&text), "{quoted}");
        }
    }

    #[test]
    fn what_is_shown_of_two_texts_is_as_it_stands_in_them() {
        let (was, now) =
            apart("The guild’s rule:\n\n- lend—and wait", "The guild’s rule:\n\n- lend—and hope");
        assert_eq!(was, "The guild’s rule: / lend—and wait");
        assert_eq!(now, "The guild’s rule: / lend—and hope");
        let long = format!("{}end", "word ".repeat(60));
        let (was, _) = apart(&long, &long.replace("end", "close"));
        assert_eq!(was, "… word word word word word word end");
    }

    #[test]
    fn dots_may_be_the_documents_own() {
        let text = Words::of("Say \"I believe...\" or \"we…\" and so on... as you like.");
        for (quoted, stands) in [
            ("Say \"I believe...\" or \"we…\"", true),
            ("Say \"I believe...\" or", true),
            ("Say … as you like", true),
            ("and so on...", true),
            ("Say \"I believed...\" or", false),
        ] {
            assert_eq!(Quotation::of(quoted).stands_in(&text), stands, "{quoted}");
        }
    }

    #[test]
    fn differences_are_named_and_what_stands_around_is_none() {
        let differences = |quoted: &str| {
            let found = Quotation::of(quoted).differences(&Words::of(TEXT));
            found.into_iter().map(|d| (d.quoted, d.stands)).collect::<Vec<_>>()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(differences("A Hammer, for one day"), [pair("Hammer,", "hammer,")]);
        assert_eq!(differences("A hammer, for day."), [pair("", "one")]);
        assert_eq!(differences("A hammer, for one free day."), [pair("free", "")]);
    }
}
