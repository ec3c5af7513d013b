//! What Zulip's answer to one request means.
//!
//! Reads no more of it than any answer of Zulip's has. What is no JSON came from somebody in between,
//! be it the server's own proxy while Zulip is started again.

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use std::time::Duration;

/// The most bytes that are taken of an answer: those to a thousand messages of the greatest length.
const MOST_BYTES: usize = 48 << 20;

/// The code of everything that somebody may not do who is not let in.
const UNAUTHORIZED: &str = "UNAUTHORIZED";
/// The code of a deactivated user (<https://zulip.com/api/rest-error-handling#common-error-responses>).
const DEACTIVATED: &str = "USER_DEACTIVATED";

/// How long to wait where Zulip wants that and does not say how long.
const USUAL_WAIT: Duration = Duration::from_secs(5);
/// Whatever Zulip says, it is not asked again sooner.
const LEAST_WAIT: Duration = Duration::from_millis(50);
/// Nothing is waited for longer: a server in between may say anything.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// What became of one request.
#[derive(Debug)]
pub(super) enum Heard {
    /// It was done, and this is the answer.
    Done(Vec<u8>),
    /// It was not done, and would not be if it were sent again.
    Refused { status: u16, code: String },
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
    /// Zulip's code. Servers of several years say by the words alone that somebody is deactivated.
    fn code(self) -> String {
        let by_words = self.code == UNAUTHORIZED && self.msg.contains("deactivated");
        if by_words { DEACTIVATED.to_owned() } else { self.code }
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
            Heard::Wait(wait(said.and_then(|said| said.retry_after).or(told)))
        }
        _ if status.is_server_error() => Heard::Broken { status: number },
        Some(said) if status.is_client_error() => {
            Heard::Refused { status: number, code: said.code() }
        }
        // What stands in between says that there is nothing, or too much: it will not say otherwise.
        None if status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT => {
            Heard::Denied { status: number }
        }
        _ => Heard::Strange,
    }
}

/// The time that so many seconds are, within reason.
fn wait(seconds: Option<f64>) -> Duration {
    let told = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    told.unwrap_or(USUAL_WAIT).clamp(LEAST_WAIT, LONGEST_WAIT)
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
