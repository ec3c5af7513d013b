//! What to offer somebody who is still typing.
//!
//! A choice's value is an id, so that it works whatever its label says; free text works without a
//! choice. Nothing offered on empty input depends on who asks.

mod fitting;
mod lexicon;
mod names;
mod needed;
mod register;
mod typed;

use super::{Edition, Scope, Target, in_scope};
use crate::content::REPORT;
use crate::content::document::Standing;
use crate::content::link::is_url;
use crate::content::organisation::{Catalogue, DocumentCard, Held};
use crate::content::passage::{Part, Passage};
use crate::content::words::fold;
use register::{Known, Register};
use std::collections::{HashMap, HashSet};

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Choice {
    /// What is asked when it is chosen: an id.
    pub value: String,
    /// What the person reads, however long.
    pub label: String,
}

impl Choice {
    /// What the person reads, in at most so many characters. Its longest piece is cut at a word: a number,
    /// the first words of a heading and the heading above tell it apart from others.
    pub fn label_within(&self, most: usize) -> String {
        let length = |text: &str| text.chars().count();
        let Some(excess) = length(&self.label).checked_sub(most + 1) else {
            return self.label.clone();
        };
        let mut pieces: Vec<&str> = self.label.split(BETWEEN).collect();
        let longest = pieces.iter_mut().max_by_key(|piece| length(piece));
        let cut = longest.and_then(|piece| {
            let room = length(piece).saturating_sub(excess + 1);
            let start = begun(piece, room)?;
            Some((piece, start))
        });
        let Some((piece, start)) = cut else {
            let start: String = self.label.chars().take(most.saturating_sub(1)).collect();
            return begun(&self.label, most).unwrap_or_else(|| format!("{start}…"));
        };
        *piece = &start;
        pieces.join(BETWEEN)
    }
}

/// What stands between a heading and the one above it.
const BETWEEN: &str = " — ";
/// What stands for the end of a text that was cut.
const CUT: &str = " …";

/// The first words of a text, in at most so many characters; `None` where there is room for none.
fn begun(text: &str, most: usize) -> Option<String> {
    let room = most.checked_sub(CUT.chars().count())?;
    let ends = text.match_indices(' ').map(|(at, _)| at);
    let end = ends.take_while(|at| text[..*at].chars().count() <= room).last()?;
    let kept = text[..end].trim_end_matches([' ', ',', ';', ':', '—', '(', '.']);
    (!kept.is_empty()).then(|| format!("{kept}{CUT}"))
}

/// Shorter texts are the beginning of too many words of the passages themselves.
const SHORTEST_IN_TEXT: usize = 3;
/// What a question must find of its own words for a passage to be offered for it, from 0 to 1.
const LEAST_COVERAGE: f32 = 0.7;

/// Everything that can be offered.
pub(super) struct Completions {
    passages: Register<Target>,
    bodies: Register<Choice>,
    people: Register<Choice>,
    documents: Register<Choice>,
}

impl Completions {
    pub(super) fn of(catalogue: &Catalogue, entries: &[Target]) -> Completions {
        Completions {
            passages: passages(catalogue, entries),
            bodies: bodies(catalogue),
            people: people(catalogue),
            documents: documents(catalogue),
        }
    }

    /// What to offer within `scope`, best first: passages, and `with_report` the way to report.
    pub(super) fn complete(
        &self,
        edition: &Edition,
        typed: &str,
        scope: &Scope,
        most: usize,
        with_report: bool,
    ) -> Vec<Choice> {
        let admits = |target: &Target| match target {
            Target::Passage(at) => {
                edition.passage(*at).is_some_and(|passage| in_scope(passage, scope))
            }
            Target::Report => with_report && *scope == Scope::Everything,
            Target::Body(_) | Target::Help => false,
        };
        let length = typed.chars().filter(|c| c.is_alphanumeric()).count();
        let mut targets: Vec<Target> = if length == 0 {
            let all = self.passages.all().copied().filter(admits);
            needed::first(edition, all.collect(), scope)
        } else {
            self.passages.fitting(typed, admits).into_iter().copied().collect()
        };
        if targets.len() < most && length >= SHORTEST_IN_TEXT {
            // Names and hints are spent: the words of the passages themselves, then a question.
            let begun = edition.search.beginning_with(&fold(typed), scope, most);
            add_sections(edition, begun.unwrap_or_default(), &mut targets, &admits);
            if targets.is_empty() {
                let found = edition.find(typed, scope).unwrap_or_default();
                let hits = found.hits.iter().filter(|hit| hit.coverage >= LEAST_COVERAGE);
                let hits = hits.map(|hit| hit.entry).collect();
                add_sections(edition, hits, &mut targets, &admits);
            }
        }
        targets
            .into_iter()
            .filter_map(|target| match target {
                Target::Passage(at) => edition.passage(at).map(|passage| choice(passage)),
                Target::Report => Some(Choice {
                    value: REPORT.to_owned(),
                    label: "How to report, and who reads it".to_owned(),
                }),
                Target::Body(_) | Target::Help => None,
            })
            .take(most)
            .collect()
    }

    pub(super) fn bodies(&self, typed: &str, most: usize) -> Vec<Choice> {
        chosen(&self.bodies, typed, most)
    }

    pub(super) fn people(&self, typed: &str, most: usize) -> Vec<Choice> {
        chosen(&self.people, typed, most)
    }

    pub(super) fn documents(&self, typed: &str, most: usize) -> Vec<Choice> {
        chosen(&self.documents, typed, most)
    }
}

fn chosen(register: &Register<Choice>, typed: &str, most: usize) -> Vec<Choice> {
    register.fitting(typed, |_| true).into_iter().take(most).cloned().collect()
}

fn passages(catalogue: &Catalogue, entries: &[Target]) -> Register<Target> {
    let roots: HashMap<&str, &DocumentCard> = catalogue
        .documents
        .iter()
        .filter_map(|document| Some((document.root.as_deref()?, document)))
        .collect();
    let mut things = Vec::new();
    for target in entries {
        match target {
            Target::Passage(at) => {
                let passage = catalogue.passages.get(*at);
                let Some(passage) = passage.filter(|passage| passage.part != Part::Item) else {
                    continue;
                };
                // The beginning of a document stands for it: it answers to the document's title and id.
                let begun = roots.get(passage.id.as_str());
                let names = std::iter::once(&passage.heading);
                let ids = std::iter::once(&passage.id)
                    .chain(passage.aliases.iter().filter(|alias| !is_url(alias)));
                let known = Known {
                    names: names
                        .chain(begun.map(|document| &document.title))
                        .map(String::as_str)
                        .collect(),
                    ids: ids
                        .chain(begun.map(|document| &document.id))
                        .map(String::as_str)
                        .collect(),
                    above: passage.path.iter().map(String::as_str).collect(),
                    hints: &passage.hints,
                    number: passage.number,
                    behind: needed::behind(passage),
                };
                things.push((*target, known));
            }
            Target::Report => {
                let Some(report) = &catalogue.organisation.report else {
                    continue;
                };
                let known = Known {
                    names: vec!["How to report"],
                    ids: vec![REPORT],
                    hints: &report.hints,
                    ..Known::default()
                };
                things.push((*target, known));
            }
            Target::Body(_) | Target::Help => {}
        }
    }
    Register::of(things)
}

fn bodies(catalogue: &Catalogue) -> Register<Choice> {
    let mut things = Vec::new();
    for roster in catalogue.rosters.iter().filter(|roster| roster.ended.is_none()) {
        let names = std::iter::once(&roster.title).chain(&roster.aliases);
        let known = Known {
            names: names.map(String::as_str).collect(),
            ids: vec![&roster.body],
            ..Known::default()
        };
        let choice = Choice { value: roster.body.clone(), label: roster.title.clone() };
        things.push((choice, known));
    }
    Register::of(things)
}

fn people(catalogue: &Catalogue) -> Register<Choice> {
    let mut things = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for roster in catalogue.rosters.iter().filter(|roster| roster.made_of.is_empty()) {
        for seat in &roster.canonical.seats {
            let value = seat.github.as_ref().unwrap_or(&seat.name);
            if !seen.insert(fold(value)) {
                continue;
            }
            let label = match &seat.github {
                Some(github) => format!("{} (@{github})", seat.name),
                None => seat.name.clone(),
            };
            let names = vec![seat.name.as_str(), value.as_str()];
            let known = Known { names, ..Known::default() };
            things.push((Choice { value: value.clone(), label }, known));
        }
    }
    Register::of(things)
}

fn documents(catalogue: &Catalogue) -> Register<Choice> {
    let mut things = Vec::new();
    let held = catalogue
        .documents
        .iter()
        .filter(|document| document.held != Held::Link && document.standing != Standing::Former);
    for document in held {
        let known = Known {
            names: vec![&document.title],
            ids: vec![&document.id],
            behind: needed::behind_by_standing(document.standing),
            ..Known::default()
        };
        let choice = Choice { value: document.id.clone(), label: document.title.clone() };
        things.push((choice, known));
    }
    Register::of(things)
}

/// Adds the sections that entries of the index lead to, where they may be offered and are not yet.
fn add_sections(
    edition: &Edition,
    entries: Vec<usize>,
    targets: &mut Vec<Target>,
    admits: &impl Fn(&Target) -> bool,
) {
    for target in entries.into_iter().filter_map(|entry| edition.target(entry)) {
        let target = section_of(edition, target);
        if admits(&target) && !targets.contains(&target) {
            targets.push(target);
        }
    }
}

/// What stands for a list item in a list of choices: its section.
fn section_of(edition: &Edition, target: Target) -> Target {
    let Target::Passage(at) = target else {
        return target;
    };
    let parent = edition
        .passage(at)
        .filter(|passage| passage.part == Part::Item)
        .and_then(|passage| passage.parent.as_deref())
        .and_then(|parent| edition.names.by_id(parent));
    parent.map_or(target, Target::Passage)
}

/// A passage as it is offered: by its id, under its name and that of its document.
pub fn choice(passage: &Passage) -> Choice {
    let heading = match (passage.number, passage.part) {
        (Some(number), Part::Section) => format!("{number}. {}", passage.heading),
        _ => passage.heading.clone(),
    };
    let above: Vec<&str> = match passage.path.as_slice() {
        [] => Vec::new(),
        [document] => vec![document],
        // Under "Non-Responsibilities" a heading means the opposite: the parent is named too.
        [document, .., parent] if passage.number.is_none() || passage.part != Part::Section => {
            vec![parent, document]
        }
        [document, ..] => vec![document],
    };
    let label = std::iter::once(heading.as_str()).chain(above).collect::<Vec<_>>().join(" — ");
    Choice { value: passage.id.clone(), label }
}
