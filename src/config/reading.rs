//! From what was said to what is in force: each value read as what it must be.
//!
//! No message repeats a value: whoever said it finds it at the place that is named, and what stands in
//! the wrong place may be a secret.

mod http;
mod origins;
mod platforms;

use super::said::{Gathered, gather};
use super::{Layers, Said, Sayings, Settings, keys, remarks};
use crate::content::problem::Problem;
use crate::manners::Limits;
use jiff::SignedDuration;
use secrecy::SecretString;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// The shortest and the longest time between two looks at the sources. The shortest spares servers;
/// the longest is far below what timers can count.
const TIMES: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(720 * 60 * 60);

/// The settings that are in force. A credential that cannot be had here is no mistake: see
/// [`Settings::missing`].
///
/// # Errors
/// Every mistake in what was said, with what is missing: those of `tenet.toml` in the order of its lines, then all others.
pub fn read(layers: &Layers) -> Result<Settings, Vec<Problem>> {
    let Gathered { sayings, secrets, problems } = gather(layers);
    let mut reader = Reader {
        said: sayings,
        secrets,
        zuliprc_is_broken: false,
        problems: RefCell::new(problems),
        missing: RefCell::default(),
    };
    reader.take_zuliprc();
    let settings = reader.settings();
    let mut problems = reader.problems.into_inner();
    let missing = reader.missing.into_inner();
    if !problems.is_empty() {
        // Whoever mends the one mends the other in the same go.
        problems.extend(missing.iter().cloned());
    }
    let file = layers.file.as_ref().map(|(path, _)| path.display().to_string());
    problems.sort_by_key(|problem| match &file {
        Some(file) if problem.place.file == *file => (0, problem.place.line, problem.place.column),
        _ => (1, 0, 0),
    });
    problems.dedup();
    if !problems.is_empty() {
        return Err(problems);
    }
    let said = reader.said;
    let remarks = remarks::remarks(&said, &layers.environment);
    Ok(Settings { said, missing, remarks, ..settings })
}

struct Reader {
    /// What was said; what stands in a zuliprc is added with its place.
    said: Sayings,
    /// What nobody else may see, by the name of its setting.
    secrets: BTreeMap<&'static str, SecretString>,
    /// What it would have said is not known, and not missed.
    zuliprc_is_broken: bool,
    problems: RefCell<Vec<Problem>>,
    /// Credentials that cannot be had here.
    missing: RefCell<Vec<Problem>>,
}

impl Reader {
    fn settings(&self) -> Settings {
        Settings {
            organisation: self.text("organisation"),
            content: self.path("content"),
            state: self.path("state"),
            log_level: self.log_level(),
            log_json: self.one_of("log.format") == Some("json"),
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
            missing: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn log_level(&self) -> Option<tracing::Level> {
        tracing::Level::from_str(self.one_of("log.level")?).ok()
    }

    fn said(&self, name: &str) -> Option<&Said> {
        self.said.get(name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.said(name).map(|said| said.text().to_owned())
    }

    fn table(&self, name: &str) -> BTreeMap<String, String> {
        let below = format!("{name}.");
        let entry = |(key, said): (&String, &Said)| {
            Some((key.strip_prefix(&below)?.to_owned(), said.text().to_owned()))
        };
        self.said.iter().filter_map(entry).collect()
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.text(name).map(PathBuf::from)
    }

    fn flag(&self, name: &str) -> bool {
        let Some(said) = self.said(name) else { return false };
        said.text().parse().unwrap_or_else(|_| {
            let what = format!("`{name}` is neither true nor false.");
            self.wrong(said.mistake(what, "Write true or false."));
            false
        })
    }

    fn number(&self, name: &str) -> NonZeroU32 {
        let Some(said) = self.said(name) else { return NonZeroU32::MIN };
        let number: Option<NonZeroU32> = said.text().parse().ok();
        number.filter(|number| number.get() <= keys::MOST).unwrap_or_else(|| {
            let what = format!("`{name}` is no whole number from 1 to 1000000.");
            self.wrong(said.mistake(what, "Write one, in digits."));
            NonZeroU32::MIN
        })
    }

    fn time(&self, name: &str) -> Option<Duration> {
        let said = self.said(name).filter(|said| said.text() != "off")?;
        let time = SignedDuration::from_str(said.text()).ok();
        let time = time.and_then(|time| Duration::try_from(time).ok());
        let remedy = "Write a time such as `15m` or `1h`, or `off`.";
        match time {
            None => self.wrong(said.mistake(format!("`{name}` is no time."), remedy)),
            Some(time) if !TIMES.contains(&time) => {
                let what = format!("`{name}` is not between a second and thirty days.");
                self.wrong(said.mistake(what, remedy));
            }
            Some(_) => {}
        }
        time
    }

    /// The one of the words that a setting may be.
    fn one_of(&self, name: &str) -> Option<&'static str> {
        let said = self.said(name)?;
        let keys::Holds::OneOf(words) = keys::named(name)?.holds else { return None };
        let word = words.iter().find(|word| **word == said.text());
        if word.is_none() {
            let what = format!("`{name}` is none of the words it can be.");
            self.wrong(said.mistake(what, format!("Write one of these: {}.", words.join(", "))));
        }
        word.copied()
    }

    fn wrong(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }
}
