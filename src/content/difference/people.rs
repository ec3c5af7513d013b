//! Who came to a body and who went.
//!
//! People are the same by [`Seat::is_same_person`]. An entry that was replaced where it stood may be
//! somebody's new name; what stood there is never shown.

use super::{CameOrWent, PeopleChange};
use crate::content::roster::{Roster, Seat};

/// The bodies whose people are others.
pub(super) fn people(before: &[Roster], after: &[Roster]) -> Vec<PeopleChange> {
    let changes = after.iter().filter_map(|now| {
        let was = before.iter().find(|was| was.body == now.body);
        let Some(was) = was else {
            let came = Some(CameOrWent::Came);
            return Some(PeopleChange { came_or_went: came, ..nothing_of(now) });
        };
        let change = PeopleChange {
            came_or_went: None,
            ..match as_called_today(was, now) {
                Some(then) => by_name(now, &then),
                None => of_lists(now, &was.canonical.seats, &now.canonical.seats),
            }
        };
        (change != nothing_of(now)).then_some(change)
    });
    let gone = before.iter().filter(|was| !after.iter().any(|now| now.body == was.body));
    let gone = gone.map(|was| PeopleChange {
        came_or_went: Some(CameOrWent::Went),
        listed: 0,
        ..nothing_of(was)
    });
    changes.chain(gone).collect()
}

/// The people of the list before, under the names that they have now, where the history of the list
/// now knows that day.
fn as_called_today(was: &Roster, now: &Roster) -> Option<Vec<Seat>> {
    let (was, now) = (&was.canonical, &now.canonical);
    let day = was.date.as_deref().filter(|_| was.date != now.date);
    let known = day.and_then(|day| now.at(day));
    // Of a branch that was rewound the history knows another list.
    known.filter(|known| known.seats.len() == was.seats.len()).map(|known| known.seats)
}

/// Who came and went, where everybody bears one name before and after.
fn by_name(roster: &Roster, then: &[Seat]) -> PeopleChange {
    let now = &roster.canonical.seats;
    let missing = |here: &[Seat], there: &[Seat]| -> Vec<String> {
        let gone = here.iter().filter(|seat| !there.iter().any(|one| one.is_same_person(seat)));
        gone.map(|seat| seat.name.clone()).collect()
    };
    PeopleChange { joined: missing(now, then), left: missing(then, now), ..nothing_of(roster) }
}

fn nothing_of(roster: &Roster) -> PeopleChange {
    PeopleChange {
        body: roster.body.clone(),
        title: roster.title.clone(),
        came_or_went: None,
        listed: roster.canonical.seats.len(),
        joined: Vec::new(),
        left: Vec::new(),
        left_unnamed: 0,
        replaced: Vec::new(),
    }
}

fn of_lists(roster: &Roster, before: &[Seat], after: &[Seat]) -> PeopleChange {
    let mut change = nothing_of(roster);
    let mut come = runs(after, before);
    for (gone, neighbour) in runs(before, after) {
        let same_place = come.iter().position(|(_, other)| match (neighbour, other) {
            (Some(a), Some(b)) => a.is_same_person(b),
            (None, None) => true,
            _ => false,
        });
        match same_place {
            // Any of the new entries may be one of the old ones under another name.
            Some(at) => {
                let (come, _) = come.remove(at);
                change.left_unnamed += gone.len().saturating_sub(come.len());
                change.replaced.extend(come.iter().map(|seat| seat.name.clone()));
            }
            None => change.left.extend(gone.iter().map(|seat| seat.name.clone())),
        }
    }
    change.joined.extend(come.iter().flat_map(|(come, _)| come).map(|seat| seat.name.clone()));
    change
}

/// The entries of `here` that `there` has not, each run of them with the entry before it that both
/// have.
fn runs<'a>(here: &'a [Seat], there: &[Seat]) -> Vec<(Vec<&'a Seat>, Option<&'a Seat>)> {
    let mut runs: Vec<(Vec<&Seat>, Option<&Seat>)> = Vec::new();
    let mut neighbour: Option<&Seat> = None;
    let mut open = false;
    for seat in here {
        if there.iter().any(|other| other.is_same_person(seat)) {
            neighbour = Some(seat);
            open = false;
        } else if let Some((run, _)) = runs.last_mut().filter(|_| open) {
            run.push(seat);
        } else {
            runs.push((vec![seat], neighbour));
            open = true;
        }
    }
    runs
}
