//! Does what is left to do after a first response.
//!
//! One after the other, in the order in which they were given: a reader finds pages in their order. What
//! fails is told once, here, and keeps no other errand from being done.

mod delivering;

use super::bot::Bot;
use super::errand::Errand;
use super::incoming::Place;
use super::rest::{Asked, Failure, Sent};
use crate::answer::Answer;
use crate::desk::Platform;
use crate::manners::{self, Channel};
use crate::pace::{Pace, chance};
use jiff::Timestamp;
use serenity::builder::CreateInteractionResponse;
use std::time::Duration;

/// What the log calls it when an answer does not reach Discord.
const ANSWERS: &str = "an answer was not given";
/// What the log calls it when something that follows an answer is not done.
const DEEDS: &str = "something was not done";

/// How often, and how soon, it is looked where a response stands that Discord is about to show.
const LOOKS: u32 = 6;
const LOOK: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

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
    if errands.iter().all(Errand::is_note) {
        // Nobody waits to learn where an answer stands. Where Discord does not say so, what asks for it
        // must neither pile up nor keep the bot from stopping.
        let stands = match bot.turn_at_once() {
            Some(_turn) => tokio::select! {
                stands = original(bot, asked) => stands.map(Some),
                () = bot.rest.left() => Err(Failure::Unreached),
            },
            None => Err(Failure::Unreached),
        };
        return one_by_one(bot, asked, stands, errands).await;
    }
    let _turn = bot.turn().await;
    let stands = original(bot, asked).await.map(Some);
    if let Err(failure) = stands {
        bot.failed(DEEDS, &failure.to_string());
    }
    one_by_one(bot, asked, stands, errands).await;
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
    one_by_one(bot, asked, first, errands).await;
}

async fn one_by_one(
    bot: &Bot,
    asked: &Asked,
    first: Result<Option<Sent>, Failure>,
    errands: Vec<Errand>,
) {
    for errand in errands {
        if let Errand::Shown { channel, place, answer } = errand {
            shown(bot, asked, first, &channel, place, &answer).await;
            continue;
        }
        let errand = match (first, errand) {
            // The preview still stands there, and says nothing of it.
            (Err(_), Errand::Deliver(delivery)) => Errand::Follow(delivery.failed),
            // Who saw no response asks again, and would have everything done twice.
            (Err(_), _) => continue,
            (Ok(_), errand) => errand,
        };
        match done(bot, asked, errand).await {
            Ok(()) => {
                bot.went_well(DEEDS);
            }
            Err(failure) => bot.failed(DEEDS, &failure.to_string()),
        }
    }
}

async fn done(bot: &Bot, asked: &Asked, errand: Errand) -> Result<(), Failure> {
    match errand {
        // Done by who called, since it needs to know the first response.
        Errand::Shown { .. } => Ok(()),
        Errand::Follow(reply) => {
            let reply = reply.follow_up();
            bot.rest.follow(asked, &reply, asked.answerable()).await.map(|_| ())
        }
        Errand::Deliver(delivery) => delivering::deliver(bot, asked, *delivery).await,
        Errand::TakeAway => bot.rest.delete_original(asked).await,
    }
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
        Err(failure) if !failure.is_unsure() => None,
        Ok(None) | Err(_) => tokio::select! {
            stands = original(bot, asked) => stands.ok(),
            () = bot.rest.left() => None,
        },
    };
    match stands {
        Some(sent) => {
            let place = manners::Place::at(place.link(sent.id));
            bot.desk.shown(channel, answer, place, Timestamp::now());
        }
        None => bot.desk.not_shown(channel, answer),
    }
    tracing::debug!(platform = Platform::Discord.name(), stands = stands.is_some(), "shown");
}

/// Where the first response stands. Discord may need a moment to show what it was given.
async fn original(bot: &Bot, asked: &Asked) -> Result<Sent, Failure> {
    let mut pace = Pace::new(LOOK.0, LOOK.1);
    for _ in 1..LOOKS {
        match bot.rest.original(asked).await {
            Err(Failure::Refused { status: 404, .. }) => {
                tokio::time::sleep(pace.after_failure(chance())).await;
            }
            found => return found,
        }
    }
    bot.rest.original(asked).await
}
