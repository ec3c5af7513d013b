//! The bot: what every part of this room works with.
//!
//! Holds no question and no answer.

use super::messages::Listening;
use super::rest::Rest;
use crate::complaints::Complaints;
use crate::config;
use crate::desk::{Desk, Platform};
use crate::seen::Seen;
use jiff::Timestamp;
use serenity::model::id::UserId;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio_util::task::TaskTracker;

/// For how many askers errands are done at once. More of them wait for their turn.
const AT_ONCE: usize = 64;

/// What the log calls it when something cannot be read.
const UNREADABLE: &str = "a command could not be read";

/// The bot on Discord.
pub struct Bot {
    pub(super) desk: Arc<Desk>,
    pub(super) settings: config::Discord,
    pub(super) rest: Rest,
    pub(super) listening: Listening,
    /// Told once Discord brings questions.
    pub(super) connected: Notify,
    user: OnceLock<UserId>,
    begun: TaskTracker,
    turns: Semaphore,
    seen: Mutex<Seen<u64>>,
    taken: Mutex<Seen<String>>,
    complaints: Complaints,
}

impl Bot {
    /// A bot that answers at this desk.
    ///
    /// # Errors
    /// Where the system gives no means to speak to Discord.
    pub fn new(desk: Arc<Desk>, settings: config::Discord) -> Result<Arc<Bot>, String> {
        let rest = Rest::new(&settings)?.counting(Arc::clone(&desk));
        Ok(Arc::new(Bot {
            desk,
            settings,
            rest,
            listening: Listening::default(),
            connected: Notify::new(),
            user: OnceLock::new(),
            begun: TaskTracker::new(),
            turns: Semaphore::new(AT_ONCE),
            seen: Mutex::default(),
            taken: Mutex::default(),
            complaints: Complaints::of(Platform::Discord),
        }))
    }

    /// Who the bot is as others mention it, where that is known already.
    pub(super) fn known(&self) -> Option<UserId> {
        self.user.get().copied()
    }

    /// Discord said who the bot is.
    pub(super) fn is(&self, user: UserId) {
        // It was said before, and does not change.
        let _ = self.user.set(user);
    }

    /// Whether something with this number came for the first time: what is brought again after a
    /// connection was lost is not answered again
    /// (<https://discord.com/developers/docs/events/gateway#resuming>).
    pub(super) fn is_new(&self, number: u64) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).is_new(number)
    }

    /// Takes up a citation, which only one press of those that are for it does; false for all others.
    pub(super) fn takes(&self, nonce: &str) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).is_new(nonce.to_owned())
    }

    /// A citation certainly did not arrive, and may be pressed for again.
    pub(super) fn gives_back(&self, nonce: &str) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).forget(&nonce.to_owned());
    }

    /// Begins something that is done before [`Bot::finished`] is.
    pub(super) fn begin(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.begun.spawn(work);
    }

    /// A turn to do what follows a first response, which itself waits for nothing. Over when dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// As [`Bot::turn`]; `None` where somebody else waits for one.
    pub(super) fn turn_at_once(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.try_acquire().ok()
    }

    /// Waits until all is done that was begun, for which Discord is not tried for long any more. Nothing
    /// may be begun.
    pub async fn finished(&self) {
        self.rest.leave();
        self.begun.close();
        self.begun.wait().await;
    }

    /// Discord brought something that cannot be read.
    pub(super) fn could_not_read(&self) {
        self.desk.meters().unreadable(Platform::Discord.name());
        self.failed(UNREADABLE, "Discord sent it in a form that this version does not know.");
    }

    /// Discord brought something that can be read.
    pub(super) fn could_read(&self) {
        self.went_well(UNREADABLE);
    }

    /// Something fails, of which a line tells when it begins and once a day.
    pub(super) fn failed(&self, what: &str, reason: &str) {
        self.complaints.failed(what, reason);
    }

    /// Something that failed goes well. Says since when it had failed, if it had.
    pub(super) fn went_well(&self, what: &str) -> Option<Timestamp> {
        self.complaints.went_well(what)
    }
}
