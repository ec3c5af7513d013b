//! Questions in words of one's own, over invented documents: which passage they lead to, and whether it
//! is quoted or offered.

use crate::support::library::{ask_json, content_of, invented, of_content};

/// The outcome of a question, and the passage that comes first.
fn first(question: &str) -> (String, String) {
    let answer = ask_json(invented(), question);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (text(&answer["outcome"]), text(&answer["passages"][0]["id"]))
}

#[test]
fn words_lead_to_the_passage_that_has_most_of_them_together() {
    for (question, passage) in [
        ("handshake at the end of a watch", "principles/2"),
        ("which storms excuse letters", "charter/exceptions/motivation"),
        ("exceptions for pilots", "pilots/exceptions"),
        ("handshke", "principles/2"),
        ("watchhandshake", "principles/2"),
        ("handshakeofwatch", "principles/2"),
    ] {
        assert_eq!(first(question), ("found".to_owned(), passage.to_owned()), "{question}");
    }
}

#[test]
fn a_document_that_is_named_has_its_passages_before_others() {
    let answer = ask_json(invented(), "what does the charter say about letters");
    let ids = answer["passages"].as_array().unwrap().iter().map(|passage| &passage["id"]);
    let ids: Vec<&str> = ids.filter_map(|id| id.as_str()).collect();
    let of_charter = ids.iter().take_while(|id| id.starts_with("charter/")).count();
    assert!(of_charter > 1, "{ids:?}");
    assert!(ids.iter().skip(of_charter).all(|id| !id.starts_with("charter/")), "{ids:?}");
}

#[test]
fn what_has_little_of_a_short_question_is_offered_and_not_quoted() {
    for question in ["handshake sourdough bakery antarctica", "handshake bakery"] {
        let offered = ("candidates".to_owned(), "principles/2".to_owned());
        assert_eq!(first(question), offered, "{question}");
    }
}

#[test]
fn a_word_is_taken_apart_where_two_were_run_together_and_not_at_its_prefix() {
    for (typed, read) in [
        ("watchhandshake", vec![("watch", false), ("handshake", false)]),
        ("overwatch", vec![("overwatch", true)]),
        ("undertide", vec![("undertide", true)]),
    ] {
        let words = invented().edition.read(typed);
        let words: Vec<(&str, bool)> =
            words.iter().map(|word| (word.typed.as_str(), word.unknown)).collect();
        assert_eq!(words, read, "{typed}");
    }
}

#[test]
fn of_two_that_fit_alike_none_is_quoted() {
    let harbour = of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Harbour Guild\nsources:\n  - folder: rules\n    documents:\n      \
             - {file: lights.md, id: lights, kind: policy, standing: in force}\n",
        ),
        (
            "rules/lights.md",
            "# Lights\n\nWhich burn when.\n\n## Northern Quay\n\nA brass lantern burns there from dusk \
             to dawn, by night and by fog, until the ferry has left.\n\n## Southern Quay\n\nA brass \
             lantern burns there from dusk to dawn, by night and by fog, until the ferry has come.\n",
        ),
    ]));
    let question = "does a brass lantern burn from dusk to dawn by night and fog for the ferry";
    let of_one = format!("{question} at the northern quay");
    for (question, outcome) in [(question, "candidates"), (&of_one, "found")] {
        assert_eq!(ask_json(&harbour, question)["outcome"], outcome, "{question}");
    }
}

#[test]
fn who_sits_on_a_body_is_told_whatever_the_command() {
    for question in ["/principle who sits on the council", "/coc who is on the council"] {
        assert_eq!(first(question).0, "roster", "{question}");
    }
    assert_ne!(first("/principle who keeps watch").0, "roster");
}
