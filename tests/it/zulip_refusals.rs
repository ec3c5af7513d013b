//! What Zulip refuses: which of the text, the place and the person it was, and who is told what.

use crate::support::zulip::{Fault, Scene, Stage, Way, Zulip};

/// The third principle of the invented organisation.
const THIRD: &str = "flare";
/// The code that most refusals have.
const REFUSED: Fault = Fault::Refused("BAD_REQUEST");

/// A message as people see it, where signs are written so that Zulip makes nothing of them.
fn seen(content: &str) -> String {
    [("&#35;", "#"), ("&#46;", "."), ("&#58;", ":"), ("&#64;", "@")]
        .iter()
        .fold(content.to_owned(), |content, (sign, seen)| content.replace(sign, seen))
}

#[test]
fn a_text_that_is_not_taken_is_said_shortly_in_place() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, general, zulip, .. } = stage.scene();
    zulip.fails("POST", "messages", REFUSED);
    let asked = ana.says(&general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&asked);
    let opening = "I cannot show this answer here. Read it there: https://";
    assert!(answer.content.starts_with(opening), "{answer:?}");
    zulip.settles();
    assert!(ana.told().is_empty());
    let run = stage.stops();
    let told = "an answer was not taken as it is: Zulip refuses it (status 400, BAD_REQUEST).";
    assert_eq!(run.stderr.matches(told).count(), 1, "{}", run.stderr);
}

#[test]
fn a_place_that_takes_nothing_is_tried_twice_and_the_asker_told_why() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, general, zulip, .. } = stage.scene();
    (0..2).for_each(|_| zulip.fails("POST", "messages", REFUSED));
    let asked = ana.says(&general, "tides", "@**Tenet** /principle 3");
    let told = seen(&zulip.private_answer_to(&asked).content);
    assert!(told.starts_with("I could not write in #general. Here is the answer."), "{told}");
    assert!(told.contains(THIRD), "{told}");
    zulip.settles();
    assert!(zulip.answers_by_now(&asked).is_empty());
    stage.stops();
}

#[test]
fn where_nobody_takes_direct_messages_who_reports_is_told_the_address() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, bob, general, zulip, .. } = stage.scene();
    zulip.forbids_direct_messages();
    let reports = ana.says(&general, "tides", "@**Tenet** /report");
    let told = seen(&zulip.answer_to(&reports).content);
    let writes =
        "I answer that privately, and I cannot write to you. Write to care@harbour.example.";
    assert_eq!(told, writes);
    let misses = bob.says(&general, "ebb", "@**Tenet** /principle 30");
    let told = zulip.answer_to(&misses).content;
    let asks = "I answer that privately, and I cannot write to you. Ask me in a direct message, if you can.";
    assert_eq!(told, asks);
    stage.stops();
}

#[test]
fn a_slip_that_is_corrected_is_answered_where_it_was_asked() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, bob, general, zulip, .. } = stage.scene();
    let slip = ana.says(&general, "tides", "@**Tenet** /principle 30");
    let told = zulip.private_answer_to(&slip);
    ana.edits(&slip, "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&slip);
    assert!(answer.content.contains(THIRD), "{answer:?}");
    assert_eq!(zulip.now(&told).content, told.content);
    // And the answer follows its question.
    ana.edits(&slip, "@**Tenet** /principle 1");
    assert!(zulip.changed(&answer).content.contains("bollard"));
    // What was private by what it says stays so.
    let report = bob.says(&general, "ebb", "@**Tenet** /report");
    let told = zulip.private_answer_to(&report);
    bob.edits(&report, "@**Tenet** /principle 3");
    assert!(zulip.changed(&told).content.contains(THIRD));
    zulip.settles();
    assert!(zulip.answers_by_now(&report).is_empty());
    stage.ends();
}
