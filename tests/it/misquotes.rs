//! A document that says it quotes another is held against it.

use crate::support::library::{ask_json, of_content};
use crate::support::timeline::Timeline;
use serde_json::json;
use std::collections::BTreeMap;
use tenet::content::{Content, Files};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents:
      - {file: charter.md, id: charter, title: Guild Charter}
      - {file: notes.md, id: notes}
";
const CHARTER: &str =
    "# Guild Charter\n\n## Quorum\n\nFive members make a quorum. Nobody votes by proxy.\n";

/// The documents that the one section of a page quotes in other words than theirs.
fn misquoted(section: &str) -> Vec<String> {
    let notes = format!("# Notes\n\n## Votes\n\n{section}\n");
    let timeline = Timeline::new()
        .commit("2024-01-01", &[("charter.md", Some(CHARTER)), ("notes.md", Some(&notes))]);
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    let library = of_content(&Content {
        files: Files { files, ..Files::default() },
        synced: timeline.of("rules"),
    });
    let answer = ask_json(&library, "/cite notes/votes");
    assert_ne!(answer["passages"], json!([]), "{answer:#}");
    let misquotes = answer["passages"][0]["misquotes"].as_array().unwrap();
    misquotes.iter().map(|misquote| misquote["document"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_quotation_that_names_a_document_must_have_its_words() {
    for (section, expected) in [
        ("The [charter](charter.md#quorum) says:\n\n> Five members make a quorum.", vec![]),
        ("The [charter](charter.md) says:\n> Five members\n> make a quorum.", vec![]),
        ("The [charter](charter.md) says:\n\n> Six members make a quorum.", vec!["charter"]),
        ("As the Guild Charter has it:\n\n> Six members make a quorum.", vec!["charter"]),
        (
            "> All keep to [the charter:](https://github.com/guild/rules/blob/main/charter.md)\n>\n> > Anybody votes by proxy.",
            vec!["charter"],
        ),
        ("The [charter](charter.md) does not rule this. Ana wrote:\n\n> Six members.\n", vec![]),
        ("The [charter](charter.md) does not rule this.\n\n> Six members.\n", vec![]),
        ("A [book](https://example.org/book) says:\n\n> Six members.\n", vec![]),
    ] {
        assert_eq!(misquoted(section), expected, "{section}");
    }
}
