//! The doctor: tries everything that a running tenet stands on, and says of each whether it is well and
//! what to do if not.
//!
//! Changes nothing that matters: publishes nothing, sends no message, fetches nothing, and writes one
//! small file, which it removes. Shows no secret.

mod clock;
mod configuration;
mod content;
mod disk;
mod door;
mod ledger;
mod servers;
mod state;

use crate::config::Settings;
use crate::content::Files;
use crate::content::problem::{Problem, Severity};
use crate::sync::editions::State;
use crate::sync::files::FolderError;
use crate::sync::git::Limits;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// How long the doctor waits for a server. Somebody sits and waits too.
pub const WAIT: Limits = Limits {
    connect: Duration::from_secs(5),
    stall: Duration::from_secs(10),
    whole: Duration::from_secs(20),
};

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Well.
    Ok,
    /// Somebody should look.
    Look,
    /// It must be mended.
    Mend,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Ok => "ok",
            Verdict::Look => "look",
            Verdict::Mend => "mend",
        })
    }
}

/// What was found of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub check: String,
    /// How it is.
    pub verdict: Verdict,
    /// What was found, in a sentence.
    pub what: String,
    /// What to do, where there is something to do.
    pub remedy: Option<String>,
}

impl Check {
    fn ok(check: &str, what: impl Into<String>) -> Check {
        Check { check: check.to_owned(), verdict: Verdict::Ok, what: what.into(), remedy: None }
    }

    fn look(check: &str, what: impl Into<String>, remedy: impl Into<String>) -> Check {
        let remedy = Some(remedy.into());
        Check { verdict: Verdict::Look, remedy, ..Check::ok(check, what) }
    }

    fn mend(check: &str, what: impl Into<String>, remedy: impl Into<String>) -> Check {
        Check { verdict: Verdict::Mend, ..Check::look(check, what, remedy) }
    }

    /// An error of another room, whose last sentence says what to do.
    fn error(check: &str, error: &impl fmt::Display) -> Check {
        let told = error.to_string();
        match told.rsplit_once(". ") {
            Some((what, remedy)) => Check::mend(check, format!("{what}."), remedy),
            None => Check { verdict: Verdict::Mend, ..Check::ok(check, told) },
        }
    }

    fn problem(check: &str, problem: &Problem) -> Check {
        let what = format!("{}: {}", problem.place, problem.what);
        match problem.severity {
            Severity::Note | Severity::Warning => Check::look(check, what, &problem.remedy),
            Severity::Error => Check::mend(check, what, &problem.remedy),
        }
    }
}

/// What the doctor looks at.
#[derive(Debug)]
pub struct Patient<'a> {
    /// What is in force.
    pub settings: &'a Settings,
    /// The state folder.
    pub state: &'a State,
    /// The content folder, as far as it can be read.
    pub files: &'a Result<Files, FolderError>,
    /// What time it is here.
    pub at: Timestamp,
    /// How long to wait for a server.
    pub limits: Limits,
}

impl Patient<'_> {
    /// Whether `tenet serve` would have anybody to answer.
    fn is_to_serve(&self) -> bool {
        let settings = self.settings;
        // A mode that lacks its credentials is one that somebody wants to run.
        let names_mode = |mode: &&str| settings.said.contains_key(*mode);
        settings.http.is_some() || configuration::MODES.iter().any(names_mode)
    }
}

/// Looks at everything.
pub fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let mut checks = configuration::examine(patient);
    checks.extend(content::examine(patient));
    checks.extend(state::examine(patient));
    checks.extend(ledger::examine(patient));
    checks.extend(servers::examine(patient));
    checks.extend(door::examine(patient));
    checks
}

/// What is told where the configuration cannot be followed, so that nothing else can be looked at.
pub fn refused(problems: &[Problem]) -> Vec<Check> {
    problems.iter().map(|problem| Check::problem(configuration::NAME, problem)).collect()
}
