//! What is offered to somebody who is still typing: on every platform the same.

use crate::support::library::{first, invented, shipped};
use tenet::answer::Audience;
use tenet::index::{Choice, Scope};
use tenet::library::Library;
use tenet::offers::offers;

const MOST: usize = 25;

fn offered(library: &Library, typed: &str, scope: &Scope) -> Vec<Choice> {
    let choices = library.edition.complete(typed, scope, MOST);
    assert!(choices.len() <= MOST, "{typed}");
    choices
}

fn values(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.value.as_str()).collect()
}

#[test]
fn nothing_typed_offers_the_way_to_report_first() {
    for library in [shipped(), invented()] {
        let choices = offered(library, "", &Scope::Everything);
        assert_eq!(choices[0].value, "report");
        assert!(choices.len() > 1);
    }
}

#[test]
fn nothing_typed_after_a_command_offers_what_the_command_lists() {
    let choices = offered(shipped(), "", &Scope::Command("principle"));
    let first: Vec<String> = (1..=9).map(|number| format!("principles/{number}")).collect();
    assert_eq!(values(&choices)[..9], first);
    assert!(!values(&choices).contains(&"report"));
    let choices = offered(shipped(), "", &Scope::Command("value"));
    assert_eq!(
        values(&choices)[..3],
        ["values/collaboration", "values/inclusiveness", "values/openness"]
    );
}

#[test]
fn what_is_offered_to_cite_can_be_cited() {
    for library in [shipped(), invented()] {
        for typed in ["/cite ", "/changes ", "/cite rep"] {
            let offers = offers(library, typed);
            assert!(!values(&offers.choices).contains(&"report"), "{typed}: {offers:?}");
        }
        assert!(!offers(library, "/cite ").choices.is_empty());
    }
}

#[test]
fn who_opens_the_code_of_conduct_or_types_of_themselves_or_of_harm_is_offered_to_report_first() {
    for typed in ["/coc ", "/coc I am", "/cite harass", "/who-is-on I feel", "/principle bullying"]
    {
        for library in [shipped(), invented()] {
            let offers = offers(library, typed);
            assert_eq!(values(&offers.choices).first(), Some(&"report"), "{typed}: {offers:?}");
        }
    }
}

#[test]
fn what_somebody_types_of_themselves_of_conduct_or_of_a_report_is_theirs_alone() {
    for (typed, audience) in [
        ("", Audience::Channel),
        ("/", Audience::Channel),
        ("/p", Audience::Channel),
        ("/principle ", Audience::Channel),
        ("/principle we cur", Audience::Channel),
        ("/coc ", Audience::Channel),
        ("/cite ", Audience::Channel),
        ("/cite principles/3", Audience::Channel),
        ("/who-is-on tsc", Audience::Channel),
        ("/rep", Audience::Asker),
        ("/report somebody", Audience::Asker),
        ("harass", Audience::Asker),
        ("/ask harass", Audience::Asker),
        ("/ask harassment in:", Audience::Asker),
        ("/cite harass", Audience::Asker),
        ("/cite coc/our-standards", Audience::Asker),
        ("/coc stand", Audience::Asker),
        ("/coc zyzzyva", Audience::Asker),
        ("/principle he hit me", Audience::Asker),
        ("my bicycle", Audience::Asker),
    ] {
        assert_eq!(offers(shipped(), typed).audience, audience, "{typed}");
    }
}

#[test]
fn beginnings_numbers_hints_and_typing_errors_offer_what_was_meant() {
    for (scope, typed, expected) in [
        (Scope::Command("principle"), "we cur", "principles/3"),
        (Scope::Command("principle"), "cur", "principles/3"),
        (Scope::Command("principle"), "WE CUR", "principles/3"),
        (Scope::Command("principle"), "3", "principles/3"),
        (Scope::Command("principle"), "turn down", "principles/3"),
        (Scope::Command("principle"), "toxicty", "principles/6"),
        (Scope::Command("value"), "opennes", "values/openness"),
        (Scope::Command("value"), "opneness", "values/openness"),
        (Scope::Command("coc"), "stand", "coc/our-standards"),
        (Scope::Everything, "principles/3", "principles/3"),
        (Scope::Everything, "harass", "report"),
        (Scope::Everything, "umbrella", "principles/3"),
    ] {
        let choices = offered(shipped(), typed, &scope);
        let first_three = &values(&choices)[..choices.len().min(3)];
        assert!(first_three.contains(&expected), "{typed}: {choices:?}");
    }
}

#[test]
fn a_slip_in_the_words_of_a_passage_offers_it_all_the_same() {
    let right = offered(shipped(), "umbrella", &Scope::Everything);
    let slipped = offered(shipped(), "umrbella", &Scope::Everything);
    assert!(
        !right.is_empty() && values(&slipped).contains(&right[0].value.as_str()),
        "{slipped:?}"
    );
}

#[test]
fn who_writes_of_themselves_is_offered_the_way_to_report_whatever_the_words() {
    for typed in ["/ask i was harr", "i was zyzzyva"] {
        assert!(values(&offers(shipped(), typed).choices).contains(&"report"), "{typed}");
    }
}

#[test]
fn of_several_documents_each_is_offered_before_the_rest_of_any() {
    for library in [shipped(), invented()] {
        let edition = &library.edition;
        let choices = offered(library, "", &Scope::Command("policy"));
        let document = |choice: &Choice| {
            edition.passage_by_id(&choice.value).unwrap().citation.document.clone()
        };
        let documents: Vec<String> = choices.iter().map(document).collect();
        let mut each = documents.clone();
        each.sort();
        each.dedup();
        let mut first = documents[..each.len()].to_vec();
        first.sort();
        assert_eq!(first, each, "{documents:?}");
    }
}

#[test]
fn what_is_nowhere_is_offered_nowhere() {
    assert_eq!(offered(shipped(), "zebra crossing", &Scope::Everything), []);
}

#[test]
fn labels_fit_and_values_are_ids_that_are_answered() {
    for library in [shipped(), invented()] {
        let scopes = ["principle", "value", "mission", "coc", "policy"]
            .map(Scope::Command)
            .into_iter()
            .chain([Scope::Everything]);
        for scope in scopes {
            for typed in ["", "e", "the", "we", "co", "s", "governance"] {
                for choice in offered(library, typed, &scope) {
                    let length = choice.label_within(100).chars().count();
                    assert!((1..=100).contains(&length), "{choice:?}");
                    let (outcome, id) = first(library, &choice.value);
                    if choice.value == "report" {
                        assert_eq!(outcome, "report");
                    } else {
                        assert_eq!((outcome.as_str(), id), ("found", choice.value));
                    }
                }
            }
        }
    }
}

#[test]
fn a_label_that_is_too_long_keeps_its_number_its_first_words_and_what_stands_above() {
    let label = |label: &str, most: usize| {
        Choice { value: "x".to_owned(), label: label.to_owned() }.label_within(most)
    };
    for (whole, most, within) in [
        ("3. We curate — Principles", 25, "3. We curate — Principles"),
        ("2. We build with care, for all — Principles", 40, "2. We build with care … — Principles"),
        ("Lamps — A very long document of lamps", 25, "Lamps — A very long …"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
    ] {
        assert_eq!(label(whole, most), within);
        assert!(within.chars().count() <= most);
    }
    let edition = &shipped().edition;
    let choices = edition.complete("", &Scope::Command("principle"), 25);
    let second = choices.iter().find(|choice| choice.value == "principles/2").unwrap();
    assert!(second.label_within(100).starts_with("2. We purposefully build for "));
    assert!(second.label_within(100).ends_with(" … — Operational Principles"));
}

#[test]
fn bodies_people_and_documents_are_offered_by_any_of_their_names() {
    let edition = &shipped().edition;
    let bodies = |typed| values(&edition.complete_body(typed, MOST)).join(" ");
    assert_eq!(bodies(""), "tsc board coc-team");
    assert_eq!(bodies("steer"), "tsc");
    assert_eq!(bodies("BOA"), "board");
    let people = |typed| values(&edition.complete_person(typed, MOST)).join(" ");
    assert_eq!(people("rico"), "ricochet");
    assert_eq!(people("hayes"), "ricochet");
    assert_eq!(people("squilace"), "squillace");
    let documents = |typed| values(&edition.complete_document(typed, MOST)).join(" ");
    assert_eq!(documents("val"), "values");
    assert_eq!(documents("code of"), "coc");
}

#[test]
fn behind_ids_the_next_passage_is_offered_and_the_ids_stay() {
    let typed = "/cite principles/1 flare";
    let offered = offers(invented(), typed);
    assert_eq!(
        (&typed[..offered.start], &*offered.choices[0].value),
        ("/cite principles/1 ", "principles/3")
    );
    // Words that are no ids are completed together.
    assert_eq!(offers(invented(), "/cite keep watch").choices[0].value, "principles/2");
    assert!(!offers(invented(), "/cite principles/1 ").choices.is_empty());
}
