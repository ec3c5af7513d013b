//! The desk: where adapters hand in questions, and get answers.
//!
//! Takes the library from the shelf once a question, and measures what was asked without keeping it.
//! Knows no platform's rules, opens no file and fetches nothing.

use crate::answer::Answer;
use crate::ask::ask;
use crate::library::{Library, Shelf};
use crate::question::Question;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    /// Its name in logs, metrics and JSON.
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
        f.write_str(self.name())
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

/// What every adapter stands on.
#[derive(Debug)]
pub struct Desk {
    shelf: Shelf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    connections: BTreeMap<Platform, Connection>,
    /// Why newer content does not answer, by what holds it back.
    held_back: BTreeMap<String, String>,
}

/// Whether questions are answered, and from what.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// The library that answers.
    pub library: Arc<Library>,
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
    /// A desk that answers from a library.
    pub fn new(library: Library) -> Desk {
        Desk { shelf: Shelf::new(library), state: Mutex::default() }
    }

    /// The library that answers now.
    pub fn library(&self) -> Arc<Library> {
        self.shelf.take()
    }

    /// Answers from another library from now on.
    pub fn put(&self, library: Library) {
        self.shelf.put(library);
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
        let span = tracing::info_span!("question", platform = platform.name());
        let _entered = span.enter();
        ask(&self.shelf.take(), question)
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
            connections: state.connections.clone(),
            held_back: (!state.held_back.is_empty())
                .then(|| state.held_back.values().cloned().collect::<Vec<_>>().join(" ")),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
