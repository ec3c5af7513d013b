//! Messages to the bot on Discord: what is answered, to whom, and how answers follow their question.

use crate::support::discord::{APPLICATION, Channel, Discord, Fault, Person, Shown};
use crate::support::folder::{Folder, guild};
use crate::support::program::Tenet;
use crate::support::serving::Serving;

/// A Discord with somebody in a channel, and the bot.
struct Scene {
    bot: Serving,
    ana: Person,
    general: Channel,
    discord: Discord,
}

impl Scene {
    fn new() -> Scene {
        Scene::with(Tenet::with(&guild()))
    }

    fn with(tenet: Tenet) -> Scene {
        Scene::of(tenet, &[])
    }

    /// With these limits of good manners.
    fn limited(limit: &str) -> Scene {
        Scene::of(Tenet::with(&guild()), &["--set", limit])
    }

    fn of(tenet: Tenet, more: &[&str]) -> Scene {
        let discord = Discord::new();
        let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
        let general = server.channel("general");
        let bot = discord.bot(tenet, more);
        Scene { bot, ana, general, discord }
    }

    /// Writes a message that mentions the bot.
    fn asks(&self, text: &str) -> u64 {
        self.ana.writes(&format!("<@{APPLICATION}> {text}")).begins_in(&self.general)
    }

    /// The first replies to a message.
    fn replies(&self, question: u64, many: usize) -> Vec<Shown> {
        self.general.until(&self.ana, "replies", |seen| {
            let replies = seen.iter().filter(|shown| shown.replies_to == Some(question));
            let replies: Vec<Shown> = replies.cloned().collect();
            (replies.len() == many).then_some(replies)
        })
    }

    /// What the bot writes to Ana alone, from the first time on.
    fn told(&self, many: usize) -> Vec<Shown> {
        self.ana.direct().until(&self.ana, "a direct message", |seen| {
            (seen.len() >= many).then(|| seen.to_vec())
        })
    }
}

#[test]
fn a_mention_is_answered_with_a_reply_and_others_are_left_alone() {
    let scene = Scene::new();
    scene.ana.writes("/principle 3").begins_in(&scene.general);
    let quoted = format!("> <@{APPLICATION}> /principle 3");
    scene.ana.writes(&quoted).begins_in(&scene.general);
    let question = scene.asks("principle 3");
    let reply = scene.general.reply_to(question, &scene.ana);
    assert!(reply.content.contains("flare"), "{reply:?}");
    assert_eq!(scene.general.seen_by(&scene.ana).len(), 4, "three messages and one answer");
}

#[test]
fn commands_of_one_message_are_answered_in_their_order() {
    let scene = Scene::new();
    let question = scene.asks("/principle 3\n/principle 1\n/principle 2\n/mission");
    let replies = scene.replies(question, 4);
    assert!(replies[0].content.contains("flare"), "{replies:?}");
    assert!(replies[3].content.contains("one is left out"), "{replies:?}");
}

#[test]
fn what_is_private_goes_to_the_asker_alone() {
    let scene = Scene::new();
    scene.asks("/report");
    let told = scene.told(1);
    assert!(told[0].content.starts_with("Only you see this. Your question is still visible in <#"));
    assert_eq!(scene.general.seen_by(&scene.ana).len(), 1, "the question alone");
}

#[test]
fn who_takes_no_messages_is_told_so_without_a_word_of_the_answer() {
    let scene = Scene::new();
    scene.ana.is_closed();
    let question = scene.asks("/report");
    let reply = scene.general.reply_to(question, &scene.ana);
    assert_eq!(
        reply.content,
        "I answer that privately, and you take no messages from me. Use the command /report."
    );
}

#[test]
fn where_the_bot_may_not_write_the_asker_is_told_why() {
    let scene = Scene::new();
    // To see the channel, and no more.
    scene.general.bot_may(1 << 10);
    scene.asks("/principle 3");
    let told = scene.told(1);
    assert!(told[0].content.starts_with("I may not write in <#"), "{told:?}");
    assert!(told[0].content.contains("flare"), "{told:?}");
}

#[test]
fn an_answer_follows_its_question_over_a_restart() {
    let folder = Folder::new();
    let tenet = || Tenet::with(&guild()).state_at(folder.path().to_owned());
    let scene = Scene::with(tenet());
    let question = scene.asks("/principle 3");
    let reply = scene.general.reply_to(question, &scene.ana);
    let Scene { bot, ana, discord, .. } = scene;
    assert_eq!(bot.stop().code, 0);
    let _bot = discord.bot(tenet(), &[]);
    ana.edits(question, &format!("<@{APPLICATION}> /principle 1"));
    ana.sees(&reply, |now| now.is_some_and(|now| now.content != reply.content));
}

#[test]
fn what_becomes_private_leaves_the_channel_and_nothing_is_left_of_a_deleted_question() {
    let scene = Scene::new();
    let question = scene.asks("/principle 3");
    let reply = scene.general.reply_to(question, &scene.ana);
    scene.ana.edits(question, &format!("<@{APPLICATION}> /report"));
    scene.ana.sees(&reply, |now| {
        now.is_some_and(|now| {
            now.content == "The question was changed. Its answer is for who asked alone."
        })
    });
    let told = scene.told(1);
    assert!(told[0].content.contains("Only you see this."), "{told:?}");
    scene.ana.deletes(question);
    scene.ana.sees(&reply, |now| now.is_none());
    scene.ana.sees(&told[0], |now| now.is_none());
}

#[test]
fn an_edit_that_takes_the_question_away_takes_its_answer() {
    let scene = Scene::new();
    let question = scene.asks("/principle 3");
    let reply = scene.general.reply_to(question, &scene.ana);
    scene.ana.edits(question, "never mind");
    scene.ana.sees(&reply, |now| now.is_none());
    // A mention that an edit adds asks.
    scene.ana.edits(question, &format!("<@{APPLICATION}> /principle 1"));
    let again = scene.general.reply_to(question, &scene.ana);
    assert_ne!(again.content, reply.content);
}

#[test]
fn a_direct_message_needs_no_mention() {
    let scene = Scene::new();
    scene.ana.writes("principle 3").begins_in(&scene.ana.direct());
    let told = scene.told(2);
    assert!(told[1].content.contains("flare"), "{told:?}");
}

#[test]
fn who_has_to_wait_keeps_the_answers_that_stand() {
    let scene = Scene::limited("manners.asker_per_minute=1");
    let question = scene.asks("/principle 3");
    let reply = scene.general.reply_to(question, &scene.ana);
    scene.ana.edits(question, &format!("<@{APPLICATION}> /principle 1"));
    let told = scene.told(1);
    assert!(told[0].content.contains("You asked 1 question in a minute."), "{told:?}");
    let Scene { bot, ana, general, .. } = scene;
    assert_eq!(bot.stop().code, 0);
    assert_eq!(general.seen_by(&ana)[1..], [reply]);
}

#[test]
fn a_command_that_did_not_change_costs_nothing() {
    let scene = Scene::limited("manners.asker_per_minute=4");
    let question = scene.asks("/principle 1\n/principle 2\n/principle 3");
    let replies = scene.replies(question, 3);
    let asks = |commands: &str| {
        scene.ana.edits(question, &format!("<@{APPLICATION}> {commands}"));
    };
    asks("/principle 1\n/principle 2\n/value patience");
    scene.ana.sees(&replies[2], |now| now.is_some_and(|now| now.content != replies[2].content));
    asks("/principle 2\n/value patience");
    scene.ana.sees(&replies[0], |now| now.is_none());
    let left = scene.general.seen_by(&scene.ana);
    assert_eq!((left.len(), &left[1]), (3, &replies[1]));
    assert_eq!(scene.ana.direct().seen_by(&scene.ana), [], "nobody has to wait");
}

#[test]
fn a_crowd_in_a_channel_is_not_written_to_one_by_one() {
    let scene = Scene::limited("manners.channel_per_minute=2");
    for number in 0..9 {
        let somebody = scene.discord.person(&format!("P{number}"));
        somebody.is_closed();
        let asks = format!("<@{APPLICATION}> zebra crossings");
        somebody.writes(&asks).begins_in(&scene.general);
    }
    // What is written later is heard later.
    scene.ana.writes("principle 3").begins_in(&scene.ana.direct());
    scene.told(2);
    let Scene { bot, ana, general, discord } = scene;
    assert_eq!(bot.stop().code, 0);
    let opened =
        discord.asked().iter().filter(|asked| asked.contains("/users/@me/channels")).count();
    assert_eq!(opened, 2, "as many as are answered in a minute");
    let notices: Vec<Shown> =
        general.seen_by(&ana).into_iter().filter(|shown| shown.is_from_bot).collect();
    assert_eq!(notices.len(), 2, "nobody else is told that they have to wait: {notices:?}");
}

#[test]
fn a_conversation_is_opened_once() {
    let scene = Scene::new();
    scene.asks("/report");
    scene.told(1);
    scene.asks("/report");
    scene.told(2);
    let asked = scene.discord.asked();
    let opened = asked.iter().filter(|asked| asked.contains("/users/@me/channels")).count();
    assert_eq!(opened, 1, "{asked:?}");
}

#[test]
fn what_was_sent_before_a_crash_is_found_again() {
    let folder = Folder::new();
    let tenet = || Tenet::with(&guild()).state_at(folder.path().to_owned());
    let scene = Scene::with(tenet());
    // The answer stands, and the bot never learns of it.
    for fault in [Fault::CutAfter, Fault::Stall] {
        scene.discord.fails("POST", "/messages", fault);
    }
    let question = scene.asks("/principle 3");
    scene.discord.failed(2);
    let reply = scene.general.reply_to(question, &scene.ana);
    let Scene { bot, ana, general, discord } = scene;
    drop(bot);
    let bot = discord.bot(tenet(), &[]);
    ana.edits(question, &format!("<@{APPLICATION}> /principle 1"));
    ana.sees(&reply, |now| now.is_some_and(|now| now.content != reply.content));
    assert_eq!(bot.stop().code, 0);
    assert_eq!(general.seen_by(&ana).len(), 2, "the question and one answer");
}

#[test]
fn what_is_left_out_of_private_commands_is_said_in_private() {
    let scene = Scene::new();
    scene.asks("/report\n/report\n/report\n/report");
    let told = scene.told(4);
    assert!(told[3].content.contains("one is left out"), "{told:?}");
    assert_eq!(scene.general.seen_by(&scene.ana).len(), 1, "the question alone");
}
