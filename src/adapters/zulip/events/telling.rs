//! Who is told how the connection stands: those who look at the door, and the log.
//!
//! Who looks sees a failure within seconds; the log tells of one that lasts.

use super::Listener;
use super::standing::{Fails, Well};
use crate::adapters::zulip::rest::Failure;
use crate::desk::{Connection, Platform};
use crate::troubles::moment;
use jiff::Timestamp;
use tokio::time::Instant;

/// What the log calls it when the bot is not connected.
const CONNECTION: &str = "no connection";
/// What the log calls it when Zulip wants nothing to be asked.
const LIMITED: &str = "too much was asked";

impl Listener {
    /// The server answers.
    pub(super) fn well(&mut self) {
        self.failing.after_success(0.0);
        let (well, since) = (self.standing.went_well(), self.failing_since.take());
        if well == Well::Still {
            return;
        }
        self.is_limited = false;
        self.bot.desk.connection(Platform::Zulip, Connection::Up);
        self.look_at_limits();
        if well == Well::Again {
            return;
        }
        match self.bot.went_well(CONNECTION) {
            Some(told) => {
                let since = moment(since.unwrap_or(told));
                tracing::info!("Zulip: connected again, not having been since {since}");
            }
            None if self.standing.is_first() => {
                let server = self.bot.server();
                let name = server.as_ref().map_or("", |server| &server.name);
                tracing::info!("Zulip: connected as {name} at {}", self.bot.settings.site);
            }
            None => {}
        }
    }

    /// Something failed that will be tried again.
    pub(super) fn failed(&mut self, failure: &Failure) {
        self.failing_since.get_or_insert_with(Timestamp::now);
        match self.standing.failed(Instant::now(), self.pacing.lost) {
            Fails::Lost => self.down(failure),
            _ if *failure == Failure::Limited => self.look_at_limits(),
            Fails::Shaken => self.bot.desk.connection(Platform::Zulip, Connection::Connecting),
            Fails::Shortly => {}
        }
    }

    /// The bot is not connected, and this is why.
    fn down(&self, failure: &Failure) {
        let reason = match failure {
            Failure::Unsure | Failure::Late => "Zulip does not answer.".to_owned(),
            Failure::Strange => {
                format!("{failure} Check `zulip.site`, and what stands between here and Zulip.")
            }
            Failure::Limited => self.bot.limited().unwrap_or_else(|| failure.to_string()),
            _ => failure.to_string(),
        };
        self.bot.desk.connection(Platform::Zulip, Connection::Down(reason.clone()));
        self.bot.failed_of(CONNECTION, &failure.to_string(), &reason);
    }

    /// Says so where Zulip wants nothing to be asked for a while, or wants it no more.
    pub(super) fn look_at_limits(&mut self) {
        match self.bot.limited() {
            Some(reason) if !self.is_limited => {
                self.is_limited = true;
                self.bot.desk.connection(Platform::Zulip, Connection::Down(reason.clone()));
                self.bot.mishap_of(LIMITED, LIMITED, &reason);
            }
            None if self.is_limited && !self.standing.is_failing() => {
                self.is_limited = false;
                self.bot.desk.connection(Platform::Zulip, Connection::Up);
            }
            _ => {}
        }
    }
}
