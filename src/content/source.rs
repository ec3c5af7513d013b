//! `sources.yaml`: whose documents they are, where they are kept, and what is known of each.
//!
//! Only names and places are read here, and what is left out is guessed from them; no document is
//! opened. Every value is text; keys nobody reads are refused.

mod ids;
mod reading;
mod rosters;

pub(super) use ids::LONGEST_ID;
pub use ids::id_of_path;
pub use reading::read;
pub use rosters::{RosterEntry, SeatsEntry, TermEntry};

use super::document::{Kind, Standing};
use super::link::{self, Site};
use super::problem::Place;
use ids::{id_in_collection, own_name, short};

/// The file's name in the content folder.
pub const FILE: &str = "sources.yaml";

/// Everything that `sources.yaml` says.
#[derive(Debug, Default)]
pub struct Manifest {
    /// The organisation's name.
    pub organisation: String,
    /// Where to ask a person.
    pub ask_at: Option<String>,
    /// How to report.
    pub report: Option<ReportEntry>,
    /// Where documents are kept, the one that counts first.
    pub sources: Vec<Source>,
}

/// How to report, as the file says it.
#[derive(Debug)]
pub struct ReportEntry {
    /// The address.
    pub address: String,
    /// The passage that says so, by id.
    pub passage: String,
    /// The bodies that read it.
    pub readers: Vec<String>,
    /// Where the address is written.
    pub place: Place,
    /// Where the passage is named.
    pub passage_place: Place,
}

/// One place where documents are kept.
#[derive(Debug)]
pub struct Source {
    /// Its short name.
    pub id: String,
    /// Its repository, where it has one.
    pub git: Option<String>,
    /// Its folder in the content folder.
    pub folder: String,
    /// Whether `sources.yaml` names that folder, or it was guessed from the id.
    pub folder_is_said: bool,
    /// Where it is published.
    pub site: Site,
    /// After how many days without a look at the repository an answer says so.
    pub stale_after: u32,
    /// The day its shipped files were recorded.
    pub recorded: Option<String>,
    /// Its documents.
    pub documents: Vec<DocumentEntry>,
    /// Its rosters.
    pub rosters: Vec<RosterEntry>,
    /// Where it is named.
    pub place: Place,
}

/// What is said of a document, or of all that a pattern names.
#[derive(Debug, Clone)]
pub struct DocumentEntry {
    /// The file, or a pattern with `*`.
    pub file: String,
    /// Its id.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub kind: Option<Kind>,
    /// Whether it holds.
    pub standing: Option<Standing>,
    /// Whether it is sensitive.
    pub sensitive: Option<bool>,
    /// The part of the file that it is, by heading or anchor.
    pub section: Option<String>,
    /// The id of the document that it repeats.
    pub copy_of: Option<String>,
    /// The file that holds its outline, used while the document itself is not held.
    pub outline: Option<String>,
    /// Whether nothing may be published without it.
    pub required: bool,
    /// The day it was recorded.
    pub recorded: Option<String>,
    /// Where it is named.
    pub place: Place,
}

impl Source {
    /// The path below the content folder of a file of this source.
    pub fn path(&self, file: &str) -> String {
        link::path_in(&self.folder, file)
    }
}

impl DocumentEntry {
    /// A file about which nothing is said.
    pub fn unlisted(file: &str, place: Place) -> DocumentEntry {
        DocumentEntry {
            file: file.to_owned(),
            id: None,
            title: None,
            kind: None,
            standing: None,
            sensitive: None,
            section: None,
            copy_of: None,
            outline: None,
            required: false,
            recorded: None,
            place,
        }
    }

    /// Whether it names several files.
    pub fn is_pattern(&self) -> bool {
        self.file.contains('*')
    }

    /// Whether it names `file`.
    pub fn names(&self, file: &str) -> bool {
        if self.is_pattern() { matches(&self.file, file) } else { self.file == file }
    }

    /// The kind that is said, or that the names suggest.
    pub fn kind_or_guess(&self, file: &str, title: Option<&str>) -> Kind {
        if let Some(kind) = self.kind {
            return kind;
        }
        let by_id = self.id.as_deref().and_then(Kind::guess);
        let by_name = Kind::guess(stem(file)).or_else(|| title.and_then(Kind::guess));
        match self.standing_or_guess(file) {
            Standing::Proposal => Kind::Proposal,
            Standing::Requirement => Kind::Requirement,
            _ => by_id.or(by_name).unwrap_or(Kind::Document),
        }
    }

    /// The standing that is said, or that the folder suggests.
    pub fn standing_or_guess(&self, file: &str) -> Standing {
        if let Some(standing) = self.standing {
            return standing;
        }
        let file = file.to_lowercase();
        if file.contains("archive") {
            Standing::Archived
        } else if file.contains("template") {
            Standing::Requirement
        } else if file.contains("proposal") {
            Standing::Proposal
        } else {
            Standing::InForce
        }
    }

    /// The id that is said, or that the names suggest.
    pub fn id_or_guess(&self, file: &str, kind: Kind) -> String {
        if let Some(id) = &self.id {
            return id.clone();
        }
        match kind {
            Kind::Conduct => "coc".to_owned(),
            Kind::Principles => "principles".to_owned(),
            Kind::Values => "values".to_owned(),
            Kind::Mission => "mission".to_owned(),
            Kind::Requirement | Kind::Proposal => short(&id_in_collection(file)),
            _ => short(&own_name(file)),
        }
    }

    /// Whether it is sensitive, as is said or as the names suggest.
    pub fn sensitive_or_guess(&self, file: &str, kind: Kind) -> bool {
        let told = self.sensitive;
        told.unwrap_or_else(|| {
            kind == Kind::Conduct || file.to_lowercase().contains("whistleblower")
        })
    }
}

/// Whether a file is Markdown, by its name.
pub fn is_markdown(file: &str) -> bool {
    let file = file.to_ascii_lowercase();
    file.ends_with(".md") || file.ends_with(".markdown")
}

/// Whether a file or a folder above it has a name that begins with a dot: it belongs to a tool, and
/// is no document.
pub fn is_hidden(file: &str) -> bool {
    file.split('/').any(|part| part.starts_with('.'))
}

/// A file's name without folder and ending.
pub fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// A title made of a file's name: `GOVERNANCE.md` is "Governance".
pub fn title_of_file(file: &str) -> String {
    let words = stem(file).replace(['_', '-'], " ").to_lowercase();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => file.to_owned(),
    }
}

/// Whether a path fits a pattern: `*` stands for any part of a name, `**` for folders too.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => {
            let Some(tail) = path.strip_prefix(start) else {
                return false;
            };
            let (folders, rest) = match rest.strip_prefix('*') {
                Some(rest) => (true, rest.strip_prefix('/').unwrap_or(rest)),
                None => (false, rest),
            };
            let ends = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
            ends.take_while(|at| folders || !tail[..*at].contains('/'))
                .any(|at| matches(rest, &tail[at..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stay_in_their_folder_unless_they_say_otherwise() {
        for (pattern, path, expected) in [
            ("proposals/*.md", "proposals/a.md", true),
            ("proposals/*.md", "proposals/x/a.md", false),
            ("proposals/**/*.md", "proposals/x/a.md", true),
            ("proposals/**/*.md", "proposals/a.md", true),
            ("*.md", "README.md", true),
            ("*.md", "docs/README.md", false),
            ("SIG-*/proposal.md", "SIG-x/proposal.md", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
