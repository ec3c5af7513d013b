//! Where platforms speak to tenet through the HTTP door, whichever platform it is.

use crate::support::door::{Door, settings};
use crate::support::library::invented;
use crate::support::serving::Response;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tenet::adapters::http::Deadlines;
use tenet::config::Http;
use tenet::inlet::{Inlet, Received};

/// No machine is so busy that what a test waits for takes longer.
const DEADLINE: Duration = Duration::from_secs(60);

/// A door with an inlet at `/echo` that says what it was sent, and tells when it is done. It believes
/// everybody who gives the one word.
fn echo(settings: &Http) -> (Door, Receiver<String>) {
    let (tell, told) = channel();
    let receive = move |sent: tenet::inlet::Sent<'_>| {
        let words = String::from_utf8(sent.body.to_vec()).unwrap_or_default();
        assert_ne!(words, "PLANTED");
        match (sent.header)("x-word") {
            Some("please") => {
                let (tell, body) = (tell.clone(), serde_json::json!(words).to_string());
                let then = move || tell.send(words).unwrap();
                Received::Answered { body: body.into_bytes(), then: Some(Box::new(then)) }
            }
            Some("mumbled") => Received::Unreadable,
            _ => Received::Unproven,
        }
    };
    let inlet = Inlet::new("/echo", 16, receive).proven_by(&["x-word"]);
    (Door::with(invented(), settings, Deadlines::default(), |_| vec![inlet]), told)
}

/// As long as somebody who has gone is waited for before another comes.
const A_MOMENT: Duration = Duration::from_secs(5);

fn post(door: &Door, headers: &str, body: &str) -> Response {
    let length = body.len();
    let head =
        format!("POST /echo HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {length}\r\n\r\n");
    door.send(&(head + body))
}

#[test]
fn what_is_left_to_do_is_begun_once_for_each_answer() {
    let (door, told) = echo(&settings());
    for words in ["first", "second"] {
        let response = post(&door, "X-Word: please\r\n", words);
        assert_eq!((response.status, response.json()), (200, words.into()));
        assert_eq!(told.recv_timeout(DEADLINE).as_deref(), Ok(words));
    }
    door.stopped();
    assert!(told.try_recv().is_err());
}

#[test]
fn what_is_left_to_do_is_done_for_somebody_who_has_gone() {
    let (door, told) = echo(&settings());
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nX-Word: please\r\nContent-Length: 4\r\n\r\n";
    // On a busy machine somebody may be gone before the request is read at all: then nothing is begun.
    let is_done = (0..10).any(|_| {
        let mut client = door.client();
        client.send(&format!("{head}gone")).unwrap();
        drop(client);
        told.recv_timeout(A_MOMENT).as_deref() == Ok("gone")
    });
    assert!(is_done);
}

#[test]
fn nothing_is_left_to_do_for_what_is_refused() {
    let (door, told) = echo(&settings());
    for (headers, body, status, code) in [
        ("", "words", 401, "unproven"),
        ("X-Word: no\r\n", "words", 401, "unproven"),
        // Of two values nobody knows which one was meant.
        ("X-Word: please\r\nX-Word: please\r\n", "words", 401, "unproven"),
        ("X-Word: mumbled\r\n", "words", 400, "malformed"),
        ("X-Word: please\r\n", "seventeen letters", 413, "body-too-large"),
        ("X-Word: please\r\nHost: b\r\n", "words", 400, "malformed"),
    ] {
        let refused = post(&door, headers, body);
        assert_eq!((refused.status, &*refused.code()), (status, code), "{headers}{body}");
        assert_eq!(refused.header("cache-control"), Some("no-store"), "{headers}{body}");
    }
    assert_eq!(post(&door, "X-Word: please\r\n", "sixteen letters.").status, 200);
    assert_eq!(told.recv_timeout(DEADLINE).as_deref(), Ok("sixteen letters."));
}

#[test]
fn no_body_is_waited_for_where_nothing_shows_who_sends_it() {
    let (door, _told) = echo(&settings());
    let mut client = door.client();
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\n\r\n").unwrap();
    let refused = client.read().unwrap();
    assert_eq!((refused.status, &*refused.code()), (401, "unproven"));
}

#[test]
fn a_mistake_within_an_inlet_is_told_without_its_words_and_the_others_go_on() {
    let (door, _told) = echo(&settings());
    let mistaken = post(&door, "X-Word: please\r\n", "PLANTED");
    assert_eq!((mistaken.status, &*mistaken.code()), (500, "failed"));
    assert!(!mistaken.body.contains("PLANTED"), "{mistaken:?}");
    assert_eq!(post(&door, "X-Word: please\r\n", "words").status, 200);
}

#[test]
fn no_website_may_send_to_an_inlet() {
    let open = Http { allow_origins: vec!["*".to_owned()], ..settings() };
    let (door, _told) = echo(&open);
    let asks =
        "Host: a\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n\r\n";
    let preflight = door.send(&format!("OPTIONS /echo HTTP/1.1\r\n{asks}"));
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (405, None));
    let answer = post(&door, "X-Word: please\r\nOrigin: https://a.example\r\n", "words");
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, None));
}
