//! One connection of the gateway.

use super::super::world::{APPLICATION, World};
use super::super::{Shared, TOKEN};
use super::{ENOUGH, Fate, Greeting, INTENTS, Order, Session};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// How a connection goes on.
enum Next {
    On,
    Close(Option<u16>),
    Drop,
}

/// A connection that has begun.
struct Talk {
    shared: Arc<Shared>,
    number: u64,
    ws: WebSocketStream<TcpStream>,
    orders: UnboundedReceiver<Order>,
    /// The session that it belongs to.
    session: Option<String>,
    heard: Instant,
    /// When it sent something in the last minute.
    sent: VecDeque<Instant>,
}

pub(super) async fn talk(shared: Arc<Shared>, stream: TcpStream, number: u64) {
    let greeting = shared.change(|world| {
        let greeting = world.gateway.greetings.pop_front().unwrap_or(Greeting::Hello);
        world.gateway.dials.push(Instant::now());
        greeting
    });
    let asked = Arc::<Mutex<String>>::default();
    let noted = Arc::clone(&asked);
    #[allow(clippy::result_large_err)] // The signature that tungstenite asks for.
    let look = move |request: &Request, response: Response| {
        *noted.lock().unwrap() = request.uri().query().unwrap_or_default().to_owned();
        Ok(response)
    };
    // A bot that is stopped in between is no fault.
    let Ok(mut ws) = tokio_tungstenite::accept_hdr_async(stream, look).await else { return };
    let query = asked.lock().unwrap().clone();
    if !query.split('&').any(|part| part == "v=10") || query.contains("encoding=etf") {
        shared.change(|world| world.wrong(format!("the gateway is asked for {query:?}")));
    }
    match greeting {
        Greeting::Hello => {}
        Greeting::Dropped => return,
        Greeting::Closed(code) => return close(&mut ws, Some(code)).await,
        Greeting::Silent => {
            let over = async { while let Some(Ok(_)) = ws.next().await {} };
            let _ = tokio::time::timeout(ENOUGH, over).await;
            return;
        }
    }
    let (to, orders) = unbounded_channel();
    let heartbeat = shared.change(|world| {
        world.gateway.connections.insert(number, to);
        world.gateway.heartbeat
    });
    let mut talk = Talk {
        shared,
        number,
        ws,
        orders,
        session: None,
        heard: Instant::now(),
        sent: VecDeque::new(),
    };
    let milliseconds = u64::try_from(heartbeat.as_millis()).unwrap();
    talk.say(
        json!({"op": 10, "d": {"heartbeat_interval": milliseconds, "_trace": ["[\"fake\"]"]}}),
    )
    .await;
    let end = talk.go_on().await;
    // Whoever counts on this connection learns that it is gone before its end shows.
    talk.shared.change(|world| {
        world.gateway.connections.remove(&talk.number);
        for session in world.gateway.sessions.values_mut() {
            if session.connection == Some(talk.number) {
                session.connection = None;
            }
        }
    });
    if let Next::Close(code) = end {
        close(&mut talk.ws, code).await;
    }
}

async fn close(ws: &mut WebSocketStream<TcpStream>, code: Option<u16>) {
    let reason = "as the test says".into();
    let _ = ws.close(code.map(|code| CloseFrame { code: code.into(), reason })).await;
    let answered = async { while let Some(Ok(_)) = ws.next().await {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), answered).await;
}

impl Talk {
    async fn say(&mut self, payload: Value) {
        let _ = self.ws.send(Message::Text(payload.to_string())).await;
    }

    async fn go_on(&mut self) -> Next {
        loop {
            let patience = self.shared.world().gateway.patience;
            let left = (self.heard + patience).saturating_duration_since(Instant::now());
            let next = tokio::select! {
                order = self.orders.recv() => match order {
                    Some(Order::Look) => { self.send_new().await; Next::On }
                    Some(Order::Say(payload)) => { self.say(payload).await; Next::On }
                    Some(Order::Close(code)) => Next::Close(code),
                    Some(Order::Drop) | None => Next::Drop,
                },
                frame = self.ws.next() => match frame {
                    Some(Ok(Message::Text(text))) => self.hear(&text).await,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Next::On,
                    Some(Ok(Message::Close(frame))) => {
                        let leaves = frame.is_some_and(|frame| u16::from(frame.code) == 1000);
                        self.shared.change(|world| {
                            world.gateway.count.left += usize::from(leaves);
                        });
                        Next::Drop
                    }
                    Some(Err(_)) | None => Next::Drop,
                    Some(Ok(other)) => self.refuse(4002, &format!("sent {other:?}")),
                },
                () = tokio::time::sleep(left) => Next::Close(Some(4009)),
            };
            if !matches!(next, Next::On) {
                return next;
            }
        }
    }

    /// Ends the connection because of something that no bot should do.
    fn refuse(&self, code: u16, what: &str) -> Next {
        self.shared.change(|world| world.wrong(format!("the bot, over the gateway, {what}")));
        Next::Close(Some(code))
    }

    async fn hear(&mut self, text: &str) -> Next {
        let now = Instant::now();
        self.sent.push_back(now);
        while self.sent.front().is_some_and(|at| now - *at > Duration::from_secs(60)) {
            self.sent.pop_front();
        }
        if self.sent.len() > 120 && self.shared.world().gateway.heartbeat.as_millis() >= 500 {
            return self.refuse(4008, "sent more than 120 payloads in a minute");
        }
        let Ok(payload) = serde_json::from_str::<Value>(text) else {
            return self.refuse(4002, "sent what is no JSON");
        };
        let d = &payload["d"];
        match (payload["op"].as_u64(), self.session.is_some()) {
            (Some(1), _) => self.heartbeat(d).await,
            (Some(2), false) => self.identify(d).await,
            (Some(6), false) => self.resume(d).await,
            (Some(2 | 6), true) => self.refuse(4005, "identified itself twice"),
            (Some(3), true) => Next::On,
            (Some(3 | 4 | 8), false) => self.refuse(4003, "spoke before it identified itself"),
            (op, _) => self.refuse(4001, &format!("sent the opcode {op:?}")),
        }
    }

    async fn heartbeat(&mut self, d: &Value) -> Next {
        self.heard = Instant::now();
        let session = self.session.clone();
        let (sent, is_zombie) = self.shared.change(|world| {
            let state = &mut world.gateway;
            state.count.heartbeats += 1;
            let session = session.and_then(|session| state.sessions.get(&session));
            (session.map(|session| session.sent), state.is_zombie)
        });
        let known = match (d.as_u64(), sent) {
            (Some(d), Some(sent)) => d <= sent as u64,
            // It may not have seen anything yet, or still go by the session that it wants to resume.
            (Some(_), None) => true,
            (None, _) => d.is_null(),
        };
        if !known {
            return self.refuse(4007, &format!("has heard {d} where {sent:?} were said"));
        }
        if !is_zombie {
            self.say(json!({"op": 11, "d": null})).await;
        }
        Next::On
    }

    async fn identify(&mut self, d: &Value) -> Next {
        let shard = match self.shared.change(|world| identified(world, d)) {
            Ok(shard) => shard,
            Err((code, what)) => return self.refuse(code, &what),
        };
        let fate = self.shared.change(|world| world.gateway.identifies.pop_front());
        match fate.unwrap_or(Fate::Accepted) {
            Fate::Accepted => {}
            Fate::Invalid(again) => {
                self.say(json!({"op": 9, "d": again})).await;
                return Next::On;
            }
            Fate::Closed(code) => return Next::Close(Some(code)),
            Fate::Ignored => return Next::On,
        }
        let number = self.number;
        let name = self.shared.change(|world| {
            let name = format!("session-{number}");
            // What the shard's session before it holds and did not send never reaches the bot, nor what
            // was on its way.
            let old = world.gateway.sessions.iter().filter(|(_, of)| of.shard == shard);
            let old: Vec<_> = old.map(|(name, _)| name.clone()).collect();
            for old in old {
                lose(world, &old, 0);
            }
            let ready = ready(world, shard, &name);
            let session = Session {
                shard,
                events: vec![("READY", ready)],
                sent: 0,
                connection: Some(number),
            };
            world.gateway.sessions.insert(name.clone(), session);
            world.gateway.count.identified += 1;
            name
        });
        self.session = Some(name);
        self.send_new().await;
        Next::On
    }

    async fn resume(&mut self, d: &Value) -> Next {
        let (Some(name), Some(seq)) = (d["session_id"].as_str(), d["seq"].as_u64()) else {
            return self.refuse(4002, &format!("resumed with {d}"));
        };
        let (name, seq) = (name.to_owned(), usize::try_from(seq).unwrap());
        if !is_ours(&d["token"]) {
            return self.refuse(4004, "resumed with another token");
        }
        let (fate, known) = self.shared.change(|world| {
            let fate = world.gateway.resumes.pop_front().unwrap_or(Fate::Accepted);
            (fate, world.gateway.sessions.get(&name).map(|session| session.sent))
        });
        match (fate, known) {
            (Fate::Accepted, Some(sent)) if seq <= sent => {}
            (Fate::Accepted, Some(_)) => {
                self.shared.change(|world| lose(world, &name, 0));
                return self.refuse(4007, &format!("resumed at {seq}, which was not said"));
            }
            (Fate::Accepted | Fate::Invalid(false), _) => {
                self.shared.change(|world| {
                    lose(world, &name, seq);
                    world.gateway.count.ended += 1;
                });
                self.say(json!({"op": 9, "d": false})).await;
                return Next::On;
            }
            (Fate::Invalid(true), _) => {
                self.say(json!({"op": 9, "d": true})).await;
                return Next::On;
            }
            (Fate::Closed(code), _) => return Next::Close(Some(code)),
            (Fate::Ignored, _) => return Next::On,
        }
        let number = self.number;
        self.shared.change(|world| {
            let state = &mut world.gateway;
            let Some(session) = state.sessions.get_mut(&name) else { return };
            // What it has not heard is said again.
            session.sent = seq;
            session.connection = Some(number);
            session.events.push(("RESUMED", json!({"_trace": []})));
            state.count.resumed += 1;
        });
        self.session = Some(name);
        self.send_new().await;
        Next::On
    }

    /// Sends what the session has and this connection did not send yet.
    async fn send_new(&mut self) {
        let Some(name) = self.session.clone() else { return };
        loop {
            let number = self.number;
            let next = self.shared.change(|world| {
                let session = world.gateway.sessions.get_mut(&name)?;
                if session.connection != Some(number) {
                    return None;
                }
                let (event, data) = session.events.get(session.sent)?.clone();
                session.sent += 1;
                Some(json!({"op": 0, "s": session.sent, "t": event, "d": data}))
            });
            let Some(payload) = next else { return };
            self.say(payload).await;
        }
    }
}

/// Ends a session of which the bot has heard so much for certain, and all that it has answered.
fn lose(world: &mut World, name: &str, heard: usize) {
    let Some(session) = world.gateway.sessions.remove(name) else { return };
    for (event, data) in session.events.iter().skip(heard) {
        let id = data["id"].as_str().and_then(|id| id.parse().ok());
        let lost = id.filter(|_| *event == "INTERACTION_CREATE");
        if let Some(lost) = lost.and_then(|id: u64| world.interactions.get_mut(&id)) {
            lost.is_lost = lost.accepted == 0;
        }
    }
}

/// Discord takes the token with and without the word that stands before it in requests.
fn is_ours(token: &Value) -> bool {
    let token = token.as_str().unwrap_or_default();
    token.strip_prefix("Bot ").unwrap_or(token) == TOKEN
}

/// The shard that identifies itself as a bot should, or what is wrong about it.
fn identified(world: &mut World, d: &Value) -> Result<u64, (u16, String)> {
    let state = &mut world.gateway;
    if !is_ours(&d["token"]) {
        return Err((4004, "identified itself with another token".to_owned()));
    }
    if d["intents"].as_u64() != Some(INTENTS) {
        return Err((4013, format!("wants the intents {}, not {}", d["intents"], INTENTS)));
    }
    let properties = &d["properties"];
    if !["os", "browser", "device"].iter().all(|key| properties[key].is_string()) {
        return Err((4002, format!("identified itself with the properties {properties}")));
    }
    let known =
        ["token", "intents", "properties", "shard", "compress", "large_threshold", "presence"];
    let keys = d.as_object().into_iter().flat_map(|d| d.keys());
    if let Some(key) = keys.into_iter().find(|key| !known.contains(&key.as_str())) {
        return Err((4002, format!("identified itself with {key}")));
    }
    let shard = match &d["shard"] {
        Value::Null if state.shards == 1 => 0,
        shard => match (shard[0].as_u64(), shard[1].as_u64()) {
            (Some(id), Some(of)) if of == state.shards && id < of => id,
            _ => return Err((4010, format!("is the shard {shard}, of {}", state.shards))),
        },
    };
    let kind = shard % state.concurrency.max(1);
    let before = state.identified.insert(kind, Instant::now());
    if before.is_some_and(|before| before.elapsed() < state.between) {
        return Err((4008, "identified itself again too soon".to_owned()));
    }
    if state.starts_left == 0 {
        return Err((4008, "began more sessions than it may".to_owned()));
    }
    state.starts_left -= 1;
    Ok(shard)
}

/// <https://discord.com/developers/docs/events/gateway-events#ready>
fn ready(world: &World, shard: u64, session: &str) -> Value {
    let state = &world.gateway;
    let of_shard = |server: &&u64| (**server >> 22) % state.shards == shard;
    let guilds = world.servers.keys().filter(of_shard);
    let guilds: Vec<Value> =
        guilds.map(|id| json!({"id": id.to_string(), "unavailable": true})).collect();
    json!({
        "v": 10, "user": super::super::telling::bot(), "guilds": guilds,
        "session_id": session, "resume_gateway_url": state.address, "session_type": "normal",
        "shard": [shard, state.shards], "private_channels": [], "relationships": [],
        "application": {"id": APPLICATION.to_string(), "flags": 0}, "user_settings": {},
        "geo_ordered_rtc_regions": [], "presences": [], "_trace": ["[\"fake\"]"],
    })
}
