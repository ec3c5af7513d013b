//! The commands that Discord lists: those that the content can answer, as the grammar has them, within
//! what Discord takes.

use crate::support::library::{content_of, invented, of_content, shipped};
use crate::support::shared::shared;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tenet::adapters::discord::commands::{Reach, choices, listing};
use tenet::config::{Discord, DiscordMode};
use tenet::index::Choice;
use tenet::library::Library;
use tenet::offers::{Offers, offers};
use tenet::query::{self, Command, Misread};

fn settings(commands: Option<&[Command]>) -> Discord {
    Discord {
        mode: DiscordMode::Gateway,
        token: "planted".into(),
        api: "http://127.0.0.1:9".to_owned(),
        commands: commands.map(<[Command]>::to_vec),
        mentions: true,
        moderator_roles: Vec::new(),
        moderation_channel: None,
        names_moderator: true,
    }
}

fn listed(library: &Library, commands: Option<&[Command]>, reach: Reach) -> Vec<Value> {
    let listing = listing(&library.edition, &settings(commands), reach);
    let Value::Array(commands) = serde_json::to_value(listing.commands).unwrap() else { panic!() };
    commands
}

fn names(commands: &[Value]) -> Vec<&str> {
    commands.iter().map(|command| command["name"].as_str().unwrap()).collect()
}

fn named<'a>(commands: &'a [Value], name: &str) -> &'a Value {
    commands.iter().find(|command| command["name"] == name).unwrap()
}

/// Content with neither rules of conduct nor lists of people.
fn small() -> Library {
    of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Small Guild\nsources:\n  - folder: site\n    documents:\n      - {file: RULES.md, id: rules}\n",
        ),
        ("site/RULES.md", "# Rules\n\n## Bread\n\nBread is shared.\n"),
    ]))
}

/// All that may ever be listed.
fn every_listing() -> Vec<Vec<Value>> {
    let mut listings = Vec::new();
    for library in [shipped(), invented(), &small()] {
        for reach in [Reach::Everywhere, Reach::OneServer] {
            listings.push(listed(library, None, reach));
            for command in Command::ALL {
                listings.push(listed(library, Some(&[command]), reach));
            }
        }
    }
    listings
}

#[test]
fn what_the_content_can_answer_is_listed_and_nothing_else() {
    let all = listed(invented(), None, Reach::Everywhere);
    for name in ["principle", "coc", "report", "who-is-on", "ask", "Cite the Code of Conduct"] {
        assert!(names(&all).contains(&name), "{name}: {:?}", names(&all));
    }
    let few = small();
    let few = listed(&few, None, Reach::Everywhere);
    assert_eq!(names(&few), ["policy", "ask", "cite", "verify", "sources", "help"]);
}

#[test]
fn the_operator_chooses_and_hears_what_cannot_be_had() {
    let chosen = [Command::Help, Command::Coc, Command::Ask];
    let all = listed(invented(), Some(&chosen), Reach::Everywhere);
    assert_eq!(names(&all), ["coc", "ask", "help", "Cite the Code of Conduct"]);
    let chosen = [Command::Principle, Command::Ask];
    let listing = listing(&small().edition, &settings(Some(&chosen)), Reach::Everywhere);
    assert_eq!(listing.unanswerable, [Command::Principle]);
    assert_eq!(listing.commands.len(), 1);
}

#[test]
fn help_and_sources_stay_out_of_servers_unless_they_are_named() {
    let all = listed(shipped(), None, Reach::Everywhere);
    let everywhere = json!([0, 1, 2]);
    assert_eq!(named(&all, "help")["contexts"], json!([1, 2]));
    assert_eq!(named(&all, "sources")["contexts"], json!([1, 2]));
    assert_eq!(named(&all, "coc")["contexts"], everywhere);
    assert_eq!(named(&all, "coc")["integration_types"], json!([0, 1]));
    let chosen = listed(shipped(), Some(&[Command::Help]), Reach::Everywhere);
    assert_eq!(named(&chosen, "help")["contexts"], everywhere);
    let here = listed(shipped(), None, Reach::OneServer);
    assert!(!names(&here).contains(&"help"));
    assert!(here.iter().all(|command| command["contexts"].is_null()));
}

#[test]
fn commands_at_a_message_are_for_moderators_of_a_server() {
    let all = listed(invented(), None, Reach::Everywhere);
    for name in ["Cite the Code of Conduct", "Cite a principle"] {
        let expected = json!({
            "name": name, "type": 3, "default_member_permissions": "1099511627776",
            "integration_types": [0], "contexts": [0],
        });
        assert_eq!(*named(&all, name), expected);
    }
}

#[test]
fn a_command_has_the_options_of_the_grammar_and_names_are_completed() {
    let (ours, shipped) = (invented(), shipped());
    let all = listed(ours, None, Reach::Everywhere);
    let all = [all, listed(shipped, None, Reach::Everywhere)].concat();
    let options = |name: &str| {
        let options = named(&all, name)["options"].as_array().cloned().unwrap_or_default();
        let told = options.iter().map(|option| {
            let sign = |name: &str, sign| if option[name] == true { sign } else { "" };
            let name = option["name"].as_str().unwrap();
            let kind = match option["type"].as_u64() {
                Some(3) => "",
                Some(5) => "?",
                Some(6) => "@",
                kind => panic!("{kind:?}"),
            };
            format!("{name}{kind}{}{}", sign("required", "!"), sign("autocomplete", "…"))
        });
        told.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(options("principle"), "words… private? full? in…");
    assert_eq!(options("coc"), "words… private? full? in… note to@ re ping?");
    assert_eq!(options("ask"), "words!… private? full? in…");
    assert_eq!(options("cite"), "words!… private? full? note");
    assert_eq!(options("who-is-on"), "words… private? as-of");
    assert_eq!(options("verify"), "words! private?");
    assert_eq!(options("mission"), "private? full? in…");
    assert_eq!(options("report"), "");
}

#[test]
fn a_report_is_private_by_itself_and_a_note_is_as_long_as_one_may_be() {
    let all = listed(invented(), None, Reach::Everywhere);
    assert_eq!(named(&all, "report").get("options"), None);
    let options = named(&all, "coc")["options"].as_array().unwrap();
    let note = options.iter().find(|option| option["name"] == "note").unwrap();
    assert_eq!(note["max_length"], 300);
}

#[test]
fn what_is_listed_can_be_typed_and_needs_words_where_it_says_so() {
    for listing in every_listing() {
        for command in listing.iter().filter(|command| command["type"] == 1) {
            let name = command["name"].as_str().unwrap();
            let options = command["options"].as_array().cloned().unwrap_or_default();
            let needed = options.iter().any(|option| option["required"] == true);
            let read = query::parse(&format!("/{name}"));
            assert_eq!(matches!(read, Err(Misread::NeedsWords(_))), needed, "{name}");
            for option in options.iter().filter(|option| option["name"] != "words") {
                let option = option["name"].as_str().unwrap();
                let read = query::parse(&format!("/{name} word {option}:value")).unwrap();
                assert_eq!(read.words, "word", "/{name} {option}: is an option");
            }
        }
    }
}

#[test]
fn what_is_listed_keeps_to_what_discord_takes() {
    let is_name = |name: &str| {
        (1..=32).contains(&name.len())
            && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
    };
    let is_description = |text: &Value| {
        let length = text.as_str().unwrap().chars().count();
        (1..=100).contains(&length)
    };
    for listing in every_listing() {
        let typed = listing.iter().filter(|command| command["type"] == 1);
        let at_messages = listing.iter().filter(|command| command["type"] == 3);
        // https://discord.com/developers/docs/interactions/application-commands#registering-a-command
        assert!(typed.clone().count() <= 100 && at_messages.clone().count() <= 5);
        assert_eq!(typed.clone().count() + at_messages.clone().count(), listing.len());
        let distinct: BTreeSet<&str> = names(&listing).into_iter().collect();
        assert_eq!(distinct.len(), listing.len());
        for command in at_messages {
            assert!((1..=32).contains(&command["name"].as_str().unwrap().len()));
            assert!(command["description"].is_null() && command["options"].is_null());
        }
        for command in typed {
            assert!(is_name(command["name"].as_str().unwrap()), "{command}");
            assert!(is_description(&command["description"]), "{command}");
            let options = command["options"].as_array().cloned().unwrap_or_default();
            assert!(options.len() <= 25);
            let required = options.iter().map(|option| option["required"] == true);
            assert!(required.is_sorted_by(|first, then| first >= then), "required ones first");
            let distinct: BTreeSet<&str> = names(&options).into_iter().collect();
            assert_eq!(distinct.len(), options.len());
            for option in &options {
                assert!(is_name(option["name"].as_str().unwrap()), "{option}");
                assert!(is_description(&option["description"]), "{option}");
                assert!(option["type"] == 3 || option["autocomplete"].is_null(), "{option}");
            }
        }
    }
}

#[test]
fn what_is_listed_is_what_the_description_of_discord_asks_for() {
    let test = "what_is_listed_is_what_the_description_of_discord_asks_for";
    let Some(path) = shared("specs/discord-openapi.json", test) else { return };
    let spec: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let schema = json!({
        "$ref": "#/components/schemas/ApplicationCommandUpdateRequest",
        "components": spec["components"],
    });
    let validator = jsonschema::validator_for(&schema).unwrap();
    for command in every_listing().into_iter().flatten() {
        let mut command = command;
        // Discord takes numbers of this size as text, which its description leaves out.
        if let Some(permissions) = command["default_member_permissions"].as_str() {
            command["default_member_permissions"] = json!(permissions.parse::<u64>().unwrap());
        }
        let wrong: Vec<String> =
            validator.iter_errors(&command).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{command}");
    }
}

fn offered(choices: &[(&str, &str)]) -> Offers {
    let choice = |(value, label): &(&str, &str)| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
    };
    Offers { choices: choices.iter().map(choice).collect(), ..offers(shipped(), "") }
}

#[test]
fn choices_say_where_they_stand() {
    let labels = |typed: &str| choices(&offers(shipped(), typed));
    let curate = ("3. We curate — Operational Principles".to_owned(), "principles/3".to_owned());
    assert!(labels("/principle we cur").contains(&curate), "{:?}", labels("/principle we cur"));
    assert_eq!(labels("/ask ")[0].1, "report");
    assert_eq!(labels("/help prin"), [("/principle".to_owned(), "principle".to_owned())]);
}

#[test]
fn long_choices_are_cut_at_a_word_and_none_are_alike() {
    let long = "word ".repeat(30) + "that tells it apart — Rules";
    let cut = choices(&offered(&[("rules/a", &long)]));
    let [(label, _)] = cut.as_slice() else { panic!("{cut:?}") };
    assert!(label.starts_with("word word") && label.ends_with("word … — Rules"), "{label}");
    assert!((96..=100).contains(&label.chars().count()), "{label}");
    let alike = choices(&offered(&[("rules/a", &long), ("rules/b", &long), ("rules/b", &long)]));
    let [(first, _), (second, _)] = alike.as_slice() else { panic!("{alike:?}") };
    assert!(first.ends_with("Rules (rules/a)") && second.ends_with("Rules (rules/b)"), "{alike:?}");
    let too_long = "x".repeat(101);
    assert_eq!(choices(&offered(&[(&too_long, "Nobody takes it")])), []);
    assert_eq!(choices(&offered(&[("rules", &too_long)]))[0].0.chars().count(), 100);
}

#[test]
fn whatever_is_offered_discord_takes() {
    for library in [shipped(), invented()] {
        for command in Command::ALL {
            for words in ["", "a", "e", "the", "we", "co", "s", "in:", "share in:c"] {
                let typed = format!("/{} {words}", command.name());
                let offered = choices(&offers(library, &typed));
                let labels: BTreeSet<&String> = offered.iter().map(|(label, _)| label).collect();
                assert!(labels.len() == offered.len() && offered.len() <= 25, "{typed}");
                for text in offered.iter().flat_map(|(label, value)| [label, value]) {
                    assert!((1..=100).contains(&text.chars().count()), "{typed}: {text}");
                }
            }
        }
    }
}
