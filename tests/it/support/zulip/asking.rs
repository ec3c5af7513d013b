//! Requests as a bot sends them, for tests of this Zulip itself.

use super::super::serving::{Client, Response, in_query};
use super::super::zulip_rest::BASIC;
use super::Zulip;
use serde_json::Value;
use std::net::SocketAddr;

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    /// Nothing where it is no JSON.
    pub(crate) body: Value,
    pub(crate) response: Response,
}

impl Answered {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Zulip {
    pub(crate) fn address(&self) -> SocketAddr {
        self.site().trim_start_matches("http://").parse().unwrap()
    }

    /// Asks as the bot does.
    pub(crate) fn asks(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.asks_as(method, path, fields, Some(BASIC))
    }

    /// Asks with something else in the place of the bot's key.
    pub(crate) fn asks_as(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        key: Option<&str>,
    ) -> Answered {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", in_query(value)));
        let form = pairs.collect::<Vec<String>>().join("&");
        let has_form = matches!(method, "POST" | "PATCH");
        let query = if form.is_empty() || has_form { String::new() } else { format!("?{form}") };
        let key = key.map_or_else(String::new, |key| format!("Authorization: {key}\r\n"));
        let (head, body) = if has_form {
            let kind = "application/x-www-form-urlencoded";
            (format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", form.len()), form.as_str())
        } else {
            (String::new(), "")
        };
        self.sends(&format!(
            "{method} /api/v1/{path}{query} HTTP/1.1\r\n{key}User-Agent: tenet/test\r\n{head}\r\n{body}"
        ))
    }

    /// Sends bytes as they are on a connection of their own.
    pub(crate) fn sends(&self, request: &str) -> Answered {
        let mut client = Client::of(self.address()).unwrap();
        client.send(request).unwrap();
        let response = client.read().unwrap();
        let body = serde_json::from_str(&response.body).unwrap_or(Value::Null);
        Answered { status: response.status, body, response }
    }

    /// Registers a queue as the bot does, and gives its number.
    pub(crate) fn asks_for_a_queue(&self) -> String {
        let answered = self.asks("POST", "register", &registration());
        answered.body["queue_id"].as_str().expect("a queue").to_owned()
    }

    /// What is in a queue after this event, without waiting.
    pub(crate) fn looks(&self, queue: &str, last: i64) -> Answered {
        let fields =
            [("queue_id", queue), ("last_event_id", &last.to_string()), ("dont_block", "true")];
        self.asks("GET", "events", &fields)
    }

    /// What is in a queue from the beginning.
    pub(crate) fn events(&self, queue: &str) -> Vec<Value> {
        self.looks(queue, -1).body["events"].as_array().expect("events").clone()
    }
}

/// The fields of a registration as the bot's.
pub(crate) fn registration() -> [(&'static str, &'static str); 4] {
    [
        ("event_types", r#"["message","update_message","delete_message","restart"]"#),
        ("fetch_event_types", r#"["realm","message"]"#),
        ("apply_markdown", "false"),
        (
            "client_capabilities",
            r#"{"notification_settings_null":true,"bulk_message_deletion":true}"#,
        ),
    ]
}
