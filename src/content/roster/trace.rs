//! Who is the same person in the versions of one list: by handle, else by name, else by the place of
//! an entry that was replaced.
//!
//! A changed entry may be a changed name or a successor. Where people hold seats it is a successor,
//! unless a name alone was mended; where they hold none, nobody succeeds anybody, and a single entry
//! that a commit replaced is the person it was.

use super::Seat;
use super::identity::{Dated, Person};
use super::people::People;
use crate::content::words::{distance, fold};
use std::collections::{HashMap, HashSet};

/// The persons of one list, with what its versions called them.
pub(super) fn trace(versions: &[Dated], people: &People) -> Vec<Person> {
    let mut tracing = Tracing {
        versions,
        people,
        persons: Vec::new(),
        by_handle: HashMap::new(),
        by_name: HashMap::new(),
        last: Vec::new(),
    };
    let mut before: Vec<usize> = Vec::new();
    for (day, seats) in versions {
        before = tracing.version(day, seats, &before);
    }
    tracing.persons
}

/// The versions of a list, while they are gone through.
struct Tracing<'v> {
    versions: &'v [Dated],
    people: &'v People,
    persons: Vec<Person>,
    by_handle: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    /// The last entry of each person.
    last: Vec<Seat>,
}

impl Tracing<'_> {
    /// Finds the persons of a version; `before` are those of the version before, in its order.
    fn version(&mut self, day: &str, seats: &[Seat], before: &[usize]) -> Vec<usize> {
        let mut found: Vec<Option<usize>> = seats
            .iter()
            .map(|seat| self.by_handle.get(&seat.github.as_ref()?.to_ascii_lowercase()).copied())
            .collect();
        let mut taken: HashSet<usize> = found.iter().flatten().copied().collect();
        for (seat, found) in seats.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            let named = self.by_name.get(&fold(&seat.name)).into_iter().flatten();
            *found = named.copied().find(|at| taken.insert(*at));
        }
        for (new, old) in self.replaced(seats, &found, before, &taken) {
            if let Some(found) = found.get_mut(new) {
                *found = Some(old);
            }
        }
        let mut order = Vec::with_capacity(seats.len());
        for (seat, found) in seats.iter().zip(found) {
            let at = found.unwrap_or_else(|| {
                self.persons.push(Person {
                    names: vec![Vec::new()],
                    handles: vec![Vec::new()],
                    ..Person::default()
                });
                self.last.push(Seat::default());
                self.persons.len() - 1
            });
            self.record(at, day, seat);
            order.push(at);
        }
        order
    }

    fn record(&mut self, at: usize, day: &str, seat: &Seat) {
        let (Some(person), Some(last)) = (self.persons.get_mut(at), self.last.get_mut(at)) else {
            return;
        };
        let said =
            [(&mut person.names, Some(&seat.name)), (&mut person.handles, seat.github.as_ref())];
        for (lists, word) in said {
            if let (Some(list), Some(word)) = (lists.first_mut(), word)
                && list.last().is_none_or(|(_, last)| last != word)
            {
                list.push((day.to_owned(), word.clone()));
            }
        }
        last.clone_from(seat);
        if let Some(github) = &seat.github {
            self.by_handle.insert(github.to_ascii_lowercase(), at);
        }
        let named = self.by_name.entry(fold(&seat.name)).or_default();
        if !named.contains(&at) {
            named.push(at);
        }
    }

    /// The entries, by place, that took the place of a person's entry and are the same person.
    fn replaced(
        &self,
        seats: &[Seat],
        found: &[Option<usize>],
        before: &[usize],
        still: &HashSet<usize>,
    ) -> Vec<(usize, usize)> {
        let gone: Vec<usize> = (0..before.len())
            .filter(|at| before.get(*at).is_some_and(|person| !still.contains(person)))
            .collect();
        let new: Vec<usize> =
            (0..found.len()).filter(|at| found.get(*at).is_some_and(Option::is_none)).collect();
        // A place lies between two persons who are on both lists.
        let on_both = |person: usize| Some(person).filter(|person| still.contains(person));
        let old_places = places(before.iter().map(|person| on_both(*person)));
        let were_there: HashSet<usize> = before.iter().copied().collect();
        let stays = |person: &Option<usize>| person.filter(|person| were_there.contains(person));
        let new_places = places(found.iter().map(stays));
        let mut leavers: HashMap<Between, usize> = HashMap::new();
        for place in gone.iter().filter_map(|at| old_places.get(*at)) {
            *leavers.entry(*place).or_default() += 1;
        }
        let mut comers: HashMap<Between, Vec<usize>> = HashMap::new();
        for at in &new {
            if let Some(place) = new_places.get(*at) {
                comers.entry(*place).or_default().push(*at);
            }
        }
        let alone = gone.len() == 1;
        let mut pairs = Vec::new();
        for old_at in &gone {
            let (Some(person), Some(place)) = (before.get(*old_at), old_places.get(*old_at)) else {
                continue;
            };
            let Some(old) = self.last.get(*person) else { continue };
            let there = comers.get(place).map(Vec::as_slice).unwrap_or_default();
            let in_place = there.len() == 1 && leavers.get(place) == Some(&1);
            // A changed name may stand elsewhere in a list that is in the order of names.
            let moved = there.is_empty() && alone && new.len() == 1;
            let fits = |at: &&usize| {
                seats.get(**at).is_some_and(|seat| {
                    let seatless = has_no_seat(old) && has_no_seat(seat);
                    (are_kin(old, seat, in_place) || (in_place && alone && seatless))
                        && !self.are_two(old, seat)
                })
            };
            let candidates = if moved { new.as_slice() } else { there };
            let mut candidates = candidates.iter().filter(fits);
            if let (Some(only), None) = (candidates.next(), candidates.next()) {
                pairs.push((*only, *person));
            }
        }
        // One entry takes the place of one.
        let mut claims: HashMap<usize, usize> = HashMap::new();
        for (new, _) in &pairs {
            *claims.entry(*new).or_default() += 1;
        }
        pairs.retain(|(new, _)| claims.get(new) == Some(&1));
        pairs
    }

    /// Whether two entries are of two people: one list has both, or `people.yaml` says so.
    fn are_two(&self, a: &Seat, b: &Seat) -> bool {
        let is = |seat: &Seat, other: &Seat| {
            seat.github.as_ref().zip(other.github.as_ref()).map_or_else(
                || fold(&seat.name) == fold(&other.name),
                |(one, other)| one.eq_ignore_ascii_case(other),
            )
        };
        let both = |seats: &Vec<Seat>| {
            seats.iter().any(|seat| is(seat, a)) && seats.iter().any(|seat| is(seat, b))
        };
        let named = |seat: &Seat, group: &Vec<String>| {
            group.iter().any(|who| {
                fold(who) == fold(&seat.name)
                    || seat.github.as_deref().is_some_and(|github| fold(who) == fold(github))
            })
        };
        self.versions.iter().any(|(_, seats)| both(seats))
            || self.people.different.iter().any(|group| named(a, group) && named(b, group))
    }
}

/// The persons before and behind a place in a list.
type Between = (Option<usize>, Option<usize>);

/// For each entry of a list the nearest persons before and behind it, of those that are given.
fn places(persons: impl Iterator<Item = Option<usize>>) -> Vec<Between> {
    let persons: Vec<Option<usize>> = persons.collect();
    let mut last = None;
    let mut places: Vec<Between> = Vec::with_capacity(persons.len());
    for person in &persons {
        places.push((last, None));
        last = person.or(last);
    }
    let mut next = None;
    for (place, person) in places.iter_mut().zip(&persons).rev() {
        place.1 = next;
        next = person.or(next);
    }
    places
}

/// Whether nobody holds a seat there that somebody else could take: the list says of nobody as what.
fn has_no_seat(seat: &Seat) -> bool {
    seat.role.is_none() && seat.office.is_none()
}

/// Whether two entries in one place are likely one person.
///
/// Where people hold seats, two handles are two people; a name alone may have been mended by a letter
/// or completed. Where they hold none, it is enough that much of the name or the handle stays.
fn are_kin(old: &Seat, new: &Seat, in_place: bool) -> bool {
    let (old_name, new_name) = (fold(&old.name), fold(&new.name));
    let near = |a: &str, b: &str, least: usize, most: usize| {
        a.chars().count().min(b.chars().count()) >= least && distance(a, b, most).is_some()
    };
    let words = |name: &str| -> HashSet<String> {
        name.split_whitespace().filter(|word| word.chars().count() > 2).map(str::to_owned).collect()
    };
    let (old_words, new_words) = (words(&old_name), words(&new_name));
    let handles = old.github.as_deref().zip(new.github.as_deref());
    if !(has_no_seat(old) && has_no_seat(new)) {
        let completed = old_words.is_subset(&new_words) || new_words.is_subset(&old_words);
        let some_word = !old_words.is_empty() && !new_words.is_empty();
        return handles.is_none() && (near(&old_name, &new_name, 6, 1) || (completed && some_word));
    }
    let handles_near =
        handles.is_some_and(|(a, b)| near(&a.to_ascii_lowercase(), &b.to_ascii_lowercase(), 5, 2));
    let part_stays = !old_words.is_disjoint(&new_words);
    part_stays || (in_place && (near(&old_name, &new_name, 6, 2) || handles_near))
}
