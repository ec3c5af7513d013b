//! Many who ask while a server stops, and what each of them may see of that.

use super::serving::{Client, Response};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub(crate) struct Crowd<'a> {
    address: SocketAddr,
    path: &'a str,
    answered: AtomicUsize,
    /// Whether somebody has found that nobody listens any more.
    closed: AtomicBool,
}

impl<'a> Crowd<'a> {
    pub(crate) fn at(address: SocketAddr, path: &'a str) -> Crowd<'a> {
        let (answered, closed) = (AtomicUsize::new(0), AtomicBool::new(false));
        Crowd { address, path, answered, closed }
    }

    /// Sixteen ask again and again, half of them on connections that they keep, until nobody listens
    /// any more. `stop` is called once many were answered.
    ///
    /// Each request on a connection that was taken must have its whole answer, `right` says whether
    /// that is one, and what is answered after the stop must say that it is the last.
    pub(crate) fn ask_until(&self, stop: impl FnOnce(), right: impl Fn(&Response) -> bool + Sync) {
        std::thread::scope(|scope| {
            let right = &right;
            let askers: Vec<_> = (0..16)
                .map(|number| scope.spawn(move || self.ask_on(number % 2 == 0, right)))
                .collect();
            // Whoever fails does so before the stop, which then must come all the same.
            while self.answered.load(Ordering::Relaxed) < 300
                && !askers.iter().any(std::thread::ScopedJoinHandle::is_finished)
            {
                std::thread::yield_now();
            }
            stop();
            askers.into_iter().for_each(|asker| asker.join().unwrap());
        });
        assert!(self.answered.load(Ordering::Relaxed) >= 300);
    }

    fn ask_on(&self, keeps: bool, right: &impl Fn(&Response) -> bool) {
        loop {
            match Client::of(self.address) {
                Ok(client) => self.ask_through(client, keeps, right),
                // Reset where the listener goes while the connection is made.
                Err(error) => {
                    let gone = [ErrorKind::ConnectionRefused, ErrorKind::ConnectionReset];
                    assert!(gone.contains(&error.kind()), "{error}");
                    self.closed.store(true, Ordering::Relaxed);
                    return;
                }
            }
        }
    }

    fn ask_through(&self, mut client: Client, keeps: bool, right: &impl Fn(&Response) -> bool) {
        let mut is_first = true;
        // A connection that was closed before anything was sent on it refuses nothing.
        while !client.is_closed() {
            let nobody_listens = self.closed.load(Ordering::Relaxed);
            let response = match client.get(self.path) {
                Ok(response) => response,
                Err(error) => {
                    // The system makes connections before the server takes them, and resets those
                    // that it has not taken when it ends. One that it took ends in order.
                    let reset = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
                    assert!(is_first && reset.contains(&error.kind()), "no answer: {error}");
                    return;
                }
            };
            assert!(response.status == 200 && right(&response), "{response:?}");
            let is_last = response.header("connection") == Some("close");
            assert!(is_last || !nobody_listens, "it goes on after the stop: {response:?}");
            self.answered.fetch_add(1, Ordering::Relaxed);
            if is_last {
                assert_eq!(client.rest(), "", "something follows the last answer");
            }
            if is_last || !keeps {
                return;
            }
            is_first = false;
        }
    }
}
