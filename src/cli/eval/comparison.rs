//! Two runs beside each other: which figures and which questions got better or worse.
//!
//! Only questions that both runs have are compared, each with itself: the same id with the same
//! words, asked for the same thing. It judges figures by the margin it is given, and no question.

use super::figures::{Figures, Tally};
use super::run::{Asking, Outcome, Run};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// What differs between a run that was saved and this one.
#[derive(Serialize)]
pub(super) struct Comparison {
    /// The edition of the saved run.
    pub(super) edition: String,
    /// The version of tenet of the saved run.
    pub(super) tenet: String,
    /// How much worse a figure may get.
    pub(super) margin: f64,
    /// How many questions both have.
    pub(super) compared: usize,
    /// How many are asked now and were not then.
    pub(super) only_now: usize,
    /// How many were asked then and are not now.
    pub(super) only_before: usize,
    /// The figures of the questions that both have, the most telling first.
    pub(super) figures: Vec<Compared>,
    /// `hit@1` of each style.
    pub(super) styles: Vec<Compared>,
    /// Questions that came out worse.
    pub(super) worse: Vec<Changed>,
    /// Questions that came out better.
    pub(super) better: Vec<Changed>,
}

/// A figure then and now, as a share.
#[derive(Serialize)]
pub(super) struct Compared {
    /// Its name; of a style's, the style.
    pub(super) name: String,
    /// What it was.
    pub(super) before: f64,
    /// What it is.
    pub(super) now: f64,
    /// Whether it got worse by more than the margin, where it is held to it.
    pub(super) worse: bool,
}

/// A question that came out otherwise.
#[derive(Serialize)]
pub(super) struct Changed {
    /// What came of it then.
    pub(super) before: Outcome,
    /// What came of it now.
    pub(super) now: Outcome,
}

impl Comparison {
    /// Whether any figure got worse by more than the margin.
    pub(super) fn is_worse(&self) -> bool {
        self.figures.iter().any(|figure| figure.worse)
    }
}

/// Compares runs; `None` where they have no question in common.
pub(super) fn of(before: &Run, now: &Run, margin: f64) -> Option<Comparison> {
    let then: HashMap<&str, &Outcome> =
        before.questions.iter().map(|outcome| (outcome.id.as_str(), outcome)).collect();
    let pairs: Vec<(&Outcome, &Outcome)> = now
        .questions
        .iter()
        .filter_map(|now| Some((*then.get(now.id.as_str())?, now)))
        .filter(|(was, now)| was.ask == now.ask && was.asking == now.asking)
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let changed = |is_it: fn(usize, usize) -> bool| -> Vec<Changed> {
        pairs
            .iter()
            .filter(|(was, now)| is_it(was.shortfall(), now.shortfall()))
            .map(|(was, now)| Changed { before: (*was).clone(), now: (*now).clone() })
            .collect()
    };
    Some(Comparison {
        edition: before.edition.clone(),
        tenet: before.tenet.clone(),
        margin,
        compared: pairs.len(),
        only_now: now.questions.len() - pairs.len(),
        only_before: before.questions.len().saturating_sub(pairs.len()),
        figures: figures(&pairs, margin),
        styles: styles(&pairs),
        worse: changed(|was, now| now > was),
        better: changed(|was, now| now < was),
    })
}

/// What is left of a difference of two equal shares that were worked out apart.
const NO_DIFFERENCE: f64 = 1e-9;

fn figures(pairs: &[(&Outcome, &Outcome)], margin: f64) -> Vec<Compared> {
    let was = Figures::of(pairs.iter().map(|(was, _)| *was));
    let is = Figures::of(pairs.iter().map(|(_, now)| *now));
    let tally = |asking| {
        let was = Tally::of(pairs.iter().map(|(was, _)| *was), asking);
        (was.of > 0).then(|| (was.share(), Tally::of(pairs.iter().map(|it| it.1), asking).share()))
    };
    let passages = |was: f64, now: f64| (is.questions > 0).then_some((was, now));
    let rows = [
        ("hit@1", passages(was.hit_at_1, is.hit_at_1), 1.0),
        ("hit@3", passages(was.hit_at_3, is.hit_at_3), 1.0),
        ("mrr", passages(was.mrr, is.mrr), 1.0),
        // The fewer, the better.
        ("refused", passages(was.refused, is.refused), -1.0),
        ("held", tally(Asking::Nothing), 1.0),
        ("rosters", tally(Asking::Roster), 1.0),
    ];
    rows.into_iter()
        .filter_map(|(name, shares, sign)| {
            let (before, now) = shares?;
            let worse = (before - now) * sign > margin + NO_DIFFERENCE;
            Some(Compared { name: name.to_owned(), before, now, worse })
        })
        .collect()
}

/// `hit@1` by style: told, and held to no margin, since a style may have few questions.
fn styles(pairs: &[(&Outcome, &Outcome)]) -> Vec<Compared> {
    let asked = pairs.iter().filter(|(_, now)| now.asking == Asking::Passage);
    let styles: BTreeSet<&str> = asked.clone().map(|(_, now)| now.style.as_str()).collect();
    styles
        .into_iter()
        .map(|style| {
            let of_style = || asked.clone().filter(|(_, now)| now.style == style);
            Compared {
                name: style.to_owned(),
                before: Figures::of(of_style().map(|(was, _)| *was)).hit_at_1,
                now: Figures::of(of_style().map(|(_, now)| *now)).hit_at_1,
                worse: false,
            }
        })
        .collect()
}
