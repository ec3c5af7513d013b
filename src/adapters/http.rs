//! The HTTP door: answers as JSON, and what those who run tenet look at.
//!
//! Alone in naming axum and hyper. Decides nothing: questions go to the desk as they come.

mod connections;
mod metrics;

pub use connections::listen;

use crate::desk::{Desk, Platform};
use crate::question::{Asked, Question};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// What the door opens to.
pub fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics::show))
        .route("/api/ask", get(ask))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), metrics::count))
        .with_state(desk)
}

/// The process lives.
async fn health() -> &'static str {
    "ok\n"
}

/// Questions are answered, or why not.
async fn ready(State(desk): State<Arc<Desk>>) -> Response {
    let readiness = desk.readiness();
    let connections: serde_json::Map<String, serde_json::Value> = readiness
        .connections
        .iter()
        .map(|(platform, connection)| (platform.to_string(), connection.state().into()))
        .collect();
    let ready = readiness.is_ready();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": ready,
        "edition": readiness.library.edition.id,
        "held_back": readiness.held_back,
        "connections": connections,
    });
    (status, axum::Json(body)).into_response()
}

#[derive(Deserialize)]
struct Asking {
    q: String,
}

/// The answer to what was typed.
async fn ask(State(desk): State<Arc<Desk>>, Query(asking): Query<Asking>) -> Response {
    let question =
        Question { text: asking.q, at: Timestamp::now(), asked: Asked::Program, moderator: false };
    axum::Json(desk.answer(Platform::Http, &question)).into_response()
}
