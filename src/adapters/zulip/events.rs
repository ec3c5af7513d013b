//! The queue from which the bot hears what is written.

use super::bot::Bot;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How the queue is held.
#[derive(Debug, Clone, Copy)]
pub struct Pacing {
    /// How long to wait before it is tried again; before each further time twice as long.
    pub first: Duration,
    /// How long to wait at most.
    pub most: Duration,
    /// How long Zulip may be lost before that is told: servers are started again now and then.
    pub lost: Duration,
}

impl Default for Pacing {
    fn default() -> Pacing {
        Pacing {
            first: Duration::from_millis(500),
            most: Duration::from_secs(60),
            lost: Duration::from_secs(30),
        }
    }
}

/// Hears what is written until told to stop.
///
/// # Errors
/// Where Zulip does not let the bot in, and will not unless somebody does something.
pub async fn listen(bot: Arc<Bot>, pacing: Pacing, stop: CancellationToken) -> Result<(), String> {
    let _ = pacing;
    stop.cancelled().await;
    bot.finished().await;
    Ok(())
}
