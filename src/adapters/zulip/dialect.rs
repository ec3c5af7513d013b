//! The signs of Zulip's Markdown.
//!
//! Decides on signs, never on words. Zulip's server reads a dialect of its own
//! (<https://zulip.com/help/format-your-message-using-markdown>): a backslash escapes nothing, `_` sets
//! nothing off, and more than Markdown becomes something else: mentions, wildcards, channels, times,
//! formulas, emoji by their names, and whatever looks like an address. A reference to a sign by its number
//! is shown as that sign and read as nothing, so copied words are those of the document.

use crate::content::block::{Dialect, Style};
use crate::content::dialect::{CommonMark, Plain, longest_run};
use crate::content::signs::{
    self, LONGEST_ADDRESS, ends_in_scheme, is_unwritten, line_of, push_coded, rows_as_lines,
};

/// The longest number that every reader of a list takes for one.
const LARGEST_NUMBER: u64 = 999_999_999;
/// What follows the sign with which a time begins, which everybody is shown in their own zone.
const TIME: &str = "time:";
/// Commands at the start of a message that the server obeys.
const OBEYED: [&str; 3] = ["me", "poll", "todo"];
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
        go_on(words, out);
        for (at, c) in words.char_indices().filter(|(_, c)| !is_unwritten(*c)) {
            let after = &words[at + c.len_utf8()..];
            let line = line_of(out);
            let escaped = match c {
                '*' | '`' | '^' => true,
                '[' | ']' => !is_paired(words, at),
                '(' => out.ends_with(']'),
                '<' => after.starts_with(TIME) || TIME.starts_with(after),
                // Mentions go on with stars, which may be the sign of a style that follows.
                // Behind a name, an address of mail may go on with it.
                '@' => {
                    after.trim_start_matches('_').is_empty()
                        || ends_in_name(out)
                        || out.ends_with('.')
                }
                '#' => {
                    line.trim().is_empty()
                        || after.is_empty()
                        || after.starts_with(|c: char| c.is_ascii_digit())
                }
                '~' => out.ends_with('~') || after.is_empty() || after.starts_with('~'),
                '&' => begins_reference(after),
                '|' => line.chars().all(|c| matches!(c, ' ' | '-' | ':' | '|')),
                '$' => out.ends_with('$'),
                ':' => begins_address(out, after) || ends_emoji(line),
                '.' => is_item_number(line, after) || joins_name(out, after),
                '/' => out.trim().is_empty() && is_obeyed(after),
                // A list, a line across, a quotation.
                '-' | '+' | '>' | '_' | '\t' => line.trim().is_empty(),
                ' ' => line.is_empty() && after.starts_with([' ', '\t']),
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
        let shown = in_link(&text.replace('\n', " "));
        let web = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let opens = match web {
            Some(rest) => rest.starts_with(char::is_alphanumeric),
            None => url.strip_prefix("mailto:").is_some_and(|rest| !rest.is_empty()),
        };
        if !opens || shown.trim().is_empty() || url.len() > LONGEST_ADDRESS {
            go_on(text, out);
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
        let language = signs::language(language);
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
        out.push_str(&rows_as_lines(head, rows, " &#124; "));
    }

    fn rule(&self, out: &mut String) {
        Plain.rule(out);
    }
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

/// Prepares the last sign for what follows it in another piece, with which it would make a link.
fn go_on(words: &str, out: &mut String) {
    if words.starts_with(char::is_alphabetic) && ends_in_dot_of_name(out) {
        escape_last('.', out);
    }
    if words.starts_with('(') {
        escape_last(']', out);
    }
}

/// Whether a bracket at this place has its other half in the same words, with none between them. No link
/// begins or ends with it as long as no round one follows.
fn is_paired(words: &str, at: usize) -> bool {
    let bracket = |c: char| matches!(c, '[' | ']');
    let (before, after) = (&words[..at], words.get(at + 1..).unwrap_or_default());
    match words[at..].starts_with('[') {
        true => after.find(bracket).is_some_and(|other| after[other..].starts_with(']')),
        false => before.rfind(bracket).is_some_and(|other| before[other..].starts_with('[')),
    }
}

/// Whether an ampersand here would begin a reference to a sign, or may where the words go on in another
/// piece.
fn begins_reference(after: &str) -> bool {
    let named = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let rest = after.trim_start_matches(named);
    rest.is_empty() || rest.starts_with(';') && rest.len() < after.len()
}

/// Whether a command that the server obeys begins here, or may where the words go on in another piece.
fn is_obeyed(after: &str) -> bool {
    OBEYED.iter().any(|name| after.starts_with(name) || name.starts_with(after))
}

/// Whether a colon here would make a link of an address; its words may go on in another piece.
fn begins_address(before: &str, after: &str) -> bool {
    after.starts_with('/') || after.is_empty() && ends_in_scheme(before)
}

/// Whether a colon at the end of this line would close the name of an emoji.
fn ends_emoji(line: &str) -> bool {
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '+' | '-');
    let name = line.rsplit_once(':').map(|(_, name)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(named))
}

/// Whether a dot between these would make what looks like the name of a server, such as `main.rs`. What
/// ends in a number, such as a version, does not, nor what ends in one letter, such as `e.g.`.
fn joins_name(before: &str, after: &str) -> bool {
    let mut letters = after.chars();
    let is_letter = |c: Option<char>| c.is_none_or(char::is_alphanumeric);
    let ends_in_word = letters.next().is_some_and(char::is_alphabetic) && is_letter(letters.next());
    ends_in_name(before) && ends_in_word
}

fn ends_in_name(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ';'))
}

fn ends_in_dot_of_name(text: &str) -> bool {
    text.strip_suffix('.').is_some_and(ends_in_name)
}

/// Whether a dot here would make the line an item of a list.
fn is_item_number(line: &str, after: &str) -> bool {
    let number = line.trim_start();
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_number && (after.is_empty() || after.starts_with([' ', '\t', '\n']))
}

/// Text of this dialect as the words of a link, in which the server reads no style, no address and no
/// item of a list. Outside code, stars and signs like these of a document are written by their number.
fn in_link(text: &str) -> String {
    let in_code = |at: usize| at % 2 == 1;
    let pieces = text.split('`').enumerate().map(|(at, piece)| match in_code(at) {
        true => piece.to_owned(),
        false => {
            let mut piece = piece.replace('*', "").replace("&#58;//", "://");
            for sign in ['.', '@', '#'] {
                piece = piece.replace(&escape(sign), sign.encode_utf8(&mut [0; 4]));
            }
            piece
        }
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
            push_coded(c, &mut out);
        } else {
            out.push(c);
        }
    }
    out
}
