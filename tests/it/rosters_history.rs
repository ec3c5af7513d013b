//! Who sat where at any date, under the names people have today.

use crate::support::library::{ask, ask_json, of_content, said};
use crate::support::real;
use crate::support::timeline::Timeline;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tenet::content::difference::difference;
use tenet::content::{Content, Files, check, read};
use tenet::wording::Medium;

/// Content with one source, whose rosters are these lines of `sources.yaml`; `own` are files beside it.
fn content(rosters: &str, own: &[(&str, &str)], timeline: Timeline) -> Content {
    let sources = format!(
        "organisation: Guild\nsources:\n  - id: rules\n    git: https://github.com/harbour/rules\n    \
         documents: [{{file: CHARTER.md, id: charter}}]\n    rosters:\n{rosters}"
    );
    let mut files = BTreeMap::from([("sources.yaml".to_owned(), sources.into_bytes())]);
    files.extend(own.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())));
    Content { files: Files { files, ..Files::default() }, synced: timeline.of("rules") }
}

/// A council on which people hold seats: an entry a person, as `name handle`.
fn council(people: &[&str]) -> String {
    let entries = people.iter().map(|person| format!("* {}\n", entry(person)));
    format!("# Council\n\n## Directors\n\n{}", entries.collect::<String>())
}

/// A list of members that says of nobody as what.
fn members(people: &[&str]) -> String {
    let entries = people.iter().map(|person| format!("* {}\n", entry(person)));
    format!("# Members\n\n{}", entries.collect::<String>())
}

fn entry(person: &str) -> String {
    let (name, handle) = person.rsplit_once(' ').unwrap();
    format!("{name} ([@{handle}](https://github.com/{handle}))")
}

const COUNCIL: &str = "      - {body: council, file: COUNCIL.md}\n";
const MEMBERS: &str = "      - {body: members, file: MEMBERS.md}\n";

fn names(people: &Value) -> Vec<&str> {
    people.as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect()
}

/// Three councils, of which the first opens the source's history.
fn three_councils() -> Content {
    let first = council(&["Ada Okoro ada", "Teo Blum teo", "Ewa Dal ewa"]);
    let second = council(&["Ada Okoro ada", "Ewa Dal ewa"]);
    let third = council(&["Ada Okoro ada", "Teo Blum teo", "Per Lind per"]);
    let timeline = Timeline::new()
        .commit("2023-05-01", &[("COUNCIL.md", Some(&first))])
        .commit("2024-01-15", &[("COUNCIL.md", Some(&second))])
        .commit("2024-06-30", &[("tide.md", Some("High.\n"))])
        .moved("2025-03-10", "COUNCIL.md", "people/COUNCIL.md", &second)
        .commit("2026-02-02", &[("people/COUNCIL.md", Some(&third))]);
    content("      - {body: council, file: people/COUNCIL.md}\n", &[], timeline)
}

#[test]
fn a_body_is_answered_as_it_was_at_the_end_of_a_day_a_month_or_a_year() {
    let library = of_content(&three_councils());
    let (first, second, third) = (
        vec!["Ada Okoro", "Teo Blum", "Ewa Dal"],
        vec!["Ada Okoro", "Ewa Dal"],
        vec!["Ada Okoro", "Teo Blum", "Per Lind"],
    );
    for (asked, as_of, listed, reach) in [
        ("2023-05-01", "2023-05-01", &first, "known"),
        ("2024-01-14", "2024-01-14", &first, "known"),
        ("2024-01-15", "2024-01-15", &second, "known"),
        ("2024-01", "2024-01-31", &second, "known"),
        ("2023", "2023-12-31", &first, "known"),
        ("2024-02", "2024-02-29", &second, "known"),
        ("2026-02-01", "2026-02-01", &second, "known"),
        ("2026-02-02", "2026-02-02", &third, "known"),
        // It is asked on 10 June 2026: of what is to come nothing is known.
        ("2026", "2026-06-10", &third, "known"),
        ("2031-01-01", "2026-06-10", &third, "ahead"),
        ("2026-06-11", "2026-06-10", &third, "ahead"),
        ("2023-04-30", "2023-05-01", &first, "before-first"),
        ("2019", "2023-05-01", &first, "before-first"),
    ] {
        let answer = ask_json(&library, &format!("/who-is-on council as-of:{asked}"));
        let roster = &answer["roster"];
        assert_eq!(names(&roster["members"]), *listed, "{asked}");
        assert_eq!((&roster["as_of"], &roster["reach"]), (&json!(as_of), &json!(reach)), "{asked}");
    }
    let today = ask_json(&library, "/who-is-on council");
    assert_eq!(names(&today["roster"]["members"]), third);
    assert_eq!(today["roster"]["as_of"], "2026-02-02");
}

#[test]
fn a_past_list_is_linked_as_it_was() {
    let library = of_content(&three_councils());
    for (asked, commit, file) in [("2024-01-14", 1, "COUNCIL.md"), ("2025-06", 2, "COUNCIL.md")] {
        let answer = ask_json(&library, &format!("/who-is-on council as-of:{asked}"));
        let url = format!("https://github.com/harbour/rules/blob/{commit:040x}/{file}");
        assert_eq!(answer["roster"]["sources"][0]["url"], json!(url), "{asked}");
    }
}

#[test]
fn people_are_listed_since_a_day_and_earlier_times_are_told() {
    let library = of_content(&three_councils());
    let answer = ask_json(&library, "/who-is-on council");
    let since = |at: usize| {
        let member = &answer["roster"]["members"][at];
        (member["since"].clone(), member["since_at_least"].clone(), member["spells"].clone())
    };
    // The source's history begins with her; she may have been there before.
    assert_eq!(since(0), (json!("2023-05-01"), json!(true), json!([])));
    let spell = json!([{"from": "2023-05-01", "from_at_least": true, "until": "2024-01-15", "role": "Director"}]);
    assert_eq!(since(1), (json!("2026-02-02"), json!(false), spell));
    assert_eq!(since(2), (json!("2026-02-02"), json!(false), json!([])));
    let former = &answer["roster"]["former"];
    assert_eq!(names(former), ["Ewa Dal"]);
    assert_eq!(
        (&former[0]["from"], &former[0]["until"]),
        (&json!("2023-05-01"), &json!("2026-02-02"))
    );
    let then = ask_json(&library, "/who-is-on council as-of:2025");
    assert_eq!(names(&then["roster"]["former"]), ["Teo Blum"]);

    let ewa = ask_json(&library, "/who-is ewa");
    assert_eq!(ewa["outcome"], "person");
    assert_eq!(ewa["person"]["seats"], json!([]));
    assert_eq!(ewa["person"]["former"][0]["until"], "2026-02-02");
    let told = said(&library, "/who-is ewa", Medium::Terminal);
    assert!(told.contains("was on it from 1 May 2023 or before until 2 February 2026"), "{told}");
    let told = said(&library, "/who-is-on council", Medium::Terminal);
    assert!(told.contains("listed since 1 May 2023 at least"), "{told}");
    assert!(told.contains("earlier from 1 May 2023 or before until 15 January 2024"), "{told}");
}

#[test]
fn without_history_only_the_list_as_recorded_is_given() {
    let files = [("rules/COUNCIL.md", council(&["Ada Okoro ada"]))];
    let mut content = content(COUNCIL, &[(files[0].0, &files[0].1)], Timeline::new());
    content.synced.clear();
    let library = of_content(&content);
    let answer = ask_json(&library, "/who-is-on council as-of:2024");
    assert_eq!(answer["roster"]["reach"], "no-history");
    assert_eq!(answer["roster"]["as_of"], Value::Null);
}

/// Everything that can reach a reader: answers, the edition's own data, problems.
fn everything(content: &Content, questions: &[&str]) -> String {
    let library = of_content(content);
    let mut all = serde_json::to_string(&library.edition.catalogue.rosters).unwrap();
    for question in questions {
        all.push_str(&ask_json(&library, question).to_string().replacen(question, "", 1));
        all.push_str(&said(&library, question, Medium::Terminal));
    }
    for problem in check::check(content) {
        all.push_str(&problem.to_string());
    }
    all.to_lowercase()
}

#[test]
fn an_entry_replaced_in_place_is_the_same_person_under_the_latest_name() {
    for (before, after) in [
        // The name, the handle, both with a part that stays, both without.
        ("Mio Sand miosand", "Lena Sand miosand"),
        ("Mio Sand miosand", "Mio Sand lenasand"),
        ("Mio Sand miosand", "Lena Sand lighthouse"),
        ("Mio Sand miosand", "Lena Reed lighthouse"),
    ] {
        let list = |person: &str| members(&["Ada Okoro ada", person, "Teo Blum teo"]);
        let timeline = Timeline::new()
            .commit("2023-01-01", &[("tide.md", Some("High.\n"))])
            .commit("2023-02-01", &[("MEMBERS.md", Some(&list(before)))])
            .commit("2024-02-01", &[("MEMBERS.md", Some(&list(after)))]);
        let content = content(MEMBERS, &[], timeline);
        let library = of_content(&content);
        let (name, handle) = after.rsplit_once(' ').unwrap();
        for question in ["/who-is-on members", "/who-is-on members as-of:2023-06"] {
            let member = &ask_json(&library, question)["roster"]["members"][1];
            assert_eq!(
                (&member["name"], &member["github"], &member["since"]),
                (&json!(name), &json!(handle), &json!("2023-02-01")),
                "{before} {after} {question}"
            );
        }
        let (was_name, was_handle) = before.rsplit_once(' ').unwrap();
        let asks = [format!("/who-is {was_name}"), format!("/who-is @{was_handle}")];
        let mut questions =
            vec!["/who-is-on members", "/who-is-on members as-of:2023-06", "/sources"];
        questions.extend(asks.iter().map(String::as_str));
        let all = everything(&content, &questions);
        let unspoken = read(&content).unspoken;
        for (was, is) in [(was_name, name), (was_handle, handle)] {
            assert_eq!(unspoken.contains(was), was != is, "{before} {after}: {unspoken:?}");
            if was != is {
                assert!(!all.contains(&was.to_lowercase()), "{before} {after}: {was} in {all}");
            }
        }
        // The page of that day has the former name: nobody is sent there.
        let then = ask_json(&library, "/who-is-on members as-of:2023-06");
        let source = &then["roster"]["sources"][0];
        assert_eq!(source["url"], "https://github.com/harbour/rules/blob/main/MEMBERS.md");
        assert_eq!(source["commit"], Value::Null);
    }
}

#[test]
fn a_successor_on_a_seat_is_another_person() {
    let before = council(&["Ada Okoro ada", "Mio Sand miosand", "Teo Blum teo"]);
    let after = council(&["Ada Okoro ada", "Lena Reed lighthouse", "Teo Blum teo"]);
    let timeline = Timeline::new()
        .commit("2023-02-01", &[("COUNCIL.md", Some(&before))])
        .commit("2024-02-01", &[("COUNCIL.md", Some(&after))]);
    let content = content(COUNCIL, &[], timeline);
    let library = of_content(&content);
    let answer = ask_json(&library, "/who-is-on council");
    assert_eq!(answer["roster"]["members"][1]["since"], "2024-02-01");
    assert_eq!(names(&answer["roster"]["former"]), ["Mio Sand"]);
    assert!(read(&content).unspoken.is_empty());
}

#[test]
fn who_comes_back_beside_the_one_in_their_place_is_not_that_one() {
    let list = |people: &[&str]| members(people);
    let timeline = Timeline::new()
        .commit("2023-02-01", &[("MEMBERS.md", Some(&list(&["Mio Sand miosand", "Teo Blum teo"])))])
        .commit("2024-02-01", &[("MEMBERS.md", Some(&list(&["Lena Reed lena", "Teo Blum teo"])))])
        .commit(
            "2024-02-03",
            &[("MEMBERS.md", Some(&list(&["Lena Reed lena", "Mio Sand miosand", "Teo Blum teo"])))],
        );
    let content = content(MEMBERS, &[], timeline);
    let library = of_content(&content);
    let then = ask_json(&library, "/who-is-on members as-of:2023-06");
    assert_eq!(names(&then["roster"]["members"]), ["Mio Sand", "Teo Blum"]);
    assert!(read(&content).unspoken.is_empty());
}

#[test]
fn people_yaml_says_who_is_one_person_who_is_not_and_who_is_never_shown() {
    let before = members(&["Ada Okoro ada", "Mio Sand miosand", "Teo Blum teo"]);
    let after = members(&["Ada Okoro ada", "Lena Reed lighthouse", "Teo Blum teo"]);
    let timeline = || {
        Timeline::new()
            .commit("2023-02-01", &[("MEMBERS.md", Some(&before))])
            .commit("2024-02-01", &[("MEMBERS.md", Some(&after))])
    };
    let different = "different:\n  - [miosand, lighthouse]\n";
    let settled = content(MEMBERS, &[("people.yaml", different)], timeline());
    let answer = ask_json(&of_content(&settled), "/who-is-on members");
    assert_eq!(names(&answer["roster"]["former"]), ["Mio Sand"]);

    let same = "same_as:\n  - [lighthouse, Ada Okoro]\n";
    let settled = content(MEMBERS, &[("people.yaml", same)], timeline());
    let library = of_content(&settled);
    let then = ask_json(&library, "/who-is-on members as-of:2023");
    assert_eq!(names(&then["roster"]["members"]), ["Lena Reed", "Lena Reed", "Teo Blum"]);

    let hide = "hide: ['@TEO', Lena Reed]\n";
    let settled = content(MEMBERS, &[("people.yaml", hide)], timeline());
    let all = everything(&settled, &["/who-is-on members", "/who-is-on members as-of:2023"]);
    for hidden in ["teo", "blum", "lena", "reed", "lighthouse", "mio", "sand"] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
    assert!(read(&settled).unspoken.contains("Teo Blum"));
}

const CREWS: &str = "      - {body: 'crew-*', file: CREWS.md, section: Now}\n";

fn crews() -> Content {
    let first =
        "# Crews\n\n## Now\n\n- Crew Knots (Ada Okoro, Chair)\n- Crew Oars (Teo Blum, Chair)\n";
    let second = "# Crews\n\n## Now\n\n- Crew Knots (Ada Okoro and Danil Marek, Co-chairs)\n  \
                  - C# Subgroup (Ewa Dal, Chair)\n\n## Before\n\n- Crew Oars (Teo Blum, Chair)\n";
    let list = members(&["Daniil Marek danil", "Ada Okoro ada"]);
    let timeline = Timeline::new()
        .commit("2023-02-01", &[("CREWS.md", Some(first)), ("MEMBERS.md", Some(&list))])
        .commit("2024-02-01", &[("CREWS.md", Some(second))]);
    content(&format!("{CREWS}{MEMBERS}"), &[], timeline)
}

/// A list of many groups, each of which has its name in common with its own document.
#[test]
fn what_a_group_may_do_is_quoted_and_who_chairs_it_is_listed() {
    let crews = "# Crews\n\n## Now\n\n- Crew Rope Splicing (Ada Okoro and Teo Blum, Co-chairs)\n\
                 - Crew Oars (Ewa Dal, Chair)\n";
    let own = "# Proposal\n\nThis crew is for those who splice. It has a loft, and a winch of its \
               own. Splicing is shown on the pier each spring. Rope may be borrowed.\n";
    let timeline = Timeline::new()
        .commit("2024-01-10", &[("CREWS.md", Some(crews)), ("crew-rope-splicing.md", Some(own))]);
    let library = of_content(&content(CREWS, &[], timeline));
    for (asked, outcome) in [
        ("May the rope splicing crew have a winch?", "found"),
        ("who chairs the rope splicing crew?", "roster"),
        ("who is the chair of crew oars?", "roster"),
        ("/who-is-on rope splicing", "roster"),
        ("/who-is-on crew-oars", "roster"),
    ] {
        let answer = ask_json(&library, asked);
        assert_eq!(answer["outcome"], outcome, "{asked}: {answer:#}");
    }
}

#[test]
fn one_entry_makes_a_body_of_every_group_of_a_list() {
    let library = of_content(&crews());
    for asked in ["crew-knots", "Crew Knots", "the knots crew", "knots", "who chairs crew knots?"] {
        let answer = ask_json(&library, &format!("/who-is-on {asked}"));
        assert_eq!(answer["roster"]["body"], "crew-knots", "{asked}");
    }
    let answer = ask_json(&library, "/who-is-on knots");
    let roster = &answer["roster"];
    assert_eq!(roster["title"], "Crew Knots");
    assert_eq!(names(&roster["members"]), ["Ada Okoro", "Danil Marek"]);
    assert_eq!(roster["members"][1]["role"], "Co-chair");
    assert_eq!(
        (&roster["parts"][0]["body"], &roster["parts"][0]["members"][0]["name"]),
        (&json!("crew-knots-c-sharp"), &json!("Ewa Dal"))
    );
    assert_eq!(
        roster["sources"][0]["url"],
        "https://github.com/harbour/rules/blob/main/CREWS.md#now"
    );
    let part = ask_json(&library, "/who-is-on c# subgroup");
    assert_eq!(names(&part["roster"]["members"]), ["Ewa Dal"]);
    // A group that ended is known by its past, and not offered.
    let gone = ask_json(&library, "/who-is-on crew-oars");
    assert_eq!(
        (&gone["roster"]["members"], &gone["roster"]["ended"]),
        (&json!([]), &json!("2024-02-01"))
    );
    assert_eq!(names(&gone["roster"]["former"]), ["Teo Blum"]);
    let unknown = ask_json(&library, "/who-is-on lighthouse keepers");
    assert_eq!(unknown["nothing"]["bodies"], json!(["members", "crew-knots"]));
}

#[test]
fn a_body_that_ended_is_no_source_and_its_absence_no_removal() {
    let library = of_content(&crews());
    let listed = ask_json(&library, "/sources");
    let bodies: Vec<&str> = listed["sources"]["rosters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|roster| roster["body"].as_str().unwrap())
        .collect();
    assert_eq!(bodies, ["members", "crew-knots", "crew-knots-c-sharp"]);

    // A working copy has the same files, and no history that tells of the crew that ended.
    let mut copy = crews();
    let snapshot = copy.synced.remove("rules").unwrap();
    for (file, text) in &snapshot.files {
        let text = snapshot.texts[*text].clone().into_bytes();
        copy.files.files.insert(format!("rules/{file}"), text);
    }
    let (with, without) = (read(&crews()).catalogue, read(&copy).catalogue);
    assert!(with.rosters.len() > without.rosters.len());
    assert_eq!(difference(&with, &without).people, []);
    assert_eq!(difference(&without, &with).people, []);
}

#[test]
fn what_is_no_date_is_answered_with_the_option_that_was_typed() {
    let library = of_content(&three_councils());
    for (asked, hint) in [
        ("/who-is-on council as-of:foo", "as-of:2024-05"),
        ("/changes charter since:foo", "since:2024-05"),
    ] {
        let told = said(&library, asked, Medium::Terminal);
        assert!(told.contains("“foo” is no date."), "{told}");
        assert!(told.ends_with(&format!("Write a year, a month or a day: {hint}")), "{told}");
    }
}

#[test]
fn names_one_letter_apart_are_asked_about_and_shown_as_possible() {
    let content = crews();
    let answer = ask_json(&of_content(&content), "/who-is danil");
    assert_eq!(answer["person"]["name"], "Daniil Marek");
    assert_eq!(answer["person"]["possible"], json!([{"name": "Danil Marek", "github": null}]));
    let told: Vec<String> = check::check(&content).iter().map(ToString::to_string).collect();
    let asked: Vec<&String> =
        told.iter().filter(|problem| problem.contains("differ by one letter")).collect();
    assert_eq!(asked.len(), 1, "{told:#?}");
    assert!(asked[0].starts_with("rules/CREWS.md:5: warning: `Danil Marek`"), "{asked:?}");
}

#[test]
fn a_chat_counts_a_long_list_and_json_and_terminal_have_it_whole() {
    let people = |many: usize| -> String {
        let all: Vec<String> = (0..many).map(|at| format!("Pilot P{at} pilot-{at}")).collect();
        members(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    for (many, shown) in [(25, true), (26, false)] {
        let timeline = Timeline::new().commit("2024-01-01", &[("MEMBERS.md", Some(&people(many)))]);
        let library = of_content(&content(MEMBERS, &[], timeline));
        let chat = said(&library, "/who-is-on members", Medium::Chat);
        assert_eq!(chat.contains("pilot-7"), shown, "{chat}");
        assert_eq!(chat.contains("26 people are listed"), !shown, "{chat}");
        assert_eq!(chat.contains("/who-is and a name"), !shown, "{chat}");
        assert!(said(&library, "/who-is-on members", Medium::Terminal).contains("pilot-7"));
        let answer = ask_json(&library, "/who-is-on members");
        assert_eq!(answer["roster"]["members"].as_array().unwrap().len(), many);
    }
}

#[test]
fn a_long_list_of_the_past_says_which_list_its_link_has() {
    let people = |first: &str| -> String {
        let others = (1..26).map(|at| format!("Pilot P{at} pilot-{at}"));
        let all: Vec<String> = std::iter::once(first.to_owned()).chain(others).collect();
        members(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let before = people("Mio Sand miosand");
    for (after, list) in [
        // That page has a former name, and nobody is sent there.
        (people("Lena Sand miosand"), "26 people were listed; the link has the list of today."),
        (
            people("Mio Sand miosand") + "* Ada Okoro\n",
            "26 people are listed; the link has the list.",
        ),
    ] {
        let timeline = Timeline::new()
            .commit("2023-02-01", &[("MEMBERS.md", Some(&before))])
            .commit("2024-02-01", &[("MEMBERS.md", Some(&after))]);
        let library = of_content(&content(MEMBERS, &[], timeline));
        let then = said(&library, "/who-is-on members as-of:2023-06", Medium::Chat);
        assert!(then.contains(list), "{then}");
        let today = said(&library, "/who-is-on members", Medium::Chat);
        assert!(today.contains(" people are listed; the link has the list."), "{today}");
    }
}

#[test]
fn contact_and_offices_are_told_as_far_as_documents_and_lists_state_them() {
    let charter = "# Charter\n\n## The Chair\n\nThe Council elects its Chair.\n\n## Letters\n\n\
                   Write to council@harbour.example. Not to no-reply@harbour.example.org.\n";
    let list = council(&["Ada Okoro ada"]);
    let rosters = |contact: &str, office: &str| {
        format!(
            "      - body: council\n        file: COUNCIL.md\n        contact: {contact}\n        \
             offices: [{{office: {office}, passage: charter/the-chair}}]\n"
        )
    };
    let timeline = || {
        let files = [("COUNCIL.md", Some(list.as_str())), ("CHARTER.md", Some(charter))];
        Timeline::new().commit("2024-01-01", &files)
    };
    let stated = content(&rosters("council@harbour.example", "Chair"), &[], timeline());
    let answer = ask_json(&of_content(&stated), "/who-is-on council");
    let roster = &answer["roster"];
    assert_eq!(roster["contact"], "council@harbour.example");
    assert_eq!(roster["contact_in"]["id"], "charter/letters");
    let office = &roster["offices"][0];
    assert_eq!((&office["office"], &office["holder"]), (&json!("Chair"), &Value::Null));
    assert_eq!(office["filled_in"]["id"], "charter/the-chair");
    let told = said(&of_content(&stated), "/who-is-on council", Medium::Terminal);
    assert!(told.contains("Chair: not recorded. How it is filled: The Chair"), "{told}");

    for contact in
        ["council@harbor.example", "reply@harbour.example.org", "no-reply@harbour.example"]
    {
        let unstated = content(&rosters(contact, "Director"), &[], timeline());
        let answer = ask_json(&of_content(&unstated), "/who-is-on council");
        assert_eq!(answer["roster"]["contact"], Value::Null, "{contact}");
        assert_eq!(answer["roster"]["offices"][0]["holder"]["name"], "Ada Okoro");
        let told = check::check(&unstated).iter().map(ToString::to_string).collect::<String>();
        assert!(
            told.contains(&format!("The contact `{contact}` of `council` stands in no")),
            "{told}"
        );
    }
}

#[test]
fn check_alone_asks_about_lists_that_do_not_fit_what_documents_say() {
    let charter = "# Charter\n\n## Seats\n\nThe members elect two directors for a year.\n";
    let rosters = |count: usize, words: &str| {
        format!(
            "      - body: council\n        file: COUNCIL.md\n        seats: [{{count: {count}, role: director, \
             passage: charter/seats, words: {words}}}]\n        \
             term: {{years: 1, passage: charter/seats, words: for a year}}\n"
        )
    };
    let list = council(&["Ada Okoro ada", "Teo Blum teo"]);
    let told = |count: usize, words: &str, last: &str| {
        let files = [("COUNCIL.md", Some(list.as_str())), ("CHARTER.md", Some(charter))];
        let timeline = Timeline::new()
            .commit("2024-01-01", &files)
            .commit(last, &[("tide.txt", Some("High.\n"))]);
        let content = content(&rosters(count, words), &[], timeline);
        check::check(&content).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let elect = "The members elect two directors";
    assert_eq!(told(2, elect, "2025-01-01"), Vec::<String>::new());
    let [seats] = told(3, elect, "2025-01-01").try_into().unwrap();
    assert!(seats.starts_with("rules/COUNCIL.md: warning: `council` lists 2 people as director"));
    let [term] = told(2, elect, "2025-01-02").try_into().unwrap();
    assert!(term.contains("The list of `council` is the same since 2024-01-01"), "{term}");
    let [words] = told(2, "elect five", "2025-01-01").try_into().unwrap();
    assert!(words.contains("`charter/seats` does not say “elect five”"), "{words}");
}

#[test]
fn a_body_that_others_make_up_is_put_together_for_the_day() {
    let timeline = Timeline::new()
        .commit(
            "2023-02-01",
            &[
                ("COUNCIL.md", Some(&council(&["Ada Okoro ada"]))),
                ("MEMBERS.md", Some("# M\n\n## Clerks\n\n- Teo Blum (@teo)\n")),
            ],
        )
        .commit("2024-02-01", &[("COUNCIL.md", Some(&council(&["Ewa Dal ewa"])))]);
    let care = "      - {body: care, made_of: [council, members/clerk as Compliance Officer]}\n";
    let library = of_content(&content(&format!("{COUNCIL}{MEMBERS}{care}"), &[], timeline));
    for (asked, listed) in
        [("", ["Ewa Dal", "Teo Blum"]), (" as-of:2023", ["Ada Okoro", "Teo Blum"])]
    {
        let answer = ask_json(&library, &format!("/who-is-on care{asked}"));
        assert_eq!(names(&answer["roster"]["members"]), listed);
        assert_eq!(answer["roster"]["members"][1]["office"], "Compliance Officer");
    }
}

#[test]
fn the_real_committee_is_right_on_both_sides_of_every_change() {
    let test = "the_real_committee_is_right_on_both_sides_of_every_change";
    let Some(library) = real::content(test).map(|content| of_content(&content)) else { return };
    let lists: [(&str, &[&str]); 5] = [
        ("2022-03-10", &[]),
        ("2023-08-16", &["fitzgen", "ricochet", "tschneidereit"]),
        ("2025-01-28", &["abrown", "ricochet", "ospencer"]),
        ("2026-02-03", &["ricochet", "ospencer", "tschneidereit"]),
        ("2026-04-28", &["ricochet", "cpetig", "ospencer", "tschneidereit"]),
    ];
    let handles = |asked: &str| -> Vec<String> {
        let answer = ask_json(&library, &format!("/who-is-on tsc as-of:{asked}"));
        let members = answer["roster"]["members"].as_array().unwrap().clone();
        members.iter().map(|member| member["github"].as_str().unwrap().to_owned()).collect()
    };
    for (at, (day, listed)) in lists.iter().enumerate() {
        assert_eq!(handles(day), *listed, "{day}");
        let before: jiff::civil::Date = day.parse().unwrap();
        let before = before.yesterday().unwrap().to_string();
        let listed_before = if at == 0 { listed } else { &lists[at - 1].1 };
        assert_eq!(handles(&before), *listed_before, "{before}");
    }
    assert_eq!(handles("2026-04-01").len(), 3);
    let answer = ask_json(&library, "/who-is-on tsc");
    let till = &answer["roster"]["members"][3];
    assert_eq!(
        (&till["since"], &till["spells"][0]["until"]),
        (&json!("2026-02-03"), &json!("2025-01-28"))
    );
    let differs = &answer["roster"]["disagreements"];
    assert_eq!(differs[0]["lists"], json!(["Andrew Brown", "Bailey Hayes", "Oscar Spencer"]));
    let offices = &answer["roster"]["offices"];
    for (at, words) in [(0, "TSC Chair"), (1, "TSC Director")] {
        assert_eq!((&offices[at]["office"], &offices[at]["holder"]), (&json!(words), &Value::Null));
        assert!(offices[at]["filled_in"]["heading"].as_str().unwrap().contains(words));
    }
    let in_2024 = ask_json(&library, "/who-is-on tsc as-of:2024");
    assert_eq!(in_2024["roster"]["offices"][0]["holder"]["github"], "fitzgen");
    let groups = ask_json(&library, "/who-is-on sig-guest-languages");
    assert_eq!(groups["roster"]["parts"].as_array().unwrap().len(), 5);
    let everybody = ask_json(&library, "/who-is-on recognized-contributors");
    let members = everybody["roster"]["members"].as_array().unwrap();
    assert_eq!(members.len(), 133);
    assert_eq!(everybody["roster"]["former"], json!([]));
    for member in members {
        let handle = member["github"].as_str().unwrap();
        assert!(!handle.contains(['@', '/', '(', ')', '[', ']', ' ']), "{handle}");
        assert!(!member["name"].as_str().unwrap().contains(['@', '(', '[', ',']), "{member}");
    }
}

#[test]
fn nothing_is_left_of_the_names_that_a_commit_replaced_in_the_real_list() {
    let test = "nothing_is_left_of_the_names_that_a_commit_replaced_in_the_real_list";
    let Some(content) = real::content(test) else { return };
    let replaced = real::replaced(&content);
    let library = of_content(&content);
    let mut all = serde_json::to_string(&library.edition.catalogue).unwrap();
    let mut questions: Vec<String> = (2022..2027)
        .map(|year| format!("/who-is-on recognized-contributors as-of:{year}"))
        .collect();
    questions.extend(
        ["/sources", "/who-is-on sig-registries", "/ask recognized contributors"].map(Into::into),
    );
    for question in &questions {
        all.push_str(&serde_json::to_string(&ask(&library, question)).unwrap());
        all.push_str(&said(&library, question, Medium::Terminal));
    }
    all.extend(check::check(&content).iter().map(ToString::to_string));
    let all = all.to_lowercase();
    let unspoken = read(&content).unspoken;
    for word in &replaced.names {
        assert!(unspoken.contains(word), "a former name is not known as one");
        assert!(!all.contains(&word.to_lowercase()), "a former name is shown");
        let answer = ask_json(&library, &format!("/who-is {word}"));
        assert_eq!(answer["person"]["name"], "", "somebody is found by a former name");
    }
}

#[test]
fn a_list_that_lost_everybody_keeps_the_content_from_being_followed() {
    let empty = "# Council\n\n(None)\n";
    for (before, refused) in [(council(&["Ada Okoro ada"]), true), (empty.to_owned() + "\n", false)]
    {
        let timeline = Timeline::new()
            .commit("2024-01-01", &[("COUNCIL.md", Some(&before))])
            .commit("2024-02-01", &[("COUNCIL.md", Some(empty))]);
        let refusals = read(&content(COUNCIL, &[], timeline)).refusals;
        let told = refusals.iter().map(ToString::to_string).collect::<String>();
        assert_eq!(told.contains("The roster of `council` lost everybody"), refused, "{told}");
    }
}

#[test]
fn a_renamed_heading_ends_no_group() {
    let list =
        |heading: &str| format!("# Crews\n\n## {heading}\n\n- Crew Knots (Ada Okoro, Chair)\n");
    let timeline = Timeline::new()
        .commit("2024-01-01", &[("CREWS.md", Some(&list("Now")))])
        .commit("2024-02-01", &[("CREWS.md", Some(&list("Active crews")))]);
    let content = content(CREWS, &[], timeline);
    let answer = ask_json(&of_content(&content), "/who-is-on knots");
    assert_eq!(names(&answer["roster"]["members"]), ["Ada Okoro"]);
    assert_eq!(answer["roster"]["members"][0]["since"], "2024-01-01");
    let told = check::check(&content).iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("No group stands under `Now`"), "{told}");
}

#[test]
fn a_successor_in_the_same_place_is_no_new_name_of_a_predecessor() {
    for (was, now) in [
        ("Anna Schmidt (@aschmidt)", "Peter Schmidt (@pschmidt)"),
        ("Kim Lee (@kim-acme)", "Jim Lee (@jim-acme)"),
        ("Anna Schmidt", "Peter Schmidt"),
    ] {
        let list = |second: &str| {
            format!("# Board\n\n## Directors\n\n- Carla Diaz (@carla)\n- {second}\n")
        };
        let timeline = Timeline::new()
            .commit("2020-01-01", &[("COUNCIL.md", Some(&list(was)))])
            .commit("2021-01-01", &[("COUNCIL.md", Some(&list(now)))]);
        let library = of_content(&content(COUNCIL, &[], timeline));
        let names = |question: &str| -> Vec<String> {
            let answer = ask_json(&library, question);
            let members = answer["roster"]["members"].as_array().unwrap().clone();
            members.iter().map(|member| member["name"].as_str().unwrap().to_owned()).collect()
        };
        let name = |entry: &str| entry.split(" (").next().unwrap().to_owned();
        assert_eq!(names("/who-is-on council"), ["Carla Diaz".to_owned(), name(now)]);
        assert_eq!(names("/who-is-on council as-of:2020"), ["Carla Diaz".to_owned(), name(was)]);
    }
}

#[test]
fn a_list_in_a_form_that_is_not_read_leaves_the_list_before_standing() {
    let list = "# Board\n\n- Ana Example (@ana)\n";
    let table = "# Board\n\n| name |\n|---|\n| Ana Example |\n";
    let timeline = Timeline::new()
        .commit("2021-01-01", &[("COUNCIL.md", Some(list))])
        .commit("2022-01-01", &[("COUNCIL.md", Some(table))])
        .commit("2023-01-01", &[("COUNCIL.md", Some(list))]);
    let library = of_content(&content(COUNCIL, &[], timeline));
    let answer = ask_json(&library, "/who-is-on council as-of:2022-06");
    assert_eq!(answer["roster"]["members"][0]["name"], "Ana Example");
    let today = ask_json(&library, "/who-is-on council");
    assert_eq!(today["roster"]["members"][0]["since"], "2021-01-01");
    assert_eq!(today["roster"]["members"][0]["spells"], serde_json::json!([]));
}
