//! A citation at a person: what it says, when it is refused, and which passages are offered for it.

use crate::support::library::{content_of, invented, now, of_content, shipped};
use tenet::adapters::console::{self, Screen};
use tenet::citing::{Citable, Citing, MOST_FITTING, Refusal, cite, fitting, is_outline};
use tenet::library::Library;
use tenet::wording::Part;

fn citing(moderator: Option<&str>, note: Option<&str>, message: Option<&str>) -> Citing {
    Citing::new(moderator, "Bob", note, message.map(str::to_owned))
}

fn text(library: &Library, id: &str, citing: &Citing) -> String {
    let cited = cite(library, id, None, citing, now()).unwrap();
    console::text(&cited.parts, Screen { width: None, styled: false })
}

#[test]
fn it_says_who_points_whom_to_what_and_that_it_decides_nothing() {
    let whole = citing(Some("Ana"), Some("We moor\ntogether."), Some("https://chat.example/1"));
    assert_eq!(
        text(invented(), "principles/2", &whole),
        "Ana (moderator) points Bob to:

2. We keep watch
https://github.com/harbour/rules/blob/main/PRINCIPLES.md#2-we-keep-watch

  One sailor stays awake.

  A watch lasts four hours, and is handed over with a handshake.

Harbour Guild · Harbour Principles › At the quay › 2. We keep watch · as recorded on 3 February 2026

Note from Ana: We moor together.
- The message that this is about
  https://chat.example/1

This is a reminder, not a decision. Questions: reply to Ana, or /report.
"
    );
}

#[test]
fn moderators_may_speak_as_one_and_a_way_to_report_is_named_only_where_there_is_one() {
    let said = text(invented(), "principles/1", &citing(None, Some("Read it."), None));
    assert!(said.starts_with("The moderators point Bob to:\n"), "{said}");
    assert!(said.contains("Note from the moderators: Read it."), "{said}");
    assert!(said.ends_with("reply to the moderators, or /report.\n"), "{said}");
    let without_report = of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Pilots\nsources: [{id: rules, git: https://git.example/r, documents: [rules.md]}]",
        ),
        ("rules/rules.md", "# Rules\n\nRow.\n"),
    ]));
    let said = text(&without_report, "rules/rules", &citing(Some("Ana"), None, None));
    assert!(said.ends_with("Questions: reply to Ana.\n"), "{said}");
}

#[test]
fn it_quotes_one_passage_and_hints_at_no_other() {
    let cited =
        cite(invented(), "coc/what-we-expect", None, &citing(Some("Ana"), None, None), now());
    let parts = cited.unwrap().parts;
    let quoted = parts.iter().filter_map(|part| match part {
        Part::Quote(passage, _) => Some(passage.id.as_str()),
        _ => None,
    });
    assert_eq!(quoted.collect::<Vec<_>>(), ["coc/what-we-expect"]);
    assert!(!parts.iter().any(|part| matches!(part, Part::Lines(_))), "{parts:?}");
}

#[test]
fn names_and_notes_are_shown_as_they_are_typed() {
    let note = "**Stop** <@1> [here](https://evil.example)";
    let citing = Citing::new(Some("*Ana*"), "_Bob_", Some(note), None);
    let cited = cite(invented(), "principles/1", None, &citing, now()).unwrap();
    let typed: Vec<&str> = cited
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::AsTyped(words) => Some(words.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        typed,
        [
            "*Ana* (moderator) points _Bob_ to:",
            "Note from *Ana*: **Stop** <@1> [here](https://evil.example)",
            "This is a reminder, not a decision. Questions: reply to *Ana*, or /report.",
        ]
    );
    let markdown = console::markdown(&cited.parts);
    assert!(markdown.contains(r"\*Ana\* (moderator) points \_Bob\_"), "{markdown}");
}

#[test]
fn it_is_refused_where_the_words_are_not_held_or_not_those_that_were_seen() {
    let nobody = citing(Some("Ana"), None, None);
    let refused = |library: &Library, id: &str, seen: Option<&str>| {
        cite(library, id, seen, &nobody, now()).map(|cited| cited.fingerprint)
    };
    let fingerprint = refused(invented(), "principles/2", None).unwrap();
    assert_eq!(refused(invented(), "principles/2", Some(&fingerprint)), Ok(fingerprint.clone()));
    assert_eq!(refused(invented(), "principles/1", Some(&fingerprint)), Err(Refusal::Changed));
    assert_eq!(refused(invented(), "principles/2", Some("")), Err(Refusal::Changed));
    for gone in ["principles/99", "", "principles/1 principles/2", "note:x", "/mission"] {
        assert_eq!(refused(invented(), gone, None), Err(Refusal::Gone), "{gone}");
    }
    // The Code of Conduct ships as its outline.
    let outline = shipped().edition.catalogue.passages.iter().find(|passage| passage.outline);
    assert_eq!(refused(shipped(), &outline.unwrap().id, None), Err(Refusal::Outline));
    assert!(is_outline(shipped(), Citable::Conduct) && !is_outline(invented(), Citable::Conduct));
    assert!(fitting(shipped(), Citable::Conduct, "").is_empty());
}

#[test]
fn a_passage_whose_words_changed_is_another() {
    let of = |words: &str| {
        let rules = format!("# Rules\n\n## Rowing\n\n{words}\n");
        of_content(&content_of(&[
            (
                "sources.yaml",
                "organisation: Pilots\nsources: [{id: rules, git: https://git.example/r, documents: [rules.md]}]",
            ),
            ("rules/rules.md", &rules),
        ]))
    };
    let nobody = citing(Some("Ana"), None, None);
    let seen = cite(&of("Row on."), "rules/rowing", None, &nobody, now()).unwrap().fingerprint;
    let cited = |library: &Library| {
        cite(library, "rules/rowing", Some(&seen), &nobody, now())
            .map(|cited| cited.passage.text.clone())
    };
    assert_eq!(cited(&of("Row on.")), Ok("Row on.".to_owned()));
    assert_eq!(cited(&of("Do not row.")), Err(Refusal::Changed));
}

#[test]
fn what_fits_the_words_of_a_message_comes_first_and_nothing_comes_twice() {
    let ids = |which: Citable, words: &str| -> Vec<String> {
        fitting(invented(), which, words).iter().map(|passage| passage.id.clone()).collect()
    };
    let in_order = ["coc/harbour-code-of-conduct", "coc/what-we-expect", "coc/how-to-tell-us"];
    assert_eq!(ids(Citable::Conduct, ""), in_order);
    assert_eq!(ids(Citable::Conduct, "qwertz"), in_order);
    // The words stand in an item: its section is offered.
    let shouting = ids(Citable::Conduct, "STOP SHOUTING at me, you publish where I live!!");
    assert_eq!(shouting[0], "coc/what-we-expect");
    assert_eq!(shouting.len(), 3);
    assert_eq!(ids(Citable::Principles, ""), ["principles/1", "principles/2", "principles/3"]);
    let flares = ids(Citable::Principles, "nobody answered my flare");
    assert_eq!(flares[0], "principles/3");
    assert_eq!(flares.len(), 3);
}

#[test]
fn of_many_sections_as_many_are_offered_as_can_be_chosen_from() {
    let sections: String =
        (1..=40).map(|n| format!("\n## Part {n}\n\nKnot number {n}.\n")).collect();
    let library = of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Pilots\nsources: [{id: rules, git: https://git.example/r, documents: [CODE_OF_CONDUCT.md]}]\nreport: {address: a@b.example, passage: coc/part-1}",
        ),
        ("rules/CODE_OF_CONDUCT.md", &format!("# Code of Conduct\n{sections}")),
    ]));
    let passages = fitting(&library, Citable::Conduct, "that was a knot of part 39, was it not");
    assert_eq!(passages.len(), MOST_FITTING);
    assert_eq!(passages[0].id, "coc/part-39");
    let mut ids: Vec<&str> = passages.iter().map(|passage| passage.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), MOST_FITTING);
}
