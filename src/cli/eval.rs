//! `tenet eval`: how well questions are answered whose answers are known.
//!
//! A question file has one JSON object a line: `id`, `style`, `ask` (what is typed), `answerable`, and
//! `expect`, the addresses that truly answer it, each with the `item` below the heading where only
//! that one does.

use super::{DONE, Failure, Places};
use crate::answer::{Answer, Outcome, Quoted};
use crate::content::link;
use crate::content::words::fold;
use crate::question::Question;
use clap::Args;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Arguments {
    /// The questions, one JSON object a line
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
}

#[derive(Deserialize)]
struct Asked {
    id: String,
    style: String,
    ask: String,
    answerable: bool,
    #[serde(default)]
    expect: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    url: String,
    item: Option<String>,
}

/// Counts of one style, or of all.
#[derive(Default)]
struct Figures {
    questions: usize,
    first: usize,
    among_three: usize,
    refused: usize,
    reciprocal_ranks: f64,
}

/// Ranks beyond this do not count.
const RANKS: usize = 10;

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let path = task.file.display();
    let text = fs::read_to_string(&task.file)
        .map_err(|error| Failure::Usage(format!("{path} cannot be read: {error}.")))?;
    let mut questions: Vec<Asked> = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        questions.push(serde_json::from_str(line).map_err(|error| {
            Failure::Usage(format!("{path}:{}:{}: This is no question: {error}. Each line is one JSON object with id, style, ask, answerable and expect.", at + 1, error.column()))
        })?);
    }
    if questions.is_empty() {
        return Err(Failure::Usage(format!("{path} holds no questions.")));
    }
    let library = places.library()?;
    let mut out = super::output::out();
    let mut all = Figures::default();
    let mut styles: BTreeMap<String, Figures> = BTreeMap::new();
    let (mut held, mut unanswerable, mut rosters, mut rosters_right) = (0, 0, 0, 0);
    for asked in &questions {
        let answer =
            crate::ask::ask(&library, &Question::at_terminal(&asked.ask, Timestamp::now()));
        let rank = rank(&answer, &asked.expect);
        let first = rank == Some(0) && answer.outcome == Outcome::Found;
        if asked.ask.starts_with("/who-is-on") {
            rosters += 1;
            let right = answer.outcome == Outcome::Roster || first;
            rosters_right += usize::from(right);
            if !right {
                miss(&mut out, asked, &answer, rank)?;
            }
            continue;
        }
        if !asked.answerable {
            unanswerable += 1;
            held += usize::from(answer.outcome != Outcome::Found);
            if answer.outcome == Outcome::Found {
                miss(&mut out, asked, &answer, rank)?;
            }
            continue;
        }
        for figures in [&mut all, styles.entry(asked.style.clone()).or_default()] {
            figures.questions += 1;
            figures.first += usize::from(first);
            figures.among_three += usize::from(rank.is_some_and(|rank| rank < 3));
            figures.refused += usize::from(answer.outcome == Outcome::Nothing);
            figures.reciprocal_ranks += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
        }
        if !first {
            miss(&mut out, asked, &answer, rank)?;
        }
    }
    for (style, figures) in &styles {
        writeln!(
            out,
            "{style:15} hit@1 {}/{}  hit@3 {}/{}  refused {}",
            figures.first,
            figures.questions,
            figures.among_three,
            figures.questions,
            figures.refused
        )?;
    }
    let share = |count: usize| count as f64 / all.questions.max(1) as f64;
    writeln!(
        out,
        "questions {}  hit@1 {:.3}  hit@3 {:.3}  mrr {:.3}  refused {:.3}  held {held}/{unanswerable}  rosters {rosters_right}/{rosters}",
        all.questions,
        share(all.first),
        share(all.among_three),
        all.reciprocal_ranks / all.questions.max(1) as f64,
        share(all.refused),
    )?;
    Ok(DONE)
}

fn miss(
    out: &mut impl Write,
    asked: &Asked,
    answer: &Answer,
    rank: Option<usize>,
) -> std::io::Result<()> {
    let question: String = asked.ask.chars().take(90).collect();
    let outcome = serde_json::to_string(&answer.outcome).unwrap_or_default();
    let rank =
        rank.map_or("not among the first ten".to_owned(), |rank| format!("rank {}", rank + 1));
    writeln!(out, "miss\t{}\t{question}\t{}\t{rank}", asked.id, outcome.trim_matches('"'))
}

/// The place of the first passage that truly answers, where any was quoted or offered.
fn rank(answer: &Answer, expected: &[Expected]) -> Option<usize> {
    if !matches!(answer.outcome, Outcome::Found | Outcome::Candidates) {
        return None;
    }
    answer
        .passages
        .iter()
        .take(RANKS)
        .position(|quoted| expected.iter().any(|expected| is_right(quoted, expected)))
}

fn is_right(quoted: &Quoted, expected: &Expected) -> bool {
    let passage = &quoted.passage;
    let wanted = link::key(&expected.url);
    let at = std::iter::once(&passage.citation.url)
        .chain(&passage.also_at)
        .any(|url| link::key(url) == wanted);
    at && expected.item.as_ref().is_none_or(|item| fold(item) == fold(&passage.heading))
}
