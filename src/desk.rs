//! The desk: where adapters hand in questions, and get answers.
//!
//! Takes the library from the shelf once a question, and measures what was asked without keeping it.
//! Knows no platform's rules, opens no file and fetches nothing.

mod following;
mod hearing;

pub use following::Following;
pub use hearing::Hearing;

use crate::answer::Answer;
use crate::ask::ask;
use crate::audience::{self, Delivery};
use crate::ledger::{Given, Heard, Keeper};
use crate::library::{Library, Shelf};
use crate::manners::{Admission, Asking, Channel, Limits, Manners, Place, Wait};
use crate::meters::{Account, Meters, Scene};
use crate::query::Command;
use crate::question::Question;
use crate::unanswered;
use crate::wording;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

/// Where questions come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// The HTTP door.
    Http,
    /// Discord.
    Discord,
    /// Zulip.
    Zulip,
}

impl Platform {
    /// Its name in fields of logs, metrics and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Platform::Http => "http",
            Platform::Discord => "discord",
            Platform::Zulip => "zulip",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Platform::Http => "HTTP",
            Platform::Discord => "Discord",
            Platform::Zulip => "Zulip",
        })
    }
}

/// Whether an adapter can take questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// It tries to.
    Connecting,
    /// It can.
    Up,
    /// It cannot, for this reason.
    Down(String),
}

impl Connection {
    /// The names of all states.
    pub const STATES: [&str; 3] = ["connecting", "up", "down"];

    /// The name of its state, in metrics and JSON.
    pub fn state(&self) -> &'static str {
        match self {
            Connection::Connecting => "connecting",
            Connection::Up => "up",
            Connection::Down(_) => "down",
        }
    }
}

/// What every adapter stands on.
#[derive(Debug)]
pub struct Desk {
    shelf: Shelf,
    meters: Meters,
    started: Timestamp,
    /// Where questions that found no answer are counted, if they are.
    unanswered: Option<Keeper>,
    /// Which answers belong to which question.
    following: Following,
    /// Up to which message all is done on each platform.
    hearing: Hearing,
    state: Mutex<State>,
    manners: Mutex<Manners>,
    /// The edition that answers, for those who wait for another.
    edition: watch::Sender<String>,
}

#[derive(Debug)]
struct State {
    /// Since when the edition that answers does.
    since: Timestamp,
    connections: BTreeMap<Platform, Connection>,
    /// Why newer content does not answer, by what holds it back.
    held_back: BTreeMap<String, String>,
}

/// Whether questions are answered, and from what.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// The library that answers.
    pub library: Arc<Library>,
    /// Since when its edition does, in this process.
    pub since: Timestamp,
    /// The adapters that were started.
    pub connections: BTreeMap<Platform, Connection>,
    /// Why content that is newer than the library does not answer, where there is such.
    pub held_back: Option<String>,
}

impl Readiness {
    /// Whether every adapter takes questions.
    pub fn is_ready(&self) -> bool {
        self.connections.values().all(|connection| *connection == Connection::Up)
    }
}

impl Desk {
    /// A desk that answers from a library, within these limits.
    pub fn new(library: Library, limits: Limits) -> Desk {
        let now = Timestamp::now();
        let state = State { since: now, connections: BTreeMap::new(), held_back: BTreeMap::new() };
        Desk {
            edition: watch::Sender::new(library.edition.id.clone()),
            shelf: Shelf::new(library),
            meters: Meters::default(),
            unanswered: None,
            following: Following::default(),
            hearing: Hearing::default(),
            started: now,
            state: Mutex::new(state),
            manners: Mutex::new(Manners::new(limits)),
        }
    }

    /// Counts questions that find no answer.
    pub fn counting(self, keeper: Keeper) -> Desk {
        Desk { unanswered: Some(keeper), ..self }
    }

    /// Keeps over the end of the process which answers belong to which question, and what askers tell
    /// the maintainers. `given` is what was kept before.
    pub fn keeping(self, keeper: Keeper, given: Vec<Given>) -> Desk {
        Desk { following: Following::new(keeper, given), ..self }
    }

    /// Keeps over the end of the process how far platforms were heard. `before` is what was kept before.
    pub fn listening(self, keeper: Keeper, before: Vec<Heard>) -> Desk {
        Desk { hearing: Hearing::new(keeper, before), ..self }
    }

    /// The library that answers now.
    pub fn library(&self) -> Arc<Library> {
        self.shelf.take()
    }

    /// Answers from another library from now on.
    pub fn put(&self, library: Library) {
        let mut state = self.state();
        let id = library.edition.id.clone();
        if self.shelf.take().edition.id != id {
            state.since = Timestamp::now();
        }
        self.shelf.put(library);
        self.edition.send_if_modified(|known| {
            let is_other = *known != id;
            *known = id;
            is_other
        });
    }

    /// Tells when another edition answers: its name.
    pub fn editions(&self) -> watch::Receiver<String> {
        self.edition.subscribe()
    }

    /// Newer content does not answer, for this reason: that of a source, or of the content folder.
    pub fn hold_back(&self, what: &str, reason: String) {
        self.state().held_back.insert(what.to_owned(), reason);
    }

    /// What was held back answers, or is gone.
    pub fn let_through(&self, what: &str) {
        self.state().held_back.remove(what);
    }

    /// Answers a question.
    pub fn answer(&self, platform: Platform, question: &Question) -> Answer {
        let span = tracing::debug_span!("question", platform = platform.name());
        let _entered = span.enter();
        let library = self.shelf.take();
        let asked = Instant::now();
        let answer = ask(&library, question);
        let took = asked.elapsed();
        let Account { command, outcome } = Account::of(&answer);
        tracing::debug!(
            command,
            outcome,
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
        self.meters.answered(platform.name(), &answer, took);
        if let Some(keeper) = &self.unanswered
            && let Some(words) = unanswered::counted(&library.edition, question, &answer)
        {
            keeper.count(words, question.at);
        }
        answer
    }

    /// Answers again what was answered before, to turn its pages or to put it up: counts nothing.
    pub fn again(&self, question: &Question) -> Answer {
        ask(&self.shelf.take(), question)
    }

    /// What is counted.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// All that was counted, and how things stand at this time, as OpenMetrics text.
    pub fn metrics(&self, at: Timestamp) -> String {
        let readiness = self.readiness();
        self.meters.page(&Scene { at, started: self.started, readiness: &readiness })
    }

    /// Whether a question is answered that came at `at`.
    pub fn admit(&self, asking: &Asking<'_>, at: Timestamp) -> Admission {
        self.manners().admit(asking, at)
    }

    /// What somebody is told who has to wait.
    pub fn told_to_wait(&self, wait: &Wait) -> String {
        let library = self.shelf.take();
        let report = library.edition.catalogue.organisation.report.as_ref();
        wording::manners::wait(wait, report.map(|report| report.address.as_str()))
    }

    /// What is said where somebody asked with a command what they alone may be told, and cannot be
    /// written to.
    pub fn told_that_it_could_not_write(&self, command: &str) -> String {
        let library = self.shelf.take();
        let report = library.edition.catalogue.organisation.report.as_ref();
        let report = report.filter(|_| command == Command::Report.name());
        wording::manners::could_not_write_to_you(report.map(|report| report.address.as_str()))
    }

    /// What somebody is told who has to wait and was told so.
    pub fn told_to_wait_still(&self) -> String {
        let library = self.shelf.take();
        let report = library.edition.catalogue.organisation.report.as_ref();
        wording::pressing::still_wait(report.map(|report| report.address.as_str()))
    }

    /// Whether somebody is written to alone at `at` because of what they asked in a channel.
    pub fn writes_aside(&self, channel: &Channel, at: Timestamp) -> bool {
        self.manners().writes_aside(channel, at)
    }

    /// Whether a channel is told at `at` that somebody is not answered there.
    pub fn gives_notice(&self, channel: &Channel, at: Timestamp) -> bool {
        self.manners().gives_notice(channel, at)
    }

    /// Where an answer goes that is about to be sent at `at`; `channel` is where it was asked, if
    /// others read along there.
    pub fn delivery(&self, answer: &Answer, channel: Option<&Channel>, at: Timestamp) -> Delivery {
        audience::delivery(answer, channel, &mut self.manners(), at)
    }

    /// An answer was sent to a channel, and stands there.
    pub fn shown(&self, channel: &Channel, answer: &Answer, place: Place, at: Timestamp) {
        self.manners().shown(channel, answer, place, at);
    }

    /// An answer could not be sent to a channel after all.
    pub fn not_shown(&self, channel: &Channel, answer: &Answer) {
        self.manners().not_shown(channel, answer);
    }

    /// What stood at a place in a channel is gone, or says something else.
    pub fn withdrawn(&self, place: &Place) {
        self.manners().withdrawn(place);
    }

    /// Which answers belong to which question.
    pub fn following(&self) -> &Following {
        &self.following
    }

    /// Up to which message all is done on each platform.
    pub fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Whether askers can tell the maintainers what they found no answer to.
    pub fn can_tell(&self) -> bool {
        self.following.keeper().is_some()
    }

    /// Gives words to the maintainers, as their asker saw them and agreed to. Says whether they are
    /// taken: not where nothing is kept, nor beyond [`unanswered::LONGEST`] characters. Never waits.
    pub fn tell_maintainers(&self, words: &str, at: Timestamp) -> bool {
        let words = words.trim();
        let fits = !words.is_empty() && words.chars().count() <= unanswered::LONGEST;
        fits && self.following.keeper().is_some_and(|keeper| keeper.tell(words.to_owned(), at))
    }

    /// An adapter's connection is now like this.
    pub fn connection(&self, platform: Platform, connection: Connection) {
        self.state().connections.insert(platform, connection);
    }

    /// An adapter cannot take questions, for this reason. Says whether no other one takes any or tries
    /// to.
    pub fn is_last(&self, platform: Platform, reason: String) -> bool {
        let mut state = self.state();
        state.connections.insert(platform, Connection::Down(reason));
        state.connections.values().all(|connection| matches!(connection, Connection::Down(_)))
    }

    /// Whether questions are answered.
    pub fn readiness(&self) -> Readiness {
        let state = self.state();
        Readiness {
            library: self.shelf.take(),
            since: state.since,
            connections: state.connections.clone(),
            held_back: (!state.held_back.is_empty())
                .then(|| state.held_back.values().cloned().collect::<Vec<_>>().join(" ")),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn manners(&self) -> MutexGuard<'_, Manners> {
        self.manners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
