//! What the HTTP door answers, request in and answer out, over real connections.

use crate::support::door::{Door, settings};
use crate::support::library::{invented, shipped};
use crate::support::serving::in_query;
use std::num::NonZeroU32;
use tenet::config::Http;
use tenet::desk::{Connection, Platform};
use tenet::library::{Library, SourceStatus, SyncFailure, SyncStatus};

#[test]
fn each_route_answers_what_it_is_for() {
    let door = Door::of(shipped());
    for (path, pointer, value) in [
        ("/api/ask?q=%2Fprinciple+curation", "/passages/0/id", "principles/3"),
        ("/api/ask?q=we%20curate", "/outcome", "found"),
        ("/api/ask?q=/principle+zyzzyva", "/outcome", "nothing"),
        ("/api/ask?q=%2Fshrug", "/help/reason/kind", "no-such-command"),
        ("/api/ask?q=/report", "/audience", "asker"),
        ("/api/cite/principles/3", "/passages/0/id", "principles/3"),
        ("/api/cite/principles%2F3", "/passages/0/id", "principles/3"),
        ("/api/cite/report", "/outcome", "report"),
        ("/api/cite/REPORT?full=true", "/audience", "asker"),
        ("/api/cite/PRINCIPLES/3?full=true", "/passages/0/id", "principles/3"),
        ("/api/roster/tsc", "/roster/body", "tsc"),
        ("/api/roster/steering%20committee", "/roster/body", "tsc"),
        ("/api/roster/tsc?as-of=2024", "/roster/asked", "2024"),
        ("/api/complete?q=/principle%20we%20cur", "/choices/0/value", "principles/3"),
        ("/api/complete", "/choices/0/value", "/report"),
        ("/api/complete", "/choices/1/value", "/principle"),
        ("/api/openapi.json", "/openapi", "3.1.0"),
    ] {
        let response = door.get(path);
        let answer = response.json();
        assert_eq!(response.status, 200, "{path}: {answer}");
        assert_eq!(answer.pointer(pointer).and_then(|value| value.as_str()), Some(value), "{path}");
        assert_eq!(response.header("content-type"), Some("application/json"), "{path}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    assert_eq!(door.get("/health").body, "ok\n");
    assert!(door.get("/").body.contains("Bytecode Alliance"));
}

#[test]
fn what_cannot_be_followed_is_refused_with_the_remedy() {
    let door = Door::of(invented());
    let long = format!("/api/ask?q={}", "a".repeat(4_001));
    let longest = format!("/api/ask?q={}", in_query(&"😀".repeat(4_000)));
    assert_eq!(door.get(&longest).status, 200);
    for (path, status, code, said) in [
        ("/api/ask", 400, "missing-parameter", "?q="),
        ("/api/ask?q=", 400, "missing-parameter", "?q="),
        ("/api/ask?q=+%09", 400, "missing-parameter", "?q="),
        ("/api/ask?question=x", 400, "unknown-parameter", "Known: q"),
        ("/api/ask?q=x&full=true", 400, "unknown-parameter", "Known: q"),
        ("/api/ask?q=x&q=y", 400, "repeated-parameter", "once"),
        ("/api/ask?q=%ff", 400, "unreadable-text", "UTF-8"),
        ("/api/ask?q=%zz", 400, "unreadable-text", "percent"),
        ("/api/ask?q=a%00b", 400, "unreadable-text", "NUL"),
        (&long, 414, "too-long", "4000"),
        ("/api/cite/principles/99", 404, "no-such-passage", "principles/99"),
        ("/api/cite/a%20b", 404, "no-such-passage", "id"),
        ("/api/cite/note:x", 404, "no-such-passage", "id"),
        ("/api/cite/%ff", 400, "unreadable-text", "UTF-8"),
        ("/api/cite/principles/1?full=maybe", 400, "wrong-value", "true or false"),
        ("/api/cite/", 404, "no-such-route", "openapi"),
        ("/api/roster/nobody-at-all", 404, "no-such-body", "nobody-at-all"),
        ("/api/roster/council?as-of=yesterday", 400, "wrong-value", "2024-05-31"),
        ("/api/roster/council?as-of=", 400, "wrong-value", "2024-05-31"),
        ("/health?x=1", 400, "unknown-parameter", "none"),
        ("/nowhere", 404, "no-such-route", "/nowhere"),
        ("//", 404, "no-such-route", "openapi"),
        ("/api/ask/", 404, "no-such-route", "openapi"),
        ("http://elsewhere.example/nowhere", 404, "no-such-route", "/nowhere"),
    ] {
        let response = door.get(path);
        let path: String = path.chars().take(60).collect();
        assert_eq!((response.status, &*response.code()), (status, code), "{path}");
        let body = response.json();
        let message = body["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(said), "{path}: {message}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn what_is_no_passage_or_body_is_told_with_what_there_is() {
    let door = Door::of(shipped());
    let near = door.get("/api/cite/curation-of").json();
    assert!(near["error"]["known"].is_array());
    let near = door.get("/api/cite/curation").json();
    let known = near["error"]["known"].as_array().cloned().unwrap_or_default();
    assert!(known.iter().any(|id| id == "principles/3"), "{near}");
    let bodies = door.get("/api/roster/zzz").json();
    assert_eq!(bodies["error"]["known"], serde_json::json!(["tsc", "board", "coc-team"]));
}

#[test]
fn what_is_no_sound_http_is_refused_with_words_wherever_they_can_be_said() {
    let door = Door::of(invented());
    let many: String = (0..120).map(|number| format!("x-{number}: 1\r\n")).collect();
    let large = format!("x: {}\r\n", "a".repeat(70_000));
    let body = "a".repeat(20_000);
    for (request, status, code) in [
        ("POST /api/ask?q=x HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"),
        ("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"),
        ("DELETE /health HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"),
        ("OPTIONS /api/ask HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method-not-allowed"),
        ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404, "no-such-route"),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 404, "no-such-route"),
        ("GET /health HTTP/1.1\r\n\r\n", 400, "malformed"),
        ("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "malformed"),
        ("GET /health HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n", 400, "malformed"),
        ("GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed"),
        ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400, "malformed"),
        ("good day\r\n\r\n", 400, "malformed"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed"),
        ("\u{16}\u{3}\u{1}\r\n\r\n", 400, "malformed"),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            400,
            "malformed",
        ),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, "malformed"),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            400,
            "malformed",
        ),
        (&format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), 431, "head-too-large"),
        (&format!("GET / HTTP/1.1\r\nHost: a\r\n{large}\r\n"), 431, "head-too-large"),
        (
            &format!("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n{body}"),
            413,
            "body-too-large",
        ),
        (
            &format!(
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n{body}\r\n0\r\n\r\n"
            ),
            413,
            "body-too-large",
        ),
    ] {
        let response = door.send(request);
        let request: String = request.chars().take(80).collect();
        assert_eq!((response.status, &*response.code()), (status, code), "{request:?}");
        let allow = response.header("allow");
        assert_eq!(allow, (status == 405).then_some("GET,HEAD"), "{request:?}");
    }
}

#[test]
fn a_small_body_is_no_part_of_a_question_and_the_connection_goes_on() {
    let door = Door::of(invented());
    let mut client = door.client();
    for body in
        ["Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"]
    {
        client.send(&format!("GET /health HTTP/1.1\r\nHost: a\r\n{body}")).unwrap();
        assert_eq!(client.read().unwrap().body, "ok\n", "{body}");
    }
    client
        .send(
            "GET /health HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
        )
        .unwrap();
    assert_eq!(client.read().unwrap().status, 100);
    client.send("a").unwrap();
    assert_eq!(client.read().unwrap().body, "ok\n");
}

#[test]
fn an_older_http_and_a_head_are_answered() {
    let door = Door::of(invented());
    let response = door.send("GET /health HTTP/1.0\r\n\r\n");
    assert_eq!((response.status, &*response.body), (200, "ok\n"));
    for path in ["/health", "/ready", "/api/ask?q=knots", "/nowhere"] {
        let whole = door.get(path);
        let mut client = door.client();
        client.send(&format!("HEAD {path} HTTP/1.0\r\n\r\n")).unwrap();
        let head = client.rest();
        assert!(head.starts_with(&format!("HTTP/1.0 {}", whole.status)), "{path}: {head}");
        assert!(head.ends_with("\r\n\r\n"), "{path}: {head}");
        let length = format!("content-length: {}", whole.body.len());
        assert!(path == "/ready" || head.contains(&length), "{path}: {head}");
    }
}

#[test]
fn what_a_client_has_is_not_sent_again_until_a_byte_of_it_changes() {
    let door = Door::of(invented());
    let path = "/api/ask?q=%2Fsources";
    let first = door.get(path);
    let tag = first.header("etag").unwrap().to_owned();
    let edition = invented().edition.id.get(..12).unwrap();
    assert!(tag.starts_with(&format!("\"{edition}-")), "{tag}");
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let asks = |header: &str| {
        door.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nIf-None-Match: {header}\r\n\r\n"))
    };
    for (header, status) in [
        (tag.clone(), 304),
        (format!("W/{tag}"), 304),
        (format!("\"other\", {tag}"), 304),
        ("*".to_owned(), 304),
        ("\"other\"".to_owned(), 200),
        (tag.replace('"', ""), 200),
        (String::new(), 200),
    ] {
        let response = asks(&header);
        assert_eq!(response.status, status, "{header}");
        assert_eq!(response.header("etag"), Some(&*tag), "{header}");
        assert_eq!(response.header("cache-control"), Some("no-cache"), "{header}");
    }
    // The same edition, looked at on another day.
    let checked = Some("2026-06-10T12:00:00Z".parse().unwrap());
    let sources = invented().edition.catalogue.sources.iter();
    let sources =
        sources.map(|card| (card.id.clone(), SourceStatus { checked, ..SourceStatus::default() }));
    let status = SyncStatus { sources: sources.collect() };
    let edition = std::sync::Arc::clone(&invented().edition);
    door.desk.put(Library { edition, status: status.into() });
    assert_eq!(asks(&tag).status, 200);
}

#[test]
fn what_is_for_the_asker_alone_is_kept_by_nobody() {
    let door = Door::of(shipped());
    for (path, kept) in [
        ("/api/ask?q=%2Freport", false),
        ("/api/cite/report", false),
        ("/api/complete?q=harass", false),
        ("/api/complete?q=%2Fcite+harass", false),
        ("/api/complete?q=he+hit+me", false),
        ("/api/complete?q=was+harassed+by+one+of+the+maintainers", false),
        ("/api/complete?q=who+is+on+the+coc+team", false),
        ("/api/complete?q=%2Fprinciple+we+cur", true),
        ("/api/complete", true),
    ] {
        let response = door.get(path);
        let cache = if kept { "no-cache" } else { "no-store, private" };
        assert_eq!(response.header("cache-control"), Some(cache), "{path}");
        assert_eq!(response.header("etag").is_some(), kept, "{path}");
    }
}

#[test]
fn a_question_whether_a_website_may_ask_is_held_to_the_limits_of_every_other() {
    let few = Http {
        allow_origins: vec!["*".to_owned()],
        per_minute: NonZeroU32::new(5).unwrap(),
        ..settings()
    };
    let door = Door::open(invented(), &few);
    let from_page = "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n";
    let name = "access-control-allow-origin";
    let asks = |first: &str, host: &str, rest: &str| {
        door.send(&format!("{first} HTTP/1.1\r\n{host}{from_page}{rest}\r\n"))
    };
    for (first, host, rest, status) in [
        ("OPTIONS /api/ask?q=knots", "Host: a\r\n", "", 200),
        ("OPTIONS /nowhere", "Host: a\r\n", "", 404),
        ("OPTIONS /api/ask?q=knots", "", "", 400),
        ("OPTIONS /api/ask?q=knots", "Host: a\r\nHost: b\r\n", "", 400),
        ("OPTIONS /api/ask?q=knots", "Host: a\r\n", "Content-Length: 20000\r\n", 413),
        ("OPTIONS /api/ask?q=knots", "Host: a\r\n", "", 429),
    ] {
        let response = asks(first, host, rest);
        assert_eq!(response.status, status, "{first} {host} {rest}");
    }
    let refused = asks("GET /api/ask?q=knots", "Host: a\r\n", "");
    assert_eq!((refused.status, refused.header(name)), (429, Some("*")));
    let exposed = refused.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("retry-after"), "{exposed}");
    let door = Door::open(invented(), &Http { per_minute: NonZeroU32::MAX, ..few });
    let large = "Host: a\r\nOrigin: https://a.example\r\nContent-Length: 20000\r\n\r\n";
    let refused = door.send(&format!("GET / HTTP/1.1\r\n{large}"));
    assert_eq!((refused.status, refused.header(name)), (413, Some("*")));
}

#[test]
fn readiness_says_what_answers_and_what_does_not() {
    let door = Door::of(invented());
    door.desk.connection(Platform::Http, Connection::Up);
    let response = door.get("/ready");
    assert_eq!((response.status, response.json()["ready"].as_bool()), (200, Some(true)));
    assert_eq!(response.json()["edition"]["id"], invented().edition.id.as_str());
    let source = invented().edition.catalogue.sources[0].id.clone();
    let at = "2026-06-10T12:00:00Z".parse().unwrap();
    let failed = Some(SyncFailure { at, what: "No answer.".to_owned() });
    let status = SourceStatus { checked: None, failed };
    let status = SyncStatus { sources: [(source, status)].into() };
    let edition = std::sync::Arc::clone(&invented().edition);
    door.desk.put(Library { edition, status: status.into() });
    door.desk.hold_back("content", "charter is empty".to_owned());
    door.desk.connection(Platform::Zulip, Connection::Down("no such key".to_owned()));
    let response = door.get("/ready");
    let body = response.json();
    assert_eq!((response.status, body["ready"].as_bool()), (503, Some(false)));
    assert_eq!(body["held_back"], "charter is empty");
    assert_eq!(body["connections"]["zulip"]["reason"], "no such key");
    assert_eq!(body["connections"]["http"]["state"], "up");
    assert_eq!(body["edition"]["sources"][0]["failed"]["what"], "No answer.");
}

#[test]
fn the_place_of_choices_is_counted_as_web_pages_count() {
    let door = Door::of(shipped());
    let typed = "/principle in:😀 in:val";
    let answer = door.get(&format!("/api/complete?q={}", in_query(typed))).json();
    let before: Vec<u16> =
        typed.encode_utf16().take(answer["start"].as_u64().unwrap() as usize).collect();
    assert_eq!(String::from_utf16(&before).unwrap(), "/principle in:😀 in:");
    assert_eq!(answer["choices"][0]["value"], "values");
}

#[test]
fn one_address_may_ask_so_often_and_those_who_look_are_not_counted_with_it() {
    let few = Http { per_minute: NonZeroU32::new(2).unwrap(), behind_proxy: true, ..settings() };
    let door = Door::open(invented(), &few);
    let from = |address: &str, path: &str| {
        door.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {address}\r\n\r\n"))
    };
    assert_eq!(from("203.0.113.1", "/api/ask?q=knots").status, 200);
    assert_eq!(from("203.0.113.1", "/nowhere").status, 404);
    let refused = from("198.51.100.9, 203.0.113.1", "/api/ask?q=knots");
    assert_eq!((refused.status, &*refused.code()), (429, "too-many-requests"));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(from("203.0.113.2", "/api/ask?q=knots").status, 200);
    assert_eq!(from("203.0.113.1", "/health").status, 200);
    assert_eq!(from("203.0.113.1", "/ready").status, 200);
    // Without a proxy, nobody names an address of their own choice.
    let door = Door::open(invented(), &Http { behind_proxy: false, ..few });
    let statuses = ["203.0.113.1", "203.0.113.2", "203.0.113.3"].map(|address| {
        let headers = format!("Host: a\r\nX-Forwarded-For: {address}");
        door.send(&format!("GET / HTTP/1.1\r\n{headers}\r\n\r\n")).status
    });
    assert_eq!(statuses, [200, 200, 429]);
}

#[test]
fn other_websites_may_ask_where_that_is_said_and_nowhere_else() {
    let ask = |door: &Door, method: &str, origin: &str| {
        door.send(&format!(
            "{method} /api/ask?q=knots HTTP/1.1\r\nHost: a\r\nOrigin: {origin}\r\n\
             Access-Control-Request-Method: GET\r\nConnection: close\r\n\r\n"
        ))
    };
    let allows = |origins: &[&str]| Http {
        allow_origins: origins.iter().map(|origin| (*origin).to_owned()).collect(),
        ..settings()
    };
    let name = "access-control-allow-origin";
    let closed = Door::of(invented());
    assert_eq!(ask(&closed, "GET", "https://a.example").header(name), None);
    let door = Door::open(invented(), &allows(&["https://a.example", "https://b.example"]));
    for (origin, allowed) in [
        ("https://a.example", Some("https://a.example")),
        ("https://b.example", Some("https://b.example")),
        ("https://c.example", None),
        ("https://a.example.evil.example", None),
    ] {
        for method in ["GET", "OPTIONS"] {
            let response = ask(&door, method, origin);
            assert_eq!(response.status, 200, "{method} {origin}");
            assert_eq!(response.header(name), allowed, "{method} {origin}");
            assert!(response.header("vary").unwrap().contains("origin"), "{method} {origin}");
            assert_eq!(response.header("access-control-allow-credentials"), None);
        }
    }
    let all = Door::open(invented(), &allows(&["*"]));
    assert_eq!(ask(&all, "GET", "https://c.example").header(name), Some("*"));
}
