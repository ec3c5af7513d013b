//! The connection that the bot opens, over which Discord brings what is wanted.
//!
//! Alone in naming serenity's client, around which it stands watch: the client dials only when it is
//! time to, a connection that does not come about is begun anew, and what is lost is told. Answers
//! nothing itself.
//!
//! A connection on which Discord never says hello is given up after 15 seconds, and one on which it
//! acknowledges no heartbeat after two of them, by the client. A client from which nothing more comes
//! is given up here.

mod apart;
mod breaks;
mod client;
mod dials;
mod ear;
mod standing;

use super::account::warn_of_another_way;
use super::bot::Bot;
use super::rest::{Failure, minute};
use crate::desk::{Connection, Platform};
use crate::pace::chance;
use crate::troubles::moment;
use breaks::{Breaks, MANY};
use client::{Client, SILENCE};
use dials::Dials;
use ear::{Ear, Told};
use serenity::Error;
use serenity::gateway::GatewayError;
use standing::Standing;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

/// What the log calls it when the bot is not connected.
const CONNECTION: &str = "no connection";

/// What the log calls it when the bot is connected, and again and again not for long.
const UNSTEADY: &str = "the connection does not last";

/// How long it takes the client to let one shard after the other begin its session.
const EACH: Duration = Duration::from_secs(6);

/// The most shards that are begun: what answers questions about one organisation needs one.
const MOST_SHARDS: u32 = 100;

/// Why the bot is not let in.
const REFUSED: &str = "Discord refuses the token. Reset it on the application's Bot page, and put the new one into `discord.token`.";

/// How the connection is held.
#[derive(Debug, Clone, Copy)]
pub struct Pacing {
    /// How long to wait before the second dial after a connection was lost; before each further one
    /// twice as long.
    pub first: Duration,
    /// How long to wait at most.
    pub most: Duration,
    /// How often it is seen whether the client wants to dial.
    pub look: Duration,
    /// How long a connection may be lost before that is told: Discord itself asks bots to connect anew
    /// every few hours.
    pub lost: Duration,
    /// How long Discord has to begin a session that was asked for.
    pub session: Duration,
    /// How long a client may be without a connection before another takes its place. Longer than
    /// [`Pacing::most`].
    pub anew: Duration,
}

impl Default for Pacing {
    fn default() -> Pacing {
        Pacing {
            first: Duration::from_secs(1),
            most: Duration::from_secs(5 * 60),
            look: Duration::from_millis(250),
            lost: Duration::from_secs(10),
            session: Duration::from_secs(60),
            anew: Duration::from_secs(15 * 60),
        }
    }
}

/// Why a client came to its end.
enum End {
    /// It was told to stop.
    Stopped,
    /// Nothing but the operator can mend this.
    Final(String),
    /// Another client may do better.
    Anew(String),
}

/// Answers what comes over the gateway, until told to stop and those who asked before have their
/// answers.
///
/// # Errors
/// Where Discord does not let the bot in.
pub async fn listen(bot: Arc<Bot>, pacing: Pacing, stop: CancellationToken) -> Result<(), String> {
    let mut dials = Dials::new(pacing.first, pacing.most);
    let mut breaks = Breaks::default();
    let settings = bot.settings.clone();
    // Nobody waits for it: the gateway lets the bot in all the same.
    drop(tokio::task::spawn_blocking(move || warn_of_another_way(&settings)));
    loop {
        let reason = match connected(&bot, &pacing, (&mut dials, &mut breaks), &stop).await {
            End::Stopped => {
                bot.finished().await;
                return Ok(());
            }
            End::Final(reason) => return Err(reason),
            End::Anew(reason) => reason,
        };
        down(&bot, &reason);
        let wait = dials.failed(chance());
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(wait) => {}
        }
    }
}

/// Connects with a new client, and keeps watch until that ends.
async fn connected(
    bot: &Arc<Bot>,
    pacing: &Pacing,
    (dials, breaks): (&mut Dials, &mut Breaks),
    stop: &CancellationToken,
) -> End {
    let gateway = tokio::select! {
        gateway = bot.rest.gateway() => gateway,
        () = stop.cancelled() => return End::Stopped,
    };
    let gateway = match gateway {
        Ok(gateway) => gateway,
        Err(Failure::Refused { status: 401, .. }) => return End::Final(REFUSED.to_owned()),
        Err(failure) => return End::Anew(unanswered(failure)),
    };
    if gateway.shards > MOST_SHARDS {
        let wanted = gateway.shards;
        return End::Anew(format!("Discord asks for {wanted} connections: that is strange."));
    }
    dials.begin(&gateway.session_start_limit, Instant::now());
    let (told, hears) = mpsc::unbounded_channel();
    let (all, left) = mpsc::channel(1);
    let ear = Ear::new(Arc::clone(bot), told, all);
    let deaf = ear.deaf();
    let client = tokio::select! {
        client = Client::start(bot, ear, &gateway) => client,
        () = stop.cancelled() => return End::Stopped,
    };
    let Some(client) = client else {
        return End::Anew("The system gives no means to connect.".to_owned());
    };
    let standing = Standing::new(gateway.shards.max(1), Instant::now());
    let mut watch = Watch { bot, pacing, dials, breaks, standing, client, hears, url: gateway.url };
    let end = watch.keep(stop).await;
    // Nothing more is answered that comes from this client.
    deaf.cancel();
    if matches!(end, End::Stopped) && watch.standing.is_up_somewhere() {
        watch.client.leave(left).await;
    }
    end
}

/// Why Discord did not say where its gateway is.
fn unanswered(failure: Failure) -> String {
    match failure {
        Failure::Limited { until } => {
            format!("Discord wants no more requests before {}.", moment(minute(until)))
        }
        Failure::Strange { .. } => {
            format!("{failure} Check `discord.api`, and what stands between here and Discord.")
        }
        Failure::Unsure | Failure::Late => "Discord does not say where its gateway is.".to_owned(),
        Failure::Unreached | Failure::Refused { .. } | Failure::Broken { .. } => {
            failure.to_string()
        }
    }
}

/// The bot is not connected, and this is why.
fn down(bot: &Bot, reason: &str) {
    bot.desk.connection(Platform::Discord, Connection::Down(reason.to_owned()));
    bot.failed(CONNECTION, reason);
}

/// The watch over one client.
struct Watch<'a> {
    bot: &'a Bot,
    pacing: &'a Pacing,
    dials: &'a mut Dials,
    breaks: &'a mut Breaks,
    standing: Standing,
    client: Client,
    hears: mpsc::UnboundedReceiver<Told>,
    /// Where new sessions begin.
    url: String,
}

impl Watch<'_> {
    async fn keep(&mut self, stop: &CancellationToken) -> End {
        let mut looks = interval(self.pacing.look);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return End::Stopped,
                Some(told) = self.hears.recv() => self.heard(told),
                ended = self.client.ended.recv() => return end_of(ended.as_ref()),
                _ = looks.tick() => if let Some(end) = self.look(Instant::now()).await {
                    return end;
                },
            }
        }
    }

    /// A shard has a session.
    fn heard(&mut self, told: Told) {
        let now = Instant::now();
        let was_up = self.standing.is_up();
        let shard = match told {
            Told::Ready { shard, resume } => {
                self.dials.came_up(true);
                // Sessions of several shards have several addresses, and there is one for all to dial.
                if self.standing.shards() == 1 && is_like(&resume, &self.url) {
                    self.client.next_url(resume);
                }
                shard
            }
            Told::Resumed { shard } => {
                self.dials.came_up(false);
                shard
            }
        };
        self.standing.came_up(shard, now);
        if !self.standing.is_up() || was_up {
            return;
        }
        self.bot.desk.connection(Platform::Discord, Connection::Up);
        self.bot.connected.notify_one();
        match self.bot.went_well(CONNECTION) {
            Some(since) => {
                tracing::info!("Discord: connected again, not having been since {}", moment(since));
            }
            None => tracing::debug!("connected to Discord's gateway"),
        }
        if self.breaks.came_up(self.standing.shards(), now) {
            let times = MANY * usize::try_from(self.standing.shards()).unwrap_or(1);
            let reason = format!("It broke more than {times} times within an hour.");
            self.bot.failed(UNSTEADY, &reason);
        } else {
            self.bot.went_well(UNSTEADY);
        }
    }

    /// Lets a shard dial that wants to and may, and looks whether all is well.
    async fn look(&mut self, now: Instant) -> Option<End> {
        let broke = || Some(End::Anew("The connection to Discord broke.".to_owned()));
        if self.client.apart.silent_for() > SILENCE {
            return broke();
        }
        let mut nobody_dials = false;
        if self.dials.may(now) {
            match self.client.let_dial().await {
                Some(true) => {
                    self.dials.passed(now, chance());
                    self.standing.dialled(now);
                    // Where a session could not be resumed, a new one begins.
                    self.client.next_url(self.url.clone());
                }
                Some(false) => nobody_dials = true,
                None => return broke(),
            }
        }
        if let Some(connected) = self.client.connected() {
            self.standing.has_only(&connected, now);
        }
        let lost = self.standing.lost_for(now)?;
        // Who dialled, and neither does so again nor has a session, waits for one.
        if nobody_dials && self.standing.still_for(now) > self.pacing.session {
            return Some(End::Anew("Discord's gateway begins no session.".to_owned()));
        }
        let others = EACH * self.standing.shards().saturating_sub(1);
        let shut = self.dials.shut_until(now).map(|until| {
            let until = moment(minute(until));
            format!("Discord lets the bot begin no session before {until}.")
        });
        if lost > self.pacing.anew + others {
            let nobody = || "Discord's gateway lets nobody in.".to_owned();
            return Some(End::Anew(shut.unwrap_or_else(nobody)));
        }
        if lost > self.pacing.lost + others && self.standing.is_news() {
            let reason = shut.unwrap_or_else(|| self.tried().to_owned());
            down(self.bot, &reason);
        }
        None
    }

    fn tried(&self) -> &'static str {
        if self.breaks.has_come_up() {
            "The connection to Discord's gateway is lost, and is tried again."
        } else {
            "No connection to Discord's gateway has come about yet. It is tried again."
        }
    }
}

/// What the end of a client means:
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes>.
fn end_of(error: Option<&Error>) -> End {
    match error {
        Some(Error::Gateway(GatewayError::InvalidAuthentication)) => End::Final(REFUSED.to_owned()),
        Some(Error::Gateway(GatewayError::DisallowedGatewayIntents)) => End::Final(
            "Discord does not let the bot hear messages. Set `discord.mentions = false`."
                .to_owned(),
        ),
        Some(Error::Gateway(GatewayError::InvalidGatewayIntents)) => End::Final(
            "Discord does not know what the bot wants to hear. Look for a newer version."
                .to_owned(),
        ),
        _ => End::Anew("Discord ended the connection.".to_owned()),
    }
}

/// Whether a token may be sent to an address that Discord names, as it is to the other: not without
/// protection where that one has it.
fn is_like(address: &str, other: &str) -> bool {
    address.starts_with("wss://") || (address.starts_with("ws://") && other.starts_with("ws://"))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn no_token_leaves_protection() {
        let gateway = "wss://gateway.example";
        assert!(is_like("wss://gateway-east.example", gateway));
        assert!(!is_like("ws://gateway-east.example", gateway));
        assert!(!is_like("https://gateway-east.example", gateway));
        assert!(!is_like("", gateway));
        assert!(is_like("ws://127.0.0.1:9", "ws://127.0.0.1:8"));
    }
}
