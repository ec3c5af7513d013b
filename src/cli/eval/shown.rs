//! A run and a comparison as a person reads them, in 80 columns as far as ids and addresses allow.
//!
//! Misses come first and figures last, where a terminal leaves them in sight. It counts nothing.

use super::comparison::{Changed, Compared, Comparison};
use super::figures::{Figures, Tally};
use super::questions::Lack;
use super::run::{Asking, Outcome, Run};
use crate::content::words::count;
use crate::library::short;
use std::io::{self, Write};
use std::path::Path;

/// The columns that lines keep to.
const WIDTH: usize = 80;
/// The widest that a style is shown.
const STYLE: usize = 24;

/// Misses, then what the question file lacks, then figures.
pub(super) fn run(
    out: &mut impl Write,
    run: &Run,
    lacking: &[Lack],
    file: &Path,
) -> io::Result<()> {
    let wrong = |are_unanswerable: bool| {
        let questions = run.questions.iter().filter(|outcome| !outcome.right);
        questions.filter(move |it| (it.asking == Asking::Nothing) == are_unanswerable)
    };
    let lists = [("Missed", wrong(false)), ("Answered and should not be", wrong(true))];
    for (title, outcomes) in lists {
        let outcomes: Vec<&Outcome> = outcomes.collect();
        if outcomes.is_empty() {
            continue;
        }
        writeln!(out, "{title}: {}\n", outcomes.len())?;
        for outcome in outcomes {
            miss(out, outcome)?;
        }
        writeln!(out)?;
    }
    lacks(out, lacking, file)?;
    figures(out, run)
}

/// What the question file lacks.
fn lacks(out: &mut impl Write, lacks: &[Lack], file: &Path) -> io::Result<()> {
    if lacks.is_empty() {
        return Ok(());
    }
    writeln!(out, "Without a right answer in the question file: {}\n", lacks.len())?;
    for lack in lacks {
        writeln!(out, "{}:{}: {}: {}", file.display(), lack.line, lack.id, lack.what)?;
    }
    writeln!(out, "\nMend the address, or sync its source. `tenet outline ID` lists addresses.\n")
}

/// Figures side by side, then the questions that came out otherwise.
pub(super) fn comparison(
    out: &mut impl Write,
    comparison: &Comparison,
    path: &Path,
) -> io::Result<()> {
    let edition = short(&comparison.edition);
    let (path, tenet) = (path.display(), &comparison.tenet);
    writeln!(out, "\nAgainst {path} (edition {edition}, tenet {tenet})\n")?;
    let (now, before) = (comparison.only_now, comparison.only_before);
    if now + before > 0 {
        let compared = count(comparison.compared, "question", "questions");
        writeln!(out, "Compared on {compared} of both; only now {now}, only then {before}.\n")?;
    }
    let wide = width(comparison.figures.iter().chain(&comparison.styles).map(|it| &it.name));
    writeln!(out, "{:wide$}  {:>7}  {:>7}  {:>7}", "", "before", "now", "change")?;
    for figure in &comparison.figures {
        row(out, figure, wide)?;
    }
    if !comparison.styles.is_empty() {
        writeln!(out, "\nhit@1 by style")?;
    }
    for style in &comparison.styles {
        row(out, style, wide)?;
    }
    for (title, questions) in [("Worse", &comparison.worse), ("Better", &comparison.better)] {
        if !questions.is_empty() {
            writeln!(out, "\n{title}: {}\n", questions.len())?;
        }
        for question in questions {
            changed(out, question)?;
        }
    }
    let worse: Vec<&str> =
        comparison.figures.iter().filter(|it| it.worse).map(|it| it.name.as_str()).collect();
    let margin = comparison.margin;
    match worse.as_slice() {
        [] => writeln!(out, "\nNo figure got worse by more than {margin}."),
        worse => writeln!(out, "\nWorse by more than {margin}: {}.", worse.join(", ")),
    }
}

fn miss(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    question(out, outcome)?;
    writeln!(out, "    {}", came_of(outcome))?;
    if let Some(first) = &outcome.first {
        let stood = if outcome.rank == Some(1) { "offered" } else { "instead" };
        let stood = if outcome.asking == Asking::Nothing { "quoted" } else { stood };
        writeln!(out, "    {stood:8}  {first}")?;
    }
    if outcome.asking == Asking::Roster && outcome.expected.is_empty() {
        writeln!(out, "    expected  a roster")?;
    }
    for (at, expected) in outcome.expected.iter().enumerate() {
        let label = if at == 0 { "expected" } else { "" };
        writeln!(out, "    {label:8}  {expected}")?;
    }
    Ok(())
}

fn changed(out: &mut impl Write, changed: &Changed) -> io::Result<()> {
    question(out, &changed.now)?;
    for (label, outcome) in [("before", &changed.before), ("now", &changed.now)] {
        let first = outcome.first.as_ref().map(|id| format!("; first {id}")).unwrap_or_default();
        writeln!(out, "    {label:6}  {}{first}", came_of(outcome))?;
    }
    Ok(())
}

/// The question's id and as much of its words as the line holds.
fn question(out: &mut impl Write, outcome: &Outcome) -> io::Result<()> {
    let words = outcome.ask.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = WIDTH.saturating_sub(outcome.id.chars().count() + 2);
    writeln!(out, "{}  {}", outcome.id, cut(&words, room))
}

fn came_of(outcome: &Outcome) -> String {
    let name = &outcome.outcome;
    match (outcome.asking, outcome.rank) {
        (Asking::Passage, Some(rank)) => format!("{name}, rank {rank}"),
        (Asking::Passage, None) if !outcome.is_refused() => {
            format!("{name}, not among the first ten")
        }
        _ => name.clone(),
    }
}

fn figures(out: &mut impl Write, run: &Run) -> io::Result<()> {
    let wide = width(run.styles.keys());
    if run.overall.questions > 0 {
        writeln!(out, "{:wide$}  questions  hit@1  hit@3    mrr  refused", "style")?;
    }
    for (style, figures) in &run.styles {
        figures_of(out, &cut(style, STYLE), figures, wide)?;
    }
    if run.overall.questions > 0 {
        figures_of(out, "all", &run.overall, wide)?;
    }
    let tallies: Vec<String> = [("held", run.held), ("rosters", run.rosters)]
        .iter()
        .filter(|(_, tally)| tally.of > 0)
        .map(|(name, Tally { right, of })| format!("{name} {right} of {of}"))
        .collect();
    if !tallies.is_empty() {
        writeln!(out, "{}", tallies.join(", "))?;
    }
    Ok(())
}

fn figures_of(out: &mut impl Write, name: &str, it: &Figures, wide: usize) -> io::Result<()> {
    writeln!(
        out,
        "{name:wide$}  {:>9}  {:.3}  {:.3}  {:.3}  {:>7.3}",
        it.questions, it.hit_at_1, it.hit_at_3, it.mrr, it.refused
    )
}

fn row(out: &mut impl Write, figure: &Compared, wide: usize) -> io::Result<()> {
    let Compared { name, before, now, worse } = figure;
    // Rounded first, so that nothing is shown as -0.000.
    let change = (((now - before) * 1000.0).round() / 1000.0) + 0.0;
    let sign = if *worse { "  worse" } else { "" };
    let name = cut(name, STYLE);
    writeln!(out, "{name:wide$}  {before:>7.3}  {now:>7.3}  {}{sign}", signed(change))
}

/// A change with its sign, and without one where there is none.
fn signed(change: f64) -> String {
    if change == 0.0 { format!("{:>7}", "=") } else { format!("{change:>+7.3}") }
}

fn width<'a>(names: impl Iterator<Item = &'a String>) -> usize {
    let widest = names.map(|name| name.chars().count()).max().unwrap_or_default();
    widest.clamp("rosters".len(), STYLE)
}

/// A text in so many letters.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
