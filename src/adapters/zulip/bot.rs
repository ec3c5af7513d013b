//! The bot: what every part of this room works with.
//!
//! Holds no question and no answer.

use super::account::Trouble;
use super::answering::Listening;
use super::moderating::{Drafts, Pointed};
use super::people::People;
use super::rest::Rest;
use super::server::Server;
use crate::complaints::Complaints;
use crate::config;
use crate::desk::{Desk, Platform};
use crate::troubles::Mishaps;
use jiff::Timestamp;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::task::TaskTracker;

/// How many messages are answered at once. More of them wait for their turn.
const AT_ONCE: usize = 16;

/// How long Zulip may want nothing to be asked before that is news.
const SHORT: Duration = Duration::from_secs(20);

/// What the log calls it when something cannot be read.
const UNREADABLE: &str = "an event could not be read";

/// The bot on Zulip.
pub struct Bot {
    pub(super) desk: Arc<Desk>,
    pub(super) settings: config::Zulip,
    pub(super) rest: Rest,
    pub(super) people: People,
    pub(super) listening: Listening,
    pub(super) drafts: Drafts,
    pub(super) pointed: Pointed,
    server: Mutex<Option<Arc<Server>>>,
    begun: TaskTracker,
    turns: Semaphore,
    complaints: Complaints,
    mishaps: Mutex<Mishaps>,
}

impl Bot {
    /// A bot that answers at this desk.
    ///
    /// # Errors
    /// Where no key can be sent to the server, or the system gives no means to speak to it.
    pub fn new(desk: Arc<Desk>, settings: config::Zulip) -> Result<Arc<Bot>, Trouble> {
        let rest = Rest::new(&settings, Arc::clone(&desk))?;
        Ok(Arc::new(Bot::over(rest, desk, settings)))
    }

    /// The same, which has this way out.
    pub(super) fn over(rest: Rest, desk: Arc<Desk>, settings: config::Zulip) -> Bot {
        Bot {
            rest,
            desk,
            settings,
            people: People::default(),
            listening: Listening::begun(Timestamp::now()),
            drafts: Drafts::default(),
            pointed: Pointed::default(),
            server: Mutex::default(),
            begun: TaskTracker::new(),
            turns: Semaphore::new(AT_ONCE),
            complaints: Complaints::of(Platform::Zulip),
            mishaps: Mutex::default(),
        }
    }

    /// The server as it described itself last, where it did.
    pub(super) fn server(&self) -> Option<Arc<Server>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The server describes itself so.
    pub(super) fn is_on(&self, server: Server) -> Arc<Server> {
        let server = Arc::new(server);
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&server));
        server
    }

    /// Begins something that is done before [`Bot::finished`] is.
    pub(super) fn begin(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.begun.spawn(work);
    }

    /// A turn to answer a message. Over when dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Waits until all is done that was begun, for which Zulip is not tried for long any more. Nothing
    /// may be begun.
    pub async fn finished(&self) {
        self.rest.leave();
        self.begun.close();
        self.begun.wait().await;
    }

    /// Zulip brought something that cannot be read.
    pub(super) fn could_not_read(&self) {
        self.desk.meters().unreadable(Platform::Zulip.name());
        self.mishap(UNREADABLE, "Zulip sent it in a form that this version does not know.");
    }

    /// Until when Zulip wants nothing to be asked, where that is long.
    pub(super) fn limited(&self) -> Option<String> {
        let until = self.rest.limited_until(SHORT)?.strftime("%H:%M UTC");
        Some(format!("Zulip wants nothing to be asked until {until}."))
    }

    /// Something goes wrong, as it may now and then: a line tells so once an hour.
    pub(super) fn mishap(&self, what: &str, reason: &str) {
        self.mishap_of(what, reason, reason);
    }

    /// The same, where the reason is told in other words each time.
    pub(super) fn mishap_of(&self, what: &str, kind: &str, reason: &str) {
        let mut mishaps = self.mishaps.lock().unwrap_or_else(PoisonError::into_inner);
        if mishaps.happened(what, kind, Timestamp::now()) {
            tracing::warn!("Zulip: {what}: {reason}");
        }
    }

    /// Something fails, of which a line tells when it begins and once a day.
    pub(super) fn failed(&self, what: &str, reason: &str) {
        self.complaints.failed(what, reason);
    }

    /// The same, where the reason is told in other words each time.
    pub(super) fn failed_of(&self, what: &str, kind: &str, reason: &str) {
        self.complaints.failed_of(what, kind, reason);
    }

    /// Something that failed goes well. Says since when it had failed, if it had.
    pub(super) fn went_well(&self, what: &str) -> Option<Timestamp> {
        self.complaints.went_well(what)
    }
}
