//! Reads `tenet.toml`, and names what is wrong in it with line and column.
//!
//! No message shows a line or a value: a secret may stand where it does not belong.

use super::keys::{Holds, Key, is_section, meant, meant_section, named};
use super::opening::after;
use super::said::{Gathered, Origin, Said};
use crate::content::problem::{Place, Problem};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// After so many mistakes the rest is not looked at.
const MOST_BROKEN: usize = 20;

/// Lays what the file says over what was said before it.
pub(super) fn read(path: &Path, text: &str, gathered: &mut Gathered) {
    let mut reader = Reader { path, text, gathered, problems: Vec::new() };
    // A line that is not TOML is taken out and the rest is read, so that all mistakes are told at once.
    let mut rest = text.to_owned();
    let mut broken = BTreeSet::new();
    loop {
        match DeTable::parse(&rest) {
            Ok(root) => {
                reader.table("", root.get_ref());
                break;
            }
            Err(error) => {
                let place = reader.place(&error.span().unwrap_or(0..0));
                // One mistake may spoil the lines around it.
                let beside = |line: &usize| line.abs_diff(place.line) == 1;
                let is_told = broken.iter().any(beside);
                if !broken.insert(place.line) || broken.len() > MOST_BROKEN {
                    break;
                }
                rest = without_line(&rest, place.line);
                if !is_told {
                    let what = format!("This is not TOML: {}.", error.message());
                    reader.problems.push(Problem::error(place, what, "Write `key = \"value\"`."));
                }
            }
        }
    }
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
    gathered.problems.append(&mut problems);
}

/// The texts of a list that is written as TOML has it; `None` where it is no list, or not of texts alone.
pub(super) fn list(text: &str) -> Option<Vec<String>> {
    value_of(text, |value| match value {
        DeValue::Array(items) => {
            items.iter().map(|item| text_of(item.get_ref(), Holds::Text)).collect()
        }
        _ => None,
    })
}

/// The text that is written in quotes as TOML has it; `None` where it is not.
pub(super) fn text(text: &str) -> Option<String> {
    value_of(text, |value| text_of(value, Holds::Text))
}

/// What is read of a value that is written as TOML has it, and of nothing else.
fn value_of<T>(text: &str, read: impl Fn(&DeValue<'_>) -> Option<T>) -> Option<T> {
    let whole = format!("value = {text}");
    let root = DeTable::parse(&whole).ok()?;
    // What is behind the value is no part of it, and nothing else is to be said there.
    let (_, value) = root.get_ref().iter().next().filter(|_| root.get_ref().len() == 1)?;
    read(value.get_ref())
}

/// The text with blanks in place of a line, so that all others stay where they are.
fn without_line(text: &str, line: usize) -> String {
    let lines = text.split_inclusive('\n').zip(1..).map(|(words, number)| match words {
        words if number == line => {
            let ends = words.len() - words.trim_end_matches(['\r', '\n']).len();
            format!("{}{}", " ".repeat(words.len() - ends), &words[words.len() - ends..])
        }
        words => words.to_owned(),
    });
    lines.collect()
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    gathered: &'a mut Gathered,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn table(&mut self, above: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = match above {
                "" => key.get_ref().to_string(),
                above => format!("{above}.{}", key.get_ref()),
            };
            let place = self.place(&key.span());
            match (named(&name), value.get_ref()) {
                (Some(key), DeValue::Table(inner)) if key.holds == Holds::Table => {
                    for (inner_key, value) in inner {
                        let name = format!("{name}.{}", inner_key.get_ref());
                        self.value(&name, key, value);
                    }
                }
                (Some(key), _) => self.value(&name, key, value),
                (None, DeValue::Table(inner)) if is_section(&name) => self.table(&name, inner),
                (None, _) if is_section(&name) => self.wrong(
                    place,
                    format!("`{name}` holds settings of its own."),
                    format!("Write `[{name}]` in a line by itself, and its settings below."),
                ),
                (None, DeValue::Table(inner)) => {
                    let known = meant_section(&name);
                    let remedy = match known {
                        Some(known) => format!("Did you mean `[{known}]`?"),
                        None => "`tenet config` shows all there are.".to_owned(),
                    };
                    self.wrong(place, format!("No section is called `{name}`."), remedy);
                    // What stands below it is looked over as well, so that all mistakes are told.
                    if let Some(known) = known {
                        self.table(known, inner);
                    }
                }
                (None, _) => {
                    self.wrong(place, format!("No setting is called `{name}`."), meant(&name))
                }
            }
        }
    }

    fn value(&mut self, name: &str, key: &'static Key, value: &Spanned<DeValue<'_>>) {
        let place = self.place(&value.span());
        if key.holds == Holds::Secret {
            return self.wrong(
                place,
                format!("`{name}` is a secret, and files like this one get passed on."),
                format!("Set {} in the environment, or `{name}_file`.", key.variable),
            );
        }
        let texts = match (value.get_ref(), key.holds) {
            (DeValue::Array(items), Holds::List) => {
                items.iter().map(|item| text_of(item.get_ref(), Holds::Text)).collect()
            }
            (_, Holds::List) => None,
            (_, Holds::Table) if name == key.name => None,
            (one, holds) => text_of(one, holds).map(|text| vec![text]),
        };
        let Some(texts) = texts else {
            let (what, remedy) = as_written(name, key);
            return self.wrong(place, format!("`{name}` holds {what}."), remedy);
        };
        let said = Said { texts, origin: Origin::File(place) };
        let before = self.gathered.problems.len();
        self.gathered.insert(name, key, said, self.path.parent());
        // Told in the order of the file, with all others.
        self.problems.extend(self.gathered.problems.drain(before..));
    }

    fn wrong(&mut self, place: Place, what: String, remedy: String) {
        self.problems.push(Problem::error(place, what, remedy));
    }

    /// The place of the first of these bytes.
    fn place(&self, bytes: &Range<usize>) -> Place {
        let before = self.text.get(..bytes.start).unwrap_or(self.text);
        after(&self.path.display().to_string(), before)
    }
}

/// What a setting holds, and how that is written.
fn as_written(name: &str, key: &Key) -> (&'static str, String) {
    let short = name.rsplit('.').next().unwrap_or(name);
    match key.holds {
        Holds::Flag => ("true or false", format!("Write `{short} = true` or `{short} = false`.")),
        Holds::Number => ("a whole number", format!("Write `{short} = {}`.", key.default)),
        Holds::Time => ("a time", format!("Write `{short} = \"15m\"`.")),
        Holds::List => ("a list of texts", format!("Write `{short} = [\"…\"]`.")),
        Holds::Table if name == key.name => ("names and texts", format!("Write `[{name}]`.")),
        Holds::OneOf(words) => {
            ("one word", format!("Write `{short} = \"{}\"`.", words.join("\"` or `\"")))
        }
        Holds::Text | Holds::Path | Holds::Secret | Holds::Table => {
            ("one text", format!("Write `{short} = \"…\"`."))
        }
    }
}

/// A single value as it was written, if it is of the kind that is held.
fn text_of(value: &DeValue<'_>, holds: Holds) -> Option<String> {
    match (value, holds) {
        (DeValue::Integer(number), Holds::Number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            Some(number.unwrap_or(i64::MAX).to_string())
        }
        (DeValue::Boolean(yes), Holds::Flag) => Some(yes.to_string()),
        (_, Holds::Number | Holds::Flag) => None,
        (DeValue::String(text), _) => Some(text.to_string()),
        _ => None,
    }
}
