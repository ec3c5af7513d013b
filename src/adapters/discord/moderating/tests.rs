//! What Discord tells of a moderator's steps, and what is told to Discord: nothing else is known of
//! either.

use crate::adapters::discord::answering::{self, Answered};
use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::errand::{Delivery, Errand, Way};
use crate::adapters::discord::incoming;
use crate::config::{self, DiscordMode, Layers};
use crate::content::{self, Files, Reading};
use crate::desk::Desk;
use crate::index::Edition;
use crate::library::{Library, SyncStatus};
use secrecy::SecretString;
use serde_json::{Value, json};
use serenity::model::application::Interaction;
use serenity::model::id::{ChannelId, MessageId, UserId};
use std::sync::Arc;

const ANA: u64 = 1_000_000_000_000_000_001;
const BOB: u64 = 1_000_000_000_000_000_002;
const CHANNEL: u64 = 1_100_000_000_000_000_001;
const MESSAGE: u64 = 1_200_000_000_000_000_001;
const PREVIEW: u64 = 1_300_000_000_000_000_001;
const SERVER: u64 = 1_400_000_000_000_000_001;
const LOG: u64 = 1_100_000_000_000_000_009;
/// <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>
const MODERATE_MEMBERS: u64 = 1 << 40;

const SOURCES: &str = "organisation: Pilots
report: {address: care@pilots.example, passage: coc/telling}
sources:
  - id: rules
    git: https://git.example/pilots/rules
    documents: [CODE_OF_CONDUCT.md, PRINCIPLES.md]
";
const CONDUCT: &str = "# Pilots Code of Conduct

## Speaking

Speak calmly.

## Ropes

Leave other people's ropes alone.

## Telling

Write to care@pilots.example.
";
const PRINCIPLES: &str = "# Principles\n\n## 1. We wait\n\nThe tide comes.\n";

fn library(conduct: &str) -> Library {
    let files = [
        ("sources.yaml", SOURCES),
        ("rules/CODE_OF_CONDUCT.md", conduct),
        ("rules/PRINCIPLES.md", PRINCIPLES),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let files = Files { files: files.into(), ..Files::default() };
    let Reading { catalogue, .. } = content::read(&files.into());
    let edition = Edition::build("0".repeat(32), catalogue, &mut |_, _| {}).unwrap();
    Library::new(edition, SyncStatus::default())
}

fn bot() -> Arc<Bot> {
    let limits = config::read(&Layers::default()).unwrap().manners;
    let settings = config::Discord {
        mode: DiscordMode::Gateway,
        token: SecretString::from("a token"),
        api: "http://127.0.0.1:9".to_owned(),
        commands: None,
        mentions: false,
        moderator_roles: vec![77],
        moderation_channel: Some(LOG),
        names_moderator: true,
    };
    Bot::new(Arc::new(Desk::new(library(CONDUCT), limits)), settings).unwrap()
}

fn user(id: u64, name: &str) -> Value {
    json!({"id": id.to_string(), "username": name.to_lowercase(), "global_name": name,
           "discriminator": "0", "avatar": null})
}

fn member(id: u64, name: &str, permissions: u64, roles: &[u64]) -> Value {
    let roles: Vec<String> = roles.iter().map(u64::to_string).collect();
    json!({"user": user(id, name), "roles": roles, "joined_at": "2026-01-01T00:00:00+00:00",
           "deaf": false, "mute": false, "flags": 0, "permissions": permissions.to_string()})
}

fn message(id: u64, author: Value, content: &str, components: Value) -> Value {
    json!({"id": id.to_string(), "channel_id": CHANNEL.to_string(), "author": author,
           "content": content, "timestamp": "2026-06-10T12:00:00+00:00", "edited_timestamp": null,
           "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
           "attachments": [], "embeds": [], "pinned": false, "type": 0, "components": components})
}

/// An interaction by somebody in the server.
fn by(who: Value, kind: u64, data: Value, at: Option<Value>) -> Value {
    let mut interaction = json!({
        "id": "1500000000000000001", "application_id": "1600000000000000001", "type": kind,
        "data": data, "guild_id": SERVER.to_string(), "channel_id": CHANNEL.to_string(),
        "member": who, "token": "t", "version": 1, "locale": "en-GB", "entitlements": [],
        "authorizing_integration_owners": {}, "context": 0, "attachment_size_limit": 10_485_760,
    });
    if let Some(message) = at {
        interaction["message"] = message;
    }
    interaction
}

fn ana() -> Value {
    member(ANA, "Ana", MODERATE_MEMBERS, &[])
}

fn cite_at(who: Value, name: &str, message: &Value) -> Value {
    let id = message["id"].as_str().unwrap();
    let data = json!({"id": "1700000000000000001", "type": 3, "name": name, "target_id": id,
                      "resolved": {"messages": {id: message}}});
    by(who, 2, data, None)
}

fn typed(options: Value, members: Value) -> Value {
    let users = json!({BOB.to_string(): user(BOB, "Bob"), ANA.to_string(): user(ANA, "Ana")});
    let data = json!({"id": "1700000000000000002", "type": 1, "name": "coc", "options": options,
                      "resolved": {"users": users, "members": members}});
    by(ana(), 2, data, None)
}

fn of_server() -> Value {
    let part = json!({"roles": [], "joined_at": null, "permissions": "0", "nick": "Bobby"});
    json!({BOB.to_string(): part})
}

fn text_option(name: &str, value: &str) -> Value {
    json!({"name": name, "type": 3, "value": value})
}

fn to_bob() -> Value {
    json!({"name": "to", "type": 6, "value": BOB.to_string()})
}

fn answered(bot: &Bot, interaction: Value) -> Answered {
    let interaction: Interaction = serde_json::from_value(interaction).unwrap();
    let incoming = incoming::read(&interaction, &bot.settings).unwrap();
    answering::answer(bot, &incoming, "2026-06-10T12:00:00Z".parse().unwrap())
}

fn response(bot: &Bot, interaction: Value) -> Value {
    serde_json::to_value(answered(bot, interaction).first).unwrap()
}

/// What is said to nobody but the moderator.
fn told(bot: &Bot, interaction: Value) -> String {
    let answered = answered(bot, interaction);
    assert!(answered.errands.is_empty());
    let response = serde_json::to_value(answered.first).unwrap();
    assert_eq!((&response["type"], &response["data"]["flags"]), (&json!(4), &json!(68)));
    assert_eq!(response["data"]["components"], json!([]));
    response["data"]["content"].as_str().unwrap().to_owned()
}

fn bobs_message() -> Value {
    message(MESSAGE, user(BOB, "Bob"), "GIVE ME THOSE ROPES", json!([]))
}

/// A component pressed or chosen in a message that an earlier response made.
fn pressed(who: Value, response: &Value, data: Value) -> Value {
    let bot = user(1_600_000_000_000_000_001, "tenet");
    let content = response["data"]["content"].as_str().unwrap();
    let at = message(PREVIEW, bot, content, response["data"]["components"].clone());
    by(who, 3, data, Some(at))
}

fn button(who: Value, preview: &Value, label: &str) -> Value {
    let rows = preview["data"]["components"].as_array().unwrap().iter();
    let mut buttons = rows.flat_map(|row| row["components"].as_array().unwrap());
    let id = buttons.find(|button| button["label"] == label).unwrap()["custom_id"].clone();
    pressed(who, preview, json!({"custom_id": id, "component_type": 2}))
}

/// The form that follows on a choice, sent with a note.
fn form(bot: &Bot, list: &Value, passage: &str, note: &str) -> Value {
    let id = list["data"]["components"][0]["components"][0]["custom_id"].clone();
    let chosen = json!({"custom_id": id, "component_type": 3, "values": [passage]});
    let form = response(bot, pressed(ana(), list, chosen));
    assert_eq!(form["type"], 9, "{form}");
    let field = &form["data"]["components"][0]["components"][0];
    assert_eq!((&field["required"], &field["max_length"]), (&json!(false), &json!(300)));
    for id in [&form["data"]["custom_id"], &field["custom_id"]] {
        assert!(id.as_str().unwrap().len() <= 100, "{id}");
    }
    let field = json!({"type": 4, "custom_id": field["custom_id"], "value": note});
    let data = json!({"custom_id": form["data"]["custom_id"],
                      "components": [{"type": 1, "components": [field]}]});
    let mut sent = pressed(ana(), list, data);
    sent["type"] = json!(5);
    sent
}

/// A preview of the section about ropes at Bob's message.
fn preview(bot: &Bot, note: &str) -> Value {
    let list = response(bot, cite_at(ana(), "Cite the Code of Conduct", &bobs_message()));
    response(bot, form(bot, &list, "coc/ropes", note))
}

fn delivery(answered: Answered) -> Delivery {
    let first = serde_json::to_value(answered.first).unwrap();
    assert_eq!(first["type"], 6);
    let mut errands = answered.errands.into_iter();
    match (errands.next(), errands.next()) {
        (Some(Errand::Deliver(delivery)), None) => *delivery,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_brings_a_private_list_with_what_fits_it_first_and_none_of_its_words() {
    let bot = bot();
    let answer = response(&bot, cite_at(ana(), "Cite the Code of Conduct", &bobs_message()));
    assert_eq!((&answer["type"], &answer["data"]["flags"]), (&json!(4), &json!(68)));
    let list = &answer["data"]["components"][0]["components"][0];
    let options = list["options"].as_array().unwrap();
    assert_eq!(options[0]["value"], "coc/ropes");
    assert_eq!(options[0]["label"], "Ropes — Pilots Code of Conduct");
    assert_eq!(options.len(), 3);
    assert!(list["custom_id"].as_str().unwrap().encode_utf16().count() <= 100);
    assert!(
        answer["data"]["content"].as_str().unwrap().contains("Which section do you point Bob to?")
    );
    assert!(!answer.to_string().contains("GIVE ME"), "{answer}");
    let principles = response(&bot, cite_at(ana(), "Cite a principle", &bobs_message()));
    let options = &principles["data"]["components"][0]["components"][0]["options"];
    assert_eq!(options.as_array().unwrap().len(), 1);
    assert_eq!(options[0]["value"], "principles/1");
}

#[test]
fn a_choice_and_a_note_become_a_preview_with_what_can_be_done_in_its_order() {
    let bot = bot();
    let preview = preview(&bot, "Please read\nthis.");
    assert_eq!(preview["type"], 7);
    let content = preview["data"]["content"].as_str().unwrap();
    for said in [
        "Ana (moderator) points Bob to",
        "Leave other people's ropes alone.",
        "Note from Ana: Please read this.",
        &format!("https://discord.com/channels/{SERVER}/{CHANNEL}/{MESSAGE}"),
        "This is a reminder, not a decision. Questions: reply to Ana, or /report.",
    ] {
        assert!(content.contains(said), "{said}: {content}");
    }
    assert!(!content.contains("GIVE ME") && !content.contains("<@"), "{content}");
    assert_eq!(preview["data"]["allowed_mentions"]["users"], json!([]));
    let rows = preview["data"]["components"].as_array().unwrap();
    let labels: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| {
            let buttons = row["components"].as_array().unwrap().iter();
            buttons.map(|button| button["label"].as_str().unwrap()).collect()
        })
        .collect();
    assert_eq!(
        labels,
        [vec!["Copy", "Send privately", "Post at the message", "Cancel"], vec!["Notify them"]]
    );
    for button in rows.iter().flat_map(|row| row["components"].as_array().unwrap()) {
        assert!(button["custom_id"].as_str().unwrap().encode_utf16().count() <= 100);
    }
}

#[test]
fn nothing_is_alive_in_a_note() {
    let bot = bot();
    let preview = preview(&bot, "See https://evil.example <@1> @everyone **now**");
    let content = preview["data"]["content"].as_str().unwrap();
    assert!(content.starts_with("Ana (moderator) points Bob to:\n"), "{content}");
    assert!(content.contains(r"https\://evil.example \<@1\> \@everyone \*\*now\*\*"), "{content}");
}

#[test]
fn posting_replies_to_the_message_with_what_was_seen_and_leaves_a_line_without_content() {
    let bot = bot();
    let preview = preview(&bot, "Please read this.");
    let post = || delivery(answered(&bot, button(ana(), &preview, "Post at the message")));
    let posted = post();
    let at = Some(MessageId::new(MESSAGE));
    assert_eq!(posted.way, Way::Post { channel: ChannelId::new(CHANNEL), at });
    let contents: Vec<&str> = posted.replies.iter().map(|reply| reply.content.as_str()).collect();
    assert_eq!(contents, [preview["data"]["content"].as_str().unwrap()]);
    assert!(posted.replies.iter().all(|reply| reply.pings.is_empty() && reply.rows.is_empty()));
    assert!(!posted.instead.is_empty() && posted.instead.iter().all(|reply| !reply.private));
    // Who presses twice posts one message: both have the same nonce.
    assert_eq!(posted.nonce, post().nonce);
    assert!(posted.nonce.len() <= 21);
    // Who presses both buttons tells others once.
    let sent = delivery(answered(&bot, button(ana(), &preview, "Send privately")));
    assert_eq!(posted.nonce, sent.nonce);
    assert_eq!(posted.gone.content, "The message is gone. Copy it, or send it privately.");
    let (channel, line) = posted.record.unwrap();
    assert_eq!(channel, ChannelId::new(LOG));
    assert!(line.content.contains("Ana pointed Bob to: Ropes"), "{}", line.content);
    assert!(line.content.ends_with(&format!("/{SERVER}/{CHANNEL}/{MESSAGE}")), "{}", line.content);
    assert_eq!(line.content.lines().count(), 1);
    for content in ["Leave other", "Please read", "GIVE ME"] {
        assert!(!line.content.contains(content), "{}", line.content);
    }
}

#[test]
fn sending_goes_to_the_author_alone_and_says_what_to_do_where_they_take_no_messages() {
    let bot = bot();
    let preview = preview(&bot, "");
    let sent = delivery(answered(&bot, button(ana(), &preview, "Send privately")));
    assert_eq!(sent.way, Way::Send { to: UserId::new(BOB) });
    assert!(sent.instead.is_empty() && sent.refused.private);
    assert_eq!(sent.refused.content, "They take no direct messages from me. Copy it, or post it.");
    assert!(!sent.replies[0].content.contains("Note from"), "{}", sent.replies[0].content);
}

#[test]
fn copying_shows_it_as_it_is_typed_and_cancelling_takes_it_away() {
    let bot = bot();
    let preview = preview(&bot, "");
    let copied = told(&bot, button(ana(), &preview, "Copy"));
    let content = preview["data"]["content"].as_str().unwrap().trim_end();
    assert_eq!(copied, format!("```\n{content}\n```"));
    let cancelled = response(&bot, button(ana(), &preview, "Cancel"));
    assert_eq!(cancelled["type"], 7);
    assert_eq!(cancelled["data"]["content"], "Cancelled. Nobody was told anything.");
    assert_eq!(cancelled["data"]["components"], json!([]));
}

#[test]
fn the_person_is_notified_only_where_that_was_asked_for() {
    let bot = bot();
    let with_ping = response(&bot, button(ana(), &preview(&bot, "Read."), "Notify them"));
    assert_eq!(with_ping["type"], 7);
    assert!(
        with_ping["data"]["content"].as_str().unwrap().ends_with(&format!("Notified: <@{BOB}>"))
    );
    let posted = delivery(answered(&bot, button(ana(), &with_ping, "Post at the message")));
    assert_eq!(posted.replies[0].pings, [UserId::new(BOB)]);
    assert!(posted.replies[0].content.contains("Note from Ana: Read."));
    let without = response(&bot, button(ana(), &with_ping, "Do not notify them"));
    let posted = delivery(answered(&bot, button(ana(), &without, "Post at the message")));
    assert!(posted.replies[0].pings.is_empty() && !posted.replies[0].content.contains("<@"));
}

#[test]
fn nobody_but_its_moderator_takes_a_step() {
    let bot = bot();
    let only = "Only moderators can address a citation to a person. You can quote the section without to:, or use /report.";
    let nobody = || member(ANA, "Ana", 0, &[]);
    let at = |who| cite_at(who, "Cite the Code of Conduct", &bobs_message());
    assert_eq!(told(&bot, at(nobody())), only);
    // A role that the operator names is as good as the permission.
    assert_eq!(response(&bot, at(member(ANA, "Ana", 0, &[77])))["data"]["flags"], 68);
    let preview = preview(&bot, "");
    for label in ["Copy", "Send privately", "Post at the message", "Cancel", "Notify them"] {
        assert_eq!(told(&bot, button(nobody(), &preview, label)), only, "{label}");
        let another = member(BOB + 7, "Eve", MODERATE_MEMBERS, &[]);
        let said = told(&bot, button(another, &preview, label));
        assert_eq!(said, "I cannot tell what this is about. Start again from the message.");
    }
}

#[test]
fn what_somebody_made_up_is_not_followed() {
    let bot = bot();
    let mut forged = preview(&bot, "Read.");
    let piece = &mut forged["data"]["components"][0]["components"][0]["custom_id"];
    let last = piece.as_str().unwrap().trim_end_matches('.').to_owned();
    *piece = json!(format!("{last}x."));
    let said = told(&bot, button(ana(), &forged, "Post at the message"));
    assert_eq!(said, "I cannot tell what this is about. Start again from the message.");
    let list = response(&bot, cite_at(ana(), "Cite the Code of Conduct", &bobs_message()));
    for aim in ["cl:", "cl:x", "cl:0|1|1|1|1|0|Bob"] {
        let chosen = json!({"custom_id": aim, "component_type": 3, "values": ["coc/ropes"]});
        let said = told(&bot, pressed(ana(), &list, chosen));
        assert_eq!(said, "I cannot tell what this is about. Start again from the message.");
    }
    let id = list["data"]["components"][0]["components"][0]["custom_id"].clone();
    let chosen = json!({"custom_id": id, "component_type": 3, "values": ["coc/nothing"]});
    let said = told(&bot, pressed(ana(), &list, chosen));
    assert_eq!(said, "I no longer hold this passage. Start again from the message.");
}

#[test]
fn words_that_changed_since_the_preview_are_not_told_to_anybody() {
    let bot = bot();
    let preview = preview(&bot, "");
    bot.desk.put(library(&CONDUCT.replace("Leave other people's ropes alone.", "Take any rope.")));
    for label in ["Copy", "Send privately", "Post at the message", "Notify them"] {
        let said = told(&bot, button(ana(), &preview, label));
        assert_eq!(said, "Its words changed since you saw them. Start again from the message.");
    }
    bot.desk.put(library("# Pilots Code of Conduct\n\n## Telling\n\nWrite.\n"));
    let said = told(&bot, button(ana(), &preview, "Post at the message"));
    assert_eq!(said, "I no longer hold this passage. Start again from the message.");
}

#[test]
fn a_typed_citation_brings_the_same_preview() {
    let bot = bot();
    let link = format!("https://discord.com/channels/{SERVER}/{CHANNEL}/{MESSAGE}");
    let all = json!([
        text_option("words", "ropes"),
        to_bob(),
        text_option("re", &link),
        text_option("note", "Please."),
        {"name": "ping", "type": 5, "value": true},
    ]);
    let preview = response(&bot, typed(all, of_server()));
    assert_eq!((&preview["type"], &preview["data"]["flags"]), (&json!(4), &json!(68)));
    let content = preview["data"]["content"].as_str().unwrap();
    for said in ["points Bobby to", "Leave other", "Note from Ana: Please.", &link, "Notified: <@"]
    {
        assert!(content.contains(said), "{said}: {content}");
    }
    let posted = delivery(answered(&bot, button(ana(), &preview, "Post at the message")));
    let at = Some(MessageId::new(MESSAGE));
    assert_eq!(posted.way, Way::Post { channel: ChannelId::new(CHANNEL), at });
    // Words that lead to no passage for certain are chosen by.
    let list = response(&bot, typed(json!([to_bob(), text_option("note", "x")]), of_server()));
    assert_eq!(
        list["data"]["components"][0]["components"][0]["options"].as_array().unwrap().len(),
        3
    );
    let again = "Type your note again in the form that follows.";
    let vain = "I did not find one by your words.";
    let said = |response: &Value| {
        let content = response["data"]["content"].as_str().unwrap();
        [vain, again].map(|sentence| content.contains(sentence))
    };
    assert_eq!(said(&list), [false, true]);
    let unclear = json!([text_option("words", "zeppelins"), to_bob(), text_option("note", "x")]);
    assert_eq!(said(&response(&bot, typed(unclear, of_server()))), [true, true]);
}

#[test]
fn without_a_message_in_this_channel_it_is_posted_where_the_moderator_is() {
    let bot = bot();
    let elsewhere = format!("https://discord.com/channels/{SERVER}/{}/{MESSAGE}", CHANNEL + 1);
    for options in [
        json!([text_option("words", "ropes"), to_bob()]),
        json!([text_option("words", "ropes"), to_bob(), text_option("re", &elsewhere)]),
    ] {
        let preview = response(&bot, typed(options, of_server()));
        let posted = delivery(answered(&bot, button(ana(), &preview, "Post here")));
        assert_eq!(posted.way, Way::Post { channel: ChannelId::new(CHANNEL), at: None });
    }
}

#[test]
fn a_citation_that_makes_no_sense_is_answered_with_what_does() {
    let bot = bot();
    let foreign = format!("https://discord.com/channels/{}/1/2", SERVER + 1);
    let to_ana = json!({"name": "to", "type": 6, "value": ANA.to_string()});
    let long = "x".repeat(301);
    for (options, members, said) in [
        (
            json!([text_option("re", "x")]),
            of_server(),
            "Name the person in to:, or cite at their message.",
        ),
        (
            json!([text_option("words", "ropes"), to_bob(), text_option("note", &long)]),
            of_server(),
            "Your note is too long: it may have 300 characters. Shorten it.",
        ),
        (json!([to_ana]), of_server(), "That is you. /coc quotes the section for everybody."),
        (json!([to_bob()]), json!({}), "I know no such person on this server."),
        (
            json!([to_bob(), text_option("re", &foreign)]),
            of_server(),
            "That is no message of this server. Choose Copy Message Link, and put it into re:.",
        ),
    ] {
        assert_eq!(told(&bot, typed(options, members)), said);
    }
    let at = |author| {
        cite_at(ana(), "Cite the Code of Conduct", &message(MESSAGE, author, "Hi", json!([])))
    };
    let mut program = user(BOB, "Bob");
    program["bot"] = json!(true);
    let said = told(&bot, at(program));
    assert_eq!(said, "A bot reads no reminders. /coc quotes the section for everybody.");
    let said = told(&bot, at(user(ANA, "Ana")));
    assert_eq!(said, "That is you. /coc quotes the section for everybody.");
}

#[test]
fn a_command_that_addresses_nobody_is_no_citation() {
    let bot = bot();
    let plain = typed(json!([text_option("words", "ropes"), text_option("note", "x")]), json!({}));
    let answer = response(&bot, plain);
    let content = answer["data"]["content"].as_str().unwrap();
    assert!(!content.contains("points"), "{content}");
}
