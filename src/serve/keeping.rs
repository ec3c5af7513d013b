//! Keeps the right library on the shelf: takes up what a round has published, what somebody else has
//! fetched, and what somebody has written into the content folder.
//!
//! Alone in putting libraries on the shelf, and fetches nothing. A content folder is read once it has
//! been still for a moment, so that nothing half written is quoted. What cannot be used leaves the
//! library that answers where it is.

use super::{House, ServeError, apart, opening};
use crate::content::Files;
use crate::library::Library;
use crate::sync::apart::Errand;
use crate::sync::files;
use crate::sync::report;
use crate::troubles::{News, Troubles, moment};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::signal::unix::Signal;
use tokio::time::Instant;

/// How often is looked whether anything has changed.
const LOOK: Duration = Duration::from_secs(2);

/// How long a content folder must be still before it is read.
const STILL: Duration = Duration::from_millis(500);

/// How long is waited for that before it is told.
const RESTLESS: Duration = Duration::from_secs(30);

/// At most so many lines tell what is different for readers.
const TOLD: usize = 8;

/// What the content folder is called where something is wrong with it.
const CONTENT: &str = "content";

/// What changes when the content folder does; `None` where it cannot be looked into.
type Stamp = Option<u64>;

/// Looks after the shelf until the process stops.
pub(super) async fn keep(house: Arc<House>, hangups: Signal) {
    let stop = house.stop.clone();
    tokio::select! {
        // What the end of the process cuts off is no mistake that anybody should hear of.
        biased;
        () = stop.cancelled() => {}
        () = follow(house, hangups) => {}
    }
}

/// Follows what changes, for ever.
async fn follow(house: Arc<House>, mut hangups: Signal) {
    let mut keeper = Keeper {
        content: content_stamp(&house).await,
        records: house.state.records_stamp(),
        troubles: Troubles::default(),
        house,
    };
    // Between the opening and this look something may have changed.
    keeper.take_up().await;
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = looks.tick() => keeper.look().await,
            () = keeper.house.round_ended.notified() => keeper.shelve_what_is_held().await,
            _ = hangups.recv() => {
                keeper.take_up().await;
                keeper.house.round_wanted.notify_one();
            }
        }
    }
}

struct Keeper {
    house: Arc<House>,
    /// The content folder when it was last read.
    content: Stamp,
    /// The records when they were last read.
    records: Option<SystemTime>,
    troubles: Troubles,
}

impl Keeper {
    async fn look(&mut self) {
        if content_stamp(&self.house).await != self.content {
            if self.take_up().await {
                // It may name other sources.
                self.house.round_wanted.notify_one();
            }
        } else if self.house.state.records_stamp() != self.records {
            self.shelve_what_is_held().await;
        }
    }

    /// Reads the content folder and answers from it. Says whether another edition answers now.
    async fn take_up(&mut self) -> bool {
        let read = self.read_when_still().await;
        let shelved = match read {
            Ok(files) => self.shelve(files).await,
            Err(error) => Err(error),
        };
        match shelved {
            Ok(other) => {
                self.house.desk.let_through(CONTENT);
                if let Some(News::Well(_)) = self.troubles.went_well(CONTENT) {
                    tracing::info!("The content can be used again.");
                }
                other
            }
            Err(error) => {
                self.hold_back(&error);
                false
            }
        }
    }

    /// Answers from what is held of the sources, with the content folder as it was taken up.
    async fn shelve_what_is_held(&mut self) {
        let files = self.house.content().clone();
        if let Err(error) = self.shelve(files).await {
            tracing::warn!("{error} Answers come from the edition before.");
        }
    }

    /// The files of the content folder, once nobody writes there.
    async fn read_when_still(&mut self) -> Result<Files, ServeError> {
        let begun = Instant::now();
        let mut before = content_stamp(&self.house).await;
        while let Some(folder) = &self.house.settings.content {
            tokio::time::sleep(STILL).await;
            let at_work = Arc::clone(&self.house);
            let read = move || opening::read(&at_work.settings);
            let files = match content_stamp(&self.house).await == before {
                true => Some(tokio::task::spawn_blocking(read).await),
                false => None,
            };
            let after = content_stamp(&self.house).await;
            if let Some(files) = files.filter(|_| after == before) {
                self.content = after;
                return Ok(files.map_err(|_| ServeError::Broken)??);
            }
            before = after;
            if begun.elapsed() > RESTLESS {
                return Err(ServeError::Restless(folder.display().to_string()));
            }
        }
        self.content = before;
        opening::read(&self.house.settings).map_err(ServeError::from)
    }

    /// Puts the library of these files on the shelf. Says whether its edition is another.
    async fn shelve(&mut self, files: Files) -> Result<bool, ServeError> {
        // Before they are read: what is written meanwhile is looked at again.
        self.records = self.house.state.records_stamp();
        let house = Arc::clone(&self.house);
        let files = self.built(files).await?;
        let shelve = move || {
            let before = house.desk.library();
            let on_the_shelf = Some(Arc::clone(&before.edition));
            let (settings, state) = (&house.settings, &house.state);
            let opened = opening::open(settings, state, files.clone(), on_the_shelf)?;
            let other = opened.library.edition.id != before.edition.id;
            *house.content() = files;
            house.desk.put(opened.library.clone());
            if other {
                opening::tell(settings, &opened);
                tell(&before, &opened.library);
            }
            Ok(other)
        };
        tokio::task::spawn_blocking(shelve).await.map_err(|_| ServeError::Broken)?
    }

    /// Has the edition of these files built in a process of its own, where it is not held yet. Where
    /// that comes to nothing it is built here, and what is wrong is told then.
    async fn built(&self, files: Files) -> Result<Files, ServeError> {
        let house = Arc::clone(&self.house);
        let held = move || {
            let shelved = &house.desk.library().edition.id;
            (opening::is_held(&house.state, &files, shelved), files)
        };
        let held = tokio::task::spawn_blocking(held).await;
        let (is_held, files) = held.map_err(|_| ServeError::Broken)?;
        if !is_held {
            // Where it comes to nothing, the mistake is met again when the edition is opened.
            let _ = apart::run(&self.house, Errand::Build, &files, Timestamp::now()).await;
        }
        Ok(files)
    }

    fn hold_back(&mut self, error: &ServeError) {
        let reason = error.to_string().replace('\n', " ");
        self.house.desk.hold_back(CONTENT, reason.clone());
        match self.troubles.failed(CONTENT, &reason, Timestamp::now()) {
            Some(News::StillFails(since)) => {
                let since = moment(since);
                tracing::warn!("{reason} Answers come from the edition before, since {since}.");
            }
            Some(_) => tracing::warn!("{reason} Answers come from the edition before."),
            None => {}
        }
    }
}

/// What is different now for those who ask.
fn tell(before: &Library, now: &Library) {
    tracing::info!("{}", report::edition(&now.edition));
    // What came with the first round is new as a whole.
    if before.status.sources.values().all(|source| source.checked.is_none())
        && now.status.sources.values().any(|source| source.checked.is_some())
    {
        return;
    }
    let lines = report::changes(&before.edition, &now.edition);
    for line in lines.iter().take(TOLD) {
        tracing::info!("{line}");
    }
    if lines.len() > TOLD {
        tracing::info!("And {} more changes.", lines.len() - TOLD);
    }
}

async fn content_stamp(house: &Arc<House>) -> Stamp {
    let house = Arc::clone(house);
    // A folder may lie on a disk that is slow, and answers must not wait for it.
    let stamp = move || house.settings.content.as_ref().and_then(|folder| files::stamp(folder));
    tokio::task::spawn_blocking(stamp).await.ok().flatten()
}
