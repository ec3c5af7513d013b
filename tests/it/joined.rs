//! Who joined a body and who left it, since when it is one, and questions about a day in words.

use crate::support::library::{self, ask_json, of_content};
use crate::support::real;
use crate::support::timeline::Timeline;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tenet::content::{Content, Files};
use tenet::library::Library;
use tenet::wording::Medium;

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/harbour/rules
    documents:
      - {file: CHARTER.md, id: charter, title: Charter}
      - {file: CREW.md, id: crew, title: The ship}
      - {file: CONDUCT.md, id: conduct, title: Conduct}
    rosters:
      - {body: council, title: The Council, file: COUNCIL.md, aliases: [members]}
      - {body: crew, file: CREW.md, aliases: [crew members]}
      - {body: care, made_of: [council, crew/mate as Listener], defined_in: conduct/the-care-team}
";

fn list(people: &[(&str, &str)]) -> String {
    let entries = people.iter().map(|(role, name)| {
        let handle = name.split(' ').next().unwrap().to_lowercase();
        format!("## {role}s\n\n- {name} (@{handle})\n\n")
    });
    format!("# People\n\n{}", entries.collect::<String>())
}

/// A council that was empty at first, a crew, and a care team that is defined later than both.
fn harbour() -> Library {
    let (ada, teo) = (("Pilot", "Ada Okoro"), ("Pilot", "Teo Blum"));
    let conduct = "# Conduct\n\nBe kind.\n";
    let defined = "# Conduct\n\nBe kind.\n\n## The care team\n\nIt listens.\n";
    let timeline = Timeline::new()
        .commit(
            "2022-01-01",
            &[
                ("COUNCIL.md", Some("# People\n\nNobody yet.\n")),
                ("CREW.md", Some(&list(&[("Mate", "Ewa Dal")]))),
                ("CONDUCT.md", Some(conduct)),
                ("CHARTER.md", Some("# Charter\n\n## Council\n\nIt meets at noon.\n")),
            ],
        )
        .commit("2023-06-13", &[("CONDUCT.md", Some(defined))])
        .commit("2023-08-16", &[("COUNCIL.md", Some(&list(&[ada, teo])))])
        .commit("2024-02-01", &[("COUNCIL.md", Some(&list(&[ada])))])
        .commit("2025-03-01", &[("COUNCIL.md", Some(&list(&[("Warden", "Ada Okoro")])))])
        .commit(
            "2026-04-28",
            &[("COUNCIL.md", Some(&list(&[("Warden", "Ada Okoro"), ("Warden", "Teo Blum")])))],
        );
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    let files = Files { files, ..Files::default() };
    of_content(&Content { files, synced: timeline.of("rules") })
}

fn said(library: &Library, question: &str) -> String {
    library::said(library, question, Medium::Terminal)
}

fn names(people: &Value) -> Vec<&str> {
    people.as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect()
}

#[test]
fn a_body_that_others_make_up_begins_with_its_definition() {
    let library = harbour();
    for (asked, as_of, reach, listed, brings_nobody) in [
        ("2023-06-12", "2023-06-13", "before-first", vec!["Ewa Dal"], json!(["council"])),
        ("2023-06-13", "2023-06-13", "known", vec!["Ewa Dal"], json!(["council"])),
        ("2023-08-15", "2023-08-15", "known", vec!["Ewa Dal"], json!(["council"])),
        ("2023-08-16", "2023-08-16", "known", vec!["Ada Okoro", "Teo Blum", "Ewa Dal"], json!([])),
    ] {
        let roster = &ask_json(&library, &format!("/who-is-on care as-of:{asked}"))["roster"];
        assert_eq!((&roster["as_of"], &roster["reach"]), (&json!(as_of), &json!(reach)), "{asked}");
        assert_eq!(names(&roster["members"]), listed, "{asked}");
        assert_eq!(roster["brings_nobody"], brings_nobody, "{asked}");
    }
    let today = ask_json(&library, "/who-is-on care");
    let ewa = &today["roster"]["members"][2];
    assert_eq!((&ewa["since"], &ewa["since_at_least"]), (&json!("2023-06-13"), &json!(false)));
    let told = said(&library, "/who-is-on care as-of:2022-05");
    assert!(told.contains("I know of no list as old as May 2022."), "{told}");
    assert!(told.contains("Of council nobody is recorded for that day."), "{told}");
    let told = said(&library, "/who-is-on care");
    assert!(!told.contains("nobody"), "{told}");
}

#[test]
fn whoever_took_another_role_is_told_with_the_day_of_each() {
    let library = harbour();
    let answer = ask_json(&library, "/who-is-on council");
    let [ada, teo] = [0, 1].map(|at| answer["roster"]["members"][at].clone());
    assert_eq!(
        (&ada["role"], &ada["role_since"], &ada["since"]),
        (&json!("Warden"), &json!("2025-03-01"), &json!("2023-08-16"))
    );
    assert_eq!((&teo["role_since"], &teo["spells"][0]["role"]), (&Value::Null, &json!("Pilot")));
    for asked in ["/who-is-on council", "/who-is ada"] {
        let told = said(&library, asked);
        let both = "Warden (since 1 March 2025), listed since 16 August 2023";
        assert!(told.contains(both), "{told}");
    }
    let told = said(&library, "/who-is-on council");
    let earlier = "Warden, listed since 28 April 2026, earlier from 16 August 2023 until \
                   1 February 2024 as Pilot";
    assert!(told.contains(earlier), "{told}");
    let then = ask_json(&library, "/who-is-on council as-of:2024");
    assert_eq!(then["roster"]["members"][0]["role_since"], Value::Null);
}

#[test]
fn who_joined_and_left_a_body_is_told_day_by_day() {
    let library = harbour();
    let page = |commit: u32| {
        json!(format!("https://github.com/harbour/rules/blob/{commit:040x}/COUNCIL.md"))
    };
    let days = json!([
        {"date": "2026-04-28", "joined": ["Teo Blum"], "left": [], "url": page(6)},
        {"date": "2024-02-01", "joined": [], "left": ["Teo Blum"], "url": page(4)},
        {"date": "2023-08-16", "joined": ["Ada Okoro", "Teo Blum"], "left": [], "url": page(3)},
    ]);
    // The charter has a heading of that name; the id of the body is more exact.
    for asked in ["council", "The Council", "members"] {
        let answer = ask_json(&library, &format!("/changes {asked}"));
        assert_eq!(answer["outcome"], "changes", "{asked}");
        assert_eq!(answer["changes"]["people"], days, "{asked}");
        assert_eq!(answer["changes"]["changes"], json!([]), "{asked}");
    }
    let answer = ask_json(&library, "/changes council since:2024");
    assert_eq!(answer["changes"]["people"].as_array().unwrap().len(), 2);
    let answer = ask_json(&library, "/changes charter/council");
    assert_eq!(answer["changes"]["people"], Value::Null);
    // A document may have the id of a body: both are told. Who was there at first did not join.
    let answer = ask_json(&library, "/changes crew");
    assert_eq!(answer["changes"]["title"], "The ship");
    assert_eq!(answer["changes"]["people"], json!([]));
    let told = said(&library, "/changes crew");
    assert!(told.starts_with("The ship\n") && told.contains("\nCrew\nNobody joined"), "{told}");
    let answer = ask_json(&library, "/changes care");
    let joined: Vec<&Value> =
        answer["changes"]["people"].as_array().unwrap().iter().map(|day| &day["joined"]).collect();
    let last = json!(["Ewa Dal"]);
    assert_eq!(joined.last(), Some(&&last));

    let told = said(&library, "/changes council since:2024-02");
    assert!(told.contains("1 February 2024\nLeft: Teo Blum."), "{told}");
    let commits = "https://github.com/harbour/rules/commits/main/COUNCIL.md";
    assert!(told.contains(commits), "{told}");
    let told = said(&library, "/changes council since:2026-05");
    assert!(told.contains("Nobody joined or left since May 2026."), "{told}");
}

#[test]
fn at_most_five_days_of_joining_and_leaving_are_shown() {
    let people =
        ["Ada Okoro", "Teo Blum", "Ewa Dal", "Per Lind", "Mio Sand", "Lena Reed", "Jo Haak"];
    let lists = people.map(|name| list(&[("Pilot", name)]));
    let timeline = lists.iter().enumerate().fold(Timeline::new(), |timeline, (at, list)| {
        timeline.commit(&format!("2024-01-{:02}", at + 1), &[("COUNCIL.md", Some(list))])
    });
    let sources = SOURCES.split("      - {body: crew").next().unwrap();
    let files = BTreeMap::from([("sources.yaml".to_owned(), sources.into())]);
    let files = Files { files, ..Files::default() };
    let library = of_content(&Content { files, synced: timeline.of("rules") });
    let told = said(&library, "/changes council");
    assert!(told.contains("3 January 2024\n") && !told.contains("2 January 2024\n"), "{told}");
    assert!(told.contains("Not shown: 1 earlier day."), "{told}");
}

#[test]
fn what_lies_ahead_is_said_to_lie_ahead() {
    let library = harbour();
    let told = said(&library, "/who-is-on council as-of:2031");
    assert!(told.starts_with("That date lies ahead; this is the newest list:"), "{told}");
    for asked in ["council", "charter", "charter/council"] {
        let question = format!("/changes {asked} since:2031");
        assert_eq!(ask_json(&library, &question)["changes"]["since_lies_ahead"], true, "{asked}");
        let told = said(&library, &question);
        assert!(told.contains("That date lies ahead"), "{told}");
    }
    // It is asked in June 2026, of which most lies ahead and some does not.
    let told = said(&library, "/changes council since:2026-06");
    assert!(told.contains("Nobody joined or left since June 2026."), "{told}");
}

#[test]
fn a_question_in_words_may_ask_for_a_day() {
    let library = harbour();
    for (question, body, as_of) in [
        ("who was on the council in 2024", "council", "2024-12-31"),
        ("who was on the council in May 2024?", "council", "2024-05-31"),
        ("who sat on the council on 2024-03-01", "council", "2024-03-01"),
        ("In March 2025, who was on the council?", "council", "2025-03-31"),
        ("who were the crew members on 1 March 2024", "crew", "2024-03-01"),
        ("/who-is-on council 2023", "council", "2023-12-31"),
        ("/who-is-on council in 2024 as-of:2025", "council", "2025-12-31"),
        ("who is on the crew", "crew", "2026-04-28"),
    ] {
        let answer = ask_json(&library, question);
        assert_eq!(answer["roster"]["body"], body, "{question}: {answer:#}");
        assert_eq!(answer["roster"]["as_of"], as_of, "{question}");
    }
    // Every body has members: the word alone is a name, and none within a sentence.
    assert_eq!(ask_json(&library, "/who-is-on members")["roster"]["body"], "council");
    let unknown = ask_json(&library, "/who-is-on members of the choir");
    assert_eq!(unknown["outcome"], "nothing");
}

#[test]
fn the_real_bodies_tell_who_came_and_went() {
    let test = "the_real_bodies_tell_who_came_and_went";
    let Some((_, library)) = real::edition(test) else { return };
    let days = |asked: &str| -> Vec<String> {
        let answer = ask_json(library, &format!("/changes {asked}"));
        assert_eq!(answer["outcome"], "changes", "{asked}");
        let people = answer["changes"]["people"].as_array();
        let people = people.unwrap_or_else(|| panic!("{asked}: {answer:#}"));
        people.iter().map(|day| day["date"].as_str().unwrap().to_owned()).collect()
    };
    let committee = ["2026-04-28", "2026-02-03", "2025-01-28", "2023-08-16"];
    for asked in ["tsc", "members", "TSC", "steering committee"] {
        assert_eq!(days(asked), committee, "{asked}");
    }
    for asked in ["board", "recognized-contributors", "sig-packaging", "SIG Packaging"] {
        days(asked);
    }
    let team = |asked: &str| ask_json(library, &format!("/who-is-on coc-team as-of:{asked}"));
    let before = team("2023-06-12");
    assert_eq!(before["roster"]["reach"], "before-first");
    assert_eq!(before["roster"]["as_of"], "2023-06-13");
    assert_eq!(before["roster"]["brings_nobody"][0], "tsc");
    assert_eq!(team("2023-08-16")["roster"]["brings_nobody"], json!([]));
    let listed = ask_json(library, "/sources");
    for roster in listed["sources"]["rosters"].as_array().unwrap() {
        assert_eq!(roster["ended"], Value::Null, "{}", roster["body"]);
    }
}
