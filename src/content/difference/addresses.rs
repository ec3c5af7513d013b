//! Where ids and addresses lead, so that what was linked before can be looked up afterwards.
//!
//! Knows two answers for an address: what a browser opens there, and what tenet answers with.

use crate::content::link;
use crate::content::organisation::Catalogue;
use crate::content::passage::Part;
use crate::content::words::fold;
use std::collections::{HashMap, HashSet};

/// Every id and every address of a catalogue, each with the passage it leads to.
pub(super) struct Addresses<'a> {
    ids: HashMap<String, &'a str>,
    opened: HashMap<String, &'a str>,
    known: HashMap<String, &'a str>,
    /// Sources whose former ids the next sync will know.
    followed: HashSet<&'a str>,
}

impl<'a> Addresses<'a> {
    pub(super) fn of(catalogue: &'a Catalogue) -> Addresses<'a> {
        // A working copy has no history; the next sync of its repository has.
        let followed = catalogue.sources.iter();
        let followed = followed.filter(|card| card.git.is_some() && card.commit.is_none());
        let followed = followed.map(|card| card.id.as_str()).collect();
        let mut addresses = Addresses {
            ids: HashMap::new(),
            opened: HashMap::new(),
            known: HashMap::new(),
            followed,
        };
        // An id names its own passage before it is another's former name.
        for passage in &catalogue.passages {
            addresses.ids.insert(fold(&passage.id), &passage.id);
        }
        for passage in &catalogue.passages {
            for alias in &passage.aliases {
                if link::is_url(alias) {
                    addresses.known.entry(link::key(alias)).or_insert(&passage.id);
                } else {
                    addresses.ids.entry(fold(alias)).or_insert(&passage.id);
                }
            }
            // An item opens where its section does; the section is what the address names.
            if passage.part == Part::Section {
                for url in std::iter::once(&passage.citation.url).chain(&passage.also_at) {
                    addresses.opened.entry(link::key(url)).or_insert(&passage.id);
                }
            }
        }
        addresses
    }

    /// The passage that an id leads to.
    pub(super) fn by_id(&self, id: &str) -> Option<String> {
        self.ids.get(&fold(id)).map(|id| (*id).to_owned())
    }

    /// Whether a sync will keep the former ids of a source's passages leading on.
    pub(super) fn will_follow(&self, source: &str) -> bool {
        self.followed.contains(source)
    }

    /// The passage that a browser opens at an address.
    pub(super) fn opened(&self, url: &str) -> Option<String> {
        self.opened.get(&link::key(url)).map(|id| (*id).to_owned())
    }

    /// The passage that tenet answers with when asked for an address.
    pub(super) fn known(&self, url: &str) -> Option<String> {
        self.opened(url).or_else(|| self.known.get(&link::key(url)).map(|id| (*id).to_owned()))
    }
}
