//! An outgoing webhook bot on Zulip as people see it: what Zulip posts of its answers, what the bot
//! writes itself, and what everybody would see of a failure.

use crate::support::zulip::{BOT, Fault, Place, Scene, Shown, Stage, Way, Written, Zulip, play};
use serde_json::{Value, json};
use std::time::Duration;

/// The third principle of the invented organisation, and the first.
const THIRD: &str = "flare";
const FIRST: &str = "bollard";

/// What the webhook answered to a message, the first time.
#[track_caller]
fn hooked(scene: &Scene<'_>, written: &Written) -> Value {
    scene.zulip.hooked(written, 1).remove(0).expect("an answer in time")
}

fn silence() -> Value {
    json!({"response_not_required": true})
}

fn what_everybody_may_see_is_the_answer(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, general, .. } = scene;
    let question = ana.says(general, "tides", "@**tenet** principle 3");
    let answer = zulip.answer_to(&question);
    assert!(answer.content.contains(THIRD), "{answer:?}");
    assert_eq!(hooked(scene, &question), json!({"content": answer.content}));
    let named = ana.says(general, "tides", &format!("@**Tenet|{BOT}** /principle 1"));
    assert!(zulip.answer_to(&named).content.contains(FIRST));
    let alone = ana.tells("principle 3");
    assert!(zulip.answer_to(&alone).content.contains(THIRD));
    let together = ana.tells_with(&[bob], "/principle 3");
    assert!(zulip.answer_to(&together).content.contains(THIRD));
    ana.tells_with(&[bob], "I agree");
    zulip.settles();
    assert_eq!((ana.told().len(), zulip.answers_by_now(&together).len()), (1, 1));
}

fn what_only_the_asker_may_see_is_written_to_them(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    for (words, told) in [("/report", "care@"), ("how do I knit a sail from kelp", "")] {
        let question = ana.says(general, "tides", &format!("@**Tenet** {words}"));
        let private = zulip.private_answer_to(&question);
        assert!(private.content.starts_with("Only you see this."), "{private:?}");
        assert!(private.content.contains(told), "{private:?}");
        assert_eq!(hooked(scene, &question), silence());
    }
    zulip.settles();
    assert_eq!(general.shows("tides").len(), 2, "the questions alone");
}

fn what_is_not_for_the_bot_is_not_answered(scene: &Scene<'_>) {
    let Scene { zulip, ana, beacon, harbour, .. } = scene;
    let edited = ana.says(harbour, "tides", "hello");
    ana.edits(&edited, "@**Tenet** /principle 3");
    ana.says(harbour, "tides", "/principle 3");
    ana.says(harbour, "tides", "@_**Tenet** /principle 3");
    ana.says(harbour, "tides", "> @**Tenet** /principle 3");
    ana.says(harbour, "tides", "@**all** /principle 3");
    beacon.says(harbour, "tides", "@**Tenet** /principle 3");
    zulip.settles();
    assert_eq!(harbour.shows("tides").len(), 6, "nothing but what was said");
}

fn an_answer_of_several_messages_comes_in_its_order(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, .. } = scene;
    let question = ana.tells("/coc we write the log");
    let answers = zulip.answers_to(&question, 2);
    assert_eq!(hooked(scene, &question), json!({"content": answers[0].content}));
    let bells = |shown: &Shown| shown.content.matches("At bell ").count();
    assert_eq!(answers.iter().map(bells).sum::<usize>(), 120, "{answers:#?}");
    assert!(answers[0].content.contains("At bell 1 "), "{answers:#?}");
    // Where others read along, that is too much.
    let among = ana.tells_with(&[bob], "/coc we write the log");
    assert!(zulip.private_answer_to(&among).content.starts_with("Only you see this."));
    assert_eq!(hooked(scene, &among), silence());
}

fn nothing_is_posted_that_everybody_would_take_for_a_failure(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    for words in ["", "/nosuchcommand", "\u{0}\u{202e}", "/coc to:", "/principle 3 in:", "!!!"] {
        ana.tells(&format!("{words} "));
        ana.says(general, "tides", &format!("@**Tenet** {words}"));
    }
    zulip.settles();
    let all = zulip.all_of_the_bot();
    assert!(all.iter().all(|shown| !shown.content.contains("Failure!")), "{all:#?}");
}

fn however_often_zulip_asks_the_answer_is_given_once(scene: &Scene<'_>) {
    let Scene { stage, zulip, ana, bob, general, .. } = scene;
    let address = stage.bot.address();
    // Zulip gives up each time, and asks again three times.
    zulip.sends_to(address, Duration::ZERO);
    let private = ana.says(general, "tides", "@**Tenet** /report");
    let open = bob.says(general, "tides", "@**Tenet** /principle 3");
    for question in [&private, &open] {
        assert_eq!(zulip.hooked(question, 4), [None, None, None, None]);
    }
    zulip.sends_to(address, Duration::from_secs(10));
    assert!(ana.is_told(1).content.contains("care@"));
    zulip.settles();
    assert_eq!((ana.told().len(), bob.told().len()), (1, 0));
    // Zulip itself says so, and nobody is told that the answer stands where it does not.
    let notices = zulip.answers_by_now(&open);
    assert!(notices.iter().all(|shown| shown.content.starts_with("Failure!")), "{notices:#?}");
}

#[test]
fn an_outgoing_webhook_bot() {
    play(
        Way::Webhook,
        &[],
        &[
            what_everybody_may_see_is_the_answer,
            what_only_the_asker_may_see_is_written_to_them,
            what_is_not_for_the_bot_is_not_answered,
            an_answer_of_several_messages_comes_in_its_order,
            nothing_is_posted_that_everybody_would_take_for_a_failure,
            however_often_zulip_asks_the_answer_is_given_once,
        ],
    );
}

#[test]
fn what_was_answered_is_not_answered_again_after_a_restart() {
    let mut stage = Stage::new(Zulip::new(), Way::Webhook, &[]);
    let Scene { ana, bob, general, .. } = stage.scene();
    let private = ana.says(&general, "tides", "@**Tenet** /report");
    let open = bob.says(&general, "ebb", "@**Tenet** /principle 3");
    assert!(ana.is_told(1).content.contains("care@"));
    stage.zulip.answer_to(&open);
    stage.zulip.settles();
    for is_killed in [false, true] {
        stage = if is_killed { stage.dies(|_| {}) } else { stage.restarts(|_| {}) };
        for question in [&private, &open] {
            let before = stage.zulip.hooked(question, 1).len();
            stage.zulip.hooks_again(question);
            let answered = stage.zulip.hooked(question, before + 1).pop().unwrap();
            assert_eq!(answered, Some(silence()));
        }
        stage.zulip.settles();
        assert_eq!(ana.told().len(), 1);
    }
    stage.ends();
}

#[test]
fn who_cannot_be_written_to_is_told_so_where_they_asked() {
    let zulip = Zulip::new();
    for _ in 0..1000 {
        zulip.fails("GET", "users/me", Fault::Refused("UNAUTHORIZED"));
    }
    let stage = Stage::new(zulip, Way::Webhook, &[]);
    let scene = stage.scene();
    stage.bot.wait_for("it is not known who the bot is");
    let Scene { zulip, ana, bob, mia, general, .. } = &scene;
    let open = ana.says(general, "tides", &format!("@**Tenet|{BOT}** /principle 3"));
    assert!(zulip.answer_to(&open).content.contains(THIRD));
    let private = ana.says(general, "ebb", "@**Tenet** /report");
    let told = "I answer that privately, and I cannot write to you. Please write to me directly.";
    assert_eq!(zulip.answer_to(&private).content, told);
    assert!(zulip.answer_to(&ana.tells("/report")).content.contains("care@"));
    let cites = mia.tells(&format!("/coc {}", open.link()));
    let said = zulip.answer_to(&cites).content;
    assert_eq!(said, "I cannot look that up just now, and did nothing. Try again.");
    zulip.settles();
    assert!(bob.told().is_empty());
    let everywhere = zulip.all_of_the_bot();
    let in_public = |shown: &&Shown| matches!(shown.place, Place::Topic(..));
    assert!(everywhere.iter().filter(in_public).all(|shown| !shown.content.contains("care@")));
    drop(scene);
    let run = stage.stops();
    assert_eq!(run.stderr.matches("WARN").count(), 1, "{run:?}");
}

#[test]
fn the_doctor_knows_each_kind_of_bot_and_the_settings_are_told_without_secrets() {
    for (way, mode, other) in
        [(Way::Events, "events", "webhook"), (Way::Webhook, "webhook", "events")]
    {
        let stage = Stage::new(Zulip::new(), way, &[]);
        let doctor = |mode: &str| {
            let mode = format!("zulip.mode={mode}");
            let door = "http.address=127.0.0.1:0";
            stage.runs(&["--set", &mode, "--set", door, "doctor"])
        };
        let well = doctor(mode);
        assert!(well.stdout.contains("The key is of the bot Tenet, a member of "), "{well:?}");
        let ill = doctor(other);
        assert!(ill.stdout.contains(&format!("and `zulip.mode` is `{other}`.")), "{ill:?}");
        assert_ne!(ill.code, 0, "{ill:?}");
        let mode = format!("zulip.mode={mode}");
        let config = stage.runs(&["--set", &mode, "--set", "http.address=127.0.0.1:0", "config"]);
        assert_eq!(config.code, 0, "{config:?}");
        for run in [&well, &ill, &config] {
            for secret in ["plantedHookToken", "plantedZulipKey"] {
                let said = format!("{}{}", run.stdout, run.stderr);
                assert!(!said.contains(secret), "{run:?}");
            }
        }
        stage.ends();
    }
}
