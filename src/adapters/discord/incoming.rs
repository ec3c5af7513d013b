//! What comes from Discord, as plain data: who wants what, and where.
//!
//! Pure. The same for what comes over the gateway and for what comes to the HTTP door.

use super::moderating::{self, Moderating};
use crate::config;
use serenity::model::Permissions;
use serenity::model::application::{
    CommandDataOption, CommandDataOptionValue, CommandInteraction, Interaction,
};
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, GuildId, InteractionId, UserId};
use serenity::model::user::User;

/// Something that somebody wants.
#[derive(Debug)]
pub(super) struct Incoming {
    /// By which Discord knows it; once answered, never again.
    pub(super) id: InteractionId,
    /// By which it may be answered, for 15 minutes.
    pub(super) token: String,
    /// Who wants it.
    pub(super) who: Person,
    /// Where.
    pub(super) place: Place,
    /// What.
    pub(super) wish: Wish,
}

/// Somebody on Discord.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: UserId,
    /// What those who read along call them.
    pub(super) name: String,
    /// Whether they may moderate members there, or have a role that the operator names.
    pub(super) is_moderator: bool,
}

/// Where something is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a server.
    Server(GuildId, ChannelId),
    /// In a conversation with the bot.
    Direct(ChannelId),
    /// In a conversation of people, to which the bot does not belong.
    Among(ChannelId),
}

impl Place {
    /// The channel.
    pub(super) fn channel(self) -> ChannelId {
        match self {
            Place::Server(_, channel) | Place::Direct(channel) | Place::Among(channel) => channel,
        }
    }
}

/// What is wanted.
#[derive(Debug)]
pub(super) enum Wish {
    /// To know whether somebody is there.
    Ping,
    /// An answer to this, in the grammar of all platforms.
    Answer(String),
    /// To point a person to a passage.
    Moderate(Moderating),
}

/// What an interaction stands for; `None` where it is nothing that tenet has a use for.
pub(super) fn read(interaction: &Interaction, settings: &config::Discord) -> Option<Incoming> {
    if let Some(citation) = moderating::read(interaction, settings) {
        return Some(citation);
    }
    match interaction {
        Interaction::Command(command) => Some(command_of(command, settings)),
        _ => None,
    }
}

fn command_of(command: &CommandInteraction, settings: &config::Discord) -> Incoming {
    let place = match command.guild_id {
        Some(guild) => Place::Server(guild, command.channel_id),
        None => Place::Direct(command.channel_id),
    };
    Incoming {
        id: command.id,
        token: command.token.clone(),
        who: person(&command.user, command.member.as_deref(), settings),
        place,
        wish: Wish::Answer(typed(&command.data.name, &command.data.options)),
    }
}

/// Who somebody is where they are.
pub(super) fn person(user: &User, member: Option<&Member>, settings: &config::Discord) -> Person {
    let name = member.map_or_else(|| user.display_name(), Member::display_name);
    let may = |permissions: Permissions| {
        permissions.intersects(Permissions::MODERATE_MEMBERS | Permissions::ADMINISTRATOR)
    };
    let is_moderator = member.is_some_and(|member| {
        member.permissions.is_some_and(may)
            || member.roles.iter().any(|role| settings.moderator_roles.contains(&role.get()))
    });
    Person { id: user.id, name: name.to_owned(), is_moderator }
}

/// A command and its options as somebody would type them.
fn typed(name: &str, options: &[CommandDataOption]) -> String {
    let mut text = format!("/{name}");
    for option in options {
        match &option.value {
            CommandDataOptionValue::String(value) if option.name == "words" => {
                text.push_str(&format!(" {value}"));
            }
            CommandDataOptionValue::String(value) => {
                text.push_str(&format!(" {}:\"{value}\"", option.name));
            }
            CommandDataOptionValue::Boolean(value) => {
                text.push_str(&format!(" {}:{value}", option.name));
            }
            _ => {}
        }
    }
    text
}
