//! A Zulip in memory, for tests: what carries requests is nothing but a function, on whatever clock the
//! test has.

use super::reading::{self, Heard};
use super::wire::Wire;
use super::{Call, Rest};
use crate::desk::Desk;
use reqwest::StatusCode;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone)]
pub(in crate::adapters::zulip) struct Asked {
    /// The method and the path below `/api/v1/`.
    pub(in crate::adapters::zulip) line: String,
    pub(in crate::adapters::zulip) fields: Vec<(&'static str, String)>,
}

/// What comes of it.
#[derive(Debug, Clone)]
pub(in crate::adapters::zulip) enum Reply {
    /// An answer of this status and with this body.
    Says(u16, String),
    /// Nobody is there.
    Unreached,
    /// The connection ends after it was sent.
    Cut,
}

type Answering = dyn Fn(Asked) -> Pin<Box<dyn Future<Output = Reply> + Send>> + Send + Sync;

struct Memory(Box<Answering>);

impl Wire for Memory {
    fn ask<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Heard> + Send + 'a>> {
        let line = format!("{} {}", call.method, call.path);
        let asked = Asked { line, fields: call.fields.clone() };
        let reply = (self.0)(asked);
        Box::pin(async move {
            match reply.await {
                Reply::Unreached => Heard::Unreached,
                Reply::Cut => Heard::Unsure,
                Reply::Says(status, body) => {
                    let status = StatusCode::from_u16(status).unwrap();
                    reading::heard(status, None, body.into_bytes())
                }
            }
        })
    }
}

impl Rest {
    /// A way out that leads to this function.
    pub(in crate::adapters::zulip) fn to<F>(
        desk: &Arc<Desk>,
        answering: impl Fn(Asked) -> F + Send + Sync + 'static,
    ) -> Rest
    where
        F: Future<Output = Reply> + Send + 'static,
    {
        let memory = Memory(Box::new(move |asked| Box::pin(answering(asked))));
        Rest::over(Box::new(memory), Arc::clone(desk))
    }
}
