//! Zulip: questions over an event queue or an outgoing webhook, answers in Zulip's Markdown.
//!
//! Translates, and decides nothing that is core's. What comes is taken apart in `incoming` and
//! `reading`; what is answered to it is planned in [`crate::messages`], said by `voice`, done by
//! `sending`. Reads only messages that are meant for the bot; no word of any is logged or kept.

mod account;
mod answering;
mod bot;
mod dialect;
mod events;
mod hearing;
mod incoming;
mod moderating;
mod people;
mod reading;
pub mod rendering;
mod rest;
mod sending;
mod server;
mod voice;
mod webhook;

pub use account::{Account, Role, Trouble, account};
pub use bot::Bot;
pub use events::{Pacing, listen};
pub use webhook::{PATH, Webhook, attend};
