//! Templates say what is asked; proposals quote that again and answer it. The two are told apart, and
//! so are those who are asked.

use crate::support::library::{ask, ask_json, content_of, of_content};
use crate::support::shared::with_governance;
use crate::support::timeline::Timeline;
use serde_json::{Value, json};
use std::sync::OnceLock;
use tenet::adapters::console::{self, Screen};
use tenet::content::check::check;
use tenet::content::passage::Part;
use tenet::content::{Content, Files};
use tenet::library::Library;
use tenet::wording::{self, Medium};

const SOURCES: &str = r#"organisation: Rope Society
sources:
  - id: rules
    git: https://git.example/rope/rules
    documents:
      - {file: LAMPS.md, id: lamps, title: Lamp Oil, kind: policy}
      - {file: SIGs/archived/SIG-Whistles/proposal.md, standing: archived}
      - {file: "projects/core/*/*.md", standing: proposal}
      - {file: "projects/guest/*.md", standing: proposal}
      - {file: templates/projects/proposal-core.md, id: template-core, title: Requirements for core boats, standing: requirement}
      - {file: templates/projects/proposal-guest.md, id: template-guest, title: Requirements for guest boats, standing: requirement}
"#;

const CORE: &str = "# Proposal to Accept $BOAT

This proposes that $BOAT becomes a core boat.

Home port: TODO

TODO: One paragraph on the boat.

## Requirements

### Night Lamps

> Not every boat sails at night.
>
> It is required that core boats have two lamps.

TODO: argue that this is fulfilled

### Ropes

> All boats must carry:
>
> * a long rope, and
> * a short rope.

TODO: argue that this is fulfilled

### Logbook

> Core boats must keep a logbook.

TODO: argue that this is fulfilled
";

const GUEST: &str = "# Proposal to Accept $BOAT

Proposing TODO as a guest boat.

## Requirements

### Ropes

> All boats must carry:
>
> * a long rope, and
> * a short rope.

TODO: argue that this is fulfilled

### Logbook

#### Description

> It is enough that guest boats keep a logbook while they are here.

TODO: argue that this is fulfilled

## Recommendations

### Night Lamps

> Not every boat sails at night.
>
> It is recommended that guest boats have one lamp.

TODO: say what you do
";

/// Quotes the core template: one section as it stands, one in other words, one in two pieces.
const TUG: &str = "# Proposal to Accept the Tug

The Tug pulls.

> **Note:** the Tug has a dinghy.

## Requirements

### Night Lamps

> Not every boat sails at night.
>
> It is needed that core boats have two lamps.

The Tug has four.

### Ropes

> All boats must carry:

We do.

> * a long rope, and
> * a short rope.

Both are new.

### Logbook

> Core boats must keep a
> logbook.

TODO: still to be written
";

const SKIFF: &str = "# Proposal to Accept the Skiff

## Requirements

### Ropes

> All boats must carry:
>
> * a long rope, and
> * a short rope.

The Skiff's ropes are plaited.

### Logbook

#### Description

> It is enough that guest boats keep a logbook while they are here.

The Skiff's logbook is waterproof.

## Recommendations

### Night Lamps

> Not every boat sails at night.
>
> It is recommended that guest boats have one lamp.

> A lamp is a friend.

The Skiff has none.
";

const BASE: &str = "https://git.example/rope/rules/blob/main";

fn content() -> Content {
    content_of(&[
        ("sources.yaml", SOURCES),
        ("rules/LAMPS.md", "# Lamp Oil\n\nEvery `TODO` list names lamp oil.\n"),
        (
            "rules/SIGs/archived/SIG-Whistles/proposal.md",
            "# Proposal to Create SIG Whistles\n\n## Purpose\n\nWhistles by night.\n",
        ),
        ("rules/projects/core/tug/proposal-core.md", TUG),
        ("rules/projects/guest/skiff.md", SKIFF),
        ("rules/templates/projects/proposal-core.md", CORE),
        ("rules/templates/projects/proposal-guest.md", GUEST),
    ])
}

fn society() -> &'static Library {
    static SOCIETY: OnceLock<Library> = OnceLock::new();
    SOCIETY.get_or_init(|| of_content(&content()))
}

fn shown(question: &str) -> String {
    console::text(&wording::reply(&ask(society(), question), Medium::Chat), Screen::PLAIN)
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["passages"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn what_is_asked_of_some_is_told_with_what_is_asked_of_others() {
    let (core, guest) = ("template-core/night-lamps", "template-guest/night-lamps");
    for (question, expected) in [
        ("/policy lamps boat sail", [core, guest]),
        ("/policy night lamps", [core, guest]),
        ("/policy guest lamps sail", [guest, core]),
        ("/policy core lamps sail", [core, guest]),
        ("/policy are night lamps recommended", [guest, core]),
    ] {
        let answer = ask_json(society(), question);
        assert_eq!(answer["outcome"], "found", "{question}: {answer:#}");
        assert_eq!(ids(&answer)[..2], expected, "{question}");
        let text = shown(question);
        for words in ["required that core boats have two", "recommended that guest boats have one"]
        {
            assert!(text.contains(words), "{question}: {text}");
        }
        assert!(
            text.contains("This stands under “Recommendations” in “Requirements for guest boats”.")
        );
    }
    for (question, only) in [
        ("/policy night lamps in:template-guest", guest),
        ("/policy night lamps in:core", core),
        ("/policy template-guest/night-lamps", guest),
    ] {
        assert_eq!(ids(&ask_json(society(), question)), [only], "{question}");
    }
}

#[test]
fn a_requirement_under_a_heading_of_its_own_is_what_the_one_above_names() {
    let answer = ask_json(society(), "/policy logbook");
    assert_eq!(ids(&answer), ["template-core/logbook", "template-guest/logbook"]);
    let text = "It is enough that guest boats keep a logbook while they are here.";
    assert_eq!(answer["passages"][1]["text"], text);
    for name in [
        "template-guest/description",
        &format!("{BASE}/templates/projects/proposal-guest.md#description"),
    ] {
        assert_eq!(ids(&ask_json(society(), name)), ["template-guest/logbook"], "{name}");
    }
}

#[test]
fn the_same_words_are_quoted_once_with_every_place_that_has_them() {
    let answer = ask_json(society(), "/policy ropes");
    assert_eq!(ids(&answer), ["template-core/ropes"]);
    let ropes = &answer["passages"][0];
    assert_eq!(ropes["text"], "All boats must carry:\n\n- a long rope, and\n- a short rope.");
    assert_eq!(ropes["same_in"], json!(["Requirements for guest boats"]));
    let places = [
        "templates/projects/proposal-guest.md#ropes",
        "projects/core/tug/proposal-core.md#ropes",
        "projects/guest/skiff.md#ropes",
    ];
    assert_eq!(ropes["also_at"], json!(places.map(|place| format!("{BASE}/{place}"))));
    let text = shown("/policy ropes");
    assert_eq!(text.matches("All boats must carry:").count(), 1, "{text}");
    assert!(text.contains("The same words stand in: Requirements for guest boats."), "{text}");
    assert!(text.contains("and in 2 other places."), "{text}");
    // Asked for guest boats, theirs is quoted.
    assert_eq!(ids(&ask_json(society(), "/policy guest ropes carry"))[0], "template-guest/ropes");
}

#[test]
fn a_projects_own_answer_is_quoted_apart_from_what_it_answers() {
    for (id, text, answers) in [
        ("project-tug/night-lamps", "The Tug has four.", "template-core/night-lamps"),
        ("project-tug/ropes", "We do.\n\nBoth are new.", "template-core/ropes"),
        ("project-tug/logbook", "", "template-core/logbook"),
        ("project-skiff/ropes", "The Skiff's ropes are plaited.", "template-guest/ropes"),
        ("project-skiff/logbook", "The Skiff's logbook is waterproof.", "template-guest/logbook"),
        (
            "project-skiff/night-lamps",
            "A lamp is a friend.\n\nThe Skiff has none.",
            "template-guest/night-lamps",
        ),
    ] {
        let answer = ask_json(society(), &format!("/cite {id}"));
        let passage = &answer["passages"][0];
        assert_eq!(
            (&passage["text"], &passage["answers"]),
            (&json!(text), &json!(answers)),
            "{id}"
        );
        assert_eq!(passage["citation"]["standing"], "proposal", "{id}");
        let left_out = passage["left_out"][0].as_str().unwrap();
        assert!(left_out.starts_with("what it answers, "), "{id}: {left_out}");
        let said = shown(&format!("/cite {id}"));
        assert!(said.starts_with("This is a project's own answer in its proposal"), "{said}");
        assert!(said.contains(&format!("What it answers: /cite {answers}")), "{said}");
    }
    // A quotation that no template asks for is the project's own words.
    let tug = ask_json(society(), "/cite project-tug/proposal-to-accept-the-tug");
    assert_eq!(tug["passages"][0]["text"], "The Tug pulls.\n\nNote: the Tug has a dinghy.");
    // The address of an answer opens the answer.
    let url = format!("{BASE}/projects/guest/skiff.md#ropes");
    assert_eq!(ids(&ask_json(society(), &url)), ["project-skiff/ropes"]);
}

#[test]
fn an_answer_is_as_old_as_its_own_words_whatever_it_quotes() {
    let core = ("templates/projects/proposal-core.md", Some(CORE));
    let guest = ("templates/projects/proposal-guest.md", Some(GUEST));
    let (tug, skiff) = ("projects/core/tug/proposal-core.md", "projects/guest/skiff.md");
    let four = TUG.replace("The Tug has four.", "The Tug has two.");
    let quoted = TUG.replace("It is needed that", "It is required that");
    let dry = SKIFF.replace("is waterproof", "is dry");
    let timeline = Timeline::new()
        .commit("2023-01-10", &[core, guest, (tug, Some(&four)), (skiff, Some(&dry))])
        .commit("2023-02-10", &[(tug, Some(TUG)), (skiff, Some(SKIFF))])
        .commit("2023-03-10", &[(tug, Some(&quoted))]);
    let files = content().files.files.into_iter().filter(|(path, _)| path == "sources.yaml");
    let files = Files { files: files.collect(), ..Files::default() };
    let library = of_content(&Content { files, synced: timeline.of("rules") });
    for (id, since, now, was) in [
        ("project-tug/night-lamps", "2023-02-10", "The Tug has four.", "The Tug has two."),
        (
            "project-skiff/logbook",
            "2023-02-10",
            "The Skiff's logbook is waterproof.",
            "The Skiff's logbook is dry.",
        ),
    ] {
        let passage = &ask_json(&library, &format!("/cite {id}"))["passages"][0];
        assert_eq!(passage["citation"]["unchanged_since"], since, "{id}");
        let changes = &ask_json(&library, &format!("/changes {id}"))["changes"]["changes"];
        assert_eq!(changes.as_array().unwrap().len(), 1, "{changes:#}");
        assert_eq!((&changes[0]["was"], &changes[0]["now"]), (&json!(was), &json!(now)), "{id}");
    }
}

#[test]
fn what_a_proposal_quotes_in_other_words_is_no_copy_and_is_told() {
    let lamps = ask_json(society(), "/cite template-core/night-lamps");
    assert_eq!(lamps["passages"][0]["also_at"], json!([]));
    let left_out = ask_json(society(), "/cite project-tug/night-lamps");
    assert_eq!(
        left_out["passages"][0]["left_out"],
        json!(["what it answers, in other words than Requirements for core boats has today"])
    );
    let told: Vec<String> = check(&content()).iter().map(ToString::to_string).collect();
    let of_the_tug: Vec<&String> = told.iter().filter(|problem| problem.contains("tug")).collect();
    assert_eq!(of_the_tug.len(), 1, "{told:#?}");
    assert!(
        of_the_tug[0].starts_with("rules/projects/core/tug/proposal-core.md:11")
            && of_the_tug[0].contains("“needed” in place of “required”"),
        "{of_the_tug:?}"
    );
    assert!(shown("/sources").contains("“needed” in place of “required”"));
}

#[test]
fn places_that_nobody_filled_in_are_neither_quoted_nor_found() {
    for passage in &society().edition.catalogue.passages {
        let in_code = passage.id == "lamps/lamp-oil";
        assert_eq!(passage.text.contains("TODO"), in_code, "{}", passage.id);
        // Its lines end where its words end.
        if passage.id == "template-core/night-lamps" {
            assert_eq!((passage.lines.first, passage.lines.last), (11, 15));
        }
    }
    let opening = ask_json(society(), "/cite template-core/requirements-for-core-boats");
    assert_eq!(opening["passages"][0]["text"], "This proposes that $BOAT becomes a core boat.");
    assert_eq!(opening["passages"][0]["left_out"], json!(["an unfilled place of the template"]));
    let answer = ask_json(society(), "/policy argue fulfilled");
    assert_eq!(answer["outcome"], "nothing", "{answer:#}");
}

#[test]
fn what_binds_comes_first_and_what_was_put_away_says_so() {
    let whistles = shown("/policy whistles by night");
    assert!(whistles.starts_with("This proposal was put away and no longer holds."), "{whistles}");
    let answer = ask_json(society(), "/policy");
    let standings: Vec<&str> = answer["sources"]["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["standing"].as_str().unwrap())
        .collect();
    assert_eq!(
        standings,
        ["in force", "requirement", "requirement", "proposal", "proposal", "archived"]
    );
    for (name, id) in [
        ("in:tug", "project-tug/proposal-to-accept-the-tug"),
        ("in:whistles", "sig-whistles/proposal-to-create-sig-whistles"),
    ] {
        assert_eq!(ids(&ask_json(society(), &format!("/policy {name}"))), [id], "{name}");
    }
}

#[test]
fn every_heading_of_the_real_templates_is_answered_for_core_and_for_hosted_projects() {
    let Some(content) = with_governance("requirements of the real templates") else {
        return;
    };
    let library = of_content(&content.into());
    let fuzzing = ask_json(&library, "/policy fuzzing");
    assert_eq!(
        ids(&fuzzing)[..2],
        ["template-core/continuous-fuzzing", "template-hosted/continuous-fuzzing"]
    );
    let passages = &library.edition.catalogue.passages;
    let mut asked = 0;
    for passage in passages.iter().filter(|passage| passage.part == Part::Section) {
        let document = passage.citation.document.as_str();
        let who = match document {
            "template-core" => "core",
            "template-hosted" => "hosted",
            _ => continue,
        };
        if passage.text.is_empty() || passage.path.is_empty() {
            continue;
        }
        asked += 1;
        let by_heading = ask_json(&library, &format!("/policy {}", passage.heading));
        assert_eq!(by_heading["outcome"], "found", "{}", passage.id);
        let quoted = ids(&by_heading);
        let same = passage.same_in.is_empty();
        assert!(quoted.contains(&passage.id.as_str()) || !same, "{}: {quoted:?}", passage.id);
        let for_them = ask_json(&library, &format!("/policy {who} {}", passage.heading));
        assert_eq!(ids(&for_them)[0], passage.id, "{who}");
    }
    assert!(asked > 40, "{asked}");
    // No project's own words have what the templates ask, and no words wait to be filled in.
    for passage in passages {
        let waits = passage.text.contains("TODO:") || passage.text.contains("URL: TODO");
        assert!(!waits, "{}", passage.id);
        if passage.answers.is_some() {
            assert!(!passage.text.contains("All projects must"), "{}", passage.id);
        }
    }
}
