//! What the server says of itself when a queue is registered, as far as answers depend on it.

use super::account::OLDEST;
use super::hearing::Place;
use super::rest::{Registered, User};
use std::time::Duration;

/// The most characters of a message where the server names no limit
/// (<https://zulip.com/api/register-queue#response>, `max_message_length`).
const USUAL_LENGTH: usize = 10_000;

/// Stands for the bot's number until that is known: nobody has it.
pub(super) const UNKNOWN: u64 = 0;

/// A server, and the bot on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    /// The bot's number.
    pub(super) me: u64,
    /// The bot's name, by which people mention it.
    pub(super) name: String,
    /// What the server knows of (<https://zulip.com/api/changelog>).
    pub(super) feature_level: u32,
    /// The most characters of a message. What is longer is cut off without a word.
    pub(super) longest: usize,
    /// Until when messages can be edited.
    pub(super) editing: Editing,
    /// The address by which people reach it, without a slash at its end.
    pub(super) realm: String,
}

/// Until when messages can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Editing {
    /// Always.
    Always,
    /// For so long after they were sent.
    For(Duration),
    /// Never.
    Never,
}

impl Server {
    /// The server that answered, whose address is `site` where it names no other.
    pub(super) fn of(registered: &Registered, me: &User, site: &str) -> Server {
        let realm = registered.realm_url.as_deref().or(registered.realm_uri.as_deref());
        let limit = registered.realm_message_content_edit_limit_seconds;
        let may_edit = registered.realm_allow_message_editing.unwrap_or(true);
        Server {
            me: me.user_id,
            name: me.full_name.clone(),
            feature_level: registered.zulip_feature_level,
            longest: registered.max_message_length.filter(|most| *most > 0).unwrap_or(USUAL_LENGTH),
            editing: match limit {
                _ if !may_edit => Editing::Never,
                Some(seconds) => Editing::For(Duration::from_secs(seconds)),
                None => Editing::Always,
            },
            realm: realm.unwrap_or(site).trim_end_matches('/').to_owned(),
        }
    }

    /// What every server is that answers can stand on, until it was asked. The bot's number may be
    /// [`UNKNOWN`].
    pub(super) fn unasked(me: u64, name: String, site: &str) -> Server {
        Server {
            me,
            name,
            feature_level: OLDEST,
            longest: USUAL_LENGTH,
            editing: Editing::Never,
            realm: site.trim_end_matches('/').to_owned(),
        }
    }

    /// The address of a message, at which Zulip opens its conversation
    /// (<https://zulip.com/help/link-to-a-message-or-conversation>). It holds when the message moves.
    /// Zulip's own apps open none without a place.
    pub(super) fn link(&self, place: Option<&Place>, message: u64) -> String {
        let begins = self.link_begins();
        match place {
            Some(Place::Channel { id, name, topic }) => {
                let name = in_address(&name.replace(' ', "-"));
                format!("{begins}stream/{id}-{name}/topic/{}/near/{message}", in_address(topic))
            }
            Some(Place::Person(person)) => self.link_among(&[*person], message),
            Some(Place::Group(people)) => self.link_among(people, message),
            None => format!("{begins}near/{message}"),
        }
    }

    /// The address of a message in a conversation of the bot with these people.
    fn link_among(&self, people: &[u64], message: u64) -> String {
        let mut all: Vec<u64> = people.iter().copied().chain([self.me]).collect();
        all.sort_unstable();
        let all: Vec<String> = all.iter().map(u64::to_string).collect();
        format!("{}dm/{}-dm/near/{message}", self.link_begins(), all.join(","))
    }

    /// What the address of every message begins with.
    pub(super) fn link_begins(&self) -> String {
        format!("{}/#narrow/", self.realm)
    }
}

/// A name as Zulip writes it in addresses: with percent-encoding in which the sign is a full stop.
fn in_address(name: &str) -> String {
    let mut written = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!(".{byte:02X}"));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_message_names_its_conversation() {
        let server = Server::unasked(9, "Tenet".to_owned(), "https://chat.example.org/");
        let channel = |name: &str, topic: &str| Place::Channel {
            id: 4,
            name: name.to_owned(),
            topic: topic.to_owned(),
        };
        for (place, address) in [
            (channel("general", "tides"), "stream/4-general/topic/tides/near/12"),
            (
                channel("a (b) [c]", "t (x)."),
                "stream/4-a-.28b.29-.5Bc.5D/topic/t.20.28x.29.2E/near/12",
            ),
            (
                channel("Hafen", "✔ Flut/Ebbe"),
                "stream/4-Hafen/topic/.E2.9C.94.20Flut.2FEbbe/near/12",
            ),
            (channel("general", ""), "stream/4-general/topic//near/12"),
            (Place::Person(7), "dm/7,9-dm/near/12"),
            (Place::Group(vec![8, 10]), "dm/8,9,10-dm/near/12"),
        ] {
            let link = server.link(Some(&place), 12);
            assert_eq!(link, format!("https://chat.example.org/#narrow/{address}"));
        }
    }
}
