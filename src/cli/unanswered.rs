//! `tenet unanswered`: what was asked more than once in vain, what askers told the maintainers
//! themselves, and what would help.
//!
//! Counts nothing: `tenet serve` does, where `unanswered.count` is set, and may run meanwhile.

use super::{DONE, Failure, NOT_FOUND, Places, output};
use crate::content::words::count;
use crate::ledger::{self, Ledger};
use crate::library::Library;
use crate::unanswered::{self, Today, Unanswered};
use crate::wording;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::io::{self, Write};

#[derive(Args)]
pub(super) struct Arguments {
    /// Forget a question, in whatever spelling; may be given more than once
    #[arg(long, value_name = "TEXT")]
    forget: Vec<String>,
    /// Forget all that was counted or told
    #[arg(long, conflicts_with = "forget")]
    forget_all: bool,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let state = places.state();
    let ledger = Ledger::existing(state.folder())?;
    if task.forget_all || !task.forget.is_empty() {
        Ledger::forget_set_aside(state.folder());
    }
    if task.forget_all {
        return forget_all(ledger);
    }
    if !task.forget.is_empty() {
        return forget(ledger, &task.forget);
    }
    let now = Timestamp::now();
    let today = ledger::day(now);
    let (counted, told) = match &ledger {
        Some(ledger) => (ledger.unanswered(today)?, ledger.told(today)?),
        None => (Vec::new(), Vec::new()),
    };
    let library = places.library()?;
    let counting = places.settings.count_unanswered;
    let list = List::of(&library, counted, told, now);
    let mut out = output::out();
    match task.format {
        Format::Json => writeln!(out, "{:#}", list.json(counting))?,
        Format::Text if list.is_empty() => {
            tell_counting(&mut out, counting)?;
            let none = match &ledger {
                Some(_) => "Nothing was asked in vain more than once.",
                None => "Nothing was counted yet.",
            };
            writeln!(out, "{none}")?;
        }
        Format::Text => {
            tell_counting(&mut out, counting)?;
            list.tell(&mut out)?;
        }
    }
    Ok(DONE)
}

fn forget(ledger: Option<Ledger>, texts: &[String]) -> Result<u8, Failure> {
    let mut out = output::out();
    let mut code = DONE;
    let mut ledger = ledger;
    for text in texts {
        let words = unanswered::words_of(text);
        let was_there = match &mut ledger {
            Some(ledger) => ledger.forget(&words.folded)?,
            None => false,
        };
        let said = words.said;
        if was_there {
            writeln!(out, "Forgotten: “{said}”.")?;
        } else {
            writeln!(out, "“{said}” was not counted.")?;
            code = NOT_FOUND;
        }
    }
    Ok(code)
}

fn forget_all(ledger: Option<Ledger>) -> Result<u8, Failure> {
    let forgotten = match ledger {
        Some(mut ledger) => ledger.forget_all()?,
        None => 0,
    };
    writeln!(output::out(), "Forgotten: {}.", count(forgotten, "question", "questions"))?;
    Ok(DONE)
}

/// Says that counting is off, where it is.
fn tell_counting(out: &mut impl Write, counting: bool) -> io::Result<()> {
    if !counting {
        writeln!(out, "Counting is off. Set `unanswered.count = true` to count.")?;
    }
    Ok(())
}

/// What was told and what was counted, parted by what it gets today.
struct List {
    /// What askers told the maintainers, with what it gets.
    told: Vec<(Unanswered, Today)>,
    /// What gets nothing certain, with the ids of the passages that come nearest.
    open: Vec<(Unanswered, Vec<String>)>,
    /// What is answered by now, with the id of the passage, where it is one.
    answered: Vec<(Unanswered, Option<String>)>,
    /// The lines for `hints.yaml`.
    hints: Vec<String>,
}

impl List {
    fn of(
        library: &Library,
        counted: Vec<Unanswered>,
        told: Vec<Unanswered>,
        now: Timestamp,
    ) -> List {
        let with_today = |entry: Unanswered| {
            let today = unanswered::today(library, &entry.words, now);
            (entry, today)
        };
        let told = told.into_iter().map(with_today).collect();
        let mut list = List { told, open: Vec::new(), answered: Vec::new(), hints: Vec::new() };
        for entry in counted {
            match unanswered::today(library, &entry.words, now) {
                Today::Answered(passage) => list.answered.push((entry, passage)),
                Today::Near(near) => list.open.push((entry, near)),
            }
        }
        let wanted: Vec<(&str, Option<&str>)> = list
            .open
            .iter()
            .map(|(entry, near)| (entry.words.as_str(), near.first().map(String::as_str)))
            .collect();
        list.hints = unanswered::hints(&library.edition, &wanted);
        list
    }

    fn is_empty(&self) -> bool {
        self.told.is_empty() && self.open.is_empty() && self.answered.is_empty()
    }

    fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.told.is_empty() {
            writeln!(out, "Told to you by those who asked:")?;
        }
        for (entry, today) in &self.told {
            writeln!(out, "“{}”: {}", entry.words, asked(entry))?;
            match today {
                Today::Near(near) => tell_near(out, near)?,
                Today::Answered(Some(passage)) => writeln!(out, "  answered by now: {passage}")?,
                Today::Answered(None) => writeln!(out, "  answered by now")?,
            }
        }
        if !self.told.is_empty() && !self.open.is_empty() {
            writeln!(out, "\nAsked in vain:")?;
        }
        for (entry, near) in &self.open {
            writeln!(out, "“{}”: {}", entry.words, asked(entry))?;
            tell_near(out, near)?;
        }
        if !self.hints.is_empty() {
            let replace = "Each line takes the place of the one with the same id.";
            writeln!(out, "\nFor hints.yaml, as far as they are right. {replace}\n")?;
            for line in &self.hints {
                writeln!(out, "{line}")?;
            }
        }
        if !self.answered.is_empty() {
            let words: Vec<String> =
                self.answered.iter().map(|(entry, _)| format!("“{}”", entry.words)).collect();
            let after = if self.open.is_empty() && self.told.is_empty() { "" } else { "\n" };
            writeln!(
                out,
                "{after}Answered by now: {}. Take them off the list with --forget.",
                words.join(", ")
            )?;
        }
        Ok(())
    }

    fn json(&self, counting: bool) -> Value {
        let about = |entry: &Unanswered| {
            json!({
                "words": entry.words,
                "times": entry.times,
                "first": entry.first.to_string(),
                "last": entry.last.to_string(),
            })
        };
        let with = |entry: &Unanswered, name: &str, value: Value| {
            let mut about = about(entry);
            about[name] = value;
            about
        };
        let open = self.open.iter().map(|(entry, near)| with(entry, "near", json!(near)));
        let answered =
            self.answered.iter().map(|(entry, passage)| with(entry, "passage", json!(passage)));
        let told = self.told.iter().map(|(entry, today)| match today {
            Today::Near(near) => with(entry, "near", json!(near)),
            Today::Answered(passage) => with(entry, "passage", json!(passage)),
        });
        json!({
            "counting": counting,
            "told": told.collect::<Vec<_>>(),
            "unanswered": open.collect::<Vec<_>>(),
            "answered": answered.collect::<Vec<_>>(),
            "hints": self.hints,
        })
    }
}

/// Names the passages that come nearest.
fn tell_near(out: &mut impl Write, near: &[String]) -> io::Result<()> {
    match near {
        [] => writeln!(out, "  nothing is near"),
        near => writeln!(out, "  near: {}", near.join(", ")),
    }
}

/// How often words were asked for, and when.
fn asked(entry: &Unanswered) -> String {
    let times = count(usize::try_from(entry.times).unwrap_or(usize::MAX), "time", "times");
    let (first, last) = (entry.first.to_string(), entry.last.to_string());
    if first == last {
        format!("{times}, on {}", wording::day(&first))
    } else {
        format!("{times}, from {} to {}", wording::day(&first), wording::day(&last))
    }
}
