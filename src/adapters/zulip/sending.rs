//! Does what is to be done so that the answers to a message stand, one after the other.
//!
//! Says what stands in the end. A failure is told here, once, and keeps nothing else from being done.

mod aside;
mod once;

use super::bot::Bot;
use super::hearing::{Place, Said};
use super::rendering::{below, plain};
use super::rest::Failure;
use super::server::{Editing, Server};
use super::voice::{first_link, with_link};
use crate::answer::Answer;
use crate::desk::Platform;
use crate::ledger::Standing;
use crate::manners;
use crate::messages::planning::{self, Group};
use crate::wording::manners as said_of;
use jiff::{SignedDuration, Timestamp};
use once::Once;

/// What the log calls it when an answer does not come to stand.
pub(super) const ANSWERS: &str = "an answer to a message was not given";
/// What the log calls it when Zulip does not take what an answer says.
const WORDS: &str = "an answer was not taken as it is";

/// How long ago a question was asked of which nobody expects that its answer opens a topic again.
const OLD: SignedDuration = SignedDuration::from_mins(1);

type Step = planning::Step<String>;
type Wanted = planning::Wanted<String>;

/// Sends the answers to a message.
pub(super) struct Sending<'a> {
    bot: &'a Bot,
    server: &'a Server,
    said: &'a Said,
    once: Once<'a>,
    at: Timestamp,
    /// The command that is answered.
    command: u8,
    stands: Stands,
    /// Whether all that was to be done for the command is done.
    is_done: bool,
    /// Whether the asker was told why they are written to.
    gave_reason: bool,
    /// Whether the asker was told that an answer is of the question as it was changed.
    told_of_change: bool,
    /// Whether the asker is written to alone, once that was looked at.
    writes_aside: Option<bool>,
}

/// What stands in the end.
#[derive(Debug, Default)]
pub(super) struct Stands {
    pub(super) standing: Vec<Standing>,
    /// Why not all is done, where Zulip did not refuse it. Nobody was told yet.
    pub(super) undone: Option<Failure>,
    /// Whether all stands that was to be said, as it was.
    pub(super) is_whole: bool,
}

impl<'a> Sending<'a> {
    /// Sends the answers to what was said. `again` is whether some of them may stand already.
    pub(super) fn new(
        bot: &'a Bot,
        server: &'a Server,
        said: &'a Said,
        again: bool,
        at: Timestamp,
    ) -> Self {
        Sending {
            bot,
            server,
            said,
            once: Once { bot, server, question: said.id, may_stand: again },
            at,
            command: 0,
            stands: Stands { is_whole: true, ..Stands::default() },
            is_done: true,
            gave_reason: false,
            told_of_change: false,
            writes_aside: None,
        }
    }

    /// Does what is to be done. Gives back what stands then.
    pub(super) async fn take(mut self, groups: Vec<Group<String>>) -> Stands {
        for Group { command, fingerprint, steps } in groups {
            (self.command, self.is_done) = (command, true);
            let begins = self.stands.standing.len();
            for step in steps {
                self.step(step).await;
            }
            self.stands.is_whole &= self.is_done;
            // What was not done is tried again with the next edit.
            let known = if self.is_done { fingerprint } else { String::new() };
            for standing in self.stands.standing.iter_mut().skip(begins) {
                standing.command = command;
                standing.fingerprint.clone_from(&known);
            }
        }
        self.stands
    }

    /// Writes to the author alone what is no answer, known by `fingerprint`.
    pub(super) async fn reply(mut self, replies: Vec<String>, fingerprint: &str) -> Stands {
        for (slot, reply) in (0..).zip(replies) {
            match self.once.post(&self.asker(), &reply).await {
                Ok(id) => self.stands_aside(slot, id),
                Err(failure) => self.failed(failure),
            }
        }
        self.stands.is_whole &= self.is_done;
        for standing in &mut self.stands.standing {
            fingerprint.clone_into(&mut standing.fingerprint);
        }
        self.stands
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Say { slot, wanted } => self.say(slot, wanted).await,
            Step::Change { standing, wanted } => self.change(standing, wanted).await,
            Step::Tell { slot, wanted, before } => self.tell(slot, wanted, before).await,
            Step::Empty(standing) => self.empty(standing).await,
            Step::Keep(standing) => self.stands.standing.push(standing),
            Step::Withdraw(standing) => withdraw(self.bot, &standing, said_of::TAKEN_BACK).await,
        }
    }

    async fn say(&mut self, slot: u8, wanted: Wanted) {
        let Wanted { message, shows, .. } = wanted;
        if let Some(reason) = self.why_elsewhere() {
            self.not_shown(shows.as_deref());
            return self.tell_instead(slot, message, reason, false).await;
        }
        match self.once.post(&self.said.place, &message).await {
            Ok(id) => {
                self.shown(id, shows.as_deref());
                self.stands(slot, self.said.place.key(), id, false);
            }
            Err(failure) => {
                self.not_shown(shows.as_deref());
                if is_refusal(&failure) && self.said.place.among().is_some() {
                    self.say_otherwise(slot, message, failure).await;
                } else {
                    self.say_shortly(slot, &message, failure).await;
                }
            }
        }
    }

    /// Something was refused where others read along. Most refusals have the same code, and words in any
    /// language: what says where the answer can be read is taken there, where it was the answer; and
    /// else it was the place, so that the asker is written to.
    async fn say_otherwise(&mut self, slot: u8, message: String, refused: Failure) {
        match self.once.post(&self.said.place, &shortly(&message)).await {
            Ok(id) => {
                self.bot.mishap(WORDS, &refused.to_string());
                self.is_done = false;
                self.stands(slot, self.said.place.key(), id, false);
            }
            Err(failure) if is_refusal(&failure) => {
                let reason = said_of::could_not_write_there(&self.said.place.known_as());
                self.tell_instead(slot, message, plain(&reason), true).await;
            }
            Err(failure) => self.failed(failure),
        }
    }

    /// Why nothing new is said where it was asked, where that is so.
    fn why_elsewhere(&self) -> Option<String> {
        let Said { id, place, away, is_edit, written, .. } = self.said;
        if let Some(away) = away {
            let link = self.server.link(Some(place), *id);
            return Some(with_link(&said_of::was_away(away.from, away.to, &link), &link));
        }
        let is_old = *is_edit || self.at.duration_since(*written) > OLD;
        let reason = || plain(&said_of::topic_is_resolved(&place.known_as()));
        (is_old && place.is_resolved()).then(reason)
    }

    /// Tells the asker what is not said where they asked, and why; the reason once. `was_refused` is
    /// whether nothing is taken there.
    async fn tell_instead(&mut self, slot: u8, message: String, reason: String, was_refused: bool) {
        if self.said.away.is_some() {
            // It may have been answered there before it was late.
            match self.once.stands(&self.said.place, &message).await {
                Ok(Some(id)) => {
                    return self.stands(slot, self.said.place.key(), id, false);
                }
                Ok(None) => {}
                Err(failure) => return self.failed(failure),
            }
        }
        let messages = if self.gave_reason {
            vec![message.clone()]
        } else {
            below(&reason, message.clone(), self.server.longest)
        };
        for part in messages {
            match self.once.post(&self.asker(), &part).await {
                Ok(id) => self.stands_aside(slot, id),
                Err(failure) if is_refusal(&failure) && !self.is_there().await => {
                    tracing::debug!("an answer is given to nobody: {failure}");
                    return;
                }
                Err(failure) if is_refusal(&failure) && was_refused => {
                    let place = self.asker();
                    return self.say_shortly_in(&place, slot, &message, failure).await;
                }
                Err(failure) => return self.say_shortly(slot, &message, failure).await,
            }
            self.gave_reason = true;
        }
    }

    /// What an answer says, or who it is for, was refused: says where it can be read, if that is taken.
    async fn say_shortly(&mut self, slot: u8, message: &str, refused: Failure) {
        if !is_refusal(&refused) {
            return self.failed(refused);
        }
        let place = if self.said.away.is_some() { self.asker() } else { self.said.place.clone() };
        self.say_shortly_in(&place, slot, message, refused).await;
    }

    async fn say_shortly_in(&mut self, place: &Place, slot: u8, message: &str, refused: Failure) {
        match self.once.post(place, &shortly(message)).await {
            Ok(id) => {
                self.bot.mishap(WORDS, &refused.to_string());
                self.is_done = false;
                let private = *place != self.said.place;
                self.stands(slot, place.key(), id, private);
            }
            // Nothing is taken there.
            Err(failure) => self.failed(failure),
        }
    }

    async fn change(&mut self, standing: Standing, wanted: Wanted) {
        let Some(message) = number(&standing) else { return };
        forget(self.bot, message);
        match self.edit(message, &wanted.message).await {
            Ok(Edit::Done) => {
                self.shown(message, wanted.shows.as_deref());
                self.stands.standing.push(standing);
            }
            // Somebody took it away, and it stays away.
            Ok(Edit::Gone) => self.not_shown(wanted.shows.as_deref()),
            Ok(Edit::Refused) => {
                for wanted in self.opened_as_changed(wanted) {
                    self.say(standing.slot, wanted).await;
                }
            }
            Err(failure) => {
                self.not_shown(wanted.shows.as_deref());
                self.failed(failure);
                self.stands.standing.push(standing);
            }
        }
    }

    /// What is said anew while the answer to the question as it was still stands: opened so, once, that
    /// this is not taken for it.
    fn opened_as_changed(&mut self, wanted: Wanted) -> Vec<Wanted> {
        let is_elsewhere = !wanted.private && self.why_elsewhere().is_some();
        if wanted.command.is_none() || self.told_of_change || is_elsewhere {
            return vec![wanted];
        }
        self.told_of_change = true;
        let Wanted { message, private, command, mut shows } = wanted;
        let opening = plain(said_of::QUESTION_CHANGED);
        let mut messages = below(&opening, message, self.server.longest);
        let answer = messages.pop();
        let openings =
            messages.into_iter().map(|message| Wanted { message, private, command, shows: None });
        let mut all: Vec<Wanted> = openings.collect();
        all.extend(answer.map(|message| Wanted { message, private, command, shows: shows.take() }));
        all
    }

    /// Changes what a message says.
    async fn edit(&self, message: u64, content: &str) -> Result<Edit, Failure> {
        let rest = &self.bot.rest;
        if self.server.editing != Editing::Never {
            match rest.edit(message, content).await {
                Err(failure) if is_refusal(&failure) => {}
                done => return done.map(|()| Edit::Done),
            }
        }
        // It is too late for it, or nothing is there any more.
        match rest.message(message).await {
            Err(failure) if is_refusal(&failure) => Ok(Edit::Gone),
            found => found.map(|_| Edit::Refused),
        }
    }

    async fn empty(&mut self, standing: Standing) {
        let Some(message) = number(&standing) else { return };
        forget(self.bot, message);
        match self.edit(message, &plain(&said_of::only_the_asker_sees_this())).await {
            Ok(Edit::Done) => {}
            Ok(Edit::Gone) => return,
            Ok(Edit::Refused) => match self.bot.rest.delete(message).await {
                Ok(()) => return,
                Err(failure) if is_refusal(&failure) => {}
                Err(failure) => self.failed(failure),
            },
            Err(failure) => self.failed(failure),
        }
        self.stands.standing.push(Standing { private: true, ..standing });
    }

    async fn tell(&mut self, slot: u8, wanted: Wanted, before: Option<Standing>) {
        let Some(before) = before else { return self.write_to_asker(slot, wanted).await };
        let Some(message) = number(&before) else { return };
        match self.edit(message, &wanted.message).await {
            Ok(Edit::Done) => self.stands.standing.push(before),
            Ok(Edit::Gone) => {}
            Ok(Edit::Refused) => {
                for wanted in self.opened_as_changed(wanted) {
                    self.write_to_asker(slot, wanted).await;
                }
            }
            Err(failure) => {
                self.failed(failure);
                self.stands.standing.push(before);
            }
        }
    }

    /// Something did not come about. What Zulip refuses is told, and all else left to who asked for it.
    fn failed(&mut self, failure: Failure) {
        self.is_done = false;
        if is_refusal(&failure) {
            told(self.bot, &failure);
        } else {
            self.stands.undone = Some(failure);
        }
    }

    fn stands(&mut self, slot: u8, channel: String, message: u64, private: bool) {
        // Which command it is for, and whether all of it stands, is noted once that is known.
        let (command, fingerprint) = (self.command, String::new());
        let message = message.to_string();
        let standing = Standing { command, slot, fingerprint, channel, message, private };
        self.stands.standing.push(standing);
    }

    /// A message stands where the asker is written to alone.
    fn stands_aside(&mut self, slot: u8, message: u64) {
        let asker = self.asker();
        self.stands(slot, asker.key(), message, asker != self.said.place);
    }

    fn shown(&self, message: u64, answer: Option<&Answer>) {
        if let (Some(answer), Some(channel)) = (answer, self.said.place.among()) {
            let link = self.server.link(Some(&self.said.place), message);
            let place = place_of(message).opened_by(link);
            self.bot.desk.shown(&channel, answer, place, self.at);
        }
    }

    fn not_shown(&self, answer: Option<&Answer>) {
        if let (Some(answer), Some(channel)) = (answer, self.said.place.among()) {
            self.bot.desk.not_shown(&channel, answer);
        }
    }

    /// Where the asker is written to alone.
    fn asker(&self) -> Place {
        Place::Person(self.said.author)
    }
}

/// What came of changing a message.
enum Edit {
    Done,
    /// The message stands, and says what it said.
    Refused,
    /// There is no such message any more.
    Gone,
}

/// Takes an answer away. Where Zulip lets nobody delete it, its words: `why` stands in their place.
pub(super) async fn withdraw(bot: &Bot, standing: &Standing, why: &str) {
    let Some(message) = number(standing) else { return };
    forget(bot, message);
    let mut done = bot.rest.delete(message).await;
    if done.as_ref().is_err_and(is_refusal) {
        done = bot.rest.edit(message, &plain(why)).await;
    }
    match done {
        Ok(()) => {}
        // It is too late for it.
        Err(failure) if is_refusal(&failure) => {
            tracing::debug!("an answer is not taken back: {failure}");
        }
        Err(failure) => told(bot, &failure),
    }
}

/// Something keeps an answer from standing, of which the log tells.
pub(super) fn told(bot: &Bot, failure: &Failure) {
    let limited = bot.limited().filter(|_| *failure == Failure::Limited);
    let kind = failure.to_string();
    bot.mishap_of(ANSWERS, &kind, limited.as_ref().unwrap_or(&kind));
}

/// What is said in place of a message that Zulip does not take.
fn shortly(message: &str) -> String {
    let link = first_link(message);
    with_link(&said_of::cannot_be_shown(link), link.unwrap_or_default())
}

/// Whether Zulip refuses this one thing, and not the bot.
fn is_refusal(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused { status: 400 | 403 | 404, .. })
}

/// Nobody who asks the same is sent there any more.
fn forget(bot: &Bot, message: u64) {
    bot.desk.withdrawn(&place_of(message));
}

/// Where an answer stands, wherever it is moved to.
fn place_of(message: u64) -> manners::Place {
    manners::Place::at(format!("{}:{message}", Platform::Zulip.name()))
}

fn number(standing: &Standing) -> Option<u64> {
    standing.message.parse().ok()
}
