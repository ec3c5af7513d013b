//! How connections begin and end: nobody holds one for ever, and nobody who asked is cut off.

use crate::support::door::Door;
use crate::support::library::invented;
use std::net::TcpStream;

const ASKS: &str = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

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
    let door = Door::of(invented());
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
fn whoever_asked_before_the_stop_is_answered_and_the_rest_is_closed() {
    let door = Door::of(invented());
    let mut kept = door.client();
    assert_eq!(kept.get("/health").unwrap().header("connection"), None);
    let mut idle = door.client();
    assert_eq!(idle.get("/health").unwrap().status, 200);
    let mut half = door.client();
    assert_eq!(half.get("/health").unwrap().status, 200);
    half.send("GET /health HTTP/1.1\r\nHost:").unwrap();
    // Once this is answered, what was sent before it has come.
    assert_eq!(door.get("/health").status, 200);
    let mut waiting = door.client();
    waiting.send(ASKS).unwrap();
    door.tell_to_stop();
    let answer = kept.get("/health").unwrap();
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    assert_eq!(kept.rest(), "");
    assert_eq!(waiting.read().unwrap().body, "ok\n");
    assert_eq!(idle.rest(), "");
    half.send(" a\r\n\r\n").unwrap();
    let answer = half.read().unwrap();
    assert_eq!((&*answer.body, answer.header("connection")), ("ok\n", Some("close")));
    let address = door.address;
    drop((kept, waiting, idle, half));
    door.stopped();
    assert!(TcpStream::connect(address).is_err());
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
