//! The settings of Discord and Zulip, with the credentials that their modes need.
//!
//! A mode is named, never guessed from what else is set. Secrets come from the environment or from
//! files, and go into their wrapping as soon as they are read.

use super::Reader;
use crate::config::keys::named;
use crate::config::places::{Giver, giver};
use crate::config::said::{Origin, Said};
use crate::config::{Discord, DiscordMode, Zulip, ZulipMode, opening, zuliprc};
use crate::content::words::unhex;
use crate::query::{self, Command};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;

impl Reader {
    pub(super) fn discord(&self) -> Option<Discord> {
        let api = self.web("discord.api");
        let public_key = self.public_key();
        let commands = self.commands();
        let by_developer_mode =
            |what| format!("In Discord, switch on Developer Mode, then copy the {what} ID.");
        let moderator_roles =
            self.numbers("discord.moderator_roles", "role", by_developer_mode("role"));
        let moderation_channel =
            self.numbers("discord.moderation_channel", "channel", by_developer_mode("channel"));
        let mode = self.one_of("discord.mode")?;
        let token = self.needed_secret("discord.mode", "discord.token", "the bot's token");
        let mode = match mode {
            "http" => {
                self.needs_door("discord.mode");
                if self.said("discord.public_key").is_none() {
                    self.missing("discord.mode", "discord.public_key", "the public key");
                }
                DiscordMode::Http { public_key: public_key? }
            }
            _ => DiscordMode::Gateway,
        };
        Some(Discord {
            mode,
            token: token?,
            api: api?,
            commands,
            mentions: self.flag("discord.mentions"),
            moderator_roles,
            moderation_channel: moderation_channel.first().copied(),
            names_moderator: self.flag("moderation.named"),
        })
    }

    /// The commands to offer; nothing for all.
    fn commands(&self) -> Option<Vec<Command>> {
        let said = self.said("discord.commands")?;
        let mut commands = Vec::new();
        for text in &said.texts {
            match query::command_named(text.trim_start_matches('/')) {
                Ok(command) => commands.push(command),
                Err(meant) => {
                    let remedy = match meant {
                        Some(meant) => format!("Did you mean `{}`?", meant.name()),
                        None => "`tenet ask /help` shows all there are.".to_owned(),
                    };
                    let what = format!("`discord.commands` names `{text}`, which is no command.");
                    self.wrong(said.mistake(what, remedy));
                }
            }
        }
        Some(commands)
    }

    /// What platforms call roles, channels and groups, such as
    /// <https://discord.com/developers/docs/reference#snowflakes>.
    fn numbers(&self, name: &str, what: &str, remedy: String) -> Vec<u64> {
        let Some(said) = self.said(name) else { return Vec::new() };
        let number = |text: &String| text.parse().ok().filter(|number| *number != 0);
        let numbers: Option<Vec<u64>> = said.texts.iter().map(number).collect();
        if numbers.is_none() {
            self.wrong(
                said.mistake(
                    format!("`{name}` holds something that is no {what}'s number."),
                    remedy,
                ),
            );
        }
        numbers.unwrap_or_default()
    }

    pub(super) fn zulip(&self) -> Option<Zulip> {
        let site = self.web("zulip.site");
        let email = self.email();
        let remedy = "Take it from the address of the group's settings: …#groups/42/….".to_owned();
        let moderator_group = self.numbers("zulip.moderator_group", "group", remedy);
        let mode = self.one_of("zulip.mode")?;
        if self.zuliprc_is_broken {
            return None;
        }
        for (name, what) in
            [("zulip.site", "the address of the server"), ("zulip.email", "the bot's address")]
        {
            if self.said(name).is_none() {
                self.missing("zulip.mode", name, what);
            }
        }
        let api_key = self.needed_secret("zulip.mode", "zulip.api_key", "the bot's API key");
        let mode = match mode {
            "webhook" => {
                self.needs_door("zulip.mode");
                let what = "the webhook's token";
                let token = self.needed_secret("zulip.mode", "zulip.webhook_token", what);
                ZulipMode::Webhook { token: token? }
            }
            _ => ZulipMode::Events,
        };
        Some(Zulip {
            mode,
            site: site?,
            email: email?,
            api_key: api_key?,
            moderator_group: moderator_group.first().copied(),
            names_moderator: self.flag("moderation.named"),
        })
    }

    /// Takes in what the zuliprc says and nothing else does.
    pub(super) fn take_zuliprc(&mut self) {
        let Some(said) = self.said("zulip.zuliprc").filter(|_| self.said("zulip.mode").is_some())
        else {
            return;
        };
        let path = said.text().to_owned();
        let Some(text) = self.file(said, Path::new(&path)) else {
            self.zuliprc_is_broken = true;
            return;
        };
        let lines = zuliprc::read(&path, &text).unwrap_or_else(|problems| {
            self.zuliprc_is_broken = true;
            self.problems.borrow_mut().extend(problems);
            Vec::new()
        });
        for (name, place, value) in lines {
            if self.said(name).or(self.said(&format!("{name}_file"))).is_none() {
                let said = Said { texts: Vec::new(), origin: Origin::File(place) };
                self.said.insert(name.to_owned(), said);
                self.secrets.insert(name, value);
            }
        }
    }

    /// A text that may stand in the zuliprc.
    fn shown_or_hidden(&self, name: &str) -> Option<String> {
        let hidden = || self.secrets.get(name).map(|text| text.expose_secret().to_owned());
        hidden().or_else(|| self.text(name))
    }

    fn web(&self, name: &str) -> Option<String> {
        let text = self.shown_or_hidden(name)?;
        if !is_web_address(&text) {
            self.wrong(self.said(name)?.mistake(
                format!("`{name}` is not the address of a website, or holds more than that."),
                "Write it as `https://chat.example.org`.",
            ));
            return None;
        }
        Some(text.trim_end_matches('/').to_owned())
    }

    fn email(&self) -> Option<String> {
        let text = self.shown_or_hidden("zulip.email")?;
        if !text.contains('@') || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            self.wrong(self.said("zulip.email")?.mistake(
                "`zulip.email` is no e-mail address.",
                "Copy the bot's from Zulip's settings.",
            ));
            return None;
        }
        Some(text)
    }

    /// The public key of a Discord application: 32 bytes in hexadecimal digits.
    ///
    /// See <https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint>.
    fn public_key(&self) -> Option<[u8; 32]> {
        let said = self.said("discord.public_key")?;
        let key = unhex(said.text());
        if key.is_none() {
            self.wrong(said.mistake(
                "`discord.public_key` is not 64 hexadecimal digits.",
                "Copy it from the application's General Information.",
            ));
        }
        key
    }

    fn needed_secret(&self, mode: &str, name: &str, what: &str) -> Option<SecretString> {
        let (secret, said) = match giver(&self.said, name) {
            Giver::Both(said, file) => {
                let what = format!("{} and {} both give `{name}`.", said.origin, file.origin);
                self.wrong(said.mistake(what, "Take one of the two away."));
                return None;
            }
            Giver::Itself(said) => (self.secrets.get(name)?.clone(), said),
            Giver::File(said) => {
                let text = self.file(said, Path::new(said.text()))?;
                (SecretString::from(text.trim()), said)
            }
            Giver::Nobody => {
                self.missing(mode, name, what);
                return None;
            }
        };
        if secret.expose_secret().contains(|c: char| !c.is_ascii_graphic()) {
            self.wrong(said.mistake(
                format!("`{name}` holds a space, a line break or a letter no secret has."),
                "Copy it again, alone and whole.",
            ));
            return None;
        }
        Some(secret)
    }

    fn needs_door(&self, mode: &str) {
        let Some(said) = self.said(mode).filter(|_| self.said("http.address").is_none()) else {
            return;
        };
        self.wrong(said.mistake(
            format!("`{mode}` is {}, and `http.address` is not set.", said.text()),
            "Set `http.address` to where these requests come in, such as 127.0.0.1:8080.",
        ));
    }

    /// Notes what a mode needs and nobody says here.
    fn missing(&self, mode: &str, name: &str, what: &str) {
        let (Some(said), Some(key)) = (self.said(mode), named(name)) else { return };
        let variable = key.variable;
        let remedy = match named(&format!("{name}_file")) {
            Some(file) => {
                format!("Set {variable} in the environment, or {} to a file.", file.variable)
            }
            None => format!("Set {variable} in the environment, or `{name}`."),
        };
        let missing = said.mistake(format!("`{mode}` is set, and {what} is missing."), remedy);
        self.missing.borrow_mut().push(missing);
    }

    /// The text of a file of credentials that a setting names.
    fn file(&self, said: &Said, path: &Path) -> Option<String> {
        match opening::text(path) {
            Ok(text) if !text.trim().is_empty() => Some(text),
            Ok(_) => {
                let what = format!("The file {} is empty.", path.display());
                self.wrong(said.mistake(what, "Write into it what it shall hold."));
                None
            }
            Err(trouble) => {
                let what = format!("{}: {}", trouble.place, trouble.what);
                let problem = said.mistake(what, trouble.remedy);
                if trouble.is_absent {
                    self.missing.borrow_mut().push(problem);
                } else {
                    self.wrong(problem);
                }
                None
            }
        }
    }
}

/// Whether this is the address of a website: scheme and host, and a port and a path perhaps. Nobody's
/// name or password stands in it.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '\\' | '"');
    !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_website_holds_nothing_else() {
        for right in ["https://chat.example.org", "http://127.0.0.1:9991/", "https://a.example/b/c"]
        {
            assert!(is_web_address(right), "{right}");
        }
        for wrong in
            ["", "chat.example.org", "https://", "ftp://a.example", "https://me:pw@a.example"]
        {
            assert!(!is_web_address(wrong), "{wrong}");
        }
    }
}
