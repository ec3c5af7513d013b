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
    /// What the lines of an item begin with that stand below the one with its marker.
    fn item_indent(&self, marker: &str) -> String {
        // Escapes in a marker take no room on the page, so these lines align with what shows.
        " ".repeat(marker.chars().filter(|c| *c != '\\').count())
    }
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
    let indent = dialect.item_indent(&marker);
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
