//! Reads every roster that `sources.yaml` names, and puts together bodies that others make up.

use super::Reader;
use crate::content::problem::{Place, Problem};
use crate::content::roster::{self, Listing, Roster, Seat};
use crate::content::source::{RosterEntry, Source, title_of_file};
use crate::content::words::fold;

impl Reader<'_> {
    pub(super) fn rosters(&mut self) {
        let manifest = std::mem::take(&mut self.reading.manifest);
        let mut rosters: Vec<Roster> = Vec::new();
        for source in &manifest.sources {
            for entry in source.rosters.iter().filter(|entry| entry.made_of.is_empty()) {
                if let Some(listing) = self.listing(source, entry) {
                    match rosters.iter_mut().find(|roster| roster.body == entry.body) {
                        Some(roster) => roster.copies.push(listing),
                        None => rosters.push(roster_of(entry, listing)),
                    }
                }
            }
        }
        let composed: Vec<Roster> = manifest
            .sources
            .iter()
            .flat_map(|source| source.rosters.iter().map(move |entry| (source, entry)))
            .filter(|(_, entry)| !entry.made_of.is_empty())
            .filter_map(|(source, entry)| self.composed(source, entry, &rosters))
            .collect();
        rosters.extend(composed);
        self.reading.catalogue.rosters = rosters;
        self.reading.manifest = manifest;
    }

    fn listing(&mut self, source: &Source, entry: &RosterEntry) -> Option<Listing> {
        let file = entry.file.as_ref()?;
        let names = [Some(file), entry.offline.as_ref()];
        let found = names.into_iter().flatten().find_map(|name| {
            let path = source.path(name);
            self.files.text(&path).map(|text| (path, text))
        });
        let (path, text) = match found {
            Some((path, Ok(text))) => (path, text),
            Some((_, Err(problem))) => {
                self.refuse(problem);
                return None;
            }
            // What is kept in a repository comes with it.
            None if source.git.is_some() => return None,
            None => {
                self.refuse(Problem::error(
                    entry.place.clone(),
                    format!("The roster file `{}` is not there.", source.path(file)),
                    "Put it there, or take this entry out.",
                ));
                return None;
            }
        };
        let mut problems = Vec::new();
        let read = roster::read(&path, text, &mut problems);
        self.reading.problems.extend(problems);
        let mut seats = match read {
            Ok(seats) => seats,
            Err(found) => {
                self.reading.refusals.extend(found);
                return None;
            }
        };
        let has_role = |seat: &Seat, role: &str| {
            seat.role.as_deref().is_some_and(|own| fold(own) == fold(role))
        };
        for no_vote in &entry.non_voting {
            if !seats.iter().any(|seat| has_role(seat, no_vote)) {
                self.tell(Problem::warning(
                    entry.place.clone(),
                    format!(
                        "Nobody on `{}` has the role `{no_vote}` that has no vote.",
                        entry.body
                    ),
                    "Write the role as the roster has it.",
                ));
            }
        }
        for seat in &mut seats {
            seat.voting = !entry.non_voting.iter().any(|no_vote| has_role(seat, no_vote));
        }
        // Who has no vote supports the body and stands after its members.
        seats.sort_by_key(|seat| !seat.voting);
        if seats.is_empty() {
            self.tell(Problem::warning(
                Place::file(&path),
                format!("The roster of `{}` lists nobody.", entry.body),
                "List its people, or take the roster out of `sources.yaml`.",
            ));
        }
        Some(Listing {
            source: source.id.clone(),
            url: source.site.file_url(file),
            file: file.clone(),
            date: entry.recorded.clone().or_else(|| source.recorded.clone()),
            remark: entry.remark.clone(),
            seats,
        })
    }

    /// A body that other bodies make up.
    fn composed(
        &mut self,
        source: &Source,
        entry: &RosterEntry,
        rosters: &[Roster],
    ) -> Option<Roster> {
        let mut seats: Vec<Seat> = Vec::new();
        let mut dates: Vec<String> = Vec::new();
        for part in &entry.made_of {
            let (body, role) = part
                .split_once('/')
                .map_or((part.as_str(), None), |(body, role)| (body, Some(role)));
            let Some(roster) = rosters.iter().find(|roster| roster.body == body) else {
                self.refuse(Problem::error(
                    entry.place.clone(),
                    format!("`{}` is made of `{body}`, and no roster is called that.", entry.body),
                    "Name a body of another roster, as in `made_of: [board]`.",
                ));
                return None;
            };
            dates.extend(roster.canonical.date.clone());
            let people = match role {
                Some(role) => roster.seats_with_role(role),
                None => roster.canonical.seats.clone(),
            };
            if people.is_empty() {
                self.tell(Problem::error(
                    entry.place.clone(),
                    format!("`{part}` brings nobody to `{}`.", entry.body),
                    "Write the body, or the body and the end of a role: `board/treasurer`.",
                ));
            }
            for seat in people {
                if !seats.iter().any(|other| other.is_same_person(&seat)) {
                    seats.push(Seat { voting: true, ..seat });
                }
            }
        }
        let listing = Listing {
            source: source.id.clone(),
            file: entry.file.clone().unwrap_or_default(),
            url: entry.file.as_deref().and_then(|file| source.site.file_url(file)),
            // What is made of several lists is as old as the oldest of them.
            date: dates.into_iter().min(),
            remark: entry.remark.clone(),
            seats,
        };
        Some(roster_of(entry, listing))
    }
}

fn roster_of(entry: &RosterEntry, canonical: Listing) -> Roster {
    Roster {
        body: entry.body.clone(),
        title: entry.title.clone().unwrap_or_else(|| title_of_file(&entry.body)),
        aliases: entry.aliases.clone(),
        canonical,
        copies: Vec::new(),
        defined_in: entry.defined_in.clone(),
        contact: entry.contact.clone(),
        made_of: entry.made_of.clone(),
    }
}
