//! The commands that a bot registers: <https://discord.com/developers/docs/interactions/application-commands>.

use super::door::{Asked, Done, Refusal};
use super::world::{APPLICATION, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) fn commands(world: &mut World, asked: &Asked<'_>, server: Option<u64>) -> Done {
    match asked.method {
        "GET" => {
            let commands = world.commands.get(&server).cloned().unwrap_or_default();
            Ok((200, Value::Array(commands)))
        }
        "PUT" => {
            let commands = asked.body.as_array().ok_or_else(|| Refusal::wrong("no list"))?;
            all(commands).map_err(Refusal::wrong)?;
            let kept = commands.iter().map(|command| kept(world, command, server));
            let kept: Vec<Value> = kept.collect();
            world.commands.insert(server, kept.clone());
            Ok((200, Value::Array(kept)))
        }
        _ => Err(Refusal::wrong("commands are replaced as a whole")),
    }
}

/// A command as Discord shows it from then on.
fn kept(world: &mut World, command: &Value, server: Option<u64>) -> Value {
    let kind = command["type"].as_u64().unwrap_or(1);
    let name = command["name"].as_str().unwrap_or_default();
    let same = |of: &&Value| of["name"] == name && of["type"] == kind;
    let before = world.commands.get(&server).and_then(|all| all.iter().find(same)).cloned();
    let (id, version) = (world.number(), world.number());
    let id = before.map_or_else(|| json!(id.to_string()), |before| before["id"].clone());
    let mut kept = command.clone();
    kept["id"] = id;
    kept["version"] = json!(version.to_string());
    kept["application_id"] = json!(APPLICATION.to_string());
    kept["type"] = json!(kind);
    let defaults = [
        ("name_localizations", Value::Null),
        ("description_localizations", Value::Null),
        ("default_member_permissions", Value::Null),
        ("description", json!("")),
        ("nsfw", json!(false)),
        ("dm_permission", json!(true)),
        ("integration_types", json!([0])),
        ("contexts", Value::Null),
    ];
    for (key, value) in defaults {
        if kept.get(key).is_none() {
            kept[key] = value;
        }
    }
    if let Some(server) = server {
        kept["guild_id"] = json!(server.to_string());
    }
    // Permissions come back as text, and what has no options has none.
    if let Some(number) = kept["default_member_permissions"].as_u64() {
        kept["default_member_permissions"] = json!(number.to_string());
    }
    let is_empty = kept["options"].as_array().is_some_and(Vec::is_empty);
    if let Some(kept) = kept.as_object_mut().filter(|_| is_empty) {
        kept.remove("options");
    }
    kept
}

fn all(commands: &[Value]) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for command in commands {
        let kind = command["type"].as_u64().unwrap_or(1);
        let name = command["name"].as_str().unwrap_or_default();
        if !names.insert((kind, name)) {
            return Err(format!("{name} stands twice"));
        }
        one(command, kind, name).map_err(|wrong| format!("{name}: {wrong}"))?;
    }
    let most = |kind, most| names.iter().filter(|(of, _)| *of == kind).count() <= most;
    if most(1, 100) && most(2, 15) && most(3, 15) {
        Ok(())
    } else {
        Err("more commands than there may be".to_owned())
    }
}

fn one(command: &Value, kind: u64, name: &str) -> Result<(), String> {
    let known = [
        "type",
        "name",
        "description",
        "options",
        "default_member_permissions",
        "contexts",
        "integration_types",
        "nsfw",
        "dm_permission",
        "name_localizations",
        "description_localizations",
    ];
    only(command, &known)?;
    if kind == 1 {
        named(name)?;
        described(command)?;
        return options(command["options"].as_array().map_or(&[], Vec::as_slice));
    }
    // What stands in a menu has no description and no options.
    let length = name.chars().count();
    if length == 0 || length > 32 || name.trim() != name {
        return Err(format!("a name of {length} letters in a menu"));
    }
    let has = |key: &str| match &command[key] {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    };
    if has("description") || has("options") {
        return Err("a menu's command with a description or options".to_owned());
    }
    Ok(())
}

fn only(of: &Value, known: &[&str]) -> Result<(), String> {
    let keys = of.as_object().ok_or("no object")?.keys();
    match keys.into_iter().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("there is no {key}")),
        None => Ok(()),
    }
}

fn named(name: &str) -> Result<(), String> {
    let length = name.chars().count();
    let may = |letter: char| {
        letter.is_alphanumeric() && !letter.is_uppercase() || matches!(letter, '-' | '_')
    };
    if (1..=32).contains(&length) && name.chars().all(may) {
        Ok(())
    } else {
        Err(format!("{name:?} cannot be a name"))
    }
}

fn described(of: &Value) -> Result<(), String> {
    let description = of["description"].as_str().unwrap_or_default();
    match description.encode_utf16().count() {
        1..=100 => Ok(()),
        length => Err(format!("a description of {length} letters")),
    }
}

fn options(options: &[Value]) -> Result<(), String> {
    if options.len() > 25 {
        return Err(format!("{} options", options.len()));
    }
    let mut names = BTreeSet::new();
    let mut is_optional = false;
    let known = [
        "type",
        "name",
        "description",
        "required",
        "choices",
        "autocomplete",
        "min_value",
        "max_value",
        "min_length",
        "max_length",
        "options",
        "channel_types",
        "name_localizations",
        "description_localizations",
    ];
    for option in options {
        only(option, &known)?;
        let name = option["name"].as_str().unwrap_or_default();
        named(name)?;
        described(option).map_err(|wrong| format!("{name}: {wrong}"))?;
        if !names.insert(name) {
            return Err(format!("the option {name} stands twice"));
        }
        match option["required"].as_bool().unwrap_or(false) {
            true if is_optional => return Err(format!("{name} is required after one that is not")),
            is_required => is_optional |= !is_required,
        }
        let choices = option["choices"].as_array().map_or(0, Vec::len);
        let completes = option["autocomplete"].as_bool().unwrap_or(false);
        if completes && choices > 0 {
            return Err(format!("{name} completes, and has choices"));
        }
        if completes && !matches!(option["type"].as_u64(), Some(3 | 4 | 10)) {
            return Err(format!("{name} completes, and is neither text nor number"));
        }
        if choices > 25 {
            return Err(format!("{name} has {choices} choices"));
        }
        let lengths = [("min_length", 0), ("max_length", 1)].map(|(key, least)| {
            let length = option[key].as_u64();
            length.is_none_or(|length| (least..=6000).contains(&length))
        });
        if lengths.contains(&false) {
            return Err(format!("{name} has a length that no text has"));
        }
    }
    Ok(())
}
