//! The HTTP door: answers as JSON, and what those who run tenet look at.
//!
//! Alone in naming axum and hyper. Decides nothing: questions go to the desk as they come. Logs
//! nothing of a request at any level: a question may be about what happened to somebody.

mod admission;
mod answering;
mod connections;
mod deadlines;
mod freshness;
mod inlets;
mod line;
mod looking;
mod metrics;
mod pacing;
mod parameters;
mod places;
mod refusal;
mod whole;

pub use connections::listen;
pub use deadlines::Deadlines;

use crate::config;
use crate::desk::Desk;
use crate::inlet::Inlet;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use pacing::Pacing;
use refusal::Refusal;
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
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
#[derive(Debug, Clone)]
pub struct Routes {
    router: Router,
    desk: Arc<Desk>,
    /// Whether one address stands for many askers.
    behind_proxy: bool,
}

/// What the door opens to, as these settings say. Platforms speak to tenet at `inlets`; those are no
/// routes for askers, and not described.
pub fn routes(desk: Arc<Desk>, settings: &config::Http, inlets: &[Inlet]) -> Routes {
    let mut router = Router::new();
    for (path, method) in TABLE {
        router = router.route(path, method());
    }
    around(router, desk, settings, inlets)
}

/// All that stands between a request and its route.
fn around(
    router: Router<Arc<Door>>,
    desk: Arc<Desk>,
    settings: &config::Http,
    inlets: &[Inlet],
) -> Routes {
    let door = Arc::new(Door { desk: Arc::clone(&desk), pacing: Pacing::new(settings) });
    // The last layer is the first that a request comes to.
    let router = router
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&door), admission::admit))
        .layer(catching());
    let router = match origins(&settings.allow_origins) {
        // Around all refusals, so that pages can read them.
        Some(cors) => router
            .layer(cors)
            .layer(middleware::from_fn_with_state(Arc::clone(&door), admission::admit_preflight)),
        None => router,
    };
    // Beside what askers pass: an inlet needs the body, and no website sends to it.
    let mut beside = Router::new();
    for inlet in inlets {
        beside = beside.route(inlet.path, inlets::method(inlet.clone()));
    }
    let router = router
        .merge(beside.layer(catching()))
        .layer(middleware::map_response(guard))
        .layer(middleware::from_fn_with_state(Arc::clone(&door), metrics::count))
        .with_state(door);
    Routes { router, desk, behind_proxy: settings.behind_proxy }
}

/// Answers where a mistake of ours ends an answer. What a panic says may hold words of a question.
fn catching() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(|_| Refusal::unwritable().into_response())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layers;
    use crate::content::{self, Files, Reading};
    use crate::index::Edition;
    use crate::library::{Library, SyncStatus};
    use std::io::{Read, Write};
    use tokio::net::TcpListener;
    use tokio_util::sync::CancellationToken;

    const SOURCES: &str = "organisation: Pilots
sources:
  - id: rules
    git: https://git.example/pilots/rules
    documents: [{file: rules.md, id: rules}]
";

    fn desk() -> Arc<Desk> {
        let files = [("sources.yaml", SOURCES), ("rules/rules.md", "# Rules\n\nRow.\n")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let files = Files { files: files.into(), ..Files::default() };
        let Reading { catalogue, .. } = content::read(&files.into());
        let edition = Edition::build("0".repeat(32), catalogue, &mut |_, _| {}).unwrap();
        let limits = config::read(&Layers::default()).unwrap().manners;
        Arc::new(Desk::new(Library::new(edition, SyncStatus::default()), limits))
    }

    async fn mistaken() -> &'static str {
        panic!("what somebody asked");
    }

    #[test]
    fn a_mistake_within_one_answer_is_told_without_its_words_and_the_others_go_on() {
        let settings = config::Http {
            address: ([127, 0, 0, 1], 0).into(),
            allow_origins: Vec::new(),
            behind_proxy: false,
            per_minute: std::num::NonZeroU32::MAX,
        };
        let mut router = Router::new().route("/mistaken", get(mistaken));
        for (path, method) in TABLE {
            router = router.route(path, method());
        }
        let desk = desk();
        let routes = around(router, Arc::clone(&desk), &settings, &[]);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind(settings.address)).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let door = runtime.spawn(listen(listener, routes, Deadlines::default(), stop.clone()));
        // One that has begun to ask on a connection of its own, and goes on afterwards.
        let mut beside = std::net::TcpStream::connect(address).unwrap();
        beside.write_all(b"GET /health HTTP/1.1\r\n").unwrap();
        let mut client = std::net::TcpStream::connect(address).unwrap();
        let asks = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n{more}\r\n");
        let both = asks("/mistaken", "") + &asks("/api/cite/rules", "Connection: close\r\n");
        client.write_all(both.as_bytes()).unwrap();
        let mut answers = String::new();
        client.read_to_string(&mut answers).unwrap();
        assert!(answers.starts_with("HTTP/1.1 500 "), "{answers}");
        assert!(answers.contains("Tell those who run this."), "{answers}");
        assert!(!answers.contains("somebody"), "{answers}");
        assert!(answers.contains("HTTP/1.1 200 ") && answers.contains("Row."), "{answers}");
        beside.write_all(b"Host: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        beside.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let page = desk.metrics(jiff::Timestamp::now());
        assert!(page.contains("route=\"/mistaken\",status=\"5xx\"} 1"), "{page}");
        stop.cancel();
        runtime.block_on(door).unwrap();
    }
}
