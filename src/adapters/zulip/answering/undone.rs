//! Messages that came and of which not all is done: whoever listens later begins at the first of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many pieces of work are undone about each message.
#[derive(Debug, Default)]
pub(super) struct Undone(Mutex<BTreeMap<u64, usize>>);

impl Undone {
    /// The first of them.
    pub(super) fn first(&self) -> Option<u64> {
        self.messages().first_key_value().map(|(id, _)| *id)
    }

    /// Whether a message is one of them.
    pub(super) fn has(&self, id: u64) -> bool {
        self.messages().contains_key(&id)
    }

    fn messages(&self) -> MutexGuard<'_, BTreeMap<u64, usize>> {
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
        *undone.messages().entry(id).or_default() += 1;
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
        if let Some(many) = messages.get_mut(&self.id) {
            *many -= 1;
            if *many == 0 {
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
}
