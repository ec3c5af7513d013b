//! All that a Discord holds.

use super::faults::Faults;
use super::signed::Way;
use super::{gateway, telling};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// The application, which is the bot's user too.
pub(crate) const APPLICATION: u64 = 1_180_000_000_000_000_001;

/// What a moderator of a server may do.
pub(crate) const MODERATE_MEMBERS: u64 = 1 << 40;
pub(super) const VIEW_CHANNEL: u64 = 1 << 10;
pub(super) const SEND_MESSAGES: u64 = 1 << 11;
/// What everybody may do.
pub(super) const ORDINARY: u64 = VIEW_CHANNEL | SEND_MESSAGES | 1 << 14 | 1 << 16 | 1 << 31;

/// Somebody.
#[derive(Clone)]
pub(super) struct Somebody {
    pub(super) name: String,
    /// Whether the bot may write to them.
    pub(super) is_open: bool,
    /// Their conversation with the bot.
    pub(super) direct: Option<u64>,
    /// What they may do by server.
    pub(super) may: BTreeMap<u64, u64>,
    pub(super) roles: BTreeMap<u64, Vec<u64>>,
}

/// Where people talk.
#[derive(Clone)]
pub(super) struct Room {
    pub(super) name: String,
    /// None where it is a conversation of people.
    pub(super) server: Option<u64>,
    /// Who belongs to a conversation.
    pub(super) people: Vec<u64>,
    /// What the bot may do there.
    pub(super) bot_may: u64,
}

/// A message.
#[derive(Clone)]
pub(super) struct Posted {
    pub(super) id: u64,
    pub(super) room: u64,
    pub(super) author: u64,
    pub(super) content: String,
    pub(super) components: Vec<Value>,
    pub(super) flags: u64,
    /// The only person who sees it.
    pub(super) only_to: Option<u64>,
    pub(super) replies_to: Option<u64>,
    pub(super) nonce: Option<String>,
    /// The interaction that it answers.
    pub(super) answers: Option<u64>,
    pub(super) edited: Option<Timestamp>,
    pub(super) pings: Vec<u64>,
}

/// Something that somebody did with the bot.
#[derive(Clone, Debug)]
pub(crate) struct Interaction {
    pub(crate) id: u64,
    pub(super) token: String,
    /// <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type>
    pub(super) kind: u64,
    pub(super) who: u64,
    pub(super) room: u64,
    /// When, by Discord's clock.
    pub(super) at: Duration,
    /// The message that it came from.
    pub(super) from: Option<u64>,
    /// Whether the user brought the bot there, and not the server.
    pub(super) is_among: bool,
    /// The first response.
    pub(super) response: Option<Value>,
    /// The message that the first response made.
    pub(super) original: Option<u64>,
    pub(super) follow_ups: Vec<u64>,
    /// How often a first response was accepted.
    pub(crate) accepted: u32,
    /// How often another was sent after it.
    pub(crate) refused: u32,
    /// Whether it never reached the bot, or may not have.
    pub(crate) is_lost: bool,
}

#[derive(Default)]
pub(super) struct World {
    /// What nobody expected.
    pub(super) wrong: Vec<String>,
    pub(super) asked: Vec<String>,
    /// The bodies of all requests, and of responses at the door.
    pub(super) received: Vec<String>,
    pub(super) people: BTreeMap<u64, Somebody>,
    pub(super) servers: BTreeMap<u64, String>,
    pub(super) rooms: BTreeMap<u64, Room>,
    pub(super) messages: BTreeMap<u64, Posted>,
    pub(super) interactions: BTreeMap<u64, Interaction>,
    /// By server; under none, those for everywhere.
    pub(super) commands: BTreeMap<Option<u64>, Vec<Value>>,
    /// Who may be notified.
    pub(super) pings: Vec<u64>,
    pub(super) faults: Faults,
    pub(super) gateway: gateway::State,
    /// How the bot is told what people do with it.
    pub(super) way: Way,
    /// Where its door is, once that is open.
    pub(super) door: Option<SocketAddr>,
    pub(super) clock: Duration,
    pub(super) over: bool,
    count: u64,
}

impl World {
    /// A number of its own that tells the time
    /// (<https://discord.com/developers/docs/reference#snowflakes>).
    pub(super) fn number(&mut self) -> u64 {
        self.count += 1;
        let since = self.now().as_millisecond() - 1_420_070_400_000;
        (u64::try_from(since).unwrap() << 22) | (self.count % (1 << 22))
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::try_from(self.clock).unwrap()
    }

    pub(super) fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }

    /// What somebody may do in a room.
    pub(super) fn may(&self, who: u64, room: u64) -> u64 {
        let server = self.rooms.get(&room).and_then(|room| room.server);
        let more = server.and_then(|server| self.people.get(&who)?.may.get(&server).copied());
        ORDINARY | more.unwrap_or(0)
    }

    /// The conversation of somebody with the bot.
    pub(super) fn direct(&mut self, who: u64) -> u64 {
        if let Some(room) = self.people.get(&who).and_then(|person| person.direct) {
            return room;
        }
        let id = self.number();
        let name = String::new();
        let people = vec![who, APPLICATION];
        self.rooms.insert(id, Room { name, server: None, people, bot_may: ORDINARY });
        if let Some(person) = self.people.get_mut(&who) {
            person.direct = Some(id);
        }
        id
    }

    /// Tells the bot of a message, as far as it may know of it
    /// (<https://discord.com/developers/docs/events/gateway#message-content-intent>).
    pub(super) fn announce(&mut self, event: &'static str, message: u64) {
        let Some(message) = self.messages.get(&message).filter(|of| of.only_to.is_none()) else {
            return;
        };
        let room = &self.rooms[&message.room];
        let (server, people) = (room.server, &room.people);
        let kind = if server.is_some() { 1 << 9 } else { 1 << 12 };
        let is_there = server.is_some() || people.contains(&APPLICATION);
        if gateway::INTENTS & kind == 0 || !is_there || room.bot_may & VIEW_CHANNEL == 0 {
            return;
        }
        let mut told = telling::message(self, message);
        if event == "MESSAGE_DELETE" {
            told = json!({"id": told["id"], "channel_id": told["channel_id"]});
        } else if message.author != APPLICATION && server.is_some() {
            let mentions = told["mentions"].as_array().into_iter().flatten();
            let itself = APPLICATION.to_string();
            let names_it = |user: &Value| user["id"] == itself;
            if !mentions.into_iter().any(names_it) {
                told["content"] = json!("");
            }
        }
        if let Some(server) = server {
            told["guild_id"] = json!(server.to_string());
            if event != "MESSAGE_DELETE" && message.author != APPLICATION {
                told["member"] = telling::member(self, message.author, server);
            }
        }
        told["channel_type"] = json!(if server.is_some() { 0 } else { 1 });
        self.gateway.tell(server, event, told);
    }

    pub(super) fn interaction_of(&mut self, token: &str) -> Option<&mut Interaction> {
        self.interactions.values_mut().find(|interaction| interaction.token == token)
    }

    /// The messages of a room that somebody sees there, in order.
    pub(super) fn seen_by(&self, who: u64, room: u64) -> Vec<&Posted> {
        let there = self.messages.values().filter(|message| message.room == room);
        there.filter(|message| message.only_to.is_none_or(|only| only == who)).collect()
    }
}
