//! A thread with a runtime of its own, on which serenity works: whatever it does there, it holds up no
//! answer, and nothing of it is left when it is given up.
//!
//! It is one thread, so that events are heard in the order in which they came.

use std::future::Future;
use std::io;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;
use tokio::time::{Instant, interval};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How often the thread says that it is there.
const BEAT: Duration = Duration::from_secs(1);

/// The thread. What runs there ends when this is dropped.
pub(super) struct Apart {
    handle: Handle,
    beats: watch::Receiver<Instant>,
    _end: DropGuard,
}

impl Apart {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system gives none.
    pub(super) fn start() -> io::Result<Apart> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let end = CancellationToken::new();
        let (beat, beats) = watch::channel(Instant::now());
        let ended = end.clone();
        thread::Builder::new().name("discord".to_owned()).spawn(move || {
            runtime.block_on(async {
                let mut times = interval(BEAT);
                loop {
                    tokio::select! {
                        () = ended.cancelled() => return,
                        _ = times.tick() => beat.send_replace(Instant::now()),
                    };
                }
            });
        })?;
        Ok(Apart { handle, beats, _end: end.drop_guard() })
    }

    /// Does something there.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.handle.spawn(work);
    }

    /// For how long nothing was heard from there.
    pub(super) fn silent_for(&self) -> Duration {
        self.beats.borrow().elapsed()
    }
}
