//! The queue from which the bot hears what is written.
//!
//! Holds one queue at a time, and asks it again as soon as it answered. Where a queue is lost, another
//! is registered first, and what was written meanwhile is looked for after that: nothing falls between.
//! Answers nothing itself, and never asks without a pause when that brings nothing.
//!
//! A queue that nobody asks is given up by the server after ten minutes
//! (<https://zulip.com/api/register-queue>).

mod catching;
pub(super) mod late;
mod progress;
mod standing;
mod taking;
mod telling;
#[cfg(test)]
pub(super) mod tests;

use super::account::{OLDEST, Trouble, unfit};
use super::answering;
use super::bot::Bot;
use super::incoming::News;
use super::rest::{Anchor, Failure, INCOMING_WEBHOOK, Queue, Registered};
use super::server::Server;
use crate::desk::Platform;
use crate::ledger::Heard;
use crate::pace::{Pace, chance};
use jiff::Timestamp;
use late::LATE;
use progress::Progress;
use serde_json::value::RawValue;
use standing::Standing;
use std::sync::Arc;
use std::time::Duration;
use taking::Replays;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// What the log calls it when what was written meanwhile cannot be read.
const MEANWHILE: &str = "what was written while nobody listened";

/// How long one call to the queue takes where the server does not say:
/// <https://zulip.com/api/register-queue#response>, `event_queue_longpoll_timeout_seconds`.
const USUAL_POLL: Duration = Duration::from_secs(90);
/// No call to the queue takes longer, whatever the server says.
const LONGEST_POLL: Duration = Duration::from_secs(600);
/// What a call to the queue may take beyond that: the way there and back.
const WAY: Duration = Duration::from_secs(10);
/// An answer without news that comes sooner is no answer to wait for.
const QUICK: Duration = Duration::from_secs(1);
/// How many such answers in a row are nothing: a server that is started again sends one.
const IDLE: u32 = 1;
/// How many answers in a row that nobody can read make the queue be given up.
const STRANGE: u32 = 3;
/// A queue that lasted for so long is replaced at once.
const LASTING: Duration = Duration::from_secs(60);
/// How often the server is asked how it and the bot are called now: by their name people mention it.
const DESCRIBED: Duration = Duration::from_secs(60 * 60);
/// How soon that is tried again.
const DESCRIBED_AGAIN: Duration = Duration::from_secs(60);
/// How often, at most, is kept how far all is done, and is looked whether Zulip wants to be asked.
const EACH: Duration = Duration::from_secs(1);
/// How often is kept that the server gives signs of life.
const SIGN: Duration = Duration::from_secs(60);

/// How the queue is held.
#[derive(Debug, Clone, Copy)]
pub struct Pacing {
    /// How long to wait before it is tried again; before each further time twice as long.
    pub first: Duration,
    /// How long to wait at most.
    pub most: Duration,
    /// How long Zulip may be lost before that is told: servers are started again now and then.
    pub lost: Duration,
}

impl Default for Pacing {
    fn default() -> Pacing {
        Pacing {
            first: Duration::from_millis(500),
            most: Duration::from_secs(60),
            lost: Duration::from_secs(30),
        }
    }
}

/// Hears what is written until told to stop.
///
/// # Errors
/// Where Zulip does not let the bot in, and will not unless somebody does something.
pub async fn listen(bot: Arc<Bot>, pacing: Pacing, stop: CancellationToken) -> Result<(), Trouble> {
    let mut listener = Listener::new(bot, pacing);
    let ended = tokio::select! {
        biased;
        () = stop.cancelled() => Ok(()),
        trouble = listener.hear() => Err(trouble),
    };
    listener.leave().await;
    ended
}

/// Why nothing is heard.
enum Lost {
    /// Nothing but the operator can mend this.
    Final(Trouble),
    /// It is tried again.
    For(Failure),
}

/// A queue that is held.
struct Held {
    queue: Queue,
    /// How long one call to it may take.
    longest: Duration,
    /// Since when.
    since: Instant,
    replays: Replays,
    /// How many answers in a row nobody could read.
    strange: u32,
    /// Whether it ever brought anything.
    brought: bool,
}

/// Who listens.
struct Listener {
    bot: Arc<Bot>,
    pacing: Pacing,
    held: Option<Held>,
    standing: Standing,
    /// As whom the bot is known where it is kept how far all is done; none before it is known.
    account: Option<String>,
    progress: Progress,
    /// When the server is to be asked how it is called now.
    describe: Instant,
    /// After what failed.
    failing: Pace,
    /// After queues that do not last.
    losing: Pace,
    /// After answers that bring nothing, and how many there were in a row.
    idling: Pace,
    idle: u32,
    /// Whether Zulip wants nothing to be asked, as far as others were told.
    is_limited: bool,
    /// When something failed of which nothing went well since then.
    failing_since: Option<Timestamp>,
    /// How far it is kept that all is done, and since when.
    kept: Option<(u64, Instant)>,
}

impl Listener {
    fn new(bot: Arc<Bot>, pacing: Pacing) -> Listener {
        let pace = Pace::new(pacing.first, pacing.most);
        Listener {
            bot,
            pacing,
            held: None,
            standing: Standing::default(),
            account: None,
            progress: Progress::default(),
            describe: Instant::now(),
            failing: pace.clone(),
            losing: pace.clone(),
            idling: pace,
            idle: 0,
            is_limited: false,
            failing_since: None,
            kept: None,
        }
    }

    /// Hears what is written, until that is not possible any more.
    async fn hear(&mut self) -> Trouble {
        loop {
            match self.step().await {
                Ok(wait) => sleep(wait).await,
                Err(Lost::Final(trouble)) => return trouble,
                Err(Lost::For(failure)) => {
                    self.failed(&failure);
                    sleep(self.failing.after_failure(chance())).await;
                }
            }
        }
    }

    /// Does what is to be done next. Says how long to wait after it.
    async fn step(&mut self) -> Result<Duration, Lost> {
        let Some(held) = &self.held else { return self.begin().await };
        let (queue, longest) = (held.queue.clone(), held.longest);
        if self.progress.behind().is_some() {
            self.catch_up().await;
        }
        if Instant::now() >= self.describe {
            self.describe_anew().await?;
        }
        let asked = Instant::now();
        match self.poll(&queue, longest).await {
            Ok(events) => Ok(self.take(&events, asked.elapsed())),
            // It is gone, or does not know the event that came last.
            Err(Failure::Refused { status: 400, .. }) => Ok(self.lose()),
            Err(Failure::Strange | Failure::Denied { .. }) if self.is_given_up() => Ok(self.lose()),
            Err(failure) => Err(lost(failure)),
        }
    }

    /// Registers a queue, and begins to look for what was written before it.
    async fn begin(&mut self) -> Result<Duration, Lost> {
        let registered = self.described().await?;
        let held = Held::new(&registered);
        let now = Timestamp::now();
        let newest = registered.max_message_id.and_then(|id| u64::try_from(id.max(0)).ok());
        self.bot.listening.begins_after(newest.unwrap_or_default());
        if self.progress.has_begun() {
            self.progress.lost(newest, now);
        } else {
            let before = self
                .account
                .as_deref()
                .and_then(|account| self.bot.desk.hearing().of(Platform::Zulip.name(), account));
            match (before, newest) {
                (Some(heard), newest) => {
                    self.progress = Progress::after(heard.message, newest, heard.at, now);
                }
                // A first start begins at now.
                (None, Some(newest)) => self.progress = Progress::at(newest, now),
                (None, None) => {
                    let newest = self.bot.rest.messages(Anchor::Newest, 1).await;
                    let newest = newest.map_err(lost)?.last;
                    self.progress = Progress::at(newest.unwrap_or_default(), now);
                }
            }
        }
        self.held = Some(held);
        self.well();
        self.keep(true);
        Ok(Duration::ZERO)
    }

    /// Asks the server how it and the bot are called, for which it registers a queue.
    async fn described(&mut self) -> Result<Registered, Lost> {
        let bot = &self.bot;
        let me = bot.rest.me().await.map_err(lost)?;
        if let Some(trouble) = unfit(&me, &bot.settings.mode) {
            return Err(Lost::Final(trouble));
        }
        let registered = bot.rest.register().await.map_err(lost)?;
        let (site, level) = (&bot.settings.site, registered.zulip_feature_level);
        if level < OLDEST {
            return Err(Lost::Final(Trouble::Old(site.clone(), level)));
        }
        self.account = Some(format!("{} at {site}", me.user_id));
        bot.is_on(Server::of(&registered, &me, site));
        self.describe = Instant::now() + DESCRIBED;
        Ok(registered)
    }

    /// Asks that again. The queue that is held goes on: the other one is given up.
    async fn describe_anew(&mut self) -> Result<(), Lost> {
        self.describe = Instant::now() + DESCRIBED_AGAIN;
        match self.described().await {
            Ok(registered) => {
                let (bot, other) = (Arc::clone(&self.bot), registered.queue());
                self.bot.begin(async move {
                    // Else the server does so itself.
                    let _ = bot.rest.give_up(&other).await;
                });
            }
            Err(Lost::Final(trouble)) => return Err(Lost::Final(trouble)),
            Err(Lost::For(failure)) => tracing::debug!("Zulip is as it was before: {failure}"),
        }
        Ok(())
    }

    /// What is in the queue. Meanwhile it is kept how far all is done.
    async fn poll(
        &mut self,
        queue: &Queue,
        longest: Duration,
    ) -> Result<Vec<Box<RawValue>>, Failure> {
        let bot = Arc::clone(&self.bot);
        let events = bot.rest.events(queue, longest);
        tokio::pin!(events);
        loop {
            tokio::select! {
                biased;
                events = &mut events => return events,
                () = sleep(EACH) => {
                    self.look_at_limits();
                    if self.is_unkept() {
                        self.keep(false);
                    }
                }
            }
        }
    }

    /// Takes what the queue brought after this time. Says how long to wait before it is asked again.
    fn take(&mut self, events: &[Box<RawValue>], took: Duration) -> Duration {
        let Some(server) = self.bot.server() else { return Duration::ZERO };
        let Some(held) = &mut self.held else { return Duration::ZERO };
        let now = Timestamp::now();
        let taken = taking::take(events, &mut held.replays, server.me);
        held.queue.last_event = held.queue.last_event.max(held.replays.last());
        held.strange = if taken.is_stuck() { held.strange + 1 } else { 0 };
        let is_stuck = held.strange >= STRANGE;
        (0..taken.unreadable).for_each(|_| self.bot.could_not_read());
        // What comes after a long silence may be as late as what is found after a lost queue.
        let away = self.progress.away(now).filter(|away| away.to.duration_since(away.from) > LATE);
        let brings = taken.brings;
        held.brought |= brings;
        if taken.misses_message {
            // Perhaps it can be read where it stands, which is before what came with it.
            self.progress.lost(None, now);
        }
        for news in taken.news {
            match news {
                News::Restarted(level) if level == Some(server.feature_level) => {}
                News::Restarted(_) => self.describe = Instant::now(),
                News::Written(said) => self.written(*said, away, now),
                news => answering::heard(&self.bot, news, now),
            }
        }
        self.well();
        self.progress.sign(now);
        self.keep(false);
        if is_stuck {
            return self.lose();
        }
        if brings || took >= QUICK {
            self.idling.after_success(0.0);
            self.idle = 0;
            return Duration::ZERO;
        }
        self.idle += 1;
        if self.idle <= IDLE { Duration::ZERO } else { self.idling.after_failure(chance()) }
    }

    /// Another answer came that nobody can read. Says whether the queue is given up.
    fn is_given_up(&mut self) -> bool {
        self.held.as_mut().is_some_and(|held| {
            held.strange += 1;
            held.strange >= STRANGE
        })
    }

    /// The queue is of no more use. Says how long to wait before another takes its place.
    fn lose(&mut self) -> Duration {
        let Some(held) = self.held.take() else { return Duration::ZERO };
        let lasted = held.since.elapsed() >= LASTING;
        if lasted || held.brought {
            self.losing.after_success(0.0);
        }
        if lasted {
            return Duration::ZERO;
        }
        self.losing.after_failure(chance())
    }

    /// Up to which message all is done.
    fn done(&self) -> u64 {
        self.bot.listening.done_up_to(self.progress.reached())
    }

    /// Whether there is, or will soon be, something to keep of how far all is done.
    fn is_unkept(&self) -> bool {
        let kept = self.kept.map(|(kept, _)| kept);
        self.progress.has_begun() && kept != Some(self.progress.reached())
    }

    /// Keeps how far all is done: where that is worth it, or in any case.
    fn keep(&mut self, in_any_case: bool) {
        let Some(account) = self.account.clone().filter(|_| self.progress.has_begun()) else {
            return;
        };
        let done = self.done();
        let is_due = self
            .kept
            .is_none_or(|(kept, since)| since.elapsed() >= if kept == done { SIGN } else { EACH });
        if is_due || in_any_case {
            self.bot.desk.hearing().keep(Heard {
                platform: Platform::Zulip.name().to_owned(),
                account,
                message: done,
                at: self.progress.heard_last(),
            });
            self.kept = Some((done, Instant::now()));
        }
    }

    /// Leaves, once all is done that was begun.
    async fn leave(mut self) {
        if self.held.is_some() && self.standing.is_up() {
            self.progress.sign(Timestamp::now());
        }
        self.keep(true);
        let bot = Arc::clone(&self.bot);
        let queue = self.held.take().map(|held| held.queue);
        let give_up = async {
            if let Some(queue) = queue {
                // Else the server does so itself.
                let _ = bot.rest.give_up(&queue).await;
            }
        };
        tokio::join!(give_up, bot.finished());
        self.keep(true);
    }
}

impl Held {
    fn new(registered: &Registered) -> Held {
        let told = registered.event_queue_longpoll_timeout_seconds.map(Duration::from_secs);
        Held {
            queue: registered.queue(),
            longest: told.unwrap_or(USUAL_POLL).min(LONGEST_POLL) + WAY,
            since: Instant::now(),
            replays: Replays::after(registered.last_event_id),
            strange: 0,
            brought: false,
        }
    }
}

/// What a failure means for the queue.
fn lost(failure: Failure) -> Lost {
    match &failure {
        Failure::Refused { code, .. } if code.ends_with("_DEACTIVATED") => {
            Lost::Final(Trouble::Deactivated)
        }
        Failure::Refused { code, .. } if code == INCOMING_WEBHOOK => {
            Lost::Final(Trouble::OnlySends)
        }
        Failure::Refused { status: 401, .. } => Lost::Final(Trouble::Refused),
        Failure::Refused { status: 403, .. } => Lost::Final(Trouble::Forbidden),
        _ => Lost::For(failure),
    }
}
