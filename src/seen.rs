//! What came or was done already, so that it is not done twice: after a lost connection a platform may
//! bring the same once more.
//!
//! Remembers numbers and names alone, and of those the latest few thousand. Knows no platform.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

/// How many are remembered: more than come in the minutes for which a platform brings them again.
const MOST: usize = 4096;

/// By what that is known that came.
#[derive(Debug)]
pub struct Seen<T> {
    all: HashSet<T>,
    in_order: VecDeque<T>,
}

impl<T> Default for Seen<T> {
    fn default() -> Seen<T> {
        Seen { all: HashSet::new(), in_order: VecDeque::new() }
    }
}

impl<T: Clone + Eq + Hash> Seen<T> {
    /// Whether this came for the first time, as far as that is remembered.
    pub fn is_new(&mut self, which: T) -> bool {
        if !self.all.insert(which.clone()) {
            return false;
        }
        self.in_order.push_back(which);
        if self.in_order.len() > MOST
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.all.remove(&oldest);
        }
        true
    }

    /// Does as if this had never come.
    pub fn forget(&mut self, which: &T) {
        if self.all.remove(which) {
            self.in_order.retain(|other| other != which);
        }
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
        seen.forget(&200);
        assert_eq!(seen.in_order.len(), MOST - 1);
        assert!(seen.is_new(200), "it was taken back");
    }
}
