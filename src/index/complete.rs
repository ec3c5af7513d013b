//! What to offer somebody who is still typing.
//!
//! A choice's value is an id, so that it works whatever its label says; free text works without a
//! choice. Nothing offered on empty input depends on who asks.

use super::{Edition, Scope, Target, in_scope};
use crate::content::REPORT;
use crate::content::document::{Kind, Standing};
use crate::content::organisation::{Catalogue, Held};
use crate::content::passage::{Part, Passage};
use crate::content::words::{distance, fold, number};
use std::collections::{BTreeMap, BTreeSet};

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

/// One thing that can be offered, with the words by which it is found.
struct Offer {
    target: Target,
    title: String,
    title_words: Vec<String>,
    hint_words: Vec<String>,
    initials: String,
    number: Option<u32>,
    id: String,
}

/// Everything that can be offered.
pub(super) struct Completions {
    offers: Vec<Offer>,
}

impl Completions {
    pub(super) fn of(catalogue: &Catalogue, entries: &[Target]) -> Completions {
        let offers = entries
            .iter()
            .filter_map(|target| match target {
                Target::Passage(at) => {
                    let passage = catalogue.passages.get(*at)?;
                    (passage.part != Part::Item).then(|| {
                        Offer::new(
                            *target,
                            &passage.id,
                            &passage.heading,
                            passage.number,
                            &passage.hints,
                        )
                    })
                }
                Target::Report => {
                    let report = catalogue.organisation.report.as_ref()?;
                    Some(Offer::new(*target, REPORT, "How to report", None, &report.hints))
                }
                Target::Body(_) | Target::Help => None,
            })
            .collect();
        Completions { offers }
    }

    /// The passages to offer within `scope`, best first.
    pub(super) fn complete(
        &self,
        edition: &Edition,
        typed: &str,
        scope: &Scope,
        most: usize,
    ) -> Vec<Choice> {
        let folded = fold(typed);
        let typed = Typed::of(&folded);
        let passage_of = |offer: &Offer| match offer.target {
            Target::Passage(at) => edition.passage(at),
            _ => None,
        };
        let offered = |offer: &&Offer| match passage_of(offer) {
            Some(passage) => in_scope(passage, scope),
            None => *scope == Scope::Everything,
        };
        let mut ranked: Vec<(u32, usize, &Offer)> = self
            .offers
            .iter()
            .enumerate()
            .filter(|(_, offer)| offered(offer))
            .filter_map(|(at, offer)| {
                let rank = if typed.text.is_empty() {
                    first_needed(passage_of(offer).map(|passage| passage.as_ref()), scope)
                } else {
                    offer.rank(&typed)
                };
                Some((rank?, at, offer))
            })
            .collect();
        ranked.sort_by_key(|(rank, at, _)| (*rank, *at));
        if typed.text.is_empty() && *scope != Scope::Everything {
            each_document_first(&mut ranked, |offer| {
                passage_of(offer).map(|passage| passage.citation.document.as_str())
            });
        }
        let mut targets: Vec<Target> =
            ranked.iter().take(most).map(|(_, _, offer)| offer.target).collect();
        if targets.len() < most && typed.length >= 3 {
            // Titles and hints are spent: the words of the passages themselves.
            let further =
                edition.search.beginning_with(typed.text, scope, most).unwrap_or_default();
            for target in further.into_iter().filter_map(|entry| edition.target(entry)) {
                let target = section_of(edition, target);
                if !targets.contains(&target)
                    && !matches!(target, Target::Body(_) | Target::Help)
                    && targets.len() < most
                {
                    targets.push(target);
                }
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
            .collect()
    }

    pub(super) fn bodies(&self, catalogue: &Catalogue, typed: &str, most: usize) -> Vec<Choice> {
        let rosters = catalogue.rosters.iter().filter(|roster| roster.ended.is_none());
        let offers = rosters.map(|roster| {
            let names = std::iter::once(&roster.body).chain([&roster.title]).chain(&roster.aliases);
            (
                names.cloned().collect(),
                Choice { value: roster.body.clone(), label: roster.title.clone() },
            )
        });
        matching(offers, typed, most)
    }

    pub(super) fn people(&self, catalogue: &Catalogue, typed: &str, most: usize) -> Vec<Choice> {
        let mut seen: Vec<String> = Vec::new();
        let mut offers: Vec<(Vec<String>, Choice)> = Vec::new();
        for roster in catalogue.rosters.iter().filter(|roster| roster.made_of.is_empty()) {
            for seat in &roster.canonical.seats {
                let value = seat.github.clone().unwrap_or_else(|| seat.name.clone());
                if seen.contains(&fold(&value)) {
                    continue;
                }
                seen.push(fold(&value));
                let label = match &seat.github {
                    Some(github) => format!("{} (@{github})", seat.name),
                    None => seat.name.clone(),
                };
                offers.push((vec![seat.name.clone(), value.clone()], Choice { value, label }));
            }
        }
        matching(offers.into_iter(), typed, most)
    }

    pub(super) fn documents(&self, catalogue: &Catalogue, typed: &str, most: usize) -> Vec<Choice> {
        let offers = catalogue
            .documents
            .iter()
            .filter(|document| document.held != Held::Link && document.standing != Standing::Former)
            .map(|document| {
                let choice = Choice { value: document.id.clone(), label: document.title.clone() };
                (vec![document.id.clone(), document.title.clone()], choice)
            });
        matching(offers, typed, most)
    }
}

/// The choices any of whose names, or words of names, begin with what was typed; names first.
fn matching(
    offers: impl Iterator<Item = (Vec<String>, Choice)>,
    typed: &str,
    most: usize,
) -> Vec<Choice> {
    let typed = fold(typed);
    let mut ranked: Vec<(u32, Choice)> = offers
        .filter_map(|(names, choice)| {
            let rank = names.iter().filter_map(|name| name_rank(&fold(name), &typed)).min()?;
            Some((rank, choice))
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(most).map(|(_, choice)| choice).collect()
}

fn name_rank(name: &str, typed: &str) -> Option<u32> {
    if name.starts_with(typed) {
        Some(0)
    } else if name.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(typed)) {
        Some(1)
    } else if name.contains(typed) {
        Some(2)
    } else {
        let length = typed.chars().count();
        let misspelt = |word: &str| {
            distance(start(word, length), typed, 1).is_some() || distance(word, typed, 1).is_some()
        };
        let words = name.split(|c: char| !c.is_alphanumeric());
        (length >= 4 && (misspelt(name) || words.into_iter().any(misspelt))).then_some(3)
    }
}

impl Offer {
    fn new(
        target: Target,
        id: &str,
        heading: &str,
        number: Option<u32>,
        hints: &[String],
    ) -> Offer {
        let title = fold(heading);
        let title_words: Vec<String> = words_of(&title).map(str::to_owned).collect();
        let hint_words = hints
            .iter()
            .flat_map(|hint| words_of(&fold(hint)).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        Offer {
            target,
            initials: title_words.iter().filter_map(|word| word.chars().next()).collect(),
            title_words,
            title,
            hint_words,
            number,
            id: fold(id),
        }
    }

    /// How well what was typed fits, lower is better; `None` where it does not.
    fn rank(&self, typed: &Typed<'_>) -> Option<u32> {
        if self.id == typed.text || (self.number.is_some() && self.number == typed.number) {
            return Some(0);
        }
        if self.title.starts_with(typed.text) {
            return Some(1);
        }
        if typed.words.is_empty() {
            return None;
        }
        let each = |fits: &dyn Fn(&str) -> bool| typed.words.iter().all(|word| fits(word));
        if each(&|word| self.title_words.iter().any(|title| title.starts_with(word))) {
            return Some(2);
        }
        if self.id.split(['/', '-']).any(|word| word == typed.text)
            || self.id.starts_with(typed.text)
        {
            return Some(3);
        }
        if typed.length >= 2 && self.initials.starts_with(typed.text) {
            return Some(4);
        }
        if self.title.contains(typed.text) {
            return Some(5);
        }
        if each(&|word| self.hint_words.iter().any(|hint| hint.starts_with(word))) {
            return Some(6);
        }
        let misspelt = |word: &str| {
            let length = word.chars().count();
            length >= 4
                && self.title_words.iter().any(|title| {
                    distance(start(title, length), word, 1 + length / 8).is_some()
                        || distance(title, word, 1 + length / 8).is_some()
                })
        };
        each(&misspelt).then_some(7)
    }
}

/// What was typed, taken apart once for all that it is compared with.
struct Typed<'a> {
    text: &'a str,
    words: Vec<&'a str>,
    number: Option<u32>,
    length: usize,
}

impl Typed<'_> {
    fn of(folded: &str) -> Typed<'_> {
        Typed {
            text: folded,
            words: words_of(folded).collect(),
            number: number(folded),
            length: folded.chars().count(),
        }
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The first letters of a word, so many or all.
fn start(word: &str, letters: usize) -> &str {
    let end = word.char_indices().nth(letters).map_or(word.len(), |(at, _)| at);
    &word[..end]
}

/// The order in which passages are offered before anything is typed: the way to report, then what
/// documents begin with, then what a command lists.
fn first_needed(passage: Option<&Passage>, scope: &Scope) -> Option<u32> {
    let Some(passage) = passage else {
        return Some(0);
    };
    if *scope == Scope::Everything {
        let begins = passage.parent.is_none() && passage.citation.standing != Standing::Former;
        let rank = match passage.kind {
            Kind::Mission => 1,
            Kind::Conduct => 2,
            Kind::Principles => 3,
            Kind::Values => 4,
            Kind::Charter => 5,
            Kind::Policy => 6,
            _ => 7,
        };
        return begins.then_some(rank);
    }
    // In a document of numbered or titled pieces those are what people ask for.
    let piece = passage.number.is_some() || passage.part == Part::TitledItem;
    Some(if piece { 0 } else { 1 })
}

/// Puts the beginning of each document before the rest, where there are several: the first of them may
/// have more than anybody looks through.
fn each_document_first<'a, T>(
    ranked: &mut [(u32, usize, &'a T)],
    document_of: impl Fn(&'a T) -> Option<&'a str>,
) {
    let mut beginnings: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, at, offer) in ranked.iter() {
        if let Some(document) = document_of(offer) {
            let first = beginnings.entry(document).or_insert(*at);
            *first = (*first).min(*at);
        }
    }
    if beginnings.len() > 1 {
        let first: BTreeSet<usize> = beginnings.into_values().collect();
        ranked.sort_by_key(|(rank, at, _)| (!first.contains(at), *rank, *at));
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
