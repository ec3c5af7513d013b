//! Hears what comes over the gateway, and hands it on.
//!
//! Never waits: what it is told comes in order, one after the other. What serenity cannot read is not
//! lost in silence: who asked is told.

use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::rest::Asked;
use crate::adapters::discord::{answering, errands, incoming, messages};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use serenity::all::{Context, Event, RawEventHandler, async_trait};
use serenity::model::application::Interaction;
use serenity::model::id::{ApplicationId, InteractionId};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Sender, UnboundedSender};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The type of an interaction that asks for completions
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type>).
const COMPLETION: u64 = 4;

/// What is told of the connection.
#[derive(Debug)]
pub(super) enum Told {
    /// A shard has a new session.
    Ready {
        /// Which.
        shard: u32,
        /// What to dial to resume it.
        resume: String,
    },
    /// A shard has its session again.
    Resumed {
        /// Which.
        shard: u32,
    },
}

/// Hears what comes.
pub(super) struct Ear {
    bot: Arc<Bot>,
    told: UnboundedSender<Told>,
    deaf: CancellationToken,
    /// Where answers are given.
    here: Handle,
    _all: Sender<()>,
}

/// As much of an interaction as is needed to say something to who asked.
#[derive(Deserialize)]
struct Unreadable {
    id: InteractionId,
    application_id: ApplicationId,
    token: String,
    #[serde(rename = "type", default)]
    kind: u64,
}

impl Ear {
    /// Hears for a bot, tells of the connection, and keeps `all` open as long as anything hears.
    pub(super) fn new(bot: Arc<Bot>, told: UnboundedSender<Told>, all: Sender<()>) -> Ear {
        let (deaf, here) = (CancellationToken::new(), Handle::current());
        Ear { bot, told, deaf, here, _all: all }
    }

    /// What makes it hear nothing any more.
    pub(super) fn deaf(&self) -> CancellationToken {
        self.deaf.clone()
    }

    fn hear(&self, shard: u32, event: Event) {
        // Whatever is begun here is done where answers are given, not where serenity works.
        let _here = self.here.enter();
        match event {
            Event::Ready(event) => {
                self.bot.is(event.ready.user.id);
                let resume = event.ready.resume_gateway_url;
                // Nobody is told where the watch has ended.
                let _ = self.told.send(Told::Ready { shard, resume });
            }
            Event::Resumed(_) => {
                let _ = self.told.send(Told::Resumed { shard });
            }
            Event::InteractionCreate(event) if self.bot.is_new(event.interaction.id().get()) => {
                let (bot, since) = (Arc::clone(&self.bot), Instant::now());
                self.bot.begin(async move { respond(&bot, &event.interaction, since).await });
            }
            Event::Unknown(event) if event.kind == "INTERACTION_CREATE" => {
                self.unreadable(event.value);
            }
            event => messages::heard(&self.bot, &event, Timestamp::now()),
        }
    }

    fn unreadable(&self, value: Value) {
        self.bot.could_not_read();
        let Ok(interaction) = serde_json::from_value::<Unreadable>(value) else { return };
        if !self.bot.is_new(interaction.id.get()) {
            return;
        }
        let first = answering::unreadable(&self.bot, interaction.kind == COMPLETION);
        let Unreadable { id, application_id, token, .. } = interaction;
        let Some(asked) = Asked::new(id, application_id, &token, Instant::now()) else { return };
        let bot = Arc::clone(&self.bot);
        self.bot.begin(async move {
            errands::respond(&bot, &asked, &first, Vec::new()).await;
        });
    }
}

#[async_trait]
impl RawEventHandler for Ear {
    async fn raw_event(&self, context: Context, event: Event) {
        if !self.deaf.is_cancelled() {
            self.hear(context.shard_id.0, event);
        }
    }
}

async fn respond(bot: &Bot, interaction: &Interaction, since: Instant) {
    let Some(asked) = Asked::of(interaction, since) else { return bot.could_not_read() };
    let Some(wanted) = incoming::read(interaction, &bot.settings) else {
        bot.could_not_read();
        let first = answering::unreadable(bot, matches!(interaction, Interaction::Autocomplete(_)));
        return errands::respond(bot, &asked, &first, Vec::new()).await;
    };
    bot.could_read();
    let answered = answering::answer(bot, &wanted, Timestamp::now());
    errands::respond(bot, &asked, &answered.first, answered.errands).await;
}
