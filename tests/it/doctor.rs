//! `tenet doctor`: what it says of configuration, content, secrets and the door, and how.

use crate::support::git_server::Asked;
use crate::support::harbour::{Found, Harbour, date_in};
use crate::support::program::finish;
use crate::support::serving::Serving;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

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
    let serving = Serving::start(&harbour.tenet, "Harbour Guild", &[]);
    let found = harbour.doctor(&[&format!("http.address={}", serving.address())]);
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
