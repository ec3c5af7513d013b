//! What is wrong with a piece of content, where, and what to do about it.
//!
//! Every reader in [`crate::content`] reports through [`Problem`], so that one run names everything
//! that is wrong. Nothing here decides whether a problem stops the program; that is the caller's.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a [`Problem`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is wrong, and something could be better.
    Note,
    /// Readers are served nothing wrong, but somebody should look.
    Warning,
    /// The content says something that cannot be followed.
    Error,
}

/// A place in a file of the content.
///
/// Lines and columns count from 1; a column counts characters, not bytes. A line of 0 means the
/// file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file's path below the content folder, with `/` between its parts.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// The column in characters, from 1; 0 for the whole line.
    pub column: usize,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), line: 0, column: 0 }
    }

    /// One line of a file.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Place { file: file.into(), line, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.line > 0 && self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// One thing that is wrong, in one sentence, with its remedy in another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// Whether it must be mended before the content can be trusted.
    pub severity: Severity,
    /// What is wrong: a sentence for a person who does not program.
    pub what: String,
    /// What to do about it, where possible with the line as it should be.
    pub remedy: String,
}

impl Problem {
    /// Something that must be mended.
    pub fn error(place: Place, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Problem { place, severity: Severity::Error, what: what.into(), remedy: remedy.into() }
    }

    /// Something that could be better.
    pub fn note(place: Place, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Problem { place, severity: Severity::Note, what: what.into(), remedy: remedy.into() }
    }

    /// Something that somebody should look at.
    pub fn warning(place: Place, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Problem { place, severity: Severity::Warning, what: what.into(), remedy: remedy.into() }
    }
}

/// The first of what keeps content from being followed, and how many more there are.
pub fn first_of(problems: &[Problem]) -> String {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let first = errors.next().or(problems.first());
    let first = first.map(ToString::to_string).unwrap_or_default();
    match problems.len() {
        0 | 1 => first,
        more => format!("{first}\n{} more: run `tenet check` for all of them.", more - 1),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{}: {severity}: {} {}", self.place, self.what, self.remedy)
    }
}
