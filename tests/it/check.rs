//! `tenet check`: every problem at once, each with its file, its line and what to do.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use serde_json::Value;

const UNDER_WARNING: i32 = 0;
const UNDER_ERROR: i32 = 1;

/// Changes one file of the invented content and expects a report that begins with `place` and has
/// `words`, that the exit code says how bad it is, and that questions are answered all the same.
#[track_caller]
fn reported(file: &str, from: &str, to: &str, code: i32, place: &str, words: &str) {
    let folder = Folder::of_the_guild();
    folder.replace(file, from, to);
    let tenet = Tenet::with(folder.path());
    let run = tenet.run(&["check"]);
    assert_eq!(run.code, code, "{to}: {run:?}");
    let line = run.stdout.lines().find(|line| line.starts_with(place));
    let line = line.unwrap_or_else(|| panic!("nothing at {place} for {to}: {run:?}"));
    assert!(line.contains(words), "{words} is missing in {line}");
    let strict = tenet.run(&["check", "--strict"]);
    assert_eq!(strict.code, 1, "{to}: {strict:?}");
    let ask = tenet.ask("/principle 2");
    assert_eq!(ask.code, 0, "{to}: {ask:?}");
}

#[test]
fn content_in_order_is_said_to_be_in_order() {
    let folder = Folder::of_the_guild();
    let run = Tenet::with(folder.path()).run(&["check", "--strict"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.starts_with("The content is in order.\n"), "{run:?}");
}

#[test]
fn the_shipped_content_has_warnings_and_no_error() {
    let tenet = Tenet::new();
    let run = tenet.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    // The damage in the eighth principle: file, line, column.
    let damage = "site/mission.md:74:71: warning: The text is encoded twice: `â€”` stands for `—`.";
    assert!(run.stdout.contains(damage), "{run:?}");
    let rosters = "site/_data/tsc.yml: warning: This list of `tsc` differs from TSC/members.md: \
                   without Christof Petig, Till Schneidereit; with Andrew Brown.";
    assert!(run.stdout.contains(rosters), "{run:?}");
    assert!(run.stdout.contains("\n0 errors, "), "{run:?}");
    assert_eq!(tenet.run(&["check", "--strict"]).code, 1);
}

#[test]
fn liquid_that_is_not_understood_is_reported() {
    reported(
        "site/values.md",
        "<p>Ask at the red door.</p>",
        "<p>Ask at {{ site.door }}.</p>",
        UNDER_WARNING,
        "site/values.md:31: warning: ",
        "{{ site.door }}",
    );
    reported(
        "site/values.md",
        "<p>Ask at the red door.</p>",
        "{% include door.html %}",
        UNDER_WARNING,
        "site/values.md:31: warning: ",
        "{% include door.html %}",
    );
}

#[test]
fn links_to_missing_files_and_anchors_are_reported() {
    for (to, words) in [
        ("(CHARTR.md)", "`CHARTR.md`"),
        ("(CHARTER.md#1-purpos)", "Did you mean `#1-purpose`?"),
        ("(#bowlin)", "Did you mean `#bowline`?"),
    ] {
        reported(
            "rules/knots.md",
            "(CHARTER.md#1-purpose)",
            to,
            UNDER_WARNING,
            "rules/knots.md:47:72: warning: ",
            words,
        );
    }
}

/// Without `https://` a browser looks for the address in the repository.
#[test]
fn a_web_address_without_its_beginning_is_reported() {
    reported(
        "rules/knots.md",
        "(CHARTER.md#1-purpose)",
        "(harbour.example/charter)",
        UNDER_WARNING,
        "rules/knots.md:47:72: warning: ",
        "Write `https://harbour.example/charter`.",
    );
}

#[test]
fn addresses_under_which_the_content_is_published_are_followed() {
    for (to, words) in [
        (
            "(https://github.com/harbour/rules/blob/main/CHARTER.md#1-purpos)",
            "Did you mean `#1-purpose`?",
        ),
        ("(https://github.com/harbour/rules/blob/main/CHARTR.md)", "`CHARTR.md`"),
        ("(https://harbour.example/values#quay-value)", "Did you mean `#quay-values`?"),
    ] {
        reported(
            "rules/knots.md",
            "(CHARTER.md#1-purpose)",
            to,
            UNDER_WARNING,
            "rules/knots.md:47:72: warning: ",
            words,
        );
    }
}

#[test]
fn every_place_of_a_broken_link_is_reported() {
    let folder = Folder::of_the_guild();
    folder.replace(
        "rules/knots.md",
        "The end",
        "[A](no.md) and [again](no.md).\n\n[Once](no.md) more.",
    );
    let run = Tenet::with(folder.path()).run(&["check"]);
    let places: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split_once(": warning").map(|(at, _)| at))
        .collect();
    assert_eq!(
        places,
        ["rules/knots.md:55:5", "rules/knots.md:55:24", "rules/knots.md:57:8"],
        "{run:?}"
    );
}

#[test]
fn links_that_open_are_left_alone() {
    for to in [
        "(proposals/)",
        "(./proposals#readme)",
        "(.github/PULL_REQUEST_TEMPLATE.md)",
        "(CHARTER.md?plain=1#L3-L5)",
        "(https://github.com/harbour/rules/blob/main/CHARTER.md#1-purpose)",
        "(https://github.com/harbour/rules/tree/main/proposals)",
        "(https://github.com/harbour/rules/issues/12#comment)",
        "(https://harbour.example/values#sea-values)",
        "(https://elsewhere.example/values#nothing)",
        "(v1.2/notes.txt)",
    ] {
        let folder = Folder::of_the_guild();
        folder.replace("rules/knots.md", "(CHARTER.md#1-purpose)", to);
        let run = Tenet::with(folder.path()).run(&["check", "--strict"]);
        assert!(run.stdout.starts_with("The content is in order.\n"), "{to}: {run:?}");
    }
}

#[test]
fn a_hint_for_a_passage_that_does_not_exist_is_reported() {
    reported(
        "hints.yaml",
        "principles/2:",
        "principles/22:",
        UNDER_ERROR,
        "hints.yaml:2:1: error: ",
        "Did you mean `principles/2`?",
    );
}

#[test]
fn a_conduct_document_needs_a_way_to_report_that_stands_in_it() {
    reported(
        "sources.yaml",
        "report: {address: care@harbour.example, passage: coc/how-to-tell-us, readers: [council]}\n",
        "",
        UNDER_ERROR,
        "sources.yaml: error: ",
        "no `report:`",
    );
    reported(
        "sources.yaml",
        "address: care@",
        "address: core@",
        UNDER_ERROR,
        "sources.yaml:4:19: error: ",
        "`core@harbour.example` stands in no code of conduct",
    );
    reported(
        "sources.yaml",
        "passage: coc/how-to-tell-us",
        "passage: coc/how-to-tel-us",
        UNDER_ERROR,
        "sources.yaml:4:50: error: ",
        "Did you mean `passage: coc/how-to-tell-us`?",
    );
    reported(
        "sources.yaml",
        "readers: [council]",
        "readers: [counsil]",
        UNDER_WARNING,
        "sources.yaml:4:",
        "Did you mean `readers: [council]`?",
    );
}

#[test]
fn a_roster_entry_with_neither_name_nor_handle_is_reported() {
    reported(
        "site/_data/council.yml",
        "- name: Mara Vance\n  github: mvance\n  title: Director\n",
        "- title: Director\n",
        UNDER_ERROR,
        "site/_data/council.yml:11:",
        "neither a name nor a handle",
    );
    reported(
        "rules/COUNCIL.md",
        "- Mara Vance (@mvance)",
        "- ",
        UNDER_ERROR,
        "rules/COUNCIL.md:7: error: ",
        "neither a name nor a handle",
    );
}

#[test]
fn copies_that_differ_are_reported() {
    reported(
        "site/principles.md",
        "Boats lie side by side.",
        "Ships lie side by side.",
        UNDER_WARNING,
        "site/principles.md:11: warning: ",
        "has other words",
    );
    reported(
        "site/_data/council.yml",
        "- name: Mara Vance\n  github: mvance",
        "- name: Ines Duarte\n  github: iduarte",
        UNDER_WARNING,
        "site/_data/council.yml: warning: ",
        "without Mara Vance; with Ines Duarte",
    );
}

#[test]
fn a_copy_of_a_document_that_nobody_knows_is_refused() {
    let folder = Folder::of_the_guild();
    folder.replace("sources.yaml", "copy_of: principles", "copy_of: principle");
    let tenet = Tenet::with(folder.path());
    let run = tenet.run(&["check"]);
    assert_eq!(run.code, UNDER_ERROR, "{run:?}");
    assert!(run.stdout.contains("sources.yaml:24:"), "{run:?}");
    assert!(run.stdout.contains("Did you mean `copy_of: principles`?"), "{run:?}");
    assert_eq!(tenet.ask("/principle 2").code, 3);
}

#[test]
fn text_encoded_twice_is_reported_and_quoted_mended() {
    reported(
        "rules/PRINCIPLES.md",
        "once—whoever",
        "onceâ€”whoever",
        UNDER_WARNING,
        "rules/PRINCIPLES.md:21:28: warning: ",
        "Write `—`.",
    );
}

#[test]
fn a_file_under_no_rule_is_reported_with_its_entry() {
    let folder = Folder::of_the_guild();
    folder.write("rules/anchors.md", "# Anchors\n\nDrop them slowly.\n");
    let tenet = Tenet::with(folder.path());
    let run = tenet.run(&["check"]);
    assert!(run.stdout.contains("rules/anchors.md: warning: "), "{run:?}");
    assert!(run.stdout.contains("Add `- anchors.md`"), "{run:?}");
    let answer = tenet.ask_json("drop them slowly");
    assert_eq!(answer["passages"][0]["citation"]["standing"], "unknown");
}

#[test]
fn the_ordinary_mistakes_in_yaml_get_the_line_and_the_line_as_it_should_be() {
    let mut untold = Vec::new();
    for (mistake, from, to, place, remedy) in [
        (
            "a tab",
            "    git: https://github.com/harbour/rules",
            "\tgit: https://github.com/harbour/rules",
            "sources.yaml:7:",
            "    git: https://github.com/harbour/rules",
        ),
        (
            "no space after the colon",
            "    recorded: 2026-02-03",
            "    recorded:2026-02-03",
            "sources.yaml:8:",
            "recorded: 2026-02-03",
        ),
        (
            "a colon within words",
            "organisation: Harbour Guild",
            "organisation: Harbour: Guild",
            "sources.yaml:2:",
            "organisation: \"Harbour: Guild\"",
        ),
        (
            "an id that nobody knows",
            "passage: coc/how-to-tell-us",
            "passage: coc/how-to-tel-us",
            "sources.yaml:4:",
            "passage: coc/how-to-tell-us",
        ),
        (
            "text where a list belongs",
            "    documents:\n      - CODE_OF_CONDUCT.md\n",
            "    documents: CODE_OF_CONDUCT.md\n    other:\n",
            "sources.yaml:9:",
            "CODE_OF_CONDUCT.md",
        ),
        (
            "a wrong ending",
            "{file: CHARTER.md,",
            "{file: CHARTER.markdown,",
            "sources.yaml:11:",
            "CHARTER.md",
        ),
        (
            "indentation",
            "    recorded: 2026-02-03",
            "   recorded: 2026-02-03",
            "sources.yaml:8:",
            "    recorded: 2026-02-03",
        ),
        (
            "a bracket left open",
            "passage: coc/how-to-tell-us, readers: [council]}",
            "passage: coc/how-to-tell-us, readers: [council]",
            "sources.yaml:4:",
            "}",
        ),
    ] {
        let folder = Folder::of_the_guild();
        folder.replace("sources.yaml", from, to);
        let run = Tenet::with(folder.path()).run(&["check", "--strict"]);
        assert_eq!(run.code, 1, "{mistake}: {run:?}");
        let mut lines = run.stdout.lines();
        if !lines.any(|line| line.starts_with(place) && line.contains(remedy)) {
            untold.push(format!("{mistake}: not at {place} with {remedy:?}:\n{}", run.stdout));
        }
    }
    assert!(untold.is_empty(), "{}", untold.join("\n"));
}

#[test]
fn what_people_mean_is_read_where_it_is_plain() {
    // All values are text: `no` is a name, a number is a title, and a byte-order mark is nothing.
    for (from, to, question, expected) in [
        ("organisation: Harbour Guild", "organisation: no", "/principle 2", "no · "),
        ("title: The Book of Knots", "title: 1984", "/sources", "1984 (knots)"),
        ("# An organisation", "\u{feff}# An organisation", "/principle 2", "Harbour Guild · "),
    ] {
        let folder = Folder::of_the_guild();
        folder.replace("sources.yaml", from, to);
        let run = Tenet::with(folder.path()).ask(question);
        assert_eq!(run.code, 0, "{to}: {run:?}");
        assert!(run.stdout.contains(expected), "{to}: {run:?}");
    }
    // Curly quotation marks would become part of the name; that is said.
    let folder = Folder::of_the_guild();
    folder.replace("sources.yaml", "organisation: Harbour Guild", "organisation: “Harbour Guild”");
    let run = Tenet::with(folder.path()).run(&["check"]);
    assert!(run.stdout.starts_with("sources.yaml:2:"), "{run:?}");
    assert!(run.stdout.contains("organisation: \"Harbour Guild\""), "{run:?}");
}

#[test]
fn every_problem_is_reported_at_once() {
    let folder = Folder::of_the_guild();
    folder.replace("hints.yaml", "principles/2", "principles/22");
    folder.replace("rules/PRINCIPLES.md", "once—who", "onceâ€”who");
    folder.replace("rules/COUNCIL.md", "- Mara Vance (@mvance)", "- ");
    let run = Tenet::with(folder.path()).run(&["check"]);
    for place in
        ["hints.yaml:2:1: error", "rules/PRINCIPLES.md:21:28: warning", "rules/COUNCIL.md:7: error"]
    {
        assert!(run.stdout.contains(place), "{place}: {run:?}");
    }
    assert!(run.stdout.contains("2 errors, "), "{run:?}");
}

#[test]
fn problems_are_told_to_programs_too() {
    let folder = Folder::of_the_guild();
    folder.replace("rules/PRINCIPLES.md", "once—who", "onceâ€”who");
    let tenet = Tenet::with(folder.path());
    let run = tenet.run(&["check", "--format", "json"]);
    let problems: Value = serde_json::from_str(&run.stdout).unwrap();
    let problem = problems
        .as_array()
        .unwrap()
        .iter()
        .find(|problem| problem["file"] == "rules/PRINCIPLES.md")
        .unwrap();
    assert_eq!(problem["line"], 21);
    assert_eq!(problem["column"], 28);
    assert_eq!(problem["severity"], "warning");
    assert!(problem["what"].is_string() && problem["remedy"].is_string());

    let run = tenet.run(&["check", "--format", "github"]);
    let path = folder.path().display().to_string();
    let annotation = format!("::warning file={path}/rules/PRINCIPLES.md,line=21,col=28::");
    assert!(run.stdout.contains(&annotation), "{run:?}");
}

#[test]
fn an_address_with_a_password_is_refused_and_not_repeated() {
    let folder = Folder::of_the_guild();
    folder.replace(
        "sources.yaml",
        "https://github.com/harbour/rules",
        "https://ana:secret@github.com/harbour/rules",
    );
    let run = Tenet::with(folder.path()).run(&["check"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("This address names a user"), "{run:?}");
    assert!(!run.stdout.contains("secret") && !run.stderr.contains("secret"), "{run:?}");
}
