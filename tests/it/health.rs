//! `tenet health`, and a process of which one platform cannot answer.

use crate::support::folder::guild;
use crate::support::program::{Run, Tenet};
use crate::support::serving::{Client, Serving};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

const NAME: &str = "Harbour Guild";

fn tenet() -> Tenet {
    Tenet::with(&guild())
}

fn health(arguments: &[&str], address: &str) -> Run {
    let arguments = [&["health"], arguments].concat();
    tenet().variable("TENET_HTTP_ADDRESS", address).run(&arguments)
}

/// Somebody at a port who says these words to one who comes.
fn somebody(words: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(words.as_bytes());
    });
    address
}

#[test]
fn a_process_that_answers_is_well_and_ready() {
    let serving = Serving::start(&tenet(), NAME, &[]);
    let port = serving.address().port();
    for (arguments, state) in [(&[][..], "well"), (&["--ready"], "ready")] {
        // A container's door is open to all addresses; this one is reached on this machine.
        let run = health(arguments, &format!("0.0.0.0:{port}"));
        let told = format!("http://127.0.0.1:{port} is {state}.\n");
        assert_eq!((run.code, run.stdout), (0, told), "{}", run.stderr);
    }
}

#[test]
fn platforms_that_cannot_be_spoken_to_are_down_and_the_door_goes_on() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let tenet = tenet()
        .variable("TENET_DISCORD_MODE", "gateway")
        .variable("TENET_DISCORD_API", &format!("http://{nobody}/api/v10"))
        .variable("DISCORD_TOKEN", "PLANTED")
        .variable("TENET_ZULIP_MODE", "events")
        .variable("ZULIP_SITE", &format!("http://{nobody}"))
        .variable("ZULIP_EMAIL", "bot@zulip.example")
        .variable("ZULIP_API_KEY", "PLANTED")
        .variable("TENET_HTTP_ADRESS", "x");
    let serving = Serving::start(&tenet, NAME, &[]);
    serving.wait_for("Discord: no connection: Discord cannot be reached.");
    serving.wait_for("Zulip: no connection: Zulip cannot be reached.");
    let mut client = Client::of(serving.address()).unwrap();
    for _ in 0..3 {
        let answer = client.get("/api/cite/principles/1").unwrap();
        assert_eq!(answer.json()["passages"][0]["id"], "principles/1");
    }
    let address = serving.address().to_string();
    assert_eq!(health(&[], &address).code, 0);
    let ready = health(&["--ready"], &address);
    assert_eq!(ready.code, 3, "{ready:?}");
    assert!(ready.stderr.contains("/ready answers 503: "), "{ready:?}");
    for platform in ["discord", "zulip"] {
        assert!(ready.stderr.contains(platform), "{ready:?}");
    }
    let connections = serving.get("/ready").json()["connections"].clone();
    let states = ["http", "discord", "zulip"].map(|name| connections[name]["state"].clone());
    assert_eq!(states, ["up", "down", "down"], "{connections}");
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    let remark = "TENET_HTTP_ADRESS: No setting is read from this variable.";
    for once in [remark, "Discord: no connection", "Zulip: no connection"] {
        assert_eq!(run.stderr.matches(once).count(), 1, "{once}: {run:?}");
    }
    assert!(!run.stderr.contains("PLANTED"), "{run:?}");
}

#[test]
fn a_door_that_is_closed_or_another_s_is_told() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    const LISTENS: &str = "/health hung up, or sent what cannot be read. Too many connections may be open, or another program listens there.";
    let closed = health(&[], &nobody);
    let told = format!(
        "tenet: http://{nobody}/health cannot be reached: Connection refused (os error 111). Is `tenet serve` running?\n"
    );
    assert_eq!((closed.code, closed.stderr), (3, told));
    for (words, told) in [
        ("220 mail.example ESMTP\r\n", LISTENS),
        ("", LISTENS),
        ("HTTP/1.1 500 Oops\r\n\r\nA\u{1b}[31m\nB\n", "answers 500: A�[31m B"),
    ] {
        let run = health(&[], &somebody(words));
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.trim_end().ends_with(told), "{run:?}");
    }
}

#[test]
fn without_a_door_there_is_nobody_to_ask() {
    let unset = tenet().run(&["health"]);
    assert_eq!((unset.code, unset.stdout.as_str()), (2, ""), "{unset:?}");
    assert!(unset.stderr.contains("No HTTP door is configured"), "{unset:?}");
    let any = health(&[], "127.0.0.1:0");
    assert_eq!(any.code, 2, "{any:?}");
    assert!(any.stderr.contains("port 0"), "{any:?}");
}
