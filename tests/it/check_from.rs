//! `tenet check --from`: a working copy of a document repository, looked at before readers see it.

use crate::support::folder::{Folder, guild};
use crate::support::program::{Run, Tenet};
use serde_json::Value;
use std::fs;

/// A working copy of the invented organisation's rules, as their repository has them.
struct Branch {
    copy: Folder,
    tenet: Tenet,
}

impl Branch {
    fn new() -> Branch {
        Branch { copy: copy_of("rules"), tenet: Tenet::with(&guild()) }
    }

    /// Runs the check within the working copy, where its workflow would.
    fn check(&self, arguments: &[&str]) -> Run {
        let all = [&["check", "--from", "rules=."], arguments].concat();
        self.tenet.run_in(self.copy.path(), &all)
    }
}

fn copy_of(source: &str) -> Folder {
    let content = Folder::of_the_guild();
    let copy = Folder::new();
    fs::rename(content.join(source), copy.join("copy")).unwrap();
    for entry in fs::read_dir(copy.join("copy")).unwrap() {
        let entry = entry.unwrap();
        fs::rename(entry.path(), copy.join(entry.file_name().to_str().unwrap())).unwrap();
    }
    fs::remove_dir(copy.join("copy")).unwrap();
    copy
}

#[test]
fn a_working_copy_in_order_is_said_to_be_in_order() {
    let branch = Branch::new();
    branch.copy.write(".github/workflows/content.yml", "on: [pull_request]\n");
    branch.copy.write("harbour.png", [0x89, b'P']);
    let run = branch.check(&["--strict"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "The content is in order.\n"), "{run:?}");
}

#[test]
fn problems_stand_at_the_files_and_lines_of_the_repository() {
    let branch = Branch::new();
    branch.copy.replace("PRINCIPLES.md", "once—whoever", "onceâ€”whoever");
    branch.copy.write("docs/tides.md", "# Tides\n\nSee [the chart](chart.pdf).\n");
    let run = branch.check(&[]);
    assert_eq!(run.code, 0, "{run:?}");
    for line in [
        "PRINCIPLES.md:21:28: warning: The text is encoded twice",
        "docs/tides.md: warning: No entry of `sources.yaml` names this file",
        "docs/tides.md:3:17: warning: This link leads to `docs/chart.pdf`, which is not there.",
    ] {
        assert!(run.stdout.lines().any(|told| told.starts_with(line)), "{line}: {run:?}");
    }
    assert_eq!(branch.check(&["--strict"]).code, 1);
    let run = branch.check(&["--format", "github"]);
    let annotation = "::warning file=PRINCIPLES.md,line=21,col=28::The text is encoded twice";
    assert!(run.stdout.lines().any(|line| line.starts_with(annotation)), "{run:?}");
    let run = branch.check(&["--format", "json"]);
    let problems: Value = serde_json::from_str(&run.stdout).unwrap();
    let files: Vec<&Value> =
        problems.as_array().unwrap().iter().map(|problem| &problem["file"]).collect();
    assert_eq!(files, ["PRINCIPLES.md", "docs/tides.md", "docs/tides.md"]);
}

#[test]
fn changes_that_are_not_committed_count_and_the_shipped_copy_does_not() {
    let branch = Branch::new();
    fs::remove_file(branch.copy.join("proposals/pilots.md")).unwrap();
    let run = branch.check(&[]);
    // The charter links to it, and it lies in the content folder still.
    let link =
        "CHARTER.md:18:48: warning: This link leads to `proposals/pilots.md`, which is not there.";
    assert!(run.stdout.lines().any(|line| line.starts_with(link)), "{run:?}");
}

/// The website's copy of the principles cannot be mended in the repository of the rules.
#[test]
fn what_is_wrong_elsewhere_is_told_and_fails_nothing() {
    let branch = Branch::new();
    branch.copy.replace("PRINCIPLES.md", "One sailor", "Two sailors");
    let run = branch.check(&["--strict"]);
    assert_eq!(run.code, 0, "{run:?}");
    let expected = "The content is in order.\n\nIn the rest of the content, and not counted here:\n\
                    site/principles.md:15: warning: This copy of `principles` has drifted";
    assert!(run.stdout.starts_with(expected), "{run:?}");
    let run = branch.check(&["--format", "github"]);
    assert!(!run.stdout.contains("::"), "{run:?}");
    let run = branch.check(&["--format", "json"]);
    let problems: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(problems[0]["concern"], "others", "{run:?}");
}

#[test]
fn what_the_content_names_and_a_branch_takes_away_fails() {
    for (edit, code, expected) in [
        (
            (|copy| copy.replace("PRINCIPLES.md", "### 2. We keep watch\n", "")) as fn(&Folder),
            1,
            "hints.yaml:2:1: error: No passage has the id `principles/2`.",
        ),
        (
            |copy| copy.replace("CODE_OF_CONDUCT.md", "## How to tell us", "## Whom to tell"),
            1,
            "sources.yaml:4:50: error: No passage has the id `coc/how-to-tell-us`.",
        ),
        (
            |copy| fs::rename(copy.join("knots.md"), copy.join("proposals/knots.md")).unwrap(),
            1,
            "sources.yaml:13:9: error: The file `knots.md` is not in `rules`. Was it moved? Write \
             `file: proposals/knots.md`.",
        ),
        (
            |copy| fs::remove_file(copy.join("COUNCIL.md")).unwrap(),
            1,
            "sources.yaml:16:9: error: The file `COUNCIL.md` is not in `rules`.",
        ),
    ] {
        let branch = Branch::new();
        edit(&branch.copy);
        let run = branch.check(&[]);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.stdout.lines().any(|line| line.starts_with(expected)), "{expected}: {run:?}");
        // No file of the repository could be marked.
        let run = branch.check(&["--format", "github"]);
        let remark = expected.replace(" error:", "");
        let remark = format!("::error::{remark}");
        assert!(run.stdout.lines().any(|line| line.starts_with(&remark)), "{remark}: {run:?}");
    }
}

#[test]
fn a_branch_is_compared_with_another_checkout() {
    let branch = Branch::new();
    let base = copy_of("rules");
    branch.copy.replace("knots.md", "## Bowline", "## The bowline knot");
    branch.copy.replace("PRINCIPLES.md", "One sailor", "Two sailors");
    let changes = [
        "Renamed: Bowline, now The bowline knot (knots/the-bowline-knot)",
        "Reworded: 2. We keep watch (principles/2)",
        "Link: knots/the-bowline-knot opens at #the-bowline-knot, no longer at #bowline",
    ];
    let named = format!("rules={}", base.text());
    for against in [base.text(), &named] {
        let run = branch.check(&["--against", against]);
        assert_eq!(run.code, 0, "{run:?}");
        let (_, told) = run.stdout.split_once("\nWhat changes for readers:\n").unwrap();
        let lines: Vec<&str> = told.lines().map(|line| line.trim_start_matches("- ")).collect();
        assert_eq!(lines, changes, "{run:?}");
    }
    let run = branch.check(&["--against", base.text(), "--format", "github"]);
    let notice = format!("::notice title=What changes for readers::{}", changes.join("%0A"));
    assert!(run.stdout.lines().any(|line| line == notice), "{run:?}");
    let run = branch.check(&["--against", base.text(), "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(report["problems"].is_array(), "{run:?}");
    assert_eq!(report["changes"]["sections"]["reworded"][0]["id"], "principles/2");
}

#[test]
fn a_branch_is_compared_with_an_edition() {
    let branch = Branch::new();
    let none = branch.check(&["--against", "current"]);
    assert_eq!(none.code, 3, "{none:?}");
    assert!(none.stderr.contains("holds no edition"), "{none:?}");

    let edition = branch.tenet.ask_json("/principle 2")["edition"].as_str().unwrap().to_owned();
    branch.copy.replace("PRINCIPLES.md", "One sailor", "Two sailors");
    for name in ["current", &edition, &edition[..6]] {
        let run = branch.check(&["--against", name]);
        assert_eq!(run.code, 0, "{run:?}");
        let expected = "\nWhat changes for readers:\n- Reworded: 2. We keep watch (principles/2)\n";
        assert!(run.stdout.ends_with(expected), "{name}: {run:?}");
    }
    let unknown = branch.check(&["--against", "0123456789abcdef0123456789abcdef"]);
    assert_eq!(unknown.code, 3, "{unknown:?}");
    assert!(unknown.stderr.contains(&edition), "{unknown:?}");
}

/// The edition may hold a newer website than the content folder does.
#[test]
fn other_sources_of_the_edition_are_not_the_branchs_doing() {
    let branch = Branch::new();
    let newer = Folder::of_the_guild();
    newer.replace("site/values.md", "We wait for the tide", "We await the tide");
    let tenet = Tenet::with(newer.path()).state_at(branch.tenet.state().to_owned());
    assert_eq!(tenet.run(&["index"]).code, 0);
    let run = branch.check(&["--against", "current"]);
    assert!(run.stdout.ends_with("- Nothing changes for readers.\n"), "{run:?}");
}

#[test]
fn errors_come_before_the_comparison() {
    let content = Folder::of_the_guild();
    content.replace(
        "sources.yaml",
        "- CODE_OF_CONDUCT.md",
        "- {file: CODE_OF_CONDUCT.md, required: true}",
    );
    let branch = Branch { copy: copy_of("rules"), tenet: Tenet::with(content.path()) };
    let base = copy_of("rules");
    branch.copy.write("CODE_OF_CONDUCT.md", [0xff, 0xfe]);
    let run = branch.check(&["--against", base.text()]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.stdout.starts_with("CODE_OF_CONDUCT.md:1: error: This file is not UTF-8 text."),
        "{run:?}"
    );
    assert!(run.stdout.ends_with("- Mend the errors first; nothing can be compared before.\n"));
    let run = branch.check(&["--against", base.text(), "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(report["changes"].is_null(), "{run:?}");
}

#[test]
fn two_repositories_are_told_apart_by_their_folders() {
    let tenet = Tenet::with(&guild());
    let place = Folder::new();
    for source in ["rules", "site"] {
        fs::rename(copy_of(source).path(), place.join(&format!("my-{source}"))).unwrap();
    }
    place.replace("my-rules/PRINCIPLES.md", "once—whoever", "onceâ€”whoever");
    place.replace("my-site/values.md", "href=\"#values\"", "href=\"#valves\"");
    let run = tenet
        .run_in(place.path(), &["check", "--from", "rules=./my-rules", "--from", "site=my-site"]);
    for place in ["my-rules/PRINCIPLES.md:21:28: warning: ", "my-site/values.md:26:46: warning: "] {
        assert!(run.stdout.lines().any(|line| line.starts_with(place)), "{place}: {run:?}");
    }
    assert!(!run.stdout.contains("In the rest"), "{run:?}");
}

#[test]
fn what_cannot_be_followed_is_said() {
    let branch = Branch::new();
    let blocked = branch.copy.join("CHARTER.md").display().to_string();
    let elsewhere = branch.copy.join("nowhere").display().to_string();
    for (arguments, code, words) in [
        (["--from", "rulez=."], 2, "No source has the id `rulez`. There are: rules, site."),
        (["--from", "rules"], 2, "governance=."),
        (["--from", &format!("rules={elsewhere}")], 3, "There is no folder at "),
        (["--from", &format!("rules={blocked}")], 3, "is not a folder"),
        (["--against", "."], 2, "Write --against ID=."),
        (["--against", &elsewhere], 3, "is no folder"),
        (["--against", &format!("site={elsewhere}")], 3, "There is no folder at "),
        (["--against", "rulez=."], 2, "There are: rules, site."),
    ] {
        let all = [&["check"][..], &arguments].concat();
        let run = branch.tenet.run_in(branch.copy.path(), &all);
        assert_eq!(run.code, code, "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(words), "{arguments:?}: {run:?}");
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn a_branch_that_a_sync_would_hold_back_fails() {
    let branch = Branch::new();
    let roster = Tenet::with(&guild()).ask_json("/sources");
    let rosters = roster["sources"]["rosters"].as_array().unwrap();
    let own = rosters.iter().find(|body| body["sources"][0]["source"] == "rules").unwrap();
    let file = own["sources"][0]["file"].as_str().unwrap().to_owned();
    branch.copy.write(&file, if file.ends_with(".md") { "# Nobody\n" } else { "[]\n" });
    let run = branch.check(&[]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("lists nobody any more"), "{run:?}");
}
