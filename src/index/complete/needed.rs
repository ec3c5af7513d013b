//! What is needed more often than the rest, told from what documents are about and whether they hold.
//!
//! The same for every organisation: no id is known here.

use crate::content::document::{Kind, Standing};
use crate::content::passage::{Part, Passage};
use crate::index::{Edition, Scope, Target};
use std::collections::{BTreeMap, HashSet};

/// So many are offered of everything before a word is typed.
const MOST_NEEDED: usize = 10;

/// What documents people come for, the most needed first.
const BY_NEED: [Kind; 9] = [
    Kind::Mission,
    Kind::Principles,
    Kind::Conduct,
    Kind::Values,
    Kind::Charter,
    Kind::Policy,
    Kind::Requirement,
    Kind::Document,
    Kind::Proposal,
];

fn need(kind: Kind) -> usize {
    BY_NEED.iter().position(|needed| *needed == kind).unwrap_or(BY_NEED.len())
}

/// How far a passage stands back behind others that fit what was typed as well.
pub(super) fn behind(passage: &Passage) -> u8 {
    let within = if passage.parent.is_none() {
        0
    } else if passage.number.is_some() || passage.part == Part::TitledItem {
        1
    } else {
        2
    };
    behind_by_standing(passage.citation.standing) * 3 + within
}

/// How far a document stands back: what holds is needed before what was proposed or put away.
pub(super) fn behind_by_standing(standing: Standing) -> u8 {
    match standing {
        Standing::InForce | Standing::Requirement => 0,
        Standing::Unknown => 1,
        Standing::Proposal => 2,
        Standing::Archived => 3,
        Standing::Former => 4,
    }
}

/// What to offer before anything is typed: of everything the most needed, the way to report first; within
/// a narrower scope all that it has.
pub(super) fn first(edition: &Edition, targets: Vec<Target>, scope: &Scope) -> Vec<Target> {
    if *scope == Scope::Everything {
        most_needed(edition, targets)
    } else {
        each_document_first(edition, targets)
    }
}

/// The beginning of a document of each kind, then of the other documents, then what they consist of.
fn most_needed(edition: &Edition, targets: Vec<Target>) -> Vec<Target> {
    let mut begun: HashSet<Kind> = HashSet::new();
    let mut order = |target: &Target| {
        let passage = passage_of(edition, *target)?;
        // Who looks for what does not hold knows what it is called.
        let holds = matches!(
            passage.citation.standing,
            Standing::InForce | Standing::Requirement | Standing::Unknown
        );
        let begins = passage.parent.is_none();
        let another = holds && begins && !begun.insert(passage.kind);
        Some((!holds, !begins, another, need(passage.kind), behind(passage)))
    };
    let mut ordered: Vec<_> = targets.into_iter().map(|target| (order(&target), target)).collect();
    ordered.sort_by_key(|(order, _)| *order);
    ordered.into_iter().take(MOST_NEEDED).map(|(_, target)| target).collect()
}

/// The beginning of each document before the rest, where there are several: the first of them may have
/// more than anybody looks through. In a document of numbered or titled pieces those are what people
/// ask for.
fn each_document_first(edition: &Edition, mut targets: Vec<Target>) -> Vec<Target> {
    let mut beginnings: BTreeMap<&str, Target> = BTreeMap::new();
    for target in &targets {
        if let Some(passage) = passage_of(edition, *target) {
            beginnings.entry(&passage.citation.document).or_insert(*target);
        }
    }
    let several = beginnings.len() > 1;
    targets.sort_by_cached_key(|target| {
        let passage = passage_of(edition, *target);
        let first = passage.and_then(|passage| beginnings.get(&*passage.citation.document));
        let is_piece = passage
            .is_some_and(|passage| passage.number.is_some() || passage.part == Part::TitledItem);
        (several && first != Some(target), !is_piece)
    });
    targets
}

fn passage_of(edition: &Edition, target: Target) -> Option<&Passage> {
    match target {
        Target::Passage(at) => edition.passage(at).map(AsRef::as_ref),
        Target::Body(_) | Target::Report | Target::Help => None,
    }
}
