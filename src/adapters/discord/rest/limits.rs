//! What Discord said to wait for: everything, or one kind of request in one place.
//!
//! Remembers what is used up until it is not, and no more of that than a thousand
//! (<https://discord.com/developers/docs/topics/rate-limits#header-format>). Nothing is waited for here.

use crate::pace::wait_told;
use discord_reqwest::header::HeaderMap;
use serenity::http::{LightMethod, Route};
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// How much is remembered; of more, what is free first is forgotten, and Discord says it again.
const MOST: usize = 1000;

/// What is used up.
#[derive(Debug, Default)]
pub(super) struct Limits {
    keys: RandomState,
    used_up: Mutex<UsedUp>,
}

#[derive(Debug, Default)]
struct UsedUp {
    /// Until when nothing is sent.
    everything: Option<Instant>,
    /// Until when nothing of a kind is.
    buckets: HashMap<u64, Instant>,
}

impl Limits {
    /// Whether the limit of everything is for this too. Answers to interactions are apart
    /// (<https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints>).
    pub(super) fn is_for(route: &Route<'_>) -> bool {
        !matches!(
            route,
            Route::InteractionResponse { .. }
                | Route::WebhookFollowupMessages { .. }
                | Route::WebhookFollowupMessage { .. }
                | Route::WebhookOriginalInteractionResponse { .. }
        )
    }

    /// What is counted together: a method, a route and the channel, server or interaction that it is
    /// about.
    pub(super) fn bucket(&self, method: LightMethod, route: &Route<'_>) -> u64 {
        let mut key = self.keys.build_hasher();
        method.hash(&mut key);
        route.ratelimiting_bucket().hash(&mut key);
        match route {
            // Of these every interaction has its own.
            Route::WebhookFollowupMessages { token, .. }
            | Route::WebhookFollowupMessage { token, .. }
            | Route::WebhookOriginalInteractionResponse { token, .. } => token.hash(&mut key),
            _ => {}
        }
        key.finish()
    }

    /// When something of this kind may be sent, where that is not now. `everything` says whether the
    /// limit of everything is for it too.
    pub(super) fn free_at(&self, bucket: u64, everything: bool, now: Instant) -> Option<Instant> {
        let used_up = self.used_up();
        let everything = used_up.everything.filter(|_| everything);
        let times = [everything, used_up.buckets.get(&bucket).copied()];
        times.into_iter().flatten().max().filter(|free| *free > now)
    }

    /// Nothing of this kind is sent until then, or nothing at all.
    pub(super) fn wait(&self, bucket: u64, until: Instant, everywhere: bool) {
        let mut used_up = self.used_up();
        if everywhere {
            used_up.everything = used_up.everything.max(Some(until));
        }
        if used_up.buckets.len() >= MOST {
            let now = Instant::now();
            used_up.buckets.retain(|_, free| *free > now);
        }
        if used_up.buckets.len() >= MOST {
            let soonest = used_up.buckets.iter().min_by_key(|(_, free)| **free);
            if let Some(soonest) = soonest.map(|(bucket, _)| *bucket) {
                used_up.buckets.remove(&soonest);
            }
        }
        used_up.buckets.insert(bucket, until);
    }

    /// Learns from an answer whether this kind is used up.
    pub(super) fn learn(&self, bucket: u64, headers: &HeaderMap, now: Instant) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<f64>().ok();
        let remaining = number("x-ratelimit-remaining");
        let after = number("x-ratelimit-reset-after");
        if remaining.is_some_and(|remaining| remaining < 1.0) && after.is_some() {
            self.wait(bucket, now + wait_told(after), false);
        }
    }

    fn used_up(&self) -> MutexGuard<'_, UsedUp> {
        self.used_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serenity::model::id::{ApplicationId, ChannelId, MessageId};
    use std::time::Duration;

    #[test]
    fn what_is_used_up_waits_and_nothing_else_does() {
        let (limits, now) = (Limits::default(), Instant::now());
        let messages = |channel| Route::ChannelMessages { channel_id: ChannelId::new(channel) };
        let here = limits.bucket(LightMethod::Post, &messages(1));
        let there = limits.bucket(LightMethod::Post, &messages(2));
        let soon = now + Duration::from_secs(2);
        limits.wait(here, soon, false);
        assert_eq!(limits.free_at(here, true, now), Some(soon));
        assert_eq!(limits.free_at(there, true, now), None);
        assert_eq!(limits.free_at(limits.bucket(LightMethod::Get, &messages(1)), true, now), None);
        assert_eq!(limits.free_at(here, true, soon), None, "it is free again");
        let later = now + Duration::from_secs(3);
        limits.wait(there, later, true);
        assert_eq!(limits.free_at(here, true, now), Some(later));
        assert_eq!(limits.free_at(here, false, now), Some(soon), "what is apart waits for its own");
    }

    #[test]
    fn every_message_of_a_channel_is_of_one_kind_and_no_interaction_waits_for_another() {
        let limits = Limits::default();
        let message = |message_id| {
            let (channel_id, message_id) = (ChannelId::new(7), MessageId::new(message_id));
            limits.bucket(LightMethod::Patch, &Route::ChannelMessage { channel_id, message_id })
        };
        assert_eq!(message(1), message(2));
        let follow = |token| {
            let application_id = ApplicationId::new(7);
            let route = Route::WebhookFollowupMessages { application_id, token };
            limits.bucket(LightMethod::Post, &route)
        };
        assert_ne!(follow("one"), follow("two"));
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let (limits, now) = (Limits::default(), Instant::now());
        let time = |bucket: u64| now + Duration::from_secs(60 + bucket);
        (0..3000).for_each(|bucket| limits.wait(bucket, time(bucket), false));
        assert_eq!(limits.used_up().buckets.len(), MOST);
        assert_eq!(limits.free_at(2999, true, now), Some(time(2999)));
    }
}
