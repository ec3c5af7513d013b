//! The HTTP door over a library in memory, on a port of its own, with real connections to it.

use super::library::limits;
use super::serving::{Client, Response};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::thread::JoinHandle;
use tenet::adapters::http::{self, Deadlines};
use tenet::config::Http;
use tenet::desk::Desk;
use tenet::inlet::Inlet;
use tenet::library::Library;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) desk: Arc<Desk>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

/// A door that counts no requests and knows no websites.
pub(crate) fn settings() -> Http {
    Http {
        address: ([127, 0, 0, 1], 0).into(),
        allow_origins: Vec::new(),
        behind_proxy: false,
        per_minute: NonZeroU32::MAX,
    }
}

impl Door {
    pub(crate) fn of(library: &Library) -> Door {
        Door::open(library, &settings())
    }

    pub(crate) fn open(library: &Library, settings: &Http) -> Door {
        Door::waiting(library, settings, Deadlines::default())
    }

    /// Where it matters how long the door waits for somebody.
    pub(crate) fn waiting(library: &Library, settings: &Http, deadlines: Deadlines) -> Door {
        Door::with(library, settings, deadlines, |_| Vec::new())
    }

    /// Where platforms speak to it.
    pub(crate) fn with(
        library: &Library,
        settings: &Http,
        deadlines: Deadlines,
        inlets: impl FnOnce(&Arc<Desk>) -> Vec<Inlet>,
    ) -> Door {
        let desk = Arc::new(Desk::new(library.clone(), limits()));
        let routes = http::routes(Arc::clone(&desk), settings, &inlets(&desk));
        let stop = CancellationToken::new();
        let until = stop.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind(settings.address)).unwrap();
        let address = listener.local_addr().unwrap();
        let listening = http::listen(listener, routes, deadlines, until);
        let thread = std::thread::spawn(move || runtime.block_on(listening));
        Door { address, desk, stop, thread: Some(thread) }
    }

    pub(crate) fn client(&self) -> Client {
        Client::of(self.address).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.client().get(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Sends bytes as they are on a connection of their own, and reads one answer.
    pub(crate) fn send(&self, request: &str) -> Response {
        let mut client = self.client();
        client.send(request).unwrap();
        client.read().unwrap_or_else(|error| panic!("{request:.200}: {error}"))
    }

    /// Tells it to stop, without waiting.
    pub(crate) fn tell_to_stop(&self) {
        self.stop.cancel();
    }

    /// Waits until it has stopped.
    pub(crate) fn stopped(mut self) {
        self.stop.cancel();
        self.thread.take().unwrap().join().unwrap();
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
