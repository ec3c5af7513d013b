//! `hints.yaml`: words that people say lead to passages that lack them, and `tenet check` tells which
//! passages have none.

use crate::support::folder::Folder;
use crate::support::library::{ask, content_of, first, of_content, of_folder};
use crate::support::program::Tenet;
use serde_json::Value;
use tenet::content::check::check;
use tenet::content::difference::difference;
use tenet::content::problem::Severity;
use tenet::content::{self, Content};

fn guild_with(hints: &str) -> Folder {
    let folder = Folder::of_the_guild();
    folder.write("hints.yaml", hints);
    folder
}

/// What `tenet check` says of the hints, in the order of their lines.
fn told(hints: &str) -> Vec<String> {
    let folder = guild_with(hints);
    let run = Tenet::with(folder.path()).run(&["check"]);
    let lines = run.stdout.lines().filter(|line| line.starts_with("hints.yaml:"));
    lines.filter(|line| !line.contains(": note: ")).map(str::to_owned).collect()
}

#[test]
fn a_key_may_name_several_ids_and_each_gets_the_words() {
    let hints = "principles/1, charter/1: [xylophone]\nprinciples/2: [trombone]\n";
    let library = of_folder(guild_with(hints).path());
    for (asked, id) in
        [("/principle xylophone", "principles/1"), ("/principle trombone", "principles/2")]
    {
        assert_eq!(first(&library, asked), ("found".to_owned(), id.to_owned()), "{asked}");
    }
    let anywhere = ask(&library, "/ask xylophone");
    let mut ids: Vec<&str> =
        anywhere.passages.iter().map(|quoted| quoted.passage.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["charter/1", "principles/1"]);
    assert_eq!(told(hints), [""; 0]);
}

#[test]
fn an_id_has_its_own_words_beside_those_that_it_shares() {
    let hints = "principles/1, principles/2: [xylophone]\nprinciples/2: [xylophone, trombone]\n";
    let folder = guild_with(hints);
    let reading = content::read(&tenet::sync::files::folder(folder.path()).unwrap().into());
    let of = |id: &str| {
        let passage = reading.catalogue.passages.iter().find(|passage| passage.id == id);
        passage.unwrap().hints.clone()
    };
    assert_eq!(of("principles/1"), ["xylophone"]);
    assert_eq!(of("principles/2"), ["xylophone", "trombone"]);
    assert_eq!(told(hints), [""; 0]);
}

#[test]
fn each_unknown_id_of_a_key_is_told_at_its_own_column() {
    for (key, places) in [
        (
            "principles/22, principles/1, charter/amendments/motivatoin",
            ["hints.yaml:1:1", "hints.yaml:1:30"],
        ),
        (
            "\"principles/22, principles/1,  charter/amendments/motivatoin\"",
            ["hints.yaml:1:2", "hints.yaml:1:32"],
        ),
    ] {
        let told = told(&format!("{key}: [xylophone]\n"));
        assert_eq!(told.len(), 2, "{told:?}");
        for (line, place) in told.iter().zip(places) {
            assert!(line.starts_with(&format!("{place}: error: No passage has")), "{line}");
        }
        // The key as it should be keeps the ids that are right.
        let mended = "Write `principles/22, principles/1, charter/amendments/motivation:`.";
        assert!(told[1].ends_with(mended), "{told:?}");
    }
    let told = told("principles/1,: [xylophone]\n");
    assert!(told[0].starts_with("hints.yaml:1:14: error: An id is missing"), "{told:?}");
}

/// The content that ships names documents whose words come with a sync.
#[test]
fn hints_of_documents_that_are_not_held_wait_for_them() {
    let mut content: Content = tenet::sync::files::shipped().into();
    let documents = [
        "coc",
        "charter",
        "core-and-hosted",
        "hosted-governance",
        "ai-tools",
        "whistleblower",
        "communication",
        "licence-exceptions",
        "sig-guide",
        "template-core",
        "template-hosted",
    ];
    let ids: Vec<String> = documents.iter().map(|id| format!("{id}/some-section")).collect();
    let hints = format!("{}: [xylophone]\nchartr/quorum: [trombone]\n", ids.join(", "));
    content.files.files.insert("hints.yaml".to_owned(), hints.into_bytes());
    let errors: Vec<String> = check(&content)
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.to_string())
        .collect();
    let [error] = errors.as_slice() else { panic!("{errors:#?}") };
    assert!(error.starts_with("hints.yaml:2:1: error: No passage has the id `chartr/quorum`."));
}

#[test]
fn passages_without_hints_are_told_in_one_line_that_holds_nothing_back() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let run = tenet.run(&["check", "--strict"]);
    assert_eq!(run.code, 0, "{run:?}");
    let notes: Vec<&str> = run.stdout.lines().filter(|line| line.contains(": note: ")).collect();
    let [note] = notes.as_slice() else { panic!("{run:?}") };
    assert!(note.starts_with("hints.yaml: note: "), "{note}");
    assert!(
        note.ends_with(" more. `tenet check --hints` names all, each with the line to write."),
        "{note}"
    );

    let all = tenet.run(&["check", "--strict", "--hints"]);
    assert_eq!(all.code, 0, "{all:?}");
    let named = |id: &str| {
        all.stdout.contains(&format!(
            "hints.yaml: note: `{id}` has no hints. Write what people say who mean it: `{id}: ["
        ))
    };
    for id in ["coc/what-we-expect", "charter/1", "principles/1", "values/company"] {
        assert!(named(id), "{id} {all:?}");
    }
    // What has hints, is no rule, is one item of a list, or has no words of its own.
    for id in
        ["report", "principles/2", "knots/bowline", "charter/responsibilities/1", "values/values"]
    {
        assert!(!named(id), "{id} {all:?}");
    }

    let json = tenet.run(&["check", "--format", "json"]);
    let problems: Vec<Value> = serde_json::from_str(&json.stdout).unwrap();
    let lines = all.stdout.lines().filter(|line| line.contains(": note: ")).count();
    assert_eq!(problems.len(), lines, "{json:?}");
    assert!(problems.iter().all(|problem| problem["severity"] == "note"), "{json:?}");
    let github = tenet.run(&["check", "--format", "github"]);
    assert!(github.stdout.contains("::notice file="), "{github:?}");
}

#[test]
fn nothing_is_said_where_every_passage_has_hints() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let all = tenet.run(&["check", "--hints"]);
    let lacking = all.stdout.lines().filter_map(|line| line.strip_prefix("hints.yaml: note: `"));
    let lines: String = lacking
        .enumerate()
        .map(|(at, line)| format!("{}: [word{at}]\n", line.split('`').next().unwrap()))
        .collect();
    folder.write("hints.yaml", folder.read("hints.yaml") + &lines);
    let run = tenet.run(&["check", "--strict", "--hints"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "The content is in order.\n"), "{run:?}");
}

#[test]
fn a_way_to_report_without_hints_is_told() {
    let folder = guild_with("principles/2: [life jacket]\n");
    let run = Tenet::with(folder.path()).run(&["check", "--hints"]);
    assert!(run.stdout.contains("hints.yaml: note: `report` has no hints."), "{run:?}");
}

/// Who keeps the documents does not write the hints.
#[test]
fn a_working_copy_is_told_of_no_hints() {
    let folder = Folder::of_the_guild();
    let from = format!("rules={}", folder.join("rules").display());
    let run = Tenet::with(folder.path()).run(&["check", "--hints", "--from", &from]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "The content is in order.\n"), "{run:?}");
}

#[test]
fn more_than_ten_hints_of_one_passage_are_told() {
    let ten: Vec<String> = (0..10).map(|at| format!("word{at}")).collect();
    assert_eq!(told(&format!("principles/1: [{}]\n", ten.join(", "))), [""; 0]);
    let told = told(&format!("principles/1: [{}, more]\n", ten.join(", ")));
    let [line] = told.as_slice() else { panic!("{told:?}") };
    assert!(line.starts_with("hints.yaml:1:1: warning: `principles/1` has 11 hints."), "{line}");
}

#[test]
fn the_same_words_under_passages_that_are_apart_are_told() {
    let apart = told("principles/1: [Xylophone]\ncharter/1: [trombone, xylophone]\n");
    let [line] = apart.as_slice() else { panic!("{apart:?}") };
    assert!(
        line.starts_with(
            "hints.yaml:2:23: warning: This leads to `charter/1` and to `principles/1` alike."
        ),
        "{line}"
    );
    for beside in [
        "principles/1: [xylophone]\nprinciples/2: [xylophone]\n",
        "principles/1, charter/1: [xylophone]\n",
    ] {
        assert_eq!(told(beside), [""; 0], "{beside}");
    }
}

/// A hint is left behind where its passage is gone, though another passage shares its words.
#[test]
fn a_shared_hint_that_is_left_behind_is_told() {
    let sources = "organisation: Lighthouse\nsources:\n  - id: rules\n    folder: rules\n    documents:\n      - {file: CHARTER.md, id: charter}\n";
    let of = |charter: &str, hints: &str| {
        of_content(&content_of(&[
            ("sources.yaml", sources),
            ("hints.yaml", hints),
            ("rules/CHARTER.md", charter),
        ]))
        .edition
        .catalogue
        .clone()
    };
    let both = "# Charter\n\n## Lamp\n\nIt burns.\n\n## Horn\n\nIt blows.\n";
    let one = "# Charter\n\n## Lamp\n\nIt burns.\n";
    let before = of(both, "charter/lamp, charter/horn: [xylophone]\n");
    let left = difference(&before, &of(one, "charter/lamp, charter/horn: [xylophone]\n"));
    let left: Vec<&str> = left.hints.iter().map(|hint| hint.id.as_str()).collect();
    assert_eq!(left, ["charter/horn"]);
    let kept = difference(&before, &of(both, "charter/lamp, charter/horn: [xylophone]\n"));
    assert_eq!(kept.hints, []);
}
