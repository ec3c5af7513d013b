//! What Discord demands of a message, and what people demand of a bot's, which no description holds.
//!
//! <https://discord.com/developers/docs/resources/message#create-message>

use super::layout;
use serde_json::{Map, Value};

/// The preview of links is off.
pub(super) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Only who asked sees it.
pub(super) const EPHEMERAL: u64 = 1 << 6;

/// How a message comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As a response or a follow-up to an interaction.
    Response,
    /// As a message in a channel.
    Channel,
    /// As a change of one that there is.
    Edit,
}

/// What is wrong about a message.
pub(super) fn message(data: &Value, form: Form, pings: &[u64]) -> Result<(), String> {
    let Some(data) = data.as_object() else { return Err("a message is no object".to_owned()) };
    only_known_keys(data, form)?;
    match data.get("content").and_then(Value::as_str) {
        Some(content) => {
            let length = content.encode_utf16().count();
            if content.trim().is_empty() || length > 2000 {
                return Err(format!("the content is {length} long"));
            }
        }
        None if form == Form::Edit => {}
        None => return Err("a message without content".to_owned()),
    }
    for empty in ["embeds", "attachments", "files", "sticker_ids"] {
        let list = data.get(empty).and_then(Value::as_array);
        if list.is_some_and(|list| !list.is_empty()) {
            return Err(format!("{empty} are used"));
        }
    }
    if data.get("tts").is_some_and(|tts| tts != &Value::Bool(false)) {
        return Err("the message is read aloud".to_owned());
    }
    flags(data, form)?;
    if form != Form::Edit || data.contains_key("content") {
        mentions(data.get("allowed_mentions"), pings)?;
    }
    match data.get("components").unwrap_or(&Value::Null) {
        Value::Null => Ok(()),
        components => layout::rows(components),
    }
}

fn only_known_keys(data: &Map<String, Value>, form: Form) -> Result<(), String> {
    let of_all =
        ["content", "embeds", "attachments", "tts", "flags", "allowed_mentions", "components"];
    let of_channels = ["nonce", "enforce_nonce", "message_reference", "sticker_ids"];
    let known =
        |key: &str| of_all.contains(&key) || form == Form::Channel && of_channels.contains(&key);
    match data.keys().find(|key| !known(key)) {
        Some(key) => Err(format!("a message has no {key}")),
        None => Ok(()),
    }
}

fn flags(data: &Map<String, Value>, form: Form) -> Result<(), String> {
    let flags = match data.get("flags") {
        None if form == Form::Edit => return Ok(()),
        flags => flags.and_then(Value::as_u64).unwrap_or(0),
    };
    let ephemeral = if form == Form::Channel { 0 } else { EPHEMERAL };
    if flags & SUPPRESS_EMBEDS == 0 {
        return Err("links would be previewed".to_owned());
    }
    if flags & !(SUPPRESS_EMBEDS | ephemeral) != 0 {
        return Err(format!("the flags {flags} cannot be set"));
    }
    Ok(())
}

fn mentions(allowed: Option<&Value>, pings: &[u64]) -> Result<(), String> {
    let Some(allowed) = allowed.and_then(Value::as_object) else {
        return Err("it is not said who may be notified".to_owned());
    };
    // Without it, Discord goes by the text.
    if allowed.get("parse").and_then(Value::as_array).is_none_or(|parse| !parse.is_empty()) {
        return Err("the text decides who is notified".to_owned());
    }
    if allowed.get("roles").and_then(Value::as_array).is_some_and(|roles| !roles.is_empty()) {
        return Err("roles are notified".to_owned());
    }
    if allowed.get("replied_user").is_some_and(|replied| replied != &Value::Bool(false)) {
        return Err("who is replied to is notified".to_owned());
    }
    for user in notified(allowed) {
        if !pings.contains(&user) {
            return Err(format!("{user} is notified"));
        }
    }
    Ok(())
}

/// Who a message may notify.
pub(super) fn notified(allowed: &Map<String, Value>) -> Vec<u64> {
    let users = allowed.get("users").and_then(Value::as_array).into_iter().flatten();
    users.map(|user| user.as_str().and_then(|user| user.parse().ok()).unwrap_or(0)).collect()
}
