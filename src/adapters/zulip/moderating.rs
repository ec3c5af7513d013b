//! A moderator's way to a citation at a person, in a conversation with the bot: which passage, a
//! preview that only they see, and what they do with it.
//!
//! Decides nothing about the citation, which is [`crate::citing`]'s. Nobody is told anything before a
//! moderator has seen it and said so; every step asks again who speaks. Nothing of the message that is
//! cited at is kept, shown or logged.

use super::bot::Bot;
use super::hearing::Said;
use super::server::Server;
use jiff::Timestamp;

/// What a moderator is replied to what they write to the bot alone, where it is a step on this way;
/// `None` where it is not.
pub(super) async fn direct(
    bot: &Bot,
    server: &Server,
    said: &Said,
    at: Timestamp,
) -> Option<Vec<String>> {
    let _ = (bot, server, said, at);
    None
}

/// What a moderator is told alone who typed this command, which addresses a person, in a message.
pub(super) async fn typed(
    bot: &Bot,
    server: &Server,
    said: &Said,
    command: &str,
    at: Timestamp,
) -> Vec<String> {
    let _ = (bot, server, said, command, at);
    Vec::new()
}
