//! Who writes to the bot: whether they are a person, and whether they moderate.
//!
//! That somebody is a bot is remembered; what somebody may do is asked each time it matters.

use super::bot::Bot;
use super::rest::{Failure, User};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const MOST: usize = 4096;

/// The lowest role, as a number, that moderates
/// (<https://zulip.com/api/roles-and-permissions#permission-levels>).
const MODERATOR: u32 = 300;

/// The role of those who read only what they are subscribed to.
const GUEST: u32 = 600;

/// Those who wrote.
#[derive(Debug, Default)]
pub(super) struct People(Mutex<HashMap<u64, bool>>);

impl People {
    fn known(&self, user: u64) -> Option<bool> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&user).copied()
    }

    fn keep(&self, user: u64, is_person: bool) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(user, is_person);
    }
}

/// Whether this is a person, whom the bot answers: no other bot, and none of Zulip's own.
pub(super) async fn is_person(bot: &Bot, user: u64) -> Result<bool, Failure> {
    if let Some(known) = bot.people.known(user) {
        return Ok(known);
    }
    let is_person = match bot.rest.user(user).await {
        Ok(user) => !user.is_bot,
        // Zulip's own bots belong to no organisation.
        Err(Failure::Refused { status: 400 | 404, .. }) => false,
        Err(failure) => return Err(failure),
    };
    bot.people.keep(user, is_person);
    Ok(is_person)
}

/// Whether somebody moderates, by their role or by the group that the operator names.
pub(super) async fn is_moderator(bot: &Bot, user: u64) -> Result<bool, Failure> {
    let User { role, is_active, is_bot, .. } = match bot.rest.user(user).await {
        Err(Failure::Refused { status: 400 | 404, .. }) => return Ok(false),
        found => found?,
    };
    if !is_active || is_bot {
        return Ok(false);
    }
    if (1..=MODERATOR).contains(&role) {
        return Ok(true);
    }
    match bot.settings.moderator_group {
        Some(group) => match bot.rest.is_in_group(group, user).await {
            Err(Failure::Refused { .. }) => Ok(false),
            found => found,
        },
        None => Ok(false),
    }
}

/// Whether somebody reads only the channels to which they are subscribed, public ones as well.
pub(super) async fn is_guest(bot: &Bot, user: u64) -> Result<bool, Failure> {
    bot.rest.user(user).await.map(|user| user.role >= GUEST)
}
