//! Content that cannot be followed: one clear error with its place, exit code 3, never a panic.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use std::fs;
use std::path::Path;

/// Spoils the invented organisation's content; `ask` must refuse it with `place` and `check` must
/// report it.
#[track_caller]
fn refused(what: &str, spoil: impl FnOnce(&Folder), place: &str) {
    let folder = Folder::of_the_guild();
    spoil(&folder);
    let tenet = Tenet::with(folder.path());
    let ask = tenet.ask("/principle 2");
    assert_eq!(ask.code, 3, "{what}: {ask:?}");
    assert_eq!(ask.stdout, "", "{what}");
    assert!(ask.stderr.starts_with(&format!("tenet: {place}: error: ")), "{what}: {ask:?}");
    // One cause, one sentence of what is wrong and one of what to do.
    assert_eq!(ask.stderr.lines().count(), 1, "{what}: {ask:?}");
    let check = tenet.run(&["check"]);
    assert_eq!(check.code, 1, "{what}: {check:?}");
    let at_place = format!("{place}: error: ");
    assert!(check.stdout.lines().any(|line| line.starts_with(&at_place)), "{what}: {check:?}");
    let index = tenet.run(&["index"]);
    assert_eq!(index.code, 3, "{what}: {index:?}");
}

fn link(target: &Path, at: &Path) {
    let _ = fs::remove_file(at);
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, at).unwrap();
    #[cfg(not(unix))]
    fs::copy(target, at).unwrap();
}

#[test]
fn broken_yaml_is_refused_at_its_line() {
    refused(
        "an open quotation mark",
        |folder| folder.replace("sources.yaml", "organisation: H", "organisation: \"H"),
        "sources.yaml:2:15",
    );
    refused("an empty file", |folder| folder.write("sources.yaml", ""), "sources.yaml:1:1");
    refused(
        "brackets without end",
        |folder| folder.write("sources.yaml", format!("a: {}", "[".repeat(5_000))),
        "sources.yaml:1:1004",
    );
    refused(
        "hints that are broken",
        |folder| folder.write("hints.yaml", "report: [a, b\n"),
        "hints.yaml:1:9",
    );
}

#[test]
fn an_unknown_key_is_refused_with_the_key_that_was_meant() {
    refused(
        "unknown key",
        |folder| folder.replace("sources.yaml", "ask_at", "ask-at"),
        "sources.yaml:3:1",
    );
    let folder = Folder::of_the_guild();
    folder.replace("sources.yaml", "ask_at", "ask-at");
    let run = Tenet::with(folder.path()).ask("/principle 2");
    assert!(run.stderr.contains("Write `ask_at:`."), "{run:?}");
}

#[test]
fn a_folder_without_sources_is_refused_with_what_to_run_and_an_empty_one_by_name() {
    let folder = Folder::new();
    let tenet = Tenet::with(folder.path());
    let ask = tenet.ask("/mission");
    assert_eq!(ask.code, 3, "{ask:?}");
    let said = format!("The content folder {} is empty. Mount ", folder.text());
    assert!(ask.stderr.contains(&said), "{ask:?}");
    assert_eq!(tenet.run(&["check"]).code, 3);
    folder.write("mission.md", "# Mission\n\nTo keep the lamps lit.\n");
    let ask = tenet.ask("/mission");
    assert_eq!(ask.code, 3, "{ask:?}");
    assert!(ask.stderr.contains("sources.yaml"), "{ask:?}");
    assert!(ask.stderr.contains("tenet init"), "{ask:?}");
    assert_eq!(tenet.run(&["check"]).code, 1);
}

#[test]
fn a_folder_that_is_missing_or_a_file_is_named() {
    let folder = Folder::new();
    folder.write("file", "text");
    for name in ["missing", "file"] {
        let path = folder.join(name);
        let tenet = Tenet::with(&path);
        for arguments in [&["ask", "/mission"][..], &["check"], &["index"], &["outline"]] {
            let run = tenet.run(arguments);
            assert_eq!(run.code, 3, "{arguments:?}: {run:?}");
            assert!(run.stderr.contains(path.to_str().unwrap()), "{arguments:?}: {run:?}");
        }
    }
}

#[test]
fn a_page_that_is_not_utf_8_is_refused_at_its_line() {
    refused(
        "Latin 1",
        |folder| folder.write("rules/CHARTER.md", b"# Charter\n\nCaf\xe9\n"),
        "rules/CHARTER.md:3",
    );
    refused(
        "UTF-16",
        |folder| folder.write("rules/CHARTER.md", b"\xff\xfeC\0h\0a\0r\0t\0e\0r\0"),
        "rules/CHARTER.md:1",
    );
    refused(
        "sources.yaml in Latin 1",
        |folder| folder.write("sources.yaml", b"organisation: Caf\xe9\n"),
        "sources.yaml:1",
    );
}

#[test]
fn a_page_of_fifty_megabytes_is_refused_and_not_read() {
    refused(
        "50 MB",
        |folder| {
            // Sparse: the file takes no room on the disk.
            let file = fs::File::create(folder.join("rules/CHARTER.md")).unwrap();
            file.set_len(50 << 20).unwrap();
        },
        "rules/CHARTER.md",
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused_and_one_inside_is_followed() {
    let outside = Folder::new();
    outside.write("secret.md", "# Secret\n\nNobody may quote this.\n");
    refused(
        "a link to a file of the machine",
        |folder| link(&outside.join("secret.md"), &folder.join("rules/CHARTER.md")),
        "rules/CHARTER.md",
    );
    refused(
        "sources.yaml is such a link",
        |folder| link(&outside.join("secret.md"), &folder.join("sources.yaml")),
        "sources.yaml",
    );
    let folder = Folder::of_the_guild();
    link(&folder.join("rules/knots.md"), &folder.join("rules/CHARTER.md"));
    let run = Tenet::with(folder.path()).ask("/principle 2");
    assert_eq!(run.code, 0, "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_linked_folder_that_leads_out_is_reported_and_nothing_in_it_is_read() {
    let outside = Folder::new();
    outside.write("pilots.md", "# Secret\n\nNobody may quote this.\n");
    let folder = Folder::of_the_guild();
    fs::remove_dir_all(folder.join("rules/proposals")).unwrap();
    link(outside.path(), &folder.join("rules/proposals"));
    let tenet = Tenet::with(folder.path());
    let ask = tenet.ask("nobody may quote this");
    assert!(!ask.stdout.contains("Secret"), "{ask:?}");
    let check = tenet.run(&["check"]);
    assert!(check.stdout.contains("rules/proposals: "), "{check:?}");
    assert!(check.stdout.contains("leads out of the content folder"), "{check:?}");
}

/// What cannot be taken counts as much for the edition's name as what can: an edition that was built
/// before must not answer in place of the error.
#[test]
fn an_edition_that_was_built_before_does_not_hide_what_is_wrong_now() {
    let folder = Folder::of_the_guild();
    fs::remove_file(folder.join("rules/knots.md")).unwrap();
    let tenet = Tenet::with(folder.path());
    assert_eq!(tenet.ask("/principle 2").code, 0);
    let file = fs::File::create(folder.join("rules/knots.md")).unwrap();
    file.set_len(50 << 20).unwrap();
    let run = tenet.ask("/principle 2");
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("rules/knots.md"), "{run:?}");
}

#[test]
fn an_id_given_twice_is_refused_with_both_places() {
    refused(
        "duplicate id",
        |folder| folder.replace("sources.yaml", "id: knots", "id: charter"),
        "sources.yaml:13:9",
    );
    let folder = Folder::of_the_guild();
    folder.replace("sources.yaml", "id: knots", "id: charter");
    let run = Tenet::with(folder.path()).ask("/principle 2");
    assert!(run.stderr.contains("sources.yaml:11:9"), "{run:?}");
}

#[test]
fn a_section_that_was_renamed_is_refused_with_the_one_that_was_meant() {
    refused(
        "renamed heading",
        |folder| folder.replace("site/principles.md", "# Harbour P", "# Harbor P"),
        "sources.yaml:24:9",
    );
}

#[test]
fn a_file_that_is_not_there_is_refused_where_no_repository_could_have_it() {
    refused(
        "missing file",
        |folder| {
            folder.replace(
                "sources.yaml",
                "  - id: rules\n    git: https://github.com/harbour/rules\n",
                "  - id: rules\n    folder: rules\n",
            );
            folder.replace("sources.yaml", "- CODE_OF_CONDUCT.md", "- CODE_OF_CONDUKT.md");
        },
        "sources.yaml:10:9",
    );
}

/// A spoilt roster must not be read as a body without members.
#[test]
fn a_roster_that_cannot_be_read_is_not_answered_as_empty() {
    let folder = Folder::of_the_guild();
    folder.replace("sources.yaml", "file: COUNCIL.md, non_voting: [Clerk]", "file: council.yml");
    folder.write("rules/council.yml", "- name: \"Ada Okoro\n  github: ada-okoro\n");
    let tenet = Tenet::with(folder.path());
    let run = tenet.ask("/who-is-on council");
    assert_ne!(run.code, 0, "{run:?}");
    let check = tenet.run(&["check"]);
    assert_eq!(check.code, 1, "{check:?}");
    assert!(check.stdout.contains("rules/council.yml:1:"), "{check:?}");
}
