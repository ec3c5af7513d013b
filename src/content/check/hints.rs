//! Hints that are lacking, too many, or the same under passages that have nothing to do with each
//! other.
//!
//! What is lacking is no mistake: it is told apart from problems, and holds nothing back.

use crate::content::document::{Kind, Standing};
use crate::content::passage::{Part, Passage};
use crate::content::problem::{Place, Problem};
use crate::content::reading::hints::{OTHERS, ids};
use crate::content::words::fold;
use crate::content::yaml::{self, Node, Value};
use crate::content::{HINTS, REPORT, Reading};
use std::collections::HashMap;

/// More lines than these say the same again, and lead away what was meant for others.
const MOST: usize = 10;

/// The ids of passages that people look for and that have no hints, in the order of the documents;
/// [`REPORT`] before them, where there is a way to report. Documents that are not held have no
/// passages yet, and lack none.
pub fn without_hints(reading: &Reading) -> Vec<&str> {
    let report = reading.catalogue.organisation.report.as_ref();
    let report = report.filter(|report| report.hints.is_empty()).map(|_| REPORT);
    let passages = reading.catalogue.passages.iter().map(|passage| &**passage);
    let lacking = passages.filter(|passage| passage.hints.is_empty() && is_looked_for(passage));
    report.into_iter().chain(lacking.map(|passage| passage.id.as_str())).collect()
}

/// What is to be told of one of those.
pub fn without_hints_told(id: &str) -> Problem {
    Problem::note(
        Place::file(HINTS),
        format!("`{id}` has no hints."),
        format!("Write what people say who mean it: `{id}: [first words, other words]`."),
    )
}

/// Whether people look for a passage by words of their own: rules that hold, with words that can be
/// quoted or an outline that says what they cover.
fn is_looked_for(passage: &Passage) -> bool {
    let kind = match passage.kind {
        Kind::Principles | Kind::Values | Kind::Mission => true,
        Kind::Conduct | Kind::Charter | Kind::Policy | Kind::Requirement => true,
        Kind::Proposal | Kind::Document => false,
    };
    let holds = !matches!(passage.citation.standing, Standing::Former | Standing::Archived);
    let has_words = !passage.text.is_empty() || passage.summary.is_some();
    kind && holds && has_words && matches!(passage.part, Part::Section | Part::TitledItem)
}

/// Passages with very many hints, and hints that cannot tell two passages from each other.
pub(super) fn hints(reading: &Reading, problems: &mut Vec<Problem>) {
    // What cannot be read was told by whoever read it first.
    let Some(Ok(Ok(yaml))) =
        reading.files.text(HINTS).map(|text| text.map(|text| yaml::read(HINTS, text)))
    else {
        return;
    };
    let passages: HashMap<&str, &Passage> = reading
        .catalogue
        .passages
        .iter()
        .map(|passage| (passage.id.as_str(), &**passage))
        .collect();
    let mut lines: HashMap<String, Vec<&Passage>> = HashMap::new();
    for entry in yaml.root().as_map().unwrap_or_default() {
        let said = said(&entry.value);
        if said.len() > MOST && !OTHERS.contains(&entry.key.as_str()) {
            problems.push(Problem::warning(
                yaml.key_place(entry),
                format!("`{}` has {} hints.", entry.key, said.len()),
                format!("Keep the {MOST} that its own words lack most."),
            ));
        }
        let named: Vec<&Passage> =
            ids(&entry.key).filter_map(|(_, id)| passages.get(id).copied()).collect();
        for (node, words) in said {
            let held = lines.entry(fold(words)).or_default();
            // Who has the words already shares them by a key that names both.
            let is_new = |passage: &&&Passage| held.iter().all(|other| other.id != passage.id);
            let apart = named.iter().filter(is_new).find_map(|passage| {
                let mut others = held.iter();
                others.find(|other| !are_beside(other, passage)).map(|other| (passage, other))
            });
            if let Some((passage, other)) = apart {
                problems.push(Problem::warning(
                    yaml.place(node),
                    format!("This leads to `{}` and to `{}` alike.", passage.id, other.id),
                    "Keep it where it is meant, or write both ids with a comma before one colon.",
                ));
            }
            held.extend(&named);
        }
    }
}

/// The lines that stand after a key.
fn said(value: &Node) -> Vec<(&Node, &str)> {
    match value.value() {
        Value::List(items) => {
            items.iter().filter_map(|item| Some((item, item.as_text()?))).collect()
        }
        _ => value.as_text().map(|words| (value, words)).into_iter().collect(),
    }
}

/// Whether passages stand together, so that either answers what is asked in words of both.
fn are_beside(one: &Passage, other: &Passage) -> bool {
    let is_parent = |of: &Passage, id: &str| of.parent.as_deref() == Some(id);
    let same_document = one.citation.document == other.citation.document;
    one.id == other.id
        || (same_document && one.parent == other.parent)
        || is_parent(one, &other.id)
        || is_parent(other, &one.id)
        || one.beside.contains(&other.id)
        || other.beside.contains(&one.id)
}
