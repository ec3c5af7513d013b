//! What is asked of Zulip, each with its own deadline and its own rule for sending it again.

use super::limits::Bucket;
use super::{ALL, Again, Call, Failure, ONE, Rest};
use crate::adapters::zulip::hearing::Place;
use crate::adapters::zulip::incoming::Message;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::time::Duration;
use tokio::time::Instant;

/// What the bot wants to hear of (<https://zulip.com/api/register-queue#parameter-event_types>).
const EVENTS: [&str; 4] = ["message", "update_message", "delete_message", "restart"];
/// How long giving a queue up may take: the server does so by itself when nobody asks.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long reading a portion of the messages may take, with all its repetitions: meanwhile nobody
/// asks the queue.
const LOOKING: Duration = Duration::from_secs(60);
/// What it wants to be told at first.
const FETCHED: [&str; 2] = ["realm", "message"];

/// A queue that was registered, and what the server says of itself with it
/// (<https://zulip.com/api/register-queue>).
#[derive(Debug, Clone, Deserialize)]
pub(in crate::adapters::zulip) struct Registered {
    pub(in crate::adapters::zulip) queue_id: String,
    pub(in crate::adapters::zulip) last_event_id: i64,
    pub(in crate::adapters::zulip) zulip_feature_level: u32,
    /// Seconds; the server answers earlier with a heartbeat.
    pub(in crate::adapters::zulip) event_queue_longpoll_timeout_seconds: Option<u64>,
    /// Characters.
    pub(in crate::adapters::zulip) max_message_length: Option<usize>,
    /// The newest message of all when the queue was registered.
    pub(in crate::adapters::zulip) max_message_id: Option<i64>,
    /// The address by which people reach the organisation; `realm_uri` before feature level 257.
    pub(in crate::adapters::zulip) realm_url: Option<String>,
    pub(in crate::adapters::zulip) realm_uri: Option<String>,
    pub(in crate::adapters::zulip) realm_allow_message_editing: Option<bool>,
    /// Seconds for which a message can be edited; nothing for ever.
    pub(in crate::adapters::zulip) realm_message_content_edit_limit_seconds: Option<u64>,
}

impl Registered {
    /// The queue, from its beginning.
    pub(in crate::adapters::zulip) fn queue(&self) -> Queue {
        Queue { id: self.queue_id.clone(), last_event: self.last_event_id }
    }
}

/// A user: <https://zulip.com/api/get-user>.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::adapters::zulip) struct User {
    pub(in crate::adapters::zulip) user_id: u64,
    pub(in crate::adapters::zulip) full_name: String,
    pub(in crate::adapters::zulip) is_bot: bool,
    #[serde(default = "yes")]
    pub(in crate::adapters::zulip) is_active: bool,
    /// <https://zulip.com/api/roles-and-permissions#permission-levels>
    #[serde(default)]
    pub(in crate::adapters::zulip) role: u32,
    /// What kind of bot it is, if any.
    pub(in crate::adapters::zulip) bot_type: Option<u32>,
}

fn yes() -> bool {
    true
}

/// Where in a queue the bot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::adapters::zulip) struct Queue {
    pub(in crate::adapters::zulip) id: String,
    pub(in crate::adapters::zulip) last_event: i64,
}

/// Where something is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::adapters::zulip) enum To {
    /// To a topic of a channel.
    Channel { id: u64, topic: String },
    /// To one person or several.
    People(Vec<u64>),
}

impl To {
    /// Where a message stands.
    pub(in crate::adapters::zulip) fn place(place: &Place) -> To {
        match place {
            Place::Channel { id, topic, .. } => To::Channel { id: *id, topic: topic.clone() },
            Place::Person(user) => To::People(vec![*user]),
            Place::Group(users) => To::People(users.clone()),
        }
    }
}

/// From where on messages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::adapters::zulip) enum Anchor {
    /// The newest of all.
    Newest,
    /// Those after this one, the oldest first.
    After(u64),
}

/// Has an empty topic told as that, and not by a name that stands for it (feature level 334). Servers
/// before that leave it unread.
fn empty_topics() -> (&'static str, String) {
    ("allow_empty_topic_name", "true".to_owned())
}

#[derive(Deserialize)]
struct Id {
    id: u64,
}

#[derive(Deserialize)]
struct Done {}

#[derive(Deserialize)]
struct Messages {
    messages: Vec<Box<RawValue>>,
    #[serde(default)]
    found_newest: bool,
}

/// Some of the messages that the bot got.
#[derive(Debug)]
pub(in crate::adapters::zulip) struct Portion {
    /// The oldest first.
    pub(in crate::adapters::zulip) messages: Vec<Message>,
    /// The number of the newest, be it one that cannot be read; none where there is none.
    pub(in crate::adapters::zulip) last: Option<u64>,
    /// How many could not be read.
    pub(in crate::adapters::zulip) unreadable: usize,
    /// Whether there are no newer ones.
    pub(in crate::adapters::zulip) found_newest: bool,
}

impl From<Messages> for Portion {
    fn from(Messages { messages: told, found_newest }: Messages) -> Portion {
        // One that is of a form that nobody knows must not hide the others.
        let id = |one: &RawValue| serde_json::from_str(one.get()).ok().map(|Id { id }| id);
        let last = told.iter().filter_map(|one| id(one)).max();
        let read = |one: &RawValue| serde_json::from_str(one.get()).ok();
        let messages: Vec<Message> = told.iter().filter_map(|one| read(one)).collect();
        let unreadable = told.len() - messages.len();
        Portion { messages, last, unreadable, found_newest }
    }
}

#[derive(Deserialize)]
struct One {
    message: Message,
}

#[derive(Deserialize)]
struct Of {
    user: User,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<User>,
}

#[derive(Deserialize)]
struct Subscription {
    is_subscribed: bool,
}

#[derive(Deserialize)]
struct OfChannel {
    stream: Channel,
}

#[derive(Deserialize)]
struct Channel {
    /// A channel of which nothing is said is not taken for one that everybody may read.
    #[serde(default = "yes")]
    invite_only: bool,
}

#[derive(Deserialize)]
struct Membership {
    is_user_group_member: bool,
}

#[derive(Deserialize)]
struct Events {
    events: Vec<Box<RawValue>>,
}

impl Rest {
    fn wish(&self, method: Method, path: impl Into<String>) -> Call {
        let again = if method == Method::POST { Again::Undone } else { Again::Always };
        Call {
            method,
            path: path.into(),
            fields: Vec::new(),
            bucket: Bucket::Calls,
            until: Instant::now() + ALL,
            one: ONE,
            again,
        }
    }

    /// Who the bot is: <https://zulip.com/api/get-own-user>.
    pub(in crate::adapters::zulip) async fn me(&self) -> Result<User, Failure> {
        self.call(self.once(self.wish(Method::GET, "users/me"), ONE)).await
    }

    /// Registers a queue. One that nobody asks is given up by the server after ten minutes, so that it
    /// may be registered again.
    pub(in crate::adapters::zulip) async fn register(&self) -> Result<Registered, Failure> {
        let capabilities = json!({
            "notification_settings_null": true,
            "bulk_message_deletion": true,
            "user_list_incomplete": true,
            // Topics may be empty (feature level 334).
            "empty_topic_name": true,
        });
        let call = self.wish(Method::POST, "register");
        let fields = vec![
            ("event_types", json!(EVENTS).to_string()),
            ("fetch_event_types", json!(FETCHED).to_string()),
            ("apply_markdown", "false".to_owned()),
            ("client_gravatar", "true".to_owned()),
            ("client_capabilities", capabilities.to_string()),
        ];
        self.call(self.once(Call { fields, ..call }, ONE)).await
    }

    /// A call that is sent once, apart from what Zulip says to wait, and within this time.
    fn once(&self, call: Call, within: Duration) -> Call {
        Call { again: Again::Never, until: Instant::now() + within, ..call }
    }

    /// What is in a queue after the last event that came; waits until there is something, at most as
    /// long as the server said: <https://zulip.com/api/get-events>.
    pub(in crate::adapters::zulip) async fn events(
        &self,
        queue: &Queue,
        longest: Duration,
    ) -> Result<Vec<Box<RawValue>>, Failure> {
        let call = self.wish(Method::GET, "events");
        let fields =
            vec![("queue_id", queue.id.clone()), ("last_event_id", queue.last_event.to_string())];
        // As long again for what Zulip says to wait.
        let call = self.once(Call { fields, one: longest, ..call }, longest * 2);
        self.call::<Events>(Call { bucket: Bucket::Events, ..call })
            .await
            .map(|events| events.events)
    }

    /// Gives a queue up, which need not succeed: <https://zulip.com/api/delete-queue>.
    pub(in crate::adapters::zulip) async fn give_up(&self, queue: &Queue) -> Result<(), Failure> {
        let fields = vec![("queue_id", queue.id.clone())];
        let call = self.wish(Method::DELETE, "events");
        let call = self.once(Call { fields, bucket: Bucket::Events, ..call }, FAREWELL);
        self.call::<Done>(call).await.map(|_| ())
    }

    /// Sends a message once: <https://zulip.com/api/send-message>. Where nobody knows what came of it,
    /// it has to be looked for before it is sent again: Zulip takes the same twice.
    pub(in crate::adapters::zulip) async fn send(
        &self,
        to: &To,
        content: &str,
    ) -> Result<u64, Failure> {
        let mut fields = match to {
            // `channel` is known from feature level 248 on, and this everywhere.
            To::Channel { id, topic } => vec![
                ("type", "stream".to_owned()),
                ("to", id.to_string()),
                ("topic", topic.clone()),
            ],
            To::People(users) => {
                vec![("type", "direct".to_owned()), ("to", json!(users).to_string())]
            }
        };
        fields.push(("content", content.to_owned()));
        let call = self.wish(Method::POST, "messages");
        self.call::<Id>(Call { fields, ..call }).await.map(|id| id.id)
    }

    /// Changes what a message says: <https://zulip.com/api/update-message>.
    pub(in crate::adapters::zulip) async fn edit(
        &self,
        id: u64,
        content: &str,
    ) -> Result<(), Failure> {
        let fields = vec![("content", content.to_owned())];
        let call = self.wish(Method::PATCH, format!("messages/{id}"));
        self.call::<Done>(Call { fields, ..call }).await.map(|_| ())
    }

    /// Deletes a message, which bots may not do everywhere: <https://zulip.com/api/delete-message>.
    pub(in crate::adapters::zulip) async fn delete(&self, id: u64) -> Result<(), Failure> {
        self.call::<Done>(self.wish(Method::DELETE, format!("messages/{id}"))).await.map(|_| ())
    }

    /// A message as it stands now: <https://zulip.com/api/get-message>.
    pub(in crate::adapters::zulip) async fn message(&self, id: u64) -> Result<Message, Failure> {
        let fields = vec![("apply_markdown", "false".to_owned()), empty_topics()];
        let call = self.wish(Method::GET, format!("messages/{id}"));
        self.call::<One>(Call { fields, ..call }).await.map(|one| one.message)
    }

    /// At most so many of the messages that the bot got: <https://zulip.com/api/get-messages>.
    pub(in crate::adapters::zulip) async fn messages(
        &self,
        anchor: Anchor,
        most: u16,
    ) -> Result<Portion, Failure> {
        self.read(anchor, most, None, LOOKING).await
    }

    /// The bot's own messages after one, the oldest first: in a channel those in it, and else those in
    /// all conversations. In a channel to which the bot is not subscribed, only who names the channel
    /// finds them.
    pub(in crate::adapters::zulip) async fn mine_in(
        &self,
        me: u64,
        to: &To,
        after: u64,
        most: u16,
    ) -> Result<Vec<Message>, Failure> {
        let sender = json!({"operator": "sender", "operand": me});
        let narrow = match to {
            // `channel` is known from feature level 250 on, and this everywhere.
            To::Channel { id, .. } => json!([{"operator": "stream", "operand": id}, sender]),
            To::People(_) => json!([sender]),
        };
        let anchor = Anchor::After(after);
        Ok(self.read(anchor, most, Some(narrow.to_string()), ALL).await?.messages)
    }

    async fn read(
        &self,
        anchor: Anchor,
        most: u16,
        narrow: Option<String>,
        within: Duration,
    ) -> Result<Portion, Failure> {
        let most = most.to_string();
        let is_known = matches!(anchor, Anchor::After(_));
        let (anchor, before, after) = match anchor {
            Anchor::Newest => ("newest".to_owned(), most, "0".to_owned()),
            Anchor::After(id) => (id.to_string(), "0".to_owned(), most),
        };
        let mut fields = vec![
            ("anchor", anchor),
            ("num_before", before),
            ("num_after", after),
            ("apply_markdown", "false".to_owned()),
            ("client_gravatar", "true".to_owned()),
            empty_topics(),
        ];
        // What is known is not wanted again.
        let leaves_out = is_known.then(|| ("include_anchor", "false".to_owned()));
        fields.extend(leaves_out.into_iter().chain(narrow.map(|narrow| ("narrow", narrow))));
        let until = Instant::now() + within;
        let call = Call { fields, until, ..self.wish(Method::GET, "messages") };
        self.call::<Messages>(call).await.map(Portion::from)
    }

    /// A user of the organisation: <https://zulip.com/api/get-user>.
    pub(in crate::adapters::zulip) async fn user(&self, id: u64) -> Result<User, Failure> {
        let call = self.wish(Method::GET, format!("users/{id}"));
        self.call::<Of>(call).await.map(|of| of.user)
    }

    /// Whether somebody is in a user group: <https://zulip.com/api/get-is-user-group-member>.
    pub(in crate::adapters::zulip) async fn is_in_group(
        &self,
        group: u64,
        user: u64,
    ) -> Result<bool, Failure> {
        let call = self.wish(Method::GET, format!("user_groups/{group}/members/{user}"));
        self.call::<Membership>(call).await.map(|found| found.is_user_group_member)
    }

    /// All users of the organisation, which may be many: <https://zulip.com/api/get-users>.
    pub(in crate::adapters::zulip) async fn users(&self) -> Result<Vec<User>, Failure> {
        let fields = vec![("client_gravatar", "true".to_owned())];
        let call = self.wish(Method::GET, "users");
        self.call::<Members>(Call { fields, ..call }).await.map(|found| found.members)
    }

    /// Whether somebody is subscribed to a channel: <https://zulip.com/api/get-subscription-status>.
    pub(in crate::adapters::zulip) async fn is_subscribed(
        &self,
        user: u64,
        channel: u64,
    ) -> Result<bool, Failure> {
        let call = self.wish(Method::GET, format!("users/{user}/subscriptions/{channel}"));
        self.call::<Subscription>(call).await.map(|found| found.is_subscribed)
    }

    /// Whether only those read a channel who are invited to it:
    /// <https://zulip.com/api/get-stream-by-id>.
    pub(in crate::adapters::zulip) async fn is_private(
        &self,
        channel: u64,
    ) -> Result<bool, Failure> {
        let call = self.wish(Method::GET, format!("streams/{channel}"));
        self.call::<OfChannel>(call).await.map(|found| found.stream.invite_only)
    }
}
