//! Whom a token belongs to, and how Discord brings that bot its commands: what `tenet doctor` asks.
//!
//! Blocks its thread, and is never asked while questions are answered. No error holds a token.

use crate::config::{Discord, DiscordMode, Settings};
use crate::content::words::hex;
use crate::outgoing::{self, Patience, Reply, Secret, Unanswered};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Who asks, in the form that Discord wants, which shuts out others:
/// <https://discord.com/developers/docs/reference#user-agent>.
const AGENT: &str =
    concat!("DiscordBot (", env!("CARGO_PKG_REPOSITORY"), ", ", env!("CARGO_PKG_VERSION"), ")");

/// How long Discord may take to say where it sends to.
const PATIENCE: Patience =
    Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(10) };

/// Whom a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The bot's name.
    pub name: String,
}

/// Why a bot cannot answer on Discord.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No answer came.
    #[error("Discord ({0}) {1}.")]
    Unanswered(String, Unanswered),
    /// The token is none, or no longer one.
    #[error("Discord refuses the token.")]
    Refused,
    /// Too much was asked.
    #[error("Discord wants nothing to be asked for a while.")]
    Limited,
    /// Discord failed, or something that is not Discord answered.
    #[error("{0} does not answer as Discord does (status {1}).")]
    Strange(String, u16),
    /// Discord sends commands elsewhere than to the connection that the bot opens.
    #[error("Discord sends the commands to an interactions endpoint, not over the gateway.")]
    SentElsewhere,
    /// Discord signs with another key than the one that is configured.
    #[error("Discord signs for this application with another key than `discord.public_key`.")]
    OtherKey,
    /// Discord does not know where to send commands.
    #[error("Discord knows no interactions endpoint to send the commands to.")]
    SentNowhere,
}

impl Trouble {
    /// What to do about it, where these settings are in force.
    pub fn remedy(&self, settings: &Settings) -> String {
        match self {
            Trouble::Unanswered(_, Unanswered::Malformed) | Trouble::Refused => {
                let token = settings.place_of("discord.token");
                return format!(
                    "Reset the token on the application's Bot page, and put the new one into {token}."
                );
            }
            Trouble::OtherKey => {
                let key = settings.place_of("discord.public_key");
                return format!(
                    "Copy the Public Key of this application into {key}, or take its token."
                );
            }
            Trouble::Unanswered(_, Unanswered::Address) => {
                "Write `discord.api` as an https:// address, or leave it out."
            }
            Trouble::Unanswered(_, Unanswered::Unprotected) => {
                "Write https:// instead of http:// into `discord.api`."
            }
            Trouble::Unanswered(_, Unanswered::Open) => {
                "Write http:// or the port of https:// into `discord.api`."
            }
            Trouble::Unanswered(..) => "Check the network and the proxy, then try again.",
            Trouble::Limited => "Wait for some minutes, then try again.",
            Trouble::Strange(_, 500..) => "Try again later.",
            Trouble::Strange(..) => {
                "Check `discord.api`, and what stands between here and Discord."
            }
            Trouble::SentElsewhere => {
                "Clear the Interactions Endpoint URL of the application, or set `discord.mode = \"http\"`."
            }
            Trouble::SentNowhere => {
                "Set the Interactions Endpoint URL of the application to where your HTTP door is."
            }
        }
        .to_owned()
    }
}

/// What Discord tells of a bot: <https://discord.com/developers/docs/resources/user#user-object>.
#[derive(Deserialize)]
struct User {
    username: String,
}

/// What Discord tells of an application:
/// <https://discord.com/developers/docs/resources/application#application-object>.
#[derive(Deserialize)]
struct Application {
    /// 64 hexadecimal digits.
    verify_key: String,
    interactions_endpoint_url: Option<String>,
}

/// Whom the token belongs to, if Discord brings that bot commands in the way that is configured; and how
/// far this machine's clock is ahead of Discord's, where Discord told the time.
pub fn account(
    discord: &Discord,
    patience: Patience,
) -> (Result<Account, Trouble>, Option<SignedDuration>) {
    let mut ahead = None;
    let found = ask(discord, |path| {
        let reply = get(discord, path, patience)?;
        ahead = reply.ahead.or(ahead);
        Ok(reply)
    });
    (found, ahead)
}

fn ask(
    discord: &Discord,
    mut get: impl FnMut(&str) -> Result<Reply, Trouble>,
) -> Result<Account, Trouble> {
    let user: User = read(discord, get("/users/@me")?)?;
    let application: Application = read(discord, get("/applications/@me")?)?;
    // Discord brings commands in one way or the other, whatever the bot is connected to.
    match (&discord.mode, application.interactions_endpoint_url) {
        (DiscordMode::Gateway, Some(_)) => Err(Trouble::SentElsewhere),
        (DiscordMode::Http { public_key }, _) if hex(public_key) != application.verify_key => {
            Err(Trouble::OtherKey)
        }
        (DiscordMode::Http { .. }, None) => Err(Trouble::SentNowhere),
        _ => Ok(Account { name: user.username }),
    }
}

fn get(discord: &Discord, path: &str, patience: Patience) -> Result<Reply, Trouble> {
    let api = discord.api.trim_end_matches('/');
    let header = SecretString::from(format!("Bot {}", discord.token.expose_secret()));
    let reply = outgoing::get(&format!("{api}{path}"), AGENT, Secret::Header(&header), patience);
    reply.map_err(|error| Trouble::Unanswered(discord.api.clone(), error))
}

fn read<T: DeserializeOwned>(discord: &Discord, reply: Reply) -> Result<T, Trouble> {
    let strange = || Trouble::Strange(discord.api.clone(), reply.status);
    match reply.status {
        200 => serde_json::from_str(&reply.body).map_err(|_| strange()),
        401 => Err(Trouble::Refused),
        429 => Err(Trouble::Limited),
        _ => Err(strange()),
    }
}

/// Says so at the start where Discord brings commands in another way than is configured, or signs with
/// another key: nobody would see why none is answered.
pub(super) fn warn_of_another_way(discord: &Discord) {
    let (found, _) = account(discord, PATIENCE);
    if let Err(trouble @ (Trouble::OtherKey | Trouble::SentNowhere | Trouble::SentElsewhere)) =
        found
    {
        tracing::warn!("{trouble} `tenet doctor` says what to do.");
    }
}
