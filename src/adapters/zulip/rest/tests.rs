//! What is sent again, and what never is.

use super::memory::{Asked, Reply};
use super::{Failure, Rest, To};
use crate::adapters::zulip::events::tests::desk;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// Asks for something with a way out that leads to these replies, one after the other; says what was
/// asked.
async fn with<T>(
    replies: &[Reply],
    asks: impl AsyncFnOnce(&Rest) -> T,
) -> (T, Vec<(String, Duration)>) {
    let left = Mutex::new(Vec::from(replies).into_iter());
    let began = Instant::now();
    let asked = Arc::<Mutex<Vec<(String, Duration)>>>::default();
    let noted = Arc::clone(&asked);
    let rest = Rest::to(&desk(), move |Asked { line, .. }| {
        noted.lock().unwrap().push((line, began.elapsed()));
        let reply = left.lock().unwrap().next().expect("nobody asks more often");
        async { reply }
    });
    let came = asks(&rest).await;
    let asked = asked.lock().unwrap().clone();
    (came, asked)
}

fn says(status: u16, body: &str) -> Reply {
    Reply::Says(status, body.to_owned())
}

fn sent() -> Reply {
    says(200, r#"{"result": "success", "msg": "", "id": 42}"#)
}

fn wait() -> Reply {
    says(
        429,
        r#"{"result": "error", "msg": "API usage exceeded rate limit", "code": "RATE_LIMIT_HIT", "retry-after": 59.25}"#,
    )
}

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_again_only_where_it_surely_was_not_sent() {
    let to = To::People(vec![7]);
    let (came, asked) = with(&[Reply::Unreached, wait(), sent()], async |rest| {
        rest.send(&to, "Nobody rows at night.").await
    })
    .await;
    assert_eq!((came, asked.len()), (Ok(42), 3));
    assert!(asked[2].1 - asked[1].1 >= Duration::from_secs_f64(59.25), "{asked:?}");
    let html = "<html><h1>502 Bad Gateway</h1></html>";
    for (unsure, failure) in [
        (Reply::Cut, Failure::Unsure),
        (says(502, html), Failure::Broken { status: 502 }),
        (says(200, "{"), Failure::Strange),
        (says(302, ""), Failure::Strange),
        (says(404, html), Failure::Denied { status: 404 }),
    ] {
        let (came, asked) =
            with(&[unsure], async |rest| rest.send(&to, "Nobody rows at night.").await).await;
        assert_eq!((came, asked.len()), (Err(failure), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_is_made_again_until_it_is_known_to_be_made() {
    let done = says(200, r#"{"result": "success", "msg": ""}"#);
    let (came, asked) = with(&[Reply::Cut, says(500, ""), Reply::Unreached, done], async |rest| {
        rest.edit(42, "Everybody rests.").await
    })
    .await;
    assert_eq!((came, asked.len()), (Ok(()), 4));
    let too_late = r#"{"result": "error", "msg": "Too late", "code": "BAD_REQUEST"}"#;
    let (came, asked) =
        with(&[says(400, too_late)], async |rest| rest.edit(42, "Everybody rests.").await).await;
    let code = "BAD_REQUEST".to_owned();
    let refused = Failure::Refused { status: 400, code, reason: None };
    assert_eq!((came, asked.len()), (Err(refused), 1));
}

#[tokio::test(start_paused = true)]
async fn the_queue_may_be_asked_while_nothing_else_may() {
    let heartbeat = says(200, r#"{"events": [{"type": "heartbeat", "id": 0}]}"#);
    let queue = super::Queue { id: "a".to_owned(), last_event: -1 };
    let (events, asked) = with(&[wait(), heartbeat, sent()], async |rest| {
        let to = To::People(vec![7]);
        let send = rest.send(&to, "Nobody rows at night.");
        let hear = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            rest.events(&queue, Duration::from_secs(90)).await.unwrap().len()
        };
        tokio::join!(send, hear)
    })
    .await;
    assert_eq!(events, (Ok(42), 1));
    let lines: Vec<&str> = asked.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(lines, ["POST messages", "GET events", "POST messages"]);
    assert_eq!(asked[1].1.as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_of_an_unknown_form_hides_no_other() {
    let found = r#"{"found_newest": true, "messages": [
        {"id": 5, "sender_id": 7, "timestamp": 1, "type": "private", "display_recipient": [{"id": 7}]},
        {"id": 6, "sender_id": "Ana"}
    ]}"#;
    let (came, _) = with(&[says(200, found)], async |rest| {
        rest.messages(super::Anchor::After(4), 500).await.unwrap()
    })
    .await;
    assert_eq!((came.messages.len(), came.unreadable, came.last), (1, 1, Some(6)));
}

#[tokio::test(start_paused = true)]
async fn who_is_deactivated_is_told_by_the_code_on_every_server() {
    let old = r#"{"result": "error", "msg": "Account is deactivated", "code": "UNAUTHORIZED"}"#;
    let new = r#"{"result": "error", "msg": "Account is deactivated", "code": "USER_DEACTIVATED"}"#;
    for body in [old, new] {
        let (came, _) = with(&[says(401, body)], async |rest| rest.me().await.unwrap_err()).await;
        let code = "USER_DEACTIVATED".to_owned();
        assert_eq!(came, Failure::Refused { status: 401, code, reason: None });
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_waited_for_longer_than_five_minutes_whatever_the_server_says() {
    let day = r#"{"result": "error", "code": "RATE_LIMIT_HIT", "retry-after": 86400.5}"#;
    let to = To::People(vec![7]);
    let ((came, until), asked) = with(&[says(429, day), sent()], async |rest| {
        let first = rest.send(&to, "Nobody rows at night.").await;
        let until = rest.limited_until(Duration::ZERO);
        tokio::time::sleep(Duration::from_secs(301)).await;
        assert_eq!(rest.limited_until(Duration::ZERO), None);
        ((first, rest.send(&to, "Nobody rows at night.").await), until)
    })
    .await;
    assert_eq!((came, asked.len()), ((Err(Failure::Limited), Ok(42)), 2));
    let left = until.unwrap().duration_since(jiff::Timestamp::now()).as_secs();
    assert!((200..=300).contains(&left), "{left}");
}

#[tokio::test(start_paused = true)]
async fn a_known_refusal_is_named_in_our_words_and_the_servers_are_not_repeated() {
    for (msg, code, told) in [
        (
            "Unable to render message",
            "BAD_REQUEST",
            "400, BAD_REQUEST: the server cannot render it",
        ),
        ("Nobody rows at night", "BAD_REQUEST", "400, BAD_REQUEST"),
        ("Nobody rows at night", "Nobody rows", "400, "),
    ] {
        let body = serde_json::json!({"result": "error", "msg": msg, "code": code}).to_string();
        let (came, _) = with(&[says(400, &body)], async |rest| rest.edit(42, "Rest.").await).await;
        let told = format!("Zulip refuses it (status {told}).");
        assert_eq!(came.unwrap_err().to_string(), told);
    }
}
