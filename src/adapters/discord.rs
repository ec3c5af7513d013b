//! Discord: slash commands, messages to the bot, and citations at a message.
//!
//! Alone in naming serenity. Speaks version 10 of the API that
//! <https://discord.com/developers/docs/reference> describes. Translates and decides nothing: what is
//! answered, to whom and how often, is the desk's to say. No message's words and no token are logged.

mod account;
mod again;
mod answering;
mod below;
mod bot;
mod codes;
pub mod commands;
mod dialect;
mod endpoint;
mod errand;
mod errands;
mod gateway;
mod incoming;
mod messages;
mod moderating;
mod registering;
mod rendering;
mod reply;
mod rest;
mod sheets;
mod state;

pub use account::{Account, Trouble, account};
pub use bot::Bot;
pub use endpoint::{Endpoint, Key, attend};
pub use gateway::{Pacing, listen};
pub use registering::{
    Changes, Invitation, Unregistered, invitation, keep_commands, register, unregister,
};
pub use rendering::pages;
