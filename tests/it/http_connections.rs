//! How connections begin and end: nobody holds one for ever, and nobody who asked is cut off.

use crate::support::crowd::Crowd;
use crate::support::door::{Door, settings};
use crate::support::folder::guild;
use crate::support::library::invented;
use crate::support::program::Tenet;
use crate::support::serving::{Client, Response, Serving};
use jiff::Timestamp;
use std::net::TcpStream;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};
use tenet::adapters::http::Deadlines;
use tenet::config::Http;

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

/// So many connections that are taken.
fn taken(door: &Door, number: usize) -> Vec<Client> {
    let mut clients: Vec<_> = (0..number).map(|_| door.client()).collect();
    // They are taken one after another.
    assert_eq!(clients.last_mut().unwrap().get("/api/ask?q=knots").unwrap().status, 200);
    clients
}

#[track_caller]
fn is_told_to_wait(told: &Response, why: &str) {
    assert_eq!((told.status, &*told.code()), (503, "too-many-connections"));
    assert_eq!(told.header("retry-after"), Some("1"));
    assert_eq!(told.header("connection"), Some("close"));
    assert!(told.body.contains(why), "{told:?}");
}

#[track_caller]
fn whoever_looks_from_here_gets_through_and_nobody_else(door: &Door, why: &str) {
    for path in ["/health", "/ready", "/metrics"] {
        let mut here = door.client();
        let look = here.get(path).unwrap();
        assert_eq!((look.status, look.header("connection")), (200, Some("close")), "{path}");
        assert_eq!(here.rest(), "");
    }
    let mut asks = door.client();
    is_told_to_wait(&asks.get("/api/ask?q=knots").unwrap(), "Too many connections are open");
    assert_eq!(asks.rest(), "");
    let silent: Vec<_> = (0..16).map(|_| door.client()).collect();
    let mut more = door.client();
    is_told_to_wait(&more.read().unwrap(), why);
    assert_eq!(more.rest(), "");
    drop(silent);
}

#[test]
fn one_connection_too_many_is_told_so_and_the_others_go_on() {
    let door = Door::open(invented(), &Http { behind_proxy: true, ..settings() });
    let mut clients = taken(&door, 496);
    whoever_looks_from_here_gets_through_and_nobody_else(&door, "Too many connections are open");
    assert_eq!(clients[0].get("/api/ask?q=knots").unwrap().status, 200);
}

#[test]
fn one_address_holds_no_more_than_its_part_of_all_connections() {
    let door = Door::of(invented());
    let mut clients = taken(&door, 64);
    whoever_looks_from_here_gets_through_and_nobody_else(&door, "Your address has too many");
    assert_eq!(clients[0].get("/api/ask?q=knots").unwrap().status, 200);
}

#[test]
fn whoever_asks_too_often_holds_no_connection() {
    let door =
        Door::open(invented(), &Http { per_minute: NonZeroU32::new(1).unwrap(), ..settings() });
    let mut client = door.client();
    assert_eq!(client.get("/api/ask?q=knots").unwrap().header("connection"), None);
    let refused = client.get("/api/ask?q=knots").unwrap();
    assert_eq!((refused.status, refused.header("connection")), (429, Some("close")));
    assert_eq!(client.rest(), "");
}

#[test]
fn what_is_refused_before_it_comes_to_a_route_is_counted() {
    let soon = Duration::from_millis(100);
    let door = waiting(Deadlines { head: soon, ..Deadlines::default() });
    let many: String = (0..120).map(|number| format!("x-{number}: 1\r\n")).collect();
    let large = format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n");
    for (number, (request, status)) in
        (1..).zip([("no http\r\n\r\n", 400), ("GET / HT", 408), (large.as_str(), 431)])
    {
        assert_eq!(door.send(request).status, status);
        is_counted(&door, "4xx", number);
    }
    let clients: Vec<_> = (0..80).map(|_| door.client()).collect();
    is_told_to_wait(&door.client().read().unwrap(), "Your address has too many");
    is_counted(&door, "5xx", 1);
    drop(clients);
}

/// Waits until so many of no route are counted.
#[track_caller]
fn is_counted(door: &Door, class: &str, number: usize) {
    let line = format!("tenet_http_requests_total{{route=\"none\",status=\"{class}\"}} {number}\n");
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let page = door.desk.metrics(Timestamp::now());
        if page.contains(&line) {
            return;
        }
        assert!(Instant::now() < until, "{line} is not in {page}");
        std::thread::yield_now();
    }
}

#[test]
fn a_full_house_is_told_of_once_when_it_begins_and_once_when_it_is_over() {
    let serving = Serving::start(
        &Tenet::with(&guild()),
        "Harbour Guild",
        &["--set", "http.behind_proxy=true"],
    );
    let mut clients: Vec<_> = (0..496).map(|_| Client::of(serving.address()).unwrap()).collect();
    assert_eq!(clients.last_mut().unwrap().get("/health").unwrap().status, 200);
    for _ in 0..10 {
        assert_eq!(serving.get("/api/ask?q=knots").status, 503);
        assert_eq!(serving.get("/health").status, 200);
    }
    drop(clients);
    serving.wait_for("there is room for connections again");
    assert_eq!(serving.get("/api/ask?q=knots").status, 200);
    let run = serving.stop();
    assert_eq!(run.stderr.matches("connections are taken; more are turned away").count(), 1);
    assert_eq!(run.stderr.matches("room for connections again").count(), 1);
}
