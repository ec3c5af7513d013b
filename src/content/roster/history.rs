//! What a list of people said before: its versions, and since when each person is listed.
//!
//! Days are those on which a commit came to the branch that readers see. Only versions in which the
//! people changed are kept, the last of a day for that day. Names are as [`super::Identities`]
//! settled them: nothing here knows that somebody was called otherwise.

use super::{Seat, Spell};
use crate::content::snapshot::Snapshot;
use crate::content::words::fold;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A version of a file, as the branch had it from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version<'s> {
    /// The day, in UTC.
    pub day: String,
    /// The commit.
    pub commit: &'s str,
    /// The path that the file had then.
    pub file: &'s str,
    /// Whether the source's history begins with it, so that the text may be older.
    pub opens: bool,
    /// The text; `None` from where the file was gone.
    pub text: Option<&'s str>,
}

/// The versions of a file that a source has today, oldest first, under whatever name it had.
pub fn versions<'s>(snapshot: &'s Snapshot, file: &'s str) -> Vec<Version<'s>> {
    let mut versions: Vec<Version<'s>> = Vec::new();
    let mut path = file;
    for (at, commit) in snapshot.commits.iter().enumerate().rev() {
        let Some(change) = commit.changes.iter().find(|change| change.file == path) else {
            // What had this path before was another file, which went its own way.
            if commit.changes.iter().any(|change| change.was.as_deref() == Some(path)) {
                break;
            }
            continue;
        };
        let text = change.text.and_then(|at| snapshot.texts.get(at)).map(String::as_str);
        versions.push(Version {
            day: commit.day(),
            commit: &commit.id,
            file: path,
            opens: at == 0,
            text,
        });
        path = change.was.as_deref().unwrap_or(path);
    }
    versions.reverse();
    // The line of commits says what came after what, even where a clock was wrong.
    for at in 1..versions.len() {
        if versions[at].day < versions[at - 1].day {
            versions[at].day = versions[at - 1].day.clone();
        }
    }
    versions
}

/// Somebody who was listed once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The person's name.
    pub name: String,
    /// The GitHub handle, bare.
    pub github: Option<String>,
    /// What the person was there as at last.
    pub role: Option<String>,
    /// The office held at last.
    pub office: Option<String>,
    /// The day since which the person was listed, for the last time.
    pub from: String,
    /// Whether the person may have been listed before that day.
    pub from_at_least: bool,
    /// The day from which the person no longer was.
    pub until: String,
    /// Earlier times on the list, oldest first.
    pub spells: Vec<Spell>,
}

impl Former {
    /// The entry as it was at last.
    pub fn seat(&self) -> Seat {
        Seat {
            name: self.name.clone(),
            github: self.github.clone(),
            role: self.role.clone(),
            office: self.office.clone(),
            ..Seat::default()
        }
    }
}

/// What a list said, from its first record on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Every entry that a record has, each once.
    pub entries: Vec<Seat>,
    /// The records, oldest first, each of a day of its own.
    pub records: Vec<Record>,
}

/// What a list said from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The day, in UTC.
    pub day: String,
    /// The commit; `None` where the file then had names that nobody shall read.
    pub commit: Option<String>,
    /// The file at that commit, where it is published and may be shown.
    pub url: Option<String>,
    /// Whether the source's history begins with it.
    pub opens: bool,
    /// The people, in the order of the list: each a place in [`History::entries`].
    pub seats: Vec<usize>,
}

/// A person on a list, while its records are gone through.
struct Tenure<'h> {
    seat: &'h Seat,
    /// What the person is listed as, where a record says so, and since when it is another than before.
    role: Option<&'h str>,
    role_since: Option<&'h str>,
    from: (&'h str, bool),
    /// Whether the newest record has the person.
    listed: bool,
    ended: Option<&'h str>,
    spells: Vec<Spell>,
}

impl History {
    /// Adds what the list said from a day on. Records come oldest first; one that says what the last
    /// one said is left out. `commit` and `url` lead a reader to it, where one may be led there.
    pub fn add(
        &mut self,
        version: &Version<'_>,
        commit: Option<String>,
        url: Option<String>,
        seats: Vec<Seat>,
    ) {
        let places: Vec<usize> = seats
            .into_iter()
            .map(|seat| Seat { line: 0, ..seat })
            .map(|seat| match self.entries.iter().position(|known| *known == seat) {
                Some(at) => at,
                None => {
                    self.entries.push(seat);
                    self.entries.len() - 1
                }
            })
            .collect();
        if self.records.last().is_some_and(|last| last.seats == places) {
            return;
        }
        let opens = match self.records.last() {
            Some(last) if last.day == version.day => {
                self.records.pop().is_some_and(|replaced| replaced.opens)
            }
            _ => version.opens,
        };
        // A day may end as it began.
        if self.records.last().is_some_and(|last| last.seats == places) {
            return;
        }
        self.records.push(Record { day: version.day.clone(), commit, url, opens, seats: places });
    }

    /// The record that holds at the end of a day.
    pub fn record(&self, day: &str) -> Option<&Record> {
        let upto = self.records.partition_point(|record| record.day.as_str() <= day);
        self.records.get(upto.checked_sub(1)?)
    }

    /// The day of the first record.
    pub fn first_day(&self) -> Option<&str> {
        self.records.first().map(|record| record.day.as_str())
    }

    /// The day since which nobody is listed, where nobody is.
    pub fn empty_since(&self) -> Option<&str> {
        let last = self.records.last().filter(|record| record.seats.is_empty())?;
        Some(&last.day)
    }

    /// Who was listed at the end of a day, and who had been before; `None` before the first record.
    pub fn at(&self, day: &str) -> Option<(Vec<Seat>, Vec<Former>)> {
        let newest = self.record(day)?;
        let keys: Vec<String> = self.entries.iter().map(key).collect();
        let mut tenures: HashMap<&str, Tenure<'_>> = HashMap::new();
        for record in self.records.iter().take_while(|record| record.day <= newest.day) {
            tenures.values_mut().for_each(|tenure| tenure.listed = false);
            for place in &record.seats {
                let (Some(seat), Some(key)) = (self.entries.get(*place), keys.get(*place)) else {
                    continue;
                };
                let from = (record.day.as_str(), record.opens);
                let tenure = tenures.entry(key).or_insert_with(|| Tenure {
                    seat,
                    role: None,
                    role_since: None,
                    from,
                    listed: true,
                    ended: None,
                    spells: Vec::new(),
                });
                tenure.seat = seat;
                tenure.listed = true;
                if let Some(until) = tenure.ended.take() {
                    tenure.spells.push(Spell {
                        from: tenure.from.0.to_owned(),
                        from_at_least: tenure.from.1,
                        until: until.to_owned(),
                        role: tenure.role.take().map(str::to_owned),
                    });
                    tenure.role_since = None;
                    tenure.from = from;
                }
                if let Some(role) = seat.role.as_deref() {
                    if tenure.role.is_some_and(|before| fold(before) != fold(role)) {
                        tenure.role_since = Some(&record.day);
                    }
                    tenure.role = Some(role);
                }
            }
            for tenure in tenures.values_mut().filter(|tenure| !tenure.listed) {
                tenure.ended = tenure.ended.or(Some(&record.day));
            }
        }
        let seats = newest.seats.iter().filter_map(|place| {
            let (seat, tenure) =
                (self.entries.get(*place)?, tenures.get(keys.get(*place)?.as_str())?);
            // What the file itself says of a person's beginning is the file's word.
            let (since, since_at_least) = match &seat.since {
                Some(since) => (since.clone(), false),
                None => (tenure.from.0.to_owned(), tenure.from.1),
            };
            let role_since = tenure.role_since.filter(|_| seat.role.is_some()).map(str::to_owned);
            let spells = tenure.spells.clone();
            Some(Seat { since: Some(since), since_at_least, role_since, spells, ..seat.clone() })
        });
        let seats = seats.collect();
        let mut former: Vec<Former> = tenures
            .into_values()
            .filter_map(|tenure| {
                Some(Former {
                    name: tenure.seat.name.clone(),
                    github: tenure.seat.github.clone(),
                    role: tenure.seat.role.clone(),
                    office: tenure.seat.office.clone(),
                    from: tenure.from.0.to_owned(),
                    from_at_least: tenure.from.1,
                    until: tenure.ended?.to_owned(),
                    spells: tenure.spells,
                })
            })
            .collect();
        former.sort_by(|a, b| b.until.cmp(&a.until).then_with(|| a.name.cmp(&b.name)));
        Some((seats, former))
    }
}

/// What stands for a person among the entries of one list.
fn key(seat: &Seat) -> String {
    match &seat.github {
        Some(github) => format!("@{}", github.to_ascii_lowercase()),
        None => fold(&seat.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(name: &str) -> Seat {
        Seat { name: name.to_owned(), voting: true, ..Seat::default() }
    }

    fn history(records: &[(&str, &[&str])]) -> History {
        let mut history = History::default();
        for (at, (day, names)) in records.iter().enumerate() {
            let version = Version {
                day: (*day).to_owned(),
                commit: "c",
                file: "f",
                opens: at == 0,
                text: None,
            };
            history.add(&version, None, None, names.iter().map(|name| seat(name)).collect());
        }
        history
    }

    #[test]
    fn gaps_part_spells_and_a_change_within_a_day_is_none() {
        let history = history(&[
            ("2024-01-01", &["Ada", "Teo"]),
            ("2024-02-01", &["Teo"]),
            ("2024-03-01", &["Ewa"]),
            ("2024-03-01", &["Ada", "Teo"]),
            ("2024-04-01", &["Ada"]),
            ("2024-04-01", &["Ada", "Teo"]),
        ]);
        let days: Vec<&str> = history.records.iter().map(|record| record.day.as_str()).collect();
        assert_eq!(days, ["2024-01-01", "2024-02-01", "2024-03-01"]);
        assert_eq!(history.at("2023-12-31"), None);
        let (seats, former) = history.at("2024-03-01").unwrap();
        assert_eq!(former, []);
        assert_eq!(
            (seats[0].since.as_deref(), seats[0].since_at_least),
            (Some("2024-03-01"), false)
        );
        assert_eq!(seats[0].spells[0].until, "2024-02-01");
        assert_eq!(
            (seats[1].since.as_deref(), seats[1].since_at_least),
            (Some("2024-01-01"), true)
        );
        let (seats, former) = history.at("2024-02-29").unwrap();
        assert_eq!(seats.len(), 1);
        assert_eq!((former[0].name.as_str(), former[0].until.as_str()), ("Ada", "2024-02-01"));
    }
}
