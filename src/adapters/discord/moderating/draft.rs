//! A citation that is not told to anybody yet, as the buttons of its preview carry it.
//!
//! Nothing of it is kept here: it stands in the `custom_id`s of what its moderator sees, and comes back
//! with what they press (<https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id>).
//! Since it says where the bot shall write and to whom, it is sealed: what the bot did not make itself
//! is not read.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// The signs in which numbers are written, so that the longest takes 11.
const SIGNS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
/// What stands between the fields. Ids of passages have none; names and notes stand last.
const BETWEEN: char = '|';

/// Whom a moderator has something to say to, and about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aim {
    /// Who does it.
    pub(super) moderator: u64,
    /// To whom.
    pub(super) person: u64,
    /// What those who read along call them.
    pub(super) name: String,
    /// The message that it is about.
    pub(super) message: Option<At>,
    /// Whether the person is notified.
    pub(super) ping: bool,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// Its channel.
    pub(super) channel: u64,
    /// Its id.
    pub(super) message: u64,
}

/// A citation that is not told to anybody yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    /// Whom it is for.
    pub(super) aim: Aim,
    /// The id of the passage.
    pub(super) passage: String,
    /// By which its words are known again.
    pub(super) fingerprint: String,
    /// What the moderator has to say to it.
    pub(super) note: Option<String>,
}

impl Aim {
    /// As text that fits into a `custom_id` behind three more signs.
    pub(super) fn sealed(&self, key: &SecretString) -> String {
        seal(&self.text(), key)
    }

    /// The aim that was sealed with this key.
    pub(super) fn open(sealed: &str, key: &SecretString) -> Option<Aim> {
        Aim::read(open(sealed, key)?)
    }

    fn text(&self) -> String {
        let At { channel, message } = self.message.unwrap_or(At { channel: 0, message: 0 });
        let ping = u64::from(self.ping);
        let numbers = [self.moderator, self.person, channel, message, ping].map(written);
        format!("{}{BETWEEN}{}", numbers.join(&BETWEEN.to_string()), self.name)
    }

    fn read(text: &str) -> Option<Aim> {
        let mut fields = text.splitn(6, BETWEEN);
        let mut next = || number(fields.next()?);
        let (moderator, person, channel, message, ping) =
            (next()?, next()?, next()?, next()?, next()?);
        let message = (message != 0 && channel != 0).then_some(At { channel, message });
        let name = fields.next()?.to_owned();
        (moderator != 0 && person != 0).then_some(Aim {
            moderator,
            person,
            name,
            message,
            ping: ping == 1,
        })
    }
}

impl Draft {
    /// As so many pieces of text, to be spread over `custom_id`s: where names and notes are no longer than
    /// [`crate::citing`] makes them, none of five takes more than 96 signs.
    pub(super) fn sealed<const PIECES: usize>(&self, key: &SecretString) -> [String; PIECES] {
        let aim = self.aim.text();
        let length = written(u64::try_from(aim.len()).unwrap_or(u64::MAX));
        let note = self.note.as_deref().unwrap_or_default();
        let text = [&self.fingerprint, &self.passage, &length, &(aim + note)];
        let sealed = seal(&text.map(String::as_str).join(&BETWEEN.to_string()), key);
        let all: usize = sealed.chars().map(char::len_utf16).sum();
        let mut pieces = [const { String::new() }; PIECES];
        let mut so_far = 0;
        for c in sealed.chars() {
            let at = so_far * PIECES / all.max(1);
            so_far += c.len_utf16();
            if let Some(piece) = pieces.get_mut(at) {
                piece.push(c);
            }
        }
        pieces
    }

    /// The draft that was sealed with this key, and spread over these pieces.
    pub(super) fn open(pieces: &[&str], key: &SecretString) -> Option<Draft> {
        let sealed = pieces.concat();
        let mut fields = open(&sealed, key)?.splitn(4, BETWEEN);
        let (fingerprint, passage) = (fields.next()?.to_owned(), fields.next()?.to_owned());
        let length = usize::try_from(number(fields.next()?)?).ok()?;
        let (aim, note) = fields.next()?.split_at_checked(length)?;
        let note = Some(note.to_owned()).filter(|note| !note.is_empty());
        Some(Draft { aim: Aim::read(aim)?, passage, fingerprint, note })
    }
}

/// Text with a sign before it that only who has the key can make for it.
fn seal(text: &str, key: &SecretString) -> String {
    format!("{}{BETWEEN}{text}", sign(text, key))
}

fn open<'a>(sealed: &'a str, key: &SecretString) -> Option<&'a str> {
    let (signed, text) = sealed.split_once(BETWEEN)?;
    // Nobody learns by trying: each try is an interaction of its own, and there are 2^64 signs.
    (signed == sign(text, key)).then_some(text)
}

/// Hashed twice with the key before it, as in HMAC (<https://www.rfc-editor.org/rfc/rfc2104>), so that nobody
/// can lengthen what was signed.
fn sign(text: &str, key: &SecretString) -> String {
    let key = Sha256::digest(key.expose_secret().as_bytes());
    let inner = Sha256::new().chain_update(key).chain_update(text.as_bytes()).finalize();
    let outer = Sha256::new().chain_update(inner).chain_update(key).finalize();
    let first = outer.iter().take(8);
    written(first.fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A number in at most 11 signs.
fn written(number: u64) -> String {
    let mut signs = Vec::new();
    let mut rest = number;
    while rest > 0 || signs.is_empty() {
        let sign = usize::try_from(rest % 64).ok().and_then(|at| SIGNS.get(at));
        signs.extend(sign.map(|sign| char::from(*sign)));
        rest /= 64;
    }
    signs.iter().rev().collect()
}

fn number(written: &str) -> Option<u64> {
    (!written.is_empty()).then_some(())?;
    written.bytes().try_fold(0u64, |number, sign| {
        let digit = SIGNS.iter().position(|known| *known == sign)?;
        number.checked_mul(64)?.checked_add(u64::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretString {
        SecretString::from("a token")
    }

    fn longest(name: &str, note: &str) -> Draft {
        let message = Some(At { channel: u64::MAX, message: u64::MAX });
        let aim = Aim {
            moderator: u64::MAX,
            person: u64::MAX,
            name: name.to_owned(),
            message,
            ping: true,
        };
        Draft {
            aim,
            passage: "coc/".to_owned() + &"a".repeat(crate::content::passage::LONGEST_ID - 4),
            fingerprint: "abcdef".to_owned(),
            note: Some(note.to_owned()),
        }
    }

    #[test]
    fn the_longest_citation_there_can_be_fits_into_five_ids_and_comes_back() {
        for (name, note) in [
            ("n".repeat(32), "o".repeat(300)),
            ("🛶".repeat(16), "🛶".repeat(150)),
            ("|".repeat(32), "| |".repeat(100)),
        ] {
            let draft = longest(&name, &note);
            let pieces: [String; 5] = draft.sealed(&key());
            for piece in &pieces {
                assert!(piece.encode_utf16().count() <= 96, "{piece}");
            }
            let pieces = pieces.each_ref().map(String::as_str);
            assert_eq!(Draft::open(&pieces, &key()).as_ref(), Some(&draft));
            let aim = draft.aim.sealed(&key());
            assert!(aim.encode_utf16().count() <= 97, "{aim}");
            assert_eq!(Aim::open(&aim, &key()), Some(draft.aim));
        }
    }

    #[test]
    fn without_note_and_message_a_draft_comes_back_too() {
        let mut draft = longest("Bob", "");
        draft.note = None;
        draft.aim.message = None;
        let pieces: [String; 5] = draft.sealed(&key());
        assert_eq!(Draft::open(&pieces.each_ref().map(String::as_str), &key()), Some(draft));
    }

    #[test]
    fn what_the_bot_did_not_seal_is_not_read() {
        let draft = longest("Bob", "Please read.");
        let pieces: [String; 5] = draft.sealed(&SecretString::from("another token"));
        assert_eq!(Draft::open(&pieces.each_ref().map(String::as_str), &key()), None);
        let pieces: [String; 5] = draft.sealed(&key());
        let whole = pieces.concat();
        for changed in [
            whole.replace("Please", "Kindly"),
            whole.replace("Bob", "Eve"),
            whole.clone() + "!",
            whole.replacen(BETWEEN, "", 1),
            String::new(),
        ] {
            assert_eq!(Draft::open(&[&changed], &key()), None, "{changed}");
            assert_eq!(Aim::open(&changed, &key()), None, "{changed}");
        }
    }
}
