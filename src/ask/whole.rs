//! A passage with all that stands below it: its words, and the citation that holds for all of them.

use super::Asking;
use crate::answer::Quoted;
use crate::content::block::{Block, BlockKind, Heading, Inline};
use crate::content::link;
use crate::content::pages::LONGEST_IN_A_CHANNEL;
use crate::content::passage::{Part, Passage};
use std::sync::Arc;

impl Asking<'_> {
    /// A section without words of its own with those of the sections below it, where they are so few that
    /// nobody has to choose between them. A document's title leads to all of it, and stays a list.
    pub(super) fn with_words_below(&self, mut quoted: Quoted) -> Quoted {
        let passage = &quoted.passage;
        let document = self.edition.document(&passage.citation.document);
        let is_title = document.is_some_and(|card| card.root.as_ref() == Some(&passage.id));
        let has_words = !passage.text.is_empty() || passage.outline;
        if has_words || is_title || !self.is_short_below(passage) {
            return quoted;
        }
        let whole = self.whole(quoted.clone()).passage;
        let length = whole.text.chars().count();
        quoted.with_below = Some(whole).filter(|_| length <= LONGEST_IN_A_CHANNEL);
        quoted
    }

    /// Whether what stands directly below a passage may be all that is to be said.
    fn is_short_below(&self, passage: &Passage) -> bool {
        let below = passage.children.iter().filter_map(|id| self.edition.passage_by_id(id));
        let bytes: usize = below.map(|child| child.text.len()).sum();
        bytes > 0 && bytes <= 4 * LONGEST_IN_A_CHANNEL
    }

    /// A passage with the words of all that stands below it.
    pub(super) fn whole(&self, quoted: Quoted) -> Quoted {
        if quoted.passage.children.is_empty() || quoted.passage.outline {
            return quoted;
        }
        let mut passage = (*quoted.passage).clone();
        let mut blocks = std::mem::take(&mut passage.blocks);
        self.append_below(&quoted.passage, &mut blocks);
        passage.set_words(blocks);
        self.cite_below(&quoted.passage, &mut passage);
        Quoted { passage: Arc::new(passage), children: Vec::new(), ..quoted }
    }

    /// The citation of a passage with all below it: its lines reach to the last, and its words are the
    /// same only since the youngest of them are.
    pub(super) fn cite_below(&self, above: &Passage, whole: &mut Passage) {
        for child in above.children.iter().filter_map(|id| self.edition.passage_by_id(id)) {
            whole.lines = whole.lines.to(child.lines);
            let (own, below) = (&mut whole.citation, &child.citation);
            if below.unchanged_since > own.unchanged_since {
                own.unchanged_since.clone_from(&below.unchanged_since);
                own.unchanged_since_commit.clone_from(&below.unchanged_since_commit);
                own.pull_request = below.pull_request;
                own.pull_request_url.clone_from(&below.pull_request_url);
                own.since_at_least = below.since_at_least;
            }
            own.permalink =
                own.permalink.as_deref().map(|link| link::with_lines(link, whole.lines));
            self.cite_below(child, whole);
        }
    }

    pub(super) fn append_below(&self, passage: &Passage, blocks: &mut Vec<Block>) {
        for child in passage.children.iter().filter_map(|id| self.edition.passage_by_id(id)) {
            // A titled item is among its section's words already.
            if child.part != Part::Section {
                continue;
            }
            let heading = match child.number {
                Some(number) => format!("{number}. {}", child.heading),
                None => child.heading.clone(),
            };
            blocks.push(Block {
                lines: child.lines,
                kind: BlockKind::Heading(Heading {
                    depth: u8::try_from(child.path.len() + 1).unwrap_or(6).min(6),
                    text: vec![Inline::Text(heading)],
                    given_id: None,
                    origin: crate::content::anchor::HeadingOrigin::Top,
                }),
            });
            blocks.extend(child.blocks.iter().cloned());
            self.append_below(child, blocks);
        }
    }
}
