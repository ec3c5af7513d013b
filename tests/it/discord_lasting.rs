//! What stands on Discord outlives the process and the edition that it came from: what is pressed later
//! works, or says what became of it.

use crate::support::discord::{Scene, Shown, Stage, Way};

const NOTE: &str = "Your note, if any (goes with it)";

/// What people have before them when something changes.
struct Before {
    long: Shown,
    private: Shown,
    candidates: Shown,
    matches: Shown,
    message: u64,
    preview: Shown,
}

fn before(scene: &Scene<'_>) -> Before {
    let Scene { ana, bob, mia, general, .. } = scene;
    let ask = |command: &str| ana.types(command).in_(general);
    let message = bob.writes("stop shouting").begins_in(general);
    let list = mia.picks("Cite the Code of Conduct", message).shown();
    let form = mia.chooses("What we expect — Harbour Code of Conduct", &list).form();
    Before {
        long: ask("/principle words:4"),
        private: ask("/coc words:shouting crew"),
        candidates: ask("/policy words:exceptions"),
        matches: ask("/ask words:who speaks for the guild"),
        message,
        preview: mia.submits(&form, &[(NOTE, "Read it.")]).shown(),
    }
}

fn everything_works_after_a_restart(way: Way) {
    let stage = Stage::new(way, &[]);
    let scene = stage.scene();
    let before = before(&scene);
    let Scene { ana, bob, mia, general, .. } = scene;
    let stage = stage.restarts(way);

    let turned = ana.presses("Next page, 2 of 3", &before.long).shown();
    assert!(turned.id == before.long.id && turned.content.contains("At bell 11"), "{turned:#?}");
    let opened = bob.presses("Whole section", &before.long).shown();
    assert_eq!((bob.follow_ups(&opened, 2).len(), opened.only_to.as_deref()), (2, Some("Bob")));
    let posted = ana.presses("Post publicly", &before.private).shown();
    assert!(posted.content.starts_with("Posted by Ana."), "{posted:#?}");
    let reef = "Exceptions — Reef knot — The Book of Knots";
    let opened = ana.presses(reef, &before.candidates).shown();
    assert!(opened.content.contains("> Only for parcels."), "{opened:#?}");
    let other = bob.chooses("1. Purpose — Charter of the Harbour Guild", &before.matches).shown();
    assert!(other.content.contains("> The Guild keeps the harbour open."), "{other:#?}");
    mia.presses("Post at the message", &before.preview);
    let citation = general.reply_to(before.message, &bob);
    assert_eq!(citation.content, before.preview.content);
    ana.presses("Delete", &turned);
    ana.sees(&turned, |now| now.is_none());
    assert_eq!(stage.bot.stop().code, 0);
}

fn what_changed_is_said_and_nothing_is_put_up_that_nobody_saw(way: Way) {
    let stage = Stage::new(way, &[]);
    let scene = stage.scene();
    let Scene { ana, bob, mia, general, .. } = &scene;
    let before = before(&scene);
    stage.content.replace("rules/knots.md", "### Exceptions\n\nOnly wet.\n", "");
    stage.content.replace(
        "rules/CODE_OF_CONDUCT.md",
        "Say when you are tired",
        "Say you are tired",
    );
    stage.rewrites("rules/PRINCIPLES.md", "At bell 1 the", "At the first bell the", "/principle 4");

    let turned = ana.presses("Next page, 2 of 3", &before.long).shown();
    assert!(turned.content.starts_with("These words have changed since."), "{turned:#?}");
    assert!(turned.content.contains("At the first bell"), "it begins again: {turned:#?}");
    let next = ana.presses("Next page, 2 of 3", &turned).shown();
    assert!(next.content.contains("At bell 11"), "{next:#?}");
    let unposted = ana.presses("Post publicly", &before.private).shown();
    assert_eq!(unposted.content, "These words have changed since. I posted nothing.");
    assert_eq!(unposted.only_to.as_deref(), Some("Ana"));
    let wet = "Exceptions — Sheet bend — The Book of Knots";
    let gone = ana.presses(wet, &before.candidates).shown();
    assert_eq!(gone.content, "This is gone. Look for it with /ask.");
    assert_eq!(gone.only_to.as_deref(), Some("Ana"));
    assert_eq!(ana.looks_at(&before.candidates), Some(before.candidates.clone()));
    let refused = mia.presses("Post at the message", &before.preview).shown();
    let words = "Its words changed since you saw them. Start again from the message.";
    assert_eq!((refused.content.as_str(), refused.only_to.as_deref()), (words, Some("Mia")));
    let replies = general.seen_by(bob).into_iter();
    assert_eq!(replies.filter(|one| one.replies_to == Some(before.message)).count(), 0);
}

#[test]
fn everything_works_after_a_restart_over_the_gateway() {
    everything_works_after_a_restart(Way::Gateway);
}

#[test]
fn everything_works_after_a_restart_at_the_door() {
    everything_works_after_a_restart(Way::Door);
}

#[test]
fn what_changed_is_said_over_the_gateway() {
    what_changed_is_said_and_nothing_is_put_up_that_nobody_saw(Way::Gateway);
}

#[test]
fn what_changed_is_said_at_the_door() {
    what_changed_is_said_and_nothing_is_put_up_that_nobody_saw(Way::Door);
}

#[test]
fn what_stands_from_one_way_works_in_the_other() {
    let stage = Stage::new(Way::Gateway, &[]);
    let scene = stage.scene();
    let before = before(&scene);
    let Scene { ana, .. } = scene;
    let _stage = stage.restarts(Way::Door);
    let turned = ana.presses("Next page, 2 of 3", &before.long).shown();
    assert!(turned.content.contains("At bell 11"), "{turned:#?}");
}
