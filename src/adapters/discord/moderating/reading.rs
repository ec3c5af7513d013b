//! What a moderator does on the way to a citation, as Discord tells it.
//!
//! Pure, and believes nothing: what is read here is looked up before anything comes of it. Of a message
//! that is cited at, its words are taken along for one ranking and no further.

use super::{COPY, Moderating, Person, Step};
use crate::adapters::discord::incoming::{self, Incoming, Place, Wish};
use crate::citing::Citable;
use crate::config;
use crate::wording::citing::command_name;
use serenity::all::{
    ActionRowComponent, ButtonKind, CommandData, CommandDataOptionValue, CommandType,
    ComponentInteractionDataKind, Interaction, ResolvedTarget,
};
use serenity::model::channel::Message;
use serenity::model::id::{ChannelId, GuildId, UserId};

/// The options that make a command a citation at a person.
const OF_CITATION: [&str; 3] = ["to", "re", "ping"];

/// What an interaction stands for, where it is a step towards a citation at a person; `None` for all
/// others.
pub(in crate::adapters::discord) fn read(
    interaction: &Interaction,
    settings: &config::Discord,
) -> Option<Incoming> {
    match interaction {
        Interaction::Command(command) => {
            let wanted = match command.data.kind {
                CommandType::Message => at_message(&command.data)?,
                CommandType::ChatInput => typed(&command.data)?,
                _ => return None,
            };
            Some(Incoming {
                who: incoming::person(&command.user, command.member.as_deref(), settings),
                place: place(command.guild_id, command.channel_id),
                wish: Wish::Moderate(wanted),
            })
        }
        Interaction::Component(pressed) => {
            let wanted = match &pressed.data.kind {
                ComponentInteractionDataKind::StringSelect { values } => Moderating::Chosen {
                    aim: pressed.data.custom_id.strip_prefix(super::CHOOSE)?.to_owned(),
                    passage: values.first()?.clone(),
                },
                ComponentInteractionDataKind::Button => Moderating::Pressed {
                    step: Step::of(&pressed.data.custom_id)?,
                    message: pressed.message.id,
                    draft: pieces(&pressed.message),
                },
                _ => return None,
            };
            Some(Incoming {
                who: incoming::person(&pressed.user, pressed.member.as_ref(), settings),
                place: place(pressed.guild_id, pressed.channel_id),
                wish: Wish::Moderate(wanted),
            })
        }
        Interaction::Modal(form) => {
            let passage = form.data.custom_id.strip_prefix(super::NOTE)?.to_owned();
            let fields = form.data.components.iter().flat_map(|row| &row.components);
            let (aim, note) = fields.into_iter().find_map(|field| match field {
                ActionRowComponent::InputText(field) => {
                    let aim = field.custom_id.strip_prefix(super::NOTE)?.to_owned();
                    Some((aim, field.value.clone().unwrap_or_default()))
                }
                _ => None,
            })?;
            Some(Incoming {
                who: incoming::person(&form.user, form.member.as_ref(), settings),
                place: place(form.guild_id, form.channel_id),
                wish: Wish::Moderate(Moderating::Noted { aim, passage, note }),
            })
        }
        _ => None,
    }
}

fn place(guild: Option<GuildId>, channel: ChannelId) -> Place {
    guild.map_or(Place::Direct(channel), |guild| Place::Server(guild, channel))
}

/// A message command: a moderator chose it at somebody's message.
fn at_message(data: &CommandData) -> Option<Moderating> {
    let which = [Citable::Conduct, Citable::Principles];
    let which = which.into_iter().find(|which| command_name(*which) == data.name)?;
    let Some(ResolvedTarget::Message(message)) = data.target() else { return None };
    let author = &message.author;
    let of_server = data.resolved.members.get(&author.id).or(message.member.as_deref());
    let nick = of_server.and_then(|member| member.nick.as_deref());
    Some(Moderating::Begun {
        which,
        message: message.id,
        person: Person {
            id: author.id,
            name: nick.unwrap_or(author.display_name()).to_owned(),
            is_bot: author.bot || author.system || message.webhook_id.is_some(),
            is_here: true,
        },
        words: message.content.clone(),
    })
}

/// `/coc` with one of the options that address somebody.
fn typed(data: &CommandData) -> Option<Moderating> {
    if !data.options.iter().any(|option| OF_CITATION.contains(&option.name.as_str())) {
        return None;
    }
    let which = match data.name.as_str() {
        "coc" => Citable::Conduct,
        _ => return None,
    };
    let value = |name: &str| {
        let option = data.options.iter().find(|option| option.name == name)?;
        Some(&option.value)
    };
    let text = |name: &str| match value(name) {
        Some(CommandDataOptionValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let person = |id: &UserId| {
        let user = data.resolved.users.get(id)?;
        let member = data.resolved.members.get(id);
        let nick = member.and_then(|member| member.nick.as_deref());
        let name = nick.unwrap_or(user.display_name()).to_owned();
        let is_bot = user.bot || user.system;
        Some(Person { id: *id, name, is_bot, is_here: member.is_some() })
    };
    let to = match value("to") {
        Some(CommandDataOptionValue::User(id)) => person(id),
        _ => None,
    };
    Some(Moderating::Typed {
        which,
        words: text("words").unwrap_or_default(),
        to,
        re: text("re"),
        note: text("note"),
        ping: matches!(value("ping"), Some(CommandDataOptionValue::Boolean(true))),
    })
}

/// What the buttons of a preview carry, in their order.
fn pieces(message: &Message) -> Vec<String> {
    let buttons = message.components.iter().flat_map(|row| &row.components);
    let pieces = buttons.filter_map(|button| match button {
        ActionRowComponent::Button(button) => match &button.data {
            ButtonKind::NonLink { custom_id, .. } => {
                Step::of(custom_id)?;
                let piece = custom_id.get(COPY.len()..)?;
                Some(piece.strip_suffix(super::END).unwrap_or(piece).to_owned())
            }
            _ => None,
        },
        _ => None,
    });
    pieces.collect()
}

/// The message that a link leads to, if it stands in this server
/// (<https://discord.com/developers/docs/reference#message-formatting>).
pub(super) fn linked(link: &str, guild: GuildId) -> Option<(u64, u64)> {
    let link = link.trim().trim_start_matches('<').trim_end_matches('>');
    let rest = link.strip_prefix("https://")?;
    let (host, path) = rest.split_once('/')?;
    let hosts = ["discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"];
    if !hosts.contains(&host) {
        return None;
    }
    let path = path.strip_prefix("channels/")?;
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
    let mut numbers = path.split('/').map(|number| {
        number.bytes().all(|c| c.is_ascii_digit()).then_some(())?;
        number.parse::<u64>().ok().filter(|number| *number != 0)
    });
    let (server, channel, message) = (numbers.next()??, numbers.next()??, numbers.next()??);
    (numbers.next().is_none() && server == guild.get()).then_some((channel, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_link_to_a_message_of_this_server_is_one() {
        let guild = GuildId::new(10);
        for right in [
            "https://discord.com/channels/10/20/30",
            " <https://ptb.discord.com/channels/10/20/30/> ",
            "https://canary.discord.com/channels/10/20/30?x=1",
        ] {
            assert_eq!(linked(right, guild), Some((20, 30)), "{right}");
        }
        for wrong in [
            "",
            "30",
            "http://discord.com/channels/10/20/30",
            "https://discord.com.example.org/channels/10/20/30",
            "https://discord.com@example.org/channels/10/20/30",
            "https://discord.com/channels/11/20/30",
            "https://discord.com/channels/@me/20/30",
            "https://discord.com/channels/10/20",
            "https://discord.com/channels/10/20/30/40",
            "https://discord.com/channels/10/20/0",
            "https://discord.com/channels/10/20/+30",
        ] {
            assert_eq!(linked(wrong, guild), None, "{wrong}");
        }
    }
}
