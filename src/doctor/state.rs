//! The state folder: whether it can be written, has room, and holds whole what it holds.
//!
//! Writes one file of some kilobytes and removes it: a full disk still takes an empty one.

use super::{Check, Patient, disk};
use crate::content;
use crate::content::snapshot::day;
use crate::content::words::count;
use crate::library::short;
use crate::sync::round;
use crate::sync::sources::{self, Records};
use crate::wording;
use jiff::SignedDuration;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

const NAME: &str = "state folder";
const SPACE: &str = "space";
const EDITIONS: &str = "editions";
const FETCHED: &str = "fetched";

/// Room for the mirrors, snapshots and editions of an organisation with some hundred documents, twice.
const ROOM: u64 = 200 << 20;
/// With less than this nothing can be kept.
const NONE: u64 = 1 << 20;
/// What is written to see whether a disk takes it, in bytes: more than fits beside a file's name.
static PROBE: [u8; 64 << 10] = [b'.'; 64 << 10];
/// A record may be younger than the look at the clock: a sync may end while the doctor looks.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

pub(super) fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let folder = patient.state.folder();
    let mut checks = vec![writable(patient, folder)];
    checks.extend(disk::free(nearest(folder)).map(room));
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
        Err(error) if is_full(&error) => {
            let what = format!(
                "The disk of {shown} is full. Questions are answered; nothing new is fetched or kept."
            );
            Check::mend(NAME, what, "Make room on it, or name another folder with --state.")
        }
        Err(error) => {
            let what = format!(
                "{shown} cannot be written: {error}. Questions are answered; nothing new is fetched or kept."
            );
            let remedy = "Mend permissions, or name another folder with --state.";
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
    let written = File::create_new(&path).and_then(|mut file| {
        file.write_all(&PROBE)?;
        file.sync_all()
    });
    match fs::remove_file(&path) {
        Err(error) if written.is_ok() => Err(error),
        _ => written,
    }
}

/// Whether there is no room, or none for this user.
fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// How so many free bytes are.
fn room(free: u64) -> Check {
    let what = format!("{} free on the disk of the state folder.", size(free));
    let remedy = || format!("Make room for {} or more.", size(ROOM));
    match free {
        0..NONE => Check::mend(SPACE, what, remedy()),
        NONE..ROOM => Check::look(SPACE, what, remedy()),
        _ => Check::ok(SPACE, what),
    }
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
    let damaged: Vec<&str> =
        ids.iter().filter(|id| !patient.state.is_whole(id)).map(|id| short(id)).collect();
    match (ids.len(), damaged.as_slice()) {
        (0, _) => Check::ok(EDITIONS, "None is kept yet; the first question builds one."),
        (1, []) => Check::ok(EDITIONS, "One is kept, and whole."),
        (all, []) => Check::ok(EDITIONS, format!("{all} are kept, and whole.")),
        (_, damaged) => Check::look(
            EDITIONS,
            format!("Damaged on disk, and not answered from: {}.", damaged.join(", ")),
            "Run `tenet index`, which builds what is needed and drops the rest, and look after the disk.",
        ),
    }
}

/// What is held of the sources that have a repository.
fn fetched(patient: &Patient<'_>) -> Vec<Check> {
    let Ok(files) = patient.files else { return Vec::new() };
    let (manifest, _) = content::manifest(files);
    // A name that is none is told with the sources.
    let mut from = patient.settings.sync_from.clone();
    from.retain(|name, _| manifest.sources.iter().any(|source| source.id == *name));
    let Ok(all) = round::sources_to_look_at(&manifest, &from) else { return Vec::new() };
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
    let checked = record.and_then(|record| record.checked);
    if let Some(checked) = checked.filter(|checked| checked.duration_since(patient.at) > AHEAD) {
        let day = wording::day(&day(checked));
        let what = format!(
            "{id} was last looked at on {day}, which is yet to come: a clock is wrong, or was."
        );
        return Some(Check::look(FETCHED, what, "Set the clock, then run `tenet sync`."));
    }
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
    let Some(checked) = checked else {
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

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn room_runs_low_before_it_runs_out() {
        for (free, verdict) in [
            (0, Verdict::Mend),
            (NONE - 1, Verdict::Mend),
            (NONE, Verdict::Look),
            (ROOM - 1, Verdict::Look),
            (ROOM, Verdict::Ok),
            (u64::MAX, Verdict::Ok),
        ] {
            assert_eq!(room(free).verdict, verdict, "{free}");
        }
        assert_eq!(room(0).what, "0 MB free on the disk of the state folder.");
    }
}
