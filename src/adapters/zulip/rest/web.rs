//! Requests over the network, one at a time.
//!
//! Alone in naming reqwest's client.

use super::reading::{self, Heard};
use super::wire::Wire;
use super::{Call, ONE};
use crate::config;
use crate::outgoing::{self, Unanswered};
use reqwest::{Client, Method};
use secrecy::{ExposeSecret, SecretString};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long a connection may take to come about: less than a request, so that what did not reach Zulip
/// is known not to have.
const CONNECT: Duration = Duration::from_secs(10);

const _: () = assert!(CONNECT.as_secs() < ONE.as_secs());

/// A server, and the bot that asks it.
pub(super) struct Web {
    client: Client,
    /// The address of the server.
    site: String,
    email: String,
    key: SecretString,
}

impl Web {
    /// # Errors
    /// Where the key would be sent for everybody to read, or the system gives no means to connect.
    pub(super) fn to(settings: &config::Zulip) -> Result<Web, Unanswered> {
        Ok(Web {
            client: outgoing::asynchronous(&settings.site, CONNECT)?,
            site: settings.site.clone(),
            email: settings.email.clone(),
            key: settings.api_key.clone(),
        })
    }

    async fn asked(&self, call: &Call) -> Heard {
        let address = format!("{}/api/v1/{}", self.site, call.path);
        let request = self.client.request(call.method.clone(), address);
        let request = request.basic_auth(&self.email, Some(self.key.expose_secret()));
        let request = match call.method {
            Method::GET | Method::DELETE => request.query(&call.fields),
            _ => request.form(&call.fields),
        };
        match request.send().await {
            Ok(response) => reading::read(response).await,
            Err(error) if error.is_connect() || error.is_builder() => Heard::Unreached,
            Err(_) => Heard::Unsure,
        }
    }
}

impl Wire for Web {
    fn ask<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Heard> + Send + 'a>> {
        Box::pin(self.asked(call))
    }
}
