//! Servers, channels and people.

use super::shown::Shown;
use super::world::{ORDINARY, Room, Somebody};
use super::{Discord, Shared};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct Server {
    shared: Arc<Shared>,
    pub(crate) id: u64,
}

/// Where people talk.
#[derive(Clone)]
pub(crate) struct Channel {
    pub(super) shared: Arc<Shared>,
    pub(crate) id: u64,
}

/// Somebody who uses Discord.
#[derive(Clone)]
pub(crate) struct Person {
    pub(super) shared: Arc<Shared>,
    pub(crate) id: u64,
}

impl Discord {
    /// A server to which the bot belongs.
    pub(crate) fn server(&self, name: &str) -> Server {
        let id = self.shared.change(|world| {
            let id = world.number();
            world.servers.insert(id, name.to_owned());
            id
        });
        Server { shared: Arc::clone(&self.shared), id }
    }

    pub(crate) fn person(&self, name: &str) -> Person {
        let somebody = Somebody {
            name: name.to_owned(),
            is_open: true,
            direct: None,
            may: BTreeMap::new(),
            roles: BTreeMap::new(),
        };
        let id = self.shared.change(|world| {
            let id = world.number();
            world.people.insert(id, somebody);
            id
        });
        Person { shared: Arc::clone(&self.shared), id }
    }

    /// A conversation of people, to which the bot does not belong.
    pub(crate) fn conversation(&self, people: &[&Person]) -> Channel {
        let people = people.iter().map(|person| person.id).collect();
        self.room(Room { name: String::new(), server: None, people, bot_may: ORDINARY })
    }

    fn room(&self, room: Room) -> Channel {
        add(&self.shared, room)
    }
}

fn add(shared: &Arc<Shared>, room: Room) -> Channel {
    let id = shared.change(|world| {
        let id = world.number();
        world.rooms.insert(id, room);
        id
    });
    Channel { shared: Arc::clone(shared), id }
}

impl Server {
    pub(crate) fn channel(&self, name: &str) -> Channel {
        let (name, server) = (name.to_owned(), Some(self.id));
        add(&self.shared, Room { name, server, people: Vec::new(), bot_may: ORDINARY })
    }
}

impl Channel {
    /// Lets the bot do only this here.
    pub(crate) fn bot_may(&self, permissions: u64) {
        self.shared.change(|world| world.rooms.get_mut(&self.id).unwrap().bot_may = permissions);
    }

    /// What somebody sees here, in order.
    pub(crate) fn seen_by(&self, person: &Person) -> Vec<Shown> {
        let world = self.shared.world();
        let seen = world.seen_by(person.id, self.id);
        seen.into_iter().map(|message| Shown::of(&world, message)).collect()
    }

    /// Waits until somebody sees here what is looked for, and gives that.
    #[track_caller]
    pub(crate) fn until<T>(
        &self,
        person: &Person,
        for_what: &str,
        look: impl Fn(&[Shown]) -> Option<T>,
    ) -> T {
        self.shared.wait(for_what, |world| {
            let seen = world.seen_by(person.id, self.id).into_iter();
            look(&seen.map(|message| Shown::of(world, message)).collect::<Vec<_>>())
        })
    }

    /// The message that replies to another, now or soon.
    #[track_caller]
    pub(crate) fn reply_to(&self, message: u64, seen_by: &Person) -> Shown {
        self.until(seen_by, "a reply", |seen| {
            seen.iter().find(|shown| shown.replies_to == Some(message)).cloned()
        })
    }
}

impl Person {
    /// What they may do in a server beside what everybody may.
    pub(crate) fn may(&self, server: &Server, permissions: u64) {
        self.shared.change(|world| {
            world.people.get_mut(&self.id).unwrap().may.insert(server.id, permissions);
        });
    }

    pub(crate) fn has_role(&self, server: &Server, role: u64) {
        self.shared.change(|world| {
            let person = world.people.get_mut(&self.id).unwrap();
            person.roles.entry(server.id).or_default().push(role);
        });
    }

    /// Takes no messages from the bot.
    pub(crate) fn is_closed(&self) {
        self.shared.change(|world| world.people.get_mut(&self.id).unwrap().is_open = false);
    }

    /// Their conversation with the bot.
    pub(crate) fn direct(&self) -> Channel {
        let id = self.shared.change(|world| world.direct(self.id));
        Channel { shared: Arc::clone(&self.shared), id }
    }

    /// Whom a text names so that Discord understands it.
    pub(crate) fn mention(&self) -> String {
        format!("<@{}>", self.id)
    }
}
