//! How Zulip says what is answered to a message.

use super::rendering::{below, messages, plain};
use super::server::Server;
use crate::answer::Answer;
use crate::citing::name_of;
use crate::messages::planning::{Given, Voice};
use crate::query::Query;
use crate::wording::{Medium, reply_to};

/// Speaks to who wrote a message.
pub(super) struct ToAuthor<'a> {
    pub(super) server: &'a Server,
    /// What those who read along call them.
    pub(super) name: &'a str,
    /// What a moderator is told who asked to cite at a person; empty where nobody did.
    pub(super) cited: Vec<String>,
}

/// How many messages an answer may be where several read along.
const MOST_AMONG_OTHERS: usize = 1;

impl Voice for ToAuthor<'_> {
    /// In Zulip's Markdown, no longer than the server takes.
    type Message = String;

    fn sentence(&self, sentence: String) -> String {
        plain(&sentence)
    }

    fn opened(&self, sentence: String, message: String) -> Vec<String> {
        below(&plain(&sentence), message, self.server.longest)
    }

    fn given(&self, answer: &Answer) -> Given<String> {
        let parts = reply_to(answer, Medium::Chat, Some(&name_of(self.name)));
        let messages = messages(&parts, self.server.longest);
        Given {
            to_all: (messages.len() <= MOST_AMONG_OTHERS).then(|| messages.clone()),
            to_asker: messages,
        }
    }

    fn cited(&self, _: &Query) -> Vec<String> {
        self.cited.clone()
    }
}
