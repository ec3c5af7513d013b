//! The command line: what was typed, where content and state are, and what the exit code says.
//!
//! Exit codes: 0 answered or done; 1 nothing certain, or problems found; 2 what was typed cannot be
//! followed; 3 content, index or a source cannot be used. Errors become text in one place, here.

mod ask;
mod chat;
mod check;
mod config;
mod discord;
mod doctor;
mod eval;
mod health;
mod init;
mod log;
mod outline;
mod output;
mod round;
mod serve;
mod sync;
mod unanswered;

use crate::config::{self as settings, Layers, Settings};
use crate::content::problem::{Problem, first_of};
use crate::content::{self, Content, Files};
use crate::index::IndexError;
use crate::ledger::LedgerError;
use crate::library::{Library, short};
use crate::serve::ServeError;
use crate::sync::editions::State;
use crate::sync::files::{self, FolderError};
use crate::sync::opening::{self, HeldSources, OpenError, Opened};
use crate::sync::round::RoundError;
use clap::{Args, Parser, Subcommand};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tracing::Level;

/// Answered, or done.
const DONE: u8 = 0;
/// Nothing certain to answer, or problems found.
const NOT_FOUND: u8 = 1;
/// What was typed cannot be followed.
const USAGE: u8 = 2;
/// Content, index or a source cannot be used.
const UNUSABLE: u8 = 3;

/// A progress bar is shown for work that takes longer than this.
const LONG: Duration = Duration::from_millis(400);

#[derive(Parser)]
#[command(name = "tenet", version, about, max_term_width = 100, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    said: Said,
    #[command(subcommand)]
    command: Task,
}

/// Settings as they are said on the command line.
#[derive(Args)]
struct Said {
    /// The configuration [env: TENET_CONFIG] [default: ./tenet.toml where there is one]
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// The content folder: the one with sources.yaml [env: TENET_CONTENT] [default: the content that ships]
    #[arg(long, value_name = "DIR", global = true)]
    content: Option<String>,
    /// Where editions and what was fetched are kept [env: TENET_STATE] [default: tenet's own ./index where there is one, else $XDG_STATE_HOME/tenet]
    #[arg(long, value_name = "DIR", global = true)]
    state: Option<String>,
    /// What is told on standard error of what happens inside [env: TENET_LOG] [default: info for serve, else warn]
    #[arg(long, value_name = "LEVEL", global = true)]
    log: Option<String>,
    /// Any other setting but a secret, as `tenet config` names it: http.address=127.0.0.1:8080
    #[arg(long, value_name = "KEY=VALUE", global = true)]
    set: Vec<String>,
}

#[derive(Subcommand)]
enum Task {
    /// Answer one question
    Ask(ask::Arguments),
    /// Answer questions at a prompt, with history and completion
    Chat(chat::Arguments),
    /// List the sections of documents with their ids, anchors and addresses
    Outline(outline::Arguments),
    /// Look the content over and report every problem
    Check(check::Arguments),
    /// Fetch the sources, and publish the edition of what they hold
    Sync(sync::Arguments),
    /// Build the edition that questions are answered from
    Index,
    /// Answer on every configured platform until told to stop
    Serve,
    /// Look at the sources for `tenet serve`
    #[command(hide = true)]
    Round,
    /// List what was asked more than once and found no answer, with the hints that would help
    Unanswered(unanswered::Arguments),
    /// Try credentials, sources, permissions and the clock, and say what to mend
    Doctor(doctor::Arguments),
    /// Have Discord list the bot's commands, and show the links by which the bot is added
    Discord(discord::Arguments),
    /// Show every setting that is in force, and where it was said
    Config(config::Arguments),
    /// Ask a running `tenet serve` whether it is well: for the health check of a container
    Health(health::Arguments),
    /// Write a sources.yaml for the documents in a folder
    Init(init::Arguments),
    /// Measure the answers against a file of questions
    Eval(eval::Arguments),
}

/// Why a task cannot be carried out.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("{}", first_of(.0))]
    Refused(Vec<Problem>),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Round(RoundError),
    #[error(transparent)]
    Serve(ServeError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("{}", all(.0))]
    Configuration(Vec<Problem>),
    #[error("{0}")]
    Unusable(String),
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Output(#[from] std::io::Error),
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Failure {
        match error {
            OpenError::Refused(problems) => Failure::Refused(problems),
            OpenError::Index(error) => Failure::Index(error),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Failure {
        match error {
            ServeError::Refused(problems) => Failure::Refused(problems),
            error => Failure::Serve(error),
        }
    }
}

impl From<RoundError> for Failure {
    fn from(error: RoundError) -> Failure {
        match error {
            RoundError::Open(error) => error.into(),
            RoundError::NoSuchSource { .. } | RoundError::NothingToFetch => {
                Failure::Usage(error.to_string())
            }
            error => Failure::Round(error),
        }
    }
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Usage(_)
            | Failure::Configuration(_)
            | Failure::Serve(
                ServeError::NoAdapter | ServeError::NoKey(_) | ServeError::NoOrganisation { .. },
            ) => USAGE,
            _ => UNUSABLE,
        }
    }
}

/// Mistakes that are mended where they were said, all at once.
fn all(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\ntenet: ")
}

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let code = match run(&arguments) {
        Ok(code) => code,
        // A reader who has seen enough closes the pipe; that is no failure.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => DONE,
        Err(failure) => {
            let _ = writeln!(output::err(), "tenet: {failure}");
            failure.code()
        }
    };
    ExitCode::from(code)
}

fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let said = match arguments.command {
        // What it needs it is told by `tenet serve`.
        Task::Round => arguments.said.settings_alone(),
        _ => arguments.said.settings(),
    };
    let settings = match (said, &arguments.command) {
        (Err(Failure::Configuration(problems)), Task::Doctor(task)) => {
            return doctor::tell_refused(&problems, task);
        }
        (settings, _) => settings?,
    };
    let serving = matches!(arguments.command, Task::Serve | Task::Round);
    let usual = if serving { Level::INFO } else { Level::WARN };
    let _written = log::start(settings.log_level.unwrap_or(usual), settings.log_json, serving);
    let places = &Places { settings };
    match &arguments.command {
        Task::Ask(task) => ask::run(places, task),
        Task::Chat(task) => chat::run(places, task),
        Task::Outline(task) => outline::run(places, task),
        Task::Check(task) => check::run(places, task),
        Task::Sync(task) => sync::run(places, task),
        Task::Index => index(places),
        Task::Doctor(task) => doctor::run(places, task),
        Task::Discord(task) => discord::run(places, task),
        Task::Init(task) => init::run(task),
        Task::Eval(task) => eval::run(places, task),
        Task::Serve => serve::run(places),
        Task::Round => round::run(),
        Task::Unanswered(task) => unanswered::run(places, task),
        Task::Config(task) => config::run(places, task),
        Task::Health(task) => health::run(places, task),
    }
}

impl Said {
    /// What the configuration, the environment and the command line say.
    fn settings(&self) -> Result<Settings, Failure> {
        let environment: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
        let in_environment = || {
            let path = environment.get(OsStr::new("TENET_CONFIG"))?;
            (!path.is_empty()).then(|| PathBuf::from(path))
        };
        let named = self.config.clone().or_else(in_environment);
        let file = settings::open(named.as_deref())
            .map_err(|problem| Failure::Configuration(vec![problem]))?;
        let layers = Layers { file, environment, flags: self.flags()? };
        settings::read(&layers).map_err(Failure::Configuration)
    }

    /// What the command line alone says.
    fn settings_alone(&self) -> Result<Settings, Failure> {
        let layers = Layers { flags: self.flags()?, ..Layers::default() };
        settings::read(&layers).map_err(Failure::Configuration)
    }

    fn flags(&self) -> Result<Vec<(String, String, String)>, Failure> {
        let flag = |flag: &str, name: &str, value: &Option<String>| {
            let value = value.clone()?;
            Some((flag.to_owned(), name.to_owned(), value))
        };
        let mut flags: Vec<(String, String, String)> = [
            flag("--content", "content", &self.content),
            flag("--state", "state", &self.state),
            flag("--log", "log.level", &self.log),
        ]
        .into_iter()
        .flatten()
        .collect();
        for set in &self.set {
            // Not shown where it is wrong: it may be a secret.
            let Some((name, value)) = set.split_once('=') else {
                let what = "--set takes the name of a setting, `=` and its value: --set http.address=127.0.0.1:8080";
                return Err(Failure::Usage(what.to_owned()));
            };
            flags.push((
                format!("--set {}", name.trim()),
                name.trim().to_owned(),
                value.to_owned(),
            ));
        }
        Ok(flags)
    }
}

/// Where content and state are.
struct Places {
    settings: Settings,
}

impl Places {
    fn files(&self) -> Result<Files, Failure> {
        Ok(match &self.settings.content {
            Some(folder) => files::folder(folder)?,
            None => files::shipped(),
        })
    }

    fn state(&self) -> State {
        State::at(match &self.settings.state {
            Some(folder) => folder.clone(),
            None if is_ours(Path::new("index")) => PathBuf::from("index"),
            None => match std::env::var_os("XDG_STATE_HOME").filter(|home| !home.is_empty()) {
                Some(home) => PathBuf::from(home).join("tenet"),
                None => match std::env::home_dir() {
                    Some(home) => home.join(".local/state/tenet"),
                    None => PathBuf::from("index"),
                },
            },
        })
    }

    /// The library to answer from: its edition from disk, or built now.
    fn library(&self) -> Result<Library, Failure> {
        Ok(self.opened(&mut |_, _| {})?.library)
    }

    /// The content with what is held of its sources.
    fn content(&self) -> Result<Content, Failure> {
        let (files, state) = (self.files()?, self.state());
        let (manifest, _) = content::manifest(&files);
        let mut held = HeldSources::in_state(&manifest, &state);
        let content = opening::content_of(files, &state, &mut held);
        held.damaged.iter().for_each(|source| tell_damage(source));
        Ok(content)
    }

    fn opened(&self, progress: &mut dyn FnMut(usize, usize)) -> Result<Opened, Failure> {
        let opened = opening::open(self.files()?, &self.state(), progress)?;
        opened.damaged.iter().for_each(|source| tell_damage(source));
        Ok(opened)
    }
}

fn tell_damage(source: &str) {
    tracing::warn!(source, "what was fetched is damaged; run `tenet sync`");
}

/// Whether a folder is one that keeps editions. Many a website has an `index` folder of its own.
fn is_ours(folder: &Path) -> bool {
    let Ok(mut entries) = std::fs::read_dir(folder) else {
        return false;
    };
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
    entries.next().is_none() || folder.join("editions").is_dir() || readme.contains("`tenet`")
}

/// `tenet index`
fn index(places: &Places) -> Result<u8, Failure> {
    let started = Instant::now();
    let bar = indicatif::ProgressBar::hidden();
    let opened = places.opened(&mut |all, done| {
        if bar.is_hidden() && started.elapsed() > LONG {
            bar.set_length(all as u64);
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let catalogue = &opened.library.edition.catalogue;
    let mut out = output::out();
    writeln!(
        out,
        "{} edition {}: {} documents, {} passages, {} rosters",
        if opened.built { "Built" } else { "Nothing changed;" },
        short(&opened.library.edition.id),
        catalogue.documents.len(),
        catalogue.passages.len(),
        catalogue.rosters.len(),
    )?;
    let folder = places.state().folder().display().to_string();
    if opened.unsaved.is_some() {
        return Err(Failure::Unusable(format!(
            "The edition cannot be kept in {folder}. Name a folder that can be written with --state."
        )));
    }
    for id in places.state().drop_damaged(&opened.library.edition.id) {
        writeln!(out, "Dropped edition {}, which was damaged", short(&id))?;
    }
    writeln!(out, "Kept in {folder}")?;
    Ok(DONE)
}
