//! Reads `tenet.toml`, and names what is wrong in it with line and column.

use super::keys::{Holds, KEYS, Key, named};
use super::said::{Origin, Said, Sayings, meant};
use crate::content::problem::{Place, Problem};
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Lays what the file says over what was said before it.
pub(super) fn read(path: &Path, text: &str, sayings: &mut Sayings, problems: &mut Vec<Problem>) {
    let mut reader = Reader { path, text, sayings, problems };
    match DeTable::parse(text) {
        Ok(root) => reader.table("", root.get_ref()),
        Err(error) => {
            let place = reader.place(&error.span().unwrap_or(0..0));
            // The line itself is not shown: a secret may stand in it.
            let what = format!("This is not TOML: {}.", error.message().trim_end_matches('.'));
            problems.push(Problem::error(place, what, "Write `key = \"value\"`."));
        }
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    sayings: &'a mut Sayings,
    problems: &'a mut Vec<Problem>,
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
                (None, _) if is_section(&name) => self.problems.push(Problem::error(
                    place,
                    format!("`{name}` holds settings of its own."),
                    format!("Write `[{name}]` in a line by itself, and its settings below."),
                )),
                (None, _) => {
                    let what = format!("No setting is called `{name}`.");
                    self.problems.push(Problem::error(place, what, meant(&name)));
                }
            }
        }
    }

    fn value(&mut self, name: &str, key: &Key, value: &Spanned<DeValue<'_>>) {
        let place = self.place(&value.span());
        if key.holds == Holds::Secret {
            self.problems.push(Problem::error(
                place,
                format!("`{name}` is a secret, and files like this one get passed on."),
                format!("Set {} in the environment, or `{name}_file`.", key.variable),
            ));
            return;
        }
        let texts = match (value.get_ref(), key.holds) {
            (DeValue::Array(items), Holds::List) => {
                items.iter().map(|item| text_of(item.get_ref())).collect()
            }
            (one, _) => text_of(one).map(|text| vec![text]),
        };
        let Some(texts) = texts else {
            let (what, remedy) = match key.holds {
                Holds::List => ("holds texts", format!("Write `{name} = [\"…\"]`.")),
                Holds::Table => ("holds names and texts", format!("Write `[{name}]`.")),
                _ => ("holds one value", format!("Write `{name} = \"…\"`.")),
            };
            self.problems.push(Problem::error(place, format!("`{name}` {what}."), remedy));
            return;
        };
        self.sayings.insert(name.to_owned(), Said { texts, origin: Origin::File(place) });
    }

    /// The place of the first of these bytes.
    fn place(&self, bytes: &Range<usize>) -> Place {
        let before = self.text.get(..bytes.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Place { file: self.path.display().to_string(), line, column }
    }
}

/// Whether settings stand below this name.
fn is_section(name: &str) -> bool {
    KEYS.iter().any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// A single value as it was written.
fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
