//! Reads one file of a source, whatever its publishing site makes of it, into blocks.
//!
//! What is not Markdown is dealt with here: a byte-order mark, Windows line ends, front matter,
//! Liquid, HTML around the Markdown, and text that was encoded twice. Line numbers stay those of the
//! file, so that a problem or a citation can name them.

use super::anchor::{AnchorRule, HeadingOrigin};
use super::block::Block;
use super::problem::{Place, Problem};
use super::{html, liquid, markdown, yaml};

/// A page as it was read.
#[derive(Debug, Default)]
pub struct Page {
    /// Its words, in order.
    pub blocks: Vec<Block>,
    /// Where the site publishes it, as its front matter says.
    pub permalink: Option<String>,
    /// The title in its front matter.
    pub title: Option<String>,
    /// How many lines the file has.
    pub lines: usize,
    /// What was noticed on the way.
    pub problems: Vec<Problem>,
}

/// Reads a page. `file` is its path below the content folder, for problems.
pub fn read(file: &str, text: &str, rule: AnchorRule) -> Page {
    let mut page = Page::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    page.lines = text.lines().count();
    let text = repaired(file, &text, &mut page.problems);
    // GitHub shows front matter as a table above the page; it is nobody's words.
    let text = without_front_matter(file, &text, rule, &mut page);
    match rule {
        AnchorRule::Github => {
            page.blocks = stretch(file, &text, 1, rule, HeadingOrigin::Top, &mut page.problems);
        }
        AnchorRule::Kramdown => {
            let text = liquid::without_liquid(file, &text, &mut page.problems);
            let text = without_kramdown_marks(&text);
            for region in html::regions(&text) {
                page.blocks.extend(match region {
                    html::Region::Markdown { start, end, inside_html } => {
                        let origin = if inside_html {
                            HeadingOrigin::InsideHtml
                        } else {
                            HeadingOrigin::Top
                        };
                        let line = line_of(&text, start);
                        stretch(file, &text[start..end], line, rule, origin, &mut page.problems)
                    }
                    html::Region::Html { start, end } => {
                        html::blocks(&text[start..end], line_of(&text, start))
                    }
                });
            }
        }
    }
    page
}

/// Reads a stretch of Markdown, unless it lies too deep in itself.
fn stretch(
    file: &str,
    text: &str,
    line: usize,
    rule: AnchorRule,
    origin: HeadingOrigin,
    problems: &mut Vec<Problem>,
) -> Vec<Block> {
    if markdown::nests_too_deep(text) {
        problems.push(Problem::error(
            Place::line(file, line),
            "Quotations, lists or emphasis lie too deep in one another to be read.",
            "Take the page apart; nobody can read that either.",
        ));
        return Vec::new();
    }
    markdown::blocks(text, line, rule, origin)
}

/// Whether a text looks like a page that Jekyll publishes: it opens with front matter.
pub fn looks_like_jekyll(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().next().is_some_and(|line| line.trim_end() == "---")
        && text.lines().skip(1).any(|line| line.trim_end() == "---")
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text[..offset].matches('\n').count()
}

/// Takes the front matter off, leaving its lines empty.
fn without_front_matter(file: &str, text: &str, rule: AnchorRule, page: &mut Page) -> String {
    if !looks_like_jekyll(text) {
        return text.to_owned();
    }
    let Some((_, rest)) = text.split_once('\n') else {
        return text.to_owned();
    };
    let length: usize =
        rest.split_inclusive('\n').take_while(|line| line.trim_end() != "---").map(str::len).sum();
    let (matter, after) = rest.split_at(length);
    match yaml::read(file, matter) {
        // Two lines across a page on GitHub are no front matter unless keys stand between them.
        read if rule == AnchorRule::Github
            && !read.as_ref().is_ok_and(|matter| matter.root().as_map().is_some()) =>
        {
            return text.to_owned();
        }
        Ok(matter) => {
            let text = |key: &str| {
                matter.root().get(key).and_then(|node| node.as_text()).map(str::to_owned)
            };
            page.permalink = text("permalink");
            page.title = text("title");
        }
        Err(problems) => page.problems.extend(problems.into_iter().map(|mut problem| {
            // The front matter begins on the second line of the file.
            problem.place.line += 1;
            problem
        })),
    }
    let closing = after.find('\n').map_or(after.len(), |at| at + 1);
    let skipped = 1 + matter.matches('\n').count() + after[..closing].matches('\n').count();
    format!("{}{}", "\n".repeat(skipped), &after[closing..])
}

/// Takes out what kramdown reads and does not print: attribute lists, comments, definitions of
/// abbreviations (<https://kramdown.gettalong.org/syntax.html>). Lists that give a heading its id stay
/// for [`markdown`] to read; code is left alone.
fn without_kramdown_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut hidden = false;
    for line in text.split_inclusive('\n') {
        let (words, end) = match line.strip_suffix('\n') {
            Some(words) => (words, "\n"),
            None => (line, ""),
        };
        let bare = words.trim();
        let fenced = ["```", "~~~"].into_iter().find(|sign| bare.starts_with(sign));
        match (fence, fenced) {
            (Some(open), Some(sign)) if open == sign => fence = None,
            (None, Some(sign)) if !hidden => fence = Some(sign),
            _ => {}
        }
        if fence.is_some() || fenced.is_some() {
            out.push_str(line);
            continue;
        }
        if bare.starts_with("{::comment") || bare.starts_with("{::options") {
            hidden = !bare.ends_with("/}") && !bare.contains("{:/");
        } else if hidden {
            hidden = !bare.starts_with("{:/");
        } else if bare.starts_with("*[") && bare.contains("]:") {
            // An abbreviation's long form.
        } else if bare.starts_with("{:") && bare.ends_with('}') && bare.contains('#') {
            out.push_str(words);
        } else {
            out.push_str(&without_attribute_lists(words));
        }
        out.push_str(end);
    }
    out
}

/// A line without `{: …}` and `{::…/}`, outside stretches of code.
fn without_attribute_lists(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for (at, stretch) in line.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        let mut rest = stretch;
        // Every second stretch between back-ticks is code.
        while let (true, Some(start)) = (at % 2 == 0, rest.find("{:")) {
            let Some(length) = rest[start..].find('}') else {
                break;
            };
            out.push_str(&rest[..start]);
            rest = &rest[start + length + 1..];
        }
        out.push_str(rest);
    }
    out
}

/// Mends text that was read as Windows-1252 and saved as UTF-8 once too often (`â€”` for `—`), and
/// reports each place.
fn repaired(file: &str, text: &str, problems: &mut Vec<Problem>) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut line, mut column) = (1, 1);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((meant, length)) = twice_encoded(rest) {
            let found = &rest[..length];
            problems.push(Problem::warning(
                Place { file: file.to_owned(), line, column },
                format!("The text is encoded twice: `{found}` stands for `{meant}`."),
                format!("Write `{meant}`. Answers quote it mended until then."),
            ));
            column += found.chars().count();
            out.push(meant);
            rest = &rest[length..];
            continue;
        }
        (line, column) = if first == '\n' { (line + 1, 1) } else { (line, column + 1) };
        out.push(first);
        rest = &rest[first.len_utf8()..];
    }
    out
}

/// The character that a twice encoded sequence at the start of `text` stands for, and the
/// sequence's length in bytes.
fn twice_encoded(text: &str) -> Option<(char, usize)> {
    let mut chars = text.char_indices();
    let lead = windows_1252(chars.next()?.1)?;
    let wanted = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = vec![lead];
    let mut length = 0;
    while bytes.len() < wanted {
        let (at, c) = chars.next()?;
        bytes.push(windows_1252(c).filter(|byte| (0x80..=0xbf).contains(byte))?);
        length = at + c.len_utf8();
    }
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // Only what Western text is made of: an accented letter before a closing guillemet would
    // otherwise be taken for a Chinese character.
    let plausible = matches!(meant, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{205e}' | '\u{20a0}'..='\u{2122}' | '\u{1f300}'..='\u{1faff}');
    plausible.then_some((meant, length))
}

/// The byte that [Windows-1252](https://encoding.spec.whatwg.org/#windows-1252) has for a character
/// beyond ASCII.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match c {
        '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        c => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::block::{left_out, render};
    use crate::content::dialect::Plain;

    fn kramdown(text: &str) -> (String, Vec<String>, Vec<String>) {
        let page = read("page.md", text, AnchorRule::Kramdown);
        let problems = page.problems.iter().map(|problem| problem.place.to_string()).collect();
        (render(&page.blocks, &Plain), left_out(&page.blocks), problems)
    }

    #[test]
    fn text_encoded_twice_is_mended_and_named_by_line_and_column() {
        let (text, _, problems) = kramdown("one\nmany organizationsâ€”not all\n");
        assert_eq!(text, "one many organizations—not all");
        assert_eq!(problems, ["page.md:2:19"]);
    }

    #[test]
    fn accents_and_guillemets_are_left_alone() {
        for text in ["« café\u{a0}» à Paris", "Größe — “quoted”", "São Paulo", "naïveté…"]
        {
            assert_eq!(kramdown(text), (text.to_owned(), vec![], vec![]));
        }
    }

    #[test]
    fn a_loop_over_data_is_left_out_and_announced() {
        let page = "<div>\n<p>Before</p>\n{% for m in site.data.board %}\n<h4>{{m.name}}</h4>\n{% endfor %}\n<p>After</p>\n</div>\n";
        let (text, left_out, problems) = kramdown(page);
        assert_eq!(text, "Before\n\nAfter");
        assert_eq!(left_out, ["a list that the page makes from site.data.board"]);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn liquid_that_is_not_understood_is_reported() {
        let (text, left_out, problems) = kramdown("Dues are {{ site.dues }} a year.\n");
        assert_eq!(text, "Dues are  a year.");
        assert_eq!(left_out, ["what the page fills in for site.dues"]);
        assert_eq!(problems, ["page.md:1"]);
    }

    #[test]
    fn comments_are_not_words_and_raw_is() {
        let (text, _, problems) =
            kramdown("a {% comment %}{% if x %}{% endcomment %}b {% raw %}{{c}}{% endraw %}\n");
        assert_eq!(text, "a b {{c}}");
        assert!(problems.is_empty());
    }

    #[test]
    fn what_looks_like_liquid_and_is_none_is_survived() {
        for text in ["{%}", "{{}", "{%", "{{ a", "{% for %}", "{% comment %}{%}", "{%%}{{}}"] {
            kramdown(text);
        }
    }

    #[test]
    fn what_nobody_can_read_is_refused() {
        for text in
            [">".repeat(100_000), "<b>".repeat(100_000), "*a _".repeat(10_000), "- ".repeat(5_000)]
        {
            let page = read("page.md", &format!("{text}x"), AnchorRule::Github);
            render(&page.blocks, &Plain);
        }
        let quotes = "> ".repeat(60);
        let deep = read("page.md", &format!("{quotes}x"), AnchorRule::Github);
        assert_eq!(deep.problems.len(), 1);
        let inside = format!("<div markdown=\"1\">\n{quotes}x\n</div>\n");
        let deep = read("page.md", &inside, AnchorRule::Kramdown);
        assert_eq!(deep.problems.len(), 1);
    }

    #[test]
    fn what_kramdown_does_not_print_is_no_words() {
        for (text, expected) in [
            ("with *em*{:.red} and `code {:.x}`{:.y}", "with em and code {:.x}"),
            ("one\n\n{::comment}\nhidden\n{:/comment}\n\ntwo", "one\n\ntwo"),
            ("HTML\n\n*[HTML]: Hyper Text", "HTML"),
            ("a\n{:.x}", "a"),
        ] {
            assert_eq!(kramdown(text).0, expected, "{text}");
        }
    }

    #[test]
    fn windows_line_ends_and_a_missing_last_one_change_nothing() {
        assert_eq!(kramdown("\u{feff}one\r\ntwo\r\n\r\nthree").0, "one two\n\nthree");
    }
}
