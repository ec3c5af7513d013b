//! The messages of a reply while they are being filled: what stands together, and where the next begins.
//!
//! Knows no platform, and no word of a reply: how long a text is and how it is written, a [`Script`] says.

use crate::content::block::Dialect;
use crate::content::pages::Page;
use crate::wording::pages::page;

/// What each message keeps free for saying which one it is.
const PAGE_LINE: usize = 24;

/// How a platform writes a reply.
pub trait Script {
    /// What a message holds at most, in what [`Script::length`] counts.
    fn longest(&self) -> usize;
    /// How much of a message text takes.
    fn length(&self, text: &str) -> usize;
    /// Its mark-up.
    fn dialect(&self) -> &dyn Dialect;
    /// A line that is less than the others; `line` is in its mark-up already.
    fn small(&self, line: &str) -> String;
    /// Words of a document, set off as such.
    fn quoted(&self, page: &Page) -> String;
    /// What must stand between a text and a piece below it, where `glue` would do for most.
    fn glue<'a>(&self, above: &str, glue: &'a str, piece: &str) -> &'a str;
}

/// What a message holds beside the line that says which one it is.
pub fn room(script: &dyn Script) -> usize {
    script.longest().saturating_sub(PAGE_LINE)
}

/// The messages of a reply.
#[derive(Debug)]
pub struct Written {
    /// Their texts, in order; at least one.
    pub messages: Vec<String>,
    /// Which of them, counted from nought, has what was asked for.
    pub opens_at: usize,
}

/// Messages that are being filled.
pub struct Sheets<'a> {
    /// How they are written.
    pub script: &'a dyn Script,
    done: Vec<String>,
    open: String,
    opens_at: Option<usize>,
    /// What goes with the next piece.
    waiting: Option<String>,
}

impl Sheets<'_> {
    /// None yet.
    pub(super) fn new(script: &dyn Script) -> Sheets<'_> {
        Sheets { script, done: Vec::new(), open: String::new(), opens_at: None, waiting: None }
    }

    /// Adds a piece that a message holds, after `glue` where something stands before it.
    pub fn add(&mut self, glue: &str, piece: &str) {
        let piece = match self.waiting.take() {
            Some(waiting) => {
                let between = self.script.glue(&waiting, glue, piece);
                let together = format!("{waiting}{between}{piece}");
                if self.script.length(&together) > room(self.script) {
                    self.place("\n\n", &waiting);
                    piece.to_owned()
                } else {
                    self.place("\n\n", &together);
                    return;
                }
            }
            None => piece.to_owned(),
        };
        self.place(glue, &piece);
    }

    /// Adds a piece that is to stand in one message with what follows it.
    pub(super) fn add_waiting(&mut self, piece: String) {
        if let Some(waiting) = self.waiting.replace(piece) {
            self.place("\n\n", &waiting);
        }
    }

    /// Whether something waits for what follows it.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Whether a piece has room in the message that is being filled.
    pub(super) fn has_room_for(&self, glue: &str, piece: &str) -> bool {
        let length = |text| self.script.length(text);
        let between = self.script.glue(&self.open, glue, piece);
        self.open.is_empty()
            || length(&self.open) + length(between) + length(piece) <= room(self.script)
    }

    fn place(&mut self, glue: &str, piece: &str) {
        if !self.has_room_for(glue, piece) {
            self.turn();
        }
        if self.open.is_empty() {
            // Platforms take the space before a message away.
            self.open.push_str(piece.trim_start());
            return;
        }
        let between = self.script.glue(&self.open, glue, piece);
        self.open.push_str(between);
        self.open.push_str(piece);
    }

    /// Begins a new message.
    pub fn turn(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            self.place("\n\n", &waiting);
        }
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }

    /// Begins a new message with what was asked for.
    pub fn open_here(&mut self) {
        self.turn();
        self.opens_at.get_or_insert(self.done.len());
    }

    /// The messages, at least one, each saying which one it is where there are several.
    pub(super) fn finish(mut self) -> Written {
        self.turn();
        if self.done.is_empty() {
            self.done.push(String::new());
        }
        let all = self.done.len();
        let opens_at = self.opens_at.unwrap_or_default().min(all - 1);
        if all < 2 {
            return Written { messages: self.done, opens_at };
        }
        let with_number = |(at, text): (usize, String)| {
            let line = self.script.small(&page(at + 1, all));
            let between = self.script.glue(&text, "\n", &line);
            format!("{text}{between}{line}")
        };
        let messages = self.done.into_iter().enumerate().map(with_number).collect();
        Written { messages, opens_at }
    }
}
