//! A citation as Zulip messages, and what its moderator sees of it before anybody else does.

use super::draft::{Draft, MINUTES, Shown, Spot, Wrote};
use super::{Reason, Scene, Unseen, said_of};
use crate::adapters::zulip::hearing::Place;
use crate::adapters::zulip::incoming::place;
use crate::adapters::zulip::rendering::{messages, plain};
use crate::adapters::zulip::rest::{Failure, User};
use crate::citing::{Cited, Citing, cite, name_of};
use crate::wording::Part;

/// Which passage a moderator chose, and what goes with it.
pub(super) struct Choice {
    /// The id of the passage.
    pub(super) passage: String,
    /// What the moderator has to say to it.
    pub(super) note: Option<String>,
    /// What they wrote to choose it.
    pub(super) to: Wrote,
}

impl Scene<'_> {
    /// Holds a citation, and shows it exactly as it will be sent, with these remarks below it. `to` is
    /// what the moderator wrote to see it.
    pub(super) async fn preview(
        &self,
        draft: Draft,
        person: &User,
        Choice { passage, note, to }: Choice,
        remarks: Vec<Part>,
    ) -> Result<Vec<String>, Reason> {
        let cited = self.cited(&draft, person, &passage, note.as_deref(), None)?;
        let stands = self.stands(&draft.aim.spot).await.ok();
        let is_resolved = stands.as_ref().is_some_and(Place::is_resolved);
        let place = stands.filter(|_| !is_resolved);
        let mut replies = self.citation(&cited, person, draft.aim.ping);
        let name = name_of(&person.full_name);
        let place_name = place.as_ref().map(label);
        let mut below = remarks;
        below.extend(self.author_remark(&draft, person).await);
        below.extend(is_resolved.then(|| Part::Say(said_of::RESOLVED.to_owned())));
        below.extend(said_of::to_do(&name, place_name.as_deref(), draft.aim.ping, MINUTES));
        replies.extend(messages(&below, self.server.longest));
        let shown = Shown {
            passage: cited.passage.id.clone(),
            fingerprint: cited.fingerprint,
            name: person.full_name.clone(),
            note,
            place,
            to,
            told: self.said.id,
            stands: None,
        };
        let draft = Draft { shown: Some(shown), ..draft };
        self.bot.drafts.hold(self.said.author, draft, self.at);
        Ok(replies)
    }

    /// That somebody else wrote the message than who is pointed to something, where that is so.
    async fn author_remark(&self, draft: &Draft, person: &User) -> Option<Part> {
        let about = draft.aim.about.filter(|_| draft.aim.is_named)?;
        let message = self.seen(about).await.ok()?;
        if message.sender_id == person.user_id {
            return None;
        }
        let author = self.bot.rest.user(message.sender_id).await.ok()?;
        Some(said_of::by_another(&name_of(&author.full_name), &name_of(&person.full_name)))
    }

    /// The citation, if its words are still those that were seen.
    pub(super) fn cited(
        &self,
        draft: &Draft,
        person: &User,
        passage: &str,
        note: Option<&str>,
        seen: Option<&str>,
    ) -> Result<Cited, Reason> {
        let link = draft.aim.link.clone();
        let citing = Citing::new(self.speaker(), &person.full_name, note, link);
        let cited = cite(&self.library, passage, seen, &citing, self.at);
        cited.map_err(|refusal| Reason::of(said_of::refused(refusal)))
    }

    /// The moderator's name, where the organisation has its moderators named.
    fn speaker(&self) -> Option<&str> {
        self.bot.settings.names_moderator.then_some(self.said.name.as_str())
    }

    /// Whom to write to with questions: the moderator by a mention that does not notify them, or all.
    pub(super) fn whom_to_ask(&self) -> String {
        match self.speaker() {
            Some(name) => mention(name, self.said.author, false),
            None => plain(said_of::MODERATORS),
        }
    }

    /// A citation as messages, in which the person is named by a mention, and the moderator by a silent
    /// one: a reply may reach nobody but the bot.
    pub(super) fn citation(&self, cited: &Cited, person: &User, ping: bool) -> Vec<String> {
        let longest = self.server.longest;
        let (notices, _) = cited.around_opening();
        let rest = cited.within();
        let (before, behind) = said_of::pointing(None);
        let before = match self.speaker() {
            Some(_) => format!("{}{}", self.whom_to_ask(), plain(said_of::POINTS)),
            None => plain(&before),
        };
        let person = mention(&person.full_name, person.user_id, ping);
        let opening = format!("{before}{person}{}", plain(behind));
        let mut all = if notices.is_empty() { Vec::new() } else { messages(notices, longest) };
        let length = |text: &str| text.chars().count();
        match all.last_mut() {
            Some(last) if length(last) + length(&opening) + 2 <= longest => {
                last.push_str("\n\n");
                last.push_str(&opening);
            }
            _ => all.push(opening),
        }
        let taken = all.last().map_or(0, |last| length(last) + 1);
        // One that is nearly full stays alone.
        let is_roomy = taken <= longest / 2;
        let room = if is_roomy { longest - taken } else { longest };
        let mut pages = messages(rest, room).into_iter();
        if is_roomy && let (Some(last), Some(first)) = (all.last_mut(), pages.next()) {
            last.push('\n');
            last.push_str(&first);
        }
        all.extend(pages);
        let (before, behind) = said_of::write_to(cited.can_report);
        let closing = format!("{}{}{}", plain(&before), self.whom_to_ask(), plain(&behind));
        match all.last_mut() {
            Some(last) if length(last) + length(&closing) + 2 <= longest => {
                last.push_str("\n\n");
                last.push_str(&closing);
            }
            _ => all.push(closing),
        }
        all
    }

    /// Where a citation would be posted now.
    pub(super) async fn stands(&self, spot: &Spot) -> Result<Place, Nowhere> {
        let found = match spot {
            Spot::Nowhere => return Err(Nowhere::NoPlace),
            Spot::At(message) => self.seen(*message).await,
            Spot::Beside { message, place: typed } => {
                let found = match self.bot.rest.message(*message).await {
                    Ok(found) => found,
                    // A moderator may delete what they typed, and not every channel is one that the
                    // bot can read: then it is known where that was.
                    Err(Failure::Refused { .. }) => return Ok(typed.clone()),
                    Err(_) => return Err(Nowhere::Unknown),
                };
                match self.sees(found).await {
                    Ok(found) => {
                        return Ok(place(&found, self.server.me).unwrap_or_else(|| typed.clone()));
                    }
                    hidden => hidden,
                }
            }
        };
        match found {
            Ok(message) => match place(&message, self.server.me) {
                None | Some(Place::Person(_)) => Err(Nowhere::NoPlace),
                Some(place) => Ok(place),
            },
            Err(Unseen::Hidden) => Err(Nowhere::Gone),
            Err(Unseen::Unknown) => Err(Nowhere::Unknown),
        }
    }
}

/// Why something can be posted nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nowhere {
    /// There is no message at which to post it, or nobody else reads it.
    NoPlace,
    /// The message is gone, or where its moderator does not see it.
    Gone,
    /// That cannot be known now.
    Unknown,
}

/// What a place is called where it is said that something would be posted there.
pub(super) fn label(place: &Place) -> String {
    match place {
        Place::Channel { name, topic, .. } => said_of::topic(name, topic),
        Place::Group(_) | Place::Person(_) => said_of::CONVERSATION.to_owned(),
    }
}

/// A person's name as Zulip knows it for theirs: silent, unless they are to be notified
/// (<https://zulip.com/help/mention-a-user-or-group#silently-mention-a-user>).
fn mention(name: &str, id: u64, ping: bool) -> String {
    let silent = if ping { "" } else { "_" };
    // Their number alone names them as well, whatever stands in their name.
    let is_odd = |c: char| c.is_control() || "*|\\`>\"@".contains(c);
    let name = if name.contains(is_odd) { "" } else { name };
    format!("@{silent}**{name}|{id}**")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_named_by_their_number_whatever_their_name_holds() {
        for (name, ping, mentioned) in [
            ("Bob", false, "@_**Bob|12**"),
            ("Bob the Rower", true, "@**Bob the Rower|12**"),
            ("Bob** @**all", false, "@_**|12**"),
            ("Bob|7", true, "@**|12**"),
            ("Bob\n# Rower", false, "@_**|12**"),
        ] {
            assert_eq!(mention(name, 12, ping), mentioned, "{name}");
        }
    }
}
