//! What the operator says: `tenet.toml`, the environment, and flags, each before the one named first.
//!
//! Every value is kept with where it was said, so that a mistake is named with its place and `tenet
//! config` can tell who said what. Unknown keys are refused. Secrets stand in the environment or in
//! files of their own, are wrapped as soon as they are read, and are never shown.

mod file;
mod keys;
mod opening;
mod places;
mod reading;
mod remarks;
mod said;
pub mod shown;
mod zuliprc;

pub use keys::{Holds, KEYS, Key};
pub use opening::{FILE, open};
pub use reading::read;
pub use said::{ELSEWHERE, Layers, Origin, SEEN, Said, Sayings};

use crate::content::problem::Problem;
use crate::manners::Limits;
use crate::query::Command;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// What is in force.
#[derive(Clone)]
pub struct Settings {
    /// Whose content it must be.
    pub organisation: Option<String>,
    /// The content folder; the content that ships where none is named.
    pub content: Option<PathBuf>,
    /// The state folder.
    pub state: Option<PathBuf>,
    /// What is logged, where that is said.
    pub log_level: Option<tracing::Level>,
    /// Whether each line of the log is JSON.
    pub log_json: bool,
    /// How often the sources are looked at; `None` for never.
    pub sync_every: Option<Duration>,
    /// Addresses that replace those of `sources.yaml`, by source.
    pub sync_from: BTreeMap<String, String>,
    /// The HTTP door, where it is open.
    pub http: Option<Http>,
    /// Discord, where a mode is named.
    pub discord: Option<Discord>,
    /// Zulip, where a mode is named.
    pub zulip: Option<Zulip>,
    /// How much one asker and one channel may ask.
    pub manners: Limits,
    /// Whether unanswered questions are counted.
    pub count_unanswered: bool,
    /// What was said that is in force, by the name of the setting.
    pub said: Sayings,
    /// Credentials that a mode needs and that cannot be had here: without them nobody is spoken to. All
    /// else goes on.
    pub missing: Vec<Problem>,
    /// What can be followed and is probably not what was meant.
    pub remarks: Vec<Problem>,
}

/// Only where each setting was said: an address of a source may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins = self.said.iter().map(|(name, said)| (name, said.origin.to_string()));
        f.debug_map().entries(origins).finish()
    }
}

/// The HTTP door.
#[derive(Debug, Clone)]
pub struct Http {
    /// Where it listens.
    pub address: SocketAddr,
    /// Websites whose pages may ask from a reader's browser; `*` for all.
    pub allow_origins: Vec<String>,
    /// Whether a proxy stands before it that names the asker in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// How many requests one address may send in a minute.
    pub per_minute: NonZeroU32,
}

impl Http {
    /// Where somebody on this machine reaches the door, which may be open to all its addresses.
    pub fn from_here(&self) -> SocketAddr {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.address.port())
    }
}

/// How Discord brings questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscordMode {
    /// Over a connection that the bot opens.
    Gateway,
    /// As signed requests to the HTTP door.
    Http {
        /// The application's key, which the signatures are held against.
        public_key: [u8; 32],
    },
}

/// Discord.
#[derive(Debug, Clone)]
pub struct Discord {
    /// How questions come.
    pub mode: DiscordMode,
    /// The bot's token.
    pub token: SecretString,
    /// Where Discord's API is.
    pub api: String,
    /// The commands that are offered; `None` for all that the content can answer.
    pub commands: Option<Vec<Command>>,
    /// Whether messages that mention the bot, and those sent to it, are answered.
    pub mentions: bool,
    /// Roles whose bearers count as moderators, beside who may moderate members.
    pub moderator_roles: Vec<u64>,
    /// The channel in which a line is left for each citation at a message.
    pub moderation_channel: Option<u64>,
    /// Whether a citation at a person names the moderator who made it.
    pub names_moderator: bool,
}

/// How Zulip brings questions.
#[derive(Debug, Clone)]
pub enum ZulipMode {
    /// From an event queue that the bot asks.
    Events,
    /// As requests of an outgoing webhook to the HTTP door.
    Webhook {
        /// The token by which its requests are known.
        token: SecretString,
    },
}

/// Zulip.
#[derive(Debug, Clone)]
pub struct Zulip {
    /// How questions come.
    pub mode: ZulipMode,
    /// The address of the server.
    pub site: String,
    /// The bot's e-mail address.
    pub email: String,
    /// The bot's API key.
    pub api_key: SecretString,
    /// A user group whose members count as moderators, beside the organisation's own.
    pub moderator_group: Option<u64>,
    /// Whether a citation at a person names the moderator who made it.
    pub names_moderator: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_open_to_all_is_reached_on_this_machine() {
        for (listens, reached) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("10.0.0.7:80", "10.0.0.7:80"),
            ("[::1]:80", "[::1]:80"),
        ] {
            let http = Http {
                address: listens.parse().unwrap(),
                allow_origins: Vec::new(),
                behind_proxy: false,
                per_minute: NonZeroU32::MIN,
            };
            assert_eq!(http.from_here().to_string(), reached);
        }
    }
}
