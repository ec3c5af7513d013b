//! Somebody who may need help is shown the way to report, and nobody else is sent there.

use crate::support::library::{ask_json, shipped};

fn outcomes(questions: &[&str]) -> Vec<(String, String)> {
    let outcome = |question: &&str| {
        let answer = ask_json(shipped(), question);
        (answer["outcome"].as_str().unwrap().to_owned(), (*question).to_owned())
    };
    questions.iter().map(outcome).collect()
}

#[test]
fn who_tells_what_happened_is_shown_how_to_report() {
    for (outcome, question) in outcomes(&[
        "how do I report someone",
        "How do I report?",
        "I was harassed",
        "somebody threatens me",
        "I need help",
        "someone is stalking me",
        "I was groped at a meetup",
        "report harassment",
        "/report",
    ]) {
        assert_eq!(outcome, "report", "{question}");
    }
}

#[test]
fn who_asks_something_else_is_not_sent_to_report() {
    for (outcome, question) in outcomes(&[
        "how do I vote",
        "how do I join",
        "how do I contribute",
        "how do I file an RFC",
        "report a vulnerability",
        "annual report",
        "I was elected",
        "can I be banned",
        "may I join without paying",
    ]) {
        assert_ne!(outcome, "report", "{question}");
    }
}

#[test]
fn a_miss_names_the_way_to_report_and_is_for_the_asker_where_somebody_speaks_of_themselves() {
    for (question, audience) in [
        ("my bicycle has a flat tyre", "asker"),
        ("bicycle", "channel"),
        ("/coc bicycle", "asker"),
        ("ich habe meinen Schirm verloren", "asker"),
    ] {
        let answer = ask_json(shipped(), question);
        assert_ne!(answer["outcome"], "found", "{question}");
        assert_eq!(answer["offer_report"], true, "{question}");
        assert_eq!(answer["audience"], audience, "{question}");
    }
    assert_eq!(ask_json(shipped(), "/principle bicycle")["offer_report"], false);
}

#[test]
fn no_word_is_taken_for_another_that_only_looks_like_it() {
    for question in ["I want to kill it", "a shirt with the logo", "I am scared of stalking"] {
        let answer = ask_json(shipped(), question);
        assert_eq!(answer["respelled"], serde_json::json!([]), "{question}");
    }
    let answer = ask_json(shipped(), "/principle toxcity");
    assert_eq!(answer["respelled"], serde_json::json!([["toxcity", "toxicity"]]));
}

#[test]
fn who_asks_what_this_is_gets_help() {
    for (outcome, question) in outcomes(&["who are you", "is this an AI?", "/help"]) {
        assert_eq!(outcome, "help", "{question}");
    }
}
