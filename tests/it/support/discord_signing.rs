//! Signs requests as Discord does: Ed25519 over the timestamp and the body.

use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;

/// Whoever has the key of an application.
pub(crate) struct Signing(SigningKey);

/// A request, ready to be sent.
#[derive(Clone)]
pub(crate) struct Signed {
    /// In hexadecimal digits.
    pub(crate) signature: String,
    /// In seconds.
    pub(crate) timestamp: String,
    pub(crate) body: String,
}

impl Signing {
    /// Discord, for the application under test.
    pub(crate) fn discord() -> Signing {
        Signing(SigningKey::from_bytes(&[7; 32]))
    }

    /// Somebody with a key of their own.
    pub(crate) fn stranger() -> Signing {
        Signing(SigningKey::from_bytes(&[8; 32]))
    }

    /// The key by which the signatures are known.
    pub(crate) fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signed now.
    pub(crate) fn sign(&self, body: impl ToString) -> Signed {
        self.sign_at(Timestamp::now(), body)
    }

    pub(crate) fn sign_at(&self, at: Timestamp, body: impl ToString) -> Signed {
        self.sign_with(&at.as_second().to_string(), body)
    }

    /// With a timestamp that may be none.
    pub(crate) fn sign_with(&self, timestamp: &str, body: impl ToString) -> Signed {
        let body = body.to_string();
        let signature = self.0.sign(format!("{timestamp}{body}").as_bytes());
        let digits = signature.to_bytes().map(|byte| format!("{byte:02x}"));
        Signed { signature: digits.concat(), timestamp: timestamp.to_owned(), body }
    }
}

impl Signed {
    /// As it is sent.
    pub(crate) fn request(&self) -> String {
        self.request_with(&format!(
            "X-Signature-Ed25519: {}\r\nX-Signature-Timestamp: {}\r\n",
            self.signature, self.timestamp
        ))
    }

    /// With these headers, each with its line's end, in place of its own.
    pub(crate) fn request_with(&self, headers: &str) -> String {
        format!(
            "POST /discord/interactions HTTP/1.1\r\nHost: a\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
            self.body.len(),
            self.body
        )
    }
}
