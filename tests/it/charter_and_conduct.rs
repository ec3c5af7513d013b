//! Documents in which a single item of a list is cited: never without what makes it mean what it
//! means.

use crate::support::library::{ask, ask_json, invented};
use serde_json::{Value, json};
use tenet::answer::Audience;

#[test]
fn an_item_brings_the_sentence_that_introduces_its_list() {
    let answer =
        ask_json(invented(), "/cite coc/what-we-expect/shouting-at-the-crew-whatever-the-weather");
    assert_eq!(answer["outcome"], "found");
    let passage = &answer["passages"][0];
    assert_eq!(
        passage["text"],
        "Not accepted here:\n\n- Shouting at the crew, whatever the weather."
    );
    assert_eq!(passage["items_left_out"], 2);
    assert_eq!(passage["heading"], "What we expect");
    assert_eq!(passage["place"], "What we expect, second list, item 1");
}

#[test]
fn words_of_conduct_lead_to_the_whole_section_with_the_place_of_the_item() {
    let answer = ask_json(invented(), "/coc shouting");
    let passage = &answer["passages"][0];
    assert_eq!(passage["id"], "coc/what-we-expect");
    assert_eq!(passage["stands_in"], "What we expect, second list, item 1");
    let text = passage["text"].as_str().unwrap();
    assert!(text.starts_with("Please:\n\n- Listen before you answer."), "{text}");
    assert!(text.contains("Not accepted here:\n\n- Shouting at the crew"), "{text}");
}

#[test]
fn under_a_heading_that_turns_the_meaning_round_the_items_say_so() {
    for (question, heading, text) in [
        ("/charter own ships", "Non-Responsibilities", "The Council does not:\n\n1. own ships;"),
        ("/charter set fares", "Non-Responsibilities", "The Council does not:\n\n2. set fares."),
        ("/charter tide table", "Responsibilities", "The Council:\n\n1. sets the tide table;"),
    ] {
        let answer = ask_json(invented(), question);
        let passage = &answer["passages"][0];
        assert_eq!(passage["heading"], heading, "{question}");
        assert_eq!(passage["text"], text, "{question}");
    }
}

#[test]
fn free_words_that_lead_to_a_sensitive_document_are_answered_to_the_asker() {
    for (question, audience) in [
        ("/coc shouting", Audience::Asker),
        ("publishing where somebody lives", Audience::Asker),
        ("/coc coc/what-we-expect", Audience::Channel),
        ("/coc what we expect", Audience::Channel),
        ("/coc what we expect private:true", Audience::Asker),
        ("/cite coc/what-we-expect", Audience::Channel),
        ("/principle mooring", Audience::Channel),
        ("/principle 2 private:true", Audience::Asker),
    ] {
        assert_eq!(ask(invented(), question).audience, audience, "{question}");
    }
}

#[test]
fn repeated_headings_are_told_apart_by_their_parents() {
    for (id, text) in [
        ("charter/exceptions/motivation", "Storms excuse a late letter."),
        (
            "charter/amendments/motivation",
            "Rules age. Two thirds of the Council may change this charter.",
        ),
        ("knots/reef-knot/exceptions", "Only for parcels."),
    ] {
        let answer = ask_json(invented(), &format!("/cite {id}"));
        assert_eq!(answer["passages"][0]["text"], text, "{id}");
    }
    let answer = ask_json(invented(), "/charter motivation");
    assert_eq!(answer["outcome"], "candidates");
    assert_eq!(answer["passages"].as_array().unwrap().len(), 2);
}

#[test]
fn relative_links_become_absolute_with_their_query() {
    let answer = ask_json(invented(), "/cite charter/responsibilities");
    let markdown = answer["passages"][0]["markdown"].as_str().unwrap();
    assert!(
        markdown.contains(
            "https://github.com/harbour/rules/blob/main/proposals/pilots.md?plain=1#exceptions"
        ),
        "{markdown}"
    );
    let text = answer["passages"][0]["text"].as_str().unwrap();
    assert!(!text.contains("http"), "{text}");
}

#[test]
fn what_is_left_out_is_announced() {
    for (id, left_out) in [
        ("charter/1", "footnote ice"),
        ("knots/sheet-bend/exceptions", "a picture (a drawing)"),
        ("values/harbour-master", "a list that the page makes from site.data.council"),
    ] {
        let answer = ask_json(invented(), &format!("/cite {id}"));
        assert_eq!(answer["passages"][0]["left_out"], json!([left_out]), "{id}");
    }
}

#[test]
fn a_section_is_quoted_with_its_children_where_that_is_asked_for() {
    let short = ask_json(invented(), "/charter the council");
    let full = ask_json(invented(), "/charter the council full:true");
    let text = |answer: &Value| answer["passages"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(text(&short), "The Council speaks for the Guild.");
    assert_eq!(
        text(&full),
        "The Council speaks for the Guild.\n\nResponsibilities\n\nThe Council:\n\n\
         1. sets the tide table;\n2. appoints pilots, see the pilots' proposal;\n\
         3. answers letters within 14 days.\n\nNon-Responsibilities\n\nThe Council does not:\n\n\
         1. own ships;\n2. set fares."
    );
}

#[test]
fn what_binds_stands_before_what_was_proposed_and_a_proposal_says_what_it_is() {
    let answer = ask_json(invented(), "/policy fog");
    assert_eq!(answer["passages"][0]["citation"]["standing"], "proposal");
    let run =
        crate::support::program::Tenet::with(&crate::support::folder::guild()).ask("/policy fog");
    let proposal = run.stdout.find("This is a proposal, not a rule.");
    let quote = run.stdout.find("Fog.");
    assert!(proposal.is_some() && proposal < quote, "{run:?}");
}

#[test]
fn copies_share_the_canonical_passage_and_its_id() {
    let answer = ask_json(invented(), "/principle 3");
    let passage = &answer["passages"][0];
    assert_eq!(passage["id"], "principles/3");
    assert_eq!(
        passage["citation"]["url"],
        "https://github.com/harbour/rules/blob/main/PRINCIPLES.md#3-we-answer-every-flare"
    );
    let copy = "https://harbour.example/principles.html#3-we-answer-every-flare";
    assert_eq!(passage["also_at"], json!([copy]));
    let at_the_copy = ask_json(invented(), copy);
    assert_eq!(at_the_copy["passages"][0]["id"], "principles/3");
}
