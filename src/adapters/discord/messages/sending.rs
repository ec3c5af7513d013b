//! Does what is to be done so that the answers to a message stand, one after the other.
//!
//! Says what stands in the end. A failure is told here, once, and keeps nothing else from being done.

use super::super::bot::Bot;
use super::super::codes::{
    CANNOT_REPLY, CANNOT_WRITE_TO_USER, MISSING_ACCESS, MISSING_PERMISSIONS, NO_SERVER_IN_COMMON,
    THREAD_ARCHIVED, UNKNOWN_MESSAGE,
};
use super::super::incoming::Place as Where;
use super::super::reply::Reply;
use super::super::rest::{Failure, Sent};
use super::hearing::Said;
use super::voice::opened;
use crate::answer::Answer;
use crate::desk::Platform;
use crate::ledger::Standing;
use crate::manners::{Channel, Place};
use crate::messages::planning::{self, Group};
use crate::wording::manners as said_of;
use jiff::Timestamp;
use serenity::model::channel::MessageReference;
use serenity::model::id::{ChannelId, GuildId, MessageId};
use std::num::NonZeroU64;

/// What the log calls it when an answer does not come to stand.
const ANSWERS: &str = "an answer to a message was not given";

/// Something to be done with a message of Discord's.
type Step = planning::Step<Reply>;
/// A message that shall stand.
type Wanted = planning::Wanted<Reply>;

/// Sends the answers to a message.
pub(super) struct Sending<'a> {
    bot: &'a Bot,
    said: &'a Said,
    /// Part of what Discord knows a message by that is sent: another version of a question is answered
    /// by other messages.
    round: u8,
    /// Whether this was begun before, so that Discord may have some of what is sent.
    again: bool,
    at: Timestamp,
    /// The command that is answered.
    command: u8,
    stands: Stands,
    /// Whether all that was to be done for the command is done.
    is_done: bool,
    /// Whether the asker was told why they are written to.
    gave_reason: bool,
    /// Whether the asker is written to alone, once that was looked at.
    writes_aside: Option<bool>,
}

/// What stands in the end.
#[derive(Debug, Default)]
pub(super) struct Stands {
    pub(super) standing: Vec<Standing>,
    /// Whether more may stand than is known.
    pub(super) is_unsure: bool,
}

impl<'a> Sending<'a> {
    pub(super) fn new(bot: &'a Bot, said: &'a Said, round: u8, again: bool, at: Timestamp) -> Self {
        Sending {
            bot,
            said,
            round,
            again,
            at,
            command: 0,
            stands: Stands::default(),
            is_done: true,
            gave_reason: false,
            writes_aside: None,
        }
    }

    /// Does what is to be done. Gives back what stands then.
    pub(super) async fn take(mut self, groups: Vec<Group<Reply>>) -> Stands {
        for Group { command, fingerprint, steps } in groups {
            (self.command, self.is_done) = (command, true);
            let begins = self.stands.standing.len();
            for step in steps {
                self.step(step).await;
            }
            // What was not done is tried again with the next edit.
            let known = if self.is_done { fingerprint } else { String::new() };
            for standing in self.stands.standing.iter_mut().skip(begins) {
                standing.command = command;
                standing.fingerprint.clone_from(&known);
            }
        }
        self.stands
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Say { slot, wanted } => self.say(slot, wanted).await,
            Step::Change { standing, wanted } => self.change(standing, wanted).await,
            Step::Tell { slot, wanted, before } => self.tell(slot, wanted, before).await,
            Step::Empty(standing) => self.empty(standing).await,
            Step::Keep(standing) => self.stands.standing.push(standing),
            Step::Withdraw(standing) => withdraw(self.bot, self.said.guild, &standing).await,
        }
    }

    async fn say(&mut self, slot: u8, wanted: Wanted) {
        let Wanted { message: reply, shows, .. } = wanted;
        let channel = self.said.channel;
        let message = reply.clone().message(self.nonce(slot, 'c'));
        let reference = MessageReference::from((channel, self.said.id)).fail_if_not_exists(false);
        let mut sent =
            self.bot.rest.post(channel, &message.clone().reference_message(reference)).await;
        if let Err(Failure::Refused { code: CANNOT_REPLY, .. }) = sent {
            sent = self.bot.rest.post(channel, &message).await;
        }
        match self.surely(sent, reply.clone()).await {
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
                        self.tell_instead(slot, reply).await;
                    }
                    failure => self.failed(failure),
                }
            }
        }
    }

    /// What was sent. Where it was begun before, Discord may have given back what it had: that is
    /// changed into what it shall be.
    async fn surely(&mut self, sent: Result<Sent, Failure>, reply: Reply) -> Result<Sent, Failure> {
        let sent = sent?;
        if self.again
            && let Err(failure) = self.edit(sent.channel_id, sent.id, reply).await
        {
            self.failed(failure);
        }
        Ok(sent)
    }

    /// Something did not come about.
    fn failed(&mut self, failure: Failure) {
        self.is_done = false;
        self.stands.is_unsure |= failure == Failure::Unsure;
        told(self.bot, failure);
    }

    /// Tells the asker what cannot be said where they asked, and why; the reason once.
    async fn tell_instead(&mut self, slot: u8, reply: Reply) {
        let replies = if self.gave_reason {
            vec![reply]
        } else {
            let channel = format!("<#{}>", self.said.channel);
            opened(said_of::cannot_answer_there(&channel), reply)
        };
        self.gave_reason = true;
        for (letter, reply) in ('i'..).zip(replies) {
            let wanted = Wanted { message: reply, private: true, command: None, shows: None };
            self.write_to_asker(slot, wanted, letter).await;
        }
    }

    async fn change(&mut self, standing: Standing, wanted: Wanted) {
        let Some((channel, message)) = place(&standing) else { return };
        forget(self.bot, self.said.guild, channel, message);
        match self.edit(channel, message, wanted.message).await {
            Ok(()) => self.shown(channel, message, wanted.shows.as_deref()),
            // Somebody took it away, and it stays away.
            Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => return,
            Err(failure) => self.failed(failure),
        }
        self.stands.standing.push(standing);
    }

    async fn empty(&mut self, standing: Standing) {
        let Some((channel, message)) = place(&standing) else { return };
        forget(self.bot, self.said.guild, channel, message);
        let emptied = Reply::of(said_of::only_the_asker_sees_this());
        match self.edit(channel, message, emptied).await {
            Ok(()) => {}
            Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => return,
            Err(failure) => self.failed(failure),
        }
        self.stands.standing.push(Standing { private: true, ..standing });
    }

    async fn tell(&mut self, slot: u8, wanted: Wanted, before: Option<Standing>) {
        if let Some(before) = before
            && let Some((channel, message)) = place(&before)
        {
            match self.edit(channel, message, wanted.message).await {
                Ok(()) => self.stands.standing.push(before),
                Err(Failure::Refused { code: UNKNOWN_MESSAGE, .. }) => {}
                Err(failure) => {
                    self.failed(failure);
                    self.stands.standing.push(before);
                }
            }
            return;
        }
        self.write_to_asker(slot, wanted, 'd').await;
    }

    /// Writes to the asker alone. Where they take no messages, or too many are written to, the channel
    /// is told so: without a word of the answer, once, and only of an answer.
    async fn write_to_asker(&mut self, slot: u8, wanted: Wanted, letter: char) {
        let Wanted { message: reply, command, .. } = wanted;
        if !self.may_write_aside() {
            if let Some(command) = command {
                self.notice(slot, said_of::answers_privately(command)).await;
            }
            return;
        }
        let message = reply.clone().message(self.nonce(slot, letter));
        let sent = match self.conversation().await {
            Ok(channel) => self.bot.rest.post(channel, &message).await,
            Err(failure) => Err(failure),
        };
        match self.surely(sent, reply).await {
            Ok(sent) => self.stands(slot, sent.channel_id, sent.id, true),
            Err(Failure::Refused { code: CANNOT_WRITE_TO_USER | NO_SERVER_IN_COMMON, .. }) => {
                if let Some(command) = command {
                    self.notice(slot, said_of::cannot_write_to_you(command)).await;
                }
            }
            Err(failure) => self.failed(failure),
        }
    }

    /// Whether the asker is written to alone; looked at once for a message.
    fn may_write_aside(&mut self) -> bool {
        let (desk, at) = (&self.bot.desk, self.at);
        let among = self.said.among();
        *self
            .writes_aside
            .get_or_insert_with(|| among.is_none_or(|channel| desk.writes_aside(&channel, at)))
    }

    /// Where the asker is written to alone.
    async fn conversation(&self) -> Result<ChannelId, Failure> {
        let (asker, directs) = (self.said.author, &self.bot.listening.directs);
        if let Some(channel) = directs.with(asker) {
            return Ok(channel);
        }
        let channel = self.bot.rest.direct(asker).await?;
        directs.keep(asker, channel);
        Ok(channel)
    }

    /// Tells the channel that the asker is not answered there.
    async fn notice(&mut self, slot: u8, notice: String) {
        let here = self.said.channel.to_string();
        let stands = |of: &Standing| of.private && of.channel == here;
        if self.stands.standing.iter().any(stands) {
            return;
        }
        let among = self.said.among();
        if !among.is_some_and(|among| self.bot.desk.gives_notice(&among, self.at)) {
            return;
        }
        let channel = self.said.channel;
        let reference = MessageReference::from((channel, self.said.id)).fail_if_not_exists(false);
        let notice = Reply::of(notice).message(self.nonce(slot, 'n')).reference_message(reference);
        match self.bot.rest.post(channel, &notice).await {
            Ok(sent) => self.stands(slot, channel, sent.id, true),
            Err(failure) => self.failed(failure),
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
        // Which command it is for, and whether all of it stands, is noted once that is known.
        let (command, fingerprint) = (self.command, String::new());
        let standing = Standing { command, slot, fingerprint, channel, message, private };
        self.stands.standing.push(standing);
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
        let Sending { said, command, round, .. } = self;
        format!("{}{letter}{:x}{slot:02x}{:x}", said.id, command % 16, round % 16)
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
