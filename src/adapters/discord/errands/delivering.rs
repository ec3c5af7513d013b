//! Takes a citation to others, once, and says to its moderator what became of it.
//!
//! What was refused for certain is said with the preview still there to press again; where nobody knows,
//! the preview goes, so that nothing is told twice. Writes no sentence.

use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::codes::{
    CANNOT_REPLY, CANNOT_WRITE_TO_USER, MISSING_ACCESS, MISSING_PERMISSIONS, NO_SERVER_IN_COMMON,
    UNKNOWN_MESSAGE,
};
use crate::adapters::discord::errand::{Delivery, Way};
use crate::adapters::discord::reply::Reply;
use crate::adapters::discord::rest::{Asked, Failure};
use serenity::model::channel::MessageReference;
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::Instant;

/// The bot may not write in the channel, or not reply.
const MAY_NOT_WRITE: [u64; 3] = [MISSING_ACCESS, MISSING_PERMISSIONS, CANNOT_REPLY];

/// Somebody takes no direct messages from the bot, or shares no server with it.
const CLOSED: [u64; 2] = [CANNOT_WRITE_TO_USER, NO_SERVER_IN_COMMON];

/// Takes a citation to others, unless another press for it does.
///
/// # Errors
/// Where its moderator could not be told what became of it, or the line for the others was not left.
pub(super) async fn deliver(bot: &Bot, asked: &Asked, delivery: Delivery) -> Result<(), Failure> {
    let Delivery { way, replies, nonce, instead, done, refused, gone, failed, unsure, record } =
        delivery;
    // What follows an interaction has no nonce, by which Discord would know it again.
    if !bot.takes(&nonce) {
        return Ok(());
    }
    let until = asked.citable();
    let mut arrived = match way {
        Way::Post { channel, at } => post_all(bot, channel, at, replies, &nonce, until).await,
        Way::Send { to } => match bot.rest.direct_until(to, until).await {
            Ok(channel) => post_all(bot, channel, None, replies, &nonce, until).await,
            Err(failure) => Err((0, failure)),
        },
    };
    let may_not = |end: &Result<(), (usize, Failure)>| matches!(end, Err((0, failure)) if MAY_NOT_WRITE.contains(&failure.code()));
    if may_not(&arrived) && !instead.is_empty() {
        arrived = Ok(());
        for (number, reply) in instead.into_iter().enumerate() {
            let sent = bot.rest.follow(asked, &reply.follow_up(), until).await;
            if let Err(failure) = sent {
                arrived = Err((number, failure));
                break;
            }
        }
    }
    let said = match arrived {
        Ok(()) => done,
        Err((0, failure)) if !failure.is_unsure() => {
            bot.gives_back(&nonce);
            let reply = match failure.code() {
                UNKNOWN_MESSAGE => gone,
                code if MAY_NOT_WRITE.contains(&code) || CLOSED.contains(&code) => refused,
                _ => failed,
            };
            let (reply, until) = (reply.follow_up(), asked.answerable());
            return bot.rest.follow(asked, &reply, until).await.map(|_| ());
        }
        Err(_) => {
            return replace(bot, asked, unsure).await;
        }
    };
    replace(bot, asked, said).await?;
    if let Some((channel, line)) = record {
        bot.rest.post(channel, &line.message(format!("{nonce}r"))).await?;
    }
    Ok(())
}

/// Posts messages in their order, until they are of no more use; on failure says how many stand.
async fn post_all(
    bot: &Bot,
    channel: ChannelId,
    at: Option<MessageId>,
    replies: Vec<Reply>,
    nonce: &str,
    until: Instant,
) -> Result<(), (usize, Failure)> {
    for (number, reply) in replies.into_iter().enumerate() {
        let mut message = reply.message(format!("{nonce}{number}"));
        // Without the message that it is about, a citation is refused.
        if let Some(at) = at.filter(|_| number == 0) {
            message = message
                .reference_message(MessageReference::from((channel, at)).fail_if_not_exists(true));
        }
        let posted = bot.rest.post_until(channel, &message, until).await;
        posted.map_err(|failure| (number, failure))?;
    }
    Ok(())
}

/// Puts a reply in place of the preview.
async fn replace(bot: &Bot, asked: &Asked, reply: Reply) -> Result<(), Failure> {
    bot.rest.edit_original(asked, &reply.original()).await.map(|_| ())
}
