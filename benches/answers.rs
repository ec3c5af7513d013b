//! How long answers take, beside the least that they can take.
//!
//! What is promised of tenet's speed are ratios and 99th percentiles: an answer within 1.5 × the
//! composed query that it runs, 99 of 100 answers within a bound. Benchmark libraries (criterion,
//! divan) measure one thing after another and print medians and means; a ratio of two figures that
//! were taken minutes apart says more about the machine than about the program. So the two sides of
//! a ratio take turns here, round by round, and the ratio is the median of the rounds' own ratios;
//! the harness that does so is shorter than the use of a library would be, and asks for none.
//!
//! The query alone has its words made ready: stems and the corrections of typing errors are found
//! before its time is taken, so that an answer is measured against searching and nothing else. Where
//! no word stands in the content there is nothing to search for, and the ratio says nothing.
//!
//! Nothing fails for being slow: the table marks what misses its goal, and a person reads it.
//! `cargo bench` runs all of it; `cargo bench -- complete` only the rows with that word.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tenet::content::organisation::{Catalogue, DocumentCard};
use tenet::content::passage::Passage;
use tenet::index::{Edition, Scope};
use tenet::library::{Library, SyncStatus};
use tenet::question::Question;
use tenet::sync::editions::State;
use tenet::sync::files;

/// How long one row is measured, and how long it is run before that, unmeasured.
const MEASURED: Duration = Duration::from_millis(900);
const WARM_UP: Duration = Duration::from_millis(200);
/// A fast row has no more rounds than this, a slow one no fewer.
const MOST_ROUNDS: usize = 20_000;
const FEWEST_ROUNDS: usize = 5;
/// With fewer rounds than this a 99th percentile is the slowest of them.
const ROUNDS_FOR_A_PERCENTILE: usize = 100;

/// The passages of a community that has both sources loaded, for which the goals are set.
const BOTH_SOURCES: usize = 330;
/// How much larger than the shipped content the large content is.
const LARGE: u8 = 100;
/// As many choices as the chat platforms show at most.
const MOST_CHOICES: usize = 25;

fn main() -> anyhow::Result<()> {
    // Cargo passes `--bench`; what has no dashes is a word to choose rows by.
    let chosen = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let mut table = Table { out: Box::new(std::io::stdout()), chosen: chosen.unwrap_or_default() };
    let files = files::shipped();
    let id = files.fingerprint(&BTreeMap::new());
    let shipped = tenet::content::read(&files.clone().into()).catalogue;
    let copies = BOTH_SOURCES.div_ceil(shipped.passages.len().max(1));
    let usual = repeated(&shipped, u8::try_from(copies)?);
    let large = repeated(&shipped, LARGE);

    table.head()?;
    for (name, catalogue, goals) in [
        ("shipped", &shipped, &Goals::SMALL),
        ("usual", &usual, &Goals::SMALL),
        ("100 x", &large, &Goals::LARGE),
    ] {
        let content = Content { name, goals };
        table.index_build(&content, catalogue)?;
        let edition = Edition::build(id.clone(), catalogue.clone(), &mut |_, _| {})?;
        table.cold(&content, &edition)?;
        let library = Library::new(edition, SyncStatus::default());
        table.answers(&content, &library)?;
        table.completions(&content, &library.edition)?;
    }
    writeln!(
        table.out,
        "\nshipped: {} passages; usual: {}; 100 x: {}. The two sides of a row take turns. ! misses a goal.",
        shipped.passages.len(),
        usual.passages.len(),
        large.passages.len(),
    )?;
    Ok(())
}

/// What is promised for some size of content; nothing where nothing is.
struct Goals {
    build: Goal,
    cold: Goal,
    answer: Goal,
    completion: Goal,
}

#[derive(Clone, Copy)]
struct Goal {
    median: Option<Duration>,
    p99: Option<Duration>,
    ratio: Option<f64>,
}

impl Goals {
    const SMALL: Goals = Goals {
        build: Goal { median: Some(Duration::from_millis(100)), ..Goal::NONE },
        cold: Goal { median: Some(Duration::from_millis(30)), ..Goal::NONE },
        answer: Goal { p99: Some(Duration::from_millis(1)), ratio: Some(1.5), ..Goal::NONE },
        completion: Goal { p99: Some(Duration::from_micros(300)), ..Goal::NONE },
    };
    const LARGE: Goals = Goals {
        build: Goal::NONE,
        cold: Goal::NONE,
        answer: Goal { p99: Some(Duration::from_millis(5)), ratio: Some(1.5), ..Goal::NONE },
        completion: Goal::NONE,
    };
}

impl Goal {
    const NONE: Goal = Goal { median: None, p99: None, ratio: None };
}

/// The content that a row is measured on.
struct Content {
    name: &'static str,
    goals: &'static Goals,
}

/// A question of each kind that people ask.
struct Asked {
    kind: &'static str,
    /// As it is typed.
    text: &'static str,
    /// What of it is looked for, and where.
    words: &'static str,
    scope: Scope,
}

impl Asked {
    const fn freely(kind: &'static str, text: &'static str) -> Asked {
        Asked { kind, text, words: text, scope: Scope::Everything }
    }
}

const QUESTIONS: [Asked; 8] = [
    Asked::freely("an id", "principles/3"),
    Asked {
        kind: "a number",
        text: "/principle 3",
        words: "3",
        scope: Scope::Command("principle"),
    },
    Asked::freely("one word", "stability"),
    Asked {
        kind: "one word after a command",
        text: "/principle stability",
        words: "stability",
        scope: Scope::Command("principle"),
    },
    Asked::freely("a typing error", "interoperabilty"),
    Asked::freely(
        "a question",
        "why does the alliance not accept every project that a member proposes?",
    ),
    Asked::freely("a rambling question", RAMBLING),
    Asked::freely("a miss", "sourdough bakery timetable"),
];

const RAMBLING: &str = "hello everybody, I am rather new here and I hope that this is the right \
    place to ask, because last week in a meeting somebody from another company told me that our \
    little runtime could never become part of the collection of hosted projects, and I wondered \
    whether there is anything written down about how you choose which projects and activities to \
    include or to exclude, who decides about it, and whether it matters that we care about \
    security and performance more than about following each and every standard to the letter";

const TYPED: [(&str, &str); 5] = [
    ("nothing typed", ""),
    ("one letter", "c"),
    ("a beginning", "cura"),
    ("a typing error", "cureta"),
    ("a word of the text only", "deliberately"),
];

/// Prints a line for each row as soon as it is measured.
struct Table {
    out: Box<dyn Write>,
    chosen: String,
}

impl Table {
    fn head(&mut self) -> anyhow::Result<()> {
        writeln!(
            self.out,
            "{:<8}{:<35}{:>7}{:>12}{:>12}   {:<16}{:>12}{:>12}{:>9}",
            "content", "row", "rounds", "median", "p99", "beside", "median", "p99", "ratio"
        )?;
        Ok(())
    }

    fn index_build(&mut self, content: &Content, catalogue: &Catalogue) -> anyhow::Result<()> {
        // The catalogue is taken by the edition; copying it costs little, for it shares its passages.
        let mut build = || {
            let catalogue = catalogue.clone();
            black_box(Edition::build(String::new(), catalogue, &mut |_, _| {}).is_ok());
        };
        self.row(content, "index build", content.goals.build, &mut build, None)
    }

    /// `tenet ask` as a whole process. The edition lies on disk under the name of the shipped
    /// content, whatever it holds: this is what the program looks for.
    fn cold(&mut self, content: &Content, edition: &Edition) -> anyhow::Result<()> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers");
        let _ = std::fs::remove_dir_all(&folder);
        let state = State::at(&folder);
        state.publish(edition)?;
        anyhow::ensure!(state.load(&edition.id)?.is_some(), "the edition is not in place");
        let run = |command: &mut Command| {
            let command = command.stdin(Stdio::null()).stdout(Stdio::null());
            black_box(command.status().is_ok());
        };
        let mut ask = Command::new(env!("CARGO_BIN_EXE_tenet"));
        ask.env_remove("TENET_CONTENT")
            .arg("--state")
            .arg(&folder)
            .args(["ask", "/principle stability"]);
        let mut nothing = Command::new("/bin/true");
        self.row(
            content,
            "cold `tenet ask`",
            content.goals.cold,
            &mut || run(&mut ask),
            Some(("/bin/true", &mut || run(&mut nothing))),
        )?;
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }

    /// From the text of a question to its answer, beside the composed query alone.
    fn answers(&mut self, content: &Content, library: &Library) -> anyhow::Result<()> {
        for asked in &QUESTIONS {
            let question = Question::at_terminal(asked.text, jiff::Timestamp::now());
            let mut query = library.edition.query_alone(asked.words, &asked.scope)?;
            let mut answer = || {
                black_box(tenet::ask::ask(library, black_box(&question)));
            };
            let mut alone = || {
                black_box(query());
            };
            self.row(
                content,
                &format!("answer, {}", asked.kind),
                content.goals.answer,
                &mut answer,
                Some(("query alone", &mut alone)),
            )?;
        }
        Ok(())
    }

    /// Choices for what is being typed, beside the query for it as if it were a question.
    fn completions(&mut self, content: &Content, edition: &Edition) -> anyhow::Result<()> {
        for (kind, typed) in TYPED {
            let scope = Scope::Everything;
            let mut query = edition.query_alone(typed, &scope)?;
            let mut complete = || {
                black_box(edition.complete(black_box(typed), &scope, MOST_CHOICES));
            };
            let mut alone = || {
                black_box(query());
            };
            self.row(
                content,
                &format!("complete, {kind}"),
                content.goals.completion,
                &mut complete,
                Some(("query alone", &mut alone)),
            )?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        content: &Content,
        row: &str,
        goal: Goal,
        ours: &mut dyn FnMut(),
        beside: Option<(&str, &mut dyn FnMut())>,
    ) -> anyhow::Result<()> {
        let content = content.name;
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

/// A catalogue with `copies` times the documents and passages. Each copy says some things in words
/// of its own, for a hundred times the text has more words than one time the text; but not a hundred
/// times as many.
fn repeated(catalogue: &Catalogue, copies: u8) -> Catalogue {
    let mut all = catalogue.clone();
    for copy in 1..copies {
        let documents = catalogue.documents.iter();
        all.documents.extend(documents.map(|card| DocumentCard {
            id: id_in(&card.id, copy),
            title: varied(&card.title, copy),
            file: format!("{copy}/{}", card.file),
            root: card.root.as_deref().map(|root| id_in(root, copy)),
            ..card.clone()
        }));
        let passages = catalogue.passages.iter();
        all.passages.extend(passages.map(|passage| Arc::new(passage_in(passage, copy))));
    }
    all
}

fn passage_in(passage: &Passage, copy: u8) -> Passage {
    let mut made = passage.clone();
    made.id = id_in(&passage.id, copy);
    made.parent = passage.parent.as_deref().map(|id| id_in(id, copy));
    let children = passage.children.iter();
    made.children = children.map(|id| id_in(id, copy)).collect();
    made.citation.document = id_in(&passage.citation.document, copy);
    made.citation.url = format!("https://{copy}.example/{}", made.id);
    // There is one third principle, however many documents there are.
    made.number = None;
    made.aliases.clear();
    made.also_at.clear();
    made.heading = varied(&passage.heading, copy);
    made.text = varied(&passage.text, copy);
    made.summary = passage.summary.as_deref().map(|text| varied(text, copy));
    let each = |texts: &[String]| texts.iter().map(|text| varied(text, copy)).collect();
    made.path = each(&passage.path);
    made.hints = each(&passage.hints);
    made
}

/// The id in a copy of its document.
fn id_in(id: &str, copy: u8) -> String {
    match id.split_once('/') {
        Some((document, rest)) => format!("{document}-{copy}/{rest}"),
        None => format!("{id}-{copy}"),
    }
}

/// The text with one in ten of its longer words changed, another tenth of them in each copy.
fn varied(text: &str, copy: u8) -> String {
    let ending: String = [b'a' + copy / 26, b'a' + copy % 26].map(char::from).iter().collect();
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let letters: u32 = word.bytes().map(u32::from).sum();
        out.push_str(word);
        if word.len() >= 5 && (letters + u32::from(copy)).is_multiple_of(10) {
            out.push_str(&ending);
        }
        out.push_str(&piece[word.len()..]);
    }
    out
}
