//! Holds quoted words against the words of documents: whether they stand there exactly, and where
//! they differ.
//!
//! White space, typographic quotation marks and the marks of lists and quotations are no words; letter
//! case and every other sign are. Nothing here knows which document counts.

mod words;

pub use words::Words;

use super::anchor::AnchorRule;
use super::block::render;
use super::dialect::Plain;
use super::page;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;
use std::ops::Range;
use words::{bare, is_mark, is_sign};

/// The most words of which a difference shows either side.
const LONGEST_RUN: usize = 12;

/// A text of so many words is shown whole.
const LONGEST_WHOLE: usize = 40;
/// How many words are shown around a difference.
const AROUND: usize = 6;
/// The most words that are shown of a text.
const MOST_SHOWN: usize = 120;

/// Where two texts part: what the one has, and what the other has in its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The words as quoted; empty where the quotation leaves something out.
    pub quoted: String,
    /// The words as they stand; empty where the quotation adds something.
    pub stands: String,
}

/// A quotation: words that must stand together, or several such pieces in their order where the
/// quotation leaves something out ("… " or "[…]").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quotation {
    /// The words with their dots, which may be the document's own.
    whole: Option<Piece>,
    pieces: Vec<Piece>,
}

/// Words that must stand together, with what tells soon that a text lacks them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Piece {
    words: Words,
    /// How a word ends with which they may begin.
    opening: String,
    /// The longest word between the first and the last.
    longest: String,
    /// How many words a text has at least in which they stand.
    fewest: usize,
}

impl Quotation {
    /// Reads what somebody says are a document's words, with or without quotation marks around it.
    pub fn of(text: &str) -> Quotation {
        let dotted = text.replace("[...]", "…").replace("[…]", "…").replace("...", "…");
        let pieces: Vec<Piece> =
            dotted.split('…').map(bare).map(Words::of).filter_map(Piece::of).collect();
        let leaves_out = dotted.contains('…') && !pieces.is_empty();
        let whole = Some(Words::of(bare(text))).filter(|_| leaves_out).and_then(Piece::of);
        Quotation { whole, pieces }
    }

    /// Reads what somebody pasted with its Markdown: links, emphasis, line breaks.
    pub fn of_markdown(text: &str) -> Quotation {
        let page = page::read("", text, AnchorRule::Github);
        Quotation::of(&render(&page.blocks, &Plain))
    }

    /// The words of a text as they are, with nothing left out.
    pub fn whole(text: &str) -> Quotation {
        Quotation { whole: None, pieces: Vec::from_iter(Piece::of(Words::of(text))) }
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.words.len()).sum()
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
        if let Some(whole) = self.whole.as_ref().and_then(|whole| whole.place(text, 0)) {
            return Some(whole);
        }
        let mut range: Option<Range<usize>> = None;
        for piece in &self.pieces {
            let after = range.as_ref().map_or(0, |range| range.end);
            let place = piece.place(text, after)?;
            let first = range.map_or(place.start, |range| range.start);
            range = Some(first..place.end);
        }
        range
    }

    /// The part of its words that stand in a text in this order, from 0 to 1, where it is at least so
    /// much.
    pub fn likeness(&self, text: &Words, least: f32) -> Option<f32> {
        let all = self.words();
        let quoted: Vec<&str> = all.iter().collect();
        let of_all = |words: usize| words as f32 / quoted.len().max(1) as f32;
        // To put words into their order takes long, and most texts lack most of them.
        if of_all(in_common(&quoted, text)) < least {
            return None;
        }
        let equal: usize = self
            .against(&quoted, text)
            .iter()
            .map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 })
            .sum();
        Some(of_all(equal)).filter(|likeness| *likeness >= least)
    }

    /// Where it differs from a text that it resembles. What the text has before and after the quoted
    /// words is no difference.
    pub fn differences(&self, text: &Words) -> Vec<Difference> {
        let all = self.words();
        let quoted: Vec<&str> = all.iter().collect();
        let ops = self.against(&quoted, text);
        let is_equal = |op: &DiffOp| matches!(op, DiffOp::Equal { .. });
        let first = ops.iter().position(is_equal).unwrap_or(0);
        let last = ops.iter().rposition(is_equal).unwrap_or(ops.len());
        let run = |words: &Words, range: Range<usize>| match range.len() {
            0..=LONGEST_RUN => words.written(range),
            _ => format!("{} …", words.written(range.take(LONGEST_RUN))),
        };
        ops.iter()
            .enumerate()
            .filter(|(_, op)| !is_equal(op))
            .map(|(at, op)| {
                let outside = at < first || at > last;
                let stands = if outside { 0..0 } else { op.new_range() };
                Difference { quoted: run(&all, op.old_range()), stands: run(text, stands) }
            })
            .filter(|difference| difference.quoted != difference.stands)
            .collect()
    }

    /// The quoted words beside those of a text. The signs before the first word and behind the last
    /// are the quotation's own.
    fn against(&self, quoted: &[&str], text: &Words) -> Vec<DiffOp> {
        let ends = [quoted.first(), quoted.last()];
        let ends: Vec<&str> = ends.into_iter().flatten().copied().collect();
        let text: Vec<&str> = text
            .iter()
            .map(|word| {
                let end = ends.iter().find(|end| bare(end) == bare(word));
                end.filter(|end| !bare(end).is_empty()).copied().unwrap_or(word)
            })
            .collect();
        capture_diff_slices(Algorithm::Myers, quoted, &text)
    }

    fn words(&self) -> Words {
        let mut all = Words::default();
        self.pieces.iter().for_each(|piece| all.extend(&piece.words));
        all
    }
}

/// How many of the quoted words a text has at most, in whatever order and with whatever signs.
fn in_common(quoted: &[&str], text: &Words) -> usize {
    let mut there: HashMap<&str, usize> = HashMap::new();
    for word in text.iter() {
        *there.entry(bare(word)).or_default() += 1;
    }
    let mut take = |word: &&&str| match there.get_mut(bare(word)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    quoted.iter().filter(|word| take(word)).count()
}

/// The words of two texts where they part, each with the words around it; all of them where the texts
/// are short.
pub fn apart(was: &str, now: &str) -> (String, String) {
    let (was, now) = (Words::of(was), Words::of(now));
    let keys = [&was, &now].map(|words| words.iter().collect::<Vec<&str>>());
    let mut shown_was = vec![was.len() <= LONGEST_WHOLE; was.len()];
    let mut shown_now = vec![now.len() <= LONGEST_WHOLE; now.len()];
    for op in capture_diff_slices(Algorithm::Myers, &keys[0], &keys[1]) {
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
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    let mut count = 0;
    for (at, is_shown) in is_shown.iter().enumerate() {
        if *is_shown && count < MOST_SHOWN {
            count += 1;
            if let Some(run) = runs.last_mut() {
                run.push(at);
            }
        } else if runs.last().is_some_and(|run| !run.is_empty()) || runs.len() == 1 {
            runs.push(Vec::new());
        }
    }
    let runs: Vec<String> = runs.into_iter().map(|run| words.written(run)).collect();
    runs.join(" … ").trim().to_owned()
}

impl Piece {
    /// The words as a piece; none of no words.
    fn of(words: Words) -> Option<Piece> {
        let first = words.word(0)?;
        let opening = match words.len() {
            1 => String::new(),
            _ => first.trim_start_matches(is_sign).to_owned(),
        };
        let inner = words.iter().skip(1).take(words.len().saturating_sub(2));
        let longest = inner.filter(|word| !is_mark(word)).max_by_key(|word| word.len());
        let longest = longest.unwrap_or_default().to_owned();
        let fewest = 1 + words.iter().skip(1).filter(|word| !is_mark(word)).count();
        Some(Piece { opening, longest, fewest, words })
    }

    /// Where it stands in a text from a word on, in words.
    fn place(&self, text: &Words, from: usize) -> Option<Range<usize>> {
        if from + self.fewest > text.len() || !text.text.contains(&self.longest) {
            return None;
        }
        let opens = |at: &usize| {
            let end = text.ends.get(*at).copied().unwrap_or_default();
            text.text.as_bytes()[..end].ends_with(self.opening.as_bytes())
        };
        (from..=text.len() - self.fewest)
            .filter(opens)
            .find_map(|start| Some(start..end_of(&self.words, text, start)?))
    }
}

/// The word behind `piece` where it stands in `text` from `start` on. The signs before its first word
/// and behind its last are the quotation's own. So are the marks of a list that was put on one line.
fn end_of(piece: &Words, text: &Words, start: usize) -> Option<usize> {
    let mut at = start;
    for (number, quoted) in piece.iter().enumerate() {
        let (is_first, is_last) = (number == 0, number + 1 == piece.len());
        let stands = text.word(at).is_some_and(|word| match (is_first, is_last) {
            (false, false) => word == quoted,
            (true, true) => bare(word) == bare(quoted),
            (true, false) => word.trim_start_matches(is_sign) == quoted.trim_start_matches(is_sign),
            (false, true) => word.trim_end_matches(is_sign) == quoted.trim_end_matches(is_sign),
        });
        if stands {
            at += 1;
        } else if !(is_mark(quoted) && !is_first && text.begins_line(at)) {
            return None;
        }
    }
    Some(at)
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
