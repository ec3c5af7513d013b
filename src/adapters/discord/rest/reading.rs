//! What Discord's answer to one request means.
//!
//! Reads no more of it than any answer of Discord has. What is no JSON came from somebody in between.

use crate::adapters::discord::codes::UNKNOWN_MESSAGE;
use crate::pace::wait_told;
use discord_reqwest::{Error, Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::time::Duration;

/// The most bytes that are taken of an answer: many times what any of those that are asked for has.
const MOST_BYTES: usize = 4 << 20;

/// What became of one request.
#[derive(Debug)]
pub(super) enum Heard {
    /// It was done, and this is the answer; empty where there is nothing to say.
    Done(Vec<u8>),
    /// It was not done, and would not be if it were sent again.
    Refused { status: u16, code: u64 },
    /// It was not done, and may be sent again after this time; or nothing may, `everywhere`.
    Wait { time: Duration, everywhere: bool },
    /// Discord failed, and nobody knows whether it was done before that.
    Broken { status: u16 },
    /// Nothing that Discord says; `refuses` where it says that nothing was done.
    Strange { refuses: bool },
    /// It did not reach Discord.
    Unreached,
    /// Nobody knows whether it was done.
    Unsure,
}

/// Why something was refused:
/// <https://discord.com/developers/docs/reference#error-messages>, and what a limit looks like:
/// <https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit-rate-limit-response-structure>.
#[derive(Debug, Default, Deserialize)]
struct Said {
    #[serde(default)]
    code: u64,
    /// Seconds.
    retry_after: Option<f64>,
    #[serde(default)]
    global: bool,
    #[serde(default)]
    errors: Errors,
}

/// What is wrong with the fields of a request.
#[derive(Debug, Default, Deserialize)]
struct Errors {
    message_reference: Option<IgnoredAny>,
}

impl Said {
    /// Why something was refused. A reply to a message that is gone is a field with a mistake to Discord.
    fn code(&self) -> u64 {
        if self.errors.message_reference.is_some() { UNKNOWN_MESSAGE } else { self.code }
    }
}

pub(super) async fn read(response: Response) -> Heard {
    let status = response.status();
    let header = |name| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let told = header("retry-after").and_then(|text| text.parse().ok());
    let everywhere = header("x-ratelimit-global").is_some();
    let body = body(response).await;
    if status.is_success() {
        return match body {
            Ok(Some(body)) => Heard::Done(body),
            Ok(None) => Heard::Strange { refuses: false },
            Err(_) => Heard::Unsure,
        };
    }
    let said: Option<Said> =
        body.ok().flatten().and_then(|body| serde_json::from_slice(&body).ok());
    let is_discord = said.is_some();
    let said = said.unwrap_or_default();
    if status == StatusCode::TOO_MANY_REQUESTS {
        // The header has whole seconds; the body is more exact.
        let time = wait_told(said.retry_after.or(told));
        return Heard::Wait { time, everywhere: everywhere || said.global };
    }
    let number = status.as_u16();
    match status.is_client_error() {
        true if is_discord => Heard::Refused { status: number, code: said.code() },
        true => Heard::Strange { refuses: true },
        false if status.is_server_error() => Heard::Broken { status: number },
        // Discord sends nobody elsewhere.
        false => Heard::Strange { refuses: false },
    }
}

/// The body of an answer; `None` where it has too much of one.
async fn body(mut response: Response) -> Result<Option<Vec<u8>>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_to_a_message_that_is_gone_is_refused_as_what_it_is() {
        for (said, code) in [
            (r#"{"code": 50013, "message": "Missing Permissions"}"#, 50013),
            (r#"{"code": 50035, "errors": {"content": {"_errors": []}}}"#, 50035),
            (
                r#"{"code": 50035, "errors": {"message_reference": {"_errors":
                    [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}}}"#,
                10008,
            ),
        ] {
            let said: Said = serde_json::from_str(said).unwrap();
            assert_eq!(said.code(), code);
        }
    }
}
