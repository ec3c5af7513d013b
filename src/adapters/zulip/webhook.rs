//! Where Zulip sends what people say to an outgoing webhook bot, as requests to the HTTP door
//! (<https://zulip.com/api/outgoing-webhooks>).
//!
//! Answers at once: Zulip sends again what is not answered within ten seconds, and tells everybody of
//! whatever is no answer. So nothing that Zulip sends is refused. Logs nothing of a request.

mod introducing;
mod letter;

use super::answering;
use super::answering::at_once::{self, Answered};
use super::bot::Bot;
use super::incoming::News;
use super::sending::ANSWERS;
use super::server::{Server, UNKNOWN};
use crate::desk::{Connection, Platform};
use crate::inlet::{Inlet, Received};
use crate::replays::Replays;
use introducing::Introduced;
use jiff::{SignedDuration, Timestamp};
use letter::{Brought, Letter};
use secrecy::SecretString;
use serde_json::json;
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Where Zulip sends to.
pub const PATH: &str = "/zulip/messages";

/// The largest request, in bytes: a message of the greatest length fits many times.
const LARGEST: usize = 256 * 1024;

/// Zulip sends again what was not answered, four times within a minute, and late where it is busy.
const SENDS_AGAIN_FOR: SignedDuration = SignedDuration::from_mins(60);

/// A message that is older is not answered: nobody waits for it any more.
const TOO_LATE: SignedDuration = SignedDuration::from_hours(24);

/// Why nothing comes while the door is closed.
const CLOSED: &str = "The HTTP door is closed.";

/// The answer where nothing is to be said
/// (<https://zulip.com/api/outgoing-webhooks#replying-with-a-message>).
const SILENCE: &[u8] = br#"{"response_not_required":true}"#;

/// What the log calls it when Zulip sends in the form that it has for Slack's bots.
const FORM: &str = "messages come in the form of Slack's webhooks";

/// What the log calls it when Zulip sends what another bot is told.
const OTHER: &str = "messages come that are for another bot";

/// How long it is waited until it is known who the bot is.
const OF_USE: Duration = Duration::from_secs(180);

/// What is begun once an answer is on its way.
type Then = Box<dyn FnOnce() + Send + Sync>;

/// Answers what Zulip sends to the HTTP door.
pub struct Webhook {
    bot: Arc<Bot>,
    token: SecretString,
    replays: Replays,
    /// Whether it is known who the bot is.
    introduced: watch::Sender<Introduced>,
}

impl Webhook {
    /// Answers by this bot what comes with this token.
    pub fn new(bot: Arc<Bot>, token: SecretString) -> Arc<Webhook> {
        let (replays, introduced) =
            (Replays::new(SENDS_AGAIN_FOR), watch::Sender::new(Introduced::NotYet));
        Arc::new(Webhook { bot, token, replays, introduced })
    }

    /// Where Zulip speaks to it.
    pub fn inlet(self: &Arc<Webhook>) -> Inlet {
        let webhook = Arc::clone(self);
        Inlet::new(PATH, LARGEST, move |sent| webhook.receive(sent.body, Timestamp::now()))
    }

    fn receive(self: &Arc<Webhook>, body: &[u8], at: Timestamp) -> Received {
        let letter = match letter::read(body, &self.token) {
            Brought::Unproven => return Received::Unproven,
            Brought::Letter(letter) => *letter,
            Brought::InSlacksForm => {
                let remedy = "In the bot's settings on Zulip, set the interface to Generic.";
                self.bot.failed(FORM, remedy);
                return silence();
            }
            Brought::Unreadable => {
                self.bot.could_not_read();
                return silence();
            }
        };
        self.bot.went_well(FORM);
        if !letter.is_for(&self.bot.settings.email) {
            let remedy = "Set `ZULIP_EMAIL` and the token to those of one bot.";
            self.bot.mishap(OTHER, remedy);
            return silence();
        }
        let mut then = None;
        let body = self.replays.answer(letter.id(), at, || {
            let (content, left) = self.answer(letter, at);
            then = left;
            content.map_or_else(
                || SILENCE.to_vec(),
                |content| json!({ "content": content }).to_string().into_bytes(),
            )
        });
        Received::Answered { body, then }
    }

    /// What is answered, and what is left to do.
    fn answer(
        self: &Arc<Webhook>,
        letter: Letter,
        at: Timestamp,
    ) -> (Option<String>, Option<Then>) {
        let server = self.server(&letter);
        let Some(said) = letter.said(server.me) else { return (None, None) };
        if at.duration_since(said.written) > TOO_LATE {
            return (None, None);
        }
        let bot = &self.bot;
        match at_once::answer(bot, &server, &said, at) {
            Answered::Nothing => (None, None),
            Answered::AtOnce { content, left } if left.is_empty() => (content, None),
            Answered::Later | Answered::AtOnce { content: None, .. } if self.can_tell_nobody() => {
                (at_once::refers(bot, &said, at), None)
            }
            Answered::Later => {
                let then = self.then(move |bot, _| async move {
                    answering::heard(&bot, News::Written(Box::new(said)), at);
                });
                (None, Some(then))
            }
            Answered::AtOnce { content, left } => {
                let before = content.clone();
                let then = self.then(move |bot, server| async move {
                    at_once::go_on(&bot, &server, &said, before, left, at).await;
                });
                (content, Some(then))
            }
        }
    }

    /// Whether nothing can be sent but the answers themselves, as far as was found out.
    fn can_tell_nobody(&self) -> bool {
        matches!(*self.introduced.borrow(), Introduced::InVain | Introduced::Unfit(_))
    }

    /// Work that is begun once an answer is on its way, as soon as it is known who the bot is.
    fn then<W>(&self, work: impl FnOnce(Arc<Bot>, Arc<Server>) -> W + Send + Sync + 'static) -> Then
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let (bot, mut introduced) = (Arc::clone(&self.bot), self.introduced.subscribe());
        Box::new(move || {
            let at_work = Arc::clone(&bot);
            bot.begin(async move {
                let is_known = introduced.wait_for(|introduced| *introduced == Introduced::Over);
                // Where nobody tells any more, the process ends.
                let _ = timeout(OF_USE, is_known).await;
                match at_work.server() {
                    Some(server) => work(at_work, server).await,
                    None => at_work.mishap(ANSWERS, "It is not known yet who the bot is."),
                }
            });
        })
    }

    /// The server, and the bot as it is called now. Until the server was asked, what every server is.
    fn server(&self, letter: &Letter) -> Arc<Server> {
        let name = &letter.bot_full_name;
        match self.bot.server() {
            Some(server) if server.name == *name => server,
            Some(server) => self.bot.is_on(Server { name: name.clone(), ..Server::clone(&server) }),
            None => {
                let me = letter.bot().unwrap_or(UNKNOWN);
                Arc::new(Server::unasked(me, name.clone(), &self.bot.settings.site))
            }
        }
    }
}

fn silence() -> Received {
    Received::Answered { body: SILENCE.to_vec(), then: None }
}

/// Is up while the door is open, and does what is left to do after answers, until told to stop.
pub async fn attend(
    webhook: Arc<Webhook>,
    mut door: watch::Receiver<bool>,
    stop: CancellationToken,
) -> Result<(), String> {
    let bot = &webhook.bot;
    tokio::select! {
        () = stand_at(&webhook, &mut door, &stop) => {}
        never = introduce(&webhook) => match never {},
    }
    // Who is still being answered may leave something to do.
    let _ = door.wait_for(|is_open| !is_open).await;
    webhook.introduced.send_replace(Introduced::Over);
    bot.finished().await;
    Ok(())
}

/// Finds out who the bot is. Nobody waits for it: questions are answered before.
async fn introduce(webhook: &Webhook) -> Infallible {
    introducing::introduce(&webhook.bot, &webhook.introduced).await;
    std::future::pending().await
}

/// Says whether the door is open and the bot one to answer by, until told to stop.
async fn stand_at(webhook: &Webhook, door: &mut watch::Receiver<bool>, stop: &CancellationToken) {
    let mut introduced = webhook.introduced.subscribe();
    while !stop.is_cancelled() {
        let is_open = *door.borrow_and_update();
        let connection = match introduced.borrow_and_update().clone() {
            Introduced::Unfit(reason) => Connection::Down(reason),
            _ if is_open => Connection::Up,
            _ => Connection::Down(CLOSED.into()),
        };
        webhook.bot.desk.connection(Platform::Zulip, connection);
        tokio::select! {
            () = stop.cancelled() => {}
            Ok(()) = introduced.changed() => {}
            // Where nobody can open the door any more, the process ends.
            changed = door.changed() => if changed.is_err() { return },
        }
    }
}
