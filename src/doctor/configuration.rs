//! What the operator said: where it stands, and who else can read the files of secrets.

use super::{Check, Patient};
use crate::config::{Holds, KEYS, Key, Origin, Said};
use crate::content::words::count;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub(super) const NAME: &str = "configuration";
const SECRETS: &str = "secrets";

/// The permission of everybody to read a file.
const BY_EVERYBODY: u32 = 0o004;

pub(super) fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let mut checks = vec![told(patient)];
    checks.extend(patient.settings.remarks.iter().map(|remark| Check::problem(NAME, remark)));
    let named = KEYS.iter().filter(|key| names_a_secret(key));
    let said = named.filter_map(|key| patient.settings.said.get(key.name));
    checks.extend(said.filter_map(secret_file));
    checks
}

/// Whether a setting names a file in which a secret stands.
fn names_a_secret(key: &Key) -> bool {
    let secret = key.name.strip_suffix("_file").unwrap_or_default();
    key.name == "zulip.zuliprc"
        || KEYS.iter().any(|key| key.name == secret && key.holds == Holds::Secret)
}

/// Where settings were said.
fn told(patient: &Patient<'_>) -> Check {
    let said = || patient.settings.said.values().map(|said| &said.origin);
    let files: BTreeSet<&str> = said()
        .filter_map(|origin| match origin {
            Origin::File(place) => Some(place.file.as_str()),
            _ => None,
        })
        .collect();
    let number = |is: fn(&Origin) -> bool| said().filter(|origin| is(origin)).count();
    let mut parts: Vec<String> = Vec::new();
    let in_file = number(|origin| matches!(origin, Origin::File(_)));
    let in_environment = number(|origin| matches!(origin, Origin::Environment(_)));
    let as_flags = number(|origin| matches!(origin, Origin::Flag(_)));
    let settings = |number| count(number, "setting", "settings");
    for file in files {
        parts.push(format!("{} in {file}", settings(in_file)));
    }
    if in_environment > 0 {
        parts.push(format!("{} in the environment", settings(in_environment)));
    }
    if as_flags > 0 {
        parts.push(format!("{} on the command line", settings(as_flags)));
    }
    if parts.is_empty() {
        parts.push("Nothing is set: everything is as it comes".to_owned());
    }
    let what = format!("{}.", parts.join(", "));
    if patient.is_to_serve() {
        return Check::ok(NAME, what);
    }
    let what = format!("{what} `tenet serve` has nowhere to answer.");
    Check::look(NAME, what, "Set http.address, discord.mode or zulip.mode, if it is to run.")
}

/// A file with a secret that everybody on this machine can read.
fn secret_file(said: &Said) -> Option<Check> {
    let path = match &said.origin {
        // A path in `tenet.toml` is meant from the folder of that file.
        Origin::File(place) => {
            Path::new(&place.file).parent().unwrap_or(Path::new("")).join(said.text())
        }
        _ => said.text().into(),
    };
    let mode = fs::metadata(&path).ok()?.permissions().mode();
    if mode & BY_EVERYBODY == 0 {
        return None;
    }
    let path = path.display();
    let what = format!("Everybody on this machine can read {path}, where a secret stands.");
    Some(Check::look(SECRETS, what, format!("Run `chmod 600 {path}`.")))
}
