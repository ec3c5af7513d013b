//! Another organisation's content: the short sources.yaml that the documentation shows works as it
//! stands.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use serde_json::json;

/// Word for word as the design shows it.
const SOURCES: &str = r#"organisation: Example Foundation
ask_at: https://chat.example.org/#governance
report: {address: conduct@example.org, passage: coc/enforcement, readers: [board]}
sources:
  - git: https://github.com/example/governance
    documents:
      - CODE_OF_CONDUCT.md            # title and kind are guessed
      - {file: GOVERNANCE.md, id: charter}
      - {file: "proposals/*.md", standing: proposal}
    rosters:
      - {body: board, file: MAINTAINERS.md}
"#;

fn example() -> Folder {
    let folder = Folder::new();
    folder.write("sources.yaml", SOURCES);
    folder.write(
        "governance/CODE_OF_CONDUCT.md",
        "# Code of Conduct\n\nBe patient with each other.\n\n## Unacceptable\n\nNobody may:\n\n\
         - mock a question,\n- quote a private letter.\n\n## Enforcement\n\n\
         Write to conduct@example.org. What you write stays with the board.\n",
    );
    folder.write(
        "governance/GOVERNANCE.md",
        "# How the Foundation is governed\n\n## Quorum\n\nFour of six members are a quorum.\n",
    );
    folder.write(
        "governance/proposals/solar.md",
        "# Solar panels\n\n## Cost\n\nThe roof pays for itself.\n",
    );
    folder.write(
        "governance/MAINTAINERS.md",
        "# Maintainers\n\n- Ilse Brandt (@ibrandt)\n- Noor Haddad (@nhaddad)\n",
    );
    folder
}

#[test]
fn the_short_sources_file_is_in_order() {
    let run = Tenet::with(example().path()).run(&["check", "--strict"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.starts_with("The content is in order.\n"), "{run:?}");
}

#[test]
fn every_kind_of_question_is_answered_from_it() {
    let folder = example();
    let tenet = Tenet::with(folder.path());
    let base = "https://github.com/example/governance/blob/main";
    for (question, id, standing, url) in [
        (
            "/coc unacceptable",
            "coc/unacceptable",
            "in force",
            format!("{base}/CODE_OF_CONDUCT.md#unacceptable"),
        ),
        ("/charter quorum", "charter/quorum", "in force", format!("{base}/GOVERNANCE.md#quorum")),
        (
            "the roof pays for itself",
            "solar/cost",
            "proposal",
            format!("{base}/proposals/solar.md#cost"),
        ),
    ] {
        let answer = tenet.ask_json(question);
        assert_eq!(answer["outcome"], "found", "{question}");
        assert_eq!(answer["organisation"], "Example Foundation");
        let passage = &answer["passages"][0];
        assert_eq!(passage["id"], id, "{question}");
        assert_eq!(passage["citation"]["standing"], standing, "{question}");
        assert_eq!(passage["citation"]["url"], url, "{question}");
        assert_eq!(passage["citation"]["source"], "governance");
        // Nothing says when these words were recorded, and what is unknown is null.
        assert_eq!(passage["citation"]["date"], json!(null));
    }
    let board = tenet.ask_json("/who-is-on board");
    assert_eq!(board["roster"]["members"][1]["github"], "nhaddad");
    assert_eq!(board["roster"]["as_of"], json!(null));
    let report = tenet.ask_json("/report");
    assert_eq!(report["report"]["address"], "conduct@example.org");
    assert_eq!(
        report["report"]["passage"]["text"],
        "Write to conduct@example.org. What you write stays with the board."
    );
    let reader = &report["report"]["readers"][0]["members"][0]["name"];
    assert_eq!(reader, "Ilse Brandt");
    let miss = tenet.ask_json("/coc zebra");
    assert_eq!(miss["nothing"]["ask_at"], "https://chat.example.org/#governance");
}

#[test]
fn words_of_the_code_of_conduct_are_quoted_under_their_lead_in() {
    let answer = Tenet::with(example().path()).ask_json("/coc mock");
    assert_eq!(
        answer["passages"][0]["text"],
        "Nobody may:\n\n- mock a question,\n- quote a private letter."
    );
    assert_eq!(answer["audience"], "asker");
}

#[test]
fn commands_for_which_there_is_no_document_are_not_offered() {
    let run = Tenet::with(example().path()).ask("/help");
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("/coc"), "{run:?}");
    for command in ["/principle", "/value", "/mission"] {
        assert!(!run.stdout.contains(command), "{command}: {run:?}");
    }
}
