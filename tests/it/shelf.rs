//! A running process takes a new edition without dropping or mixing an answer.

use crate::support::library::{now, of_content};
use crate::support::program::Tenet;
use crate::support::repository::Repository;
use crate::support::timeline::Timeline;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use tenet::content::{Content, Files};
use tenet::library::Shelf;
use tenet::question::Question;

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents: [{file: tools.md, id: tools}]
";

/// The library of a source whose every part names its edition.
fn edition(name: &str, day: &str) -> Content {
    let text =
        format!("# Tools\n\n## Hammers\n\nHammers of {name}.\n\n## Saws\n\nSaws of {name}.\n");
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    let timeline = Timeline::new().commit(day, &[("tools.md", Some(&text))]);
    Content { files: Files { files, ..Files::default() }, synced: timeline.of("rules") }
}

#[test]
fn ten_thousand_answers_come_each_from_one_edition_while_editions_are_swapped() {
    let editions =
        [of_content(&edition("one", "2023-01-01")), of_content(&edition("two", "2024-01-01"))];
    let shelf = Shelf::new(editions[0].clone());
    let (asked, swapped) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (order, orders) = mpsc::channel();
    std::thread::scope(|scope| {
        // Editions are swapped for as long as questions are asked, once for every ten of them at least.
        let (shelf, swapped, editions) = (&shelf, &swapped, &editions);
        scope.spawn(move || {
            for () in orders {
                let count = swapped.fetch_add(1, Ordering::Relaxed);
                shelf.put(editions[count % 2].clone());
            }
        });
        let askers: Vec<_> = (0..4)
            .map(|_| {
                let (order, asked) = (order.clone(), &asked);
                scope.spawn(move || {
                    let mut seen = [0_usize; 2];
                    loop {
                        match asked.fetch_add(1, Ordering::Relaxed) {
                            10_000.. => break,
                            number if number % 10 == 0 => order.send(()).unwrap(),
                            _ => {}
                        }
                        let library = shelf.take();
                        let question =
                            Question::at_terminal("/cite tools/hammers tools/saws", now());
                        let answer = tenet::ask::ask(&library, &question);
                        let texts: Vec<&str> = answer
                            .passages
                            .iter()
                            .map(|quoted| quoted.passage.text.as_str())
                            .collect();
                        let day = answer.passages[0].passage.citation.date.as_deref();
                        let which = match texts.as_slice() {
                            ["Hammers of one.", "Saws of one."] => 0,
                            ["Hammers of two.", "Saws of two."] => 1,
                            mixed => panic!("mixed: {mixed:?}"),
                        };
                        assert_eq!(day, Some(["2023-01-01", "2024-01-01"][which]));
                        seen[which] += 1;
                    }
                    seen
                })
            })
            .collect();
        let seen: Vec<[usize; 2]> = askers.into_iter().map(|asker| asker.join().unwrap()).collect();
        drop(order);
        let total = |which: usize| seen.iter().map(|seen| seen[which]).sum::<usize>();
        assert_eq!(total(0) + total(1), 10_000);
        assert!(total(0) > 0 && total(1) > 0, "both editions answered: {seen:?}");
    });
    assert_eq!(swapped.into_inner(), 1_000);
}

/// Reads one answer in JSON from a prompt.
fn answer(out: &mut impl BufRead) -> serde_json::Value {
    let mut json = String::new();
    while !json.ends_with("\n}\n") && json != "}\n" {
        assert!(out.read_line(&mut json).unwrap() > 0, "the prompt ended: {json}");
    }
    serde_json::from_str(&json).unwrap()
}

#[test]
fn a_prompt_that_is_open_answers_from_the_edition_that_a_sync_publishes() {
    let mut rules = Repository::new();
    rules.on("main", "2024-01-01").file("tools.md", "# Tools\n\n## Hammers\n\nFirst.\n").commit();
    let content = crate::support::folder::Folder::new();
    content.write("sources.yaml", SOURCES);
    let tenet = Tenet::with(content.path());
    let from = format!("rules={}", rules.path().display());
    assert_eq!(tenet.run(&["sync", "--from", &from]).code, 0);
    let mut prompt = tenet.start_with_input(&["chat", "--format", "json"]);
    let mut input = prompt.stdin.take().unwrap();
    let mut out = BufReader::new(prompt.stdout.take().unwrap());
    writeln!(input, "/cite tools/hammers").unwrap();
    assert_eq!(answer(&mut out)["passages"][0]["text"], "First.");
    rules.on("main", "2024-01-02").file("tools.md", "# Tools\n\n## Hammers\n\nSecond.\n").commit();
    assert_eq!(tenet.run(&["sync", "--from", &from]).code, 0);
    writeln!(input, "/cite tools/hammers").unwrap();
    assert_eq!(answer(&mut out)["passages"][0]["text"], "Second.");
    drop(input);
    assert!(prompt.wait().unwrap().success());
}
