//! What those who run tenet look at, and the description of all routes.

use super::Door;
use super::freshness::{self, Keeping};
use super::parameters::Parameters;
use super::refusal::Refusal;
use crate::desk::{Connection, Readiness};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// OpenAPI 3.1 (<https://spec.openapis.org/oas/v3.1.1.html>).
const DESCRIPTION: &str = include_str!("openapi.json");

/// What is here, for somebody who came with a browser.
pub(super) async fn front(State(door): State<Arc<Door>>, uri: Uri) -> Result<Response, Refusal> {
    Parameters::read(uri.query(), &[])?;
    let organisation = &door.desk.library().edition.catalogue.organisation.name;
    Ok(plain(format!(
        "I quote the documents of {organisation}.\n\
         Ask at /api/ask?q=… and see /api/openapi.json for the rest.\n"
    )))
}

/// The process lives.
pub(super) async fn health(uri: Uri) -> Result<Response, Refusal> {
    Parameters::read(uri.query(), &[])?;
    Ok(plain("ok\n".to_owned()))
}

/// Questions are answered, or why not.
pub(super) async fn ready(State(door): State<Arc<Door>>, uri: Uri) -> Result<Response, Refusal> {
    Parameters::read(uri.query(), &[])?;
    let readiness = door.desk.readiness();
    let ready = readiness.is_ready();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": ready,
        "edition": edition(&readiness),
        "held_back": readiness.held_back,
        "connections": connections(&readiness),
    });
    Ok(freshness::uncached(status, body.to_string()))
}

/// How to ask, for programs.
pub(super) async fn description(uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    Parameters::read(uri.query(), &[])?;
    let version = env!("CARGO_PKG_VERSION");
    Ok(freshness::json(&headers, version, Keeping::Checked, DESCRIPTION))
}

fn plain(text: String) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// The edition that answers, and how fresh what it is made of is.
fn edition(readiness: &Readiness) -> Value {
    let library = &readiness.library;
    let sources = library.edition.catalogue.sources.iter().map(|card| {
        let status = library.status.sources.get(&card.id);
        let failed = status.and_then(|status| status.failed.as_ref());
        json!({
            "id": card.id,
            "synced": card.synced,
            "commit": card.commit,
            "date": card.date,
            "checked": status.and_then(|status| status.checked),
            "failed": failed.map(|failure| json!({"at": failure.at, "what": failure.what})),
        })
    });
    json!({"id": library.edition.id, "sources": sources.collect::<Vec<Value>>()})
}

fn connections(readiness: &Readiness) -> Map<String, Value> {
    let connections = readiness.connections.iter().map(|(platform, connection)| {
        let reason = match connection {
            Connection::Down(reason) => Some(reason),
            Connection::Connecting | Connection::Up => None,
        };
        (platform.name().to_owned(), json!({"state": connection.state(), "reason": reason}))
    });
    connections.collect()
}
