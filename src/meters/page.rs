//! The page of all metrics, in the text format of OpenMetrics.
//!
//! Ages are worked out when the page is asked for, from the time that is passed in.

use super::{Meters, process};
use crate::desk::{Connection, Readiness};
use crate::library::short;
use jiff::Timestamp;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;

/// What the page is, for those who fetch it:
/// <https://prometheus.io/docs/specs/om/open_metrics_spec/#overall-structure>.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Seconds = Gauge<f64, AtomicU64>;

/// How things stand when the page is asked for.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Now.
    pub at: Timestamp,
    /// When the process started.
    pub started: Timestamp,
    /// The library that answers, and the adapters.
    pub readiness: &'a Readiness,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    platform: &'static str,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSource {
    source: String,
}

impl Meters {
    /// The page as it is now. A page without its last line, `# EOF`, is refused by those who read it.
    pub fn page(&self, scene: &Scene<'_>) -> String {
        let mut registry = Registry::with_prefix("tenet");
        self.register(&mut registry);
        register_edition(&mut registry, scene);
        register_sources(&mut registry, scene);
        register_connections(&mut registry, scene);
        let mut page = String::new();
        let mut process = Registry::default();
        register_process(&mut process, scene);
        // A text takes all that is written into it.
        let written =
            encode_registry(&mut page, &registry).and_then(|()| encode(&mut page, &process));
        if written.is_err() {
            page.clear();
        }
        page
    }

    fn register(&self, registry: &mut Registry) {
        registry.register(
            "questions",
            "Questions answered, by platform, command and outcome; about conduct or a report: other",
            self.questions.clone(),
        );
        registry.register_with_unit(
            "answer_duration",
            "Time from a question to its answer, without the platform",
            Unit::Seconds,
            self.answers.clone(),
        );
        registry.register(
            "passages_quoted",
            "Passages quoted, by document; of sensitive documents: other",
            self.quoted.clone(),
        );
        registry.register(
            "sync_rounds",
            "Looks at all sources, by result: unchanged, published, incomplete or failed",
            self.rounds.clone(),
        );
        registry.register_with_unit(
            "sync_duration",
            "Time that a look at all sources took",
            Unit::Seconds,
            self.round_time.clone(),
        );
        registry.register(
            "http_requests",
            "HTTP requests answered or refused, by route and class of status",
            self.requests.clone(),
        );
        registry.register(
            "platform_calls",
            "Calls to a platform, by result: done, refused, late, limited, unsure or unreached",
            self.calls.clone(),
        );
        registry.register(
            "unreadable_requests",
            "What came from a platform and could not be read",
            self.unreadable.clone(),
        );
    }
}

fn register_edition(registry: &mut Registry, scene: &Scene<'_>) {
    let edition = &scene.readiness.library.edition;
    let id = short(&edition.id).to_owned();
    registry.register("edition", "The edition that answers", Info::new([("id", id)]));
    registry.register_with_unit(
        "edition_age",
        "Time since this process began to answer from this edition",
        Unit::Seconds,
        seconds(between(scene.readiness.since, scene.at)),
    );
    let held_back = i64::from(scene.readiness.held_back.is_some());
    registry.register(
        "content_held_back",
        "Whether newer content does not answer: 1 if so; /ready says why",
        number(held_back),
    );
}

fn register_sources(registry: &mut Registry, scene: &Scene<'_>) {
    let ages: Family<OfSource, Seconds> = Family::default();
    let failures: Family<OfSource, Gauge> = Family::default();
    for (source, status) in &scene.readiness.library.status.sources {
        let source = OfSource { source: source.clone() };
        if let Some(checked) = status.checked {
            ages.get_or_create(&source).set(between(checked, scene.at));
        }
        failures.get_or_create(&source).set(i64::from(status.failed.is_some()));
    }
    registry.register_with_unit(
        "source_checked_age",
        "Time since a source was last looked at with success; missing if it never was",
        Unit::Seconds,
        ages,
    );
    registry.register(
        "source_failed",
        "Whether the last look at a source failed: 1 if so; /sources says why",
        failures,
    );
}

fn register_connections(registry: &mut Registry, scene: &Scene<'_>) {
    let states: Family<InState, Gauge> = Family::default();
    for (platform, connection) in &scene.readiness.connections {
        let platform = platform.name();
        for state in Connection::STATES {
            let is_in = i64::from(connection.state() == state);
            states.get_or_create(&InState { platform, state }).set(is_in);
        }
    }
    registry.register(
        "connection",
        "State of each platform's connection: 1 for the one that it is in",
        states,
    );
}

/// Under the names that all programs give these.
fn register_process(registry: &mut Registry, scene: &Scene<'_>) {
    let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("tenet_build", "The program", version);
    registry.register_with_unit(
        "process_start_time",
        "When the process started, in seconds since 1970",
        Unit::Seconds,
        seconds(scene.started.as_duration().as_secs_f64()),
    );
    if let Some(resident) = process::resident() {
        registry.register_with_unit(
            "process_resident_memory",
            "Memory that the process has",
            Unit::Bytes,
            number(i64::try_from(resident).unwrap_or(i64::MAX)),
        );
    }
}

fn seconds(value: f64) -> Seconds {
    let gauge = Seconds::default();
    gauge.set(value);
    gauge
}

fn number(value: i64) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(value);
    gauge
}

/// The seconds from one moment to a later one; none where a clock went back.
fn between(then: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(then).as_secs_f64().max(0.0)
}
