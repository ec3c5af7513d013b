//! Who sits on a body, and which bodies a person is on.

use super::{Asking, dates};
use crate::answer::{
    Answer, Audience, FormerSeat, HelpReason, Holder, OfficeAnswer, Outcome, Person, PersonAnswer,
    PersonSeat, Reach, RosterAnswer,
};
use crate::content::roster::{Former, Listing, Office, Roster, Seat};
use crate::content::snapshot;
use crate::content::words::{distance, fold, nearest, slug};
use crate::index::Scope;
use crate::query::Query;
use std::borrow::Cow;
use std::sync::Arc;

/// The body that is asked about privately: who reads reports.
const CONDUCT_TEAM: &str = "coc-team";

/// A longer question that begins with "who" asks for more than a list, in words.
const LONGEST_WHO_QUESTION: usize = 12;

impl Asking<'_> {
    /// `/who-is-on`.
    pub(super) fn who_is_on(&self, query: &Query) -> Answer {
        let no_date = |typed: &&String| dates::last_day(typed).is_none();
        if let Some(typed) = query.options.as_of.as_ref().filter(no_date) {
            let typed = typed.chars().take(super::LONGEST_ECHO).collect();
            return self.help(HelpReason::NoDate { option: "as-of", typed });
        }
        let (mut words, mut as_of) = (query.words.clone(), query.options.as_of.clone());
        if as_of.is_none()
            && self.edition.body_named(&words).is_none()
            && let Some((rest, date)) = dates::within(&words)
        {
            (words, as_of) = (rest, Some(date));
        }
        match self.body(&words) {
            Some(roster) => self.roster(roster, as_of),
            None => {
                let mut answer = self.nothing(&Scope::Command("who-is-on"), Vec::new(), Vec::new());
                if let Some(nothing) = &mut answer.nothing {
                    // A part is named with the whole; what is gone is not offered.
                    let rosters = self.edition.catalogue.rosters.iter();
                    let whole =
                        rosters.filter(|body| body.part_of.is_none() && body.ended.is_none());
                    nothing.bodies = whole.map(|roster| roster.body.clone()).collect();
                    nothing.not_searched.clear();
                }
                answer
            }
        }
    }

    pub(super) fn roster_at(&self, at: usize) -> Answer {
        match self.edition.catalogue.rosters.get(at) {
            Some(roster) => self.roster(roster, None),
            None => self.nothing(&Scope::Everything, Vec::new(), Vec::new()),
        }
    }

    /// The same of a question after a command that quotes: how somebody comes to the chair may be what is
    /// asked there.
    pub(super) fn who_sits(&self, words: &str) -> Option<Answer> {
        let of_chair = self.said(words).words().iter().any(|word| word.starts_with("chair"));
        self.who_question(words).filter(|_| !of_chair)
    }

    /// A question that asks who is on a body, in words of its own.
    pub(super) fn who_question(&self, words: &str) -> Option<Answer> {
        let said = self.said(words);
        let dated = dates::within(words);
        let folded = match &dated {
            Some((rest, _)) => Cow::Owned(fold(rest)),
            None => Cow::Borrowed(said.folded()),
        };
        let all: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let who = all.iter().take(3).position(|word| *word == "who")?;
        let after = &all[who + 1..];
        let is_on = matches!(after, ["is" | "are" | "was" | "were", "on" | "in", ..]);
        let sits = after.iter().any(|word| {
            matches!(
                *word,
                "sits"
                    | "sit"
                    | "sat"
                    | "serves"
                    | "served"
                    | "members"
                    | "member"
                    | "chairs"
                    | "directors"
            )
        });
        let chair = matches!(after, ["is" | "are", "the", "chair" | "chairs", "of", ..]);
        if all.len() > LONGEST_WHO_QUESTION || !(is_on || sits || chair) {
            return None;
        }
        let roster = self.body_within(&folded)?;
        // Where the list does not say who it is, a passage may say how the chair is chosen.
        if chair && !roster.canonical.seats.iter().any(is_chair) {
            return None;
        }
        Some(self.roster(roster, dated.map(|(_, date)| date)))
    }

    /// Who should see what is said of a body: of one that a sensitive document defines, the asker.
    pub(super) fn audience_of(&self, roster: &Roster) -> Audience {
        let document = roster.defined_in.as_deref().and_then(|id| id.split('/').next());
        let defined_in = document.and_then(|id| self.edition.document(id));
        if roster.body == CONDUCT_TEAM || defined_in.is_some_and(|card| card.sensitive) {
            Audience::Asker
        } else {
            Audience::Channel
        }
    }

    fn roster(&self, roster: &Roster, asked_as_of: Option<String>) -> Answer {
        let mut answer = self.answer(Outcome::Roster);
        answer.audience = self.audience_of(roster);
        answer.roster = Some(self.roster_answer(roster, asked_as_of));
        answer
    }

    pub(super) fn roster_answer(
        &self,
        roster: &Roster,
        asked_as_of: Option<String>,
    ) -> RosterAnswer {
        let today = snapshot::day(self.question.at);
        let ahead = asked_as_of.as_deref().is_some_and(|typed| self.lies_ahead(typed));
        // Of what is to come nothing is known yet.
        let day = asked_as_of.as_deref().and_then(dates::last_day).map(|day| day.min(today));
        let known = day.as_deref().map(|day| self.on(roster, day));
        let (listed, as_of, reach) = match known {
            None => (None, None, Reach::Known),
            Some(listed) if ahead => (listed.clone(), listed.and(day), Reach::Ahead),
            Some(Some(listed)) => (Some(listed), day, Reach::Known),
            Some(None) => match self.first_day(roster) {
                Some(first) => (self.on(roster, &first), Some(first), Reach::BeforeFirst),
                None => (None, None, Reach::NoHistory),
            },
        };
        let listed = listed.or_else(|| self.newest(roster)).unwrap_or_default();
        let quoted = |id: &Option<String>| {
            let passage = self.edition.passage_by_id(id.as_deref()?)?;
            Some(self.quoted(passage, None))
        };
        let rosters = &self.edition.catalogue.rosters;
        let parts = rosters.iter().filter(|part| part.part_of.as_deref() == Some(&roster.body));
        RosterAnswer {
            brings_nobody: self.brings_nobody(roster, as_of.as_deref()),
            disagreements: listed.disagreements(),
            asked: asked_as_of.map(|typed| (typed, reach)),
            offices: roster
                .offices
                .iter()
                .map(|office| OfficeAnswer {
                    office: office.office.clone(),
                    holder: self.holder(office, &listed, as_of.as_deref()),
                    passage_id: office.passage.clone(),
                    passage: quoted(&office.passage),
                })
                .collect(),
            parts: parts
                .filter_map(|part| part.at(as_of.as_deref()))
                .filter(|part| !part.canonical.seats.is_empty())
                .collect(),
            defined_in: quoted(&roster.defined_in),
            contact_in: quoted(&roster.contact_in),
            as_of: as_of.or_else(|| listed.canonical.date.clone()),
            checked: self.checked(&roster.canonical.source),
            roster: Arc::new(listed),
        }
    }

    /// Who holds an office by any source: the list of the body, a copy for somebody whom the list
    /// has, or the list of another body.
    fn holder(&self, office: &Office, listed: &Roster, day: Option<&str>) -> Option<Holder> {
        let named = |seats: &[Seat], listing: &Listing| {
            let seat = seats.iter().find(|seat| seat.is_named(&office.office))?;
            Some(Holder {
                name: seat.name.clone(),
                github: seat.github.clone(),
                source: listing.source.clone(),
                file: listing.file.clone(),
            })
        };
        let own = &listed.canonical;
        let by_copy = || {
            listed.copies.iter().find_map(|copy| {
                let on_both = |seat: &&Seat| own.seats.iter().any(|one| one.is_same_person(seat));
                let seats: Vec<Seat> = copy.seats.iter().filter(on_both).cloned().collect();
                named(&seats, copy)
            })
        };
        let elsewhere = || {
            let rosters = self.edition.catalogue.rosters.iter();
            let mut others =
                rosters.filter(|other| other.body != listed.body && other.made_of.is_empty());
            others.find_map(|other| {
                let listing = &other.canonical;
                match day {
                    None => named(&listing.seats, listing),
                    Some(day) => {
                        named(&listing.history.entries, listing)?;
                        named(&listing.history.at(day)?.0, listing)
                    }
                }
            })
        };
        named(&own.seats, own).or_else(by_copy).or_else(elsewhere)
    }

    /// The body that words name: by name, within a sentence, or misspelt.
    fn body(&self, words: &str) -> Option<&Roster> {
        if words.is_empty() {
            return None;
        }
        let words = words.trim_end_matches(['?', '.', '!']);
        let named = self.edition.body_named(words);
        named.or_else(|| self.body_within(&fold(words))).or_else(|| self.group(words)).or_else(
            || {
                let rosters = &self.edition.catalogue.rosters;
                let names = rosters.iter().flat_map(|roster| {
                    std::iter::once(&roster.body)
                        .chain([&roster.title])
                        .chain(&roster.aliases)
                        .map(String::as_str)
                });
                let meant = nearest(words, names)?;
                self.edition.body_named(meant)
            },
        )
    }

    /// The group that is called so, without the word that all groups are called.
    fn group(&self, words: &str) -> Option<&Roster> {
        let end = format!("-{}", slug(words));
        let fits = |roster: &&Roster| roster.body.ends_with(&end) && roster.ended.is_none();
        let mut those = self.edition.catalogue.rosters.iter().filter(fits);
        those.next().filter(|_| those.next().is_none())
    }

    /// The body whose longest name stands among the words.
    fn body_within(&self, folded: &str) -> Option<&Roster> {
        let spaced = |text: &str| {
            let words = fold(text);
            let words: Vec<&str> = words
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            format!(" {} ", words.join(" "))
        };
        let sentence = spaced(folded);
        let rosters = self.edition.catalogue.rosters.iter();
        rosters
            .flat_map(|roster| {
                let names =
                    std::iter::once(&roster.body).chain([&roster.title]).chain(&roster.aliases);
                names.map(move |name| (name, roster))
            })
            .filter(|(name, _)| !is_said_of_any(name) && sentence.contains(&spaced(name)))
            .max_by_key(|(name, _)| name.len())
            .map(|(_, roster)| roster)
    }

    /// The bodies with lists of their own.
    fn own_lists(&self) -> impl Iterator<Item = &Roster> {
        self.edition.catalogue.rosters.iter().filter(|roster| roster.made_of.is_empty())
    }

    /// Everybody who is or was on a list, once.
    fn people(&self) -> Vec<Known> {
        let mut people: Vec<Known> = Vec::new();
        for listing in self.own_lists().flat_map(Roster::listings) {
            let seats = listing.seats.iter().map(Known::of_seat);
            for known in seats.chain(listing.former.iter().map(Known::of_former)) {
                if !people.iter().any(|other| other.is_same_person(&known)) {
                    people.push(known);
                }
            }
        }
        people
    }

    /// Who somebody is whose whole name or handle is all that was asked.
    pub(super) fn person_named(&self, query: &Query) -> Option<Answer> {
        let typed = name_typed(&query.words);
        if !self.edition.has_on_a_list(&typed) {
            return None;
        }
        // One word may be a handle and a word of the documents: then it is looked for in these.
        let is_name = typed.contains(' ')
            || query.words.trim_start().starts_with('@')
            || !self.edition.stands_in_documents(&typed);
        let is_called =
            |known: &Known| known.name == typed || known.handle.as_deref() == Some(typed.as_str());
        (is_name && self.people().iter().any(is_called)).then(|| self.who_is(query))
    }

    /// `/who-is`.
    pub(super) fn who_is(&self, query: &Query) -> Answer {
        let typed = name_typed(&query.words);
        let own_lists = || self.own_lists();
        let people = self.people();
        let handle = |known: &&Known| known.handle.as_deref() == Some(typed.as_str());
        let whole_name = |known: &&Known| known.name == typed;
        let part_of_name = |known: &&Known| {
            let parts: Vec<&str> = known.name.split_whitespace().collect();
            !typed.is_empty() && typed.split_whitespace().all(|word| parts.contains(&word))
        };
        let misspelt = |known: &&Known| {
            let most = if typed.chars().count() > 7 { 2 } else { 1 };
            let near = |word: &str, most| distance(word, &typed, most).is_some();
            typed.chars().count() >= 4
                && (near(&known.name, most)
                    || known.handle.as_deref().is_some_and(|handle| near(handle, most))
                    || known.name.split_whitespace().any(|part| near(part, 1)))
        };
        let pick = |fits: &dyn Fn(&&Known) -> bool| -> Vec<&Known> {
            people.iter().filter(fits).collect()
        };
        let mut found = pick(&handle);
        if found.is_empty() {
            found = pick(&whole_name);
        }
        if found.is_empty() {
            found = pick(&part_of_name);
        }
        let certain = found.len() == 1;
        if found.is_empty() {
            found = pick(&misspelt);
        }
        let mut answer = self.answer(Outcome::Person);
        let whole = own_lists().filter(|body| body.part_of.is_none() && body.ended.is_none());
        let searched = whole.map(|roster| roster.title.clone()).collect();
        answer.person = Some(match (certain, found.as_slice()) {
            (true, [known]) => PersonAnswer {
                name: known.seat.name.clone(),
                github: known.seat.github.clone(),
                seats: own_lists().flat_map(|roster| seats_of(&known.seat, roster)).collect(),
                former: own_lists().flat_map(|roster| former_of(&known.seat, roster)).collect(),
                possible: people
                    .iter()
                    .filter(|other| other.seat.may_be(&known.seat))
                    .map(Known::person)
                    .collect(),
                searched,
            },
            (_, possible) => PersonAnswer {
                name: String::new(),
                github: None,
                seats: Vec::new(),
                former: Vec::new(),
                possible: possible.iter().map(|known| known.person()).collect(),
                searched,
            },
        });
        let nobody = answer
            .person
            .as_ref()
            .is_some_and(|person| person.name.is_empty() && person.possible.is_empty());
        if nobody && !query.slash {
            answer.outcome = Outcome::Nothing;
        }
        answer
    }
}

/// A name or handle as it is looked for.
fn name_typed(words: &str) -> String {
    let words = words.trim().trim_end_matches(['?', '.', '!']);
    fold(words.trim_start_matches('@'))
}

/// Whether a body is asked for by this name only where it stands alone: every body has members.
fn is_said_of_any(name: &str) -> bool {
    fold(name) == "members"
}

/// Whether a list says of somebody that the person is a chair.
fn is_chair(seat: &Seat) -> bool {
    let says = |own: &String| fold(own).contains("chair");
    seat.role.as_ref().is_some_and(says) || seat.office.as_ref().is_some_and(says)
}

/// Somebody who is or was on a list, with the words by which they are looked for.
struct Known {
    seat: Seat,
    name: String,
    handle: Option<String>,
}

impl Known {
    fn of_seat(seat: &Seat) -> Known {
        Known {
            name: fold(&seat.name),
            handle: seat.github.as_deref().map(fold),
            seat: seat.clone(),
        }
    }

    fn of_former(former: &Former) -> Known {
        Known::of_seat(&former.seat())
    }

    fn person(&self) -> Person {
        Person { name: self.seat.name.clone(), github: self.seat.github.clone() }
    }

    fn is_same_person(&self, other: &Known) -> bool {
        match (&self.handle, &other.handle) {
            (Some(a), Some(b)) => a == b,
            _ => self.name == other.name,
        }
    }
}

/// The seat that a person once had on a body.
fn former_of(person: &Seat, roster: &Roster) -> Option<FormerSeat> {
    let listing = &roster.canonical;
    let former = listing.former.iter().find(|former| former.seat().is_same_person(person))?;
    Some(FormerSeat {
        body: roster.body.clone(),
        title: roster.title.clone(),
        role: former.role.clone(),
        office: former.office.clone(),
        from: former.from.clone(),
        from_at_least: former.from_at_least,
        until: former.until.clone(),
        file: listing.file.clone(),
        url: listing.url.clone(),
    })
}

/// The seats of a person on a body: the one that counts, else one that only a copy lists.
fn seats_of(person: &Seat, roster: &Roster) -> Option<PersonSeat> {
    let in_listing =
        |listing: &Listing| listing.seats.iter().find(|seat| seat.is_same_person(person)).cloned();
    let (seat, listing, only_in_a_copy) = match in_listing(&roster.canonical) {
        Some(seat) => (seat, &roster.canonical, false),
        None => roster.copies.iter().find_map(|copy| Some((in_listing(copy)?, copy, true)))?,
    };
    Some(PersonSeat {
        body: roster.body.clone(),
        title: roster.title.clone(),
        role: seat.role,
        office: seat.office,
        since: seat.since,
        since_at_least: seat.since_at_least,
        role_since: seat.role_since,
        spells: seat.spells,
        voting: seat.voting,
        file: listing.file.clone(),
        url: listing.url.clone(),
        date: listing.date.clone(),
        only_in_a_copy,
    })
}
