//! The Zulip of the tests is like a real one: what it answers and tells has the keys and the types, and
//! where they say what to do also the words, of what a real server was recorded to answer.

use crate::support::zulip::asking::registration;
use crate::support::zulip::mentions::{Directory, Named, mentioned};
use crate::support::zulip::recorded::{
    APART, answers_like, is_like, recording, refuses_like, tells_like,
};
use crate::support::zulip::{BOT, Channel, Down, Fault, OLDEST, Person, Written, Zulip};
use serde_json::Value;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

struct Scene {
    zulip: Zulip,
    ana: Person,
    general: Channel,
    queue: String,
    read: AtomicI64,
}

fn scene() -> Scene {
    let zulip = Zulip::of_level(OLDEST);
    let ana = zulip.person("Ana");
    let general = zulip.channel_with_the_bot("general");
    let queue = zulip.asks_for_a_queue();
    Scene { zulip, ana, general, queue, read: AtomicI64::new(-1) }
}

impl Scene {
    /// The events since this was last looked at.
    fn news(&self) -> Vec<Value> {
        let answered = self.zulip.looks(&self.queue, self.read.load(Ordering::Relaxed));
        let events = answered.body["events"].as_array().expect("events").clone();
        if let Some(last) = events.last().and_then(|event| event["id"].as_i64()) {
            self.read.store(last, Ordering::Relaxed);
        }
        events
    }

    fn asked(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let answered = self.zulip.asks(method, path, fields);
        (answered.status, answered.body)
    }

    fn posts(&self, content: &str) -> (u16, Value) {
        self.posts_to(&self.general, "tides", content)
    }

    fn posts_to(&self, channel: &Channel, topic: &str, content: &str) -> (u16, Value) {
        let to = channel.id.to_string();
        let fields = [("type", "stream"), ("to", &to), ("topic", topic), ("content", content)];
        self.asked("POST", "messages", &fields)
    }

    fn question(&self) -> Written {
        self.ana.says(&self.general, "tides", "@**Tenet** what is it?")
    }
}

/// By reference, as the checks take it.
fn of(answered: &(u16, Value)) -> (u16, &Value) {
    (answered.0, &answered.1)
}

#[test]
fn a_registration_answers_as_recorded() {
    let Scene { zulip, .. } = scene();
    let mut fields = registration().to_vec();
    fields.retain(|(name, _)| *name != "fetch_event_types" && *name != "event_types");
    fields.push(("event_types", r#"["message"]"#));
    let answered = zulip.asks("POST", "register", &fields);
    answers_like("03b_register_message_only", (answered.status, &answered.body));
    let answered = zulip.asks("POST", "register", &registration());
    let Some(full) = recording("02_register_full") else { return };
    for (key, value) in answered.body.as_object().unwrap() {
        is_like("02_register_full", &full["response"]["body"][key], value);
    }
    let limits = recording("02b_register_limits").unwrap();
    let told = |(key, _): &(&String, &Value)| !APART.iter().any(|(apart, _)| apart == key);
    let missing: Vec<&String> = limits
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, _)| !key.starts_with('_') && !key.starts_with("server_"))
        .filter(|(key, _)| !key.contains("preview"))
        .filter(told)
        .map(|(key, _)| key)
        .filter(|key| answered.body.get(*key).is_none())
        .collect();
    assert_eq!(missing, Vec::<&String>::new(), "limits that go by what a bot must know");
    let answered = zulip.asks(
        "POST",
        "register",
        &[
            ("event_types", r#"["message"]"#),
            ("apply_markdown", "false"),
            ("client_capabilities", r#"{"bulk_message_deletion":true}"#),
        ],
    );
    let name = "03c_register_error_client_capabilities";
    refuses_like(name, (answered.status, &answered.body), ("", ""));
    assert_eq!(zulip.wrong().len(), 1);
}

#[test]
fn people_are_told_as_recorded() {
    let scene = scene();
    answers_like("01_users_me_bot", of(&scene.asked("GET", "users/me", &[])));
    let path = format!("users/{}", scene.ana.id);
    answers_like("01c_get_user_by_id", of(&scene.asked("GET", &path, &[])));
}

#[test]
fn messages_and_their_events_are_as_recorded() {
    let scene = scene();
    let question = scene.question();
    tells_like("05_event_channel_mention_raw", &scene.news());
    scene.ana.tells("hello");
    tells_like("06_event_direct_message_longpoll", &scene.news());
    let bob = scene.zulip.person("Bob");
    scene.ana.tells_with(&[&bob], "together @**Tenet** please");
    tells_like("07_event_group_direct_message", &scene.news());
    let plain = scene.ana.says(&scene.general, "tides", "no mention yet");
    scene.news();
    scene.ana.edits(&plain, "now @**Tenet**");
    let events = scene.news();
    assert_eq!(events[0]["flags"][0], "mentioned");
    tells_like("09b_event_message_edit_adds_mention", &events);
    scene.ana.edits(&plain, "no more");
    tells_like("09c_event_message_edit_removes_mention", &scene.news());
    scene.general.renames("tides", "ebb");
    tells_like("09e_event_topic_edit", &scene.news());
    scene.general.resolves("ebb");
    tells_like("09g_event_topic_resolved", &scene.news());
    let sent = scene.posts("an answer");
    answers_like("10_bot_send_channel", of(&sent));
    let to = format!("[{}]", scene.ana.id);
    tells_like("10b_event_own_message", &scene.news());
    let fields = [("type", "direct"), ("to", to.as_str()), ("content", "for you")];
    answers_like("10e_bot_send_type_direct", of(&scene.asked("POST", "messages", &fields)));
    scene.news();
    let path = format!("messages/{}", sent.1["id"]);
    let fields = [("content", "another answer")];
    answers_like("11_bot_patch_own", of(&scene.asked("PATCH", &path, &fields)));
    tells_like("11b_event_bot_edit", &scene.news());
    scene.ana.deletes(&question);
    tells_like("14b_event_delete_message", &scene.news());
}

#[test]
fn moves_to_other_channels_are_as_recorded() {
    let scene = scene();
    let elsewhere = scene.zulip.channel("elsewhere");
    let hidden = scene.zulip.private_channel("hidden");
    scene.question();
    scene.news();
    scene.general.moves("tides", &elsewhere, "tides");
    // The bot hears of it, and not of what Zulip says where it is not subscribed.
    tells_like("45b_event_move_channel", &scene.news());
    let question = scene.question();
    scene.news();
    scene.general.moves("tides", &hidden, "tides");
    tells_like("45c_event_move_to_private", &scene.news());
    let path = format!("messages/{}", question.id);
    let gone = scene.asked("GET", &path, &[("apply_markdown", "false")]);
    refuses_like("45d_get_moved_message", of(&gone), ("", ""));
}

#[test]
fn mentions_reach_a_bot_that_is_not_subscribed_as_recorded() {
    let scene = scene();
    let elsewhere = scene.zulip.channel("elsewhere");
    scene.ana.says(&elsewhere, "tides", "not for the bot");
    scene.ana.says(&elsewhere, "tides", "@**Tenet** are you here?");
    tells_like("25b_events_mention_unsubscribed", &scene.news());
    let hidden = scene.zulip.private_channel("hidden");
    scene.ana.says(&hidden, "tides", "@**Tenet** can you see this?");
    tells_like("33d_events_mention_private_unsubscribed", &scene.news());
    let refused = scene.posts_to(&hidden, "tides", "x");
    refuses_like("33_send_private_channel_not_owner", of(&refused), ("norma-private", "hidden"));
}

#[test]
fn messages_are_read_as_recorded() {
    let scene = scene();
    let question = scene.question();
    let path = format!("messages/{}", question.id);
    let raw = ("apply_markdown", "false");
    answers_like("28b_get_message", of(&scene.asked("GET", &path, &[raw])));
    let answer = scene.posts("an answer");
    let after = question.id.to_string();
    let fields = [
        ("anchor", after.as_str()),
        ("include_anchor", "false"),
        ("num_before", "0"),
        ("num_after", "2"),
        raw,
    ];
    let read = scene.asked("GET", "messages", &fields);
    assert_eq!(read.1["messages"].as_array().unwrap().len(), 1);
    // The recorded ones are direct messages.
    scene.ana.tells("hello");
    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "anchor").collect();
    let after = answer.1["id"].to_string();
    let fields = [fields, vec![("anchor", after.as_str())]].concat();
    answers_like("28e_messages_after_anchor", of(&scene.asked("GET", "messages", &fields)));
    let refused = scene.asked("GET", "messages/1", &[raw]);
    refuses_like("28d_get_message_foreign", of(&refused), ("", ""));
    let edited = format!("messages/{}", answer.1["id"]);
    scene.asked("PATCH", &edited, &[("content", "another")]);
    let Some(recorded) = recording("28_get_messages") else { return };
    let read = scene.asked("GET", &edited, &[raw]);
    is_like("28_get_messages", &recorded["response"]["body"]["messages"][1], &read.1["message"]);
}

#[test]
fn messages_are_refused_as_recorded() {
    let scene = scene();
    let zulip = &scene.zulip;
    let question = scene.question();
    let foreign = format!("messages/{}", question.id);
    let content = [("content", "x")];
    let refused = scene.asked("PATCH", &foreign, &content);
    refuses_like("11c_bot_patch_foreign_error", of(&refused), ("", ""));
    let refused = scene.asked("PATCH", "messages/99999999", &content);
    refuses_like("11d_bot_patch_missing_error", of(&refused), ("", ""));
    let sent = scene.posts("an answer");
    let mine = format!("messages/{}", sent.1["id"]);
    refuses_like("11e_bot_delete_own", of(&scene.asked("DELETE", &mine, &[])), ("", ""));
    refuses_like("11f_bot_patch_nothing", of(&scene.asked("PATCH", &mine, &[])), ("", ""));
    refuses_like("60_wildcard_bot", of(&scene.posts("@**all** wildcard")), ("", ""));
    let everybody = [("content", "@**all** now")];
    refuses_like("60d_edit_to_wildcard", of(&scene.asked("PATCH", &mine, &everybody)), ("", ""));
    refuses_like("23e_error_empty_content", of(&scene.posts("")), ("", ""));
    refuses_like("23e2_error_blank_content", of(&scene.posts("  \n ")), ("", ""));
    refuses_like("23k_error_nul_byte", of(&scene.posts("a\0b")), ("", ""));
    let untitled = scene.posts_to(&scene.general, "", "x");
    refuses_like("23g_send_empty_topic", of(&untitled), ("", ""));
    let to = scene.general.id.to_string();
    let fields = [("type", "stream"), ("to", to.as_str()), ("content", "x")];
    let refused = scene.asked("POST", "messages", &fields);
    refuses_like("23f_error_missing_topic", of(&refused), ("", ""));
    let fields = [("type", "stream"), ("to", to.as_str()), ("topic", "t")];
    let refused = scene.asked("POST", "messages", &fields);
    refuses_like("23h_error_missing_content", of(&refused), ("", ""));
    let fields = [("type", "direct"), ("to", "[99999]"), ("content", "x")];
    let refused = scene.asked("POST", "messages", &fields);
    refuses_like("23i_error_bad_user_id", of(&refused), ("", ""));
    let fields = [("type", "stream"), ("to", "99999"), ("topic", "t"), ("content", "x")];
    let refused = scene.asked("POST", "messages", &fields);
    refuses_like("23b_error_no_such_channel_id", of(&refused), ("", ""));
    let fields = [("type", "channel"), ("to", to.as_str()), ("topic", "t"), ("content", "x")];
    let refused = scene.asked("POST", "messages", &fields);
    refuses_like("10f_bot_send_type_channel_on_8", of(&refused), ("", ""));
    zulip.passes(621);
    let refused = scene.asked("PATCH", &mine, &content);
    refuses_like("35b_edit_after_window", of(&refused), ("", ""));
    zulip.forbids_edits();
    let refused = scene.asked("PATCH", &mine, &content);
    refuses_like("35c_edit_disabled", of(&refused), ("", ""));
    let announce = zulip.announcements("announce");
    let refused = scene.posts_to(&announce, "t", "x");
    refuses_like("60g_member_bot_announce", of(&refused), ("", ""));
    assert!(!zulip.wrong().is_empty(), "a bot that is refused so often did something wrong");
}

#[test]
fn too_long_messages_are_cut_as_recorded() {
    let scene = scene();
    for (name, key) in
        [("24b_too_long_result", "stored_length"), ("24h_edit_too_long_result", "length")]
    {
        let mut id = scene.posts(&"a".repeat(10_050)).1["id"].to_string();
        if name.starts_with("24h") {
            id = scene.posts("short").1["id"].to_string();
            let long = "b".repeat(10_050);
            scene.asked("PATCH", &format!("messages/{id}"), &[("content", &long)]);
        }
        let path = format!("messages/{id}");
        let stored = scene.asked("GET", &path, &[("apply_markdown", "false")]).1;
        let stored = stored["raw_content"].as_str().unwrap();
        let Some(recorded) = recording(name) else { break };
        assert_eq!(recorded[key], stored.chars().count());
        assert!(stored.ends_with(recorded["tail"].as_str().unwrap()), "{name}");
    }
    scene.posts_to(&scene.general, &"t".repeat(80), "x");
    let shown = scene.zulip.all_of_the_bot().pop().unwrap();
    if let Some(recorded) = recording("24e_long_topic_result") {
        let subject = recorded["subject"].as_str().unwrap();
        assert_eq!(scene.general.shows(subject), [shown]);
    }
    scene.zulip.wrong();
}

#[test]
fn queues_behave_as_recorded() {
    let scene = scene();
    let (zulip, queue) = (&scene.zulip, &scene.queue);
    let bad = "00000000-0000-0000-0000-000000000000";
    let look = |queue: &str, last: i64| {
        let answered = zulip.looks(queue, last);
        (answered.status, answered.body)
    };
    refuses_like("20_error_bad_queue_id", of(&look(bad, -1)), ("", ""));
    refuses_like("20d_error_event_id_too_new", of(&look(queue, 99999)), ("", ""));
    let nothing = look(queue, -1);
    answers_like("20f_events_dont_block_empty", of(&nothing));
    assert_eq!(nothing.1["events"], serde_json::json!([]));
    zulip.beats_after(Duration::from_millis(1));
    let fields = [("queue_id", queue.as_str()), ("last_event_id", "-1")];
    answers_like("40_event_heartbeat", of(&scene.asked("GET", "events", &fields)));
    scene.ana.tells("one");
    scene.ana.tells("two");
    let first = look(queue, 0).1;
    assert_eq!(look(queue, 0).1, first, "the same again for the same number");
    let [one, two] = first["events"].as_array().unwrap().as_slice() else { panic!("{first}") };
    let acknowledged = look(queue, one["id"].as_i64().unwrap()).1;
    assert_eq!(acknowledged["events"].as_array().unwrap(), std::slice::from_ref(two));
    let refused = look(queue, 0);
    assert_eq!(refused.0, 400);
    if let Some(recorded) = recording("41_event_replay_semantics") {
        is_like("41", &recorded["first_ids"], &serde_json::json!([one["id"], two["id"]]));
        assert_eq!(recorded["then_older_id_again"]["body"], refused.1);
    }
    let give_up = || scene.asked("DELETE", "events", &[("queue_id", queue.as_str())]);
    answers_like("29_delete_queue", of(&give_up()));
    refuses_like("29b_delete_queue_again", of(&give_up()), named_queue(queue));
}

/// The queue that is named otherwise in a recording.
fn named_queue(queue: &str) -> (&'static str, &str) {
    ("d96f89e5-8526-4462-ab28-1005b160ecea", queue)
}

#[test]
fn of_two_polls_the_older_gets_nothing_as_recorded() {
    let scene = scene();
    let fields = [("queue_id", scene.queue.as_str()), ("last_event_id", "-1")];
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| scene.asked("GET", "events", &fields));
        scene.zulip.is_heard();
        // The older one ends as soon as another comes.
        let second = scope.spawn(|| scene.asked("GET", "events", &fields));
        let first = first.join().unwrap();
        scene.ana.tells("for whom?");
        (first, second.join().unwrap())
    });
    let Some(recorded) = recording("42_two_concurrent_polls") else { return };
    is_like("42", &recorded["first_poll"]["body"], &first.1);
    is_like("42", &recorded["second_poll"]["body"], &second.1);
    assert_eq!(first.1["events"], recorded["first_poll"]["body"]["events"]);
}

#[test]
fn restarts_are_as_recorded() {
    let scene = scene();
    let zulip = &scene.zulip;
    zulip.goes_down(Down::Gracefully);
    let poll = zulip.looks(&scene.queue, -1);
    let register = zulip.asks("POST", "register", &registration());
    scene.ana.tells("sent while Tornado is down");
    zulip.comes_back(None);
    let after = zulip.looks(&scene.queue, -1);
    if let Some(recorded) = recording("44_tornado_restart") {
        let down = &recorded["events_while_tornado_down"];
        assert_eq!(down["status"], poll.status);
        assert_eq!(down["body"]["_raw_text"], poll.response.body);
        let down = &recorded["register_while_tornado_down"];
        assert_eq!((&down["status"], &down["body"]), (&register.status.into(), &register.body));
        let events = recorded["after_restart_same_queue"]["body"]["events"].as_array().unwrap();
        let told = after.body["events"].as_array().unwrap();
        assert_eq!(events.len(), told.len());
        events.iter().zip(told).for_each(|(real, fake)| is_like("44", real, fake));
    }
    zulip.goes_down(Down::Killed);
    zulip.comes_back(None);
    let lost = zulip.looks(&scene.queue, -1);
    if let Some(recorded) = recording("44b_tornado_crash") {
        let real = &recorded["same_queue"];
        assert_eq!(real["status"], lost.status);
        assert_eq!(real["body"]["code"], lost.body["code"]);
        is_like("44b", &real["body"], &lost.body);
    }
}

#[test]
fn keys_and_limits_are_refused_as_recorded() {
    let scene = scene();
    let zulip = &scene.zulip;
    let with = |key: Option<&str>| {
        let answered = zulip.asks_as("GET", "users/me", &[], key);
        (answered.status, answered.body)
    };
    refuses_like("21_error_bad_api_key", of(&with(Some("Basic bm9ib2R5OnBsYW50ZWQ="))), ("", ""));
    refuses_like("21c_error_no_auth", of(&with(None)), ("", ""));
    assert_eq!(zulip.wrong().len(), 1);
    zulip.deactivates_the_bot(true);
    let me = || scene.asked("GET", "users/me", &[]);
    refuses_like("37b_deactivated_send", of(&me()), ("", ""));
    zulip.deactivates_the_bot(false);
    for (name, path) in [("70b_ratelimit_429", "users/me"), ("70f_ratelimit_429_events", "events")]
    {
        if path == "events" {
            zulip.allows_polls(0, Duration::from_secs(600));
        } else {
            zulip.allows_calls(0, Duration::from_secs(600));
        }
        let fields = [("queue_id", scene.queue.as_str()), ("last_event_id", "-1")];
        let fields = if path == "events" { &fields[..] } else { &[] };
        let answered = zulip.asks("GET", path, fields);
        let Some(recorded) = recording(name) else { return };
        answers_like(name, (answered.status, &answered.body));
        let recorded = recorded["response"]["headers"].as_object().unwrap();
        for header in ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining"] {
            let told = answered.response.header(header);
            assert_eq!(recorded.contains_key(header), told.is_some(), "{name} {header}");
        }
        let told: f64 = answered.response.header("retry-after").unwrap().parse().unwrap();
        assert_eq!(answered.body["retry-after"].as_f64(), Some(told));
    }
}

#[test]
fn mentions_are_found_as_recorded() {
    let Some(table) = recording("26_mention_syntax_table") else { return };
    let people = || vec![Named { id: 9, name: "Gov Bot" }, Named { id: 7, name: "Norma User" }];
    let directory = Directory { people: people(), groups: Vec::new(), level: OLDEST };
    for row in table["rows"].as_array().unwrap() {
        let raw = row["raw"].as_str().unwrap();
        let flags = row["flags_for_bot"].as_array().unwrap();
        let found = mentioned(raw, &directory);
        let says = |flag: &str| flags.iter().any(|other| other == flag);
        assert_eq!(found.people.contains(&BOT), says("mentioned"), "{raw}");
        assert_eq!(found.everybody, says("wildcard_mentioned"), "{raw}");
    }
}

#[test]
fn webhooks_are_called_as_recorded() {
    let zulip = Zulip::new();
    let ana = zulip.person("Ana");
    let general = zulip.channel("general");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    zulip.sends_to(listener.local_addr().unwrap(), Duration::from_secs(60));
    let serve = |answer: &str| {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reading = std::io::BufReader::new(stream.try_clone().unwrap());
        let request = crate::support::http::Request::read(&mut reading).unwrap();
        std::io::Write::write_all(&mut stream, answer.as_bytes()).unwrap();
        serde_json::from_slice::<Value>(&request.body).unwrap()
    };
    let answer = |status: u16, body: &str| {
        let length = body.len();
        format!("HTTP/1.1 {status} As told\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let says = answer(200, r#"{"content":"the tide is high"}"#);
    let question = ana.says(&general, "tides", "@**Tenet** what is it?");
    let payload = serve(&says);
    if let Some(recorded) = recording("50_outgoing_webhook_mention") {
        is_like("50", &recorded["http_post"]["body"], &payload);
        assert_eq!(recorded["http_post"]["body"]["trigger"], payload["trigger"]);
    }
    assert_eq!(zulip.answer_to(&question).content, "the tide is high");
    let question = ana.tells("what is it?");
    let payload = serve(&says);
    if let Some(recorded) = recording("51_outgoing_webhook_dm") {
        is_like("51", &recorded["http_post"]["body"], &payload);
        assert_eq!(recorded["http_post"]["body"]["trigger"], payload["trigger"]);
    }
    assert_eq!(zulip.answer_to(&question).content, "the tide is high");
    for (name, answer) in [
        ("52_webhook_400", answer(400, "nope")),
        ("52_webhook_500", answer(500, "boom")),
        ("52_webhook_badjson", answer(200, "this is not json")),
        ("52_webhook_empty", answer(200, "")),
    ] {
        let question = ana.says(&general, name, "@**Tenet** what is it?");
        serve(&answer);
        let said = zulip.answer_to(&question).content;
        let Some(recorded) = recording(name) else { return };
        assert_eq!(recorded["channel_messages"][0]["message"]["content"], said, "{name}");
    }
    // Nothing makes it ask that the recorded server did not ask for.
    for quiet in ["@_**Tenet** silent", "> @**Tenet** quoted", "@**all**", "plain"] {
        ana.says(&general, "quiet", quiet);
    }
    zulip.other_bot("Beacon").says(&general, "quiet", "@**Tenet** hello");
    let last = ana.tells("the last");
    assert_eq!(serve(&answer(200, r#"{"response_not_required":true}"#))["data"], "the last");
    assert_eq!(zulip.hooked(&last, 1).len(), 1);
    assert_eq!(general.shows("quiet").len(), 5);
    assert!(zulip.answers_by_now(&last).is_empty());
}

#[test]
fn what_fails_on_its_way_is_as_recorded() {
    let scene = scene();
    scene.zulip.fails("GET", "users/me", Fault::Page(502));
    let answered = scene.zulip.asks("GET", "users/me", &[]);
    let Some(recorded) = recording("44_tornado_restart") else { return };
    let page = &recorded["poll_during_restart"]["body"]["_raw_text"];
    assert_eq!((page, 502), (&answered.response.body.into(), answered.status));
}
