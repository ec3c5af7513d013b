//! A miss is a "no" one can rely on.

use crate::support::library::{ask, ask_json, invented, said, shipped};
use crate::support::program::Tenet;
use serde_json::{Value, json};
use tenet::index::Scope;
use tenet::wording::Medium;

#[test]
fn what_was_searched_and_whether_the_word_occurs_there_is_said() {
    let tenet = Tenet::new();
    let answer = tenet.ask_json("/principle zebra");
    assert_eq!(answer["outcome"], "nothing");
    assert_eq!(answer["passages"], json!([]));
    let nothing = &answer["nothing"];
    assert_eq!(nothing["searched"], json!(["Operational Principles"]));
    // The title, three groups and nine principles.
    assert_eq!(nothing["sections"], 13);
    assert_eq!(nothing["unknown_words"], json!(["zebra"]));
    assert_eq!(nothing["ask_at"], "https://bytecodealliance.zulipchat.com");

    let run = tenet.ask("/principle zebra");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout.trim_end(), @r"
    I found nothing about that.

    Nowhere in what I searched stands: “zebra”.

    I searched 13 sections of: Operational Principles.

    Silence of the documents is not permission.

    Ask a person: https://bytecodealliance.zulipchat.com
    ");
}

#[test]
fn documents_that_are_known_and_not_held_are_named() {
    let answer = ask_json(shipped(), "/policy zebra");
    assert_eq!(answer["outcome"], "nothing");
    let titles: Vec<&str> = answer["nothing"]["not_searched"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["title"].as_str().unwrap())
        .collect();
    assert!(titles.contains(&"TSC Charter"), "{titles:?}");
    assert!(titles.contains(&"Whistleblower Policy"), "{titles:?}");
}

#[test]
fn what_only_another_document_has_is_offered_as_a_candidate_that_names_it() {
    for (question, document) in
        [("/principle velocity", "values"), ("/value curation", "principles")]
    {
        let answer = ask_json(shipped(), question);
        assert_eq!(answer["outcome"], "candidates", "{question}");
        let passages = answer["passages"].as_array().unwrap();
        assert!((1..=3).contains(&passages.len()), "{question}");
        assert_eq!(passages[0]["citation"]["document"], document, "{question}");
    }
    let run = Tenet::new().ask("/principle velocity");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("Values"), "{run:?}");
}

#[test]
fn words_in_a_language_that_nobody_here_writes_are_told_the_language() {
    let answer = ask_json(shipped(), "/principle 天気予報");
    assert_eq!(answer["outcome"], "nothing");
    assert_eq!(answer["nothing"]["foreign"], true);
    let run = Tenet::new().ask("天気予報について");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("I answer in English. Try: /report, /coc, /mission."), "{run:?}");
}

#[test]
fn hints_lead_from_words_that_no_document_has() {
    for question in ["/principle life jacket", "Schwimmweste"] {
        let answer = ask_json(invented(), question);
        assert_eq!(
            (&answer["outcome"], &answer["passages"][0]["id"]),
            (&json!("found"), &json!("principles/2")),
            "{question}"
        );
    }
}

#[test]
fn an_address_that_no_passage_has_is_a_miss_and_not_a_search() {
    let answer = ask_json(shipped(), "/ask https://example.org/mission#we-curate");
    assert_eq!(answer["outcome"], "nothing");
    let answer = ask_json(shipped(), "/ask https://bytecodealliance.org/mission#we-curate");
    assert_eq!(answer["passages"][0]["id"], "principles/3");
}

#[test]
fn an_unknown_document_after_in_is_answered_with_those_there_are() {
    let answer = ask_json(shipped(), "/ask in:constitution quorum");
    assert_eq!(answer["outcome"], "help");
    let known = answer["help"]["reason"]["known"].as_array().unwrap();
    assert!(known.contains(&Value::from("principles")), "{known:?}");
}

/// So many different words that stand nowhere.
fn strange_words(number: usize) -> String {
    let word = |number: usize| {
        let letter =
            |at: u32| char::from(b'a' + u8::try_from(number / 26_usize.pow(at) % 26).unwrap());
        format!("zq{}x{}v{}", letter(0), letter(1), letter(2))
    };
    (0..number).map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_text_is_no_question_and_is_answered_with_a_sentence() {
    let long = strange_words(600);
    for command in ["ask", "coc", "cite", "changes", "who-is", "who-is-on", "policy", "help"] {
        let answer = ask(shipped(), &format!("/{command} {long}"));
        assert!(answer.is_usage() && answer.is_miss(), "{command}");
    }
    let told = said(shipped(), &long, Medium::Terminal);
    assert!(told.contains("That is too long for me: 4000 characters at most."), "{told}");
    // What is quoted may be longer.
    let answer = ask_json(shipped(), &format!("/verify \"{long}\""));
    assert_eq!(answer["outcome"], "verify");
}

#[test]
fn of_many_words_that_stand_nowhere_some_are_looked_for() {
    let found = shipped().edition.find(&strange_words(400), &Scope::Everything).unwrap();
    assert_eq!(found.unknown_words.len(), 24);
    let repeated = "zzzqqq ".repeat(500);
    let found = shipped().edition.find(&repeated, &Scope::Everything).unwrap();
    assert_eq!((found.unknown_words, found.words), (vec!["zzzqqq".to_owned()], 1));
    // What is known is found behind them.
    let found =
        shipped().edition.find(&format!("{} curation", strange_words(400)), &Scope::Everything);
    assert!(found.unwrap().hits.iter().any(|hit| hit.words_matched == 1));
}
