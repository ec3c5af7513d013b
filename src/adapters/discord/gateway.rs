//! The connection that the bot opens, over which Discord brings what is wanted.
//!
//! Alone in naming serenity's client. Answers nothing itself.

use super::bot::Bot;
use super::{answering, incoming, messages};
use crate::config;
use crate::desk::{Connection, Platform};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::Value;
use serenity::all::{ClientBuilder, Context, Event, GatewayIntents, RawEventHandler, async_trait};
use serenity::http::{HttpBuilder, LightMethod, Route};
use serenity::model::application::Interaction;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What the bot hears: messages, of which Discord shows it only those that are meant for it
/// (<https://discord.com/developers/docs/events/gateway#message-content-intent>).
fn intents(settings: &config::Discord) -> GatewayIntents {
    if settings.mentions {
        GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES
    } else {
        GatewayIntents::empty()
    }
}

/// Answers what comes over the gateway, until told to stop.
///
/// # Errors
/// Where Discord does not let the bot in.
pub async fn listen(bot: Arc<Bot>, stop: CancellationToken) -> Result<(), String> {
    let http = HttpBuilder::new(bot.settings.token.expose_secret())
        .proxy(bot.rest.base())
        .ratelimiter_disabled(true)
        .build();
    let client = ClientBuilder::new_with_http(http, intents(&bot.settings))
        .raw_event_handler(Ear(Arc::clone(&bot)));
    let mut client = client.await.map_err(|_| "Discord's gateway is not known.".to_owned())?;
    let shards = Arc::clone(&client.shard_manager);
    tokio::select! {
        ended = client.start_autosharded() => {
            ended.map_err(|_| "Discord ended the connection.".to_owned())
        }
        () = stop.cancelled() => {
            shards.shutdown_all().await;
            Ok(())
        }
    }
}

/// Hears what comes.
struct Ear(Arc<Bot>);

#[async_trait]
impl RawEventHandler for Ear {
    async fn raw_event(&self, _: Context, event: Event) {
        match event {
            Event::Ready(event) => {
                self.0.listening.known_as(event.ready.user.id);
                self.0.desk.connection(Platform::Discord, Connection::Up);
                self.0.connected.notify_one();
            }
            Event::InteractionCreate(event) => respond(&self.0, &event.interaction).await,
            event => messages::heard(&self.0, &event, Timestamp::now()).await,
        }
    }
}

async fn respond(bot: &Bot, interaction: &Interaction) {
    let Some(wanted) = incoming::read(interaction, &bot.settings) else { return };
    let answered = answering::answer(bot, &wanted, Timestamp::now());
    let Ok(body) = serde_json::to_vec(&answered.first) else { return };
    let route = Route::InteractionResponse { interaction_id: wanted.id, token: &wanted.token };
    if let Err(error) = bot.rest.send::<Value>(LightMethod::Post, route, Some(body)).await {
        tracing::warn!("an answer did not reach Discord: {error}");
    }
}
