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

/// What a moderator does with what they were shown.
const STEPS: [&str; 3] = ["private", "post", "cancel"];
/// What stands in every link to a message
/// (<https://zulip.com/help/link-to-a-message-or-conversation>).
const TO_A_MESSAGE: &str = "/near/";

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

/// Whether what somebody writes to the bot alone may be a step on this way, as far as can be known
/// before it was asked who they are.
pub(super) fn may_be_a_step(bot: &Bot, said: &Said, at: Timestamp) -> bool {
    let _ = (bot, at);
    let words = said.content.trim().trim_start_matches('/');
    let first = words.split_whitespace().next().unwrap_or_default();
    STEPS.iter().any(|step| first.eq_ignore_ascii_case(step)) || words.contains(TO_A_MESSAGE)
}
