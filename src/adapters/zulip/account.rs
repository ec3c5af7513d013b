//! Zulip: whom an API key belongs to, and whether the server is one that tenet can answer on.
//!
//! Speaks the API that <https://zulip.com/api/> describes. No error holds a key.

use super::rest::User;
use crate::config::{Settings, Zulip, ZulipMode};
use crate::outgoing::{self, Patience, Reply, Secret, Unanswered, Wish};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The oldest feature level that tenet can answer on: <https://zulip.com/api/changelog>.
pub(super) const OLDEST: u32 = 236;
/// The kind of bot that Zulip sends questions by webhook for:
/// <https://zulip.com/api/get-own-user#response>.
const OUTGOING_WEBHOOK: u32 = 3;
/// The kind that may send and do nothing else.
const INCOMING_WEBHOOK: u32 = 2;
/// The kind for which Zulip itself answers.
const EMBEDDED: u32 = 4;
/// What Zulip says to a bot that may only send, whatever status and code it has for that.
pub(super) const ONLY_SENDS: &str = "not available to incoming webhook bots";

/// Whom a key belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The bot's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The organisation's name.
    pub realm: String,
    /// What the server knows of (<https://zulip.com/api/changelog>).
    pub feature_level: u32,
}

/// What an account may do: <https://zulip.com/api/roles-and-permissions>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Nearly everything.
    Administrator,
    /// To keep order.
    Moderator,
    /// What everybody may.
    Member,
    /// Less than that.
    Guest,
}

impl Role {
    fn of(number: u32) -> Role {
        match number {
            100 => Role::Owner,
            200 => Role::Administrator,
            300 => Role::Moderator,
            600 => Role::Guest,
            _ => Role::Member,
        }
    }

    /// Its name behind the article that it needs.
    pub fn with_article(self) -> &'static str {
        match self {
            Role::Owner => "an owner",
            Role::Administrator => "an administrator",
            Role::Moderator => "a moderator",
            Role::Member => "a member",
            Role::Guest => "a guest",
        }
    }

    /// Whether it may do what no bot that answers needs.
    pub fn is_too_much(self) -> bool {
        matches!(self, Role::Owner | Role::Administrator)
    }
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
    /// A bot that Zulip sends everything to by webhook, wherever it listens besides.
    #[error("The bot is an outgoing webhook, and `zulip.mode` is `events`.")]
    OnlyWebhook,
    /// A bot that may only send.
    #[error("The bot is an incoming webhook: a bot of this kind only sends.")]
    OnlySends,
    /// A bot for which Zulip itself answers.
    #[error("The bot is an embedded one: Zulip itself answers for it.")]
    Embedded,
    /// No bot.
    #[error("The key is of {0}, a person's own account.")]
    Person(String),
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
            Trouble::Unanswered(_, Unanswered::Open) => {
                return format!("Write http:// or the port of https:// into {}.", site());
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
            Trouble::Forbidden | Trouble::OnlySends | Trouble::Embedded => {
                "Make a bot of the generic kind, and take its zuliprc."
            }
            Trouble::NoWebhook => {
                "Make a bot of the outgoing webhook kind, or set `zulip.mode = \"events\"`."
            }
            Trouble::OnlyWebhook => {
                "Make a bot of the generic kind, or set `zulip.mode = \"webhook\"`."
            }
            Trouble::Person(_) => "Make a bot in the settings, and take its zuliprc.",
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

/// A queue that the bot could ask: <https://zulip.com/api/register-queue>.
#[derive(Deserialize)]
struct Queue {
    queue_id: String,
}

/// What such a queue would hold, and in which form, to see whether the bot gets one.
const WANTED: [(&str, &str); 4] = [
    ("event_types", r#"["message"]"#),
    ("fetch_event_types", r#"["message"]"#),
    ("apply_markdown", "false"),
    ("client_capabilities", r#"{"notification_settings_null":true}"#),
];

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
    let found = ask(zulip, |wish, what, secret| {
        let address = format!("{}/api/v1/{what}", zulip.site);
        let reply = outgoing::ask(wish, &address, outgoing::AGENT, secret, patience)
            .map_err(|error| Trouble::Unanswered(zulip.site.clone(), error))?;
        ahead = reply.ahead.or(ahead);
        Ok(reply)
    });
    (found, ahead)
}

fn ask(
    zulip: &Zulip,
    mut ask: impl FnMut(Wish<'_>, &str, Secret<'_>) -> Result<Reply, Trouble>,
) -> Result<Account, Trouble> {
    // Whatever the server says, no key would be sent there: that is so without a network.
    outgoing::may_be_told_a_secret(&zulip.site)
        .map_err(|error| Trouble::Unanswered(zulip.site.clone(), error))?;
    let server: Server = read(&zulip.site, ask(Wish::Tell, "server_settings", Secret::None)?)?;
    if server.zulip_feature_level < OLDEST {
        return Err(Trouble::Old(zulip.site.clone(), server.zulip_feature_level));
    }
    let secret = Secret::Basic(&zulip.email, &zulip.api_key);
    let user: User = read(&zulip.site, ask(Wish::Tell, "users/me", secret)?)?;
    if let Some(trouble) = unfit(&user, &zulip.mode) {
        return Err(trouble);
    }
    if matches!(zulip.mode, ZulipMode::Events) {
        let registering = ask(Wish::Take(&WANTED), "register", secret)?;
        let Queue { queue_id } = read(&zulip.site, registering)?;
        // The server gives up by itself what nobody asks for.
        let _ = ask(Wish::DoAway(&[("queue_id", &queue_id)]), "events", secret);
    }
    Ok(Account {
        name: user.full_name,
        role: Role::of(user.role),
        realm: server.realm_name.unwrap_or_else(|| zulip.site.clone()),
        feature_level: server.zulip_feature_level,
    })
}

/// Why this account is none that questions can be brought to in this way.
pub(super) fn unfit(user: &User, mode: &ZulipMode) -> Option<Trouble> {
    match (mode, user.bot_type) {
        _ if !user.is_bot => Some(Trouble::Person(user.full_name.clone())),
        (ZulipMode::Webhook { .. }, Some(OUTGOING_WEBHOOK)) => None,
        (ZulipMode::Webhook { .. }, _) => Some(Trouble::NoWebhook),
        (ZulipMode::Events, Some(OUTGOING_WEBHOOK)) => Some(Trouble::OnlyWebhook),
        (ZulipMode::Events, Some(INCOMING_WEBHOOK)) => Some(Trouble::OnlySends),
        (ZulipMode::Events, Some(EMBEDDED)) => Some(Trouble::Embedded),
        (ZulipMode::Events, _) => None,
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
        _ if msg.contains(ONLY_SENDS) => Trouble::OnlySends,
        401 => Trouble::Refused,
        400 | 403 => Trouble::Forbidden,
        _ => strange(),
    })
}
