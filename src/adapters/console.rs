//! The terminal's face: a reply as text or as Markdown.
//!
//! Words of documents pass through the one walk of [`crate::content::block`]; what a terminal would
//! take for a command of its own is taken out of them.

use crate::content::block::{Dialect, Style, render};
use crate::content::dialect::{CommonMark, Plain};
use crate::content::passage::Passage;
use crate::wording::{Line, Part};
use anstyle::{Effects, Style as Ansi};

/// Lines no longer than this are easy to read.
const WIDEST: usize = 96;

/// How a reply is shown.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Whether styles are understood.
    pub styled: bool,
    /// The width to wrap at, in columns; `None` leaves lines as they are.
    pub width: Option<usize>,
}

impl Screen {
    /// Text as it is: for pipes and files.
    pub const PLAIN: Screen = Screen { styled: false, width: None };

    /// The terminal that standard output leads to, if it leads to one.
    pub fn of_stdout() -> Screen {
        use std::io::IsTerminal;
        if !std::io::stdout().is_terminal() {
            return Screen::PLAIN;
        }
        let choice = anstream::AutoStream::choice(&std::io::stdout());
        Screen {
            styled: choice != anstream::ColorChoice::Never,
            width: Some(textwrap::termwidth().clamp(20, WIDEST)),
        }
    }

    fn styled(self, effects: Effects, text: &str) -> String {
        if !self.styled || text.is_empty() {
            return text.to_owned();
        }
        let style = Ansi::new().effects(effects);
        text.split('\n')
            .map(|line| format!("{style}{line}{style:#}"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn wrapped(self, text: &str, indent: &str) -> String {
        let lines = text.split('\n').flat_map(|line| match self.width {
            Some(width) => {
                // A list item's second line stands under its first word, not under its sign.
                let hang = hanging(line);
                let first = indent.to_owned();
                let next = format!("{indent}{hang}");
                let options = textwrap::Options::new(width)
                    .initial_indent(&first)
                    .subsequent_indent(&next)
                    .break_words(false)
                    .word_splitter(textwrap::WordSplitter::NoHyphenation)
                    .word_separator(textwrap::WordSeparator::AsciiSpace);
                textwrap::wrap(line, options).into_iter().map(|line| line.into_owned()).collect()
            }
            None => vec![format!("{indent}{line}")],
        });
        lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }
}

fn hanging(line: &str) -> String {
    let lead = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[lead..];
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marker = if rest.starts_with("- ") {
        2
    } else if digits > 0 && rest[digits..].starts_with(". ") {
        digits + 2
    } else {
        0
    };
    " ".repeat(lead + marker)
}

/// A reply as text.
pub fn text(parts: &[Part], screen: Screen) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for part in parts {
        let block = match part {
            Part::Say(words) | Part::AsTyped(words) => screen.wrapped(&clean(words), ""),
            Part::Title { text, url } => {
                let title = screen.styled(Effects::BOLD, &screen.wrapped(&clean(text), ""));
                if url.is_empty() || url.starts_with("mailto:") {
                    title
                } else {
                    format!("{title}\n{}", screen.styled(Effects::UNDERLINE, &clean(url)))
                }
            }
            Part::Quote(passage, _) => screen.wrapped(&quote(passage, screen), "  "),
            Part::Lines(lines) => {
                lines.iter().map(|line| text_line(line, screen)).collect::<Vec<_>>().join("\n")
            }
            Part::Aside(words) | Part::Edition(words) => {
                screen.styled(Effects::DIMMED, &screen.wrapped(&clean(words), ""))
            }
        };
        // Asides and lists belong to what they follow.
        let joined = match (part, blocks.last_mut()) {
            (Part::Aside(_) | Part::Edition(_), Some(before)) if ends_in_aside(parts, part) => {
                before.push('\n');
                before.push_str(&block);
                true
            }
            (Part::Lines(_), Some(before)) => {
                before.push('\n');
                before.push_str(&block);
                true
            }
            _ => false,
        };
        if !joined {
            blocks.push(block);
        }
    }
    let mut text = blocks.join("\n\n");
    text.push('\n');
    text
}

/// Whether the part before this aside is an aside too.
fn ends_in_aside(parts: &[Part], part: &Part) -> bool {
    let at = parts.iter().position(|other| std::ptr::eq(other, part)).unwrap_or(0);
    at > 0 && matches!(parts[at - 1], Part::Aside(_) | Part::Edition(_))
}

fn quote(passage: &Passage, screen: Screen) -> String {
    if screen.styled { render(&passage.blocks, &Terminal) } else { clean(&passage.text) }
}

fn text_line(line: &Line, screen: Screen) -> String {
    let indent = "  ".repeat(line.depth);
    let mut text = screen.wrapped(&format!("- {}", clean(&line.text)), &indent);
    let below = format!("{indent}  ");
    if let Some(ask) = &line.ask {
        text.push_str(&format!("\n{below}{}", screen.styled(Effects::BOLD, &clean(ask))));
    } else if let Some(url) = line.url.as_ref().filter(|url| !url.is_empty()) {
        text.push_str(&format!("\n{below}{}", screen.styled(Effects::UNDERLINE, &clean(url))));
    }
    text
}

/// Text without the signs that a terminal obeys.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Words on a terminal that understands styles: emphasis shows, a link is underlined and opens.
struct Terminal;

impl Dialect for Terminal {
    fn text(&self, words: &str, out: &mut String) {
        out.push_str(&clean(words));
    }
    fn code(&self, words: &str, out: &mut String) {
        out.push_str(&clean(words));
    }
    fn style(
        &self,
        style: Style,
        _: &str,
        _: Option<char>,
        _: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        Some(match style {
            Style::Strong => ("\u{1b}[1m", "\u{1b}[22m"),
            Style::Emphasis => ("\u{1b}[3m", "\u{1b}[23m"),
            Style::Strikethrough => ("\u{1b}[9m", "\u{1b}[29m"),
        })
    }
    fn link(&self, _: &str, text: &str, out: &mut String) {
        out.push_str(&format!("\u{1b}[4m{text}\u{1b}[24m"));
    }
    fn line_break(&self, out: &mut String) {
        out.push('\n');
    }
    fn item_marker(&self, number: Option<u64>) -> String {
        Plain.item_marker(number)
    }
    fn between_lists(&self) -> &'static str {
        Plain.between_lists()
    }
    fn quote_prefix(&self) -> &'static str {
        "  "
    }
    fn code_block(&self, language: &str, text: &str, out: &mut String) {
        Plain.code_block(language, &clean(text), out);
    }
    fn heading(&self, _: u8, text: &str, out: &mut String) {
        out.push_str(&format!("\u{1b}[1m{text}\u{1b}[22m"));
    }
    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        Plain.table(head, rows, out);
    }
    fn rule(&self, _: &mut String) {}
}

/// A reply as Markdown.
pub fn markdown(parts: &[Part]) -> String {
    let plain = |text: &str| {
        let mut out = String::new();
        CommonMark.text(text, &mut out);
        out
    };
    let linked = |text: &str, url: Option<&str>| match url {
        Some(url) if !url.is_empty() => {
            let mut out = String::new();
            CommonMark.link(url, &plain(text), &mut out);
            out
        }
        _ => plain(text),
    };
    let mut blocks: Vec<String> = Vec::new();
    for part in parts {
        blocks.push(match part {
            Part::Say(words) | Part::AsTyped(words) | Part::Aside(words) | Part::Edition(words) => {
                plain(words)
            }
            Part::Title { text, url } => format!("**{}**", linked(text, Some(url))),
            Part::Quote(passage, _) => {
                let mut quoted = String::new();
                for line in passage.markdown.split('\n') {
                    quoted.push_str(if line.is_empty() { ">" } else { "> " });
                    quoted.push_str(line);
                    quoted.push('\n');
                }
                quoted.trim_end().to_owned()
            }
            Part::Lines(lines) => lines
                .iter()
                .map(|line| {
                    let indent = "  ".repeat(line.depth);
                    let mut text = format!("{indent}- {}", linked(&line.text, line.url.as_deref()));
                    if let Some(ask) = &line.ask {
                        let mut code = String::new();
                        CommonMark.code(ask, &mut code);
                        text.push_str(&format!(" {code}"));
                    }
                    text
                })
                .collect::<Vec<_>>()
                .join("\n"),
        });
    }
    let mut text = blocks.join("\n\n");
    text.push('\n');
    text
}
