//! Where Discord sends what is wanted as signed requests to the HTTP door, in place of the gateway
//! (<https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint>).
//!
//! Alone in naming ed25519_dalek. Believes nothing before its signature; Discord sends wrong ones on
//! purpose, and wants them refused. Logs nothing of a request.

use super::account::warn_of_another_way;
use super::bot::Bot;
use super::registering::keep_commands;
use super::rest::Asked;
use super::{answering, errands, incoming};
use crate::content::words::unhex;
use crate::desk::{Connection, Platform};
use crate::inlet::{Inlet, Received, Sent};
use crate::replays::Replays;
use ed25519_dalek::{Signature, VerifyingKey};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serenity::builder::CreateInteractionResponse;
use serenity::model::application::Interaction;
use std::borrow::Cow;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Where Discord sends to.
const PATH: &str = "/discord/interactions";

/// The largest request, in bytes: what people can type and the messages that they point at fit many
/// times.
const LARGEST: usize = 256 * 1024;

/// How far a timestamp may be from the time that it is here.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// An interaction whose signature is good has a timestamp that is good for no longer than this.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// The headers with the signature, and with the time that is signed too.
const SIGNATURE: &str = "x-signature-ed25519";
const TIMESTAMP: &str = "x-signature-timestamp";

/// Why nothing comes while the door is closed.
const CLOSED: &str = "The HTTP door is closed.";

/// The answer to a ping.
const PONG: &[u8] = br#"{"type":1}"#;

/// The key against which signatures are held.
#[derive(Debug, Clone)]
pub struct Key(VerifyingKey);

impl Key {
    /// The key with these bytes; `None` where no key has them
    /// (<https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3>).
    pub fn of(bytes: &[u8; 32]) -> Option<Key> {
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        (!key.is_weak()).then_some(Key(key))
    }
}

/// Answers what Discord sends to the HTTP door.
pub struct Endpoint {
    bot: Arc<Bot>,
    key: Key,
    replays: Replays,
}

/// As much of an interaction as must be known before all else
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object>).
#[derive(Deserialize)]
struct Outline<'a> {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
}

/// The kinds of interactions.
const PING: u8 = 1;
const COMMAND: u8 = 2;
const COMPONENT: u8 = 3;
const AUTOCOMPLETE: u8 = 4;
const MODAL: u8 = 5;

impl Endpoint {
    /// An endpoint at which this bot answers what is signed with this key.
    pub fn new(bot: Arc<Bot>, key: Key) -> Arc<Endpoint> {
        let replays = Replays::new(GOOD_FOR);
        Arc::new(Endpoint { bot, key, replays })
    }

    /// Where Discord speaks to it.
    pub fn inlet(self: &Arc<Endpoint>) -> Inlet {
        let endpoint = Arc::clone(self);
        Inlet::new(PATH, LARGEST, move |sent| endpoint.receive(sent, Timestamp::now()))
            .proven_by(&[SIGNATURE, TIMESTAMP])
    }

    fn receive(self: &Arc<Endpoint>, sent: Sent<'_>, at: Timestamp) -> Received {
        if !self.is_proven(sent, at) {
            return Received::Unproven;
        }
        let Ok(outline) = serde_json::from_slice::<Outline<'_>>(sent.body) else {
            return Received::Unreadable;
        };
        if outline.kind == PING {
            return Received::Answered { body: PONG.to_vec(), then: None };
        }
        let id: Option<u64> = outline.id.and_then(|id| id.parse().ok());
        let Some(id) = id.filter(|_| (COMMAND..=MODAL).contains(&outline.kind)) else {
            return Received::Unreadable;
        };
        let mut then = None;
        let mut write = || {
            let (body, left) = self.answer(outline.kind, sent.body, at);
            then = left;
            body
        };
        let body = match outline.kind {
            // Said again and again while somebody types, and nothing is done for it.
            AUTOCOMPLETE => write(),
            _ => self.replays.answer(id, at, write),
        };
        Received::Answered { body, then }
    }

    /// Whether Discord signed this, and lately.
    fn is_proven(&self, sent: Sent<'_>, at: Timestamp) -> bool {
        let proven = || {
            let signature = unhex::<64>((sent.header)(SIGNATURE)?)?;
            let timestamp = (sent.header)(TIMESTAMP)?;
            let signed_at = timestamp.bytes().all(|byte| byte.is_ascii_digit());
            let signed_at = signed_at.then(|| timestamp.parse().ok()).flatten()?;
            let signed_at = Timestamp::from_second(signed_at).ok()?;
            let mut signed = Vec::with_capacity(timestamp.len() + sent.body.len());
            signed.extend_from_slice(timestamp.as_bytes());
            signed.extend_from_slice(sent.body);
            let fresh = at.duration_since(signed_at).abs() <= FRESH;
            let signature = Signature::from_bytes(&signature);
            Some(fresh && self.key.0.verify_strict(&signed, &signature).is_ok())
        };
        proven().unwrap_or(false)
    }

    /// What is answered, and what is left to do.
    fn answer(&self, kind: u8, body: &[u8], at: Timestamp) -> (Vec<u8>, Option<Then>) {
        let since = Instant::now();
        let settings = &self.bot.settings;
        let read = read(kind, body).and_then(|interaction| {
            Some((Asked::of(&interaction, since)?, incoming::read(&interaction, settings)?))
        });
        let Some((asked, wanted)) = read else {
            self.bot.could_not_read();
            return (written(&answering::unreadable(&self.bot, kind == AUTOCOMPLETE)), None);
        };
        self.bot.could_read();
        let answered = answering::answer(&self.bot, &wanted, at);
        let body = written(&answered.first);
        if answered.errands.is_empty() {
            return (body, None);
        }
        let bot = Arc::clone(&self.bot);
        let then = move || {
            let after = Arc::clone(&bot);
            bot.begin(async move { errands::follow(&after, &asked, answered.errands).await });
        };
        (body, Some(Box::new(then)))
    }
}

fn written(first: &CreateInteractionResponse) -> Vec<u8> {
    // Only maps whose keys are no text cannot be written, and there is none.
    serde_json::to_vec(first).unwrap_or_default()
}

/// What is begun once an answer is on its way.
type Then = Box<dyn FnOnce() + Send + Sync>;

/// An interaction of this kind; `None` where serenity cannot read it. Read as what it is: serenity's own
/// way to tell the kinds apart takes everything apart twice.
fn read(kind: u8, body: &[u8]) -> Option<Interaction> {
    match kind {
        COMMAND => serde_json::from_slice(body).map(Interaction::Command),
        COMPONENT => serde_json::from_slice(body).map(Interaction::Component),
        AUTOCOMPLETE => serde_json::from_slice(body).map(Interaction::Autocomplete),
        MODAL => serde_json::from_slice(body).map(Interaction::Modal),
        _ => return None,
    }
    .ok()
}

/// Is up while the door is open, keeps the commands listed that the content can answer, and does what is
/// left to do after answers, until told to stop.
pub async fn attend(
    endpoint: Arc<Endpoint>,
    mut door: watch::Receiver<bool>,
    stop: CancellationToken,
) -> Result<(), String> {
    let bot = &endpoint.bot;
    let settings = bot.settings.clone();
    // Nobody waits for it: whether Discord can send to the door is seen when it does. Before the
    // application knows its endpoint the door must be open, so this is no reason not to be ready.
    drop(tokio::task::spawn_blocking(move || warn_of_another_way(&settings)));
    tokio::select! {
        () = stand_at(bot, &mut door, &stop) => {}
        never = keep_commands(bot) => match never {},
    }
    // Who is still being answered may leave something to do.
    let _ = door.wait_for(|is_open| !is_open).await;
    bot.finished().await;
    Ok(())
}

/// Says whether the door is open, until told to stop.
async fn stand_at(bot: &Bot, door: &mut watch::Receiver<bool>, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        let is_open = *door.borrow_and_update();
        let connection = if is_open { Connection::Up } else { Connection::Down(CLOSED.into()) };
        bot.desk.connection(Platform::Discord, connection);
        if is_open {
            bot.connected.notify_one();
        }
        tokio::select! {
            () = stop.cancelled() => {}
            // Where nobody can open the door any more, the process ends.
            changed = door.changed() => if changed.is_err() { return },
        }
    }
}
