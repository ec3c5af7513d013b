//! Does what is to be done so that the answers to a message stand, one after the other.
//!
//! Says what stands in the end. A failure is told here, once, and keeps nothing else from being done.

use super::super::bot::Bot;
use super::super::incoming::Place as Where;
use super::super::reply::Reply;
use super::super::rest::{Failure, Sent};
use super::hearing::Said;
use super::planning::{Step, Wanted, opened};
use crate::answer::Answer;
use crate::desk::Platform;
use crate::ledger::Standing;
use crate::manners::{Channel, Place};
use crate::wording::manners as said_of;
use jiff::Timestamp;
use serenity::model::channel::MessageReference;
use serenity::model::id::{ChannelId, GuildId, MessageId};
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

/// What the log calls it when an answer does not come to stand.
const ANSWERS: &str = "an answer to a message was not given";

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
        let mut sent =
            self.bot.rest.post(channel, &message.clone().reference_message(reference)).await;
        if let Err(Failure::Refused { code: CANNOT_REPLY, .. }) = sent {
            sent = self.bot.rest.post(channel, &message).await;
        }
        match sent {
            Ok(sent) => {
                self.shown(channel, sent.id, shows.as_deref());
                self.stands(slot, channel, sent.id, false);
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
                    failure => told(self.bot, failure),
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
        match self.edit(channel, message, wanted.reply).await {
            Ok(()) => self.shown(channel, message, wanted.shows.as_deref()),
            // Somebody took it away, and it stays away.
            Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => return,
            Err(failure) => told(self.bot, failure),
        }
        self.standing.push(standing);
    }

    async fn empty(&mut self, standing: Standing) {
        let Some((channel, message)) = place(&standing) else { return };
        forget(self.bot, self.said.guild, channel, message);
        let emptied = Reply::of(said_of::only_the_asker_sees_this());
        match self.edit(channel, message, emptied).await {
            Ok(()) => {}
            Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => return,
            Err(failure) => told(self.bot, failure),
        }
        self.standing.push(Standing { private: true, ..standing });
    }

    async fn tell(&mut self, slot: u8, wanted: Wanted, before: Option<Standing>) {
        if let Some(before) = before
            && let Some((channel, message)) = place(&before)
        {
            match self.edit(channel, message, wanted.reply).await {
                Ok(()) => self.standing.push(before),
                Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => {}
                Err(failure) => {
                    told(self.bot, failure);
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
        let sent = match self.bot.rest.direct(self.said.author).await {
            Ok(channel) => self.bot.rest.post(channel, &message).await,
            Err(failure) => Err(failure),
        };
        match sent {
            Ok(sent) => self.stands(slot, sent.channel_id, sent.id, true),
            Err(Failure::Refused { code: CANNOT_WRITE_TO_USER | NO_SERVER_IN_COMMON, .. }) => {
                if says_so {
                    self.say_that_nobody_is_reached(slot, wanted.command).await;
                }
            }
            Err(failure) => told(self.bot, failure),
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
        match self.bot.rest.post(channel, &notice).await {
            Ok(sent) => self.stands(slot, channel, sent.id, true),
            Err(failure) => told(self.bot, failure),
        }
    }

    async fn edit(
        &self,
        channel_id: ChannelId,
        id: MessageId,
        reply: Reply,
    ) -> Result<(), Failure> {
        self.bot.rest.edit(Sent { id, channel_id }, &reply.edit()).await.map(|_| ())
    }

    fn stands(&mut self, slot: u8, channel: ChannelId, message: MessageId, private: bool) {
        self.bot.went_well(ANSWERS);
        let (channel, message) = (channel.to_string(), message.to_string());
        self.standing.push(Standing { slot, channel, message, private });
    }

    fn shown(&self, channel: ChannelId, message: MessageId, answer: Option<&Answer>) {
        if let (Some(answer), Some(guild)) = (answer, self.said.guild) {
            let place = place_of(guild, channel, message);
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
    if let Err(failure) = bot.rest.delete(Sent { id: message_id, channel_id }).await {
        told(bot, failure);
    }
}

/// Nobody who asks the same is sent there any more.
fn forget(bot: &Bot, guild: Option<GuildId>, channel: ChannelId, message: MessageId) {
    if let Some(guild) = guild {
        bot.desk.withdrawn(&place_of(guild, channel, message));
    }
}

/// A message in a server, as good manners know it.
fn place_of(guild: GuildId, channel: ChannelId, message: MessageId) -> Place {
    Place::at(Where::Server(guild, channel).link(message))
}

/// Where an answer stands; `None` where that is no place on Discord.
fn place(standing: &Standing) -> Option<(ChannelId, MessageId)> {
    let number = |id: &str| id.parse::<NonZeroU64>().ok();
    Some((number(&standing.channel)?.into(), number(&standing.message)?.into()))
}

fn told(bot: &Bot, failure: Failure) {
    bot.failed(ANSWERS, &failure.to_string());
}
