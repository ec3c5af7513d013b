//! Which answers may be kept, and whether the one that a client kept still stands.
//!
//! The tag of an answer begins with its edition and changes with every byte of it: days on which
//! sources were looked at stand in answers too.

use crate::library::short;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

/// Who may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// Anybody, who asks each time whether it still stands.
    Checked,
    /// Nobody.
    Not,
}

/// An answer in JSON, or that the one the client has still stands.
pub(super) fn json(
    asked: &HeaderMap,
    edition: &str,
    keeping: Keeping,
    body: impl AsRef<[u8]> + Into<Body>,
) -> Response {
    if keeping == Keeping::Not {
        return with_headers(StatusCode::OK, body.into(), "no-store, private", None);
    }
    let tag = tag(edition, body.as_ref());
    if still_stands(asked, &tag) {
        return with_headers(StatusCode::NOT_MODIFIED, Body::empty(), "no-cache", Some(&tag));
    }
    with_headers(StatusCode::OK, body.into(), "no-cache", Some(&tag))
}

/// What is never kept, with a status of its own.
pub(super) fn uncached(status: StatusCode, body: impl Into<Body>) -> Response {
    with_headers(status, body.into(), "no-store", None)
}

fn with_headers(
    status: StatusCode,
    body: Body,
    cache: &'static str,
    tag: Option<&str>,
) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn tag(edition: &str, body: &[u8]) -> String {
    let edition = short(edition);
    let hash: String =
        Sha256::digest(body).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{edition}-{hash}\"")
}

/// Whether the client has what the tag names (RFC 9110, section 13.1.2: compared weakly).
fn still_stands(asked: &HeaderMap, tag: &str) -> bool {
    let named = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    // No tag of ours holds a comma.
    named
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}
