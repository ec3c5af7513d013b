//! What a real Zulip was recorded to answer and to tell, to which the one of the tests is held.

use crate::support::shared::shared;
use serde_json::Value;

/// What the recordings have and this Zulip has not, or has otherwise, with the reason.
pub(crate) const APART: [(&str, &str); 11] = [
    ("avatar_url", "a picture's address, or nothing where a client works it out itself"),
    ("automatic_new_visibility_policy", "only people follow topics by posting"),
    // Of a registration that fetches no more than the realm and messages.
    ("user_id", "told with users, which the bot does not ask for"),
    ("email", "told with users"),
    ("full_name", "told with users"),
    ("is_admin", "told with users"),
    // Limits that no bot without files and linkifiers needs.
    ("max_file_upload_size_mib", "tenet sends no files"),
    ("realm_bot_creation_policy", "tenet creates no bots"),
    ("realm_edit_topic_policy", "tenet moves nothing"),
    ("realm_move_messages_within_stream_limit_seconds", "tenet moves nothing"),
    ("realm_message_retention_days", "tenet counts on no message"),
];

pub(crate) fn recording(name: &str) -> Option<Value> {
    let path = shared(&format!("recordings/zulip/{name}.json"), "Zulip as recorded")?;
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

/// What is different in the form of two values, but for what stands apart.
fn differences(real: &Value, fake: &Value, place: &str, found: &mut Vec<String>) {
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let is_apart = |key: &str| APART.iter().any(|(apart, _)| *apart == key);
    match (real, fake) {
        (Value::Object(real), Value::Object(fake)) => {
            for (key, value) in real.iter().filter(|(key, _)| !is_apart(key)) {
                match fake.get(key) {
                    Some(other) => differences(value, other, &format!("{place}.{key}"), found),
                    None => found.push(format!("{place}.{key} is missing")),
                }
            }
            let new = fake.keys().filter(|key| !real.contains_key(*key) && !is_apart(key));
            found.extend(new.map(|key| format!("{place}.{key} is invented")));
        }
        (Value::Array(real), Value::Array(fake)) => {
            if let (Some(real), Some(fake)) = (real.first(), fake.first()) {
                differences(real, fake, &format!("{place}[]"), found);
            }
        }
        _ if kind(real) == kind(fake) => {}
        _ => found.push(format!("{place} is {} and not {}", kind(fake), kind(real))),
    }
}

#[track_caller]
pub(crate) fn is_like(name: &str, real: &Value, fake: &Value) {
    let mut found = Vec::new();
    assert!(!real.is_null(), "{name} has that");
    differences(real, fake, "", &mut found);
    assert_eq!(found, Vec::<String>::new(), "{name}: {fake:#}");
}

/// That an answer has the status and the form of a recorded one.
#[track_caller]
pub(crate) fn answers_like(name: &str, (status, body): (u16, &Value)) {
    let Some(recorded) = recording(name) else { return };
    assert_eq!(recorded["response"]["status"], status, "{name}");
    is_like(name, &recorded["response"]["body"], body);
}

/// That a refusal is in the recorded words; `named` says what is called otherwise here.
#[track_caller]
pub(crate) fn refuses_like(name: &str, (status, body): (u16, &Value), named: (&str, &str)) {
    answers_like(name, (status, body));
    let Some(recorded) = recording(name) else { return };
    let real = &recorded["response"]["body"];
    assert_eq!(real["code"], body["code"], "{name}");
    let words = real["msg"].as_str().unwrap().replace(named.0, named.1);
    assert_eq!(words, body["msg"].as_str().unwrap(), "{name}");
}

/// That events have the kinds and the forms of recorded ones.
#[track_caller]
pub(crate) fn tells_like(name: &str, events: &[Value]) {
    let Some(recorded) = recording(name) else { return };
    let real = recorded["events"].as_array().or(recorded["response"]["body"]["events"].as_array());
    let real = real.unwrap();
    assert_eq!(real.len(), events.len(), "{name}: {events:#?}");
    for (real, fake) in real.iter().zip(events) {
        assert_eq!(real["type"], fake["type"], "{name}");
        assert_eq!(real["flags"].is_null(), fake["flags"].is_null(), "{name}");
        is_like(name, real, fake);
    }
}
