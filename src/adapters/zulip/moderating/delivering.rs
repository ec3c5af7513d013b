//! Telling others what a moderator has seen, once.
//!
//! It is made again from the words that are held, and goes out only if they are those of the preview.

use super::draft::Draft;
use super::preview::Nowhere;
use super::{Reason, Scene, said_of, told};
use crate::adapters::zulip::hearing::Place;
use crate::adapters::zulip::incoming::place;
use crate::adapters::zulip::rest::{Failure, To};

/// What the log calls it when a citation does not arrive.
const UNDELIVERED: &str = "a citation could not be delivered";
/// How many messages of its own the bot looks through for one that may have arrived.
const MOST_LOOKED_AT: u16 = 1000;

/// What came of sending one message.
enum Sent {
    Yes,
    /// Zulip refuses it.
    Refused,
    /// It did not arrive, as far as can be seen.
    No,
    /// Nobody knows.
    Unsure,
}

impl Scene<'_> {
    /// Sends the citation that this moderator was shown, and says what came of it. While it is sent
    /// nobody holds it, so that it goes out once. Words that were on their way before the preview stood
    /// mean another one, or none.
    pub(super) async fn delivered(&self, privately: bool) -> Result<Vec<String>, Reason> {
        let (drafts, me) = (&self.bot.drafts, self.said.author);
        let mut draft = drafts.take(me, self.at).ok_or_else(|| Reason::of(said_of::NO_DRAFT))?;
        let made = self.made(&draft, privately).await;
        let (place, pages) = match made {
            Ok(made) => made,
            Err(reason) => {
                drafts.hold_again(me, draft, self.at);
                return Err(reason);
            }
        };
        let mut begun = false;
        for page in &pages {
            let said = match self.sent(&place, page, draft.unsure_after).await {
                Sent::Yes => {
                    begun = true;
                    continue;
                }
                _ if begun => return Ok(told(said_of::PARTLY)),
                Sent::Refused if privately => said_of::MESSAGES_CLOSED,
                Sent::Refused => said_of::NOT_POSTED,
                Sent::No => said_of::FAILED,
                Sent::Unsure => said_of::UNSURE,
            };
            // Before it is tried again, it is looked for: it may arrive yet.
            draft.unsure_after = draft.unsure_after.or(Some(self.said.id));
            drafts.hold_again(me, draft, self.at);
            return Ok(told(said));
        }
        Ok(told(if privately { said_of::SENT } else { said_of::POSTED }))
    }

    /// The messages of a citation, and where they go.
    async fn made(&self, draft: &Draft, privately: bool) -> Result<(Place, Vec<String>), Reason> {
        let shown = draft.shown.as_ref().ok_or_else(|| Reason::of(said_of::CHOOSE_FIRST))?;
        if shown.stands.is_none_or(|last| self.said.id < last) {
            return Err(Reason::of(said_of::NOT_SEEN));
        }
        let person = self.person(draft.aim.person).await?;
        self.may_be_pointed(&person)?;
        if person.full_name != shown.name {
            return Err(Reason::of(said_of::RENAMED));
        }
        let cited = self.cited(draft, &person, &shown.passage, Some(&shown.fingerprint))?;
        let pages = self.citation(&cited, &person, draft.aim.ping);
        if privately {
            return Ok((Place::Person(person.user_id), pages));
        }
        let place = self.stands(&draft.aim.spot).await;
        let place = place.map_err(|nowhere| {
            Reason::of(match nowhere {
                Nowhere::NoPlace => said_of::NO_PLACE,
                Nowhere::Gone => said_of::MESSAGE_GONE,
                Nowhere::Unknown => said_of::NOT_KNOWN_NOW,
            })
        })?;
        if place.is_resolved() {
            return Err(Reason::of(said_of::RESOLVED));
        }
        Ok((place, pages))
    }

    /// Sends a message once. Where it is not known what came of it, it is looked for; so it is before,
    /// where it may have been sent after the message `unsure_after`.
    async fn sent(&self, to: &Place, content: &str, unsure_after: Option<u64>) -> Sent {
        if let Some(after) = unsure_after {
            match self.stands_there(to, content, after).await {
                Some(true) => return Sent::Yes,
                Some(false) => {}
                None => return Sent::Unsure,
            }
        }
        let failure = match self.bot.rest.send(&To::place(to), content).await {
            Ok(_) => {
                self.bot.went_well(UNDELIVERED);
                return Sent::Yes;
            }
            Err(failure) => failure,
        };
        if failure.is_unsure() {
            match self.stands_there(to, content, self.said.id).await {
                Some(true) => return Sent::Yes,
                Some(false) => {}
                None => return Sent::Unsure,
            }
        }
        self.bot.failed(UNDELIVERED, &failure.to_string());
        match failure {
            Failure::Refused { .. } => Sent::Refused,
            _ => Sent::No,
        }
    }

    /// Whether the bot wrote this there after that message; `None` where that cannot be known.
    async fn stands_there(&self, to: &Place, content: &str, after: u64) -> Option<bool> {
        let (me, to) = (self.server.me, To::place(to));
        let mine = self.bot.rest.mine_in(me, &to, after, MOST_LOOKED_AT).await.ok()?;
        Some(mine.iter().any(|message| {
            let is_there = place(message, me).is_some_and(|place| To::place(&place) == to);
            is_there && message.says(content)
        }))
    }
}
