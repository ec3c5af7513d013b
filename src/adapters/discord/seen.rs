//! What came from Discord already: after a lost connection it may bring the same once more
//! (<https://discord.com/developers/docs/events/gateway#resuming>).
//!
//! Remembers numbers alone, and of those the latest few thousand.

use std::collections::{HashSet, VecDeque};

/// How many are remembered: more than come in the minutes for which Discord keeps a session.
const MOST: usize = 4096;

/// The numbers of what came.
#[derive(Debug, Default)]
pub(super) struct Seen {
    all: HashSet<u64>,
    in_order: VecDeque<u64>,
}

impl Seen {
    /// Whether this came for the first time, as far as that is remembered.
    pub(super) fn is_new(&mut self, number: u64) -> bool {
        if !self.all.insert(number) {
            return false;
        }
        self.in_order.push_back(number);
        if self.in_order.len() > MOST
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.all.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Seen};

    #[test]
    fn the_same_is_new_once_until_it_is_forgotten() {
        let mut seen = Seen::default();
        assert!(seen.is_new(7));
        assert!(!seen.is_new(7));
        (100..100 + MOST as u64).for_each(|number| assert!(seen.is_new(number)));
        assert!(seen.is_new(7), "the oldest is forgotten");
        assert!(!seen.is_new(101) || seen.all.len() == MOST);
        assert_eq!(seen.all.len(), MOST);
    }
}
