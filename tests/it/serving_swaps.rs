//! Editions are swapped while many ask: no request fails, no answer mixes two editions, and what a
//! client has kept is told apart from what is new.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use crate::support::repository::Repository;
use crate::support::serving::{Client, Response, Serving, in_query};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::symlink;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents: [{file: tools.md, id: tools}, {file: ropes.md, id: ropes}]
";

/// Words of two documents, which change together.
type Words = [String; 2];

fn files(word: &str) -> [(&'static str, String); 2] {
    [
        ("tools.md", format!("# Tools\n\n## Hammers\n\nHammers of {word}.\n")),
        ("ropes.md", format!("# Ropes\n\n## Knots\n\nKnots of {word}.\n")),
    ]
}

fn of(word: &str) -> Words {
    [format!("Hammers of {word}."), format!("Knots of {word}.")]
}

fn path() -> String {
    format!("/api/ask?q={}", in_query("/cite tools/hammers ropes/knots"))
}

/// The edition that an answer names, and its words.
fn read(response: &Response) -> (String, Words) {
    let answer = response.json();
    let text = |value: &serde_json::Value| {
        value.as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
    };
    let words = [0, 1].map(|at| text(&answer["passages"][at]["text"]));
    (text(&answer["edition"]), words)
}

/// What many were told.
#[derive(Default)]
struct Told {
    asked: AtomicUsize,
    /// The words of each edition.
    words: Mutex<BTreeMap<String, Words>>,
    /// The body that each tag stands for.
    bodies: Mutex<BTreeMap<String, String>>,
}

impl Told {
    fn hear(&self, tag: &str, response: &Response) {
        let (edition, words) = read(response);
        assert!(tag.starts_with(&format!("\"{}-", &edition[..12])), "{tag} of {edition}");
        let mut all = self.words.lock().unwrap();
        assert_eq!(all.entry(edition).or_insert_with(|| words.clone()), &words);
        let mut all = self.bodies.lock().unwrap();
        assert_eq!(
            all.entry(tag.to_owned()).or_insert_with(|| response.body.clone()),
            &response.body
        );
    }

    /// Asks on one connection until it is over, as a client that keeps what it was told where `keeps`.
    fn ask(&self, address: SocketAddr, keeps: bool, over: &AtomicBool) {
        let (mut client, path) = (Client::of(address).unwrap(), path());
        let mut kept = None;
        while !over.load(Ordering::Relaxed) {
            let response = match kept.as_deref().filter(|_| keeps) {
                Some(tag) => client.get_unless(&path, tag),
                None => client.get(&path),
            };
            let response = response.unwrap_or_else(|error| panic!("no answer: {error}"));
            let tag = response.header("etag").map(str::to_owned);
            match response.status {
                304 => assert_eq!(tag, kept),
                200 => {
                    assert!(!keeps || tag != kept, "{tag:?} is sent again");
                    self.hear(tag.as_deref().expect("an answer has a tag"), &response);
                }
                _ => panic!("{response:?}"),
            }
            kept = tag;
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Ends what waits for it, however its own end comes.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Asks on four connections as long as `swap` is called, with one word and the other in turn, and holds
/// all that is told to the claim of this file.
fn while_many_ask(serving: &Serving, mut swap: impl FnMut(&str)) {
    let (told, is_over) = (Told::default(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let over = Over(&is_over);
        for number in 0..4 {
            let (told, is_over) = (&told, &is_over);
            scope.spawn(move || told.ask(serving.address(), number % 2 == 0, is_over));
        }
        for word in ["two", "one", "two", "one"] {
            swap(word);
            serving.get_until(&path(), |response| read(response).1 == of(word));
        }
        drop(over);
    });
    let words = told.words.into_inner().unwrap();
    assert_eq!(words.values().cloned().collect::<BTreeSet<_>>(), [of("one"), of("two")].into());
    let bodies = told.bodies.into_inner().unwrap();
    assert_eq!(bodies.values().collect::<BTreeSet<_>>().len(), bodies.len(), "a tag for each body");
    assert!(told.asked.into_inner() > 100);
}

#[test]
fn no_answer_fails_or_mixes_while_the_content_folder_changes() {
    // Those that change together change at once, as by a checkout beside the folder.
    let beside = Folder::new();
    for word in ["one", "two"] {
        beside.write(&format!("{word}/sources.yaml"), SOURCES);
        for (name, text) in files(word) {
            beside.write(&format!("{word}/rules/{name}"), text);
        }
    }
    let swap = |word: &str| {
        symlink(beside.join(word), beside.join("next")).unwrap();
        fs::rename(beside.join("next"), beside.join("content")).unwrap();
    };
    swap("one");
    let serving = Serving::start(&Tenet::with(&beside.join("content")), "Guild", &[]);
    let mut edits = 0;
    while_many_ask(&serving, |word| {
        swap(word);
        serving.signal("HUP");
        // A file is edited too, as an editor does it: whole and at once.
        edits += 1;
        beside.write("draft", format!("tools/hammers: [\"mallets {edits}\"]\n"));
        fs::rename(beside.join("draft"), beside.join("content/hints.yaml")).unwrap();
        serving.signal("HUP");
    });
    let run = serving.stop();
    assert!(run.code == 0 && !run.stderr.contains("WARN"), "{run:?}");
}

#[test]
fn no_answer_fails_or_mixes_while_another_process_syncs() {
    let content = Folder::new();
    content.write("sources.yaml", SOURCES);
    let mut rules = Repository::new();
    let from = format!("rules={}", rules.path().display());
    let tenet = Tenet::with(content.path());
    let mut sync = |word: &str| {
        let [tools, ropes] = files(word);
        rules.on("main", "2024-01-01").file(tools.0, tools.1).file(ropes.0, ropes.1).commit();
        let run = tenet.run(&["sync", "--from", &from]);
        assert_eq!(run.code, 0, "{run:?}");
    };
    sync("one");
    let setting = format!("sync.from.{from}");
    let serving = Serving::start(&tenet, "Guild", &["--set", &setting]);
    while_many_ask(&serving, sync);
    let run = serving.stop();
    assert!(run.code == 0 && !run.stderr.contains("WARN"), "{run:?}");
}
