//! How to report: to the asker alone, first when nothing is typed, from words in distress.

use crate::support::library::{ask_json, invented, shipped};
use crate::support::program::Tenet;
use serde_json::json;

#[test]
fn every_way_to_report_is_for_the_asker_alone() {
    for question in [
        "/report",
        "report",
        "/report private:true",
        "how do I report someone",
        "How do I report someone?",
        "/ask how do I report someone",
        "I was harassed",
        "I feel unsafe",
        "whom do I tell",
    ] {
        let answer = ask_json(shipped(), question);
        assert_eq!(answer["outcome"], "report", "{question}");
        assert_eq!(answer["audience"], "asker", "{question}");
        assert_eq!(answer["report"]["address"], "report@bytecodealliance.org", "{question}");
        assert_eq!(answer["report"]["passage"]["id"], "coc/enforcement");
        assert_eq!(answer["report"]["readers"][0]["body"], "coc-team");
        assert_eq!(answer["report"]["readers"][0]["as_of"], "2026-05-05");
    }
}

#[test]
fn the_reply_names_address_and_readers_and_says_that_tenet_takes_no_reports() {
    let run = Tenet::new().ask("/report");
    assert_eq!(run.code, 0);
    for words in [
        "report@bytecodealliance.org",
        "Bailey Hayes",
        "David Bryant",
        "5 May 2026",
        "I take no reports and pass none on.",
        "https://github.com/bytecodealliance/governance/blob/main/CODE_OF_CONDUCT.md#enforcement",
    ] {
        assert!(run.stdout.contains(words), "{words} is missing:\n{}", run.stdout);
    }
}

#[test]
fn where_the_document_is_held_its_own_words_on_confidentiality_are_quoted() {
    let answer = ask_json(invented(), "somebody pushed me");
    assert_eq!(answer["outcome"], "report");
    assert_eq!(
        answer["report"]["passage"]["text"],
        "Write to care@harbour.example. Two people read it, and nobody else learns your name."
    );
}

#[test]
fn a_section_of_which_only_the_outline_is_held_is_found_with_a_link_and_no_words() {
    let tenet = Tenet::new();
    let answer = tenet.ask_json("/coc harassment");
    assert_eq!(answer["outcome"], "found");
    assert_eq!(answer["audience"], "asker");
    let passage = &answer["passages"][0];
    assert_eq!(passage["text"], "");
    assert_eq!(passage["markdown"], "");
    assert_eq!(passage["outline"], true);
    assert!(passage["summary"].as_str().unwrap().contains("harassment"));
    assert_eq!(
        passage["citation"]["url"],
        "https://github.com/bytecodealliance/governance/blob/main/CODE_OF_CONDUCT.md#our-standards"
    );
    insta::assert_snapshot!(tenet.ask("/coc harassment").stdout.trim_end(), @r"
    To report somebody: /report

    Our Standards
    https://github.com/bytecodealliance/governance/blob/main/CODE_OF_CONDUCT.md#our-standards

    In our words, it covers: what welcome behaviour looks like and what is not accepted, from trolling, insults and harassment to sexual attention and publishing somebody's private information.

    I hold only the outline of this document; the link has the text.

    To have its text quoted here, run `tenet sync`.

    Bytecode Alliance · Code of Conduct › Our Standards · as recorded on 5 May 2026

    Others that mention it:
    - Contributor Covenant Code of Conduct — Code of Conduct
      /cite coc/code-of-conduct
    - Enforcement — Code of Conduct
      /cite coc/enforcement
    ");
}

#[test]
fn without_a_way_to_report_none_is_invented() {
    let folder = crate::support::folder::Folder::new();
    folder.write(
        "sources.yaml",
        "organisation: Quiet Club\nsources:\n  - folder: docs\n    documents: [rules.md]\n",
    );
    folder.write("docs/rules.md", "# Rules\n\nBe quiet.\n");
    let answer = ask_json(&crate::support::library::of_folder(folder.path()), "/report");
    assert_eq!(answer["outcome"], "help");
    assert_eq!(answer["report"], json!(null));
    assert_eq!(Tenet::with(folder.path()).ask("/report").code, 1);
}
