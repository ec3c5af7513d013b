//! Zulip: whom an API key belongs to, and whether the server is one that tenet can answer on.
//!
//! Speaks the API that <https://zulip.com/api/> describes. No error holds a key.

use crate::config::{Settings, Zulip, ZulipMode};
use crate::outgoing::{self, Patience, Reply, Secret, Unanswered};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The oldest feature level that tenet can answer on: <https://zulip.com/api/changelog>.
pub(super) const OLDEST: u32 = 236;
/// The kind of bot that Zulip sends questions by webhook for:
/// <https://zulip.com/api/get-own-user#response>.
const OUTGOING_WEBHOOK: u32 = 3;

/// Whom a key belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The bot's name.
    pub name: String,
    /// What it may do.
    pub role: &'static str,
    /// The organisation's name.
    pub realm: String,
    /// Whether it is no bot but a person's own account.
    pub is_person: bool,
}

/// Why a bot cannot answer on Zulip.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No answer came.
    #[error("Zulip at {0} {1}.")]
    Unanswered(String, Unanswered),
    /// Something that is not Zulip answered.
    #[error("What answers at {0} is not Zulip (status {1}).")]
    Strange(String, u16),
    /// The server failed.
    #[error("Zulip at {0} failed (status {1}).")]
    Failed(String, u16),
    /// Too much was asked.
    #[error("Zulip at {0} wants nothing to be asked for a while.")]
    Limited(String),
    /// The server is too old.
    #[error("Zulip at {0} is of feature level {1}; {OLDEST} is needed.")]
    Old(String, u32),
    /// The key is none, or is not that of the e-mail address.
    #[error("Zulip refuses the e-mail address or the API key.")]
    Refused,
    /// The bot, or the whole organisation, was deactivated.
    #[error("Zulip says that the bot or its organisation is deactivated.")]
    Deactivated,
    /// The bot may not do what a bot of its kind cannot.
    #[error("Zulip does not let this bot ask.")]
    Forbidden,
    /// A bot that Zulip sends nothing to by webhook.
    #[error("The bot is no outgoing webhook, and `zulip.mode` is `webhook`.")]
    NoWebhook,
}

impl Trouble {
    /// What to do about it, where these settings are in force.
    pub fn remedy(&self, settings: &Settings) -> String {
        let site = || settings.place_of("zulip.site");
        match self {
            Trouble::Unanswered(_, Unanswered::Address) => {
                return format!("Write the server's https:// address into {}.", site());
            }
            Trouble::Unanswered(_, Unanswered::Unprotected) => {
                return format!("Write https:// instead of http:// into {}.", site());
            }
            Trouble::Unanswered(_, Unanswered::Malformed) | Trouble::Refused => {
                return renewed(settings);
            }
            Trouble::Unanswered(..) => {
                return format!("Check the network and {}, then try again.", site());
            }
            Trouble::Strange(..) => {
                return format!("Write the server's own address into {}.", site());
            }
            Trouble::Failed(..) => "Try again later, or ask those who run the server.",
            Trouble::Limited(_) => "Wait for a minute, then try again.",
            Trouble::Old(..) => "Ask those who run the server for Zulip 8.0 or later.",
            Trouble::Deactivated => "Reactivate the bot in the organisation's settings.",
            Trouble::Forbidden => "Make a bot of the generic kind, and take its zuliprc.",
            Trouble::NoWebhook => {
                "Make a bot of the outgoing webhook kind, or set `zulip.mode = \"events\"`."
            }
        }
        .to_owned()
    }
}

/// How to get a key that is taken, and where it belongs.
fn renewed(settings: &Settings) -> String {
    match settings.zuliprc_in_force() {
        Some(path) => format!("Download the bot's zuliprc anew, in the place of {path}."),
        None => format!(
            "Download the bot's zuliprc anew: its `email` belongs into {}, its `key` into {}.",
            settings.place_of("zulip.email"),
            settings.place_of("zulip.api_key"),
        ),
    }
}

/// What a server tells everybody: <https://zulip.com/api/get-server-settings>.
#[derive(Deserialize)]
struct Server {
    zulip_feature_level: u32,
    realm_name: Option<String>,
}

/// What a server tells an account of itself: <https://zulip.com/api/get-own-user>.
#[derive(Deserialize)]
struct User {
    full_name: String,
    is_bot: bool,
    role: u32,
    bot_type: Option<u32>,
}

/// What a server says that refuses: <https://zulip.com/api/rest-error-handling>.
#[derive(Deserialize)]
struct Refusal {
    msg: String,
    #[serde(default)]
    code: String,
}

/// Whom the key belongs to, if the server is one that the bot can answer on; and how far this machine's
/// clock is ahead of the server's, where that told the time.
pub fn account(
    zulip: &Zulip,
    patience: Patience,
) -> (Result<Account, Trouble>, Option<SignedDuration>) {
    let mut ahead = None;
    let found = ask(zulip, |what, secret| {
        let address = format!("{}/api/v1/{what}", zulip.site);
        let reply = outgoing::get(&address, outgoing::AGENT, secret, patience)
            .map_err(|error| Trouble::Unanswered(zulip.site.clone(), error))?;
        ahead = reply.ahead.or(ahead);
        Ok(reply)
    });
    (found, ahead)
}

fn ask(
    zulip: &Zulip,
    mut get: impl FnMut(&str, Secret<'_>) -> Result<Reply, Trouble>,
) -> Result<Account, Trouble> {
    let server: Server = read(&zulip.site, get("server_settings", Secret::None)?)?;
    if server.zulip_feature_level < OLDEST {
        return Err(Trouble::Old(zulip.site.clone(), server.zulip_feature_level));
    }
    let secret = Secret::Basic(&zulip.email, &zulip.api_key);
    let user: User = read(&zulip.site, get("users/me", secret)?)?;
    if matches!(zulip.mode, ZulipMode::Webhook { .. }) && user.bot_type != Some(OUTGOING_WEBHOOK) {
        return Err(Trouble::NoWebhook);
    }
    Ok(Account {
        name: user.full_name,
        role: role(user.role),
        realm: server.realm_name.unwrap_or_else(|| zulip.site.clone()),
        is_person: !user.is_bot,
    })
}

/// What an account may do: <https://zulip.com/api/roles-and-permissions>.
fn role(number: u32) -> &'static str {
    match number {
        100 => "owner",
        200 => "administrator",
        300 => "moderator",
        600 => "guest",
        _ => "member",
    }
}

fn read<T: DeserializeOwned>(site: &str, reply: Reply) -> Result<T, Trouble> {
    let Reply { status, body, .. } = reply;
    let strange = || Trouble::Strange(site.to_owned(), status);
    if status == 200 {
        return serde_json::from_str(&body).map_err(|_| strange());
    }
    if status >= 500 {
        return Err(Trouble::Failed(site.to_owned(), status));
    }
    // Only Zulip refuses in Zulip's words; another server that refuses is not the one that was meant.
    let Refusal { msg, code } = serde_json::from_str(&body).map_err(|_| strange())?;
    Err(match status {
        429 => Trouble::Limited(site.to_owned()),
        // Servers of several years tell it by the code, by the words, or by both.
        _ if code.ends_with("_DEACTIVATED") || msg.contains("deactivated") => Trouble::Deactivated,
        401 => Trouble::Refused,
        400 | 403 => Trouble::Forbidden,
        _ => strange(),
    })
}
