//! How much one asker and one channel may ask, and what is not said twice: good manners in a room
//! full of people.
//!
//! Pure: time is passed in, nothing is sent or slept on. Every adapter goes by it.

mod pace;

pub use pace::{MOST_REMEMBERED, Pace};

use std::num::NonZeroU32;

/// How much may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// By one asker, in a minute.
    pub asker_per_minute: NonZeroU32,
    /// In one channel, in a minute.
    pub channel_per_minute: NonZeroU32,
}
