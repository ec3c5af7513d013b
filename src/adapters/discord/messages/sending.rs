//! Does what is to be done so that the answers to a message stand, one after the other.
//!
//! Says what stands in the end. A failure is told here, once, and keeps nothing else from being done.

use super::super::bot::Bot;
use super::super::reply::Reply;
use super::super::rest::Failure;
use super::hearing::Said;
use super::planning::{Step, Wanted, opened};
use crate::answer::Answer;
use crate::desk::Platform;
use crate::ledger::Standing;
use crate::manners::{Channel, Place};
use crate::wording::manners as said_of;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serenity::builder::CreateMessage;
use serenity::http::{LightMethod, Route};
use serenity::model::channel::MessageReference;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use std::num::NonZeroU64;

// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
/// The message was deleted.
const UNKNOWN_MESSAGE: u64 = 10_008;
/// The bot does not see the channel.
const MISSING_ACCESS: u64 = 50_001;
/// The asker takes no messages from the bot.
const CANNOT_WRITE_TO_USER: u64 = 50_007;
/// The bot may not do that in the channel.
const MISSING_PERMISSIONS: u64 = 50_013;
/// The thread is archived or locked.
const THREAD_ARCHIVED: u64 = 50_083;
/// The asker shares no server with the bot any more.
const NO_SERVER_IN_COMMON: u64 = 50_278;
/// The bot may write, and not reply, since it does not see older messages.
const CANNOT_REPLY: u64 = 160_002;

/// Something that Discord knows by a number.
#[derive(Deserialize)]
struct Known<T> {
    id: T,
}

/// Sends the answers to a message.
pub(super) struct Sending<'a> {
    bot: &'a Bot,
    said: &'a Said,
    /// Part of what Discord knows a message by that is sent: another version of a question is answered
    /// by other messages.
    fingerprint: &'a str,
    at: Timestamp,
    standing: Vec<Standing>,
    /// Whether the asker was told why they are written to.
    gave_reason: bool,
}

impl<'a> Sending<'a> {
    pub(super) fn new(bot: &'a Bot, said: &'a Said, fingerprint: &'a str, at: Timestamp) -> Self {
        Sending { bot, said, fingerprint, at, standing: Vec::new(), gave_reason: false }
    }

    /// Takes the steps. Gives back what stands then.
    pub(super) async fn take(mut self, steps: Vec<Step>) -> Vec<Standing> {
        for step in steps {
            match step {
                Step::Say { slot, wanted } => self.say(slot, wanted).await,
                Step::Change { standing, wanted } => self.change(standing, wanted).await,
                Step::Tell { slot, wanted, before } => self.tell(slot, wanted, before).await,
                Step::Empty(standing) => self.empty(standing).await,
                Step::Keep(standing) => self.standing.push(standing),
                Step::Withdraw(standing) => withdraw(self.bot, self.said.guild, &standing).await,
            }
        }
        self.standing
    }

    async fn say(&mut self, slot: u8, wanted: Wanted) {
        let Wanted { reply, command, shows, .. } = wanted;
        let channel = self.said.channel;
        let message = reply.clone().message(self.nonce(slot, 'c'));
        let reference = MessageReference::from((channel, self.said.id)).fail_if_not_exists(false);
        let mut sent = post(self.bot, channel, &message.clone().reference_message(reference)).await;
        if let Err(Failure::Refused { code: CANNOT_REPLY, .. }) = sent {
            sent = post(self.bot, channel, &message).await;
        }
        match sent {
            Ok(id) => {
                self.shown(channel, id, shows.as_deref());
                self.stands(slot, channel, id, false);
            }
            Err(failure) => {
                self.not_shown(shows.as_deref());
                match failure {
                    Failure::Refused {
                        code: MISSING_ACCESS | MISSING_PERMISSIONS | THREAD_ARCHIVED,
                        ..
                    } => {
                        self.tell_instead(slot, reply, command).await;
                    }
                    failure => told(&failure),
                }
            }
        }
    }

    /// Tells the asker what cannot be said where they asked, and why; the reason once.
    async fn tell_instead(&mut self, slot: u8, reply: Reply, command: &'static str) {
        let replies = if self.gave_reason {
            vec![reply]
        } else {
            let channel = format!("<#{}>", self.said.channel);
            opened(said_of::cannot_answer_there(&channel), reply)
        };
        self.gave_reason = true;
        for (letter, reply) in ('i'..).zip(replies) {
            let wanted = Wanted { reply, private: true, command, shows: None };
            self.write_to_asker(slot, wanted, letter, false).await;
        }
    }

    async fn change(&mut self, standing: Standing, wanted: Wanted) {
        let Some((channel, message)) = place(&standing) else { return };
        forget(self.bot, self.said.guild, channel, message);
        match edit(self.bot, channel, message, wanted.reply).await {
            Ok(()) => self.shown(channel, message, wanted.shows.as_deref()),
            // Somebody took it away, and it stays away.
            Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => return,
            Err(failure) => told(&failure),
        }
        self.standing.push(standing);
    }

    async fn empty(&mut self, standing: Standing) {
        let Some((channel, message)) = place(&standing) else { return };
        forget(self.bot, self.said.guild, channel, message);
        let emptied = Reply::of(said_of::only_the_asker_sees_this());
        match edit(self.bot, channel, message, emptied).await {
            Ok(()) => {}
            Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => return,
            Err(failure) => told(&failure),
        }
        self.standing.push(Standing { private: true, ..standing });
    }

    async fn tell(&mut self, slot: u8, wanted: Wanted, before: Option<Standing>) {
        if let Some(before) = before
            && let Some((channel, message)) = place(&before)
        {
            match edit(self.bot, channel, message, wanted.reply).await {
                Ok(()) => self.standing.push(before),
                Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => {}
                Err(failure) => {
                    told(&failure);
                    self.standing.push(before);
                }
            }
            return;
        }
        self.write_to_asker(slot, wanted, 'd', true).await;
    }

    /// Writes to the asker alone. Where they take no messages, `says_so` in the channel: without a word
    /// of the answer, once.
    async fn write_to_asker(&mut self, slot: u8, wanted: Wanted, letter: char, says_so: bool) {
        let message = wanted.reply.message(self.nonce(slot, letter));
        let sent = match direct(self.bot, self.said.author).await {
            Ok(channel) => post(self.bot, channel, &message).await.map(|id| (channel, id)),
            Err(failure) => Err(failure),
        };
        match sent {
            Ok((channel, id)) => self.stands(slot, channel, id, true),
            Err(Failure::Refused { code: CANNOT_WRITE_TO_USER | NO_SERVER_IN_COMMON, .. }) => {
                if says_so {
                    self.say_that_nobody_is_reached(slot, wanted.command).await;
                }
            }
            Err(failure) => told(&failure),
        }
    }

    async fn say_that_nobody_is_reached(&mut self, slot: u8, command: &str) {
        let here = self.said.channel.to_string();
        if self.standing.iter().any(|standing| standing.private && standing.channel == here) {
            return;
        }
        let channel = self.said.channel;
        let notice = Reply::of(said_of::cannot_write_to_you(command));
        let reference = MessageReference::from((channel, self.said.id)).fail_if_not_exists(false);
        let notice = notice.message(self.nonce(slot, 'n')).reference_message(reference);
        match post(self.bot, channel, &notice).await {
            Ok(id) => self.stands(slot, channel, id, true),
            Err(failure) => told(&failure),
        }
    }

    fn stands(&mut self, slot: u8, channel: ChannelId, message: MessageId, private: bool) {
        let (channel, message) = (channel.to_string(), message.to_string());
        self.standing.push(Standing { slot, channel, message, private });
    }

    fn shown(&self, channel: ChannelId, message: MessageId, answer: Option<&Answer>) {
        if let (Some(answer), Some(guild)) = (answer, self.said.guild) {
            let place = Place::at(link(guild, channel, message));
            self.bot.desk.shown(&self.channel(), answer, place, self.at);
        }
    }

    fn not_shown(&self, answer: Option<&Answer>) {
        if let Some(answer) = answer {
            self.bot.desk.not_shown(&self.channel(), answer);
        }
    }

    fn channel(&self) -> Channel {
        Channel::new(Platform::Discord.name(), self.said.channel.to_string())
    }

    /// By what Discord knows a message that is sent again: at most 25 characters
    /// (<https://discord.com/developers/docs/resources/message#create-message>).
    fn nonce(&self, slot: u8, letter: char) -> String {
        let version: String = self.fingerprint.chars().take(2).collect();
        format!("{}{letter}{slot:02x}{version}", self.said.id)
    }
}

/// Takes an answer away.
pub(super) async fn withdraw(bot: &Bot, guild: Option<GuildId>, standing: &Standing) {
    let Some((channel_id, message_id)) = place(standing) else { return };
    forget(bot, guild, channel_id, message_id);
    let route = Route::ChannelMessage { channel_id, message_id };
    match bot.rest.send::<serde_json::Value>(LightMethod::Delete, route, None).await {
        Ok(_) | Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => {}
        Err(failure) => told(&failure),
    }
}

/// Nobody who asks the same is sent there any more.
fn forget(bot: &Bot, guild: Option<GuildId>, channel: ChannelId, message: MessageId) {
    if let Some(guild) = guild {
        bot.desk.withdrawn(&Place::at(link(guild, channel, message)));
    }
}

/// What opens Discord at a message in a server.
fn link(guild: GuildId, channel: ChannelId, message: MessageId) -> String {
    format!("https://discord.com/channels/{guild}/{channel}/{message}")
}

/// Where an answer stands; `None` where that is no place on Discord.
fn place(standing: &Standing) -> Option<(ChannelId, MessageId)> {
    let number = |id: &str| id.parse::<NonZeroU64>().ok();
    Some((number(&standing.channel)?.into(), number(&standing.message)?.into()))
}

async fn post(
    bot: &Bot,
    channel_id: ChannelId,
    message: &CreateMessage,
) -> Result<MessageId, Failure> {
    let route = Route::ChannelMessages { channel_id };
    let sent: Known<MessageId> = bot.rest.send(LightMethod::Post, route, body(message)?).await?;
    Ok(sent.id)
}

async fn edit(
    bot: &Bot,
    channel_id: ChannelId,
    message_id: MessageId,
    reply: Reply,
) -> Result<(), Failure> {
    let route = Route::ChannelMessage { channel_id, message_id };
    let body = body(&reply.edit())?;
    bot.rest.send::<serde_json::Value>(LightMethod::Patch, route, body).await.map(|_| ())
}

/// The channel in which the bot writes to somebody alone
/// (<https://discord.com/developers/docs/resources/user#create-dm>).
async fn direct(bot: &Bot, user: UserId) -> Result<ChannelId, Failure> {
    let whom = body(&serde_json::json!({ "recipient_id": user }))?;
    let route = Route::UserMeDmChannels;
    let channel: Known<ChannelId> = bot.rest.send(LightMethod::Post, route, whom).await?;
    Ok(channel.id)
}

fn body(of: &impl Serialize) -> Result<Option<Vec<u8>>, Failure> {
    serde_json::to_vec(of).map(Some).map_err(|_| Failure::Unreached)
}

fn told(failure: &Failure) {
    tracing::warn!("Discord: an answer to a message was not given: {failure}");
}
