//! What is counted of questions, syncs and requests, for those who run tenet.
//!
//! Alone in naming prometheus_client. Every label has few values that are known beforehand, or come
//! from the content: no words of a question, no address and nobody's name. What is sensitive counts
//! as `other`.

mod page;
mod process;

pub use page::{CONTENT_TYPE, Scene};

use crate::answer::Answer;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use std::time::Duration;

/// In place of what nobody is to know.
const OTHER: &str = "other";

/// Bounds for the time that an answer takes, in seconds: from a microsecond to a tenth of a second.
const OF_ANSWERS: [f64; 16] = [
    1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1,
];

/// Bounds for the time that a round of the sources takes, in seconds.
const OF_ROUNDS: [f64; 10] = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];

/// What may be told of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Account {
    /// The command; `none` where none could be read, `other` for what is sensitive.
    pub command: &'static str,
    /// The outcome; `other` for what is sensitive.
    pub outcome: &'static str,
}

impl Account {
    /// What may be told of the question that was answered so.
    pub fn of(answer: &Answer) -> Account {
        if answer.sensitive {
            return Account { command: OTHER, outcome: OTHER };
        }
        let command = answer.command.map_or("none", |command| command.name());
        Account { command, outcome: answer.outcome.name() }
    }
}

/// How a look at all sources ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundEnd {
    /// Everything was as it is held.
    Unchanged,
    /// An edition was published.
    Published,
    /// A source could not be had, or was held back.
    Incomplete,
    /// It could not begin, or what was fetched could not be kept.
    Failed,
}

impl RoundEnd {
    /// Its name in logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            RoundEnd::Unchanged => "unchanged",
            RoundEnd::Published => "published",
            RoundEnd::Incomplete => "incomplete",
            RoundEnd::Failed => "failed",
        }
    }
}

/// What became of something that was sent to a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEnd {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
    /// It came too late to be an answer.
    Late,
    /// The platform wanted nothing to be sent for longer than it was of use.
    Limited,
    /// Nobody knows.
    Unsure,
    /// The platform was not reached.
    Unreached,
}

impl CallEnd {
    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            CallEnd::Done => "done",
            CallEnd::Refused => "refused",
            CallEnd::Late => "late",
            CallEnd::Limited => "limited",
            CallEnd::Unsure => "unsure",
            CallEnd::Unreached => "unreached",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    platform: &'static str,
    command: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OnPlatform {
    platform: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    platform: &'static str,
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDocument {
    document: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Requested {
    route: String,
    status: &'static str,
}

/// What was counted since the process started.
#[derive(Debug)]
pub struct Meters {
    questions: Family<Asked, Counter>,
    answers: Family<OnPlatform, Histogram, fn() -> Histogram>,
    quoted: Family<OfDocument, Counter>,
    rounds: Family<Ended, Counter>,
    round_time: Histogram,
    requests: Family<Requested, Counter>,
    calls: Family<Called, Counter>,
    unreadable: Family<OnPlatform, Counter>,
}

impl Default for Meters {
    fn default() -> Meters {
        Meters {
            questions: Family::default(),
            answers: Family::new_with_constructor(|| Histogram::new(OF_ANSWERS)),
            quoted: Family::default(),
            rounds: Family::default(),
            round_time: Histogram::new(OF_ROUNDS),
            requests: Family::default(),
            calls: Family::default(),
            unreadable: Family::default(),
        }
    }
}

impl Meters {
    /// A question was answered on this platform, which took so long.
    pub fn answered(&self, platform: &'static str, answer: &Answer, took: Duration) {
        let Account { command, outcome } = Account::of(answer);
        self.questions.get_or_create(&Asked { platform, command, outcome }).inc();
        self.answers.get_or_create(&OnPlatform { platform }).observe(took.as_secs_f64());
        for quoted in answer.told() {
            let document =
                if answer.sensitive { OTHER } else { quoted.passage.citation.document.as_str() };
            self.quoted.get_or_create(&OfDocument { document: document.to_owned() }).inc();
        }
    }

    /// The sources were looked at, which took so long.
    pub fn looked(&self, end: RoundEnd, took: Duration) {
        self.rounds.get_or_create(&Ended { result: end.name() }).inc();
        self.round_time.observe(took.as_secs_f64());
    }

    /// A request for this route, by its pattern, was answered or refused with this HTTP status.
    pub fn requested(&self, route: &str, status: u16) {
        let status = match status / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.requests.get_or_create(&Requested { route: route.to_owned(), status }).inc();
    }

    /// Something was sent to this platform, and this became of it.
    pub fn called(&self, platform: &'static str, end: CallEnd) {
        self.calls.get_or_create(&Called { platform, result: end.name() }).inc();
    }

    /// Something came from this platform that could not be read.
    pub fn unreadable(&self, platform: &'static str) {
        self.unreadable.get_or_create(&OnPlatform { platform }).inc();
    }
}
