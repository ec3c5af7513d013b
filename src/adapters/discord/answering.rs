//! What is answered to somebody's wish: the first response, and what is left to do after it.
//!
//! Pure but for the desk: nothing is sent here, and the time is given. So the first response is always
//! immediate (<https://discord.com/developers/docs/interactions/receiving-and-responding>).

use super::bot::Bot;
use super::errand::Errand;
use super::incoming::{Incoming, Place, Wish};
use super::rendering::pages;
use super::reply::Reply;
use crate::answer::Audience;
use crate::desk::Platform;
use crate::question::{Asked, Question};
use crate::wording::manners::could_not_be_read;
use crate::wording::{Medium, reply};
use jiff::Timestamp;
use serenity::builder::{CreateAutocompleteResponse, CreateInteractionResponse};

/// The first response, and what is left to do.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) first: CreateInteractionResponse,
    pub(super) errands: Vec<Errand>,
}

impl Answered {
    fn at_once(reply: Reply) -> Answered {
        let first = CreateInteractionResponse::Message(reply.response());
        Answered { first, errands: Vec::new() }
    }
}

/// What is answered at `at`.
pub(super) fn answer(bot: &Bot, incoming: &Incoming, at: Timestamp) -> Answered {
    match &incoming.wish {
        Wish::Ping => Answered { first: CreateInteractionResponse::Pong, errands: Vec::new() },
        Wish::Answer(text) => question(bot, incoming, text, at),
    }
}

/// What is answered to what cannot be read: a private sentence, and nothing to somebody who types.
pub(super) fn unreadable(is_typing: bool) -> CreateInteractionResponse {
    if is_typing {
        return CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new());
    }
    let reply = Reply::of(could_not_be_read()).privately();
    CreateInteractionResponse::Message(reply.response())
}

fn question(bot: &Bot, incoming: &Incoming, text: &str, at: Timestamp) -> Answered {
    let asked = match incoming.place {
        Place::Direct(_) => Asked::Direct,
        Place::Server(..) | Place::Among(_) => Asked::Channel,
    };
    let moderator = incoming.who.is_moderator;
    let question = Question { text: text.to_owned(), at, asked, moderator };
    let answer = bot.desk.answer(Platform::Discord, &question);
    let content = pages(&reply(&answer, Medium::Chat)).swap_remove(0);
    let private = answer.audience == Audience::Asker && asked == Asked::Channel;
    Answered::at_once(Reply { content, private, ..Reply::default() })
}
