//! Bodies beyond their lists: those that other bodies make up, and where to write to each.

use super::Reader;
use super::rosters::said_of;
use crate::content::block::Block;
use crate::content::links::for_each_link;
use crate::content::organisation::Held;
use crate::content::passage::{Part, Passage};
use crate::content::problem::Problem;
use crate::content::roster::{self, Listing, Roster};
use crate::content::source::{Manifest, RosterEntry, Source, title_of_file};

impl Reader<'_> {
    /// Adds the bodies that other bodies make up.
    pub(super) fn composed_bodies(&mut self, manifest: &Manifest, rosters: &mut Vec<Roster>) {
        let composed: Vec<Roster> = manifest
            .sources
            .iter()
            .flat_map(|source| source.rosters.iter().map(move |entry| (source, entry)))
            .filter(|(_, entry)| !entry.made_of.is_empty())
            .filter_map(|(source, entry)| self.composed(source, entry, rosters))
            .collect();
        rosters.extend(composed);
    }

    fn composed(
        &mut self,
        source: &Source,
        entry: &RosterEntry,
        rosters: &[Roster],
    ) -> Option<Roster> {
        let mut dates: Vec<String> = Vec::new();
        for share in &entry.made_of {
            let Some(roster) = rosters.iter().find(|roster| roster.body == share.body) else {
                self.refuse(Problem::error(
                    entry.place.clone(),
                    format!(
                        "`{}` is made of `{}`, and no roster is called that.",
                        entry.body, share.body
                    ),
                    "Name a body of another roster, as in `made_of: [board]`.",
                ));
                return None;
            };
            dates.extend(roster.canonical.date.clone());
            if share.of(&roster.canonical.seats).is_empty() {
                self.tell(Problem::error(
                    entry.place.clone(),
                    format!("`{}` brings nobody to `{}`.", share.name(), entry.body),
                    "Write the body, or the body and the end of a role: `board/treasurer`.",
                ));
            }
        }
        let seats_of = |body: &str| {
            let roster = rosters.iter().find(|roster| roster.body == body);
            roster.map(|roster| roster.canonical.seats.as_slice())
        };
        Some(Roster {
            body: entry.body.clone(),
            title: entry.title.clone().unwrap_or_else(|| title_of_file(&entry.body)),
            aliases: entry.aliases.clone(),
            canonical: Listing {
                source: source.id.clone(),
                file: entry.file.clone().unwrap_or_default(),
                url: entry.file.as_deref().and_then(|file| source.site.file_url(file)),
                // What is made of several lists is as old as the oldest of them.
                date: dates.into_iter().min(),
                remark: entry.remark.clone(),
                seats: roster::composed(&entry.made_of, seats_of),
                ..Listing::default()
            },
            ..said_of(entry)
        })
    }

    /// A contact is shown only where a document states it, letter by letter, and that is cited.
    pub(super) fn contacts(&mut self, manifest: &Manifest, rosters: &mut [Roster]) {
        for roster in rosters.iter_mut() {
            let Some(contact) = roster.contact.clone() else {
                continue;
            };
            roster.contact_in = self.states(&contact, roster.defined_in.as_deref(), manifest);
            if roster.contact_in.is_some() {
                continue;
            }
            roster.contact = None;
            // What a document says that is not held today may be there tomorrow.
            let waits =
                self.reading.catalogue.documents.iter().any(|card| card.held != Held::Whole);
            let entries = manifest.sources.iter().flat_map(|source| &source.rosters);
            let entry = entries.into_iter().find(|entry| {
                entry.body == roster.body
                    || entry.group_prefix().is_some_and(|group| roster.body.starts_with(group))
            });
            if let Some(entry) = entry.filter(|_| !waits) {
                self.tell(Problem::warning(
                    entry.place.clone(),
                    format!("The contact `{contact}` of `{}` stands in no document.", entry.body),
                    "Write an address that a document gives, letter by letter, or leave it out.",
                ));
            }
        }
    }

    /// The passage that states an address, in its words or as a link; before others one of the
    /// document `near` is in. An outline may say of its document that it states the address.
    fn states(&self, address: &str, near: Option<&str>, manifest: &Manifest) -> Option<String> {
        let document = near.and_then(|id| id.split('/').next()).unwrap_or_default();
        let states = |passage: &&std::sync::Arc<Passage>| {
            passage.part == Part::Section
                && (has_word(&passage.text, address) || links_to(&passage.blocks, address))
        };
        let mut those: Vec<&str> = Vec::new();
        let passages = &self.reading.catalogue.passages;
        those.extend(passages.iter().filter(states).map(|passage| passage.id.as_str()));
        those.sort_by_key(|id| !id.starts_with(&format!("{document}/")));
        let outlined = || {
            let report = manifest.report.as_ref().filter(|report| report.address == address)?;
            let mut documents = self.reading.documents.iter();
            documents.find(|document| document.outline_address.as_deref() == Some(address))?;
            Some(report.passage.as_str())
        };
        those.first().copied().or_else(outlined).map(str::to_owned)
    }
}

/// Whether an address stands in a text as a word of its own: not as a part of a longer one.
fn has_word(text: &str, address: &str) -> bool {
    let is_part =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '@'));
    text.match_indices(address).any(|(at, _)| {
        let after = text[at + address.len()..].chars();
        // A full stop after an address ends a sentence, one with a letter behind it goes on.
        let mut after = after.skip_while(|c| *c == '.');
        !is_part(text[..at].chars().next_back()) && !is_part(after.next())
    })
}

fn links_to(blocks: &[Block], address: &str) -> bool {
    let mut found = false;
    for_each_link(&mut blocks.to_vec(), &mut |url| {
        found |= url.strip_prefix("mailto:").unwrap_or(url) == address;
    });
    found
}
