//! What `/metrics` tells those who run tenet: how much was asked and how it went, and nothing of what.

use crate::support::folder::guild;
use crate::support::library::{invented, limits, now};
use crate::support::program::Tenet;
use crate::support::serving::Serving;
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::time::Duration;
use tenet::desk::{Connection, Desk, Platform};
use tenet::library::{Library, SourceStatus, SyncFailure, SyncStatus};
use tenet::meters::RoundEnd;
use tenet::question::{Asked, Question};

fn desk() -> Desk {
    Desk::new(invented().clone(), limits())
}

fn ask(desk: &Desk, text: &str) {
    let question =
        Question { text: text.to_owned(), at: now(), asked: Asked::Program, moderator: false };
    desk.answer(Platform::Http, &question);
}

/// The values on the page, by name and labels.
fn values(page: &str) -> BTreeMap<String, f64> {
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    let value = |line: &str| {
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no value: {line}"));
        (name.to_owned(), value.parse().unwrap_or_else(|_| panic!("no number: {line}")))
    };
    lines.map(value).collect()
}

/// The labels of the values of this name that are not zero.
fn labels<'a>(values: &'a BTreeMap<String, f64>, name: &str) -> Vec<&'a str> {
    let of_name = values.iter().filter(|(_, value)| **value != 0.0);
    of_name.filter_map(|(key, _)| key.strip_prefix(name)?.strip_prefix('{')).collect()
}

#[test]
fn questions_count_by_command_and_outcome() {
    for (question, command, outcome) in [
        ("/principle 1", "principle", "found"),
        ("/value", "value", "found"),
        ("/who-is-on council", "who-is-on", "roster"),
        ("who is on the council", "who-is-on", "roster"),
        ("/sources", "sources", "sources"),
        ("/help", "help", "help"),
        ("", "none", "help"),
        ("/nonesuch", "none", "help"),
        ("/cite", "none", "help"),
        ("/ask zyxomma", "ask", "nothing"),
        ("values zyxomma", "ask", "candidates"),
    ] {
        let desk = desk();
        ask(&desk, question);
        let values = values(&desk.metrics(now()));
        let expected = format!("platform=\"http\",command=\"{command}\",outcome=\"{outcome}\"}}");
        assert_eq!(labels(&values, "tenet_questions_total"), [expected], "{question}");
        let platform = "{platform=\"http\"}";
        assert_eq!(values[&format!("tenet_answer_duration_seconds_count{platform}")], 1.0);
    }
}

#[test]
fn what_is_sensitive_counts_as_other_whatever_was_typed() {
    for question in [
        "/report",
        "/coc",
        "/coc what we expect",
        "/coc zyxomma",
        "/cite coc/how-to-tell-us",
        "somebody published where I live",
        "how do I report somebody",
        "/ask touching ropes",
        "/ask in:coc listen",
        "/changes coc",
        "/changes coc/what-we-expect",
        "/verify \"Shouting at the crew, whatever the weather.\"",
        "/principle 1 private:true",
        "my zyxomma was taken",
    ] {
        let desk = desk();
        ask(&desk, question);
        let values = values(&desk.metrics(now()));
        let other = "platform=\"http\",command=\"other\",outcome=\"other\"}";
        assert_eq!(labels(&values, "tenet_questions_total"), [other], "{question}");
        let quoted = labels(&values, "tenet_passages_quoted_total");
        assert!(
            quoted.iter().all(|label| *label == "document=\"other\"}"),
            "{question}: {quoted:?}"
        );
    }
}

#[test]
fn quotations_count_by_document_and_what_is_only_named_does_not() {
    let desk = desk();
    ask(&desk, "/principle 1");
    ask(&desk, "/cite principles/1 values/patience");
    ask(&desk, "/coc what we expect");
    ask(&desk, "/ask zyxomma");
    let values = values(&desk.metrics(now()));
    let quoted = |document: &str| {
        let key = format!("tenet_passages_quoted_total{{document=\"{document}\"}}");
        values.get(&key).copied().unwrap_or_default()
    };
    let counted = ["principles", "values", "other", "coc"].map(quoted);
    assert_eq!(counted, [2.0, 1.0, 1.0, 0.0], "{values:#?}");
}

#[test]
fn ages_are_told_from_the_time_at_which_the_page_is_asked_for() {
    let checked = now();
    let mut status = SyncStatus::default();
    let good = SourceStatus { checked: Some(checked), failed: None };
    let failed = SyncFailure { at: checked, what: "The server did not answer.".to_owned() };
    let bad = SourceStatus { checked: None, failed: Some(failed) };
    status.sources.extend([("rules".to_owned(), good), ("site".to_owned(), bad)]);
    let library = Library { status: status.into(), ..invented().clone() };
    let desk = Desk::new(library, limits());
    let page = desk.metrics(checked + 90.minutes());
    let values = values(&page);
    assert_eq!(values["tenet_source_checked_age_seconds{source=\"rules\"}"], 5400.0);
    assert!(!page.contains("age_seconds{source=\"site\"}"), "{page}");
    assert_eq!(values["tenet_source_failed{source=\"rules\"}"], 0.0);
    assert_eq!(values["tenet_source_failed{source=\"site\"}"], 1.0);
    assert!(!page.contains("did not answer"), "{page}");
}

#[test]
fn the_state_of_each_connection_is_told_and_not_why() {
    let desk = desk();
    desk.connection(Platform::Http, Connection::Up);
    desk.connection(Platform::Zulip, Connection::Down("the key zyxomma is wrong".to_owned()));
    let page = desk.metrics(now());
    let values = values(&page);
    let expected = ["platform=\"http\",state=\"up\"}", "platform=\"zulip\",state=\"down\"}"];
    assert_eq!(labels(&values, "tenet_connection"), expected);
    assert!(!page.contains("zyxomma"));
}

#[test]
fn content_that_is_held_back_shows() {
    let desk = desk();
    assert_eq!(values(&desk.metrics(now()))["tenet_content_held_back"], 0.0);
    desk.hold_back("content", "sources.yaml cannot be read".to_owned());
    assert_eq!(values(&desk.metrics(now()))["tenet_content_held_back"], 1.0);
    desk.let_through("content");
    assert_eq!(values(&desk.metrics(now()))["tenet_content_held_back"], 0.0);
}

#[test]
fn rounds_count_by_how_they_ended() {
    let desk = desk();
    desk.meters().looked(RoundEnd::Published, Duration::from_millis(700));
    desk.meters().looked(RoundEnd::Incomplete, Duration::from_secs(20));
    let values = values(&desk.metrics(now()));
    let ended = labels(&values, "tenet_sync_rounds_total");
    assert_eq!(ended, ["result=\"incomplete\"}", "result=\"published\"}"]);
    assert_eq!(values["tenet_sync_duration_seconds_count"], 2.0);
    assert_eq!(values["tenet_sync_duration_seconds_bucket{le=\"1.0\"}"], 1.0);
}

#[test]
fn each_metric_says_what_it_is() {
    let desk = desk();
    desk.connection(Platform::Http, Connection::Up);
    ask(&desk, "/principle 1");
    let page = desk.metrics(now());
    assert!(page.ends_with("# EOF\n"), "{page}");
    assert_eq!(page.matches("# EOF").count(), 1, "{page}");
    let declared = |kind: &str| -> Vec<&str> {
        let lines = page.lines().filter_map(|line| line.strip_prefix(kind));
        lines.filter_map(|rest| rest.split(' ').next()).collect()
    };
    assert_eq!(declared("# HELP "), declared("# TYPE "));
    for name in values(&page).keys() {
        assert!(name.starts_with("tenet_") || name.starts_with("process_"), "{name}");
        assert!(declared("# TYPE ").iter().any(|family| name.starts_with(family)), "{name}");
    }
}

#[test]
fn requests_count_by_route_and_class_and_never_by_path() {
    let serving = Serving::start(&Tenet::with(&guild()), "Harbour Guild", &[]);
    assert_eq!(serving.get("/api/ask?q=/principle%201").status, 200);
    assert_eq!(serving.get("/zyxomma?q=quibble").status, 404);
    assert_eq!(serving.get("/api/ask").status, 400);
    let metrics = serving.get("/metrics");
    assert_eq!(metrics.status, 200);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(metrics.header("content-type"), Some(kind));
    let page = metrics.body;
    let values = values(&page);
    let requests = |route: &str, class: &str| {
        values[&format!("tenet_http_requests_total{{route=\"{route}\",status=\"{class}\"}}")]
    };
    assert_eq!(requests("/api/ask", "2xx"), 1.0);
    assert_eq!(requests("/api/ask", "4xx"), 1.0);
    assert_eq!(requests("none", "4xx"), 1.0);
    assert!(!page.contains("zyxomma") && !page.contains("quibble"), "{page}");
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
}
