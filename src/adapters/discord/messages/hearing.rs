//! What Discord says of messages, as plain data: that one was written, edited or deleted.
//!
//! Pure. Other bots, webhooks and Discord's own notices are not listened to, and neither is the bot.

use super::super::bot::Bot;
use crate::desk::Platform;
use crate::manners::Channel;
use crate::messages::questions::Way;
use jiff::Timestamp;
use serenity::all::Event;
use serenity::model::channel::{Message, MessageType};
use serenity::model::event::MessageUpdateEvent;
use serenity::model::id::{ChannelId, GuildId, MessageId, RoleId, UserId};
use serenity::model::user::User;

/// What became of a message.
#[derive(Debug)]
pub(super) enum News {
    /// It was written, or edited.
    Said(Box<Said>),
    /// It was deleted; there, if that is a server.
    Gone(Option<GuildId>),
}

/// A message.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) id: MessageId,
    pub(super) channel: ChannelId,
    /// `None` in a conversation with the bot.
    pub(super) guild: Option<GuildId>,
    pub(super) author: UserId,
    /// What those who read along call the author.
    pub(super) name: String,
    /// The author's roles. Discord says nothing here of what the author may do.
    pub(super) roles: Vec<RoleId>,
    /// Empty where Discord does not show it
    /// (<https://discord.com/developers/docs/events/gateway#message-content-intent>).
    pub(super) content: String,
    /// Whether this is heard of an edit, or of what Discord itself adds.
    pub(super) is_edit: bool,
    /// When it was written.
    pub(super) written: Timestamp,
    /// When it was last edited.
    pub(super) edited: Option<Timestamp>,
    /// By what it may be for the bot.
    pub(super) way: Way,
}

impl Said {
    /// Whether it is part of a conversation with the bot.
    pub(super) fn is_direct(&self) -> bool {
        self.guild.is_none()
    }

    /// Where others read along, as good manners know it; `None` in a conversation with the bot.
    pub(super) fn among(&self) -> Option<Channel> {
        let channel = || Channel::new(Platform::Discord.name(), self.channel.to_string());
        (!self.is_direct()).then(channel)
    }

    /// Whether the author has a role that the operator names. Who is a moderator by permission alone is
    /// not known here: Discord tells the roles of who writes a message, and no permissions
    /// (<https://discord.com/developers/docs/events/gateway-events#message-create>).
    pub(super) fn is_by_moderator(&self, bot: &Bot) -> bool {
        self.roles.iter().any(|role| bot.settings.moderator_roles.contains(&role.get()))
    }
}

/// The messages that an event tells of, and what became of them.
pub(super) fn news(event: &Event, me: UserId) -> Vec<(MessageId, News)> {
    let said = match event {
        Event::MessageCreate(event) => created(&event.message, me),
        Event::MessageUpdate(event) => updated(event, me),
        Event::MessageDelete(event) => {
            return vec![(event.message_id, News::Gone(event.guild_id))];
        }
        Event::MessageDeleteBulk(event) => {
            return event.ids.iter().map(|id| (*id, News::Gone(event.guild_id))).collect();
        }
        _ => None,
    };
    said.map(|said| (said.id, News::Said(Box::new(said)))).into_iter().collect()
}

fn created(message: &Message, me: UserId) -> Option<Said> {
    let is_nobodys = !is_somebody(&message.author, me)
        || message.webhook_id.is_some()
        || !is_written(message.kind);
    if is_nobodys || message.content.is_empty() {
        return None;
    }
    let answered = message.referenced_message.as_deref();
    let nick = message.member.as_ref().and_then(|member| member.nick.as_deref());
    Some(Said {
        id: message.id,
        channel: message.channel_id,
        guild: message.guild_id,
        author: message.author.id,
        name: nick.unwrap_or(message.author.display_name()).to_owned(),
        roles: message.member.as_ref().map(|member| member.roles.clone()).unwrap_or_default(),
        content: message.content.clone(),
        is_edit: false,
        written: moment(message.timestamp)?,
        edited: None,
        way: way(message.guild_id, answered, me),
    })
}

fn updated(event: &MessageUpdateEvent, me: UserId) -> Option<Said> {
    let author = event.author.as_ref().filter(|author| is_somebody(author, me))?;
    if event.webhook_id.flatten().is_some() || !event.kind.is_none_or(is_written) {
        return None;
    }
    let answered = event.referenced_message.as_ref().and_then(Option::as_deref);
    let member = event.member.as_ref().and_then(Option::as_ref);
    let nick = member.and_then(|member| member.nick.as_deref());
    Some(Said {
        id: event.id,
        channel: event.channel_id,
        guild: event.guild_id,
        author: author.id,
        name: nick.unwrap_or(author.display_name()).to_owned(),
        roles: member.map(|member| member.roles.clone()).unwrap_or_default(),
        content: event.content.clone()?,
        is_edit: true,
        // Its id tells it too (https://discord.com/developers/docs/reference#snowflakes).
        written: moment(event.timestamp.unwrap_or_else(|| event.id.created_at()))?,
        // Where nobody edited it, Discord found a preview for a link.
        edited: Some(moment(event.edited_timestamp?)?),
        way: way(event.guild_id, answered, me),
    })
}

/// Whether they are a person, as far as Discord says so, and not the bot itself.
fn is_somebody(author: &User, me: UserId) -> bool {
    !author.bot && author.id != me
}

fn moment(time: serenity::model::Timestamp) -> Option<Timestamp> {
    time.to_string().parse().ok()
}

/// Whether somebody wrote such a message, and it is no notice of Discord's own.
fn is_written(kind: MessageType) -> bool {
    matches!(kind, MessageType::Regular | MessageType::InlineReply)
}

fn way(guild: Option<GuildId>, answered: Option<&Message>, me: UserId) -> Way {
    match (guild, answered) {
        (None, _) => Way::Direct,
        (Some(_), Some(answered)) if answered.author.id == me => Way::Overheard,
        (Some(_), _) => Way::Among,
    }
}
