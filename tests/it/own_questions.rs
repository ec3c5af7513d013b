//! The project's own questions, written from the documents in people's words (`tests/questions.jsonl`), and
//! what they reach: on the content that ships, and on the real documents where these lie beside the
//! checkout.

use crate::support::library::{ask, shipped};
use crate::support::words::real;
use serde::Deserialize;
use std::collections::HashSet;
use tenet::answer::{Answer, Fit, Outcome};
use tenet::content::link;
use tenet::content::passage::Passage;
use tenet::content::words::fold;
use tenet::library::Library;

#[derive(Deserialize)]
struct Asked {
    id: String,
    ask: String,
    answerable: bool,
    expect: Vec<Expected>,
    /// Whether no command stands before the words.
    #[serde(default)]
    plain: bool,
    /// Whether the answer stands outside the command's documents.
    #[serde(default)]
    outside: bool,
}

#[derive(Deserialize)]
struct Expected {
    url: String,
    item: Option<String>,
}

impl Asked {
    fn is_answered_by(&self, passage: &Passage) -> bool {
        let urls = std::iter::once(&passage.citation.url).chain(&passage.also_at);
        let keys: Vec<String> = urls.map(|url| link::key(url)).collect();
        self.expect.iter().any(|expected| {
            keys.contains(&link::key(&expected.url))
                && expected.item.as_ref().is_none_or(|item| fold(item) == fold(&passage.heading))
        })
    }

    /// Whether what answers it stands in a library, with its words.
    fn can_be_answered_from(&self, library: &Library) -> bool {
        let passages = &library.edition.catalogue.passages;
        passages.iter().any(|passage| !passage.outline && self.is_answered_by(passage))
    }

    /// The place of the first right passage in an answer that names any.
    fn rank(&self, answer: &Answer) -> Option<usize> {
        let names = matches!(answer.outcome, Outcome::Found | Outcome::Candidates);
        let passages = answer.passages.iter().filter(|_| names);
        passages.map(|quoted| &quoted.passage).position(|passage| self.is_answered_by(passage))
    }
}

fn asked() -> Vec<Asked> {
    let lines = include_str!("../questions.jsonl").lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// The questions of which the first, or one of the first three, passages is right, and how many there are.
fn reached(library: &Library, questions: &[Asked]) -> [usize; 3] {
    let mut counts = [0; 3];
    for question in questions.iter().filter(|question| question.can_be_answered_from(library)) {
        let answer = ask(library, &question.ask);
        let rank = question.rank(&answer);
        counts[0] += usize::from(rank == Some(0));
        counts[1] += usize::from(rank.is_some_and(|rank| rank < 3));
        counts[2] += 1;
    }
    counts
}

#[test]
fn the_questions_are_of_every_kind() {
    let asked = asked();
    let ids: HashSet<&str> = asked.iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids.len(), asked.len());
    assert!(asked.len() >= 60);
    assert!(asked.iter().filter(|question| question.plain).count() >= 20);
    assert!(asked.iter().filter(|question| question.outside).count() >= 10);
    assert!(
        asked
            .iter()
            .filter(|question| question.plain)
            .all(|question| !question.ask.starts_with('/'))
    );
    for question in &asked {
        assert_ne!(question.answerable, question.expect.is_empty(), "{}", question.id);
    }
}

#[test]
fn what_the_shipped_content_holds_is_found_in_peoples_words() {
    let [first, among_three, all] = reached(shipped(), &asked());
    assert!(all >= 8, "{all}");
    assert!(100 * first >= 70 * all, "{first} of {all}");
    assert!(100 * among_three >= 87 * all, "{among_three} of {all}");
}

#[test]
fn what_the_real_documents_hold_is_found_in_peoples_words() {
    let Some(library) = real("what_the_real_documents_hold_is_found_in_peoples_words") else {
        return;
    };
    let asked = asked();
    let [first, among_three, all] = reached(&library, &asked);
    assert_eq!(all, asked.iter().filter(|question| question.answerable).count());
    assert!(100 * first >= 75 * all, "{first} of {all}");
    assert!(100 * among_three >= 88 * all, "{among_three} of {all}");
    // What the documents do not answer is seldom quoted as if they did.
    let unanswerable = asked.iter().filter(|question| !question.answerable);
    let quoted: Vec<&str> = unanswerable
        .filter(|question| ask(&library, &question.ask).outcome == Outcome::Found)
        .map(|question| question.ask.as_str())
        .collect();
    assert!(quoted.len() <= 2, "{quoted:?}");
}

#[test]
fn what_stands_outside_the_command_is_offered_and_not_quoted() {
    let Some(library) = real("what_stands_outside_the_command_is_offered_and_not_quoted") else {
        return;
    };
    let outside: Vec<Asked> = asked().into_iter().filter(|question| question.outside).collect();
    let mut offered = 0;
    for question in &outside {
        let answer = ask(&library, &question.ask);
        if let Some(rank) = question.rank(&answer) {
            // What is named by its number is quoted, wherever it stands.
            let is_offered = answer.outcome == Outcome::Candidates || answer.fit == Fit::Exact;
            assert!(is_offered, "{}: {:?}", question.ask, answer.outcome);
            offered += usize::from(rank < 3);
        }
    }
    assert!(100 * offered >= 75 * outside.len(), "{offered} of {}", outside.len());
}

#[test]
fn words_of_other_languages_lead_to_the_code_of_conduct() {
    for (asked, id) in [
        ("行为准则", "coc/code-of-conduct"),
        ("/coc 行为准则", "coc/code-of-conduct"),
        ("/coc acoso", "coc/our-standards"),
        ("/coc 嫌がらせ", "coc/our-standards"),
    ] {
        let answer = ask(shipped(), asked);
        let first = answer.passages.first().map(|quoted| quoted.passage.id.as_str());
        assert_eq!(first, Some(id), "{asked}: {:?}", answer.outcome);
    }
}
