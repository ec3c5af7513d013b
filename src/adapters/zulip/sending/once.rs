//! Sends a message so that it stands once.
//!
//! Zulip takes the same message twice. Where nobody knows whether it was taken, the bot's own messages
//! are looked through before it is sent again.

use super::super::bot::Bot;
use super::super::hearing::Place;
use super::super::incoming::{self, Message};
use super::super::rest::{Failure, To};
use super::super::server::Server;
use crate::desk::Platform;
use crate::pace::{Pace, chance};
use std::time::Duration;

/// How many messages are looked through at once, and how often there may be as many.
const PORTION: u16 = 1000;
const MOST_PORTIONS: usize = 5;

/// How often something is tried. Each time it may be waited for Zulip for minutes.
const MOST_TRIES: usize = 12;
/// How soon, and at most how late, it is tried again.
const AGAIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));

/// Sends answers to a question.
pub(super) struct Once<'a> {
    pub(super) bot: &'a Bot,
    pub(super) server: &'a Server,
    /// The question's number. Its answers have greater ones.
    pub(super) question: u64,
    /// Whether some of what is sent may stand already.
    pub(super) may_stand: bool,
}

impl Once<'_> {
    /// Sends a message, unless it stands there already. Says which one it is.
    pub(super) async fn post(&mut self, place: &Place, content: &str) -> Result<u64, Failure> {
        let mut pace = Pace::new(AGAIN.0, AGAIN.1);
        let mut tries = 0;
        loop {
            let failure = match self.tried(place, content).await {
                Ok(id) => return Ok(id),
                Err(refused @ Failure::Refused { .. }) => return Err(refused),
                Err(failure) => failure,
            };
            self.may_stand |= failure.is_unsure();
            tries += 1;
            if tries == MOST_TRIES || self.bot.rest.is_leaving() {
                return Err(if self.may_stand { Failure::Unsure } else { failure });
            }
            self.bot.rest.rested(pace.after_failure(chance())).await;
        }
    }

    /// The message that says this and stands there already, where one may.
    pub(super) async fn stands(
        &self,
        place: &Place,
        content: &str,
    ) -> Result<Option<u64>, Failure> {
        if self.may_stand { self.found(place, content).await } else { Ok(None) }
    }

    async fn tried(&self, place: &Place, content: &str) -> Result<u64, Failure> {
        if let Some(id) = self.stands(place, content).await? {
            return Ok(id);
        }
        let id = self.bot.rest.send(&To::place(place), content).await?;
        self.bot.listening.becomes_answer(id);
        Ok(id)
    }

    /// The message that stands there and says this, and is no other answer.
    async fn found(&self, place: &Place, content: &str) -> Result<Option<u64>, Failure> {
        let Once { bot, server, .. } = *self;
        let mut after = self.question;
        for _ in 0..MOST_PORTIONS {
            let mine = match bot.rest.mine_in(server.me, &To::place(place), after, PORTION).await {
                // Where the bot may write and not read, nobody can know.
                Err(Failure::Refused { status: 400 | 403 | 404, .. }) => return Ok(None),
                mine => mine?,
            };
            let is_it = |message: &&Message| {
                message.says(content)
                    && stands(message, place, server.me)
                    && !is_answer(bot, message.id)
                    && bot.listening.becomes_answer(message.id)
            };
            if let Some(message) = mine.iter().find(is_it) {
                return Ok(Some(message.id));
            }
            match mine.last() {
                Some(last) if mine.len() == usize::from(PORTION) => after = last.id,
                _ => break,
            }
        }
        Ok(None)
    }
}

/// Whether a message of the bot's stands there. Topics are the same in capitals and small letters.
fn stands(message: &Message, place: &Place, me: u64) -> bool {
    match (incoming::place(message, me), place) {
        (
            Some(Place::Channel { id, topic, .. }),
            Place::Channel { id: there, topic: its_topic, .. },
        ) => id == *there && topic.to_lowercase() == its_topic.to_lowercase(),
        (found, place) => found.as_ref() == Some(place),
    }
}

fn is_answer(bot: &Bot, message: u64) -> bool {
    bot.desk.following().is_answer(Platform::Zulip.name(), &message.to_string())
}
