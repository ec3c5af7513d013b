//! Every setting there is: its name in `tenet.toml`, its name in the environment, and what it holds.
//!
//! Everything that reads, refuses or shows settings goes by this list, so that none of them can
//! forget one.

use crate::content::words::nearest;

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Text,
    /// A path; one in `tenet.toml` is meant from the folder of that file.
    Path,
    /// `true` or `false`.
    Flag,
    /// A whole number from 1 to a million.
    Number,
    /// A time such as `15m`, or `off`: from a second to thirty days.
    Time,
    /// Several texts: a list in `tenet.toml`, set apart by commas in the environment.
    List,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// What nobody else may read: only in the environment, or in a file that another setting names.
    Secret,
    /// Names with texts of their own: a table in `tenet.toml`, `NAME=TEXT` set apart by commas in the
    /// environment.
    Table,
}

/// The largest number that a setting may hold.
pub(super) const MOST: u32 = 1_000_000;

/// A setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, as a path in `tenet.toml`.
    pub name: &'static str,
    /// Its name in the environment.
    pub variable: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What holds where nothing is said; empty where nothing does.
    pub default: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// A value it might have, as it is written in `tenet.toml`; empty where there is a default.
    pub example: &'static str,
}

impl Key {
    /// The section of `tenet.toml` it stands in; empty for those above all sections.
    pub fn section(&self) -> &'static str {
        self.name.rsplit_once('.').map_or("", |(section, _)| section)
    }

    /// Its name within its section.
    pub fn short(&self) -> &'static str {
        self.name.rsplit_once('.').map_or(self.name, |(_, short)| short)
    }

    const fn about(self, about: &'static str) -> Key {
        Key { about, ..self }
    }

    const fn such_as(self, example: &'static str) -> Key {
        Key { example, ..self }
    }
}

const fn key(
    name: &'static str,
    variable: &'static str,
    holds: Holds,
    default: &'static str,
) -> Key {
    Key { name, variable, holds, default, about: "", example: "" }
}

/// Every setting, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    key("organisation", "TENET_ORGANISATION", Holds::Text, "")
        .about("Whose content it must be: `serve` answers from nobody else's.")
        .such_as("\"Example Foundation\""),
    key("content", "TENET_CONTENT", Holds::Path, "")
        .about("The content folder; without it, the content that ships.")
        .such_as("\"/etc/tenet/content\""),
    key("state", "TENET_STATE", Holds::Path, "")
        .about("The folder in which editions and what was fetched are kept.")
        .such_as("\"/var/lib/tenet\""),
    key("log.level", "TENET_LOG", Holds::OneOf(&["error", "warn", "info", "debug", "trace"]), "")
        .about("What is told of what happens inside; without it, info for `serve`, else warn.")
        .such_as("\"info\""),
    key("log.format", "TENET_LOG_FORMAT", Holds::OneOf(&["text", "json"]), "text")
        .about("How it is told: text or json."),
    key("sync.every", "TENET_SYNC_EVERY", Holds::Time, "15m")
        .about("How often `serve` looks at the sources: from 1s to 720h, or off."),
    key("sync.from", "TENET_SYNC_FROM", Holds::Table, "")
        .about("Where sources are fetched from, in place of what sources.yaml says.")
        .such_as("\"https://git.example.org/governance\""),
    key("http.address", "TENET_HTTP_ADDRESS", Holds::Text, "")
        .about("Where HTTP is answered; without it, nowhere.")
        .such_as("\"127.0.0.1:8080\""),
    key("http.allow_origins", "TENET_HTTP_ALLOW_ORIGINS", Holds::List, "")
        .about("Websites whose pages may ask from a reader's browser.")
        .such_as("[\"https://www.example.org\"]"),
    key("http.behind_proxy", "TENET_HTTP_BEHIND_PROXY", Holds::Flag, "false")
        .about("Whether a proxy of yours names the asker in X-Forwarded-For."),
    key("http.per_minute", "TENET_HTTP_PER_MINUTE", Holds::Number, "600")
        .about("How many requests one address may send in a minute."),
    key("manners.asker_per_minute", "TENET_MANNERS_ASKER_PER_MINUTE", Holds::Number, "12")
        .about("How much one person may ask in a minute."),
    key("manners.channel_per_minute", "TENET_MANNERS_CHANNEL_PER_MINUTE", Holds::Number, "30")
        .about("How much may be asked in one channel in a minute."),
    key("moderation.named", "TENET_MODERATION_NAMED", Holds::Flag, "true")
        .about("Whether a citation at a person names the moderator who made it."),
    key("unanswered.count", "TENET_UNANSWERED_COUNT", Holds::Flag, "false")
        .about("Whether questions without an answer are counted: see PRIVACY.md."),
    key("discord.mode", "TENET_DISCORD_MODE", Holds::OneOf(&["gateway", "http"]), "")
        .about("How Discord brings questions: gateway or http; without it, not at all.")
        .such_as("\"gateway\""),
    key("discord.token", "DISCORD_TOKEN", Holds::Secret, "").about("The bot's token."),
    key("discord.token_file", "DISCORD_TOKEN_FILE", Holds::Path, "")
        .about("A file that holds the bot's token and nothing else.")
        .such_as("\"/run/secrets/discord-token\""),
    key("discord.public_key", "DISCORD_PUBLIC_KEY", Holds::Text, "")
        .about("The application's public key, by which mode http knows Discord.")
        .such_as("\"64 hexadecimal digits\""),
    key("discord.api", "TENET_DISCORD_API", Holds::Text, "https://discord.com/api/v10")
        .about("Where Discord's API is."),
    key("discord.commands", "TENET_DISCORD_COMMANDS", Holds::List, "")
        .about("The commands to offer; without it, all that the content can answer.")
        .such_as("[\"principle\", \"coc\", \"report\"]"),
    key("discord.mentions", "TENET_DISCORD_MENTIONS", Holds::Flag, "true")
        .about("Whether messages that mention the bot, or are sent to it, are answered."),
    key("discord.moderator_roles", "TENET_DISCORD_MODERATOR_ROLES", Holds::List, "")
        .about("Roles that may cite at a message, beside who may moderate members.")
        .such_as("[\"1029384756102938475\"]"),
    key("discord.moderation_channel", "TENET_DISCORD_MODERATION_CHANNEL", Holds::Text, "")
        .about("The channel that is told of each citation at a message, in one line.")
        .such_as("\"1029384756102938475\""),
    key("zulip.mode", "TENET_ZULIP_MODE", Holds::OneOf(&["events", "webhook"]), "")
        .about("How Zulip brings questions: events or webhook; without it, not at all.")
        .such_as("\"events\""),
    key("zulip.zuliprc", "ZULIPRC", Holds::Path, "")
        .about("The bot's zuliprc; what is said of site, email, api_key and webhook_token goes before it.")
        .such_as("\"/run/secrets/zuliprc\""),
    key("zulip.site", "ZULIP_SITE", Holds::Text, "")
        .about("The address of the Zulip server.")
        .such_as("\"https://example.zulipchat.com\""),
    key("zulip.email", "ZULIP_EMAIL", Holds::Text, "")
        .about("The bot's e-mail address.")
        .such_as("\"tenet-bot@example.zulipchat.com\""),
    key("zulip.api_key", "ZULIP_API_KEY", Holds::Secret, "").about("The bot's API key."),
    key("zulip.api_key_file", "ZULIP_API_KEY_FILE", Holds::Path, "")
        .about("A file that holds the bot's API key and nothing else.")
        .such_as("\"/run/secrets/zulip-api-key\""),
    key("zulip.moderator_group", "TENET_ZULIP_MODERATOR_GROUP", Holds::Text, "")
        .about("A user group that may cite at a person, beside Zulip's own moderators: its number.")
        .such_as("\"42\""),
    key("zulip.webhook_token", "ZULIP_WEBHOOK_TOKEN", Holds::Secret, "")
        .about("The token of the outgoing webhook, by which mode webhook knows Zulip."),
    key("zulip.webhook_token_file", "ZULIP_WEBHOOK_TOKEN_FILE", Holds::Path, "")
        .about("A file that holds the webhook's token and nothing else.")
        .such_as("\"/run/secrets/zulip-webhook-token\""),
];

/// The setting of this name.
pub(super) fn named(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Whether settings stand below this name.
pub(super) fn is_section(name: &str) -> bool {
    KEYS.iter().any(|key| key.section() == name) && !name.is_empty()
}

/// What to write instead of a name that is none.
pub(super) fn meant(name: &str) -> String {
    if let Some(known) = nearest(name, KEYS.iter().map(|key| key.name)) {
        return format!("Did you mean `{known}`?");
    }
    // The right key in the wrong section, or in none.
    let short = name.rsplit('.').next().unwrap_or(name);
    let elsewhere: Vec<String> = KEYS
        .iter()
        .filter(|key| key.short() == short)
        .map(|key| match key.section() {
            "" => format!("`{short}`, above all sections"),
            section => format!("`{short}` below `[{section}]`"),
        })
        .collect();
    match elsewhere.as_slice() {
        [] => "`tenet config` shows all there are.".to_owned(),
        places => format!("Did you mean {}?", places.join(" or ")),
    }
}

/// What to write instead of a section that is none.
pub(super) fn meant_section(name: &str) -> Option<&'static str> {
    nearest(name, KEYS.iter().map(Key::section).filter(|section| !section.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_setting_can_be_said_everywhere_and_says_what_it_is_for() {
        let names: BTreeSet<&str> = KEYS.iter().map(|key| key.name).collect();
        let variables: BTreeSet<&str> = KEYS.iter().map(|key| key.variable).collect();
        assert_eq!((names.len(), variables.len()), (KEYS.len(), KEYS.len()));
        for key in KEYS {
            assert!(!key.variable.is_empty() && key.about.ends_with('.'), "{}", key.name);
            let shown = key.holds == Holds::Secret || !key.default.is_empty();
            assert_ne!(shown, !key.example.is_empty(), "{} has a default or an example", key.name);
            if key.holds == Holds::Secret {
                let file = named(&format!("{}_file", key.name)).map(|file| file.variable);
                assert_eq!(file, Some(format!("{}_FILE", key.variable).as_str()), "{}", key.name);
            }
        }
    }

    #[test]
    fn a_name_that_is_none_is_led_to_the_one_that_was_meant() {
        for (written, meant_by) in [
            ("organization", "Did you mean `organisation`?"),
            ("http.adress", "Did you mean `http.address`?"),
            ("http.every", "Did you mean `every` below `[sync]`?"),
            ("http.organisation", "Did you mean `organisation`, above all sections?"),
            ("address", "Did you mean `address` below `[http]`?"),
            ("mode", "Did you mean `mode` below `[discord]` or `mode` below `[zulip]`?"),
            ("discord.tokn", "Did you mean `discord.token`?"),
            ("colour", "`tenet config` shows all there are."),
        ] {
            assert_eq!(meant(written), meant_by, "{written}");
        }
        assert_eq!(meant_section("htp"), Some("http"));
        assert_eq!(meant_section("manner"), Some("manners"));
        assert_eq!(meant_section("colours"), None);
    }
}
