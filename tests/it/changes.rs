//! `/changes`: when the words of a passage or a document changed, and how.

use crate::support::library::{ask_json, of_content, shipped};
use crate::support::timeline::Timeline;
use serde_json::Value;
use std::collections::BTreeMap;
use tenet::content::{Content, Files};
use tenet::library::Library;

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents: [{file: tools.md, id: tools, title: Tools}]
";

fn rules(timeline: Timeline) -> Library {
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    })
}

fn tools() -> Library {
    let page = |hammers: &str, saws: &str| {
        format!(
            "# Tools\n\n## Hammers\n\n{hammers}\n{}",
            if saws.is_empty() { String::new() } else { format!("\n## Saws\n\n{saws}\n") }
        )
    };
    let first = page("A hammer is lent for one day.", "");
    let second = page("A hammer is lent for two days.", "");
    let third = page("A hammer is lent for two days.", "A saw comes back clean.");
    let fourth = page("A hammer is lent for three days.", "A saw comes back clean.");
    let fifth = page("A hammer is lent for three days.", "");
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(&first))])
        .commit_with("2023-02-10", Some(12), &[("tools.md", Some(&second), None)])
        .commit("2023-03-10", &[("tools.md", Some(&third))])
        .commit("2024-04-10", &[("tools.md", Some(&fourth))])
        .commit("2024-05-10", &[("tools.md", Some(&fifth))]);
    rules(timeline)
}

/// Day, what happened, and to which passage.
fn rows(answer: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let changes = answer["changes"]["changes"].as_array().unwrap();
    let row = |change: &Value| (text(&change["date"]), text(&change["kind"]), text(&change["id"]));
    changes.iter().map(row).collect()
}

fn row(date: &str, kind: &str, id: &str) -> (String, String, String) {
    (date.to_owned(), kind.to_owned(), id.to_owned())
}

#[test]
fn changes_of_one_day_come_newest_first_too() {
    let page = |words: &str| format!("# Tools\n\n## Hammers\n\nA hammer is lent for {words}.\n");
    let timeline = ["one day", "two days", "three days", "four days"]
        .iter()
        .fold(Timeline::new(), |timeline, words| {
            timeline.commit("2023-01-10", &[("tools.md", Some(&page(words)))])
        });
    let library = rules(timeline);
    let answer = ask_json(&library, "/changes tools/hammers");
    let changes = answer["changes"]["changes"].as_array().unwrap();
    let now: Vec<&str> = changes.iter().map(|change| change["now"].as_str().unwrap()).collect();
    let lent = |words: &str| format!("A hammer is lent for {words}.");
    assert_eq!(now, [lent("four days"), lent("three days"), lent("two days")]);
}

#[test]
fn the_changes_of_a_passage_come_newest_first_with_both_wordings() {
    let answer = ask_json(&tools(), "/changes tools/hammers");
    assert_eq!(answer["outcome"], "changes");
    assert_eq!(
        rows(&answer),
        [
            row("2024-04-10", "reworded", "tools/hammers"),
            row("2023-02-10", "reworded", "tools/hammers")
        ]
    );
    let older = &answer["changes"]["changes"][1];
    assert_eq!(older["was"], "A hammer is lent for one day.");
    assert_eq!(older["now"], "A hammer is lent for two days.");
    assert_eq!(older["pull_request"], 12);
    assert_eq!(older["pull_request_url"], "https://github.com/guild/rules/pull/12");
    assert_eq!(older["url"], format!("https://github.com/guild/rules/commit/{:040x}", 2));
    assert_eq!(answer["changes"]["unchanged_since"], "2024-04-10");
}

#[test]
fn a_document_tells_what_was_added_reworded_and_removed() {
    for (question, expected) in [
        (
            "/changes tools",
            vec![
                row("2024-05-10", "removed", "tools/saws"),
                row("2024-04-10", "reworded", "tools/hammers"),
                row("2023-03-10", "added", "tools/saws"),
                row("2023-02-10", "reworded", "tools/hammers"),
            ],
        ),
        (
            "/changes tools since:2024",
            vec![
                row("2024-05-10", "removed", "tools/saws"),
                row("2024-04-10", "reworded", "tools/hammers"),
            ],
        ),
        ("/changes tools since:2024-05", vec![row("2024-05-10", "removed", "tools/saws")]),
        ("/changes tools since:2024-05-11", vec![]),
    ] {
        assert_eq!(rows(&ask_json(&tools(), question)), expected, "{question}");
    }
}

#[test]
fn a_passage_may_be_named_as_anywhere_else() {
    for question in [
        "/changes Hammers",
        "/changes https://github.com/guild/rules/blob/main/tools.md#hammers",
        "/changes lent for three days",
    ] {
        let answer = ask_json(&tools(), question);
        assert_eq!(answer["changes"]["id"], "tools/hammers", "{question}: {answer:#}");
    }
}

#[test]
fn what_cannot_be_followed_is_said() {
    for (question, outcome) in [
        ("/changes", "help"),
        ("/changes tools since:yesterday", "help"),
        ("/changes zebras", "nothing"),
        ("changes to the hammer", "changes"),
    ] {
        assert_eq!(ask_json(&tools(), question)["outcome"], outcome, "{question}");
    }
}

#[test]
fn where_no_history_is_held_nothing_is_claimed() {
    let answer = ask_json(shipped(), "/changes principles/3");
    assert_eq!(answer["outcome"], "changes");
    assert_eq!(answer["changes"]["history_from"], Value::Null);
    assert_eq!(rows(&answer), []);
}

#[test]
fn what_a_tool_keeps_in_its_folder_never_was_a_document() {
    let page = "# Tools\n\n## Hammers\n\nA hammer is lent for one day.\n";
    let issue = "# Tools\n\n## Broken hammers\n\nSay here what broke and how it came to break.\n";
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(page)), (".github/tools.md", Some(issue))])
        .commit("2023-02-10", &[(".github/tools.md", None)]);
    let library = rules(timeline);
    assert_eq!(rows(&ask_json(&library, "/changes tools")), []);
    let answer = ask_json(&library, "/verify what broke and how it came to break");
    assert_eq!(answer["verify"]["result"], "nowhere");
}

#[test]
fn a_heading_over_nothing_is_added_with_its_first_words() {
    let page =
        |saws: &str| format!("# Tools\n\n## Hammers\n\nA hammer is lent.\n\n## Saws\n\n{saws}\n");
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some("# Tools\n\n## Hammers\n\nA hammer is lent.\n"))])
        .commit("2023-02-10", &[("tools.md", Some(&page("TODO")))])
        .commit("2023-03-10", &[("tools.md", Some(&page("A saw comes back clean.")))]);
    let answer = ask_json(&rules(timeline), "/changes tools/saws");
    assert_eq!(rows(&answer), [row("2023-03-10", "added", "tools/saws")]);
    assert_eq!(answer["changes"]["changes"][0]["now"], "A saw comes back clean.");
}

#[test]
fn a_name_that_somebody_no_longer_bears_is_told_as_that_of_today() {
    let sources = format!("{SOURCES}    rosters: [{{body: keepers, file: KEEPERS.md}}]\n");
    let keepers = |people: &str| {
        format!("# Keepers\n\n* Okoro, Ada ([@ada](https://github.com/ada))\n* {people}\n")
    };
    let mio = "Sand, Mio ([@miosand](https://github.com/miosand))";
    let lena = "Reed, Lena ([@lenareed](https://github.com/lenareed))";
    let page = |keys: &str, hammers: &str| {
        format!("# Tools\n\n## Keys\n\n{keys}\n\n## Hammers\n\n{hammers}\n")
    };
    let before = page(
        "Ask MIO\nSand or [@miosand](https://github.com/miosand) for keys.",
        "A hammer is lent.",
    );
    let first = before.replace(" for keys", " for the keys");
    let after = page(
        "Ask Lena Reed or [@lenareed](https://github.com/lenareed) for keys.",
        "A hammer is lent.",
    );
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(&first)), ("KEEPERS.md", Some(&keepers(mio)))])
        .commit("2023-02-10", &[("tools.md", Some(&before))])
        .commit("2023-03-10", &[("tools.md", Some(&after)), ("KEEPERS.md", Some(&keepers(lena)))]);
    let files = BTreeMap::from([("sources.yaml".to_owned(), sources.into())]);
    let library = of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    });
    let answer = ask_json(&library, "/changes tools/keys");
    assert_eq!(rows(&answer), [row("2023-02-10", "reworded", "tools/keys")]);
    let change = &answer["changes"]["changes"][0];
    assert_eq!(change["was"], "Ask Lena Reed or @lenareed for the keys.");
    assert_eq!(change["url"], Value::Null);
    assert_eq!(answer["changes"]["unchanged_since"], "2023-02-10");
    for (words, result) in [
        ("Ask Lena Reed or @lenareed for keys.", "exact"),
        ("@lenareed for the keys.", "near"),
        ("for the keys", "former"),
        ("Ask Mio Sand", "nowhere"),
    ] {
        let answer = ask_json(&library, &format!("/verify {words}"));
        assert_eq!(answer["verify"]["result"], result, "{words}: {answer:#}");
        if result == "former" {
            let stand = &answer["verify"]["at"][0];
            assert_eq!((&stand["permalink"], &stand["until_url"]), (&Value::Null, &Value::Null));
        }
    }
    let kept = serde_json::to_string(&library.edition.catalogue).unwrap().to_lowercase();
    assert!(!kept.contains("miosand") && !kept.contains("sand, mio") && !kept.contains("mio"));
}
