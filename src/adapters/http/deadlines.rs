//! How long the door waits for somebody. Holds times and decides nothing.

use std::time::Duration;

/// How long the door waits, for each thing that it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// How long a client may take to send the head of a request, or to say nothing between two.
    pub head: Duration,
    /// How long the body of a request may take to come.
    pub body: Duration,
    /// How long somebody may take to read the next piece of an answer.
    pub listening: Duration,
    /// How long a connection goes on, as long as it is used.
    pub life: Duration,
    /// How long a connection that shall end is listened to for a request that is on its way.
    pub grace: Duration,
    /// How long the last answer of a connection may take.
    pub last_answer: Duration,
    /// How long is read on after the last answer: a system that closes on unread bytes takes back
    /// what it has sent.
    pub linger: Duration,
}

impl Default for Deadlines {
    /// As clients on slow lines need them.
    fn default() -> Deadlines {
        Deadlines {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            listening: Duration::from_secs(20),
            life: Duration::from_secs(300),
            grace: Duration::from_millis(500),
            last_answer: Duration::from_secs(60),
            linger: Duration::from_secs(1),
        }
    }
}
