//! What comes from Discord, as plain data: who wants what, and where.
//!
//! Pure. The same for what comes over the gateway and for what comes to the HTTP door.

use super::moderating::{self, Moderating};
use crate::config;
use crate::query::joined;
use serenity::model::Permissions;
use serenity::model::application::{
    ActionRowComponent, CommandDataOption, CommandDataOptionValue, CommandInteraction, CommandType,
    ComponentInteraction, ComponentInteractionDataKind, Interaction, InteractionContext,
    ModalInteraction,
};
use serenity::model::channel::{ChannelType, MessageFlags};
use serenity::model::guild::Member;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use serenity::model::user::User;

/// Something that somebody wants.
#[derive(Debug)]
pub(super) struct Incoming {
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

    /// The link that opens a message there.
    pub(super) fn link(self, message: MessageId) -> String {
        let server = match self {
            Place::Server(guild, _) => guild.to_string(),
            Place::Direct(_) | Place::Among(_) => "@me".to_owned(),
        };
        format!("https://discord.com/channels/{server}/{}/{message}", self.channel())
    }
}

/// What is wanted.
#[derive(Debug)]
pub(super) enum Wish {
    /// An answer to this, in the grammar of all platforms.
    Answer(String),
    /// To point a person to a passage.
    Moderate(Moderating),
    /// What may be meant by what is being typed.
    Complete(Typing),
    /// What was pressed below a message, or chosen there.
    Press(Pressed),
    /// What was written into a form.
    Submit(Form),
}

/// Somebody who is typing.
#[derive(Debug)]
pub(super) struct Typing {
    /// The command.
    pub(super) command: String,
    /// The option that is being typed.
    pub(super) option: String,
    /// What stands in it so far.
    pub(super) typed: String,
}

/// Something that was pressed or chosen.
#[derive(Debug)]
pub(super) struct Pressed {
    /// What it is, in its own words.
    pub(super) custom_id: String,
    /// What was chosen, where it is a list.
    pub(super) values: Vec<String>,
    /// The message on which it stands.
    pub(super) message: MessageId,
    /// Whether only who pressed sees the message on which it stands.
    pub(super) is_private: bool,
}

/// A form that was filled in.
#[derive(Debug)]
pub(super) struct Form {
    /// What it is, in its own words.
    pub(super) custom_id: String,
    /// What was written: the name of each field, and what stands in it.
    pub(super) fields: Vec<(String, String)>,
}

/// What an interaction stands for; `None` where it is nothing that tenet has a use for.
pub(super) fn read(interaction: &Interaction, settings: &config::Discord) -> Option<Incoming> {
    if !is_by_somebody(interaction) {
        return None;
    }
    if let Some(citation) = moderating::read(interaction, settings) {
        return Some(citation);
    }
    match interaction {
        Interaction::Command(command) => command_of(command, settings),
        Interaction::Autocomplete(command) => typing_of(command, settings),
        Interaction::Component(component) => Some(component_of(component, settings)),
        Interaction::Modal(modal) => Some(modal_of(modal, settings)),
        _ => None,
    }
}

/// Whether Discord says who wants it. Where it says nothing, serenity puts nobody in their place.
fn is_by_somebody(interaction: &Interaction) -> bool {
    let user = match interaction {
        Interaction::Command(command) | Interaction::Autocomplete(command) => &command.user,
        Interaction::Component(component) => &component.user,
        Interaction::Modal(modal) => &modal.user,
        _ => return false,
    };
    user.id != UserId::default()
}

fn command_of(command: &CommandInteraction, settings: &config::Discord) -> Option<Incoming> {
    if command.data.kind != CommandType::ChatInput {
        return None;
    }
    let wish = Wish::Answer(typed(&command.data.name, &command.data.options));
    Some(by_command(command, wish, settings))
}

fn typing_of(command: &CommandInteraction, settings: &config::Discord) -> Option<Incoming> {
    let focused = command.data.autocomplete()?;
    let typing = Typing {
        command: command.data.name.clone(),
        option: focused.name.to_owned(),
        typed: focused.value.to_owned(),
    };
    Some(by_command(command, Wish::Complete(typing), settings))
}

fn by_command(command: &CommandInteraction, wish: Wish, settings: &config::Discord) -> Incoming {
    let kind = command.channel.as_ref().map(|channel| channel.kind);
    Incoming {
        who: person(&command.user, command.member.as_deref(), settings),
        place: place(command.guild_id, command.channel_id, command.context, kind),
        wish,
    }
}

fn component_of(component: &ComponentInteraction, settings: &config::Discord) -> Incoming {
    let kind = component.channel.as_ref().map(|channel| channel.kind);
    let values = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        _ => Vec::new(),
    };
    let flags = component.message.flags.unwrap_or_default();
    let pressed = Pressed {
        custom_id: component.data.custom_id.clone(),
        values,
        message: component.message.id,
        is_private: flags.contains(MessageFlags::EPHEMERAL),
    };
    Incoming {
        who: person(&component.user, component.member.as_ref(), settings),
        place: place(component.guild_id, component.channel_id, component.context, kind),
        wish: Wish::Press(pressed),
    }
}

fn modal_of(modal: &ModalInteraction, settings: &config::Discord) -> Incoming {
    let inputs = modal.data.components.iter().flat_map(|row| &row.components);
    let field = |component: &ActionRowComponent| match component {
        ActionRowComponent::InputText(input) => {
            Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
        }
        _ => None,
    };
    let form = Form {
        custom_id: modal.data.custom_id.clone(),
        fields: inputs.filter_map(field).collect(),
    };
    // serenity does not read in what context a form is: where that is in no server, others may read
    // along.
    let kind = modal.channel.as_ref().map(|channel| channel.kind);
    Incoming {
        who: person(&modal.user, modal.member.as_ref(), settings),
        place: place(modal.guild_id, modal.channel_id, None, kind),
        wish: Wish::Submit(form),
    }
}

/// Where something is wanted. Whatever is not known to be the bot's own conversation with somebody
/// counts as a place where others read along
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-context-types>).
fn place(
    guild: Option<GuildId>,
    channel: ChannelId,
    context: Option<InteractionContext>,
    kind: Option<ChannelType>,
) -> Place {
    let is_direct = match context {
        Some(context) => context == InteractionContext::BotDm,
        None => false,
    };
    match guild {
        Some(guild) => Place::Server(guild, channel),
        None if is_direct && kind != Some(ChannelType::GroupDm) => Place::Direct(channel),
        None => Place::Among(channel),
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
    let mut words = "";
    let mut others: Vec<(&str, String)> = Vec::new();
    for option in options {
        let value = match &option.value {
            CommandDataOptionValue::String(value) if option.name == "words" => {
                words = value;
                continue;
            }
            CommandDataOptionValue::String(value) => value.clone(),
            CommandDataOptionValue::Boolean(value) => value.to_string(),
            CommandDataOptionValue::User(user) => format!("<@{user}>"),
            _ => continue,
        };
        others.push((&option.name, value));
    }
    let others: Vec<(&str, &str)> =
        others.iter().map(|(name, value)| (*name, value.as_str())).collect();
    joined(name, words, &others)
}
