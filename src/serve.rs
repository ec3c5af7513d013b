//! One process: adapters that answer, a timer that fetches, and a stop that loses nobody's question.
//!
//! Starts what is configured and keeps it going; decides no answer. An adapter that fails does not
//! take the others along, and content that cannot be used does not take the place of content that can.

mod keeping;
mod syncing;

use crate::adapters::http;
use crate::config::Settings;
use crate::content::problem::Problem;
use crate::content::words::count;
use crate::desk::{Connection, Desk, Platform};
use crate::library::Library;
use crate::sync::editions::State;
use crate::sync::files::FolderError;
use crate::sync::opening::OpenError;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{io, process};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long those that were asked before a stop have for their answers.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No adapter is configured.
    #[error(
        "Nothing is configured to answer: no http.address, discord.mode or zulip.mode. For a first look: --set http.address=127.0.0.1:8080"
    )]
    NoAdapter,
    /// All that is configured are platforms that this version does not speak to.
    #[error(
        "This version does not speak to {0} yet, and nothing else is configured. Set http.address, or take {0} away."
    )]
    NotYet(&'static str),
    /// The configuration does not say whose content it must be.
    #[error(
        "The configuration does not say whose content this is. Write `organisation = \"{content}\"` into tenet.toml if that is who you are."
    )]
    NoOrganisation {
        /// Whose the content is.
        content: String,
    },
    /// The content is another organisation's.
    #[error(
        "The content is of {content}, and the configuration says {configured}. Mount the right content folder, or mend `organisation`."
    )]
    Foreign {
        /// Whose it must be.
        configured: String,
        /// Whose it is.
        content: String,
    },
    /// The content folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The content cannot be followed.
    #[error("the content cannot be followed")]
    Refused(Vec<Problem>),
    /// There is no edition to answer from.
    #[error(transparent)]
    Open(OpenError),
    /// The system gives no threads or signals.
    #[error("The process cannot be set up: {0}.")]
    System(#[from] io::Error),
}

impl From<OpenError> for ServeError {
    fn from(error: OpenError) -> ServeError {
        match error {
            OpenError::Refused(problems) => ServeError::Refused(problems),
            error => ServeError::Open(error),
        }
    }
}

/// What a process is made of.
struct House {
    settings: Settings,
    state: State,
    desk: Arc<Desk>,
    /// Told whenever another edition may be had.
    knock: Notify,
    stop: CancellationToken,
}

impl House {
    fn content(&self) -> Option<&PathBuf> {
        self.settings.content.as_ref()
    }
}

/// Answers until it is told to stop.
///
/// # Errors
/// Where nothing can be answered at all.
pub fn run(settings: Settings, state: State) -> Result<(), ServeError> {
    if settings.http.is_none() && settings.discord.is_none() && settings.zulip.is_none() {
        return Err(ServeError::NoAdapter);
    }
    for remark in &settings.remarks {
        tracing::warn!("{}: {} {}", remark.place, remark.what, remark.remedy);
    }
    if settings.http.is_none()
        && let Some((_, platform)) = later(&settings).first()
    {
        return Err(ServeError::NotYet(platform));
    }
    let library = keeping::open(&settings, &state)?;
    tell(&library);
    let house = Arc::new(House {
        settings,
        state,
        desk: Arc::new(Desk::new(library)),
        knock: Notify::new(),
        stop: CancellationToken::new(),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(serve(house));
    // A fetch may still be under way; it can be cut off anywhere.
    runtime.shutdown_background();
    ended
}

async fn serve(house: Arc<House>) -> Result<(), ServeError> {
    let mut stops = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
    let hangups = signal(SignalKind::hangup())?;
    let mut adapters = JoinSet::new();
    if let Some(http) = house.settings.http.clone() {
        start(&mut adapters, &house, Platform::Http, open_door(Arc::clone(&house), http.address));
    }
    for (platform, name) in later(&house.settings) {
        let reason = format!("this version does not speak to {name} yet");
        start(&mut adapters, &house, platform, async { Err(reason) });
    }
    tokio::spawn(keeping::keep(Arc::clone(&house), hangups));
    tokio::spawn(syncing::sync(Arc::clone(&house)));
    told_to_stop(&mut stops).await;
    tracing::info!("stopping: those who asked get their answers");
    house.stop.cancel();
    tokio::spawn(async move {
        told_to_stop(&mut stops).await;
        process::exit(1);
    });
    let all = async { while adapters.join_next().await.is_some() {} };
    match tokio::time::timeout(LAST_ANSWERS, all).await {
        Ok(()) => tracing::info!("stopped"),
        Err(_) => tracing::warn!("stopped, and some who asked had no answer after 10 s"),
    }
    Ok(())
}

/// Platforms that are configured and that no adapter speaks to.
fn later(settings: &Settings) -> Vec<(Platform, &'static str)> {
    let discord = settings.discord.as_ref().map(|_| (Platform::Discord, "Discord"));
    let zulip = settings.zulip.as_ref().map(|_| (Platform::Zulip, "Zulip"));
    discord.into_iter().chain(zulip).collect()
}

async fn told_to_stop(stops: &mut [Signal; 2]) {
    let [terminate, interrupt] = stops;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Runs an adapter. How it ends is said once, and the others go on.
fn start<A>(adapters: &mut JoinSet<()>, house: &Arc<House>, platform: Platform, adapter: A)
where
    A: Future<Output = Result<(), String>> + Send + 'static,
{
    let house = Arc::clone(house);
    house.desk.connection(platform, Connection::Connecting);
    adapters.spawn(async move {
        // In a task of its own, so that a panic is its own too.
        let ended = tokio::spawn(adapter).await;
        let reason = match ended {
            Ok(Ok(())) if house.stop.is_cancelled() => return,
            Ok(Ok(())) => "it ended by itself".to_owned(),
            Ok(Err(reason)) => reason,
            Err(error) => error.to_string(),
        };
        tracing::error!(%platform, reason, "cannot answer");
        house.desk.connection(platform, Connection::Down(reason));
    });
}

async fn open_door(house: Arc<House>, address: std::net::SocketAddr) -> Result<(), String> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address} cannot be listened at: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    house.desk.connection(Platform::Http, Connection::Up);
    tracing::info!("HTTP answers at http://{address}");
    let stop = house.stop.clone();
    http::listen(listener, http::routes(Arc::clone(&house.desk)), stop).await;
    Ok(())
}

fn tell(library: &Library) {
    let catalogue = &library.edition.catalogue;
    tracing::info!(
        edition = library.edition.id.get(..12).unwrap_or_default(),
        "{}: {}, {}, {}",
        catalogue.organisation.name,
        count(catalogue.documents.len(), "document", "documents"),
        count(catalogue.passages.len(), "passage", "passages"),
        count(catalogue.rosters.len(), "roster", "rosters"),
    );
}
