//! What is offered to somebody who is still typing: on every platform the same.

use crate::support::chance::Chance;
use crate::support::library::{ask_json, content_of, first, invented, of_content, shipped};
use std::collections::HashSet;
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

/// Content in which headings are repeated, run together, proposed, and known by words in other scripts.
fn harbour_rules() -> Library {
    of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Harbour Guild\nsources:\n  - folder: rules\n    documents:\n      \
             - {file: berths.md, id: berths, kind: charter, standing: in force}\n      \
             - {file: cranes.md, id: cranes, kind: policy, standing: in force}\n      \
             - {file: buoys.md, id: buoys, kind: proposal, standing: proposal}\n",
        ),
        (
            "hints.yaml",
            "berths/berth-licence: [行为准则, permiso de amarre]\ncranes/keys: [padlock]\n",
        ),
        (
            "rules/berths.md",
            "# Berths of the Harbour\n\nWho lies where.\n\n## Berth Licence\n\nEach boat has one.\n\n\
             ## Haul and Repair\n\nOn Fridays.\n\n## Motivation\n\nBerths are few.\n\n\
             ## Boatowners\n\nThey vote.\n",
        ),
        (
            "rules/cranes.md",
            "# Crane Policy\n\nWho lifts what.\n\n## Motivation\n\nCranes are heavy.\n\n## Keys\n\n\
             Ask the warden.\n\n## Crane Drivers and Helpers\n\nThey wear helmets.\n",
        ),
        (
            "rules/buoys.md",
            "# Buoys\n\nWhere they float.\n\n## Motivation\n\nFog.\n\n## Keys of Buoys\n\nNone.\n",
        ),
    ]))
}

#[test]
fn whatever_of_a_name_is_typed_offers_it_first() {
    let library = harbour_rules();
    let mut missed = Vec::new();
    for (typed, expected) in [
        // Initials, with small words and without.
        ("ha r", "berths/haul-and-repair"),
        ("hr", "berths/haul-and-repair"),
        ("cdah", "cranes/crane-drivers-and-helpers"),
        ("CDH", "cranes/crane-drivers-and-helpers"),
        // Words in any order, unfinished, with what stands above.
        ("repa haul", "berths/haul-and-repair"),
        ("haul n repair", "berths/haul-and-repair"),
        ("what is the haul", "berths/haul-and-repair"),
        ("help dri", "cranes/crane-drivers-and-helpers"),
        ("crane keys", "cranes/keys"),
        ("crane padl", "cranes/keys"),
        // British and American, accents, hyphens, words run together or apart.
        ("license", "berths/berth-licence"),
        ("BÉRTH-LICENS", "berths/berth-licence"),
        ("haulandrepair", "berths/haul-and-repair"),
        ("boat owners", "berths/boatowners"),
        ("boat-ow", "berths/boatowners"),
        // The inside of a word.
        ("river", "cranes/crane-drivers-and-helpers"),
        // Slips: a letter left out, at the front too, doubled, swapped, another one, in a beginning.
        ("boatwners", "berths/boatowners"),
        ("oatonwers", "berths/boatowners"),
        ("boattowners", "berths/boatowners"),
        ("baotow", "berths/boatowners"),
        ("xepair", "berths/haul-and-repair"),
        ("hual repiar", "berths/haul-and-repair"),
        // Words that hints alone have, in any script, and words of the text alone.
        ("行为准则", "berths/berth-licence"),
        ("行", "berths/berth-licence"),
        ("准则", "berths/berth-licence"),
        ("permiso", "berths/berth-licence"),
        ("amarre per", "berths/berth-licence"),
        ("helmet", "cranes/crane-drivers-and-helpers"),
        // Ids, and those of documents; what binds before what is proposed.
        ("cranes/ke", "cranes/keys"),
        ("cranes", "cranes/crane-policy"),
        ("keys", "cranes/keys"),
    ] {
        let choices = offered(&library, typed, &Scope::Everything);
        if values(&choices).first() != Some(&expected) {
            missed.push((typed, expected, choices));
        }
    }
    assert_eq!(missed, []);
    let choices = offered(&library, "cranes/keys", &Scope::Everything);
    assert_eq!(values(&choices), ["cranes/keys"]);
}

#[test]
fn of_one_heading_one_is_offered_first_and_labels_tell_the_others_apart() {
    let library = harbour_rules();
    let choices = offered(&library, "mo", &Scope::Everything);
    let expected = ["berths/motivation", "cranes/motivation", "buoys/motivation"];
    assert_eq!(values(&choices)[..3], expected);
    let choices = offered(&library, "b", &Scope::Everything);
    let headings: Vec<&str> =
        choices.iter().filter_map(|choice| choice.label.split(" — ").next()).collect();
    let distinct: HashSet<&str> = headings.iter().copied().collect();
    assert_eq!(headings[..distinct.len()].iter().collect::<HashSet<_>>().len(), distinct.len());
    for library in [&library, shipped(), invented()] {
        for typed in ["", "a", "c", "e", "s", "mo", "requirements"] {
            let choices = offered(library, typed, &Scope::Everything);
            let labels: HashSet<&str> =
                choices.iter().map(|choice| choice.label.as_str()).collect();
            assert_eq!(labels.len(), choices.len(), "{typed}: {choices:?}");
        }
    }
}

#[test]
fn numbers_in_every_spelling_offer_what_is_numbered_so() {
    for typed in ["3", "#3", "p3", "P3", "third", "three", "principle 3", "principles/3"] {
        let choices = offered(shipped(), typed, &Scope::Everything);
        assert_eq!(values(&choices).first(), Some(&"principles/3"), "{typed}: {choices:?}");
    }
}

#[test]
fn nothing_typed_offers_the_ten_most_needed_in_the_order_of_need() {
    let choices = offered(shipped(), "", &Scope::Everything);
    assert_eq!(choices.len(), 10, "{choices:?}");
    let edition = &shipped().edition;
    let kinds: Vec<&str> = choices[1..5]
        .iter()
        .map(|choice| edition.passage_by_id(&choice.value).unwrap().kind.word())
        .collect();
    assert_eq!(kinds, ["mission", "principles", "conduct", "values"]);
    // What is proposed holds for nobody.
    let library = harbour_rules();
    let needed = offered(&library, "", &Scope::Everything);
    assert_eq!(values(&needed)[..2], ["berths/berths-of-the-harbour", "cranes/crane-policy"]);
    assert!(values(&needed).iter().take(8).all(|value| !value.starts_with("buoys")), "{needed:?}");
}

/// The text with one slip: a letter left out, put in, changed, or two swapped.
fn with_a_slip(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = chance.below(letters.len());
    let other = char::from(b'a' + u8::try_from(chance.below(26)).unwrap());
    match chance.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, other),
        2 => letters[at] = other,
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters.push(other),
    }
    letters.into_iter().collect()
}

#[test]
fn nearly_every_heading_is_among_the_first_five_for_a_few_of_its_letters_or_with_a_slip() {
    let mut chance = Chance::of(20);
    for library in [shipped(), invented()] {
        let edition = &library.edition;
        let sections = edition
            .catalogue
            .passages
            .iter()
            .filter(|passage| passage.part != tenet::content::passage::Part::Item);
        let mut found = [(0, 0); 4];
        for passage in sections {
            let letters = |count: usize| -> String {
                let words = passage.heading.split_whitespace();
                let words = words.map(|word| word.chars().take(count).collect::<String>());
                words.collect::<Vec<_>>().join(" ")
            };
            let typed = [
                letters(4),
                letters(6),
                with_a_slip(&passage.heading, &mut chance),
                passage.heading.split_whitespace().collect(),
            ];
            for (typed, (found, all)) in typed.iter().zip(&mut found) {
                let choices = offered(library, typed, &Scope::Everything);
                let first_five = choices.iter().take(5);
                // One of several that are called the same is as good: labels tell them apart.
                let is_it = |choice: &Choice| {
                    let offered = edition.passage_by_id(&choice.value);
                    offered.is_some_and(|offered| offered.heading == passage.heading)
                };
                *found += usize::from(first_five.into_iter().any(is_it));
                *all += 1;
            }
        }
        for (found, all) in found {
            assert!(found * 100 >= all * 93, "{found:?} of {all}");
        }
    }
}

#[test]
fn whatever_is_chosen_is_answered_with_exactly_its_passage() {
    let mut chance = Chance::of(3);
    let commands = [None, Some("principle"), Some("value"), Some("coc"), Some("policy")];
    for library in [shipped(), invented()] {
        let passages = &library.edition.catalogue.passages;
        for _ in 0..60 {
            let passage = &passages[chance.below(passages.len())];
            let word = passage.heading.split_whitespace().next().unwrap_or_default();
            let letters = 1 + chance.below(word.chars().count().max(1));
            let beginning: String = word.chars().take(letters).collect();
            for typed in [beginning, with_a_slip(&passage.heading, &mut chance)] {
                let command = commands[chance.below(commands.len())];
                let scope = command.map_or(Scope::Everything, Scope::Command);
                for choice in offered(library, &typed, &scope).iter().take(5) {
                    let command = command.unwrap_or("ask");
                    let answer = ask_json(library, &format!("/{command} {}", choice.value));
                    if choice.value == "report" {
                        assert_eq!(answer["outcome"], "report");
                    } else {
                        assert_eq!(answer["outcome"], "found", "/{command} {choice:?}");
                        assert_eq!(answer["passages"][0]["id"], *choice.value, "{choice:?}");
                    }
                }
            }
        }
    }
}
