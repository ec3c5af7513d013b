//! Writes the ledger in a thread of its own, so that no answer waits for a disk.
//!
//! What comes faster than it can be written is not counted. What cannot be written waits in memory,
//! as far as there is room, and is written as soon as it can be.

use super::unanswered::Counts;
use super::{Ledger, LedgerError, day, oldest};
use crate::unanswered::Words;
use jiff::Timestamp;
use jiff::civil::Date;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How many messages wait for the writer; what comes when so many do is dropped.
const MOST_MESSAGES: usize = 256;
/// How soon a disk that refused is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// How many questions wait for a disk that refuses.
const MOST_WAITING: usize = 1_000;

enum Message {
    Unanswered(Words, Date),
    DropOld(Date),
    Stop,
}

/// The thread that writes. It ends with [`Writer::close`].
#[derive(Debug)]
pub struct Writer {
    sender: SyncSender<Message>,
    /// There until the writer is closed.
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Where questions that found no answer are told, by whoever answers.
#[derive(Debug, Clone)]
pub struct Counter {
    sender: SyncSender<Message>,
}

impl Counter {
    /// Counts words that found no answer at a moment, unless the writer is behind. Never waits.
    pub fn count(&self, words: Words, at: Timestamp) {
        // A count that is lost is worth no answer that waits.
        let _ = self.sender.try_send(Message::Unanswered(words, day(at)));
    }
}

impl Writer {
    /// Starts writing to a ledger.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(ledger: Ledger) -> io::Result<Writer> {
        let (sender, receiver) = sync_channel(MOST_MESSAGES);
        let thread = Builder::new().name("ledger".to_owned()).spawn(move || {
            Writing { ledger, waiting: Counts::new(), refused: false }.all(&receiver)
        })?;
        Ok(Writer { sender, thread: Mutex::new(Some(thread)) })
    }

    /// Where to tell what shall be counted.
    pub fn counter(&self) -> Counter {
        Counter { sender: self.sender.clone() }
    }

    /// Has what is too old by a moment dropped. Never waits.
    pub fn drop_old(&self, at: Timestamp) {
        let _ = self.sender.try_send(Message::DropOld(day(at)));
    }

    /// Waits until everything that was told before is written. What is told later is not.
    pub fn close(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = self.sender.send(Message::Stop);
            // A writer that panicked has been told of by the panic itself.
            let _ = thread.join();
        }
    }
}

struct Writing {
    ledger: Ledger,
    waiting: Counts,
    /// Whether the disk refused at the last try.
    refused: bool,
}

impl Writing {
    fn all(&mut self, receiver: &Receiver<Message>) {
        loop {
            let mut goes_on = match self.next(receiver) {
                Ok(message) => self.take(message),
                // What waits is tried again.
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            // What has come meanwhile is written with it.
            while let Some(message) = receiver.try_recv().ok().filter(|_| goes_on) {
                goes_on = self.take(message);
            }
            self.write();
            if !goes_on {
                return;
            }
        }
    }

    /// The next message, whenever it comes; while something waits for the disk, it is waited for no
    /// longer than until the next try.
    fn next(&self, receiver: &Receiver<Message>) -> Result<Message, RecvTimeoutError> {
        if self.waiting.is_empty() {
            return receiver.recv().map_err(|_| RecvTimeoutError::Disconnected);
        }
        receiver.recv_timeout(AGAIN)
    }

    /// Says whether there will be more.
    fn take(&mut self, message: Message) -> bool {
        match message {
            Message::Unanswered(words, day) => {
                let Words { folded, said } = words;
                let key = (folded, day);
                if self.waiting.len() < MOST_WAITING || self.waiting.contains_key(&key) {
                    let (_, times) = self.waiting.entry(key).or_insert((said, 0));
                    *times = times.saturating_add(1);
                }
            }
            Message::DropOld(today) => {
                self.waiting.retain(|(_, day), _| *day >= oldest(today));
                let dropped = self.ledger.drop_old(today);
                self.tell(dropped);
            }
            Message::Stop => return false,
        }
        true
    }

    fn write(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let written = self.ledger.count(&self.waiting);
        if written.is_ok() {
            self.waiting.clear();
        }
        self.tell(written);
    }

    /// Says once that the disk refuses, and once that it no longer does.
    fn tell(&mut self, done: Result<(), LedgerError>) {
        match done {
            Err(error) if !self.refused => {
                tracing::warn!("the ledger is not written until that is mended: {error}");
                self.refused = true;
            }
            Ok(()) if self.refused => {
                tracing::info!("the ledger is written again");
                self.refused = false;
            }
            _ => {}
        }
    }
}
