//! Settles which of several copies of a document counts.
//!
//! The words of a copy are never quoted while those that it repeats are held: its addresses lead to
//! them, and where it differs is told.

use super::Reader;
use super::documents::{Listed, id_by_name};
use crate::content::anchor::{Anchors, HeadingOrigin};
use crate::content::block::render;
use crate::content::dialect::Plain;
use crate::content::document::Document;
use crate::content::link;
use crate::content::links::for_each_link;
use crate::content::organisation::{DocumentCard, Held};
use crate::content::passage::{Part, Passage};
use crate::content::problem::{Place, Problem};
use crate::content::words::{differing_words, fold, same_words, slug};
use std::collections::HashSet;

/// At most this many words of a difference are shown.
const MOST_SHOWN: usize = 12;

impl Reader<'_> {
    /// A relative link in a copy means what it means in the original, where the copy's own site has
    /// no such file.
    pub(super) fn links_of_a_copy(
        &self,
        document: &mut Document,
        canonical: &str,
        all: &[Listed<'_>],
    ) {
        let original = original_of(canonical, all);
        let Some(original) = original.filter(|original| original.source.id != document.source)
        else {
            return;
        };
        let own: HashSet<String> = all
            .iter()
            .filter(|listed| listed.source.id == document.source)
            .map(|listed| listed.entry.file.clone())
            .collect();
        let file = document.file.clone();
        for section in &mut document.sections {
            for_each_link(&mut section.blocks, &mut |url| {
                let leads_nowhere =
                    link::target_file(url, &file).is_some_and(|target| !own.contains(&target));
                if leads_nowhere {
                    let page = original.source.site.file_url(&original.entry.file);
                    *url =
                        original.source.site.absolute(url, &original.entry.file, page.as_deref());
                }
            });
        }
    }

    /// Adds the addresses of a copy to the passages it repeats, and tells where its words differ.
    pub(super) fn collapse(
        &mut self,
        copy: &Document,
        copies: Vec<Passage>,
        cards: &mut [DocumentCard],
        made: &mut [(Document, Vec<Passage>)],
    ) {
        let id = &copy.id;
        let Some((_, originals)) = made.iter_mut().find(|(document, _)| document.id == *id) else {
            return;
        };
        let path = copy.path();
        let mut drift = Vec::new();
        for repeated in copies {
            let same_place = |original: &&mut Passage| original.id == repeated.id;
            let Some(original) = originals.iter_mut().find(same_place) else {
                drift.push((
                    repeated.lines.first,
                    format!("“{}” stands only in the copy", repeated.heading),
                ));
                continue;
            };
            if original.outline || same_words(&original.text, &repeated.text) {
                original.also_at.push(repeated.citation.url);
            } else {
                let how = difference(&repeated.text, &original.text);
                let line = repeated.lines.first;
                drift.push((line, format!("“{}” has other words: {how}", repeated.heading)));
                original.drift.push(format!("The copy in {path}:{line} has other words: {how}."));
                original.aliases.push(repeated.citation.url);
            }
        }
        let card = cards.iter_mut().find(|card| card.id == *id);
        if let Some(card) = card.filter(|card| card.held == Held::Whole) {
            for (line, what) in drift {
                card.drift.push(format!("{path}:{line}: {what}"));
                self.reading.problems.push(Problem::warning(
                    Place::line(&path, line),
                    format!("This copy of `{id}` has drifted: {what}."),
                    format!(
                        "Bring it back to the words of {}, which are the ones quoted.",
                        card.file
                    ),
                ));
            }
        }
    }
}

/// How the words of a copy differ from those that count.
pub(super) fn difference(copy: &str, original: &str) -> String {
    match differing_words(copy, original, MOST_SHOWN) {
        (extra, missing) if missing.is_empty() => format!("“{extra}” is added"),
        (extra, missing) if extra.is_empty() => format!("“{missing}” is missing"),
        (extra, missing) => format!("“{extra}” in place of “{missing}”"),
    }
}

/// The entry that a copy repeats.
pub(super) fn original_of<'a, 'm>(
    canonical: &str,
    all: &'a [Listed<'m>],
) -> Option<&'a Listed<'m>> {
    all.iter()
        .find(|listed| listed.entry.copy_of.is_none() && id_by_name(&listed.entry) == canonical)
}

/// A passage is found under the address that it has in the original as well, while a copy stands in:
/// the same headings under the original site's rule.
pub(super) fn address_as(original: &Listed<'_>, document: &Document, passages: &mut [Passage]) {
    let site = &original.source.site;
    let Some(page) = site.page_url(&original.entry.file, None) else {
        return;
    };
    let mut anchors = Anchors::new(site.anchors);
    let sections = passages.iter_mut().filter(|passage| passage.part == Part::Section);
    for (section, passage) in document.sections.iter().zip(sections) {
        if let Some(anchor) = anchors.next(&section.heading, HeadingOrigin::Top, None) {
            passage.aliases.push(format!("{page}#{anchor}"));
        }
    }
}

/// The old addresses and ids of a former page lead on to the passages that say the same today, or
/// bear the same heading where none says the same.
pub(super) fn lead_on(former: &Document, made: &mut [(Document, Vec<Passage>)]) {
    for section in &former.sections {
        let address = former.page_url.as_ref().zip(section.anchor.as_ref());
        let url = address.map(|(page, anchor)| format!("{page}#{anchor}"));
        // An address that a passage has today leads to that passage.
        let in_use = |url: &String| {
            made.iter()
                .flat_map(|(_, passages)| passages)
                .any(|passage| passage.citation.url == *url || passage.also_at.contains(url))
        };
        let url = url.filter(|url| !in_use(url));
        let old_id = format!("{}/{}", former.id, slug(section.title()));
        let text = fold(&render(&section.blocks, &Plain));
        let mut today: Option<(&mut Passage, bool)> = None;
        for passage in made.iter_mut().flat_map(|(_, passages)| passages) {
            let same_words = !text.is_empty() && fold(&passage.text) == text;
            let same_heading = slug(&passage.heading) == slug(section.title());
            let better = match &today {
                None => same_words || same_heading,
                Some((_, words)) => !words && same_words && same_heading,
            };
            if better {
                today = Some((passage, same_words));
            }
        }
        if let Some((passage, _)) = today {
            passage.aliases.push(old_id);
            passage.aliases.extend(url);
        }
    }
}
