//! How Zulip says what is answered to a message.

use super::hearing::Said;
use super::moderating::Beside;
use super::rendering::{below, messages, plain};
use super::server::Server;
use crate::answer::{Answer, Outcome};
use crate::citing::name_of;
use crate::messages::planning::{Given, Voice};
use crate::query::Query;
use crate::wording::{Medium, in_messages, reply_to};

/// Speaks to who wrote a message.
pub(super) struct ToAuthor<'a> {
    pub(super) server: &'a Server,
    /// What they wrote.
    pub(super) said: &'a Said,
    /// What a moderator is told for each command with which they cite at a person; empty where nobody
    /// does.
    pub(super) cited: Vec<(Query, Vec<String>)>,
    /// What they have to know beside the answer.
    pub(super) beside: Option<Beside>,
}

/// How many messages an answer may be where several read along.
const MOST_AMONG_OTHERS: usize = 1;

impl Voice for ToAuthor<'_> {
    /// In Zulip's Markdown, no longer than the server takes.
    type Message = String;

    fn sentence(&self, sentence: String) -> String {
        let begins = sentence.find(&self.server.link_begins());
        let link = begins.and_then(|at| sentence.get(at..)?.split_whitespace().next());
        with_link(&sentence, link.unwrap_or_default())
    }

    fn opened(&self, sentence: String, message: String) -> Vec<String> {
        below(&plain(&sentence), message, self.server.longest)
    }

    fn given(&self, answer: &Answer) -> Given<String> {
        let mut parts = reply_to(answer, Medium::Chat, Some(&name_of(&self.said.name)));
        parts.extend(in_messages(answer, &self.server.name));
        let mut messages = messages(&parts, self.server.longest);
        let is_miss = answer.outcome == Outcome::Nothing;
        let beside = self.beside.as_ref().filter(|beside| is_miss || !beside.is_for_misses);
        if let Some(beside) = beside {
            let first = if messages.is_empty() { String::new() } else { messages.remove(0) };
            let first = below(&beside.line, first, self.server.longest);
            messages.splice(0..0, first);
        }
        Given {
            to_all: (messages.len() <= MOST_AMONG_OTHERS).then(|| messages.clone()),
            to_asker: messages,
        }
    }

    fn cited(&self, query: &Query) -> Vec<String> {
        let of = self.cited.iter().find(|(of, _)| of == query);
        of.map(|(_, replies)| replies.clone()).unwrap_or_default()
    }
}

/// A sentence of ours with a link of ours in it, which stays one.
pub(super) fn with_link(sentence: &str, link: &str) -> String {
    match sentence.split_once(link).filter(|_| !link.is_empty()) {
        Some((before, after)) => format!("{}{link}{}", plain(before), plain(after)),
        None => plain(sentence),
    }
}

/// The first link of an answer of ours: of what it quotes.
pub(super) fn first_link(message: &str) -> Option<&str> {
    let (_, link) = message.split_once("](http")?;
    let length = link.find([')', '\n', ' '])?;
    let begins = message.len() - link.len() - "http".len();
    message.get(begins..begins + "http".len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_ours_stays_one() {
        let link = "https://chat.example.org/#narrow/near/12";
        let said = with_link(&format!("I answered that just now: {link}"), link);
        assert_eq!(said, format!("I answered that just now: {link}"));
        assert_eq!(
            first_link("**[Title](https://example.org/a#b)**\n[c](https://example.org/c)"),
            Some("https://example.org/a#b")
        );
        assert_eq!(first_link("no link](here)"), None);
    }
}
