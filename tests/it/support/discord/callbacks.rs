//! Responses to interactions, and what follows them:
//! <https://discord.com/developers/docs/interactions/receiving-and-responding>.

use super::door::{Asked, Done, Refusal, number};
use super::layout;
use super::rules::{self, EPHEMERAL, Form};
use super::signed::Way;
use super::telling;
use super::world::{APPLICATION, Interaction, Posted, World};
use serde_json::{Value, json};
use std::time::Duration;

/// How long the first response may take.
const FIRST: Duration = Duration::from_secs(3);
/// How long an interaction's token is good.
const TOKEN_LASTS: Duration = Duration::from_secs(15 * 60);

/// The kinds of interactions.
const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const COMPLETION: u64 = 4;
const SUBMISSION: u64 = 5;

pub(super) fn first(world: &mut World, asked: &Asked<'_>, id: u64, token: &str) -> Done {
    let clock = world.clock;
    let unknown = || Refusal::of(404, 10062, "Unknown interaction");
    if world.way == Way::Door {
        return Err(Refusal::wrong("what came to the door is answered there"));
    }
    let Some(interaction) = world.interactions.get_mut(&id).filter(|one| one.token == token) else {
        return Err(unknown());
    };
    if interaction.accepted > 0 {
        interaction.refused += 1;
        // Whoever has not heard for a while what came of a response sends the same again, and how soon
        // it is heard here is a matter of the machine. No bot has two things to say.
        let is_wrong = interaction.response.as_ref() != Some(&asked.body);
        let message = "Interaction has already been acknowledged.".to_owned();
        return Err(Refusal { status: 400, code: 40060, message, is_wrong });
    }
    if clock.saturating_sub(interaction.at) > FIRST {
        return Err(unknown());
    }
    let interaction = interaction.clone();
    let made = respond(world, &interaction, &asked.body)?;
    if !asked.query.split('&').any(|part| part == "with_response=true") {
        return Ok((204, Value::Null));
    }
    let kind = &asked.body["type"];
    let mut resource = json!({"type": kind});
    if let Some(message) = made.and_then(|id| world.messages.get(&id)) {
        resource["message"] = telling::message(world, message);
    }
    let told = json!({
        "id": id.to_string(), "type": interaction.kind,
        "response_message_id": made.map(|id| id.to_string()),
        "response_message_loading": kind == 5,
        "response_message_ephemeral": asked.body["data"]["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0,
        "channel_id": interaction.room.to_string(),
    });
    Ok((200, json!({"interaction": told, "resource": resource})))
}

/// Takes a first response, however it came; gives the message that it made or changed.
pub(super) fn respond(
    world: &mut World,
    interaction: &Interaction,
    response: &Value,
) -> Result<Option<u64>, Refusal> {
    let data = &response["data"];
    let kind = response["type"].as_u64().unwrap_or(0);
    let keys = response.as_object().into_iter().flat_map(|of| of.keys());
    if let Some(key) = keys.into_iter().find(|key| !["type", "data"].contains(&key.as_str())) {
        return Err(Refusal::wrong(format!("a response has no {key}")));
    }
    let of_message = interaction.kind == COMPONENT
        || interaction.kind == SUBMISSION && interaction.from.is_some();
    let made = match (kind, interaction.kind) {
        (4, COMMAND | COMPONENT | SUBMISSION) => {
            rules::message(data, Form::Response, &world.pings).map_err(Refusal::wrong)?;
            Some(post(world, interaction, data))
        }
        (5, COMMAND | COMPONENT | SUBMISSION) => None,
        // What it came from stands for the response from then on.
        (6, _) if of_message => interaction.from,
        (7, _) if of_message => {
            rules::message(data, Form::Edit, &world.pings).map_err(Refusal::wrong)?;
            let from = interaction.from.unwrap_or(0);
            change(world, from, data).map_err(Refusal::wrong)?;
            Some(from)
        }
        (8, COMPLETION) => {
            choices(data).map_err(Refusal::wrong)?;
            None
        }
        (9, COMMAND | COMPONENT) => {
            layout::form(data).map_err(Refusal::wrong)?;
            None
        }
        _ => {
            let of = interaction.kind;
            return Err(Refusal::wrong(format!("a response {kind} to an interaction {of}")));
        }
    };
    if let Some(interaction) = world.interactions.get_mut(&interaction.id) {
        interaction.accepted += 1;
        interaction.response = Some(response.clone());
        interaction.original = made;
    }
    Ok(made)
}

fn choices(data: &Value) -> Result<(), String> {
    let choices = data["choices"].as_array().ok_or("no choices")?;
    if choices.len() > 25 {
        return Err(format!("{} choices", choices.len()));
    }
    for choice in choices {
        for key in ["name", "value"] {
            let length = choice[key].as_str().map_or(0, |text| text.encode_utf16().count());
            if !(1..=100).contains(&length) {
                return Err(format!("a choice's {key} is {length} long: {choice}"));
            }
        }
        let keys = choice.as_object().into_iter().flat_map(|of| of.keys());
        let known = ["name", "value", "name_localizations"];
        if let Some(key) = keys.into_iter().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("a choice has no {key}"));
        }
    }
    Ok(())
}

/// A new message that answers an interaction.
fn post(world: &mut World, interaction: &Interaction, data: &Value) -> u64 {
    let id = world.number();
    let flags = data["flags"].as_u64().unwrap_or(0);
    // Discord shows it as a reply to the message whose button was pressed.
    let only_to = (flags & EPHEMERAL != 0).then_some(interaction.who);
    let posted = Posted {
        id,
        room: interaction.room,
        author: APPLICATION,
        content: data["content"].as_str().unwrap_or_default().to_owned(),
        components: data["components"].as_array().cloned().unwrap_or_default(),
        flags,
        only_to,
        replies_to: interaction.from,
        nonce: None,
        answers: Some(interaction.id),
        edited: None,
        pings: data["allowed_mentions"].as_object().map(rules::notified).unwrap_or_default(),
    };
    world.messages.insert(id, posted);
    world.announce("MESSAGE_CREATE", id);
    id
}

/// Changes a message of the bot's.
pub(super) fn change(world: &mut World, id: u64, data: &Value) -> Result<(), String> {
    let now = world.now();
    let Some(message) = world.messages.get_mut(&id) else {
        return Err("a message that is gone is changed".to_owned());
    };
    if let Some(content) = data["content"].as_str() {
        message.content = content.to_owned();
    }
    if let Some(components) = data["components"].as_array() {
        message.components = components.clone();
    }
    if let Some(flags) = data["flags"].as_u64() {
        message.flags = flags | message.flags & EPHEMERAL;
    }
    message.edited = Some(now);
    world.announce("MESSAGE_UPDATE", id);
    Ok(())
}

/// What follows a first response.
pub(super) fn further(world: &mut World, asked: &Asked<'_>, token: &str, path: &[&str]) -> Done {
    let clock = world.clock;
    let Some(interaction) = world.interaction_of(token).cloned() else {
        return Err(Refusal::of(404, 10015, "Unknown Webhook"));
    };
    if clock.saturating_sub(interaction.at) > TOKEN_LASTS {
        return Err(Refusal::of(401, 50027, "Invalid Webhook Token"));
    }
    if interaction.accepted == 0 && world.way == Way::Door {
        // The response is still on its way here.
        return Err(Refusal::of(404, 10015, "Unknown Webhook"));
    }
    match (asked.method, path) {
        ("POST", []) => {
            if interaction.accepted == 0 {
                return Err(Refusal::wrong("a follow-up before the first response"));
            }
            if interaction.is_among && interaction.follow_ups.len() >= 5 {
                return Err(Refusal::of(400, 40094, "Too many follow-ups"));
            }
            rules::message(&asked.body, Form::Response, &world.pings).map_err(Refusal::wrong)?;
            let id = post(world, &interaction, &asked.body);
            if let Some(interaction) = world.interactions.get_mut(&interaction.id) {
                interaction.follow_ups.push(id);
            }
            Ok((200, telling::message(world, &world.messages[&id])))
        }
        (method, ["messages", which]) => {
            let id = match *which {
                "@original" => interaction.original,
                which => Some(number(which)?).filter(|id| interaction.follow_ups.contains(id)),
            };
            let is_deferred = interaction.response.as_ref().is_some_and(|of| of["type"] == 5);
            let id = match (id, method) {
                (None, "PATCH") if *which == "@original" && is_deferred => {
                    Some(fill(world, &interaction, &asked.body))
                }
                (id, _) => id,
            };
            one(world, asked, id)
        }
        _ => Err(Refusal::wrong("no such place")),
    }
}

/// Puts a message where one was announced.
fn fill(world: &mut World, interaction: &Interaction, data: &Value) -> u64 {
    let announced = interaction.response.as_ref().and_then(|of| of["data"]["flags"].as_u64());
    let mut data = data.clone();
    data["flags"] = json!(announced.unwrap_or(0) | rules::SUPPRESS_EMBEDS);
    let id = post(world, interaction, &data);
    if let Some(interaction) = world.interactions.get_mut(&interaction.id) {
        interaction.original = Some(id);
    }
    id
}

fn one(world: &mut World, asked: &Asked<'_>, id: Option<u64>) -> Done {
    let unknown = || Refusal::of(404, 10008, "Unknown Message");
    let id = id.filter(|id| world.messages.contains_key(id)).ok_or_else(unknown)?;
    match asked.method {
        "GET" => {}
        "PATCH" => {
            rules::message(&asked.body, Form::Edit, &world.pings).map_err(Refusal::wrong)?;
            change(world, id, &asked.body).map_err(Refusal::wrong)?;
        }
        "DELETE" => {
            world.announce("MESSAGE_DELETE", id);
            world.messages.remove(&id);
            return Ok((204, Value::Null));
        }
        _ => return Err(Refusal::wrong("no such place")),
    }
    Ok((200, telling::message(world, &world.messages[&id])))
}
