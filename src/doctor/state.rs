//! The state folder: whether it can be written, has room, and holds whole what it holds.
//!
//! Writes one empty file and removes it.

use super::{Check, Patient};
use crate::content;
use crate::content::snapshot::day;
use crate::content::words::count;
use crate::sync::round;
use crate::sync::sources::{self, Records};
use crate::wording;
use jiff::SignedDuration;
use std::fs::{self, File};
use std::io;
use std::path::Path;

const NAME: &str = "state folder";
const SPACE: &str = "space";
const EDITIONS: &str = "editions";
const FETCHED: &str = "fetched";

/// Room for the mirrors, snapshots and editions of an organisation with some hundred documents, twice.
const ROOM: u64 = 200 << 20;

pub(super) fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let folder = patient.state.folder();
    let mut checks = vec![writable(patient, folder)];
    checks.extend(space(folder));
    checks.push(editions(patient));
    checks.extend(fetched(patient));
    checks
}

/// The folder, or the nearest one above it that there is.
fn nearest(folder: &Path) -> &Path {
    let there = folder.ancestors().find(|above| fs::symlink_metadata(above).is_ok());
    // Of a path without a folder that is there, the current one is the nearest.
    there.unwrap_or(Path::new("."))
}

fn writable(patient: &Patient<'_>, folder: &Path) -> Check {
    let there = nearest(folder);
    let shown = folder.display();
    match probe(there) {
        Ok(()) if patient.state.is_syncing() => {
            Check::ok(NAME, format!("{shown} can be written; a sync is at work in it."))
        }
        Ok(()) if there == folder => Check::ok(NAME, format!("{shown} can be written.")),
        Ok(()) => Check::ok(NAME, format!("{shown} is not there yet, and can be made.")),
        Err(error) => {
            let what = format!(
                "{shown} cannot be written: {error}. Questions are answered; nothing new is fetched or kept."
            );
            let remedy = "Mend permissions or space, or name another folder with --state.";
            match patient.settings.sync_every {
                Some(_) => Check::mend(NAME, what, remedy),
                // Whoever fetches nothing may well have made it so on purpose.
                None => Check::look(NAME, what, remedy),
            }
        }
    }
}

/// Writes a file as everything here is written, down to the disk.
fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!(".tenet-doctor-{}", std::process::id()));
    let written = File::create_new(&path).and_then(|file| file.sync_all());
    match fs::remove_file(&path) {
        Err(error) if written.is_ok() => Err(error),
        _ => written,
    }
}

fn space(folder: &Path) -> Option<Check> {
    let disk = rustix::fs::statvfs(nearest(folder)).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let what = format!("{} free on the disk of the state folder.", size(free));
    Some(if free < ROOM {
        Check::look(SPACE, what, format!("Make room for {} or more.", size(ROOM)))
    } else {
        Check::ok(SPACE, what)
    })
}

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    match bytes >> 20 {
        small @ 0..1024 => format!("{small} MB"),
        large => format!("{} GB", large >> 10),
    }
}

fn editions(patient: &Patient<'_>) -> Check {
    let ids = patient.state.ids();
    let damaged: Vec<&str> = ids
        .iter()
        .filter(|id| !patient.state.is_whole(id))
        .map(|id| id.get(..12).unwrap_or(id))
        .collect();
    match (ids.len(), damaged.as_slice()) {
        (0, _) => Check::ok(EDITIONS, "None is kept yet; the first question builds one."),
        (1, []) => Check::ok(EDITIONS, "One is kept, and whole."),
        (all, []) => Check::ok(EDITIONS, format!("{all} are kept, and whole.")),
        (_, damaged) => Check::look(
            EDITIONS,
            format!("Damaged on disk, and not answered from: {}.", damaged.join(", ")),
            "Run `tenet index`, which builds what is needed again, and look after the disk.",
        ),
    }
}

/// What is held of the sources that have a repository.
fn fetched(patient: &Patient<'_>) -> Vec<Check> {
    let Ok(files) = patient.files else { return Vec::new() };
    let (manifest, _) = content::manifest(files);
    let from = &patient.settings.sync_from;
    // What is wrong with `sync.from` is told with the sources.
    let Ok(all) = round::sources_to_look_at(&manifest, from) else { return Vec::new() };
    let records = patient.state.records();
    if records.is_empty() && patient.state.records_stamp().is_some() {
        let what = "What was fetched cannot be read any more.";
        return vec![Check::mend(FETCHED, what, "Run `tenet sync`, which fetches it again.")];
    }
    let troubles: Vec<Check> =
        all.iter().filter_map(|source| trouble(patient, &records, source)).collect();
    if !troubles.is_empty() {
        return troubles;
    }
    let of = |source: &&content::source::Source| records.get(&sources::name(source))?.checked;
    let oldest = all.iter().filter_map(of).min();
    oldest.map_or_else(Vec::new, |oldest| {
        let age = age(patient.at.duration_since(oldest));
        let sources = count(all.len(), "source, looked at", "sources, all looked at");
        vec![Check::ok(FETCHED, format!("{sources} within the last {age}."))]
    })
}

/// What is wrong with what is held of a source.
fn trouble(
    patient: &Patient<'_>,
    records: &Records,
    source: &content::source::Source,
) -> Option<Check> {
    let id = &source.id;
    let record = records.get(&sources::name(source));
    let snapshot = record.and_then(|record| record.snapshot.as_ref());
    if snapshot.is_some_and(|snapshot| !patient.state.holds_snapshot(snapshot)) {
        let what = format!("What was fetched of {id} is damaged on disk.");
        let remedy = "Run `tenet sync`, which fetches it again, and look after the disk.";
        return Some(Check::mend(FETCHED, what, remedy));
    }
    if let Some(failed) = record.and_then(|record| record.failed.as_ref()) {
        let day = wording::day(&day(failed.at));
        let what = format!("The last sync, on {day}, had no {id}: {}", failed.what);
        return Some(Check::look(FETCHED, what, "Run `tenet sync` when that is mended."));
    }
    let Some(checked) = record.and_then(|record| record.checked) else {
        let what = format!("Nothing of {id} is fetched yet: what ships answers in its place.");
        return Some(Check::look(FETCHED, what, "Run `tenet sync`, or let `tenet serve` do it."));
    };
    let old = patient.at.duration_since(checked);
    if old > SignedDuration::from_hours(24 * i64::from(source.stale_after)) {
        let day = wording::day(&day(checked));
        let what = format!("{id} was last looked at on {day}, and answers say so.");
        return Some(Check::look(FETCHED, what, "Run `tenet sync`, or set `sync.every`."));
    }
    None
}

/// A time as people say it, rounded up.
fn age(time: SignedDuration) -> String {
    let minutes = usize::try_from(time.as_secs().max(0) / 60 + 1).unwrap_or(usize::MAX);
    match minutes {
        1 => "minute".to_owned(),
        2..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes.div_ceil(60)),
        _ => format!("{} days", minutes.div_ceil(1440)),
    }
}
