//! How connections begin and end: nobody holds one for ever, and nobody who asked is cut off.

use crate::support::crowd::Crowd;
use crate::support::door::{Door, settings};
use crate::support::library::invented;
use std::net::TcpStream;
use std::time::Duration;
use tenet::adapters::http::Deadlines;

const ASKS: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

fn waiting(deadlines: Deadlines) -> Door {
    Door::waiting(invented(), &settings(), deadlines)
}

#[test]
fn one_connection_carries_one_request_after_another() {
    let door = Door::of(invented());
    let mut client = door.client();
    client.send(&ASKS.repeat(5)).unwrap();
    for _ in 0..5 {
        assert_eq!(client.read().unwrap().body, "ok\n");
    }
    assert_eq!(client.get("/nowhere").unwrap().status, 404);
    assert_eq!(client.get("/health").unwrap().status, 200);
}

#[test]
fn a_request_that_is_no_http_behind_good_ones_takes_no_answer_from_them() {
    let door = Door::of(invented());
    let mut client = door.client();
    client.send(&format!("{ASKS}{ASKS}no http\r\n\r\n")).unwrap();
    assert_eq!(client.read().unwrap().body, "ok\n");
    assert_eq!(client.read().unwrap().body, "ok\n");
    let refused = client.read().unwrap();
    assert_eq!((refused.status, &*refused.code()), (400, "malformed"));
    assert_eq!(client.rest(), "");
}

#[test]
fn whoever_begins_a_request_and_does_not_go_on_is_told_and_let_go() {
    let soon = Duration::from_secs(1);
    let door = waiting(Deadlines { head: soon, body: soon, ..Deadlines::default() });
    let mut begun = door.client();
    begun.send("GET /health HTTP/1.1\r\nHo").unwrap();
    let mut body = door.client();
    body.send("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc").unwrap();
    let mut silent = door.client();
    for client in [&mut begun, &mut body] {
        let told = client.read().unwrap();
        assert_eq!((told.status, &*told.code()), (408, "too-slow"));
        assert_eq!(client.rest(), "");
    }
    assert_eq!(silent.rest(), "");
}

#[test]
fn whoever_does_not_read_is_let_go() {
    let soon = Duration::from_millis(100);
    let door = waiting(Deadlines { listening: soon, linger: soon, ..Deadlines::default() });
    let mut client = door.client();
    let many = "GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000);
    // The door reads no further than it is read itself; when it closes, sending fails.
    while client.send(&many).is_ok() {}
    assert_eq!(door.get("/health").status, 200);
}

#[test]
fn a_connection_that_has_lasted_long_is_told_its_last_answer() {
    let (life, grace) = (Duration::from_millis(100), Duration::from_secs(60));
    let door = waiting(Deadlines { life, grace, ..Deadlines::default() });
    let mut client = door.client();
    while client.get("/health").unwrap().header("connection") != Some("close") {}
    assert_eq!(client.rest(), "");
}

#[test]
fn whoever_has_begun_to_ask_when_the_stop_comes_is_answered() {
    // Nothing is closed for being silent.
    let door = waiting(Deadlines { grace: Duration::from_secs(60), ..Deadlines::default() });
    let mut kept = door.client();
    assert_eq!(kept.get("/health").unwrap().header("connection"), None);
    let mut half = door.client();
    assert_eq!(half.get("/health").unwrap().status, 200);
    half.send("G").unwrap();
    // Once this is answered, what was sent before it has come.
    assert_eq!(door.get("/health").status, 200);
    let mut waiting = door.client();
    waiting.send(ASKS).unwrap();
    let mut first = door.client();
    door.tell_to_stop();
    for client in [&mut kept, &mut first] {
        let answer = client.get("/health").unwrap();
        assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
        assert_eq!(client.rest(), "");
    }
    assert_eq!(waiting.read().unwrap().body, "ok\n");
    half.send(&ASKS[1..]).unwrap();
    let answer = half.read().unwrap();
    assert_eq!((&*answer.body, answer.header("connection")), ("ok\n", Some("close")));
    let address = door.address;
    drop((kept, first, waiting, half));
    door.stopped();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn whoever_is_silent_when_the_stop_comes_is_closed_and_whoever_has_begun_is_not() {
    let door = waiting(Deadlines { grace: Duration::from_millis(1), ..Deadlines::default() });
    let mut idle = door.client();
    assert_eq!(idle.get("/health").unwrap().status, 200);
    let mut half = door.client();
    half.send("GET /health HTTP/1.1\r\nHost:").unwrap();
    assert_eq!(door.get("/health").status, 200);
    door.tell_to_stop();
    assert_eq!(idle.rest(), "");
    half.send(" a\r\n\r\n").unwrap();
    let answer = half.read().unwrap();
    assert_eq!((&*answer.body, answer.header("connection")), ("ok\n", Some("close")));
    drop((idle, half));
    door.stopped();
}

#[test]
fn of_many_who_ask_while_it_stops_nobody_is_left_without_an_answer() {
    for _ in 0..10 {
        let door = waiting(Deadlines { grace: Duration::from_secs(60), ..Deadlines::default() });
        let crowd = Crowd::at(door.address, "/api/cite/principles/1");
        crowd.ask_until(
            || door.tell_to_stop(),
            |answer| answer.json()["passages"][0]["id"] == "principles/1",
        );
        door.stopped();
    }
}

#[test]
fn one_connection_too_many_is_told_so_and_the_others_go_on() {
    let door = Door::of(invented());
    let mut clients: Vec<_> = (0..512).map(|_| door.client()).collect();
    let mut last = clients.pop().unwrap();
    assert_eq!(last.get("/health").unwrap().status, 200);
    let mut many = door.client();
    let told = many.read().unwrap();
    assert_eq!((told.status, &*told.code()), (503, "too-many-connections"));
    assert_eq!(told.header("retry-after"), Some("1"));
    assert_eq!(last.get("/health").unwrap().status, 200);
}
