//! The words of an entry, by the part they have in it: what the index is made of, and what is looked
//! at closely when an entry may be the one that was meant.

use super::{Target, command_of};
use crate::content::organisation::Catalogue;
use crate::content::passage::Passage;

/// The words of an entry.
pub(super) struct Words {
    /// Its heading, or its names.
    pub(super) title: Vec<String>,
    /// The headings above.
    pub(super) path: Vec<String>,
    /// What it says.
    pub(super) body: String,
    /// What people say who mean it.
    pub(super) hints: Vec<String>,
    /// The commands and documents to which it belongs.
    pub(super) scopes: Vec<String>,
}

impl Words {
    pub(super) fn of(catalogue: &Catalogue, entry: Target) -> Words {
        match entry {
            Target::Passage(at) => Words::of_passage(&catalogue.passages[at]),
            Target::Body(at) => {
                let roster = &catalogue.rosters[at];
                let people = roster.canonical.seats.iter().map(|seat| {
                    let role = seat.role.as_deref().unwrap_or_default();
                    let office = seat.office.as_deref().unwrap_or_default();
                    let github = seat.github.as_deref().unwrap_or_default();
                    format!("{} {github} {role} {office}", seat.name)
                });
                Words {
                    title: std::iter::once(roster.title.clone())
                        .chain([roster.body.clone()])
                        .chain(roster.aliases.iter().cloned())
                        .collect(),
                    path: Vec::new(),
                    body: people.collect::<Vec<_>>().join("\n"),
                    hints: vec!["who is on, sits on, members, people".to_owned()],
                    scopes: vec!["command:who-is-on".to_owned()],
                }
            }
            Target::Help => Words {
                title: vec!["Help".to_owned()],
                path: Vec::new(),
                body: String::new(),
                hints: catalogue.organisation.help_hints.clone(),
                scopes: vec!["command:help".to_owned()],
            },
            Target::Report => Words {
                title: vec!["How to report".to_owned()],
                path: Vec::new(),
                body: String::new(),
                hints: catalogue
                    .organisation
                    .report
                    .iter()
                    .flat_map(|report| report.hints.iter().cloned())
                    .collect(),
                scopes: vec!["command:report".to_owned()],
            },
        }
    }

    fn of_passage(passage: &Passage) -> Words {
        let mut body = passage.text.clone();
        if let Some(summary) = &passage.summary {
            body.push('\n');
            body.push_str(summary);
        }
        Words {
            title: vec![passage.heading.clone()],
            path: passage.path.clone(),
            body,
            hints: passage.hints.clone(),
            scopes: vec![
                format!("command:{}", command_of(passage.kind)),
                format!("document:{}", passage.citation.document),
            ],
        }
    }

    /// The sentences of the body.
    pub(super) fn sentences(&self) -> impl Iterator<Item = &str> {
        let ends = |line: &&str| !line.trim().is_empty();
        self.body
            .lines()
            .flat_map(|line| line.split_inclusive(['.', '!', '?', ':', ';']))
            .filter(ends)
    }

    /// What people say, phrase by phrase.
    pub(super) fn phrases(&self) -> impl Iterator<Item = &str> {
        self.hints.iter().flat_map(|line| line.split([',', ';']))
    }
}
