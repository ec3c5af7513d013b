//! The file in which a running process keeps what it must still know after it was stopped.

use crate::support::folder::{Folder, guild};
use crate::support::program::Tenet;
use crate::support::serving::Serving;
use crate::unanswered::COUNT;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use tenet::ledger::{Given, Heard, Ledger, LedgerError, Standing, Writer, day};
use tenet::unanswered::words_of;

const NAME: &str = "Harbour Guild";

fn at(text: &str) -> Timestamp {
    format!("{text}T12:00:00Z").parse().unwrap()
}

fn file(folder: &Folder) -> PathBuf {
    folder.join("run/ledger.sqlite")
}

fn bytes(folder: &Folder) -> String {
    String::from_utf8_lossy(&fs::read(file(folder)).unwrap()).into_owned()
}

/// Counts words at moments, and waits until they are written.
fn count(folder: &Folder, asked: &[(&str, Timestamp)]) {
    let moment = asked.first().map_or_else(Timestamp::now, |(_, at)| *at);
    let writer = Writer::start(Ledger::open(folder.path(), moment).unwrap()).unwrap();
    let counter = writer.keeper();
    for (words, at) in asked {
        counter.count(words_of(words), *at);
    }
    writer.close();
    // Whoever still answers when the ledger is closed does so without it.
    counter.count(words_of("too late"), moment);
}

/// What is shown on a day: words, how often, from when to when.
fn shown(folder: &Folder, on: &str) -> Vec<String> {
    let ledger = Ledger::existing(folder.path()).unwrap().expect("there is one");
    let list = ledger.unanswered(on.parse().unwrap()).unwrap();
    list.iter()
        .map(|entry| format!("{} {} {} {}", entry.words, entry.times, entry.first, entry.last))
        .collect()
}

#[test]
fn what_was_asked_more_than_once_is_shown_most_asked_first() {
    let folder = Folder::new();
    let (one, two) = (at("2026-01-01"), at("2026-01-05"));
    count(&folder, &[("salt", one), ("tar", one), ("tar", one), ("rope", two), ("rope", one)]);
    count(&folder, &[("rope", two)]);
    assert_eq!(
        shown(&folder, "2026-01-05"),
        ["rope 3 2026-01-01 2026-01-05", "tar 2 2026-01-01 2026-01-01"]
    );
}

#[test]
fn each_day_counts_for_ninety_days_and_is_then_gone_from_the_file() {
    let folder = Folder::new();
    let (first, last) = (at("2026-01-01"), at("2026-01-10"));
    count(&folder, &[("rope", first), ("rope", first), ("rope", last), ("tar", first)]);
    assert_eq!(shown(&folder, "2026-04-01"), ["rope 3 2026-01-01 2026-01-10"]);
    // The ninety-first day after the first.
    assert!(shown(&folder, "2026-04-02").is_empty(), "once alone is not shown");
    assert!(bytes(&folder).contains("2026-01-01"));

    let mut ledger = Ledger::open(folder.path(), at("2026-04-01")).unwrap();
    assert!(bytes(&folder).contains("2026-01-01"));
    ledger.drop_old(at("2026-04-02")).unwrap();
    let left = bytes(&folder);
    assert!(!left.contains("2026-01-01") && left.contains("2026-01-10"), "{left}");
    assert!(!left.contains("rope"), "what counts once again is not readable again: {left}");
    drop(ledger);
    // At the start.
    Ledger::open(folder.path(), at("2026-04-11")).unwrap();
    assert!(!bytes(&folder).contains("2026-01-10"), "{}", bytes(&folder));
}

#[test]
fn nothing_can_be_read_before_the_second_time() {
    let folder = Folder::new();
    let (one, two) = (at("2026-01-01"), at("2026-03-31"));
    count(&folder, &[("lobster quota", one), ("salt", one)]);
    assert!(!bytes(&folder).contains("lobster") && !bytes(&folder).contains("salt"));
    // Another spelling of the same words.
    count(&folder, &[("/policy  Lobster QUOTÁ?", two)]);
    assert!(bytes(&folder).contains("lobster quotá") && !bytes(&folder).contains("salt"));
    assert_eq!(shown(&folder, "2026-03-31"), ["lobster quotá 2 2026-01-01 2026-03-31"]);
    // Ninety-one days after the first time, which no longer counts although it is still there.
    let mut ledger = Ledger::existing(folder.path()).unwrap().unwrap();
    let late = day(at("2026-04-02"));
    ledger.count(&BTreeMap::from([(("salt".to_owned(), late), ("salt".to_owned(), 1))])).unwrap();
    assert!(!bytes(&folder).contains("salt"));
}

#[test]
fn what_was_asked_once_can_be_forgotten_too() {
    let folder = Folder::new();
    let one = at("2026-01-01");
    count(&folder, &[("salt", one)]);
    let mut ledger = Ledger::existing(folder.path()).unwrap().unwrap();
    assert!(ledger.forget("salt").unwrap());
    assert!(!ledger.forget("salt").unwrap());
    assert!(!bytes(&folder).contains("2026-01-01"));
    drop(ledger);
    // It begins again at once.
    count(&folder, &[("salt", one)]);
    assert!(shown(&folder, "2026-01-01").is_empty());
}

#[test]
fn each_ledger_hides_words_in_its_own_way() {
    let hash = || {
        let folder = Folder::new();
        count(&folder, &[("salt", at("2026-01-01"))]);
        let connection = rusqlite::Connection::open(file(&folder)).unwrap();
        let query = "SELECT hash FROM unanswered_days";
        connection.query_row(query, [], |row| row.get::<_, Vec<u8>>(0)).unwrap()
    };
    assert_ne!(hash(), hash());
}

#[test]
fn no_page_of_the_file_keeps_what_was_forgotten() {
    let folder = Folder::new();
    let one = at("2026-01-01");
    let mut ledger = Ledger::open(folder.path(), one).unwrap();
    let name = |number: usize| format!("planted {number:04} {}", "rope ".repeat(number % 20));
    // Pages part and join as words come and go in no order of theirs.
    for batch in 0..20 {
        let words = (0..50).map(|at| name(batch + 20 * at));
        let counts =
            words.map(|words| ((words.clone(), day(one)), (words.trim().to_owned(), 2))).collect();
        ledger.count(&counts).unwrap();
    }
    let gone: Vec<usize> = (0..1_000).step_by(25).collect();
    for number in &gone {
        assert!(ledger.forget(&name(*number)).unwrap());
    }
    let left = bytes(&folder);
    for number in &gone {
        assert!(!left.contains(&format!("planted {number:04}")), "{number}");
    }
    assert_eq!(ledger.forget_all().unwrap(), 960);
    assert!(!bytes(&folder).contains("planted"));
}

#[test]
fn a_ledger_of_the_first_form_is_read_and_hides_what_was_asked_once() {
    let folder = Folder::new();
    folder.write("run/ledger.sqlite", "");
    let old = rusqlite::Connection::open(file(&folder)).unwrap();
    old.execute_batch(
        "CREATE TABLE unanswered (
            words TEXT NOT NULL, day TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (words, day)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO unanswered VALUES ('rope', '2026-01-01', 1), ('rope', '2026-01-02', 1),
            ('salt', '2026-01-01', 1), ('tar', '2026-01-01', 2);
        PRAGMA user_version = 1;",
    )
    .unwrap();
    for number in 0..500 {
        let words = format!("asked once {number}");
        old.execute("INSERT INTO unanswered VALUES (?1, '2026-01-01', 1)", [words]).unwrap();
    }
    drop(old);
    assert!(bytes(&folder).contains("salt") && bytes(&folder).contains("asked once"));
    assert_eq!(
        shown(&folder, "2026-01-02"),
        ["rope 2 2026-01-01 2026-01-02", "tar 2 2026-01-01 2026-01-01"]
    );
    assert!(!bytes(&folder).contains("salt") && !bytes(&folder).contains("asked once"));
    // It still counts.
    count(&folder, &[("Salt?", at("2026-01-03"))]);
    assert!(shown(&folder, "2026-01-03").contains(&"salt 2 2026-01-01 2026-01-03".to_owned()));
}

#[test]
fn a_running_process_drops_what_becomes_too_old() {
    let folder = Folder::new();
    let start = at("2026-01-01");
    let later = start + (91 * 24).hours();
    let writer = Writer::start(Ledger::open(folder.path(), start).unwrap()).unwrap();
    writer.keeper().count(words_of("rope"), start);
    writer.keeper().count(words_of("rope"), start);
    writer.drop_old(later);
    writer.keeper().count(words_of("tar"), later);
    writer.keeper().count(words_of("tar"), later);
    writer.close();
    let text = bytes(&folder);
    assert!(text.contains("tar") && !text.contains("rope"), "{text}");
}

#[test]
fn only_its_owner_may_read_it() {
    let folder = Folder::new();
    count(&folder, &[("rope", at("2026-01-01"))]);
    let mode = || fs::metadata(file(&folder)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    let below = fs::metadata(folder.path().join("run")).unwrap();
    assert_eq!(below.permissions().mode() & 0o777, 0o700);
    fs::set_permissions(file(&folder), fs::Permissions::from_mode(0o644)).unwrap();
    Ledger::open(folder.path(), at("2026-01-01")).unwrap();
    assert_eq!(mode(), 0o600);
}

#[test]
fn questions_without_end_do_not_fill_the_disk() {
    let folder = Folder::new();
    let mut ledger = Ledger::open(folder.path(), at("2026-01-01")).unwrap();
    let flood: BTreeMap<_, _> = (0..12_000)
        .map(|number| (format!("word{number:05}"), at("2026-01-02"), 1))
        .chain([("rope".to_owned(), at("2026-01-01"), 2)])
        .map(|(words, at, times)| ((words.clone(), day(at)), (words, times)))
        .collect();
    ledger.count(&flood).unwrap();
    assert_eq!(ledger.unanswered(day(at("2026-01-02"))).unwrap()[0].words, "rope");
    assert_eq!(ledger.forget_all().unwrap(), 10_000);
}

#[test]
fn a_damaged_ledger_is_set_aside_with_one_warning() {
    let folder = Folder::new();
    count(&folder, &[("rope", at("2026-01-01")), ("rope", at("2026-01-01"))]);
    let mut bytes = fs::read(file(&folder)).unwrap();
    for damage in [b"no ledger at all, and long enough to be read as one".to_vec(), {
        // The page of the first table.
        bytes[4096..4200].fill(0xff);
        bytes
    }] {
        fs::write(file(&folder), &damage).unwrap();
        let looked = Ledger::existing(folder.path());
        assert!(matches!(looked, Err(LedgerError::Damaged { .. })), "{looked:?}");
        let said = life(&folder);
        assert_eq!(said.matches("WARN").count(), 1, "{said}");
        assert!(said.contains("the ledger was damaged"), "{said}");
        assert!(said.contains("a new one is begun"), "{said}");
        assert!(Ledger::existing(folder.path()).unwrap().is_some());
    }
    let aside = || {
        let entries = fs::read_dir(folder.join("run")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("ledger-damaged-")).count()
    };
    assert_eq!(aside(), 2);
    // They hold questions as well, and age as these do.
    Ledger::open(folder.path(), Timestamp::now() + (92 * 24).hours()).unwrap();
    assert_eq!(aside(), 0);
    assert!(file(&folder).is_file());
}

#[test]
fn a_ledger_of_a_newer_program_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    count(&folder, &[("rope", at("2026-01-01"))]);
    let mut bytes = fs::read(file(&folder)).unwrap();
    // The user version of the file (https://www.sqlite.org/fileformat2.html#user_version_number).
    bytes[60..64].copy_from_slice(&7_u32.to_be_bytes());
    fs::write(file(&folder), &bytes).unwrap();
    let tenet = Tenet::with(&guild()).state_at(folder.path().to_owned());
    let serve =
        ["serve", "--set", "organisation=Harbour Guild", "--set", "http.address=127.0.0.1:0"];
    for command in [&serve[..], &["unanswered"]] {
        let run = tenet.run(command);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains("was written by a newer tenet: its form is 7"), "{run:?}");
    }
    assert_eq!(fs::read(file(&folder)).unwrap(), bytes);
}

#[test]
fn where_no_ledger_can_be_written_questions_are_answered_all_the_same() {
    let folder = Folder::new();
    folder.write("run", "a file where the folder should be");
    let said = life(&folder);
    assert_eq!(said.matches("WARN").count(), 1, "{said}");
    assert!(said.contains("What is kept is lost when the process stops."), "{said}");
    let tenet = Tenet::with(&guild()).state_at(folder.path().to_owned());
    let run = tenet.run(&["unanswered"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("run is a file where a folder belongs."), "{run:?}");
}

#[test]
fn what_cannot_be_written_waits_until_it_can() {
    let folder = Folder::new();
    let tenet = Tenet::with(&guild()).state_at(folder.path().to_owned());
    let serving = Serving::start(&tenet, NAME, &COUNT);
    // Another process that never lets go of the file.
    let other = rusqlite::Connection::open(file(&folder)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    serving.ask("parking permits");
    let line = serving.wait_for("WARN");
    assert!(line.contains("the ledger is not written until that is mended"), "{line}");
    // Nobody waited for it, and nothing is said twice.
    serving.ask("parking permits");
    other.execute_batch("ROLLBACK").unwrap();
    // Without another question, and without a stop.
    serving.wait_for("the ledger is written again");
    let said = serving.stop().stderr;
    assert_eq!(said.matches("WARN").count(), 1, "{said}");
    assert!(said.contains("the ledger is written again"), "{said}");
    let today = day(Timestamp::now());
    assert_eq!(shown(&folder, &today.to_string()), [format!("parking permits 2 {today} {today}")]);
}

#[test]
fn a_ledger_in_memory_counts_while_the_process_lives() {
    let mut ledger = Ledger::in_memory().unwrap();
    let today = day(at("2026-01-01"));
    ledger.count(&BTreeMap::from([(("rope".to_owned(), today), ("rope".to_owned(), 2))])).unwrap();
    assert_eq!(ledger.unanswered(today).unwrap()[0].words, "rope");
    assert!(ledger.forget("rope").unwrap());
    assert!(!ledger.forget("rope").unwrap());
}

/// What `tenet serve` says from start to stop with the folder as its state.
fn life(folder: &Folder) -> String {
    let tenet = Tenet::with(&guild()).state_at(folder.path().to_owned());
    let run = Serving::start(&tenet, NAME, &COUNT).stop();
    assert_eq!(run.code, 0, "{run:?}");
    run.stderr
}

/// A question with one answer, asked at a moment.
fn given(question: &str, asked: Timestamp) -> Given {
    let standing = Standing {
        command: 1,
        slot: 0,
        fingerprint: "0a1b2c".to_owned(),
        channel: "7".to_owned(),
        message: format!("8{question}"),
        private: true,
    };
    Given {
        platform: "discord".to_owned(),
        question: question.to_owned(),
        asked,
        edited: None,
        round: 0,
        begun: false,
        standing: vec![standing],
    }
}

#[test]
fn answers_are_known_after_a_restart_for_an_hour() {
    let folder = Folder::new();
    let start = at("2026-01-01");
    let writer = Writer::start(Ledger::open(folder.path(), start).unwrap()).unwrap();
    let keeper = writer.keeper();
    let (old, new, gone) = (given("1", start), given("2", start + 30.minutes()), given("3", start));
    for given in [&old, &new, &gone] {
        keeper.keep_answers(given.id(), Some(given.clone()));
    }
    let edited = Given { edited: Some(start + 31.minutes()), round: 1, begun: true, ..new };
    keeper.keep_answers(edited.id(), Some(edited.clone()));
    keeper.keep_answers(gone.id(), None);
    writer.close();

    let answers = |at: Timestamp| Ledger::open(folder.path(), at).unwrap().answers(at).unwrap();
    assert_eq!(answers(start + 59.minutes()), [old, edited.clone()]);
    assert_eq!(answers(start + 60.minutes()), [edited]);
    assert_eq!(answers(start + 90.minutes()), []);
}

#[test]
fn answers_are_dropped_while_the_process_runs() {
    let folder = Folder::new();
    let start = at("2026-01-01");
    let writer = Writer::start(Ledger::open(folder.path(), start).unwrap()).unwrap();
    let asked = given("planted", start);
    writer.keeper().keep_answers(asked.id(), Some(asked));
    writer.drop_old(start + 61.minutes());
    writer.close();
    assert!(!bytes(&folder).contains("planted"));
}

#[test]
fn how_far_a_platform_was_heard_is_known_after_a_restart() {
    let folder = Folder::new();
    let start = at("2026-01-01");
    let writer = Writer::start(Ledger::open(folder.path(), start).unwrap()).unwrap();
    let heard = |platform: &str, message, at| Heard {
        platform: platform.to_owned(),
        account: "9 at https://chat.example".to_owned(),
        message,
        at,
    };
    let keeper = writer.keeper();
    keeper.keep_heard(heard("zulip", 41, start));
    keeper.keep_heard(heard("elsewhere", u64::MAX, start));
    let last = heard("zulip", 42, start + 90.minutes());
    keeper.keep_heard(last.clone());
    writer.close();

    // However long nobody listened.
    let mut ledger = Ledger::open(folder.path(), start + 10_000.hours()).unwrap();
    ledger.drop_old(start + 20_000.hours()).unwrap();
    let most = u64::try_from(i64::MAX).unwrap();
    assert_eq!(ledger.heard().unwrap(), [heard("elsewhere", most, start), last]);
}

#[test]
fn what_askers_told_is_shown_from_the_first_time_and_forgotten_like_the_rest() {
    let folder = Folder::new();
    let (start, end) = (at("2026-01-01"), at("2026-04-01"));
    let writer = Writer::start(Ledger::open(folder.path(), start).unwrap()).unwrap();
    let keeper = writer.keeper();
    for (words, at) in [("Parking permits?", start), ("parking permits", end), ("tar", start)] {
        assert!(keeper.tell(words.to_owned(), at));
    }
    writer.close();

    let mut ledger = Ledger::existing(folder.path()).unwrap().unwrap();
    let told = |ledger: &Ledger, on: Timestamp| -> Vec<String> {
        let told = ledger.told(day(on)).unwrap();
        told.iter().map(|entry| format!("{} {}", entry.words, entry.times)).collect()
    };
    assert_eq!(told(&ledger, end), ["Parking permits? 2", "tar 1"]);
    assert!(ledger.unanswered(day(end)).unwrap().is_empty(), "nothing of it is counted");
    assert!(ledger.forget(&words_of("PARKING permits").folded).unwrap());
    assert_eq!(told(&ledger, end), ["tar 1"]);
    // The ninety-first day.
    ledger.drop_old(end + 24.hours()).unwrap();
    assert!(told(&ledger, start).is_empty() && !bytes(&folder).contains("tar"));
}
