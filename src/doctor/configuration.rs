//! What the operator said: where it stands, and who else can read the files of secrets.

use super::{Check, Patient, disk};
use crate::config::{Holds, KEYS, Key, Origin, Said};
use crate::content::words::count;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub(super) const NAME: &str = "configuration";
const SECRETS: &str = "secrets";

/// The settings by which platforms are named.
pub(super) const MODES: [&str; 2] = ["discord.mode", "zulip.mode"];

/// The permission of everybody to read a file.
const BY_EVERYBODY: u32 = 0o004;

pub(super) fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let mut checks = vec![told(patient)];
    let (missing, remarks) = (&patient.settings.missing, &patient.settings.remarks);
    checks.extend(missing.iter().chain(remarks).map(|problem| Check::problem(NAME, problem)));
    let named = KEYS.iter().filter(|key| names_a_secret(key));
    let said = named.filter_map(|key| patient.settings.said.get(key.name));
    let mut files: BTreeSet<&str> = said.map(Said::text).collect();
    files.extend(addresses_with_passwords(patient));
    checks.extend(files.into_iter().filter_map(|path| secret_file(Path::new(path))));
    checks
}

/// The files of settings in which an address with a password stands.
fn addresses_with_passwords<'a>(patient: &'a Patient<'_>) -> impl Iterator<Item = &'a str> {
    let addresses = patient.settings.said.iter().filter(|(name, _)| name.starts_with("sync.from."));
    addresses.filter_map(|(_, said)| match &said.origin {
        Origin::File(place) if said.has_password() => Some(place.file.as_str()),
        _ => None,
    })
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
    let in_environment = number(|origin| matches!(origin, Origin::Environment(_)));
    let as_flags = number(|origin| matches!(origin, Origin::Flag(_)));
    let settings = |number| count(number, "setting", "settings");
    for file in files {
        let stands = |origin: &&Origin| matches!(origin, Origin::File(at) if at.file == file);
        parts.push(format!("{} in {file}", settings(said().filter(stands).count())));
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
fn secret_file(path: &Path) -> Option<Check> {
    let mode = fs::metadata(path).ok()?.permissions().mode();
    if mode & BY_EVERYBODY == 0 {
        return None;
    }
    let what =
        format!("Everybody on this machine can read {}, where a secret stands.", path.display());
    Some(Check::look(SECRETS, what, closing(path, disk::is_fixed(path))))
}

/// How to close a file to others, which cannot be done here where its file system is read-only: what
/// Kubernetes mounts has the mode that the volume says
/// (<https://kubernetes.io/docs/concepts/configuration/secret/>).
fn closing(path: &Path, is_fixed: bool) -> String {
    if is_fixed {
        "It is mounted read-only. Set `defaultMode: 0400` on the volume that it comes from."
            .to_owned()
    } else {
        format!("Run `chmod 600 {}`.", path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::closing;
    use std::path::Path;

    #[test]
    fn a_file_is_closed_where_its_mode_is_kept() {
        let path = Path::new("/run/secrets/token");
        assert_eq!(closing(path, false), "Run `chmod 600 /run/secrets/token`.");
        assert!(
            closing(path, true)
                .ends_with("Set `defaultMode: 0400` on the volume that it comes from.")
        );
    }
}
