//! What Zulip tells, read: messages, their edits, moves and deletions.
//!
//! Pure. What is no news of a message is left out, and so is what cannot be read.
//! See <https://zulip.com/api/get-events>.

use super::hearing::{Place, Said};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The flag of a message in which the bot itself is mentioned, and not everybody
/// (<https://zulip.com/api/update-message-flags#available-flags>).
pub(super) const MENTIONED: &str = "mentioned";

/// One event, of which no more is read than its number and kind before it matters.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub(super) id: i64,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// A message as Zulip gives it: <https://zulip.com/api/get-messages#response>.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Message {
    pub(super) id: u64,
    pub(super) sender_id: u64,
    #[serde(default)]
    pub(super) sender_full_name: String,
    #[serde(default)]
    pub(super) content: String,
    pub(super) timestamp: i64,
    /// When it was edited or moved last; none where it never was.
    pub(super) last_edit_timestamp: Option<i64>,
    pub(super) stream_id: Option<u64>,
    #[serde(default)]
    pub(super) subject: String,
    pub(super) display_recipient: Recipient,
    /// In events these stand beside the message.
    #[serde(default)]
    pub(super) flags: Vec<String>,
}

impl Message {
    /// Whether this is what it says: Zulip takes empty space away from both ends.
    pub(super) fn says(&self, content: &str) -> bool {
        self.content.trim() == content.trim()
    }
}

/// To whom a message went: a channel's name, or the people in a conversation.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Recipient {
    Channel(String),
    People(Vec<Person>),
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Person {
    pub(super) id: u64,
}

/// What became of messages.
#[derive(Debug)]
pub(super) enum News {
    /// One was written.
    Written(Box<Said>),
    /// One was edited; whether Zulip says that the bot is mentioned in it now.
    Edited {
        id: u64,
        /// What it says now.
        content: String,
        is_mentioned: bool,
    },
    /// Some were moved to another topic or channel.
    Moved(Vec<u64>),
    /// Some were deleted, or moved to where the bot does not see them.
    Gone(Vec<u64>),
    /// The server was started again; of this feature level, where it says so.
    Restarted(Option<u32>),
}

#[derive(Deserialize)]
struct Written {
    message: Message,
    #[serde(default)]
    flags: Vec<String>,
}

#[derive(Deserialize)]
struct Updated {
    message_id: u64,
    content: Option<String>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    rendering_only: bool,
    /// All that were moved with it.
    #[serde(default)]
    message_ids: Vec<u64>,
    /// The new topic, and the new channel, where these changed.
    subject: Option<String>,
    new_stream_id: Option<u64>,
}

#[derive(Deserialize)]
struct Deleted {
    #[serde(default)]
    message_ids: Vec<u64>,
    message_id: Option<u64>,
}

#[derive(Deserialize)]
struct Restarted {
    zulip_feature_level: Option<u32>,
}

/// The news in an event of this kind; `None` where there is none for the bot, whose number is `me`.
///
/// # Errors
/// Where it is of a form that is not known.
pub(super) fn news(
    kind: &str,
    event: &RawValue,
    me: u64,
) -> Result<Option<News>, serde_json::Error> {
    Ok(match kind {
        "message" => {
            let Written { message, flags } = serde_json::from_str(event.get())?;
            said(Message { flags, ..message }, me).map(|said| News::Written(Box::new(said)))
        }
        "update_message" => {
            let updated: Updated = serde_json::from_str(event.get())?;
            let is_moved = updated.subject.is_some() || updated.new_stream_id.is_some();
            match updated.content.filter(|_| !updated.rendering_only) {
                Some(content) => Some(News::Edited {
                    id: updated.message_id,
                    content,
                    is_mentioned: is_mentioned(&updated.flags),
                }),
                None => is_moved.then_some(News::Moved(updated.message_ids)),
            }
        }
        "delete_message" => {
            let Deleted { mut message_ids, message_id } = serde_json::from_str(event.get())?;
            message_ids.extend(message_id);
            Some(News::Gone(message_ids))
        }
        "restart" => {
            let Restarted { zulip_feature_level } = serde_json::from_str(event.get())?;
            Some(News::Restarted(zulip_feature_level))
        }
        _ => None,
    })
}

/// A message as plain data; `None` of the bot's own, and where it stands nowhere that is known.
pub(super) fn said(message: Message, me: u64) -> Option<Said> {
    if message.sender_id == me {
        return None;
    }
    let place = place(&message, me)?;
    Some(Said {
        id: message.id,
        author: message.sender_id,
        is_mentioned: is_mentioned(&message.flags),
        written: Timestamp::from_second(message.timestamp).ok()?,
        name: message.sender_full_name,
        content: message.content,
        place,
        is_edit: false,
        was_missed: false,
        away: None,
    })
}

/// Where a message stands.
pub(super) fn place(message: &Message, me: u64) -> Option<Place> {
    match (&message.display_recipient, message.stream_id) {
        (Recipient::Channel(name), Some(id)) => {
            Some(Place::Channel { id, name: name.clone(), topic: message.subject.clone() })
        }
        (Recipient::People(people), _) => {
            let mut others: Vec<u64> = people.iter().map(|person| person.id).collect();
            others.retain(|id| *id != me);
            others.sort_unstable();
            match others.as_slice() {
                [] => None,
                [one] => Some(Place::Person(*one)),
                _ => Some(Place::Group(others)),
            }
        }
        (Recipient::Channel(_), None) => None,
    }
}

/// Whether the bot is mentioned in what has these flags.
pub(super) fn is_mentioned(flags: &[String]) -> bool {
    flags.iter().any(|flag| flag == MENTIONED)
}
