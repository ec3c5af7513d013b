//! What there is on this Zulip: people, channels, messages, queues and rules.

use super::faults::Faults;
use super::mentions::{Directory, Grouped, Mentioned, Named, mentioned};
use super::queues::Queues;
use super::shapes;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

/// Zulip's own bot that tells what was moved.
pub(super) const NOTIFICATION_BOT: u64 = 4;
/// The owner of the organisation and of the bot.
pub(super) const OWNER: u64 = 6;
/// The bot.
pub(crate) const BOT: u64 = 9;
/// The group of users who may cite, where that is configured.
pub(crate) const GROUP: u64 = 42;

/// The feature level of Zulip 8, the oldest that bots must know.
pub(crate) const OLDEST: u32 = 236;
/// That of a server of today.
pub(crate) const NEWEST: u32 = 478;

pub(super) struct User {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: u32,
    pub(super) bot_type: Option<u32>,
    pub(super) owner: Option<u64>,
    pub(super) is_active: bool,
}

pub(super) struct Stream {
    pub(super) name: String,
    pub(super) is_private: bool,
    /// Whether only administrators may post.
    pub(super) is_announcing: bool,
    pub(super) subscribers: BTreeSet<u64>,
}

pub(super) struct Group {
    pub(super) name: String,
    pub(super) members: BTreeSet<u64>,
}

/// Where a message stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// In a topic of a channel.
    Topic(u64, String),
    /// In a conversation of these, among them who wrote.
    Direct(BTreeSet<u64>),
}

#[derive(Clone)]
pub(super) struct Edit {
    pub(super) by: u64,
    pub(super) at: i64,
    pub(super) before: String,
}

#[derive(Clone)]
pub(super) struct Message {
    pub(super) id: u64,
    pub(super) sender: u64,
    pub(super) place: Place,
    pub(super) content: String,
    /// Seconds of the epoch.
    pub(super) written: i64,
    pub(super) edits: Vec<Edit>,
    pub(super) client: &'static str,
    /// Whether it stands among the messages that the bot got.
    pub(super) is_the_bots: bool,
    pub(super) flags: Vec<&'static str>,
    pub(super) is_gone: bool,
}

/// How the organisation is set.
pub(super) struct Rules {
    /// Code points.
    pub(super) longest: usize,
    pub(super) may_edit: bool,
    /// Seconds; nothing for ever.
    pub(super) edit_window: Option<i64>,
    pub(super) may_delete: bool,
    /// Whether bots may write to people (feature level 270 and later).
    pub(super) direct_messages: bool,
}

pub(super) struct World {
    pub(super) level: u32,
    pub(super) address: String,
    pub(super) users: BTreeMap<u64, User>,
    pub(super) streams: BTreeMap<u64, Stream>,
    pub(super) groups: BTreeMap<u64, Group>,
    pub(super) messages: BTreeMap<u64, Message>,
    pub(super) recipients: BTreeMap<String, u64>,
    pub(super) queues: Queues,
    pub(super) rules: Rules,
    pub(super) faults: Faults,
    /// How long a poll waits for nothing.
    pub(super) heartbeat: Duration,
    /// Where messages for an outgoing webhook go, and how long an answer may take.
    pub(super) hook: Option<(SocketAddr, Duration)>,
    /// Answers that the hook gave, with the message that they are to.
    pub(super) hooked: Vec<(u64, Option<Value>)>,
    /// How many messages are on their way to the hook.
    pub(super) hooking: usize,
    pub(super) last_id: u64,
    pub(super) asked: Vec<String>,
    pub(super) received: Vec<String>,
    pub(super) wrong: Vec<String>,
    pub(super) over: bool,
}

impl Default for World {
    fn default() -> World {
        let mut world = World {
            level: OLDEST,
            address: String::new(),
            users: BTreeMap::new(),
            streams: BTreeMap::new(),
            groups: BTreeMap::new(),
            messages: BTreeMap::new(),
            recipients: BTreeMap::new(),
            queues: Queues::default(),
            rules: Rules {
                longest: 10_000,
                may_edit: true,
                edit_window: Some(600),
                may_delete: false,
                direct_messages: true,
            },
            faults: Faults::default(),
            heartbeat: Duration::from_secs(45),
            hook: None,
            hooked: Vec::new(),
            hooking: 0,
            last_id: 100,
            asked: Vec::new(),
            received: Vec::new(),
            wrong: Vec::new(),
            over: false,
        };
        let mut user = |id, name: &str, role, bot_type: Option<u32>| {
            let owner = (bot_type.is_some() && id != NOTIFICATION_BOT).then_some(OWNER);
            let email = format!("user{id}@harbour.example");
            let user =
                User { name: name.to_owned(), email, role, bot_type, owner, is_active: true };
            world.users.insert(id, user);
        };
        user(NOTIFICATION_BOT, "Notification Bot", 400, Some(1));
        user(OWNER, "Ada", 100, None);
        user(BOT, "Tenet", 400, Some(1));
        world.user_mut(BOT).email = super::super::zulip_rest::EMAIL.to_owned();
        world.user_mut(NOTIFICATION_BOT).email = "notification-bot@zulip.com".to_owned();
        world.groups.insert(GROUP, Group { name: "stewards".to_owned(), members: BTreeSet::new() });
        world
    }
}

impl World {
    pub(super) fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }

    /// A number that nothing else has.
    pub(super) fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn user(&self, id: u64) -> &User {
        self.users.get(&id).expect("there is such a user")
    }

    pub(super) fn user_mut(&mut self, id: u64) -> &mut User {
        self.users.get_mut(&id).expect("there is such a user")
    }

    pub(super) fn stream(&self, id: u64) -> &Stream {
        self.streams.get(&id).expect("there is such a channel")
    }

    /// What Zulip numbers a conversation by.
    pub(super) fn recipient(&mut self, place: &Place) -> u64 {
        let key = match place {
            Place::Topic(stream, _) => format!("{stream}"),
            Place::Direct(people) => format!("{people:?}"),
        };
        let next = 500 + self.recipients.len() as u64;
        *self.recipients.entry(key).or_insert(next)
    }

    pub(super) fn mentioned(&self, content: &str) -> Mentioned {
        let people = self.users.iter().filter(|(_, user)| user.is_active);
        let groups = self.groups.values();
        let directory = Directory {
            people: people.map(|(&id, user)| Named { id, name: &user.name }).collect(),
            groups: groups
                .map(|group| Grouped { name: &group.name, members: &group.members })
                .collect(),
            level: self.level,
        };
        mentioned(content, &directory)
    }

    /// The flags that a message with this content has for the bot.
    pub(super) fn flags(&self, place: &Place, content: &str) -> Vec<&'static str> {
        let mentioned = self.mentioned(content);
        let mut flags = Vec::new();
        if mentioned.people.contains(&BOT) {
            flags.push("mentioned");
        }
        if mentioned.everybody && matches!(place, Place::Topic(..)) {
            flags.extend(["stream_wildcard_mentioned", "wildcard_mentioned"]);
        }
        flags
    }

    /// Writes a message, and tells the queues of those who get it.
    pub(super) fn post(
        &mut self,
        sender: u64,
        place: Place,
        content: &str,
        client: &'static str,
    ) -> u64 {
        let id = self.new_id();
        let flags = self.flags(&place, content);
        let is_the_bots = match &place {
            Place::Topic(stream, _) => {
                self.stream(*stream).subscribers.contains(&BOT) || flags.contains(&"mentioned")
            }
            Place::Direct(people) => people.contains(&BOT),
        };
        self.recipient(&place);
        let message = Message {
            id,
            sender,
            place,
            content: content.to_owned(),
            written: Timestamp::now().as_second(),
            edits: Vec::new(),
            client,
            is_the_bots,
            flags,
            is_gone: false,
        };
        if is_the_bots {
            let event = shapes::written(self, &message);
            self.queues.tell(event);
        }
        self.messages.insert(id, message);
        id
    }

    /// Changes what a message says, and tells of it.
    pub(super) fn edit(&mut self, by: u64, id: u64, content: &str) {
        let now = Timestamp::now().as_second();
        let place = self.message(id).place.clone();
        let flags = self.flags(&place, content);
        let message = self.messages.get_mut(&id).expect("there is such a message");
        let before = std::mem::replace(&mut message.content, content.to_owned());
        message.edits.push(Edit { by, at: now, before });
        message.flags = flags;
        let message = message.clone();
        if self.hears_of(&message) {
            let event = shapes::edited(self, &message);
            self.queues.tell(event);
        }
    }

    /// Deletes a message, and tells of it.
    pub(super) fn delete(&mut self, id: u64) {
        let message = self.messages.get_mut(&id).expect("there is such a message");
        message.is_gone = true;
        let message = message.clone();
        if self.hears_of(&message) {
            self.queues.tell_deleted(&[message.id], &message.place);
        }
    }

    pub(super) fn message(&self, id: u64) -> &Message {
        self.messages.get(&id).expect("there is such a message")
    }

    /// Whether the bot is told what becomes of a message.
    fn hears_of(&self, message: &Message) -> bool {
        message.is_the_bots
            || matches!(&message.place, Place::Topic(stream, _)
                if self.stream(*stream).subscribers.contains(&BOT))
    }

    /// Whether the bot may read a message.
    pub(super) fn may_read(&self, message: &Message) -> bool {
        let open = match &message.place {
            Place::Topic(stream, _) => self.may_read_channel(*stream),
            Place::Direct(people) => people.contains(&BOT),
        };
        !message.is_gone && open
    }

    /// Whether the bot may read what a channel had before it was there.
    pub(super) fn may_read_channel(&self, stream: u64) -> bool {
        let stream = self.stream(stream);
        !stream.is_private || stream.subscribers.contains(&BOT)
    }

    /// Moves all of a topic, as an administrator does, and has Zulip tell of it where `says` is set.
    pub(super) fn moves(&mut self, from: (u64, &str), to: (u64, &str), says: Option<&str>) {
        let place = Place::Topic(from.0, from.1.to_owned());
        let goal = Place::Topic(to.0, to.1.to_owned());
        let standing = self.messages.values().filter(|message| message.place == place);
        let moved: Vec<u64> =
            standing.filter(|message| !message.is_gone).map(|message| message.id).collect();
        let heard: Vec<u64> =
            moved.iter().copied().filter(|id| self.hears_of(self.message(*id))).collect();
        for id in &moved {
            let message = self.messages.get_mut(id).expect("it was just found");
            message.place = goal.clone();
        }
        let lost = !self.may_read_channel(to.0);
        for id in moved.iter().filter(|_| lost) {
            self.messages.get_mut(id).expect("it was just found").is_the_bots = false;
        }
        match heard.as_slice() {
            [] => {}
            heard if lost => self.queues.tell_deleted(heard, &place),
            [first, ..] => {
                let event = shapes::moved(self, *first, &heard, from, to);
                self.queues.tell(event);
            }
        }
        if let Some(says) = says {
            self.post(NOTIFICATION_BOT, goal, says, "Internal");
        }
    }
}
