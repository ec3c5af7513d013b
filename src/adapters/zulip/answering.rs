//! Messages that are meant for the bot: their answers, which follow edits and go with the question.
//!
//! What is not meant for it is dropped unread. No word of a message is logged or kept.

pub(super) mod at_once;

use super::bot::Bot;
use super::hearing::Said;
use super::incoming::News;
use crate::messages::order::Order;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known while messages are listened to.
#[derive(Debug, Default)]
pub(super) struct Listening {
    /// Versions of a message are told apart by the order in which they came.
    order: Order<u64, u64, Said>,
    /// Messages that came and of which not all is done.
    undone: Mutex<BTreeSet<u64>>,
}

impl Listening {
    /// The message up to which all is done, where `latest` is the latest that came.
    pub(super) fn done_up_to(&self, latest: u64) -> u64 {
        let undone = self.undone.lock().unwrap_or_else(PoisonError::into_inner);
        undone.first().map_or(latest, |first| latest.min(first.saturating_sub(1)))
    }
}

/// Does what is to be done when Zulip tells of messages, at `at`.
pub(super) fn heard(bot: &Arc<Bot>, news: News, at: Timestamp) {
    let _ = (bot, news, at);
}
