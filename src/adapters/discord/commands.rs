//! The commands that Discord lists: made of what the content can answer, and of the grammar.
//!
//! Pure. What a command is called and what it takes is the grammar's to say, so that what is listed
//! and what is understood are one. What is typed all the same and is not listed is answered too.

use crate::ask;
use crate::citing::LONGEST_NOTE;
use crate::config;
use crate::content::document::Kind;
use crate::index::{Choice, Edition};
use crate::offers::{self, MOST_CHOICES, Offers};
use crate::query::{Command, OptionName, Words};
use crate::wording::commands as wording;
use serde::{Deserialize, Serialize};
use serenity::model::Permissions;
use serenity::model::application::{
    CommandOptionType, CommandType, InstallationContext, InteractionContext,
};
use std::collections::BTreeSet;

/// The option that holds what is typed after a command.
pub(super) const WORDS: &str = "words";

/// The most characters of a choice's name, and of its value
/// (<https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure>).
const LONGEST_CHOICE: usize = 100;

/// A command, as it is registered and as Discord tells what is registered
/// (<https://discord.com/developers/docs/interactions/application-commands#application-command-object>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What it is typed as, or pressed at.
    #[serde(rename = "type", default = "typed")]
    pub kind: CommandType,
    /// What it answers; empty for one at a message.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What can be said with it, what must be said first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ListedOption>,
    /// What a member must be permitted to find it, as long as those who run a server say nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_member_permissions: Option<Permissions>,
    /// Who may install it: a server or a person. Not told for a single server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_types: Option<Vec<InstallationContext>>,
    /// Where it can be used. Not told for a single server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<InteractionContext>>,
}

/// An option of a command
/// (<https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-structure>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedOption {
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: CommandOptionType,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether the command cannot be sent without it.
    #[serde(default, skip_serializing_if = "is_off")]
    pub required: bool,
    /// Whether something is offered to who is typing.
    #[serde(default, skip_serializing_if = "is_off")]
    pub autocomplete: bool,
    /// How many characters it holds at most; `None` where Discord's own limit is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
}

/// Where commands are registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Wherever the bot is installed.
    Everywhere,
    /// In one server, where nothing but that server can be said of it.
    OneServer,
}

/// What is to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The commands, in the order of help.
    pub commands: Vec<Listed>,
    /// Commands that the operator names and that the content cannot answer.
    pub unanswerable: Vec<Command>,
}

/// The commands to list of what this content can answer.
pub fn listing(edition: &Edition, settings: &config::Discord, reach: Reach) -> Listing {
    let answerable = ask::commands(edition);
    let named = settings.commands.as_deref();
    let is_named = |command: &Command| named.is_some_and(|named| named.contains(command));
    let wanted = answerable.iter().filter(|command| named.is_none() || is_named(command));
    let wanted: Vec<Command> = wanted.copied().collect();
    let mut commands: Vec<Listed> = wanted
        .iter()
        .filter_map(|command| {
            // They say nothing of the matter that a channel speaks of.
            let aside = matches!(command, Command::Help | Command::Sources) && !is_named(command);
            match (aside, reach) {
                (true, Reach::OneServer) => None,
                (true, Reach::Everywhere) => Some(listed(*command, &IN_CONVERSATIONS)),
                (false, _) => Some(listed(*command, &ANYWHERE)),
            }
        })
        .collect();
    for (command, kind, name) in [
        (Command::Coc, Kind::Conduct, wording::CITE_CONDUCT),
        (Command::Principle, Kind::Principles, wording::CITE_PRINCIPLE),
    ] {
        if wanted.contains(&command) && edition.of_kind(kind).next().is_some() {
            commands.push(at_message(name));
        }
    }
    if reach == Reach::OneServer {
        for command in &mut commands {
            (command.integration_types, command.contexts) = (None, None);
        }
    }
    let mut unanswerable = named.unwrap_or_default().to_vec();
    unanswerable.retain(|command| !answerable.contains(command));
    Listing { commands, unanswerable }
}

const ANYWHERE: [InteractionContext; 3] =
    [InteractionContext::Guild, InteractionContext::BotDm, InteractionContext::PrivateChannel];

const IN_CONVERSATIONS: [InteractionContext; 2] =
    [InteractionContext::BotDm, InteractionContext::PrivateChannel];

fn typed() -> CommandType {
    CommandType::ChatInput
}

/// Discord takes it only where it may be on, and leaves it out where it is off.
#[allow(clippy::trivially_copy_pass_by_ref)] // The signature that serde asks for.
fn is_off(switch: &bool) -> bool {
    !switch
}

impl Listed {
    /// As it is told, whatever the order in which places are named.
    pub(super) fn in_order(mut self) -> Listed {
        if let Some(types) = &mut self.integration_types {
            types.sort_by_key(|kind| u8::from(*kind));
        }
        if let Some(contexts) = &mut self.contexts {
            contexts.sort_by_key(|context| u8::from(*context));
        }
        self
    }

    /// As people see it: with its slash, where it is typed.
    pub fn shown(&self) -> String {
        match self.kind {
            CommandType::ChatInput => format!("/{}", self.name),
            _ => format!("“{}”", self.name),
        }
    }
}

fn listed(command: Command, contexts: &[InteractionContext]) -> Listed {
    let words = (command.words() != Words::Useless).then(|| ListedOption {
        kind: CommandOptionType::String,
        name: WORDS.to_owned(),
        description: wording::words(command).to_owned(),
        required: command.words() == Words::Needed,
        autocomplete: offers::names_something(command),
        max_length: None,
    });
    // It answers nobody but who asks, and an option would let one think otherwise.
    let is_said =
        |option: &OptionName| *option != OptionName::Private || command != Command::Report;
    let of_command = |name| option(command, name);
    Listed {
        name: command.name().to_owned(),
        kind: CommandType::ChatInput,
        description: wording::command(command),
        options: words
            .into_iter()
            .chain(command.options().filter(is_said).map(of_command))
            .collect(),
        default_member_permissions: None,
        integration_types: Some(vec![InstallationContext::Guild, InstallationContext::User]),
        contexts: Some(contexts.to_vec()),
    }
}

fn option(command: Command, option: OptionName) -> ListedOption {
    let kind = match option {
        OptionName::To => CommandOptionType::User,
        _ if option.is_switch() => CommandOptionType::Boolean,
        _ => CommandOptionType::String,
    };
    ListedOption {
        kind,
        name: option.name().to_owned(),
        description: wording::option(command, option).to_owned(),
        required: false,
        autocomplete: option == OptionName::In,
        max_length: (option == OptionName::Note).then_some(LONGEST_NOTE),
    }
}

/// A command at a message, which is for moderators of a server.
fn at_message(name: &str) -> Listed {
    Listed {
        name: name.to_owned(),
        kind: CommandType::Message,
        description: String::new(),
        options: Vec::new(),
        default_member_permissions: Some(Permissions::MODERATE_MEMBERS),
        integration_types: Some(vec![InstallationContext::Guild]),
        contexts: Some(vec![InteractionContext::Guild]),
    }
}

/// What is offered to somebody who is typing, each with what is read and what is then asked. No two
/// are read alike.
pub fn choices(offers: &Offers) -> Vec<(String, String)> {
    let mut read = BTreeSet::new();
    let mut asked = BTreeSet::new();
    let mut choices = Vec::new();
    let alike = |label: &String| {
        let within = |choice: &&Choice| choice.label_within(LONGEST_CHOICE) == *label;
        offers.choices.iter().filter(within).count() > 1
    };
    for choice in &offers.choices {
        // What Discord would not take is answered when it is typed.
        let holds = 1..=LONGEST_CHOICE;
        if !holds.contains(&choice.value.chars().count()) || !asked.insert(&choice.value) {
            continue;
        }
        let mut label = choice.label_within(LONGEST_CHOICE);
        if label.is_empty() || alike(&label) || read.contains(&label) {
            let id = format!(" ({})", choice.value);
            let room = LONGEST_CHOICE.saturating_sub(id.chars().count());
            label = match room {
                0..20 => choice.value.clone(),
                _ => format!("{}{id}", choice.label_within(room)).trim_start().to_owned(),
            };
        }
        if read.insert(label.clone()) {
            choices.push((label, choice.value.clone()));
        }
    }
    choices.truncate(MOST_CHOICES);
    choices
}
