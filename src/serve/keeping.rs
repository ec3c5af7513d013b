//! Keeps the right library on the shelf: opens it at the start, and again whenever the content folder
//! or what was fetched has changed, by whomever.
//!
//! Fetches nothing. What cannot be opened leaves the library that answers where it is.

use super::{House, ServeError};
use crate::config::Settings;
use crate::content::Files;
use crate::content::words::fold;
use crate::library::Library;
use crate::sync::editions::State;
use crate::sync::files::{self, FolderError};
use crate::sync::opening;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::signal::unix::Signal;

/// How often is looked whether anything has changed.
const LOOK: Duration = Duration::from_secs(2);

/// The library of the content that is configured, if it is the organisation's own.
pub(super) fn open(settings: &Settings, state: &State) -> Result<Library, ServeError> {
    let library = opening::open(files(settings)?, state, &mut |_, _| {})?.library;
    let content = &library.edition.catalogue.organisation.name;
    match &settings.organisation {
        None => Err(ServeError::NoOrganisation { content: content.clone() }),
        Some(configured) if fold(configured) != fold(content) => {
            Err(ServeError::Foreign { configured: configured.clone(), content: content.clone() })
        }
        Some(_) => Ok(library),
    }
}

/// The content folder, or the content that ships.
pub(super) fn files(settings: &Settings) -> Result<Files, FolderError> {
    match &settings.content {
        Some(folder) => files::folder(folder),
        None => Ok(files::shipped()),
    }
}

/// Looks after the shelf until the process stops.
pub(super) async fn keep(house: Arc<House>, mut hangups: Signal) {
    let mut seen = stamps(&house);
    let mut looks = tokio::time::interval(LOOK);
    loop {
        let wanted = tokio::select! {
            () = house.stop.cancelled() => return,
            _ = looks.tick() => false,
            () = house.knock.notified() => true,
            _ = hangups.recv() => true,
        };
        let now = stamps(&house);
        if wanted || now != seen {
            seen = now;
            reopen(&house).await;
        }
    }
}

async fn reopen(house: &Arc<House>) {
    let at_work = Arc::clone(house);
    let opened = tokio::task::spawn_blocking(move || open(&at_work.settings, &at_work.state)).await;
    match opened {
        Ok(Ok(library)) => {
            let before = house.desk.library();
            if library.edition.id != before.edition.id {
                super::tell(&library);
            }
            house.desk.put(library);
        }
        Ok(Err(error)) => hold_back(house, &error.to_string()),
        Err(error) => hold_back(house, super::how_it_ended(&error)),
    }
}

fn hold_back(house: &House, reason: &str) {
    if house.desk.hold_back(reason.to_owned()) {
        tracing::warn!(reason, "answers come from the edition before");
    }
}

/// What changes when the content folder or what was fetched does.
fn stamps(house: &House) -> (Option<SystemTime>, Option<u64>) {
    (house.state.records_stamp(), house.content().and_then(|folder| files::stamp(folder)))
}
