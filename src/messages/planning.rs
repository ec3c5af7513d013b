//! What is answered to the questions of a message, and what is to be sent, changed and taken away so
//! that this is what stands.
//!
//! Sends nothing. What was private stays private, whatever the question is edited to, unless nothing but
//! a miss was told; what was shown to all and has become private is taken out of the channel.

mod steps;

use super::matching::{LEFT_OUT, MISS, Match, WAIT, free, matches};
use crate::answer::{Answer, Audience};
use crate::audience::Delivery;
use crate::content::words::hex;
use crate::desk::{Desk, Platform};
use crate::ledger::Standing;
use crate::manners::{Admission, Asker, Asking, Channel, answered};
use crate::query::{self, Query};
use crate::question::{Asked, Question};
use crate::wording::manners as said_of;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use steps::{open, steps};

/// How a platform says what is answered to a message.
pub trait Voice {
    /// A message as the platform sends it.
    type Message: Clone;

    /// A message of one sentence of ours.
    fn sentence(&self, sentence: String) -> Self::Message;

    /// A message below a sentence: in one where both fit.
    fn opened(&self, sentence: String, message: Self::Message) -> Vec<Self::Message>;

    /// The messages that give an answer.
    fn given(&self, answer: &Answer) -> Given<Self::Message>;

    /// What a moderator is told who asks with `query` to cite at a person.
    fn cited(&self, query: &Query) -> Vec<Self::Message>;
}

/// An answer as messages.
#[derive(Debug)]
pub struct Given<M> {
    /// As it stands where several read along; none where it is too long for them.
    pub to_all: Option<Vec<M>>,
    /// As the asker alone sees it.
    pub to_asker: Vec<M>,
}

/// A message that asks, as far as it matters to what is answered.
#[derive(Debug)]
pub struct Asks<'a> {
    /// Where it was written.
    pub platform: Platform,
    /// The platform's id of it.
    pub id: &'a str,
    /// The platform's id of who wrote it.
    pub author: &'a str,
    /// The platform's id of where it stands, as [`Standing`] has it.
    pub place: &'a str,
    /// Where others read along, as good manners know it; `None` in a conversation with the bot.
    pub among: Option<Channel>,
    /// What its readers know that place by.
    pub place_name: &'a str,
    /// Whether a moderator wrote it.
    pub is_by_moderator: bool,
    /// Kept by the bot alone: who sees a fingerprint cannot try guesses without it.
    pub secret: &'a SecretString,
}

/// A message that shall stand as part of the answers to a question.
#[derive(Debug)]
pub struct Wanted<M> {
    /// The message.
    pub message: M,
    /// Whether it is for the asker alone.
    pub private: bool,
    /// The name of the command that would answer it; none where it answers nothing, so that nobody else
    /// is told of it.
    pub command: Option<&'static str>,
    /// The answer that everybody sees by it.
    pub shows: Option<Box<Answer>>,
}

/// Something to be done so that what stands is what is wanted.
#[derive(Debug)]
pub enum Step<M> {
    /// Replies where it was asked.
    Say {
        /// As which part of the answer to its command.
        slot: u8,
        /// What is said.
        wanted: Wanted<M>,
    },
    /// Says something else where an answer stands in the open, or in a conversation with the bot.
    Change {
        /// What stands.
        standing: Standing,
        /// What shall.
        wanted: Wanted<M>,
    },
    /// Writes to the asker alone.
    Tell {
        /// As which part of the answer to its command.
        slot: u8,
        /// What is written.
        wanted: Wanted<M>,
        /// What they were written before, in whose place this is.
        before: Option<Standing>,
    },
    /// Takes the words out of what stands in the open.
    Empty(Standing),
    /// Leaves what stands as it is.
    Keep(Standing),
    /// Takes an answer away.
    Withdraw(Standing),
}

/// What is to be done for one command.
#[derive(Debug)]
pub struct Group<M> {
    /// The command's number, by which its answer is known.
    pub command: u8,
    /// What it is known by that the command did not change.
    pub fingerprint: String,
    /// What is to be done, in this order.
    pub steps: Vec<Step<M>>,
}

/// What is to be done so that the questions of a message are answered, in their order. `standing` is
/// what stands already.
///
/// A command that did not change is not answered again. Where the asker has to wait, all that stands
/// and would be changed or taken away stays as it is.
pub fn groups<V: Voice>(
    desk: &Desk,
    voice: &V,
    asks: &Asks<'_>,
    texts: Vec<String>,
    standing: &[Standing],
    at: Timestamp,
) -> Vec<Group<V::Message>> {
    // A message is no place for many citations at persons, so that none of its commands is exempt.
    let (texts, left_out) = answered(texts, |_| false);
    let prints: Vec<String> = texts.iter().map(|text| fingerprint(asks, text)).collect();
    let matches = matches(standing, &prints);
    let mut answering = Answering::new(desk, voice, asks, at);
    let mut groups = Vec::new();
    for ((text, fingerprint), matched) in texts.into_iter().zip(prints).zip(matches) {
        let Match { command, before, is_same } = matched;
        if is_same {
            answering.leave(&before);
            let fingerprint =
                before.first().map_or(fingerprint, |standing| standing.fingerprint.clone());
            let steps = before.into_iter().map(Step::Keep).collect();
            groups.push(Group { command, fingerprint, steps });
            continue;
        }
        let Answered { wanted, before, is_told_miss } = match answering.answer(text, before) {
            Ok(answered) => answered,
            Err(notice) => {
                groups.extend(answering.waits(notice, &groups, standing));
                return groups;
            }
        };
        let steps = steps(asks.place, &before, wanted);
        let fingerprint = if is_told_miss { format!("{MISS}{fingerprint}") } else { fingerprint };
        groups.push(Group { command, fingerprint, steps });
    }
    let notice = said_of::left_out(left_out);
    let taken = |groups: &[Group<V::Message>], of: &Standing| {
        groups.iter().any(|group| group.command == of.command)
    };
    if let Some(notice) = notice {
        let fingerprint = format!("{LEFT_OUT}{left_out}");
        let before = standing.iter().filter(|of| of.fingerprint.starts_with(LEFT_OUT));
        let before: Vec<Standing> = before.cloned().collect();
        let command =
            before.first().map_or_else(|| free_beside(standing, &groups), |of| of.command);
        let steps = if before.iter().any(|of| of.fingerprint == fingerprint) {
            before.into_iter().map(Step::Keep).collect()
        } else {
            let private = !answering.shows_something && asks.among.is_some();
            let wanted = answering.say(voice.sentence(notice), private, None);
            steps(asks.place, &before, wanted)
        };
        groups.push(Group { command, fingerprint, steps });
    }
    let rest: Vec<Standing> = standing.iter().filter(|of| !taken(&groups, of)).cloned().collect();
    groups.extend(nothing(&rest));
    groups
}

/// What is to be done so that nothing of what stands does.
pub fn nothing<M>(standing: &[Standing]) -> Vec<Group<M>> {
    let steps: Vec<Step<M>> = standing.iter().cloned().map(Step::Withdraw).collect();
    let group = Group { command: u8::MAX, fingerprint: String::new(), steps };
    if standing.is_empty() { Vec::new() } else { vec![group] }
}

/// What a command is known by: who sees it cannot try guesses without the bot's own secret.
fn fingerprint(asks: &Asks<'_>, text: &str) -> String {
    let hash = Sha256::new()
        .chain_update(asks.secret.expose_secret())
        .chain_update([0])
        .chain_update(asks.id)
        .chain_update([0])
        .chain_update(text);
    hex(hash.finalize().get(..8).unwrap_or_default())
}

fn free_beside<M>(standing: &[Standing], groups: &[Group<M>]) -> u8 {
    let used = standing.iter().map(|of| of.command);
    free(&used.chain(groups.iter().map(|group| group.command)).collect::<Vec<u8>>())
}

/// The command that is named to who asked for none that is known.
const HELP: &str = "help";

/// What is answered to a command.
struct Answered<M> {
    wanted: Vec<Wanted<M>>,
    /// What stands in whose place that is.
    before: Vec<Standing>,
    /// Whether the asker alone is told that nothing was found, and for no other reason.
    is_told_miss: bool,
}

/// The questions of a message, while they are answered.
struct Answering<'a, V> {
    desk: &'a Desk,
    voice: &'a V,
    asks: &'a Asks<'a>,
    at: Timestamp,
    /// Whether the asker was told that they alone see what follows.
    is_opened: bool,
    /// Whether anything stands where it was asked, for all to see.
    shows_something: bool,
}

impl<'a, V: Voice> Answering<'a, V> {
    fn new(desk: &'a Desk, voice: &'a V, asks: &'a Asks<'a>, at: Timestamp) -> Self {
        Answering { desk, voice, asks, at, is_opened: false, shows_something: false }
    }

    /// Leaves an answer as it stands.
    fn leave(&mut self, standing: &[Standing]) {
        self.is_opened |= standing.iter().any(|standing| standing.private);
        self.shows_something |= standing.iter().all(|standing| !standing.private);
    }

    /// Answers a question, in place of what stands `before`. Where the asker has to wait, the error is
    /// what they are told, if they were not told before.
    fn answer(
        &mut self,
        text: String,
        before: Vec<Standing>,
    ) -> Result<Answered<V::Message>, Option<V::Message>> {
        let (desk, voice, platform) = (self.desk, self.voice, self.asks.platform);
        let query = query::parse(&text).ok();
        let command = query.as_ref().map_or(HELP, |query| query.command.name());
        let channel = self.asks.among.as_ref();
        let asked = if channel.is_none() { Asked::Direct } else { Asked::Channel };
        let moderator = self.asks.is_by_moderator;
        let question = Question { text, at: self.at, asked, moderator };
        let asker = Asker::new(platform.name(), self.asks.author);
        match desk.admit(&Asking::of(&question, &asker, channel), self.at) {
            Admission::Welcome => {}
            Admission::Told(wait) => {
                return Err(Some(voice.sentence(desk.told_to_wait(&wait))));
            }
            Admission::Dropped => return Err(None),
        }
        if let Some(query) = query.filter(|query| moderator && query.is_citation()) {
            let said = voice.cited(&query);
            let wanted = self.say_all(said, channel.is_some(), Some(command));
            return Ok(Answered { wanted, before, is_told_miss: false });
        }
        let answer = desk.answer(platform, &question);
        let Given { to_all, to_asker } = voice.given(&answer);
        let is_private = before.iter().any(|standing| standing.private);
        let was_miss =
            is_private && before.iter().all(|standing| standing.fingerprint.starts_with(MISS));
        let is_for_asker = answer.audience == Audience::Asker || (is_private && !was_miss);
        let alone = is_for_asker || answer.is_miss() || to_all.is_none();
        let is_told_miss = channel.is_some() && answer.is_miss() && !is_for_asker;
        let before = match channel {
            Some(_) if was_miss && !alone => open(before, self.asks.place),
            _ => before,
        };
        let delivery = match channel {
            None => Delivery::Here,
            Some(_) if alone => Delivery::ToTheAsker,
            // It takes the place of what the question was answered before.
            Some(_) if !before.is_empty() => Delivery::Here,
            channel => desk.delivery(&answer, channel, self.at),
        };
        let (messages, private) = match delivery {
            Delivery::Here if channel.is_some() => (to_all.unwrap_or(to_asker), false),
            Delivery::Here => (to_asker, false),
            Delivery::ToTheAsker => (to_asker, true),
            Delivery::StandsAt(place) => {
                let told = voice.sentence(said_of::answered_already(place.link()));
                let wanted = self.say(told, channel.is_some(), Some(command));
                return Ok(Answered { wanted, before, is_told_miss });
            }
        };
        let is_shown = channel.is_some() && !private;
        let mut wanted = self.say_all(messages, private, Some(command));
        if let Some(first) = wanted.first_mut().filter(|_| is_shown) {
            first.shows = Some(Box::new(answer));
        }
        Ok(Answered { wanted, before, is_told_miss })
    }

    fn say_all(
        &mut self,
        messages: Vec<V::Message>,
        private: bool,
        command: Option<&'static str>,
    ) -> Vec<Wanted<V::Message>> {
        messages.into_iter().flat_map(|message| self.say(message, private, command)).collect()
    }

    /// Says something; before the first that is for the asker alone, that it is.
    fn say(
        &mut self,
        message: V::Message,
        private: bool,
        command: Option<&'static str>,
    ) -> Vec<Wanted<V::Message>> {
        let messages = if private && !self.is_opened {
            self.voice.opened(said_of::only_you_see_this(self.asks.place_name), message)
        } else {
            vec![message]
        };
        self.is_opened |= private;
        self.shows_something |= !private;
        let wanted = |message| Wanted { message, private, command, shows: None };
        messages.into_iter().map(wanted).collect()
    }

    /// Tells the asker to wait, where they were not told before, and leaves what stands beside what is
    /// done already.
    fn waits(
        &mut self,
        notice: Option<V::Message>,
        done: &[Group<V::Message>],
        standing: &[Standing],
    ) -> Vec<Group<V::Message>> {
        let left =
            standing.iter().filter(|of| !done.iter().any(|group| group.command == of.command));
        let is_over = |of: &Standing| notice.is_some() && of.fingerprint == WAIT;
        let mut groups: Vec<Group<V::Message>> = left
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
            let wanted = self.say(notice, self.asks.among.is_some(), None);
            let steps = steps(self.asks.place, &[], wanted);
            let command = free_beside(standing, done);
            groups.push(Group { command, fingerprint: WAIT.to_owned(), steps });
        }
        groups
    }
}
