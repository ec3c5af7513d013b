//! Holds what documents say of each other against each other: a quotation that names another document
//! must have that document's words.

use super::Reader;
use crate::content::block::{Block, BlockKind, Inline, render, render_inlines};
use crate::content::dialect::Plain;
use crate::content::link;
use crate::content::organisation::Held;
use crate::content::passage::{Misquote, Part};
use crate::content::problem::{Place, Problem};
use crate::content::quotation::{Quotation, Words};
use crate::content::words::fold;
use std::collections::HashMap;
use std::sync::Arc;

/// A title shorter than this stands in too many sentences to name a document.
const FEWEST_TITLE_WORDS: usize = 2;

/// A document that may be quoted.
struct Quotable {
    id: String,
    title: String,
    url: String,
    words: Words,
}

impl Reader<'_> {
    /// Notes on each passage the quotations in it that their documents do not have.
    pub(super) fn quotations(&mut self) {
        let quotable = self.quotable();
        let mut misquoting: Vec<(usize, Vec<Misquote>)> = Vec::new();
        for (at, passage) in self.reading.catalogue.passages.iter().enumerate() {
            let mut found = Vec::new();
            misquotes(&passage.blocks, &quotable, &mut found);
            found.retain(|misquote| misquote.document != passage.citation.document);
            if !found.is_empty() {
                misquoting.push((at, found));
            }
        }
        for (at, found) in misquoting {
            let passage = &mut self.reading.catalogue.passages[at];
            let manifest = &self.reading.manifest;
            let source =
                manifest.sources.iter().find(|source| source.id == passage.citation.source);
            let path = source.map(|source| source.path(&passage.citation.file));
            for misquote in found.iter().filter(|_| passage.part == Part::Section) {
                let place = path.clone().unwrap_or_else(|| passage.citation.file.clone());
                self.reading.problems.push(Problem::warning(
                    Place::line(place, passage.lines.first),
                    format!(
                        "“{}” quotes `{}` in words that it does not have.",
                        passage.heading, misquote.document
                    ),
                    format!("Bring the quotation back to the words of {}.", misquote.title),
                ));
            }
            Arc::make_mut(passage).misquotes = found;
        }
    }

    /// The documents that are held, by the key of their address.
    fn quotable(&self) -> HashMap<String, Quotable> {
        let catalogue = &self.reading.catalogue;
        let mut words: HashMap<&str, Words> = HashMap::new();
        for passage in catalogue.passages.iter().filter(|passage| passage.part == Part::Section) {
            let of_document = words.entry(&passage.citation.document).or_default();
            of_document.extend(&Words::of(&passage.heading));
            of_document.extend(&Words::of(&passage.text));
        }
        let held = catalogue.documents.iter().filter(|card| card.held == Held::Whole);
        held.filter_map(|card| {
            let url = card.url.clone()?;
            let quotable = Quotable {
                id: card.id.clone(),
                title: card.title.clone(),
                words: words.get(card.id.as_str())?.clone(),
                url: url.clone(),
            };
            Some((link::key(&url), quotable))
        })
        .collect()
    }
}

/// The quotations among these blocks, and within them, that their documents do not have.
fn misquotes(blocks: &[Block], quotable: &HashMap<String, Quotable>, found: &mut Vec<Misquote>) {
    for (at, block) in blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Quote(inner) => {
                let lead_in = at.checked_sub(1).and_then(|before| blocks.get(before));
                if let Some(quoted) = lead_in.and_then(|lead_in| announced(lead_in, quotable)) {
                    let words = render(inner, &Plain);
                    let quotation = Quotation::whole(&words);
                    if !quotation.is_empty() && !quotation.stands_in(&quoted.words) {
                        found.push(Misquote {
                            document: quoted.id.clone(),
                            title: quoted.title.clone(),
                            url: quoted.url.clone(),
                        });
                    }
                }
                misquotes(inner, quotable, found);
            }
            BlockKind::List { items, .. } => {
                items.iter().for_each(|item| misquotes(&item.blocks, quotable, found));
            }
            _ => {}
        }
    }
}

/// The document that the last sentence before a quotation says is quoted: it ends with a colon, and
/// links to the document or has its title.
fn announced<'q>(lead_in: &Block, quotable: &'q HashMap<String, Quotable>) -> Option<&'q Quotable> {
    let BlockKind::Paragraph(inlines) = &lead_in.kind else {
        return None;
    };
    let words = render_inlines(inlines, &Plain);
    if !words.trim_end().ends_with(':') {
        return None;
    }
    let mut linked = Vec::new();
    links(inlines, &mut linked);
    let page = |url: &&str| url.split('#').next().map(link::key);
    if let Some(quoted) = linked.iter().filter_map(page).find_map(|key| quotable.get(&key)) {
        return Some(quoted);
    }
    let sentence = words.rsplit_once(". ").map_or(words.as_str(), |(_, last)| last);
    let folded = fold(sentence);
    quotable
        .values()
        .filter(|quotable| quotable.title.split(' ').count() >= FEWEST_TITLE_WORDS)
        .filter(|quotable| folded.contains(&fold(&quotable.title)))
        .max_by_key(|quotable| (quotable.title.len(), quotable.id.clone()))
}

/// The links of the last sentence.
fn links<'i>(inlines: &'i [Inline], found: &mut Vec<&'i str>) {
    for inline in inlines {
        match inline {
            Inline::Link { url, text } => {
                found.push(url);
                links(text, found);
            }
            Inline::Styled(_, inner) => links(inner, found),
            Inline::Text(words) if words.contains(". ") => found.clear(),
            _ => {}
        }
    }
}
