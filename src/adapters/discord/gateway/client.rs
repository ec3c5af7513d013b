//! serenity's client, on a thread of its own, and dialling only when it is let.
//!
//! By itself it dials again as often as it can when a gateway closes before it says hello. Before every
//! dial it locks the address that it dials: while that is held here, none comes about.

use super::apart::Apart;
use super::ear::Ear;
use crate::adapters::discord::bot::Bot;
use secrecy::ExposeSecret;
use serenity::Error;
use serenity::all::{ClientBuilder, ConnectionStage, GatewayIntents, ShardId, ShardManager};
use serenity::http::HttpBuilder;
use serenity::model::gateway::BotGateway;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};
use tokio::time::timeout;

/// How long a client has to begin.
const MOMENT: Duration = Duration::from_secs(30);
/// With which code it takes its leave of Discord
/// (<https://discord.com/developers/docs/events/gateway#initiating-a-disconnect>).
const GOING_AWAY: u16 = 1000;
/// How long that may take. Whoever stops the process waits for it.
const LEAVE: Duration = Duration::from_secs(2);

/// How long a client may be too busy to say that it is there. On a connection that ended without a
/// word it reads the end over and over.
pub(super) const SILENCE: Duration = Duration::from_secs(5);

/// A client.
pub(super) struct Client {
    /// Where it runs. The client ends with it.
    pub(super) apart: Apart,
    /// Why it ended, when it has.
    pub(super) ended: mpsc::Receiver<Error>,
    shards: Arc<ShardManager>,
    url: Arc<Mutex<String>>,
    held: Option<OwnedMutexGuard<String>>,
}

/// What is needed of a client once it runs.
type Parts = (Arc<ShardManager>, Arc<Mutex<String>>, OwnedMutexGuard<String>);

/// What the bot hears: messages, of which Discord shows it only those that are meant for it
/// (<https://discord.com/developers/docs/events/gateway#message-content-intent>).
fn intents(bot: &Bot) -> GatewayIntents {
    if bot.settings.mentions {
        GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES
    } else {
        GatewayIntents::empty()
    }
}

impl Client {
    /// Starts a client with as many shards as Discord asks for. `None` where the system gives no
    /// means to.
    pub(super) async fn start(bot: &Bot, ear: Ear, gateway: &BotGateway) -> Option<Client> {
        let apart = Apart::start().ok()?;
        let (begun, begins) = oneshot::channel::<Parts>();
        let (end, ended) = mpsc::channel(1);
        let http = HttpBuilder::new(bot.settings.token.expose_secret())
            .client(bot.rest.another_client()?)
            .proxy(bot.rest.base())
            .ratelimiter_disabled(true)
            .build();
        let builder = ClientBuilder::new_with_http(http, intents(bot)).raw_event_handler(ear);
        let (shards, address) = (gateway.shards.max(1), gateway.url.clone());
        apart.spawn(async move {
            let Ok(mut client) = builder.await else { return };
            let url = Arc::clone(&client.ws_url);
            let mut held = Arc::clone(&url).lock_owned().await;
            // The client has asked for it too, and takes Discord's own where it got no answer.
            *held = address;
            if begun.send((Arc::clone(&client.shard_manager), url, held)).is_err() {
                return;
            }
            if let Err(error) = client.start_shards(shards).await {
                let _ = end.send(error).await;
            }
        });
        let (shards, url, held) = timeout(MOMENT, begins).await.ok()?.ok()?;
        Some(Client { apart, ended, shards, url, held: Some(held) })
    }

    /// What is dialled next.
    pub(super) fn next_url(&mut self, url: String) {
        if let Some(held) = &mut self.held {
            **held = url;
        }
    }

    /// Lets one shard dial, if one wants to, and says whether one did; `None` where the client has no
    /// time to say so.
    pub(super) async fn let_dial(&mut self) -> Option<bool> {
        let (held, url) = (self.held.take()?, Arc::clone(&self.url));
        let (tell, told) = oneshot::channel();
        // On the client's own thread, where nothing else happens before the next await: who waited for
        // the lock has it then, and nobody had it before.
        self.apart.spawn(async move {
            drop(held);
            let free = Arc::clone(&url).try_lock_owned();
            let dials = free.is_err();
            let held = match free {
                Ok(held) => held,
                // Who dials only copies the address.
                Err(_) => url.lock_owned().await,
            };
            let _ = tell.send((held, dials));
        });
        let (held, dials) = timeout(SILENCE, told).await.ok()?.ok()?;
        self.held = Some(held);
        Some(dials)
    }

    /// The shards that the client has connected, as far as it knows; `None` while it is busy with them.
    pub(super) fn connected(&self) -> Option<BTreeSet<u32>> {
        let runners = self.shards.runners.try_lock().ok()?;
        let connected = runners.iter().filter(|(_, of)| of.stage == ConnectionStage::Connected);
        Some(connected.map(|(shard, _)| shard.0).collect())
    }

    /// Takes leave of Discord, which then ends the sessions. `left` closes when nothing is left of the
    /// client that could hear.
    pub(super) async fn leave(&mut self, mut left: mpsc::Receiver<()>) {
        let shards = Arc::clone(&self.shards);
        self.apart.spawn(async move {
            // Each shard that was begun anew has left word of an end, which would be taken for its end
            // now, before it has said a word to Discord. A shard that there is not takes that up.
            let none = || shards.shutdown(ShardId(u32::MAX), GOING_AWAY);
            while timeout(Duration::ZERO, none()).await.is_ok() {}
            shards.shutdown_all().await;
        });
        let _ = timeout(LEAVE, left.recv()).await;
    }
}
