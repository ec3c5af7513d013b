//! Does what is left to do after a first response.
//!
//! One after the other, in the order in which they were given: a reader finds pages in their order. What
//! fails is told once, here, and keeps no other errand from being done.

mod delivering;

use super::bot::Bot;
use super::errand::Errand;
use super::incoming::Place;
use super::reply::Reply;
use super::rest::{Asked, Failure, Sent};
use crate::answer::Answer;
use crate::desk::Platform;
use crate::manners::{self, Channel};
use crate::pace::{Pace, chance};
use jiff::Timestamp;
use serenity::builder::CreateInteractionResponse;
use serenity::model::channel::MessageReference;
use serenity::model::id::{ChannelId, MessageId, UserId};
use std::fmt;
use std::time::Duration;

/// What the log calls it when an answer does not reach Discord.
const ANSWERS: &str = "an answer was not given";
/// What the log calls it when something that follows an answer is not done.
const DEEDS: &str = "something was not done";

/// How often, and how soon, it is looked where a response stands that Discord is about to show.
const LOOKS: u32 = 6;
const LOOK: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

/// How many characters a nonce may have
/// (<https://discord.com/developers/docs/resources/message#create-message>).
const LONGEST_NONCE: usize = 25;

/// Gives a first response, and does what is left to do then.
pub(super) async fn respond(
    bot: &Bot,
    asked: &Asked,
    first: &CreateInteractionResponse,
    errands: Vec<Errand>,
) {
    let stands = bot.rest.respond(asked, first).await;
    match stands {
        Ok(_) => {
            bot.went_well(ANSWERS);
        }
        Err(failure) if failure.is_late() => {
            bot.failed(ANSWERS, "It came too late: Discord waits for 3 s.");
        }
        Err(failure) => bot.failed(ANSWERS, &failure.to_string()),
    }
    run(bot, asked, stands, errands).await;
}

/// Does what is left to do after a first response that went to Discord in answer to its own request, and
/// may not have come there yet.
pub(super) async fn follow(bot: &Bot, asked: &Asked, errands: Vec<Errand>) {
    let stands = original(bot, asked).await;
    run(bot, asked, stands.map(Some).ok_or(Failure::Unreached), errands).await;
}

/// Does what is left to do after the first response, of which this is known: the message that stands
/// for it, if Discord said which.
pub(super) async fn run(
    bot: &Bot,
    asked: &Asked,
    first: Result<Option<Sent>, Failure>,
    errands: Vec<Errand>,
) {
    if errands.is_empty() {
        return;
    }
    let _turn = bot.turn().await;
    for (number, errand) in errands.into_iter().enumerate() {
        if let Errand::Shown { channel, place, answer } = errand {
            shown(bot, asked, first, &channel, place, &answer).await;
            continue;
        }
        // Who saw no response asks again, and would have everything done twice.
        if first.is_err() {
            continue;
        }
        match done(bot, asked, number, errand).await {
            Ok(()) => {
                bot.went_well(DEEDS);
            }
            Err(failure) => bot.failed(DEEDS, &failure.to_string()),
        }
    }
}

async fn done(bot: &Bot, asked: &Asked, number: usize, errand: Errand) -> Result<(), Failure> {
    let nonce = nonce(asked.id.get(), number);
    match errand {
        // Done by who called, since it needs to know the first response.
        Errand::Shown { .. } => Ok(()),
        Errand::Post { channel, at, reply } => {
            post(bot, channel, at, reply, nonce).await.map(|_| ())
        }
        Errand::Send { to, reply } => send(bot, to, reply, nonce).await.map(|_| ()),
        Errand::Follow(reply) => {
            let application = bot.identity().await?.application;
            bot.rest.follow(application, asked, &reply.follow_up()).await.map(|_| ())
        }
        Errand::Deliver(delivery) => delivering::deliver(bot, asked, *delivery).await,
        Errand::Delete { channel, message } => {
            bot.rest.delete(Sent { id: message, channel_id: channel }).await
        }
        Errand::TakeAway => {
            let application = bot.identity().await?.application;
            bot.rest.delete_original(application, asked).await
        }
    }
}

/// Posts a message in a channel, at another one where one is named; if that is gone, without it.
pub(super) async fn post(
    bot: &Bot,
    channel: ChannelId,
    at: Option<MessageId>,
    reply: Reply,
    nonce: String,
) -> Result<Sent, Failure> {
    let mut message = reply.message(nonce);
    if let Some(at) = at {
        message = message
            .reference_message(MessageReference::from((channel, at)).fail_if_not_exists(false));
    }
    bot.rest.post(channel, &message).await
}

/// Sends a message to somebody alone.
pub(super) async fn send(
    bot: &Bot,
    to: UserId,
    reply: Reply,
    nonce: String,
) -> Result<Sent, Failure> {
    let channel = bot.rest.direct(to).await?;
    bot.rest.post(channel, &reply.message(nonce)).await
}

/// By what Discord knows that a message was sent before: of what it answers, and which of the answers
/// it is.
pub(super) fn nonce(of: impl fmt::Display, number: usize) -> String {
    let mut nonce = format!("{of}-{number}");
    nonce.truncate(LONGEST_NONCE);
    nonce
}

/// Tells the desk what became of an answer that was given to everybody in a channel.
async fn shown(
    bot: &Bot,
    asked: &Asked,
    first: Result<Option<Sent>, Failure>,
    channel: &Channel,
    place: Place,
    answer: &Answer,
) {
    let stands = match first {
        Ok(Some(sent)) => Some(sent),
        Ok(None) | Err(Failure::Unsure) => original(bot, asked).await,
        Err(_) => None,
    };
    match stands {
        Some(sent) => {
            let place = manners::Place::at(link(place, sent));
            bot.desk.shown(channel, answer, place, Timestamp::now());
        }
        None => bot.desk.not_shown(channel, answer),
    }
    tracing::debug!(platform = Platform::Discord.name(), stands = stands.is_some(), "shown");
}

/// Where the first response stands. Discord may need a moment to show what it was given.
async fn original(bot: &Bot, asked: &Asked) -> Option<Sent> {
    let application = bot.identity().await.ok()?.application;
    let mut pace = Pace::new(LOOK.0, LOOK.1);
    for _ in 0..LOOKS {
        match bot.rest.original(application, asked).await {
            Ok(sent) => return Some(sent),
            Err(Failure::Refused { status: 404, .. }) => {
                tokio::time::sleep(pace.after_failure(chance())).await;
            }
            Err(_) => return None,
        }
    }
    None
}

/// What opens Discord at a message.
pub(super) fn link(place: Place, sent: Sent) -> String {
    let server = match place {
        Place::Server(guild, _) => guild.to_string(),
        Place::Direct(_) | Place::Among(_) => "@me".to_owned(),
    };
    format!("https://discord.com/channels/{server}/{}/{}", sent.channel_id, sent.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serenity::model::id::GuildId;

    #[test]
    fn a_link_opens_at_the_message() {
        let (channel_id, id) = (ChannelId::new(22), MessageId::new(33));
        let sent = Sent { id, channel_id };
        let here = Place::Server(GuildId::new(11), channel_id);
        assert_eq!(link(here, sent), "https://discord.com/channels/11/22/33");
        assert_eq!(link(Place::Direct(channel_id), sent), "https://discord.com/channels/@me/22/33");
    }

    #[test]
    fn a_nonce_fits_and_tells_answers_apart() {
        assert_eq!(nonce(1_180_000_000_000_000_001, 0), "1180000000000000001-0");
        assert_ne!(nonce(u64::MAX, 0), nonce(u64::MAX, 9));
        assert!(nonce(u64::MAX, 9).len() <= LONGEST_NONCE);
    }
}
