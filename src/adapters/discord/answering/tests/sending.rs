//! A bot of an invented harbour, interactions as Discord sends them, and what can be read of a response.

use crate::adapters::discord::answering::{Answered, answer};
use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::errand::Errand;
use crate::adapters::discord::incoming;
use crate::config::{self, Discord, DiscordMode, Layers};
use crate::content::{self, Files, Reading};
use crate::desk::Desk;
use crate::index::Edition;
use crate::library::{Library, SyncStatus};
use serde_json::{Value, json};
use serenity::model::application::Interaction;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) const ANA: u64 = 101;
pub(super) const BOB: u64 = 102;
pub(super) const MAY_MODERATE: &str = "1099511627776";

pub(super) const SOURCES: &str = "organisation: Pilots
ask_at: https://chat.pilots.example
report: {address: care@pilots.example, passage: conduct/telling}
sources:
  - id: rules
    git: https://git.example/pilots/rules
    documents:
      - {file: CODE_OF_CONDUCT.md, id: conduct}
      - {file: PRINCIPLES.md, id: principles}
      - {file: rules.md, id: rules, title: Rules of the Harbour}
    rosters:
      - {body: crew, file: CREW.md}
";
pub(super) const CONDUCT: &str = "# Code of Conduct\n\n## Rowing\n\nNobody is shouted at while rowing.\n\n\
    ## Telling\n\nWrite to us.\n";
pub(super) const PRINCIPLES: &str = "# Principles\n\n## 1. We row\n\nEverybody rows.\n\n## 2. We rest\n\nNobody \
    rows at night.\n";

const CREW: &str = "# Crew\n\n* Odile Quist ([@quistody](https://git.example/quistody))\n";

pub(super) fn rules(long: &str) -> String {
    let tides: String = (1..=40)
        .map(|tide| format!("Tide {tide} is {long} and all boats wait for it.\n\n"))
        .collect();
    format!(
        "# Rules\n\n## Tides\n\n{tides}## Lamps at night\n\nA lamp burns at the bow.\n\n\
         ## Lamps by day\n\nA lamp by day is put out.\n\n## Bells\n\nA bell and a lamp are checked.\n"
    )
}

pub(super) fn library(long: &str) -> Library {
    let rules = rules(long);
    let files = [
        ("sources.yaml", SOURCES),
        ("rules/CODE_OF_CONDUCT.md", CONDUCT),
        ("rules/PRINCIPLES.md", PRINCIPLES),
        ("rules/rules.md", &rules),
        ("rules/CREW.md", CREW),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let files = Files { files: files.into(), ..Files::default() };
    let Reading { catalogue, refusals, .. } = content::read(&files.into());
    assert_eq!(refusals, []);
    let edition = Edition::build("0".repeat(32), catalogue, &mut |_, _| {}).unwrap();
    Library::new(edition, SyncStatus::default())
}

pub(super) fn bot() -> Arc<Bot> {
    bot_that(|desk| desk)
}

pub(super) fn bot_that(keeps: impl Fn(Desk) -> Desk) -> Arc<Bot> {
    let limits = config::read(&Layers::default()).unwrap().manners;
    let settings = Discord {
        mode: DiscordMode::Gateway,
        token: "invented".into(),
        api: "http://127.0.0.1:9".to_owned(),
        commands: None,
        mentions: false,
        moderator_roles: vec![7],
        names_moderator: true,
        moderation_channel: None,
    };
    let desk = Desk::new(library("long, very long, as long as the harbour's wall"), limits);
    Bot::new(Arc::new(keeps(desk)), settings).unwrap()
}

/// An interaction in a server's channel, as Discord describes it
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object>).
pub(super) fn sent(kind: u8, who: u64, data: Value) -> Value {
    let user = json!({"id": who.to_string(), "username": format!("u{who}"), "global_name": "Ana",
        "discriminator": "0", "avatar": null});
    json!({"id": "900", "application_id": "800", "type": kind, "token": "t", "version": 1, "data": data,
        "guild_id": "11", "channel_id": "22", "context": 0, "locale": "en-GB", "entitlements": [],
        "authorizing_integration_owners": {}, "attachment_size_limit": 1, "app_permissions": "0",
        "channel": {"id": "22", "type": 0, "name": "harbour"},
        "member": {"user": user, "roles": [], "permissions": "0", "deaf": false, "mute": false,
            "flags": 0, "joined_at": "2024-01-01T00:00:00Z"}})
}

/// The same in the bot's own conversation with somebody, or in one of people among themselves.
pub(super) fn away(mut sent: Value, context: u8) -> Value {
    sent["user"] = sent["member"]["user"].take();
    let fields = sent.as_object_mut().unwrap();
    fields.remove("member");
    fields.remove("guild_id");
    sent["context"] = json!(context);
    sent["channel"] = json!({"id": "22", "type": 1});
    sent
}

pub(super) fn command(who: u64, name: &str, options: &[(&str, Value)]) -> Value {
    let option = |(name, value): &(&str, Value)| {
        let kind = if value.is_boolean() { 5 } else { 3 };
        json!({"name": name, "type": kind, "value": value})
    };
    let options: Vec<Value> = options.iter().map(option).collect();
    sent(2, who, json!({"id": "1", "name": name, "type": 1, "options": options}))
}

pub(super) fn typing(name: &str, option: &str, typed: &str) -> Value {
    let option = json!({"name": option, "type": 3, "value": typed, "focused": true});
    sent(4, ANA, json!({"id": "1", "name": name, "type": 1, "options": [option]}))
}

pub(super) fn pressed(who: u64, custom_id: &str, is_private: bool) -> Value {
    on_message(who, json!({"component_type": 2, "custom_id": custom_id}), is_private)
}

pub(super) fn chosen(who: u64, custom_id: &str, value: &str) -> Value {
    let data = json!({"component_type": 3, "custom_id": custom_id, "values": [value]});
    on_message(who, data, false)
}

pub(super) fn on_message(who: u64, data: Value, is_private: bool) -> Value {
    let mut sent = sent(3, who, data);
    sent["message"] = json!({"id": "33", "channel_id": "22", "content": "", "type": 0, "tts": false,
        "author": {"id": "800", "username": "tenet", "discriminator": "0", "avatar": null, "bot": true},
        "timestamp": "2026-06-10T12:00:00Z", "edited_timestamp": null, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false,
        "flags": if is_private { 68 } else { 4 }, "components": []});
    sent
}

pub(super) fn form(custom_id: &str, words: &str) -> Value {
    let input = json!({"type": 4, "custom_id": "words", "value": words});
    sent(
        5,
        ANA,
        json!({"custom_id": custom_id, "components": [{"type": 1, "components": [input]}]}),
    )
}

pub(super) fn now() -> jiff::Timestamp {
    "2026-06-10T12:00:00Z".parse().unwrap()
}

pub(super) fn answered(bot: &Bot, sent: Value) -> (Value, Vec<Errand>) {
    let interaction: Interaction = serde_json::from_value(sent).unwrap();
    let wanted = incoming::read(&interaction, &bot.settings).unwrap();
    let Answered { first, errands } = answer(bot, &wanted, now());
    let first = serde_json::to_value(&first).unwrap();
    keeps_to_limits(&first);
    (first, errands)
}

pub(super) fn first(bot: &Bot, sent: Value) -> Value {
    answered(bot, sent).0
}

/// The limits that Discord holds every response to.
pub(super) fn keeps_to_limits(response: &Value) {
    let within = |value: &Value, most: usize| {
        let length = value.as_str().unwrap().chars().count();
        assert!((1..=most).contains(&length), "{value}");
    };
    let data = &response["data"];
    if response["type"] == 9 {
        within(&data["title"], 45);
    } else if matches!(response["type"].as_u64(), Some(4 | 7)) {
        within(&data["content"], 2000);
        assert_eq!(data["allowed_mentions"]["parse"], json!([]));
    }
    if let Some(choices) = data["choices"].as_array() {
        assert!(choices.len() <= 25);
        choices.iter().for_each(|choice| {
            ["name", "value"].map(|of| within(&choice[of], 100)).into_iter().collect()
        });
    }
    let rows = data["components"].as_array().cloned().unwrap_or_default();
    assert!(rows.len() <= 5);
    let mut ids = BTreeSet::new();
    for row in rows {
        let inner = row["components"].as_array().unwrap();
        assert!((1..=5).contains(&inner.len()));
        for component in inner {
            within(&component["custom_id"], 100);
            assert!(ids.insert(component["custom_id"].to_string()), "{component}");
            match component["type"].as_u64().unwrap() {
                2 => within(&component["label"], 80),
                3 => assert!((1..=25).contains(&component["options"].as_array().unwrap().len())),
                _ => within(&component["label"], 45),
            }
        }
    }
}

pub(super) fn content(response: &Value) -> &str {
    response["data"]["content"].as_str().unwrap()
}

pub(super) fn is_private(response: &Value) -> bool {
    response["data"]["flags"].as_u64().unwrap_or_default() & 64 == 64
}

/// What can be pressed: what it says, and its id.
pub(super) fn buttons(response: &Value) -> Vec<(String, String)> {
    let rows = response["data"]["components"].as_array().cloned().unwrap_or_default();
    let inner = rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap());
    let said = |of: &Value| {
        let label = of["label"].as_str().or(of["placeholder"].as_str());
        (label.unwrap().to_owned(), of["custom_id"].as_str().unwrap().to_owned())
    };
    inner.map(|of| said(&of)).collect()
}

pub(super) fn labels(response: &Value) -> Vec<String> {
    buttons(response).into_iter().map(|(label, _)| label).collect()
}

pub(super) fn button(response: &Value, label: &str) -> String {
    let found = buttons(response).into_iter().find(|(said, _)| said.starts_with(label));
    found.unwrap_or_else(|| panic!("no {label}: {response}")).1
}
