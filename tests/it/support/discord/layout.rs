//! What can be pressed, chosen and filled in: <https://discord.com/developers/docs/components/reference>.

use serde_json::Value;
use std::collections::BTreeSet;

/// What is wrong about the rows below a message.
pub(super) fn rows(components: &Value) -> Result<(), String> {
    let rows = components.as_array().ok_or("components are no list")?;
    if rows.len() > 5 {
        return Err(format!("{} rows", rows.len()));
    }
    let mut ids = BTreeSet::new();
    for row in rows {
        let within = within(row)?;
        let kinds: Vec<u64> = within.iter().filter_map(|one| one["type"].as_u64()).collect();
        match kinds.as_slice() {
            [3 | 5 | 6 | 7 | 8] => select(&within[0])?,
            buttons if !buttons.is_empty() && buttons.iter().all(|kind| *kind == 2) => {
                if buttons.len() > 5 {
                    return Err(format!("{} buttons in a row", buttons.len()));
                }
                within.iter().try_for_each(button)?;
            }
            _ => return Err(format!("a row of {kinds:?}")),
        }
        for component in within {
            if component.get("url").is_none() {
                id(component, &mut ids)?;
            }
        }
    }
    Ok(())
}

fn within(row: &Value) -> Result<&Vec<Value>, String> {
    keys(row, &["type", "id", "components"])?;
    match (row["type"].as_u64(), row["components"].as_array()) {
        (Some(1), Some(within)) => Ok(within),
        _ => Err(format!("{row} is no row")),
    }
}

fn keys(value: &Value, known: &[&str]) -> Result<(), String> {
    let keys = value.as_object().ok_or("a component is no object")?.keys();
    match keys.into_iter().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{key} in {value}")),
        None => Ok(()),
    }
}

/// That a component is known by a name of its own.
fn id(component: &Value, ids: &mut BTreeSet<String>) -> Result<(), String> {
    let id = text(component, "custom_id", 1, 100)?;
    if ids.insert(id.to_owned()) { Ok(()) } else { Err(format!("{id:?} stands twice")) }
}

/// A text of this length in a component.
fn text<'a>(of: &'a Value, key: &str, least: usize, most: usize) -> Result<&'a str, String> {
    let text = of[key].as_str().unwrap_or("");
    let length = text.encode_utf16().count();
    if length < least || length > most || (least > 0 && text.trim().is_empty()) {
        return Err(format!("{key} is {length} long in {of}"));
    }
    Ok(text)
}

fn button(button: &Value) -> Result<(), String> {
    keys(button, &["type", "id", "style", "label", "emoji", "custom_id", "url", "disabled"])?;
    text(button, "label", 1, 80)?;
    match button["style"].as_u64() {
        Some(1..=4) if button.get("url").is_none() => Ok(()),
        Some(5) if button.get("custom_id").is_none() => {
            let url = text(button, "url", 1, 512)?;
            if url.starts_with("https://") { Ok(()) } else { Err(format!("a link to {url}")) }
        }
        _ => Err(format!("{button} is no button")),
    }
}

fn select(select: &Value) -> Result<(), String> {
    let known = [
        "type",
        "id",
        "custom_id",
        "options",
        "placeholder",
        "min_values",
        "max_values",
        "disabled",
        "channel_types",
        "default_values",
        "required",
    ];
    keys(select, &known)?;
    text(select, "placeholder", 0, 150)?;
    let most = select["max_values"].as_u64().unwrap_or(1);
    let least = select["min_values"].as_u64().unwrap_or(1);
    if most == 0 || most > 25 || least > most {
        return Err(format!("{least} to {most} can be chosen"));
    }
    if select["type"] != 3 {
        return Ok(());
    }
    let options = select["options"].as_array().ok_or("a select without options")?;
    if options.is_empty() || options.len() > 25 || most > options.len() as u64 {
        return Err(format!("{} options, {most} to be chosen", options.len()));
    }
    let mut values = BTreeSet::new();
    for option in options {
        keys(option, &["label", "value", "description", "emoji", "default"])?;
        text(option, "label", 1, 100)?;
        text(option, "description", 0, 100)?;
        let value = text(option, "value", 1, 100)?;
        if !values.insert(value) {
            return Err(format!("the option {value:?} stands twice"));
        }
    }
    Ok(())
}

/// What is wrong about a form.
pub(super) fn form(data: &Value) -> Result<(), String> {
    keys(data, &["custom_id", "title", "components"])?;
    text(data, "custom_id", 1, 100)?;
    text(data, "title", 1, 45)?;
    let rows = data["components"].as_array().ok_or("a form without fields")?;
    if rows.is_empty() || rows.len() > 5 {
        return Err(format!("a form of {} rows", rows.len()));
    }
    let mut ids = BTreeSet::new();
    for row in rows {
        let [field] = within(row)?.as_slice() else {
            return Err(format!("a form's row holds one field, not {row}"));
        };
        id(field, &mut ids)?;
        input(field)?;
    }
    Ok(())
}

fn input(field: &Value) -> Result<(), String> {
    let known = [
        "type",
        "id",
        "custom_id",
        "style",
        "label",
        "min_length",
        "max_length",
        "required",
        "value",
        "placeholder",
    ];
    keys(field, &known)?;
    if field["type"] != 4 || !matches!(field["style"].as_u64(), Some(1 | 2)) {
        return Err(format!("{field} is no text input"));
    }
    text(field, "label", 1, 45)?;
    text(field, "placeholder", 0, 100)?;
    let most = field["max_length"].as_u64().unwrap_or(4000);
    let least = field["min_length"].as_u64().unwrap_or(0);
    if most == 0 || most > 4000 || least > most {
        return Err(format!("a text of {least} to {most}"));
    }
    text(field, "value", 0, usize::try_from(most).unwrap()).map(|_| ())
}
