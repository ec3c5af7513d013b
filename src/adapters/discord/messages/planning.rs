//! What is answered to the questions of a message, and what is to be sent, changed and taken away so
//! that this is what stands.
//!
//! Sends nothing. What was private stays private, whatever the question is edited to; what was shown to
//! all and has become private is taken out of the channel.

use super::super::below::SeenBy;
use super::super::bot::Bot;
use super::super::reply::{LONGEST, Reply};
use super::super::sheets::{AskedBy, Sheets};
use super::hearing::Said;
use crate::answer::{Answer, Audience};
use crate::audience::Delivery;
use crate::desk::Platform;
use crate::ledger::Standing;
use crate::manners::{Admission, Asker, Asking, Channel, answered};
use crate::query::{self, Query};
use crate::question::{Asked, Question};
use crate::wording::manners as said_of;
use jiff::Timestamp;

/// A message that shall stand as part of the answers to a question.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) reply: Reply,
    /// Whether it is for the asker alone.
    pub(super) private: bool,
    /// The name of the command that would answer it.
    pub(super) command: &'static str,
    /// The answer that everybody sees by it.
    pub(super) shows: Option<Box<Answer>>,
}

/// Something to be done so that what stands is what is wanted.
#[derive(Debug)]
pub(super) enum Step {
    /// Replies where it was asked.
    Say { slot: u8, wanted: Wanted },
    /// Says something else where an answer stands in the open, or in a conversation with the bot.
    Change { standing: Standing, wanted: Wanted },
    /// Writes to the asker alone; in place of what they were written before, where that is named.
    Tell { slot: u8, wanted: Wanted, before: Option<Standing> },
    /// Takes the words out of what stands in the open.
    Empty(Standing),
    /// Leaves what stands as it is.
    Keep(Standing),
    /// Takes an answer away.
    Withdraw(Standing),
}

/// What shall stand as the answers to the questions of a message, in their order. `standing` is what
/// stands already.
pub(super) fn wanted(
    bot: &Bot,
    said: &Said,
    texts: Vec<String>,
    standing: &[Standing],
    at: Timestamp,
) -> Vec<Wanted> {
    let mut answering = Answering { bot, said, standing, at, wanted: Vec::new() };
    // A message is no moderator's way to cite at a person, so that none of its commands is exempt.
    let (texts, left_out) = answered(texts, |_| false);
    for text in texts {
        if !answering.answer(text) {
            return answering.wanted;
        }
    }
    if let Some(left_out) = said_of::left_out(left_out) {
        let private = answering.is_private_already();
        answering.say(Reply::of(left_out), private, HELP);
    }
    answering.wanted
}

/// The command that is named to who asked for none that is known.
const HELP: &str = "help";

/// The questions of a message, while they are answered.
struct Answering<'a> {
    bot: &'a Bot,
    said: &'a Said,
    standing: &'a [Standing],
    at: Timestamp,
    wanted: Vec<Wanted>,
}

impl Answering<'_> {
    /// Answers a question. Says whether further ones are answered too.
    fn answer(&mut self, text: String) -> bool {
        let query = query::parse(&text).ok();
        let command = query.as_ref().map_or(HELP, |query| query.command.name());
        let asked = if self.is_direct() { Asked::Direct } else { Asked::Channel };
        let moderator = self.said.is_by_moderator(self.bot);
        let question = Question { text, at: self.at, asked, moderator };
        let platform = Platform::Discord.name();
        let asker = Asker::new(platform, self.said.author.to_string());
        let channel =
            (!self.is_direct()).then(|| Channel::new(platform, self.said.channel.to_string()));
        let asking = Asking::of(&question, &asker, channel.as_ref());
        match self.bot.desk.admit(&asking, self.at) {
            Admission::Welcome => {}
            Admission::Told(wait) => {
                self.say_privately(Reply::of(self.bot.desk.told_to_wait(&wait)), command);
                return false;
            }
            Admission::Dropped => return false,
        }
        if moderator && query.as_ref().is_some_and(Query::is_citation) {
            self.say_privately(Reply::of(said_of::cite_by_command(command)), command);
            return true;
        }
        let desk = &self.bot.desk;
        let answer = desk.answer(Platform::Discord, &question);
        let asker = AskedBy { id: self.said.author, name: &self.said.name };
        let sheets = Sheets::new(desk, &answer, Vec::new(), asker, self.at);
        let stands = self.standing_here();
        let alone = answer.audience == Audience::Asker
            || answer.is_miss()
            || sheets.is_too_long_for_all()
            || self.is_private_already();
        let delivery = match &channel {
            None => Delivery::Here,
            Some(_) if alone => Delivery::ToTheAsker,
            // It takes the place of what the question was answered before.
            Some(_) if stands => Delivery::Here,
            channel => desk.delivery(&answer, channel.as_ref(), self.at),
        };
        let (seen_by, private) = match delivery {
            Delivery::Here if channel.is_some() => (SeenBy::Everybody, false),
            Delivery::Here => (SeenBy::Asker, false),
            Delivery::ToTheAsker => (SeenBy::Asker, true),
            Delivery::StandsAt(place) => {
                let told = said_of::answered_already(place.link());
                self.say_privately(Reply::of(told), command);
                return true;
            }
        };
        let mut shows = (channel.is_some() && !private).then(|| Box::new(answer.clone()));
        for reply in sheets.messages(seen_by) {
            self.say(reply, private, command);
            if let (Some(last), Some(answer)) = (self.wanted.last_mut(), shows.take()) {
                last.shows = Some(answer);
            }
        }
        true
    }

    fn is_direct(&self) -> bool {
        self.said.guild.is_none()
    }

    /// Whether what is said next takes the place of something that was private.
    fn is_private_already(&self) -> bool {
        self.at_this_place().any(|standing| standing.private)
    }

    /// Whether what is said next takes the place of something that everybody sees.
    fn standing_here(&self) -> bool {
        self.at_this_place().any(|standing| !standing.private)
    }

    fn at_this_place(&self) -> impl Iterator<Item = &Standing> {
        let slot = slot(self.wanted.len());
        self.standing.iter().filter(move |standing| standing.slot == slot)
    }

    fn say_privately(&mut self, reply: Reply, command: &'static str) {
        self.say(reply, !self.is_direct(), command);
    }

    /// Says something; before the first that is for the asker alone, that it is.
    fn say(&mut self, reply: Reply, private: bool, command: &'static str) {
        let is_first = !self.wanted.iter().any(|wanted| wanted.private);
        let replies = if private && is_first {
            let channel = format!("<#{}>", self.said.channel);
            opened(said_of::only_you_see_this(&channel), reply)
        } else {
            vec![reply]
        };
        let wanted = |reply| Wanted { reply, private, command, shows: None };
        self.wanted.extend(replies.into_iter().map(wanted));
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

fn slot(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

/// What is to be done so that `wanted` stands as the answers to a question that was asked in
/// `channel`, where `standing` does.
pub(super) fn steps(channel: &str, standing: &[Standing], wanted: Vec<Wanted>) -> Vec<Step> {
    let mut steps = Vec::new();
    let count = wanted.len();
    for (index, wanted) in wanted.into_iter().enumerate() {
        let slot = slot(index);
        let of_slot = || standing.iter().filter(|standing| standing.slot == slot);
        let here = of_slot().find(|standing| standing.channel == channel).cloned();
        let before = of_slot().find(|standing| standing.channel != channel).cloned();
        if wanted.private || of_slot().any(|standing| standing.private) {
            steps.push(Step::Tell { slot, wanted, before });
            // The words leave the channel before anything else is done.
            let at = steps.len() - 1;
            match here {
                Some(here) if here.private => steps.insert(at, Step::Keep(here)),
                Some(here) => steps.insert(at, Step::Empty(here)),
                None => {}
            }
        } else {
            steps.push(match here {
                Some(standing) => Step::Change { standing, wanted },
                None => Step::Say { slot, wanted },
            });
        }
    }
    let beyond = standing.iter().filter(|standing| usize::from(standing.slot) >= count);
    steps.extend(beyond.cloned().map(Step::Withdraw));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(content: &str, private: bool) -> Wanted {
        Wanted { reply: Reply::of(content), private, command: "ask", shows: None }
    }

    fn stands(slot: u8, channel: &str, message: &str, private: bool) -> Standing {
        Standing { slot, channel: channel.to_owned(), message: message.to_owned(), private }
    }

    /// The steps in words.
    fn told(standing: &[Standing], wanted: Vec<Wanted>) -> Vec<String> {
        let step = |step: &Step| match step {
            Step::Say { slot, wanted } => format!("say {slot} {}", wanted.reply.content),
            Step::Change { standing, wanted } => {
                format!("change {} {}", standing.message, wanted.reply.content)
            }
            Step::Tell { slot, wanted, before: None } => {
                format!("tell {slot} {}", wanted.reply.content)
            }
            Step::Tell { wanted, before: Some(before), .. } => {
                format!("tell over {} {}", before.message, wanted.reply.content)
            }
            Step::Empty(standing) => format!("empty {}", standing.message),
            Step::Keep(standing) => format!("keep {}", standing.message),
            Step::Withdraw(standing) => format!("withdraw {}", standing.message),
        };
        steps("here", standing, wanted).iter().map(step).collect()
    }

    #[test]
    fn a_new_question_is_answered_in_the_order_of_its_commands() {
        let wanted = vec![want("a", false), want("b", true), want("c", false)];
        assert_eq!(told(&[], wanted), ["say 0 a", "tell 1 b", "say 2 c"]);
    }

    #[test]
    fn an_edit_changes_what_stands_and_takes_away_what_is_no_longer_asked() {
        let standing = [stands(0, "here", "m0", false), stands(1, "here", "m1", false)];
        assert_eq!(told(&standing, vec![want("x", false)]), ["change m0 x", "withdraw m1"]);
        assert_eq!(told(&standing, Vec::new()), ["withdraw m0", "withdraw m1"]);
        let more = vec![want("x", false), want("y", false), want("z", false)];
        assert_eq!(told(&standing, more), ["change m0 x", "change m1 y", "say 2 z"]);
    }

    #[test]
    fn what_was_private_stays_private() {
        let standing = [stands(0, "elsewhere", "d0", true)];
        assert_eq!(told(&standing, vec![want("x", false)]), ["tell over d0 x"]);
        // Nobody could be written to, which the channel was told.
        let standing = [stands(0, "here", "n0", true)];
        assert_eq!(told(&standing, vec![want("x", false)]), ["keep n0", "tell 0 x"]);
    }

    #[test]
    fn what_becomes_private_leaves_the_channel_first() {
        let standing = [stands(0, "here", "m0", false)];
        assert_eq!(told(&standing, vec![want("x", true)]), ["empty m0", "tell 0 x"]);
        let emptied = [stands(0, "here", "m0", true), stands(0, "elsewhere", "d0", true)];
        assert_eq!(told(&emptied, vec![want("y", false)]), ["keep m0", "tell over d0 y"]);
        assert_eq!(told(&emptied, Vec::new()), ["withdraw m0", "withdraw d0"]);
    }

    #[test]
    fn a_page_is_never_cut_for_the_sentence_above_it() {
        let page = "x".repeat(LONGEST - 10);
        let replies = opened("Only you see this.".to_owned(), Reply::of(page.clone()));
        let contents: Vec<&str> = replies.iter().map(|reply| reply.content.as_str()).collect();
        assert_eq!(contents, ["Only you see this.", page.as_str()]);
        assert_eq!(opened("First.".to_owned(), Reply::of("x"))[0].content, "First.\n\nx");
    }
}
