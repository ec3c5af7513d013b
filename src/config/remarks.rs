//! What can be followed and is probably not what was meant: variables nobody reads, and settings that
//! wait for another.
//!
//! Refuses nothing: what starts containers sets variables of its own, such as Kubernetes'
//! `TENET_SERVICE_HOST` for a service called tenet.

use super::keys::{KEYS, named};
use super::said::{Said, Sayings};
use crate::content::problem::{Place, Problem};
use crate::content::words::nearest;
use std::collections::BTreeMap;
use std::ffi::OsString;

/// The variable that names `tenet.toml`, which no setting can.
const CONFIG: &str = "TENET_CONFIG";

/// Sections that mean nothing without one of their settings.
const SWITCHES: [(&str, &str); 3] =
    [("http.", "http.address"), ("discord.", "discord.mode"), ("zulip.", "zulip.mode")];

/// What somebody should look at.
pub(super) fn remarks(said: &Sayings, environment: &BTreeMap<OsString, OsString>) -> Vec<Problem> {
    let switches = SWITCHES.iter().filter_map(|(section, switch)| waiting(said, section, switch));
    let names = environment.keys().filter_map(|name| name.to_str());
    switches.chain(names.filter_map(stray)).collect()
}

/// A setting that waits for its section's switch.
fn waiting(said: &Sayings, section: &str, switch: &str) -> Option<Problem> {
    if said.contains_key(switch) {
        return None;
    }
    let (name, waits) =
        said.iter().find(|(name, said)| name.starts_with(section) && !is_usual(name, said))?;
    Some(Problem::warning(
        waits.place(),
        format!("`{name}` does nothing, because `{switch}` is not set."),
        format!("Set `{switch}`, or take this away."),
    ))
}

/// Whether it says what holds anyway: a `tenet.toml` that `tenet config` wrote names every default.
fn is_usual(name: &str, said: &Said) -> bool {
    named(name).is_some_and(|key| !key.default.is_empty() && said.text() == key.default)
}

/// A variable that is nearly one of ours.
fn stray(name: &str) -> Option<Problem> {
    let known = |name: &str| name == CONFIG || KEYS.iter().any(|key| key.variable == name);
    if !name.starts_with("TENET_") || known(name) {
        return None;
    }
    // By the pattern of most variables, for those whose name is another: TENET_DISCORD_TOKEN.
    let pattern = KEYS.iter().find(|key| {
        name.strip_prefix("TENET_")
            .is_some_and(|rest| rest.to_lowercase() == key.name.replace('.', "_"))
    });
    let variables = || KEYS.iter().map(|key| key.variable).chain([CONFIG]);
    let meant = pattern.map(|key| key.variable).or_else(|| nearest(name, variables()))?;
    Some(Problem::warning(
        Place::file(name),
        "No setting is read from this variable.",
        format!("Did you mean {meant}?"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str]) -> Vec<String> {
        let environment = names.iter().map(|name| (name.into(), "x".into())).collect();
        remarks(&Sayings::new(), &environment).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_variable_that_is_nearly_ours_is_told_with_the_one_that_was_meant() {
        for (written, meant) in [
            ("TENET_HTTP_ADRESS", "TENET_HTTP_ADDRESS"),
            ("TENET_ORGANIZATION", "TENET_ORGANISATION"),
            ("TENET_LOG_LEVEL", "TENET_LOG"),
            ("TENET_DISCORD_TOKEN", "DISCORD_TOKEN"),
            ("TENET_ZULIP_ZULIPRC", "ZULIPRC"),
            ("TENET_CONFG", "TENET_CONFIG"),
        ] {
            let line = format!(
                "{written}: warning: No setting is read from this variable. Did you mean {meant}?"
            );
            assert_eq!(told(&[written]), [line]);
        }
    }

    #[test]
    fn variables_of_others_are_passed_over() {
        let others = [
            "TENET_PORT",
            "TENET_PORT_8080_TCP",
            "TENET_PORT_8080_TCP_ADDR",
            "TENET_PORT_8080_TCP_PORT",
            "TENET_PORT_8080_TCP_PROTO",
            "TENET_SERVICE_HOST",
            "TENET_SERVICE_PORT",
            "TENET_SERVICE_PORT_HTTP",
            "TENET_HTTP_SERVICE_HOST",
            "TENET_CONFIG",
            "DISCORD_TOKN",
            "PATH",
        ];
        assert_eq!(told(&others), [""; 0]);
    }
}
