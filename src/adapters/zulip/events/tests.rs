//! Long times in a moment: a Zulip in memory, on a clock that passes over what is waited for.

use super::{Listener, Pacing, listen};
use crate::adapters::zulip::account::Trouble;
use crate::adapters::zulip::bot::Bot;
use crate::adapters::zulip::rest::Rest;
use crate::adapters::zulip::rest::memory::{Asked, Reply};
use crate::config::{self, Layers, Zulip, ZulipMode};
use crate::content::{self, Files, Reading};
use crate::desk::{Connection, Desk, Platform};
use crate::index::Edition;
use crate::ledger::Heard;
use crate::library::{Library, SyncStatus};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

const HOUR: u64 = 60 * 60;
const WEEK: Duration = Duration::from_secs(7 * 24 * HOUR);

/// A desk of an invented harbour.
pub(in crate::adapters::zulip) fn desk() -> Arc<Desk> {
    let sources = "organisation: Pilots\nask_at: https://chat.pilots.example\nsources:\n  - id: rules\n    \
        git: https://git.example/pilots/rules\n    documents:\n      - {file: PRINCIPLES.md, id: principles}\n";
    let files = [
        ("sources.yaml", sources),
        ("rules/PRINCIPLES.md", "# Principles\n\n## 1. We rest\n\nNobody rows at night.\n"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let files = Files { files: files.into(), ..Files::default() };
    let Reading { catalogue, refusals, .. } = content::read(&files.into());
    assert_eq!(refusals, []);
    let edition = Edition::build("0".repeat(32), catalogue, &mut |_, _| {}).unwrap();
    let limits = config::read(&Layers::default()).unwrap().manners;
    Arc::new(Desk::new(Library::new(edition, SyncStatus::default()), limits))
}

fn bot<F: Future<Output = Reply> + Send + 'static>(
    desk: &Arc<Desk>,
    answering: impl Fn(Asked) -> F + Send + Sync + 'static,
) -> Arc<Bot> {
    let settings = Zulip {
        mode: ZulipMode::Events,
        site: "https://chat.example".to_owned(),
        email: "tenet-bot@chat.example".to_owned(),
        api_key: "invented".into(),
        moderator_group: None,
        names_moderator: false,
    };
    Arc::new(Bot::over(Rest::to(desk, answering), Arc::clone(desk), settings))
}

/// What is right now wrong with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Well,
    /// It wants nothing to be asked.
    Limited,
    /// It is behind a proxy, and away.
    Away,
    /// It is not there.
    Unreached,
    /// It answers at once that there is nothing.
    Empty,
    /// It says the same again and again.
    Replaying,
    /// It says what nobody can read.
    Garbled,
    /// It forgets each queue at once.
    Forgetful,
}

const MOODS: [Mood; 7] = [
    Mood::Limited,
    Mood::Away,
    Mood::Unreached,
    Mood::Empty,
    Mood::Replaying,
    Mood::Garbled,
    Mood::Forgetful,
];

/// A server whose mood changes with the hour, for ten minutes.
struct Harbour {
    began: Instant,
    /// When each request came.
    requests: Mutex<Vec<Duration>>,
    state: Mutex<(u64, u64)>,
}

impl Harbour {
    fn new() -> Arc<Harbour> {
        let (requests, state) = (Mutex::default(), Mutex::default());
        Arc::new(Harbour { began: Instant::now(), requests, state })
    }

    fn mood(&self) -> Mood {
        let seconds = self.began.elapsed().as_secs();
        let in_the_hour = seconds % HOUR;
        // A queue is lost once between the troubles.
        match in_the_hour {
            600..1200 => MOODS[usize::try_from(seconds / HOUR).unwrap() % MOODS.len()],
            1800..1830 => Mood::Forgetful,
            _ => Mood::Well,
        }
    }

    async fn answer(self: Arc<Self>, asked: Asked) -> Reply {
        self.requests.lock().unwrap().push(self.began.elapsed());
        let mood = self.mood();
        match mood {
            Mood::Limited => {
                let body = json!({"result": "error", "code": "RATE_LIMIT_HIT", "retry-after": 2.5});
                return says(429, &body);
            }
            Mood::Away => return Reply::Says(502, "<html>Bad Gateway</html>".to_owned()),
            Mood::Unreached => return Reply::Unreached,
            _ => {}
        }
        match asked.line.as_str() {
            "GET users/me" => says(200, &me()),
            "POST register" => {
                let mut state = self.state.lock().unwrap();
                state.0 += 1;
                says(200, &registered(&state.0.to_string(), state.1))
            }
            "GET messages" => says(200, &json!({"messages": [], "found_newest": true})),
            "DELETE events" => says(200, &json!({"result": "success", "msg": ""})),
            "GET events" => match mood {
                Mood::Empty => says(200, &json!({"events": []})),
                Mood::Replaying => says(200, &json!({"events": [{"type": "heartbeat", "id": 0}]})),
                Mood::Garbled => Reply::Says(200, r#"{"events": [{"#.to_owned()),
                Mood::Forgetful => lost_queue(),
                _ => {
                    sleep(Duration::from_secs(45)).await;
                    let last = asked.fields.iter().find(|(name, _)| *name == "last_event_id");
                    let last: i64 = last.unwrap().1.parse().unwrap();
                    let mut state = self.state.lock().unwrap();
                    state.1 += 1;
                    let written = written(last + 1, state.1);
                    let heartbeat = json!({"type": "heartbeat", "id": last + 2});
                    says(200, &json!({"events": [written, heartbeat]}))
                }
            },
            line => panic!("nobody asks for {line}"),
        }
    }
}

fn says(status: u16, body: &Value) -> Reply {
    Reply::Says(status, body.to_string())
}

fn me() -> Value {
    json!({"user_id": 9, "full_name": "Tenet", "is_bot": true, "role": 400})
}

fn registered(queue: &str, newest: u64) -> Value {
    json!({
        "queue_id": queue, "last_event_id": -1, "zulip_feature_level": 236,
        "event_queue_longpoll_timeout_seconds": 90, "max_message_id": newest,
    })
}

fn lost_queue() -> Reply {
    let msg = "Bad event queue ID: 7";
    says(400, &json!({"result": "error", "msg": msg, "code": "BAD_EVENT_QUEUE_ID"}))
}

/// A message in a channel that is not meant for the bot.
fn written(event: i64, message: u64) -> Value {
    json!({"type": "message", "id": event, "flags": [], "message": {
        "id": message, "sender_id": 7, "sender_full_name": "Ana", "content": "Good morning",
        "timestamp": Timestamp::now().as_second(), "type": "stream", "stream_id": 3,
        "subject": "tides", "display_recipient": "general",
    }})
}

#[tokio::test(start_paused = true)]
async fn a_week_of_heartbeats_lost_queues_and_limits_neither_spins_nor_grows() {
    let harbour = Harbour::new();
    let answering = Arc::clone(&harbour);
    let desk = desk();
    let bot = bot(&desk, move |asked| Arc::clone(&answering).answer(asked));
    let mut listener = Listener::new(Arc::clone(&bot), Pacing::default());
    assert!(timeout(WEEK, listener.hear()).await.is_err(), "it goes on for ever");

    // Zulip allows 200 in a minute; the worst are those in which a trouble begins.
    let requests = harbour.requests.lock().unwrap();
    let mut minutes = std::collections::BTreeMap::<u64, u32>::new();
    requests.iter().for_each(|at| *minutes.entry(at.as_secs() / 60).or_default() += 1);
    let most = minutes.values().max().unwrap();
    assert!(*most <= 60, "{most} requests in a minute");
    let usual = WEEK.as_secs() / 45;
    let all = u64::try_from(requests.len()).unwrap();
    assert!(all < usual * 2, "{all} requests in a week");
    // It never stops hearing for long, either.
    let silent = requests.windows(2).map(|two| two[1] - two[0]).max().unwrap();
    assert!(silent <= Duration::from_secs(100), "{silent:?}");
    let newest = harbour.state.lock().unwrap().1;
    assert!(newest > usual / 2, "{newest} messages");
    assert_eq!(listener.progress.reached(), newest);
    assert_eq!(desk.readiness().connections[&Platform::Zulip], Connection::Up);
    let held = format!("{:?}{:?}", listener.held.unwrap().replays, listener.progress);
    assert!(held.len() < 8192 * 8 * 2, "{} characters", held.len());
    let kept = desk.hearing().of("zulip", "9 at https://chat.example").unwrap();
    assert!(kept.message + 1 >= newest, "{kept:?}");
}

/// What a server of one scene is asked, with the fields that tell where.
async fn asked_until_stopped(
    desk: &Arc<Desk>,
    replies: impl Fn(usize, &Asked) -> Option<Reply> + Send + Sync + 'static,
) -> (Result<(), Trouble>, Vec<String>) {
    let stop = CancellationToken::new();
    let (lines, ends) = (Arc::<Mutex<Vec<String>>>::default(), stop.clone());
    let noted = Arc::clone(&lines);
    let bot = bot(desk, move |asked: Asked| {
        let field = |name| asked.fields.iter().find(|(field, _)| *field == name);
        let told = ["queue_id", "last_event_id", "anchor"].into_iter().filter_map(field);
        let told: String = told.map(|(_, value)| format!(" {value}")).collect();
        let count = {
            let mut lines = noted.lock().unwrap();
            lines.push(format!("{}{told}", asked.line));
            lines.len()
        };
        let usual = match asked.line.as_str() {
            "GET users/me" => Some(says(200, &me())),
            "DELETE events" => Some(says(200, &json!({}))),
            _ => None,
        };
        let reply = replies(count, &asked).or(usual);
        if reply.is_none() {
            ends.cancel();
        }
        async move {
            match reply {
                Some(reply) => reply,
                None => std::future::pending().await,
            }
        }
    });
    let ended = listen(bot, Pacing::default(), stop).await;
    let lines = lines.lock().unwrap().clone();
    (ended, lines)
}

#[tokio::test(start_paused = true)]
async fn a_first_start_begins_at_now_and_a_lost_queue_is_looked_past() {
    let desk = desk();
    let (ended, lines) = asked_until_stopped(&desk, |count, asked| match asked.line.as_str() {
        "POST register" => Some(says(200, &registered(&format!("q{count}"), 40))),
        "GET events" if count == 3 => Some(says(200, &json!({"events": [written(0, 41)]}))),
        "GET events" if count == 4 => Some(lost_queue()),
        "GET messages" if count == 7 => {
            Some(says(200, &json!({"messages": [{"id": 43}], "found_newest": false})))
        }
        "GET messages" => Some(says(200, &json!({"messages": [], "found_newest": true}))),
        _ => None,
    })
    .await;
    assert!(ended.is_ok());
    let scene = [
        "GET users/me",
        "POST register",
        "GET events q2 -1",
        "GET events q2 0",
        // The next queue first, so that nothing falls between.
        "GET users/me",
        "POST register",
        // The server was put back to message 40, it says.
        "GET messages 40",
        "GET messages 43",
        "GET events q6 -1",
        "DELETE events q6",
    ];
    assert_eq!(lines, scene);
    let kept = desk.hearing().of("zulip", "9 at https://chat.example").unwrap();
    assert_eq!(kept.message, 43);
}

#[tokio::test(start_paused = true)]
async fn a_restart_goes_on_where_the_same_account_stopped() {
    let desk = desk();
    let heard = |account: &str| Heard {
        platform: "zulip".to_owned(),
        account: account.to_owned(),
        message: 30,
        at: Timestamp::now(),
    };
    for (account, looks) in
        [("9 at https://chat.example", true), ("9 at https://other.example", false)]
    {
        desk.hearing().keep(heard(account));
        let (_, lines) = asked_until_stopped(&desk, |_, asked| match asked.line.as_str() {
            "POST register" => Some(says(200, &registered("q", 40))),
            "GET messages" => Some(says(200, &json!({"messages": [], "found_newest": true}))),
            _ => None,
        })
        .await;
        assert_eq!(lines.contains(&"GET messages 30".to_owned()), looks, "{lines:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_found_is_looked_for_again_while_the_queue_is_heard() {
    let desk = desk();
    desk.hearing().keep(Heard {
        platform: "zulip".to_owned(),
        account: "9 at https://chat.example".to_owned(),
        message: 30,
        at: Timestamp::now(),
    });
    let heard = Arc::<Mutex<u64>>::default();
    let polls = Arc::clone(&heard);
    let (_, lines) = asked_until_stopped(&desk, move |_, asked| match asked.line.as_str() {
        "POST register" => Some(says(200, &registered("q", 40))),
        "GET messages" => Some(Reply::Says(200, "[".to_owned())),
        "GET events" => {
            let mut polls = polls.lock().unwrap();
            *polls += 1;
            let id = i64::try_from(*polls).unwrap();
            (*polls < 4).then(|| says(200, &json!({"events": [written(id, 40 + *polls)]})))
        }
        _ => None,
    })
    .await;
    let count = |line| lines.iter().filter(|asked| asked.starts_with(line)).count();
    assert_eq!((count("GET messages 30"), count("GET events")), (4, 4), "{lines:?}");
    let kept = desk.hearing().of("zulip", "9 at https://chat.example").unwrap();
    assert_eq!(kept.message, 30, "nothing is done that was not found");
}

#[tokio::test(start_paused = true)]
async fn a_server_of_another_level_is_described_anew_and_its_queue_goes_on() {
    let desk = desk();
    let restart = json!({"type": "restart", "id": 0, "zulip_feature_level": 300});
    let (ended, lines) =
        asked_until_stopped(&desk, move |count, asked| match asked.line.as_str() {
            "POST register" => Some(says(200, &registered(&format!("q{count}"), 40))),
            "GET messages" => Some(says(200, &json!({"messages": [], "found_newest": true}))),
            "GET events" if count == 3 => Some(says(200, &json!({"events": [restart.clone()]}))),
            _ => None,
        })
        .await;
    assert!(ended.is_ok());
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("GET events")).collect::<Vec<_>>(),
        ["GET events q2 -1", "GET events q2 0"]
    );
    assert!(lines.contains(&"DELETE events q5".to_owned()), "{lines:?}");
}

#[tokio::test(start_paused = true)]
async fn who_is_not_let_in_is_told_why() {
    let refusal = |status, msg: &str, code: &str| {
        says(status, &json!({"result": "error", "msg": msg, "code": code}))
    };
    let old = json!({
        "queue_id": "q", "last_event_id": -1, "zulip_feature_level": 235, "max_message_id": 1,
    });
    let kind = |kind: Option<u32>| {
        let is_bot = kind.is_some();
        says(200, &json!({"user_id": 9, "full_name": "Ana", "is_bot": is_bot, "bot_type": kind}))
    };
    for (line, reply, told) in [
        ("GET users/me", kind(None), "The key is of Ana, a person's own account."),
        (
            "GET users/me",
            kind(Some(2)),
            "The bot is an incoming webhook: a bot of this kind only sends.",
        ),
        (
            "GET users/me",
            kind(Some(3)),
            "The bot is an outgoing webhook, and `zulip.mode` is `events`.",
        ),
        ("GET users/me", kind(Some(4)), "The bot is an embedded one: Zulip itself answers for it."),
        (
            "GET users/me",
            refusal(401, "This API is not available to incoming webhook bots.", "UNAUTHORIZED"),
            "The bot is an incoming webhook: a bot of this kind only sends.",
        ),
        (
            "GET users/me",
            refusal(401, "Invalid API key", "UNAUTHORIZED"),
            "Zulip refuses the e-mail address or the API key.",
        ),
        (
            "GET users/me",
            refusal(401, "Account is deactivated", "UNAUTHORIZED"),
            "Zulip says that the bot or its organisation is deactivated.",
        ),
        (
            "POST register",
            says(200, &old),
            "Zulip at https://chat.example is of feature level 235; 236 is needed.",
        ),
    ] {
        let (ended, _) = asked_until_stopped(&desk(), move |_, asked| {
            (asked.line == line).then(|| reply.clone())
        })
        .await;
        assert_eq!(ended.unwrap_err().to_string(), told);
    }
}

/// A listener that was heard once, and a server that then answers so.
async fn heard_once<F: Future<Output = Reply> + Send + 'static>(
    desk: &Arc<Desk>,
    then: impl Fn(usize) -> F + Send + Sync + 'static,
) -> Listener {
    let polls = Arc::<Mutex<usize>>::default();
    let then = Arc::new(then);
    let bot = bot(desk, move |asked: Asked| {
        let (polls, then) = (Arc::clone(&polls), Arc::clone(&then));
        async move {
            let count = {
                let mut polls = polls.lock().unwrap();
                *polls += usize::from(asked.line == "GET events");
                *polls
            };
            match asked.line.as_str() {
                "GET users/me" if count == 0 => says(200, &me()),
                "POST register" if count == 0 => says(200, &registered("q", 40)),
                _ => then(count).await,
            }
        }
    });
    Listener::new(bot, Pacing::default())
}

#[tokio::test(start_paused = true)]
async fn who_looks_sees_within_seconds_that_nobody_answers() {
    let desk = desk();
    let mut listener = heard_once(&desk, |_| async { Reply::Unreached }).await;
    let seen = || desk.readiness().connections[&Platform::Zulip].clone();
    assert!(timeout(Duration::from_secs(1), listener.hear()).await.is_err());
    assert_eq!(seen(), Connection::Up, "a short failure is no news");
    assert!(timeout(Duration::from_secs(6), listener.hear()).await.is_err());
    assert_eq!(seen(), Connection::Connecting);
    assert!(timeout(Duration::from_secs(60), listener.hear()).await.is_err());
    assert_eq!(seen(), Connection::Down("Zulip cannot be reached.".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_brings_nothing_again_and_again_is_not_asked_often() {
    let desk = desk();
    let polls = Arc::<Mutex<usize>>::default();
    let counted = Arc::clone(&polls);
    let mut listener = heard_once(&desk, move |count| {
        *counted.lock().unwrap() = count;
        async {
            // As long as a way there and back may take.
            sleep(Duration::from_millis(70)).await;
            says(200, &json!({"events": []}))
        }
    })
    .await;
    assert!(timeout(Duration::from_secs(60), listener.hear()).await.is_err());
    let polls = *polls.lock().unwrap();
    assert!(polls <= 10, "{polls} in a minute");
}

#[tokio::test(start_paused = true)]
async fn a_long_wait_is_told_to_who_looks_with_its_end() {
    let desk = desk();
    let mut listener = heard_once(&desk, |_| async {
        let day = json!({"result": "error", "code": "RATE_LIMIT_HIT", "retry-after": 86400.5});
        says(429, &day)
    })
    .await;
    assert!(timeout(Duration::from_secs(2), listener.hear()).await.is_err());
    let seen = desk.readiness().connections[&Platform::Zulip].clone();
    let Connection::Down(reason) = seen else { panic!("{seen:?}") };
    let until = reason.strip_prefix("Zulip wants nothing to be asked until ").expect(&reason);
    assert!(until.ends_with(" UTC."), "{reason}");
}
