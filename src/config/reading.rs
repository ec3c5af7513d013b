//! From what was said to what is in force: each value read as what it must be, and secrets taken out of
//! their files.

use super::origins::is_origin;
use super::said::gather;
use super::{Discord, DiscordMode, Http, Layers, Said, Sayings, Settings, Zulip, ZulipMode};
use crate::content::problem::Problem;
use crate::manners::Limits;
use jiff::SignedDuration;
use secrecy::SecretString;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// The settings that are in force.
///
/// # Errors
/// Every mistake in what was said.
pub fn read(layers: &Layers) -> Result<Settings, Vec<Problem>> {
    let (said, problems) = gather(layers);
    let base = layers.file.as_ref().and_then(|(path, _)| path.parent()).map(Path::to_owned);
    let reader = Reader { said: &said, base, problems: RefCell::new(problems) };
    let settings = reader.settings();
    let problems = reader.problems.into_inner();
    if problems.is_empty() { Ok(Settings { said, ..settings }) } else { Err(problems) }
}

struct Reader<'a> {
    said: &'a Sayings,
    /// The folder of `tenet.toml`.
    base: Option<PathBuf>,
    problems: RefCell<Vec<Problem>>,
}

impl Reader<'_> {
    fn settings(&self) -> Settings {
        Settings {
            organisation: self.text("organisation"),
            content: self.path("content"),
            state: self.path("state"),
            log_level: self.said("log.level").and_then(|said| self.one_of("log.level", said)),
            log_json: self.text("log.format").as_deref() == Some("json"),
            sync_every: self.time("sync.every"),
            sync_from: self.table("sync.from"),
            http: self.http(),
            discord: self.discord(),
            zulip: self.zulip(),
            manners: Limits {
                asker_per_minute: self.number("manners.asker_per_minute"),
                channel_per_minute: self.number("manners.channel_per_minute"),
            },
            count_unanswered: self.flag("unanswered.count"),
            said: Sayings::new(),
        }
    }
}

impl Reader<'_> {
    fn http(&self) -> Option<Http> {
        let said = self.said("http.address")?;
        let Ok(address) = said.text().parse() else {
            self.wrong(said.mistake(
                format!("`{}` is no address to listen at.", said.text()),
                "Write address and port: `127.0.0.1:8080`, or `0.0.0.0:8080` for everybody.",
            ));
            return None;
        };
        Some(Http {
            address,
            allow_origins: self.origins(),
            behind_proxy: self.flag("http.behind_proxy"),
            per_minute: self.number("http.per_minute"),
        })
    }

    /// Websites as browsers name them: `*`, or scheme, host and port without anything behind.
    fn origins(&self) -> Vec<String> {
        let origins = self.list("http.allow_origins");
        for origin in origins.iter().filter(|origin| *origin != "*" && !is_origin(origin)) {
            if let Some(said) = self.said("http.allow_origins") {
                self.wrong(said.mistake(
                    format!("`{origin}` is no origin as browsers send it."),
                    "Write scheme and host in small letters, without a path or a slash at the end: `https://example.org`.",
                ));
            }
        }
        origins
    }

    fn discord(&self) -> Option<Discord> {
        let mode = match self.text("discord.mode")?.as_str() {
            "gateway" => DiscordMode::Gateway,
            "http" => DiscordMode::Http,
            _ => return self.not_one_of("discord.mode"),
        };
        Some(Discord {
            mode,
            token: self.secret("discord.token", "the bot's token")?,
            api: self.text("discord.api").unwrap_or_default(),
        })
    }

    fn zulip(&self) -> Option<Zulip> {
        let mode = match self.text("zulip.mode")?.as_str() {
            "events" => ZulipMode::Events,
            "webhook" => ZulipMode::Webhook,
            _ => return self.not_one_of("zulip.mode"),
        };
        let rc = self.zuliprc();
        let of = |name: &str, key: &str, what: &str| {
            let text = self.text(name).or_else(|| rc.get(key).cloned());
            if text.is_none() {
                self.missing("zulip.mode", name, what);
            }
            text
        };
        let site = of("zulip.site", "site", "the address of the Zulip server");
        let email = of("zulip.email", "email", "the bot's e-mail address");
        let api_key = match rc.get("key") {
            Some(key) if !self.is_said("zulip.api_key") => Some(SecretString::from(key.clone())),
            _ => self.secret("zulip.api_key", "the bot's API key"),
        };
        let site = site?.trim_end_matches('/').to_owned();
        Some(Zulip { mode, site, email: email?, api_key: api_key? })
    }

    /// The lines of a zuliprc file, as Zulip gives it for download.
    fn zuliprc(&self) -> BTreeMap<String, String> {
        let Some(said) = self.said("zulip.zuliprc") else {
            return BTreeMap::new();
        };
        let text = self.file(said, &self.from_base(said)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        lines.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect()
    }

    fn said(&self, name: &str) -> Option<&Said> {
        self.said.get(name)
    }

    fn is_said(&self, name: &str) -> bool {
        self.said.contains_key(name) || self.said.contains_key(&format!("{name}_file"))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.said(name).map(|said| said.text().to_owned()).filter(|text| !text.is_empty())
    }

    fn list(&self, name: &str) -> Vec<String> {
        self.said(name).map(|said| said.texts.clone()).unwrap_or_default()
    }

    fn table(&self, name: &str) -> BTreeMap<String, String> {
        let below = format!("{name}.");
        let entry = |(key, said): (&String, &Said)| {
            Some((key.strip_prefix(&below)?.to_owned(), said.text().to_owned()))
        };
        self.said.iter().filter_map(entry).collect()
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.said(name).map(|said| self.from_base(said))
    }

    /// A path in `tenet.toml` is meant from the folder of that file.
    fn from_base(&self, said: &Said) -> PathBuf {
        match (&said.origin, &self.base) {
            (super::Origin::File(_), Some(base)) => base.join(said.text()),
            _ => PathBuf::from(said.text()),
        }
    }

    fn flag(&self, name: &str) -> bool {
        match self.said(name).map(|said| (said.text(), said)) {
            Some(("true", _)) => true,
            Some(("false", _)) | None => false,
            Some((other, said)) => {
                self.wrong(said.mistake(
                    format!("`{name}` is `{other}`."),
                    "Write true or false, without quotation marks.",
                ));
                false
            }
        }
    }

    fn number(&self, name: &str) -> NonZeroU32 {
        let Some(said) = self.said(name) else {
            return NonZeroU32::MIN;
        };
        said.text().parse().unwrap_or_else(|_| {
            let what = format!("`{name}` is `{}`.", said.text());
            self.wrong(said.mistake(what, "Write a whole number, 1 or more."));
            NonZeroU32::MIN
        })
    }

    fn time(&self, name: &str) -> Option<Duration> {
        let said = self.said(name).filter(|said| said.text() != "off")?;
        let time = SignedDuration::from_str(said.text()).ok();
        let time = time.and_then(|time| Duration::try_from(time).ok());
        let time = time.filter(|time| !time.is_zero());
        if time.is_none() {
            let what = format!("`{name}` is `{}`, which is no time.", said.text());
            self.wrong(said.mistake(what, "Write a time such as `15m` or `1h`, or `off`."));
        }
        time
    }

    fn one_of<T: FromStr>(&self, name: &str, said: &Said) -> Option<T> {
        let read = said.text().parse().ok();
        if read.is_none() {
            return self.not_one_of(name);
        }
        read
    }

    fn not_one_of<T>(&self, name: &str) -> Option<T> {
        if let Some(said) = self.said(name)
            && let Some(super::Holds::OneOf(words)) = super::keys::named(name).map(|key| key.holds)
        {
            let what = format!("`{name}` is `{}`.", said.text());
            self.wrong(said.mistake(what, format!("Write one of these: {}.", words.join(", "))));
        }
        None
    }

    /// A secret: from the environment, or from the file that `NAME_file` names.
    fn secret(&self, name: &str, what: &str) -> Option<SecretString> {
        let in_file = self.said(&format!("{name}_file"));
        match (self.said(name), in_file) {
            (Some(said), None) => Some(SecretString::from(said.text().to_owned())),
            (None, Some(said)) => {
                let text = self.file(said, &self.from_base(said))?;
                Some(SecretString::from(text.trim().to_owned()))
            }
            (Some(said), Some(file)) => {
                let what = format!("{} and {} both give `{name}`.", said.origin, file.origin);
                self.wrong(said.mistake(what, "Take one of the two away."));
                None
            }
            (None, None) => {
                let mode = format!("{}.mode", name.split('.').next().unwrap_or_default());
                self.missing(&mode, name, what);
                None
            }
        }
    }

    fn missing(&self, because: &str, name: &str, what: &str) {
        let Some(said) = self.said(because) else { return };
        let variable = super::keys::named(name).map_or("", |key| key.variable);
        self.wrong(said.mistake(
            format!("`{because}` is set, and {what} is missing."),
            format!("Set {variable} in the environment, or {variable}_FILE to a file."),
        ));
    }

    fn file(&self, said: &Said, path: &Path) -> Option<String> {
        match fs::read_to_string(path) {
            Ok(text) if !text.trim().is_empty() => Some(text),
            Ok(_) => {
                let what = format!("{} is empty.", path.display());
                self.wrong(said.mistake(what, "Write into it what it shall hold."));
                None
            }
            Err(error) => {
                let what = format!("{} cannot be read: {error}.", path.display());
                self.wrong(said.mistake(what, "Mend the path or the file's permissions."));
                None
            }
        }
    }

    fn wrong(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }
}
