//! Requests held against Discord's own description of its API, where it lies beside the checkout.

use super::super::shared::shared;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// The description, read once; nothing where it is absent, which is said aloud.
fn description() -> Option<&'static Value> {
    static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();
    let read = || {
        let path = shared("specs/discord-openapi.json", "requests as Discord describes them")?;
        Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
    };
    DESCRIPTION.get_or_init(read).as_ref()
}

/// That a request's body is as Discord describes it.
pub(super) fn check(method: &str, path: &[&str], body: &Value) -> Result<(), String> {
    let Some(description) = description() else { return Ok(()) };
    let Some(described) = template(description, method, path) else {
        return Err(format!("Discord describes no {method} /{}", path.join("/")));
    };
    let schema = &description["paths"][&described][method.to_ascii_lowercase()]["requestBody"]["content"]
        ["application/json"]["schema"];
    match (schema.is_null(), body.is_null()) {
        (true, true) => return Ok(()),
        (true, false) => return Err("has a body".to_owned()),
        (false, _) => {}
    }
    let validator = validator(description, method, described, schema);
    match validator.validate(&as_described(body.clone())) {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error} (at {})", error.instance_path())),
    }
}

/// Clients send permissions as a string, and the description has a number there.
fn as_described(mut body: Value) -> Value {
    let commands = body.as_array_mut().into_iter().flatten();
    for command in commands.filter_map(Value::as_object_mut) {
        if let Some(permissions) = command.get_mut("default_member_permissions") {
            let number = permissions.as_str().and_then(|text| text.parse::<u64>().ok());
            if let Some(number) = number {
                *permissions = json!(number);
            }
        }
    }
    body
}

/// The described path that a path is one of.
fn template<'a>(description: &'a Value, method: &str, path: &[&str]) -> Option<&'a str> {
    let paths = description["paths"].as_object()?;
    let matching = paths.iter().filter(|(template, methods)| {
        let segments: Vec<&str> = template.trim_start_matches('/').split('/').collect();
        let same = |(segment, is): (&&str, &&str)| segment.starts_with('{') || segment == is;
        segments.len() == path.len()
            && segments.iter().zip(path).all(same)
            && methods.get(method.to_ascii_lowercase()).is_some()
    });
    // The one that names most of it.
    matching.map(|(template, _)| template.as_str()).min_by_key(|path| path.matches('{').count())
}

/// Compiled once for each kind of request, however many fakes there are.
fn validator(description: &Value, method: &str, path: &str, schema: &Value) -> Arc<Validator> {
    static COMPILED: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(|error| error.into_inner());
    let compile = || {
        let mut schema = schema.clone();
        schema["components"] = description["components"].clone();
        Arc::new(jsonschema::validator_for(&schema).expect("the description can be used"))
    };
    Arc::clone(compiled.entry(format!("{method} {path}")).or_insert_with(compile))
}
