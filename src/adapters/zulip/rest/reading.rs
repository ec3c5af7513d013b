//! What Zulip's answer to one request means.
//!
//! Reads no more of it than any answer of Zulip's has. What is no JSON came from somebody in between,
//! be it the server's own proxy while Zulip is started again.

use crate::adapters::zulip::account::ONLY_SENDS;
use crate::pace::wait_told;
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use std::time::Duration;

/// The most bytes that are taken of an answer: those to a thousand messages of the greatest length.
const MOST_BYTES: usize = 48 << 20;

/// The code of everything that somebody may not do who is not let in.
const UNAUTHORIZED: &str = "UNAUTHORIZED";
/// The code of a deactivated user (<https://zulip.com/api/rest-error-handling#common-error-responses>).
const DEACTIVATED: &str = "USER_DEACTIVATED";
/// What stands for the code that Zulip has not for a bot that may only send.
pub(in crate::adapters::zulip) const INCOMING_WEBHOOK: &str = "INCOMING_WEBHOOK_BOT";

/// Whatever Zulip says, nothing is waited for longer: its own limits last a minute.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// The longest code that is taken for one of Zulip's.
const LONGEST_CODE: usize = 64;

/// How Zulip's words begin for some reasons that have no code of their own, and what we call them.
/// Servers say them in other languages, too.
const REASONS: [(&str, &str); 12] = [
    ("Not authorized to send to ", "the bot may not write there"),
    ("You do not have permission to post in this ", "the bot may not write there"),
    ("You don't have permission to post in this ", "the bot may not write there"),
    ("Only organization administrators can send to ", "the bot may not write there"),
    ("Direct messages are disabled", "direct messages are turned off"),
    ("You do not have permission to send direct messages", "direct messages are turned off"),
    ("You do not have permission to initiate direct message", "it may not begin a conversation"),
    ("Unable to render message", "the server cannot render it"),
    ("Invalid character in topic", "the topic has a character that is not taken"),
    ("Message must not be empty", "the message is empty"),
    ("The time limit for editing this message has passed", "it is too late to edit it"),
    ("Your organization has turned off message editing", "messages are not edited there"),
];

/// What became of one request.
#[derive(Debug)]
pub(super) enum Heard {
    /// It was done, and this is the answer.
    Done(Vec<u8>),
    /// It was not done, and would not be if it were sent again.
    Refused { status: u16, code: String, reason: Option<&'static str> },
    /// The same, by what stands in between, or in no form of Zulip's.
    Denied { status: u16 },
    /// It was not done, and may be sent again after this time.
    Wait(Duration),
    /// Zulip failed, and nobody knows whether it was done before that.
    Broken { status: u16 },
    /// Nothing that Zulip says.
    Strange,
    /// It did not reach Zulip.
    Unreached,
    /// Nobody knows whether it was done.
    Unsure,
}

/// Why something was refused: <https://zulip.com/api/rest-error-handling>.
#[derive(Debug, Deserialize)]
struct Said {
    #[serde(default)]
    code: String,
    #[serde(default)]
    msg: String,
    /// Seconds.
    #[serde(rename = "retry-after")]
    retry_after: Option<f64>,
}

impl Said {
    /// Zulip's code. Servers of several years say by the words alone that somebody is deactivated, and
    /// all do so where a bot may only send.
    fn code(self) -> String {
        let by_words = self.code == UNAUTHORIZED && self.msg.contains("deactivated");
        let is_code =
            |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_';
        match self.code {
            _ if by_words => DEACTIVATED.to_owned(),
            _ if self.msg.contains(ONLY_SENDS) => INCOMING_WEBHOOK.to_owned(),
            code if code.len() <= LONGEST_CODE && code.chars().all(is_code) => code,
            _ => String::new(),
        }
    }

    /// Why it was refused, where the words are known.
    fn reason(&self) -> Option<&'static str> {
        let known = REASONS.iter().find(|(begins, _)| self.msg.starts_with(begins));
        known.map(|(_, reason)| *reason)
    }
}

pub(super) async fn read(response: Response) -> Heard {
    let status = response.status();
    let header = |name| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let told: Option<f64> = header("retry-after").and_then(|text| text.parse().ok());
    let body = match body(response).await {
        Ok(Some(body)) => body,
        Ok(None) => return Heard::Strange,
        Err(_) => return Heard::Unsure,
    };
    heard(status, told, body)
}

/// What an answer of this status means that has this body, where a header tells to wait so many seconds.
pub(super) fn heard(status: StatusCode, told: Option<f64>, body: Vec<u8>) -> Heard {
    if status.is_success() {
        return Heard::Done(body);
    }
    let said: Option<Said> = serde_json::from_slice(&body).ok();
    let number = status.as_u16();
    match said {
        _ if status == StatusCode::TOO_MANY_REQUESTS => {
            let told = said.and_then(|said| said.retry_after).or(told);
            Heard::Wait(wait_told(told).min(LONGEST_WAIT))
        }
        _ if status.is_server_error() => Heard::Broken { status: number },
        Some(said) if status.is_client_error() => {
            let reason = said.reason();
            Heard::Refused { status: number, code: said.code(), reason }
        }
        // What stands in between says that there is nothing, or too much: it will not say otherwise.
        None if status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT => {
            Heard::Denied { status: number }
        }
        _ => Heard::Strange,
    }
}

/// The body of an answer; `None` where it has too much of one.
async fn body(mut response: Response) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
