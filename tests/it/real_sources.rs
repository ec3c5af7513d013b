//! The program over the real sources, from `tenet sync` to the answer.

use crate::support::folder::Folder;
use crate::support::program::{Run, Tenet};
use crate::support::{real, upstream};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

const GITHUB: &str = "https://github.com/bytecodealliance/governance";

/// The program after a sync of both sources, done once for all tests that only ask.
fn synced(test: &str) -> Option<&'static Tenet> {
    static SYNCED: OnceLock<Tenet> = OnceLock::new();
    let (governance, website) = (upstream::governance(test)?, upstream::website(test)?);
    Some(SYNCED.get_or_init(|| {
        let tenet = Tenet::new();
        let run = sync(&tenet, &governance, &website, &[]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
        tenet
    }))
}

fn sync(tenet: &Tenet, governance: &Path, website: &Path, more: &[&str]) -> Run {
    let governance = format!("governance=file://{}", governance.display());
    let website = format!("site=file://{}", website.display());
    tenet.run(&[more, &["sync", "--from", &governance, "--from", &website]].concat())
}

fn passage(tenet: &Tenet, question: &str) -> Value {
    let answer = tenet.ask_json(question);
    assert_eq!(answer["outcome"], "found", "{question}: {answer:#}");
    answer["passages"][0].clone()
}

#[test]
fn every_document_of_the_repository_can_be_quoted_or_is_known_by_its_link() {
    let test = "every document of the repository";
    let (Some(tenet), Some((content, _))) = (synced(test), real::edition(test)) else { return };
    let answer = tenet.ask_json("/sources");
    let documents = answer["sources"]["documents"].as_array().unwrap();
    let of = |source: &str, held: &str| -> BTreeSet<&str> {
        let of_source = documents.iter().filter(|card| card["source"] == source);
        of_source
            .filter(|card| card["held"] == held)
            .map(|card| card["file"].as_str().unwrap())
            .collect()
    };
    let rosters = ["TSC/members.md", "recognized-contributors.md"];
    let there: BTreeSet<&str> = content.synced["governance"]
        .files
        .keys()
        .map(String::as_str)
        .filter(|file| file.ends_with(".md") && !file.starts_with(".github/"))
        .filter(|file| !rosters.contains(file))
        .collect();
    assert_eq!(of("governance", "whole"), there);
    for card in documents.iter().filter(|card| card["held"] == "whole") {
        assert_ne!(card["standing"], "unknown", "{card}");
        let id = card["root"].as_str().unwrap();
        assert_eq!(passage(tenet, &format!("/cite {id}"))["citation"]["document"], card["id"]);
    }
    let texts = content
        .synced
        .values()
        .flat_map(|snapshot| snapshot.files.keys().filter_map(|file| snapshot.text(file)));
    let linked: BTreeSet<&str> = texts
        .flat_map(|text| text.split(['(', ')', '"', ' ', '\n']))
        .filter(|word| word.ends_with(".pdf"))
        .collect();
    let known: BTreeSet<&str> = documents
        .iter()
        .filter(|card| card["held"] == "link")
        .map(|card| card["url"].as_str().unwrap())
        .collect();
    assert_eq!(known, linked);
    let bylaws = tenet.ask("/policy bylaws").stdout;
    assert!(bylaws.contains("https://bytecodealliance.org/assets/bylaws.pdf"), "{bylaws}");
}

#[test]
fn the_section_of_the_code_of_conduct_is_quoted() {
    let Some(tenet) = synced("/coc harassment") else { return };
    let found = passage(tenet, "/coc harassment");
    assert_eq!(
        found["citation"]["url"],
        format!("{GITHUB}/blob/main/CODE_OF_CONDUCT.md#our-standards")
    );
    let text = found["text"].as_str().unwrap();
    let (lead_in, item) = (
        "Examples of unacceptable behavior by participants include:",
        "- Public or private harassment",
    );
    assert!(text.find(lead_in).unwrap() < text.find(item).unwrap(), "{text}");
    assert_eq!(found["outline"], false);
}

#[test]
fn the_copy_that_counts_is_quoted_and_the_others_are_named() {
    let Some(tenet) = synced("/principle 3") else { return };
    let found = passage(tenet, "/principle 3");
    assert_eq!(found["id"], "principles/3");
    assert_eq!(found["also_at"], json!(["https://bytecodealliance.org/mission#we-curate"]));
    let citation = &found["citation"];
    assert_eq!(
        citation["url"],
        format!("{GITHUB}/blob/main/operational-principles.md#3-we-curate")
    );
    let commit = citation["commit"].as_str().unwrap();
    assert_eq!(
        citation["permalink"],
        format!("{GITHUB}/blob/{commit}/operational-principles.md?plain=1#L17-L23")
    );
    assert_eq!(citation["unchanged_since"], "2022-03-10");
    assert_eq!(citation["since_at_least"], true);
    let team = &passage(tenet, "/cite coc/code-of-conduct-team")["citation"];
    assert_eq!(
        (&team["unchanged_since"], &team["since_at_least"]),
        (&json!("2023-06-13"), &json!(false))
    );
}

#[test]
fn words_are_as_old_as_their_way_through_the_repository() {
    let Some(tenet) = synced("words that came from elsewhere") else { return };
    // The template for projects was one for issues.
    let template = &passage(tenet, "/cite template-core/readme")["citation"];
    assert_eq!(template["unchanged_since"], "2024-11-13");
    let changes = tenet.ask_json("/changes template-core/readme")["changes"]["changes"].clone();
    assert_eq!(changes.as_array().unwrap().len(), 1, "{changes:#}");
    assert_eq!((&changes[0]["date"], &changes[0]["kind"]), (&json!("2024-11-13"), &json!("added")));
    // The values were copied from one page of the website to another.
    let value = &passage(tenet, "/cite values/openness")["citation"];
    assert_eq!(value["unchanged_since"], "2019-11-12");
    assert_eq!(value["since_at_least"], true);
    assert_eq!(tenet.ask_json("/changes values/openness")["changes"]["changes"], json!([]));
}

#[test]
fn words_are_verified_since_they_stand_there() {
    let Some(tenet) = synced("words that are verified") else { return };
    // The section was reworded later, and this sentence was not.
    let sentence =
        "Project maintainers who do not follow or enforce the Code of Conduct in good faith";
    let stand = tenet.ask_json(&format!("/verify {sentence}"))["verify"]["at"][0].clone();
    assert_eq!((&stand["since"], &stand["since_at_least"]), (&json!("2022-03-10"), &json!(true)));
    let mission = "/verify Our mission is to Provide state-of-the-art foundations";
    let answer = tenet.ask_json(mission);
    let at = answer["verify"]["at"].as_array().unwrap();
    let copies: Vec<&str> = at
        .iter()
        .filter(|stand| stand["copy"] == true)
        .map(|stand| stand["url"].as_str().unwrap())
        .collect();
    assert!(
        copies.iter().any(|url| url.starts_with("https://bytecodealliance.org/mission#")),
        "{answer:#}"
    );
}

#[test]
fn the_copies_of_the_mission_are_reported_to_those_who_keep_them() {
    let Some(tenet) = synced("the mission's drift") else { return };
    let differs = "“Provide” in place of “provide”";
    let answer = tenet.ask_json("/mission");
    assert!(answer["note"].as_str().unwrap().contains(differs), "{}", answer["note"]);
    assert!(!tenet.ask("/mission").stdout.contains(differs));
    assert!(tenet.ask("/sources").stdout.contains(differs));
    let check = tenet.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}");
    for told in [
        differs,
        "site/mission.md",
        "site/about.md",
        "site/_data/tsc.yml: warning: This list of `tsc` differs",
    ] {
        assert!(check.stdout.contains(told), "{told}: {}", check.stdout);
    }
}

#[test]
fn the_committee_is_told_with_the_copy_that_differs_in_one_line() {
    let Some(tenet) = synced("/who-is-on tsc") else { return };
    let text = tenet.ask("/who-is-on tsc").stdout;
    for name in ["Bailey Hayes", "Christof Petig", "Oscar Spencer", "Till Schneidereit"] {
        assert!(text.contains(&format!("\n- {name} (@")), "{text}");
    }
    let copy =
        "Another copy (site, _data/tsc.yml) lists: Andrew Brown, Bailey Hayes, Oscar Spencer.";
    assert_eq!(text.lines().filter(|line| *line == copy).count(), 1, "{text}");
    assert_eq!(
        text.matches("another copy").count() + text.matches("Another copy").count(),
        1,
        "{text}"
    );
    let then = tenet.ask_json("/who-is-on tsc as-of:2026-04-01");
    assert_eq!(then["roster"]["members"].as_array().unwrap().len(), 3);
}

#[test]
fn a_former_page_leads_on_after_a_sync() {
    let Some(tenet) = synced("the former page") else { return };
    // The charter links to the values by this address.
    for address in [
        "https://bytecodealliance.org/mission#social-values",
        "https://bytecodealliance.org/mission#values",
    ] {
        let found = passage(tenet, &format!("/cite {address}"));
        assert_eq!(found["citation"]["document"], "values", "{address}");
    }
}

#[test]
fn requirements_are_told_for_core_and_for_hosted_projects() {
    let Some(tenet) = synced("/policy fuzzing") else { return };
    let answer = tenet.ask_json("/policy fuzzing");
    let quoted: Vec<(&str, &str)> = answer["passages"].as_array().unwrap()[..2]
        .iter()
        .map(|passage| (passage["id"].as_str().unwrap(), passage["text"].as_str().unwrap()))
        .collect();
    assert_eq!(quoted[0].0, "template-core/continuous-fuzzing");
    assert!(quoted[0].1.contains("It is required that core projects have continuous fuzzing"));
    assert_eq!(quoted[1].0, "template-hosted/continuous-fuzzing");
    assert!(quoted[1].1.contains("It is recommended that hosted projects have"));
    let text = tenet.ask("/policy fuzzing").stdout;
    for said in [
        "This stands under “Requirements” in “Requirements for core projects”.",
        "This stands under “Recommendations” in “Requirements for hosted projects”.",
    ] {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_second_sync_finds_nothing_new() {
    let test = "a second sync";
    let (Some(tenet), Some(governance), Some(website)) =
        (synced(test), upstream::governance(test), upstream::website(test))
    else {
        return;
    };
    let run = sync(tenet, &governance, &website, &[]);
    assert_eq!(run.stdout, "governance: unchanged\nsite: unchanged\nNothing changed.\n");
}

#[test]
fn a_replaced_name_leaves_no_trace() {
    let test = "a replaced name";
    let (Some((content, _)), Some(website)) = (real::edition(test), upstream::website(test)) else {
        return;
    };
    let replaced = real::replaced(content);
    let folder = Folder::new();
    let at = |commit: &str| upstream::governance_at(commit, &folder, test).unwrap();
    let tenet = Tenet::new();
    let run = sync(&tenet, &at(&replaced.before), &website, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    let known = tenet.ask("/who-is-on recognized-contributors").stdout;
    assert!(known.contains(&replaced.names[0]), "the name stands there before it is replaced");
    let mut all = String::new();
    let mut take = |run: Run| {
        all.push_str(&run.stdout);
        all.push_str(&run.stderr);
    };
    let head = at(&content.synced["governance"].head().unwrap().id);
    take(sync(&tenet, &head, &website, &["--log", "trace"]));
    for task in [
        &["check"][..],
        &["check", "--from", &format!("governance={}", head.display()), "--against", "current"],
        &["outline"],
        &["outline", "--format", "json"],
        &["ask", "/sources"],
        &["ask", "--format", "json", "/sources"],
        &["ask", "/who-is recognized"],
        &["ask", "/ask recognized contributors"],
        &["ask", "--format", "json", "/who-is-on recognized-contributors"],
        &["ask", "/who-is-on recognized-contributors as-of:2023-11"],
        &["ask", "--format", "json", "/who-is-on recognized-contributors as-of:2023-11"],
        &["ask", "--format", "markdown", "/who-is-on recognized-contributors as-of:2023-11"],
        &["ask", "/changes charter"],
        &["ask", "--format", "json", "/changes governance"],
    ] {
        take(tenet.run(&[&["--log", "trace"], task].concat()));
    }
    let current = fs::read_to_string(tenet.state().join("editions/current")).unwrap();
    let edition = tenet.state().join("editions").join(current.trim());
    for file in fs::read_dir(edition).unwrap() {
        all.push_str(&String::from_utf8_lossy(&fs::read(file.unwrap().path()).unwrap()));
    }
    let all = all.to_lowercase();
    for name in replaced.names {
        assert!(!all.contains(&name.to_lowercase()), "a former name is shown");
    }
}
