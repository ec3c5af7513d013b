//! The way out to Discord: requests with a deadline, tried again where that is safe.
//!
//! Discord's own measure of how much may be sent is kept to: what it says to wait is waited
//! (<https://discord.com/developers/docs/topics/rate-limits>). serenity says where a request goes and
//! what stands in it; when it is sent, and how often, is decided here. No error holds a token or a
//! message.

mod calls;
mod limits;
mod reading;

pub(super) use calls::{Asked, Sent};

use super::codes::{ACKNOWLEDGED, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE};
use crate::config;
use crate::desk::{Desk, Platform};
use crate::meters::CallEnd;
use crate::pace::{Pace, chance};
use discord_reqwest::{Client, redirect};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use limits::Limits;
use reading::Heard;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serenity::http::{LightMethod, Request, Route};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

/// How long one request may take.
const ONE: Duration = Duration::from_secs(10);
/// How long a wish may take with all its repetitions, where it has no deadline of its own.
const ALL: Duration = Duration::from_secs(60);
/// How long what is under way may still take once the bot leaves: less than the process waits for it.
const PARTING: Duration = Duration::from_secs(8);
/// How soon, and at most how late, something is tried again of which Discord does not say when.
const AGAIN: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// Why something could not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// Discord refuses it, for the reason that this code names
    /// (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>).
    #[error("Discord refuses it (status {status}, code {code}).")]
    Refused {
        /// The status of the answer.
        status: u16,
        /// Discord's code; 0 where it gave none.
        code: u64,
    },
    /// Discord wants it later than it is of use: not before `until`.
    #[error("Discord wants nothing to be sent for a while.")]
    Limited {
        /// When it may be sent.
        until: Instant,
    },
    /// Its turn came when it was of no more use, and it was not sent.
    #[error("It was of no more use when its turn came.")]
    Late,
    /// It was sent, and nobody knows what came of it.
    #[error("Discord did not say what came of it.")]
    Unsure,
    /// Discord could not do it, or only said so.
    #[error("Discord has a fault of its own (status {status}).")]
    Broken {
        /// The status of the answer.
        status: u16,
    },
    /// The answer is none of Discord's: it came from what stands in between, or from somebody else.
    #[error("Something else than Discord answers.")]
    Strange {
        /// Whether it says that nothing was done.
        refuses: bool,
    },
    /// Discord was not reached.
    #[error("Discord cannot be reached.")]
    Unreached,
}

impl Failure {
    /// Whether it came too late to be a response to its interaction.
    pub(super) fn is_late(self) -> bool {
        matches!(self, Failure::Refused { code: UNKNOWN_INTERACTION, .. } | Failure::Late)
    }

    /// Whether nobody knows if it was done.
    pub(super) fn is_unsure(self) -> bool {
        matches!(
            self,
            Failure::Unsure | Failure::Broken { .. } | Failure::Strange { refuses: false }
        )
    }

    /// Discord's code for the reason of its refusal; 0 where it refused nothing, or gave none.
    pub(super) fn code(self) -> u64 {
        if let Failure::Refused { code, .. } = self { code } else { 0 }
    }

    fn end(self) -> CallEnd {
        match self {
            Failure::Refused { code: UNKNOWN_INTERACTION, .. } | Failure::Late => CallEnd::Late,
            Failure::Refused { .. } | Failure::Strange { refuses: true } => CallEnd::Refused,
            Failure::Limited { .. } => CallEnd::Limited,
            Failure::Unsure | Failure::Broken { .. } | Failure::Strange { .. } => CallEnd::Unsure,
            Failure::Unreached => CallEnd::Unreached,
        }
    }
}

/// Something to ask of Discord.
#[derive(Debug, Clone)]
pub(super) struct Call<'a> {
    method: LightMethod,
    route: Route<'a>,
    body: Option<Vec<u8>>,
    params: Option<Vec<(&'static str, String)>>,
    /// Until when it is of use.
    until: Instant,
    /// How long one request may take.
    one: Duration,
    /// Whether it may be sent again when nobody knows whether it was done.
    repeats: bool,
}

impl<'a> Call<'a> {
    /// A call that is of use for a minute. What [RFC 9110] calls idempotent may be sent again.
    ///
    /// [RFC 9110]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
    fn new(method: LightMethod, route: Route<'a>, body: Option<Vec<u8>>) -> Call<'a> {
        let repeats = method != LightMethod::Post;
        let until = Instant::now() + ALL;
        Call { method, route, body, params: None, until, one: ONE, repeats }
    }
}

/// The way out.
pub(super) struct Rest {
    client: Client,
    /// Where Discord is, without the path of its API.
    base: String,
    /// As it is sent: `Bot` and the token.
    token: SecretString,
    limits: Limits,
    /// Cancelled once the bot leaves: what does not arrive then is not tried for long.
    leaving: CancellationToken,
    /// How long a wish may take that has no deadline of its own.
    patience: Duration,
    /// Where calls are counted, if they are.
    desk: Option<Arc<Desk>>,
}

impl Rest {
    pub(super) fn new(settings: &config::Discord) -> Result<Rest, String> {
        let client = client().ok_or("No connection to Discord can be made here.")?;
        let token = SecretString::from(format!("Bot {}", settings.token.expose_secret()));
        let base = base(&settings.api).to_owned();
        let (limits, leaving) = (Limits::default(), CancellationToken::new());
        Ok(Rest { client, base, token, limits, leaving, patience: ALL, desk: None })
    }

    /// Counts what is sent at this desk.
    pub(super) fn counting(self, desk: Arc<Desk>) -> Rest {
        Rest { desk: Some(desk), ..self }
    }

    /// Tries nothing for longer than this that has no deadline of its own.
    pub(super) fn within(self, patience: Duration) -> Rest {
        Rest { patience, ..self }
    }

    /// From now on, what cannot be reached is not tried again, and nothing goes on for long.
    pub(super) fn leave(&self) {
        self.leaving.cancel();
    }

    /// Waits until the bot leaves.
    pub(super) async fn left(&self) {
        self.leaving.cancelled().await;
    }

    /// Where Discord is, without the path of its API.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// What makes connections of its own to Discord; `None` where the system gives no means to.
    pub(super) fn another_client(&self) -> Option<Client> {
        client()
    }

    /// Sends something, and reads what comes back. Takes no longer than a minute, or than
    /// [`Rest::within`] says.
    ///
    /// # Errors
    /// Where Discord does not say that it is done.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Vec<u8>>,
    ) -> Result<T, Failure> {
        let until = Instant::now() + self.patience;
        self.call(Call { until, ..Call::new(method, route, body) }).await
    }

    /// As [`Rest::send`], as long and as often as the call says.
    async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Failure> {
        let parting = async {
            self.left().await;
            sleep(PARTING).await;
        };
        let ended = tokio::select! {
            biased;
            ended = self.tried(&call) => ended,
            () = parting => Err(Failure::Unsure),
        };
        let ended = ended.and_then(|body| {
            // What has no content is null.
            let body: &[u8] = if body.is_empty() { b"null" } else { &body };
            serde_json::from_slice(body).map_err(|_| Failure::Strange { refuses: false })
        });
        if let Some(desk) = &self.desk {
            let end = ended.as_ref().map_or_else(|failure| failure.end(), |_| CallEnd::Done);
            desk.meters().called(Platform::Discord.name(), end);
        }
        ended
    }

    /// Sends a call until something came of it, or it is of no more use.
    async fn tried(&self, call: &Call<'_>) -> Result<Vec<u8>, Failure> {
        let bucket = self.limits.bucket(call.method, &call.route);
        let everything = Limits::is_for(&call.route);
        let mut pace = Pace::new(AGAIN.0, AGAIN.1);
        // What only asks leaves nothing to know.
        let changes = call.method != LightMethod::Get;
        // Whether one was sent before of which nobody knows what came of it.
        let mut unsure = false;
        let given_up = |unsure, failure: Failure| {
            if unsure && !failure.is_unsure() { Failure::Unsure } else { failure }
        };
        loop {
            if Instant::now() >= call.until {
                return Err(given_up(unsure, Failure::Late));
            }
            if let Some(free) = self.limits.free_at(bucket, everything, Instant::now()) {
                if free >= call.until {
                    return Err(given_up(unsure, Failure::Limited { until: free }));
                }
                sleep_until(free).await;
                continue;
            }
            let by = call.until.min(Instant::now() + call.one);
            let heard = timeout_at(by, self.once(call, bucket)).await.unwrap_or(Heard::Unsure);
            let failure = match heard {
                Heard::Done(body) => return Ok(body),
                // What was sent before is what stands.
                Heard::Refused { code: ACKNOWLEDGED, .. } if unsure => return Ok(Vec::new()),
                Heard::Refused { code: UNKNOWN_MESSAGE, .. }
                    if call.method == LightMethod::Delete =>
                {
                    return Ok(Vec::new());
                }
                Heard::Refused { status, code } => return Err(Failure::Refused { status, code }),
                Heard::Wait { time, everywhere } => {
                    self.limits.wait(bucket, Instant::now() + time, everywhere);
                    continue;
                }
                Heard::Unreached => Failure::Unreached,
                Heard::Strange { refuses } => return Err(Failure::Strange { refuses }),
                Heard::Broken { status } => {
                    unsure = unsure || changes;
                    Failure::Broken { status }
                }
                Heard::Unsure => {
                    unsure = unsure || changes;
                    Failure::Unsure
                }
            };
            if unsure && !call.repeats {
                return Err(failure);
            }
            let wait = pace.after_failure(chance());
            if Instant::now() + wait >= call.until {
                return Err(given_up(unsure, failure));
            }
            tokio::select! {
                () = sleep(wait) => {}
                () = self.left(), if failure == Failure::Unreached => {
                    return Err(given_up(unsure, failure));
                }
            }
        }
    }

    async fn once(&self, call: &Call<'_>, bucket: u64) -> Heard {
        let request = Request::new(call.route, call.method)
            .body(call.body.clone())
            .params(call.params.clone())
            .build(&self.client, self.token.expose_secret(), Some(&self.base));
        let Ok(request) = request else { return Heard::Unreached };
        match request.send().await {
            Ok(response) => {
                self.limits.learn(bucket, response.headers(), Instant::now());
                reading::read(response).await
            }
            Err(error) if error.is_connect() || error.is_builder() => Heard::Unreached,
            Err(_) => Heard::Unsure,
        }
    }
}

fn client() -> Option<Client> {
    // A token goes nowhere but where the operator says.
    let client = Client::builder().redirect(redirect::Policy::none());
    client.connect_timeout(ONE).timeout(ONE).build().ok()
}

/// The minute from which it is `until` or later.
pub(super) fn minute(until: Instant) -> Timestamp {
    let left = until.saturating_duration_since(Instant::now());
    let at = Timestamp::now().saturating_add(left).unwrap_or(Timestamp::MAX);
    let minutes = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil);
    at.round(minutes).unwrap_or(at)
}

/// The address of a Discord without the path of its API, which serenity adds.
fn base(api: &str) -> &str {
    let api = api.trim_end_matches('/');
    api.strip_suffix("/api/v10").unwrap_or(api)
}
