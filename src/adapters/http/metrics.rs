//! The page of metrics, and the count of requests.
//!
//! A request is counted by the pattern of its route, never by its path, which others choose.

use super::Door;
use super::parameters::Parameters;
use super::refusal::Refusal;
use crate::desk::Desk;
use crate::meters;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use std::sync::Arc;

/// In place of the route of a request that has none.
const NO_ROUTE: &str = "none";

/// What was counted, as OpenMetrics text.
pub(super) async fn show(State(door): State<Arc<Door>>, uri: Uri) -> Result<Response, Refusal> {
    Parameters::read(uri.query(), &[])?;
    let headers =
        [(header::CONTENT_TYPE, meters::CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, door.desk.metrics(Timestamp::now())).into_response())
}

/// Counts a request when it is answered.
pub(super) async fn count(
    State(door): State<Arc<Door>>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    door.desk.meters().requested(route, response.status().as_u16());
    response
}

/// Counts a request, or a connection without one, that was refused before it came to any route.
pub(super) fn count_refused(desk: &Desk, status: u16) {
    desk.meters().requested(NO_ROUTE, status);
}
