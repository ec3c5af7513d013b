//! Where a platform speaks to tenet through the HTTP door, as plain data.
//!
//! So the door need not know the platform, nor the platform the door. Listens at nothing itself.

use std::fmt;
use std::sync::Arc;

/// What a platform sent.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The value of a header that stands there once and is text. Names are in small letters.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// Its body, no larger than the inlet takes.
    pub body: &'a [u8],
}

/// What comes of it.
pub enum Received {
    /// It is the platform's, and this is answered.
    Answered {
        /// In JSON.
        body: Vec<u8>,
        /// What is to be begun once the answer is on its way. Must not block.
        then: Option<Box<dyn FnOnce() + Send + Sync>>,
    },
    /// Nothing shows that the platform sent it.
    Unproven,
    /// It is the platform's, and nothing that can be read.
    Unreadable,
}

/// Takes what was sent. Must not wait for a network or a disk: it runs where answers are written.
type Receive = dyn Fn(Sent<'_>) -> Received + Send + Sync;

/// A path of the HTTP door to which one platform sends.
#[derive(Clone)]
pub struct Inlet {
    /// Where, such as `/platform/events`: no path of the door's own.
    pub path: &'static str,
    /// The largest body that is taken, in bytes.
    pub largest: usize,
    /// Headers without which nothing shows who sent a body, which is not read then. In small letters.
    pub proofs: &'static [&'static str],
    receive: Arc<Receive>,
}

impl Inlet {
    /// An inlet at this path that takes bodies of at most `largest` bytes.
    pub fn new(
        path: &'static str,
        largest: usize,
        receive: impl Fn(Sent<'_>) -> Received + Send + Sync + 'static,
    ) -> Inlet {
        Inlet { path, largest, proofs: &[], receive: Arc::new(receive) }
    }

    /// The same, at which each of these headers has to stand once.
    #[must_use]
    pub fn proven_by(self, proofs: &'static [&'static str]) -> Inlet {
        Inlet { proofs, ..self }
    }

    /// What comes of what was sent.
    pub fn receive(&self, sent: Sent<'_>) -> Received {
        (self.receive)(sent)
    }
}

impl fmt::Debug for Inlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inlet").field("path", &self.path).finish_non_exhaustive()
    }
}
