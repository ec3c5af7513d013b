//! A body through time: who was on it at the end of a day, and who joined and who left.
//!
//! A body that others make up is put together for each day, from the day on which a document first
//! defines it. Nothing here decides which body is meant.

use super::{Asking, dates};
use crate::answer::{Answer, ChangesAnswer, Outcome, PeopleDay};
use crate::content::roster::{Listing, Record, Roster, Seat, Share, composed};
use crate::content::snapshot;

impl Asking<'_> {
    /// A body as it was at the end of a day; `None` where no record reaches so far back.
    pub(super) fn on(&self, roster: &Roster, day: &str) -> Option<Roster> {
        if roster.made_of.is_empty() {
            return roster.at(Some(day));
        }
        if self.defined_on(roster).is_some_and(|defined| day < defined) {
            return None;
        }
        let parts: Option<Vec<Roster>> = roster
            .made_of
            .iter()
            .map(|share| self.edition.body_named(&share.body)?.at(Some(day)))
            .collect();
        let parts = parts?;
        let people_of = |body: &str| {
            let part = parts.iter().find(|part| part.body == body);
            part.map(|part| part.canonical.seats.as_slice())
        };
        let seats = composed(&roster.made_of, people_of);
        let listed = self.newest(roster)?;
        // What is put together for a day was recorded on several.
        let canonical =
            Listing { seats: self.since_defined(roster, seats), date: None, ..listed.canonical };
        Some(Roster { canonical, ..listed })
    }

    /// A body as it is.
    pub(super) fn newest(&self, roster: &Roster) -> Option<Roster> {
        let mut newest = roster.at(None)?;
        newest.canonical.seats = self.since_defined(roster, newest.canonical.seats);
        Some(newest)
    }

    /// The day of the first record of a body; of one that others make up, the first day on which it
    /// was defined and all of them have a record.
    pub(super) fn first_day(&self, roster: &Roster) -> Option<String> {
        if roster.made_of.is_empty() {
            return roster.canonical.history.first_day().map(str::to_owned);
        }
        let days: Option<Vec<String>> = roster
            .made_of
            .iter()
            .map(|share| self.first_day(self.edition.body_named(&share.body)?))
            .collect();
        days?.into_iter().chain(self.defined_on(roster).map(str::to_owned)).max()
    }

    /// The bodies that bring nobody to one that they make up, on a day or today.
    pub(super) fn brings_nobody(&self, roster: &Roster, day: Option<&str>) -> Vec<String> {
        let brings_nobody = |share: &&Share| {
            let part = self.edition.body_named(&share.body).and_then(|part| part.at(day));
            part.is_some_and(|part| share.of(&part.canonical.seats).is_empty())
        };
        roster.made_of.iter().filter(brings_nobody).map(|share| share.name()).collect()
    }

    /// The day on which a document first defined a body that others make up, where its history
    /// does not begin with that.
    fn defined_on(&self, roster: &Roster) -> Option<&str> {
        let passage = roster.defined_in.as_deref().filter(|_| !roster.made_of.is_empty())?;
        let history = &self.edition.catalogue.history;
        let first = history.of_passage(passage)?.versions.first()?;
        let moment = history.moment(first.from).filter(|moment| !moment.first)?;
        Some(&moment.date)
    }

    /// Nobody was on a body before there was one.
    fn since_defined(&self, roster: &Roster, mut seats: Vec<Seat>) -> Vec<Seat> {
        let Some(defined) = self.defined_on(roster) else {
            return seats;
        };
        for seat in &mut seats {
            if seat.since.as_deref().is_some_and(|since| since < defined) {
                seat.since = Some(defined.to_owned());
                seat.since_at_least = false;
            }
            seat.role_since.take_if(|since| since.as_str() <= defined);
            seat.spells.retain(|spell| spell.until.as_str() > defined);
            for spell in seat.spells.iter_mut().filter(|spell| spell.from.as_str() < defined) {
                spell.from = defined.to_owned();
                spell.from_at_least = false;
            }
        }
        seats
    }

    /// Whether all of a year, a month or a day is yet to come.
    pub(super) fn lies_ahead(&self, typed: &str) -> bool {
        let today = snapshot::day(self.question.at);
        dates::first_day(typed).is_some_and(|day| day > today)
    }

    /// `/changes` of a body: who joined and who left.
    pub(super) fn changes_of_body(
        &self,
        roster: &Roster,
        since: Option<&str>,
        typed_since: Option<String>,
    ) -> Answer {
        let listing = &roster.canonical;
        let mut answer = self.answer(Outcome::Changes);
        answer.audience = self.audience_of(roster);
        answer.changes = Some(ChangesAnswer {
            id: roster.body.clone(),
            title: roster.title.clone(),
            url: listing.url.clone().unwrap_or_default(),
            since_lies_ahead: typed_since.as_deref().is_some_and(|typed| self.lies_ahead(typed)),
            since: typed_since,
            changes: Vec::new(),
            body: None,
            people: Some(self.people_since(roster, since)),
            history_from: self.first_day(roster),
            unchanged_since: None,
            since_at_least: false,
            history_url: listing.history_url.clone(),
        });
        answer
    }

    /// The days from `since` on which somebody joined or left, newest first.
    pub(super) fn people_since(&self, roster: &Roster, since: Option<&str>) -> Vec<PeopleDay> {
        let mut people = self.comings_and_goings(roster);
        people.retain(|change| since.is_none_or(|since| change.date.as_str() >= since));
        people.reverse();
        people
    }

    /// The days on which somebody joined or left, oldest first. Who was listed when the history
    /// began did not join.
    fn comings_and_goings(&self, roster: &Roster) -> Vec<PeopleDay> {
        let mut before: Option<Vec<Seat>> = None;
        let mut changes = Vec::new();
        for (day, url, seats) in self.lists(roster) {
            if let Some(before) = &before {
                let only_in = |here: &[Seat], there: &[Seat]| -> Vec<String> {
                    let elsewhere = |seat: &&Seat| there.iter().any(|one| one.is_same_person(seat));
                    let only = here.iter().filter(|seat| !elsewhere(seat));
                    only.map(|seat| seat.name.clone()).collect()
                };
                let (joined, left) = (only_in(&seats, before), only_in(before, &seats));
                if !joined.is_empty() || !left.is_empty() {
                    changes.push(PeopleDay { date: day, joined, left, url });
                }
            } else if !self.opens(roster, &day) {
                let joined: Vec<String> = seats.iter().map(|seat| seat.name.clone()).collect();
                if !joined.is_empty() {
                    changes.push(PeopleDay { date: day, joined, left: Vec::new(), url });
                }
            }
            before = Some(seats);
        }
        changes
    }

    /// Whether the people of the first record may have been there before it.
    fn opens(&self, roster: &Roster, first_day: &str) -> bool {
        match self.defined_on(roster) {
            Some(defined) => defined != first_day,
            None if roster.made_of.is_empty() => {
                roster.canonical.history.record(first_day).is_some_and(|record| record.opens)
            }
            None => true,
        }
    }

    /// The lists of a body, oldest first: each with its day and where a reader sees it.
    fn lists(&self, roster: &Roster) -> Vec<(String, Option<String>, Vec<Seat>)> {
        let history = &roster.canonical.history;
        if roster.made_of.is_empty() {
            let list = |record: &Record| {
                let seats = record.seats.iter().filter_map(|at| history.entries.get(*at).cloned());
                (record.day.clone(), record.url.clone(), seats.collect())
            };
            return history.records.iter().map(list).collect();
        }
        let parts = roster.made_of.iter().filter_map(|share| self.edition.body_named(&share.body));
        let records = parts.flat_map(|part| &part.canonical.history.records);
        let mut days: Vec<String> = records.map(|record| record.day.clone()).collect();
        days.extend(self.defined_on(roster).map(str::to_owned));
        days.sort();
        days.dedup();
        let list = |day: String| {
            let seats = self.on(roster, &day)?.canonical.seats;
            Some((day, None, seats))
        };
        days.into_iter().filter_map(list).collect()
    }
}
