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
use super::matching::{LEFT_OUT, Match, WAIT, free, matches};
use crate::answer::{Answer, Audience};
use crate::audience::Delivery;
use crate::content::words::hex;
use crate::desk::Platform;
use crate::ledger::Standing;
use crate::manners::{Admission, Asker, Asking, answered};
use crate::query::{self, Query};
use crate::question::{Asked, Question};
use crate::wording::manners as said_of;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

/// A message that shall stand as part of the answers to a question.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) reply: Reply,
    /// Whether it is for the asker alone.
    pub(super) private: bool,
    /// The name of the command that would answer it; none where it answers nothing, so that nobody else
    /// is told of it.
    pub(super) command: Option<&'static str>,
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

/// What is to be done for one command.
#[derive(Debug)]
pub(super) struct Group {
    /// The command's number, by which its answer is known.
    pub(super) command: u8,
    /// What it is known by that the command did not change.
    pub(super) fingerprint: String,
    pub(super) steps: Vec<Step>,
}

/// What is to be done so that the questions of a message are answered, in their order. `standing` is
/// what stands already.
///
/// A command that did not change is not answered again. Where the asker has to wait, all that stands
/// and would be changed or taken away stays as it is.
pub(super) fn groups(
    bot: &Bot,
    said: &Said,
    texts: Vec<String>,
    standing: &[Standing],
    at: Timestamp,
) -> Vec<Group> {
    // A message is no moderator's way to cite at a person, so that none of its commands is exempt.
    let (texts, left_out) = answered(texts, |_| false);
    let prints: Vec<String> = texts.iter().map(|text| fingerprint(bot, said, text)).collect();
    let matches = matches(standing, &prints);
    let mut answering = Answering::new(bot, said, at);
    let mut groups = Vec::new();
    for ((text, fingerprint), matched) in texts.into_iter().zip(prints).zip(matches) {
        let Match { command, before, is_same } = matched;
        if is_same {
            answering.leave(&before);
            let steps = before.into_iter().map(Step::Keep).collect();
            groups.push(Group { command, fingerprint, steps });
            continue;
        }
        let wanted = match answering.answer(text, &before) {
            Ok(wanted) => wanted,
            Err(notice) => {
                groups.extend(answering.waits(notice, &groups, standing));
                return groups;
            }
        };
        let steps = steps(&said.channel.to_string(), &before, wanted);
        groups.push(Group { command, fingerprint, steps });
    }
    let notice = said_of::left_out(left_out);
    let taken =
        |groups: &[Group], of: &Standing| groups.iter().any(|group| group.command == of.command);
    if let Some(notice) = notice {
        let fingerprint = format!("{LEFT_OUT}{left_out}");
        let before = standing.iter().filter(|of| of.fingerprint.starts_with(LEFT_OUT));
        let before: Vec<Standing> = before.cloned().collect();
        let command =
            before.first().map_or_else(|| free_beside(standing, &groups), |of| of.command);
        let steps = if before.iter().any(|of| of.fingerprint == fingerprint) {
            before.into_iter().map(Step::Keep).collect()
        } else {
            let private = !answering.shows_something && !said.is_direct();
            let wanted = answering.say(Reply::of(notice), private, None);
            steps(&said.channel.to_string(), &before, wanted)
        };
        groups.push(Group { command, fingerprint, steps });
    }
    let rest: Vec<Standing> = standing.iter().filter(|of| !taken(&groups, of)).cloned().collect();
    groups.extend(nothing(&rest));
    groups
}

/// What is to be done so that nothing of what stands does.
pub(super) fn nothing(standing: &[Standing]) -> Vec<Group> {
    let steps: Vec<Step> = standing.iter().cloned().map(Step::Withdraw).collect();
    let group = Group { command: u8::MAX, fingerprint: String::new(), steps };
    if standing.is_empty() { Vec::new() } else { vec![group] }
}

/// What a command is known by: who sees it cannot try guesses without the bot's own secret.
fn fingerprint(bot: &Bot, said: &Said, text: &str) -> String {
    let hash = Sha256::new()
        .chain_update(bot.settings.token.expose_secret())
        .chain_update(said.id.get().to_be_bytes())
        .chain_update(text);
    hex(hash.finalize().get(..8).unwrap_or_default())
}

fn free_beside(standing: &[Standing], groups: &[Group]) -> u8 {
    let used = standing.iter().map(|of| of.command);
    free(&used.chain(groups.iter().map(|group| group.command)).collect::<Vec<u8>>())
}

/// The command that is named to who asked for none that is known.
const HELP: &str = "help";

/// The questions of a message, while they are answered.
struct Answering<'a> {
    bot: &'a Bot,
    said: &'a Said,
    at: Timestamp,
    /// Whether the asker was told that they alone see what follows.
    is_opened: bool,
    /// Whether anything stands where it was asked, for all to see.
    shows_something: bool,
}

impl<'a> Answering<'a> {
    fn new(bot: &'a Bot, said: &'a Said, at: Timestamp) -> Self {
        Answering { bot, said, at, is_opened: false, shows_something: false }
    }

    /// Leaves an answer as it stands.
    fn leave(&mut self, standing: &[Standing]) {
        self.is_opened |= standing.iter().any(|standing| standing.private);
        self.shows_something |= standing.iter().all(|standing| !standing.private);
    }

    /// Answers a question, in place of what stands `before`. Where the asker has to wait, the error is
    /// what they are told, if they were not told before.
    fn answer(&mut self, text: String, before: &[Standing]) -> Result<Vec<Wanted>, Option<Reply>> {
        let query = query::parse(&text).ok();
        let command = query.as_ref().map_or(HELP, |query| query.command.name());
        let is_direct = self.said.is_direct();
        let asked = if is_direct { Asked::Direct } else { Asked::Channel };
        let moderator = self.said.is_by_moderator(self.bot);
        let question = Question { text, at: self.at, asked, moderator };
        let asker = Asker::new(Platform::Discord.name(), self.said.author.to_string());
        let channel = self.said.among();
        let asking = Asking::of(&question, &asker, channel.as_ref());
        match self.bot.desk.admit(&asking, self.at) {
            Admission::Welcome => {}
            Admission::Told(wait) => {
                return Err(Some(Reply::of(self.bot.desk.told_to_wait(&wait))));
            }
            Admission::Dropped => return Err(None),
        }
        if moderator && query.as_ref().is_some_and(Query::is_citation) {
            let said = Reply::of(said_of::cite_by_command(command));
            return Ok(self.say(said, !is_direct, Some(command)));
        }
        let desk = &self.bot.desk;
        let answer = desk.answer(Platform::Discord, &question);
        let asker = AskedBy { id: self.said.author, name: &self.said.name };
        let sheets = Sheets::new(desk, &answer, Vec::new(), asker, self.at);
        let alone = answer.audience == Audience::Asker
            || answer.is_miss()
            || sheets.is_too_long_for_all()
            || before.iter().any(|standing| standing.private);
        let delivery = match &channel {
            None => Delivery::Here,
            Some(_) if alone => Delivery::ToTheAsker,
            // It takes the place of what the question was answered before.
            Some(_) if !before.is_empty() => Delivery::Here,
            channel => desk.delivery(&answer, channel.as_ref(), self.at),
        };
        let (seen_by, private) = match delivery {
            Delivery::Here if channel.is_some() => (SeenBy::Everybody, false),
            Delivery::Here => (SeenBy::Asker, false),
            Delivery::ToTheAsker => (SeenBy::Asker, true),
            Delivery::StandsAt(place) => {
                let told = Reply::of(said_of::answered_already(place.link()));
                return Ok(self.say(told, !is_direct, Some(command)));
            }
        };
        let mut shows = (channel.is_some() && !private).then(|| Box::new(answer.clone()));
        let mut wanted = Vec::new();
        for reply in sheets.messages(seen_by) {
            wanted.extend(self.say(reply, private, Some(command)));
            if let (Some(last), Some(answer)) = (wanted.last_mut(), shows.take()) {
                last.shows = Some(answer);
            }
        }
        Ok(wanted)
    }

    /// Says something; before the first that is for the asker alone, that it is.
    fn say(&mut self, reply: Reply, private: bool, command: Option<&'static str>) -> Vec<Wanted> {
        let replies = if private && !self.is_opened {
            let channel = format!("<#{}>", self.said.channel);
            opened(said_of::only_you_see_this(&channel), reply)
        } else {
            vec![reply]
        };
        self.is_opened |= private;
        self.shows_something |= !private;
        let wanted = |reply| Wanted { reply, private, command, shows: None };
        replies.into_iter().map(wanted).collect()
    }

    /// Tells the asker to wait, where they were not told before, and leaves what stands beside what is
    /// done already.
    fn waits(
        &mut self,
        notice: Option<Reply>,
        done: &[Group],
        standing: &[Standing],
    ) -> Vec<Group> {
        let left =
            standing.iter().filter(|of| !done.iter().any(|group| group.command == of.command));
        let is_over = |of: &Standing| notice.is_some() && of.fingerprint == WAIT;
        let mut groups: Vec<Group> = left
            .map(|of| Group {
                command: of.command,
                fingerprint: of.fingerprint.clone(),
                steps: vec![if is_over(of) {
                    Step::Withdraw(of.clone())
                } else {
                    Step::Keep(of.clone())
                }],
            })
            .collect();
        if let Some(notice) = notice {
            let wanted = self.say(notice, !self.said.is_direct(), None);
            let steps = steps(&self.said.channel.to_string(), &[], wanted);
            let command = free_beside(standing, done);
            groups.push(Group { command, fingerprint: WAIT.to_owned(), steps });
        }
        groups
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

/// What is to be done so that `wanted` stands as the answer to a command that was asked in `channel`,
/// where `standing` does.
fn steps(channel: &str, standing: &[Standing], wanted: Vec<Wanted>) -> Vec<Step> {
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
        Wanted { reply: Reply::of(content), private, command: Some("ask"), shows: None }
    }

    fn stands(slot: u8, channel: &str, message: &str, private: bool) -> Standing {
        let (channel, message) = (channel.to_owned(), message.to_owned());
        Standing { command: 0, slot, fingerprint: String::new(), channel, message, private }
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
