//! What happens on a platform of the tests, changed by some and waited for by others.
//!
//! Knows no platform, and sleeps for nothing: who waits looks again whenever something changes.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// No machine is so busy that what a test waits for takes longer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(180);

/// A world that says what a test ends with that waits in vain.
pub(crate) trait Watched {
    /// What should not have happened.
    fn went_wrong(&self) -> &[String];
    /// What was asked of it.
    fn asked(&self) -> &[String];
    /// Whether the test is over.
    fn is_over(&self) -> bool;
}

/// What happens there, and who waits for it.
#[derive(Default)]
pub(crate) struct Shared<W> {
    world: Mutex<W>,
    changed: Condvar,
}

impl<W: Watched> Shared<W> {
    pub(crate) fn world(&self) -> MutexGuard<'_, W> {
        self.world.lock().unwrap_or_else(|error| error.into_inner())
    }

    /// Changes something, and tells those who wait.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut W) -> T) -> T {
        let changed = change(&mut self.world());
        self.changed.notify_all();
        changed
    }

    /// Waits until there is what is looked for.
    #[track_caller]
    pub(crate) fn wait<T>(&self, for_what: &str, look: impl Fn(&W) -> Option<T>) -> T {
        let until = Instant::now() + DEADLINE;
        let mut world = self.world();
        loop {
            if let Some(found) = look(&world) {
                return found;
            }
            assert!(
                world.went_wrong().is_empty(),
                "waiting for {for_what}: {:#?}",
                world.went_wrong()
            );
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{for_what} does not come; asked: {:#?}", world.asked());
            let waited = self.changed.wait_timeout(world, left);
            world = waited.unwrap_or_else(|error| error.into_inner()).0;
        }
    }

    /// Looks again whenever something changes, and at the moment that the look names.
    pub(crate) fn wait_until<T>(
        &self,
        mut look: impl FnMut(&mut W, &mut Instant) -> Option<T>,
    ) -> T {
        let mut world = self.world();
        let mut until = Instant::now();
        loop {
            if let Some(found) = look(&mut world, &mut until) {
                drop(world);
                self.changed.notify_all();
                return found;
            }
            let left = until.saturating_duration_since(Instant::now());
            // It was just late enough, and the look did not see that yet.
            let left = left.max(Duration::from_millis(1));
            let waited = self.changed.wait_timeout(world, left);
            world = waited.unwrap_or_else(|error| error.into_inner()).0;
        }
    }

    pub(crate) fn wait_for_the_end(&self) {
        self.wait_until(|world, until| {
            *until = Instant::now() + DEADLINE;
            world.is_over().then_some(())
        });
    }
}
