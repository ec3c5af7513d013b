//! What the bot does with messages, and what Zulip refuses.

use super::super::rest::Answer;
use super::door::done;
use super::forms::{Form, refused};
use super::shapes;
use super::world::{BOT, Message, Place, World};
use jiff::Timestamp;
use serde_json::{Value, json};

/// How much later than the window says a message may still be edited, in seconds.
const GRACE: i64 = 20;

/// What a bot should have known.
fn fault(world: &mut World, code: &str, msg: &str) -> Answer {
    world.wrong(format!("a refused message: {msg}"));
    refused(400, code, msg)
}

fn no_message() -> Answer {
    refused(400, "BAD_REQUEST", "Invalid message(s)")
}

/// Sends a message.
pub(super) fn post(world: &mut World, form: &mut Form) -> Result<Answer, Answer> {
    let kind = form.get("type")?;
    let to = form.get("to")?;
    let content = form.get("content")?;
    for name in ["queue_id", "local_id", "read_by_sender"] {
        form.find(name);
    }
    let place = match kind.as_str() {
        "stream" => topic(world, form, &to)?,
        "channel" if world.level >= 248 => topic(world, form, &to)?,
        "direct" | "private" => people(world, &to)?,
        _ => return Err(fault(world, "BAD_REQUEST", "Invalid type")),
    };
    let content = content_of(world, &content, &place)?;
    let id = world.post(BOT, place, &content, "tenet");
    Ok(done(json!({"id": id})))
}

/// The topic that a message goes to, where the bot may post there.
fn topic(world: &mut World, form: &mut Form, to: &str) -> Result<Place, Answer> {
    let named =
        world.streams.iter().find(|(id, stream)| to.parse() == Ok(**id) || stream.name == to);
    let Some(id) = named.map(|(id, _)| *id) else {
        let msg = format!("Stream with ID '{to}' does not exist");
        let body = json!({
            "result": "error", "msg": msg, "stream_id": to.parse::<u64>().ok(),
            "code": "STREAM_DOES_NOT_EXIST",
        });
        return Err(Answer::json(400, &body));
    };
    let Some(topic) = form.find("topic") else {
        return Err(fault(world, "BAD_REQUEST", "Missing topic"));
    };
    let mut topic = topic.trim().to_owned();
    if topic.is_empty() && world.level < 334 {
        return Err(fault(world, "BAD_REQUEST", "Topic can't be empty!"));
    }
    if topic.chars().any(char::is_control) {
        return Err(fault(world, "BAD_REQUEST", "Invalid character in topic, at position 1!"));
    }
    if topic.chars().count() > 60 {
        world.wrong("a topic longer than Zulip takes");
        topic = topic.chars().take(57).chain("...".chars()).collect();
    }
    let stream = world.stream(id);
    let owner = world.user(BOT).owner;
    let is_in = |user: u64| stream.subscribers.contains(&user);
    let word = if world.level < 248 { "stream" } else { "channel" };
    if stream.is_private && !is_in(BOT) && !owner.is_some_and(is_in) {
        let msg = format!("Not authorized to send to {word} '{}'", stream.name);
        return Err(refused(400, "BAD_REQUEST", &msg));
    }
    let may_announce = owner.is_some_and(|owner| world.user(owner).role <= 200);
    if stream.is_announcing && !may_announce {
        let msg = format!("Only organization administrators can send to this {word}.");
        return Err(refused(400, "BAD_REQUEST", &msg));
    }
    Ok(Place::Topic(id, topic))
}

/// The conversation that a message goes to, where the bot may write to all in it.
fn people(world: &mut World, to: &str) -> Result<Place, Answer> {
    let Ok(ids) = serde_json::from_str::<Vec<u64>>(to) else {
        return Err(fault(world, "BAD_REQUEST", "Invalid data type for recipients"));
    };
    if ids.is_empty() {
        return Err(fault(world, "BAD_REQUEST", "Message must have recipients"));
    }
    if ids.contains(&BOT) {
        world.wrong("the bot writes to itself");
    }
    for id in &ids {
        match world.users.get(id) {
            None => {
                return Err(fault(world, "BAD_REQUEST", &format!("Invalid user ID {id}")));
            }
            Some(user) if !user.is_active => {
                let msg = format!("'{}' is no longer using Zulip.", user.email);
                return Err(refused(400, "BAD_REQUEST", &msg));
            }
            Some(_) => {}
        }
    }
    if !world.rules.direct_messages {
        let msg = "You do not have permission to initiate direct message conversations.";
        return Err(refused(400, "BAD_REQUEST", msg));
    }
    Ok(Place::Direct(ids.into_iter().chain([BOT]).collect()))
}

/// A message's content as it is stored.
fn content_of(world: &mut World, content: &str, place: &Place) -> Result<String, Answer> {
    if content.contains('\0') {
        return Err(fault(world, "BAD_REQUEST", "Message must not contain null bytes"));
    }
    let content = content.trim_end().trim_start_matches('\n');
    if content.trim().is_empty() {
        return Err(fault(world, "BAD_REQUEST", "Message must not be empty"));
    }
    let content = cut(world, content);
    let mentioned = world.mentioned(&content);
    if mentioned.everybody || mentioned.everybody_in_a_quote {
        if matches!(place, Place::Topic(..)) {
            let msg = "You do not have permission to use stream wildcard mentions in this stream.";
            return Err(fault(world, "STREAM_WILDCARD_MENTION_NOT_ALLOWED", msg));
        }
        world.wrong("everybody is mentioned in a conversation");
    }
    Ok(content)
}

/// As much of it as Zulip keeps.
pub(super) fn cut(world: &mut World, content: &str) -> String {
    const MARK: &str = "\n[message truncated]";
    let longest = world.rules.longest;
    if content.chars().count() <= longest {
        return content.to_owned();
    }
    world.wrong("a message longer than Zulip takes");
    content.chars().take(longest - MARK.len()).chain(MARK.chars()).collect()
}

/// Changes what a message says.
pub(super) fn patch(world: &mut World, form: &mut Form, id: u64) -> Result<Answer, Answer> {
    let content = form.find("content");
    if world.level >= 379 {
        form.find("prev_content_sha256");
    }
    let message = readable(world, id)?;
    let Some(content) = content else {
        return Err(fault(world, "BAD_REQUEST", "Nothing to change"));
    };
    if message.sender != BOT {
        let msg = "You don't have permission to edit this message";
        return Err(fault(world, "BAD_REQUEST", msg));
    }
    if !world.rules.may_edit {
        let msg = "Your organization has turned off message editing";
        return Err(refused(400, "BAD_REQUEST", msg));
    }
    let age = Timestamp::now().as_second() - message.written;
    if world.rules.edit_window.is_some_and(|window| age > window + GRACE) {
        let msg = "The time limit for editing this message has passed";
        return Err(refused(400, "BAD_REQUEST", msg));
    }
    let content = match content.trim() {
        "" => "(deleted)".to_owned(),
        _ => content_of(world, &content, &message.place)?,
    };
    world.edit(BOT, id, &content);
    Ok(done(json!({})))
}

/// Deletes a message.
pub(super) fn delete(world: &mut World, id: u64) -> Result<Answer, Answer> {
    let message = readable(world, id)?;
    if message.sender != BOT || !world.rules.may_delete {
        let msg = "You don't have permission to delete this message";
        return Err(refused(400, "BAD_REQUEST", msg));
    }
    world.delete(id);
    Ok(done(json!({})))
}

/// A message as it stands now.
pub(super) fn get(world: &mut World, form: &mut Form, id: u64) -> Result<Answer, Answer> {
    raw(world, form);
    let names_topics = names_empty_topics(form);
    let message = readable(world, id)?;
    let shape = shapes::read(world, &message, names_topics);
    Ok(done(json!({"message": shape, "raw_content": message.content})))
}

/// That messages are asked for as they were typed.
fn raw(world: &mut World, form: &mut Form) {
    if form.find("apply_markdown").as_deref() != Some("false") {
        world.wrong("messages would come as HTML");
    }
    form.find("client_gravatar");
}

/// Whether an empty topic is told by a name that stands for it.
fn names_empty_topics(form: &mut Form) -> bool {
    form.find("allow_empty_topic_name").as_deref() != Some("true")
}

fn readable(world: &World, id: u64) -> Result<Message, Answer> {
    let message = world.messages.get(&id).filter(|message| world.may_read(message));
    message.cloned().ok_or_else(no_message)
}

/// The messages around one, narrowed.
pub(super) fn list(world: &mut World, form: &mut Form) -> Result<Answer, Answer> {
    raw(world, form);
    let names_topics = names_empty_topics(form);
    let number = |world: &mut World, text: String| match text.parse::<usize>() {
        Ok(number) if number <= 5000 => Ok(number),
        _ => Err(fault(world, "BAD_REQUEST", "Too many messages requested (maximum 5000).")),
    };
    let before = form.get("num_before")?;
    let before = number(world, before)?;
    let after = form.get("num_after")?;
    let after = number(world, after)?;
    let includes = form.find("include_anchor").as_deref() != Some("false");
    let anchor = form.get("anchor")?;
    let anchor = match anchor.as_str() {
        "newest" => u64::MAX,
        "oldest" => 0,
        number => match number.parse() {
            Ok(number) => number,
            Err(_) => return Err(fault(world, "BAD_REQUEST", "Invalid anchor")),
        },
    };
    let narrow = form.json("narrow")?.unwrap_or_else(|| json!([]));
    let terms = narrow.as_array().cloned().unwrap_or_default();
    if let Some(unknown) = terms.iter().find(|term| !knows(world, term)) {
        let msg = format!("Invalid narrow operator: {unknown}");
        return Err(fault(world, "BAD_REQUEST", &msg));
    }
    let fits = |message: &&Message| {
        is_listed(world, message, &terms) && terms.iter().all(|term| fits(world, message, term))
    };
    let all: Vec<Message> = world.messages.values().filter(fits).cloned().collect();
    let (older, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|message| message.id < anchor);
    let (exact, newer): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|message| message.id == anchor);
    let found_anchor = !exact.is_empty() && includes;
    let skipped = older.len().saturating_sub(before);
    let found_newest = newer.len() <= after;
    let chosen = older.into_iter().skip(skipped);
    let chosen = chosen.chain(exact.into_iter().filter(|_| includes));
    let chosen: Vec<Message> = chosen.chain(newer.into_iter().take(after)).collect();
    let messages: Vec<Value> =
        chosen.iter().map(|one| shapes::read(world, one, names_topics)).collect();
    Ok(done(json!({
        "messages": messages, "found_anchor": found_anchor, "found_oldest": skipped == 0 && before > 0,
        "found_newest": found_newest, "history_limited": false, "anchor": anchor.min(1 << 62),
    })))
}

/// Whether a server of this level knows a part of a narrow.
fn knows(world: &World, term: &Value) -> bool {
    match term["operator"].as_str() {
        Some("stream" | "topic" | "sender" | "id" | "dm" | "is" | "streams") => true,
        Some("channel" | "channels") => world.level >= 250,
        Some("with") => world.level >= 271,
        _ => false,
    }
}

/// Whether a message is among those that a narrow looks through: those that the bot got, and all of a
/// channel only where the narrow names it, or all public ones, and nothing of the bot's own.
fn is_listed(world: &World, message: &Message, terms: &[Value]) -> bool {
    let of_channels = terms.iter().any(|term| {
        let (operator, operand) = (term["operator"].as_str(), &term["operand"]);
        let named = matches!(operator, Some("stream" | "channel"));
        named || matches!(operator, Some("streams" | "channels")) && operand == "public"
    });
    let of_its_own = terms.iter().any(|term| term["operator"] == "is");
    world.may_read(message) && (message.is_the_bots || of_channels && !of_its_own)
}

fn fits(world: &World, message: &Message, term: &Value) -> bool {
    let operand = &term["operand"];
    let is = |id: u64, name: &str| operand == id || operand == name || operand == &id.to_string();
    let stream = match &message.place {
        Place::Topic(stream, topic) => Some((*stream, topic.as_str())),
        Place::Direct(_) => None,
    };
    match term["operator"].as_str() {
        Some("stream" | "channel") => stream.is_some_and(|(id, _)| is(id, &world.stream(id).name)),
        Some("streams" | "channels") => stream.is_some_and(|(id, _)| !world.stream(id).is_private),
        Some("topic") => stream.is_some_and(|(_, topic)| operand == topic),
        Some("sender") => {
            let email = world.users.get(&message.sender).map_or("", |user| &user.email);
            is(message.sender, email)
        }
        Some("id") => is(message.id, ""),
        Some("with") => {
            let id = operand.as_u64().or_else(|| operand.as_str()?.parse().ok());
            let with = id.and_then(|id| world.messages.get(&id));
            with.is_some_and(|with| with.place == message.place)
        }
        Some("dm") => {
            let ids: Option<std::collections::BTreeSet<u64>> = operand
                .as_array()
                .map(|ids| ids.iter().filter_map(Value::as_u64).chain([BOT]).collect());
            matches!(&message.place, Place::Direct(people) if Some(people) == ids.as_ref())
        }
        Some("is") => match operand.as_str() {
            Some("mentioned") => message.flags.contains(&"mentioned"),
            Some("dm" | "private") => matches!(message.place, Place::Direct(_)),
            _ => false,
        },
        _ => false,
    }
}
