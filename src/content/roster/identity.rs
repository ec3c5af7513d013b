//! Who is the same person: by handle, else by name, else by the place of an entry that was replaced.
//!
//! A person is shown under the name and handle recorded last, at every date. What they were called
//! before is known here alone and leaves this room only to be kept out of answers
//! ([`Identities::unspoken`]). `people.yaml` settles what lists cannot tell.

use super::Seat;
use super::people::People;
use super::trace::trace;
use super::unspoken::Unspoken;
use crate::content::words::fold;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a list said from a day on.
pub type Dated = (String, Vec<Seat>);

/// A person, with everything a list or several called them.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// For each list: names in the order in which it had them, with the days.
    pub(super) names: Vec<Vec<(String, String)>>,
    /// The same of handles.
    pub(super) handles: Vec<Vec<(String, String)>>,
    /// The name and the handle that `people.yaml` gives.
    pub(super) settled: Option<(Option<String>, Option<String>)>,
    pub(super) hidden: bool,
}

/// Everybody on any list, at any time.
#[derive(Debug, Default)]
pub struct Identities {
    persons: Vec<Person>,
    /// By handle, in small letters.
    by_handle: HashMap<String, usize>,
    /// By list and folded name, where only one person on it has or had that name.
    by_name: HashMap<(usize, String), Option<usize>>,
    hidden: HashSet<String>,
    /// What people are called today, folded.
    current: HashSet<String>,
}

impl Identities {
    /// Looks through all versions of all lists, each list's oldest first.
    pub fn of(lists: &[Vec<Dated>], people: &People) -> Identities {
        let mut all = Identities {
            hidden: people.hide.iter().map(|who| fold(who)).collect(),
            ..Identities::default()
        };
        for (list, versions) in lists.iter().enumerate() {
            for person in trace(versions, people) {
                all.add(list, person);
            }
        }
        for group in &people.same_as {
            all.unite(group);
        }
        all.hide();
        for (list, versions) in lists.iter().enumerate() {
            for seat in versions.last().map(|(_, seats)| seats).into_iter().flatten() {
                if let Some(seat) = all.settle(list, seat.clone()) {
                    all.current.insert(fold(&seat.name));
                    all.current.extend(seat.github.as_deref().map(fold));
                }
            }
        }
        all
    }

    /// An entry of a list with the name and handle under which the person is shown; `None` for one
    /// who is never shown.
    pub fn settle(&self, list: usize, seat: Seat) -> Option<Seat> {
        let is_hidden = |text: &str| self.hidden.contains(&fold(text));
        if is_hidden(&seat.name) || seat.github.as_deref().is_some_and(is_hidden) {
            return None;
        }
        let Some(person) = self.person(list, &seat) else {
            return Some(seat);
        };
        if person.hidden {
            return None;
        }
        let github = match &seat.github {
            Some(github) => Some(person.handle_for(github)),
            None => person.newest_handle(),
        };
        // A handle stands for a name where a list has none.
        let nameless =
            seat.github.as_deref().is_some_and(|github| fold(github) == fold(&seat.name));
        let name = match (&github, person.name_for(&seat.name)) {
            (Some(github), name) if nameless && fold(&name) == fold(&seat.name) => github.clone(),
            (_, name) => name,
        };
        Some(Seat { name, github, ..seat })
    }

    /// What nobody shall read, with what stands in its place: former names and handles, in the ways
    /// in which lists write names, and those of people who are never shown. What somebody is called
    /// today is not among them.
    pub fn unspoken(&self) -> Unspoken {
        let mut former: BTreeMap<String, Option<String>> = BTreeMap::new();
        for person in &self.persons {
            let shown = |now: String| Some(now).filter(|_| !person.hidden);
            for (_, name) in person.names.iter().flatten() {
                let now = person.name_for(name);
                if person.hidden || fold(&now) != fold(name) {
                    former.insert(name.clone(), shown(now.clone()));
                    let now = shown(last_name_first(&now));
                    former.extend(turned(name).map(|way| (way, now.clone())));
                }
            }
            for (_, handle) in person.handles.iter().flatten() {
                let now = person.handle_for(handle);
                if person.hidden || fold(&now) != fold(handle) {
                    former.insert(handle.clone(), shown(now));
                }
            }
        }
        former.retain(|text, _| !self.current.contains(&fold(text)));
        Unspoken::new(former, self.current.iter().cloned())
    }

    fn person(&self, list: usize, seat: &Seat) -> Option<&Person> {
        let at = match &seat.github {
            Some(github) => self.by_handle.get(&github.to_ascii_lowercase()).copied(),
            None => self.by_name.get(&(list, fold(&seat.name))).copied().flatten(),
        };
        // A list without handles may still have a name that another list no longer has.
        let at = at.or_else(|| {
            let name = fold(&seat.name);
            let fits = |person: &&Person| seat.github.is_none() && person.had_before(&name);
            let mut those = self.persons.iter().filter(fits);
            let only = those.next().filter(|_| those.next().is_none())?;
            self.persons.iter().position(|person| std::ptr::eq(person, only))
        });
        self.persons.get(at?)
    }

    /// Adds a person of one list; one handle is one person on all lists.
    fn add(&mut self, list: usize, person: Person) {
        let handles: Vec<String> = person.all_handles().collect();
        let names: Vec<String> =
            person.names.iter().flatten().map(|(_, name)| fold(name)).collect();
        let known = handles.iter().find_map(|handle| self.by_handle.get(handle).copied());
        let at = match known.and_then(|at| Some((at, self.persons.get_mut(at)?))) {
            Some((at, known)) => {
                known.names.extend(person.names);
                known.handles.extend(person.handles);
                at
            }
            None => {
                self.persons.push(person);
                self.persons.len() - 1
            }
        };
        for handle in handles {
            self.by_handle.insert(handle, at);
        }
        for name in names {
            let entry = self.by_name.entry((list, name)).or_insert(Some(at));
            if *entry != Some(at) {
                *entry = None;
            }
        }
    }

    /// Makes one person of all whom a group of `people.yaml` names.
    fn unite(&mut self, group: &[String]) {
        let Some(first) = group.first() else {
            return;
        };
        let is_handle = |who: &String| self.by_handle.contains_key(&who.to_ascii_lowercase());
        let those: Vec<usize> = (0..self.persons.len())
            .filter(|at| {
                self.persons.get(*at).is_some_and(|person| {
                    group.iter().any(|who| {
                        let folded = fold(who);
                        person.all_handles().any(|handle| handle == folded)
                            || person.names.iter().flatten().any(|(_, name)| fold(name) == folded)
                    })
                })
            })
            .collect();
        // The handle that comes first is the newest that the group knows of.
        let handle = group.iter().find(|who| is_handle(who)).cloned();
        let name = if is_handle(first) {
            let owner = self.by_handle.get(&first.to_ascii_lowercase());
            owner.and_then(|at| self.persons.get(*at)).and_then(Person::newest_name)
        } else {
            Some(first.clone())
        };
        let Some((one, others)) = those.split_first() else {
            return;
        };
        let mut united = Person::default();
        for at in those.iter() {
            if let Some(person) = self.persons.get_mut(*at) {
                united.names.append(&mut person.names);
                united.handles.append(&mut person.handles);
            }
        }
        united.settled = Some((name, handle));
        if let Some(person) = self.persons.get_mut(*one) {
            *person = united;
        }
        let moved = |at: &mut usize| {
            if others.contains(at) {
                *at = *one;
            }
        };
        self.by_handle.values_mut().for_each(moved);
        self.by_name.values_mut().flatten().for_each(moved);
    }

    fn hide(&mut self) {
        for person in &mut self.persons {
            let names = person.names.iter().chain(&person.handles).flatten();
            person.hidden = names.into_iter().any(|(_, who)| self.hidden.contains(&fold(who)));
        }
    }
}

impl Person {
    fn all_handles(&self) -> impl Iterator<Item = String> {
        self.handles.iter().flatten().map(|(_, handle)| handle.to_ascii_lowercase())
    }

    /// What a name that was recorded has become.
    fn name_for(&self, name: &str) -> String {
        let settled = self.settled.as_ref().and_then(|(name, _)| name.clone());
        settled.unwrap_or_else(|| newest(&self.names, name))
    }

    /// What a handle that was recorded has become.
    fn handle_for(&self, handle: &str) -> String {
        let settled = self.settled.as_ref().and_then(|(_, handle)| handle.clone());
        settled.unwrap_or_else(|| newest(&self.handles, handle))
    }

    fn newest_name(&self) -> Option<String> {
        let last = self.names.iter().filter_map(|names| names.last()).max()?;
        Some(self.name_for(&last.1))
    }

    fn newest_handle(&self) -> Option<String> {
        let last = self.handles.iter().filter_map(|handles| handles.last()).max()?;
        Some(self.handle_for(&last.1))
    }

    /// Whether a folded name is one that the person no longer bears.
    fn had_before(&self, folded: &str) -> bool {
        let mut names = self.names.iter().flatten();
        names.any(|(_, name)| fold(name) == folded && fold(&self.name_for(name)) != folded)
    }
}

/// What came of a word that lists recorded of a person: each list's sequence tells what replaced
/// what, and of two lists that tell otherwise the later holds.
fn newest(lists: &[Vec<(String, String)>], word: &str) -> String {
    let mut steps: Vec<(&str, &str, &str)> = lists
        .iter()
        .flat_map(|list| list.windows(2))
        .filter_map(|pair| match pair {
            [(_, from), (day, to)] => Some((day.as_str(), from.as_str(), to.as_str())),
            _ => None,
        })
        .collect();
    steps.sort_by_key(|(day, ..)| *day);
    let mut became: HashMap<String, &str> = HashMap::new();
    for (_, from, to) in steps {
        became.remove(&fold(to));
        if fold(from) != fold(to) {
            became.insert(fold(from), to);
        }
    }
    let mut now = word;
    // No chain is longer than there are links.
    for _ in 0..became.len() {
        match became.get(&fold(now)) {
            Some(next) => now = next,
            None => break,
        }
    }
    // Of two spellings of one word the later is shown.
    let spellings = lists.iter().flatten().filter(|(_, known)| fold(known) == fold(now));
    spellings.max_by_key(|(day, _)| day.as_str()).map_or(now, |(_, known)| known).to_owned()
}

/// The ways in which a list that begins with last names may write a name: `Example, Ana B`.
fn turned(name: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let way = move |at: usize| {
        let (first, last) = words.split_at(at);
        format!("{}, {}", last.join(" "), first.join(" "))
    };
    (1..name.split_whitespace().count()).map(way)
}

/// A name as such a list most likely writes it.
fn last_name_first(name: &str) -> String {
    turned(name).last().unwrap_or_else(|| name.to_owned())
}
