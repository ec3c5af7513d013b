//! What is in force, as `tenet config` shows it: each setting with where it was said.
//!
//! The TOML can be kept as `tenet.toml` and says the same again. A secret is shown as set or not set,
//! never by a part of it or by how long it is.

use super::keys::{Holds, KEYS, Key};
use super::{Origin, Said, Settings};
use serde_json::{Map, Value, json};
use std::path::Path;

/// What is in force, as a `tenet.toml`. `state` is the folder that is used where none is named.
pub fn toml(settings: &Settings, state: &Path) -> String {
    let mut text = "# What is in force, and where each setting was said.\n".to_owned();
    let mut section = "";
    for key in KEYS {
        let below = if key.holds == Holds::Table { key.name } else { key.section() };
        if below != section {
            section = below;
            text.push_str(&format!("\n[{section}]"));
        }
        text.push_str(&format!("\n# {}\n", key.about));
        for line in lines(key, settings, state) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// What is in force, as JSON: `settings` by name with `value` and `from`, and the `remarks`.
///
/// What is not shown has `set` in place of `value`.
pub fn json(settings: &Settings, state: &Path) -> Value {
    let mut shown = Map::new();
    for key in KEYS {
        match key.holds {
            Holds::Table => {
                for (name, said) in entries(key, settings) {
                    shown.insert(name.clone(), value(key, said));
                }
            }
            Holds::Secret => {
                let from = settings.said.get(key.name).map(|said| said.origin.to_string());
                shown.insert(key.name.to_owned(), json!({ "set": from.is_some(), "from": from }));
            }
            _ => {
                let said = settings.said.get(key.name).cloned().or_else(|| usual(key, state));
                let nothing = || json!({ "value": null, "from": null });
                shown.insert(
                    key.name.to_owned(),
                    said.map_or_else(nothing, |said| value(key, &said)),
                );
            }
        }
    }
    json!({ "settings": shown, "remarks": settings.remarks })
}

/// The lines of one setting; of a table, one for each of its entries.
fn lines(key: &Key, settings: &Settings, state: &Path) -> Vec<String> {
    if key.holds == Holds::Table {
        let entries = entries(key, settings).map(|(name, said)| {
            let name = name.strip_prefix(key.name).unwrap_or(name).trim_start_matches('.');
            line(&bare_or_quoted(name), name, key, said)
        });
        let lines: Vec<String> = entries.collect();
        return if lines.is_empty() {
            vec![format!("# source = {}  # not set", key.example)]
        } else {
            lines
        };
    }
    let said = settings.said.get(key.name).cloned().or_else(|| usual(key, state));
    let short = key.short();
    vec![match said {
        Some(said) => line(short, key.name, key, &said),
        None if key.holds == Holds::Secret => {
            format!("# {}: not set; {} or {}_FILE", key.name, key.variable, key.variable)
        }
        None => format!("# {short} = {}  # not set", key.example),
    }]
}

fn line(short: &str, name: &str, key: &Key, said: &Said) -> String {
    let from = one_line(&said.origin.to_string());
    match literal(key, said) {
        Some(value) => format!("{short} = {value}  # {from}"),
        None => format!("# {}: set, from {from}", one_line(name)),
    }
}

/// What was said of the entries of a table.
fn entries<'a>(key: &Key, settings: &'a Settings) -> impl Iterator<Item = (&'a String, &'a Said)> {
    let below = format!("{}.", key.name);
    settings.said.iter().filter(move |(name, _)| name.starts_with(&below))
}

/// What holds where nothing is said and no setting's default says it.
fn usual(key: &Key, state: &Path) -> Option<Said> {
    let is_state = key.name == "state";
    is_state.then(|| Said { texts: vec![state.display().to_string()], origin: Origin::Default })
}

fn value(key: &Key, said: &Said) -> Value {
    let from = said.origin.to_string();
    if is_hidden(key, said) {
        return json!({ "set": true, "from": from });
    }
    let text = in_force(key, said);
    let value: Value = match key.holds {
        Holds::List => said.texts.clone().into(),
        // Both were read as what they are.
        Holds::Flag | Holds::Number => text.parse().unwrap_or(Value::Null),
        _ => text.into(),
    };
    json!({ "value": value, "from": from })
}

/// A value as it is written in TOML; `None` for one that is not shown.
fn literal(key: &Key, said: &Said) -> Option<String> {
    if is_hidden(key, said) {
        return None;
    }
    Some(match key.holds {
        Holds::List => {
            let texts: Vec<String> = said.texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
        Holds::Flag | Holds::Number => said.text().to_owned(),
        _ => quoted(&in_force(key, said)),
    })
}

/// A path is shown whole, so that it means the same wherever the lines are kept.
fn in_force(key: &Key, said: &Said) -> String {
    let text = said.text();
    let is_path = match key.holds {
        Holds::Path => true,
        Holds::Table => said.is_place(),
        _ => false,
    };
    let whole = if is_path { std::path::absolute(text).ok() } else { None };
    whole.and_then(|path| path.to_str().map(str::to_owned)).unwrap_or_else(|| text.to_owned())
}

/// Whether others may not see it: a secret, what stands in a zuliprc, an address with a password or with
/// what else may be one.
fn is_hidden(key: &Key, said: &Said) -> bool {
    let is_secret =
        key.holds == Holds::Secret || (key.holds != Holds::List && said.texts.is_empty());
    is_secret || (key.holds == Holds::Table && said.has_password())
}

/// A text as TOML writes it: <https://toml.io/en/v1.0.0#string>.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if steers(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name as TOML writes it: <https://toml.io/en/v1.0.0#keys>.
fn bare_or_quoted(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether a terminal obeys this sign, or a reader cannot see it.
fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layers, read};

    fn settings(toml: &str, variables: &[(&str, &str)]) -> Settings {
        let file = Some(("/etc/tenet/tenet.toml".into(), toml.to_owned()));
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        read(&Layers { file, environment: variables.collect(), flags: Vec::new() }).unwrap()
    }

    /// Every setting with a value that is not its default.
    const ALL: &str = r#"
organisation = "The \"Lamplighters' Guild\" \\ \u0085 \t 💡"
content = "content"
state = "../state"
log = { level = "debug", format = "json" }
sync.every = "1h30m"
sync.from = { rules = "../rules", "a b" = "https://git.example/a", ssh = "file:///srv/x y" }
[http]
address = "[::1]:80"
allow_origins = ["https://a.example", "http://b.example:81"]
behind_proxy = true
per_minute = 0x10
[manners]
asker_per_minute = 1_000
channel_per_minute = 2
[moderation]
named = false
[unanswered]
count = true
[discord]
mode = "http"
public_key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
api = "https://discord.example/api"
commands = ["principle", "report"]
mentions = false
moderator_roles = ["1029384756102938475"]
moderation_channel = "1029384756102938476"
[zulip]
mode = "webhook"
site = "https://chat.example"
email = "bot@chat.example"
moderator_group = "42"
"#;

    #[test]
    fn what_is_shown_can_be_kept_and_says_the_same_again() {
        let secrets = [
            ("DISCORD_TOKEN", "PLANTED"),
            ("ZULIP_API_KEY", "PLANTED"),
            ("ZULIP_WEBHOOK_TOKEN", "PLANTED"),
        ];
        let first = settings(ALL, &secrets);
        let text = toml(&first, Path::new("/state"));
        assert!(!text.contains("PLANTED"), "{text}");
        let again = settings(&text, &secrets);
        let values = |settings: &Settings| {
            let shown = json(settings, Path::new("/state"));
            let values = shown["settings"].as_object().unwrap().clone();
            values.into_iter().map(|(name, said)| (name, said["value"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(values(&first), values(&again));
        assert!(
            values(&first).iter().any(|(name, value)| name == "http.per_minute" && value == 16)
        );
        let keys = KEYS.iter().filter(|key| key.holds != Holds::Secret);
        for key in keys.filter(|key| !key.name.ends_with("_file") && key.name != "zulip.zuliprc") {
            let from = |said: &Said| matches!(&said.origin, Origin::File(_));
            let mut said = again.said.iter().filter(|(name, _)| name.starts_with(key.name));
            assert!(said.any(|(_, said)| from(said)), "{} was not shown", key.name);
        }
    }

    #[test]
    fn nothing_set_is_shown_as_a_template_that_says_nothing() {
        let nothing = toml(&settings("", &[]), Path::new("/state"));
        let again = settings(&nothing, &[]);
        assert!(again.organisation.is_none() && again.http.is_none() && again.remarks.is_empty());
        // Each line that is a comment now is a setting when its sign is taken away.
        for key in KEYS.iter().filter(|key| !key.example.is_empty() && key.name != "state") {
            let short = if key.holds == Holds::Table { "source" } else { key.short() };
            let line = format!("# {short} = {}  # not set\n", key.example);
            assert!(nothing.contains(&line), "{line}{nothing}");
        }
        assert!(
            nothing.contains("\n# discord.token: not set; DISCORD_TOKEN or DISCORD_TOKEN_FILE\n")
        );
        assert!(nothing.contains("\nstate = \"/state\"  # default\n"), "{nothing}");
    }

    #[test]
    fn no_secret_is_shown_in_any_way() {
        let secrets = [
            ("DISCORD_TOKEN", "PLANTED-1"),
            ("ZULIP_API_KEY", "PLANTED-2"),
            ("ZULIP_WEBHOOK_TOKEN", "PLANTED-3"),
            ("TENET_SYNC_FROM", "rules=https://bot:PLANTED-4@git.example/rules"),
        ];
        let settings = settings(ALL, &secrets);
        let text = toml(&settings, Path::new("/state"));
        for shown in [
            text.clone(),
            json(&settings, Path::new("/state")).to_string(),
            format!("{settings:?}"),
            format!("{settings:#?}"),
            format!("{:?}", settings.said),
            format!("{:?} {:?}", settings.discord, settings.zulip),
        ] {
            assert!(!shown.contains("PLANTED"), "{shown}");
        }
        assert!(text.contains("\n# discord.token: set, from DISCORD_TOKEN\n"), "{text}");
        assert!(text.contains("\n# rules: set, from TENET_SYNC_FROM\n"), "{text}");
    }
}
