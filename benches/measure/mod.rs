//! Measures two sides of a ratio in turn, and prints a table of what came out.
//!
//! Benchmark libraries (criterion, divan) measure one thing after another and print medians and
//! means; a ratio of two figures that were taken minutes apart says more about the machine than about
//! the program. So the two sides of a ratio take turns here, round by round, and the ratio is the
//! median of the rounds' own ratios; this is shorter than the use of a library would be, and asks for
//! none. Nothing fails for being slow: what misses its goal is marked, and a person reads it.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long one row is measured, and how long it is run before that, unmeasured.
const MEASURED: Duration = Duration::from_millis(900);
const WARM_UP: Duration = Duration::from_millis(200);
/// A fast row has no more rounds than this, a slow one no fewer.
const MOST_ROUNDS: usize = 20_000;
const FEWEST_ROUNDS: usize = 5;
/// With fewer rounds than this a 99th percentile is the slowest of them.
const ROUNDS_FOR_A_PERCENTILE: usize = 100;

/// What is promised of a row; nothing where nothing is.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    pub(crate) median: Option<Duration>,
    pub(crate) p99: Option<Duration>,
    pub(crate) ratio: Option<f64>,
}

impl Goal {
    /// Of what nothing is promised.
    pub(crate) const NONE: Goal = Goal { median: None, p99: None, ratio: None };
}

/// Prints a line for each row as soon as it is measured.
pub(crate) struct Table {
    out: Box<dyn Write>,
    chosen: String,
}

impl Table {
    /// With its heads. Words behind `--` on the command line choose rows by name.
    pub(crate) fn begun() -> anyhow::Result<Table> {
        // Cargo passes `--bench`; what has no dashes is a word to choose rows by.
        let chosen = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
        let mut table =
            Table { out: Box::new(std::io::stdout()), chosen: chosen.unwrap_or_default() };
        table.head()?;
        Ok(table)
    }

    fn head(&mut self) -> anyhow::Result<()> {
        writeln!(
            self.out,
            "{:<8}{:<35}{:>7}{:>12}{:>12}   {:<16}{:>12}{:>12}{:>9}",
            "content", "row", "rounds", "median", "p99", "beside", "median", "p99", "ratio"
        )?;
        Ok(())
    }

    /// A line of words below the rows.
    pub(crate) fn say(&mut self, line: &str) -> anyhow::Result<()> {
        writeln!(self.out, "{line}")?;
        Ok(())
    }

    /// Measures `ours`, in turn with what stands beside it.
    pub(crate) fn row(
        &mut self,
        content: &str,
        row: &str,
        goal: Goal,
        ours: &mut dyn FnMut(),
        beside: Option<(&str, &mut dyn FnMut())>,
    ) -> anyhow::Result<()> {
        if !row.contains(&self.chosen) && !content.contains(&self.chosen) {
            return Ok(());
        }
        let mut line = format!("{content:<8}{row:<35}");
        match beside {
            None => {
                let mut times = take_turns(&mut [ours]);
                let times = times.pop().unwrap_or_default();
                figures(&mut line, &times, goal)?;
            }
            Some((name, beside)) => {
                let sides = take_turns(&mut [ours, beside]);
                let [ours, beside] = sides.as_slice() else {
                    anyhow::bail!("two sides were measured, and {} came back", sides.len());
                };
                figures(&mut line, ours, goal)?;
                let ratio = ratio(ours, beside);
                write!(
                    line,
                    "   {name:<16}{:>12}{:>12}{:>8.2}{}",
                    written(median(beside)),
                    written(p99(beside)),
                    ratio,
                    mark(goal.ratio.is_some_and(|goal| ratio > goal)),
                )?;
            }
        }
        writeln!(self.out, "{}", line.trim_end())?;
        Ok(())
    }

    /// Measures `tenet` as a whole process, beside one that does nothing.
    pub(crate) fn process(
        &mut self,
        content: &str,
        row: &str,
        goal: Goal,
        arguments: &[&str],
        folders: Folders<'_>,
    ) -> anyhow::Result<()> {
        let run = |command: &mut Command| {
            let command = command.stdin(Stdio::null()).stdout(Stdio::null());
            black_box(command.status().is_ok());
        };
        let mut ask = folders.tenet();
        ask.args(arguments);
        let mut nothing = Command::new("/bin/true");
        self.row(
            content,
            row,
            goal,
            &mut || run(&mut ask),
            Some(("/bin/true", &mut || run(&mut nothing))),
        )
    }
}

/// Where a process finds its content and its state; the content that ships where none is named.
#[derive(Clone, Copy)]
pub(crate) struct Folders<'a> {
    pub(crate) content: Option<&'a Path>,
    pub(crate) state: &'a Path,
}

impl Folders<'_> {
    /// The program, to be given arguments.
    pub(crate) fn tenet(self) -> Command {
        let mut tenet = Command::new(env!("CARGO_BIN_EXE_tenet"));
        tenet.env_remove("TENET_CONTENT").arg("--state").arg(self.state);
        if let Some(content) = self.content {
            tenet.arg("--content").arg(content);
        }
        tenet
    }
}

fn figures(line: &mut String, times: &[Duration], goal: Goal) -> std::fmt::Result {
    let (median, p99) = (median(times), p99(times));
    write!(
        line,
        "{:>7}{:>11}{}{:>11}{}",
        times.len(),
        written(median),
        mark(goal.median.is_some_and(|goal| median > goal)),
        written(p99),
        mark(goal.p99.is_some_and(|goal| p99 > goal)),
    )
}

fn mark(missed: bool) -> char {
    if missed { '!' } else { ' ' }
}

/// Runs the sides in turn and times every run: the times of each side, round by round.
fn take_turns(sides: &mut [&mut dyn FnMut()]) -> Vec<Vec<Duration>> {
    let warming = Instant::now();
    while warming.elapsed() < WARM_UP {
        for side in sides.iter_mut() {
            side();
        }
    }
    let mut times = vec![Vec::new(); sides.len()];
    let started = Instant::now();
    for round in 0..MOST_ROUNDS {
        if round >= FEWEST_ROUNDS && started.elapsed() > MEASURED {
            break;
        }
        for (side, times) in sides.iter_mut().zip(&mut times) {
            let start = Instant::now();
            side();
            times.push(start.elapsed());
        }
    }
    times
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn p99(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = if times.len() < ROUNDS_FOR_A_PERCENTILE {
        times.len().saturating_sub(1)
    } else {
        times.len() * 99 / 100
    };
    times.get(at).copied().unwrap_or_default()
}

/// The median of what the rounds say: a round in which the machine was busy for both sides says the
/// same as any other.
fn ratio(ours: &[Duration], beside: &[Duration]) -> f64 {
    let mut ratios: Vec<f64> = ours
        .iter()
        .zip(beside)
        .map(|(ours, beside)| ours.as_secs_f64() / beside.as_secs_f64().max(f64::MIN_POSITIVE))
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN)
}

fn written(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1e4 { format!("{micros:.1} µs") } else { format!("{:.1} ms", micros / 1e3) }
}
