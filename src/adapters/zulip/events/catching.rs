//! What was written, edited and deleted while nobody listened.
//!
//! Looked for in what the bot got, which is little where it is subscribed to nothing: messages that
//! mention it and direct messages (<https://zulip.com/api/get-messages>).

use super::late;
use super::{Listener, MEANWHILE};
use crate::adapters::zulip::answering;
use crate::adapters::zulip::bot::Bot;
use crate::adapters::zulip::hearing::{Away, Said, question};
use crate::adapters::zulip::incoming::{self, News};
use crate::adapters::zulip::rest::{Anchor, Failure, Portion};
use crate::desk::Platform;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How many messages are asked for at once: those of the greatest length still make one answer.
const PORTION: u16 = 500;
/// How many times; of more messages, no more than the newest are looked at.
const PORTIONS: usize = 8;
/// How many questions are looked after that may have been edited or deleted.
const LOOKED_AFTER: usize = 50;
/// An edit that is so much older than the gap may still fall into it: clocks differ, and the last sign of
/// life is not kept at once.
const SLACK: SignedDuration = SignedDuration::from_secs(90);

/// What the log calls it when nobody can say what became of questions.
const QUESTIONS: &str = "what was edited while nobody listened";

impl Listener {
    /// Looks for what was missed. Where that fails it stays to be done; meanwhile the queue is heard.
    pub(super) async fn catch_up(&mut self) {
        let Some(behind) = self.progress.behind() else { return };
        if behind.looks_after {
            self.progress.looked_after();
            let (bot, from) = (Arc::clone(&self.bot), behind.away.from);
            let after = behind.after;
            self.bot.begin(async move { look_after(&bot, from, after).await });
        }
        match self.look_through(behind.away).await {
            Ok(too_old) => {
                self.progress.caught_up();
                self.bot.went_well(MEANWHILE);
                if too_old > 0 {
                    tracing::info!(
                        "Zulip: messages to the bot that are older than a day and are not answered: {too_old}"
                    );
                }
            }
            Err(failure) => self.bot.failed(MEANWHILE, &failure.to_string()),
        }
        self.keep(false);
    }

    /// Takes the messages that were missed, the oldest first. Says how many of those that are meant for
    /// the bot are too old.
    async fn look_through(&mut self, away: Away) -> Result<usize, Failure> {
        let mut too_old = 0;
        for _ in 0..PORTIONS {
            let Some(behind) = self.progress.behind() else { return Ok(too_old) };
            let portion = self.bot.rest.messages(Anchor::After(behind.after), PORTION).await?;
            let is_last = portion.found_newest || portion.last.is_none_or(|id| id <= behind.after);
            too_old += self.found(portion, away);
            if is_last {
                return Ok(too_old);
            }
        }
        let newest = self.bot.rest.messages(Anchor::Newest, PORTION).await?;
        tracing::warn!("Zulip: too much was written while nobody listened to look at all of it");
        Ok(too_old + self.found(newest, away))
    }

    /// Takes some of them. Says how many are too old.
    fn found(&mut self, portion: Portion, away: Away) -> usize {
        let Some(server) = self.bot.server() else { return 0 };
        let now = Timestamp::now();
        (0..portion.unreadable).for_each(|_| self.bot.could_not_read());
        let mut too_old = 0;
        for message in portion.messages {
            let Some(said) = incoming::said(message, server.me) else { continue };
            if is_answered(&self.bot, said.id, now) {
                self.progress.is_new(said.id);
                continue;
            }
            let is_for_the_bot = late::is_for_the_bot(&said);
            match late::found(said, away) {
                Some(said) => self.written(said, None, now),
                None => too_old += usize::from(is_for_the_bot),
            }
        }
        if let Some(last) = portion.last {
            self.progress.looked_up_to(last);
        }
        too_old
    }

    /// Hands on a message that was written, unless it came before. `away` is for how long nobody
    /// listened, where it may be late.
    pub(super) fn written(&mut self, said: Said, away: Option<Away>, now: Timestamp) {
        if !self.progress.is_new(said.id) {
            return;
        }
        let said = match away {
            Some(away) => late::found(said, away),
            None => Some(said),
        };
        if let Some(said) = said {
            answering::heard(&self.bot, News::Written(Box::new(said)), now);
        }
    }
}

/// Whether a message has its answers, and nobody is at work on them.
fn is_answered(bot: &Bot, id: u64, at: Timestamp) -> bool {
    bot.desk.following().given(&question(id), at).is_some_and(|given| !given.begun)
}

/// Looks whether questions that are followed were edited or deleted since then. Those after a message
/// whose answers are not done are found as if they were new.
async fn look_after(bot: &Arc<Bot>, since: Timestamp, after: u64) {
    let since = since.saturating_sub(SLACK).unwrap_or(Timestamp::MIN);
    let followed = bot.desk.following().on(Platform::Zulip.name(), Timestamp::now());
    for given in followed.into_iter().take(LOOKED_AFTER) {
        let Ok(id) = given.question.parse::<u64>() else { continue };
        let news = match bot.rest.message(id).await {
            Ok(message) => {
                let edited = message.last_edit_timestamp.map(Timestamp::from_second);
                let is_edited = edited.is_some_and(|edited| edited.is_ok_and(|at| at >= since));
                let is_found = given.begun && id > after;
                if is_found || !(is_edited || given.begun) {
                    continue;
                }
                News::Edited {
                    id,
                    is_mentioned: incoming::is_mentioned(&message.flags),
                    content: message.content,
                }
            }
            // It is deleted, or stands where the bot does not see it: perhaps it always did, which is why
            // its asker alone was answered, who keeps that.
            Err(Failure::Refused { status: 400 | 404, .. }) => {
                if given.standing.iter().all(|of| of.private) {
                    continue;
                }
                News::Gone(vec![id])
            }
            Err(failure) => {
                bot.failed(QUESTIONS, &failure.to_string());
                return;
            }
        };
        answering::heard(bot, news, Timestamp::now());
    }
    bot.went_well(QUESTIONS);
}
