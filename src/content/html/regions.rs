//! Parts a kramdown page into stretches of Markdown and of HTML.
//!
//! It finds where each begins and ends and reads neither: Markdown inside HTML follows other rules than
//! Markdown at the top of a page, and the readers must be told which is which.

use super::{BLOCK_ELEMENTS, VOID_ELEMENTS, attribute, string, tokens};
use html5gum::Token;

/// A stretch of a page, in the order of the page.
#[derive(Debug)]
pub(in crate::content) enum Region {
    /// To be read as Markdown; `inside_html` where an element around it says so.
    Markdown { start: usize, end: usize, inside_html: bool },
    /// To be read as HTML.
    Html { start: usize, end: usize },
}

/// Parts a kramdown page into stretches of Markdown and of HTML.
///
/// Only elements with `markdown="1"` (or `block`) hold Markdown, as
/// [kramdown has it](https://kramdown.gettalong.org/syntax.html#html-blocks).
pub(in crate::content) fn regions(page: &str) -> Vec<Region> {
    let mut found = Vec::new();
    markdown_regions(page, 0, page.len(), false, &mut found);
    found
}

fn markdown_regions(
    page: &str,
    start: usize,
    end: usize,
    inside_html: bool,
    found: &mut Vec<Region>,
) {
    let mut markdown_from = start;
    let mut line_start = start;
    let mut fence: Option<String> = None;
    while line_start < end {
        let line_end = page[line_start..end].find('\n').map_or(end, |at| line_start + at + 1);
        let line = &page[line_start..line_end];
        let trimmed = line.trim_start_matches(' ');
        if let Some(open) = &fence {
            if trimmed.trim_end().starts_with(open.as_str()) {
                fence = None;
            }
        } else if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fence = Some(trimmed[..3].to_owned());
        } else if line.len() - trimmed.len() <= 3 && begins_block_element(trimmed) {
            if markdown_from < line_start {
                found.push(Region::Markdown { start: markdown_from, end: line_start, inside_html });
            }
            line_start = html_region(page, line_start, end, found);
            markdown_from = line_start;
            continue;
        }
        line_start = line_end;
    }
    if markdown_from < end {
        found.push(Region::Markdown { start: markdown_from, end, inside_html });
    }
}

fn begins_block_element(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else {
        return false;
    };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let name: String = rest
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    BLOCK_ELEMENTS.contains(&name.as_str())
}

/// Follows the HTML that begins at `start` until its elements are closed; returns where it ends.
fn html_region(page: &str, start: usize, end: usize, found: &mut Vec<Region>) -> usize {
    let mut open: Vec<String> = Vec::new();
    let mut piece_start = start;
    let mut position = start;
    'restart: loop {
        for token in tokens(&page[position..end]) {
            match token {
                Token::StartTag(tag) => {
                    let name = string(&tag.name);
                    if tag.self_closing || VOID_ELEMENTS.contains(&name.as_str()) {
                        continue;
                    }
                    let holds_markdown = matches!(
                        attribute(&tag.attributes, "markdown").as_deref(),
                        Some("1" | "block")
                    );
                    if holds_markdown {
                        let inner_start = position + tag.span.end;
                        let inner_end = closing_tag(page, &name, inner_start, end);
                        found.push(Region::Html { start: piece_start, end: inner_start });
                        markdown_regions(page, inner_start, inner_end, true, found);
                        open.push(name);
                        piece_start = inner_end;
                        position = inner_end;
                        continue 'restart;
                    }
                    open.push(name);
                }
                Token::EndTag(tag) => {
                    let name = string(&tag.name);
                    if let Some(at) = open.iter().rposition(|open| *open == name) {
                        open.truncate(at);
                    }
                    if open.is_empty() {
                        let after = position + tag.span.end;
                        found.push(Region::Html { start: piece_start, end: after });
                        return after;
                    }
                }
                _ => {}
            }
        }
        found.push(Region::Html { start: piece_start, end });
        return end;
    }
}

/// Where the closing tag begins that belongs to an element opened before `start`.
fn closing_tag(page: &str, name: &str, start: usize, end: usize) -> usize {
    let mut depth = 1usize;
    let mut line_start = start;
    let (opening, closing) = (format!("<{name}"), format!("</{name}"));
    while line_start < end {
        let line_end = page[line_start..end].find('\n').map_or(end, |at| line_start + at + 1);
        // Only tags that begin a line count: inside a paragraph they may be part of an example.
        let line = &page[line_start..line_end];
        let tag = line.trim_start();
        if tag.starts_with(&closing) {
            depth -= 1;
            if depth == 0 {
                return line_start;
            }
        } else if tag.starts_with(&opening) && !line.contains(&closing) {
            depth += 1;
        }
        line_start = line_end;
    }
    end
}
