//! What is left to do after the first response to an interaction, by the way out to Discord.
//!
//! Errands are plain data: what makes them is pure, and can be looked at.

use super::incoming::Place;
use super::reply::Reply;
use crate::answer::Answer;
use crate::manners::Channel;
use serenity::model::id::{ChannelId, MessageId, UserId};

/// Something to do once the first response was given.
#[derive(Debug)]
pub(super) enum Errand {
    /// Learns where the answer stands that was given to everybody in a channel, or that it does not.
    Shown {
        /// Where, as good manners know it.
        channel: Channel,
        /// Where, as a link to it is made.
        place: Place,
        /// What.
        answer: Box<Answer>,
    },
    /// Posts a message in a channel, at another message where one is named.
    Post {
        /// Where.
        channel: ChannelId,
        /// The message that it replies to.
        at: Option<MessageId>,
        /// What.
        reply: Reply,
    },
    /// Sends a direct message.
    Send {
        /// To whom.
        to: UserId,
        /// What.
        reply: Reply,
    },
    /// Says one more thing to who pressed or asked.
    Follow(Reply),
    /// Takes a message of the bot's own away.
    Delete {
        /// Where.
        channel: ChannelId,
        /// Which.
        message: MessageId,
    },
}
