//! What is answered to somebody's wish: the first response, and what is left to do after it.
//!
//! Pure but for the desk: nothing is sent here, and the time is given. So the first response is always
//! immediate (<https://discord.com/developers/docs/interactions/receiving-and-responding>).

mod asking;
mod offering;
mod pressing;
mod telling;
#[cfg(test)]
mod tests;

use super::below::SeenBy;
use super::bot::Bot;
use super::errand::Errand;
use super::incoming::{Incoming, Place, Wish};
use super::moderating;
use super::reply::Reply;
use super::sheets::AskedBy;
use crate::desk::Platform;
use crate::manners::{Admission, Asker, Asking, Channel};
use crate::question::{Asked, Question};
use crate::wording::manners::could_not_be_read;
use jiff::Timestamp;
use serenity::builder::{CreateAutocompleteResponse, CreateInteractionResponse};
use serenity::model::id::UserId;

/// The first response, and what is left to do.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) first: CreateInteractionResponse,
    pub(super) errands: Vec<Errand>,
}

impl Answered {
    /// A first response after which nothing is left to do.
    pub(super) fn of(first: CreateInteractionResponse) -> Answered {
        Answered { first, errands: Vec::new() }
    }

    fn at_once(reply: Reply) -> Answered {
        Answered::of(CreateInteractionResponse::Message(reply.response()))
    }

    /// What takes the place of the message on which something was pressed.
    fn in_its_place(reply: Reply) -> Answered {
        // Who sees a message does not change with what stands in it.
        let reply = Reply { private: false, ..reply };
        Answered::of(CreateInteractionResponse::UpdateMessage(reply.response()))
    }

    /// One message after the other.
    fn one_by_one(replies: Vec<Reply>) -> Answered {
        let mut replies = replies.into_iter();
        let first = Answered::at_once(replies.next().unwrap_or_default());
        Answered { errands: replies.map(Errand::Follow).collect(), ..first }
    }

    fn and(mut self, errand: Errand) -> Answered {
        self.errands.push(errand);
        self
    }
}

/// What is answered at `at`.
pub(super) fn answer(bot: &Bot, incoming: &Incoming, at: Timestamp) -> Answered {
    let scene = Scene { bot, incoming, at };
    match &incoming.wish {
        Wish::Answer(text) => scene.answer(text),
        Wish::Complete(typing) => offering::offer(bot, typing),
        Wish::Press(pressed) => scene.press(pressed),
        Wish::Submit(form) => scene.submit(form),
        Wish::Moderate(wanted) => moderating::answer(bot, incoming, wanted, at),
    }
}

/// Who wants something, where and when.
struct Scene<'a> {
    bot: &'a Bot,
    incoming: &'a Incoming,
    at: Timestamp,
}

impl Scene<'_> {
    fn who(&self) -> UserId {
        self.incoming.who.id
    }

    fn asked_by(&self) -> AskedBy<'_> {
        AskedBy { id: self.who(), name: &self.incoming.who.name }
    }

    /// Whether this is a conversation with the bot, in which nobody else reads along.
    fn is_direct(&self) -> bool {
        matches!(self.incoming.place, Place::Direct(_))
    }

    fn question(&self, text: &str) -> Question {
        let asked = if self.is_direct() { Asked::Direct } else { Asked::Channel };
        let moderator = self.incoming.who.is_moderator;
        Question { text: text.to_owned(), at: self.at, asked, moderator }
    }

    /// Where others read along.
    fn channel(&self) -> Option<Channel> {
        let id = self.incoming.place.channel().get().to_string();
        (!self.is_direct()).then(|| Channel::new(Platform::Discord.name(), id))
    }

    /// How an answer is seen that only who wants it shall see.
    fn alone(&self) -> SeenBy {
        if self.is_direct() { SeenBy::Asker } else { SeenBy::AskerAmongOthers }
    }

    /// How an answer is seen that is meant for all who are there.
    fn together(&self) -> SeenBy {
        if self.is_direct() { SeenBy::Asker } else { SeenBy::Everybody }
    }

    /// One sentence to who wants something, and to nobody else.
    fn say(&self, words: impl Into<String>) -> Answered {
        let private = !self.is_direct();
        Answered::at_once(Reply { private, ..Reply::of(words) })
    }

    /// What is said instead of an answer to who asks too much; `None` where it is answered. `openly`
    /// is whether others would see the answer.
    fn is_too_much(&self, question: &Question, openly: bool) -> Option<Answered> {
        let id = self.who().get().to_string();
        let asker = Asker::new(Platform::Discord.name(), id);
        let channel = self.channel().filter(|_| openly);
        let asking = Asking::of(question, &asker, channel.as_ref());
        match self.bot.desk.admit(&asking, self.at) {
            Admission::Welcome => None,
            Admission::Told(wait) => Some(self.say(self.bot.desk.told_to_wait(&wait))),
            // Discord shows a failure where nothing is said.
            Admission::Dropped => Some(self.say(self.bot.desk.told_to_wait_still())),
        }
    }
}

/// What is answered to what cannot be read: a private sentence, and nothing to somebody who types.
pub(super) fn unreadable(bot: &Bot, is_typing: bool) -> CreateInteractionResponse {
    if is_typing {
        return CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new());
    }
    let library = bot.desk.library();
    let report = library.edition.catalogue.organisation.report.as_ref();
    let address = report.map(|report| report.address.as_str());
    let reply = Reply::of(could_not_be_read(address)).privately();
    CreateInteractionResponse::Message(reply.response())
}
