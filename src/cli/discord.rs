//! `tenet discord`: what Discord lists of the bot, and the links by which it is added.

use super::{DONE, Failure, Places, output};
use crate::adapters::discord::{self, Changes, Unregistered};
use crate::config;
use crate::content::words::count;
use clap::{Args, Subcommand};
use std::future::Future;
use std::io::Write;
use std::num::NonZeroU64;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Have Discord list the commands that the content can answer, and no others
    Register(Place),
    /// Have Discord list no commands of the bot's
    Unregister(Place),
    /// Show the links by which the bot is added to a server, or to one's own account
    Invite,
}

#[derive(Args)]
struct Place {
    /// In this server alone, at once and beside what is listed everywhere: for trying out
    #[arg(long, value_name = "ID")]
    guild: Option<NonZeroU64>,
}

pub(super) fn run(places: &Places, arguments: &Arguments) -> Result<u8, Failure> {
    let settings = settings(places)?;
    let failed = |trouble: Unregistered| {
        Failure::Unusable(format!("{trouble} {}", trouble.remedy(&places.settings)))
    };
    match &arguments.task {
        Task::Register(place) => {
            let library = places.library()?;
            let registering = discord::register(settings, &library.edition, place.guild);
            let changes = wait_for(registering)?.map_err(failed)?;
            tell(&changes)
        }
        Task::Unregister(place) => {
            let changes = wait_for(discord::unregister(settings, place.guild))?.map_err(failed)?;
            tell(&changes)
        }
        Task::Invite => {
            let invitation = wait_for(discord::invitation(settings))?.map_err(failed)?;
            let mut out = output::out();
            writeln!(out, "To add {} to a server that you manage:", invitation.name)?;
            writeln!(out, "  {}", invitation.server)?;
            writeln!(out, "To have its commands wherever you are:")?;
            writeln!(out, "  {}", invitation.person)?;
            Ok(DONE)
        }
    }
}

/// Discord, as it is configured.
fn settings(places: &Places) -> Result<&config::Discord, Failure> {
    let missing = &places.settings.missing;
    match &places.settings.discord {
        Some(settings) => Ok(settings),
        None if places.settings.said.contains_key("discord.mode") && !missing.is_empty() => {
            Err(Failure::Configuration(missing.clone()))
        }
        None => Err(Failure::Usage(
            "No discord.mode is configured. Set it to gateway or http, and discord.token_file to the token's file."
                .to_owned(),
        )),
    }
}

fn wait_for<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(future))
}

fn tell(changes: &Changes) -> Result<u8, Failure> {
    let mut out = output::out();
    let listed = &changes.listed;
    match listed.len() {
        0 => writeln!(out, "Discord lists no commands.")?,
        number => writeln!(
            out,
            "Discord lists {}: {}",
            count(number, "command", "commands"),
            listed.join(" ")
        )?,
    }
    if changes.is_nothing() {
        writeln!(out, "Nothing changed.")?;
    } else {
        writeln!(out, "Changed now: {}", changes.told())?;
    }
    for command in &changes.unanswerable {
        writeln!(
            out,
            "Left out: {}, which `discord.commands` names and the content cannot answer",
            command.name()
        )?;
    }
    Ok(DONE)
}
