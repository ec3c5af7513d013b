//! What Discord sends to the HTTP door as signed requests: answered where it is Discord's, and else
//! refused with nothing else.

use crate::support::discord::Discord;
use crate::support::discord_rest::{PUBLIC_KEY, TOKEN};
use crate::support::discord_signing::{Signed, Signing};
use crate::support::door::{Door, settings};
use crate::support::folder::guild;
use crate::support::library::{ask_json, invented};
use crate::support::program::Tenet;
use crate::support::serving::{Client, Serving};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tenet::adapters::discord::{Bot, Endpoint, Key};
use tenet::adapters::http::Deadlines;
use tenet::config::{self, Http, Layers};

const PATH: &str = "/discord/interactions";

/// Discord's settings as an operator gives them, where it answers at this address.
fn discord(api: &str) -> config::Discord {
    let key: String = Signing::discord().public_key().iter().map(|b| format!("{b:02x}")).collect();
    let environment = [
        ("TENET_DISCORD_MODE", "http"),
        ("TENET_HTTP_ADDRESS", "127.0.0.1:0"),
        ("DISCORD_TOKEN", "PLANTED"),
        ("DISCORD_PUBLIC_KEY", &key),
        ("TENET_DISCORD_API", api),
    ];
    let environment = environment.map(|(name, value)| (name.into(), value.into())).into();
    config::read(&Layers { environment, ..Layers::default() }).unwrap().discord.unwrap()
}

/// A door at which Discord speaks to a bot of the invented organisation.
fn door_at(api: &str, settings: &Http, deadlines: Deadlines) -> Door {
    Door::with(invented(), settings, deadlines, |desk| {
        let bot = Bot::new(Arc::clone(desk), discord(api)).unwrap();
        let key = Key::of(&Signing::discord().public_key()).unwrap();
        vec![Endpoint::new(bot, key).inlet()]
    })
}

/// Where nobody answers as Discord.
fn door(settings: &Http, deadlines: Deadlines) -> Door {
    door_at("http://127.0.0.1:9", settings, deadlines)
}

fn usual() -> Door {
    door(&settings(), Deadlines::default())
}

fn ana() -> Value {
    json!({
        "id": "1180000000000000002", "username": "ana", "avatar": null, "discriminator": "0",
        "public_flags": 0, "global_name": "Ana",
    })
}

/// An interaction of this kind by Ana in a server, as Discord sends it.
fn interaction(id: u64, kind: u8, data: &Value) -> Value {
    json!({
        "app_permissions": "274877990912", "application_id": "1180000000000000001",
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": "1180000000000000003"},
        "channel": {"id": "1180000000000000004", "type": 0, "name": "general"},
        "channel_id": "1180000000000000004", "context": 0, "data": data, "entitlements": [],
        "entitlement_sku_ids": [],
        "guild": {"features": [], "id": "1180000000000000003", "locale": "en-US"},
        "guild_id": "1180000000000000003", "guild_locale": "en-US", "id": id.to_string(),
        "locale": "en-US",
        "member": {
            "avatar": null, "communication_disabled_until": null, "deaf": false, "flags": 0,
            "joined_at": "2024-05-01T08:00:00.000000+00:00", "mute": false, "nick": null,
            "pending": false, "permissions": "2248473465835073", "premium_since": null, "roles": [],
            "user": ana(),
        },
        "token": "PLANTED-interaction-token", "type": kind, "version": 1,
    })
}

/// `/NAME words:WORDS`.
fn command(id: u64, name: &str, words: &str) -> Value {
    let options = json!([{"name": "words", "type": 3, "value": words}]);
    let data = json!({"id": "1180000000000000005", "name": name, "type": 1, "options": options});
    interaction(id, 2, &data)
}

/// `/principle words:WORDS`.
fn principle(id: u64, words: &str) -> Value {
    command(id, "principle", words)
}

#[track_caller]
fn refused(door: &Door, request: &str, status: u16, why: &str) {
    let response = door.send(request);
    assert_eq!(response.status, status, "{why}: {response:?}");
    assert!(response.json()["error"]["message"].is_string(), "{why}: {response:?}");
    assert_eq!(response.json().as_object().unwrap().len(), 1, "{why}");
    assert!(
        door.desk
            .metrics(Timestamp::now())
            .lines()
            .all(|line| { !line.starts_with("tenet_questions_total{") || line.ends_with(" 0") })
    );
}

fn with(signed: &Signed, signature: Option<&str>, timestamp: Option<&str>) -> String {
    let header = |name: &str, value: Option<&str>| {
        value.map_or_else(String::new, |value| format!("{name}: {value}\r\n"))
    };
    let signature = header("X-Signature-Ed25519", signature);
    signed.request_with(&(signature + &header("X-Signature-Timestamp", timestamp)))
}

#[test]
fn a_ping_is_answered_with_a_pong() {
    let door = usual();
    let response = door.send(&Signing::discord().sign(json!({"type": 1})).request());
    assert_eq!((response.status, response.json()), (200, json!({"type": 1})));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("access-control-allow-origin"), None);
}

#[test]
fn a_command_that_discord_signed_is_answered_with_the_passage() {
    let door = usual();
    let asked = invented().edition.catalogue.passages[0].id.clone();
    let body = command(11, "cite", &asked);
    let response = door.send(&Signing::discord().sign(body).request());
    assert_eq!(response.status, 200, "{response:?}");
    let answered = response.json();
    assert_eq!(answered["type"], 4, "{answered}");
    let content = answered["data"]["content"].as_str().unwrap();
    let passage = &ask_json(invented(), &format!("/cite {asked}"))["passages"][0];
    let first_line = passage["text"].as_str().unwrap().lines().next().unwrap();
    assert!(content.contains(first_line), "{first_line:?} is not in {content}");
}

#[test]
fn what_is_typed_pressed_chosen_and_filled_in_is_answered_too() {
    let door = usual();
    let ask = |body: Value| {
        let response = door.send(&Signing::discord().sign(body).request());
        assert_eq!(response.status, 200, "{response:?}");
        response.json()
    };
    let passage = &invented().edition.catalogue.passages[0];
    // Typed.
    let typed: String = passage.heading.chars().take(5).collect();
    let mut typing = command(14, "ask", &typed);
    typing["type"] = json!(4);
    typing["data"]["options"][0]["focused"] = json!(true);
    let offered = ask(typing);
    let values = offered["data"]["choices"].as_array().unwrap();
    assert_eq!(offered["type"], 8);
    assert!(values.iter().any(|choice| choice["value"] == passage.id), "{offered}");
    // Pressed, as the button of the answer says.
    let answered = ask(command(15, "cite", &passage.id));
    let rows = answered["data"]["components"].as_array().unwrap();
    let buttons = rows.iter().flat_map(|row| row["components"].as_array().unwrap());
    let delete = buttons.clone().find(|button| button["label"] == "Delete").unwrap();
    let message = json!({
        "id": "1180000000000000006", "channel_id": "1180000000000000004", "author": ana(),
        "content": "", "timestamp": "2024-05-01T08:00:00.000000+00:00", "edited_timestamp": null,
        "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": false, "type": 20, "flags": 4,
    });
    let pressing = |id: u64, data: &Value| {
        let mut pressed = interaction(id, 3, data);
        pressed["message"] = message.clone();
        pressed
    };
    let pressed =
        ask(pressing(16, &json!({"custom_id": delete["custom_id"], "component_type": 2})));
    assert_eq!(pressed["type"], 6, "{pressed}");
    // Chosen.
    let chosen =
        json!({"custom_id": "others:", "component_type": 3, "values": [passage.id.clone()]});
    let opened = ask(pressing(17, &chosen));
    assert_eq!((&opened["type"], opened["data"]["flags"].as_u64().unwrap() & 64), (&json!(4), 64));
    assert!(opened["data"]["content"].as_str().unwrap().contains(&passage.heading), "{opened}");
    // Filled in.
    let field = json!({"type": 4, "id": 2, "custom_id": "words", "value": "zeppelins"});
    let row = json!({"type": 1, "id": 1, "components": [field]});
    let filled_in = ask(interaction(18, 5, &json!({"custom_id": "told:", "components": [row]})));
    let said = filled_in["data"]["content"].as_str().unwrap();
    assert_eq!(said, "I cannot pass on words at the moment.", "{filled_in}");
    // What no version wrote, by who knows the key.
    for forged in ["", "turn:1:0:x", "post:0:0000000treport", "open:1:a b", "told:", "é"] {
        let data = json!({"custom_id": forged, "component_type": 2});
        let told = ask(pressing(u64::try_from(100 + forged.len()).unwrap(), &data));
        assert_eq!(told["type"], 4, "{forged}: {told}");
        assert_eq!(told["data"]["flags"].as_u64().unwrap() & 64, 64, "{forged}: {told}");
    }
}

#[test]
fn what_discord_did_not_sign_so_is_refused_and_never_asked() {
    let door = usual();
    let discord = Signing::discord();
    let signed = discord.sign(principle(21, "curation"));
    let other = discord.sign(principle(22, "curation"));
    let good = (Some(&*signed.signature), Some(&*signed.timestamp));
    let stranger = Signing::stranger().sign(principle(21, "curation"));
    let short = &signed.signature[..126];
    let long = format!("{}00", signed.signature);
    let later = (signed.timestamp.parse::<i64>().unwrap() + 1).to_string();
    let (padded, signed_plus) =
        (format!("0{}", signed.timestamp), format!("+{}", signed.timestamp));
    for (why, signature, timestamp) in [
        ("neither header", None, None),
        ("no signature", None, good.1),
        ("no timestamp", good.0, None),
        ("an empty signature", Some(""), good.1),
        ("an empty timestamp", good.0, Some("")),
        ("a signature of zeros", Some(&*"0".repeat(128)), good.1),
        ("a signature that is cut", Some(short), good.1),
        ("a signature that goes on", Some(&*long), good.1),
        ("no digits", Some(&*"g".repeat(128)), good.1),
        ("letters that are no digits", Some(&*"é".repeat(64)), good.1),
        ("the signature of another body", Some(&*other.signature), good.1),
        ("another timestamp", good.0, Some(&later)),
        ("the same timestamp in another form", good.0, Some(&padded)),
        ("the same timestamp with a sign", good.0, Some(&signed_plus)),
        ("somebody else's signature", Some(&*stranger.signature), good.1),
    ] {
        refused(&door, &with(&signed, signature, timestamp), 401, why);
    }
    let twice = format!("X-Signature-Ed25519: {}\r\n", signed.signature).repeat(2)
        + &format!("X-Signature-Timestamp: {}\r\n", signed.timestamp);
    refused(&door, &signed.request_with(&twice), 401, "two signatures");
    let mut changed = signed.clone();
    changed.body = changed.body.replace("curation", "curatiom");
    refused(&door, &changed.request(), 401, "another body");
    assert_eq!(door.send(&signed.request()).status, 200);
}

#[test]
fn what_was_signed_long_ago_or_will_be_is_refused() {
    let door = usual();
    let (discord, now) = (Signing::discord(), Timestamp::now());
    let minutes = |minutes: i64| now + SignedDuration::from_mins(minutes);
    for (number, off) in [-6, 6, -60 * 24, 60 * 24].into_iter().enumerate() {
        let id = 31 + u64::try_from(number).unwrap();
        let signed = discord.sign_at(minutes(off), principle(id, "curation"));
        refused(&door, &signed.request(), 401, &format!("{off} minutes"));
    }
    for timestamp in ["", "soon", "1e9", "-1", "99999999999999999999", "9223372036854775807"] {
        let signed = discord.sign_with(timestamp, principle(39, "curation"));
        refused(&door, &signed.request(), 401, timestamp);
    }
    for off in [-4, 4] {
        let signed = discord.sign_at(minutes(off), json!({"type": 1}));
        assert_eq!(door.send(&signed.request()).status, 200, "{off} minutes");
    }
}

#[test]
fn what_discord_signed_and_is_no_interaction_is_refused() {
    let door = usual();
    let mut without_id = principle(41, "curation");
    without_id.as_object_mut().unwrap().remove("id");
    for body in [
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "{}".to_owned(),
        json!({"type": "2"}).to_string(),
        json!({"type": 2}).to_string(),
        json!({"type": 2, "id": "x"}).to_string(),
        json!({"type": 9, "id": "41"}).to_string(),
        json!({"type": 0, "id": "41"}).to_string(),
        "[".repeat(100_000),
        without_id.to_string(),
        format!("{} {{}}", principle(41, "curation")),
    ] {
        refused(&door, &Signing::discord().sign(&body).request(), 400, &format!("{body:.80}"));
    }
}

#[test]
fn an_interaction_that_cannot_be_read_gets_a_private_sentence() {
    let door = usual();
    for (id, data) in [(51, json!({})), (52, json!({"id": "1", "name": 7, "type": 1}))] {
        let signed = Signing::discord().sign(interaction(id, 2, &data));
        let answered = door.send(&signed.request());
        assert_eq!(answered.status, 200, "{answered:?}");
        let (kind, data) = (&answered.json()["type"], &answered.json()["data"]);
        assert_eq!((kind, data["flags"].as_u64().unwrap() & 64), (&json!(4), 64), "{data}");
        assert!(data["content"].as_str().unwrap().starts_with("I could not read this. Try again"));
    }
    let typing = Signing::discord().sign(interaction(53, 4, &json!({})));
    let offered = door.send(&typing.request()).json();
    assert_eq!((&offered["type"], &offered["data"]["choices"]), (&json!(8), &json!([])));
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    let door = usual();
    let signed = Signing::discord().sign(principle(61, &"a".repeat(300 * 1024)));
    refused(&door, &signed.request(), 413, "told before");
    let untold =
        signed.request().replace("Content-Length: ", "Transfer-Encoding: chunked\r\nX-Was: ");
    let (head, body) = untold.split_once("\r\n\r\n").unwrap();
    let chunk = format!("{head}\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    refused(&door, &chunk, 413, "in chunks");
    let large = Signing::discord().sign(principle(62, &"a".repeat(200 * 1024)));
    assert_eq!(door.send(&large.request()).status, 200);
}

#[test]
fn only_posts_are_taken_and_a_body_that_does_not_come_is_not_waited_for() {
    let soon = Duration::from_secs(1);
    let door = door(&settings(), Deadlines { body: soon, ..Deadlines::default() });
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let response = door.send(&format!("{method} {PATH} HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_eq!((response.status, &*response.code()), (405, "method-not-allowed"), "{method}");
        assert!(response.body.contains("Use POST."), "{response:?}");
    }
    let signed = Signing::discord().sign(principle(71, "curation"));
    let request = signed.request();
    let mut client = door.client();
    client.send(&request[..request.len() - 9]).unwrap();
    let told = client.read().unwrap();
    assert_eq!((told.status, &*told.code()), (408, "too-slow"));
    assert_eq!(client.rest(), "");
    // The path is nobody's who asks over HTTP.
    let known = door.get("/nowhere").json()["error"]["known"].to_string();
    assert!(!known.contains(PATH), "{known}");
}

#[test]
fn one_interaction_is_answered_the_same_however_often_it_comes() {
    let door = usual();
    let signed = Signing::discord().sign(principle(81, "curation"));
    let mut client = door.client();
    let mut answers = Vec::new();
    for _ in 0..3 {
        client.send(&signed.request()).unwrap();
        answers.push(client.read().unwrap().body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let page = door.desk.metrics(Timestamp::now());
    let asked: Vec<&str> =
        page.lines().filter(|line| line.starts_with("tenet_questions_total{")).collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("platform=\"discord\"") && asked[0].ends_with(" 1"), "{asked:?}");
}

#[test]
fn where_discord_does_not_say_where_answers_stand_nothing_piles_up_and_all_are_answered() {
    // Takes connections, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let api = format!("http://{}/api/v10", silent.local_addr().unwrap());
    let door = door_at(&api, &settings(), Deadlines::default());
    let passage = invented().edition.catalogue.passages[0].id.clone();
    let signing = Signing::discord();
    let mut client = door.client();
    let mut is_private = |id: u64, channel: u64| {
        let mut asked = command(id, "cite", &passage);
        asked["member"]["user"]["id"] = json!(id.to_string());
        asked["channel_id"] = json!(channel.to_string());
        client.send(&signing.sign(asked).request()).unwrap();
        let answered = client.read().unwrap().json();
        assert_eq!(answered["type"], 4, "{answered}");
        answered["data"]["flags"].as_u64().unwrap() & 64 == 64
    };
    for number in 0..64 {
        assert!(!is_private(1_000 + number, 2_000 + number));
    }
    // On its way as far as anybody knows.
    assert!(is_private(1_064, 2_000));
    // Of which it is not asked any more where it stands: it is said once more to all.
    let until = Instant::now() + Duration::from_secs(60);
    assert!(!is_private(1_065, 3_000));
    let mut once_more = (1_066..).map(|id| is_private(id, 3_000));
    while once_more.next().unwrap() {
        assert!(Instant::now() < until);
    }
}

#[test]
fn rubbish_counts_against_its_address_and_discord_is_never_told_to_wait() {
    let two = Http { per_minute: NonZeroU32::new(2).unwrap(), ..settings() };
    let door = door(&two, Deadlines::default());
    let (discord, stranger) = (Signing::discord(), Signing::stranger());
    let ping = discord.sign(json!({"type": 1}));
    let rubbish = stranger.sign(json!({"type": 1}));
    let mut client = door.client();
    for _ in 0..20 {
        client.send(&ping.request()).unwrap();
        assert_eq!(client.read().unwrap().status, 200);
    }
    let told: Vec<u16> = (0..4).map(|_| door.send(&rubbish.request()).status).collect();
    assert_eq!(told, [401, 401, 429, 429]);
    assert_eq!(door.get("/api/ask?q=x").status, 429, "the measure is one for the whole door");
    // Whoever shares Discord's address cannot keep it from being heard.
    assert_eq!(door.send(&ping.request()).status, 200);
}

/// `tenet serve` with this key, for an application that nobody on this machine knows.
fn tenet(key: &str) -> Tenet {
    Tenet::with(&guild())
        .variable("TENET_DISCORD_MODE", "http")
        .variable("DISCORD_TOKEN", "PLANTED")
        .variable("DISCORD_PUBLIC_KEY", key)
        .variable("TENET_DISCORD_API", "http://127.0.0.1:9")
}

#[test]
fn a_process_is_ready_for_discord_when_its_door_is_open() {
    let key: String = Signing::discord().public_key().iter().map(|b| format!("{b:02x}")).collect();
    let serving = Serving::start(&tenet(&key).variable("TENET_LOG", "trace"), "Harbour Guild", &[]);
    let ready = serving.get_until("/ready", |response| response.status == 200).json();
    assert_eq!(ready["connections"]["discord"]["state"], "up", "{ready}");
    let mut client = Client::of(serving.address()).unwrap();
    client.send(&Signing::discord().sign(principle(91, "PLANTED words")).request()).unwrap();
    assert_eq!(client.read().unwrap().json()["type"], 4);
    client.send(&Signing::stranger().sign(principle(92, "PLANTED words")).request()).unwrap();
    assert_eq!(client.read().unwrap().status, 401);
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stderr.matches("WARN").count(), 0, "{run:?}");
    for planted in ["PLANTED", "1180000000000000002", "1180000000000000004"] {
        assert!(!run.stderr.contains(planted), "{run:?}");
    }
}

#[test]
fn a_process_that_discord_cannot_send_to_says_so_and_goes_on() {
    let discord = Discord::new();
    let its_own: String =
        Signing::discord().public_key().iter().map(|b| format!("{b:02x}")).collect();
    for (key, told) in [
        (&*its_own, "Discord knows no interactions endpoint to send the commands to."),
        (
            PUBLIC_KEY,
            "Discord signs for this application with another key than `discord.public_key`.",
        ),
    ] {
        let tenet = tenet(key)
            .variable("DISCORD_TOKEN", TOKEN)
            .variable("TENET_DISCORD_API", &discord.api());
        let serving = Serving::start(&tenet, "Harbour Guild", &[]);
        serving.wait_for(&format!("{told} `tenet doctor` says what to do."));
        // The endpoint can be given to Discord only while it answers.
        assert_eq!(serving.get("/ready").status, 200);
        assert_eq!(serving.stop().code, 0);
    }
}

#[test]
fn a_door_that_cannot_be_opened_leaves_nothing_to_answer_on() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http.address={}", taken.local_addr().unwrap());
    let key: String = Signing::discord().public_key().iter().map(|b| format!("{b:02x}")).collect();
    let arguments =
        ["--set", &address, "--set", "organisation=Harbour Guild", "--set", "sync.every=off"];
    let run = tenet(&key).run(&[&arguments[..], &["serve"]].concat());
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("Nothing is left to answer on."), "{run:?}");
}

#[test]
fn a_key_that_is_none_is_told_at_the_start() {
    // Half of all numbers are on the curve, and a few of those sign anything.
    for key in ["02".to_owned() + &"00".repeat(31), "01".to_owned() + &"00".repeat(31)] {
        let arguments =
            ["--set", "http.address=127.0.0.1:0", "--set", "organisation=Harbour Guild"];
        let run = tenet(&key).run(&[&arguments[..], &["serve"]].concat());
        assert_eq!(
            (run.code, run.stderr.lines().last().unwrap_or_default()),
            (
                2,
                "tenet: DISCORD_PUBLIC_KEY is no key of Discord's. Copy it from the application's General Information."
            )
        );
    }
}
