//! The HTTP door: answers as JSON, and what those who run tenet look at.
//!
//! Alone in naming axum and hyper. Decides nothing: questions go to the desk as they come. Logs
//! nothing of a request at any level: a question may be about what happened to somebody.

mod answering;
mod connections;
mod freshness;
mod line;
mod looking;
mod metrics;
mod pacing;
mod parameters;
mod refusal;
mod whole;

pub use connections::listen;

use crate::config;
use crate::desk::Desk;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use pacing::Pacing;
use refusal::Refusal;
use std::sync::Arc;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// For how long a browser need not ask again whether a website may ask.
const PREFLIGHT_HOLDS: Duration = Duration::from_secs(3600);

/// What stands behind the door.
#[derive(Debug)]
struct Door {
    desk: Arc<Desk>,
    pacing: Pacing,
}

/// A path, and what makes that which answers there.
type Route = (&'static str, fn() -> MethodRouter<Arc<Door>>);

/// Every route, from which the router is made and to which the description is held.
const TABLE: &[Route] = &[
    ("/", || get(looking::front)),
    ("/health", || get(looking::health)),
    ("/ready", || get(looking::ready)),
    ("/metrics", || get(metrics::show)),
    ("/api/ask", || get(answering::ask)),
    ("/api/complete", || get(answering::complete)),
    ("/api/cite/{*id}", || get(answering::cite)),
    ("/api/roster/{body}", || get(answering::roster)),
    ("/api/openapi.json", || get(looking::description)),
];

/// The paths of all routes, as OpenAPI writes them.
pub fn paths() -> impl Iterator<Item = String> {
    TABLE.iter().map(|(path, _)| path.replace("{*", "{"))
}

/// What the door opens to.
pub fn routes(desk: Arc<Desk>, settings: &config::Http) -> Router {
    let door = Arc::new(Door { desk, pacing: Pacing::new(settings) });
    let mut router = Router::new();
    for (path, method) in TABLE {
        router = router.route(path, method());
    }
    // The last layer is the first that a request comes to.
    let router = router
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(whole::take))
        .layer(middleware::from_fn_with_state(Arc::clone(&door), pacing::pace));
    let router = match origins(&settings.allow_origins) {
        Some(cors) => router.layer(cors),
        None => router,
    };
    router
        .layer(middleware::map_response(guard))
        .layer(middleware::from_fn_with_state(Arc::clone(&door), metrics::count))
        .with_state(door)
}

async fn nowhere(uri: Uri) -> Refusal {
    Refusal::nowhere(uri.path())
}

async fn wrong_method(method: Method) -> Refusal {
    Refusal::wrong_method(&method)
}

/// Lets pages of these websites ask from a reader's browser; nothing for none.
fn origins(allowed: &[String]) -> Option<CorsLayer> {
    let origin = if allowed.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        let origins: Vec<HeaderValue> =
            allowed.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
        if origins.is_empty() {
            return None;
        }
        AllowOrigin::list(origins)
    };
    Some(
        CorsLayer::new()
            .allow_origin(origin)
            .allow_methods([Method::GET, Method::HEAD])
            .allow_headers([header::IF_NONE_MATCH])
            .expose_headers([header::ETAG, header::RETRY_AFTER])
            .max_age(PREFLIGHT_HOLDS),
    )
}

/// What every answer tells browsers: it is what it says it is, and nothing to run or to frame.
const GUARDS: [(HeaderName, HeaderValue); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
];

async fn guard(mut response: Response) -> Response {
    response.headers_mut().extend(GUARDS);
    response
}
