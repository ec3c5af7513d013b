//! One process: adapters that answer, a timer that fetches, and a stop that loses nobody's question.
//!
//! Starts what is configured and keeps it going; decides no answer. An adapter that fails does not
//! take the others along, and content that cannot be used does not take the place of content that can.

pub mod adapters;
mod alone;
mod apart;
mod counting;
mod keeping;
mod opening;
mod stopping;
mod syncing;

use crate::adapters::{discord, http, zulip};
use crate::config::{self, DiscordMode, Http, Settings, ZulipMode};
use crate::content::Files;
use crate::content::problem::{Problem, first_of};
use crate::desk::{Connection, Desk, Platform};
use crate::index::IndexError;
use crate::inlet::Inlet;
use crate::ledger::{LedgerError, Writer};
use crate::library::short;
use crate::pace::Pace;
use crate::sync::editions::State;
use crate::sync::files::FolderError;
use crate::sync::opening::OpenError;
use crate::sync::report;
use adapters::Adapter;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stopping::Stops;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// How long those that were asked before a stop have for their answers.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// How soon, and at most how late, an adapter that failed is tried again.
const TRIED_AGAIN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// Why a process cannot start, or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No adapter is configured.
    #[error(
        "Nothing is configured to answer: no http.address, discord.mode or zulip.mode. For a first look: --set http.address=127.0.0.1:8080"
    )]
    NoAdapter,
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
    /// The key by which Discord is known is none.
    #[error("{0} is no key of Discord's. Copy it from the application's General Information.")]
    NoKey(String),
    /// Zulip cannot be spoken to.
    #[error("{0}")]
    Zulip(String),
    /// Another process answers messages from the same state folder.
    #[error(
        "Another `tenet serve` answers messages with the state folder {0}. Stop it, or give this one another folder with --state."
    )]
    NotAlone(String),
    /// The content folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The content cannot be followed.
    #[error("{}", first_of(.0))]
    Refused(Vec<Problem>),
    /// The content folder does not keep still.
    #[error("The content folder {0} keeps changing. It is read once nothing writes into it.")]
    Restless(String),
    /// No index can be built.
    #[error(transparent)]
    Index(IndexError),
    /// What the process must remember was written by a newer program.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Every adapter has failed; the last one for this reason.
    #[error("{0} Nothing is left to answer on.")]
    NothingLeft(String),
    /// The program itself made a mistake.
    #[error("A mistake in tenet ended this: please report it, with what the log says before.")]
    Broken,
    /// The system gives no threads or signals.
    #[error("The process cannot be set up: {0}.")]
    System(#[from] io::Error),
}

impl From<OpenError> for ServeError {
    fn from(error: OpenError) -> ServeError {
        match error {
            OpenError::Refused(problems) => ServeError::Refused(problems),
            OpenError::Index(error) => ServeError::Index(error),
        }
    }
}

/// What a process is made of.
struct House {
    settings: Settings,
    state: State,
    desk: Arc<Desk>,
    /// Held for as long as this process answers messages, where it does.
    _alone: Option<File>,
    /// Where Discord speaks to the door, if it does.
    endpoint: Option<Arc<discord::Endpoint>>,
    /// Where Zulip does, if it does.
    webhook: Option<Arc<zulip::Webhook>>,
    /// Whether the door is open.
    door: watch::Sender<bool>,
    /// What is remembered over the end of the process, where there is something to remember.
    ledger: Option<Writer>,
    /// The content folder as it was when it was last taken up. Rounds go by it, so that none of them
    /// reads what somebody is about to write.
    content: Mutex<Files>,
    /// Told when a round has ended.
    round_ended: Notify,
    /// Told when a round is wanted now.
    round_wanted: Notify,
    stop: CancellationToken,
}

impl House {
    fn content(&self) -> MutexGuard<'_, Files> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
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
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(serve(settings, state));
    // A round may still be under way; it can be cut off anywhere.
    runtime.shutdown_background();
    ended
}

async fn serve(settings: Settings, state: State) -> Result<(), ServeError> {
    // Before all else: the first process of a container ignores what it has not asked for.
    let mut stops = Stops::new()?;
    let hangups = signal(SignalKind::hangup())?;
    let house = tokio::select! {
        house = open(settings, state) => Arc::new(house?),
        () = stops.told() => {
            tracing::info!("stopped");
            return Ok(());
        }
    };
    tokio::spawn(keeping::keep(Arc::clone(&house), hangups));
    tokio::spawn(syncing::sync(Arc::clone(&house)));
    tokio::spawn(counting::drop_old(Arc::clone(&house)));
    let ended = answer(&house, &mut stops).await;
    house.stop.cancel();
    if let Some(ledger) = &house.ledger {
        ledger.close();
    }
    if ended.is_ok() {
        tracing::info!("stopped");
    }
    ended
}

/// Answers until told to stop, and then those who asked before.
async fn answer(house: &Arc<House>, stops: &mut Stops) -> Result<(), ServeError> {
    let (desk, stop) = (Arc::clone(&house.desk), house.stop.clone());
    let (first, most) = TRIED_AGAIN;
    let all = adapters::run(adapters(house), desk, Pace::new(first, most), stop);
    tokio::pin!(all);
    tokio::select! {
        ended = &mut all => return ended.map_err(ServeError::NothingLeft),
        () = stops.told() => {}
    }
    tracing::info!("stopping: those who asked get their answers");
    house.stop.cancel();
    tokio::select! {
        _ = &mut all => {}
        () = tokio::time::sleep(LAST_ANSWERS) => {
            tracing::warn!("some who asked had no answer after 10 s");
        }
        () = stops.told_again() => tracing::warn!("told again: ends at once"),
    }
    Ok(())
}

/// Opens the library that answers first.
async fn open(settings: Settings, state: State) -> Result<House, ServeError> {
    let opening = move || {
        let files = opening::read(&settings)?;
        let opened = opening::open(&settings, &state, files.clone(), None)?;
        let edition = &opened.library.edition;
        let (name, id) = (&edition.catalogue.organisation.name, short(&edition.id));
        tracing::info!("{name}, edition {id}: {}", report::holds(edition));
        opening::tell(&settings, &opened);
        let alone = alone::begin(&settings, &state)?;
        let desk = Desk::new(opened.library, settings.manners);
        let (desk, ledger) = counting::begin(desk, &settings, &state)?;
        let desk = Arc::new(desk);
        Ok(House {
            state,
            _alone: alone,
            endpoint: endpoint(&settings, &desk)?,
            webhook: webhook(&settings, &desk)?,
            door: watch::Sender::new(false),
            desk,
            settings,
            ledger,
            content: Mutex::new(files),
            round_ended: Notify::new(),
            round_wanted: Notify::new(),
            stop: CancellationToken::new(),
        })
    };
    tokio::task::spawn_blocking(opening).await.map_err(|_| ServeError::Broken)?
}

/// Where Discord speaks to the door, if it is told to.
fn endpoint(
    settings: &Settings,
    desk: &Arc<Desk>,
) -> Result<Option<Arc<discord::Endpoint>>, ServeError> {
    let Some(discord) = &settings.discord else { return Ok(None) };
    let DiscordMode::Http { public_key } = &discord.mode else { return Ok(None) };
    let key = discord::Key::of(public_key)
        .ok_or_else(|| ServeError::NoKey(settings.place_of("discord.public_key")))?;
    let bot = discord::Bot::new(Arc::clone(desk), discord.clone()).map_err(io::Error::other)?;
    Ok(Some(discord::Endpoint::new(bot, key)))
}

/// Where Zulip speaks to the door, if it is told to.
fn webhook(
    settings: &Settings,
    desk: &Arc<Desk>,
) -> Result<Option<Arc<zulip::Webhook>>, ServeError> {
    let Some(zulip) = &settings.zulip else { return Ok(None) };
    let ZulipMode::Webhook { token } = &zulip.mode else { return Ok(None) };
    let bot = zulip::Bot::new(Arc::clone(desk), zulip.clone())
        .map_err(|trouble| ServeError::Zulip(with_remedy(&trouble, settings)))?;
    Ok(Some(zulip::Webhook::new(bot, token.clone())))
}

/// The adapters that are configured.
fn adapters(house: &Arc<House>) -> Vec<Adapter> {
    let settings = &house.settings;
    let mut adapters = Vec::new();
    if let Some(http) = settings.http.clone() {
        let house = Arc::clone(house);
        let connect = move || open_door(Arc::clone(&house), http.clone());
        adapters.push(Adapter::new(Platform::Http, connect));
    }
    if let Some(endpoint) = house.endpoint.clone() {
        let house = Arc::clone(house);
        let connect = move || {
            let (door, stop) = (house.door.subscribe(), house.stop.clone());
            discord::attend(Arc::clone(&endpoint), door, stop)
        };
        adapters.push(Adapter::new(Platform::Discord, connect));
    } else if let Some(discord) = settings.discord.clone() {
        let house = Arc::clone(house);
        let connect = move || hear_discord(Arc::clone(&house), discord.clone());
        adapters.push(Adapter::new(Platform::Discord, connect));
    }
    if let Some(webhook) = house.webhook.clone() {
        let house = Arc::clone(house);
        let connect = move || {
            let (door, stop) = (house.door.subscribe(), house.stop.clone());
            zulip::attend(Arc::clone(&webhook), door, stop)
        };
        adapters.push(Adapter::new(Platform::Zulip, connect));
    } else if let Some(zulip) = settings.zulip.clone() {
        let house = Arc::clone(house);
        let connect = move || hear_zulip(Arc::clone(&house), zulip.clone());
        adapters.push(Adapter::new(Platform::Zulip, connect));
    }
    adapters
}

async fn hear_discord(house: Arc<House>, settings: config::Discord) -> Result<(), String> {
    let bot = discord::Bot::new(Arc::clone(&house.desk), settings)?;
    tokio::select! {
        ended = discord::listen(Arc::clone(&bot), discord::Pacing::default(), house.stop.clone()) => ended,
        never = discord::keep_commands(&bot) => match never {},
    }
}

async fn hear_zulip(house: Arc<House>, settings: config::Zulip) -> Result<(), String> {
    let told = |trouble: zulip::Trouble| with_remedy(&trouble, &house.settings);
    let bot = zulip::Bot::new(Arc::clone(&house.desk), settings).map_err(told)?;
    zulip::listen(bot, zulip::Pacing::default(), house.stop.clone()).await.map_err(told)
}

/// Why Zulip cannot be heard, and what to do about it.
fn with_remedy(trouble: &zulip::Trouble, settings: &Settings) -> String {
    format!("{trouble} {}", trouble.remedy(settings))
}

async fn open_door(house: Arc<House>, settings: Http) -> Result<(), String> {
    let address = settings.address;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("{address} cannot be listened at: {error}. Free it, or name another http.address.")
    })?;
    let address = listener.local_addr().map_err(|error| format!("{error}."))?;
    house.desk.connection(Platform::Http, Connection::Up);
    tracing::info!("HTTP answers at http://{address}");
    let endpoint = house.endpoint.iter().map(discord::Endpoint::inlet);
    let webhook = house.webhook.iter().map(zulip::Webhook::inlet);
    if house.webhook.is_some() {
        tracing::info!("Zulip: messages are taken at http://{address}{}", zulip::PATH);
    }
    let inlets: Vec<Inlet> = endpoint.chain(webhook).collect();
    let routes = http::routes(Arc::clone(&house.desk), &settings, &inlets);
    let _open = Opened::door(&house.door);
    http::listen(listener, routes, http::Deadlines::default(), house.stop.clone()).await;
    Ok(())
}

/// An open door, which closes however that ends.
struct Opened<'a>(&'a watch::Sender<bool>);

impl Opened<'_> {
    fn door(door: &watch::Sender<bool>) -> Opened<'_> {
        door.send_replace(true);
        Opened(door)
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.send_replace(false);
    }
}
