//! Whom the door lets in: a request within the measure of its address, taken whole.
//!
//! Before that nothing is answered, not even whether a website may ask.

use super::Door;
use super::refusal::Refusal;
use super::{pacing, whole};
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Lets a request in.
pub(super) async fn admit(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    match admitted(&door, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Lets in what CORS answers by itself, and so never comes to [`admit`]: whether a website may ask
/// (Fetch, <https://fetch.spec.whatwg.org/#cors-preflight-fetch>). All else passes.
pub(super) async fn admit_preflight(
    State(door): State<Arc<Door>>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::OPTIONS {
        return next.run(request).await;
    }
    match admitted(&door, request).await {
        Ok(request) if route.is_none() => Refusal::nowhere(request.uri().path()).into_response(),
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The request, if its address may ask and it is whole; its body is thrown away.
pub(super) async fn admitted(door: &Door, request: Request) -> Result<Request, Refusal> {
    pacing::pace(&door.pacing, &request)?;
    whole::take(request).await
}
