//! Citations at a person on Zulip: who may make one, what its moderator sees on the way, what the person
//! and the others see, and what nobody learns of the message that it is about.

use crate::support::zulip::{
    Channel, Claim, Fault, Person, Scene, Shown, Stage, Way, Written, Zulip, play,
};

pub(crate) const EXPECTED: &str = "What we expect";

/// Words of the message that is cited at, which stand nowhere else.
pub(crate) const MARKER: &str = "quibblezax";

pub(crate) const TOPIC: &str = "ropes";

const MAY_NOT: &str = "Only moderators can address a citation to a person.";
pub(crate) const NO_DRAFT: &str = "I hold no citation of yours.";
const HIDDEN: &str = "I cannot see that message for you";

/// What Bob writes that somebody does not like.
pub(crate) fn written(scene: &Scene<'_>) -> Written {
    scene.bob.says(&scene.general, TOPIC, &format!("stop shouting you {MARKER}"))
}

/// The first reply to what somebody writes to the bot alone.
#[track_caller]
pub(crate) fn reply(scene: &Scene<'_>, person: &Person, text: &str) -> String {
    scene.zulip.answer_to(&person.tells(text)).content
}

/// A citation and what can be done with it, as they are shown to who writes this to the bot alone.
#[track_caller]
pub(crate) fn shown(scene: &Scene<'_>, moderator: &Person, text: &str) -> [Shown; 2] {
    scene.zulip.answers_to(&moderator.tells(text), 2).try_into().unwrap()
}

/// Lets a moderator post what they hold, and gives what they are told.
#[track_caller]
pub(crate) fn posts(scene: &Scene<'_>, moderator: &Person) -> String {
    let told = reply(scene, moderator, "post");
    assert!(told.starts_with("Posted."), "{told}");
    told
}

/// The preview of a citation at a message.
#[track_caller]
pub(crate) fn preview(scene: &Scene<'_>, message: &Written) -> [Shown; 2] {
    reply(scene, &scene.mia, &format!("/coc {}", message.link()));
    shown(scene, &scene.mia, EXPECTED)
}

/// What the bot wrote in a topic.
pub(crate) fn in_topic(scene: &Scene<'_>, channel: &Channel, topic: &str) -> Vec<Shown> {
    let people = [&scene.ana, &scene.bob, &scene.mia, &scene.rob].map(|person| person.id);
    let mut shows = channel.shows(topic);
    shows.retain(|shown| !people.contains(&shown.author) && shown.content.contains("points"));
    shows
}

fn from_a_link_to_a_post_at_the_message(scene: &Scene<'_>) {
    let Scene { zulip, bob, mia, general, .. } = scene;
    let message = written(scene);
    let list = reply(scene, mia, &format!("/coc {}", message.link()));
    assert!(list.starts_with("Which section do you point Bob to?"), "{list}");
    let first = list.lines().find(|line| line.contains("`1`")).unwrap_or_default();
    assert!(first.contains("What we expect — Harbour Code of Conduct"), "{list}");
    assert!(list.contains("Type its number."), "{list}");

    let [shown, to_do] = shown(scene, mia, "1 note: Please read this.");
    for words in [
        format!("@_**Mia|{}** (moderator) points @_**Bob|{}** to:", mia.id, bob.id),
        "Shouting at the crew, whatever the weather.".to_owned(),
        "Note from Mia: Please read this.".to_owned(),
        format!("-general/topic/{TOPIC}/near/{}", message.id),
        format!("not a decision. Questions: write to @_**Mia|{}**, or /report.", mia.id),
    ] {
        assert!(shown.content.contains(&words), "{words:?} is not in {shown:#?}");
    }
    for words in ["`private`", "`post`", "`cancel`", "not notified", "for 15 minutes"] {
        assert!(to_do.content.contains(words), "{words:?} is not in {to_do:#?}");
    }
    assert!(in_topic(scene, general, TOPIC).is_empty(), "nobody is told before it is said so");

    let told = posts(scene, mia);
    let posted = zulip.answer_to(&message);
    assert!(told.contains("It names Bob in #general > ropes"), "{told}");
    assert!(told.contains(&format!("near/{})", posted.id)), "{told}");
    assert_eq!(posted.content, shown.content);
    assert_eq!(posted.notifies, Vec::<u64>::new());
    assert!(reply(scene, mia, "post").starts_with(NO_DRAFT));
    assert_eq!(in_topic(scene, general, TOPIC).len(), 1);
}

fn who_writes_post_twice_posts_once(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    let message = written(scene);
    preview(scene, &message);
    let first = mia.tells("post");
    let second = mia.tells("/POST");
    zulip.answer_to(&first);
    let replies = zulip.answers_to(&first, 2);
    assert!(replies[0].content.starts_with("Posted."), "{replies:#?}");
    assert!(zulip.answer_to(&second).content.len() > 1, "{replies:#?}");
    assert_eq!(in_topic(scene, general, TOPIC).len(), 1);
}

fn a_citation_is_sent_to_the_person_alone(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let [shown, _] = preview(scene, &message);
    assert!(reply(scene, mia, "/private").starts_with("Sent privately."));
    assert_eq!(bob.is_told(1).content, shown.content);
    assert!(in_topic(scene, general, TOPIC).is_empty());
}

fn a_citation_is_dropped(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    preview(scene, &written(scene));
    assert_eq!(reply(scene, mia, "Cancel"), "Cancelled. Nobody was told anything.");
    assert!(reply(scene, mia, "cancel").starts_with(NO_DRAFT));
    assert!(reply(scene, mia, "private").starts_with(NO_DRAFT));
    assert!(bob.told().is_empty() && in_topic(scene, general, TOPIC).is_empty());
}

fn other_questions_are_answered_between_the_steps(scene: &Scene<'_>) {
    let Scene { mia, general, .. } = scene;
    let message = written(scene);
    reply(scene, mia, &format!("/coc {}", message.link()));
    assert!(reply(scene, mia, "post").starts_with("Choose a passage first"));
    assert!(reply(scene, mia, "99").starts_with("No passage has this number."));
    assert!(reply(scene, mia, "/principle 2").contains("One sailor stays awake."));
    shown(scene, mia, EXPECTED);
    assert!(reply(scene, mia, "/principle 1").contains("Boats lie side by side."));
    posts(scene, mia);
    assert_eq!(in_topic(scene, general, TOPIC).len(), 1);
}

fn principles_are_cited_as_well(scene: &Scene<'_>) {
    let Scene { zulip, mia, .. } = scene;
    let message = written(scene);
    let [shown, _] = shown(scene, mia, &format!("/principle 2 re:{} ping:true", message.link()));
    assert!(shown.content.contains("One sailor stays awake."), "{shown:#?}");
    posts(scene, mia);
    let posted = zulip.answer_to(&message);
    assert_eq!((&posted.content, posted.notifies), (&shown.content, vec![scene.bob.id]));
}

fn only_who_moderates_cites_and_that_is_asked_at_each_step(scene: &Scene<'_>) {
    let Scene { ana, bob, mia, rob, gus, general, .. } = scene;
    let message = written(scene);
    let begin = format!("/coc {}", message.link());
    for person in [ana, gus] {
        assert!(reply(scene, person, &begin).starts_with(MAY_NOT));
    }
    assert!(reply(scene, rob, &begin).starts_with("Which section"));
    preview(scene, &message);
    mia.has_role(400);
    for step in ["post", "private"] {
        let said = reply(scene, mia, step);
        assert!(!said.contains("Posted.") && !said.contains("Sent"), "{said}");
    }
    mia.has_role(300);
    preview(scene, &message);
    mia.has_role(400);
    assert!(reply(scene, mia, "post").starts_with(MAY_NOT));
    assert!(bob.told().is_empty() && in_topic(scene, general, TOPIC).is_empty());
}

fn nobody_is_pointed_to_anything_who_would_not_read_it(scene: &Scene<'_>) {
    let Scene { zulip, beacon, mia, general, .. } = scene;
    let says = |person: &Person| person.says(general, TOPIC, "aye");
    let gone = zulip.person("Gil");
    let (by_gone, by_bot, by_mia) = (says(&gone), says(beacon), says(mia));
    gone.is_deactivated();
    for (message, reason) in [
        (by_bot, "A bot reads no reminders."),
        (by_mia, "That is you."),
        (by_gone, "Their account is deactivated"),
    ] {
        let said = reply(scene, mia, &format!("/coc {}", message.link()));
        assert!(said.starts_with(reason), "{said}");
    }
    let elsewhere = "/coc https://chat.elsewhere.example/#narrow/near/7";
    assert!(reply(scene, mia, elsewhere).starts_with("That is no link to a message"));
}

fn a_moderator_learns_nothing_of_what_they_may_not_read(scene: &Scene<'_>) {
    let Scene { zulip, bob, ana, mia, gus, general, .. } = scene;
    let apart = zulip.private_channel("apart");
    let unheard = bob.says(&apart, TOPIC, "shouting");
    apart.takes_the_bot();
    let heard = bob.says(&apart, TOPIC, "shouting");
    let alone = bob.tells("/mission");
    let among = bob.tells_with(&[ana], "hello");
    for message in [&unheard, &heard, &alone, &among] {
        let said = reply(scene, mia, &format!("/coc {}", message.link()));
        assert!(said.starts_with(HIDDEN) && !said.contains("Bob"), "{said}");
    }
    apart.takes(mia);
    let said = reply(scene, mia, &format!("/coc {}", heard.link()));
    assert!(said.contains("point Bob to"), "{said}");
    // A guest reads nothing but where they are.
    gus.joins_the_stewards();
    let open = written(scene);
    let said = reply(scene, gus, &format!("/coc {}", open.link()));
    assert!(said.starts_with(HIDDEN), "{said}");
    general.takes(gus);
    let said = reply(scene, gus, &format!("/coc {}", open.link()));
    assert!(said.contains("point Bob to"), "{said}");
}

fn it_is_posted_where_the_message_stands_now(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, harbour, .. } = scene;
    let message = written(scene);
    preview(scene, &message);
    general.moves(TOPIC, harbour, "quarrels");
    let again = scene.zulip.answers_to(&mia.tells("post"), 2);
    assert!(again[1].content.starts_with("The message moved since you saw this."), "{again:#?}");
    assert!(again[1].content.contains("#harbour > quarrels"), "{again:#?}");
    assert!(in_topic(scene, harbour, "quarrels").is_empty());
    posts(scene, mia);
    assert_eq!(in_topic(scene, harbour, "quarrels").len(), 1);

    let resolved = scene.bob.says(general, "oars", "shouting");
    preview(scene, &resolved);
    general.resolves("oars");
    assert!(reply(scene, mia, "post").starts_with("Its topic is resolved"));
    assert!(in_topic(scene, general, "✔ oars").is_empty());
    assert!(reply(scene, mia, "private").starts_with("Sent privately."));

    let deleted = scene.bob.says(general, "nets", "shouting");
    preview(scene, &deleted);
    scene.bob.deletes(&deleted);
    assert!(reply(scene, mia, "post").starts_with("The message is gone."));
    zulip.settles();
    assert!(in_topic(scene, general, "nets").is_empty());
}

fn what_is_typed_in_a_channel_is_shown_to_its_moderator_alone(scene: &Scene<'_>) {
    let Scene { zulip, bob, mia, ana, general, .. } = scene;
    let to = bob.mention();
    let ask = format!("@**Tenet** /coc what we expect to:{to} ping:true note:Please.");
    let refused = ana.says(general, TOPIC, &ask);
    assert!(zulip.private_answer_to(&refused).content.contains(MAY_NOT));
    let before = mia.told().len();
    let typed = mia.says(general, TOPIC, &ask);
    let last = mia.is_told(before + 2);
    assert!(last.content.contains("`post`") && last.content.contains("is named and notified"));
    assert!(in_topic(scene, general, TOPIC).is_empty());
    posts(scene, mia);
    let posted = zulip.answer_to(&typed);
    assert_eq!(posted.notifies, [bob.id]);
    assert!(posted.content.contains("Note from Mia: Please."), "{posted:#?}");
}

fn a_name_that_several_have_names_nobody(scene: &Scene<'_>) {
    let Scene { zulip, mia, .. } = scene;
    let rower = zulip.person("Bo the Rower");
    let twin = zulip.person("Bea Twin");
    zulip.person("Bea Twin");
    let ask = |to: &str| format!("/coc what we expect to:{to}");
    let [cited, to_do] = shown(scene, mia, &ask("@**bo the rower**"));
    assert!(cited.content.contains(&format!("@_**Bo the Rower|{}**", rower.id)), "{cited:#?}");
    assert!(!to_do.content.contains("`post`"), "there is no message to post it at: {to_do:#?}");
    assert!(reply(scene, mia, "post").starts_with("There is no message to post it at."));
    assert!(reply(scene, mia, &ask("@**Bea Twin**")).starts_with("Several people"));
    shown(scene, mia, &ask(&twin.mention()));
    let wrong = format!("\"Bea|{}\"", twin.id);
    for nobody in ["Nobody", wrong.as_str()] {
        assert!(reply(scene, mia, &ask(nobody)).starts_with("I know no such person"));
    }
    shown(scene, mia, &ask(&twin.mention()));
    twin.is_called("Beatrix");
    assert!(reply(scene, mia, "private").starts_with("Their name changed"));
    assert!(twin.told().is_empty());
}

fn what_arrived_without_a_word_is_not_sent_again(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    preview(scene, &written(scene));
    zulip.fails("POST", "messages", Fault::CutAfter);
    posts(scene, mia);
    assert_eq!(in_topic(scene, general, TOPIC).len(), 1);
}

fn a_long_section_is_cited_whole(scene: &Scene<'_>) {
    let Scene { zulip, mia, general, .. } = scene;
    let message = written(scene);
    reply(scene, mia, &format!("/coc {}", message.link()));
    let step = mia.tells("We write the log");
    let last = zulip.answers_to(&step, 3);
    assert!(last.last().is_some_and(|shown| shown.content.contains("`post`")), "{last:#?}");
    let pages: Vec<&str> =
        last[..last.len() - 1].iter().map(|shown| shown.content.as_str()).collect();
    posts(scene, mia);
    let posted = zulip.answers_to(&message, pages.len());
    let posted: Vec<&str> = posted.iter().map(|shown| shown.content.as_str()).collect();
    assert_eq!(posted, pages);
    assert_eq!(in_topic(scene, general, TOPIC).len(), 1, "one says who points whom");
}

/// What is the same however the bot is told what people write.
const SCENES: [Claim; 14] = [
    from_a_link_to_a_post_at_the_message,
    who_writes_post_twice_posts_once,
    a_citation_is_sent_to_the_person_alone,
    a_citation_is_dropped,
    other_questions_are_answered_between_the_steps,
    principles_are_cited_as_well,
    only_who_moderates_cites_and_that_is_asked_at_each_step,
    nobody_is_pointed_to_anything_who_would_not_read_it,
    a_moderator_learns_nothing_of_what_they_may_not_read,
    it_is_posted_where_the_message_stands_now,
    what_is_typed_in_a_channel_is_shown_to_its_moderator_alone,
    a_name_that_several_have_names_nobody,
    what_arrived_without_a_word_is_not_sent_again,
    a_long_section_is_cited_whole,
];

#[test]
fn citations_at_a_person() {
    play(Way::Events, &[], &SCENES);
}

#[test]
fn citations_at_a_person_by_an_outgoing_webhook() {
    play(Way::Webhook, &[], &SCENES);
}

#[test]
fn moderators_can_speak_as_one_and_nothing_of_the_message_is_shown_or_logged() {
    let stage = Stage::new(Zulip::new(), Way::Events, &["--set", "moderation.named=false"]);
    let scene = stage.scene();
    let message = written(&scene);
    let [shown, _] = preview(&scene, &message);
    assert!(shown.content.contains("The moderators point @_**Bob|"), "{shown:#?}");
    posts(&scene, &scene.mia);
    let seen = stage.zulip.all_of_the_bot();
    assert!(seen.iter().all(|shown| !shown.content.contains(MARKER)), "{seen:#?}");
    assert!(!stage.zulip.received().contains(MARKER));
    drop(scene);
    let run = stage.ends();
    assert!(!run.stderr.contains(MARKER) && !run.stdout.contains(MARKER));
}

#[test]
fn words_that_changed_since_they_were_seen_are_not_cited() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let scene = stage.scene();
    preview(&scene, &written(&scene));
    let (from, to) = ("Say when you are tired", "Say when you are weary");
    stage.rewrites("rules/CODE_OF_CONDUCT.md", from, to, "/coc what we expect");
    assert!(reply(&scene, &scene.mia, "post").starts_with("Its words changed"));
    stage.zulip.settles();
    assert!(in_topic(&scene, &scene.general, TOPIC).is_empty());
    drop(scene);
    stage.ends();
}

#[test]
fn a_citation_that_nobody_finished_is_gone_with_the_process_and_no_step_is_taken_late() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let scene = stage.scene();
    let message = written(&scene);
    preview(&scene, &message);
    let (mia, general) = (scene.mia.clone(), scene.general.clone());
    drop(scene);
    let mut late = None;
    let stage = stage.restarts(|_| {
        let step = mia.tells("post");
        step.is_older_by(1200);
        late = Some(step);
    });
    let said = stage.zulip.answer_to(&late.unwrap()).content;
    assert!(said.contains("do nothing late"), "{said}");
    let now = mia.tells("post");
    assert!(stage.zulip.answer_to(&now).content.starts_with(NO_DRAFT));
    assert!(general.shows(TOPIC).iter().all(|shown| shown.id == message.id));
    stage.ends();
}
