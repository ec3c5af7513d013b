//! The signals that tell a process to stop.

use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM, as supervisors send it, and SIGINT, as a terminal does.
pub(super) struct Stops {
    terminate: Signal,
    interrupt: Signal,
}

impl Stops {
    /// From now on these signals end nothing by themselves.
    pub(super) fn new() -> io::Result<Stops> {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Stops { terminate, interrupt })
    }

    /// Waits until the process is told to stop, once more each time.
    pub(super) async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
