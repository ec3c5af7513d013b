//! Every setting there is: its name in `tenet.toml`, its name in the environment, and what it holds.
//!
//! Everything that reads, refuses or shows settings goes by this list, so that none of them can
//! forget one.

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Text,
    /// A path; one in `tenet.toml` is meant from the folder of that file.
    Path,
    /// `true` or `false`.
    Flag,
    /// A whole number, 1 or more.
    Number,
    /// A time such as `15m`, or `off`.
    Time,
    /// Several texts: a list in `tenet.toml`, set apart by commas in the environment.
    List,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// What nobody else may read: only in the environment, or in a file that another setting names.
    Secret,
    /// Names with texts of their own: a table in `tenet.toml`.
    Table,
}

/// A setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, as a path in `tenet.toml`.
    pub name: &'static str,
    /// Its name in the environment; empty where it has none.
    pub variable: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What holds where nothing is said; empty where nothing does.
    pub default: &'static str,
}

const fn key(
    name: &'static str,
    variable: &'static str,
    holds: Holds,
    default: &'static str,
) -> Key {
    Key { name, variable, holds, default }
}

/// Every setting, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    key("organisation", "TENET_ORGANISATION", Holds::Text, ""),
    key("content", "TENET_CONTENT", Holds::Path, ""),
    key("state", "TENET_STATE", Holds::Path, ""),
    key("log.level", "TENET_LOG", Holds::OneOf(&["error", "warn", "info", "debug", "trace"]), ""),
    key("log.format", "TENET_LOG_FORMAT", Holds::OneOf(&["text", "json"]), "text"),
    key("sync.every", "TENET_SYNC_EVERY", Holds::Time, "15m"),
    key("sync.from", "", Holds::Table, ""),
    key("http.address", "TENET_HTTP_ADDRESS", Holds::Text, ""),
    key("http.allow_origins", "TENET_HTTP_ALLOW_ORIGINS", Holds::List, ""),
    key("http.behind_proxy", "TENET_HTTP_BEHIND_PROXY", Holds::Flag, "false"),
    key("http.per_minute", "TENET_HTTP_PER_MINUTE", Holds::Number, "600"),
    key("manners.asker_per_minute", "TENET_MANNERS_ASKER_PER_MINUTE", Holds::Number, "12"),
    key("manners.channel_per_minute", "TENET_MANNERS_CHANNEL_PER_MINUTE", Holds::Number, "30"),
    key("unanswered.count", "TENET_UNANSWERED_COUNT", Holds::Flag, "false"),
    key("discord.mode", "TENET_DISCORD_MODE", Holds::OneOf(&["gateway", "http"]), ""),
    key("discord.token", "DISCORD_TOKEN", Holds::Secret, ""),
    key("discord.token_file", "DISCORD_TOKEN_FILE", Holds::Path, ""),
    key("discord.api", "TENET_DISCORD_API", Holds::Text, "https://discord.com/api/v10"),
    key("zulip.mode", "TENET_ZULIP_MODE", Holds::OneOf(&["events", "webhook"]), ""),
    key("zulip.zuliprc", "ZULIPRC", Holds::Path, ""),
    key("zulip.site", "ZULIP_SITE", Holds::Text, ""),
    key("zulip.email", "ZULIP_EMAIL", Holds::Text, ""),
    key("zulip.api_key", "ZULIP_API_KEY", Holds::Secret, ""),
    key("zulip.api_key_file", "ZULIP_API_KEY_FILE", Holds::Path, ""),
];

/// The setting of this name.
pub(super) fn named(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
