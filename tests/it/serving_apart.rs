//! A round of `tenet serve` is a process of its own: what goes wrong in it takes no answers along.

use crate::support::folder::Folder;
use crate::support::program::{Tenet, finish};
use crate::support::serving::Serving;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents: [{file: tools.md, id: tools}]
";

/// A process that waits for a source which takes connections and says nothing, and its round.
fn waiting(user: &str) -> (Folder, TcpListener, Tenet, Serving, u32) {
    let content = Folder::new();
    content.write("sources.yaml", SOURCES);
    content.write("rules/tools.md", "# Tools\n\n## Hammers\n\nHammers of oak.\n");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let from = format!("rules=https://{user}{}/r", silent.local_addr().unwrap());
    let tenet = Tenet::with(content.path()).variable("TENET_SYNC_FROM", &from);
    let serving = Serving::start(&tenet, "Guild", &["--set", "sync.every=1h"]);
    let until = Instant::now() + Duration::from_secs(60);
    let round = loop {
        assert!(Instant::now() < until, "{:#?}", serving.lines());
        // Before it is the program that it shall be, it is a likeness of the one that starts it.
        let is_round = |child: &u32| {
            let words = fs::read_to_string(format!("/proc/{child}/cmdline"));
            words.is_ok_and(|words| words.contains("round"))
        };
        if let Some(round) = child_of(serving.id()).filter(is_round) {
            break round;
        }
        std::thread::yield_now();
    };
    (content, silent, tenet, serving, round)
}

/// The process that this one has started.
fn child_of(parent: u32) -> Option<u32> {
    let listed = Command::new("sh")
        .args(["-c", "cat /proc/\"$1\"/task/*/children", "sh", &parent.to_string()])
        .output();
    String::from_utf8(listed.unwrap().stdout).unwrap().split_whitespace().next()?.parse().ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_round_that_is_killed_is_told_and_answers_go_on() {
    let (_content, _source, _tenet, serving, round) = waiting("");
    let kill = Command::new("sh").args(["-c", &format!("kill -s KILL {round}")]).status();
    assert!(kill.unwrap().success());
    let told = serving.wait_for("sync: The round came to no end");
    assert!(told.contains("signal: 9"), "{told}");
    let answer = serving.ask("/cite tools/hammers");
    assert_eq!(answer["passages"][0]["text"], "Hammers of oak.");
    assert_eq!(serving.stop().code, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_round_is_told_no_secret_where_others_read_along() {
    let (_content, _source, _tenet, serving, round) = waiting("ana:planted@");
    let words = fs::read_to_string(format!("/proc/{round}/cmdline")).unwrap();
    assert!(!words.contains("planted"), "{words}");
    let environment = fs::read(format!("/proc/{round}/environ")).unwrap();
    assert!(!String::from_utf8_lossy(&environment).contains("planted"));
    let run = serving.stop();
    assert!(!run.stderr.contains("planted"), "{run:?}");
    assert_eq!(run.code, 0);
}

#[test]
fn a_round_that_is_told_nothing_sensible_says_who_starts_it() {
    let tenet = Tenet::new();
    for order in ["", "\n", "{}\n", "{\"state\": 3}\n", "\0\0"] {
        let mut round = tenet.start_with_input(&["round"]);
        round.stdin.take().unwrap().write_all(order.as_bytes()).unwrap();
        let run = finish(round);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.starts_with("tenet: `tenet serve` starts this"), "{run:?}");
    }
}
