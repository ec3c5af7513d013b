//! `/verify`: whether words stand in a document, stood there, resemble it, or stand nowhere.

use crate::support::library::{ask, ask_json, of_content};
use crate::support::real;
use crate::support::timeline::Timeline;
use std::collections::BTreeMap;
use tenet::answer::Verdict;
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
        ("A [hammer](https://example.org) is lent for **two days**", "exact", "tools/hammers"),
        ("A zebra is never lent at all", "nowhere", ""),
    ] {
        let answer = ask_json(&library(), &format!("/verify {words}"));
        assert_eq!(answer["outcome"], "verify", "{words}");
        assert_eq!(answer["verify"]["result"], result, "{words}: {answer:#}");
        assert_eq!(answer["verify"]["at"][0]["id"].as_str().unwrap_or_default(), id, "{words}");
    }
}

/// A chat may hand over what was pasted on one line, or leave out the marks of a list.
#[test]
fn a_list_stands_whatever_became_of_its_lines_and_marks() {
    let page = "# Tools\n\n## Return\n\nBring back:\n\n- each hammer, dry\n  - and its box\n- each saw\n\nFirst:\n\n1. wipe it\n2. oil it\n";
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    let timeline = Timeline::new().commit("2023-01-10", &[("tools.md", Some(page))]);
    let library = of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    });
    let stands = &library.edition.passage_by_id("tools/return").unwrap().text;
    for (words, result) in [
        (stands.clone(), "exact"),
        (stands.replace('\n', " "), "exact"),
        (stands.replace("- ", "• ").replace("1. ", "").replace("2. ", ""), "exact"),
        ("each hammer, dry and its box each saw First: wipe it oil it".to_owned(), "exact"),
        (
            "each hammer, dry - and its box - each saw First: 1. wipe it 2. oil it".to_owned(),
            "exact",
        ),
        ("each hammer, - dry and its box - each saw".to_owned(), "near"),
        ("each hammer, dry - and its big box - each saw".to_owned(), "near"),
    ] {
        let answer = ask_json(&library, &format!("/verify {words}"));
        assert_eq!(answer["verify"]["result"], result, "{words}: {answer:#}");
    }
}

#[test]
fn every_passage_of_the_real_documents_has_its_own_words() {
    let Some(content) = real::content("every passage has its own words") else { return };
    let library = of_content(&content);
    let passages = library.edition.catalogue.passages.iter();
    let with_words: Vec<_> = passages.filter(|passage| !passage.text.is_empty()).collect();
    assert!(with_words.len() > 300, "{}", with_words.len());
    for passage in with_words {
        for words in [passage.text.clone(), passage.text.replace('\n', " ")] {
            let answer = ask(&library, &format!("/verify {words}"));
            let result = answer.verify.map(|verify| verify.result);
            assert_eq!(result, Some(Verdict::Exact), "{}: {words}", passage.id);
        }
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

#[test]
fn words_stand_since_they_came_whatever_changed_beside_them() {
    for (words, since, at_least) in [
        ("A saw comes back clean.", "2023-01-10", true),
        ("to members.", "2023-01-10", true),
        ("lent for two days", "2024-02-10", false),
    ] {
        let answer = ask_json(&library(), &format!("/verify {words}"));
        let stand = &answer["verify"]["at"][0];
        assert_eq!(stand["since"], since, "{words}: {answer:#}");
        assert_eq!(stand["since_at_least"], at_least, "{words}");
        let newest = format!("/blob/{:040x}/", 2);
        assert!(stand["permalink"].as_str().unwrap().contains(&newest), "{words}: {answer:#}");
    }
}

#[test]
fn a_copy_that_stands_is_linked_where_it_stands() {
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(OLD)), ("site.md", Some(COPY))])
        .commit("2023-02-10", &[("site.md", Some(&format!("<!-- Site -->\n\n{COPY}")))])
        .commit("2023-03-10", &[("tools.md", Some(NEW))]);
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    let files = Files { files, ..Files::default() };
    let library = of_content(&Content { files, synced: timeline.of("rules") });
    let answer = ask_json(&library, "/verify a whole fortnight");
    let stand = &answer["verify"]["at"][0];
    assert_eq!(stand["url"], "https://github.com/guild/rules/blob/main/site.md#hammers");
    assert_eq!(
        stand["permalink"],
        format!("https://github.com/guild/rules/blob/{:040x}/site.md?plain=1#L5-L7", 3)
    );
    assert_eq!(stand["since"], "2023-01-10");
}
