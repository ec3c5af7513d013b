//! `/verify`: whether words stand in a document, stood there, resemble it, or stand nowhere.

use crate::support::library::{ask_json, of_content};
use crate::support::timeline::Timeline;
use std::collections::BTreeMap;
use tenet::content::{Content, Files};
use tenet::library::Library;

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents:
      - {file: tools.md, id: tools, title: Tools}
      - {file: site.md, copy_of: tools}
      - {file: CODE_OF_CONDUCT.md, id: coc}
";
const OLD: &str = "# Tools\n\n## Hammers\n\nA hammer is lent for one day only, to members.\n\n## Saws\n\nA saw comes back clean. It is never left in the rain.\n";
const NEW: &str = "# Tools\n\n## Hammers\n\nA hammer is lent for two days, to members.\n\n## Saws\n\nA saw comes back clean. It is never left in the rain.\n";
const COPY: &str = "# Tools\n\n## Hammers\n\nA hammer is lent for a whole fortnight, to members.\n";
const CONDUCT: &str =
    "# Code of Conduct\n\n## Pledge\n\nWe share tools with everybody who asks kindly.\n";

fn library() -> Library {
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(OLD)), ("CODE_OF_CONDUCT.md", Some(CONDUCT))])
        .commit("2024-02-10", &[("tools.md", Some(NEW)), ("site.md", Some(COPY))]);
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    })
}

#[test]
fn words_stand_stood_resemble_or_are_nowhere() {
    for (words, result, id) in [
        ("A hammer is lent for two days, to members.", "exact", "tools/hammers"),
        ("“a saw comes back clean”", "near", "tools/saws"),
        ("\"It is never left in the rain.\"", "exact", "tools/saws"),
        ("A saw comes back clean … in the rain", "exact", "tools/saws"),
        ("to members. Saws A saw comes back clean.", "exact", "tools/hammers"),
        ("lent for one day only", "former", "tools/hammers"),
        ("A hammer is lent for five days, to members.", "near", "tools/hammers"),
        ("A zebra is never lent at all", "nowhere", ""),
    ] {
        let answer = ask_json(&library(), &format!("/verify {words}"));
        assert_eq!(answer["outcome"], "verify", "{words}");
        assert_eq!(answer["verify"]["result"], result, "{words}: {answer:#}");
        assert_eq!(answer["verify"]["at"][0]["id"].as_str().unwrap_or_default(), id, "{words}");
    }
}

#[test]
fn words_of_the_past_come_with_the_commit_that_has_them_and_the_one_that_changed_them() {
    let answer = ask_json(&library(), "/verify lent for one day only");
    let stand = &answer["verify"]["at"][0];
    assert_eq!(stand["since"], "2023-01-10");
    assert_eq!(stand["until"], "2024-02-10");
    assert_eq!(stand["until_commit"], format!("{:040x}", 2));
    assert_eq!(
        stand["permalink"],
        format!("https://github.com/guild/rules/blob/{:040x}/tools.md?plain=1#L3-L5", 1)
    );
    assert_eq!(stand["url"], "https://github.com/guild/rules/blob/main/tools.md#hammers");
}

#[test]
fn words_of_a_copy_alone_are_said_to_be_its() {
    for (words, result, copies) in [
        ("A hammer is lent for a whole fortnight, to members.", "near", [false, true].as_slice()),
        ("a whole fortnight", "exact", &[true]),
    ] {
        let answer = ask_json(&library(), &format!("/verify {words}"));
        assert_eq!(answer["verify"]["result"], result, "{words}: {answer:#}");
        let at = answer["verify"]["at"].as_array().unwrap();
        let found: Vec<bool> = at.iter().map(|stand| stand["copy"] == true).collect();
        assert_eq!(found, copies, "{words}");
    }
}

#[test]
fn what_differs_is_named() {
    let answer = ask_json(&library(), "/verify A hammer is lent for five days, to members.");
    assert_eq!(
        answer["verify"]["differences"],
        serde_json::json!([{"quoted": "five", "stands": "two"}])
    );
}

#[test]
fn words_of_the_code_of_conduct_are_told_to_the_asker_alone() {
    let answer = ask_json(&library(), "/verify with everybody who asks kindly");
    assert_eq!(answer["verify"]["result"], "exact");
    assert_eq!(answer["audience"], "asker");
}
