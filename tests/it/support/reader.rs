//! Reads Markdown as a reader of a web page would see it, and gives the words back.
//!
//! It shares the CommonMark parser with tenet, since that is what defines the language, and no other
//! line of code: what a renderer does wrong shows here.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The words of Markdown as GitHub reads it. An item of a list begins with its sign or number;
/// pictures, footnotes and HTML tags are no words. White space is single.
pub(crate) fn words(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut out = String::new();
    // The number that the next item of each open list bears.
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut unseen = 0_usize;
    for event in Parser::new_ext(markdown, options) {
        match event {
            // Struck out is taken back; it is announced, and not quoted.
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::Strikethrough) => {
                unseen += 1;
            }
            Event::End(TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::Strikethrough) => {
                unseen -= 1;
            }
            _ if unseen > 0 => {}
            Event::Start(Tag::List(start)) => {
                out.push('\n');
                lists.push(start);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                out.push('\n');
            }
            Event::Start(Tag::Item) => match lists.last_mut() {
                Some(Some(number)) => {
                    out.push_str(&format!("\n{number}. "));
                    *number += 1;
                }
                _ => out.push_str("\n- "),
            },
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::TaskListMarker(done) => out.push_str(if done { "[x] " } else { "[ ] " }),
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::InlineHtml(tag) if tag.starts_with("<br") => out.push('\n'),
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
            ) => out.push('\n'),
            _ => {}
        }
    }
    spaced(&out)
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
