//! Messages that came and of which not all is done: whoever listens later begins at the first of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is undone about each message.
#[derive(Debug, Default)]
pub(super) struct Undone(Mutex<BTreeMap<u64, Work>>);

#[derive(Debug, Default)]
struct Work {
    /// How many pieces there are of it.
    many: usize,
    /// Whether the message was moved since it came.
    is_moved: bool,
}

impl Undone {
    /// The first of them.
    pub(super) fn first(&self) -> Option<u64> {
        self.messages().first_key_value().map(|(id, _)| *id)
    }

    /// Whether a message is one of them.
    pub(super) fn has(&self, id: u64) -> bool {
        self.messages().contains_key(&id)
    }

    /// A message was moved, which matters where something is undone about it.
    pub(super) fn moves(&self, id: u64) {
        if let Some(work) = self.messages().get_mut(&id) {
            work.is_moved = true;
        }
    }

    /// Whether a message was moved since that was last asked.
    pub(super) fn was_moved(&self, id: u64) -> bool {
        self.messages().get_mut(&id).is_some_and(|work| std::mem::take(&mut work.is_moved))
    }

    fn messages(&self) -> MutexGuard<'_, BTreeMap<u64, Work>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something is undone about a message until this is dropped.
#[derive(Debug)]
pub(super) struct Mark {
    undone: Arc<Undone>,
    id: u64,
    is_done: bool,
}

impl Mark {
    /// Something is undone about this message from now on.
    pub(super) fn of(undone: &Arc<Undone>, id: u64) -> Mark {
        undone.messages().entry(id).or_default().many += 1;
        Mark { undone: Arc::clone(undone), id, is_done: true }
    }

    /// It stays undone as long as this process listens.
    pub(super) fn stays(mut self) {
        self.is_done = false;
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if !self.is_done {
            return;
        }
        let mut messages = self.undone.messages();
        if let Some(work) = messages.get_mut(&self.id) {
            work.many -= 1;
            if work.many == 0 {
                messages.remove(&self.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_undone_until_all_about_it_is_done() {
        let undone = Arc::new(Undone::default());
        let (asked, edited) = (Mark::of(&undone, 7), Mark::of(&undone, 7));
        let other = Mark::of(&undone, 9);
        drop(asked);
        assert_eq!(undone.first(), Some(7));
        drop(edited);
        assert_eq!((undone.first(), undone.has(7)), (Some(9), false));
        other.stays();
        assert_eq!(undone.first(), Some(9), "whoever comes next does it");
    }
    #[test]
    fn a_move_is_told_once_and_only_of_what_is_undone() {
        let undone = Arc::new(Undone::default());
        undone.moves(7);
        let _mark = Mark::of(&undone, 7);
        assert!(!undone.was_moved(7));
        undone.moves(7);
        assert!(undone.was_moved(7) && !undone.was_moved(7));
    }
}
