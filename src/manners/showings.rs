//! What channels were shown just now, so that nobody has to scroll past the same words twice.

use super::Channel;
use crate::answer::{Answer, Outcome};
use crate::content::words::fingerprint;
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

/// How long the same answer is not shown again.
const FRESH: Duration = Duration::from_secs(60);

/// How many answers are remembered, over all channels. Of more the oldest are forgotten, and may be
/// shown once more.
pub const MOST_SHOWINGS: usize = 4_000;

/// Where an answer stands: a link that opens there, as its platform gives it; never shown but to
/// those who asked there.
#[derive(Clone)]
pub struct Place {
    /// By what it is known, whatever the link.
    key: Box<str>,
    link: Box<str>,
}

impl Place {
    /// The place that a link opens.
    pub fn at(link: impl Into<Box<str>>) -> Place {
        let link = link.into();
        Place { key: link.clone(), link }
    }

    /// The same place, opened by this link: by another where what stands there was moved.
    pub fn opened_by(self, link: impl Into<Box<str>>) -> Place {
        Place { link: link.into(), ..self }
    }

    /// The link.
    pub fn link(&self) -> &str {
        &self.link
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.key == other.key
    }
}

impl Eq for Place {}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place")
    }
}

/// Whether an answer is shown in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Showing {
    /// It is.
    New,
    /// The same is being sent there, and it is not known yet where it will stand.
    BeingSent,
    /// The same was sent there less than a minute ago, and stands at this place.
    StandsAt(Place),
}

/// What channels were shown.
#[derive(Default)]
pub(super) struct Showings {
    shown: HashMap<(Channel, Matter), Shown>,
}

struct Shown {
    since: Duration,
    place: Option<Place>,
}

impl Showings {
    pub(super) fn begin(&mut self, channel: &Channel, answer: &Answer, now: Duration) -> Showing {
        let Some(matter) = Matter::of(answer) else { return Showing::New };
        let key = (channel.clone(), matter);
        match self.shown.get(&key).filter(|shown| shown.is_fresh(now)) {
            Some(Shown { place: Some(place), .. }) => Showing::StandsAt(place.clone()),
            Some(Shown { place: None, .. }) => Showing::BeingSent,
            None => {
                self.put(key, Shown { since: now, place: None });
                Showing::New
            }
        }
    }

    pub(super) fn stands(
        &mut self,
        channel: &Channel,
        answer: &Answer,
        place: Place,
        now: Duration,
    ) {
        if let Some(matter) = Matter::of(answer) {
            self.put((channel.clone(), matter), Shown { since: now, place: Some(place) });
        }
    }

    pub(super) fn forget(&mut self, channel: &Channel, answer: &Answer) {
        if let Some(matter) = Matter::of(answer) {
            self.shown.remove(&(channel.clone(), matter));
        }
    }

    pub(super) fn leave(&mut self, place: &Place) {
        self.shown.retain(|_, shown| shown.place.as_ref() != Some(place));
    }

    fn put(&mut self, key: (Channel, Matter), shown: Shown) {
        if self.shown.len() >= MOST_SHOWINGS {
            let now = shown.since;
            self.shown.retain(|_, other| other.is_fresh(now));
        }
        if self.shown.len() >= MOST_SHOWINGS {
            // Half of them at once, so that not every answer makes the next look through all.
            let mut times: Vec<Duration> = self.shown.values().map(|other| other.since).collect();
            let (_, middle, _) = times.select_nth_unstable(MOST_SHOWINGS / 2);
            self.shown.retain(|_, other| other.since > *middle);
        }
        self.shown.insert(key, shown);
    }
}

impl Shown {
    fn is_fresh(&self, now: Duration) -> bool {
        now.saturating_sub(self.since) < FRESH
    }
}

impl fmt::Debug for Showings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Showings").field("remembered", &self.shown.len()).finish_non_exhaustive()
    }
}

/// What an answer shows: a hash of the words that are quoted, whatever was asked and whatever is
/// said beside them; of people, changes, sources and help, a hash of all that is told.
#[derive(PartialEq, Eq, Hash)]
struct Matter(String);

impl Matter {
    /// What an answer shows; `None` where that is about the asker's question and not about a document:
    /// what may be meant, and that nothing was found.
    fn of(answer: &Answer) -> Option<Matter> {
        let told = match answer.outcome {
            Outcome::Found => {
                let words = answer.told().iter().map(|quoted| {
                    let passage = &quoted.passage;
                    // The same passage opened at another place shows other words of it.
                    let place = quoted.answers_at.map(|place| place.0);
                    (&passage.id, &passage.text, &passage.summary, passage.outline, place)
                });
                // A note is part of what its writer wants to be read.
                serde_json::to_string(&(words.collect::<Vec<_>>(), &answer.asker_note))
            }
            Outcome::Roster => serde_json::to_string(&("roster", &answer.roster)),
            Outcome::Person => serde_json::to_string(&("person", &answer.person)),
            Outcome::Changes => serde_json::to_string(&("changes", &answer.changes)),
            Outcome::Verify => serde_json::to_string(&("verify", &answer.verify)),
            Outcome::Report => serde_json::to_string(&("report", &answer.report)),
            Outcome::Sources => {
                let full = answer.sources.as_ref().is_some_and(|sources| sources.full);
                serde_json::to_string(&("sources", full, &answer.sources))
            }
            Outcome::Help => serde_json::to_string(&("help", &answer.help)),
            Outcome::Candidates | Outcome::Nothing => return None,
        };
        told.ok().map(|told| Matter(fingerprint(&told)))
    }
}
