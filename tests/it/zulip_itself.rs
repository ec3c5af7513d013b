//! The Zulip of the tests: it refuses what Zulip refuses, and says what is wrong. A bot that is never
//! told off by it proves something.

use crate::support::zulip::asking::registration;
use crate::support::zulip::{Down, Fault, NEWEST, Zulip};
use std::time::Duration;

/// The only thing that was wrong.
#[track_caller]
fn only_wrong(zulip: &Zulip) -> String {
    let wrong = zulip.wrong();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    wrong.into_iter().next().unwrap()
}

#[test]
fn requests_that_no_client_of_zulip_sends_are_told_off() {
    let zulip = Zulip::new();
    let key = crate::support::zulip_rest::BASIC;
    let head = format!("Authorization: {key}\r\nUser-Agent: tenet/test\r\n");
    for (request, wrong) in [
        (
            format!(
                "POST /api/v1/messages HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
            ),
            "content-type is",
        ),
        (
            format!("POST /api/v1/messages?type=direct HTTP/1.1\r\n{head}\r\n"),
            "has a query where a form belongs",
        ),
        (
            format!("GET /api/v1/users/me HTTP/1.1\r\n{head}Content-Length: 3\r\n\r\na=b"),
            "has content-length",
        ),
        (format!("GET /elsewhere HTTP/1.1\r\n{head}\r\n"), "is not of the API"),
        (format!("GET /api/v1/users/me HTTP/1.1\r\nAuthorization: {key}\r\n\r\n"), "who asks?"),
    ] {
        assert_eq!(zulip.sends(&request).status, 400, "{request}");
        let said = only_wrong(&zulip);
        assert!(said.contains(wrong), "{said}");
    }
    zulip.asks("GET", "users/me", &[("frobnicate", "1")]);
    assert!(zulip.wrong().iter().any(|said| said.contains("frobnicate")));
    zulip.asks("GET", "nowhere", &[]);
    assert!(zulip.wrong().iter().any(|said| said.contains("no such place")));
}

#[test]
fn faults_that_are_ordered_happen_once_each() {
    let zulip = Zulip::new();
    let ana = zulip.person("Ana");
    let to = format!("[{}]", ana.id);
    let fields = [("type", "direct"), ("to", to.as_str()), ("content", "an answer")];
    zulip.fails("POST", "messages", Fault::Status(500));
    assert_eq!(zulip.asks("POST", "messages", &fields).status, 500);
    assert!(ana.told().is_empty(), "what fails before it is taken was not done");
    zulip.fails("POST", "messages", Fault::StatusAfter(502));
    assert_eq!(zulip.asks("POST", "messages", &fields).status, 502);
    assert_eq!(ana.told().len(), 1, "what fails after it was taken was done");
    assert_eq!(zulip.asks("POST", "messages", &fields).status, 200);
    assert_eq!(ana.told().len(), 2, "the same twice makes two messages");
    let queue = zulip.asks_for_a_queue();
    ana.tells("one");
    ana.tells("two");
    let numbers = || -> Vec<i64> {
        zulip.events(&queue).iter().map(|event| event["id"].as_i64().unwrap()).collect()
    };
    zulip.fails("GET", "events", Fault::Twice);
    assert_eq!(numbers(), [0, 0, 1, 1]);
    zulip.fails("GET", "events", Fault::Backwards);
    assert_eq!(numbers(), [1, 0]);
    assert_eq!(numbers(), [0, 1]);
    zulip.fails("GET", "users/me", Fault::Limited(Duration::from_secs(600)));
    for _ in 0..2 {
        assert_eq!(zulip.asks("GET", "users/me", &[]).code(), "RATE_LIMIT_HIT");
    }
    assert_eq!(numbers(), [0, 1], "polls have a measure of their own");
}

#[test]
fn a_server_of_today_differs_where_zulip_says_so() {
    let zulip = Zulip::of_level(NEWEST);
    let registered = zulip.asks("POST", "register", &registration()).body;
    assert_eq!(registered["realm_url"], zulip.site());
    assert!(registered.get("realm_uri").is_none());
    let general = zulip.channel("general");
    let to = general.id.to_string();
    let fields = [("type", "channel"), ("to", to.as_str()), ("topic", ""), ("content", "x")];
    assert_eq!(zulip.asks("POST", "messages", &fields).status, 200);
    assert_eq!(general.shows("").len(), 1);
}

#[test]
fn what_the_bot_said_where_it_is_not_subscribed_is_found_only_by_the_channel() {
    let zulip = Zulip::new();
    let general = zulip.channel("general");
    let to = general.id.to_string();
    let fields = [("type", "stream"), ("to", to.as_str()), ("topic", "tides"), ("content", "x")];
    assert_eq!(zulip.asks("POST", "messages", &fields).status, 200);
    let found = |narrow: &str| {
        let fields = [
            ("anchor", "0"),
            ("num_before", "0"),
            ("num_after", "10"),
            ("apply_markdown", "false"),
            ("narrow", narrow),
        ];
        let body = zulip.asks("GET", "messages", &fields).body;
        body["messages"].as_array().unwrap().len()
    };
    assert_eq!(found(r#"[{"operator":"sender","operand":9}]"#), 0);
    let both =
        format!(r#"[{{"operator":"stream","operand":{to}}},{{"operator":"sender","operand":9}}]"#);
    assert_eq!(found(&both), 1);
}

#[test]
fn a_server_that_is_killed_loses_its_queues_and_one_that_is_stopped_does_not() {
    let zulip = Zulip::new();
    let queue = zulip.asks_for_a_queue();
    for (how, is_kept) in [(Down::Gracefully, true), (Down::Killed, false)] {
        zulip.goes_down(how);
        zulip.comes_back(None);
        assert_eq!(zulip.looks(&queue, -1).status == 200, is_kept, "{how:?}");
    }
}
