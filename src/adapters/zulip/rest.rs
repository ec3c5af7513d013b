//! The way out to Zulip: requests with a deadline, tried again where that is safe.
//!
//! Zulip's own measure of how much may be asked is kept to: what it says to wait is waited, apart for
//! the event queue, which another part of Zulip serves (<https://zulip.com/api/rest-error-handling>).
//! No error holds a key or a message. Alone here in naming reqwest, with the rooms below it.

mod calls;
mod limits;
#[cfg(test)]
pub(super) mod memory;
mod reading;
#[cfg(test)]
mod tests;
mod web;
mod wire;

pub(super) use calls::{Anchor, Portion, Queue, Registered, To, User};
pub(super) use reading::INCOMING_WEBHOOK;

use super::account::Trouble;
use crate::config;
use crate::desk::{Desk, Platform};
use crate::meters::CallEnd;
use crate::pace::{Pace, chance};
use jiff::Timestamp;
use limits::{Bucket, Limits};
use reading::Heard;
use reqwest::Method;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;
use web::Web;
use wire::Wire;

/// How long one request may take.
const ONE: Duration = Duration::from_secs(15);
/// How long a wish may take with all its repetitions.
const ALL: Duration = Duration::from_secs(180);
/// How long what is under way may still take once the bot leaves: less than the process waits for it.
const PARTING: Duration = Duration::from_secs(8);
/// How soon, and at most how late, something is tried again of which Zulip does not say when.
const AGAIN: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// Zulip refuses it, for the reason that its code names, or its words where they are known.
    #[error("Zulip refuses it (status {status}, {code}{}).", named(*reason))]
    Refused {
        /// The status of the answer.
        status: u16,
        /// Zulip's code, which is `BAD_REQUEST` for most reasons.
        code: String,
        /// The reason in words of ours, where it is a known one. Nothing depends on it.
        reason: Option<&'static str>,
    },
    /// What stands in between refuses it, or Zulip in no form of its own: it says nothing of the reason.
    #[error("It is refused, but not as Zulip does that (status {status}).")]
    Denied {
        /// The status of the answer.
        status: u16,
    },
    /// Zulip wants it later than it is of use.
    #[error("Zulip wants nothing to be asked for a while.")]
    Limited,
    /// Its turn came when it was of no more use, and it was not sent.
    #[error("It was of no more use when its turn came.")]
    Late,
    /// It was sent, and nobody knows what came of it.
    #[error("Zulip did not say what came of it.")]
    Unsure,
    /// Zulip could not do it, or only said so.
    #[error("Zulip has a fault of its own (status {status}).")]
    Broken {
        /// The status of the answer.
        status: u16,
    },
    /// The answer is none of Zulip's: it came from what stands in between, or from somebody else.
    #[error("Something else than Zulip answers.")]
    Strange,
    /// Zulip was not reached.
    #[error("Zulip cannot be reached.")]
    Unreached,
}

fn named(reason: Option<&'static str>) -> String {
    reason.map(|reason| format!(": {reason}")).unwrap_or_default()
}

impl Failure {
    /// Whether nobody knows if it was done.
    pub(super) fn is_unsure(&self) -> bool {
        matches!(self, Failure::Unsure | Failure::Broken { .. } | Failure::Strange)
    }

    fn end(&self) -> CallEnd {
        match self {
            Failure::Late => CallEnd::Late,
            Failure::Refused { .. } | Failure::Denied { .. } => CallEnd::Refused,
            Failure::Limited => CallEnd::Limited,
            Failure::Unsure | Failure::Broken { .. } | Failure::Strange => CallEnd::Unsure,
            Failure::Unreached => CallEnd::Unreached,
        }
    }
}

/// Something to ask of Zulip.
#[derive(Debug, Clone)]
struct Call {
    method: Method,
    /// Below `/api/v1/`.
    path: String,
    /// What is sent along: in the address of what only asks, else as a form.
    fields: Vec<(&'static str, String)>,
    bucket: Bucket,
    /// Until when it is of use.
    until: Instant,
    /// How long one request may take.
    one: Duration,
    /// When it is sent again.
    again: Again,
}

/// When something is sent again that was not done, or of which nobody knows. What Zulip wants later is
/// sent later in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// Never here: whoever wants it has a pace of their own.
    Never,
    /// Where it was not done for sure.
    Undone,
    /// Also where nobody knows: it does no harm to do it twice.
    Always,
}

/// The way out.
pub(super) struct Rest {
    wire: Box<dyn Wire>,
    limits: Limits,
    /// Cancelled once the bot leaves: what does not arrive then is not tried for long.
    leaving: CancellationToken,
    /// Where calls are counted.
    desk: Arc<Desk>,
}

impl Rest {
    pub(super) fn new(settings: &config::Zulip, desk: Arc<Desk>) -> Result<Rest, Trouble> {
        let web =
            Web::to(settings).map_err(|error| Trouble::Unanswered(settings.site.clone(), error))?;
        Ok(Rest::over(Box::new(web), desk))
    }

    fn over(wire: Box<dyn Wire>, desk: Arc<Desk>) -> Rest {
        Rest { wire, limits: Limits::default(), leaving: CancellationToken::new(), desk }
    }

    /// From now on, what cannot be reached is not tried again, and nothing goes on for long.
    pub(super) fn leave(&self) {
        self.leaving.cancel();
    }

    /// Whether the bot leaves.
    pub(super) fn is_leaving(&self) -> bool {
        self.leaving.is_cancelled()
    }

    /// Until when Zulip wants nothing to be asked, or its queue not, where that is longer than `short`.
    pub(super) fn limited_until(&self, short: Duration) -> Option<Timestamp> {
        let now = Instant::now();
        let free = [Bucket::Calls, Bucket::Events]
            .into_iter()
            .filter_map(|bucket| self.limits.free_at(bucket, now))
            .map(|free| free.saturating_duration_since(now))
            .max()
            .filter(|left| *left > short)?;
        Timestamp::now().checked_add(free).ok()
    }

    /// Waits for `time`, or until the bot leaves.
    pub(super) async fn rested(&self, time: Duration) {
        tokio::select! {
            () = sleep(time) => {}
            () = self.leaving.cancelled() => {}
        }
    }

    /// Sends a call as long and as often as it says, and reads what comes back.
    async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T, Failure> {
        let parting = async {
            self.leaving.cancelled().await;
            sleep(PARTING).await;
        };
        let ended = tokio::select! {
            biased;
            ended = self.tried(&call) => ended,
            () = parting => Err(Failure::Unsure),
        };
        let ended =
            ended.and_then(|body| serde_json::from_slice(&body).map_err(|_| Failure::Strange));
        // The queue is asked all the time, which says nothing of how answers fare.
        if call.bucket == Bucket::Calls {
            let end = ended.as_ref().map_or_else(Failure::end, |_| CallEnd::Done);
            self.desk.meters().called(Platform::Zulip.name(), end);
        }
        ended
    }

    async fn tried(&self, call: &Call) -> Result<Vec<u8>, Failure> {
        let mut pace = Pace::new(AGAIN.0, AGAIN.1);
        // What only asks leaves nothing to know.
        let changes = call.method != Method::GET;
        // Whether one was sent before of which nobody knows what came of it.
        let mut unsure = false;
        let given_up = |unsure, failure: Failure| {
            if unsure && !failure.is_unsure() { Failure::Unsure } else { failure }
        };
        loop {
            if Instant::now() >= call.until {
                return Err(given_up(unsure, Failure::Late));
            }
            if let Some(free) = self.limits.free_at(call.bucket, Instant::now()) {
                if free >= call.until {
                    return Err(given_up(unsure, Failure::Limited));
                }
                sleep_until(free).await;
                continue;
            }
            let by = call.until.min(Instant::now() + call.one);
            let heard = timeout_at(by, self.wire.ask(call)).await.unwrap_or(Heard::Unsure);
            let failure = match heard {
                Heard::Done(body) => return Ok(body),
                Heard::Refused { status, code, reason } => {
                    return Err(Failure::Refused { status, code, reason });
                }
                Heard::Denied { status } => return Err(Failure::Denied { status }),
                Heard::Wait(time) => {
                    self.limits.wait(call.bucket, Instant::now() + time);
                    continue;
                }
                Heard::Unreached => Failure::Unreached,
                Heard::Strange => Failure::Strange,
                Heard::Broken { status } => Failure::Broken { status },
                Heard::Unsure => Failure::Unsure,
            };
            unsure = unsure || (changes && failure.is_unsure());
            match call.again {
                Again::Never => return Err(failure),
                Again::Undone if unsure => return Err(failure),
                Again::Undone | Again::Always => {}
            }
            let wait = pace.after_failure(chance());
            if Instant::now() + wait >= call.until {
                return Err(given_up(unsure, failure));
            }
            tokio::select! {
                () = sleep(wait) => {}
                () = self.leaving.cancelled(), if failure == Failure::Unreached => {
                    return Err(given_up(unsure, failure));
                }
            }
        }
    }
}
