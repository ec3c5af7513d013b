//! What is known of a message on Zulip, as plain data.

use crate::desk::Platform;
use crate::ledger::QuestionId;
use crate::manners::Channel;
use crate::wording::manners as said_of;
use jiff::Timestamp;

/// What the name of a resolved topic begins with.
const RESOLVED: &str = "✔ ";

/// A message that somebody wrote, as it stands now.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) id: u64,
    pub(super) author: u64,
    /// What those who read along call the author.
    pub(super) name: String,
    pub(super) place: Place,
    /// In Zulip's Markdown, as it was typed.
    pub(super) content: String,
    /// Whether Zulip says that the bot is mentioned in it.
    pub(super) is_mentioned: bool,
    /// When it was written.
    pub(super) written: Timestamp,
    /// Whether this is heard of an edit.
    pub(super) is_edit: bool,
    /// Whether it is found after a gap, in which nobody heard it.
    pub(super) was_missed: bool,
    /// For how long nobody heard it, where it is found too late to be answered where it stands.
    pub(super) away: Option<Away>,
}

/// A time for which the bot heard nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Away {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// Where a message stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// In a topic of a channel.
    Channel {
        /// Zulip's number of the channel.
        id: u64,
        /// Its name.
        name: String,
        /// The topic, which may be empty (feature level 334).
        topic: String,
    },
    /// In a conversation with one person.
    Person(u64),
    /// In a conversation with several, whose numbers these are, in order and without the bot's.
    Group(Vec<u64>),
}

impl Place {
    /// By what it is known where answers are kept: that of a channel is the same in all its topics,
    /// since messages move between them.
    pub(super) fn key(&self) -> String {
        match self {
            Place::Channel { id, .. } => format!("channel:{id}"),
            Place::Person(user) => person_key(*user),
            Place::Group(users) => {
                let users: Vec<String> = users.iter().map(u64::to_string).collect();
                format!("group:{}", users.join(","))
            }
        }
    }

    /// Whether it is a topic that somebody marked as resolved
    /// (<https://zulip.com/help/resolve-a-topic>).
    pub(super) fn is_resolved(&self) -> bool {
        matches!(self, Place::Channel { topic, .. } if topic.starts_with(RESOLVED))
    }

    /// What its readers know it by.
    pub(super) fn known_as(&self) -> String {
        match self {
            Place::Channel { name, .. } => format!("#{name}"),
            Place::Person(_) | Place::Group(_) => said_of::THE_CONVERSATION.to_owned(),
        }
    }

    /// Where others read along, as good manners know it; `None` in a conversation with one person.
    pub(super) fn among(&self) -> Option<Channel> {
        let key = match self {
            Place::Channel { topic, .. } => format!("{}/{topic}", self.key()),
            Place::Person(_) => return None,
            Place::Group(_) => self.key(),
        };
        Some(Channel::new(Platform::Zulip.name(), key))
    }
}

/// By what a message is known as a question.
pub(super) fn question(id: u64) -> QuestionId {
    (Platform::Zulip.name().to_owned(), id.to_string())
}

/// By what the conversation with a person is known where answers are kept.
pub(super) fn person_key(user: u64) -> String {
    format!("person:{user}")
}
