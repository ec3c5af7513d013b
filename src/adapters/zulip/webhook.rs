//! Where Zulip sends what people say to an outgoing webhook bot, as requests to the HTTP door
//! (<https://zulip.com/api/outgoing-webhooks>).

use super::bot::Bot;
use crate::inlet::{Inlet, Received};
use secrecy::SecretString;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Where Zulip sends to.
const PATH: &str = "/zulip/messages";

/// The largest request, in bytes: a message of the greatest length fits many times.
const LARGEST: usize = 256 * 1024;

/// Answers what Zulip sends to the HTTP door.
pub struct Webhook {
    bot: Arc<Bot>,
    token: SecretString,
}

impl Webhook {
    /// Answers by this bot what comes with this token.
    pub fn new(bot: Arc<Bot>, token: SecretString) -> Arc<Webhook> {
        Arc::new(Webhook { bot, token })
    }

    /// Where Zulip speaks to it.
    pub fn inlet(self: &Arc<Webhook>) -> Inlet {
        let webhook = Arc::clone(self);
        Inlet::new(PATH, LARGEST, move |_| {
            let _ = (&webhook.bot, &webhook.token);
            Received::Unproven
        })
    }
}

/// Is up while the door is open, until told to stop.
pub async fn attend(
    webhook: Arc<Webhook>,
    door: watch::Receiver<bool>,
    stop: CancellationToken,
) -> Result<(), String> {
    let _ = door;
    stop.cancelled().await;
    webhook.bot.finished().await;
    Ok(())
}
