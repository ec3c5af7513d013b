//! Citations at a person on Discord: who may make one, what its moderator sees on the way, what the person
//! and the others see, and what nobody learns of the message that it is about.

use crate::support::discord::people::{Channel, Person};
use crate::support::discord::stage::{ROLE, play};
use crate::support::discord::{Response, Scene, Shown, Way};

const CONDUCT: &str = "Cite the Code of Conduct";
const EXPECTED: &str = "What we expect — Harbour Code of Conduct";
const NOTE: &str = "Your note, if any (goes with it)";

/// Words of the message that is cited at, which stand nowhere else.
const MARKER: &str = "quibblezax";

const BUTTONS: [&str; 5] =
    ["Copy", "Send privately", "Post at the message", "Cancel", "Notify them"];

const MAY_NOT: &str = "Only moderators can address a citation to a person. You can quote the section \
                       without to:, or use /report.";

/// What Bob writes that somebody does not like.
fn written(scene: &Scene<'_>) -> u64 {
    scene.bob.writes(&format!("stop shouting you {MARKER}")).begins_in(&scene.general)
}

/// The preview of a citation at a message, by way of the menu.
#[track_caller]
fn preview(moderator: &Person, message: u64, note: &str) -> Shown {
    let list = moderator.picks(CONDUCT, message).shown();
    let form = moderator.chooses(EXPECTED, &list).form();
    let shown = moderator.submits(&form, &[(NOTE, note)]).shown();
    assert_eq!(shown.id, list.id, "it takes the place of the list");
    shown
}

fn link(scene: &Scene<'_>, message: u64) -> String {
    format!("https://discord.com/channels/{}/{}/{message}", scene.server.id, scene.general.id)
}

/// The only line for the other moderators that has this link.
fn line(scene: &Scene<'_>, link: &str) -> String {
    let Scene { stage, mia, .. } = scene;
    stage.log.until(mia, "a line for moderators", |seen| {
        let lines: Vec<&Shown> = seen.iter().filter(|shown| shown.content.contains(link)).collect();
        assert!(lines.len() < 2, "{lines:#?}");
        lines.first().map(|shown| shown.content.clone())
    })
}

/// Waits until the preview says this, and has nothing to press any more.
fn says_at_last(moderator: &Person, preview: &Shown, words: &str) {
    moderator.sees(preview, |now| {
        now.is_some_and(|now| now.content == words && now.labels().is_empty())
    });
}

/// The citation that somebody sees, once it is there.
fn citation_in(channel: &Channel, seen_by: &Person) -> Shown {
    channel.until(seen_by, "a citation", |seen| {
        let is_it = |shown: &&Shown| shown.content.contains("This is a reminder, not a decision.");
        seen.iter().find(is_it).cloned()
    })
}

fn from_the_menu_to_a_post_at_the_message(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let list = mia.picks(CONDUCT, message).shown();
    assert_eq!(list.content.trim_end(), "Which section do you point Bob to?");
    assert_eq!(list.only_to.as_deref(), Some("Mia"));
    let first: Vec<&str> =
        list.selects[0].choices.iter().take(1).map(|one| one.name.as_str()).collect();
    assert_eq!(first, [EXPECTED], "what fits the message stands first");

    let shown = preview(mia, message, "Please read this.");
    assert_eq!((shown.only_to.as_deref(), shown.labels()), (Some("Mia"), BUTTONS.to_vec()));
    for words in [
        "Mia (moderator) points Bob to",
        "**[What we expect](<https://github.com/harbour/rules/blob/main/CODE_OF_CONDUCT.md#what-we-expect>)**",
        "> - Shouting at the crew, whatever the weather.",
        "Note from Mia: Please read this.",
        &link(scene, message),
        "This is a reminder, not a decision. Questions: reply to Mia, or /report.",
    ] {
        assert!(shown.content.contains(words), "{words:?} is not in {shown:#?}");
    }
    assert_eq!(general.seen_by(bob).len(), 1, "nobody is told before it is pressed for");

    assert!(matches!(mia.presses("Post at the message", &shown), Response::Later));
    let posted = general.reply_to(message, bob);
    assert_eq!(posted.content, shown.content);
    assert_eq!((posted.notifies.len(), posted.labels().len()), (0, 0));
    says_at_last(mia, &shown, "Posted.");
    let line = line(scene, &link(scene, message));
    let words = format!("Mia pointed Bob to: What we expect {}", link(scene, message));
    assert_eq!(line, words);
}

fn who_presses_twice_posts_once(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let shown = preview(mia, message, "");
    mia.presses("Post at the message", &shown);
    mia.presses("Post at the message", &shown);
    says_at_last(mia, &shown, "Posted.");
    let count = general.seen_by(bob).iter().filter(|shown| shown.is_from_bot).count();
    assert_eq!(count, 1);
    line(scene, &link(scene, message));
}

fn a_citation_is_sent_privately_where_the_person_takes_messages(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let shown = preview(mia, message, "");
    mia.presses("Send privately", &shown);
    let sent = citation_in(&bob.direct(), bob);
    assert_eq!(sent.content, shown.content);
    says_at_last(mia, &shown, "Sent privately.");
    assert_eq!(general.seen_by(bob).len(), 1, "the others see nothing of it");
    let line = line(scene, &link(scene, message));
    assert!(line.starts_with("Mia pointed Bob privately to: What we expect "), "{line}");
}

fn who_takes_no_messages_is_told_nothing_and_the_preview_stays(scene: &Scene<'_>) {
    let Scene { stage, bob, mia, general, .. } = scene;
    bob.is_closed();
    let message = written(scene);
    let shown = preview(mia, message, "");
    mia.presses("Send privately", &shown);
    let told = general.until(mia, "what became of it", |seen| {
        seen.iter().find(|one| one.content.starts_with("They take no direct messages")).cloned()
    });
    assert_eq!(told.content, "They take no direct messages from me. Copy it, or post it.");
    assert_eq!(told.only_to.as_deref(), Some("Mia"));
    assert_eq!(mia.looks_at(&shown), Some(shown.clone()));
    let lines = stage.log.seen_by(mia);
    assert!(lines.iter().all(|line| !line.content.contains(&link(scene, message))), "{lines:#?}");
    // The other way still works.
    mia.presses("Post at the message", &shown);
    general.reply_to(message, bob);
}

fn where_the_bot_may_not_write_it_follows_the_preview(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let shown = preview(mia, message, "");
    // To see the channel, and no more.
    general.bot_may(1 << 10);
    mia.presses("Post at the message", &shown);
    let followed = citation_in(general, bob);
    assert_eq!((followed.only_to.as_deref(), &followed.content), (None, &shown.content));
    assert!(followed.content.contains(&link(scene, message)), "{followed:#?}");
    says_at_last(mia, &shown, "Posted.");
}

fn a_citation_is_copied_as_it_is_typed(scene: &Scene<'_>) {
    let Scene { mia, .. } = scene;
    let shown = preview(mia, written(scene), "");
    let copied = mia.presses("Copy", &shown).shown();
    assert_eq!(copied.content, format!("```\n{}\n```", shown.content));
    assert_eq!(copied.only_to.as_deref(), Some("Mia"));
    assert_eq!(mia.looks_at(&shown), Some(shown), "and can still be posted");
}

fn the_person_is_notified_where_that_is_pressed_for(scene: &Scene<'_>) {
    let Scene { stage, bob, mia, general, .. } = scene;
    stage.discord.may_ping(bob);
    let message = written(scene);
    let shown = preview(mia, message, "");
    let loud = mia.presses("Notify them", &shown).shown();
    assert_eq!((loud.id, loud.labels()[4]), (shown.id, "Do not notify them"));
    assert!(loud.content.ends_with(&format!("Notified: {}", bob.mention())), "{loud:#?}");
    let quiet = mia.presses("Do not notify them", &loud).shown();
    assert_eq!(quiet.content.trim_end(), shown.content.trim_end());
    let loud = mia.presses("Notify them", &quiet).shown();
    mia.presses("Post at the message", &loud);
    let posted = general.reply_to(message, bob);
    assert_eq!((&posted.content, &*posted.notifies), (&loud.content, &["Bob".to_owned()][..]));
}

fn what_is_cancelled_is_told_to_nobody(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let shown = preview(mia, written(scene), "");
    let cancelled = mia.presses("Cancel", &shown).shown();
    assert_eq!((cancelled.id, cancelled.labels().len()), (shown.id, 0));
    assert_eq!(cancelled.content, "Cancelled. Nobody was told anything.");
    assert_eq!(general.seen_by(bob).len(), 1);
}

fn a_role_moderates_as_well_as_a_permission(scene: &Scene<'_>) {
    let Scene { bob, rob, general, .. } = scene;
    let message = written(scene);
    let shown = preview(rob, message, "");
    assert!(shown.content.contains("Rob (moderator) points Bob to"), "{shown:#?}");
    rob.presses("Post at the message", &shown);
    general.reply_to(message, bob);
}

fn nobody_else_can(scene: &Scene<'_>) {
    let Scene { ana, bob, mia, general, .. } = scene;
    let message = written(scene);
    let typed = format!("/coc words:what-we-expect to:{}", bob.mention());
    for refused in [
        ana.picks(CONDUCT, message).shown(),
        ana.picks("Cite a principle", message).shown(),
        ana.types(&typed).in_(general),
        mia.types(&typed).in_(&mia.direct()),
    ] {
        assert_eq!(refused.content.trim_end(), MAY_NOT);
    }
    // Nor by what a moderator has before them, who is somebody else or no longer one.
    let list = mia.picks(CONDUCT, message).shown();
    let shown = preview(mia, message, "");
    mia.may(&scene.server, 0);
    for refused in [
        mia.chooses(EXPECTED, &list).shown(),
        mia.presses("Post at the message", &shown).shown(),
        mia.presses("Copy", &shown).shown(),
    ] {
        assert_eq!(refused.content.trim_end(), MAY_NOT);
    }
    assert_eq!(general.seen_by(bob).len(), 1);
}

fn nobody_points_a_bot_or_themselves_anywhere(scene: &Scene<'_>) {
    let Scene { ana, mia, general, .. } = scene;
    let own = mia.writes("I shouted").begins_in(general);
    let answer = ana.types("/principle words:3").in_(general);
    for (at, words) in [
        (own, "That is you. /coc quotes the section for everybody."),
        (answer.id, "A bot reads no reminders. /coc quotes the section for everybody."),
    ] {
        assert_eq!(mia.picks(CONDUCT, at).shown().content, words);
    }
}

fn a_command_addresses_a_person_too(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let (to, re) = (bob.mention(), link(scene, message));
    let command = format!("/coc words:what-we-expect to:{to} note:Read it. re:{re}");
    let shown = mia.types(&command).in_(general);
    assert_eq!((shown.only_to.as_deref(), shown.labels()), (Some("Mia"), BUTTONS.to_vec()));
    assert!(shown.content.contains("Note from Mia: Read it."), "{shown:#?}");
    mia.presses("Post at the message", &shown);
    assert_eq!(general.reply_to(message, bob).content, shown.content);

    let shown = mia.types(&format!("/coc words:what-we-expect to:{to}")).in_(general);
    assert_eq!(shown.labels()[2], "Post here");
    // Words that name no passage open the list.
    let list = mia.types(&format!("/coc words:zzz to:{to} note:Read it.")).in_(general);
    assert_eq!(list.selects[0].choices.len(), 4, "{list:#?}");
    let elsewhere =
        format!("/coc words:what-we-expect to:{to} re:https://discord.com/channels/1/2/3");
    let refused = mia.types(&elsewhere).in_(general);
    assert!(refused.content.starts_with("That is no message of this server."), "{refused:#?}");
}

fn a_principle_is_cited_alike_however_long(scene: &Scene<'_>) {
    let Scene { bob, mia, general, .. } = scene;
    let message = written(scene);
    let list = mia.picks("Cite a principle", message).shown();
    let form = mia.chooses("4. We write the log — Harbour Principles", &list).form();
    let first = mia.submits(&form, &[]).shown();
    assert!(first.content.contains("Mia (moderator) points Bob to"), "{first:#?}");
    let last = general.until(mia, "the last page of the preview", |seen| {
        seen.iter().find(|shown| shown.labels() == BUTTONS).cloned()
    });
    let preview: Vec<Shown> =
        general.seen_by(mia).into_iter().filter(|shown| shown.is_from_bot).collect();
    mia.presses("Post at the message", &last);
    let posted = general.until(bob, "all of the citation", |seen| {
        let posted: Vec<Shown> = seen.iter().filter(|shown| shown.is_from_bot).cloned().collect();
        (posted.len() == preview.len()).then_some(posted)
    });
    let words = |pages: &[Shown]| pages.iter().map(|one| one.content.clone()).collect::<Vec<_>>();
    assert_eq!(words(&posted), words(&preview));
    assert_eq!(posted[0].replies_to, Some(message));
    says_at_last(mia, &last, "Posted.");
}

/// Plays after all others: what was cited at stands in nothing that the bot has sent or written down.
fn nothing_of_the_messages_is_told(scene: &Scene<'_>) {
    let Scene { stage, .. } = scene;
    assert!(!stage.discord.received().contains(MARKER), "the bot sent it");
    assert!(stage.bot.count(" DEBUG ") > 0, "{:#?}", stage.bot.lines());
    assert_eq!(stage.bot.count(MARKER), 0, "{:#?}", stage.bot.lines());
    assert_eq!(stage.bot.count("planted-interaction-token"), 0);
    assert_eq!(stage.bot.count(&ROLE.to_string()), 0);
}

const CLAIMS: &[fn(&Scene<'_>)] = &[
    from_the_menu_to_a_post_at_the_message,
    who_presses_twice_posts_once,
    a_citation_is_sent_privately_where_the_person_takes_messages,
    who_takes_no_messages_is_told_nothing_and_the_preview_stays,
    where_the_bot_may_not_write_it_follows_the_preview,
    a_citation_is_copied_as_it_is_typed,
    the_person_is_notified_where_that_is_pressed_for,
    what_is_cancelled_is_told_to_nobody,
    a_role_moderates_as_well_as_a_permission,
    nobody_else_can,
    nobody_points_a_bot_or_themselves_anywhere,
    a_command_addresses_a_person_too,
    a_principle_is_cited_alike_however_long,
    nothing_of_the_messages_is_told,
];

#[test]
fn moderators_cite_at_a_message_over_the_gateway() {
    play(Way::Gateway, &[], CLAIMS);
}

#[test]
fn moderators_cite_at_a_message_at_the_door() {
    play(Way::Door, &[], CLAIMS);
}
