//! Reads Markdown as a reader of a web page would see it, and gives the words back.
//!
//! It shares the CommonMark parser with tenet, since that is what defines the language, and no other
//! line of code: what a renderer does wrong shows here.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The words of Markdown as GitHub reads it. An item of a list begins with its sign or number;
/// pictures, footnotes and HTML tags are no words. White space is single.
pub(crate) fn words(markdown: &str) -> String {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, OPTIONS) {
        reader.take(event, true);
    }
    spaced(&reader.out)
}

/// The words that stand on these lines of a file, both included, read as what they are in the whole
/// file. Words between HTML tags count.
pub(crate) fn words_on_lines(markdown: &str, first: usize, last: usize) -> String {
    let mut reader = Reader::default();
    let mut html = String::new();
    let lines = line_starts(markdown);
    let line_of = |at| line_of(&lines, at);
    for (event, place) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        let line = line_of(place.start);
        let here = (first..=last).contains(&line);
        match event {
            Event::Html(tags) if here => html.push_str(&tags),
            // A block of code is one event for all its lines.
            Event::Text(text) if line < first && line_of(place.end) > first => {
                let lines = text.split('\n').skip(first - line);
                let lines = lines.take(last + 1 - first).collect::<Vec<_>>();
                reader.take(Event::Text(lines.join("\n").into()), true);
            }
            event => {
                reader.out.push_str(&without_tags(&std::mem::take(&mut html)));
                reader.take(event, here);
            }
        }
    }
    reader.out.push_str(&without_tags(&html));
    spaced(&reader.out)
}

/// The headings of a page with their lines, those in HTML too.
pub(crate) fn headings(markdown: &str) -> Vec<(usize, String)> {
    let lines = line_starts(markdown);
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut pictures = 0_usize;
    for (event, place) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                open = Some((line_of(&lines, place.start), String::new()));
            }
            Event::End(TagEnd::Heading(_)) => found.extend(open.take()),
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if pictures == 0 => {
                open.iter_mut().for_each(|(_, words)| words.push_str(&text));
            }
            Event::Html(tags) => {
                let first = line_of(&lines, place.start);
                // What Jekyll makes of data is no heading of the page's.
                let headings = tags.lines().enumerate().filter(|(_, line)| {
                    line.trim_start().starts_with("<h") && !line.contains("{{")
                });
                found.extend(headings.map(|(at, line)| (first + at, spaced(&without_tags(line)))));
            }
            _ => {}
        }
    }
    found
}

/// Where each line of a text begins.
fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

fn line_of(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|start| *start <= at)
}

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

#[derive(Default)]
struct Reader {
    out: String,
    /// The number that the next item of each open list bears.
    lists: Vec<Option<u64>>,
    unseen: usize,
}

impl Reader {
    /// Goes on by an event; its words count where it stands `here`.
    fn take(&mut self, event: Event<'_>, here: bool) {
        match event {
            // Struck out is taken back; it is announced, and not quoted.
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::Strikethrough) => {
                self.unseen += 1;
            }
            Event::End(TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::Strikethrough) => {
                self.unseen -= 1;
            }
            _ if self.unseen > 0 => {}
            Event::Start(Tag::List(start)) => {
                self.out.push('\n');
                self.lists.push(start);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                self.out.push('\n');
            }
            Event::Start(Tag::Item) => {
                let sign = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("\n{}. ", *number - 1)
                    }
                    _ => "\n- ".to_owned(),
                };
                if here {
                    self.out.push_str(&sign);
                }
            }
            Event::Text(text) | Event::Code(text) if here => self.out.push_str(&text),
            Event::TaskListMarker(done) if here => {
                self.out.push_str(if done { "[x] " } else { "[ ] " });
            }
            Event::SoftBreak | Event::HardBreak => self.out.push('\n'),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.out.push('\n'),
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(_)
                | Tag::CodeBlock(_)
                | Tag::TableCell,
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::BlockQuote(_)
                | TagEnd::CodeBlock
                | TagEnd::TableCell
                | TagEnd::Item,
            ) => self.out.push('\n'),
            _ => {}
        }
    }
}

/// HTML without its tags, its comments and what Jekyll fills in.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '{']) {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        let ends = [
            ("<!--", "-->"),
            ("{% comment %}", "{% endcomment %}"),
            ("{% for ", "{% endfor %}"),
            ("<", ">"),
        ];
        let end = ends.iter().find(|(start, _)| from.starts_with(start)).map(|(_, end)| *end);
        if !from.starts_with("<a ") && !from.starts_with("</a>") {
            out.push(' ');
        }
        rest = from.split_once(end.unwrap_or("{")).map_or("", |(_, after)| after);
    }
    out + rest
}

/// Text with single spaces for all white space.
pub(crate) fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_reader_gives_words_back_and_no_signs() {
    for (markdown, expected) in [
        ("# A *b* `c`", "A b c"),
        ("1. one\n2. two\n   - three", "1. one 2. two - three"),
        ("a\\\nb \\*c\\* &amp; d[^1]\n\n[^1]: e", "a b *c* & d"),
        ("![picture](x.png)[link](y)", "link"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("*stray star", "*stray star"),
    ] {
        assert_eq!(words(markdown), expected, "{markdown}");
    }
}
