//! Takes a request whole before it is answered: its host, and a body that nobody reads.
//!
//! A body is no part of a question. A small one is thrown away, so that the connection goes on.

use super::deadlines::Deadlines;
use super::refusal::Refusal;
use axum::BoxError;
use axum::body::Body;
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
    throw_away(&head.headers, body, deadlines.body).await?;
    Ok(Request::from_parts(head, Body::empty()))
}

/// Whether the request names one host (RFC 9112, section 3.2). Of two lengths of a body hyper takes the
/// chunks, or refuses both.
fn sound(version: Version, headers: &HeaderMap) -> Result<(), Refusal> {
    let hosts = headers.get_all(header::HOST).iter().count();
    if hosts > 1 || (hosts == 0 && version == Version::HTTP_11) {
        return Err(Refusal::host());
    }
    Ok(())
}

async fn throw_away(headers: &HeaderMap, body: Body, within: Duration) -> Result<(), Refusal> {
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let told: Option<usize> = told.and_then(|length| length.parse().ok());
    if told.is_some_and(|length| length > LARGEST_BODY) {
        return Err(Refusal::body_too_large(LARGEST_BODY));
    }
    let mut body = Limited::new(body, LARGEST_BODY);
    let all = async {
        while let Some(frame) = body.frame().await {
            frame?;
        }
        Ok::<(), BoxError>(())
    };
    match tokio::time::timeout(within, all).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(Refusal::body_too_large(LARGEST_BODY))
        }
        Ok(Err(_)) => Err(Refusal::broken_body()),
        Err(_) => Err(Refusal::too_slow()),
    }
}
