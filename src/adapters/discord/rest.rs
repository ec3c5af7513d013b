//! The way out to Discord: requests with a deadline, tried again where that is safe.
//!
//! Discord's own measure of how much may be sent is kept to: what it says to wait is waited
//! (<https://discord.com/developers/docs/topics/rate-limits>). No error holds a token or a message.

use crate::config;
use discord_reqwest::{Client, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serenity::http::{LightMethod, Request, Route};
use std::time::Duration;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why something could not be sent.
#[derive(Debug, thiserror::Error)]
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
    /// It was sent, and nobody knows what came of it.
    #[error("Discord did not say what came of it.")]
    Unsure,
    /// Discord was not reached.
    #[error("Discord cannot be reached.")]
    Unreached,
}

/// The way out.
pub(super) struct Rest {
    client: Client,
    /// Where Discord is, without the path of its API.
    base: String,
    /// As it is sent: `Bot` and the token.
    token: SecretString,
}

impl Rest {
    pub(super) fn new(settings: &config::Discord) -> Result<Rest, String> {
        let client = Client::builder().timeout(PATIENCE).build();
        let client = client.map_err(|_| "No connection to Discord can be made here.".to_owned())?;
        let token = SecretString::from(format!("Bot {}", settings.token.expose_secret()));
        Ok(Rest { client, base: base(&settings.api).to_owned(), token })
    }

    /// Where Discord is, without the path of its API.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Sends something, and reads what comes back.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Vec<u8>>,
    ) -> Result<T, Failure> {
        let request = Request::new(route, method).body(body);
        let request = request
            .build(&self.client, self.token.expose_secret(), Some(&self.base))
            .map_err(|_| Failure::Unreached)?;
        let response = request.send().await.map_err(|error| {
            if error.is_connect() { Failure::Unreached } else { Failure::Unsure }
        })?;
        let status = response.status();
        let body = response.bytes().await.map_err(|_| Failure::Unsure)?;
        // What has no content is null.
        let body: &[u8] = if status == StatusCode::NO_CONTENT { b"null" } else { &body };
        if status.is_success() {
            return serde_json::from_slice(body).map_err(|_| Failure::Unsure);
        }
        let said: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let code = said.get("code").and_then(serde_json::Value::as_u64).unwrap_or(0);
        Err(Failure::Refused { status: status.as_u16(), code })
    }
}

/// The address of a Discord without the path of its API, which serenity adds.
fn base(api: &str) -> &str {
    let api = api.trim_end_matches('/');
    api.strip_suffix("/api/v10").unwrap_or(api)
}
