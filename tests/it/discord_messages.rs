//! Messages to the bot on Discord: what is answered, to whom, and how answers follow their question.

use crate::support::discord::{APPLICATION, Channel, Discord, Person, Shown};
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
        let discord = Discord::new();
        let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
        let general = server.channel("general");
        let bot = discord.bot(tenet, &[]);
        Scene { bot, ana, general, discord }
    }

    /// Writes a message that mentions the bot.
    fn asks(&self, text: &str) -> u64 {
        self.ana.writes(&format!("<@{APPLICATION}> {text}")).begins_in(&self.general)
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
    let replies = scene.general.until(&scene.ana, "four replies", |seen| {
        let replies = seen.iter().filter(|shown| shown.replies_to == Some(question));
        let replies: Vec<Shown> = replies.cloned().collect();
        (replies.len() == 4).then_some(replies)
    });
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
        now.is_some_and(|now| now.content == "Only who asked sees this answer.")
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
