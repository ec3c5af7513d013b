//! The names in the JSON are fixed: programs read them. Further fields are free.

use crate::support::library::{ask_json, shipped};
use serde_json::Value;

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
enum Holds {
    Text,
    TextOrNull,
    Flag,
    FlagOrNull,
    Number,
    NumberOrNull,
    Texts,
    List,
    Object,
    ObjectOrNull,
    Null,
}

fn holds(value: &Value, kind: Holds) -> bool {
    match kind {
        Holds::Text => value.is_string(),
        Holds::TextOrNull => value.is_string() || value.is_null(),
        Holds::Flag => value.is_boolean(),
        Holds::FlagOrNull => value.is_boolean() || value.is_null(),
        Holds::Number => value.is_number(),
        Holds::NumberOrNull => value.is_number() || value.is_null(),
        Holds::Texts => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        Holds::List => value.is_array(),
        Holds::Object => value.is_object(),
        Holds::ObjectOrNull => value.is_object() || value.is_null(),
        Holds::Null => value.is_null(),
    }
}

#[track_caller]
fn check(object: &Value, fields: &[(&str, Holds)]) {
    let map = object.as_object().unwrap_or_else(|| panic!("no object: {object}"));
    for (name, kind) in fields {
        let value = map.get(*name).unwrap_or_else(|| panic!("{name} is missing in {object}"));
        assert!(holds(value, *kind), "{name} is not {kind:?} in {object}");
    }
}

const ANSWER: [(&str, Holds); 8] = [
    ("question", Holds::Text),
    ("outcome", Holds::Text),
    ("audience", Holds::Text),
    ("passages", Holds::List),
    ("near", Holds::List),
    ("roster", Holds::ObjectOrNull),
    ("note", Holds::TextOrNull),
    ("report", Holds::ObjectOrNull),
];

const PASSAGE: [(&str, Holds); 11] = [
    ("id", Holds::Text),
    ("heading", Holds::Text),
    ("number", Holds::NumberOrNull),
    ("path", Holds::Texts),
    ("text", Holds::Text),
    ("markdown", Holds::Text),
    ("outline", Holds::Flag),
    ("summary", Holds::TextOrNull),
    ("citation", Holds::Object),
    ("also_at", Holds::Texts),
    ("score", Holds::NumberOrNull),
];

/// Offline nothing is known of commits; the day is the day of recording.
const CITATION: [(&str, Holds); 13] = [
    ("organisation", Holds::Text),
    ("source", Holds::Text),
    ("document", Holds::Text),
    ("file", Holds::Text),
    ("standing", Holds::Text),
    ("url", Holds::Text),
    ("permalink", Holds::Null),
    ("commit", Holds::Null),
    ("date", Holds::Text),
    ("checked", Holds::TextOrNull),
    ("unchanged_since", Holds::Null),
    ("unchanged_since_commit", Holds::Null),
    ("since_at_least", Holds::FlagOrNull),
];

const ROSTER: [(&str, Holds); 8] = [
    ("body", Holds::Text),
    ("title", Holds::Text),
    ("as_of", Holds::Text),
    ("members", Holds::List),
    ("former", Holds::List),
    ("sources", Holds::List),
    ("disagreements", Holds::List),
    ("contact", Holds::TextOrNull),
];

const MEMBER: [(&str, Holds); 6] = [
    ("name", Holds::Text),
    ("github", Holds::TextOrNull),
    ("role", Holds::TextOrNull),
    ("office", Holds::TextOrNull),
    ("since", Holds::TextOrNull),
    ("voting", Holds::Flag),
];

fn check_passage(passage: &Value) {
    check(passage, &PASSAGE);
    check(&passage["citation"], &CITATION);
}

#[test]
fn every_answer_has_the_fixed_names() {
    for (question, outcome) in [
        ("/principle curation", "found"),
        ("/principle 3", "found"),
        ("/coc harassment", "found"),
        ("/value 2", "candidates"),
        ("/principle zebra", "nothing"),
        ("/principle 10", "nothing"),
        ("/who-is-on tsc", "roster"),
        ("/who-is ricochet", "person"),
        ("/sources", "sources"),
        ("/report", "report"),
        ("/help", "help"),
        ("", "help"),
    ] {
        let answer = ask_json(shipped(), question);
        check(&answer, &ANSWER);
        assert_eq!(answer["question"], question);
        assert_eq!(answer["outcome"], outcome, "{question}");
        assert!(matches!(answer["audience"].as_str(), Some("asker" | "channel")), "{question}");
        let lists = [&answer["passages"], &answer["near"]];
        for passage in lists.iter().flat_map(|list| list.as_array().unwrap()) {
            check_passage(passage);
        }
        // These outcomes put what they found under their own name, and only these do.
        for name in ["roster", "person", "sources", "report", "help"] {
            assert_eq!(answer[name].is_object(), outcome == name, "{question}: {name}");
        }
        let quotes = matches!(outcome, "found" | "candidates");
        let quoted = answer["passages"].as_array().unwrap().len();
        assert_eq!(quoted > 0, quotes, "{question}");
    }
}

#[test]
fn a_roster_has_the_fixed_names() {
    for body in ["board", "tsc", "coc-team"] {
        let answer = ask_json(shipped(), &format!("/who-is-on {body}"));
        check(&answer["roster"], &ROSTER);
        for member in answer["roster"]["members"].as_array().unwrap() {
            check(member, &MEMBER);
            let handle = member["github"].as_str().unwrap();
            assert!(!handle.contains(['@', '/', ' ']), "{handle:?} is not bare");
        }
    }
}

#[test]
fn the_answer_of_the_design_comes_out_with_its_values() {
    let answer = ask_json(shipped(), "/principle curation");
    let passage = &answer["passages"][0];
    assert_eq!(
        passage["path"],
        serde_json::json!(["Operational Principles", "What we want to create"])
    );
    let citation = &passage["citation"];
    for (name, value) in [
        ("organisation", "Bytecode Alliance"),
        ("source", "site"),
        ("document", "principles"),
        ("file", "mission.md"),
        ("standing", "in force"),
        ("date", "2026-06-01"),
    ] {
        assert_eq!(citation[name], value);
    }
    assert!(passage["score"].as_f64().unwrap() > 0.0);
}

#[test]
fn numbers_are_numbers_and_scores_are_told_for_what_was_searched() {
    let answer = ask_json(shipped(), "/principle curation");
    check(&answer["passages"][0], &[("number", Holds::Number), ("score", Holds::Number)]);
}
