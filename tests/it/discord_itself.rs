//! The Discord of the tests: it refuses what Discord refuses, and says what is wrong. A bot that is never
//! told off by it proves something.

use crate::support::discord::{APPLICATION, Channel, Discord, Fault, Greeting, Person, TOKEN};
use crate::support::serving::{Client, Response};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

struct Scene {
    discord: Discord,
    ana: Person,
    general: Channel,
}

fn scene() -> Scene {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let general = server.channel("general");
    Scene { discord, ana, general }
}

impl Scene {
    /// Asks as a bot does.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Response {
        let api = self.discord.api();
        let address = api.trim_start_matches("http://").split('/').next().unwrap();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut client = Client::of(address.parse().unwrap()).unwrap();
        let length = body.len();
        client
            .send(&format!(
                "{method} /api/v10{path} HTTP/1.1\r\nAuthorization: Bot {TOKEN}\r\nUser-Agent: \
                 DiscordBot (https://bot.example, 1)\r\nContent-Type: application/json\r\n\
                 Content-Length: {length}\r\n\r\n{body}"
            ))
            .unwrap();
        client.read().unwrap()
    }

    /// The only thing that was wrong about a message in a channel.
    fn wrong_of(&self, message: &Value) -> String {
        let path = format!("/channels/{}/messages", self.general.id);
        let status = self.ask("POST", &path, message).status;
        let wrong = self.discord.wrong();
        assert_eq!((status, wrong.len()), (400, 1), "{message}: {wrong:?}");
        wrong.into_iter().next().unwrap()
    }
}

/// A message with which all is well.
fn well(content: &str) -> Value {
    json!({
        "content": content, "flags": 4, "allowed_mentions": {"parse": [], "replied_user": false},
        "nonce": "1", "enforce_nonce": true,
    })
}

fn with(key: &str, value: &Value) -> Value {
    let mut message = well("Hello.");
    message[key] = value.clone();
    message
}

fn rows(components: &Value) -> Value {
    with("components", &json!([{"type": 1, "components": components}]))
}

#[test]
fn a_message_that_is_well_made_is_taken_and_once() {
    let scene = scene();
    let path = format!("/channels/{}/messages", scene.general.id);
    for _ in 0..2 {
        let taken = scene.ask("POST", &path, &well("Hello."));
        assert_eq!((taken.status, &taken.json()["content"]), (200, &json!("Hello.")));
    }
    assert_eq!(scene.general.seen_by(&scene.ana).len(), 1);
}

#[test]
fn a_message_that_is_not_is_refused() {
    let scene = scene();
    let button = |id: &str| json!({"type": 2, "style": 2, "label": "Go", "custom_id": id});
    let option = |value: &str| json!({"label": value, "value": value});
    for (message, words) in [
        (well(""), "the content is"),
        (well(&"x".repeat(2001)), "2001"),
        (with("flags", &json!(0)), "links would be previewed"),
        (with("allowed_mentions", &Value::Null), "may be notified"),
        (with("allowed_mentions", &json!({})), "the text decides"),
        (with("allowed_mentions", &json!({"parse": ["users"]})), "the text decides"),
        (with("allowed_mentions", &json!({"parse": [], "users": ["5"]})), "5 is notified"),
        (with("embeds", &json!([{"title": "x"}])), "embeds are used"),
        (with("colour", &json!(1)), "no colour"),
        (with("enforce_nonce", &json!(false)), "stand twice"),
        (rows(&json!([button("a"), button("a")])), "stands twice"),
        (rows(&json!([button("")])), "custom_id"),
        (rows(&json!([{"type": 2, "style": 2, "label": "", "custom_id": "a"}])), "label"),
        (rows(&json!([{"type": 2, "style": 5, "label": "x", "url": "javascript:x"}])), "a link to"),
        (
            rows(&json!([{"type": 3, "custom_id": "a", "options": [option("x"), option("x")]}])),
            "twice",
        ),
        (rows(&json!([{"type": 3, "custom_id": "a", "options": []}])), "0 options"),
        (
            rows(&json!([button("b"), {"type": 3, "custom_id": "a", "options": [option("x")]}])),
            "a row of",
        ),
    ] {
        let wrong = scene.wrong_of(&message);
        // Discord's own description may say it in its words.
        let said = wrong.contains(words) || wrong.contains("(at ");
        assert!(said, "{message}: {wrong}");
    }
}

#[test]
fn commands_that_discord_does_not_take_are_refused() {
    let scene = scene();
    let path = format!("/applications/{APPLICATION}/commands");
    let command = |name: &str, options: Value| json!([{"type": 1, "name": name, "description": "What it does", "options": options}]);
    let option = |name: &str, required: bool| json!({"type": 3, "name": name, "description": "What", "required": required});
    let mut completes = option("words", false);
    completes["autocomplete"] = json!(true);
    completes["choices"] = json!([{"name": "x", "value": "x"}]);
    for (commands, words) in [
        (command("Shout", json!([])), "cannot be a name"),
        (command("a b", json!([])), "cannot be a name"),
        (json!([{"type": 1, "name": "quiet", "description": ""}]), "description"),
        (json!([{"type": 3, "name": "Cite", "description": "x"}]), "a menu's command"),
        (command("ask", json!([option("a", false), option("a", false)])), "stands twice"),
        (command("ask", json!([option("a", false), option("b", true)])), "is required after"),
        (command("ask", json!([completes])), "completes, and has choices"),
    ] {
        assert_eq!(scene.ask("PUT", &path, &commands).status, 400, "{commands}");
        let wrong = scene.discord.wrong().join("");
        assert!(wrong.contains(words) || wrong.contains("(at "), "{commands}: {wrong}");
    }
    let taken = scene.ask("PUT", &path, &command("ask", json!([option("words", true)])));
    assert_eq!(taken.status, 200);
    assert_eq!(scene.ask("GET", &path, &Value::Null).json(), taken.json());
}

#[test]
fn what_may_not_be_done_is_told_with_discords_codes() {
    let scene = scene();
    let path = format!("/channels/{}/messages", scene.general.id);
    let code = |response: Response| (response.status, response.json()["code"].as_u64().unwrap());
    scene.general.bot_may(1 << 10);
    assert_eq!(code(scene.ask("POST", &path, &well("Hello."))), (403, 50013));
    scene.general.bot_may(0);
    assert_eq!(code(scene.ask("POST", &path, &well("Hello."))), (403, 50001));

    let to = json!({"recipient_id": scene.ana.id.to_string()});
    let opened = scene.ask("POST", "/users/@me/channels", &to).json();
    let path = format!("/channels/{}/messages", opened["id"].as_str().unwrap());
    assert_eq!(scene.ask("POST", &path, &well("Hello.")).status, 200);
    scene.ana.is_closed();
    let mut another = well("Hello?");
    another["nonce"] = json!("2");
    assert_eq!(code(scene.ask("POST", &path, &another)), (403, 50007));

    let missing = scene.ask("POST", "/interactions/1/none/callback", &json!({"type": 6}));
    assert_eq!(code(missing), (404, 10062));
}

#[test]
fn an_interaction_is_answered_once_and_while_its_token_is_good() {
    let scene = scene();
    let says = |content: &str| {
        json!({"type": 4, "data": {
            "content": content, "flags": 4, "allowed_mentions": {"parse": []},
        }})
    };
    let begin = || scene.ana.types("/principle words:3").begins_in(&scene.general);
    let answer_with = |id: u64, content: &str| {
        let path = format!("/interactions/{id}/planted-interaction-token-{id}/callback");
        scene.ask("POST", &path, &says(content))
    };
    let answer = |id: u64| answer_with(id, "Hello.");
    let in_time = begin();
    assert_eq!(answer(in_time).status, 204);
    // The same may be sent again by whoever heard nothing of it, and something else by nobody.
    for (content, wrong) in [("Hello.", 0), ("Hello again.", 1)] {
        let again = answer_with(in_time, content);
        assert_eq!((again.status, again.json()["code"].as_u64()), (400, Some(40060)));
        assert_eq!(scene.discord.wrong().len(), wrong, "{content}");
    }

    let late = begin();
    scene.discord.passes(Duration::from_secs(4));
    assert_eq!(answer(late).json()["code"], 10062);
    let original =
        format!("/webhooks/{APPLICATION}/planted-interaction-token-{in_time}/messages/@original");
    assert_eq!(scene.ask("GET", &original, &Value::Null).json()["content"], "Hello.");
    scene.discord.passes(Duration::from_secs(15 * 60));
    let told = scene.ask("GET", &original, &Value::Null);
    assert_eq!((told.status, told.json()["code"].as_u64()), (401, Some(50027)));
}

#[test]
fn a_limit_is_told_and_has_to_be_kept() {
    let scene = scene();
    let path = format!("/channels/{}/messages", scene.general.id);
    scene.discord.fails("POST", "/messages", Fault::Limited(Duration::from_secs(60)));
    let limited = scene.ask("POST", &path, &well("Hello."));
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("60")));
    assert_eq!(limited.json()["retry_after"], 60.0);
    scene.ask("POST", &path, &well("Hello."));
    let [wrong] = &*scene.discord.wrong() else { panic!("one thing is wrong") };
    assert!(wrong.contains("before the time that Discord named"), "{wrong}");
}

/// The payloads that come when a bot says this, with the code by which the connection is closed.
fn says(discord: &Discord, payloads: &[Value]) -> (Vec<Value>, Option<u16>) {
    let url = format!("{}/?v=10&encoding=json", discord.gateway().address());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(
            url.trim_start_matches("ws://").split('/').next().unwrap(),
        );
        let stream = stream.await.unwrap();
        let (mut ws, _) = tokio_tungstenite::client_async(&url, stream).await.unwrap();
        for payload in payloads {
            ws.send(Message::Text(payload.to_string())).await.unwrap();
        }
        let (mut heard, mut code) = (Vec::new(), None);
        while let Some(Ok(message)) = ws.next().await {
            match message {
                Message::Text(text) => heard.push(serde_json::from_str(&text).unwrap()),
                Message::Close(frame) => code = frame.map(|frame| frame.code.into()),
                _ => {}
            }
        }
        (heard, code)
    })
}

fn identify(token: &str, intents: u64) -> Value {
    let properties = json!({"os": "x", "browser": "x", "device": "x"});
    json!({"op": 2, "d": {"token": token, "intents": intents, "properties": properties, "shard": [0, 1]}})
}

#[test]
fn the_gateway_closes_on_those_who_do_not_keep_to_its_rules() {
    let discord = Discord::new();
    let intents = 1 << 9 | 1 << 12;
    let well = identify(TOKEN, intents);
    for (payloads, code) in [
        (vec![json!({"op": 3, "d": {}})], 4003),
        (vec![identify("another", intents)], 4004),
        (vec![identify(TOKEN, 0)], 4013),
        (vec![well.clone(), well.clone()], 4005),
        (vec![well.clone(), json!({"op": 77, "d": {}})], 4001),
        (vec![well.clone(), json!({"op": 1, "d": 99})], 4007),
    ] {
        let (heard, closed) = says(&discord, &payloads);
        assert_eq!((heard[0]["op"].as_u64(), closed), (Some(10), Some(code)), "{payloads:?}");
        assert_eq!(discord.wrong().len(), 1, "{payloads:?}");
    }
}

#[test]
fn a_session_is_resumed_with_what_was_missed_or_refused() {
    let discord = Discord::new();
    let gateway = discord.gateway();
    gateway.waits_for_heartbeats(Duration::from_millis(300));
    let (heard, closed) = says(&discord, &[identify(TOKEN, 1 << 9 | 1 << 12)]);
    assert_eq!((heard[1]["t"].as_str(), closed), (Some("READY"), Some(4009)));
    let session = heard[1]["d"]["session_id"].clone();
    gateway.tells("TYPING_START", &json!({}));

    let resume = |seq| json!({"op": 6, "d": {"token": TOKEN, "session_id": session, "seq": seq}});
    let (heard, _) = says(&discord, &[resume(1)]);
    let events: Vec<_> = heard.iter().filter_map(|one| one["t"].as_str()).collect();
    assert_eq!(events, ["TYPING_START", "RESUMED"]);

    gateway.answers_resume([crate::support::discord::gateway::Fate::Invalid(false)]);
    let (heard, _) = says(&discord, &[resume(3)]);
    assert_eq!(heard[1], json!({"op": 9, "d": false}));
    let (heard, _) = says(&discord, &[resume(3)]);
    assert_eq!(heard[1], json!({"op": 9, "d": false}), "it is gone for good");
    gateway.greets([Greeting::Closed(1001)]);
    assert_eq!(says(&discord, &[]), (vec![], Some(1001)));
}
