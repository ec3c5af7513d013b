//! Messages that mention the bot, and direct messages: their answers, which follow edits and go with
//! the question.
//!
//! Discord shows the words of a message only where the bot is mentioned or written to: nothing here
//! needs the privileged intent for all others, and a message without words is none to the bot. For an
//! hour its answers follow a question; a moderator's citation follows nobody, and no answer to a command
//! has a message to follow.
//!
//! What is written while the bot is away is not made up for. A session that is resumed brings what was
//! missed, late; after one that is lost, Discord tells of nothing. To look for it, the bot would have to
//! read the history of every channel: it asks for no such permission, and most of what it would read is
//! not meant for it. Who was not answered sees it, and asks again.
//!
//! No word of a message is logged or kept.

mod directs;
mod hearing;
mod reading;
mod sending;
mod voice;

use super::bot::Bot;
use super::reply::Reply;
use super::rest::{Failure, Sent};
use crate::desk::Platform;
use crate::ledger::{Given, QuestionId, Standing};
use crate::messages::matching;
use crate::messages::order::{Order, Turn};
use crate::messages::planning::{self, Asks};
use crate::messages::questions::Way;
use directs::Directs;
use hearing::{News, Said};
use jiff::Timestamp;
use reading::{Me, questions};
use sending::{Sending, Stands};
use serde::Deserialize;
use serenity::all::Event;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{GuildId, MessageId, RoleId, UserId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use voice::ToAuthor;

/// How many versions of a question are told apart by their answers' nonces: more than anybody can make
/// of it within the minutes for which Discord remembers a nonce.
const ROUNDS: u8 = 16;

/// What is known while messages are listened to.
#[derive(Debug, Default)]
pub(super) struct Listening {
    /// The role that each server gave to the bot alone, as far as it was looked for.
    roles: Mutex<HashMap<GuildId, Option<RoleId>>>,
    /// Where the bot writes to whom alone.
    directs: Directs,
    /// Versions of a message are told apart by when it was edited.
    order: Order<MessageId, Option<Timestamp>, News>,
}

/// Does what is to be done when messages were written, edited or deleted, as an event that came at `at`
/// tells.
pub(super) fn heard(bot: &Arc<Bot>, event: &Event, at: Timestamp) {
    let Some(me) = bot.known().filter(|_| bot.settings.mentions) else {
        return;
    };
    for (id, news) in hearing::news(event, me) {
        let turn = match &news {
            News::Said(said) => Turn::Said(said.edited),
            News::Gone(_) => Turn::Gone,
        };
        if bot.listening.order.take(id, turn, news, at) {
            let at_work = Arc::clone(bot);
            bot.begin(async move { follow(&at_work, me, id).await });
        }
    }
}

/// Does all that is to be done about a message, in the order in which it was told.
async fn follow(bot: &Bot, me: UserId, id: MessageId) {
    while let Some((news, at)) = bot.listening.order.next(id) {
        match news {
            News::Said(said) => said_so(bot, me, &said, at).await,
            News::Gone(guild) => gone(bot, guild, id, at).await,
        }
    }
}

/// Answers a message, or an edit of one.
async fn said_so(bot: &Bot, me: UserId, said: &Said, at: Timestamp) {
    let following = bot.desk.following();
    let before = following.given(&question(said.id), at);
    if before.as_ref().is_some_and(|given| is_old(said, given)) {
        return;
    }
    let texts = questions(&said.content, whoami(bot, me, said).await, said.way);
    if before.is_none() && texts.is_none() {
        return;
    }
    let mut given = before.unwrap_or_else(|| unanswered(said));
    // What is older than its answers would follow is not answered for an edit.
    if said.is_edit && !given.is_followed(at) {
        return;
    }
    let again = given.begun;
    if again && let Err(failure) = recall(bot, me, said, &mut given).await {
        // What stands is not known, and nothing is said twice.
        tracing::debug!("an answer that was begun is not followed: {failure}");
        return;
    }
    following.follow(Given { begun: true, ..given.clone() }, at);
    let groups = match texts {
        Some(texts) => planned(bot, said, texts, &given.standing, at),
        None => planning::nothing(&given.standing),
    };
    let sending = Sending::new(bot, said, given.round, again, at);
    let Stands { standing, is_unsure } = sending.take(groups).await;
    let round = if is_unsure { given.round } else { (given.round + 1) % ROUNDS };
    let edited = said.edited;
    following.follow(Given { edited, round, begun: is_unsure, standing, ..given }, at);
}

/// What is to be done so that the questions of a message are answered.
fn planned(
    bot: &Bot,
    said: &Said,
    texts: Vec<String>,
    standing: &[Standing],
    at: Timestamp,
) -> Vec<planning::Group<Reply>> {
    let asks = Asks {
        platform: Platform::Discord,
        id: &said.id.to_string(),
        author: &said.author.to_string(),
        place: &said.channel.to_string(),
        among: said.among(),
        place_name: &format!("<#{}>", said.channel),
        is_by_moderator: said.is_by_moderator(bot),
        secret: &bot.settings.token,
    };
    planning::groups(&bot.desk, &ToAuthor { bot, said, at }, &asks, texts, standing, at)
}

/// Whether what is said was answered already, or something later was: it was brought twice, or late, or
/// nothing but a preview of a link was added.
fn is_old(said: &Said, given: &Given) -> bool {
    !said.is_edit || said.edited <= given.edited
}

/// A question that nobody is at work on.
fn unanswered(said: &Said) -> Given {
    Given {
        platform: Platform::Discord.name().to_owned(),
        question: said.id.to_string(),
        asked: said.written,
        edited: None,
        round: 0,
        begun: false,
        standing: Vec::new(),
    }
}

/// Looks for what stands of an answer that was begun, and of which nobody knows how far it came. What
/// was written to the asker alone replies to nothing, and cannot be found: Discord itself keeps it from
/// standing twice, for some minutes.
async fn recall(bot: &Bot, me: UserId, said: &Said, given: &mut Given) -> Result<(), Failure> {
    let found = bot.rest.replies(Sent { id: said.id, channel_id: said.channel }, me).await?;
    let command = matching::free_number(&given.standing);
    for (slot, message) in (0..).zip(found) {
        let message = message.to_string();
        if !given.standing.iter().any(|standing| standing.message == message) {
            let (fingerprint, channel) = (String::new(), said.channel.to_string());
            let standing =
                Standing { command, slot, fingerprint, channel, message, private: false };
            given.standing.push(standing);
        }
    }
    Ok(())
}

/// A message was deleted: its answers go with it.
async fn gone(bot: &Bot, guild: Option<GuildId>, id: MessageId, at: Timestamp) {
    let question = question(id);
    if let Some(given) = bot.desk.following().given(&question, at) {
        bot.desk.following().leave(&question);
        for standing in &given.standing {
            sending::withdraw(bot, guild, standing).await;
        }
    }
}

fn question(id: MessageId) -> QuestionId {
    (Platform::Discord.name().to_owned(), id.to_string())
}

/// Who the bot is where a message was written. Its role there is looked for once, when somebody mentions
/// a role and not the bot.
async fn whoami(bot: &Bot, me: UserId, said: &Said) -> Me {
    let me = Me { user: me, role: None };
    let Some(guild_id) = said.guild.filter(|_| said.content.contains("<@&")) else { return me };
    if questions(&said.content, me, Way::Among).is_some() {
        return me;
    }
    let roles = || bot.listening.roles.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(role) = roles().get(&guild_id) {
        return Me { role: *role, ..me };
    }
    let route = Route::GuildRoles { guild_id };
    match bot.rest.send::<Vec<Role>>(LightMethod::Get, route, None).await {
        Ok(all) => {
            let mine = all.into_iter().find(|role| role.is_of(me.user)).map(|role| role.id);
            roles().insert(guild_id, mine);
            Me { role: mine, ..me }
        }
        Err(failure) => {
            tracing::debug!("the roles of a server are not known: {failure}");
            me
        }
    }
}

/// A role: <https://discord.com/developers/docs/topics/permissions#role-object>.
#[derive(Deserialize)]
struct Role {
    id: RoleId,
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
struct Tags {
    bot_id: Option<UserId>,
}

impl Role {
    /// Whether a server has it for this bot alone.
    fn is_of(&self, bot: UserId) -> bool {
        self.tags.bot_id == Some(bot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ME: UserId = UserId::new(42);

    /// An edit that was made at this second, as Discord tells of it.
    fn edit(second: u8, author: u64) -> Option<Said> {
        let event = json!({
            "id": "1", "channel_id": "2", "content": "<@42> mission", "type": 0,
            "author": {"id": author.to_string(), "username": "u", "discriminator": "0",
                "avatar": null, "bot": false},
            "timestamp": "2026-01-01T00:00:00Z", "attachments": [], "embeds": [],
            "edited_timestamp": format!("2026-01-01T00:00:{second:02}Z"),
            "mentions": [], "mention_roles": [], "mention_everyone": false, "tts": false,
            "pinned": false,
        });
        let event = Event::MessageUpdate(serde_json::from_value(event).unwrap());
        hearing::news(&event, ME).pop().map(|(_, news)| match news {
            News::Said(said) => *said,
            News::Gone(_) => panic!("nothing is gone"),
        })
    }

    #[test]
    fn an_older_edit_that_comes_late_is_not_answered() {
        let newer = edit(9, 3).unwrap();
        let given = Given { edited: newer.edited, ..unanswered(&newer) };
        assert!(is_old(&newer, &given) && is_old(&edit(8, 3).unwrap(), &given));
        assert!(!is_old(&edit(10, 3).unwrap(), &given));
    }

    #[test]
    fn what_the_bot_says_itself_is_no_question_whatever_it_is_called() {
        assert!(edit(9, 42).is_none());
        assert!(edit(9, 3).is_some());
    }
}
