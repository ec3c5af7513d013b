//! Writes the ledger in a thread of its own, so that no answer waits for a disk.
//!
//! What comes faster than it can be written is not kept. What cannot be written waits in memory, as
//! far as there is room, and is written as soon as it can be.

use super::answers::{Changes, Given, QuestionId};
use super::heard::{Heard, Marks};
use super::told::Told;
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
/// How many questions of each kind wait for a disk that refuses.
const MOST_WAITING: usize = 1_000;

enum Message {
    Unanswered(Words, Date),
    Told(String, Date),
    Answers(QuestionId, Option<Given>),
    Heard(Heard),
    DropOld(Timestamp),
    Stop,
}

/// The thread that writes. It ends with [`Writer::close`].
#[derive(Debug)]
pub struct Writer {
    sender: SyncSender<Message>,
    /// There until the writer is closed.
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Where is told what shall be kept, by whoever answers. Nothing here waits.
#[derive(Debug, Clone)]
pub struct Keeper {
    sender: SyncSender<Message>,
}

impl Keeper {
    /// Counts words that found no answer at a moment, unless the writer is behind.
    pub fn count(&self, words: Words, at: Timestamp) {
        // A count that is lost is worth no answer that waits.
        let _ = self.sender.try_send(Message::Unanswered(words, day(at)));
    }

    /// Keeps words that somebody gave to the maintainers at a moment. Says whether they are taken: not
    /// while the writer is behind.
    pub fn tell(&self, words: String, at: Timestamp) -> bool {
        self.sender.try_send(Message::Told(words, day(at))).is_ok()
    }

    /// Keeps where the answers to a question stand, or that it is followed no more. Where the writer is
    /// behind, the next process follows another question less.
    pub fn keep_answers(&self, question: QuestionId, given: Option<Given>) {
        let _ = self.sender.try_send(Message::Answers(question, given));
    }

    /// Keeps how far a platform was heard. Where the writer is behind, the next process looks through a
    /// little more.
    pub fn keep_heard(&self, heard: Heard) {
        let _ = self.sender.try_send(Message::Heard(heard));
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
            Writing { ledger, waiting: Waiting::default(), refused: false }.all(&receiver)
        })?;
        Ok(Writer { sender, thread: Mutex::new(Some(thread)) })
    }

    /// Where to tell what shall be kept.
    pub fn keeper(&self) -> Keeper {
        Keeper { sender: self.sender.clone() }
    }

    /// Has what is too old by a moment dropped. Never waits.
    pub fn drop_old(&self, at: Timestamp) {
        let _ = self.sender.try_send(Message::DropOld(at));
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

/// What is not written yet.
#[derive(Default)]
struct Waiting {
    counts: Counts,
    told: Vec<Told>,
    answers: Changes,
    heard: Marks,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.counts.is_empty()
            && self.told.is_empty()
            && self.answers.is_empty()
            && self.heard.is_empty()
    }

    /// Has the ledger write it. What is written waits no more.
    fn write(&mut self, ledger: &mut Ledger) -> Result<(), LedgerError> {
        // Answers first: somebody may be about to edit a question.
        if !self.answers.is_empty() {
            ledger.keep_answers(&self.answers)?;
            self.answers.clear();
        }
        // After the answers: what was heard counts as done.
        if !self.heard.is_empty() {
            ledger.keep_heard(&self.heard)?;
            self.heard.clear();
        }
        if !self.told.is_empty() {
            ledger.keep_told(&self.told)?;
            self.told.clear();
        }
        if !self.counts.is_empty() {
            ledger.count(&self.counts)?;
            self.counts.clear();
        }
        Ok(())
    }

    /// Drops what has become too old by a moment.
    fn drop_old(&mut self, at: Timestamp) {
        let oldest = oldest(day(at));
        self.counts.retain(|(_, day), _| *day >= oldest);
        self.told.retain(|(_, day)| *day >= oldest);
        self.answers.retain(|_, given| given.as_ref().is_none_or(|given| given.is_followed(at)));
    }
}

struct Writing {
    ledger: Ledger,
    waiting: Waiting,
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
                let counts = &mut self.waiting.counts;
                if counts.len() < MOST_WAITING || counts.contains_key(&key) {
                    let (_, times) = counts.entry(key).or_insert((said, 0));
                    *times = times.saturating_add(1);
                }
            }
            Message::Told(words, day) => {
                if self.waiting.told.len() < MOST_WAITING {
                    self.waiting.told.push((words, day));
                }
            }
            Message::Answers(question, given) => {
                let answers = &mut self.waiting.answers;
                if answers.len() < MOST_WAITING || answers.contains_key(&question) {
                    answers.insert(question, given);
                }
            }
            Message::Heard(heard) => {
                self.waiting.heard.insert(heard.platform.clone(), heard);
            }
            Message::DropOld(at) => {
                self.waiting.drop_old(at);
                let dropped = self.ledger.drop_old(at);
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
        let written = self.waiting.write(&mut self.ledger);
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
