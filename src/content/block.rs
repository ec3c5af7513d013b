//! A document's words as data, and the one walk that turns them back into text.
//!
//! Every rendering (plain text, Markdown, a terminal, a chat platform) is a [`Dialect`] given to
//! [`render`]. A dialect decides how a link or an emphasis looks; it is handed the words and never
//! chooses, cuts or reorders them. What is not words (a footnote mark, an image, a list that the
//! site generates) is left out here and named by [`left_out`], so that it can be announced.

use serde::{Deserialize, Serialize};

/// How deep blocks and styles may lie in one another. The walks over them and the catalogue's JSON
/// recurse, so there must be an end.
pub const DEEPEST: usize = 24;

/// The lines of a file that a block stands on, both included, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The first line.
    pub first: usize,
    /// The last line.
    pub last: usize,
}

impl Lines {
    /// The lines from the first of `self` to the last of `other`.
    pub fn to(self, other: Lines) -> Lines {
        Lines { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

/// A paragraph, a list, a heading: what stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands in its file.
    pub lines: Lines,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of [`Block`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// A heading; sections are made from these.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, numbered from `start` or with bullets.
    List {
        /// The number of the first item of a numbered list.
        start: Option<u64>,
        /// The items in order.
        items: Vec<Item>,
    },
    /// A quotation, which may hold quotations.
    Quote(Vec<Block>),
    /// A block of code, its lines unchanged.
    Code {
        /// The language after the fence, or nothing.
        language: String,
        /// The lines, without the last line's end.
        text: String,
    },
    /// A table: the head's cells, then the rows.
    Table {
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A line across the page.
    Rule,
    /// The text of a footnote, by its label.
    Footnote {
        /// What the mark in the text says.
        label: String,
        /// The footnote's own words.
        blocks: Vec<Block>,
    },
    /// Something that the site makes when it publishes the page, named for a reader.
    Generated(String),
}

/// A heading as the page has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 for the largest, 6 for the smallest.
    pub depth: u8,
    /// Its words.
    pub text: Vec<Inline>,
    /// An id that the page itself sets.
    pub given_id: Option<String>,
    /// Where it stands, as far as its anchor depends on it.
    pub origin: super::anchor::HeadingOrigin,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Where it stands in its file.
    pub lines: Lines,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A stretch of words inside a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Words set as code.
    Code(String),
    /// Words in a style.
    Styled(Style, Vec<Inline>),
    /// Words that link somewhere.
    Link {
        /// Where to, as the page writes it until the document makes it absolute.
        url: String,
        /// The words.
        text: Vec<Inline>,
    },
    /// A picture: no words of the page.
    Image {
        /// Where it is.
        url: String,
        /// What the page says for readers who do not see it.
        alt: String,
    },
    /// The end of a line that the page insists on (`<br>`).
    Break,
    /// The end of a line in the source, a space to a reader.
    SoftBreak,
    /// A footnote's mark.
    FootnoteMark(String),
    /// Something that the site fills in when it publishes the page.
    Generated(String),
}

/// How words are set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck through.
    Strikethrough,
}

/// How one medium writes words, links and lists. Implementations decide on signs, never on words.
pub trait Dialect {
    /// Appends words so that the medium shows exactly them.
    fn text(&self, words: &str, out: &mut String);
    /// Appends words set as code.
    fn code(&self, words: &str, out: &mut String);
    /// The signs before and after `words` in a style; `None` where they would not be read as such
    /// between the letters `before` and `after`, or where the medium has none.
    fn style(
        &self,
        style: Style,
        words: &str,
        before: Option<char>,
        after: Option<char>,
    ) -> Option<(&'static str, &'static str)>;
    /// Appends a link; `text` is already in this dialect.
    fn link(&self, url: &str, text: &str, out: &mut String);
    /// Appends the end of a line inside a paragraph.
    fn line_break(&self, out: &mut String);
    /// The marker before an item: `None` for a bullet, else its number.
    fn item_marker(&self, number: Option<u64>) -> String;
    /// What stands between two lists that follow each other, so that they stay two.
    fn between_lists(&self) -> &'static str;
    /// What each line of a quotation begins with.
    fn quote_prefix(&self) -> &'static str;
    /// Appends a block of code.
    fn code_block(&self, language: &str, text: &str, out: &mut String);
    /// Appends a heading; `text` is already in this dialect.
    fn heading(&self, depth: u8, text: &str, out: &mut String);
    /// Appends a table; all cells are already in this dialect.
    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String);
    /// Appends a line across.
    fn rule(&self, out: &mut String);
}

/// The words of `blocks`, in `dialect`, paragraphs parted by an empty line.
pub fn render(blocks: &[Block], dialect: &dyn Dialect) -> String {
    let mut out = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        let text = render_block(block, dialect);
        if text.is_empty() {
            continue;
        }
        if let Some(before) = before {
            out.push_str(if are_lists_alike(before, block) {
                dialect.between_lists()
            } else {
                "\n\n"
            });
        }
        out.push_str(&text);
        before = Some(block);
    }
    out
}

/// Whether two blocks are lists that a reader of mark-up would take for one.
fn are_lists_alike(one: &Block, other: &Block) -> bool {
    match (&one.kind, &other.kind) {
        (BlockKind::List { start: one, .. }, BlockKind::List { start: other, .. }) => {
            one.is_some() == other.is_some()
        }
        _ => false,
    }
}

/// The words of one line of text, such as a heading's.
pub fn render_inlines(inlines: &[Inline], dialect: &dyn Dialect) -> String {
    let mut out = String::new();
    inlines_into(inlines, dialect, &mut out);
    out
}

fn render_block(block: &Block, dialect: &dyn Dialect) -> String {
    let mut out = String::new();
    match &block.kind {
        BlockKind::Heading(heading) => {
            let text = render_inlines(&heading.text, dialect);
            dialect.heading(heading.depth, &text, &mut out);
        }
        BlockKind::Paragraph(inlines) => {
            let unseen = inlines.iter().rev().take_while(|inline| shows_nothing(inline)).count();
            inlines_into(&inlines[..inlines.len() - unseen], dialect, &mut out);
            out.truncate(out.trim_end().len());
            // What is left out at the start leaves a space behind.
            out.drain(..out.len() - out.trim_start_matches(' ').len());
        }
        BlockKind::List { start, items } => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push('\n');
                }
                let number = start.map(|start| start.saturating_add(index as u64));
                item_into(item, number, dialect, &mut out);
            }
        }
        BlockKind::Quote(blocks) => {
            prefixed(&render(blocks, dialect), dialect.quote_prefix(), &mut out);
        }
        BlockKind::Code { language, text } => dialect.code_block(language, text, &mut out),
        BlockKind::Table { head, rows } => {
            let cells = |row: &Vec<Vec<Inline>>| -> Vec<String> {
                row.iter().map(|cell| render_inlines(cell, dialect)).collect()
            };
            let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
            dialect.table(&cells(head), &rows, &mut out);
        }
        BlockKind::Rule => dialect.rule(&mut out),
        BlockKind::Footnote { .. } | BlockKind::Generated(_) => {}
    }
    out
}

fn item_into(item: &Item, number: Option<u64>, dialect: &dyn Dialect, out: &mut String) {
    let marker = dialect.item_marker(number);
    // Escapes in a marker take no room on the page, so continuation lines align with what shows.
    let indent = " ".repeat(marker.chars().filter(|c| *c != '\\').count());
    out.push_str(&marker);
    let mut before: Option<&Block> = None;
    for block in &item.blocks {
        let text = render_block(block, dialect);
        if text.is_empty() {
            continue;
        }
        if let Some(before) = before {
            // A list directly below the item's words belongs to them; one whose first item is empty
            // would underline them.
            let empty_first = text.lines().next().is_some_and(|line| line.trim_end() == "-");
            let nested_list = matches!(block.kind, BlockKind::List { .. }) && !empty_first;
            out.push_str(match (are_lists_alike(before, block), nested_list) {
                (true, _) => dialect.between_lists(),
                (false, true) => "\n",
                (false, false) => "\n\n",
            });
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                out.push('\n');
            }
            if (index > 0 || before.is_some()) && !line.is_empty() {
                out.push_str(&indent);
            }
            out.push_str(line);
        }
        before = Some(block);
    }
}

fn prefixed(text: &str, prefix: &str, out: &mut String) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
}

fn inlines_into(inlines: &[Inline], dialect: &dyn Dialect, out: &mut String) {
    for (at, inline) in inlines.iter().enumerate() {
        match inline {
            Inline::Text(words) => dialect.text(words, out),
            Inline::Code(words) => dialect.code(words, out),
            // Struck out is taken back: to quote it would be to say what the page no longer says.
            Inline::Styled(Style::Strikethrough, _) => {}
            Inline::Styled(style, inner) => {
                space_before(inner, out);
                let words = render_inlines(inner, dialect);
                let after = inlines[at + 1..].iter().find_map(first_letter);
                match dialect.style(*style, &words, out.chars().next_back(), after) {
                    Some((open, close)) => {
                        out.push_str(open);
                        out.push_str(&words);
                        out.push_str(close);
                    }
                    // Words first: without signs that would be read as such, they are rendered
                    // where they stand.
                    None => inlines_into(inner, dialect, out),
                }
            }
            Inline::Link { url, text } => {
                space_before(text, out);
                let text = render_inlines(text, dialect);
                dialect.link(url, &text, out);
            }
            Inline::SoftBreak => space(out),
            // Nothing stands before it that it could end.
            Inline::Break if out.is_empty() => {}
            Inline::Break => {
                out.truncate(out.trim_end_matches(' ').len());
                dialect.line_break(out);
            }
            Inline::Image { .. } | Inline::FootnoteMark(_) | Inline::Generated(_) => {}
        }
    }
}

/// Whether an inline at the end of a paragraph leaves no word there.
fn shows_nothing(inline: &Inline) -> bool {
    match inline {
        Inline::Text(words) => words.trim().is_empty(),
        Inline::Code(words) => words.is_empty(),
        Inline::Styled(Style::Strikethrough, _) => true,
        Inline::Styled(_, inner) => inner.iter().all(shows_nothing),
        Inline::Link { .. } => false,
        Inline::Break | Inline::SoftBreak => true,
        Inline::Image { .. } | Inline::FootnoteMark(_) | Inline::Generated(_) => true,
    }
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
}

/// A line's end at the start of a link or of styled words parts them from what stands before.
fn space_before(inlines: &[Inline], out: &mut String) {
    match inlines.first() {
        Some(Inline::SoftBreak | Inline::Break) => space(out),
        Some(Inline::Styled(_, inner) | Inline::Link { text: inner, .. }) => {
            space_before(inner, out)
        }
        _ => {}
    }
}

/// The first letter that an inline shows.
fn first_letter(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(words) | Inline::Code(words) => words.chars().next(),
        Inline::Styled(Style::Strikethrough, _) => None,
        Inline::Styled(_, inner) | Inline::Link { text: inner, .. } => {
            inner.iter().find_map(first_letter)
        }
        Inline::SoftBreak | Inline::Break => Some(' '),
        Inline::Image { .. } | Inline::FootnoteMark(_) | Inline::Generated(_) => None,
    }
}

/// What stands in `blocks` on the page and is not among their words, named for a reader.
pub fn left_out(blocks: &[Block]) -> Vec<String> {
    let mut found = Vec::new();
    for block in blocks {
        left_out_of_block(block, &mut found);
    }
    found.dedup();
    found
}

fn left_out_of_block(block: &Block, found: &mut Vec<String>) {
    match &block.kind {
        BlockKind::Heading(heading) => left_out_of_inlines(&heading.text, found),
        BlockKind::Paragraph(inlines) => left_out_of_inlines(inlines, found),
        BlockKind::List { items, .. } => items
            .iter()
            .flat_map(|item| &item.blocks)
            .for_each(|block| left_out_of_block(block, found)),
        BlockKind::Quote(blocks) => {
            blocks.iter().for_each(|block| left_out_of_block(block, found));
        }
        BlockKind::Table { head, rows } => head
            .iter()
            .chain(rows.iter().flatten())
            .for_each(|cell| left_out_of_inlines(cell, found)),
        BlockKind::Generated(what) => found.push(what.clone()),
        BlockKind::Code { .. } | BlockKind::Rule | BlockKind::Footnote { .. } => {}
    }
}

fn left_out_of_inlines(inlines: &[Inline], found: &mut Vec<String>) {
    for inline in inlines {
        match inline {
            Inline::Styled(Style::Strikethrough, _) => found.push("struck-out words".to_owned()),
            Inline::Styled(_, inner) | Inline::Link { text: inner, .. } => {
                left_out_of_inlines(inner, found);
            }
            Inline::Image { alt, .. } if alt.is_empty() => found.push("a picture".to_owned()),
            Inline::Image { alt, .. } => found.push(format!("a picture ({alt})")),
            Inline::FootnoteMark(label) => found.push(format!("footnote {label}")),
            Inline::Generated(what) => found.push(what.clone()),
            Inline::Text(_) | Inline::Code(_) | Inline::Break | Inline::SoftBreak => {}
        }
    }
}

/// The words alone: no mark-up, no URLs; `- ` and `1. ` begin the items of lists.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Dialect for Plain {
    fn text(&self, words: &str, out: &mut String) {
        out.push_str(words);
    }
    fn code(&self, words: &str, out: &mut String) {
        out.push_str(words);
    }
    fn style(
        &self,
        _: Style,
        _: &str,
        _: Option<char>,
        _: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        None
    }
    fn link(&self, _: &str, text: &str, out: &mut String) {
        out.push_str(text);
    }
    fn line_break(&self, out: &mut String) {
        out.push('\n');
    }
    fn item_marker(&self, number: Option<u64>) -> String {
        match number {
            Some(number) => format!("{number}. "),
            None => "- ".to_owned(),
        }
    }
    fn between_lists(&self) -> &'static str {
        "\n\n"
    }
    fn quote_prefix(&self) -> &'static str {
        ""
    }
    fn code_block(&self, _: &str, text: &str, out: &mut String) {
        out.push_str(text);
    }
    fn heading(&self, _: u8, text: &str, out: &mut String) {
        out.push_str(text);
    }
    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        out.push_str(&head.join("\t"));
        for row in rows {
            out.push('\n');
            out.push_str(&row.join("\t"));
        }
    }
    fn rule(&self, _: &mut String) {}
}

/// CommonMark with tables and strike-through, as GitHub reads it.
#[derive(Debug, Clone, Copy)]
pub struct CommonMark;

impl Dialect for CommonMark {
    fn text(&self, words: &str, out: &mut String) {
        let mut letters = words.chars().peekable();
        while let Some(c) = letters.next() {
            let at_start = out.is_empty() || out.ends_with('\n');
            let number_before = || {
                let line = out.rsplit('\n').next().unwrap_or_default();
                !line.is_empty() && line.chars().all(|c| c.is_ascii_digit())
            };
            let escaped = match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' => true,
                '#' | '+' | '-' | '=' | ':' => at_start,
                '.' | ')' => number_before(),
                // Before a link it would make a picture of it.
                '!' => letters.peek().is_none(),
                _ => false,
            };
            if escaped {
                out.push('\\');
            }
            out.push(c);
        }
    }
    fn code(&self, words: &str, out: &mut String) {
        // Two stretches of code that touch would be read as one.
        if out.ends_with('`') {
            out.push_str("<!-- -->");
        }
        let fence = "`".repeat(longest_run(words, '`') + 1);
        // One space on each side is taken off code that begins and ends with one.
        let spaced = words.starts_with(' ') && words.ends_with(' ') && !words.trim().is_empty();
        let ticks = words.starts_with('`') || words.ends_with('`');
        let pad = if ticks || spaced { " " } else { "" };
        out.push_str(&format!("{fence}{pad}{words}{pad}{fence}"));
    }
    fn style(
        &self,
        style: Style,
        words: &str,
        before: Option<char>,
        after: Option<char>,
    ) -> Option<(&'static str, &'static str)> {
        // The rules for delimiter runs (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run),
        // on their safe side: apart from other words, and not against another sign.
        let sign = |c: char| matches!(c, '*' | '_' | '~' | '\\' | '`');
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !sign(c));
        let edges = (words.chars().next()?, words.chars().next_back()?);
        let whole = |c: char| !c.is_whitespace() && !sign(c);
        let reads = apart(before) && apart(after) && whole(edges.0) && whole(edges.1);
        reads.then_some(match style {
            Style::Strong => ("**", "**"),
            Style::Emphasis => ("*", "*"),
            Style::Strikethrough => ("~~", "~~"),
        })
    }
    fn link(&self, url: &str, text: &str, out: &mut String) {
        if url.is_empty() {
            out.push_str(text);
            return;
        }
        let url: String = url
            .chars()
            .map(|c| match c {
                '<' | '>' | '\\' | ' ' | '\n' | '\r' | '\t' => format!("%{:02X}", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        out.push_str(&format!("[{text}](<{url}>)"));
    }
    fn line_break(&self, out: &mut String) {
        out.push_str("\\\n");
    }
    fn item_marker(&self, number: Option<u64>) -> String {
        Plain.item_marker(number)
    }
    fn between_lists(&self) -> &'static str {
        "\n\n<!-- -->\n\n"
    }
    fn quote_prefix(&self) -> &'static str {
        "> "
    }
    fn code_block(&self, language: &str, text: &str, out: &mut String) {
        let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
        let language = language.replace('`', "");
        out.push_str(&format!("{fence}{language}\n{text}\n{fence}"));
    }
    fn heading(&self, depth: u8, text: &str, out: &mut String) {
        let mut text = on_one_line(text);
        // A `#` at the end would close the heading.
        if text.ends_with('#') && !text.ends_with("\\#") {
            text.insert(text.len() - 1, '\\');
        }
        out.push_str(&format!("{} {text}", "#".repeat(depth.clamp(1, 6).into())));
    }
    fn table(&self, head: &[String], rows: &[Vec<String>], out: &mut String) {
        let cells = |row: &[String]| -> String {
            row.iter().map(|cell| in_a_cell(cell)).collect::<Vec<_>>().join(" | ")
        };
        out.push_str(&format!("| {} |\n", cells(head)));
        out.push_str(&format!("|{}", "---|".repeat(head.len())));
        for row in rows {
            out.push_str(&format!("\n| {} |", cells(row)));
        }
    }
    fn rule(&self, out: &mut String) {
        // Not `---`, which after `- ` would be a line instead of an item.
        out.push_str("***");
    }
}

/// Text whose line breaks have no place where it stands.
fn on_one_line(text: &str) -> String {
    text.replace("\\\n", " ").replace('\n', " ")
}

/// Text of a cell: a bar in it, be it in code, would end the cell.
fn in_a_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in on_one_line(text).chars() {
        if c == '|' && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The length of the longest run of `sign` in `text`: a fence must be longer.
pub fn longest_run(text: &str, sign: char) -> usize {
    text.split(|c| c != sign).map(str::len).max().unwrap_or(0) / sign.len_utf8()
}
