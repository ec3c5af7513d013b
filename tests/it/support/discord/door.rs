//! The REST API's door: who asks, what is asked, and what goes wrong when a test says so.
//!
//! <https://discord.com/developers/docs/reference>

use super::super::discord_rest;
use super::super::http::Request;
use super::super::rest::Answer;
use super::faults::Fault;
use super::signed::{self, Way};
use super::world::{APPLICATION, World};
use super::{Shared, TOKEN, callbacks, channels, described, registered};
use serde_json::{Value, json};

/// What is done, or why Discord refuses it.
pub(super) type Done = Result<(u16, Value), Refusal>;

/// What Discord says instead.
pub(super) struct Refusal {
    pub(super) status: u16,
    /// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>
    pub(super) code: u64,
    pub(super) message: String,
    /// Whether no well-behaved bot asks for it.
    pub(super) is_wrong: bool,
}

impl Refusal {
    /// What can happen to anybody.
    pub(super) fn of(status: u16, code: u64, message: &str) -> Refusal {
        Refusal { status, code, message: message.to_owned(), is_wrong: false }
    }

    /// What fails the test.
    pub(super) fn wrong(message: impl Into<String>) -> Refusal {
        Refusal { status: 400, code: 50035, message: message.into(), is_wrong: true }
    }
}

/// A request that was understood.
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) path: Vec<&'a str>,
    pub(super) query: &'a str,
    pub(super) body: Value,
}

pub(super) fn answer(shared: &Shared, request: &Request) -> Result<Answer, String> {
    let mut parts = request.line.split(' ');
    let (method, target) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(path) = path.strip_prefix("/api/v10/") else {
        return Err(format!("{}: not version 10 of the API", request.line));
    };
    let segments: Vec<&str> = path.split('/').collect();
    let bucket = bucket(method, &segments);
    shared.change(|world| {
        world.asked.push(format!("{method} /{path}"));
        world.received.push(String::from_utf8_lossy(&request.body).into_owned());
    });
    asker(request)?;
    let body = body(request)?;

    let (too_early, fault) = shared.change(|world| {
        let early = world.faults.is_too_early(&bucket);
        (early, world.faults.of(method, path, &bucket))
    });
    if too_early {
        return Err(format!("{bucket}: asked before the time that Discord named"));
    }
    if let Some(answer) = failed(shared, fault.as_ref()) {
        return Ok(answer);
    }
    if authorization(request, path)? {
        return Ok(Answer::json(401, &json!({"message": "401: Unauthorized", "code": 0})));
    }
    let described = described::check(method, &segments, &body);
    let asked = Asked { method, path: segments, query, body };
    let answer = shared.change(|world| {
        let left = world.faults.count(&bucket);
        let mut answer = if left.over {
            limited(left.after.as_secs_f64(), false)
        } else {
            let done = match described {
                Err(wrong) => Err(Refusal::wrong(wrong)),
                Ok(()) => route(world, &asked),
            };
            said(world, &asked, done)
        };
        let reset = left.after.as_secs_f64();
        let since = world.now().as_millisecond() as f64 / 1000.0;
        answer.headers.extend([
            ("X-RateLimit-Limit", left.limit.to_string()),
            ("X-RateLimit-Remaining", left.remaining.to_string()),
            ("X-RateLimit-Reset", format!("{:.3}", since + reset)),
            ("X-RateLimit-Reset-After", format!("{reset:.3}")),
            ("X-RateLimit-Bucket", format!("{:016x}", bucket.len() * 7919)),
        ]);
        answer
    });
    match fault {
        Some(Fault::CutAfter) => Ok(Answer::cut()),
        _ => Ok(answer),
    }
}

/// What was done, as it is sent; what should not have been asked is noted.
fn said(world: &mut World, asked: &Asked<'_>, done: Done) -> Answer {
    match done {
        Ok((204, _)) => Answer { body: String::new(), ..Answer::json(204, &Value::Null) },
        Ok((status, body)) => Answer::json(status, &body),
        Err(Refusal { status, code, message, is_wrong }) => {
            if is_wrong {
                let path = asked.path.join("/");
                world.wrong(format!("{} /{path}: {message}: {}", asked.method, asked.body));
            }
            Answer::json(status, &json!({"message": message, "code": code}))
        }
    }
}

/// What goes wrong before the request is taken.
fn failed(shared: &Shared, fault: Option<&Fault>) -> Option<Answer> {
    Some(match fault? {
        Fault::Limited(wait) => limited(wait.as_secs_f64(), false),
        Fault::LimitedEverywhere(wait) => limited(wait.as_secs_f64(), true),
        Fault::Status(status) => Answer::json(*status, &json!({"message": "", "code": 0})),
        Fault::Page(status) => Answer::html(*status, "<html><h1>Bad Gateway</h1></html>"),
        Fault::Cut => Answer::cut(),
        Fault::CutAfter => return None,
        Fault::Stall => {
            shared.wait_for_the_end();
            Answer::cut()
        }
    })
}

/// <https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit>
fn limited(wait: f64, is_global: bool) -> Answer {
    let message = "You are being rate limited.";
    let body = json!({"message": message, "retry_after": wait, "global": is_global});
    let mut answer = Answer::json(429, &body);
    let scope = if is_global { "global" } else { "user" };
    answer.headers.push(("Retry-After", format!("{}", wait.ceil())));
    answer.headers.push(("X-RateLimit-Scope", scope.to_owned()));
    if is_global {
        answer.headers.push(("X-RateLimit-Global", "true".to_owned()));
    }
    answer
}

/// What is counted together: the kind of request, and the channel, server or webhook that it is for.
fn bucket(method: &str, path: &[&str]) -> String {
    let keep = match path {
        ["channels" | "guilds", ..] => 2,
        ["webhooks" | "interactions", ..] => 3,
        _ => 0,
    };
    let segment = |(place, segment): (usize, &&str)| {
        let is_id = segment.starts_with(|letter: char| letter.is_ascii_digit());
        if place < keep || !is_id { format!("/{segment}") } else { "/{id}".to_owned() }
    };
    format!("{method} {}", path.iter().enumerate().map(segment).collect::<String>())
}

/// <https://discord.com/developers/docs/reference#user-agent>
fn asker(request: &Request) -> Result<(), String> {
    let agent = request.header("user-agent").unwrap_or_default();
    let inside = agent.strip_prefix("DiscordBot (https://").and_then(|rest| rest.strip_suffix(')'));
    match inside.and_then(|inside| inside.split_once(", ")) {
        Some((_, version)) if !version.is_empty() => Ok(()),
        _ => Err(format!("{}: who asks? {agent}", request.line)),
    }
}

/// Whether the bot's token is another than Discord knows.
fn authorization(request: &Request, path: &str) -> Result<bool, String> {
    let by_token = path.starts_with("interactions/") || path.starts_with("webhooks/");
    match request.header("authorization") {
        Some(header) if header == format!("Bot {TOKEN}") => Ok(false),
        // The interaction's token in the path is enough.
        None if by_token || path == "gateway" => Ok(false),
        Some(header) if header.starts_with("Bot ") => Ok(true),
        _ => Err(format!("{}: no bot's token", request.line)),
    }
}

fn body(request: &Request) -> Result<Value, String> {
    if request.body.is_empty() {
        return Ok(Value::Null);
    }
    request.has("content-type", "application/json")?;
    serde_json::from_slice(&request.body).map_err(|error| format!("{}: {error}", request.line))
}

/// A number of a path.
pub(super) fn number(segment: &str) -> Result<u64, Refusal> {
    segment.parse().map_err(|_| Refusal::wrong(format!("{segment} is no number")))
}

fn route(world: &mut World, asked: &Asked<'_>) -> Done {
    match (asked.method, asked.path.as_slice()) {
        ("GET", ["users", "@me"]) => Ok((200, discord_rest::user())),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
            let endpoint = "https://bot.example/discord/interactions";
            let at_door = world.way == Way::Door;
            let mut told = discord_rest::application(at_door.then_some(endpoint));
            told["verify_key"] = json!(signed::key());
            Ok((200, told))
        }
        ("GET", ["gateway"]) => Ok((200, json!({"url": world.gateway.address}))),
        ("GET", ["gateway", "bot"]) => {
            let state = &world.gateway;
            let limit = json!({
                "total": 1000, "remaining": state.starts_left, "reset_after": state.starts_in.as_millis() as u64,
                "max_concurrency": state.concurrency,
            });
            let shards = state.shards;
            let url = &state.address;
            Ok((200, json!({"url": url, "shards": shards, "session_start_limit": limit})))
        }
        ("POST", ["users", "@me", "channels"]) => channels::direct(world, &asked.body),
        (_, ["applications", application, rest @ ..]) if is_ours(application) => match rest {
            ["commands"] => registered::commands(world, asked, None),
            ["guilds", server, "commands"] => {
                registered::commands(world, asked, Some(number(server)?))
            }
            _ => Err(Refusal::wrong("no such place")),
        },
        ("POST", ["interactions", id, token, "callback"]) => {
            callbacks::first(world, asked, number(id)?, token)
        }
        (_, ["webhooks", application, token, rest @ ..]) if is_ours(application) => {
            callbacks::further(world, asked, token, rest)
        }
        (_, ["channels", room, rest @ ..]) => channels::messages(world, asked, number(room)?, rest),
        _ => Err(Refusal::wrong("no such place")),
    }
}

fn is_ours(application: &str) -> bool {
    application.parse() == Ok(APPLICATION)
}
