//! Reads Markdown into [`Block`]s.
//!
//! Alone in naming pulldown-cmark. It keeps the source's characters: no typographic quotes, no
//! smart dashes. It knows nothing of sections, anchors or links.

use super::anchor::{AnchorRule, HeadingOrigin};
use super::block::{Block, BlockKind, DEEPEST, Heading, Inline, Item, Lines, Style};
use super::html::{self, InlineTag};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// Whether a text nests deeper than is read.
pub fn nests_too_deep(text: &str) -> bool {
    let mut depth = 0usize;
    Parser::new_ext(text, options()).any(|event| {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

/// The blocks of a stretch of Markdown whose first line is line `first_line` of its file.
pub fn blocks(
    text: &str,
    first_line: usize,
    rule: AnchorRule,
    origin: HeadingOrigin,
) -> Vec<Block> {
    let line_ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut reader = Reader {
        events: Parser::new_ext(text, options()).into_offset_iter(),
        text,
        first_line,
        line_ends,
        origin,
    };
    let blocks = reader.blocks_until(None);
    match rule {
        AnchorRule::Github => blocks,
        AnchorRule::Kramdown => with_attribute_lists(blocks),
    }
}

struct Reader<'a, Events: Iterator<Item = (Event<'a>, Range<usize>)>> {
    events: Events,
    text: &'a str,
    first_line: usize,
    line_ends: Vec<usize>,
    origin: HeadingOrigin,
}

/// A style or link that is open inside a paragraph, with the words so far.
struct Open {
    end: OpenEnd,
    inlines: Vec<Inline>,
}

#[derive(PartialEq)]
enum OpenEnd {
    Paragraph,
    Style(Style),
    Link(String),
    Image(String),
    HtmlTag { name: String, href: Option<String> },
}

impl<'a, Events: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, Events> {
    fn lines(&self, range: &Range<usize>) -> Lines {
        let line =
            |offset: usize| self.first_line + self.line_ends.partition_point(|end| *end < offset);
        let source = &self.text[range.clone()];
        let lead = source.len() - source.trim_start_matches(['\n', '\r']).len();
        let end = range.start + source.trim_end().len();
        let first = line(range.start + lead);
        Lines { first, last: line(end.saturating_sub(1)).max(first) }
    }

    /// Reads blocks up to the end of the element that is open.
    ///
    /// A tight list item holds words with no paragraph around them; they become one.
    fn blocks_until(&mut self, until: Option<TagEnd>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut loose: Option<(Range<usize>, Vec<Event<'a>>)> = None;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(end) if Some(end) == until => break,
                Event::Start(tag) if is_block(&tag) => {
                    self.flush_loose(&mut loose, &mut blocks);
                    if let Some(kind) = self.block(tag, &range, &mut blocks) {
                        blocks.push(Block { lines: self.lines(&range), kind });
                    }
                }
                Event::Rule => {
                    self.flush_loose(&mut loose, &mut blocks);
                    blocks.push(Block { lines: self.lines(&range), kind: BlockKind::Rule });
                }
                event => match &mut loose {
                    Some((whole, events)) => {
                        whole.end = range.end;
                        events.push(event);
                    }
                    None => loose = Some((range, vec![event])),
                },
            }
        }
        self.flush_loose(&mut loose, &mut blocks);
        blocks
    }

    fn flush_loose(
        &self,
        loose: &mut Option<(Range<usize>, Vec<Event<'a>>)>,
        blocks: &mut Vec<Block>,
    ) {
        if let Some((range, events)) = loose.take() {
            let inlines = inlines(events.into_iter());
            if !inlines.is_empty() {
                blocks
                    .push(Block { lines: self.lines(&range), kind: BlockKind::Paragraph(inlines) });
            }
        }
    }

    /// Reads one block; HTML may hold several, which go straight to `blocks`.
    fn block(
        &mut self,
        tag: Tag<'a>,
        range: &Range<usize>,
        blocks: &mut Vec<Block>,
    ) -> Option<BlockKind> {
        let end = tag.to_end();
        match tag {
            Tag::Paragraph => Some(BlockKind::Paragraph(self.inlines_until(end))),
            Tag::Heading { level, .. } => Some(BlockKind::Heading(Heading {
                depth: level as u8,
                text: self.inlines_until(end),
                given_id: None,
                origin: self.origin,
            })),
            Tag::BlockQuote(_) => Some(BlockKind::Quote(self.blocks_until(Some(end)))),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                let text = self.raw_until(end).trim_end_matches('\n').to_owned();
                Some(BlockKind::Code { language, text })
            }
            Tag::HtmlBlock => {
                let first_line = self.lines(range).first;
                let raw = self.raw_until(end);
                blocks.extend(html::blocks(&raw, first_line));
                None
            }
            Tag::List(start) => {
                let mut items = Vec::new();
                while let Some((event, range)) = self.events.next() {
                    match event {
                        Event::Start(Tag::Item) => {
                            let blocks = self.blocks_until(Some(TagEnd::Item));
                            items.push(Item { lines: self.lines(&range), blocks });
                        }
                        Event::End(TagEnd::List(_)) => break,
                        _ => {}
                    }
                }
                Some(BlockKind::List { start, items })
            }
            Tag::FootnoteDefinition(label) => Some(BlockKind::Footnote {
                label: label.to_string(),
                blocks: self.blocks_until(Some(end)),
            }),
            Tag::Table(_) => Some(self.table()),
            _ => {
                blocks.extend(self.blocks_until(Some(end)));
                None
            }
        }
    }

    fn table(&mut self) -> BlockKind {
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(self.inlines_until(TagEnd::TableCell)),
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        BlockKind::Table { head, rows }
    }

    fn raw_until(&mut self, until: TagEnd) -> String {
        let mut raw = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::End(end) if end == until => break,
                Event::Text(text) | Event::Html(text) | Event::Code(text) => raw.push_str(&text),
                _ => {}
            }
        }
        raw
    }

    fn inlines_until(&mut self, until: TagEnd) -> Vec<Inline> {
        let events: Vec<Event<'a>> = self
            .events
            .by_ref()
            .map(|(event, _)| event)
            .take_while(|event| !matches!(event, Event::End(end) if *end == until))
            .collect();
        inlines(events.into_iter())
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Tags inside a paragraph that say how its words are meant.
const STYLING_TAGS: [&str; 8] = ["a", "b", "strong", "i", "em", "del", "s", "strike"];

/// Reads the events of one paragraph.
fn inlines<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Inline> {
    let mut open = vec![Open { end: OpenEnd::Paragraph, inlines: Vec::new() }];
    for event in events {
        let inline = match event {
            Event::Text(text) => Inline::Text(text.to_string()),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                Inline::Code(text.to_string())
            }
            Event::SoftBreak => Inline::SoftBreak,
            Event::HardBreak => Inline::Break,
            Event::FootnoteReference(label) => Inline::FootnoteMark(label.to_string()),
            Event::TaskListMarker(done) => {
                Inline::Text(if done { "[x] " } else { "[ ] " }.to_owned())
            }
            Event::Start(tag) => {
                let end = match tag {
                    Tag::Strong => OpenEnd::Style(Style::Strong),
                    Tag::Strikethrough => OpenEnd::Style(Style::Strikethrough),
                    Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                        OpenEnd::Link(format!("mailto:{dest_url}"))
                    }
                    Tag::Link { dest_url, .. } => OpenEnd::Link(dest_url.to_string()),
                    Tag::Image { dest_url, .. } => OpenEnd::Image(dest_url.to_string()),
                    _ => OpenEnd::Style(Style::Emphasis),
                };
                open.push(Open { end, inlines: Vec::new() });
                continue;
            }
            Event::End(_) => {
                // Tags left open inside what ends here end with it.
                while matches!(open.last(), Some(Open { end: OpenEnd::HtmlTag { .. }, .. })) {
                    close(&mut open);
                }
                close(&mut open);
                continue;
            }
            Event::InlineHtml(tag) | Event::Html(tag) => match html::inline_tag(&tag) {
                InlineTag::Open { name, .. } if name == "br" => Inline::Break,
                InlineTag::Open { .. } if open.len() > DEEPEST => continue,
                InlineTag::Open { name, href } if STYLING_TAGS.contains(&name.as_str()) => {
                    open.push(Open { end: OpenEnd::HtmlTag { name, href }, inlines: Vec::new() });
                    continue;
                }
                InlineTag::Close(name) => {
                    let matches = |open: &Open| matches!(&open.end, OpenEnd::HtmlTag { name: open, .. } if *open == name);
                    if open.last().is_some_and(matches) {
                        close(&mut open);
                    }
                    continue;
                }
                InlineTag::Generated(what) => Inline::Generated(what),
                InlineTag::Open { .. } | InlineTag::Other => continue,
            },
            Event::Rule => continue,
        };
        push(&mut open, inline);
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|paragraph| paragraph.inlines).unwrap_or_default()
}

fn push(open: &mut [Open], inline: Inline) {
    let Some(last) = open.last_mut() else { return };
    match (last.inlines.last_mut(), inline) {
        // The parser cuts words at signs it looked at twice; readers should not see the seams.
        (Some(Inline::Text(before)), Inline::Text(words)) => before.push_str(&words),
        // `<br>` at the end of a line is one break, not a break and a space.
        (Some(Inline::Break), Inline::SoftBreak) => {}
        (_, inline) => last.inlines.push(inline),
    }
}

fn close(open: &mut Vec<Open>) {
    if open.len() < 2 {
        return;
    }
    let Some(closed) = open.pop() else { return };
    let text = closed.inlines;
    let inline = match closed.end {
        OpenEnd::Style(style) => Inline::Styled(style, text),
        OpenEnd::Link(url) => Inline::Link { url, text },
        OpenEnd::Image(url) => {
            Inline::Image { url, alt: super::block::render_inlines(&text, &super::dialect::Plain) }
        }
        OpenEnd::HtmlTag { name, href } => match (name.as_str(), href) {
            ("a", Some(url)) => Inline::Link { url, text },
            ("b" | "strong", _) => Inline::Styled(Style::Strong, text),
            ("i" | "em", _) => Inline::Styled(Style::Emphasis, text),
            ("del" | "s" | "strike", _) => Inline::Styled(Style::Strikethrough, text),
            _ => return text.into_iter().for_each(|inline| push(open, inline)),
        },
        OpenEnd::Paragraph => return,
    };
    push(open, inline);
}

/// kramdown's attribute lists say how words look or what id a heading has, and are no words
/// (<https://kramdown.gettalong.org/syntax.html#attribute-list-definitions>).
fn with_attribute_lists(blocks: Vec<Block>) -> Vec<Block> {
    let mut read: Vec<Block> = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        match &mut block.kind {
            BlockKind::Heading(heading) => heading.given_id = header_id(&mut heading.text),
            BlockKind::Paragraph(inlines) => {
                let list = attribute_list(inlines);
                if inlines.is_empty() {
                    if let (Some(id), Some(Block { kind: BlockKind::Heading(heading), .. })) =
                        (list.and_then(|list| id_in(&list)), read.last_mut())
                    {
                        heading.given_id = Some(id);
                    }
                    continue;
                }
            }
            _ => {}
        }
        read.push(block);
    }
    read
}

/// Takes `{#id}` off the end of a heading
/// (<https://kramdown.gettalong.org/syntax.html#specifying-a-header-id>).
fn header_id(text: &mut [Inline]) -> Option<String> {
    let Some(Inline::Text(last)) = text.last_mut() else {
        return None;
    };
    let (words, id) = last.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
    let valid = id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-'));
    if !valid || !words.ends_with([' ', '\t']) {
        return None;
    }
    let id = id.to_owned();
    *last = words.trim_end().to_owned();
    Some(id)
}

/// Takes `{: …}` off the end of a paragraph.
fn attribute_list(inlines: &mut Vec<Inline>) -> Option<String> {
    let Some(Inline::Text(last)) = inlines.last() else {
        return None;
    };
    let list = last.strip_prefix("{:")?.strip_suffix('}')?.to_owned();
    inlines.pop();
    while matches!(inlines.last(), Some(Inline::SoftBreak | Inline::Break)) {
        inlines.pop();
    }
    Some(list)
}

fn id_in(list: &str) -> Option<String> {
    list.split_whitespace().find_map(|word| word.strip_prefix('#')).map(str::to_owned)
}
