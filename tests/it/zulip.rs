//! Messages to the bot on Zulip: what is answered, to whom, and how answers follow their question.

use crate::support::zulip::{Fault, Place, Scene, Shown, Stage, Way, Zulip, play};

/// The third principle of the invented organisation, and the first.
const THIRD: &str = "flare";
const FIRST: &str = "bollard";

/// A message with the sign of channels as people see it.
fn without_signs(shown: Shown) -> Shown {
    Shown { content: shown.content.replace("&#35;", "#"), ..shown }
}

#[test]
fn a_mention_is_answered_where_it_stands_and_others_are_left_alone() {
    play(
        Way::Events,
        &[],
        &[
            |scene| {
                scene.ana.says(&scene.general, "tides", "/principle 3");
                scene.ana.says(&scene.general, "tides", "@_**Tenet** /principle 3");
                scene.ana.says(&scene.general, "tides", "> @**Tenet** /principle 3");
                scene.ana.says(&scene.general, "tides", "`@**Tenet**` /principle 3");
                scene.beacon.says(&scene.general, "tides", "@**Tenet** /principle 3");
                let question = scene.ana.says(&scene.general, "tides", "@**Tenet** principle 3");
                let answer = scene.zulip.answer_to(&question);
                assert!(answer.content.contains(THIRD), "{answer:?}");
                scene.zulip.settles();
                assert_eq!(scene.general.shows("tides").len(), 7, "six messages and one answer");
                assert!(scene.ana.told().is_empty());
            },
            |scene| {
                let said = "Tell them, @**tenet**:\n/principle 1\n/principle 3\n/value\n/mission";
                let question = scene.ana.says(&scene.general, "tides", said);
                let answers = scene.zulip.answers_to(&question, 4);
                assert!(answers[0].content.contains(FIRST), "{answers:?}");
                assert!(answers[1].content.contains(THIRD), "{answers:?}");
                assert!(answers[3].content.contains("one is left out"), "{answers:?}");
            },
        ],
    );
}

#[test]
fn a_command_with_its_slash_is_enough_where_the_bot_listens() {
    play(
        Way::Events,
        &[],
        &[|scene| {
            scene.ana.says(&scene.harbour, "tides", "/shrug");
            scene.ana.says(&scene.harbour, "tides", "principle 3");
            scene.ana.says(&scene.harbour, "tides", "see /principle 3");
            let question = scene.ana.says(&scene.harbour, "tides", "/principle 3");
            assert!(scene.zulip.answer_to(&question).content.contains(THIRD));
            scene.zulip.settles();
            assert_eq!(scene.harbour.shows("tides").len(), 5, "four messages and one answer");
        }],
    );
}

#[test]
fn a_conversation_with_the_bot_needs_no_mention_and_one_of_several_a_command() {
    play(
        Way::Events,
        &[],
        &[
            |scene| {
                let question = scene.ana.tells("principle 3\n/principle 1");
                let answers = scene.zulip.answers_to(&question, 2);
                assert!(answers[0].content.contains(THIRD), "{answers:?}");
                assert!(answers[1].content.contains(FIRST), "{answers:?}");
            },
            |scene| {
                scene.ana.tells_with(&[&scene.bob], "I agree");
                let question = scene.ana.tells_with(&[&scene.bob], "principle 3");
                assert!(scene.zulip.answer_to(&question).content.contains(THIRD));
                let private = scene.bob.tells_with(&[&scene.ana], "/report");
                let told = scene.zulip.private_answer_to(&private);
                let opening =
                    "Only you see this. Your question is still visible in the conversation.";
                assert!(told.content.starts_with(opening), "{told:?}");
                scene.zulip.settles();
                assert_eq!(scene.zulip.answers_by_now(&private), []);
            },
        ],
    );
}

#[test]
fn what_is_private_goes_to_the_asker_alone() {
    play(
        Way::Events,
        &[],
        &[
            |scene| {
                let question = scene.ana.says(&scene.general, "tides", "@**Tenet** /report");
                let told = without_signs(scene.zulip.private_answer_to(&question));
                let opening = "Only you see this. Your question is still visible in #general.";
                assert!(told.content.starts_with(opening), "{told:?}");
                scene.zulip.settles();
                assert_eq!(scene.general.shows("tides").len(), 1, "the question alone");
            },
            |scene| {
                scene.ana.is_deactivated();
                let question = scene.ana.says(&scene.general, "tides", "@**Tenet** /report");
                scene.zulip.settles();
                assert!(scene.zulip.answers_by_now(&question).is_empty(), "nobody would read it");
            },
        ],
    );
}

#[test]
fn where_the_bot_may_not_write_the_asker_is_told_why() {
    play(
        Way::Events,
        &[],
        &[|scene| {
            let cellar = scene.zulip.private_channel("cellar");
            let question = scene.ana.says(&cellar, "tides", "@**Tenet** /principle 3");
            let told = without_signs(scene.zulip.private_answer_to(&question));
            assert!(told.content.starts_with("I could not write in #cellar."), "{told:?}");
            assert!(told.content.contains(THIRD), "{told:?}");
        }],
    );
}

#[test]
fn the_same_again_is_answered_with_where_it_stands() {
    play(
        Way::Events,
        &[],
        &[|scene| {
            let first = scene.ana.says(&scene.general, "tides", "@**Tenet** /principle 3");
            let answer = scene.zulip.answer_to(&first);
            // By then the bot knows that its answer stands.
            scene.zulip.settles();
            let again = scene.bob.says(&scene.general, "tides", "@**Tenet** /principle 3");
            let told = scene.zulip.private_answer_to(&again);
            let link = format!(
                "{}/#narrow/stream/{}-general/topic/tides/near/{}",
                scene.zulip.site(),
                scene.general.id,
                answer.id
            );
            assert!(
                told.content.contains(&format!("I answered that just now: {link}")),
                "{told:?}"
            );
        }],
    );
}

#[test]
fn an_answer_follows_its_question() {
    play(
        Way::Events,
        &[],
        &[
            |scene| {
                let question = scene.ana.says(&scene.harbour, "tides", "hello");
                scene.ana.edits(&question, "@**Tenet** /principle 3");
                let answer = scene.zulip.answer_to(&question);
                assert!(answer.content.contains(THIRD), "{answer:?}");
                scene.ana.edits(&question, "@**Tenet** /principle 1");
                let changed = scene.zulip.changed(&answer);
                assert!(changed.content.contains(FIRST), "{changed:?}");
                // It is deleted where that is allowed, and else its words are taken back.
                scene.ana.deletes(&question);
                assert_eq!(
                    scene.zulip.changed(&changed).content,
                    "The question is gone from here, and its answer with it."
                );
            },
            |scene| {
                let question = scene.ana.says(&scene.general, "tides", "@**Tenet** /principle 3");
                let answer = scene.zulip.answer_to(&question);
                scene.ana.edits(&question, "@**Tenet** /report");
                let emptied = scene.zulip.changed(&answer);
                assert_eq!(
                    emptied.content,
                    "The question was changed. Its answer is for who asked alone."
                );
                assert!(scene.ana.is_told(1).content.contains("Only you see this."));
            },
            |scene| {
                let question = scene.ana.says(&scene.general, "tides", "@**Tenet** /principle 3");
                let answer = scene.zulip.answer_to(&question);
                scene.general.moves("tides", &scene.harbour, "ebb");
                scene.ana.edits(&question, "@**Tenet** /principle 1");
                let changed = scene.zulip.changed(&answer);
                assert!(changed.content.contains(FIRST), "{changed:?}");
                assert_eq!(changed.place, Place::Topic(scene.harbour.id, "ebb".to_owned()));
            },
            |scene| {
                scene.zulip.allows_deletions();
                let question = scene.ana.says(&scene.general, "tides", "@**Tenet** /principle 3");
                let answer = scene.zulip.answer_to(&question);
                scene.ana.deletes(&question);
                scene.zulip.is_gone(&answer);
            },
        ],
    );
}

#[test]
fn an_answer_that_cannot_be_edited_any_more_is_given_anew() {
    play(
        Way::Events,
        &[],
        &[|scene| {
            let question = scene.ana.says(&scene.general, "tides", "@**Tenet** /principle 3");
            let answer = scene.zulip.answer_to(&question);
            scene.zulip.passes(1200);
            scene.ana.edits(&question, "@**Tenet** /principle 1");
            let answers = scene.zulip.answers_to(&question, 2);
            assert_eq!(answers[0].content, answer.content);
            assert!(answers[1].content.contains(FIRST), "{answers:?}");
            let opening = "You changed your question; this answers it now.";
            assert!(answers[1].content.starts_with(opening), "{answers:?}");
            // A topic that was resolved is not opened again.
            scene.zulip.passes(1200);
            scene.general.resolves("tides");
            scene.ana.edits(&question, "@**Tenet** /principle 2");
            let told = without_signs(scene.ana.is_told(1));
            let opening = "Your topic in #general is resolved, so I answer you here.";
            assert!(told.content.starts_with(opening), "{told:?}");
        }],
    );
}

#[test]
fn what_comes_twice_or_is_answered_with_a_lost_reply_stands_once() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, general, zulip, .. } = stage.scene();
    zulip.fails("GET", "events", Fault::Twice);
    zulip.fails("POST", "messages", Fault::CutAfter);
    let first = ana.says(&general, "tides", "@**Tenet** /principle 3");
    assert!(zulip.answer_to(&first).content.contains(THIRD));
    zulip.fails("POST", "messages", Fault::Cut);
    let second = ana.says(&general, "ebb", "@**Tenet** /principle 1");
    assert!(zulip.answer_to(&second).content.contains(FIRST));
    zulip.fails("POST", "messages", Fault::StatusAfter(500));
    let third = ana.tells("/principle 1");
    assert!(zulip.answer_to(&third).content.contains(FIRST));
    zulip.settles();
    for question in [&first, &second, &third] {
        let answers: Vec<u64> =
            zulip.answers_by_now(question).into_iter().map(|shown| shown.id).collect();
        assert_eq!(answers.len(), 1, "{answers:?}, to {}", question.id);
    }
    stage.stops();
}

#[test]
fn an_answer_follows_its_question_over_a_restart_and_is_not_given_again() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, general, .. } = stage.scene();
    let question = ana.says(&general, "tides", "@**Tenet** /principle 3");
    let answer = stage.zulip.answer_to(&question);
    let stage = stage.dies(|_| {});
    stage.zulip.settles();
    assert_eq!(stage.zulip.answers_by_now(&question), std::slice::from_ref(&answer));
    ana.edits(&question, "@**Tenet** /principle 1");
    assert!(stage.zulip.changed(&answer).content.contains(FIRST));
    stage.ends();
}

#[test]
fn what_was_asked_long_ago_while_nobody_listened_is_answered_to_the_asker_alone() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, bob, general, .. } = stage.scene();
    stage.zulip.settles();
    let (mut late, mut fresh) = (None, None);
    let stage = stage.restarts(|_| {
        let asked = ana.says(&general, "tides", "@**Tenet** /principle 3");
        asked.is_older_by(3600);
        late = Some(asked);
        fresh = Some(bob.says(&general, "tides", "@**Tenet** /principle 1"));
    });
    let (late, fresh) = (late.unwrap(), fresh.unwrap());
    assert!(stage.zulip.answer_to(&fresh).content.contains(FIRST));
    let told = stage.zulip.private_answer_to(&late);
    assert!(told.content.starts_with("I was away from "), "{told:?}");
    assert!(told.content.contains(&format!("-general/topic/tides/near/{}", late.id)), "{told:?}");
    assert!(told.content.contains(THIRD), "{told:?}");
    stage.zulip.settles();
    assert_eq!(general.shows("tides").len(), 3, "two questions and the answer to one");
    stage.ends();
}
