//! Reads HTML inside a page into the same blocks as its Markdown.
//!
//! Alone in naming the HTML tokeniser. It is tolerant as browsers are: what is not closed ends with
//! the text, what closes nothing is passed over. It never gives an anchor to a heading; that is
//! [`super::anchor`]'s.

mod regions;

pub(super) use regions::{Region, regions};

use super::anchor::HeadingOrigin;
use super::block::{Block, BlockKind, DEEPEST, Heading, Inline, Item, Lines, Style};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Spanned, Token, Tokenizer};
use std::collections::BTreeMap;

/// A tag or a comment that stands alone inside a paragraph of Markdown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InlineTag {
    /// `<name …>`, with the address of a link.
    Open { name: String, href: Option<String> },
    /// `</name>`.
    Close(String),
    /// A mark of [`generated_mark`].
    Generated(String),
    /// Nothing that a reader sees.
    Other,
}

/// Reads one tag or comment.
pub(super) fn inline_tag(text: &str) -> InlineTag {
    let mut read = InlineTag::Other;
    for Ok(token) in Tokenizer::new(text) {
        match token {
            Token::StartTag(tag) => {
                read = InlineTag::Open {
                    name: string(&tag.name),
                    href: attribute(&tag.attributes, "href"),
                };
            }
            Token::EndTag(tag) => read = InlineTag::Close(string(&tag.name)),
            Token::Comment(comment) => {
                if let Some(what) = generated(&string(&comment)) {
                    read = InlineTag::Generated(what);
                }
            }
            _ => {}
        }
    }
    read
}

const GENERATED: &str = "generated: ";

/// A comment that stands for what the site fills in, so that the readers of HTML and Markdown can
/// tell where it was.
pub(super) fn generated_mark(what: &str) -> String {
    format!("<!--{GENERATED}{}-->", what.replace("--", "- -").replace('>', " "))
}

fn generated(comment: &str) -> Option<String> {
    comment.strip_prefix(GENERATED).map(str::to_owned)
}

/// Elements that begin a stretch of HTML where they begin a line
/// ([kramdown's block elements](https://kramdown.gettalong.org/syntax.html#html-blocks)).
const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "iframe",
    "li",
    "main",
    "menu",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

const VOID_ELEMENTS: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

fn tokens(text: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(text, emitter).map(|Ok(token)| token)
}

fn string(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

fn attribute<S: html5gum::SpanBound>(
    attributes: &BTreeMap<HtmlString, Spanned<HtmlString, S>>,
    name: &str,
) -> Option<String> {
    attributes.get(name.as_bytes()).map(|value| string(&value.value))
}

/// The blocks of a stretch of HTML whose first line is line `first_line` of its file.
pub(super) fn blocks(html: &str, first_line: usize) -> Vec<Block> {
    let mut reader = Reader { open: vec![Element::new("", first_line)] };
    let line_at = line_counter(html, first_line);
    for token in tokens(html) {
        match token {
            Token::StartTag(tag) => {
                let mut element = Element::new(&string(&tag.name), line_at(tag.span.start));
                element.href = attribute(&tag.attributes, "href");
                element.id = attribute(&tag.attributes, "id");
                element.alt = attribute(&tag.attributes, "alt");
                element.src = attribute(&tag.attributes, "src");
                element.start = attribute(&tag.attributes, "start").and_then(|n| n.parse().ok());
                reader.start(element, tag.self_closing);
            }
            Token::EndTag(tag) => reader.end(&string(&tag.name), line_at(tag.span.end)),
            Token::String(text) => {
                let source = html.get(text.span.start..text.span.end).unwrap_or_default();
                let lead = source.len() - source.trim_start().len();
                let last = line_at(text.span.start + source.trim_end().len());
                let first = line_at(text.span.start + lead).min(last);
                reader.text(&string(&text.value), first, last);
            }
            Token::Comment(comment) => {
                if let Some(what) = generated(&string(&comment.value)) {
                    reader.generated(what, line_at(comment.span.end));
                }
            }
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.finish(line_at(html.trim_end().len()))
}

fn line_counter(text: &str, first_line: usize) -> impl Fn(usize) -> usize {
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    move |offset| first_line + ends.partition_point(|end| *end < offset)
}

struct Element {
    name: String,
    href: Option<String>,
    id: Option<String>,
    alt: Option<String>,
    src: Option<String>,
    start: Option<u64>,
    first_line: usize,
    text_from: usize,
    text_to: usize,
    blocks: Vec<Block>,
    items: Vec<Item>,
    cells: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    inlines: Vec<Inline>,
}

impl Element {
    fn new(name: &str, first_line: usize) -> Self {
        Element {
            name: name.to_owned(),
            href: None,
            id: None,
            alt: None,
            src: None,
            start: None,
            first_line,
            text_from: first_line,
            text_to: first_line,
            blocks: Vec::new(),
            items: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
            inlines: Vec::new(),
        }
    }

    fn is_inline(&self) -> bool {
        !self.name.is_empty() && !BLOCK_ELEMENTS.contains(&self.name.as_str())
    }

    /// Whether what it holds lies deeper in what is read; a `<div>` leaves no trace.
    fn nests(&self) -> bool {
        self.is_inline() || matches!(self.name.as_str(), "blockquote" | "ul" | "ol" | "li")
    }

    /// Turns the words gathered so far into a paragraph.
    fn flush(&mut self) {
        let inlines = trimmed(std::mem::take(&mut self.inlines));
        if !inlines.is_empty() {
            self.blocks.push(Block {
                lines: Lines { first: self.text_from, last: self.text_to.max(self.text_from) },
                kind: BlockKind::Paragraph(inlines),
            });
        }
    }
}

struct Reader {
    open: Vec<Element>,
}

impl Reader {
    fn start(&mut self, element: Element, self_closing: bool) {
        let line = element.first_line;
        match element.name.as_str() {
            "br" => return self.inline(Inline::Break, line, line),
            "img" => {
                let image = Inline::Image {
                    url: element.src.unwrap_or_default(),
                    alt: element.alt.unwrap_or_default(),
                };
                return self.inline(image, line, line);
            }
            "hr" => return self.block(BlockKind::Rule, line, line),
            "p" | "li" | "td" | "th" | "tr" | "dt" | "dd" => {
                self.close_implied(&element.name, line)
            }
            name if VOID_ELEMENTS.contains(&name) => return,
            _ => {}
        }
        if !element.is_inline() {
            self.flush();
        }
        let nested = self.open.iter().filter(|open| open.nests()).count();
        if !self_closing && nested < DEEPEST {
            self.open.push(element);
        }
    }

    /// A second `<p>` or `<li>` closes the first
    /// ([optional tags](https://html.spec.whatwg.org/#optional-tags)).
    fn close_implied(&mut self, name: &str, line: usize) {
        let same = |open: &Element| match name {
            "td" | "th" => matches!(open.name.as_str(), "td" | "th"),
            "dt" | "dd" => matches!(open.name.as_str(), "dt" | "dd"),
            _ => open.name == name,
        };
        if self.open.last().is_some_and(same) {
            let name = self.open.last().map(|open| open.name.clone()).unwrap_or_default();
            self.end(&name, line);
        }
    }

    fn end(&mut self, name: &str, line: usize) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.open.len() > at.max(1) {
            self.close_last(line);
        }
    }

    fn finish(mut self, line: usize) -> Vec<Block> {
        while self.open.len() > 1 {
            self.close_last(line);
        }
        self.flush();
        self.open.pop().map(|root| root.blocks).unwrap_or_default()
    }

    fn close_last(&mut self, line: usize) {
        let Some(mut element) = self.open.pop() else {
            return;
        };
        let first = element.first_line;
        let lines = Lines { first, last: line };
        let kind = match element.name.as_str() {
            "script" | "style" | "template" | "head" | "title" => return,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let text = trimmed(element.inlines);
                if text.is_empty() {
                    return;
                }
                BlockKind::Heading(Heading {
                    depth: element.name[1..].parse().unwrap_or(6),
                    text,
                    given_id: element.id,
                    origin: HeadingOrigin::RawHtml,
                })
            }
            "ul" | "ol" => {
                let numbered = element.name == "ol";
                BlockKind::List {
                    start: numbered.then(|| element.start.unwrap_or(1)),
                    items: element.items,
                }
            }
            "li" => {
                element.flush();
                let item = Item { lines, blocks: element.blocks };
                match self.open.last_mut() {
                    Some(list) if matches!(list.name.as_str(), "ul" | "ol") => {
                        list.items.push(item)
                    }
                    Some(other) => other.blocks.extend(item.blocks),
                    None => {}
                }
                return;
            }
            "td" | "th" => {
                let cell = trimmed(element.inlines);
                if let Some(row) = self.open.last_mut() {
                    row.cells.push(cell);
                }
                return;
            }
            "tr" | "thead" | "tbody" | "tfoot" => {
                if !element.cells.is_empty() {
                    element.rows.push(element.cells);
                }
                if let Some(parent) = self.open.last_mut() {
                    parent.rows.extend(element.rows);
                }
                return;
            }
            "table" if !element.rows.is_empty() => {
                let mut rows = element.rows.into_iter();
                BlockKind::Table { head: rows.next().unwrap_or_default(), rows: rows.collect() }
            }
            "pre" => BlockKind::Code {
                language: String::new(),
                text: words(&element.inlines).trim_matches('\n').to_owned(),
            },
            "blockquote" => {
                element.flush();
                BlockKind::Quote(element.blocks)
            }
            _ if element.is_inline() => return self.close_inline(element, line),
            _ => {
                element.flush();
                if let Some(parent) = self.open.last_mut() {
                    parent.blocks.extend(element.blocks);
                }
                return;
            }
        };
        self.block(kind, lines.first, lines.last);
    }

    fn close_inline(&mut self, element: Element, line: usize) {
        let blocks = element.blocks;
        let text = element.inlines;
        match element.name.as_str() {
            "a" if element.href.is_some() => {
                let url = element.href.unwrap_or_default();
                self.inline(Inline::Link { url, text }, line, line);
            }
            "strong" | "b" => self.inline(Inline::Styled(Style::Strong, text), line, line),
            "em" | "i" => self.inline(Inline::Styled(Style::Emphasis, text), line, line),
            "del" | "s" | "strike" => {
                self.inline(Inline::Styled(Style::Strikethrough, text), line, line)
            }
            "code" | "tt" | "kbd" => self.inline(Inline::Code(words(&text)), line, line),
            _ => text.into_iter().for_each(|inline| self.inline(inline, line, line)),
        }
        if let Some(parent) = self.open.last_mut() {
            parent.blocks.extend(blocks);
        }
    }

    fn text(&mut self, text: &str, first: usize, last: usize) {
        let preformatted = self.open.iter().any(|open| open.name == "pre");
        if preformatted {
            return self.inline(Inline::Text(text.to_owned()), first, last);
        }
        let starts_apart = text.starts_with(|c: char| c.is_ascii_whitespace());
        let ends_apart = text.ends_with(|c: char| c.is_ascii_whitespace());
        let words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if starts_apart {
            self.inline(Inline::SoftBreak, first, last);
        }
        if words.is_empty() {
            return;
        }
        self.inline(Inline::Text(words), first, last);
        if ends_apart {
            self.inline(Inline::SoftBreak, first, last);
        }
    }

    fn generated(&mut self, what: String, line: usize) {
        self.flush();
        self.block(BlockKind::Generated(what), line, line);
    }

    fn inline(&mut self, inline: Inline, first: usize, last: usize) {
        if let Some(element) = self.open.last_mut() {
            if element.inlines.iter().all(|inline| *inline == Inline::SoftBreak) {
                element.text_from = first;
            }
            if inline != Inline::SoftBreak {
                element.text_to = last;
            }
            element.inlines.push(inline);
        }
    }

    fn block(&mut self, kind: BlockKind, first: usize, last: usize) {
        self.flush();
        if let Some(element) = self.open.last_mut() {
            element.blocks.push(Block { lines: Lines { first, last }, kind });
        }
    }

    fn flush(&mut self) {
        if let Some(element) = self.open.last_mut() {
            element.flush();
        }
    }
}

/// The words without the space around them; nothing where there are none.
fn trimmed(mut inlines: Vec<Inline>) -> Vec<Inline> {
    let space = |inline: &Inline| matches!(inline, Inline::SoftBreak | Inline::Break);
    while inlines.last().is_some_and(space) {
        inlines.pop();
    }
    let leading = inlines.iter().take_while(|inline| space(inline)).count();
    inlines.drain(..leading);
    inlines
}

fn words(inlines: &[Inline]) -> String {
    super::block::render_inlines(inlines, &super::dialect::Plain)
}
