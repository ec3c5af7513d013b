//! Why a request is refused, as JSON: what is wrong in one sentence, with what to do.
//!
//! The same form for every refusal, so that a program reads one. Repeats no more of a request than
//! a short name that it got wrong.

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::time::Duration;

/// At most this many characters of a request are repeated.
const LONGEST_ECHO: usize = 40;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    /// For programs.
    code: &'static str,
    /// For people.
    message: String,
    /// What there is, where something was named that there is not.
    known: Vec<String>,
    /// After how many seconds to try again.
    retry_after: Option<u64>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { status, code, message: message.into(), known: Vec::new(), retry_after: None }
    }

    fn knowing(self, known: impl IntoIterator<Item = impl Into<String>>) -> Refusal {
        Refusal { known: known.into_iter().map(Into::into).collect(), ..self }
    }

    /// No route has this path.
    pub(super) fn nowhere(path: &str) -> Refusal {
        let message = format!("Nothing is at {}. See /api/openapi.json for what is.", echo(path));
        Refusal::new(StatusCode::NOT_FOUND, "no-such-route", message).knowing(super::paths())
    }

    /// The route knows no such method.
    pub(super) fn wrong_method(method: &Method) -> Refusal {
        let message = format!("{} is not known here. Use GET.", echo(method.as_str()));
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", message)
    }

    /// What is sent here is posted.
    pub(super) fn posted_only(method: &Method) -> Refusal {
        let message = format!("{} is not known here. Use POST.", echo(method.as_str()));
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", message)
    }

    /// Nothing shows who sent it. Says no more: whoever tries to pass for another learns nothing.
    pub(super) fn unproven() -> Refusal {
        Refusal::new(StatusCode::UNAUTHORIZED, "unproven", "Nothing shows who sent this.")
    }

    /// A body from whom it shall come from, of which nothing can be made.
    pub(super) fn unreadable_body() -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, "malformed", "The body cannot be read.")
    }

    /// No passage has this id; these are near.
    pub(super) fn no_such_passage(id: &str, near: Vec<String>) -> Refusal {
        let message =
            format!("No single passage has the id {}. Take an id from an answer.", echo(id));
        Refusal::new(StatusCode::NOT_FOUND, "no-such-passage", message).knowing(near)
    }

    /// No body is called so; these there are.
    pub(super) fn no_such_body(body: &str, bodies: Vec<String>) -> Refusal {
        let message = format!("No body is called {}. Take one of those known.", echo(body));
        Refusal::new(StatusCode::NOT_FOUND, "no-such-body", message).knowing(bodies)
    }

    /// A parameter that the route does not have.
    pub(super) fn unknown_parameter(name: &str, known: &[&'static str]) -> Refusal {
        let remedy = match known {
            [] => "This route has none.".to_owned(),
            known => format!("Known: {}.", known.join(", ")),
        };
        let message = format!("No parameter is called {}. {remedy}", echo(name));
        Refusal::new(StatusCode::BAD_REQUEST, "unknown-parameter", message)
            .knowing(known.iter().copied())
    }

    /// A parameter that stands there twice.
    pub(super) fn repeated_parameter(name: &str) -> Refusal {
        let message = format!("The parameter {name} is given twice. Give it once.");
        Refusal::new(StatusCode::BAD_REQUEST, "repeated-parameter", message)
    }

    /// A parameter without which the route has nothing to answer.
    pub(super) fn missing_parameter(name: &str) -> Refusal {
        let message = format!("The parameter {name} is missing or empty. Write ?{name}=….");
        Refusal::new(StatusCode::BAD_REQUEST, "missing-parameter", message)
    }

    /// A parameter whose value cannot be.
    pub(super) fn wrong_value(name: &str, remedy: &str) -> Refusal {
        let message = format!("The value of {name} cannot be read. {remedy}");
        Refusal::new(StatusCode::BAD_REQUEST, "wrong-value", message)
    }

    /// Text that is none.
    pub(super) fn unreadable() -> Refusal {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "unreadable-text",
            "The address holds what is no text. Encode UTF-8 in percent, without NUL.",
        )
    }

    /// More text than a question has.
    pub(super) fn too_long(name: &str, most: usize) -> Refusal {
        let message = format!("{name} is too long. Send at most {most} characters.");
        Refusal::new(StatusCode::URI_TOO_LONG, "too-long", message)
    }

    /// A request of which hyper makes nothing, by the status that it gives.
    pub(super) fn unreadable_head(status: u16) -> Refusal {
        match status {
            414 => Refusal::new(
                StatusCode::URI_TOO_LONG,
                "too-long",
                "The address is too long. Ask a shorter question.",
            ),
            431 => Refusal::new(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "head-too-large",
                "The head of the request is too large. Send fewer or shorter headers.",
            ),
            _ => Refusal::new(
                StatusCode::BAD_REQUEST,
                "malformed",
                "This is no request in HTTP/1.1. Send `GET /api/ask?q=… HTTP/1.1`.",
            ),
        }
    }

    /// Not the one host that HTTP/1.1 asks for.
    pub(super) fn host() -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, "malformed", "Send the header Host once.")
    }

    /// A body that cannot be read.
    pub(super) fn broken_body() -> Refusal {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "The body does not hold together. Send none.",
        )
    }

    /// More of a body than is read.
    pub(super) fn body_too_large(most: usize) -> Refusal {
        let message = format!("The body is larger than {most} bytes. Send less.");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", message)
    }

    /// A request that does not come to its end.
    pub(super) fn too_slow() -> Refusal {
        Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "The request took too long to come. Send it at once.",
        )
    }

    /// More requests than one address may send.
    pub(super) fn too_many(wait: Duration) -> Refusal {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let seconds = seconds.max(1);
        let message = match seconds {
            1 => "Too many requests from your address. Try again in a second.".to_owned(),
            _ => {
                format!("Too many requests from your address. Try again in {seconds} seconds.")
            }
        };
        let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", message);
        Refusal { retry_after: Some(seconds), ..refusal }
    }

    /// More connections than are served at once.
    pub(super) fn full() -> Refusal {
        Refusal::connections("Too many connections are open. Try again in a second.")
    }

    /// More connections than one address may have.
    pub(super) fn full_of_one() -> Refusal {
        Refusal::connections("Your address has too many connections open. Close some.")
    }

    fn connections(message: &str) -> Refusal {
        let refusal =
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too-many-connections", message);
        Refusal { retry_after: Some(1), ..refusal }
    }

    /// An answer that a mistake of ours keeps from being written.
    pub(super) fn unwritable() -> Refusal {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "The answer could not be written. Tell those who run this.",
        )
    }

    /// Its status.
    pub(super) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Whether the connection ends with it: a body that is not read would be taken for the next
    /// request, and whoever has sent too much is not to hold a place for sending more.
    fn is_last(&self) -> bool {
        matches!(
            self.status,
            StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::REQUEST_TIMEOUT
                | StatusCode::TOO_MANY_REQUESTS
                | StatusCode::SERVICE_UNAVAILABLE
        )
    }

    fn body(&self) -> String {
        let error = json!({"code": self.code, "message": self.message, "known": self.known});
        json!({ "error": error }).to_string()
    }

    /// The whole answer as it stands on a connection that is closed after it.
    pub(super) fn as_last_words(&self) -> Vec<u8> {
        let body = self.body();
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        let mut say = |name: &str, value: &str| {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        };
        say("content-type", "application/json");
        say("cache-control", "no-store");
        if let Some(seconds) = self.retry_after {
            say("retry-after", &seconds.to_string());
        }
        for (name, value) in super::GUARDS {
            say(name.as_str(), value.to_str().unwrap_or_default());
        }
        say("content-length", &body.len().to_string());
        say("connection", "close");
        head.push_str("\r\n");
        head.push_str(&body);
        head.into_bytes()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.is_last() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// The beginning of what was sent, in quotation marks.
fn echo(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_ECHO).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}
