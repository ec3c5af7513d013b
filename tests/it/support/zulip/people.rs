//! Those who use Zulip, where they are, and what they do there.

use super::shown::Shown;
use super::world::{BOT, OWNER, Place, User};
use super::{Shared, Zulip, hook};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Somebody with an account.
#[derive(Clone)]
pub(crate) struct Person {
    pub(super) shared: Arc<Shared>,
    pub(crate) id: u64,
    pub(crate) name: String,
}

/// A channel, to which the bot is not subscribed unless a test says so.
#[derive(Clone)]
pub(crate) struct Channel {
    pub(super) shared: Arc<Shared>,
    pub(crate) id: u64,
}

/// A message that somebody wrote.
#[derive(Clone)]
pub(crate) struct Written {
    pub(super) shared: Arc<Shared>,
    pub(crate) id: u64,
    pub(crate) author: u64,
}

impl Zulip {
    /// A member.
    pub(crate) fn person(&self, name: &str) -> Person {
        self.user(name, 400, None)
    }

    pub(crate) fn moderator(&self, name: &str) -> Person {
        self.user(name, 300, None)
    }

    pub(crate) fn guest(&self, name: &str) -> Person {
        self.user(name, 600, None)
    }

    /// A bot of somebody else.
    pub(crate) fn other_bot(&self, name: &str) -> Person {
        self.user(name, 400, Some(1))
    }

    /// Zulip's own bot says something, as it does of moves.
    pub(crate) fn notifies(&self, channel: &Channel, topic: &str, text: &str) -> Written {
        let bot = super::world::NOTIFICATION_BOT;
        let shared = Arc::clone(&self.shared);
        Person { shared, id: bot, name: "Notification Bot".to_owned() }.says(channel, topic, text)
    }

    fn user(&self, name: &str, role: u32, bot_type: Option<u32>) -> Person {
        let id = self.shared.change(|world| {
            let id = world.new_id();
            let (email, owner) = (format!("user{id}@harbour.example"), bot_type.map(|_| OWNER));
            let name = name.to_owned();
            world.users.insert(id, User { name, email, role, bot_type, owner, is_active: true });
            id
        });
        Person { shared: Arc::clone(&self.shared), id, name: name.to_owned() }
    }

    /// A public channel.
    pub(crate) fn channel(&self, name: &str) -> Channel {
        let id = self.shared.change(|world| {
            let id = world.new_id();
            let stream = super::world::Stream {
                name: name.to_owned(),
                is_private: false,
                is_announcing: false,
                subscribers: BTreeSet::new(),
            };
            world.streams.insert(id, stream);
            id
        });
        Channel { shared: Arc::clone(&self.shared), id }
    }

    /// A channel to which the bot is subscribed.
    pub(crate) fn channel_with_the_bot(&self, name: &str) -> Channel {
        let channel = self.channel(name);
        channel.subscribes(BOT);
        channel
    }

    /// A private channel, in which neither the bot nor its owner is.
    pub(crate) fn private_channel(&self, name: &str) -> Channel {
        let channel = self.channel(name);
        channel.change(|stream| stream.is_private = true);
        channel
    }

    /// A channel in which only administrators post, and the bot is owned by none.
    pub(crate) fn announcements(&self, name: &str) -> Channel {
        let channel = self.channel(name);
        let member = self.person("Bea");
        channel.change(|stream| stream.is_announcing = true);
        self.shared.change(|world| world.user_mut(BOT).owner = Some(member.id));
        channel
    }
}

impl Channel {
    fn change(&self, change: impl FnOnce(&mut super::world::Stream)) {
        self.shared.change(|world| {
            change(world.streams.get_mut(&self.id).expect("there is such a channel"));
        });
    }

    fn subscribes(&self, id: u64) {
        self.change(|stream| {
            stream.subscribers.insert(id);
        });
    }

    /// Lets the bot hear everything here.
    pub(crate) fn takes_the_bot(&self) {
        self.subscribes(BOT);
    }

    /// Lets somebody read what only those read who are here.
    pub(crate) fn takes(&self, person: &Person) {
        self.subscribes(person.id);
    }

    /// An administrator moves a whole topic elsewhere, and Zulip tells of it.
    pub(crate) fn moves(&self, topic: &str, to: &Channel, new: &str) {
        let says = "This topic was moved here by @_**Ada|6**.";
        self.shared.change(|world| world.moves((self.id, topic), (to.id, new), Some(says)));
    }

    /// An administrator gives a topic another name.
    pub(crate) fn renames(&self, topic: &str, new: &str) {
        self.moves(topic, self, new);
    }

    /// Somebody marks a topic as resolved.
    pub(crate) fn resolves(&self, topic: &str) {
        let (resolved, says) =
            (format!("✔ {topic}"), "@_**Ada|6** has marked this topic as resolved.");
        self.shared.change(|world| world.moves((self.id, topic), (self.id, &resolved), Some(says)));
    }

    /// What stands in a topic now, of everybody.
    pub(crate) fn shows(&self, topic: &str) -> Vec<Shown> {
        let place = Place::Topic(self.id, topic.to_owned());
        let world = self.shared.world();
        let there = world.messages.values().filter(|one| !one.is_gone && one.place == place);
        there.map(|message| Shown::of(&world, message)).collect()
    }
}

impl Person {
    /// Writes in a topic of a channel.
    pub(crate) fn says(&self, channel: &Channel, topic: &str, text: &str) -> Written {
        self.writes(Place::Topic(channel.id, topic.to_owned()), text)
    }

    /// Writes to the bot alone.
    pub(crate) fn tells(&self, text: &str) -> Written {
        self.writes(self.conversation(), text)
    }

    /// Writes to the bot and to others.
    pub(crate) fn tells_with(&self, others: &[&Person], text: &str) -> Written {
        let people = others.iter().map(|other| other.id).chain([self.id, BOT]);
        self.writes(Place::Direct(people.collect()), text)
    }

    fn writes(&self, place: Place, text: &str) -> Written {
        let (id, call) = self.shared.change(|world| {
            let id = world.post(self.id, place, text, "website");
            (id, hook::call(world, id))
        });
        if let Some(call) = call {
            call.make(&self.shared);
        }
        Written { shared: Arc::clone(&self.shared), id, author: self.id }
    }

    /// Changes what they, or an administrator, wrote.
    pub(crate) fn edits(&self, written: &Written, text: &str) {
        self.shared.change(|world| world.edit(self.id, written.id, text));
    }

    pub(crate) fn deletes(&self, written: &Written) {
        self.shared.change(|world| world.delete(written.id));
    }

    /// Deletes what the bot wrote, as those do who moderate.
    pub(crate) fn removes(&self, shown: &Shown) {
        self.shared.change(|world| world.delete(shown.id));
    }

    /// The conversation of them and the bot.
    pub(super) fn conversation(&self) -> Place {
        Place::Direct(BTreeSet::from([self.id, BOT]))
    }

    /// What the bot wrote to them alone, and nobody deleted.
    pub(crate) fn told(&self) -> Vec<Shown> {
        self.shared.world().of_the_bot(&self.conversation(), 0)
    }

    /// Waits until the bot wrote to them alone so many times, and gives the last.
    #[track_caller]
    pub(crate) fn is_told(&self, times: usize) -> Shown {
        let place = self.conversation();
        self.shared.wait("a direct message", |world| {
            world.of_the_bot(&place, 0).into_iter().nth(times - 1)
        })
    }

    /// Another name, by which mentions find them from now on.
    pub(crate) fn is_called(&self, name: &str) {
        self.shared.change(|world| world.user_mut(self.id).name = name.to_owned());
    }

    pub(crate) fn has_role(&self, role: u32) {
        self.shared.change(|world| world.user_mut(self.id).role = role);
    }

    pub(crate) fn is_deactivated(&self) {
        self.shared.change(|world| world.user_mut(self.id).is_active = false);
    }

    /// Becomes one of those who may cite, where that is configured.
    pub(crate) fn joins_the_stewards(&self) {
        self.shared.change(|world| {
            let group = world.groups.get_mut(&super::world::GROUP);
            group.expect("there is such a group").members.insert(self.id);
        });
    }

    /// As others mention them so that it holds for namesakes.
    pub(crate) fn mention(&self) -> String {
        format!("@**{}|{}**", self.name, self.id)
    }
}

impl Written {
    /// As people copy it out of the web app.
    pub(crate) fn link(&self) -> String {
        let world = self.shared.world();
        let place = match &world.message(self.id).place {
            Place::Topic(stream, topic) => {
                let (name, word) = (
                    &world.stream(*stream).name,
                    if world.level < 319 { "stream" } else { "channel" },
                );
                let topic = super::super::serving::in_query(topic).replace('.', "%2E");
                format!(
                    "{word}/{stream}-{}/topic/{}",
                    name.replace(' ', "-"),
                    topic.replace('%', ".")
                )
            }
            Place::Direct(people) => {
                let people: Vec<String> = people.iter().map(u64::to_string).collect();
                format!("dm/{}-dm", people.join(","))
            }
        };
        format!("{}/#narrow/{place}/near/{}", world.address, self.id)
    }

    /// Lets it have been written so many seconds earlier.
    pub(crate) fn is_older_by(&self, seconds: i64) {
        self.shared.change(|world| {
            let message = world.messages.get_mut(&self.id).expect("there is such a message");
            message.written -= seconds;
        });
    }
}
