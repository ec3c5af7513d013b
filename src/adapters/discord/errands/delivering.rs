//! Takes a citation to others, once, and says to its moderator what became of it.
//!
//! What was refused for certain is said with the preview still there to press again; where nobody knows,
//! the preview goes, so that nothing is told twice. Writes no sentence.

use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::errand::{Delivery, Way};
use crate::adapters::discord::reply::Reply;
use crate::adapters::discord::rest::{Asked, Failure};
use serenity::model::channel::MessageReference;
use serenity::model::id::{ChannelId, MessageId};

/// Discord's codes for a channel in which the bot may not write, or not reply
/// (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>).
const MAY_NOT_WRITE: [u64; 3] = [50001, 50013, 160002];

/// Discord's code for somebody who takes no direct messages from the bot.
const CLOSED: u64 = 50007;

/// Takes a citation to others.
///
/// # Errors
/// Where its moderator could not be told what became of it, or the line for the others was not left.
pub(super) async fn deliver(bot: &Bot, asked: &Asked, delivery: Delivery) -> Result<(), Failure> {
    let Delivery { way, replies, nonce, instead, done, refused, failed, unsure, record } = delivery;
    let application = bot.identity().await?.application;
    let mut arrived = match way {
        Way::Post { channel, at } => post_all(bot, channel, at, replies, &nonce).await,
        Way::Send { to } => match bot.rest.direct(to).await {
            Ok(channel) => post_all(bot, channel, None, replies, &nonce).await,
            Err(failure) => Err((0, failure)),
        },
    };
    let may_not = |end: &Result<(), (usize, Failure)>| matches!(end, Err((0, failure)) if MAY_NOT_WRITE.contains(&failure.code()));
    if may_not(&arrived) && !instead.is_empty() {
        arrived = Ok(());
        for (number, reply) in instead.into_iter().enumerate() {
            if let Err(failure) = bot.rest.follow(application, asked, &reply.follow_up()).await {
                arrived = Err((number, failure));
                break;
            }
        }
    }
    let said = match arrived {
        Ok(()) => done,
        Err((0, failure @ (Failure::Refused { .. } | Failure::Limited | Failure::Unreached))) => {
            let is_certain = MAY_NOT_WRITE.contains(&failure.code()) || failure.code() == CLOSED;
            let reply = if is_certain { refused } else { failed };
            return bot.rest.follow(application, asked, &reply.follow_up()).await.map(|_| ());
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

/// Posts messages in their order; on failure says how many stand.
async fn post_all(
    bot: &Bot,
    channel: ChannelId,
    at: Option<MessageId>,
    replies: Vec<Reply>,
    nonce: &str,
) -> Result<(), (usize, Failure)> {
    for (number, reply) in replies.into_iter().enumerate() {
        let mut message = reply.message(format!("{nonce}{number}"));
        // Without the message that it is about, a citation is refused.
        if let Some(at) = at.filter(|_| number == 0) {
            message = message
                .reference_message(MessageReference::from((channel, at)).fail_if_not_exists(true));
        }
        bot.rest.post(channel, &message).await.map_err(|failure| (number, failure))?;
    }
    Ok(())
}

/// Puts a reply in place of the preview.
async fn replace(bot: &Bot, asked: &Asked, reply: Reply) -> Result<(), Failure> {
    let application = bot.identity().await?.application;
    bot.rest.edit_original(application, asked, &reply.original()).await.map(|_| ())
}
