//! Reads every roster that `sources.yaml` names, today and as it was, with everybody under the name
//! and handle that they have today.
//!
//! All versions of all lists are gathered first: only together do they tell who is the same person.

use super::Reader;
use crate::content::anchor::{AnchorRule, HeadingOrigin};
use crate::content::document;
use crate::content::link::Site;
use crate::content::markdown;
use crate::content::problem::{Place, Problem};
use crate::content::roster::{
    self, Group, History, Identities, Listing, PEOPLE, People, Roster, Seat, Version, id_part,
};
use crate::content::source::{RosterEntry, Source, title_of_file};
use crate::content::words::fold;

/// A list of a body's people, with what its file said before.
struct Gathered<'m> {
    entry: &'m RosterEntry,
    /// The body, its title and its other names.
    body: String,
    title: String,
    aliases: Vec<String>,
    part_of: Option<String>,
    /// Everything but the people.
    listing: Listing,
    /// Where its source is published.
    site: &'m Site,
    /// Oldest first; one without a day where no history is known.
    versions: Vec<(Version<'m>, Vec<Seat>)>,
}

/// A file as it is and was.
struct Kept<'f> {
    /// Its path below the content folder.
    path: String,
    /// Its path in the source.
    file: String,
    text: &'f str,
    versions: Vec<Version<'f>>,
}

impl<'f> Reader<'f> {
    pub(super) fn rosters(&mut self) {
        let manifest = std::mem::take(&mut self.reading.manifest);
        let people = self.people();
        let mut gathered: Vec<Gathered<'_>> = Vec::new();
        for source in &manifest.sources {
            for entry in source.rosters.iter().filter(|entry| entry.made_of.is_empty()) {
                self.gather_roster(source, entry, &mut gathered);
            }
        }
        let lists: Vec<Vec<roster::Dated>> = gathered
            .iter()
            .map(|list| {
                let dated = |(version, seats): &(Version<'_>, Vec<Seat>)| {
                    (version.day.clone(), seats.clone())
                };
                list.versions.iter().map(dated).collect()
            })
            .collect();
        let identities = Identities::of(&lists, &people);
        let mut rosters: Vec<Roster> = Vec::new();
        for (at, list) in gathered.into_iter().enumerate() {
            settle(list, |seat| identities.settle(at, seat), &mut rosters);
        }
        self.reading.unspoken = identities.unspoken();
        self.composed_bodies(&manifest, &mut rosters);
        // Groups are many; the bodies that a reader looks for first stand before them.
        let groups: Vec<&str> = manifest
            .sources
            .iter()
            .flat_map(|source| &source.rosters)
            .filter_map(RosterEntry::group_prefix)
            .collect();
        rosters.sort_by_key(|roster| groups.iter().any(|group| roster.body.starts_with(group)));
        self.contacts(&manifest, &mut rosters);
        self.reading.catalogue.rosters = rosters;
        self.reading.manifest = manifest;
    }

    fn people(&mut self) -> People {
        match self.files.text(PEOPLE) {
            Some(Ok(text)) => {
                let (people, problems) = roster::read_people(text);
                self.reading.refusals.extend(problems);
                people
            }
            Some(Err(problem)) => {
                self.refuse(problem);
                People::default()
            }
            None => People::default(),
        }
    }

    fn gather_roster<'m>(
        &mut self,
        source: &'m Source,
        entry: &'m RosterEntry,
        gathered: &mut Vec<Gathered<'m>>,
    ) where
        'f: 'm,
    {
        let Some(kept) = self.kept(source, entry) else {
            return;
        };
        let snapshot = self.synced.get(&source.id);
        let head = snapshot.and_then(|snapshot| snapshot.head());
        let recorded = || entry.recorded.clone().or_else(|| source.recorded.clone());
        let mut listing = Listing {
            source: source.id.clone(),
            url: source.site.file_url(&kept.file),
            file: kept.file.clone(),
            date: head.map(|head| head.day()).or_else(recorded),
            commit: head.map(|head| head.id.clone()),
            // What was remarked of the file that ships is not true of the one that was fetched.
            remark: entry.remark.clone().filter(|_| snapshot.is_none()),
            ..Listing::default()
        };
        if entry.group_prefix().is_some() {
            if let (Some(url), Some(section)) = (&mut listing.url, &entry.section)
                && let Some(anchor) = anchor(kept.text, section, source.site.anchors)
            {
                url.push_str(&format!("#{anchor}"));
            }
            self.gather_groups(source, entry, &listing, &kept, gathered);
            return;
        }
        let mut problems = Vec::new();
        let read = roster::read(&kept.path, kept.text, &mut problems);
        self.reading.problems.extend(problems);
        let seats = match read {
            Ok(seats) => seats,
            Err(found) => {
                self.reading.refusals.extend(found);
                return;
            }
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
        if seats.is_empty() {
            self.tell(Problem::warning(
                Place::file(&kept.path),
                format!("The roster of `{}` lists nobody.", entry.body),
                "List its people, or take the roster out of `sources.yaml`.",
            ));
        }
        let mut versions: Vec<(Version<'m>, Vec<Seat>)> = Vec::new();
        for version in kept.versions {
            let read = |text| roster::read(&kept.path, text, &mut Vec::new());
            match version.text.map_or_else(|| Ok(Vec::new()), read) {
                Ok(seats) => versions.push((version, seats)),
                // What could not be read then is not known: the list before stands until the next.
                Err(_) => continue,
            }
        }
        without_unreadable(&mut versions);
        if seats.is_empty() && versions.iter().any(|(_, seats)| !seats.is_empty()) {
            // Likely the file changed its form: nobody shall read that there is nobody.
            self.refuse(Problem::error(
                Place::file(&kept.path),
                format!("The roster of `{}` lost everybody.", entry.body),
                "List its people as before, or take the roster out of `sources.yaml`.",
            ));
        }
        if versions.is_empty() {
            versions.push((undated(), seats));
        }
        for (_, seats) in &mut versions {
            for seat in seats.iter_mut() {
                seat.voting = !entry.non_voting.iter().any(|no_vote| has_role(seat, no_vote));
            }
            // Who has no vote supports the body and stands after its members.
            seats.sort_by_key(|seat| !seat.voting);
        }
        gathered.push(Gathered {
            body: entry.body.clone(),
            title: entry.title.clone().unwrap_or_else(|| title_of_file(&entry.body)),
            aliases: entry.aliases.clone(),
            part_of: None,
            entry,
            site: &source.site,
            listing,
            versions,
        });
    }

    /// The file of a roster: of the source that was fetched, or one that ships in its place.
    fn kept<'m>(&mut self, source: &Source, entry: &'m RosterEntry) -> Option<Kept<'m>>
    where
        'f: 'm,
    {
        let file = entry.file.as_ref()?;
        let snapshot = self.synced.get(&source.id);
        // A file that moved is followed.
        let moved = snapshot
            .filter(|snapshot| !snapshot.files.contains_key(file))
            .and_then(|snapshot| snapshot.moved(file));
        let file = moved.unwrap_or(file);
        let names = [Some(file), entry.offline.as_deref()];
        let found = names.into_iter().flatten().find_map(|name| {
            let path = source.path(name);
            self.files.text(&path).map(|text| (path, text))
        });
        match found {
            Some((path, Ok(text))) => Some(Kept {
                path,
                file: file.to_owned(),
                text,
                versions: snapshot
                    .map(|snapshot| roster::versions(snapshot, file))
                    .unwrap_or_default(),
            }),
            Some((_, Err(problem))) => {
                self.refuse(problem);
                None
            }
            // What is kept in a repository comes with it.
            None if source.git.is_some() => None,
            None => {
                self.refuse(Problem::error(
                    entry.place.clone(),
                    format!("The roster file `{}` is not there.", source.path(file)),
                    "Put it there, or take this entry out.",
                ));
                None
            }
        }
    }

    /// Every group of a list is a body; so is every part of a group.
    fn gather_groups<'m>(
        &mut self,
        source: &'m Source,
        entry: &'m RosterEntry,
        listing: &Listing,
        kept: &Kept<'m>,
        gathered: &mut Vec<Gathered<'m>>,
    ) {
        let prefix = entry.group_prefix().unwrap_or_default();
        let section = entry.section.as_deref();
        if let Some(section) =
            section.filter(|_| roster::read_groups(kept.text, section).is_empty())
        {
            self.tell(Problem::warning(
                Place::file(&kept.path),
                format!("No group stands under `{section}`; the whole file is read."),
                "Write in `section:` the heading over the list, as the file has it.",
            ));
        }
        let now = bodies(&groups(kept.text, section), prefix);
        let versions: Vec<(Version<'m>, Vec<Body>)> = kept
            .versions
            .iter()
            .map(|version| {
                let groups = version.text.map(|text| groups(text, section)).unwrap_or_default();
                (version.clone(), bodies(&groups, prefix))
            })
            .collect();
        if now.is_empty() {
            let problem = Problem::error(
                Place::file(&kept.path),
                format!("No group for `{}` stands there.", entry.body),
                "Write each as `- Name (Ana Example, Chair)`, or take the roster out.",
            );
            if versions.iter().any(|(_, bodies)| !bodies.is_empty()) {
                self.refuse(problem);
            } else {
                self.tell(problem);
            }
        }
        // Groups that there were once are asked about too.
        let mut known: Vec<&Body> = Vec::new();
        for body in now.iter().chain(versions.iter().rev().flat_map(|(_, bodies)| bodies)) {
            if !known.iter().any(|other| other.id == body.id) {
                known.push(body);
            }
        }
        for body in known {
            let of = |bodies: &[Body]| {
                let own = bodies.iter().find(|other| other.id == body.id);
                own.map(|own| own.seats.clone()).unwrap_or_default()
            };
            let mut lists: Vec<(Version<'m>, Vec<Seat>)> = versions
                .iter()
                .map(|(version, bodies)| (version.clone(), of(bodies)))
                .skip_while(|(_, seats)| seats.is_empty())
                .collect();
            if lists.is_empty() {
                lists.push((undated(), of(&now)));
            }
            gathered.push(Gathered {
                entry,
                site: &source.site,
                body: body.id.clone(),
                title: body.title.clone(),
                aliases: body.aliases.clone(),
                part_of: body.part_of.clone(),
                listing: listing.clone(),
                versions: lists,
            });
        }
    }
}

/// A list that has people before and after was not empty between: it stood in a form that is not read.
fn without_unreadable(versions: &mut Vec<(Version<'_>, Vec<Seat>)>) {
    let has_people = |(_, seats): &(Version<'_>, Vec<Seat>)| !seats.is_empty();
    let first = versions.iter().position(has_people);
    let last = versions.iter().rposition(has_people);
    if let (Some(first), Some(last)) = (first, last) {
        let mut at = 0;
        versions.retain(|(version, seats)| {
            let between = first < at && at < last;
            at += 1;
            !(between && seats.is_empty() && version.text.is_some())
        });
    }
}

/// The groups under a heading; where it is another one, those of the whole file.
fn groups(text: &str, section: Option<&str>) -> Vec<Group> {
    let groups = roster::read_groups(text, section);
    if groups.is_empty() { roster::read_groups(text, None) } else { groups }
}

/// A group as a body.
struct Body {
    id: String,
    title: String,
    aliases: Vec<String>,
    part_of: Option<String>,
    seats: Vec<Seat>,
}

fn bodies(groups: &[Group], prefix: &str) -> Vec<Body> {
    let mut bodies: Vec<Body> = Vec::new();
    // The place of each group's body.
    let mut places: Vec<usize> = Vec::new();
    for group in groups {
        let above = group.above.and_then(|at| bodies.get(*places.get(at)?));
        let own = id_part(&group.name, prefix);
        let short = |name: &str| name.strip_suffix(" Subgroup").unwrap_or(name).to_owned();
        let body = match above {
            None => Body {
                id: format!("{prefix}{own}"),
                title: group.name.clone(),
                aliases: vec![format!(
                    "{} {}",
                    own.replace('-', " "),
                    prefix.trim_end_matches('-')
                )],
                part_of: None,
                seats: group.seats.clone(),
            },
            Some(above) => Body {
                id: format!("{}-{own}", above.id),
                title: format!("{}: {}", above.title, group.name),
                aliases: vec![
                    group.name.clone(),
                    format!("{} {}", above.title, short(&group.name)),
                ],
                part_of: Some(above.id.clone()),
                seats: group.seats.clone(),
            },
        };
        places.push(bodies.len());
        bodies.push(body);
    }
    bodies
}

/// What is known of a file without history: that it says what it says.
fn undated<'m>() -> Version<'m> {
    Version { day: String::new(), commit: "", file: "", opens: false, text: None }
}

/// Adds a list to the bodies, with everybody under the name they have today.
fn settle(
    list: Gathered<'_>,
    mut settled: impl FnMut(Seat) -> Option<Seat>,
    rosters: &mut Vec<Roster>,
) {
    let mut history = History::default();
    let mut newest: Vec<Seat> = Vec::new();
    let anchor = list.listing.url.as_deref().and_then(|url| url.split_once('#'));
    for (version, seats) in &list.versions {
        newest = seats.iter().cloned().filter_map(&mut settled).collect();
        if version.commit.is_empty() {
            continue;
        }
        // A page with names that nobody shall read is no page to send a reader to.
        let readable = seats.len() == newest.len()
            && seats.iter().zip(&newest).all(|(then, now)| then.is_shown_as(now));
        let at_commit = Site { branch: version.commit.to_owned(), ..list.site.clone() };
        let url = at_commit.file_url(version.file).filter(|_| readable);
        let url = url.map(|url| match anchor {
            Some((_, anchor)) => format!("{url}#{anchor}"),
            None => url,
        });
        let commit = readable.then(|| version.commit.to_owned());
        history.add(version, commit, url, newest.clone());
    }
    let today = history.records.last().map(|record| record.day.clone());
    let told = today.and_then(|day| history.at(&day));
    let (seats, former) = told.unwrap_or((newest, Vec::new()));
    let is_group = list.entry.group_prefix().is_some();
    let ended = history.empty_since().filter(|_| is_group).map(str::to_owned);
    let listing = Listing { seats, former, history, ..list.listing };
    match rosters.iter_mut().find(|roster| roster.body == list.body) {
        Some(roster) => roster.copies.push(listing),
        None => rosters.push(Roster {
            body: list.body,
            title: list.title,
            aliases: list.aliases,
            canonical: listing,
            part_of: list.part_of,
            ended,
            ..said_of(list.entry)
        }),
    }
}

/// What an entry says of its body, without names and people.
pub(super) fn said_of(entry: &RosterEntry) -> Roster {
    Roster {
        defined_in: entry.defined_in.clone(),
        contact: entry.contact.clone(),
        offices: entry.offices.clone(),
        made_of: entry.made_of.clone(),
        ..Roster::default()
    }
}

fn has_role(seat: &Seat, role: &str) -> bool {
    seat.role.as_deref().is_some_and(|own| fold(own) == fold(role))
}

/// The anchor of a heading of a page.
fn anchor(text: &str, heading: &str, rule: AnchorRule) -> Option<String> {
    let blocks = markdown::blocks(&text.replace("\r\n", "\n"), 1, rule, HeadingOrigin::Top);
    let sections = document::sections(blocks, rule);
    let mut named = sections.into_iter().filter(|section| fold(section.title()) == fold(heading));
    named.next()?.anchor
}
