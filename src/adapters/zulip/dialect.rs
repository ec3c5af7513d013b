//! The signs of Zulip's Markdown.
//!
//! Decides on signs, never on words. Zulip's server reads a dialect of its own
//! (<https://zulip.com/help/format-your-message-using-markdown>): a backslash escapes nothing, `_` sets
//! nothing off, and more than Markdown becomes something else: mentions, wildcards, channels, times,
//! formulas, emoji by their names, and whatever looks like an address. A reference to a sign by its number
//! is shown as that sign and read as nothing, so copied words are those of the document.

use crate::content::block::{Dialect, Style};
use crate::content::dialect::{CommonMark, Plain, longest_run};

/// A longer address, in bytes, would take more of a message than its words.
const LONGEST_ADDRESS: usize = 1_000;
/// The longest number that every reader of a list takes for one.
const LARGEST_NUMBER: u64 = 999_999_999;
/// What follows a fence and makes something else of it than code.
const NO_LANGUAGES: [&str; 6] = ["quote", "quoted", "spoiler", "math", "latex", "tex"];
/// Files at whose address Zulip shows a preview below the message.
const SHOWN_FILES: [&str; 14] = [
    "apng", "avif", "bmp", "gif", "heic", "ico", "jpeg", "jpg", "mov", "mp4", "png", "tiff",
    "webm", "webp",
];

/// Zulip's Markdown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zulip;

/// Words of our own as Zulip shows exactly them.
pub(super) fn plain(words: &str) -> String {
    let mut out = String::new();
    Zulip.text(words, &mut out);
    out
}

impl Dialect for Zulip {
    fn text(&self, words: &str, out: &mut String) {
        if words.starts_with(char::is_alphabetic) && ends_in_dot_of_name(out) {
            escape_last('.', out);
        }
        for (at, c) in words.char_indices().filter(|(_, c)| !is_unwritten(*c)) {
            let after = &words[at + c.len_utf8()..];
            let escaped = match c {
                '*' | '`' | '[' | ']' | '<' | '@' | '~' | '|' | '#' | '&' | '^' => true,
                '$' => out.ends_with('$'),
                ':' => begins_address(out, after) || ends_emoji(line_of(out)),
                '.' => is_number(line_of(out)) || joins_name(out, after),
                // A list, a line across, a quotation, a command that the server obeys.
                '-' | '+' | '>' | '_' | '/' | '\t' => line_of(out).trim().is_empty(),
                ' ' => line_of(out).is_empty() && after.starts_with([' ', '\t']),
                _ => false,
            };
            if escaped {
                out.push_str(&escape(c));
            } else {
                out.push(c);
            }
        }
    }

    fn code(&self, words: &str, out: &mut String) {
        let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let signs = longest_run(&words, '`') + 1;
        // Three signs would open a block. No space is taken off the ends, so none can be put there.
        let edges = words.starts_with('`') || words.ends_with(['`', '\\']);
        if words.trim().is_empty() || edges || signs > 2 || out.ends_with('`') {
            self.text(&words, out);
            return;
        }
        escape_last('\\', out);
        let fence = "`".repeat(signs);
        out.push_str(&format!("{fence}{words}{fence}"));
    }

    fn style(
        &self,
        style: Style,
        words: &str,
        before: Option<char>,
        after: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        // Signs of styles within one another are read wherever they stand, in code too.
        let broken = words.contains(['\n', '*', '`', '^']);
        CommonMark.style(style, words, before, after).filter(|_| !broken)
    }

    fn link(&self, url: &str, text: &str, out: &mut String) {
        // No style is read in the words of a link.
        let shown = without_styles(&text.replace('\n', " "));
        let web = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let opens = match web {
            Some(rest) => rest.starts_with(char::is_alphanumeric),
            None => url.strip_prefix("mailto:").is_some_and(|rest| !rest.is_empty()),
        };
        if !opens || shown.trim().is_empty() || url.len() > LONGEST_ADDRESS {
            out.push_str(text);
            return;
        }
        // Before a link it would make a picture of it.
        escape_last('!', out);
        out.push_str(&format!("[{shown}]({})", address(url)));
    }

    fn line_break(&self, out: &mut String) {
        out.push('\n');
    }

    fn item_marker(&self, number: Option<u64>) -> String {
        match number {
            Some(number) if number > LARGEST_NUMBER => format!("{number}{} ", escape('.')),
            number => Plain.item_marker(number),
        }
    }

    fn item_indent(&self, _: &str) -> String {
        // Whatever the marker is (<https://zulip.com/help/format-your-message-using-markdown#lists>).
        "  ".to_owned()
    }

    fn between_lists(&self) -> &'static str {
        // Without words between them they would be read, and counted, as one.
        "\n\n&nbsp;\n\n"
    }

    fn quote_prefix(&self) -> &'static str {
        "> "
    }

    fn code_block(&self, language: &str, text: &str, out: &mut String) {
        let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
        let known =
            |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '#' | '_');
        let language: String = language.chars().take_while(known).collect();
        let other = NO_LANGUAGES.contains(&language.to_lowercase().as_str());
        // Without one, it would be the language that the organisation has chosen.
        let language = if other || language.is_empty() { "text" } else { &language };
        let text: String = text.chars().filter(|c| !is_unwritten(*c)).collect();
        out.push_str(&format!("{fence}{language}\n{text}\n{fence}"));
    }

    fn heading(&self, _: u8, text: &str, out: &mut String) {
        // A small one: a larger one would be larger than the name of the passage.
        out.push_str(&format!("#### {}", text.replace('\n', " ")));
    }

    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        // On a phone a table is cut off at the edge, and in a list it is none: each row is a line.
        let lines = std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
        let lines = lines.map(|cells| cells.join(" &#124; ").replace('\n', " "));
        out.push_str(&lines.collect::<Vec<_>>().join("\n"));
    }

    fn rule(&self, out: &mut String) {
        Plain.rule(out);
    }
}

/// What no message has: the server refuses it or means something by it.
fn is_unwritten(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// A sign by its number.
fn escape(c: char) -> String {
    format!("&#{};", u32::from(c))
}

/// Writes the last sign by its number, where it is this one: what follows would make something of it.
fn escape_last(c: char, out: &mut String) {
    if out.ends_with(c) {
        out.truncate(out.len() - c.len_utf8());
        out.push_str(&escape(c));
    }
}

/// Whether a colon here would make a link of an address; its words may go on in another piece.
fn begins_address(before: &str, after: &str) -> bool {
    let scheme = |name: &str| {
        let start = before.len().saturating_sub(name.len());
        before.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(name))
    };
    after.starts_with('/') || after.is_empty() && (scheme("http") || scheme("https"))
}

/// Whether a colon at the end of this line would close the name of an emoji.
fn ends_emoji(line: &str) -> bool {
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '+' | '-');
    let name = line.rsplit_once(':').map(|(_, name)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(named))
}

/// Whether a dot between these would make what looks like the name of a server, such as `main.rs`. What
/// ends in a number, such as a version, does not.
fn joins_name(before: &str, after: &str) -> bool {
    ends_in_name(before) && after.starts_with(char::is_alphabetic)
}

fn ends_in_name(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ';'))
}

fn ends_in_dot_of_name(text: &str) -> bool {
    text.strip_suffix('.').is_some_and(ends_in_name)
}

/// The line that is being written.
fn line_of(out: &str) -> &str {
    out.rsplit('\n').next().unwrap_or_default()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Text of this dialect without the signs of styles. Stars of a document are written by their number, so
/// all outside code are signs.
fn without_styles(text: &str) -> String {
    let in_code = |at: usize| at % 2 == 1;
    let pieces = text.split('`').enumerate().map(|(at, piece)| match in_code(at) {
        true => piece.to_owned(),
        false => piece.replace('*', ""),
    });
    pieces.collect::<Vec<_>>().join("`")
}

/// An address without the signs that would end it, mean something else, or bring a preview of a file
/// below the message. A sign and its code are the same to whoever opens it
/// (<https://www.rfc-editor.org/rfc/rfc3986#section-2.3>).
fn address(url: &str) -> String {
    let ends_path = url.find(['?', '#']).unwrap_or(url.len());
    let file = url[..ends_path].rsplit_once('.').map(|(before, ending)| (before.len(), ending));
    let shown = |ending: &str| SHOWN_FILES.iter().any(|file| ending.eq_ignore_ascii_case(file));
    let dot = file.filter(|(_, ending)| shown(ending)).map(|(dot, _)| dot);
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        let coded = match c {
            '<' | '>' | '(' | ')' | '[' | ']' | '\\' | '*' | '|' | '`' | '"' | '\'' | ';' | '$' => {
                true
            }
            '.' => dot == Some(at),
            c => c.is_whitespace() || c.is_control(),
        };
        if coded {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}
