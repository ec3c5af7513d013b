//! `tenet doctor`: what it says of content, state, sources, clock and door.

use crate::support::folder::Folder;
use crate::support::git_server::{Asked, Fault, GitServer};
use crate::support::program::{Run, Tenet, finish};
use crate::support::repository::Repository;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use tenet::config::{self, Layers};
use tenet::doctor::{Patient, Verdict, examine};
use tenet::sync::editions::State;
use tenet::sync::files;
use tenet::sync::git::Limits;

const SOURCES: &str = "organisation: Harbour Guild
sources:
  - id: rules
    git: https://git.example/harbour/rules
    documents: [{file: tools.md, id: tools}]
  - id: site
    folder: site
    documents: [{file: about.md, id: about}]
";

/// An organisation with one source on a server of its own.
pub(crate) struct Harbour {
    pub(crate) content: Folder,
    pub(crate) tenet: Tenet,
    rules: Repository,
    pub(crate) server: GitServer,
}

impl Harbour {
    pub(crate) fn new() -> Harbour {
        let content = Folder::new();
        content.write("sources.yaml", SOURCES);
        content.write("site/about.md", "# About\n\nWe are a guild.\n");
        let mut rules = Repository::new();
        rules.on("main", "2024-01-01").file("tools.md", "# Tools\n\nLent for a day.\n").commit();
        let server = GitServer::of(&rules.path());
        Harbour { tenet: Tenet::with(content.path()), content, rules, server }
    }

    /// With everything fetched, as a server in use has it.
    pub(crate) fn in_use() -> Harbour {
        let harbour = Harbour::new();
        let run = harbour.tenet.run(&["sync", "--from", &harbour.from()]);
        assert_eq!(run.code, 0, "{run:?}");
        harbour.server.asked();
        harbour
    }

    pub(crate) fn from(&self) -> String {
        format!("rules={}", self.server.url())
    }

    /// What is found with these settings beside those that make a well configured tenet.
    pub(crate) fn doctor(&self, settings: &[&str]) -> Found {
        let from = format!("sync.from.{}", self.from());
        let mut all = vec!["organisation=Harbour Guild", "http.address=127.0.0.1:0", &from];
        all.extend(settings);
        self.doctor_with_only(&all)
    }

    fn doctor_with_only(&self, settings: &[&str]) -> Found {
        let mut arguments = vec!["doctor", "--format", "json"];
        arguments.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        Found::of(self.tenet.run(&arguments))
    }
}

/// What the doctor found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) code: i32,
    checks: Vec<Value>,
}

impl Found {
    pub(crate) fn of(run: Run) -> Found {
        assert_eq!(run.stderr, "", "{run:?}");
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["well"], run.code == 0, "{report}");
        Found { code: run.code, checks: report["checks"].as_array().unwrap().clone() }
    }

    /// Verdict, finding and remedy of the only check of this name.
    pub(crate) fn of_check(&self, name: &str) -> (&str, &str, &str) {
        let mut named = self.checks.iter().filter(|check| check["check"] == name);
        let check = named.next().unwrap_or_else(|| panic!("no check of {name} in {self:?}"));
        assert!(named.next().is_none(), "{name} stands twice in {self:?}");
        let text = |key: &str| check[key].as_str().unwrap_or_default();
        (text("verdict"), text("what"), text("remedy"))
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.checks.iter().map(|check| check["check"].as_str().unwrap()).collect()
    }

    pub(crate) fn not_well(&self) -> Vec<&Value> {
        self.checks.iter().filter(|check| check["verdict"] != "ok").collect()
    }
}

/// A time as servers tell it, so long after now.
pub(crate) fn date_in(seconds: i64) -> String {
    let then = Timestamp::now() + SignedDuration::from_secs(seconds);
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).unwrap()
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn where_all_is_well_it_says_so_of_each_thing() {
    let harbour = Harbour::in_use();
    harbour.server.date(&date_in(0));
    let found = harbour.doctor(&[]);
    assert_eq!((found.code, found.not_well()), (0, vec![]));
    let all = [
        "configuration",
        "content",
        "organisation",
        "state folder",
        "space",
        "editions",
        "fetched",
        "source rules",
        "clock",
        "http",
    ];
    assert_eq!(found.names(), all);
    assert!(found.of_check("source rules").1.ends_with(", which is held."), "{found:?}");
    assert_eq!(found.of_check("clock").1, "Right, as far as the servers tell.");
}

#[test]
fn people_read_a_line_for_each_thing_with_the_remedy_below() {
    let harbour = Harbour::in_use();
    let from = format!("sync.from.{}", harbour.from());
    let settings = ["--set", "http.address=127.0.0.1:0", "--set", &from];
    let run = harbour.tenet.run(&[&["doctor"], &settings[..]].concat());
    assert_eq!(run.code, 3);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let at = lines.iter().position(|line| line.contains("organisation ")).unwrap();
    assert_eq!(
        lines[at..at + 2],
        [
            "mend  organisation   The configuration does not say whose content it must be.",
            "                     Write `organisation = \"Harbour Guild\"` into tenet.toml if that is who you are.",
        ]
    );
    assert_eq!(lines.last(), Some(&"1 to mend, 0 to look at."));
}

#[test]
fn it_asks_for_the_branch_and_changes_nothing() {
    let harbour = Harbour::in_use();
    let before = everything(harbour.tenet.state());
    harbour.doctor(&[]);
    assert_eq!(harbour.server.asked(), [Asked::Greeting, Asked::Branches]);
    assert_eq!(everything(harbour.tenet.state()), before);
}

#[test]
fn a_state_folder_that_is_not_there_is_not_made() {
    let harbour = Harbour::new();
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("state folder");
    assert!(verdict == "ok" && what.ends_with("can be made."), "{found:?}");
    assert!(!harbour.tenet.state().exists());
    let (verdict, _, remedy) = found.of_check("fetched");
    assert_eq!((verdict, remedy), ("look", "Run `tenet sync`, or let `tenet serve` do it."));
    assert_eq!(found.code, 0);
}

/// The files below a folder with their bytes.
fn everything(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything(&path));
        } else {
            all.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
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
fn a_state_folder_that_cannot_be_written_still_answers() {
    let harbour = Harbour::new();
    let file = harbour.content.join("state");
    fs::write(&file, "").unwrap();
    let tenet = Tenet::with(harbour.content.path()).state_at(file);
    let found = Found::of(tenet.run(&["doctor", "--format", "json"]));
    let (verdict, what, _) = found.of_check("state folder");
    assert_eq!(verdict, "mend");
    assert!(what.contains("Questions are answered; nothing new is fetched or kept."), "{what}");
    assert_eq!(tenet.ask("/cite about").code, 0);
    let run = tenet.run(&["doctor", "--format", "json", "--set", "sync.every=off"]);
    assert_eq!(Found::of(run).of_check("state folder").0, "look");
}

#[test]
fn a_sync_at_work_is_told_and_is_not_disturbed() {
    let harbour = Harbour::in_use();
    let lock = File::create(harbour.tenet.state().join("sync.lock")).unwrap();
    lock.lock().unwrap();
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("state folder");
    assert!(verdict == "ok" && what.ends_with("a sync is at work in it."), "{found:?}");
}

#[test]
fn damage_on_disk_is_found() {
    let harbour = Harbour::in_use();
    let state = State::at(harbour.tenet.state());
    let edition = state.folder().join("editions").join(state.current().unwrap());
    let file = fs::read_dir(&edition).unwrap().next().unwrap().unwrap().path();
    fs::write(&file, "spoilt").unwrap();
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("editions");
    assert_eq!(verdict, "look");
    assert!(what.contains(&state.current().unwrap()[..12]), "{what}");
    assert_eq!(found.of_check("fetched").0, "ok");
    let snapshot = state.records().into_values().next().unwrap().snapshot.unwrap();
    fs::write(state.folder().join("snapshots").join(format!("{snapshot}.json")), "{}").unwrap();
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("fetched");
    assert_eq!((verdict, what), ("mend", "What was fetched of rules is damaged on disk."));
    fs::write(state.folder().join("sources.json"), "{").unwrap();
    let found = harbour.doctor(&[]);
    assert_eq!(found.of_check("fetched").1, "What was fetched cannot be read any more.");
    assert_eq!(harbour.tenet.run(&["sync", "--from", &harbour.from()]).code, 0);
    assert_eq!(harbour.doctor(&[]).of_check("fetched").0, "ok");
}

#[test]
fn a_sync_that_failed_and_one_of_long_ago_are_told() {
    let harbour = Harbour::in_use();
    harbour.server.fault(Some((Asked::Greeting, Fault::Status(500))));
    assert_eq!(harbour.tenet.run(&["sync", "--from", &harbour.from()]).code, 3);
    harbour.server.fault(None);
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("fetched");
    assert!(verdict == "look" && what.contains("answered with an error (status 500)"), "{found:?}");
    harbour.tenet.run(&["sync", "--from", &harbour.from()]);
    let state = State::at(harbour.tenet.state());
    let mut records = state.records();
    for record in records.values_mut() {
        record.checked = Some("2024-01-05T00:00:00Z".parse().unwrap());
    }
    state.keep_records(&records).unwrap();
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("fetched");
    assert!(verdict == "look" && what.contains("on 5 January 2024"), "{found:?}");
}

#[test]
fn content_of_others_and_content_that_cannot_be_followed_must_be_mended() {
    let harbour = Harbour::new();
    let found = harbour.doctor(&["organisation=Hill Guild"]);
    let (verdict, what, _) = found.of_check("organisation");
    assert_eq!((found.code, verdict), (3, "mend"));
    assert_eq!(what, "The content is of Harbour Guild, and the configuration says Hill Guild.");
    harbour.content.write("sources.yaml", "organisation: Harbour Guild\nsorces: []\n");
    let found = harbour.doctor(&[]);
    let (verdict, what, _) = found.of_check("content");
    assert!(verdict == "mend" && what.starts_with("sources.yaml:2"), "{found:?}");
    fs::remove_file(harbour.content.join("sources.yaml")).unwrap();
    let found = harbour.doctor(&[]);
    assert!(found.of_check("content").1.ends_with("The content folder has no `sources.yaml`."));
    let found = harbour.doctor(&["content=/nowhere/at/all"]);
    let (verdict, what, remedy) = found.of_check("content");
    assert_eq!((verdict, what), ("mend", "There is no content folder at /nowhere/at/all."));
    assert!(remedy.starts_with("Give its path with --content"), "{remedy}");
}

#[test]
fn a_configuration_that_cannot_be_followed_is_told_with_its_place() {
    let harbour = Harbour::new();
    let file = harbour.content.join("tenet.toml");
    fs::write(&file, "organisation = \"Harbour Guild\"\nhtpp = 1\n").unwrap();
    let run =
        harbour.tenet.run(&["doctor", "--format", "json", "--config", file.to_str().unwrap()]);
    let found = Found::of(run);
    let (verdict, what, _) = found.of_check("configuration");
    assert_eq!((found.code, verdict), (3, "mend"));
    assert!(what.ends_with("tenet.toml:2:1: No setting is called `htpp`."), "{what}");
}

#[test]
fn what_is_probably_not_meant_is_told_too() {
    let harbour = Harbour::new();
    let file = harbour.content.join("tenet.toml");
    fs::write(&file, "[discord]\napi = \"https://discord.example/api/v10\"\n").unwrap();
    let run = harbour.tenet.run(&["doctor", "--config", file.to_str().unwrap()]);
    let line = run.stdout.lines().find(|line| line.contains("tenet.toml:2"));
    assert!(line.is_some_and(|line| line.starts_with("look  configuration  ")), "{run:?}");
}

#[test]
fn a_secret_that_everybody_can_read_is_told_with_the_command_that_closes_it() {
    let harbour = Harbour::new();
    harbour.content.write("tenet.toml", "[discord]\ntoken_file = \"token\"\n");
    harbour.content.write("token", "planted");
    let token = harbour.content.join("token");
    let mode = |mode| fs::set_permissions(&token, fs::Permissions::from_mode(mode)).unwrap();
    let config = harbour.content.join("tenet.toml");
    let doctor =
        || harbour.tenet.run(&["doctor", "--format", "json", "--config", config.to_str().unwrap()]);
    mode(0o644);
    let found = Found::of(doctor());
    let (verdict, _, remedy) = found.of_check("secrets");
    assert_eq!(
        (verdict, remedy),
        ("look", format!("Run `chmod 600 {}`.", token.display()).as_str())
    );
    // The configuration may be named from the folder that one is in.
    let home = harbour.content.path();
    let arguments = ["doctor", "--format", "json", "--config", "../etc/tenet.toml"];
    fs::create_dir(home.join("etc")).unwrap();
    fs::create_dir(home.join("here")).unwrap();
    fs::rename(&config, home.join("etc/tenet.toml")).unwrap();
    fs::rename(&token, home.join("etc/token")).unwrap();
    let found = Found::of(harbour.tenet.run_in(&home.join("here"), &arguments));
    assert_eq!(found.of_check("secrets").2, "Run `chmod 600 ../etc/token`.");
    fs::rename(home.join("etc/tenet.toml"), &config).unwrap();
    fs::rename(home.join("etc/token"), &token).unwrap();
    mode(0o600);
    assert!(!Found::of(doctor()).names().contains(&"secrets"));
}

#[test]
fn a_password_in_a_configuration_that_everybody_can_read_is_told() {
    let harbour = Harbour::new();
    let config = harbour.content.join("tenet.toml");
    let found = |mode, address: &str| {
        fs::write(&config, format!("sync.from.rules = \"{address}\"\n")).unwrap();
        fs::set_permissions(&config, fs::Permissions::from_mode(mode)).unwrap();
        let arguments = ["doctor", "--format", "json", "--config", config.to_str().unwrap()];
        Found::of(harbour.tenet.run(&arguments))
    };
    let (open, secret) = ("https://127.0.0.1:1/rules", "https://ana:planted@127.0.0.1:1/rules");
    assert!(!found(0o644, open).names().contains(&"secrets"));
    assert!(!found(0o600, secret).names().contains(&"secrets"));
    let found = found(0o644, secret);
    let remedy = format!("Run `chmod 600 {}`.", config.display());
    assert_eq!(found.of_check("secrets").2, remedy);
}

#[test]
fn a_door_that_another_program_has_is_told() {
    let harbour = Harbour::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let other = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        drop(stream);
        listener
    });
    let found = harbour.doctor(&[&format!("http.address={address}")]);
    let (verdict, what, _) = found.of_check("http");
    assert_eq!(
        (verdict, what),
        ("mend", format!("Another program listens at {address}.").as_str())
    );
    drop(other.join().unwrap());
    let found = harbour.doctor(&["http.address=192.0.2.1:8080"]);
    let (verdict, what, _) = found.of_check("http");
    assert_eq!((verdict, what), ("mend", "192.0.2.1:8080 is no address of this machine."));
}

#[test]
fn a_running_tenet_may_have_the_door() {
    let harbour = Harbour::new();
    let settings = ["organisation=Harbour Guild", "http.address=127.0.0.1:0", "sync.every=off"]
        .map(|setting| ["--set", setting]);
    let mut running = harbour.tenet.start(&[&["serve"], settings.as_flattened()].concat());
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let address = lines.find_map(|line| {
        line.unwrap().split_once("HTTP answers at http://").map(|(_, address)| address.to_owned())
    });
    let found = harbour.doctor(&[&format!("http.address={}", address.unwrap())]);
    running.kill().unwrap();
    running.wait().unwrap();
    let (verdict, what, _) = found.of_check("http");
    assert!(verdict == "ok" && what.starts_with("A running tenet answers at "), "{found:?}");
}

#[test]
fn nothing_that_is_found_steers_a_terminal() {
    let harbour = Harbour::new();
    harbour.content.replace("sources.yaml", "Harbour Guild", "\"Harbour \\e[31mGuild\"");
    let run = finish(harbour.tenet.start(&["doctor"]));
    assert!(run.stdout.contains("Harbour") && !run.stdout.contains('\u{1b}'), "{run:?}");
}
