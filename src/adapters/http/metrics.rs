//! The page of metrics, and the count of requests.
//!
//! A request is counted by the pattern of its route, never by its path, which others choose.

use crate::desk::Desk;
use crate::meters;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use std::sync::Arc;

/// In place of the route of a request that has none.
const NO_ROUTE: &str = "none";

/// What was counted, as OpenMetrics text.
pub(super) async fn show(State(desk): State<Arc<Desk>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, meters::CONTENT_TYPE)], desk.metrics(Timestamp::now()))
}

/// Counts a request when it is answered.
pub(super) async fn count(
    State(desk): State<Arc<Desk>>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    desk.meters().requested(route, response.status().as_u16());
    response
}
