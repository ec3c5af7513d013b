//! The description of the HTTP door says what the door does: no route, answer or field more or less.

use crate::support::door::Door;
use crate::support::library::{invented, shipped};
use crate::support::serving::{Response, in_query};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tenet::adapters::http;
use tenet::query::Command;

fn description(door: &Door) -> Value {
    door.get("/api/openapi.json").json()
}

/// The schema of a response, in which nothing stands that is not described.
fn schema(description: &Value, path: &str, status: u16) -> Value {
    let response = &description["paths"][path]["get"]["responses"][status.to_string()];
    let response = match response["$ref"].as_str() {
        Some(place) => description.pointer(place.trim_start_matches('#')).unwrap(),
        None => response,
    };
    let mut schema = response["content"]["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{path} {status} is not described");
    schema["components"] = description["components"].clone();
    close(&mut schema);
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[track_caller]
fn holds(description: &Value, path: &str, response: &Response) {
    let schema = schema(description, path, response.status);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let body = response.json();
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{}: {error:.300}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{path} {}: {errors:#?}", response.status);
}

#[test]
fn every_route_is_described_and_every_description_has_a_route() {
    let door = Door::of(invented());
    let description = description(&door);
    let described: BTreeSet<String> =
        description["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, http::paths().collect());
    assert_eq!(description["info"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_answer_is_as_described_with_no_field_more() {
    for library in [shipped(), invented()] {
        let door = Door::of(library);
        let description = description(&door);
        let catalogue = &library.edition.catalogue;
        let commands = Command::ALL.iter().map(|command| format!("/{}", command.name()));
        let passages = catalogue.passages.iter().step_by(3);
        let passages = passages.flat_map(|passage| {
            ["/cite", "/changes"].map(|command| format!("{command} {}", passage.id))
        });
        let bodies = catalogue.rosters.iter().flat_map(|roster| {
            [
                format!("/who-is-on {}", roster.body),
                format!("/who-is-on {} as-of:2020", roster.body),
                format!("/who-is-on {} as-of:2099", roster.body),
            ]
        });
        let people = catalogue.rosters.iter().flat_map(|roster| &roster.canonical.seats);
        let people = people.map(|seat| format!("/who-is {}", seat.name));
        let words = catalogue.passages.iter().filter(|passage| !passage.text.is_empty()).take(3);
        let words = words.map(|passage| {
            let words: Vec<&str> = passage.text.split_whitespace().take(12).collect();
            format!("/verify {}", words.join(" "))
        });
        let others = [
            "/verify words that stand nowhere in any document of anybody",
            "/principle 3",
            "/principle 99",
            "/principle in:nowhere x",
            "/shrug",
            "/princple",
            "/ask",
            "/who-is-on zzz",
            "/who-is-on board as-of:soon",
            "/who-is nobody at all",
            "/help cite",
            "what may I do about harassment",
            "collaboraton",
            "the",
            "日本語",
            "/coc to:Bob harassment",
            "/cite principles/1 nowhere note:please read",
            "/policy full:true charter",
        ];
        let questions = commands.chain(passages).chain(bodies).chain(people).chain(words);
        let mut outcomes = BTreeSet::new();
        for question in questions.chain(others.map(str::to_owned)) {
            let response = door.get(&format!("/api/ask?q={}", in_query(&question)));
            outcomes.insert(response.json()["outcome"].to_string());
            holds(&description, "/api/ask", &response);
        }
        assert!(outcomes.len() >= 9, "{outcomes:?}");
    }
}

#[test]
fn every_other_answer_and_refusal_is_as_described() {
    let door = Door::of(invented());
    let description = description(&door);
    let passage = &invented().edition.catalogue.passages[0].id;
    let body = &invented().edition.catalogue.rosters[0].body;
    let long = "a".repeat(5_000);
    for (route, path, status) in [
        ("/ready", "/ready".to_owned(), 200),
        ("/ready", "/ready?x".to_owned(), 400),
        ("/api/openapi.json", "/api/openapi.json".to_owned(), 200),
        ("/api/complete", "/api/complete?q=k".to_owned(), 200),
        ("/api/complete", format!("/api/complete?q={long}"), 414),
        ("/api/cite/{id}", format!("/api/cite/{passage}"), 200),
        ("/api/cite/{id}", "/api/cite/report".to_owned(), 200),
        ("/api/cite/{id}", "/api/cite/nowhere".to_owned(), 404),
        ("/api/cite/{id}", format!("/api/cite/{long}"), 414),
        ("/api/roster/{body}", format!("/api/roster/{body}"), 200),
        ("/api/roster/{body}", "/api/roster/nobody".to_owned(), 404),
        ("/api/roster/{body}", format!("/api/roster/{body}?as-of=x"), 400),
        ("/api/ask", "/api/ask?q=%".to_owned(), 400),
    ] {
        let response = door.get(&path);
        assert_eq!(response.status, status, "{route}");
        holds(&description, route, &response);
    }
    for path in http::paths() {
        let response = door.send(&format!("POST {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_eq!(response.status, 405, "{path}");
        holds(&description, &path, &response);
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_part_is_used() {
    let door = Door::of(invented());
    let description = description(&door);
    let text = description.to_string();
    let mut used = BTreeSet::new();
    for place in text.split("\"$ref\":\"#").skip(1) {
        let place = place.split('"').next().unwrap();
        assert!(description.pointer(place).is_some(), "{place}");
        used.insert(place.to_owned());
    }
    for kind in ["schemas", "responses"] {
        for name in description["components"][kind].as_object().unwrap().keys() {
            // What a route that is not described is answered is of the same form.
            let unused = kind == "responses" && name == "NoSuchRoute";
            assert!(unused || used.contains(&format!("/components/{kind}/{name}")), "{name}");
        }
    }
}
