//! Registers the commands that Discord lists: looked at first, and overwritten only where they differ.
//!
//! Discord keeps what is registered; a bot that is away or new takes up what it finds. Registering
//! answers nobody, and answers do not wait for it.

use super::bot::Bot;
use super::commands::{Listed, Listing, Reach, listing};
use super::rest::{Failure, Rest, minute};
use crate::config::{self, Settings};
use crate::index::Edition;
use crate::query::Command;
use crate::troubles::moment;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::Permissions;
use serenity::model::id::{ApplicationId, GuildId};
use std::convert::Infallible;
use std::num::NonZeroU64;
use std::time::Duration;

/// How soon, and at most how late, what could not be registered is tried again.
const TRIED_AGAIN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// How long one request may take with all its repetitions while somebody waits for a command to end.
const AWAITED: Duration = Duration::from_secs(15);

/// Where those who run a server, or anybody for themselves, add an application
/// (<https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow>).
const AUTHORIZE: &str = "https://discord.com/oauth2/authorize";

/// What the bot must be permitted in a server to do all that it does. Slash commands need none of it:
/// it is for what the bot says as a message of its own.
///
/// Without a view of a channel it hears no mention there and posts no citation; it posts both in
/// channels and in threads; and Discord lets only those reply to a message who may read what was said
/// before (<https://discord.com/developers/docs/resources/message#create-message>).
const PERMISSIONS: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::READ_MESSAGE_HISTORY);

/// What became of what Discord lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// All that is listed now, as people see it.
    pub listed: Vec<String>,
    /// What was not listed before.
    pub new: Vec<String>,
    /// What was listed otherwise.
    pub changed: Vec<String>,
    /// What is not listed any more.
    pub gone: Vec<String>,
    /// What the operator names and the content cannot answer.
    pub unanswerable: Vec<Command>,
}

impl Changes {
    /// Whether all was as it had to be.
    pub fn is_nothing(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }

    /// What is different, in words: `new: /coc; gone: /policy`.
    pub fn told(&self) -> String {
        let kinds = [("new", &self.new), ("changed", &self.changed), ("gone", &self.gone)];
        let told = kinds.into_iter().filter(|(_, names)| !names.is_empty());
        let told: Vec<String> =
            told.map(|(kind, names)| format!("{kind}: {}", names.join(" "))).collect();
        told.join("; ")
    }
}

/// The links by which the application is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The application's name.
    pub name: String,
    /// For those who run a server.
    pub server: String,
    /// For anybody, to have the commands wherever they are.
    pub person: String,
}

/// Why commands could not be registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unregistered {
    /// The token is none, or no longer one.
    #[error("Discord refuses the token.")]
    Token,
    /// Discord knows no such server.
    #[error("Discord knows no server {0}.")]
    NoServer(NonZeroU64),
    /// The bot was not added there with what it takes to have commands.
    #[error("The bot may register no commands in the server {0}.")]
    NotInvited(NonZeroU64),
    /// Discord wants nothing to be asked for a while: not before this minute, where it said when.
    #[error("Discord takes no more commands for a while.")]
    Limited(Option<Timestamp>),
    /// Discord itself fails.
    #[error("Discord has a fault of its own (status {0}).")]
    Broken(u16),
    /// What answers is not Discord.
    #[error("Something else than Discord answers.")]
    Strange,
    /// Discord does not take the commands as they are.
    #[error("Discord refuses the commands (status {status}, code {code}).")]
    Refused {
        /// The status of its answer.
        status: u16,
        /// Its reason.
        code: u64,
    },
    /// No answer came, or none that could be read.
    #[error("{0}")]
    Unanswered(String),
}

impl Unregistered {
    /// What a failure means, in one server or everywhere
    /// (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>).
    fn of(failure: &Failure, guild: Option<NonZeroU64>) -> Unregistered {
        match (failure, guild) {
            (Failure::Refused { status: 401, .. }, _) => Unregistered::Token,
            (Failure::Refused { code: 10004, .. }, Some(guild)) => Unregistered::NoServer(guild),
            (Failure::Refused { code: 50001, .. }, Some(guild)) => Unregistered::NotInvited(guild),
            (Failure::Refused { code: 30034, .. }, _) => Unregistered::Limited(None),
            (Failure::Limited { until }, _) => Unregistered::Limited(Some(minute(*until))),
            (Failure::Broken { status }, _) => Unregistered::Broken(*status),
            (Failure::Strange { .. }, _) => Unregistered::Strange,
            (Failure::Refused { status, code }, _) => {
                Unregistered::Refused { status: *status, code: *code }
            }
            (failure, _) => Unregistered::Unanswered(failure.to_string()),
        }
    }

    /// Whether it is worth trying again without anything being mended.
    fn passes(&self) -> bool {
        matches!(
            self,
            Unregistered::Limited(_)
                | Unregistered::Broken(_)
                | Unregistered::Strange
                | Unregistered::Unanswered(_)
        )
    }

    /// What to do about it, where these settings are in force.
    pub fn remedy(&self, settings: &Settings) -> String {
        match self {
            Unregistered::Token => {
                let token = settings.place_of("discord.token");
                format!(
                    "Reset the token on the application's Bot page, and put the new one into {token}."
                )
            }
            Unregistered::NoServer(_) => {
                "In Discord, switch on Developer Mode, then copy the Server ID.".to_owned()
            }
            Unregistered::NotInvited(_) => {
                "Add the bot to that server with the link of `tenet discord invite`.".to_owned()
            }
            Unregistered::Limited(Some(until)) => format!("Try again after {}.", moment(*until)),
            Unregistered::Limited(None) => "Wait for some minutes, then try again.".to_owned(),
            Unregistered::Broken(_) => "Try again later.".to_owned(),
            Unregistered::Strange => {
                "Check `discord.api`, and what stands between here and Discord.".to_owned()
            }
            Unregistered::Refused { .. } => {
                "Please report it: commands of tenet's should be taken.".to_owned()
            }
            Unregistered::Unanswered(_) => {
                "Check `discord.api`, the network and the proxy, then try again.".to_owned()
            }
        }
    }
}

/// The application that a token belongs to
/// (<https://discord.com/developers/docs/resources/application#application-object>).
#[derive(Deserialize)]
struct Application {
    id: ApplicationId,
    name: String,
}

/// Registers what this content can answer, everywhere or in one server.
///
/// # Errors
/// Where Discord does not take it.
pub async fn register(
    settings: &config::Discord,
    edition: &Edition,
    guild: Option<NonZeroU64>,
) -> Result<Changes, Unregistered> {
    let rest = way_out(settings)?;
    let reach = if guild.is_some() { Reach::OneServer } else { Reach::Everywhere };
    overwrite(&rest, listing(edition, settings, reach), guild).await
}

/// Takes all commands away, everywhere or in one server.
///
/// # Errors
/// Where Discord does not do it.
pub async fn unregister(
    settings: &config::Discord,
    guild: Option<NonZeroU64>,
) -> Result<Changes, Unregistered> {
    let nothing = Listing { commands: Vec::new(), unanswerable: Vec::new() };
    overwrite(&way_out(settings)?, nothing, guild).await
}

/// The links by which the application is added.
///
/// # Errors
/// Where Discord does not say whose the token is.
pub async fn invitation(settings: &config::Discord) -> Result<Invitation, Unregistered> {
    let Application { id, name } = application(&way_out(settings)?).await?;
    let permissions = PERMISSIONS.bits();
    Ok(Invitation {
        name,
        server: format!(
            "{AUTHORIZE}?client_id={id}&scope=bot+applications.commands&permissions={permissions}&integration_type=0"
        ),
        person: format!(
            "{AUTHORIZE}?client_id={id}&scope=applications.commands&integration_type=1"
        ),
    })
}

/// Keeps what Discord lists to what the content can answer: once the bot is connected, and whenever
/// another edition answers something else. Tells of it in the log.
pub async fn keep_commands(bot: &Bot) -> Infallible {
    let mut editions = bot.desk.editions();
    let (soonest, latest) = TRIED_AGAIN;
    let mut wait = soonest;
    let mut told = None;
    let mut listed = None;
    bot.connected.notified().await;
    loop {
        editions.mark_unchanged();
        let library = bot.desk.library();
        let wanted = listing(&library.edition, &bot.settings, Reach::Everywhere);
        let mut try_again = false;
        if listed.as_ref() != Some(&wanted) {
            match overwrite(&bot.rest, wanted.clone(), None).await {
                Ok(changes) => {
                    tell(&changes, listed.as_ref());
                    (listed, told, wait) = (Some(wanted), None, soonest);
                }
                Err(trouble) => {
                    try_again = trouble.passes();
                    if told.as_ref() != Some(&trouble) {
                        tracing::warn!("Discord lists the commands as they were before: {trouble}");
                        told = Some(trouble);
                    }
                }
            }
        }
        tokio::select! {
            // The desk outlives the bot that stands at it.
            _ = editions.changed() => {}
            () = tokio::time::sleep(wait), if try_again => wait = (wait * 2).min(latest),
        }
    }
}

/// Tells of what is listed now, after this was.
fn tell(changes: &Changes, before: Option<&Listing>) {
    if !changes.is_nothing() {
        tracing::info!("Discord lists other commands now: {}", changes.told());
    }
    let known = before.map(|before| before.unanswerable.as_slice()).unwrap_or_default();
    for command in changes.unanswerable.iter().filter(|command| !known.contains(command)) {
        tracing::warn!(
            "`discord.commands` names `{}`, which the content cannot answer: it is not listed",
            command.name()
        );
    }
}

fn way_out(settings: &config::Discord) -> Result<Rest, Unregistered> {
    let rest = Rest::new(settings).map_err(Unregistered::Unanswered)?;
    Ok(rest.within(AWAITED))
}

async fn application(rest: &Rest) -> Result<Application, Unregistered> {
    let asked = rest.send(LightMethod::Get, Route::Oauth2ApplicationCurrent, None).await;
    asked.map_err(|failure| Unregistered::of(&failure, None))
}

/// Has these commands listed and no others.
async fn overwrite(
    rest: &Rest,
    listing: Listing,
    guild: Option<NonZeroU64>,
) -> Result<Changes, Unregistered> {
    let Application { id: application_id, .. } = application(rest).await?;
    let route = || match guild.map(GuildId::from) {
        Some(guild_id) => Route::GuildCommands { application_id, guild_id },
        None => Route::Commands { application_id },
    };
    let failed = |failure| Unregistered::of(&failure, guild);
    let found: Vec<Value> = rest.send(LightMethod::Get, route(), None).await.map_err(failed)?;
    let changes = difference(&found, listing.commands.clone(), guild);
    let changes = Changes { unanswerable: listing.unanswerable, ..changes };
    if !changes.is_nothing() {
        let body = serde_json::to_vec(&listing.commands);
        let body = body.map_err(|error| Unregistered::Unanswered(format!("{error}.")))?;
        let taken = rest.send::<Value>(LightMethod::Put, route(), Some(body)).await;
        taken.map_err(failed)?;
    }
    Ok(changes)
}

/// What is different between what Discord has and what it shall have. What stands there in a form that
/// cannot be read is different from all that does.
fn difference(found: &[Value], wanted: Vec<Listed>, guild: Option<NonZeroU64>) -> Changes {
    let name_of = |found: &Value| {
        let name = found.get("name").and_then(Value::as_str).unwrap_or("?").to_owned();
        match found.get("type").and_then(Value::as_u64) {
            None | Some(1) => format!("/{name}"),
            Some(_) => format!("“{name}”"),
        }
    };
    let mut had: Vec<(String, Option<Listed>)> = found
        .iter()
        .map(|found| (name_of(found), serde_json::from_value(found.clone()).ok()))
        .map(|(name, listed)| (name, listed.map(|listed: Listed| known(listed, guild))))
        .collect();
    let mut changes = Changes::default();
    for wanted in wanted {
        let shown = wanted.shown();
        changes.listed.push(shown.clone());
        match had.iter().position(|(name, _)| *name == shown) {
            None => changes.new.push(shown),
            Some(at) => {
                if had.swap_remove(at).1.as_ref() != Some(&wanted) {
                    changes.changed.push(shown);
                }
            }
        }
    }
    changes.gone = had.into_iter().map(|(name, _)| name).collect();
    changes
}

/// What Discord has, in the form in which it is told. Of a command of one server it may tell where
/// else it could be used, which nobody can say.
fn known(listed: Listed, guild: Option<NonZeroU64>) -> Listed {
    match guild {
        Some(_) => Listed { integration_types: None, contexts: None, ..listed },
        None => listed.in_order(),
    }
}
