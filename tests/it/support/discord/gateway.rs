//! The gateway: <https://discord.com/developers/docs/events/gateway>.

mod talk;

use super::Shared;
use crate::support::watching::DEADLINE;
use futures_util::FutureExt;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

/// Messages in servers and to the bot.
pub(super) const INTENTS: u64 = 1 << 9 | 1 << 12;

/// How a connection begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Greeting {
    /// As it should.
    Hello,
    /// The connection ends with no word.
    Dropped,
    /// It ends with this code.
    Closed(u16),
    /// Nothing is said.
    Silent,
}

/// What becomes of an Identify or a Resume.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// What should.
    Accepted,
    /// Invalid Session, which may be resumed or not.
    Invalid(bool),
    /// The connection is closed with this code.
    Closed(u16),
    /// Nothing comes of it, and the connection goes on.
    Ignored,
}

/// What a connection is told to do.
#[derive(Debug)]
pub(super) enum Order {
    /// To send what is new.
    Look,
    /// To send this.
    Say(Value),
    /// To close, with a code or with none.
    Close(Option<u16>),
    Drop,
}

/// What a shard is told, whether it is connected or not.
pub(super) struct Session {
    pub(super) shard: u64,
    pub(super) events: Vec<(&'static str, Value)>,
    /// How many of them were sent.
    pub(super) sent: usize,
    pub(super) connection: Option<u64>,
}

pub(super) struct State {
    pub(super) address: String,
    pub(super) heartbeat: Duration,
    /// After how long without a heartbeat a connection is closed.
    pub(super) patience: Duration,
    pub(super) shards: u64,
    pub(super) concurrency: u64,
    pub(super) starts_left: u64,
    /// In what time there are as many of them as ever.
    pub(super) starts_in: Duration,
    /// How long after an Identify another of its kind may come.
    pub(super) between: Duration,
    pub(super) identified: BTreeMap<u64, Instant>,
    /// Whether heartbeats are left unanswered.
    pub(super) is_zombie: bool,
    pub(super) greetings: VecDeque<Greeting>,
    pub(super) identifies: VecDeque<Fate>,
    pub(super) resumes: VecDeque<Fate>,
    /// The session of each shard, by its name.
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) connections: BTreeMap<u64, UnboundedSender<Order>>,
    pub(super) dials: Vec<Instant>,
    pub(super) count: Count,
}

/// What there was on the gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) identified: usize,
    pub(crate) resumed: usize,
    /// Sessions that ended because their Resume was refused.
    pub(crate) ended: usize,
    pub(crate) heartbeats: usize,
    /// Connections of which the bot took its leave, after which it is not seen there any more.
    pub(crate) left: usize,
}

impl Default for State {
    fn default() -> State {
        State {
            address: String::new(),
            // As long as Discord's: a client on a busy machine would miss acknowledgements that are asked
            // for more often, and give up a connection with what it has not read of it yet.
            heartbeat: Duration::from_millis(41_250),
            patience: Duration::from_secs(90),
            shards: 1,
            concurrency: 1,
            starts_left: 1000,
            starts_in: Duration::from_secs(1),
            between: Duration::ZERO,
            identified: BTreeMap::new(),
            is_zombie: false,
            greetings: VecDeque::new(),
            identifies: VecDeque::new(),
            resumes: VecDeque::new(),
            sessions: BTreeMap::new(),
            connections: BTreeMap::new(),
            dials: Vec::new(),
            count: Count::default(),
        }
    }
}

impl State {
    /// Whether every session is connected.
    pub(super) fn is_whole(&self) -> bool {
        self.sessions.values().all(|session| session.connection.is_some())
    }

    /// Tells the shard of a server, or the first of them; false where it has no session.
    pub(super) fn tell(&mut self, server: Option<u64>, event: &'static str, data: Value) -> bool {
        let shard = server.map_or(0, |server| (server >> 22) % self.shards);
        let Some(session) = self.sessions.values_mut().find(|session| session.shard == shard)
        else {
            return false;
        };
        session.events.push((event, data));
        let connection =
            session.connection.and_then(|connection| self.connections.get(&connection));
        if let Some(connection) = connection {
            let _ = connection.send(Order::Look);
        }
        true
    }

    fn order(&self, order: impl Fn() -> Order) {
        for connection in self.connections.values() {
            let _ = connection.send(order());
        }
    }
}

/// The gateway as a test commands it.
pub(crate) struct Gateway {
    shared: Arc<Shared>,
    address: String,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Gateway {
    pub(super) fn open(shared: Arc<Shared>) -> Gateway {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("ws://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let (until, talking) = (stop.clone(), Arc::clone(&shared));
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let mut number = 0;
                while let Some(Ok((stream, _))) =
                    until.run_until_cancelled(listener.accept().boxed()).await
                {
                    number += 1;
                    tokio::spawn(talk::talk(Arc::clone(&talking), stream, number));
                }
            });
        });
        Gateway { shared, address, stop, thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> String {
        self.address.clone()
    }

    pub(super) fn end(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.shared.change(|world| change(&mut world.gateway))
    }

    /// How often a connection has to say that it lives.
    pub(crate) fn beats_every(&self, interval: Duration) {
        self.state(|state| state.heartbeat = interval);
    }

    /// Closes connections from which no heartbeat came for so long.
    pub(crate) fn waits_for_heartbeats(&self, patience: Duration) {
        self.state(|state| state.patience = patience);
    }

    /// Leaves heartbeats unanswered, or no longer.
    pub(crate) fn is_zombie(&self, yes: bool) {
        self.state(|state| state.is_zombie = yes);
    }

    pub(crate) fn wants_shards(&self, shards: u64) {
        self.state(|state| (state.shards, state.concurrency) = (shards, shards));
    }

    /// Lets no session begin for so long.
    pub(crate) fn begins_none_for(&self, time: Duration) {
        self.state(|state| (state.starts_left, state.starts_in) = (0, time));
    }

    /// How the next connections begin.
    pub(crate) fn greets(&self, greetings: impl IntoIterator<Item = Greeting>) {
        self.state(|state| state.greetings.extend(greetings));
    }

    /// What becomes of the next Identifies.
    pub(crate) fn answers_identify(&self, fates: impl IntoIterator<Item = Fate>) {
        self.state(|state| state.identifies.extend(fates));
    }

    /// What becomes of the next Resumes.
    pub(crate) fn answers_resume(&self, fates: impl IntoIterator<Item = Fate>) {
        self.state(|state| state.resumes.extend(fates));
    }

    /// Ends every connection with no word.
    pub(crate) fn drops(&self) {
        self.state(|state| state.order(|| Order::Drop));
    }

    /// Ends every connection with a close frame that says nothing.
    pub(crate) fn closes_without_a_code(&self) {
        self.state(|state| state.order(|| Order::Close(None)));
    }

    /// Sends something to every connection, whatever it is.
    pub(crate) fn says(&self, payload: &Value) {
        self.state(|state| state.order(|| Order::Say(payload.clone())));
    }

    /// Sends an event to every session.
    pub(crate) fn tells(&self, event: &'static str, data: &Value) {
        let told = self.state(|state| state.tell(None, event, data.clone()));
        assert!(told, "nobody listens for {event}");
    }

    pub(crate) fn dials(&self) -> Vec<Instant> {
        self.shared.world().gateway.dials.clone()
    }

    pub(crate) fn count(&self) -> Count {
        self.shared.world().gateway.count
    }

    /// Waits until the gateway has seen what is wanted.
    #[track_caller]
    pub(crate) fn until(&self, for_what: &str, wanted: impl Fn(&Count) -> bool) {
        self.shared.wait(for_what, |world| wanted(&world.gateway.count).then_some(()));
    }
}

/// How long a bot may take over a step that only a broken one leaves out.
const ENOUGH: Duration = DEADLINE;
