//! The dialects that are nobody's platform: plain text, and CommonMark.
//!
//! They decide on signs, never on words. What a sign would be taken for by a reader of Markdown is
//! escaped here, so that the words come back as they were.

use super::block::{Dialect, Style};

/// The words alone: no mark-up, no URLs; `- ` and `1. ` begin the items of lists.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Dialect for Plain {
    fn text(&self, words: &str, out: &mut String) {
        out.push_str(words);
    }
    fn code(&self, words: &str, out: &mut String) {
        out.push_str(words);
    }
    fn style(
        &self,
        _: Style,
        _: &str,
        _: Option<char>,
        _: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        None
    }
    fn link(&self, _: &str, text: &str, out: &mut String) {
        out.push_str(text);
    }
    fn line_break(&self, out: &mut String) {
        out.push('\n');
    }
    fn item_marker(&self, number: Option<u64>) -> String {
        match number {
            Some(number) => format!("{number}. "),
            None => "- ".to_owned(),
        }
    }
    fn between_lists(&self) -> &'static str {
        "\n\n"
    }
    fn quote_prefix(&self) -> &'static str {
        ""
    }
    fn code_block(&self, _: &str, text: &str, out: &mut String) {
        out.push_str(text);
    }
    fn heading(&self, _: u8, text: &str, out: &mut String) {
        out.push_str(text);
    }
    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        out.push_str(&head.join("\t"));
        for row in rows {
            out.push('\n');
            out.push_str(&row.join("\t"));
        }
    }
    fn rule(&self, _: &mut String) {}
}

/// CommonMark with tables and strike-through, as GitHub reads it.
#[derive(Debug, Clone, Copy)]
pub struct CommonMark;

impl Dialect for CommonMark {
    fn text(&self, words: &str, out: &mut String) {
        let mut letters = words.chars().peekable();
        while let Some(c) = letters.next() {
            let at_start = out.is_empty() || out.ends_with('\n');
            let number_before = || {
                let line = out.rsplit('\n').next().unwrap_or_default();
                !line.is_empty() && line.chars().all(|c| c.is_ascii_digit())
            };
            let escaped = match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' => true,
                '#' | '+' | '-' | '=' | ':' => at_start,
                '.' | ')' => number_before(),
                // Before a link it would make a picture of it.
                '!' => letters.peek().is_none(),
                _ => false,
            };
            if escaped {
                out.push('\\');
            }
            out.push(c);
        }
    }
    fn code(&self, words: &str, out: &mut String) {
        // Two stretches of code that touch would be read as one.
        if out.ends_with('`') {
            out.push_str("<!-- -->");
        }
        let fence = "`".repeat(longest_run(words, '`') + 1);
        // One space on each side is taken off code that begins and ends with one.
        let spaced = words.starts_with(' ') && words.ends_with(' ') && !words.trim().is_empty();
        let ticks = words.starts_with('`') || words.ends_with('`');
        let pad = if ticks || spaced { " " } else { "" };
        out.push_str(&format!("{fence}{pad}{words}{pad}{fence}"));
    }
    fn style(
        &self,
        style: Style,
        words: &str,
        before: Option<char>,
        after: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        // The rules for delimiter runs (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run),
        // on their safe side: apart from other words, and not against another sign.
        let sign = |c: char| matches!(c, '*' | '_' | '~' | '\\' | '`');
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !sign(c));
        let edges = (words.chars().next()?, words.chars().next_back()?);
        let whole = |c: char| !c.is_whitespace() && !sign(c);
        let reads = apart(before) && apart(after) && whole(edges.0) && whole(edges.1);
        reads.then_some(match style {
            Style::Strong => ("**", "**"),
            Style::Emphasis => ("*", "*"),
            Style::Strikethrough => ("~~", "~~"),
        })
    }
    fn link(&self, url: &str, text: &str, out: &mut String) {
        if url.is_empty() {
            out.push_str(text);
            return;
        }
        let url: String = url
            .chars()
            .map(|c| match c {
                '<' | '>' | '\\' | ' ' | '\n' | '\r' | '\t' => format!("%{:02X}", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        out.push_str(&format!("[{text}](<{url}>)"));
    }
    fn line_break(&self, out: &mut String) {
        out.push_str("\\\n");
    }
    fn item_marker(&self, number: Option<u64>) -> String {
        Plain.item_marker(number)
    }
    fn between_lists(&self) -> &'static str {
        "\n\n<!-- -->\n\n"
    }
    fn quote_prefix(&self) -> &'static str {
        "> "
    }
    fn code_block(&self, language: &str, text: &str, out: &mut String) {
        let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
        let language = language.replace('`', "");
        out.push_str(&format!("{fence}{language}\n{text}\n{fence}"));
    }
    fn heading(&self, depth: u8, text: &str, out: &mut String) {
        let mut text = on_one_line(text);
        // A `#` at the end would close the heading.
        if text.ends_with('#') && !text.ends_with("\\#") {
            text.insert(text.len() - 1, '\\');
        }
        out.push_str(&format!("{} {text}", "#".repeat(depth.clamp(1, 6).into())));
    }
    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        let cells = |row: &[String]| -> String {
            row.iter().map(|cell| in_a_cell(cell)).collect::<Vec<_>>().join(" | ")
        };
        out.push_str(&format!("| {} |\n", cells(head)));
        out.push_str(&format!("|{}", "---|".repeat(head.len())));
        for row in rows {
            out.push_str(&format!("\n| {} |", cells(row)));
        }
    }
    fn rule(&self, out: &mut String) {
        // Not `---`, which after `- ` would be a line instead of an item.
        out.push_str("***");
    }
}

/// Text whose line breaks have no place where it stands.
fn on_one_line(text: &str) -> String {
    text.replace("\\\n", " ").replace('\n', " ")
}

/// Text of a cell: a bar in it, be it in code, would end the cell.
fn in_a_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in on_one_line(text).chars() {
        if c == '|' && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The length of the longest run of `sign` in `text`: a fence must be longer.
pub fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or(0) / sign.len_utf8()
}
