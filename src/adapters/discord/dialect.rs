//! The signs of Discord's Markdown.
//!
//! Decides on signs, never on words. Discord's clients read a dialect of their own
//! (<https://support.discord.com/hc/en-us/articles/210298617>) with rules that match letter by letter and
//! know no nesting, and turn more than Markdown into something else: mentions, addresses, emoji by their
//! names, times (<https://discord.com/developers/docs/reference#message-formatting>). A backslash before
//! a sign takes any meaning from it; no letter is added that would be copied with the words.

use crate::content::block::{Dialect, Style};
use crate::content::dialect::{CommonMark, Plain};
use crate::content::signs::{
    self, LONGEST_ADDRESS, ends_in_scheme, is_unwritten, line_of, push_coded, rows_as_lines,
};

/// Discord's Markdown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Discord;

/// Words of our own as Discord shows exactly them.
pub(super) fn plain(words: &str) -> String {
    let mut out = String::new();
    Discord.text(words, &mut out);
    out
}

impl Dialect for Discord {
    fn text(&self, words: &str, out: &mut String) {
        for (at, c) in words.char_indices().filter(|(_, c)| !is_unwritten(*c)) {
            let after = &words[at + c.len_utf8()..];
            let escaped = match c {
                '\\' | '`' | '*' | '_' | '~' | '|' | '[' | ']' | '<' | '>' => true,
                // Nobody can be named with a mere sign and a name, but everybody can.
                '@' => after.is_empty() || starts_with_everybody(after),
                ':' => begins_address(out, after) || ends_emoji(line_of(out)),
                '#' | '-' | '+' => line_of(out).trim().is_empty(),
                '.' | ')' => is_number(line_of(out).trim_start()),
                _ => false,
            };
            if escaped {
                out.push('\\');
            }
            out.push(c);
        }
    }

    fn code(&self, words: &str, out: &mut String) {
        let words = words.replace(['\n', '\r'], " ");
        // Code without words cannot be written. Two stretches that touch would be read as one, and
        // those who are named in code are named all the same.
        if words.trim().is_empty() || out.ends_with('`') || names_somebody(&words) {
            self.text(&words, out);
            return;
        }
        CommonMark.code(&words, out);
    }

    fn style(
        &self,
        style: Style,
        words: &str,
        before: Option<char>,
        after: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        // The first sign that could end the style ends it, wherever it stands.
        let broken = words.contains(['\n', '`']) || has_unescaped(words, '*');
        CommonMark.style(style, words, before, after).filter(|_| !broken)
    }

    fn link(&self, url: &str, text: &str, out: &mut String) {
        let shown = text.replace('\n', " ");
        let unseen = shown.trim().is_empty();
        if let Some(address) = url.strip_prefix("mailto:") {
            // Only addresses of the web can stand behind words.
            out.push_str(text);
            let address = plain(address.split('?').next().unwrap_or_default());
            if !unseen && !shown.contains(&address) {
                out.push_str(&format!(" ({address})"));
            }
            return;
        }
        let web = url.starts_with("https://") || url.starts_with("http://");
        if unseen || !web || url.len() > LONGEST_ADDRESS {
            out.push_str(text);
            return;
        }
        let address = address(url);
        if is_same_address(&shown, url) {
            // No backslash belongs into an address, nor a preview below the message.
            out.push_str(&format!("<{address}>"));
        } else if looks_like_address(&shown) || !are_paired(&shown) {
            // Discord shows a link under the name of another as it is typed.
            out.push_str(&format!("{text} (<{address}>)"));
        } else {
            out.push_str(&format!("[{shown}](<{address}>)"));
        }
    }

    fn line_break(&self, out: &mut String) {
        out.push('\n');
    }

    fn item_marker(&self, number: Option<u64>) -> String {
        match number {
            // A number that is no list's is left as it is.
            Some(number) => format!("{number}\\. "),
            None => "- ".to_owned(),
        }
    }

    fn between_lists(&self) -> &'static str {
        "\n\n"
    }

    fn quote_prefix(&self) -> &'static str {
        // Quotations do not nest: inside the one that every passage is, the sign is shown.
        "\\> "
    }

    fn code_block(&self, language: &str, text: &str, out: &mut String) {
        if text.contains("```") || text.trim().is_empty() || names_somebody(text) {
            let lines: Vec<String> = text.split('\n').map(plain).collect();
            out.push_str(&lines.join("\n"));
            return;
        }
        let language = signs::language(language);
        out.push_str(&format!("```{language}\n{text}\n```"));
    }

    fn heading(&self, _: u8, text: &str, out: &mut String) {
        // The smallest there is: a larger one would be larger than the name of the passage.
        out.push_str(&format!("### {}", text.replace('\n', " ")));
    }

    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        // There are no tables: each row is a line.
        out.push_str(&rows_as_lines(head, rows, " \\| "));
    }

    fn rule(&self, out: &mut String) {
        Plain.rule(out);
    }
}

/// Whether a colon here would make a link of an address; its words may go on in another piece.
fn begins_address(before: &str, after: &str) -> bool {
    after.starts_with("//") || after.is_empty() && ends_in_scheme(before)
}

/// Whether a colon at the end of this line would close the name of an emoji.
fn ends_emoji(line: &str) -> bool {
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    let name = line.rsplit_once(':').map(|(_, name)| name);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(named))
}

fn starts_with_everybody(words: &str) -> bool {
    let starts =
        |name: &str| words.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    starts("everyone") || starts("here")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Whether words have what Discord's servers read as a mention, code or not.
fn names_somebody(words: &str) -> bool {
    ["@everyone", "@here", "<@", "<#", "</", "<t:", "<id:"].iter().any(|sign| words.contains(sign))
}

fn has_unescaped(text: &str, sign: char) -> bool {
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        if c == '\\' {
            letters.next();
        } else if c == sign {
            return true;
        }
    }
    false
}

/// An address without the signs that would end it, or a style around it.
fn address(url: &str) -> String {
    let written = |c: char| match c {
        '<' | '>' | '(' | ')' | '[' | ']' | '\\' | '*' | '|' | '`' | '"' => true,
        c => c.is_whitespace() || c.is_control(),
    };
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if written(c) {
            push_coded(c, &mut out);
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether text in this dialect shows an address itself.
fn is_same_address(text: &str, url: &str) -> bool {
    text == plain(url) && address(url) == url
}

/// Whether text in this dialect shows what a reader would take for an address of the web.
fn looks_like_address(text: &str) -> bool {
    let text = text.replace('\\', "").to_lowercase();
    text.contains("://") || text.split_whitespace().any(|word| word.starts_with("www."))
}

/// Whether each bracket in text has its other one, escaped or not: words of a link end where they do not.
fn are_paired(text: &str) -> bool {
    let mut open = false;
    for c in text.chars() {
        match c {
            '[' if open => return false,
            ']' if !open => return false,
            '[' => open = true,
            ']' => open = false,
            _ => {}
        }
    }
    !open
}
