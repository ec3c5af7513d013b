//! Messages in channels and conversations:
//! <https://discord.com/developers/docs/resources/message#create-message>.

use super::callbacks;
use super::door::{Asked, Done, Refusal, number};
use super::rules::{self, Form};
use super::telling;
use super::world::{APPLICATION, Posted, SEND_MESSAGES, VIEW_CHANNEL, World};
use serde_json::{Value, json};

/// Opens a conversation with somebody.
pub(super) fn direct(world: &mut World, body: &Value) -> Done {
    let who = body["recipient_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
    if !world.people.contains_key(&who) {
        return Err(Refusal::of(400, 50033, "Invalid Recipient(s)"));
    }
    let room = world.direct(who);
    let recipients = json!([telling::user(world, who)]);
    let id = room.to_string();
    let told = json!({"id": id, "type": 1, "flags": 0, "recipients": recipients});
    Ok((200, told))
}

pub(super) fn messages(world: &mut World, asked: &Asked<'_>, room: u64, path: &[&str]) -> Done {
    let Some(there) = world.rooms.get(&room).cloned() else {
        return Err(Refusal::of(404, 10003, "Unknown Channel"));
    };
    if there.bot_may & VIEW_CHANNEL == 0
        || there.server.is_none() && !there.people.contains(&APPLICATION)
    {
        return Err(Refusal::of(403, 50001, "Missing Access"));
    }
    match (asked.method, path) {
        ("POST", ["messages"]) => {
            if there.bot_may & SEND_MESSAGES == 0 {
                return Err(Refusal::of(403, 50013, "Missing Permissions"));
            }
            let other = there.people.iter().find(|who| **who != APPLICATION);
            if other.is_some_and(|who| !world.people[who].is_open) {
                return Err(Refusal::of(403, 50007, "Cannot send messages to this user"));
            }
            let id = post(world, room, &asked.body)?;
            Ok((200, telling::message(world, &world.messages[&id])))
        }
        ("GET", ["messages"]) => {
            let mut seen: Vec<Value> = world
                .seen_by(APPLICATION, room)
                .into_iter()
                .map(|message| telling::message(world, message))
                .collect();
            seen.reverse();
            Ok((200, Value::Array(seen)))
        }
        (method, ["messages", id]) => {
            let id = number(id)?;
            let found = world.messages.get(&id).filter(|message| message.room == room);
            // Discord shows what only one person sees to that person alone.
            let Some(message) = found.filter(|message| message.only_to.is_none()) else {
                return Err(Refusal::of(404, 10008, "Unknown Message"));
            };
            let is_own = message.author == APPLICATION;
            match method {
                "GET" => {}
                "PATCH" if !is_own => {
                    return Err(Refusal::of(
                        403,
                        50005,
                        "Cannot edit a message authored by another user",
                    ));
                }
                "PATCH" => {
                    rules::message(&asked.body, Form::Edit, &world.pings)
                        .map_err(Refusal::wrong)?;
                    callbacks::change(world, id, &asked.body).map_err(Refusal::wrong)?;
                }
                "DELETE" if is_own => {
                    world.announce("MESSAGE_DELETE", id);
                    world.messages.remove(&id);
                    return Ok((204, Value::Null));
                }
                "DELETE" => return Err(Refusal::wrong("the message of somebody else is deleted")),
                _ => return Err(Refusal::wrong("no such place")),
            }
            Ok((200, telling::message(world, &world.messages[&id])))
        }
        _ => Err(Refusal::wrong("no such place")),
    }
}

fn post(world: &mut World, room: u64, body: &Value) -> Result<u64, Refusal> {
    rules::message(body, Form::Channel, &world.pings).map_err(Refusal::wrong)?;
    let nonce = body["nonce"].as_str().map(str::to_owned);
    if nonce.as_ref().is_some_and(|nonce| nonce.len() > 25) {
        return Err(Refusal::wrong("a nonce of more than 25 letters"));
    }
    if nonce.is_none() || body["enforce_nonce"] != true {
        return Err(Refusal::wrong("sent again, it would stand twice"));
    }
    let same = |message: &&Posted| message.room == room && message.nonce == nonce;
    if let Some(before) = world.messages.values().find(same) {
        return Ok(before.id);
    }
    let reference = &body["message_reference"];
    let replies_to = match reference["message_id"].as_str() {
        None => None,
        Some(id) => {
            let id = number(id)?;
            let is_there = world.messages.get(&id).is_some_and(|message| message.room == room);
            if !is_there && reference["fail_if_not_exists"] != false {
                return Err(Refusal::of(400, 50035, "Unknown message"));
            }
            Some(id).filter(|_| is_there)
        }
    };
    let id = world.number();
    let posted = Posted {
        id,
        room,
        author: APPLICATION,
        content: body["content"].as_str().unwrap_or_default().to_owned(),
        components: body["components"].as_array().cloned().unwrap_or_default(),
        flags: body["flags"].as_u64().unwrap_or(0),
        only_to: None,
        replies_to,
        nonce,
        answers: None,
        edited: None,
        pings: body["allowed_mentions"].as_object().map(rules::notified).unwrap_or_default(),
    };
    world.messages.insert(id, posted);
    world.announce("MESSAGE_CREATE", id);
    Ok(id)
}
