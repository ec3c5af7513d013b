//! Telling others what a moderator has seen, once.
//!
//! It is made again from the words that are held, and goes out only if they are those of the preview.

use super::draft::{Draft, Shown, Spot};
use super::preview::{Choice, Nowhere, label};
use super::{Reason, Scene, said_of, told};
use crate::adapters::zulip::hearing::Place;
use crate::adapters::zulip::incoming::place;
use crate::adapters::zulip::rendering::messages;
use crate::adapters::zulip::rest::{Failure, To, User};
use crate::citing::name_of;
use crate::content::words::{fingerprint, fold};
use crate::wording::Part;

/// What the log calls it when a citation does not arrive.
const UNDELIVERED: &str = "a citation could not be delivered";
/// How many messages of its own the bot looks through for one that may have arrived.
const MOST_LOOKED_AT: u16 = 1000;

/// Why a citation goes by nothing any more.
enum Begun {
    /// What a moderator wrote for it says something else.
    Changed,
    /// It is gone.
    Gone,
    /// That cannot be known now.
    Unknown,
}

/// A citation that can go out.
struct Made {
    person: User,
    /// As its moderator saw it.
    shown: Shown,
    /// Where it goes.
    place: Place,
    pages: Vec<String>,
}

/// What came of sending one message.
enum Sent {
    /// As this message.
    Yes(u64),
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
    /// mean another one, or none; so do those for another person or place, as far as `aim` says which.
    pub(super) async fn delivered(
        &self,
        privately: bool,
        aim: Option<String>,
    ) -> Result<Vec<String>, Reason> {
        let (drafts, me) = (&self.bot.drafts, self.said.author);
        let mut draft = drafts.take(me, self.at).ok_or_else(|| Reason::of(said_of::NO_DRAFT))?;
        match self.is_begun(&draft).await {
            Ok(()) => {}
            Err(Begun::Unknown) => {
                drafts.hold_again(me, draft, self.at);
                return Err(Reason::of(said_of::NOT_KNOWN_NOW));
            }
            Err(Begun::Changed) => return Err(Reason::of(said_of::CHANGED)),
            Err(Begun::Gone) => return Err(Reason::of(said_of::NO_DRAFT)),
        }
        let made = self.made(&draft, privately).await;
        let Made { person, shown, place, pages } = match made {
            Ok(made) => made,
            Err(reason) => {
                drafts.hold_again(me, draft, self.at);
                return Err(reason);
            }
        };
        let name = name_of(&person.full_name);
        let goes_to = if privately { name.clone() } else { label(&place) };
        if aim.is_some_and(|aim| !is_meant(&aim, &goes_to, &place)) {
            drafts.hold_again(me, draft, self.at);
            let parts = [said_of::not_that(&goes_to, privately)];
            return Err(Reason(messages(&parts, self.server.longest)));
        }
        let was_seen =
            shown.place.as_ref().is_some_and(|seen| To::place(seen) == To::place(&place));
        if !privately && !was_seen {
            let Shown { passage, note, to, .. } = shown;
            let remarks = vec![Part::Say(said_of::MOVED.to_owned())];
            draft.aim.link = draft.aim.about.map(|id| self.server.link(Some(&place), id));
            return self.preview(draft, &person, Choice { passage, note, to }, remarks).await;
        }
        let mut first = None;
        for page in &pages {
            let said = match self.sent(&place, page, draft.unsure_after).await {
                Sent::Yes(id) => {
                    first = first.or(Some(id));
                    continue;
                }
                _ if first.is_some() => return Ok(told(said_of::PARTLY)),
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
        let parts = if privately {
            self.bot.pointed.keep(person.user_id, self.whom_to_ask(), self.at);
            vec![said_of::sent(&name)]
        } else {
            let link = self.server.link(Some(&place), first.unwrap_or_default());
            said_of::posted(&name, &goes_to, &link)
        };
        Ok(messages(&parts, self.server.longest))
    }

    /// Whether what a moderator wrote to come here stands as it did: nobody else need tell of that.
    async fn is_begun(&self, draft: &Draft) -> Result<(), Begun> {
        let chosen = draft.shown.as_ref().map(|shown| &shown.to);
        let chosen = chosen.filter(|chosen| chosen.id != draft.begun.id);
        for wrote in [Some(&draft.begun), chosen].into_iter().flatten() {
            match self.bot.rest.message(wrote.id).await {
                Ok(message) if fingerprint(message.content.trim()) == wrote.fingerprint => {}
                Ok(_) => return Err(Begun::Changed),
                // Not every channel is one that the bot can read.
                Err(Failure::Refused { .. }) if matches!(draft.aim.spot, Spot::Beside { .. }) => {}
                Err(Failure::Refused { .. }) => return Err(Begun::Gone),
                Err(_) => return Err(Begun::Unknown),
            }
        }
        Ok(())
    }

    /// The messages of a citation, and where they go.
    async fn made(&self, draft: &Draft, privately: bool) -> Result<Made, Reason> {
        let shown = draft.shown.as_ref().ok_or_else(|| Reason::of(said_of::CHOOSE_FIRST))?;
        if shown.stands.is_none_or(|last| self.said.id < last) {
            return Err(Reason::of(said_of::NOT_SEEN));
        }
        let person = self.person(draft.aim.person).await?;
        self.may_be_pointed(&person)?;
        if person.full_name != shown.name {
            return Err(Reason::of(said_of::RENAMED));
        }
        let (note, seen) = (shown.note.as_deref(), Some(shown.fingerprint.as_str()));
        let cited = self.cited(draft, &person, &shown.passage, note, seen)?;
        let pages = self.citation(&cited, &person, draft.aim.ping);
        let shown = shown.clone();
        if privately {
            let place = Place::Person(person.user_id);
            return Ok(Made { person, shown, place, pages });
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
        Ok(Made { person, shown, place, pages })
    }

    /// Sends a message once. Where it is not known what came of it, it is looked for; so it is before,
    /// where it may have been sent after the message `unsure_after`.
    async fn sent(&self, to: &Place, content: &str, unsure_after: Option<u64>) -> Sent {
        if let Some(after) = unsure_after {
            match self.stands_there(to, content, after).await {
                Some(Some(id)) => return Sent::Yes(id),
                Some(None) => {}
                None => return Sent::Unsure,
            }
        }
        let failure = match self.bot.rest.send(&To::place(to), content).await {
            Ok(id) => {
                self.bot.went_well(UNDELIVERED);
                return Sent::Yes(id);
            }
            Err(failure) => failure,
        };
        if failure.is_unsure() {
            match self.stands_there(to, content, self.said.id).await {
                Some(Some(id)) => return Sent::Yes(id),
                Some(None) => {}
                None => return Sent::Unsure,
            }
        }
        self.bot.failed(UNDELIVERED, &failure.to_string());
        match failure {
            Failure::Refused { .. } => Sent::Refused,
            _ => Sent::No,
        }
    }

    /// The message in which the bot wrote this there after that message, if it did; `None` where that
    /// cannot be known.
    async fn stands_there(&self, to: &Place, content: &str, after: u64) -> Option<Option<u64>> {
        let (me, to) = (self.server.me, To::place(to));
        let mine = self.bot.rest.mine_in(me, &to, after, MOST_LOOKED_AT).await.ok()?;
        let mut mine = mine.iter().filter(|message| {
            let is_there = place(message, me).is_some_and(|place| To::place(&place) == to);
            is_there && message.says(content)
        });
        Some(mine.next().map(|message| message.id))
    }
}

/// Whether what was typed names where something goes: all of it, or the channel alone.
fn is_meant(aim: &str, goes_to: &str, place: &Place) -> bool {
    let channel = match place {
        Place::Channel { name, .. } => Some(said_of::topic(name, "")),
        Place::Person(_) | Place::Group(_) => None,
    };
    [Some(goes_to.to_owned()), channel].iter().flatten().any(|name| fold(name) == fold(aim))
}
