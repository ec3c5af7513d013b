//! Requests held against Zulip's own description of its API, where it lies beside the checkout.

use super::super::shared::shared;
use super::forms::Form;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Fields that servers know which are newer than the description, with the feature level of each.
const NEWER: [(&str, &str); 3] = [
    // 379
    ("PATCH /messages/{message_id}", "prev_content_sha256"),
    // 334
    ("GET /messages", "allow_empty_topic_name"),
    ("GET /messages/{message_id}", "allow_empty_topic_name"),
];

/// Values that servers know which are newer than the description.
const NEWER_VALUES: [(&str, &str, &str); 1] = [("POST /messages", "type", "channel")];

/// The description, read once; nothing where it is absent, which is said aloud.
fn description() -> Option<&'static Value> {
    static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();
    let read = || {
        let path = shared("specs/zulip-openapi.yaml", "requests as Zulip describes them")?;
        Some(serde_yaml::from_slice(&std::fs::read(path).unwrap()).unwrap())
    };
    DESCRIPTION.get_or_init(read).as_ref()
}

/// That a request has the fields that Zulip describes, each as it describes it.
pub(super) fn check(form: &Form) -> Result<(), String> {
    let Some(description) = description() else { return Ok(()) };
    let method = form.method.to_ascii_lowercase();
    let Some(path) = template(description, &method, &form.path) else {
        return Err("Zulip describes no such place".to_owned());
    };
    let place = format!("{} {path}", form.method);
    let parameters = &description["paths"][path][&method]["parameters"];
    let parameters: Vec<&Value> =
        parameters.as_array().into_iter().flatten().map(|one| resolved(description, one)).collect();
    let fields = || parameters.iter().filter(|parameter| parameter["in"] == "query");
    for (name, value) in form.all() {
        let Some(parameter) = fields().find(|parameter| parameter["name"] == name.as_str()) else {
            if NEWER.contains(&(place.as_str(), name)) {
                continue;
            }
            return Err(format!("Zulip describes no field {name}"));
        };
        if NEWER_VALUES.contains(&(place.as_str(), name, value)) {
            continue;
        }
        let (value, schema) = read(parameter, value).map_err(|why| format!("{name} {why}"))?;
        let validator = validator(description, &format!("{place} {name}"), schema);
        if let Err(error) = validator.validate(&value) {
            return Err(format!("{name}: {error} (at {})", error.instance_path()));
        }
    }
    let required = fields().filter(|parameter| parameter["required"] == true);
    let mut names = required.filter_map(|parameter| parameter["name"].as_str());
    match names.find(|name| !form.all().contains_key(*name)) {
        Some(name) => Err(format!("Zulip wants a field {name}")),
        None => Ok(()),
    }
}

/// A field's value, decoded as the description says, with the schema that it has to be of.
fn read<'a>(parameter: &'a Value, text: &str) -> Result<(Value, &'a Value), String> {
    let json_schema = &parameter["content"]["application/json"]["schema"];
    if !json_schema.is_null() {
        // The name of a channel stands there as it is.
        let value = serde_json::from_str(text).or_else(|error| match &json_schema["oneOf"] {
            Value::Array(_) => Ok(json!(text)),
            _ => Err(format!("is no JSON: {error}")),
        })?;
        return Ok((value, json_schema));
    }
    let schema = &parameter["schema"];
    let value = match schema["type"].as_str() {
        None | Some("boolean" | "integer") => {
            serde_json::from_str(text).unwrap_or_else(|_| json!(text))
        }
        _ => json!(text),
    };
    Ok((value, schema))
}

/// What a reference leads to.
fn resolved<'a>(description: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        Some(path) => description.pointer(path).expect("the description knows it"),
        None => value,
    }
}

/// A schema of OpenAPI 3.0 as one of JSON Schema, with nothing that leads elsewhere.
fn schema_of(description: &Value, schema: &Value) -> Value {
    match resolved(description, schema) {
        Value::Object(object) => {
            let inner =
                |(name, value): (&String, &Value)| (name.clone(), schema_of(description, value));
            let mut of: serde_json::Map<String, Value> = object
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "example" | "nullable"))
                .map(inner)
                .collect();
            if object.get("nullable") == Some(&json!(true))
                && let Some(kind) = object.get("type")
            {
                of.insert("type".to_owned(), json!([kind, "null"]));
            }
            Value::Object(of)
        }
        Value::Array(all) => all.iter().map(|one| schema_of(description, one)).collect(),
        other => other.clone(),
    }
}

/// The described path that a path is one of.
fn template<'a>(description: &'a Value, method: &str, path: &str) -> Option<&'a str> {
    let path: Vec<&str> = path.split('/').collect();
    let paths = description["paths"].as_object()?;
    let matching = paths.iter().filter(|(template, methods)| {
        let segments: Vec<&str> = template.trim_start_matches('/').split('/').collect();
        let same = |(segment, is): (&&str, &&str)| segment.starts_with('{') || segment == is;
        segments.len() == path.len()
            && segments.iter().zip(&path).all(same)
            && methods.get(method).is_some()
    });
    // The one that names most of it.
    matching.map(|(template, _)| template.as_str()).min_by_key(|path| path.matches('{').count())
}

/// Compiled once for each field, however many fakes there are.
fn validator(description: &Value, key: &str, schema: &Value) -> Arc<Validator> {
    static COMPILED: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(|error| error.into_inner());
    let compile = || {
        let schema = schema_of(description, schema);
        Arc::new(jsonschema::validator_for(&schema).expect("the description can be used"))
    };
    Arc::clone(compiled.entry(key.to_owned()).or_insert_with(compile))
}
