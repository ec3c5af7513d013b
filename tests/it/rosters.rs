//! Who sits where: the listing that counts, and what another copy says.

use crate::support::library::{ask_json, invented, shipped};
use crate::support::program::Tenet;
use serde_json::{Value, json};

fn names(members: &Value) -> Vec<&str> {
    members.as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap()).collect()
}

#[test]
fn the_board_has_seven_directors_and_last_the_executive_director_without_a_vote() {
    let tenet = Tenet::new();
    let answer = tenet.ask_json("/who-is-on board");
    assert_eq!(answer["outcome"], "roster");
    let roster = &answer["roster"];
    assert_eq!(roster["body"], "board");
    assert_eq!(roster["as_of"], "2026-06-01");
    let members = roster["members"].as_array().unwrap();
    assert_eq!(
        names(&roster["members"]),
        [
            "Bobby Holley",
            "Bailey Hayes",
            "Pat Hickey",
            "Tyler McMullen",
            "Ralph Squillace",
            "Deian Stefan",
            "Mingqiu Sun",
            "David Bryant"
        ]
    );
    let voting: Vec<bool> =
        members.iter().map(|member| member["voting"].as_bool().unwrap()).collect();
    assert_eq!(voting, [true, true, true, true, true, true, true, false]);
    assert_eq!(members[7]["role"], "Consulting Executive Director");
    let offices: Vec<&Value> = members.iter().map(|member| &member["office"]).collect();
    assert_eq!(
        offices,
        [
            &json!("Board Chair"),
            &Value::Null,
            &Value::Null,
            &Value::Null,
            &json!("Treasurer"),
            &Value::Null,
            &Value::Null,
            &Value::Null
        ]
    );
    // Two spaces stand after this key in the file.
    assert_eq!(members[5]["github"], "deian");

    let shown = tenet.ask("/who-is-on board").stdout;
    for words in ["Board Chair", "Treasurer", "no vote", "1 June 2026", "early 2025"] {
        assert!(shown.contains(words), "{words} is missing in\n{shown}");
    }
}

#[test]
fn the_steering_committee_is_the_four_and_the_other_copy_is_named() {
    let tenet = Tenet::new();
    let answer = tenet.ask_json("/who-is-on tsc");
    assert_eq!(answer["outcome"], "roster");
    let roster = &answer["roster"];
    assert_eq!(
        names(&roster["members"]),
        ["Bailey Hayes", "Christof Petig", "Oscar Spencer", "Till Schneidereit"]
    );
    let [differs] = roster["disagreements"].as_array().unwrap().as_slice() else {
        panic!("{roster}");
    };
    assert_eq!(differs["file"], "_data/tsc.yml");
    assert_eq!(differs["extra"], json!(["Andrew Brown"]));
    assert_eq!(differs["missing"], json!(["Christof Petig", "Till Schneidereit"]));
    // One line, so that a phone shows it beside the list.
    let shown = tenet.ask("/who-is-on tsc").stdout;
    let lines: Vec<&str> = shown.lines().filter(|line| line.contains("Andrew Brown")).collect();
    assert_eq!(lines.len(), 1, "{shown}");
    assert!(lines[0].contains("_data/tsc.yml"), "{shown}");
}

#[test]
fn a_body_is_found_by_every_name_it_has() {
    for (question, body) in [
        ("/who-is-on tsc", "tsc"),
        ("/who-is-on TSC", "tsc"),
        ("/who-is-on the steering committee", "tsc"),
        ("/who-is-on Technical Steering Committee", "tsc"),
        ("/team board", "board"),
        ("who is on the board?", "board"),
        ("/who-is-on bord", "board"),
        ("who sits on the board", "board"),
        ("/who-is-on coc-team", "coc-team"),
    ] {
        let answer = ask_json(shipped(), question);
        assert_eq!(
            (&answer["outcome"], &answer["roster"]["body"]),
            (&json!("roster"), &json!(body)),
            "{question}"
        );
    }
}

#[test]
fn the_conduct_team_is_the_committee_and_the_executive_director_for_the_asker_alone() {
    let answer = ask_json(shipped(), "/who-is-on coc-team");
    assert_eq!(answer["audience"], "asker");
    assert_eq!(
        names(&answer["roster"]["members"]),
        ["Bailey Hayes", "Christof Petig", "Oscar Spencer", "Till Schneidereit", "David Bryant"]
    );
}

#[test]
fn a_body_that_nobody_knows_is_answered_with_the_bodies_there_are() {
    let answer = ask_json(shipped(), "/who-is-on lighthouse keepers");
    assert_eq!(answer["outcome"], "nothing");
    assert_eq!(answer["roster"], Value::Null);
    let shown = Tenet::new().ask("/who-is-on lighthouse keepers");
    assert_eq!(shown.code, 1);
    assert!(shown.stdout.contains("tsc"), "{shown:?}");
}

#[test]
fn a_question_that_is_a_persons_name_and_nothing_else_is_answered_with_the_person() {
    for (question, name) in [
        ("/ask Till Schneidereit", "Till Schneidereit"),
        ("bailey hayes?", "Bailey Hayes"),
        ("/ask David Bryant", "David Bryant"),
        ("/ask @ricochet", "Bailey Hayes"),
    ] {
        let answer = ask_json(shipped(), question);
        assert_eq!(
            (&answer["outcome"], &answer["person"]["name"]),
            (&json!("person"), &json!(name)),
            "{question}"
        );
    }
    for question in ["/ask till", "/ask Till Schneidereit voting", "/principle Bailey Hayes"] {
        assert_ne!(ask_json(shipped(), question)["outcome"], "person", "{question}");
    }
}

#[test]
fn a_person_is_found_by_handle_or_name_with_every_body() {
    for typed in ["ricochet", "@ricochet", "RICOCHET", "Bailey Hayes", "bailey", "hayes"] {
        let answer = ask_json(shipped(), &format!("/who-is {typed}"));
        assert_eq!(answer["outcome"], "person", "{typed}");
        assert_eq!(answer["person"]["name"], "Bailey Hayes", "{typed}");
        let seats: Vec<(&Value, &Value)> = answer["person"]["seats"]
            .as_array()
            .unwrap()
            .iter()
            .map(|seat| (&seat["body"], &seat["role"]))
            .collect();
        assert_eq!(
            seats,
            [
                (&json!("tsc"), &json!("Recognized Contributor delegate")),
                (&json!("board"), &json!("At-Large Director"))
            ],
            "{typed}"
        );
    }
}

#[test]
fn a_misspelt_name_is_offered_and_never_taken_for_certain() {
    let answer = ask_json(shipped(), "/who-is ricochett");
    assert_eq!(answer["outcome"], "person");
    assert_eq!(answer["person"]["seats"], json!([]));
    assert_eq!(answer["person"]["possible"][0]["github"], "ricochet");
    let run = Tenet::new().ask("/who-is ricochett");
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn a_person_whom_only_another_copy_lists_is_said_to_be_there_alone() {
    let answer = ask_json(shipped(), "/who-is abrown");
    assert_eq!(answer["person"]["seats"][0]["only_in_a_copy"], true);
}

#[test]
fn malformed_entries_are_read_as_a_person_would_read_them() {
    let answer = ask_json(invented(), "/who-is-on council");
    let people: Vec<Value> = answer["roster"]["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| json!([member["name"], member["github"], member["role"], member["voting"]]))
        .collect();
    assert_eq!(
        people,
        [
            json!(["Ada Okoro", "ada-okoro", "Director", true]),
            json!(["Per Lindqvist", "perlin", "Director", true]),
            json!(["Mara Vance", "mvance", "Director", true]),
            json!(["Teodor Blum", "tblum", "Clerk", false]),
        ]
    );
    // The website's list of the same people agrees, so nothing is to be told.
    assert_eq!(answer["roster"]["disagreements"], json!([]));
    assert_eq!(answer["roster"]["sources"].as_array().unwrap().len(), 2);
}
