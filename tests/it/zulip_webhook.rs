//! What Zulip sends to the HTTP door for an outgoing webhook: answered at once where it is Zulip's, and
//! else refused with nothing else.

use crate::support::door::{Door, settings};
use crate::support::folder::{Folder, guild};
use crate::support::http::Request;
use crate::support::library::invented;
use crate::support::program::Tenet;
use crate::support::rest::{Answer, Rest};
use crate::support::serving::{Client, Response, Serving};
use crate::support::shared::shared;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs;
use std::num::NonZeroU32;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tenet::adapters::http::Deadlines;
use tenet::adapters::zulip::{Bot, Webhook};
use tenet::config::{self, Http, Layers, ZulipMode};

const PATH: &str = "/zulip/messages";
const TOKEN: &str = "plantedWebhookToken0123456789abc";
const EMAIL: &str = "tenet-bot@harbour.example";
const KEY: &str = "plantedZulipKey0123456789abcdefg";

/// No machine is so busy that what a test waits for takes longer.
const DEADLINE: Duration = Duration::from_secs(60);

/// Zulip's settings as an operator gives them, where the server is at this address.
fn zulip(site: &str) -> config::Zulip {
    let environment = [
        ("TENET_ZULIP_MODE", "webhook"),
        ("TENET_HTTP_ADDRESS", "127.0.0.1:0"),
        ("ZULIP_SITE", site),
        ("ZULIP_EMAIL", EMAIL),
        ("ZULIP_API_KEY", KEY),
        ("ZULIP_WEBHOOK_TOKEN", TOKEN),
    ];
    let environment = environment.map(|(name, value)| (name.into(), value.into())).into();
    config::read(&Layers { environment, ..Layers::default() }).unwrap().zulip.unwrap()
}

/// A door at which Zulip speaks to a bot of the invented organisation.
fn door_at(site: &str, settings: &Http) -> Door {
    Door::with(invented(), settings, Deadlines::default(), |desk| {
        let zulip = zulip(site);
        let ZulipMode::Webhook { token } = zulip.mode.clone() else { panic!("it is a webhook") };
        vec![Webhook::new(Bot::new(Arc::clone(desk), zulip).unwrap(), token).inlet()]
    })
}

/// Where nobody answers as Zulip.
fn usual() -> Door {
    door_at("http://127.0.0.1:9", &settings())
}

/// A message of Ana's in a channel that mentions the bot.
fn mention(id: u64, words: &str) -> Value {
    letter(
        id,
        "mention",
        &format!("@**Tenet** {words}"),
        &json!({
            "type": "stream", "stream_id": 3, "subject": "moorings", "display_recipient": "general",
        }),
    )
}

/// A message of Ana's in a conversation with the bot, and with Bob where he is there.
fn direct(id: u64, words: &str, with_bob: bool) -> Value {
    let person = |id: u64, email: &str, name: &str| json!({"id": id, "email": email, "full_name": name, "is_mirror_dummy": false});
    let mut people = vec![person(9, EMAIL, "Tenet"), person(7, "ana@harbour.example", "Ana")];
    people.extend(with_bob.then(|| person(8, "bob@harbour.example", "Bob")));
    let place = json!({"type": "private", "subject": "", "display_recipient": people});
    letter(id, "direct_message", words, &place)
}

/// What Zulip sends of a message of Ana's.
fn letter(id: u64, trigger: &str, content: &str, place: &Value) -> Value {
    let mut message = json!({
        "id": id, "sender_id": 7, "content": content, "recipient_id": 13,
        "timestamp": Timestamp::now().as_second(), "client": "website", "topic_links": [],
        "rendered_content": "<p></p>", "is_me_message": false, "reactions": [], "submessages": [],
        "sender_full_name": "Ana", "sender_email": "ana@harbour.example",
        "sender_realm_str": "harbour", "avatar_url": null, "content_type": "text/x-markdown",
    });
    for (name, value) in place.as_object().unwrap() {
        message[name] = value.clone();
    }
    json!({
        "data": content, "message": message, "bot_email": EMAIL, "bot_full_name": "Tenet",
        "token": TOKEN, "trigger": trigger,
    })
}

fn request(body: &str) -> String {
    let length = body.len();
    let kind = "Content-Type: application/json";
    format!("POST {PATH} HTTP/1.1\r\nHost: a\r\n{kind}\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// What is answered to Zulip.
#[track_caller]
fn answered(door: &Door, letter: &Value) -> Value {
    let response = door.send(&request(&letter.to_string()));
    assert_eq!(response.status, 200, "{response:?}");
    assert_eq!(response.header("content-type"), Some("application/json"));
    response.json()
}

/// What is said in the place of the message, and nothing else is answered.
#[track_caller]
fn said(door: &Door, letter: &Value) -> String {
    let answered = answered(door, letter);
    let content = answered["content"].as_str().unwrap_or_else(|| panic!("{answered}"));
    assert_eq!(answered, json!({ "content": content }));
    content.to_owned()
}

#[track_caller]
fn is_silent(door: &Door, letter: &Value) {
    assert_eq!(answered(door, letter), json!({"response_not_required": true}), "{letter}");
}

/// How many questions were asked on Zulip.
fn asked(door: &Door) -> Vec<String> {
    let page = door.desk.metrics(Timestamp::now());
    let lines = page.lines().filter(|line| {
        line.starts_with("tenet_questions_total{") && line.contains("platform=\"zulip\"")
    });
    lines.filter(|line| !line.ends_with(" 0")).map(str::to_owned).collect()
}

#[test]
fn a_mention_is_answered_with_the_passage() {
    let door = usual();
    let content = said(&door, &mention(11, "/principle 3"));
    assert!(content.contains("flare"), "{content}");
}

#[test]
fn what_is_a_day_old_or_for_another_bot_is_not_answered() {
    let door = usual();
    let mut old = mention(12, "/principle 3");
    old["message"]["timestamp"] = json!(Timestamp::now().as_second() - 25 * 60 * 60);
    is_silent(&door, &old);
    let mut late = mention(13, "/principle 3");
    late["message"]["timestamp"] = json!(Timestamp::now().as_second() - 23 * 60 * 60);
    assert!(said(&door, &late).contains("flare"));
    let mut other = mention(14, "/principle 3");
    other["bot_email"] = json!("beacon-bot@harbour.example");
    is_silent(&door, &other);
}

#[test]
fn a_direct_message_is_a_question_and_among_several_a_command_is() {
    let door = usual();
    assert!(said(&door, &direct(21, "principle 3", false)).contains("flare"));
    assert!(said(&door, &direct(22, "/principle 3", true)).contains("flare"));
    is_silent(&door, &direct(23, "I agree, mostly", true));
    is_silent(&door, &direct(24, "", false));
}

#[test]
fn what_mentions_nobody_by_the_bots_own_name_is_left_alone() {
    let door = usual();
    for content in ["`@**Tenet** mission`", "> @**Tenet** mission", "@_**Tenet** mission"] {
        let place = json!({
            "type": "stream", "stream_id": 3, "subject": "moorings",
            "display_recipient": "general",
        });
        is_silent(&door, &letter(31, "mention", content, &place));
    }
    assert_eq!(asked(&door), [""; 0]);
}

#[test]
fn commands_of_one_message_are_answered_in_one() {
    let door = usual();
    let content = said(&door, &mention(41, "/principle 3\n/principle 1\n/principle 2\n/mission"));
    let (flare, left_out) = (content.find("flare"), content.find("one is left out"));
    assert!(flare.is_some() && flare < left_out, "{content}");
    assert_eq!(asked(&door).len(), 1, "{:?}", asked(&door));
    assert!(asked(&door)[0].ends_with(" 3"), "{:?}", asked(&door));
}

#[test]
fn a_message_is_answered_the_same_however_often_it_comes() {
    let door = usual();
    let letter = mention(51, "/principle 3");
    let first = said(&door, &letter);
    assert_eq!((said(&door, &letter), said(&door, &letter)), (first.clone(), first));
    assert!(asked(&door)[0].ends_with(" 1"), "{:?}", asked(&door));
}

#[test]
fn the_same_passage_again_is_shown_where_it_was_asked_for_before() {
    let door = usual();
    said(&door, &mention(61, "/principle 3"));
    let mut of_bob = mention(62, "/principle 3");
    of_bob["message"]["sender_id"] = json!(8);
    is_silent(&door, &of_bob);
}

#[test]
fn what_does_not_show_the_token_is_refused_and_never_asked() {
    let door = usual();
    let with = |token: Value| {
        let mut letter = mention(71, "/principle 3");
        letter["token"] = token;
        letter.to_string()
    };
    let mut without = mention(71, "/principle 3");
    without.as_object_mut().unwrap().remove("token");
    let of = |status: u16, response: Response| {
        assert_eq!(response.status, status, "{response:?}");
        assert!(response.json()["error"]["message"].is_string(), "{response:?}");
    };
    for body in [
        with(json!("another")),
        with(json!("")),
        with(json!(TOKEN.to_uppercase())),
        with(json!(format!("{TOKEN}0"))),
        with(json!(TOKEN[1..])),
        with(Value::Null),
        with(json!([TOKEN])),
        without.to_string(),
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "[".repeat(100_000),
        format!("nottoken={TOKEN}"),
    ] {
        of(401, door.send(&request(&body)));
    }
    let large = mention(72, &"a".repeat(300 * 1024)).to_string();
    of(413, door.send(&request(&large)));
    of(405, door.send(&format!("GET {PATH} HTTP/1.1\r\nHost: a\r\n\r\n")));
    assert_eq!(asked(&door), [""; 0]);
    said(&door, &mention(73, "/principle 3"));
}

#[test]
fn what_zulip_sends_and_nobody_can_read_is_no_failure_for_all_to_see() {
    let door = usual();
    let mut broken = mention(81, "/principle 3");
    broken["message"]["id"] = json!("81");
    is_silent(&door, &broken);
    is_silent(&door, &json!({ "token": TOKEN }));
    let slack = format!("token={TOKEN}&team_id=T2&user_name=Ana&text=mission&service_id=30");
    let response = door.send(&request(&slack));
    assert_eq!((response.status, response.json()), (200, json!({"response_not_required": true})));
    let page = door.desk.metrics(Timestamp::now());
    let unreadable = "tenet_unreadable_requests_total{platform=\"zulip\"} 2";
    assert!(page.lines().any(|line| line == unreadable), "{page}");
}

#[test]
fn rubbish_counts_against_its_address_and_zulip_is_never_told_to_wait() {
    let two = Http { per_minute: NonZeroU32::new(2).unwrap(), ..settings() };
    let door = door_at("http://127.0.0.1:9", &two);
    for id in 0..9 {
        is_silent(&door, &direct(91 + id, "well, I agree", true));
    }
    let rubbish = request("{}");
    let told: Vec<u16> = (0..4).map(|_| door.send(&rubbish).status).collect();
    assert_eq!(told, [401, 401, 429, 429]);
    is_silent(&door, &direct(101, "I agree too", true));
}

/// A Zulip that knows the bot, and tells what it is sent.
struct Site {
    rest: Rest,
    sent: Mutex<Receiver<String>>,
}

impl Site {
    /// Where the bot is of this kind: 1 is generic, 3 an outgoing webhook.
    fn knowing(kind: u32) -> Site {
        let (tell, sent) = channel();
        let answer = move |request: &Request| {
            request.header("authorization").ok_or("a request of nobody's")?;
            let answer = match request.line.as_str() {
                "GET /api/v1/users/me HTTP/1.1" => json!({
                    "user_id": 9, "full_name": "Tenet", "is_bot": true, "role": 400,
                    "bot_type": kind,
                }),
                "POST /api/v1/register HTTP/1.1" => json!({
                    "queue_id": "queue:1", "last_event_id": -1, "zulip_feature_level": 236,
                    "max_message_length": 10_000, "realm_uri": "https://chat.harbour.example",
                }),
                "DELETE /api/v1/events?queue_id=queue%3A1 HTTP/1.1" => json!({}),
                "POST /api/v1/messages HTTP/1.1" => {
                    let body = String::from_utf8_lossy(&request.body).into_owned();
                    tell.send(body).map_err(|error| error.to_string())?;
                    json!({"id": 5000})
                }
                // Before something is sent, it is looked whether it stands already.
                line if line.starts_with("GET /api/v1/messages?") => {
                    json!({"messages": [], "found_newest": true})
                }
                line => return Err(format!("{line}: nobody expects it")),
            };
            Ok(Answer::json(200, &answer))
        };
        let (rest, sent) = (Rest::of(answer), Mutex::new(sent));
        Site { rest, sent }
    }

    /// The next message that the bot sends.
    fn next(&self) -> String {
        self.sent.lock().unwrap().recv_timeout(DEADLINE).unwrap()
    }
}

/// `tenet serve` for a webhook of this Zulip.
fn tenet(folder: &Folder, site: &str) -> Tenet {
    let zuliprc = format!("[api]\nemail={EMAIL}\nkey={KEY}\nsite={site}\ntoken={TOKEN}\n");
    folder.write("zuliprc", zuliprc);
    Tenet::with(&guild())
        .variable("TENET_ZULIP_MODE", "webhook")
        .variable("ZULIPRC", &folder.join("zuliprc").display().to_string())
        .variable("TENET_LOG", "trace")
}

fn sent_to(serving: &Serving, letter: &Value) -> Value {
    let mut client = Client::of(serving.address()).unwrap();
    client.send(&request(&letter.to_string())).unwrap();
    let response = client.read().unwrap();
    assert_eq!(response.status, 200, "{response:?}");
    response.json()
}

#[test]
fn a_process_answers_at_once_and_what_is_private_in_a_direct_message() {
    let (site, folder) = (Site::knowing(3), Folder::new());
    let tenet = tenet(&folder, &site.rest.url());
    let serving = Serving::start(&tenet, "Harbour Guild", &[]);
    let ready = serving.get_until("/ready", |response| response.status == 200).json();
    assert_eq!(ready["connections"]["zulip"]["state"], "up", "{ready}");
    serving.wait_for(&format!("messages are taken at http://{}{PATH}", serving.address()));
    serving.wait_for(&format!("Zulip: answers as Tenet at {}", site.rest.url()));
    let first = sent_to(&serving, &mention(111, "/principle 3"));
    assert!(first["content"].as_str().unwrap().contains("flare"), "{first}");
    // What only Ana may see is sent to her, and nothing stands in the channel.
    let private = mention(112, "/report");
    for _ in 0..2 {
        assert_eq!(sent_to(&serving, &private), json!({"response_not_required": true}));
    }
    let told = site.next();
    assert!(told.starts_with("type=direct&to=%5B7%5D&content=Only+you+see+this"), "{told}");
    let planted = mention(113, "PLANTED words");
    sent_to(&serving, &planted);
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    let more: Vec<String> = site.sent.lock().unwrap().try_iter().collect();
    assert!(more.iter().all(|sent| !sent.contains("care%40")), "the report once: {more:?}");
    assert_eq!(run.stderr.matches("WARN").count(), 0, "{run:?}");
    for planted in ["PLANTED", TOKEN, KEY] {
        assert!(!run.stderr.contains(planted), "{planted}: {run:?}");
    }
}

#[test]
fn a_process_says_so_once_where_the_bot_is_of_another_kind_or_nobody_can_be_asked() {
    let (site, folder) = (Site::knowing(1), Folder::new());
    for (site, told) in [
        (
            site.rest.url(),
            "WARN Zulip: nothing is sent with this key: The bot is no outgoing webhook, and `zulip.mode` is `webhook`.",
        ),
        ("http://127.0.0.1:9".to_owned(), "WARN Zulip: it is not known who the bot is: Zulip "),
    ] {
        let tenet = tenet(&folder, &site);
        let serving = Serving::start(&tenet, "Harbour Guild", &[]);
        let line = serving.wait_for(told);
        assert!(line.ends_with(" `tenet doctor` says what to do."), "{line}");
        let answer = sent_to(&serving, &mention(121, "/principle 3"));
        assert!(answer["content"].as_str().unwrap().contains("flare"), "{answer}");
        let run = serving.stop();
        assert_eq!((run.code, run.stderr.matches("WARN").count()), (0, 1), "{run:?}");
    }
}

#[test]
fn what_a_real_zulip_sent_is_understood() {
    let test = "what_a_real_zulip_sent_is_understood";
    let door = usual();
    for (name, asks) in [
        ("50_outgoing_webhook_mention", true),
        ("51_outgoing_webhook_dm", true),
        ("51b_outgoing_webhook_group_dm", false),
        ("51d_outgoing_webhook_unsubscribed_channel", true),
    ] {
        let Some(path) = shared(&format!("recordings/zulip/{name}.json"), test) else { return };
        let recorded: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let letter = &recorded["http_post"]["body"];
        // It is for this bot, and was sent just now.
        let letter = letter.to_string().replace(letter["bot_email"].as_str().unwrap(), EMAIL);
        let mut letter: Value = serde_json::from_str(&letter).unwrap();
        letter["token"] = json!(TOKEN);
        letter["message"]["timestamp"] = json!(Timestamp::now().as_second());
        let before = asked(&door);
        answered(&door, &letter);
        assert_eq!(asked(&door) != before, asks, "{name}");
    }
    let page = door.desk.metrics(Timestamp::now());
    assert!(!page.contains("tenet_unreadable_requests_total{platform=\"zulip\"} 1"), "{page}");
}

#[test]
fn nothing_is_sent_with_the_key_of_another_than_the_webhook() {
    let (site, folder) = (Site::knowing(1), Folder::new());
    let serving = Serving::start(&tenet(&folder, &site.rest.url()), "Harbour Guild", &[]);
    let is_down = |ready: &Value| ready["connections"]["zulip"]["state"] == "down";
    let ready = serving.get_until("/ready", |response| is_down(&response.json())).json();
    let reason = ready["connections"]["zulip"]["reason"].as_str().unwrap_or_default();
    assert!(reason.starts_with("The bot is no outgoing webhook"), "{ready}");
    sent_to(&serving, &mention(131, "/report"));
    assert_eq!(serving.stop().code, 0);
    assert_eq!(site.sent.lock().unwrap().try_iter().next(), None);
}
