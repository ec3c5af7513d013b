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

mod hearing;
mod order;
mod planning;
mod reading;
mod sending;

use super::bot::Bot;
use crate::content::words::fingerprint;
use crate::desk::Platform;
use crate::ledger::{Given, QuestionId};
use hearing::{News, Said};
use jiff::Timestamp;
use order::Order;
use reading::{Me, Way, questions};
use sending::Sending;
use serde::Deserialize;
use serenity::all::Event;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{GuildId, MessageId, RoleId, UserId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known while messages are listened to.
#[derive(Debug, Default)]
pub(super) struct Listening {
    /// The role that each server gave to the bot alone, as far as it was looked for.
    roles: Mutex<HashMap<GuildId, Option<RoleId>>>,
    order: Order,
}

/// Does what is to be done when messages were written, edited or deleted, as an event that came at `at`
/// tells.
pub(super) fn heard(bot: &Arc<Bot>, event: &Event, at: Timestamp) {
    let Some(me) = bot.known().filter(|_| bot.settings.mentions) else {
        return;
    };
    for (id, news) in hearing::news(event, me) {
        if bot.listening.order.take(id, news, at) {
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
    let question = question(said.id);
    let following = bot.desk.following();
    let given = following.given(&question, at);
    // Whoever finds the fingerprint finds it for one message alone.
    let fingerprint = fingerprint(&format!("{} {}", said.id, said.content));
    let is_old = given.as_ref().is_some_and(|given| {
        // It was brought twice, or nothing but a preview of a link was added.
        !said.is_edit || given.fingerprint == fingerprint
    });
    if is_old {
        return;
    }
    let texts = questions(&said.content, whoami(bot, me, said).await, said.way);
    let standing = given.as_ref().map(|given| given.standing.clone()).unwrap_or_default();
    let Some(texts) = texts else {
        if given.is_some() {
            following.leave(&question);
            for standing in &standing {
                sending::withdraw(bot, said.guild, standing).await;
            }
        }
        return;
    };
    let platform = Platform::Discord.name().to_owned();
    let given = Given {
        platform,
        question: said.id.to_string(),
        asked: said.written,
        fingerprint,
        standing: Vec::new(),
    };
    // What is older than its answers would follow is not answered for an edit.
    if said.is_edit && !given.is_followed(at) {
        return;
    }
    let wanted = planning::wanted(bot, said, texts, &standing, at);
    let steps = planning::steps(&said.channel.to_string(), &standing, wanted);
    let standing = Sending::new(bot, said, &given.fingerprint, at).take(steps).await;
    following.follow(Given { standing, ..given }, at);
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
