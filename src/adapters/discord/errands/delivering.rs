//! Brings a moderator's citation to others, and tells the moderator what became of it.
//!
//! Decides nothing: what is said in each case comes with the errand.

use super::{nonce, post, send};
use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::errand::{Delivery, Way};
use crate::adapters::discord::reply::Reply;
use crate::adapters::discord::rest::{Asked, Failure};
use serenity::model::id::ApplicationId;

/// The bot does not belong to the channel, may not write there, or may not reply there
/// (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>).
const NOT_THERE: [u64; 3] = [50_001, 50_013, 160_002];

/// What became of several messages.
enum Fate {
    /// All are there.
    Arrived,
    /// None is: Discord said so, with this code.
    Refused(u64),
    /// Some may be.
    Unsure,
}

/// Brings a citation to others.
pub(super) async fn deliver(bot: &Bot, asked: &Asked, delivery: Delivery) -> Result<(), Failure> {
    let application = bot.identity().await?.application;
    let after_all = delivery.replies.len();
    let mut fate = Fate::Arrived;
    for (number, reply) in delivery.replies.into_iter().enumerate() {
        let nonce = nonce(&delivery.nonce, number);
        let at_first = number == 0;
        let sent = match delivery.way {
            Way::Post { channel, at } => {
                post(bot, channel, at.filter(|_| at_first), reply, nonce).await
            }
            Way::Send { to } => send(bot, to, reply, nonce).await,
        };
        fate = fate_of(sent.map(|_| ()), at_first);
        if !matches!(fate, Fate::Arrived) {
            break;
        }
    }
    let elsewhere = matches!(fate, Fate::Refused(code) if NOT_THERE.contains(&code));
    if elsewhere && !delivery.instead.is_empty() {
        fate = follow(bot, application, asked, delivery.instead).await;
    }
    let (told, stands) = match fate {
        Fate::Arrived => (delivery.done, true),
        Fate::Unsure => (delivery.unsure, false),
        Fate::Refused(_) => {
            let refused = delivery.refused.follow_up();
            return bot.rest.follow(application, asked, &refused).await.map(|_| ());
        }
    };
    bot.rest.edit_original(application, asked, &told.original()).await?;
    if let Some((channel, line)) = delivery.record.filter(|_| stands) {
        post(bot, channel, None, line, nonce(&delivery.nonce, after_all)).await?;
    }
    Ok(())
}

/// Says to everybody what could not be posted.
async fn follow(bot: &Bot, application: ApplicationId, asked: &Asked, replies: Vec<Reply>) -> Fate {
    for (number, reply) in replies.into_iter().enumerate() {
        let sent = bot.rest.follow(application, asked, &reply.follow_up()).await;
        match fate_of(sent.map(|_| ()), number == 0) {
            Fate::Arrived => {}
            fate => return fate,
        }
    }
    Fate::Arrived
}

/// What became of all messages up to this one.
fn fate_of(sent: Result<(), Failure>, is_first: bool) -> Fate {
    match sent {
        Ok(()) => Fate::Arrived,
        Err(failure @ Failure::Refused { .. }) if is_first => Fate::Refused(failure.code()),
        Err(Failure::Limited | Failure::Unreached) if is_first => Fate::Refused(0),
        Err(_) => Fate::Unsure,
    }
}
