//! The signals that tell a process to stop.

use std::io;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Within this time all signals are one: some supervisors signal a process and its group at once.
const ONE: Duration = Duration::from_secs(1);

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

    /// Waits until the process is told to stop.
    pub(super) async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits until the process is told once more, by somebody who has seen that it was told before.
    pub(super) async fn told_again(&mut self) {
        let same = tokio::time::sleep(ONE);
        tokio::pin!(same);
        loop {
            tokio::select! {
                () = &mut same => break,
                () = self.told() => {}
            }
        }
        self.told().await;
    }
}
