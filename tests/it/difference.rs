//! What is different for readers between two states of the content: each edit in, each line out.

use crate::support::folder::{Folder, guild};
use std::fs;
use tenet::content::difference::{Difference, difference};
use tenet::content::organisation::Catalogue;
use tenet::sync::files;
use tenet::{content, wording};

/// The most things of a sort that are named here.
const NAMED: usize = 8;

fn catalogue(folder: &std::path::Path) -> Catalogue {
    let reading = content::read(&files::folder(folder).unwrap().into());
    assert_eq!(reading.refusals, []);
    reading.catalogue
}

/// What is different between the invented content and what a test makes of it.
fn changed(edit: impl Fn(&Folder)) -> Difference {
    let folder = Folder::of_the_guild();
    edit(&folder);
    difference(&catalogue(&guild()), &catalogue(folder.path()))
}

fn told(edit: impl Fn(&Folder)) -> Vec<String> {
    wording::difference::difference(&changed(edit), NAMED)
}

fn told_of(file: &str, from: &str, to: &str) -> Vec<String> {
    told(|folder| folder.replace(file, from, to))
}

#[test]
fn nothing_is_different_between_the_same() {
    assert_eq!(changed(|_| {}), Difference::default());
    // A reader sees the same words.
    for (from, to) in [
        ("One sailor stays awake.", "One  sailor\nstays awake."),
        ("once—whoever", "once–whoever"),
        ("These bind everybody", "These **bind** everybody"),
    ] {
        let lines = told_of("rules/PRINCIPLES.md", from, to);
        assert_eq!(lines, ["Nothing changes for readers."], "{to}");
    }
}

#[test]
fn sections_that_nothing_tells_apart_stay_themselves() {
    let folder = Folder::of_the_guild();
    folder.write("rules/knots.md", "# Knots\n\n## Bowline\n\n## Bowline\n\n## Bowline\n");
    let twins = catalogue(folder.path());
    assert_eq!(difference(&twins, &twins), Difference::default());
}

#[test]
fn another_word_is_told_of_its_section() {
    for (file, from, to, expected) in [
        (
            "rules/PRINCIPLES.md",
            "One sailor",
            "Two sailors",
            "Reworded: 2. We keep watch (principles/2)",
        ),
        // A letter's case is a difference.
        (
            "rules/PRINCIPLES.md",
            "One sailor",
            "ONE sailor",
            "Reworded: 2. We keep watch (principles/2)",
        ),
        // The item of a list belongs to its section.
        (
            "rules/CODE_OF_CONDUCT.md",
            "and rest",
            "and sleep",
            "Reworded: What we expect (coc/what-we-expect)",
        ),
        // What has a title of its own is told once, by that.
        ("site/values.md", "We wait for", "We await", "Reworded: Patience (values/patience)"),
    ] {
        assert_eq!(told_of(file, from, to), [expected], "{to}");
    }
}

#[test]
fn a_heading_that_changes_moves_its_id_and_its_link() {
    assert_eq!(
        told_of("rules/knots.md", "## Bowline", "## The bowline knot"),
        [
            "Renamed: Bowline, now The bowline knot (knots/the-bowline-knot)",
            "Link: knots/the-bowline-knot opens at #the-bowline-knot, no longer at #bowline",
        ]
    );
    // The number is the id, and keeps it.
    assert_eq!(
        told_of("rules/PRINCIPLES.md", "2. We keep watch", "2. We stay awake"),
        [
            "Renamed: 2. We keep watch, now 2. We stay awake (principles/2)",
            "Link: principles/2 opens at #2-we-stay-awake, no longer at #2-we-keep-watch",
        ]
    );
}

/// The words, not the number, are the principle: who cited number two is now cited as saying
/// something else.
#[test]
fn a_number_that_another_section_takes_is_told() {
    let edited = changed(|folder| {
        folder.replace(
            "rules/PRINCIPLES.md",
            "### 2. We keep watch",
            "### 2. We sing\n\nLoudly.\n\n### 3. We keep watch",
        );
        folder.replace("rules/PRINCIPLES.md", "### 3. We answer", "### 4. We answer");
    });
    let lines = wording::difference::difference(&edited, NAMED);
    assert_eq!(lines[0], "Added section: 2. We sing (principles/2)");
    assert_eq!(
        lines[1],
        "Renamed: 2. We keep watch, now 3. We keep watch (principles/3); principles/2 is another section now"
    );
    assert!(!lines.iter().any(|line| line.starts_with("Reworded")), "{lines:#?}");
    // What people say who mean the watch stands at the song.
    let [hint] = edited.hints.as_slice() else { panic!("{lines:#?}") };
    assert_eq!((hint.id.as_str(), hint.now.as_deref()), ("principles/2", Some("principles/3")));
}

#[test]
fn an_address_that_opens_another_section_is_told() {
    // GitHub counts repeated headings: without the first, the second has its anchor.
    let lines = told_of("rules/knots.md", "### Exceptions\n\nOnly for parcels.\n", "");
    assert!(
        lines.iter().any(|line| line.starts_with("Link: knots/")
            && line.contains("#exceptions-1")
            && line.contains("#exceptions")),
        "{lines:#?}"
    );
    let misleading = lines.iter().find(|line| line.contains("is gone from"));
    let misleading = misleading.unwrap_or_else(|| panic!("{lines:#?}"));
    assert!(misleading.contains("knots.md#exceptions; that opens knots/"), "{misleading}");
}

#[test]
fn sections_come_and_go() {
    assert_eq!(
        told_of("rules/CHARTER.md", "## 4. Amendments", "## 5. Fees\n\nNone.\n\n## 4. Amendments"),
        ["Added section: 5. Fees (charter/5)"]
    );
    let lines = told(|folder| {
        let text = folder.read("rules/PRINCIPLES.md");
        let (before, _) = text.split_once("### 3.").unwrap();
        folder.write("rules/PRINCIPLES.md", before);
    });
    assert_eq!(
        lines,
        ["Removed section: 3. We answer every flare (principles/3); principles/3 leads nowhere"]
    );
}

#[test]
fn documents_come_go_move_and_hold_differently() {
    assert_eq!(
        told(|folder| folder.write("rules/proposals/kites.md", "# Kites\n\nFly them.\n")),
        ["Added: Kites (kites), 1 section"]
    );
    assert_eq!(
        told(|folder| fs::remove_file(folder.join("rules/proposals/ferries.md")).unwrap()),
        ["Removed: Ferries (ferries), 2 sections"]
    );
    assert_eq!(
        told_of("sources.yaml", "standing: proposal", "standing: in force")[..1],
        ["Standing changed: Ferries (ferries), from proposal to in force"]
    );
    assert_eq!(
        told(|folder| {
            fs::rename(folder.join("rules/knots.md"), folder.join("rules/ropes.md")).unwrap();
            folder.replace("sources.yaml", "file: knots.md", "file: ropes.md");
        }),
        [
            "Moved: The Book of Knots (knots), from knots.md to ropes.md; links to the old file break"
        ]
    );
    // Its words are still its own under another id.
    assert_eq!(
        told_of("sources.yaml", "id: knots", "id: ropes"),
        ["Moved: The Book of Knots (ropes); its ids began with knots"]
    );
}

#[test]
fn people_join_and_leave() {
    let joins = "- Mara Vance (@mvance)\n- Ines Duarte (@iduarte)";
    assert_eq!(
        told_of("rules/COUNCIL.md", "- Mara Vance (@mvance)", joins),
        ["Joined council: Ines Duarte"]
    );
    assert_eq!(
        told_of("rules/COUNCIL.md", "- Mara Vance (@mvance)\n", ""),
        ["Left council: Mara Vance"]
    );
    // Another office or another spelling of the entry is nobody's leaving.
    let entry = "- Vance, Mara [@mvance](https://github.com/mvance)";
    assert_eq!(
        told_of("rules/COUNCIL.md", "- Mara Vance (@mvance)", entry),
        ["Nothing changes for readers."]
    );
    let clerks = "non_voting: [Clerk]}";
    assert_eq!(
        told_of(
            "sources.yaml",
            clerks,
            &format!("{clerks}\n      - {{body: crew, file: COUNCIL.md}}")
        ),
        ["Added: the roster of crew, 4 people"]
    );
}

/// Somebody who takes another name and handle is listed in the place of the former ones.
#[test]
fn what_stood_in_the_place_of_a_new_entry_is_never_shown() {
    for (from, to, expected) in [
        (
            "- Mara Vance (@mvance)",
            "- Noor Vance (@nvance)",
            vec!["In place of an earlier entry on council: Noor Vance"],
        ),
        // Somebody beside them left at the same time.
        (
            "- Lindqvist, Per [@perlin])(https://github.com/perlin/)\n- Mara Vance (@mvance)",
            "- Noor Vance (@nvance)",
            vec![
                "In place of an earlier entry on council: Noor Vance",
                "Left council: 1 person, not named, since some may have another name now",
            ],
        ),
    ] {
        let edited = changed(|folder| folder.replace("rules/COUNCIL.md", from, to));
        assert_eq!(wording::difference::difference(&edited, NAMED), expected);
        let json = serde_json::to_string(&edited).unwrap();
        assert!(!json.contains("Mara") && !json.contains("mvance"), "{json}");
    }
}

#[test]
fn hints_for_what_is_gone_are_told() {
    let edited = changed(|folder| {
        folder.replace("rules/PRINCIPLES.md", "### 2. We keep watch\n", "");
    });
    let hints: Vec<(&str, Option<&str>)> =
        edited.hints.iter().map(|hint| (hint.id.as_str(), hint.now.as_deref())).collect();
    assert_eq!(hints, [("principles/2", None)]);
    // A hint that was brought along is in its place.
    let edited = changed(|folder| {
        folder.replace("rules/PRINCIPLES.md", "### 2. We keep", "### 5. We keep");
        folder.replace("hints.yaml", "principles/2", "principles/5");
    });
    assert_eq!(edited.hints, []);
}

#[test]
fn much_is_counted() {
    let empty = Catalogue::default();
    let all = difference(&empty, &catalogue(&guild()));
    let lines = wording::difference::difference(&all, 3);
    assert_eq!(lines[0], "Added: 7 documents, 33 sections");
    assert_eq!(lines[1..], ["Added: the roster of council, 4 people"]);
    let edited = changed(|folder| {
        for (from, to) in [("lie", "rest"), ("stays", "keeps"), ("lit it", "lit one")] {
            folder.replace("rules/PRINCIPLES.md", from, to);
        }
    });
    let lines = wording::difference::difference(&edited, 2);
    assert_eq!(lines, ["Reworded: 3 sections of principles"]);
}

#[test]
fn programs_get_every_name() {
    let edited = changed(|folder| {
        folder.replace("rules/knots.md", "## Bowline", "## The bowline knot");
    });
    let json = serde_json::to_value(&edited).unwrap();
    let renamed = &json["sections"]["renamed"][0];
    assert_eq!(renamed["was"]["id"], "knots/bowline");
    assert_eq!(renamed["now"]["id"], "knots/the-bowline-knot");
    assert_eq!(renamed["now"]["file"], "knots.md");
    assert_eq!(renamed["now"]["line"], 6);
    assert_eq!(renamed["leads_to"], "knots/the-bowline-knot", "a sync follows the section");
    let link = &json["links"][0];
    assert_eq!(link["was"], "https://github.com/harbour/rules/blob/main/knots.md#bowline");
    assert!(link["opens"].is_null());
}
