//! The bot: what every part of this room works with.
//!
//! Holds no question and no answer.

use super::messages::Listening;
use super::rest::Rest;
use crate::config;
use crate::desk::Desk;
use std::sync::Arc;
use tokio::sync::Notify;

/// The bot on Discord.
pub struct Bot {
    pub(super) desk: Arc<Desk>,
    pub(super) settings: config::Discord,
    pub(super) rest: Rest,
    pub(super) listening: Listening,
    /// Told once Discord brings questions.
    pub(super) connected: Notify,
}

impl Bot {
    /// A bot that answers at this desk.
    ///
    /// # Errors
    /// Where the system gives no means to speak to Discord.
    pub fn new(desk: Arc<Desk>, settings: config::Discord) -> Result<Arc<Bot>, String> {
        let rest = Rest::new(&settings)?;
        Ok(Arc::new(Bot {
            desk,
            settings,
            rest,
            listening: Listening::default(),
            connected: Notify::new(),
        }))
    }
}
