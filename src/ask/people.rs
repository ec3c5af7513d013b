//! Who sits on a body, and which bodies a person is on.

use super::Asking;
use crate::answer::{
    Answer, Audience, HelpReason, Outcome, Person, PersonAnswer, PersonSeat, RosterAnswer,
};
use crate::content::roster::{Listing, Roster, Seat};
use crate::content::words::{distance, fold, nearest};
use crate::index::Scope;
use crate::query::Query;
use std::sync::Arc;

/// The body that is asked about privately: who reads reports.
const CONDUCT_TEAM: &str = "coc-team";

/// A longer question that begins with "who" asks for more than a list, in words.
const LONGEST_WHO_QUESTION: usize = 12;

impl Asking<'_> {
    /// `/who-is-on`.
    pub(super) fn who_is_on(&self, query: &Query) -> Answer {
        if let Some(typed) = query.options.as_of.as_ref().filter(|typed| !is_date(typed)) {
            let typed = typed.chars().take(super::LONGEST_ECHO).collect();
            return self.help(HelpReason::NoDate { typed });
        }
        match self.body(&query.words) {
            Some(roster) => self.roster(roster, query.options.as_of.clone()),
            None => {
                let mut answer = self.nothing(&Scope::Command("who-is-on"), Vec::new(), Vec::new());
                if let Some(nothing) = &mut answer.nothing {
                    let rosters = self.edition.catalogue.rosters.iter();
                    nothing.bodies = rosters.map(|roster| roster.body.clone()).collect();
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

    /// A question that asks who is on a body, in words of its own.
    pub(super) fn who_question(&self, words: &str) -> Option<Answer> {
        let folded = fold(words);
        let all: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let who = all.iter().take(3).position(|word| *word == "who")?;
        let after = &all[who + 1..];
        let is_on = matches!(after, ["is" | "are", "on" | "in", ..]);
        let sits = after.iter().any(|word| {
            matches!(
                *word,
                "sits" | "sit" | "serves" | "members" | "member" | "chairs" | "directors"
            )
        });
        if all.len() > LONGEST_WHO_QUESTION || !(is_on || sits) {
            return None;
        }
        let roster = self.body_within(&folded)?;
        Some(self.roster(roster, None))
    }

    fn roster(&self, roster: &Roster, asked_as_of: Option<String>) -> Answer {
        let mut answer = self.answer(Outcome::Roster);
        if roster.body == CONDUCT_TEAM {
            answer.audience = Audience::Asker;
        }
        answer.roster = Some(self.roster_answer(roster, asked_as_of));
        answer
    }

    pub(super) fn roster_answer(
        &self,
        roster: &Roster,
        asked_as_of: Option<String>,
    ) -> RosterAnswer {
        let defined_in = roster.defined_in.as_deref().and_then(|id| self.edition.passage_by_id(id));
        RosterAnswer {
            disagreements: roster.disagreements(),
            asked_as_of,
            defined_in: defined_in.map(|passage| self.quoted(passage, None)),
            roster: Arc::new(roster.clone()),
        }
    }

    /// The body that words name: by name, within a sentence, or misspelt.
    fn body(&self, words: &str) -> Option<&Roster> {
        if words.is_empty() {
            return None;
        }
        let named = self.edition.body_named(words.trim_end_matches(['?', '.', '!']));
        named.or_else(|| self.body_within(&fold(words))).or_else(|| {
            let rosters = &self.edition.catalogue.rosters;
            let names = rosters.iter().flat_map(|roster| {
                std::iter::once(&roster.body)
                    .chain([&roster.title])
                    .chain(&roster.aliases)
                    .map(String::as_str)
            });
            let meant = nearest(words, names)?;
            self.edition.body_named(meant)
        })
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
            .filter(|(name, _)| sentence.contains(&spaced(name)))
            .max_by_key(|(name, _)| name.len())
            .map(|(_, roster)| roster)
    }

    /// `/who-is`.
    pub(super) fn who_is(&self, query: &Query) -> Answer {
        let typed = query.words.trim().trim_end_matches(['?', '.', '!']);
        let typed = fold(typed.trim_start_matches('@'));
        let own_lists =
            || self.edition.catalogue.rosters.iter().filter(|roster| roster.made_of.is_empty());
        let mut people: Vec<&Seat> = Vec::new();
        for roster in own_lists() {
            for listing in std::iter::once(&roster.canonical).chain(&roster.copies) {
                for seat in &listing.seats {
                    if !people.iter().any(|known| known.is_same_person(seat)) {
                        people.push(seat);
                    }
                }
            }
        }
        let handle =
            |seat: &&&Seat| seat.github.as_deref().is_some_and(|github| fold(github) == typed);
        let whole_name = |seat: &&&Seat| fold(&seat.name) == typed;
        let part_of_name = |seat: &&&Seat| {
            let name = fold(&seat.name);
            let parts: Vec<&str> = name.split_whitespace().collect();
            !typed.is_empty() && typed.split_whitespace().all(|word| parts.contains(&word))
        };
        let misspelt = |seat: &&&Seat| {
            let github = seat.github.as_deref().map(fold);
            let most = if typed.chars().count() > 7 { 2 } else { 1 };
            typed.chars().count() >= 4
                && (distance(&fold(&seat.name), &typed, most).is_some()
                    || github.is_some_and(|github| distance(&github, &typed, most).is_some())
                    || fold(&seat.name)
                        .split_whitespace()
                        .any(|part| distance(part, &typed, 1).is_some()))
        };
        let pick = |fits: &dyn Fn(&&&Seat) -> bool| -> Vec<&Seat> {
            people.iter().filter(fits).copied().collect()
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
        let searched = own_lists().map(|roster| roster.title.clone()).collect();
        answer.person = Some(match (certain, found.as_slice()) {
            (true, [seat]) => PersonAnswer {
                name: seat.name.clone(),
                github: seat.github.clone(),
                seats: own_lists().flat_map(|roster| seats_of(seat, roster)).collect(),
                possible: Vec::new(),
                searched,
            },
            (_, possible) => PersonAnswer {
                name: String::new(),
                github: None,
                seats: Vec::new(),
                possible: possible
                    .iter()
                    .map(|seat| Person { name: seat.name.clone(), github: seat.github.clone() })
                    .collect(),
                searched,
            },
        });
        let nobody = answer
            .person
            .as_ref()
            .is_some_and(|person| person.seats.is_empty() && person.possible.is_empty());
        if nobody && !query.slash {
            answer.outcome = Outcome::Nothing;
        }
        answer
    }
}

/// Whether a text is a year, a month or a day.
fn is_date(text: &str) -> bool {
    ["", "-01", "-01-01"]
        .iter()
        .any(|rest| format!("{text}{rest}").parse::<jiff::civil::Date>().is_ok())
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
        voting: seat.voting,
        file: listing.file.clone(),
        url: listing.url.clone(),
        date: listing.date.clone(),
        only_in_a_copy,
    })
}
