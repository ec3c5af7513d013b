//! A text taken apart into the words that count when texts are held against each other.
//!
//! Each word is kept as it counts and as it stands. Marks of lists and quotations are no words; a dash
//! parts two, and is one itself.

use crate::content::words::words_key;

/// A text taken apart into what counts when words are held against each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The words as they count, each with a space behind it.
    pub(super) text: String,
    /// Where each of them ends.
    pub(super) ends: Vec<usize>,
    /// The words as they stand, one behind the other.
    written: String,
    /// Where each of those ends.
    written_ends: Vec<usize>,
    /// What stands before each word.
    gaps: Vec<Gap>,
}

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Another word, with a dash between the two.
    Nothing,
    Space,
    /// The end of a line, a paragraph or an item.
    Line,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        let mut all = Words::default();
        for line in text.lines() {
            let mut gap = Gap::Line;
            for spaced in line.split_whitespace() {
                // Most words are ASCII without a dash: as they count, so they stand.
                if spaced.is_ascii() && !spaced.as_bytes().windows(2).any(|pair| pair == b"--") {
                    all.add(spaced, spaced, false, &mut gap);
                    continue;
                }
                for (at, written) in parted(spaced).into_iter().enumerate() {
                    let key = if is_dash(written) { "-".to_owned() } else { words_key(written) };
                    all.add(&key, written, at > 0, &mut gap);
                }
            }
        }
        all
    }

    /// Adds a word, unless it is no more than the mark of a line. `follows` where no space stands
    /// before it; `gap` is what does.
    fn add(&mut self, key: &str, written: &str, follows: bool, gap: &mut Gap) {
        if key.is_empty() || (*gap == Gap::Line && is_mark(key)) {
            return;
        }
        let within = follows && *gap != Gap::Line;
        self.push(key, written, if within { Gap::Nothing } else { *gap });
        *gap = Gap::Space;
    }

    fn push(&mut self, key: &str, written: &str, gap: Gap) {
        self.text.push_str(key);
        self.ends.push(self.text.len());
        self.text.push(' ');
        self.written.push_str(written);
        self.written_ends.push(self.written.len());
        self.gaps.push(gap);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds the words of another text behind these.
    pub fn extend(&mut self, other: &Words) {
        let (letters, written) = (self.text.len(), self.written.len());
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| letters + end));
        self.written.push_str(&other.written);
        self.written_ends.extend(other.written_ends.iter().map(|end| written + end));
        self.gaps.extend(&other.gaps);
    }

    pub(super) fn word(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        self.text.get(start.map_or(0, |before| before + 1)..end)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.word(at))
    }

    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.gaps.get(at) == Some(&Gap::Line)
    }

    /// Some of the words as they stand, on one line.
    pub(super) fn written(&self, places: impl IntoIterator<Item = usize>) -> String {
        let mut out = String::new();
        for at in places {
            let start = at.checked_sub(1).and_then(|before| self.written_ends.get(before));
            let end = self.written_ends.get(at).copied().unwrap_or_default();
            let word = self.written.get(start.copied().unwrap_or(0)..end).unwrap_or_default();
            match self.gaps.get(at) {
                _ if out.is_empty() => {}
                Some(Gap::Line) => out.push_str(" / "),
                Some(Gap::Space) => out.push(' '),
                Some(Gap::Nothing) | None => {}
            }
            out.push_str(word);
        }
        out
    }
}

/// What stands between two white spaces: one word, or several with dashes between them. A hyphen
/// joins a word, a dash parts two.
fn parted(text: &str) -> Vec<&str> {
    let dash = |c: char| matches!(c, '‒' | '–' | '—' | '―');
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(dash).into_iter().chain(rest.find("--")).min().unwrap_or(rest.len());
        let length = match at {
            0 => rest.find(|c: char| !dash(c) && c != '-').unwrap_or(rest.len()),
            word => word,
        };
        let (part, after) = rest.split_at(length);
        parts.push(part);
        rest = after;
    }
    parts
}

fn is_dash(part: &str) -> bool {
    part.starts_with(['‒', '–', '—', '―']) || part.starts_with("--")
}

pub(super) fn is_sign(c: char) -> bool {
    !c.is_alphanumeric()
}

/// Words without the signs around them.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(is_sign)
}

/// What stands before a line of a list or a quotation.
pub(super) fn is_mark(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']);
    matches!(word, "-" | "*" | "+" | "•" | ">" | ">>")
        || number.is_some_and(|digits| {
            (1..=3).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
        })
}
