//! Answers on Zulip follow their question: edits, deletions, moves and resolved topics.

use crate::support::zulip::stage::Claim;
use crate::support::zulip::{Fault, NEWEST, OLDEST, Place, Scene, Shown, Stage, Way, Zulip};
use std::time::Duration;

const FIRST: &str = "Nobody reserves a bollard";
const THIRD: &str = "A flare is answered at once";

/// Longer than answers can be edited.
const TOO_LATE: i64 = 1200;

/// Stands in place of an answer that is no longer asked for.
const CHANGED: &str = "The question was changed, and this answer was taken back.";
/// The same, of a question that is gone.
const DELETED: &str = "The question is gone from here, and its answer with it.";

/// A message with the sign of channels as people see it.
fn seen(shown: Shown) -> Shown {
    Shown { content: shown.content.replace("&#35;", "#"), ..shown }
}

/// Plays all scenes with the oldest server that is known and one of today.
fn play(begins: fn(&Zulip), claims: &[Claim]) {
    for level in [OLDEST, NEWEST] {
        let zulip = Zulip::of_level(level);
        begins(&zulip);
        let stage = Stage::new(zulip, Way::Events, &[]);
        claims.iter().for_each(|claim| claim(&stage.scene()));
        stage.ends();
    }
}

fn a_question_that_is_edited_has_its_answer_edited(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, general, .. } = scene;
    for question in
        [ana.says(general, "tides", "@**Tenet** /principle 3"), bob.tells("principle 3")]
    {
        let answer = zulip.answer_to(&question);
        let somebody = if question.author == ana.id { ana } else { bob };
        somebody.edits(&question, "@**Tenet** /principle 1");
        let changed = zulip.changed(&answer);
        assert!(changed.content.contains(FIRST), "{changed:#?}");
        zulip.settles();
        assert_eq!(zulip.answers_by_now(&question), [changed]);
    }
}

fn of_several_commands_only_those_are_touched_that_changed(scene: &Scene<'_>) {
    let Scene { zulip, ana, harbour, .. } = scene;
    let question = ana.says(harbour, "tides", "/principle 1\n/principle 2\n/principle 3");
    let answers = zulip.answers_to(&question, 3);
    ana.edits(&question, "/principle 1\n/value patience\n/principle 3");
    let changed = zulip.changed(&answers[1]);
    assert!(changed.content.contains("We wait for the tide."), "{changed:#?}");
    // One that is no longer asked loses its words, and the others keep theirs.
    ana.edits(&question, "/principle 1\n/value patience");
    assert_eq!(zulip.changed(&answers[2]).content, CHANGED);
    zulip.settles();
    assert_eq!((zulip.now(&answers[0]), zulip.now(&changed)), (answers[0].clone(), changed));
}

fn an_edit_that_asks_is_answered_and_one_that_no_longer_does_takes_the_answer(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, harbour, .. } = scene;
    for (message, asks) in [
        (ana.says(harbour, "tides", "hello"), "hello @**Tenet** /principle 3"),
        (ana.says(harbour, "ebb", "principle 3"), "/principle 3"),
        (ana.tells_with(&[bob], "I agree"), "principle 3"),
        (ana.tells("> quoted"), "principle 3"),
    ] {
        ana.edits(&message, asks);
        let answer = zulip.answer_to(&message);
        assert!(answer.content.contains(THIRD), "{asks}: {answer:#?}");
        ana.edits(&message, "> never mind");
        assert_eq!(zulip.changed(&answer).content, CHANGED, "{asks}");
    }
}

fn an_edit_that_asks_for_nothing_is_left_alone(scene: &Scene<'_>) {
    let Scene { zulip, ana, beacon, harbour, .. } = scene;
    let silent = [
        (ana, "see principle 3"),
        (ana, "> @**Tenet** /principle 3"),
        (ana, "@_**Tenet** /principle 3"),
        (ana, "see /principle 3"),
        (ana, "/shrug"),
        // Not where a command takes its slash.
        (ana, "principle 3"),
        (beacon, "/principle 3"),
    ];
    let silent = silent.map(|(somebody, text)| {
        let message = somebody.says(harbour, "tides", "hello");
        somebody.edits(&message, text);
        (message, text)
    });
    let old = ana.says(harbour, "ebb", "hello");
    old.is_older_by(3700);
    ana.edits(&old, "/principle 3");
    zulip.settles();
    for (message, text) in silent.into_iter().chain([(old, "long ago")]) {
        assert_eq!(zulip.answers_by_now(&message), [], "{text}");
        assert_eq!(zulip.private_answers_by_now(&message), [], "{text}");
    }
}

fn what_becomes_private_leaves_the_channel_and_stays_private(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    ana.edits(&question, "@**Tenet** /coc shouting");
    assert_eq!(
        zulip.changed(&answer).content,
        "The question was changed. Its answer is for who asked alone."
    );
    let told = seen(ana.is_told(1));
    let opening = "Only you see this. Your question is still visible in #general.";
    assert!(told.content.starts_with(opening), "{told:#?}");
    ana.edits(&question, "@**Tenet** /principle 1");
    let changed = zulip.changed(&zulip.now(&told));
    assert!(changed.content.contains(FIRST), "{changed:#?}");
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question).len(), 1, "nothing new in the channel");
    ana.deletes(&question);
    let taken_back = zulip.changed(&changed).content;
    assert_eq!(taken_back, DELETED);
}

fn what_stood_too_long_is_answered_anew(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    zulip.passes(TOO_LATE);
    ana.edits(&question, "@**Tenet** /principle 1");
    let answers = zulip.answers_to(&question, 2);
    assert_eq!(answers[0], answer);
    assert!(answers[1].content.contains(FIRST), "{answers:#?}");
    // The new one is what follows from then on.
    ana.edits(&question, "@**Tenet** /principle 3");
    assert!(zulip.changed(&answers[1]).content.contains(THIRD));
    // Too late to take its words away: it is left.
    zulip.passes(TOO_LATE);
    let before = zulip.answers_by_now(&question);
    ana.deletes(&question);
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question), before);
}

fn an_answer_goes_where_its_question_was_moved(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, harbour, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    general.renames("tides", "ebb");
    general.moves("ebb", harbour, "flood");
    ana.edits(&question, "@**Tenet** /principle 1");
    let changed = zulip.changed(&answer);
    assert!(changed.content.contains(FIRST), "{changed:#?}");
    let there = Place::Topic(harbour.id, "flood".to_owned());
    assert_eq!(changed.place, there);
    // A new answer goes there as well.
    zulip.passes(TOO_LATE);
    ana.edits(&question, "@**Tenet** /principle 3");
    let answers = zulip.answers_to(&question, 2);
    assert!(answers[1].content.contains(THIRD), "{answers:#?}");
    assert_eq!(answers[1].place, there);
    assert_eq!(general.shows("tides").len() + general.shows("ebb").len(), 0);
}

fn what_asks_once_it_was_moved_is_answered_there(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, harbour, .. } = scene;
    let message = ana.says(harbour, "tides", "hello");
    harbour.moves("tides", general, "ebb");
    ana.edits(&message, "@**Tenet** /principle 3");
    assert_eq!(zulip.answer_to(&message).place, Place::Topic(general.id, "ebb".to_owned()));
    assert_eq!(harbour.shows("tides"), []);
}

fn what_is_moved_out_of_sight_is_followed_no_more(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let cellar = zulip.private_channel("cellar");
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    general.moves("tides", &cellar, "tides");
    ana.edits(&question, "@**Tenet** /principle 1");
    zulip.settles();
    assert_eq!(zulip.now(&answer).content, answer.content);
    assert!(ana.told().is_empty());
}

fn a_resolved_topic_is_not_opened_by_an_old_question(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    general.resolves("tides");
    // An answer that stands there is edited, which opens nothing.
    ana.edits(&question, "@**Tenet** /principle 1");
    let changed = zulip.changed(&answer);
    assert!(changed.content.contains(FIRST), "{changed:#?}");
    let stands = general.shows("✔ tides").len();
    ana.edits(&question, "@**Tenet** /principle 1\n/principle 3");
    let told = seen(ana.is_told(1));
    let opening = "Your topic in #general is resolved, so I answer you here.";
    assert!(told.content.starts_with(opening) && told.content.contains(THIRD), "{told:#?}");
    zulip.settles();
    assert_eq!(general.shows("✔ tides").len(), stands);
}

fn an_answer_that_somebody_deleted_stays_away(scene: &Scene<'_>) {
    let Scene { zulip, ana, mia, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    zulip.settles();
    mia.removes(&answer);
    ana.edits(&question, "@**Tenet** /principle 1");
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question), []);
    assert!(ana.told().is_empty());
}

fn the_last_of_many_edits_is_what_is_answered(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 2");
    for text in ["/principle 1", "/value patience", "/who-is ada", "/principle 3"] {
        ana.edits(&question, &format!("@**Tenet** {text}"));
    }
    zulip.comes_to(&question, |answers| matches!(answers, [only] if only.content.contains(THIRD)));
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question).len(), 1);
}

fn a_question_that_is_deleted_at_once_leaves_nothing(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    ana.deletes(&question);
    zulip.settles();
    zulip.comes_to(&question, |answers| answers.iter().all(|answer| answer.content == DELETED));
}

const CLAIMS: &[Claim] = &[
    a_question_that_is_edited_has_its_answer_edited,
    of_several_commands_only_those_are_touched_that_changed,
    an_edit_that_asks_is_answered_and_one_that_no_longer_does_takes_the_answer,
    an_edit_that_asks_for_nothing_is_left_alone,
    what_becomes_private_leaves_the_channel_and_stays_private,
    what_stood_too_long_is_answered_anew,
    an_answer_goes_where_its_question_was_moved,
    what_asks_once_it_was_moved_is_answered_there,
    what_is_moved_out_of_sight_is_followed_no_more,
    a_resolved_topic_is_not_opened_by_an_old_question,
    an_answer_that_somebody_deleted_stays_away,
    the_last_of_many_edits_is_what_is_answered,
    a_question_that_is_deleted_at_once_leaves_nothing,
];

#[test]
fn answers_follow_their_questions() {
    play(|_| {}, CLAIMS);
}

fn with_its_question_an_answer_is_deleted(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3\n/report");
    let (answer, told) = (zulip.answer_to(&question), ana.is_told(1));
    zulip.settles();
    ana.deletes(&question);
    zulip.is_gone(&answer);
    zulip.is_gone(&told);
}

fn what_is_asked_no_more_is_deleted(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    ana.edits(&question, "never mind");
    zulip.is_gone(&answer);
    ana.edits(&question, "@**Tenet** /principle 1");
    assert!(zulip.answer_to(&question).content.contains(FIRST));
}

#[test]
fn where_the_bot_may_delete_it_does() {
    play(
        Zulip::allows_deletions,
        &[with_its_question_an_answer_is_deleted, what_is_asked_no_more_is_deleted],
    );
}

fn an_edit_is_answered_anew_and_a_deletion_leaves_the_answer(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "tides", "@**Tenet** /principle 3");
    let answer = zulip.answer_to(&question);
    ana.edits(&question, "@**Tenet** /principle 1");
    let answers = zulip.answers_to(&question, 2);
    assert_eq!(answers[0], answer);
    assert!(answers[1].content.contains(FIRST), "{answers:#?}");
    zulip.settles();
    ana.deletes(&question);
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question), answers);
}

#[test]
fn where_nothing_may_be_edited_answers_are_given_anew() {
    play(Zulip::forbids_edits, &[an_edit_is_answered_anew_and_a_deletion_leaves_the_answer]);
}

#[test]
fn a_question_that_is_moved_before_it_is_answered_is_answered_where_it_stands_then() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { zulip, ana, general, harbour, .. } = stage.scene();
    zulip.fails("GET", "users", Fault::Limited(Duration::from_secs(3)));
    let question = ana.says(&general, "tides", "@**Tenet** /principle 3");
    zulip.failed(1);
    general.moves("tides", &harbour, "ebb");
    let answer = zulip.answer_to(&question);
    assert_eq!(answer.place, Place::Topic(harbour.id, "ebb".to_owned()));
    assert_eq!(general.shows("tides"), []);
    stage.stops();
}

#[test]
fn that_nothing_may_be_edited_any_more_is_learned_from_a_refusal() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    stage.zulip.forbids_edits();
    an_edit_is_answered_anew_and_a_deletion_leaves_the_answer(&stage.scene());
    stage.ends();
}
