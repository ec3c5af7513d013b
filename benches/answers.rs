//! How long answers take, beside the least that they can take.
//!
//! What is promised of tenet's speed are ratios and 99th percentiles: an answer within 1.5 × the
//! query that the search engine would run for its words, 99 of 100 answers within a bound.
//!
//! The query alone has its words made ready: stems and the corrections of typing errors are found
//! before its time is taken, so that an answer is measured against searching and nothing else. Where
//! no word stands in the content there is nothing to search for, and the ratio says nothing.
//!
//! `cargo bench` runs all of it; `cargo bench -- complete` only the rows with that word.

mod engine;
mod measure;

use engine::Engine;
use measure::{Folders, Goal, Table};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tenet::content::organisation::{Catalogue, DocumentCard};
use tenet::content::passage::Passage;
use tenet::index::{Edition, Scope};
use tenet::library::{Library, SyncStatus};
use tenet::question::Question;
use tenet::sync::editions::State;
use tenet::sync::files;

/// The passages of a community that has both sources loaded, for which the goals are set.
const BOTH_SOURCES: usize = 330;
/// How much larger than the shipped content the large content is.
const LARGE: u8 = 100;
/// As many choices as the chat platforms show at most.
const MOST_CHOICES: usize = 25;

fn main() -> anyhow::Result<()> {
    let mut table = Table::begun()?;
    let files = files::shipped();
    let id = files.fingerprint(&BTreeMap::new());
    let shipped = tenet::content::read(&files.clone().into()).catalogue;
    let copies = BOTH_SOURCES.div_ceil(shipped.passages.len().max(1));
    let usual = repeated(&shipped, u8::try_from(copies)?);
    let large = repeated(&shipped, LARGE);

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
    table.say(&format!(
        "\nshipped: {} passages; usual: {}; 100 x: {}. The two sides of a row take turns. ! misses a goal.",
        shipped.passages.len(),
        usual.passages.len(),
        large.passages.len(),
    ))
}

/// What is promised for some size of content; nothing where nothing is.
struct Goals {
    build: Goal,
    cold: Goal,
    answer: Goal,
    completion: Goal,
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

const TYPED: [(&str, &str); 7] = [
    ("nothing typed", ""),
    ("one letter", "c"),
    ("a beginning", "cura"),
    ("several words", "commit disag"),
    ("a typing error", "cureta"),
    ("a typing error in a long heading", "technicla steering comitee"),
    ("a word of the text only", "deliberately"),
];

impl Table {
    fn index_build(&mut self, content: &Content, catalogue: &Catalogue) -> anyhow::Result<()> {
        // The catalogue is taken by the edition; copying it costs little, for it shares its passages.
        let mut build = || {
            let catalogue = catalogue.clone();
            black_box(Edition::build(String::new(), catalogue, &mut |_, _| {}).is_ok());
        };
        self.row(content.name, "index build", content.goals.build, &mut build, None)
    }

    /// `tenet ask` as a whole process. The edition lies on disk under the name of the shipped
    /// content, whatever it holds: this is what the program looks for.
    fn cold(&mut self, content: &Content, edition: &Edition) -> anyhow::Result<()> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers");
        let _ = std::fs::remove_dir_all(&folder);
        let state = State::at(&folder);
        state.publish(edition)?;
        anyhow::ensure!(state.load(&edition.id)?.is_some(), "the edition is not in place");
        let folders = Folders { content: None, state: &folder };
        let ask = ["ask", "/principle stability"];
        self.process(content.name, "cold `tenet ask`", content.goals.cold, &ask, folders)?;
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }

    /// From the text of a question to its answer, beside the composed query alone.
    fn answers(&mut self, content: &Content, library: &Library) -> anyhow::Result<()> {
        let engine = Engine::of(&library.edition)?;
        for asked in &QUESTIONS {
            let question = Question::at_terminal(asked.text, jiff::Timestamp::now());
            let mut query = engine.query(&library.edition, asked.words, &asked.scope);
            let mut answer = || {
                black_box(tenet::ask::ask(library, black_box(&question)));
            };
            let mut alone = || {
                black_box(query());
            };
            self.row(
                content.name,
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
        let engine = Engine::of(edition)?;
        for (kind, typed) in TYPED {
            let scope = Scope::Everything;
            let mut query = engine.query(edition, typed, &scope);
            let mut complete = || {
                black_box(edition.complete(black_box(typed), &scope, MOST_CHOICES));
            };
            let mut alone = || {
                black_box(query());
            };
            self.row(
                content.name,
                &format!("complete, {kind}"),
                content.goals.completion,
                &mut complete,
                Some(("query alone", &mut alone)),
            )?;
        }
        Ok(())
    }
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
