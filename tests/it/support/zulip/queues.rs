//! Event queues: what is in them, until which event they were read, and when they are gone.

use super::shapes;
use super::world::Place;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

#[derive(Default)]
pub(super) struct Queues {
    pub(super) all: BTreeMap<String, Queue>,
    registered: u64,
    /// What is told once the server is there again.
    late: Option<Vec<Value>>,
}

pub(super) struct Queue {
    events: VecDeque<(i64, Value)>,
    next: i64,
    /// The newest event that was taken out.
    pruned: i64,
    kinds: Vec<String>,
    bulk: bool,
    /// How many polls there were; only the newest waits.
    pub(super) polls: u64,
    /// Whether a poll waits.
    pub(super) is_heard: bool,
}

impl Queues {
    /// A new queue for events of these kinds.
    pub(super) fn register(&mut self, kinds: Vec<String>, bulk: bool) -> String {
        self.registered += 1;
        let id = format!("6d1b2c3a-0000-4000-8000-{:012}", self.registered);
        let queue = Queue {
            events: VecDeque::new(),
            next: 0,
            pruned: -1,
            kinds,
            bulk,
            polls: 0,
            is_heard: false,
        };
        self.all.insert(id.clone(), queue);
        id
    }

    /// How many were ever registered.
    pub(super) fn registered(&self) -> u64 {
        self.registered
    }

    pub(super) fn tell(&mut self, event: Value) {
        match &mut self.late {
            Some(late) => late.push(event),
            None => self.all.values_mut().for_each(|queue| queue.tell(event.clone())),
        }
    }

    pub(super) fn tell_deleted(&mut self, ids: &[u64], place: &Place) {
        self.tell(shapes::deleted(ids, place));
    }

    /// From now on, events wait until the server is there again.
    pub(super) fn hold(&mut self) {
        self.late.get_or_insert_default();
    }

    /// Tells what waited, after this.
    pub(super) fn release(&mut self, first: Value) {
        let late = self.late.take().unwrap_or_default();
        for event in std::iter::once(first).chain(late) {
            self.tell(event);
        }
    }

    /// Whether all that was told has been taken by those who ask.
    pub(super) fn are_read(&self) -> bool {
        self.late.is_none()
            && !self.all.is_empty()
            && self.all.values().all(|queue| queue.events.is_empty() && queue.is_heard)
    }

    /// All queues are gone.
    pub(super) fn forget(&mut self) {
        self.all.clear();
        self.late = None;
    }
}

impl Queue {
    fn tell(&mut self, event: Value) {
        let kind = event["type"].as_str().unwrap_or_default().to_owned();
        if kind == "delete_message" && !self.bulk {
            for id in event["message_ids"].as_array().into_iter().flatten() {
                let mut one = event.clone();
                one["message_id"] = id.clone();
                one.as_object_mut().expect("an event is an object").remove("message_ids");
                self.push(one);
            }
        } else if kind == "heartbeat" || kind == "restart" || self.kinds.contains(&kind) {
            self.push(event);
        }
    }

    fn push(&mut self, mut event: Value) {
        event["id"] = json!(self.next);
        self.events.push_back((self.next, event));
        self.next += 1;
    }

    /// That nothing happens.
    pub(super) fn beat(&mut self) {
        self.tell(json!({"type": "heartbeat"}));
    }

    /// Takes out what was read up to this event.
    ///
    /// # Errors
    /// Where that cannot be, in Zulip's words.
    pub(super) fn prune(&mut self, last: i64) -> Result<(), String> {
        if last < self.pruned {
            return Err(format!("An event newer than {last} has already been pruned!"));
        }
        if last >= self.next {
            return Err(format!("Event {last} was not in this queue"));
        }
        while self.events.front().is_some_and(|(id, _)| *id <= last) {
            self.events.pop_front();
            self.pruned = last;
        }
        Ok(())
    }

    pub(super) fn events(&self) -> Vec<Value> {
        self.events.iter().map(|(_, event)| event.clone()).collect()
    }
}
