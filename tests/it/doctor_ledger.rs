//! `tenet doctor`: what it says of what was counted, of a full disk and of damage, and that its remedies
//! help.

use crate::support::harbour::{Found, Harbour};
use crate::support::program::finish;
use jiff::{Timestamp, ToSpan};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tenet::ledger::Ledger;
use tenet::sync::editions::State;

/// The place of the harbour's ledger.
fn ledger(harbour: &Harbour) -> PathBuf {
    harbour.tenet.state().join("run/ledger.sqlite")
}

/// The harbour, in use, with a ledger.
fn counting() -> Harbour {
    let harbour = Harbour::in_use();
    Ledger::open(harbour.tenet.state(), Timestamp::now()).unwrap();
    harbour
}

const COUNT: &[&str] = &["unanswered.count=true"];

#[test]
fn a_ledger_is_told_of_where_there_is_one_or_shall_be() {
    let harbour = Harbour::in_use();
    assert!(!harbour.doctor(&[]).names().contains(&"ledger"));
    let found = harbour.doctor(COUNT);
    let begun = "None is kept yet; `tenet serve` begins one.";
    assert_eq!(found.of_check("ledger"), ("ok", begun, ""));
    assert!(!harbour.tenet.state().join("run").exists());
    let harbour = counting();
    let before = fs::read(ledger(&harbour)).unwrap();
    for settings in [&[][..], COUNT] {
        let found = harbour.doctor(settings);
        let whole = format!("{} is whole.", ledger(&harbour).display());
        assert_eq!(found.of_check("ledger"), ("ok", whole.as_str(), ""));
    }
    assert_eq!(fs::read(ledger(&harbour)).unwrap(), before);
}

#[test]
fn a_ledger_of_a_newer_tenet_keeps_serve_from_starting_and_is_to_be_mended() {
    let harbour = counting();
    let mut bytes = fs::read(ledger(&harbour)).unwrap();
    // The user version of the file (https://www.sqlite.org/fileformat2.html#user_version_number).
    bytes[60..64].copy_from_slice(&7_u32.to_be_bytes());
    fs::write(ledger(&harbour), &bytes).unwrap();
    let found = harbour.doctor(&[]);
    let (verdict, what, remedy) = found.of_check("ledger");
    assert_eq!((found.code, verdict), (3, "mend"));
    assert!(what.contains("was written by a newer tenet: its form is 7"), "{what}");
    assert_eq!(remedy, "Run the newer one, or name another folder with --state.");
}

#[test]
fn a_damaged_ledger_is_looked_at_and_left() {
    let harbour = counting();
    let mut bytes = fs::read(ledger(&harbour)).unwrap();
    // The page of the table.
    bytes[4096..4200].fill(0xff);
    for damage in [bytes, b"no ledger at all, and long enough to be read as one".to_vec()] {
        fs::write(ledger(&harbour), &damage).unwrap();
        let found = harbour.doctor(&[]);
        let (verdict, what, remedy) = found.of_check("ledger");
        assert_eq!((found.code, verdict), (0, "look"));
        assert!(what.contains("ledger.sqlite is damaged: "), "{what}");
        assert!(remedy.starts_with("Start `tenet serve` anew"), "{remedy}");
        assert_eq!(fs::read(ledger(&harbour)).unwrap(), damage);
    }
}

#[test]
fn a_ledger_that_was_being_written_when_its_process_was_killed_is_left_for_the_next_start() {
    let harbour = counting();
    let journal = harbour.tenet.state().join("run/ledger.sqlite-journal");
    let kept = harbour.content.join("journal");
    let connection = rusqlite::Connection::open(ledger(&harbour)).unwrap();
    // So few pages in memory that some are written before the end, and their journal is not.
    connection
        .execute_batch("PRAGMA cache_size = 2; BEGIN; CREATE TABLE much (words TEXT);")
        .unwrap();
    for _ in 0..200 {
        connection.execute("INSERT INTO much VALUES (hex(randomblob(500)))", []).unwrap();
    }
    fs::copy(&journal, &kept).unwrap();
    let half = fs::read(ledger(&harbour)).unwrap();
    drop(connection);
    fs::rename(&kept, &journal).unwrap();
    fs::write(ledger(&harbour), &half).unwrap();
    let found = harbour.doctor(COUNT);
    assert_eq!(found.of_check("ledger").0, "ok", "{found:?}");
    assert!(journal.exists() && fs::read(ledger(&harbour)).unwrap() == half);
    assert!(Ledger::existing(harbour.tenet.state()).unwrap().is_some());
    assert!(!journal.exists());
}

#[test]
fn what_stands_where_the_ledger_belongs_is_to_be_moved_away() {
    let harbour = Harbour::in_use();
    let run = harbour.tenet.state().join("run");
    fs::write(&run, "a file where the folder should be").unwrap();
    let file = format!("{} is a file where a folder belongs.", run.display());
    let looked = || {
        let unanswered = harbour.tenet.run(&["unanswered"]);
        assert_eq!((unanswered.code, unanswered.stdout.as_str()), (3, ""), "{unanswered:?}");
        unanswered.stderr
    };
    assert_eq!(looked(), format!("tenet: {file} Move it away.\n"));
    assert_eq!(harbour.doctor(&[]).of_check("ledger"), ("look", file.as_str(), "Move it away."));
    let found = harbour.doctor(COUNT);
    let (verdict, what, remedy) = found.of_check("ledger");
    assert_eq!((found.code, verdict, remedy), (3, "mend", "Move it away."));
    assert_eq!(what, format!("{file} What is counted is lost when the process stops."));

    fs::remove_file(&run).unwrap();
    fs::create_dir_all(ledger(&harbour)).unwrap();
    let folder = format!("{} is a folder where a file belongs.", ledger(&harbour).display());
    assert_eq!(looked(), format!("tenet: {folder} Move it away.\n"));
    assert_eq!(harbour.doctor(&[]).of_check("ledger"), ("look", folder.as_str(), "Move it away."));
}

/// No file may hold anything: a disk that takes files and no bytes looks the same to a program.
#[test]
fn a_disk_that_takes_no_bytes_cannot_be_written() {
    let harbour = Harbour::in_use();
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
        .args([env!("CARGO_BIN_EXE_tenet"), "doctor", "--format", "json", "--state"])
        .arg(harbour.tenet.state())
        .arg("--content")
        .arg(harbour.content.path())
        .args(["--set", &format!("sync.from.{}", harbour.from())])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let found = Found::of(finish(child.unwrap()));
    let (verdict, what, remedy) = found.of_check("state folder");
    assert_eq!((found.code, verdict), (3, "mend"), "{found:?}");
    assert!(what.contains("cannot be written") && remedy.contains("--state"), "{found:?}");
    let left = fs::read_dir(harbour.tenet.state()).unwrap();
    let names: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("doctor")), "{names:?}");
}

#[test]
fn damaged_editions_are_gone_when_the_index_is_built() {
    let harbour = Harbour::in_use();
    let state = State::at(harbour.tenet.state());
    let first = state.current().unwrap();
    harbour.content.write("site/about.md", "# About\n\nWe are a guild of harbours.\n");
    assert_eq!(harbour.tenet.run(&["index"]).code, 0);
    let second = state.current().unwrap();
    assert_eq!(state.ids().len(), 2);
    let spoil = |id: &str| {
        let edition = state.folder().join("editions").join(id);
        fs::write(edition.join("catalogue.json"), "half a fi").unwrap();
    };
    // Not an edition, and nobody's to delete.
    fs::create_dir(state.folder().join("editions/lost+found")).unwrap();
    for damaged in [&[&first][..], &[&first, &second], &[&second]] {
        for id in damaged {
            if state.holds(id) {
                spoil(id);
            }
        }
        let found = harbour.doctor(&[]);
        let (verdict, what, remedy) = found.of_check("editions");
        assert_eq!(verdict, "look", "{what}");
        assert!(remedy.starts_with("Run `tenet index`"), "{remedy}");
        let run = harbour.tenet.run(&["index"]);
        assert_eq!(run.code, 0, "{run:?}");
        let mut left = vec!["lost+found".to_owned(), second.clone()];
        left.sort();
        assert_eq!(state.ids(), left);
        assert!(state.is_whole(&second));
    }
}

#[test]
fn a_look_at_a_source_that_is_yet_to_come_is_told() {
    let harbour = Harbour::in_use();
    let state = State::at(harbour.tenet.state());
    let mut records = state.records();
    for record in records.values_mut() {
        record.checked = Some(Timestamp::now() + 100.hours());
    }
    state.keep_records(&records).unwrap();
    let found = harbour.doctor(&[]);
    let (verdict, what, remedy) = found.of_check("fetched");
    assert_eq!((verdict, remedy), ("look", "Set the clock, then run `tenet sync`."));
    assert!(what.contains("which is yet to come: a clock is wrong, or was."), "{what}");
    assert_eq!(harbour.tenet.run(&["sync", "--from", &harbour.from()]).code, 0);
    assert_eq!(harbour.doctor(&[]).of_check("fetched").0, "ok");
}
