//! `tenet doctor`: what it says of the state folder, and of what lies in it.

use crate::support::git_server::{Asked, Fault};
use crate::support::harbour::{Found, Harbour};
use crate::support::program::Tenet;
use std::fs::{self, File};
use tenet::sync::editions::State;

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
