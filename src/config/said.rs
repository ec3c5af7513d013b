//! What was said of each setting, and where: the layers laid over one another.

use super::file;
use super::keys::{Holds, KEYS, Key, named};
use crate::content::problem::{Place, Problem};
use crate::content::words::nearest;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Where a setting was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: it is what holds where nothing is said.
    Default,
    /// In `tenet.toml`.
    File(Place),
    /// In the environment, under this name.
    Environment(String),
    /// On the command line, with this flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(place) => write!(f, "{place}"),
            Origin::Environment(name) => f.write_str(name),
            Origin::Flag(name) => f.write_str(name),
        }
    }
}

/// What was said of a setting.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The value: one text, or those of a list.
    pub texts: Vec<String>,
    /// Where.
    pub origin: Origin,
}

/// A value may be a secret: it is shown by those who know which setting it is of.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Said {
    /// The value as one text.
    pub fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    /// A mistake in it.
    pub fn mistake(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        let place = match &self.origin {
            Origin::File(place) => place.clone(),
            origin => Place::file(origin.to_string()),
        };
        Problem::error(place, what, remedy)
    }
}

/// What was said of all settings, by name; of a table, by `NAME.KEY`.
pub type Sayings = BTreeMap<String, Said>;

/// Where settings are said, the last one counting.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// `tenet.toml`: its path as it is to be shown, and its text.
    pub file: Option<(PathBuf, String)>,
    /// The environment.
    pub environment: BTreeMap<String, String>,
    /// Settings on the command line: the flag, the setting's name, its value.
    pub flags: Vec<(String, String, String)>,
}

/// Everything that was said. Problems are those that keep it from being followed.
pub(super) fn gather(layers: &Layers) -> (Sayings, Vec<Problem>) {
    let mut sayings = Sayings::new();
    let mut problems = Vec::new();
    for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
        let said = Said { texts: vec![key.default.to_owned()], origin: Origin::Default };
        sayings.insert(key.name.to_owned(), said);
    }
    if let Some((path, text)) = &layers.file {
        file::read(path, text, &mut sayings, &mut problems);
    }
    for key in KEYS {
        // An empty variable is one that was not set, as everywhere in containers.
        let value = layers.environment.get(key.variable).filter(|value| !value.trim().is_empty());
        if let Some(value) = value {
            let origin = Origin::Environment(key.variable.to_owned());
            sayings.insert(key.name.to_owned(), Said { texts: texts(key, value), origin });
        }
    }
    for (flag, name, value) in &layers.flags {
        let origin = Origin::Flag(flag.clone());
        let table = name.split_once("from.").map_or(name.as_str(), |_| "sync.from");
        match named(table) {
            Some(key) if key.holds == Holds::Secret => {
                let said = Said { texts: Vec::new(), origin };
                problems.push(said.mistake(
                    format!("`{name}` is a secret, and others see the arguments of a program."),
                    format!("Set {} in the environment, or `{name}_file`.", key.variable),
                ));
            }
            Some(key) => {
                sayings.insert(name.clone(), Said { texts: texts(key, value), origin });
            }
            None => {
                let said = Said { texts: Vec::new(), origin };
                problems.push(said.mistake(format!("No setting is called `{name}`."), meant(name)));
            }
        }
    }
    (sayings, problems)
}

/// What to write instead of a name that is none.
pub(super) fn meant(name: &str) -> String {
    match nearest(name, KEYS.iter().map(|key| key.name)) {
        Some(known) => format!("Did you mean `{known}`?"),
        None => "`tenet config` shows all there are.".to_owned(),
    }
}

/// A value that was given as one text.
fn texts(key: &Key, value: &str) -> Vec<String> {
    match key.holds {
        Holds::List => value
            .split(',')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => vec![value.trim().to_owned()],
    }
}
