//! Lines as Zulip's server reads them: lists that stay lists, and blocks in fences.
//!
//! The server reads a message line by line before it reads its signs. A list needs an empty line before
//! it, and inside a list no fence is one. Never changes a word.

use crate::adapters::zulip::dialect::Zulip;
use crate::content::block::Dialect;

/// Words in a fence that sets them off as a quotation.
pub(super) fn in_quotation(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let fence = fence_around(words);
    format!("{fence}quote\n{words}\n{fence}")
}

/// A text that is hidden until its heading is pressed; `heading` has no sign of Markdown.
pub(super) fn in_spoiler(heading: &str, text: &str) -> String {
    let fence = fence_around(text);
    format!("{fence}spoiler {heading}\n{text}\n{fence}")
}

/// A fence longer than any that a line of `text` begins with.
fn fence_around(text: &str) -> String {
    let longest = text.lines().map(ticks).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// How many ticks a line begins with.
fn ticks(line: &str) -> usize {
    line.len() - line.trim_start_matches('`').len()
}

/// Whether a line begins an item of a list.
pub(super) fn is_item(line: &str) -> bool {
    marker(line).is_some()
}

/// What kind of list an item is of: whether it has a number.
fn marker(line: &str) -> Option<bool> {
    let line = line.trim_start_matches(' ');
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < line.len() && number.starts_with(". ") {
        return Some(true);
    }
    line.starts_with("- ").then_some(false)
}

/// Text of the walk with the lines that the server needs.
pub(super) fn laid_out(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut left = text.split('\n');
    while let Some(line) = left.next() {
        let (outer, words) = quoted_apart(line);
        let before = lines.last().map(|before| quoted_apart(before));
        let goes_on = before.is_some_and(|(same, words)| same == outer && !words.is_empty());
        let kind = marker(words);
        let same_kind = before.is_some_and(|(_, before)| marker(before) == kind);
        if kind.is_some() && goes_on && !same_kind {
            lines.push(outer.trim_end().to_owned());
        }
        match line.find("```") {
            Some(at) if is_set_in(&line[..at]) => {
                code_within(line, at, &mut left, &mut lines);
            }
            Some(0) => {
                let fence = &line[..ticks(line)];
                lines.push(line.to_owned());
                for line in left.by_ref() {
                    lines.push(line.to_owned());
                    if line == fence {
                        break;
                    }
                }
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// The signs of quotations that a line begins with, and what follows them.
fn quoted_apart(line: &str) -> (&str, &str) {
    let words = line.trim_start_matches(['>', ' ']);
    let signs = &line[..line.len() - words.len()];
    let end = signs.rfind('>').map_or(0, |at| at + 1);
    let end = if line[end..].starts_with(' ') && end > 0 { end + 1 } else { end };
    line.split_at(end)
}

/// Whether what stands before a fence is the start of an item, an indent or a quotation.
fn is_set_in(before: &str) -> bool {
    let signs = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '>' | '-' | '.');
    !before.is_empty() && before.chars().all(signs)
}

/// A block of code that stands inside something, where no fence is read: each of its lines is code.
fn code_within<'a>(
    first: &str,
    at: usize,
    left: &mut impl Iterator<Item = &'a str>,
    lines: &mut Vec<String>,
) {
    let (mut before, fence) = first.split_at(at);
    let fence = &fence[..ticks(fence)];
    let below: String =
        before.chars().map(|c| if matches!(c, '>' | ' ') { c } else { ' ' }).collect();
    for line in left {
        let line = line.get(at..).filter(|_| line.starts_with(&below)).unwrap_or_default();
        if line == fence {
            break;
        }
        let mut out = before.to_owned();
        Zulip.code(line, &mut out);
        lines.push(out.trim_end().to_owned());
        before = &below;
    }
}
