//! `tenet doctor`: what it says of sources, the clock and the network.

use crate::support::git_server::{Asked, Fault};
use crate::support::harbour::{Harbour, date_in};
use jiff::Timestamp;
use std::fs;
use std::net::TcpListener;
use std::time::Duration;
use tenet::config::{self, Layers};
use tenet::doctor::{Patient, Verdict, examine};
use tenet::sync::editions::State;
use tenet::sync::files;
use tenet::sync::git::Limits;

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn a_new_commit_on_the_server_is_no_trouble() {
    let mut harbour = Harbour::in_use();
    harbour.rules.on("main", "2024-02-01").file("tools.md", "# Tools\n\nNot lent.\n").commit();
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("source rules");
    assert!(verdict == "ok" && what.ends_with(", which the next sync takes."), "{found:?}");
}

#[test]
fn a_source_that_cannot_be_had_is_named_with_why() {
    let cases = [
        (Asked::Greeting, Fault::Status(404), "is not to be had (status 404)."),
        (Asked::Greeting, Fault::Status(503), "answered with an error (status 503)."),
        (Asked::Greeting, Fault::Babbles, "is no git repository."),
        (Asked::Branches, Fault::Babbles, "is no git repository."),
        (Asked::Branches, Fault::Cuts, "stopped before everything had come."),
    ];
    let harbour = Harbour::in_use();
    for (asked, fault, said) in cases {
        harbour.server.fault(Some((asked, fault)));
        let found = harbour.doctor(&[]);
        let (verdict, what, remedy) = found.of_check("source rules");
        assert_eq!((found.code, verdict), (3, "mend"), "{said} {found:?}");
        assert!(what.ends_with(said) && !remedy.is_empty(), "{said} {found:?}");
    }
}

#[test]
fn a_branch_that_is_not_there_is_told_with_those_that_are() {
    let mut harbour = Harbour::new();
    harbour.rules.on("trunk", "2024-01-02").file("tools.md", "# Tools\n").commit();
    harbour.content.replace(
        "sources.yaml",
        "rules\n    documents",
        "rules\n    branch: trunc\n    documents",
    );
    let found = harbour.doctor(&[]);
    let (verdict, what, remedy) = found.of_check("source rules");
    assert!(what.ends_with("has no branch trunc; it has trunk, main."), "{what}");
    assert_eq!((verdict, remedy), ("mend", "Correct the branch."));
}

#[test]
fn repositories_and_folders_of_this_machine_are_opened() {
    let harbour = Harbour::new();
    let repository = format!("sync.from.rules={}", harbour.rules.path().display());
    let found = harbour.doctor(&[&repository]);
    assert!(found.of_check("source rules").1.starts_with("main is at commit "), "{found:?}");
    let folder = format!("sync.from.rules={}", harbour.content.join("site").display());
    let found = harbour.doctor(&[&folder]);
    assert!(
        found.of_check("source rules").1.ends_with("is a folder that can be read."),
        "{found:?}"
    );
    let found = harbour.doctor(&["sync.from.rules=/nowhere/at/all"]);
    assert_eq!(found.of_check("source rules").2, "Correct the path.");
    let found = harbour.doctor(&["sync.from.ruels=/nowhere/at/all"]);
    let (verdict, what, remedy) = found.of_check("sources");
    let told = "--set sync.from.ruels: No source is called `ruels`. The sources are: rules, site.";
    assert_eq!((found.code, verdict, what), (3, "mend", told));
    assert!(remedy.starts_with("Mend the name"), "{remedy}");
    // The others are asked all the same.
    assert_eq!(found.of_check("source rules").0, "ok");
}

#[test]
fn a_clock_that_is_wrong_is_told_by_how_much() {
    let harbour = Harbour::in_use();
    harbour.server.date(&date_in(2 * 60 + 30));
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("clock");
    assert_eq!((found.code, verdict), (0, "look"));
    assert!(what.ends_with("minutes behind the servers'."), "{what}");
    harbour.server.date(&date_in(-3 * 3600));
    let found = harbour.doctor(&[]);
    assert_eq!((found.code, found.of_check("clock").0), (3, "mend"));
    // A server that refuses tells the time all the same.
    harbour.server.fault(Some((Asked::Greeting, Fault::Status(404))));
    assert_eq!(harbour.doctor(&[]).of_check("clock").0, "mend");
}

#[test]
fn without_a_network_one_line_says_so() {
    let harbour = Harbour::in_use();
    let token = harbour.content.join("token");
    fs::write(&token, "planted").unwrap();
    let (git, discord) =
        (format!("sync.from.rules={}", nobody()), format!("discord.api={}", nobody()));
    let token = format!("discord.token_file={}", token.display());
    let dead = [&git, "discord.mode=gateway", &discord, &token];
    let found = harbour.doctor(&dead);
    let (verdict, what, _) = found.of_check("network");
    assert!(verdict == "mend" && what.starts_with("None of 2 servers can be reached"), "{found:?}");
    assert!(what.contains(" (source rules, discord), as here: "), "{what}");
    assert!(!found.names().contains(&"discord") && !found.names().contains(&"source rules"));
    // One that is reached shows that the network is not to blame.
    let found = harbour.doctor(&dead[1..]);
    assert_eq!(found.of_check("discord").0, "mend");
    assert_eq!(found.of_check("source rules").0, "ok");
}

#[test]
fn a_server_that_hangs_is_waited_for_no_longer_than_was_said() {
    let harbour = Harbour::new();
    harbour.server.fault(Some((Asked::Greeting, Fault::Hangs)));
    let from = ("--set".to_owned(), "sync.from.rules".to_owned(), harbour.server.url());
    let settings = config::read(&Layers { flags: vec![from], ..Layers::default() }).unwrap();
    let moment = Duration::from_millis(200);
    let checks = examine(&Patient {
        settings: &settings,
        state: &State::at(harbour.content.join("state")),
        files: &files::folder(harbour.content.path()),
        at: Timestamp::now(),
        limits: Limits { connect: moment, stall: moment, whole: moment },
    });
    let check = checks.iter().find(|check| check.check == "source rules").unwrap();
    assert_eq!(check.verdict, Verdict::Mend);
    assert!(check.what.contains("200 milliseconds"), "{check:?}");
}

#[test]
fn what_is_wrong_without_a_network_is_told_without_one() {
    let harbour = Harbour::in_use();
    for name in ["token", "key"] {
        fs::write(harbour.content.join(name), "planted").unwrap();
    }
    let place = |name: &str| harbour.content.join(name).display().to_string();
    let found = harbour.doctor(&[
        &format!("sync.from.rules={}", nobody()),
        "discord.mode=gateway",
        &format!("discord.api={}", nobody()),
        &format!("discord.token_file={}", place("token")),
        "zulip.mode=events",
        "zulip.site=http://192.0.2.1",
        "zulip.email=tenet-bot@harbour.example",
        &format!("zulip.api_key_file={}", place("key")),
    ]);
    let (verdict, what, _) = found.of_check("zulip");
    assert!(verdict == "mend" && what.ends_with("would get the secret unprotected."), "{found:?}");
    assert!(found.of_check("network").1.starts_with("None of 2 servers"), "{found:?}");
}
