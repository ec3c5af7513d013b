//! Where people write on Zulip: what of it is for the bot, and where the answer goes.

use crate::support::zulip::{NEWEST, Place, Scene, Shown, Stage, Way, Zulip, play};

const THIRD: &str = "A flare is answered at once";

/// A message with the sign of channels as people see it.
fn seen(shown: Shown) -> Shown {
    Shown { content: shown.content.replace("&#35;", "#"), ..shown }
}

/// What is said where the bot is not subscribed, and whether it is for the bot.
const SAID: &[(&str, bool)] = &[
    ("@**Tenet** /principle 3", true),
    ("@**Tenet** principle 3", true),
    ("@**tenet** /principle 3", true),
    ("@**Tenet|9** /principle 3", true),
    ("@**|9** /principle 3", true),
    ("Look here, @**Tenet**, /principle 3", true),
    ("Look here:\n@**Tenet** /principle 3\nand think.", true),
    ("> Who lit it?\n\n@**Tenet** /principle 3", true),
    ("```quote\nWho lit it?\n```\n@**Tenet** /principle 3", true),
    ("```spoiler Later\n@**Tenet** /principle 3\n```", true),
    ("@**Tenet** `/principle 3`", true),
    ("/principle 3", false),
    ("principle 3", false),
    ("Tenet, principle 3", false),
    ("@Tenet /principle 3", false),
    ("@_**Tenet** /principle 3", false),
    ("@_**Tenet|9** /principle 3", false),
    ("@**all** /principle 3", false),
    ("@**everyone** /principle 3", false),
    ("@*stewards* /principle 3", false),
    ("@**Tenet|8** /principle 3", false),
    ("> @**Tenet** /principle 3", false),
    ("> Who lit it?\n@**Tenet** /principle 3", false),
    ("```quote\n@**Tenet** /principle 3\n```", false),
    ("````quote\n```spoiler x\n@**Tenet** /principle 3\n```\n````", false),
    ("`@**Tenet**` /principle 3", false),
    ("```\n@**Tenet** /principle 3\n```", false),
    ("~~~ text\n@**Tenet** /principle 3\n~~~", false),
    ("mail@**Tenet** /principle 3", false),
];

/// What is said where the bot is subscribed, and whether it is for the bot.
const TYPED: &[(&str, bool)] = &[
    ("/principle 3", true),
    ("/principles 3", true),
    ("/Principle 3", true),
    ("  /principle 3", true),
    ("@_**Bob** /principle 3", false),
    ("/me waves", false),
    ("/poll Which principle?\n3", false),
    ("/todo", false),
    ("/ping", false),
    ("/shrug", false),
    ("/principal 3", false),
    ("/ principle 3", false),
    ("principle 3", false),
    ("see /principle 3", false),
    ("> /principle 3", false),
    ("```\n/principle 3\n```", false),
    ("see https://harbour.example/principle 3", false),
];

fn what_is_for_the_bot_is_answered_and_nothing_else(scene: &Scene<'_>) {
    let Scene { zulip, general, harbour, .. } = scene;
    let told = SAID.iter().map(|said| (general, said));
    let typed = TYPED.iter().map(|typed| (harbour, typed));
    let mut silent = Vec::new();
    for (number, (channel, (text, is_ours))) in told.chain(typed).enumerate() {
        // Nobody asked too much, and in each topic something is answered for the first time.
        let question = zulip.person("Ana").says(channel, &format!("tides {number}"), text);
        if *is_ours {
            let answer = zulip.answer_to(&question);
            assert!(answer.content.contains(THIRD), "{text}: {answer:#?}");
        } else {
            silent.push((question, text));
        }
    }
    zulip.settles();
    for (question, text) in silent {
        assert_eq!(zulip.answers_by_now(&question), [], "{text}");
        assert_eq!(zulip.private_answers_by_now(&question), [], "{text}");
    }
}

fn nobody_is_answered_who_is_no_person(scene: &Scene<'_>) {
    let Scene { zulip, beacon, general, harbour, .. } = scene;
    let asked = [
        beacon.says(general, "tides", "@**Tenet** /principle 3"),
        beacon.says(harbour, "tides", "/principle 3"),
        beacon.tells("/principle 3"),
        zulip.notifies(harbour, "tides", "@**Tenet** /principle 3"),
    ];
    zulip.settles();
    for question in asked {
        assert_eq!(zulip.answers_by_now(&question), []);
        assert_eq!(zulip.private_answers_by_now(&question), []);
    }
}

fn three_commands_of_a_message_are_answered_in_their_order(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, harbour, .. } = scene;
    let four = "/principle 1\n/report\n/value patience\n/principle 2";
    let question = ana.says(harbour, "tides", four);
    let answers = zulip.answers_to(&question, 3);
    for (answer, words) in
        answers.iter().zip(["bollard", "tide", "three commands a message; one is left out"])
    {
        assert!(answer.content.contains(words), "{words}: {answer:#?}");
    }
    assert!(ana.is_told(1).content.contains("Two people read it"));
    let question = bob.tells(four);
    let answers = zulip.answers_to(&question, 4);
    assert!(answers[1].content.contains("Two people read it"), "{answers:#?}");
    assert!(answers[3].content.contains("one is left out"), "{answers:#?}");
}

fn a_topic_is_kept_as_it_is_called(scene: &Scene<'_>) {
    let Scene { zulip, general, .. } = scene;
    let long = "a topic of sixty characters, which is as long as one may be.";
    assert_eq!(long.chars().count(), 60);
    for topic in
        [long, "(no topic)", "ébb & flöw 100%", "**bold** `x` |9", "✔ done before it was asked"]
    {
        let question = zulip.person("Ana").says(general, topic, "@**Tenet** /principle 3");
        let answer = zulip.answer_to(&question);
        assert_eq!(answer.place, Place::Topic(general.id, topic.to_owned()));
        assert!(answer.content.contains(THIRD), "{answer:#?}");
    }
}

fn what_is_too_long_for_those_who_read_along_goes_to_the_asker(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    let question = ana.says(general, "log", "@**Tenet** /principle 4 full:true");
    let told = seen(zulip.private_answer_to(&question));
    let opening = "Only you see this. Your question is still visible in #general.";
    assert!(told.content.starts_with(opening), "{told:#?}");
    ana.is_told(2);
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question), []);
}

fn a_private_channel_is_answered_in_where_the_bot_is_in_it(scene: &Scene<'_>) {
    let Scene { zulip, ana, .. } = scene;
    let cellar = zulip.private_channel("cellar");
    cellar.takes_the_bot();
    let question = ana.says(&cellar, "tides", "/principle 3");
    assert!(zulip.answer_to(&question).content.contains(THIRD));
}

fn where_the_bot_may_not_write_the_asker_is_told_why_once(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, .. } = scene;
    let cellar = zulip.private_channel("cellar");
    ana.says(&cellar, "tides", "@**Tenet** /principle 3\n/principle 1");
    let first = seen(ana.is_told(1));
    assert!(
        first.content.starts_with("I could not write in #cellar. Here is the answer."),
        "{first:#?}"
    );
    assert!(first.content.contains(THIRD), "{first:#?}");
    let then = ana.is_told(2);
    assert!(then.content.contains("bollard") && !then.content.contains("I may not"), "{then:#?}");
    let notices = zulip.announcements("notices");
    let question = bob.says(&notices, "tides", "@**Tenet** /principle 3");
    let told = seen(zulip.private_answer_to(&question));
    assert!(told.content.starts_with("I could not write in #notices."), "{told:#?}");
    zulip.settles();
    assert_eq!((cellar.shows("tides").len(), notices.shows("tides").len()), (1, 1));
}

fn nobody_is_told_anything_whose_account_is_deactivated(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, .. } = scene;
    ana.is_deactivated();
    let question = ana.says(general, "tides", "@**Tenet** /coc shouting\n/report");
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&question), []);
    assert!(ana.told().is_empty());
}

fn a_conversation_of_several_is_answered_in_where_that_can_be(scene: &Scene<'_>) {
    let Scene { zulip, ana, bob, gus, .. } = scene;
    for text in ["principle 3", "/principle 3", "so, @**Tenet**: /principle 3"] {
        let others = [bob, &zulip.person("Cleo")];
        let question = gus.tells_with(&others, text);
        assert!(zulip.answer_to(&question).content.contains(THIRD), "{text}");
    }
    let silent = ["I agree", "see principle 3", "> principle 3", "@_**Tenet** what now?"];
    let silent = silent.map(|text| gus.tells_with(&[ana], text));
    let private = gus.tells_with(&[ana], "/coc shouting");
    let told = zulip.private_answer_to(&private);
    let opening = "Only you see this. Your question is still visible in the conversation.";
    assert!(told.content.starts_with(opening), "{told:#?}");
    bob.is_deactivated();
    let question = ana.tells_with(&[bob], "/principle 3");
    let told = zulip.private_answer_to(&question);
    let opening = "I could not write in the conversation. Here is the answer.";
    assert!(told.content.starts_with(opening) && told.content.contains(THIRD), "{told:#?}");
    zulip.settles();
    for question in silent.iter().chain([&private, &question]) {
        assert_eq!(zulip.answers_by_now(question), []);
    }
}

fn who_is_named_like_the_bot_is_not_taken_for_it(scene: &Scene<'_>) {
    let Scene { zulip, ana, general, harbour, .. } = scene;
    let namesake = zulip.person("Tenet");
    let silent = [
        ana.says(general, "tides", &format!("{} /principle 3", namesake.mention())),
        ana.says(harbour, "tides", &format!("{} /principle 3", namesake.mention())),
    ];
    let question = ana.says(general, "ebb", "@**Tenet|9** /principle 3");
    assert!(zulip.answer_to(&question).content.contains(THIRD));
    zulip.settles();
    for question in &silent {
        assert_eq!(zulip.answers_by_now(question), []);
    }
}

#[test]
fn what_is_said_where_the_bot_hears_it() {
    play(
        Way::Events,
        &[],
        &[
            what_is_for_the_bot_is_answered_and_nothing_else,
            nobody_is_answered_who_is_no_person,
            three_commands_of_a_message_are_answered_in_their_order,
            a_topic_is_kept_as_it_is_called,
            what_is_too_long_for_those_who_read_along_goes_to_the_asker,
            a_private_channel_is_answered_in_where_the_bot_is_in_it,
            where_the_bot_may_not_write_the_asker_is_told_why_once,
            nobody_is_told_anything_whose_account_is_deactivated,
            a_conversation_of_several_is_answered_in_where_that_can_be,
            who_is_named_like_the_bot_is_not_taken_for_it,
        ],
    );
}

#[test]
fn where_nobody_may_be_written_to_that_is_said_and_the_rest_is_answered() {
    let stage = Stage::new(Zulip::of_level(NEWEST), Way::Events, &[]);
    let Scene { zulip, ana, general, .. } = stage.scene();
    zulip.forbids_direct_messages();
    let question = ana.says(&general, "tides", "@**Tenet** /report\n/principle 3");
    let answers = zulip.answers_to(&question, 2);
    let notice = "I answer that privately, and I cannot write to you. Write to care";
    assert!(answers[0].content.starts_with(notice), "{answers:#?}");
    assert!(answers[1].content.contains(THIRD), "{answers:#?}");
    assert!(ana.told().is_empty());
    stage.ends();
}

#[test]
fn a_topic_without_a_name_keeps_it_when_its_message_is_read_again() {
    let stage = Stage::new(Zulip::of_level(NEWEST), Way::Events, &[]);
    let Scene { zulip, ana, general, harbour, .. } = stage.scene();
    let question = ana.says(&general, "", "@**Tenet** /principle 3");
    assert_eq!(zulip.answer_to(&question).place, Place::Topic(general.id, String::new()));
    let edited = ana.says(&harbour, "", "hello");
    ana.edits(&edited, "/principle 3");
    assert_eq!(zulip.answer_to(&edited).place, Place::Topic(harbour.id, String::new()));
    stage.ends();
}

#[test]
fn an_answer_to_what_the_bot_cannot_read_again_outlives_a_restart() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { ana, .. } = stage.scene();
    let cellar = stage.zulip.private_channel("cellar");
    let question = ana.says(&cellar, "tides", "@**Tenet** /principle 3");
    let told = stage.zulip.private_answer_to(&question);
    stage.zulip.settles();
    let stage = stage.restarts(|_| {});
    stage.zulip.settles();
    stage.zulip.settles();
    stage.ends();
    assert_eq!(ana.told(), [told]);
}
