//! Mistakes that YAML takes for something else without complaint, looked for in the finished tree.
//!
//! Where the reading is surely not what the writer meant it is an error; where it may be, a warning.

use super::lines::{Parts, in_curly_marks, indentation, quoted, shown, spaces_only};
use super::mistakes::{CURLY_MARKS, UNUSUAL_SPACE};
use super::{Entry, Node, Problem, Source, Spot, Value, Yaml};
use std::collections::HashMap;

/// Lines longer than this are nobody's handwriting.
const LONG_LINE: usize = 4000;

/// Mistakes in a text that is YAML: first those to be mended, then those to be looked at.
pub(super) fn in_tree(yaml: &Yaml) -> (Vec<Problem>, Vec<Problem>) {
    let mut suspicions =
        Suspicions { source: &yaml.source, errors: Vec::new(), warnings: Vec::new() };
    suspicions.node(&yaml.root);
    (suspicions.errors, suspicions.warnings)
}

struct Suspicions<'y> {
    source: &'y Source,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Suspicions<'_> {
    fn node(&mut self, node: &Node) {
        // People write short lines. In a machine's long ones, looking back costs too much.
        if matches!(node.value, Value::Empty | Value::Text(_))
            && self.source.line(node.spot).len() > LONG_LINE
        {
            return;
        }
        match &node.value {
            Value::Empty => self.comment(node, ""),
            Value::Text(text) => self.text(node, text),
            Value::List(items) => items.iter().for_each(|item| self.node(item)),
            Value::Map(entries) => {
                let mut seen = HashMap::new();
                for entry in entries {
                    if let Some(line) = seen.get(entry.key.as_str()) {
                        let what = format!(
                            "The key `{}` stands here again, after line {line}.",
                            shown(&entry.key)
                        );
                        let remedy = "Keep one of the two and delete the other.";
                        self.error(entry.spot, &what, remedy.to_owned());
                    } else {
                        seen.insert(entry.key.as_str(), entry.spot.line);
                    }
                    self.key(entry);
                }
            }
        }
    }

    fn key(&mut self, entry: &Entry) {
        // `- “Charter: the rules”` was meant as one text.
        let whole = match &entry.value.value {
            Value::Text(text) => format!("{}: {text}", entry.key),
            _ => String::new(),
        };
        if self.source.line(entry.spot).len() > LONG_LINE {
            self.node(&entry.value);
        } else if entry.key.starts_with(char::is_whitespace) && !self.in_marks(entry.spot) {
            let line = spaces_only(self.source.line(entry.spot), 2);
            let remedy = format!("Write it with spaces: `{}`.", line.trim_end());
            self.error(entry.spot, UNUSUAL_SPACE, remedy);
        } else if !self.curly(entry.spot, &whole) {
            self.curly(entry.spot, &entry.key);
            self.node(&entry.value);
        }
    }

    /// Whether a value or key has quotation marks, or is a block of lines.
    fn in_marks(&self, spot: Spot) -> bool {
        matches!(self.source.character(spot), Some('"' | '\'' | '|' | '>'))
    }

    fn text(&mut self, node: &Node, text: &str) {
        // Only text without marks of its own can have been meant otherwise.
        if self.in_marks(node.spot) {
            return;
        }
        if !self.curly(node.spot, text) && !self.item(node, text) {
            self.comment(node, text);
        }
    }

    fn error(&mut self, spot: Spot, what: &str, remedy: String) {
        self.errors.push(Problem::error(self.source.place(spot), what, remedy));
    }

    /// Curly marks that were meant to hold a key or a value.
    fn curly(&mut self, spot: Spot, text: &str) -> bool {
        let Some(inner) = in_curly_marks(text) else {
            return false;
        };
        let line = self.source.line(spot);
        let write = if line.contains(text) {
            shown(&line.replace(text, &quoted(inner)))
        } else {
            shown(&quoted(inner))
        };
        self.error(spot, CURLY_MARKS, format!("Use straight ones: `{write}`."));
        true
    }

    /// A line that looks like an item of a list, but goes on with the text above it.
    fn item(&mut self, node: &Node, text: &str) -> bool {
        let first = self.source.line(node.spot);
        let parts = Parts::of(first);
        // Only a text that fills the rest of its line can go on in the next.
        if parts.value.len() >= text.len() || !text.starts_with(parts.value) || !text.contains("- ")
        {
            return false;
        }
        let below = self.source.lines.iter().enumerate().skip(node.spot.line);
        let mut rest = text[parts.value.len()..].trim_start();
        for (index, line) in below {
            let line = line.trim();
            if rest.is_empty() {
                break;
            }
            if line.starts_with("- ") && rest.starts_with("- ") {
                let spot = Spot {
                    line: index + 1,
                    column: indentation(&self.source.lines[index]).chars().count() + 1,
                };
                let remedy = match parts.key {
                    Some(key) => format!("Write nothing after `{key}:`, and all items below it."),
                    None => {
                        format!("Begin it below the dash above: `{}{line}`.", indentation(first))
                    }
                };
                self.error(spot, "This item is read as part of the text above it.", remedy);
                return true;
            }
            rest = rest.strip_prefix(line).unwrap_or_default().trim_start();
        }
        false
    }

    /// `#` directly before a word is a name as often as a comment: `channel: #general`.
    fn comment(&mut self, node: &Node, text: &str) {
        let parts = Parts::of(self.source.line(node.spot));
        let comment = parts.tail.trim();
        let named =
            comment.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if !named || parts.value != text {
            return;
        }
        let whole = format!("{}{}", parts.value, parts.tail);
        let bare = Parts { tail: "", ..parts };
        let write = shown(&bare.with(&quoted(whole.trim())));
        let place = self.source.place(node.spot);
        let what = "What follows `#` is a comment, and is not read.";
        let remedy = format!("If it belongs to the value, write `{write}`.");
        self.warnings.push(Problem::warning(place, what, remedy));
    }
}
