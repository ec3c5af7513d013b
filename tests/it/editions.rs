//! Editions on disk: built once, used again, mended, never in the way.

use crate::support::folder::{Folder, guild};
use crate::support::program::{Tenet, finish};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tenet::sync::editions::State;

fn editions(state: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(state.join("editions")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Every file below a folder with its content and the time of its last change.
fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let changed = fs::metadata(&path).unwrap().modified().unwrap();
            (path.clone(), (fs::read(&path).unwrap(), changed))
        })
        .collect()
}

/// A file's ending where its name is drawn by lot, else its name.
fn kind_of(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    match name.rsplit_once('.') {
        Some((drawn, ending)) if drawn.len() == 32 => format!(".{ending}"),
        _ => name.to_owned(),
    }
}

fn the_answer(tenet: &Tenet) -> String {
    let run = tenet.ask("/principle 2");
    assert_eq!(run.code, 0, "{run:?}");
    run.stdout
}

#[test]
fn an_edition_is_published_once_and_used_again() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let first = tenet.run(&["index"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.stdout.starts_with("Built edition "), "{first:?}");
    let [edition] = editions(tenet.state()).try_into().unwrap();
    let published = tenet.state().join("editions").join(edition);
    let before = files(&published);
    assert!(before.len() > 3, "{before:?}");

    the_answer(&tenet);
    let again = tenet.run(&["index"]);
    assert!(again.stdout.starts_with("Nothing changed; edition "), "{again:?}");
    assert_eq!(files(&published), before);
    assert_eq!(editions(tenet.state()).len(), 1);
}

#[test]
fn asking_alone_publishes_the_edition() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let answer = tenet.ask_json("/principle 2");
    assert_eq!(editions(tenet.state()), [answer["edition"].as_str().unwrap()]);
}

#[test]
fn changed_content_is_answered_from_a_new_edition() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    assert!(the_answer(&tenet).contains("One sailor stays awake."));
    folder.replace("rules/PRINCIPLES.md", "One sailor", "Two sailors");
    assert!(the_answer(&tenet).contains("Two sailors stays awake."));
    assert_eq!(editions(tenet.state()).len(), 2);
}

#[test]
fn old_editions_are_dropped_and_the_previous_one_is_kept() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let mut published = Vec::new();
    for (from, to) in [("One", "Two"), ("Two", "Ten"), ("Ten", "Six"), ("Six", "All")] {
        folder.replace("rules/PRINCIPLES.md", &format!("{from} sailor"), &format!("{to} sailor"));
        let answer = tenet.ask_json("/principle 2");
        published.push(answer["edition"].as_str().unwrap().to_owned());
    }
    let mut kept = published[2..].to_vec();
    kept.sort();
    assert_eq!(editions(tenet.state()), kept);
    assert_eq!(State::at(tenet.state()).current(), published.pop());
}

#[test]
fn going_back_to_former_content_makes_its_edition_the_current_one() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let first = tenet.ask_json("/principle 2")["edition"].clone();
    folder.replace("rules/PRINCIPLES.md", "One sailor", "Two sailors");
    tenet.ask_json("/principle 2");
    folder.replace("rules/PRINCIPLES.md", "Two sailors", "One sailor");
    assert_eq!(tenet.ask_json("/principle 2")["edition"], first);
    assert_eq!(State::at(tenet.state()).current().as_deref(), first.as_str());
}

#[test]
fn damaged_files_are_mended() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 4] = [
        ("emptied", |path| fs::write(path, "").unwrap()),
        ("gone", |path| fs::remove_file(path).unwrap()),
        ("cut short", |path| {
            let content = fs::read(path).unwrap();
            fs::write(path, &content[..content.len() / 2]).unwrap();
        }),
        ("overwritten", |path| {
            let length = fs::read(path).unwrap().len();
            fs::write(path, vec![0xa5; length]).unwrap();
        }),
    ];
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let expected = the_answer(&tenet);
    let searched = tenet.ask("/principle bollard").stdout;
    let [edition] = editions(tenet.state()).try_into().unwrap();
    let published = tenet.state().join("editions").join(&edition);
    let kinds: BTreeSet<String> = files(&published).keys().map(|path| kind_of(path)).collect();
    assert!(kinds.contains("catalogue.json") && kinds.contains(".idx"), "{kinds:?}");
    let mut wrong = Vec::new();
    for (name, damage) in damages {
        for kind in &kinds {
            // The index's files have new names each time that it is built, so that a place in their
            // order would be another file each time; their kinds stay.
            let path = files(&published).into_keys().find(|path| kind_of(path) == *kind).unwrap();
            damage(&path);
            let exact = the_answer(&tenet) == expected;
            let by_words = tenet.ask("/principle bollard").stdout == searched;
            let mended = matches!(State::at(tenet.state()).load(&edition), Ok(Some(_)));
            if !(exact && by_words && mended) {
                wrong.push(format!(
                    "{kind} {name}: exact {exact}, by words {by_words}, loads {mended}"
                ));
            }
            // Each kind of damage is tried on an edition that is whole.
            fs::remove_dir_all(&published).unwrap();
            the_answer(&tenet);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of a quotation must be those of the content, whatever happened to the copy on disk.
#[test]
fn a_word_changed_in_the_edition_is_not_quoted() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let expected = the_answer(&tenet);
    let [edition] = editions(tenet.state()).try_into().unwrap();
    let published = tenet.state().join("editions").join(edition);
    let mut changed = 0;
    for (path, (content, _)) in files(&published) {
        let Ok(text) = String::from_utf8(content) else {
            continue;
        };
        if text.contains("One sailor stays awake") {
            changed += 1;
            fs::write(path, text.replace("One sailor stays awake", "One sailor stays drunk"))
                .unwrap();
        }
    }
    assert!(changed > 0, "no file of the edition holds the words in the clear");
    assert_eq!(the_answer(&tenet), expected);
}

#[test]
fn several_processes_at_once_share_one_edition() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let runs: Vec<_> = (0..6).map(|_| tenet.start(&["ask", "/principle 2"])).collect();
    let answers: Vec<String> = runs
        .into_iter()
        .map(|run| {
            let run = finish(run);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
            run.stdout
        })
        .collect();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(editions(tenet.state()).len(), 1, "nothing unfinished is left");
    let [edition] = editions(tenet.state()).try_into().unwrap();
    assert!(matches!(State::at(tenet.state()).load(&edition), Ok(Some(_))));
}

/// A path below a regular file cannot be written by anybody, not even by root.
#[test]
fn a_state_folder_that_cannot_be_written_is_lived_without() {
    let blocked = Folder::new();
    blocked.write("file", "");
    let folder = Folder::of_the_guild();
    let expected = the_answer(&Tenet::with(folder.path()));
    let tenet = Tenet::with(folder.path()).state_at(blocked.join("file/state"));
    let run = tenet.ask("/principle 2");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.stdout, expected);
    // Who asks for an edition to be kept is told that it is not.
    let run = tenet.run(&["index"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("--state"), "{run:?}");
}

#[test]
fn the_state_folder_is_index_where_there_is_one_else_the_users_own() {
    let folder = Folder::new();
    fs::create_dir(folder.join("index")).unwrap();
    for (place, expected) in [(folder.path(), "index"), (Path::new("/"), "tenet")] {
        let home = Folder::new();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tenet"))
            .env_clear()
            .env("XDG_STATE_HOME", home.path())
            .current_dir(place)
            .arg("index")
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let own = format!("Kept in {}", home.join("tenet").display());
        let expected = if expected == "tenet" { own.as_str() } else { expected };
        assert!(told.trim_end().ends_with(expected), "{told}");
    }
    assert_eq!(editions(&folder.join("index")).len(), 1);
}

#[test]
fn what_a_killed_writer_left_is_cleared_once_it_is_old() {
    let tenet = Tenet::with(&guild());
    let unfinished = |name: &str, hours: u64| {
        let folder = tenet.state().join("editions").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let then = std::time::SystemTime::now() - std::time::Duration::from_secs(hours * 3600);
        std::fs::File::open(&folder).unwrap().set_modified(then).unwrap();
        folder
    };
    let (old, at_work) = (unfinished(".old-1", 3), unfinished(".new-2", 0));
    assert_eq!(tenet.run(&["index"]).code, 0);
    assert!(!old.exists());
    assert!(at_work.exists());
}
