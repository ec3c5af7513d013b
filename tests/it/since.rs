//! Since when the words are the same: dates of a source's first-parent line, through renames, moved
//! headings and moved files.

use crate::support::library::{ask_json, of_content};
use crate::support::timeline::Timeline;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tenet::content::{Content, Files};
use tenet::library::Library;

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents:
      - {file: tools.md, id: tools}
      - {file: shed.md, id: shed}
";

fn library(timeline: Timeline) -> Library {
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    })
}

/// The citation of the passage that a question finds.
fn citation(library: &Library, question: &str) -> Value {
    let answer = ask_json(library, question);
    assert_eq!(answer["outcome"], "found", "{question}: {answer:#}");
    answer["passages"][0]["citation"].clone()
}

/// Since when, by which commit, and whether at least.
fn since(library: &Library, id: &str) -> (String, String, bool) {
    let citation = citation(library, &format!("/cite {id}"));
    let text = |key: &str| citation[key].as_str().unwrap_or_default().to_owned();
    let commit = text("unchanged_since_commit").trim_start_matches('0').to_owned();
    (text("unchanged_since"), commit, citation["since_at_least"] == json!(true))
}

const HAMMERS: &str = "# Tools\n\n## Hammers\n\nA hammer is lent for one day only.\n";
const SAWS: &str = "\n## Saws\n\nA saw comes back clean and sharp.\n";

#[test]
fn words_are_as_old_as_the_commit_that_brought_them() {
    let both = format!("{HAMMERS}{SAWS}");
    let reworded = both.replace("one day only", "two days");
    let library = library(
        Timeline::new()
            .commit("2023-01-10", &[("tools.md", Some(HAMMERS))])
            .commit("2023-02-10", &[("tools.md", Some(&both))])
            .commit("2023-03-10", &[("tools.md", Some(&reworded))])
            .commit("2023-04-10", &[("tools.md", Some(&reworded)), ("x.txt", Some("x"))]),
    );
    assert_eq!(since(&library, "tools/hammers"), ("2023-03-10".into(), "3".into(), false));
    assert_eq!(since(&library, "tools/saws"), ("2023-02-10".into(), "2".into(), false));
    let citation = citation(&library, "/cite tools/saws");
    assert_eq!(citation["commit"], format!("{:040x}", 4));
    assert_eq!(citation["date"], "2023-04-10");
}

#[test]
fn words_of_the_first_commit_may_be_older() {
    let library = library(Timeline::new().commit("2023-01-10", &[("tools.md", Some(HAMMERS))]));
    assert_eq!(since(&library, "tools/hammers"), ("2023-01-10".into(), "1".into(), true));
}

#[test]
fn words_stay_as_old_as_they_are_when_they_move() {
    let start = format!("{HAMMERS}{SAWS}");
    for (what, timeline, id) in [
        (
            "another heading",
            Timeline::new().commit("2023-01-10", &[("tools.md", Some(&start))]).commit(
                "2024-01-10",
                &[("tools.md", Some(&start.replace("## Hammers", "## On hammers")))],
            ),
            "tools/on-hammers",
        ),
        (
            "another place on the page",
            Timeline::new().commit("2023-01-10", &[("tools.md", Some(&start))]).commit(
                "2024-01-10",
                &[(
                    "tools.md",
                    Some(&format!("# Tools\n{SAWS}{}", HAMMERS.trim_start_matches("# Tools\n"))),
                )],
            ),
            "tools/hammers",
        ),
        (
            "another break of lines and quotation marks",
            Timeline::new()
                .commit(
                    "2023-01-10",
                    &[("tools.md", Some("# Tools\n\n## Hammers\n\nA \"hammer\" is lent.\n"))],
                )
                .commit(
                    "2024-01-10",
                    &[("tools.md", Some("# Tools\n\n## Hammers\n\nA “hammer”\nis lent.\n"))],
                ),
            "tools/hammers",
        ),
        (
            "another name of the file",
            Timeline::new().commit("2023-01-10", &[("old.md", Some(&start))]).moved(
                "2024-01-10",
                "old.md",
                "tools.md",
                &start,
            ),
            "tools/hammers",
        ),
        (
            "a hidden folder before",
            Timeline::new().commit("2023-01-10", &[(".github/tools.md", Some(&start))]).moved(
                "2024-01-10",
                ".github/tools.md",
                "tools.md",
                &start,
            ),
            "tools/hammers",
        ),
        (
            "another file",
            Timeline::new()
                .commit(
                    "2023-01-10",
                    &[
                        ("shed.md", Some(&start.replace("# Tools", "# Shed"))),
                        ("tools.md", Some("# Tools\n")),
                    ],
                )
                .commit("2024-01-10", &[("shed.md", Some("# Shed\n")), ("tools.md", Some(&start))]),
            "tools/hammers",
        ),
    ] {
        let library = library(timeline);
        assert_eq!(since(&library, id), ("2023-01-10".into(), "1".into(), true), "{what}");
    }
}

#[test]
fn words_that_were_gone_for_a_while_are_as_old_as_their_return() {
    let library = library(
        Timeline::new()
            .commit("2023-01-10", &[("tools.md", Some(HAMMERS))])
            .commit("2023-02-10", &[("tools.md", Some("# Tools\n\nNothing is lent.\n"))])
            .commit("2023-03-10", &[("tools.md", Some(HAMMERS))]),
    );
    assert_eq!(since(&library, "tools/hammers"), ("2023-03-10".into(), "3".into(), false));
}

#[test]
fn a_file_that_takes_the_place_of_another_brings_its_own_past() {
    let draft = HAMMERS.replace("one day only", "two days");
    let library = library(
        Timeline::new()
            .commit("2023-01-10", &[("tools.md", Some(HAMMERS))])
            .commit("2023-02-10", &[("draft.md", Some(&draft))])
            .moved("2023-03-10", "draft.md", "tools.md", &draft),
    );
    assert_eq!(since(&library, "tools/hammers"), ("2023-02-10".into(), "2".into(), false));
    let changes = ask_json(&library, "/changes tools/hammers")["changes"]["changes"].clone();
    assert_eq!(changes[0]["date"], "2023-02-10", "{changes:#}");
}

#[test]
fn old_ids_and_addresses_keep_leading_to_the_passage() {
    let renamed = HAMMERS.replace("## Hammers", "## Hammers and mallets");
    let library = library(
        Timeline::new()
            .commit("2023-01-10", &[("old.md", Some(HAMMERS))])
            .moved("2023-02-10", "old.md", "tools.md", HAMMERS)
            .commit("2023-03-10", &[("tools.md", Some(&renamed))]),
    );
    for name in [
        "tools/hammers",
        "https://github.com/guild/rules/blob/main/tools.md#hammers",
        "https://github.com/guild/rules/blob/main/old.md#hammers",
    ] {
        let answer = ask_json(&library, &format!("/cite {name}"));
        assert_eq!(answer["passages"][0]["id"], "tools/hammers-and-mallets", "{name}");
    }
}

#[test]
fn the_permalink_has_the_lines_of_the_words_at_the_commit_of_the_edition() {
    let text = format!("{HAMMERS}{SAWS}");
    let library = library(
        Timeline::new()
            .commit("2023-01-10", &[("tools.md", Some(&text))])
            .commit("2023-02-10", &[("x.md", Some("# X\n"))]),
    );
    for (id, lines) in [("tools/hammers", "L3-L5"), ("tools/saws", "L7-L9")] {
        let expected =
            format!("https://github.com/guild/rules/blob/{:040x}/tools.md?plain=1#{lines}", 2);
        assert_eq!(citation(&library, &format!("/cite {id}"))["permalink"], expected, "{id}");
    }
}

#[test]
fn the_pull_request_that_brought_the_words_is_named() {
    let reworded = HAMMERS.replace("one day only", "two days");
    let library =
        library(Timeline::new().commit("2023-01-10", &[("tools.md", Some(HAMMERS))]).commit_with(
            "2023-02-10",
            Some(17),
            &[("tools.md", Some(&reworded), None)],
        ));
    let citation = citation(&library, "/cite tools/hammers");
    assert_eq!(citation["pull_request"], 17);
    assert_eq!(citation["pull_request_url"], "https://github.com/guild/rules/pull/17");
}

const PROMISE: &str = "We lend every tool to every member who asks us for it.";

#[test]
fn words_copied_from_another_page_are_as_old_as_they_are_there() {
    let shed = format!("# Shed\n\n## Promise\n\n{PROMISE}\n\n## Keys\n\nAsk Ada.\n");
    let tools = format!("{HAMMERS}\n## What we promise\n\n{PROMISE}\n\n## Keys\n\nAsk Ada.\n");
    let changed = tools.replace("every member", "every good member");
    for (what, sources, shed_later) in [
        ("of a document", SOURCES.to_owned(), shed.clone()),
        ("beside a document", SOURCES.replace("id: shed", "section: Keys, id: shed"), shed.clone()),
        ("that changed since", SOURCES.to_owned(), shed.replace("every tool", "some tools")),
    ] {
        let timeline = |last: &str| {
            Timeline::new()
                .commit("2023-01-10", &[("tools.md", Some(HAMMERS))])
                .commit("2023-02-10", &[("shed.md", Some(&shed))])
                .commit("2023-03-10", &[("tools.md", Some(&tools))])
                .commit("2023-04-10", &[("shed.md", Some(&shed_later)), ("tools.md", Some(last))])
        };
        let of = |last: &str| {
            let files = BTreeMap::from([("sources.yaml".to_owned(), sources.clone().into())]);
            let files = Files { files, ..Files::default() };
            of_content(&Content { files, synced: timeline(last).of("rules") })
        };
        let library = of(&tools);
        let promise = "tools/what-we-promise";
        assert_eq!(since(&library, promise), ("2023-02-10".into(), "2".into(), false), "{what}");
        let changes = |library: &Library| {
            ask_json(library, &format!("/changes {promise}"))["changes"]["changes"].clone()
        };
        assert_eq!(changes(&library), json!([]), "{what}");
        // A phrase says too little to have come from somewhere.
        assert_eq!(since(&library, "tools/keys").0, "2023-03-10", "{what}");
        let library = of(&changed);
        assert_eq!(since(&library, promise).0, "2023-04-10", "{what}");
        assert_eq!(changes(&library).as_array().unwrap().len(), 1, "{what}");
    }
}

#[test]
fn what_stands_beside_a_document_is_none_of_it() {
    let shed = format!("# Shed\n\n## Promise\n\n{PROMISE}\n\n## Keys\n\nAsk Ada.\n");
    let sources = SOURCES.replace("id: shed", "section: Keys, id: shed");
    let files = BTreeMap::from([("sources.yaml".to_owned(), sources.into())]);
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(HAMMERS))])
        .commit("2023-02-10", &[("shed.md", Some(&shed))])
        .commit("2023-03-10", &[("shed.md", Some("# Shed\n\n## Keys\n\nAsk Ada.\n"))]);
    let library = of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    });
    let answer = ask_json(&library, &format!("/verify {PROMISE}"));
    assert_eq!(answer["verify"]["result"], "nowhere", "{answer:#}");
    let changes = ask_json(&library, "/changes shed")["changes"]["changes"].clone();
    let ids: Vec<&Value> = changes.as_array().unwrap().iter().map(|entry| &entry["id"]).collect();
    assert_eq!(ids, ["shed/keys"], "{changes:#}");
}
