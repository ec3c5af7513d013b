//! What Zulip posts to an outgoing webhook, read (<https://zulip.com/api/outgoing-webhooks>).
//!
//! Pure. Believes nothing before the token, which alone shows who sent it; how long it takes to refuse
//! another says nothing of it. Alone in naming subtle.

use crate::adapters::zulip::hearing::Said;
use crate::adapters::zulip::incoming::{MENTIONED, Message, said};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::borrow::Cow;
use subtle::ConstantTimeEq;

/// What came.
#[derive(Debug)]
pub(super) enum Brought {
    /// A message that is for the bot, as far as Zulip can say.
    Letter(Box<Letter>),
    /// One in the form that Slack would send it in, which a webhook bot can be set to.
    InSlacksForm,
    /// Nothing that can be read, from Zulip.
    Unreadable,
    /// Nothing shows that Zulip sent it.
    Unproven,
}

/// A message, and what Zulip says of the bot with it.
#[derive(Debug, Deserialize)]
pub(super) struct Letter {
    /// The bot's name.
    pub(super) bot_full_name: String,
    bot_email: String,
    message: Message,
    /// The bot's number, where the message tells it.
    #[serde(skip)]
    bot: Option<u64>,
}

/// The only part of a letter that is looked at before it is believed.
#[derive(Deserialize)]
struct Proof<'a> {
    #[serde(borrow)]
    token: Cow<'a, str>,
}

/// Those in a conversation, with the bot among them.
#[derive(Deserialize)]
struct Together {
    message: Addressed,
}

#[derive(Deserialize)]
struct Addressed {
    display_recipient: Vec<Addressee>,
}

#[derive(Deserialize)]
struct Addressee {
    id: u64,
    email: String,
}

/// What a request brings whose sender must know this token.
pub(super) fn read(body: &[u8], token: &SecretString) -> Brought {
    let is_it = |given: &[u8]| bool::from(given.ct_eq(token.expose_secret().as_bytes()));
    let Ok(proof) = serde_json::from_slice::<Proof<'_>>(body) else {
        let mut fields = body.split(|byte| *byte == b'&');
        let given = fields.find_map(|field| field.strip_prefix(b"token="));
        return if given.is_some_and(is_it) { Brought::InSlacksForm } else { Brought::Unproven };
    };
    if !is_it(proof.token.as_bytes()) {
        return Brought::Unproven;
    }
    let Ok(letter) = serde_json::from_slice::<Letter>(body) else { return Brought::Unreadable };
    let bot = serde_json::from_slice::<Together>(body).ok().and_then(|together| {
        let mut all = together.message.display_recipient.into_iter();
        all.find(|one| one.email == letter.bot_email).map(|one| one.id)
    });
    Brought::Letter(Box::new(Letter { bot, ..letter }))
}

impl Letter {
    /// By what Zulip knows the message, however often it brings it.
    pub(super) fn id(&self) -> u64 {
        self.message.id
    }

    /// Whether it is for the bot of this address.
    pub(super) fn is_for(&self, email: &str) -> bool {
        self.bot_email.eq_ignore_ascii_case(email)
    }

    /// The bot's number, where the message tells it.
    pub(super) fn bot(&self) -> Option<u64> {
        self.bot
    }

    /// The message as plain data, where the bot's number is `me`; `None` where it stands nowhere that
    /// is known. That Zulip brings it says that the bot is mentioned where that is needed.
    pub(super) fn said(self, me: u64) -> Option<Said> {
        said(Message { flags: vec![MENTIONED.to_owned()], ..self.message }, me)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::zulip::hearing::Place;
    use serde_json::{Value, json};

    const TOKEN: &str = "token0123456789";

    fn came(body: impl AsRef<[u8]>) -> Brought {
        read(body.as_ref(), &SecretString::from(TOKEN))
    }

    fn letter(token: &str, display_recipient: Value) -> Value {
        json!({
            "data": "@**Tenet** mission", "trigger": "mention", "token": token,
            "bot_email": "tenet-bot@harbour.example", "bot_full_name": "Tenet",
            "message": {
                "id": 12, "sender_id": 7, "sender_full_name": "Ana", "subject": "moorings",
                "content": "@**Tenet** mission", "timestamp": 1_790_000_000, "type": "stream",
                "stream_id": 3, "display_recipient": display_recipient,
            },
        })
    }

    #[test]
    fn only_the_token_shows_who_sent_it() {
        for token in
            ["", "token012345678", "token01234567890", "token012345678x", "TOKEN0123456789"]
        {
            let body = letter(token, json!("general")).to_string();
            assert!(matches!(came(body), Brought::Unproven), "{token}");
        }
        let mut without = letter(TOKEN, json!("general"));
        without.as_object_mut().unwrap().remove("token");
        let twice = format!("{{\"token\": \"{TOKEN}\", \"token\": \"{TOKEN}\"}}");
        for body in [
            without.to_string(),
            twice,
            format!("\"{TOKEN}\""),
            format!("[\"{TOKEN}\""),
            format!("nottoken={TOKEN}"),
            "token=".to_owned(),
            String::new(),
            "[".repeat(100_000),
        ] {
            assert!(matches!(came(&body), Brought::Unproven), "{body:.80}");
        }
    }

    #[test]
    fn what_zulip_sends_and_cannot_be_read_is_told_apart() {
        let body = json!({"token": TOKEN, "message": {"id": "12"}}).to_string();
        assert!(matches!(came(body), Brought::Unreadable));
        let slack = format!("team_id=T2&token={TOKEN}&text=mission");
        assert!(matches!(came(slack), Brought::InSlacksForm));
    }

    #[test]
    fn a_message_is_read_with_what_it_tells_of_the_bot() {
        let Brought::Letter(read) = came(letter(TOKEN, json!("general")).to_string()) else {
            panic!("it is Zulip's");
        };
        assert_eq!((read.id(), read.bot(), read.bot_full_name.as_str()), (12, None, "Tenet"));
        let said = read.said(9).unwrap();
        assert!(said.is_mentioned && !said.is_edit);
        assert!(matches!(said.place, Place::Channel { id: 3, .. }));
        let people = json!([
            {"id": 9, "email": "tenet-bot@harbour.example"}, {"id": 7, "email": "ana@a.example"},
        ]);
        let Brought::Letter(read) = came(letter(TOKEN, people).to_string()) else {
            panic!("it is Zulip's");
        };
        assert_eq!(read.bot(), Some(9));
        assert_eq!(read.said(9).unwrap().place, Place::Person(7));
    }
}
