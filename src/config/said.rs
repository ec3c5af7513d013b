//! What was said of each setting, and where: the layers laid over one another.
//!
//! A secret is wrapped the moment it is met, and never kept among what can be shown.

use super::file;
use super::keys::{Holds, KEYS, Key, meant, named};
use crate::content::problem::{Place, Problem};
use crate::sync::git;
use secrecy::SecretString;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a setting was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: it is what holds where nothing is said.
    Default,
    /// In `tenet.toml`.
    File(Place),
    /// In the environment, under this name.
    Environment(String),
    /// On the command line, with this flag; of `--set`, with the name behind it.
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

impl Origin {
    /// How late it speaks: a later layer goes before an earlier one.
    pub(super) fn layer(&self) -> u8 {
        match self {
            Origin::Default => 0,
            Origin::File(_) => 1,
            Origin::Environment(_) => 2,
            Origin::Flag(_) => 3,
        }
    }
}

/// What was said of a setting.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The value: one text, or those of a list. Of a secret, and of what stands in a zuliprc, nothing.
    pub texts: Vec<String>,
    /// Where.
    pub origin: Origin,
}

/// Only where: the address of a source may hold a password.
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

    /// Whether this address of a source is a folder of this machine, by the rule of those who fetch it.
    pub(super) fn is_place(&self) -> bool {
        let address = self.text();
        let ssh = address.split_once(':').is_some_and(|(host, _)| host.contains('@'));
        !address.contains("://") && !ssh
    }

    /// Whether a zuliprc says this, of which nothing is kept that could be shown.
    pub(super) fn is_in_zuliprc(&self) -> bool {
        matches!(self.origin, Origin::File(_)) && self.texts.is_empty()
    }

    /// Whether this address of a source has a password, or what else may be one.
    pub fn has_password(&self) -> bool {
        git::as_shown(self.text()) != self.text()
    }

    /// A mistake in it.
    pub fn mistake(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::error(self.place(), what, remedy)
    }

    /// Where it was said, as a place: of a variable or a flag, its name.
    pub fn place(&self) -> Place {
        match &self.origin {
            Origin::File(place) => place.clone(),
            origin => Place::file(origin.to_string()),
        }
    }
}

/// Why an address with a password is no argument.
pub const SEEN: &str =
    "The address has a password or a query, and others see the arguments of a program.";
/// Where it is said instead.
pub const ELSEWHERE: &str = "Set TENET_SYNC_FROM in the environment, or `sync.from` in a tenet.toml that only its owner reads.";

/// What was said of all settings, by name; of a table, by `NAME.KEY`.
pub type Sayings = BTreeMap<String, Said>;

/// Where settings are said, the last one counting.
///
/// Secrets stand among them, so that it can be neither printed nor compared.
#[derive(Default)]
pub struct Layers {
    /// `tenet.toml`: its path as it is to be shown, and its text.
    pub file: Option<(PathBuf, String)>,
    /// The environment.
    pub environment: BTreeMap<OsString, OsString>,
    /// Settings on the command line: the flag, the setting's name, its value.
    pub flags: Vec<(String, String, String)>,
}

/// Everything that was said.
#[derive(Default)]
pub(super) struct Gathered {
    /// What can be shown.
    pub(super) sayings: Sayings,
    /// What cannot, by the name of the setting.
    pub(super) secrets: BTreeMap<&'static str, SecretString>,
    /// What keeps it from being followed.
    pub(super) problems: Vec<Problem>,
}

/// Lays all layers over one another.
pub(super) fn gather(layers: &Layers) -> Gathered {
    let mut gathered = Gathered::default();
    for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
        let said = Said { texts: vec![key.default.to_owned()], origin: Origin::Default };
        gathered.sayings.insert(key.name.to_owned(), said);
    }
    if let Some((path, text)) = &layers.file {
        file::read(path, text, &mut gathered);
    }
    for key in KEYS {
        let Some(value) = layers.environment.get(&OsString::from(key.variable)) else { continue };
        let said = Said { texts: Vec::new(), origin: Origin::Environment(key.variable.to_owned()) };
        match value.to_str() {
            None => gathered.problems.push(said.mistake(
                "Its value is not UTF-8.",
                "Write it in UTF-8, or take the variable away.",
            )),
            // An empty variable is one that was not set, as everywhere in containers.
            Some(value) if value.trim().is_empty() => {}
            Some(value) => gathered.lay(key.name, key, value, said),
        }
    }
    for (flag, name, value) in &layers.flags {
        let said = Said { texts: Vec::new(), origin: Origin::Flag(flag.clone()) };
        match holder(name) {
            Some(key) if key.holds == Holds::Secret => gathered.problems.push(said.mistake(
                format!("`{name}` is a secret, and others see the arguments of a program."),
                format!("Set {} in the environment, or `{name}_file`.", key.variable),
            )),
            Some(key) => gathered.lay(name, key, value, said),
            None => {
                let what = format!("No setting is called `{name}`.");
                gathered.problems.push(said.mistake(what, meant(name)));
            }
        }
    }
    gathered
}

/// The setting that holds what is called so: itself, or the table that it stands in.
fn holder(name: &str) -> Option<&'static Key> {
    let table = || {
        let mut tables = KEYS.iter().filter(|key| key.holds == Holds::Table);
        tables.find(|key| name.strip_prefix(key.name).is_some_and(|rest| rest.starts_with('.')))
    };
    named(name).or_else(table)
}

impl Gathered {
    /// Takes a value that was given as one text.
    fn lay(&mut self, name: &str, key: &'static Key, value: &str, said: Said) {
        let value = value.trim();
        match key.holds {
            Holds::Secret => {
                self.secrets.insert(key.name, SecretString::from(value));
                self.sayings.insert(name.to_owned(), said);
            }
            // As `tenet config` shows it.
            Holds::List if value.starts_with('[') => match file::list(value) {
                Some(texts) => self.insert(name, key, Said { texts, ..said }, None),
                None => self.problems.push(said.mistake(
                    format!("`{name}` begins as a list and is none."),
                    "Write `[\"…\", \"…\"]`, or texts with commas between them and no brackets.",
                )),
            },
            Holds::List => {
                let texts = parts(value).map(str::to_owned).collect();
                self.insert(name, key, Said { texts, ..said }, None);
            }
            Holds::Table if name == key.name => {
                let mut named = BTreeSet::new();
                for part in parts(value) {
                    let Some((entry, text)) =
                        part.split_once('=').filter(|(entry, _)| named.insert(entry.trim()))
                    else {
                        self.problems.push(said.mistake(
                            format!("`{name}` holds names and texts, each name once."),
                            "Write `NAME=TEXT`, and commas between several.",
                        ));
                        return;
                    };
                    let name = format!("{name}.{}", entry.trim());
                    let said = Said { texts: vec![text.trim().to_owned()], ..said.clone() };
                    self.insert(&name, key, said, None);
                }
            }
            Holds::Number | Holds::Flag => {
                self.insert(name, key, Said { texts: vec![value.to_owned()], ..said }, None)
            }
            // As `tenet config` shows it, or as it is.
            _ => {
                let text = file::text(value).unwrap_or_else(|| value.to_owned());
                self.insert(name, key, Said { texts: vec![text], ..said }, None)
            }
        }
    }

    /// Takes what was said. A path in a file is meant from `base`, the folder of that file.
    pub(super) fn insert(
        &mut self,
        name: &str,
        key: &'static Key,
        mut said: Said,
        base: Option<&Path>,
    ) {
        if said.texts.iter().any(|text| text.trim().is_empty()) {
            let what = format!("`{name}` is empty.");
            self.problems.push(said.mistake(what, "Write a value, or take it away."));
            return;
        }
        let is_flag = matches!(said.origin, Origin::Flag(_));
        if is_flag && key.holds == Holds::Table && said.has_password() {
            self.problems.push(said.mistake(SEEN, ELSEWHERE));
            return;
        }
        let is_path = match key.holds {
            Holds::Path => true,
            Holds::Table => said.is_place(),
            _ => false,
        };
        if is_path && (said.text() == "~" || said.text().starts_with("~/")) {
            let what = format!("`{name}` begins with `~`, which is not expanded here.");
            self.problems.push(said.mistake(what, "Write the whole path."));
            return;
        }
        if is_path && let Some(base) = base {
            match base.join(said.text()).into_os_string().into_string() {
                Ok(path) => said.texts = vec![path],
                Err(_) => {
                    let what = "The folder of this file has a name that is not UTF-8.";
                    self.problems.push(said.mistake(what, "Write the whole path."));
                    return;
                }
            }
        }
        self.sayings.insert(name.to_owned(), said);
    }
}

/// What stands between commas.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|text| !text.is_empty())
}
