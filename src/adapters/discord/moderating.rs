//! A moderator's way to a citation at a person: choosing what to cite, a note, a preview that only they
//! see, and what they do with it.
//!
//! Decides nothing about the citation, which is [`crate::citing`]'s. Nobody is told anything before a
//! moderator has seen it and pressed for it; every step asks again who presses. Nothing is remembered
//! between steps, and nothing of the message that is cited at is kept or shown.

mod draft;
mod preview;
mod reading;
#[cfg(test)]
mod tests;

pub(super) use reading::read;

use super::answering::Answered;
use super::bot::Bot;
use super::errand::Errand;
use super::incoming::{Incoming, Place};
use super::reply::Reply;
use crate::citing::{
    Citable, Cited, Citing, cite, fitting, is_outline, is_whole, meant, name_of, note_of,
};
use crate::content::passage::Passage;
use crate::library::Library;
use crate::wording::Part;
use crate::wording::citing as said;
use draft::{Aim, At, Draft};
use jiff::Timestamp;
use serenity::builder::{
    CreateActionRow, CreateInputText, CreateInteractionResponse, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::InputTextStyle;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use std::sync::Arc;

/// The longest label of something that can be chosen, in characters
/// (<https://discord.com/developers/docs/components/reference#string-select-select-option-structure>).
const LONGEST_CHOICE: usize = 100;
/// Begins the `custom_id` of the list of passages.
const CHOOSE: &str = "cl:";
/// Begins those of the form and of its field.
const NOTE: &str = "cn:";
/// Begin those of the buttons below a preview, in the order in which they stand.
const COPY: &str = "cc:";
const SEND: &str = "cs:";
const POST: &str = "cp:";
const CANCEL: &str = "cx:";
const NOTIFY: &str = "cy:";
/// Ends them, so that no space at the end of a piece is lost.
const END: char = '.';

/// What a moderator does on the way to a citation.
#[derive(Debug)]
pub(super) enum Moderating {
    /// Chose a message at which to cite.
    Begun {
        /// What to cite.
        which: Citable,
        /// The message.
        message: MessageId,
        /// Who wrote it.
        person: Person,
        /// What is written there, for one ranking.
        words: String,
    },
    /// Typed a command that addresses somebody.
    Typed {
        /// What to cite.
        which: Citable,
        /// Which of it.
        words: String,
        /// Whom; `None` where nobody is named whom Discord knows.
        to: Option<Person>,
        /// A link to the message that it is about.
        re: Option<String>,
        /// What the moderator has to say to it.
        note: Option<String>,
        /// Whether the person is notified.
        ping: bool,
    },
    /// Chose a passage.
    Chosen {
        /// Whom it is for, sealed.
        aim: String,
        /// Its id.
        passage: String,
    },
    /// Wrote a note, or none.
    Noted {
        /// Whom it is for, sealed.
        aim: String,
        /// The id of the passage.
        passage: String,
        /// The note.
        note: String,
    },
    /// Pressed a button below a preview.
    Pressed {
        /// Which.
        step: Step,
        /// The preview.
        message: MessageId,
        /// What its buttons carry.
        draft: Vec<String>,
    },
}

/// Somebody to whom something may be cited.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: UserId,
    /// What those who read along call them.
    pub(super) name: String,
    /// Whether it is a program.
    pub(super) is_bot: bool,
    /// Whether they are known to belong to the server, or to have written in it.
    pub(super) is_here: bool,
}

/// What can be done with a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Showing it so that it can be copied.
    Copy,
    /// Sending it to the person.
    Send,
    /// Posting it.
    Post,
    /// Dropping it.
    Cancel,
    /// Notifying the person of it, or not.
    Notify,
}

impl Step {
    /// All of them, in the order in which they are offered.
    const ALL: [Step; 5] = [Step::Copy, Step::Send, Step::Post, Step::Cancel, Step::Notify];

    /// What its `custom_id` begins with.
    fn prefix(self) -> &'static str {
        match self {
            Step::Copy => COPY,
            Step::Send => SEND,
            Step::Post => POST,
            Step::Cancel => CANCEL,
            Step::Notify => NOTIFY,
        }
    }

    fn of(id: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| id.starts_with(step.prefix()))
    }
}

/// What a moderator is answered at `at`.
pub(super) fn answer(
    bot: &Bot,
    incoming: &Incoming,
    wanted: &Moderating,
    at: Timestamp,
) -> Answered {
    let done = match incoming.place {
        Place::Server(guild, channel) if incoming.who.is_moderator => {
            let library = bot.desk.library();
            Scene { bot, incoming, guild, channel, library, at }.answer(wanted)
        }
        _ => Err(said::MODERATORS_ONLY.join(" ")),
    };
    done.unwrap_or_else(|reason| {
        Answered::of(CreateInteractionResponse::Message(Reply::of(reason).privately().response()))
    })
}

/// Where a moderator does something, and what it is done with.
struct Scene<'a> {
    bot: &'a Bot,
    incoming: &'a Incoming,
    guild: GuildId,
    channel: ChannelId,
    library: Arc<Library>,
    at: Timestamp,
}

impl Scene<'_> {
    /// What is answered, or in a sentence why nothing is done.
    fn answer(&self, wanted: &Moderating) -> Result<Answered, String> {
        match wanted {
            Moderating::Begun { which, message, person, words } => {
                let at = At { channel: self.channel.get(), message: message.get() };
                let aim = self.aim(person, Some(at), false)?;
                self.choose(*which, &aim, words, None)
            }
            Moderating::Typed { which, words, to, re, note, ping } => {
                let person = to.as_ref().ok_or(said::NOBODY_NAMED)?;
                if note.as_deref().is_some_and(|note| !is_whole(note)) {
                    return Err(said::NOTE_TOO_LONG.to_owned());
                }
                let at = re.as_deref().map(|link| {
                    let (channel, message) = reading::linked(link, self.guild)?;
                    Some(At { channel, message })
                });
                let at = match at {
                    Some(None) => return Err(said::NO_MESSAGE_HERE.to_owned()),
                    Some(at) => at,
                    None => None,
                };
                let aim = self.aim(person, at, *ping)?;
                match meant(&self.library, *which, words, self.at) {
                    Some(passage) => self.preview(aim, &passage.id, note.as_deref(), false),
                    None => self.choose(*which, &aim, words, note.as_deref()),
                }
            }
            Moderating::Chosen { aim, passage } => {
                let opened = self.opened(aim)?;
                self.cite(&opened, passage, None, None)?;
                let field = CreateInputText::new(
                    InputTextStyle::Paragraph,
                    said::NOTE_FIELD,
                    format!("{NOTE}{aim}"),
                );
                let longest = u16::try_from(crate::citing::LONGEST_NOTE).unwrap_or(u16::MAX);
                let field = field.required(false).max_length(longest);
                let form = CreateModal::new(format!("{NOTE}{passage}"), said::NOTE_FORM)
                    .components(vec![CreateActionRow::InputText(field)]);
                Ok(Answered::of(CreateInteractionResponse::Modal(form)))
            }
            Moderating::Noted { aim, passage, note } => {
                self.preview(self.opened(aim)?, passage, Some(note), true)
            }
            Moderating::Pressed { step, message, draft } => self.pressed(*step, *message, draft),
        }
    }

    /// Whom the moderator means, if they are somebody who can be pointed to something.
    fn aim(&self, person: &Person, message: Option<At>, ping: bool) -> Result<Aim, String> {
        let me = &self.incoming.who;
        let reason = if person.is_bot {
            said::NOT_A_PERSON
        } else if person.id == me.id {
            said::YOURSELF
        } else if !person.is_here {
            said::NOT_HERE
        } else {
            let (moderator, person_id) = (me.id.get(), person.id.get());
            let name = name_of(&person.name);
            return Ok(Aim { moderator, person: person_id, name, message, ping });
        };
        Err(reason.to_owned())
    }

    /// What this moderator began, if it is theirs.
    fn opened(&self, aim: &str) -> Result<Aim, String> {
        let aim = Aim::open(aim, &self.bot.settings.token);
        let aim = aim.filter(|aim| aim.moderator == self.incoming.who.id.get());
        aim.ok_or_else(|| said::NOT_YOURS.to_owned())
    }

    /// A list of what may be cited, those first that fit these words.
    fn choose(
        &self,
        which: Citable,
        aim: &Aim,
        words: &str,
        note: Option<&str>,
    ) -> Result<Answered, String> {
        let passages = fitting(&self.library, which, words);
        if passages.is_empty() {
            return Err(if is_outline(&self.library, which) {
                said::refused(crate::citing::Refusal::Outline).to_owned()
            } else {
                said::NOTHING_TO_CITE.to_owned()
            });
        }
        let option = |passage: &Arc<Passage>| {
            let choice = crate::index::choice(passage);
            CreateSelectMenuOption::new(choice.label_within(LONGEST_CHOICE), choice.value)
        };
        let options = passages.iter().map(option).collect();
        let id = format!("{CHOOSE}{}", aim.sealed(&self.bot.settings.token));
        let list = CreateSelectMenu::new(id, CreateSelectMenuKind::String { options })
            .placeholder(said::CHOOSE);
        let mut parts = vec![said::which_passage(which, &aim.name)];
        let has_note = note.is_some_and(|note| !note_of(note).is_empty());
        let in_vain = has_note && !words.trim().is_empty();
        parts.extend(in_vain.then(|| Part::Say(said::NOT_BY_WORDS.to_owned())));
        parts.extend(has_note.then(|| Part::Say(said::NOTE_AGAIN.to_owned())));
        let content = super::rendering::pages(&parts).swap_remove(0);
        let rows = vec![CreateActionRow::SelectMenu(list)];
        let reply = Reply { content, rows, ..Reply::default() }.privately();
        Ok(Answered::of(CreateInteractionResponse::Message(reply.response())))
    }

    /// The preview of a citation, in place of what was pressed where something was.
    fn preview(
        &self,
        aim: Aim,
        passage: &str,
        note: Option<&str>,
        in_place: bool,
    ) -> Result<Answered, String> {
        let note = note.map(note_of).filter(|note| !note.is_empty());
        let cited = self.cite(&aim, passage, None, note.as_deref())?;
        let passage = cited.passage.id.clone();
        let draft = Draft { aim, passage, fingerprint: cited.fingerprint.clone(), note };
        let mut replies = self.replies(&draft, &cited, true);
        if let Some(last) = replies.last_mut() {
            last.rows = self.buttons(&draft);
        }
        let mut replies = replies.into_iter();
        let first = replies.next().unwrap_or_default();
        let first = if in_place {
            CreateInteractionResponse::UpdateMessage(first.response())
        } else {
            CreateInteractionResponse::Message(first.privately().response())
        };
        let errands = replies.map(|reply| Errand::Follow(reply.privately())).collect();
        Ok(Answered { first, errands })
    }

    /// The citation, if its words are still those that were seen.
    fn cite(
        &self,
        aim: &Aim,
        passage: &str,
        seen: Option<&str>,
        note: Option<&str>,
    ) -> Result<Cited, String> {
        let settings = &self.bot.settings;
        let moderator = settings.names_moderator.then_some(self.incoming.who.name.as_str());
        let citing = Citing::new(moderator, &aim.name, note, self.link(aim));
        let cited = cite(&self.library, passage, seen, &citing, self.at);
        cited.map_err(|refusal| said::refused(refusal).to_owned())
    }

    /// The address of the message that it is about.
    fn link(&self, aim: &Aim) -> Option<String> {
        let At { channel, message } = aim.message?;
        Some(format!("https://discord.com/channels/{}/{channel}/{message}", self.guild))
    }
}
