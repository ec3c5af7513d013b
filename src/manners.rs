//! How much one asker and one channel may ask, and what is not said twice: good manners in a room
//! full of people.
//!
//! Pure: time is passed in, nothing is sent or slept on. Every adapter goes by it. A moderator's
//! citation is exempt: it is neither counted here nor held against what a channel was shown.

mod pace;
mod showings;

pub use pace::{MOST_REMEMBERED, Pace};
pub use showings::{MOST_SHOWINGS, Place, Showing};

use crate::answer::Answer;
use crate::ask::said::Said;
use crate::ask::telling::calls_for_help;
use crate::query::{self, Command, Query};
use crate::question::Question;
use jiff::Timestamp;
use pace::Clock;
use showings::Showings;
use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

/// How many commands of one message are answered.
pub const MOST_COMMANDS: usize = 3;

/// How long who asked too much waits, at least: nobody is told to wait every few seconds.
const REST: Duration = Duration::from_secs(20);

/// How often in a minute somebody may ask how to report, or call for help. It is a limit of its own:
/// who asked too much of other things is still told whom to turn to.
const REPORTS_PER_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// How many who ask in one channel are told there, in a minute, that they are not answered there.
const NOTICES: NonZeroU32 = NonZeroU32::MIN.saturating_add(2);

/// How much may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// By one asker, in a minute.
    pub asker_per_minute: NonZeroU32,
    /// In one channel, in a minute.
    pub channel_per_minute: NonZeroU32,
}

/// Somebody who asks, as a platform knows them; never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Asker(Key);

/// A place where several read along, as a platform knows it; never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Channel(Key);

/// A platform and what it calls somebody or some place.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key(&'static str, Box<str>);

impl Asker {
    /// Whom a platform calls so.
    pub fn new(platform: &'static str, id: impl Into<Box<str>>) -> Asker {
        Asker(Key(platform, id.into()))
    }
}

impl Channel {
    /// What a platform calls so.
    pub fn new(platform: &'static str, id: impl Into<Box<str>>) -> Channel {
        Channel(Key(platform, id.into()))
    }
}

impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asker")
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Channel")
    }
}

/// A question, as far as it matters how many there are.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Who asks.
    pub asker: &'a Asker,
    /// Where, if others read along and will see the answer. `None` too where it is known before that
    /// the answer is for the asker alone: a channel full of questions keeps nobody from `/report`.
    pub channel: Option<&'a Channel>,
    /// Whether a moderator points somebody to a passage.
    pub citation: bool,
    /// Whether it is how to report, or a call for help.
    pub report: bool,
}

impl<'a> Asking<'a> {
    /// What `asker` asks. `channel` is where, if others read along.
    pub fn of(question: &Question, asker: &'a Asker, channel: Option<&'a Channel>) -> Asking<'a> {
        let query = query::parse(&question.text).ok();
        let report = query.as_ref().is_some_and(|query| {
            let asked = query.command == Command::Report && query.is_private();
            asked || calls_for_help(&Said::of(&query.words))
        });
        let private = report || query.as_ref().is_some_and(Query::is_private);
        Asking {
            asker,
            report,
            channel: channel.filter(|_| !private),
            citation: question.moderator && query.as_ref().is_some_and(Query::is_citation),
        }
    }
}

/// What becomes of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It is answered.
    Welcome,
    /// It is not, and the asker is told so, where nobody else sees it.
    Told(Wait),
    /// It is not, and the asker was told before how long that will be so.
    Dropped,
}

/// How long somebody has to wait, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Until they may ask again.
    pub time: Duration,
    /// What was used up.
    pub limit: WhoseLimit,
    /// How much that is, in a minute.
    pub per_minute: NonZeroU32,
}

/// Whose limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhoseLimit {
    /// The asker's own.
    Asker,
    /// The asker's own, for asking how to report.
    Report,
    /// That of the channel.
    Channel,
}

/// What is remembered for the sake of good manners.
///
/// As many questions as are allowed in a minute may come at once, and what was used comes back
/// evenly. All that is remembered is bounded, and forgotten when it is of no more use.
pub struct Manners {
    limits: Limits,
    clock: Clock,
    askers: Pace<Asker>,
    /// Those who asked how to report.
    reporters: Pace<Asker>,
    channels: Pace<Channel>,
    /// Who is written to alone because of what they asked in a channel.
    asides: Pace<Channel>,
    notices: Pace<Channel>,
    /// Who was told to wait, where the limit of a channel is meant in which, whose limit it is, and
    /// until when.
    told: HashMap<(Asker, Option<Channel>, WhoseLimit), Duration>,
    /// Until when nobody else can be told.
    told_many_until: Duration,
    showings: Showings,
}

impl Manners {
    /// Manners with these limits.
    pub fn new(limits: Limits) -> Manners {
        Manners {
            limits,
            clock: Clock::default(),
            askers: Pace::new(limits.asker_per_minute).with_rest(REST),
            reporters: Pace::new(REPORTS_PER_MINUTE),
            channels: Pace::new(limits.channel_per_minute).with_rest(REST),
            asides: Pace::new(limits.channel_per_minute),
            notices: Pace::new(NOTICES),
            told: HashMap::new(),
            told_many_until: Duration::ZERO,
            showings: Showings::default(),
        }
    }

    /// Whether a question is answered that came at `at`. One that is not costs nothing.
    pub fn admit(&mut self, asking: &Asking<'_>, at: Timestamp) -> Admission {
        if asking.citation {
            return Admission::Welcome;
        }
        let now = self.clock.tell(at);
        if asking.report {
            if let Err(time) = self.reporters.look(asking.asker, now) {
                let wait = Wait { time, limit: WhoseLimit::Report, per_minute: REPORTS_PER_MINUTE };
                return self.refuse(asking.asker, None, wait, now);
            }
            self.reporters.give(asking.asker.clone(), now);
            return Admission::Welcome;
        }
        if let Err(time) = self.askers.look(asking.asker, now) {
            let per_minute = self.limits.asker_per_minute;
            let wait = Wait { time, limit: WhoseLimit::Asker, per_minute };
            return self.refuse(asking.asker, None, wait, now);
        }
        if let Some(channel) = asking.channel {
            if let Err(time) = self.channels.look(channel, now) {
                let per_minute = self.limits.channel_per_minute;
                let wait = Wait { time, limit: WhoseLimit::Channel, per_minute };
                return self.refuse(asking.asker, Some(channel), wait, now);
            }
            self.channels.give(channel.clone(), now);
        }
        self.askers.give(asking.asker.clone(), now);
        Admission::Welcome
    }

    /// Whether somebody is written to alone at `at` because of what they asked in a channel: no more of
    /// them in a minute than there may be questions, whatever they are told. Each time counts.
    pub fn writes_aside(&mut self, channel: &Channel, at: Timestamp) -> bool {
        self.asides.take(channel.clone(), at).is_ok()
    }

    /// Whether a channel is told at `at` that somebody is not answered there: a few times a minute. Each
    /// time counts.
    pub fn gives_notice(&mut self, channel: &Channel, at: Timestamp) -> bool {
        self.notices.take(channel.clone(), at).is_ok()
    }

    /// Tells somebody once how long they have to wait.
    fn refuse(
        &mut self,
        asker: &Asker,
        channel: Option<&Channel>,
        wait: Wait,
        now: Duration,
    ) -> Admission {
        let key = (asker.clone(), channel.cloned(), wait.limit);
        if self.told.get(&key).is_some_and(|until| *until > now) {
            return Admission::Dropped;
        }
        if self.told.len() >= MOST_REMEMBERED && self.told_many_until <= now {
            self.told.retain(|_, until| *until > now);
            self.told_many_until = self.told.values().min().copied().unwrap_or(now);
        }
        // Who cannot be remembered would be told again and again: such a crowd is told nothing.
        if self.told.len() >= MOST_REMEMBERED {
            return Admission::Dropped;
        }
        self.told.insert(key, now.saturating_add(wait.time));
        Admission::Told(wait)
    }

    /// Whether an answer is shown in a channel, or stands there already. One that is to be shown
    /// counts as being sent until [`Manners::shown`] or [`Manners::not_shown`] says what became of it.
    pub fn showing(&mut self, channel: &Channel, answer: &Answer, at: Timestamp) -> Showing {
        let now = self.clock.tell(at);
        self.showings.begin(channel, answer, now)
    }

    /// An answer was sent to a channel, and stands there.
    pub fn shown(&mut self, channel: &Channel, answer: &Answer, place: Place, at: Timestamp) {
        let now = self.clock.tell(at);
        self.showings.stands(channel, answer, place, now);
    }

    /// An answer could not be sent to a channel after all.
    pub fn not_shown(&mut self, channel: &Channel, answer: &Answer) {
        self.showings.forget(channel, answer);
    }

    /// What stood at a place is gone, or says something else: nobody is sent there any more.
    pub fn withdrawn(&mut self, place: &Place) {
        self.showings.leave(place);
    }
}

/// Whom it remembers is not shown, only how many they are.
impl fmt::Debug for Manners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manners")
            .field("limits", &self.limits)
            .field("askers", &self.askers)
            .field("reporters", &self.reporters)
            .field("channels", &self.channels)
            .field("told", &self.told.len())
            .field("showings", &self.showings)
            .finish_non_exhaustive()
    }
}

/// The commands of one message that are answered, in their order, and how many are left out. Those
/// that are exempt are answered beyond the most there are.
pub fn answered<C>(commands: Vec<C>, is_exempt: impl Fn(&C) -> bool) -> (Vec<C>, usize) {
    let all = commands.len();
    let mut counted = 0;
    let mut answered = commands;
    answered.retain(|command| {
        let exempt = is_exempt(command);
        counted += usize::from(!exempt);
        exempt || counted <= MOST_COMMANDS
    });
    let left_out = all - answered.len();
    (answered, left_out)
}
