//! What is tried with citations at a person on Zulip, and does not come about: by others than moderators,
//! by names and notes, before anybody saw it and after anybody wanted it.

use crate::support::zulip::{Claim, Down, Fault, Scene, Shown, Stage, Way, Zulip, play};
use crate::zulip_moderating::{
    EXPECTED, MARKER, NO_DRAFT, TOPIC, in_topic, posts, preview, reply, written,
};
use std::path::Path;
use std::time::Duration;

const MAY_NOT: &str = "Only moderators can address a citation to a person.";

fn what_another_holds_is_not_to_be_had(scene: &Scene<'_>) {
    let Scene { zulip, ana, mia, general, .. } = scene;
    let max = zulip.moderator("Max");
    preview(scene, &written(scene));
    assert!(reply(scene, &max, "post").starts_with(NO_DRAFT));
    for word in ["post", "private", "cancel", "1"] {
        let said = reply(scene, ana, word);
        assert!(!said.contains("Posted") && !said.contains("Sent"));
    }
    // Neither where others read along.
    ana.tells_with(&[mia], "post");
    mia.says(general, TOPIC, "post");
    zulip.settles();
    assert!(in_topic(scene, general, TOPIC).is_empty() && scene.bob.told().is_empty());
    posts(scene, mia);
}

fn names_and_notes_notify_nobody_else(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let eve = zulip.moderator("Eve** @**all** |9");
    let odd = zulip.person("Bo** @**everyone** @*stewards* |7");
    let message = odd.says(general, "odd", &format!("hey {MARKER}"));
    let note = format!(
        "@**all** {} @*stewards* @**channel** @_**Ana** #**general>x** ``` [a](https://o.example)",
        ana.mention()
    );
    let cite = format!("/coc what we expect {} ", message.link());
    zulip.answers_to(&eve.tells(&format!("{cite} note:{note}")), 2);
    posts(scene, &eve);
    let posted = zulip.answer_to(&message);
    assert_eq!(posted.notifies, Vec::<u64>::new(), "{posted:#?}");
    assert!(posted.content.contains(&format!("@_**|{}** to:", odd.id)), "{posted:#?}");
    assert!(!posted.content.contains("](https://o.example)"), "{posted:#?}");
    zulip.answers_to(&eve.tells(&format!("{cite} ping:true")), 2);
    assert!(reply(scene, &eve, "private").starts_with("Sent privately."));
    assert_eq!(odd.is_told(1).notifies, [odd.id], "the person alone");
}

fn who_names_a_person_with_a_space_says_nothing_to_all(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, mia, general, .. } = scene;
    let message = written(scene);
    for asks in [
        format!("@**Tenet** /coc what we expect to: {}", bob.mention()),
        "@**Tenet** coc what we expect to: Bob".to_owned(),
        format!("@**Tenet** /coc {}", message.link()),
    ] {
        let asked = ana.says(general, TOPIC, &asks);
        assert!(zulip.private_answer_to(&asked).content.contains(MAY_NOT), "{asks}");
    }
    let before = mia.told().len();
    let asks = format!("@**Tenet** /coc what we expect to:  {} ping:true", bob.mention());
    let typed = mia.says(general, TOPIC, &asks);
    let last = mia.is_told(before + 2);
    assert!(last.content.contains("is named and notified"), "{last:#?}");
    assert!(in_topic(scene, general, TOPIC).is_empty());
    assert_eq!(reply(scene, mia, "cancel"), "Cancelled. Nobody was told anything.");
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&typed), []);
}

fn what_nobody_read_yet_is_not_posted(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    let message = written(scene);
    reply(scene, mia, &format!("/coc {}", message.link()));
    let before = zulip.failures();
    zulip.fails("POST", "messages", Fault::Limited(Duration::from_secs(3)));
    mia.tells(EXPECTED);
    zulip.failed(before + 1);
    let blind = mia.tells("post");
    let said: Vec<Shown> = zulip.answers_to(&blind, 3);
    assert!(said[2].content.starts_with("You wrote that before my preview stood."), "{said:#?}");
    assert!(in_topic(scene, general, TOPIC).is_empty());
    posts(scene, mia);
}

fn nothing_is_posted_where_its_moderator_could_not(scene: &Scene<'_>) {
    let Scene { zulip, bob, mia, general, .. } = scene;
    let apart = zulip.private_channel("apart");
    apart.takes_the_bot();
    let message = written(scene);
    preview(scene, &message);
    general.moves(TOPIC, &apart, TOPIC);
    assert!(reply(scene, mia, "post").starts_with("The message is gone."));
    let told = mia.told().len();
    let typed = format!("@**Tenet** /coc what we expect to:{}", bob.mention());
    mia.says(general, "nets", &typed);
    mia.is_told(told + 2);
    general.moves("nets", &apart, "nets");
    assert!(reply(scene, mia, "post").starts_with("The message is gone."));
    assert!(
        in_topic(scene, &apart, TOPIC).is_empty() && in_topic(scene, &apart, "nets").is_empty()
    );
    assert!(reply(scene, mia, "private").starts_with("Sent privately."));
}

/// What is the same however the bot is told what people write.
const SCENES: [Claim; 5] = [
    what_another_holds_is_not_to_be_had,
    names_and_notes_notify_nobody_else,
    who_names_a_person_with_a_space_says_nothing_to_all,
    what_nobody_read_yet_is_not_posted,
    nothing_is_posted_where_its_moderator_could_not,
];

#[test]
fn what_is_tried_with_citations() {
    play(Way::Events, &[], &SCENES);
}

#[test]
fn what_is_tried_with_citations_by_an_outgoing_webhook() {
    play(Way::Webhook, &[], &SCENES);
}

#[test]
fn a_step_that_nobody_heard_for_a_moment_is_not_taken() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let scene = stage.scene();
    preview(&scene, &written(&scene));
    stage.zulip.goes_down(Down::Killed);
    let missed = scene.mia.tells("post");
    stage.zulip.comes_back(None);
    let said = stage.zulip.answer_to(&missed).content;
    assert!(said.contains("do nothing late"), "{said}");
    assert!(in_topic(&scene, &scene.general, TOPIC).is_empty());
    // What she wants now is done.
    posts(&scene, &scene.mia);
    drop(scene);
    stage.stops();
}

/// The files below a folder in which these words stand.
fn with_words(folder: &Path, words: &str) -> Vec<String> {
    let mut with = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            with.extend(with_words(&path, words));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
            with.push(path.display().to_string());
        }
    }
    with
}

#[test]
fn nothing_of_the_message_or_of_a_note_is_kept_or_logged() {
    for way in [Way::Events, Way::Webhook] {
        let stage = Stage::new(Zulip::new(), way, &[]);
        let scene = stage.scene();
        let message = written(&scene);
        reply(&scene, &scene.mia, &format!("/coc {}", message.link()));
        let step = scene.mia.tells("1 note:frobnostic words");
        stage.zulip.answers_to(&step, 2);
        posts(&scene, &scene.mia);
        let typed =
            format!("@**Tenet** /coc what we expect to:{} note:frobnostic", scene.bob.mention());
        scene.mia.says(&scene.general, TOPIC, &typed);
        stage.zulip.settles();
        let sent = stage.zulip.all_of_the_bot();
        assert!(sent.iter().any(|shown| shown.content.contains("frobnostic")), "{sent:#?}");
        assert!(sent.iter().all(|shown| !shown.content.contains(MARKER)), "{sent:#?}");
        drop(scene);
        let (said, state) = (stage.bot.lines(), stage.state.path().to_owned());
        for words in [MARKER, "frobnostic"] {
            assert!(said.iter().all(|line| !line.contains(words)), "{words}, {way:?}");
        }
        let stage = stage.restarts(|_| {
            // Where something was written to somebody alone is kept, so that it can be found.
            assert_ne!(with_words(&state, "person:"), Vec::<String>::new(), "{way:?}");
            for words in [MARKER, "frobnostic"] {
                assert_eq!(with_words(&state, words), Vec::<String>::new(), "{words}, {way:?}");
            }
        });
        stage.ends();
    }
}
