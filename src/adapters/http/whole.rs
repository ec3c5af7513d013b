//! Takes a request whole before it is answered: its host, and a body that nobody reads.
//!
//! A body is no part of a question. A small one is thrown away, so that the connection goes on.

use super::deadlines::Deadlines;
use super::refusal::Refusal;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Version, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::time::Duration;

/// The largest body that is thrown away, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// The request without its body.
pub(super) async fn take(request: Request) -> Result<Request, Refusal> {
    let (head, body) = request.into_parts();
    let deadlines = head.extensions.get::<Deadlines>().copied().unwrap_or_default();
    sound(head.version, &head.headers)?;
    self::body(&head.headers, body, deadlines.body, LARGEST_BODY).await?;
    Ok(Request::from_parts(head, Body::empty()))
}

/// Whether the request names one host (RFC 9112, section 3.2). Of two lengths of a body hyper takes the
/// chunks, or refuses both.
pub(super) fn sound(version: Version, headers: &HeaderMap) -> Result<(), Refusal> {
    let hosts = headers.get_all(header::HOST).iter().count();
    if hosts > 1 || (hosts == 0 && version == Version::HTTP_11) {
        return Err(Refusal::host());
    }
    Ok(())
}

/// The body of a request with these headers, if it has at most `largest` bytes and comes in time.
pub(super) async fn body(
    headers: &HeaderMap,
    body: Body,
    within: Duration,
    largest: usize,
) -> Result<Bytes, Refusal> {
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let told: Option<usize> = told.and_then(|length| length.parse().ok());
    if told.is_some_and(|length| length > largest) {
        return Err(Refusal::body_too_large(largest));
    }
    match tokio::time::timeout(within, Limited::new(body, largest).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::body_too_large(largest)),
        Ok(Err(_)) => Err(Refusal::broken_body()),
        Err(_) => Err(Refusal::too_slow()),
    }
}
