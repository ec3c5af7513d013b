//! `tenet serve`: one process that starts with what it has, says once what is wrong, and stops without
//! leaving anybody without an answer.

use crate::support::crowd::Crowd;
use crate::support::folder::{Folder, guild};
use crate::support::program::Tenet;
use crate::support::serving::{Client, Serving};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

const NAME: &str = "Harbour Guild";
const DOOR: [&str; 4] =
    ["--set", "http.address=127.0.0.1:0", "--set", "organisation=Harbour Guild"];

fn with_door<'a>(more: &[&'a str]) -> Vec<&'a str> {
    DOOR.iter().chain(more).copied().collect()
}

#[test]
fn it_answers_over_http_and_stops_when_told() {
    for signal in ["TERM", "INT"] {
        let tenet = Tenet::with(&guild());
        let serving = Serving::start(&tenet, NAME, &[]);
        assert_eq!(serving.ask("/principle 2")["outcome"], "found");
        assert_eq!(serving.get("/ready").status, 200);
        serving.signal(signal);
        let run = serving.end();
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{signal}");
        // What it holds, where it answers, that it stops, that it has.
        assert_eq!(run.stderr.lines().count(), 4, "{signal}: {run:?}");
    }
}

#[test]
fn it_says_why_it_does_not_start() {
    let empty = Folder::new();
    let mistaken = Folder::of_the_guild();
    mistaken.replace("sources.yaml", "ask_at", "ask-at");
    let missing = empty.join("missing");
    for (content, arguments, code, said) in [
        (guild().as_path(), &["--set", "organisation=Harbour Guild"][..], 2, "http.address"),
        (&guild(), &DOOR[..2], 2, "Write `organisation = \"Harbour Guild\"` into tenet.toml"),
        (&guild(), &[DOOR[0], DOOR[1], "--set", "organisation=Others"], 3, "says Others. Mount"),
        (empty.path(), &DOOR, 3, "is empty. Mount"),
        (&missing, &DOOR, 3, "There is no content folder"),
        (mistaken.path(), &DOOR, 3, "Write `ask_at:`."),
    ] {
        let run = Serving::begin(&Tenet::with(content), arguments).end();
        assert_eq!(run.code, code, "{said}: {run:?}");
        assert!(run.stderr.contains(said), "{said}: {run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{said}: {run:?}");
    }
}

#[test]
fn without_anything_left_to_answer_on_it_ends_and_says_why_once() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http.address={}", taken.local_addr().unwrap());
    let arguments = [DOOR[2], DOOR[3], "--set", &address, "--set", "sync.every=off"];
    let run = Serving::begin(&Tenet::with(&guild()), &arguments).end();
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(run.stderr.matches("cannot be listened at").count(), 1, "{run:?}");
    assert!(run.stderr.contains("name another http.address"), "{run:?}");
}

#[test]
fn a_state_folder_that_cannot_be_made_is_said_once_and_lived_without() {
    for (sync, said) in [("off", "The edition cannot be written to"), ("1h", "cannot be written: ")]
    {
        let folder = Folder::new();
        folder.write("file", "no folder");
        let tenet = Tenet::with(&guild()).state_at(folder.join("file/state"));
        let sync = format!("sync.every={sync}");
        let mut serving = Serving::begin(&tenet, &with_door(&["--set", &sync]));
        serving.wait_for_the_door();
        serving.wait_for(said);
        assert_eq!(serving.ask("/principle 2")["outcome"], "found");
        // A reload finds the same again, and that is no news.
        serving.signal("HUP");
        let run = serving.stop();
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(run.stderr.matches("--state").count(), 1, "{run:?}");
    }
}

/// No file may grow beyond some kilobytes: that is what a full disk looks like to a program.
#[test]
fn a_full_disk_is_said_and_questions_are_answered() {
    let state = Folder::new();
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh"])
        .args([env!("CARGO_BIN_EXE_tenet"), "serve", "--set", "sync.every=off"])
        .args(DOOR)
        .arg("--state")
        .arg(state.path())
        .arg("--content")
        .arg(guild())
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut serving = Serving::of(child.unwrap());
    serving.wait_for_the_door();
    serving.wait_for("The edition cannot be written to");
    assert_eq!(serving.ask("/principle 2")["outcome"], "found");
    assert_eq!(serving.stop().code, 0);
}

#[test]
fn whatever_is_damaged_on_disk_it_answers() {
    let tenet = Tenet::with(&guild());
    assert_eq!(tenet.run(&["index"]).code, 0);
    fs::write(tenet.state().join("sources.json"), "{").unwrap();
    for edition in fs::read_dir(tenet.state().join("editions")).unwrap() {
        let edition = edition.unwrap().path();
        match edition.is_dir() {
            true => fs::write(edition.join("catalogue.json"), "half a fi").unwrap(),
            false => fs::write(edition, "../..").unwrap(),
        }
    }
    let serving = Serving::start(&tenet, NAME, &[]);
    assert_eq!(serving.ask("/principle 2")["outcome"], "found");
    let run = serving.stop();
    let warnings = run.stderr.lines().filter(|line| line.contains("WARN"));
    let told =
        "what was fetched is damaged on disk. What ships answers until you run `tenet sync`.";
    let expected = ["rules", "site"].map(|source| format!("{source}: {told}"));
    let warnings: Vec<&str> = warnings.map(|line| line.split_once("WARN ").unwrap().1).collect();
    assert_eq!(warnings, expected, "{run:?}");
}

/// A pipe in place of a file holds the program up where it reads it.
fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn it_stops_while_it_starts() {
    let tenet = Tenet::with(&guild());
    pipe(&tenet.state().join("sources.json"));
    let serving = Serving::begin(&tenet, &with_door(&["--set", "sync.every=off"]));
    // Opens once the program has opened the other end.
    let pipe = fs::OpenOptions::new().write(true).open(tenet.state().join("sources.json"));
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    drop(pipe);
}

#[test]
fn a_round_under_way_delays_no_answer_and_no_stop_and_leaves_the_state_sound() {
    let content = Folder::of_the_guild();
    let tenet = Tenet::with(content.path());
    let dead = TcpListener::bind("127.0.0.1:0").unwrap();
    let from = format!("sync.from.rules=http://{}/rules.git", dead.local_addr().unwrap());
    let mut serving = Serving::begin(&tenet, &with_door(&["--set", &from]));
    serving.wait_for_the_door();
    // The round has asked, and is never answered.
    let (asking, _) = dead.accept().unwrap();
    assert_eq!(serving.ask("/principle 2")["outcome"], "found");
    assert_eq!(serving.stop().code, 0);
    drop(asking);
    assert_eq!(tenet.ask("/principle 2").code, 0);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let serving = Serving::start(&Tenet::with(&guild()), NAME, &[]);
    let mut slow = Client::of(serving.address()).unwrap();
    slow.send("GET /health HTTP/1.1\r\nHost:").unwrap();
    // The request is known to the process once another on a later connection is answered.
    serving.get("/health");
    serving.signal("TERM");
    serving.wait_for("stopping");
    serving.signal("TERM");
    let run = serving.end();
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn every_request_that_was_taken_is_answered_though_it_stops() {
    let serving = Serving::start(&Tenet::with(&guild()), NAME, &[]);
    let mut begun: Vec<_> = (0..4).map(|_| Client::of(serving.address()).unwrap()).collect();
    begun.iter_mut().for_each(|client| client.send("G").unwrap());
    let crowd = Crowd::at(serving.address(), "/api/ask?q=/principle+2");
    crowd.ask_until(|| serving.signal("TERM"), |answer| answer.json()["outcome"] == "found");
    // Nobody listens any more, and one who had sent a single byte is still waited for.
    for client in &mut begun {
        client.send("ET /api/ask?q=/principle+2 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let answer = client.read().unwrap();
        assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
        assert_eq!(client.rest(), "");
    }
    let run = serving.end();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.lines().last().unwrap().contains("stopped"), "{run:?}");
    assert!(!run.stderr.contains("no answer"), "{run:?}");
}

#[test]
fn it_goes_on_when_nobody_reads_its_log() {
    let content = Folder::of_the_guild();
    let tenet = Tenet::with(content.path());
    let mut child = tenet.start(&with_door(&["--set", "sync.every=off", "serve"]));
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("HTTP answers at ") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended");
    }
    drop(log);
    let address = line.trim_end().rsplit('/').next().unwrap().parse().unwrap();
    let edition = || {
        let ready = Client::of(address).unwrap().get("/ready").unwrap();
        ready.json()["edition"].to_string()
    };
    // Each change is told, where nobody hears it.
    for title in ["Worth", "Merits"] {
        let before = edition();
        let sources = content.read("sources.yaml").replace("title: Values", "title: Worth");
        content.write("sources.yaml", sources.replace("title: Worth", &format!("title: {title}")));
        while edition() == before {
            std::thread::yield_now();
        }
    }
    let kill = Command::new("sh").args(["-c", &format!("kill -s TERM {}", child.id())]).status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// A bot on a Zulip that is not there.
const ZULIP: [&str; 6] = [
    "--set",
    "zulip.mode=events",
    "--set",
    "zulip.email=tenet-bot@harbour.example",
    "--set",
    "organisation=Harbour Guild",
];

#[test]
fn a_second_process_on_one_state_folder_answers_no_messages() {
    let folder = Folder::new();
    folder.write("key", "planted");
    let tenet = Tenet::with(&guild());
    let key = format!("zulip.api_key_file={}", folder.join("key").display());
    let mut settings = ZULIP.to_vec();
    settings.extend(["--set", &key, "--set", "zulip.site=http://127.0.0.1:9"]);
    let first = Serving::start(&tenet, NAME, &settings);
    let mut arguments = settings.clone();
    arguments.push("serve");
    let second = tenet.run(&arguments);
    assert_eq!(second.code, 3, "{second:?}");
    let said = format!(
        "Another `tenet serve` answers messages with the state folder {}. Stop it, or give this one another folder with --state.",
        tenet.state().display()
    );
    assert!(second.stderr.contains(&said), "{second:?}");
    // It is killed, and the system lets go of what it held.
    drop(first);
    assert_eq!(Serving::start(&tenet, NAME, &settings).stop().code, 0);
}

#[test]
fn a_key_that_would_be_sent_unprotected_is_told_with_what_to_do() {
    let folder = Folder::new();
    folder.write("key", "planted");
    let key = format!("zulip.api_key_file={}", folder.join("key").display());
    let mut arguments = ZULIP.to_vec();
    arguments.extend(["--set", &key, "--set", "zulip.site=http://192.0.2.1", "serve"]);
    let run = Tenet::with(&guild()).run(&arguments);
    assert_eq!(run.code, 3, "{run:?}");
    let said = "would get the secret unprotected. Write https:// instead of http:// into ";
    assert!(run.stderr.contains(said), "{run:?}");
}
