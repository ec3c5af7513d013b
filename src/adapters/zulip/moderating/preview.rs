//! A citation as Zulip messages, and what its moderator sees of it before anybody else does.

use super::draft::{Draft, MINUTES, Shown, Spot};
use super::{Reason, Scene, Unseen, said_of};
use crate::adapters::zulip::hearing::Place;
use crate::adapters::zulip::incoming::place;
use crate::adapters::zulip::rendering::{messages, plain};
use crate::adapters::zulip::rest::{Failure, User};
use crate::citing::{Cited, Citing, cite, name_of};
use crate::wording::Part;

impl Scene<'_> {
    /// Holds a citation, and shows it exactly as it will be sent.
    pub(super) async fn preview(
        &self,
        draft: Draft,
        person: &User,
        passage: &str,
    ) -> Result<Vec<String>, Reason> {
        let cited = self.cited(&draft, person, passage, None)?;
        let stands = self.stands(&draft.aim.spot).await.ok();
        let is_resolved = stands.as_ref().is_some_and(Place::is_resolved);
        let place = stands.filter(|_| !is_resolved).map(|place| match place {
            Place::Channel { name, topic, .. } => said_of::topic(&name, &topic),
            Place::Group(_) | Place::Person(_) => said_of::CONVERSATION.to_owned(),
        });
        let mut replies = self.citation(&cited, person, draft.aim.ping);
        let name = name_of(&person.full_name);
        let to_do = said_of::to_do(&name, place.as_deref(), draft.aim.ping, MINUTES);
        let mut below = Vec::new();
        below.extend(is_resolved.then(|| Part::Say(said_of::RESOLVED.to_owned())));
        below.extend(to_do);
        replies.extend(messages(&below, self.server.longest));
        let shown = Shown {
            passage: cited.passage.id.clone(),
            fingerprint: cited.fingerprint,
            name: person.full_name.clone(),
            to: self.said.id,
            stands: None,
        };
        let draft = Draft { shown: Some(shown), ..draft };
        self.bot.drafts.hold(self.said.author, draft, self.at);
        Ok(replies)
    }

    /// The citation, if its words are still those that were seen.
    pub(super) fn cited(
        &self,
        draft: &Draft,
        person: &User,
        passage: &str,
        seen: Option<&str>,
    ) -> Result<Cited, Reason> {
        let link = draft.aim.about.clone();
        let note = draft.note.as_deref();
        let citing = Citing::new(self.speaker(), &person.full_name, note, link);
        let cited = cite(&self.library, passage, seen, &citing, self.at);
        cited.map_err(|refusal| Reason::of(said_of::refused(refusal)))
    }

    /// The moderator's name, where the organisation has its moderators named.
    fn speaker(&self) -> Option<&str> {
        self.bot.settings.names_moderator.then_some(self.said.name.as_str())
    }

    /// A citation as messages, in which the person is named by a mention.
    pub(super) fn citation(&self, cited: &Cited, person: &User, ping: bool) -> Vec<String> {
        let longest = self.server.longest;
        let (notices, rest) = cited.around_opening();
        let speaker = self.speaker().map(name_of);
        let (before, behind) = said_of::pointing(speaker.as_deref());
        let opening = format!("{}{}{}", plain(&before), mention(person, ping), plain(behind));
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

/// A person's name as Zulip knows it for theirs: silent, unless they are to be notified
/// (<https://zulip.com/help/mention-a-user-or-group#silently-mention-a-user>).
fn mention(person: &User, ping: bool) -> String {
    let silent = if ping { "" } else { "_" };
    let name = person.full_name.as_str();
    // Their number alone names them as well, whatever stands in their name.
    let is_odd = |c: char| c.is_control() || "*|\\`>\"@".contains(c);
    let name = if name.contains(is_odd) { "" } else { name };
    format!("@{silent}**{name}|{}**", person.user_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_named_by_their_number_whatever_their_name_holds() {
        let person = |name: &str| User {
            user_id: 12,
            full_name: name.to_owned(),
            is_bot: false,
            is_active: true,
            role: 400,
            bot_type: None,
        };
        for (name, ping, mentioned) in [
            ("Bob", false, "@_**Bob|12**"),
            ("Bob the Rower", true, "@**Bob the Rower|12**"),
            ("Bob** @**all", false, "@_**|12**"),
            ("Bob|7", true, "@**|12**"),
            ("Bob\n# Rower", false, "@_**|12**"),
        ] {
            assert_eq!(mention(&person(name), ping), mentioned, "{name}");
        }
    }
}
