//! A Zulip server's REST API on loopback, as far as tenet asks it. It is strict: a request that Zulip
//! would not get from a well-behaved bot fails the test.

use super::http::Request;
use super::rest::{Answer, Rest, has_no_body};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The address of the only bot there is.
pub(crate) const EMAIL: &str = "tenet-bot@harbour.example";
/// Its key.
pub(crate) const KEY: &str = "plantedZulipKey0123456789abcdefg";
/// What comes of both in a header.
pub(crate) const BASIC: &str =
    "Basic dGVuZXQtYm90QGhhcmJvdXIuZXhhbXBsZTpwbGFudGVkWnVsaXBLZXkwMTIzNDU2Nzg5YWJjZGVmZw==";

const REGISTER: &str = "POST /api/v1/register HTTP/1.1";
/// What is wanted of a queue that nobody will ask.
const WANTED: &str = "event_types=%5B%22message%22%5D&fetch_event_types=%5B%22message%22%5D&\
    apply_markdown=false&client_capabilities=%7B%22notification_settings_null%22%3Atrue%7D";

/// What the server answers to those who may ask.
#[derive(Clone)]
pub(crate) struct Mood {
    /// To everybody, at `/server_settings`.
    pub(crate) server: Value,
    /// To the bot, at `/users/me`, with the status.
    pub(crate) user: (u16, Value),
    /// To the bot, when it registers a queue, with the status.
    pub(crate) queue: (u16, Value),
    /// To the bot, when it gives that queue up.
    pub(crate) done: Value,
    /// The status and the page that come instead of any answer.
    pub(crate) instead: Option<(u16, &'static str)>,
}

impl Default for Mood {
    fn default() -> Mood {
        Mood {
            server: server(236),
            user: (200, user(1)),
            queue: (200, queue()),
            done: json!({"result": "success", "msg": ""}),
            instead: None,
        }
    }
}

pub(crate) struct ZulipRest {
    rest: Rest,
    mood: Arc<Mutex<Mood>>,
}

impl ZulipRest {
    pub(crate) fn new() -> ZulipRest {
        let mood = Arc::<Mutex<Mood>>::default();
        let shown = Arc::clone(&mood);
        ZulipRest {
            rest: Rest::of(move |request| answer(request, &shown.lock().unwrap().clone())),
            mood,
        }
    }

    /// What goes into `zulip.site`.
    pub(crate) fn site(&self) -> String {
        self.rest.url()
    }

    pub(crate) fn mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.rest.asked()
    }
}

fn answer(request: &Request, mood: &Mood) -> Result<Answer, String> {
    let agent = request.header("user-agent").unwrap_or_default();
    if !agent.starts_with("tenet/") {
        return Err(format!("{}: who asks? {agent}", request.line));
    }
    if request.line == REGISTER {
        request.has("content-type", "application/x-www-form-urlencoded")?;
        let fields = String::from_utf8_lossy(&request.body).into_owned();
        if fields != WANTED {
            return Err(format!("{}: {fields}", request.line));
        }
    } else {
        has_no_body(request)?;
    }
    let authorization = request.header("authorization");
    let (status, body) = match request.line.as_str() {
        "GET /api/v1/server_settings HTTP/1.1" if authorization.is_some() => {
            return Err(format!("{}: a secret that is not needed", request.line));
        }
        "GET /api/v1/server_settings HTTP/1.1" => (200, &mood.server),
        "GET /api/v1/users/me HTTP/1.1" => match authorization {
            Some(given) if given.starts_with("Basic ") => (mood.user.0, &mood.user.1),
            _ => return Err(format!("{}: no bot's key", request.line)),
        },
        REGISTER | "DELETE /api/v1/events?queue_id=queue%3A1 HTTP/1.1"
            if authorization.is_none() =>
        {
            return Err(format!("{}: no bot's key", request.line));
        }
        REGISTER => (mood.queue.0, &mood.queue.1),
        "DELETE /api/v1/events?queue_id=queue%3A1 HTTP/1.1" => (200, &mood.done),
        line => return Err(format!("{line}: no such place")),
    };
    Ok(match mood.instead {
        Some((status, page)) => Answer::html(status, page),
        None if authorization.is_some_and(|given| given != BASIC) => {
            Answer::json(401, &refusal("Invalid API key"))
        }
        None => Answer::json(status, body),
    })
}

/// What a server of a feature level tells everybody.
pub(crate) fn server(level: u32) -> Value {
    json!({
        "result": "success", "msg": "", "zulip_version": "8.0", "zulip_feature_level": level,
        "is_incompatible": false, "realm_name": "Harbour Guild",
    })
}

/// What a bot of a kind is told of itself: 1 is generic, 3 an outgoing webhook.
pub(crate) fn user(kind: u32) -> Value {
    json!({
        "result": "success", "msg": "", "email": EMAIL, "user_id": 9, "role": 400, "is_bot": true,
        "full_name": "Tenet Bot", "is_active": true, "bot_type": kind, "bot_owner_id": 6,
    })
}

/// What a bot is told that registers a queue.
fn queue() -> Value {
    json!({
        "result": "success", "msg": "", "queue_id": "queue:1", "last_event_id": -1,
        "zulip_feature_level": 236, "max_message_id": 12,
    })
}

/// How a server refuses.
pub(crate) fn refusal(msg: &str) -> Value {
    json!({"result": "error", "msg": msg, "code": "UNAUTHORIZED"})
}
