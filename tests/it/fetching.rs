//! Sources as they are fetched: from an address and a branch to files and their history.

use crate::support::folder::Folder;
use crate::support::repository::Repository;
use crate::support::upstream;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;
use tenet::content::snapshot::Snapshot;
use tenet::content::source::is_hidden;
use tenet::sync::git::{FetchError, Fetched, Limits, Request, Trouble, fetch};

/// Fetches from a place on this machine.
fn in_place(from: &str, branch: &str, known: Option<&str>) -> Result<Fetched, FetchError> {
    let nowhere = Path::new("/nowhere/mirror");
    let request = Request { from, branch, mirror: nowhere, known, limits: Limits::default() };
    fetch(&request, &|_| {})
}

fn changed(fetched: Result<Fetched, FetchError>) -> Snapshot {
    match fetched.unwrap() {
        Fetched::Changed { snapshot, rewound: false } => snapshot,
        other => panic!("{other:?}"),
    }
}

/// What a commit did, a line a file: `was > file = text`.
fn history(snapshot: &Snapshot) -> Vec<(String, Vec<String>)> {
    let change = |change: &tenet::content::snapshot::Change| {
        let text = change.text.map_or("-", |text| snapshot.texts[text].trim_end());
        let was = change.was.as_ref().map(|was| format!("{was} > ")).unwrap_or_default();
        format!("{was}{} = {text}", change.file)
    };
    let commits = snapshot.commits.iter();
    commits.map(|commit| (commit.day(), commit.changes.iter().map(change).collect())).collect()
}

/// Everything that lies in a folder: path, size and time of each file.
fn state(folder: &Path) -> BTreeMap<String, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let about = entry.metadata().unwrap();
            if about.is_dir() {
                open.push(entry.path());
            }
            let time = about.modified().unwrap();
            found.insert(entry.path().display().to_string(), (about.len(), time));
        }
    }
    found
}

/// Six lines, so that a file with one of them changed is still much the same.
fn long(sixth: &str) -> String {
    format!("one\ntwo\nthree\nfour\nfive\n{sixth}\n")
}

#[test]
fn a_repository_is_read_where_it_lies_and_left_as_it_is() {
    let mut repository = Repository::new();
    repository.on("main", "2024-01-01").file("rules.md", "First.\n").commit();
    let head = repository.on("main", "2024-02-01").file("rules.md", "Second.\n").commit();
    let path = repository.path();
    let before = state(&path);
    for from in [path.display().to_string(), format!("file://{}", path.display())] {
        let snapshot = changed(in_place(&from, "main", None));
        assert_eq!(snapshot.head().unwrap().id, head);
        assert_eq!(snapshot.text("rules.md"), Some("Second.\n"));
        assert_eq!(
            history(&snapshot),
            [
                ("2024-01-01".to_owned(), vec!["rules.md = First.".to_owned()]),
                ("2024-02-01".to_owned(), vec!["rules.md = Second.".to_owned()]),
            ]
        );
        assert!(matches!(in_place(&from, "main", Some(&head)), Ok(Fetched::Unchanged)));
    }
    assert_eq!(state(&path), before);
}

#[test]
fn of_a_working_copy_the_branch_is_read_not_what_lies_beside_it() {
    let mut repository = Repository::new();
    let head = repository.on("main", "2024-01-01").file("rules.md", "Decided.\n").commit();
    let folder = Folder::new();
    folder.write("a copy/rules.md", "Not decided.\n");
    fs::rename(repository.path(), folder.join("a copy/.git")).unwrap();
    let copy = folder.join("a copy").display().to_string();
    for from in [copy.clone(), format!("file://{}", copy.replace(' ', "%20"))] {
        let snapshot = changed(in_place(&from, "main", None));
        assert_eq!(snapshot.head().unwrap().id, head);
        assert_eq!(snapshot.text("rules.md"), Some("Decided.\n"));
    }
}

#[test]
fn a_clone_that_was_cut_short_begins_where_it_was_cut() {
    let mut repository = Repository::new();
    let first = repository.on("main", "2024-01-01").file("rules.md", "First.\n").commit();
    let second = repository.on("main", "2024-02-01").file("rules.md", "Second.\n").commit();
    repository.on("main", "2024-03-01").file("rules.md", "Third.\n").commit();
    fs::write(repository.path().join("shallow"), format!("{second}\n")).unwrap();
    repository.lose(&first);
    let snapshot = changed(in_place(repository.path().to_str().unwrap(), "main", None));
    let days: Vec<String> = snapshot.commits.iter().map(|commit| commit.day()).collect();
    assert_eq!(days, ["2024-02-01", "2024-03-01"]);
}

#[test]
fn folders_that_hold_themselves_again_and_again_are_not_followed_for_ever() {
    let mut repository = Repository::new();
    repository.on("main", "2024-01-01").bomb("a.md", "Boom.\n");
    let error = in_place(repository.path().to_str().unwrap(), "main", None).unwrap_err();
    assert!(matches!(error.trouble, Trouble::TooMany(_)), "{error}");
}

#[test]
fn only_the_first_parent_line_counts_and_a_merge_names_its_pull_request() {
    let mut repository = Repository::new();
    let first = repository.on("main", "2024-01-01").file("a.md", "A\n").commit();
    repository.forced("side", "2024-01-02", Some(&first)).file("b.md", "draft\n").commit();
    repository.on("side", "2024-01-03").file("b.md", "B\n").title("Polish (#7)").commit();
    repository.on("main", "2024-01-04").file("c.md", "C\n").title("Add c (#9)").commit();
    repository
        .on("main", "2024-01-05")
        .merging("side")
        .title("Merge pull request #8 from somebody/side\n\nSee (#1)")
        .commit();
    let snapshot = changed(in_place(repository.path().to_str().unwrap(), "main", None));
    let line = |day: &str, changes: &[&str]| {
        (day.to_owned(), changes.iter().map(|change| (*change).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(
        history(&snapshot),
        [
            line("2024-01-01", &["a.md = A"]),
            line("2024-01-04", &["c.md = C"]),
            line("2024-01-05", &["b.md = B"]),
        ]
    );
    let numbers: Vec<_> = snapshot.commits.iter().map(|commit| commit.pull_request).collect();
    assert_eq!(numbers, [None, Some(9), Some(8)]);
    assert!(!snapshot.texts.iter().any(|text| text.contains("draft")));
}

#[test]
fn dates_are_those_of_the_committer_in_utc() {
    let mut repository = Repository::new();
    repository
        .on("main", "2024-01-01")
        .file("a.md", "A\n")
        .at("2024-01-01T23:30:00-02:00")
        .commit();
    let snapshot = changed(in_place(repository.path().to_str().unwrap(), "main", None));
    assert_eq!(snapshot.commits[0].day(), "2024-01-02");
}

#[test]
fn files_that_moved_are_followed_with_their_words_changed_or_not() {
    let mut repository = Repository::new();
    repository
        .on("main", "2024-01-01")
        .file("same.md", "Short.\n")
        .file("edited.md", long("six"))
        .file("gone.md", "Nothing like the others.\n")
        .file("picture.png", "A picture.\n")
        .commit();
    repository
        .on("main", "2024-02-01")
        .moved("same.md", "deep/down/same.md")
        .moved("edited.md", "renamed.md")
        .file("renamed.md", long("SIX"))
        .without("gone.md")
        .file("new.md", "Wholly new words stand here.\n")
        .moved("picture.png", "picture.md")
        .commit();
    let snapshot = changed(in_place(repository.path().to_str().unwrap(), "main", None));
    let edited = format!("edited.md > renamed.md = {}", long("SIX").trim_end());
    assert_eq!(
        history(&snapshot)[1].1,
        [
            "same.md > deep/down/same.md = Short.",
            "gone.md = -",
            "new.md = Wholly new words stand here.",
            "picture.md = A picture.",
            &edited,
        ]
    );
    assert_eq!(snapshot.moved("edited.md"), Some("renamed.md"));
}

#[test]
fn what_is_no_text_is_named_at_the_head_and_silent_in_history() {
    let mut repository = Repository::new();
    let huge = "x".repeat((1 << 20) + 1);
    repository
        .on("main", "2024-01-01")
        .file("latin.md", b"Fine.\nCaf\xe9\n")
        .file("huge.md", &huge)
        .file("was.md", "Text once.\n")
        .link("link.md", "/etc/passwd")
        .file("logo.png", b"\x89PNG")
        .file(".github/pull_request_template.md", "No.\n")
        .file("node_modules/x/readme.md", "No.\n")
        .file(".hidden.md", "No.\n")
        .file("crlf.md", "One\r\ntwo")
        .commit();
    repository.on("main", "2024-02-01").file("was.md", b"\xff").commit();
    repository.on("main", "2024-03-01").link("was.md", "crlf.md").commit();
    let snapshot = changed(in_place(repository.path().to_str().unwrap(), "main", None));
    assert_eq!(snapshot.files.keys().collect::<Vec<_>>(), ["crlf.md"]);
    assert_eq!(snapshot.text("crlf.md"), Some("One\r\ntwo"));
    assert_eq!(Vec::from_iter(&snapshot.others), ["logo.png"]);
    let refused: Vec<String> = snapshot.refused.values().map(ToString::to_string).collect();
    assert_eq!(
        refused,
        [
            "huge.md: error: This file has 1025 KB; at most 1024 are read. Split it, or take it out of the folder.",
            "latin.md:2: error: This file is not UTF-8 text. Save it as UTF-8 in your editor.",
            "link.md: error: This is a link, and links in a repository are not followed. Put the file itself here.",
            "was.md: error: This is a link, and links in a repository are not followed. Put the file itself here.",
        ]
    );
    let changes: Vec<_> = history(&snapshot).into_iter().map(|(_, changes)| changes).collect();
    assert_eq!(
        changes,
        [
            vec![
                ".github/pull_request_template.md = No.",
                ".hidden.md = No.",
                "crlf.md = One\r\ntwo",
                "was.md = Text once."
            ],
            vec!["was.md = -"],
            vec![]
        ]
    );
}

#[test]
fn a_file_that_moved_out_of_a_hidden_folder_is_followed_to_where_it_was() {
    let mut repository = Repository::new();
    repository
        .on("main", "2024-01-01")
        .file(".github/template.md", long("six"))
        .file(".github/labels.yml", "name: bug\n")
        .commit();
    repository
        .on("main", "2024-02-01")
        .moved(".github/template.md", "templates/project.md")
        .file("templates/project.md", long("SIX"))
        .commit();
    let snapshot = changed(in_place(repository.path().to_str().unwrap(), "main", None));
    assert_eq!(
        history(&snapshot).into_iter().map(|(_, changes)| changes).collect::<Vec<_>>(),
        [
            vec![format!(".github/template.md = {}", long("six").trim_end())],
            vec![format!(
                ".github/template.md > templates/project.md = {}",
                long("SIX").trim_end()
            )],
        ]
    );
    assert_eq!(snapshot.files.keys().collect::<Vec<_>>(), ["templates/project.md"]);
    assert!(snapshot.others.is_empty(), "{:?}", snapshot.others);
}

#[test]
fn a_branch_that_was_moved_by_force_is_followed_and_said_so() {
    let mut repository = Repository::new();
    let first = repository.on("main", "2024-01-01").file("a.md", "A\n").commit();
    let second = repository.on("main", "2024-01-02").file("a.md", "B\n").commit();
    let from = repository.path().display().to_string();
    repository.forced("main", "2024-01-03", Some(&first)).file("a.md", "C\n").commit();
    match in_place(&from, "main", Some(&second)).unwrap() {
        Fetched::Changed { snapshot, rewound: true } => {
            assert_eq!(snapshot.text("a.md"), Some("C\n"));
        }
        other => panic!("{other:?}"),
    }
    // A commit that came in by a merge is still part of the branch.
    repository.forced("side", "2024-01-04", Some(&first)).file("b.md", "B\n").commit();
    let side = repository.on("side", "2024-01-05").file("b.md", "BB\n").commit();
    repository.on("main", "2024-01-06").merging("side").commit();
    assert_eq!(changed(in_place(&from, "main", Some(&side))).commits.len(), 3);
    assert_eq!(changed(in_place(&from, "main", Some(&first))).commits.len(), 3);
}

#[test]
fn a_branch_that_is_not_there_is_answered_with_those_that_are() {
    let mut repository = Repository::new();
    for branch in ["gh-pages", "main", "v1"] {
        repository.on(branch, "2024-01-01").file("a.md", "A\n").commit();
    }
    let from = repository.path().display().to_string();
    for (branch, there) in [
        ("mian", "main, gh-pages, v1"),
        ("v 1..", "v1, gh-pages, main"),
        ("gh_pages", "gh-pages, main, v1"),
    ] {
        let error = in_place(&from, branch, None).unwrap_err();
        let told = format!("{from} has no branch {branch}; it has {there}. Correct the branch.");
        assert_eq!(error.to_string(), told);
    }
}

#[test]
fn a_plain_folder_is_read_without_history() {
    let folder = Folder::new();
    folder.write("rules/a.md", "A\n");
    folder.write("b.md", "A\n");
    folder.write("bad.md", b"\xff");
    folder.write("logo.png", b"\x89PNG");
    folder.write(".git-notes/c.md", "No.\n");
    let snapshot = changed(in_place(folder.text(), "main", None));
    assert_eq!(snapshot.commits, []);
    assert_eq!(snapshot.texts, ["A\n"]);
    assert_eq!(snapshot.files.keys().collect::<Vec<_>>(), ["b.md", "rules/a.md"]);
    assert_eq!(snapshot.refused.keys().collect::<Vec<_>>(), ["bad.md"]);
    assert_eq!(Vec::from_iter(&snapshot.others), ["logo.png"]);
}

#[test]
fn what_cannot_be_fetched_from_says_so_and_keeps_secrets() {
    let folder = Folder::new();
    folder.write("file.md", "");
    let file = folder.join("file.md").display().to_string();
    for (from, told) in [
        ("/no/such/place", "/no/such/place is no folder. Correct the path."),
        (&file, &format!("{file} is no folder. Correct the path.")),
        (
            "ssh://ana:geheim@git.example/rules",
            "ssh://git.example/rules cannot be fetched from. Give an https:// address, a file:// address or a folder.",
        ),
        (
            "http://ana:geheim@git.example/rules",
            "http://git.example/rules would get the password unprotected. Use https:// instead of http://.",
        ),
        (
            "https://ana:ge@heim@git.example:99999/rules",
            "https://git.example:99999/rules cannot be fetched from. Give an https:// address, a file:// address or a folder.",
        ),
    ] {
        let error = in_place(from, "main", None).unwrap_err();
        assert_eq!(error.to_string(), told);
        assert!(!format!("{error:?}").contains("heim"), "{error:?}");
    }
}

#[test]
fn a_repository_with_changed_bytes_is_damaged_not_quoted() {
    let mut repository = Repository::new();
    repository.on("main", "2024-01-01").file("a.md", "All are welcome.\n").commit();
    repository.forge("All are welcome.\n", "None are welcome.\n");
    let error = in_place(repository.path().to_str().unwrap(), "main", None).unwrap_err();
    assert!(matches!(error.trouble, Trouble::Damaged(_)), "{error}");
}

#[test]
fn the_real_sources_are_read_whole() {
    let name = "history of the real sources";
    for (unpacked, branch, head, day, commits) in [
        (
            upstream::governance(name),
            "main",
            "2b78723fd231b16eb097f6358e5dd1b7d43ab0cc",
            "2026-05-05",
            145,
        ),
        (
            upstream::website(name),
            "gh-pages",
            "97d5bd3d3aabe2f4989177083b59c0e50c657d3c",
            "2026-06-01",
            19,
        ),
    ] {
        let Some(path) = unpacked else { return };
        let snapshot = changed(in_place(path.to_str().unwrap(), branch, None));
        let newest = snapshot.head().unwrap();
        assert_eq!((newest.id.as_str(), newest.day().as_str()), (head, day));
        assert_eq!(snapshot.commits.len(), commits);
        // What the commits did one after the other comes to what is there at the head.
        let mut files = BTreeMap::new();
        for change in snapshot.commits.iter().flat_map(|commit| &commit.changes) {
            if let Some(was) = &change.was {
                assert!(files.remove(was).is_some(), "{was}");
            }
            match change.text {
                Some(text) => files.insert(change.file.clone(), text),
                None => files.remove(&change.file),
            };
        }
        // Hidden files have a history, and are none of the source's.
        files.retain(|file, _| !is_hidden(file));
        assert_eq!(files, snapshot.files);
    }
}
