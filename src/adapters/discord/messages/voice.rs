//! How Discord says what is answered to a message.

use super::super::below::SeenBy;
use super::super::bot::Bot;
use super::super::reply::{LONGEST, Reply};
use super::super::sheets::{AskedBy, Sheets};
use super::hearing::Said;
use crate::answer::Answer;
use crate::messages::planning::{Given, Voice};
use crate::query::Query;
use crate::wording::manners as said_of;
use jiff::Timestamp;

/// Speaks to who wrote a message.
pub(super) struct ToAuthor<'a> {
    pub(super) bot: &'a Bot,
    pub(super) said: &'a Said,
    pub(super) at: Timestamp,
}

impl Voice for ToAuthor<'_> {
    type Message = Reply;

    fn sentence(&self, sentence: String) -> Reply {
        Reply::of(sentence)
    }

    fn opened(&self, sentence: String, reply: Reply) -> Vec<Reply> {
        opened(sentence, reply)
    }

    fn given(&self, answer: &Answer) -> Given<Reply> {
        let asker = AskedBy { id: self.said.author, name: &self.said.name };
        let sheets = Sheets::new(&self.bot.desk, answer, Vec::new(), asker, self.at);
        let among = !self.said.is_direct() && !sheets.is_too_long_for_all();
        Given {
            to_all: among.then(|| sheets.messages(SeenBy::Everybody)),
            to_asker: sheets.messages(SeenBy::Asker),
        }
    }

    /// A message is no moderator's way to cite at a person.
    fn cited(&self, query: &Query) -> Vec<Reply> {
        vec![Reply::of(said_of::cite_by_command(query.command.name()))]
    }
}

/// A reply below a sentence: in one message where both fit. The pages of an answer are never cut
/// elsewhere for it, since they are turned without it.
pub(super) fn opened(sentence: String, reply: Reply) -> Vec<Reply> {
    let content = format!("{sentence}\n\n{}", reply.content);
    if content.chars().count() <= LONGEST {
        return vec![Reply { content, ..reply }];
    }
    vec![Reply::of(sentence), reply]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_never_cut_for_the_sentence_above_it() {
        let page = "x".repeat(LONGEST - 10);
        let replies = opened("Only you see this.".to_owned(), Reply::of(page.clone()));
        let contents: Vec<&str> = replies.iter().map(|reply| reply.content.as_str()).collect();
        assert_eq!(contents, ["Only you see this.", page.as_str()]);
        assert_eq!(opened("First.".to_owned(), Reply::of("x"))[0].content, "First.\n\nx");
    }
}
