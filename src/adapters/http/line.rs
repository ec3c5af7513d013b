//! A connection as hyper reads and writes it: notices what is heard, and does not wait for ever for
//! somebody who does not listen.
//!
//! Where hyper cannot read the head of a request it answers by itself, with a status and no word of
//! what is wrong. Here such an answer gets its words.

use super::refusal::Refusal;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// More bytes than such an answer of hyper's has.
const LONGEST_BARE: usize = 256;

/// What is known of a connection beside what is said on it.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Whether a request has begun and its head is not read yet.
    begun: AtomicBool,
    /// Whether the connection ends with the next answer.
    last: AtomicBool,
}

impl Heard {
    /// The head of a request was read.
    pub(super) fn request(&self) {
        self.begun.store(false, Ordering::Relaxed);
    }

    /// Whether a request has begun and its head is not read yet.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Ends the connection with the next answer.
    pub(super) fn end_soon(&self) {
        self.last.store(true, Ordering::Relaxed);
    }

    /// Whether the connection ends with the next answer.
    pub(super) fn ends_soon(&self) -> bool {
        self.last.load(Ordering::Relaxed)
    }
}

/// A connection.
pub(super) struct Line {
    stream: TcpStream,
    heard: Arc<Heard>,
    /// How long somebody may take to read the next piece of an answer.
    listening: Duration,
    /// Runs while a piece of an answer waits to be read.
    patience: Option<Pin<Box<Sleep>>>,
    /// What is said in place of an answer without words, and how much of it was.
    instead: Option<(Vec<u8>, usize)>,
    /// The status of that answer.
    refused: Option<u16>,
}

impl Line {
    pub(super) fn new(stream: TcpStream, heard: Arc<Heard>, listening: Duration) -> Line {
        Line { stream, heard, listening, patience: None, instead: None, refused: None }
    }

    /// The status with which hyper has answered by itself, where it has.
    pub(super) fn refused(&self) -> Option<u16> {
        self.refused
    }

    /// The connection itself.
    pub(super) fn into_stream(self) -> TcpStream {
        self.stream
    }

    fn poll_write_now(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.instead.is_none()
            && let Some((answer, status)) = with_words(bytes)
        {
            (self.instead, self.refused) = (Some((answer, 0)), Some(status));
        }
        let Some((answer, said)) = &mut self.instead else {
            return Pin::new(&mut self.stream).poll_write(cx, bytes);
        };
        while let Some(rest) = answer.get(*said..).filter(|rest| !rest.is_empty()) {
            match ready!(Pin::new(&mut self.stream).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                more => *said += more,
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        if into.filled().len() > before {
            self.heard.begun.store(true, Ordering::Relaxed);
        }
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if let Poll::Ready(written) = this.poll_write_now(cx, bytes) {
            this.patience = None;
            return Poll::Ready(written);
        }
        let listening = this.listening;
        let patience = this.patience.get_or_insert_with(|| Box::pin(tokio::time::sleep(listening)));
        ready!(patience.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// What is written, with words for the refusal without any that ends it, and the status of that;
/// `None` where none does.
///
/// No answer of ours is a refusal without a body, and no body of ours holds a line end of HTTP.
fn with_words(written: &[u8]) -> Option<(Vec<u8>, u16)> {
    let tail_at = written.len().saturating_sub(LONGEST_BARE);
    let tail = written.get(tail_at..)?;
    let start = tail.windows(8).rposition(|signs| signs == b"HTTP/1.1" || signs == b"HTTP/1.0")?;
    let head = std::str::from_utf8(tail.get(start..)?).ok()?;
    let status: u16 = head.get(9..12)?.parse().ok()?;
    let is_bare = head.ends_with("\r\n\r\n") && head.contains("\r\ncontent-length: 0\r\n");
    if !is_bare || !(400..500).contains(&status) {
        return None;
    }
    let mut answer = written.get(..tail_at + start)?.to_vec();
    answer.extend(Refusal::unreadable_head(status).as_last_words());
    Some((answer, status))
}
