//! How queues are registered, asked and given up.

use super::super::rest::Answer;
use super::Shared;
use super::door::{bad_gateway, done};
use super::faults::{Down, Fault};
use super::forms::{Form, refused};
use super::shapes;
use super::world::{BOT, World};
use serde_json::{Value, json};
use std::time::Instant;

/// What a poll waits for came, or did not.
enum Polled {
    Answer(Answer),
    Wait,
}

/// Registers a queue.
pub(super) fn register(world: &mut World, form: &mut Form) -> Result<Answer, Answer> {
    let names = |value: Option<Value>| -> Vec<String> {
        let value = value.unwrap_or_else(|| json!([]));
        let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    };
    let kinds = names(form.json("event_types")?);
    let fetched = match form.json("fetch_event_types")? {
        None => kinds.clone(),
        some => names(some),
    };
    if form.find("apply_markdown").as_deref() != Some("false") {
        world.wrong("register: messages would come as HTML");
    }
    for name in ["client_gravatar", "all_public_streams", "include_subscribers", "slim_presence"] {
        form.find(name);
    }
    if form.find("narrow").is_some() || kinds.is_empty() {
        world.wrong("register: of no use to a bot");
    }
    let capabilities = form.json("client_capabilities")?.unwrap_or_else(|| json!({}));
    if capabilities["notification_settings_null"].is_null() {
        let msg = "notification_settings_null key is missing from client_capabilities";
        world.wrong(msg);
        return Err(refused(400, "BAD_REQUEST", msg));
    }
    let bulk = capabilities["bulk_message_deletion"] == true;
    let id = world.queues.register(kinds, bulk);
    let level = world.level;
    let mut shape = json!({
        "queue_id": id, "last_event_id": -1, "zulip_version": shapes::version(level),
        "zulip_feature_level": level, "zulip_merge_base": "",
    });
    if fetched.iter().any(|kind| kind == "message") {
        let got = world.messages.values().rfind(|message| message.is_the_bots);
        shape["max_message_id"] = json!(got.map_or(-1, |message| message.id as i64));
    }
    if fetched.iter().any(|kind| kind == "realm") {
        let realm = json!({
            "realm_name": "Harbour Guild",
            "realm_allow_message_editing": world.rules.may_edit,
            "realm_message_content_edit_limit_seconds": world.rules.edit_window,
            "realm_delete_own_message_policy": 2,
            "realm_message_content_delete_limit_seconds": 600,
            "realm_wildcard_mention_policy": 5,
            "realm_private_message_policy": 1,
            "realm_mandatory_topics": false,
            "realm_allow_edit_history": true,
            "realm_default_code_block_language": "",
            "max_message_length": world.rules.longest,
            "max_topic_length": 60,
            "max_stream_name_length": 60,
            "event_queue_longpoll_timeout_seconds": 90,
            "server_generation": 1_795_188_797,
        });
        let Value::Object(realm) = realm else { unreachable!("it was just written so") };
        for (name, value) in realm {
            shape[name] = value;
        }
        let name = if level < 257 { "realm_uri" } else { "realm_url" };
        shape[name] = json!(world.address);
    }
    Ok(done(shape))
}

/// Answers what is asked of a queue, when there is something to tell.
pub(super) fn answer(
    shared: &Shared,
    form: &mut Form,
    fault: Option<&Fault>,
) -> Result<Answer, Answer> {
    if form.method == "DELETE" {
        let id = form.get("queue_id")?;
        return shared.change(|world| match world.queues.all.remove(&id) {
            Some(_) => Ok(done(json!({}))),
            None => Err(no_queue(&id)),
        });
    }
    let id = form.get("queue_id")?;
    let Some(last) = form.find("last_event_id") else {
        shared.change(|world| world.wrong("events: asked for without the last that came"));
        return Err(refused(400, "BAD_REQUEST", "Missing 'last_event_id' argument"));
    };
    let Ok(last) = last.parse::<i64>() else {
        shared.change(|world| world.wrong("events: the last that came is no number"));
        return Err(refused(400, "BAD_REQUEST", "last_event_id is not an integer"));
    };
    let blocks = form.find("dont_block").as_deref() != Some("true");
    let mine = shared.change(|world| {
        let queue = world.queues.all.get_mut(&id).ok_or_else(|| no_queue(&id))?;
        queue.prune(last).map_err(|msg| refused(400, "BAD_REQUEST", &msg))?;
        queue.polls += 1;
        queue.is_heard = true;
        Ok(queue.polls)
    })?;
    let begun = Instant::now();
    let mut waited = false;
    let answer = shared.wait_until(|world, until| {
        // Whoever waits is told that nothing happens; whoever only looks is told nothing.
        let is_late = waited && begun.elapsed() >= world.heartbeat;
        let polled = poll(world, &id, mine, blocks, is_late, fault);
        let polled = match polled {
            Polled::Answer(answer) => Some(if waited { answer } else { without_id(answer) }),
            Polled::Wait => None,
        };
        waited = true;
        *until = begun + world.heartbeat;
        polled
    });
    Ok(answer)
}

/// What a poll that is the newest but so many gets now.
fn poll(
    world: &mut World,
    id: &str,
    mine: u64,
    blocks: bool,
    is_late: bool,
    fault: Option<&Fault>,
) -> Polled {
    if world.over || world.faults.down == Some(Down::Killed) {
        return Polled::Answer(Answer::cut());
    }
    if world.faults.down == Some(Down::Gracefully) {
        return Polled::Answer(bad_gateway());
    }
    let Some(queue) = world.queues.all.get_mut(id) else {
        // A queue that is given up while somebody waits for it says so.
        return Polled::Answer(no_queue(id));
    };
    let mut events = if queue.polls == mine { queue.events() } else { Vec::new() };
    if blocks && queue.polls == mine && events.is_empty() {
        if !is_late {
            return Polled::Wait;
        }
        queue.beat();
        events = queue.events();
    }
    if queue.polls == mine {
        queue.is_heard = false;
    }
    match fault {
        Some(Fault::Twice) => {
            events = events.into_iter().flat_map(|one| [one.clone(), one]).collect()
        }
        Some(Fault::Backwards) => events.reverse(),
        Some(Fault::Garbled) => {
            let is_somebodys = |event: &&mut Value| {
                event["type"] == "message" && event["message"]["sender_id"] != json!(BOT)
            };
            let first = events.iter_mut().find(is_somebodys);
            first.expect("a message is told")["message"]["id"] = json!("twelve");
        }
        _ => {}
    }
    Polled::Answer(done(json!({"events": events, "queue_id": id})))
}

/// An answer that came at once does not name the queue.
fn without_id(answer: Answer) -> Answer {
    let Ok(Value::Object(mut body)) = serde_json::from_str(&answer.body) else { return answer };
    if answer.status == 200 {
        body.remove("queue_id");
    }
    Answer { body: Value::Object(body).to_string(), ..answer }
}

fn no_queue(id: &str) -> Answer {
    Answer::json(
        400,
        &json!({
            "result": "error", "msg": format!("Bad event queue ID: {id}"), "queue_id": id,
            "code": "BAD_EVENT_QUEUE_ID",
        }),
    )
}
