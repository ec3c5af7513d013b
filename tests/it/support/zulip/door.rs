//! What is asked of Zulip, and what it answers: who may ask, how much, and where.

use super::super::http::Request;
use super::super::rest::Answer;
use super::super::zulip_rest::BASIC;
use super::faults::{Bucket, Down, Fault};
use super::forms::{Form, refused};
use super::world::World;
use super::{Shared, described, messages, polling};
use serde_json::{Value, json};
use std::time::Duration;

/// What the proxy in front of Zulip says while Zulip is gone.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n\
    </html>\r\n";

pub(super) fn bad_gateway() -> Answer {
    Answer::html(502, BAD_GATEWAY)
}

/// Answers a request, or says why no bot should have sent it.
pub(super) fn answer(shared: &Shared, request: &Request) -> Result<Answer, String> {
    let mut form = Form::read(request)?;
    let line = format!("{} {}", form.method, form.path);
    let bucket = if form.path == "events" { Bucket::Events } else { Bucket::Calls };
    shared.change(|world| {
        world.asked.push(line.clone());
        let fields = form.all().iter().map(|(name, value)| format!("{name}={value}"));
        world.received.extend(fields);
    });
    let agent = request.header("user-agent").unwrap_or_default();
    if !agent.starts_with("tenet/") {
        return Err(format!("{line}: who asks? {agent}"));
    }
    let authorization = request.header("authorization");
    if form.path == "server_settings" {
        if authorization.is_some() {
            return Err(format!("{line}: a secret that is not needed"));
        }
        return Ok(shared.change(|world| settings(world)));
    }
    let fault = match shared.change(|world| gone(world, &form, bucket)) {
        Err(answer) => return Ok(answer),
        Ok(fault) => fault,
    };
    if fault == Some(Fault::Stall) {
        shared.wait_for_the_end();
        return Ok(Answer::cut());
    }
    if let Some(answer) = fault.as_ref().and_then(instead) {
        return Ok(answer);
    }
    if let Err(answer) = allowed(shared, authorization, bucket) {
        return Ok(answer);
    }
    if let Err(why) = described::check(&form) {
        shared.change(|world| world.wrong(format!("{line}: {why}")));
    }
    let answer = match bucket {
        Bucket::Events => polling::answer(shared, &mut form, fault.as_ref()),
        Bucket::Calls => shared.change(|world| route(world, &mut form)),
    };
    let answer = answer.unwrap_or_else(|answer| {
        if answer.body.contains("REQUEST_VARIABLE_MISSING") {
            shared.change(|world| world.wrong(format!("{line}: {}", answer.body)));
        }
        answer
    });
    let unknown = form.unknown();
    if !unknown.is_empty() {
        let wrong = format!("{line}: Zulip knows no {unknown:?}");
        shared.change(|world| world.wrong(wrong));
    }
    Ok(afterwards(fault, answer))
}

/// What became of a request before anybody looked at it.
fn gone(world: &mut World, form: &Form, bucket: Bucket) -> Result<Option<Fault>, Answer> {
    match world.faults.down {
        Some(Down::Killed) => return Err(Answer::cut()),
        Some(Down::Gracefully) if bucket == Bucket::Events => return Err(bad_gateway()),
        Some(Down::Gracefully) if form.path == "register" => {
            return Err(Answer::json(
                500,
                &json!({"result": "error", "msg": "Internal server error"}),
            ));
        }
        _ => {}
    }
    Ok(world.faults.of(&form.method, &form.path, bucket))
}

/// What a fault answers instead of doing anything.
fn instead(fault: &Fault) -> Option<Answer> {
    Some(match fault {
        Fault::Refused(code) => refused(400, code, "It is refused."),
        Fault::Status(status) => broken(*status),
        Fault::Page(502) => bad_gateway(),
        Fault::Page(status) => Answer::html(*status, "<html><h1>It is broken</h1></html>"),
        Fault::Cut => Answer::cut(),
        _ => return None,
    })
}

fn broken(status: u16) -> Answer {
    Answer::json(status, &json!({"result": "error", "msg": "Internal server error"}))
}

/// What a fault makes of an answer.
fn afterwards(fault: Option<Fault>, answer: Answer) -> Answer {
    match fault {
        Some(Fault::CutAfter) => Answer::cut(),
        Some(Fault::StatusAfter(status)) => broken(status),
        Some(Fault::Malformed) => {
            let half = answer.body.chars().take(answer.body.chars().count() / 2).collect();
            Answer { body: half, ..answer }
        }
        _ => answer,
    }
}

/// Whether the bot may ask now.
fn allowed(shared: &Shared, authorization: Option<&str>, bucket: Bucket) -> Result<(), Answer> {
    let unauthorized = |msg| Err(refused(401, "UNAUTHORIZED", msg));
    match authorization {
        None => {
            shared.change(|world| world.wrong("a request without a key"));
            return unauthorized("Not logged in: API authentication or user session required");
        }
        Some(given) if !given.starts_with("Basic ") => {
            shared.change(|world| world.wrong("a key that is not given as Zulip wants it"));
            return Err(refused(
                400,
                "BAD_REQUEST",
                "This endpoint requires HTTP basic authentication.",
            ));
        }
        Some(BASIC) => {}
        Some(_) => return unauthorized("Invalid API key"),
    }
    shared.change(|world| {
        if !world.user(super::world::BOT).is_active {
            return unauthorized("Account is deactivated");
        }
        match world.faults.too_much(bucket) {
            Ok(None) => Ok(()),
            Ok(Some(wait)) => Err(limited(bucket, wait)),
            Err(why) => {
                world.wrong(why);
                Err(limited(bucket, Duration::from_millis(50)))
            }
        }
    })
}

fn limited(bucket: Bucket, wait: Duration) -> Answer {
    let wait = wait.as_secs_f64();
    let body = json!({
        "result": "error", "msg": "API usage exceeded rate limit", "code": "RATE_LIMIT_HIT",
        "retry-after": wait,
    });
    let mut answer = Answer::json(429, &body);
    answer.headers.push(("Retry-After", wait.to_string()));
    // Tornado does not tell its measure.
    if bucket == Bucket::Calls {
        answer.headers.push(("X-RateLimit-Limit", "200".to_owned()));
        answer.headers.push(("X-RateLimit-Remaining", "0".to_owned()));
    }
    answer
}

fn route(world: &mut World, form: &mut Form) -> Result<Answer, Answer> {
    let path = form.path.clone();
    let parts: Vec<&str> = path.split('/').collect();
    let id = |text: &str| text.parse::<u64>().ok();
    match (form.method.as_str(), parts.as_slice()) {
        ("POST", ["register"]) => polling::register(world, form),
        ("POST", ["messages"]) => messages::post(world, form),
        ("GET", ["messages"]) => messages::list(world, form),
        (method, ["messages", number]) => match (method, id(number)) {
            ("GET", Some(number)) => messages::get(world, form, number),
            ("PATCH", Some(number)) => messages::patch(world, form, number),
            ("DELETE", Some(number)) => messages::delete(world, number),
            _ => Err(nowhere(world, form)),
        },
        ("GET", ["users", "me"]) => {
            let newest = world.messages.values().rfind(|message| message.is_the_bots);
            let newest = newest.map_or(-1, |message| message.id as i64);
            let mut shape = super::shapes::user(super::world::BOT, world.user(super::world::BOT));
            shape["max_message_id"] = json!(newest);
            Ok(done(shape))
        }
        ("GET", ["users", number]) => {
            form.find("client_gravatar");
            form.find("include_custom_profile_fields");
            let found = id(number).and_then(|id| Some((id, world.users.get(&id)?)));
            // Zulip's own bots belong to no organisation.
            let found = found.filter(|(id, _)| *id != super::world::NOTIFICATION_BOT);
            match found {
                Some((id, user)) => Ok(done(json!({"user": super::shapes::user(id, user)}))),
                None => Err(refused(400, "BAD_REQUEST", "No such user")),
            }
        }
        ("GET", ["users"]) => {
            form.find("client_gravatar");
            form.find("include_custom_profile_fields");
            // Zulip's own bots belong to no organisation.
            let own = super::world::NOTIFICATION_BOT;
            let users = world.users.iter().filter(|(id, _)| **id != own);
            let members: Vec<Value> =
                users.map(|(id, user)| super::shapes::user(*id, user)).collect();
            Ok(done(json!({"members": members})))
        }
        ("GET", ["users", user, "subscriptions", stream]) => {
            let stream = id(stream).filter(|id| world.streams.contains_key(id));
            let stream = stream.filter(|id| world.may_read_channel(*id));
            match (id(user).filter(|id| world.users.contains_key(id)), stream) {
                (Some(user), Some(stream)) => {
                    let is_subscribed = world.stream(stream).subscribers.contains(&user);
                    Ok(done(json!({"is_subscribed": is_subscribed})))
                }
                (None, _) => Err(refused(400, "BAD_REQUEST", "No such user")),
                (_, None) => Err(refused(400, "BAD_REQUEST", "Invalid channel ID")),
            }
        }
        ("GET", ["streams", stream]) => {
            let stream = id(stream).filter(|id| world.streams.contains_key(id));
            match stream.filter(|id| world.may_read_channel(*id)) {
                Some(id) => {
                    let stream = world.stream(id);
                    Ok(done(json!({"stream": {
                        "stream_id": id, "name": stream.name, "invite_only": stream.is_private,
                    }})))
                }
                None => Err(refused(400, "BAD_REQUEST", "Invalid channel ID")),
            }
        }
        ("GET", ["user_groups", group, "members", user]) => {
            form.find("direct_member_only");
            let (group, user) = (id(group), id(user));
            let group = group.and_then(|group| world.groups.get(&group));
            let user = user.filter(|user| world.users.contains_key(user));
            match (group, user) {
                (Some(group), Some(user)) => {
                    Ok(done(json!({"is_user_group_member": group.members.contains(&user)})))
                }
                (None, _) => Err(refused(400, "BAD_REQUEST", "Invalid user group")),
                (_, None) => Err(refused(400, "BAD_REQUEST", "No such user")),
            }
        }
        _ => Err(nowhere(world, form)),
    }
}

fn nowhere(world: &mut World, form: &Form) -> Answer {
    world.wrong(format!("{} {}: there is no such place", form.method, form.path));
    Answer::html(404, "<!DOCTYPE html><title>Page not found</title>")
}

/// What was asked for, with what every answer has.
pub(super) fn done(mut with: Value) -> Answer {
    with["result"] = json!("success");
    with["msg"] = json!("");
    let mut answer = Answer::json(200, &with);
    answer.headers.push(("X-RateLimit-Limit", "200".to_owned()));
    answer
}

fn settings(world: &World) -> Answer {
    let mut settings = super::super::zulip_rest::server(world.level);
    settings["zulip_merge_base"] = json!("");
    Answer::json(200, &settings)
}
