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
    /// Says one more thing to who pressed or asked.
    Follow(Reply),
    /// Tells others what a moderator saw and pressed for.
    Deliver(Box<Delivery>),
    /// Takes away the message on which something was pressed: by the interaction's token, since the
    /// bot may not belong to where it stands
    /// (<https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages>).
    TakeAway,
}

impl Errand {
    /// Whether nobody waits for it.
    pub(super) fn is_note(&self) -> bool {
        matches!(self, Errand::Shown { .. })
    }
}

/// A citation on its way to others, once and not late: it is made only where Discord took the first response,
/// and what is sent again has the nonce of the first try
/// (<https://discord.com/developers/docs/resources/message#create-message>).
#[derive(Debug)]
pub(super) struct Delivery {
    /// How.
    pub(super) way: Way,
    /// The messages, in their order; only the first replies to the message of `way`.
    pub(super) replies: Vec<Reply>,
    /// With the place of a message in `replies` behind it, that message's nonce. The same for all who
    /// press twice; at most 21 characters long.
    pub(super) nonce: String,
    /// Said to everybody as follow-ups where the bot may not write in the channel (codes 50001, 50013
    /// and 160002 of <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>); empty
    /// where nothing can be said instead.
    pub(super) instead: Vec<Reply>,
    /// Takes the place of the preview once all arrived.
    pub(super) done: Reply,
    /// Follows where the person takes no direct messages (codes 50007 and 50278), or where the bot may not write
    /// and nothing arrived instead. The preview stays.
    pub(super) refused: Reply,
    /// Follows where the message is gone at which it was to be posted (code 10008). The preview stays.
    pub(super) gone: Reply,
    /// Follows where nothing arrived for another reason. The preview stays.
    pub(super) failed: Reply,
    /// Takes the place of the preview where nobody knows what arrived, or only a part did.
    pub(super) unsure: Reply,
    /// Posted in another channel once all arrived; whether that succeeds is nobody's concern here.
    pub(super) record: Option<(ChannelId, Reply)>,
}

/// How a citation reaches others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As messages in a channel, the first at another message where one is named.
    Post {
        /// Where.
        channel: ChannelId,
        /// The message that it replies to.
        at: Option<MessageId>,
    },
    /// As direct messages.
    Send {
        /// To whom.
        to: UserId,
    },
}
