//! Discord's REST API on loopback, as far as tenet asks it, in version 10. It is strict: a request that
//! Discord would not get from a well-behaved bot fails the test.

use super::http::Request;
use super::rest::{Answer, Rest, has_no_body};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The token of the only bot there is.
pub(crate) const TOKEN: &str = "MTE4.planted-discord-token.secret";

/// The key by which that bot knows Discord.
pub(crate) const PUBLIC_KEY: &str =
    "6f2a8e0f3b1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6";

/// What Discord does with everybody who asks.
#[derive(Clone, Default)]
pub(crate) struct Mood {
    /// Where the application has its commands sent, if not over the gateway.
    pub(crate) endpoint: Option<String>,
    /// The status and the page that come instead of an answer.
    pub(crate) instead: Option<(u16, &'static str)>,
    /// What time Discord says it is.
    pub(crate) date: Option<String>,
}

pub(crate) struct DiscordRest {
    rest: Rest,
    mood: Arc<Mutex<Mood>>,
}

impl DiscordRest {
    pub(crate) fn new() -> DiscordRest {
        let mood = Arc::<Mutex<Mood>>::default();
        let shown = Arc::clone(&mood);
        DiscordRest {
            rest: Rest::of(move |request| answer(request, &shown.lock().unwrap().clone())),
            mood,
        }
    }

    /// What goes into `discord.api`.
    pub(crate) fn api(&self) -> String {
        format!("{}/api/v10", self.rest.url())
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
    if !agent.starts_with("DiscordBot (https://") || !agent.ends_with(')') {
        return Err(format!("{}: who asks? {agent}", request.line));
    }
    has_no_body(request)?;
    let authorization = request.header("authorization").unwrap_or_default();
    if !authorization.starts_with("Bot ") {
        return Err(format!("{}: no bot's token", request.line));
    }
    let body = match request.line.as_str() {
        "GET /api/v10/users/@me HTTP/1.1" => user(),
        "GET /api/v10/applications/@me HTTP/1.1" => application(mood.endpoint.as_deref()),
        line => return Err(format!("{line}: no such place")),
    };
    let mut answer = match mood.instead {
        Some((status, page)) => Answer::html(status, page),
        None if authorization != format!("Bot {TOKEN}") => {
            Answer::json(401, &json!({"message": "401: Unauthorized", "code": 0}))
        }
        None => Answer::json(200, &body),
    };
    answer.headers.extend(mood.date.iter().map(|date| ("Date", date.clone())));
    Ok(answer)
}

/// The bot's account.
pub(crate) fn user() -> Value {
    json!({
        "id": "1180000000000000001", "username": "harbour-tenet", "avatar": null,
        "discriminator": "0001", "public_flags": 0, "flags": 0, "bot": true,
        "global_name": null, "mfa_enabled": true, "locale": "en-US",
    })
}

/// The bot's application.
pub(crate) fn application(endpoint: Option<&str>) -> Value {
    json!({
        "id": "1180000000000000001", "name": "tenet", "icon": null, "description": "",
        "type": null, "flags": 0, "flags_new": "0", "redirect_uris": [],
        "verify_key": PUBLIC_KEY,
        "interactions_endpoint_url": endpoint, "role_connections_verification_url": null,
        "owner": {
            "id": "1180000000000000002", "username": "ana", "avatar": null,
            "discriminator": "0", "public_flags": 0, "flags": 0, "global_name": "Ana",
            "primary_guild": null,
        },
        "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
        "team": null, "eligible_oauth2_scopes": [],
    })
}
