//! The items of lists that are passages of their own, each with the sentence that introduces it.

use super::{Maker, NewPassage, Part, Passage};
use crate::content::block::{Block, BlockKind, Inline, Item, Lines, render, render_inlines};
use crate::content::dialect::Plain;
use crate::content::words::{ordinal, slug};

/// A list longer than this is data, not rules: its items are not cited one by one.
const MOST_ITEMS: usize = 200;
/// Where more than this, in bytes, introduces a list, the list is quoted with it or not at all.
const LONGEST_LEAD_IN: usize = 1_500;
/// A paragraph of at most so many words that ends in a colon is a label ("In chat:").
const LONGEST_LABEL: usize = 5;

impl Maker<'_> {
    pub(super) fn items(&self, single_items: bool) -> Vec<Passage> {
        let blocks = self.absolute(&self.section.blocks);
        // Words above that end in a colon introduce what the sections below them list.
        let above = self.section.parent.and_then(|parent| self.document.sections.get(parent));
        let announced_above =
            above.and_then(|above| self.absolute(&above.blocks).pop()).filter(announces);
        let lists: Vec<usize> = (0..blocks.len())
            .filter(|at| matches!(blocks[*at].kind, BlockKind::List { .. }))
            .collect();
        let mut made = Vec::new();
        for (list_number, at) in lists.iter().enumerate() {
            let BlockKind::List { start, items } = &blocks[*at].kind else {
                continue;
            };
            if items.len() > MOST_ITEMS {
                continue;
            }
            // The sentence before a list says what its items are examples of.
            let mut lead_in = lead_in(&blocks, *at);
            if lead_in.first().is_none_or(is_label) {
                lead_in.splice(0..0, announced_above.clone());
            }
            if render(&lead_in, &Plain).len() > LONGEST_LEAD_IN {
                continue;
            }
            // A sentence that goes on after the list ("unless …") binds its items too.
            let closing = blocks.get(at + 1).filter(|block| goes_on(block));
            for (index, item) in items.iter().enumerate() {
                let titled = titled(item);
                if titled.is_none() && !(single_items && items.len() > 1) {
                    continue;
                }
                let which_list = if lists.len() > 1 {
                    format!("{} list, ", ordinal(list_number + 1))
                } else {
                    String::new()
                };
                let place = format!("{}, {which_list}item {}", self.heading(), index + 1);
                let number = start.map(|start| start.saturating_add(index as u64));
                made.push(match titled {
                    Some((title, words)) => {
                        self.titled_item(title, words, item, &lead_in, number, place)
                    }
                    None => self.item(item, (&lead_in, closing), number, items.len() - 1, place),
                });
            }
        }
        made
    }

    fn titled_item(
        &self,
        title: String,
        words: Vec<Block>,
        item: &Item,
        lead_in: &[Block],
        number: Option<u64>,
        place: String,
    ) -> Passage {
        let first_words = words.first().map(|block| render(std::slice::from_ref(block), &Plain));
        let first_words = first_words.unwrap_or_default();
        let lines = lead_in.iter().fold(item.lines, |lines, block| lines.to(block.lines));
        let blocks: Vec<Block> = lead_in.iter().cloned().chain(words).collect();
        self.passage(NewPassage {
            id: format!("{}/{}", self.document.id, slug(&title)),
            number: number.and_then(|number| u32::try_from(number).ok()),
            path: self.path(true),
            place,
            part: Part::TitledItem,
            url: self.url_at_words(&[&title, &first_words], title.split_whitespace().count()),
            heading: title,
            blocks,
            lines,
            items_left_out: 0,
        })
    }

    fn item(
        &self,
        item: &Item,
        (lead_in, closing): (&[Block], Option<&Block>),
        number: Option<u64>,
        others: usize,
        place: String,
    ) -> Passage {
        let words = render(&item.blocks, &Plain);
        let list = Block {
            lines: item.lines,
            kind: BlockKind::List { start: number, items: vec![item.clone()] },
        };
        let lines =
            lead_in.iter().chain(closing).fold(item.lines, |lines, block| lines.to(block.lines));
        self.passage(NewPassage {
            id: format!("{}/{}/{}", self.document.id, slug(self.heading()), slug(&words)),
            number: None,
            heading: self.heading().to_owned(),
            path: self.path(false),
            place,
            part: Part::Item,
            url: self.url_at_words(&[&words], 3),
            blocks: lead_in.iter().chain([&list]).chain(closing).cloned().collect(),
            lines,
            items_left_out: others,
        })
    }
}

/// The paragraph that introduces the list at `at`, also where other lists stand between them. A label
/// says too little by itself ("In chat:"): what stands over it comes along.
pub(in crate::content) fn lead_in(blocks: &[Block], at: usize) -> Vec<Block> {
    let mut taken: Vec<&Block> = Vec::new();
    let mut next = paragraph_above(blocks, at);
    while let Some(here) = next {
        taken.insert(0, &blocks[here]);
        let over = paragraph_above(blocks, here).filter(|_| is_label(&blocks[here]));
        let after_list = here.checked_sub(1).is_some_and(|before| is_list(&blocks[before]));
        next = match over {
            // The list above has a label of its own; what stands over that one stands over both.
            Some(label) if after_list => Some(label)
                .filter(|label| is_label(&blocks[*label]))
                .and_then(|label| label.checked_sub(1))
                .filter(|over| is_paragraph(&blocks[*over])),
            over => over,
        };
    }
    taken.into_iter().cloned().collect()
}

/// The nearest paragraph above a block with only lists and what shows no words between.
fn paragraph_above(blocks: &[Block], at: usize) -> Option<usize> {
    let shown = |block: &Block| !render(std::slice::from_ref(block), &Plain).is_empty();
    let nearest = blocks[..at].iter().rposition(|block| shown(block) && !is_list(block));
    nearest.filter(|nearest| is_paragraph(&blocks[*nearest]))
}

fn is_list(block: &Block) -> bool {
    matches!(block.kind, BlockKind::List { .. })
}

fn is_paragraph(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph(_))
}

/// Whether a paragraph ends in a colon.
pub(in crate::content) fn announces(block: &Block) -> bool {
    is_paragraph(block) && render(std::slice::from_ref(block), &Plain).ends_with(':')
}

fn is_label(block: &Block) -> bool {
    let words = render(std::slice::from_ref(block), &Plain);
    announces(block) && words.split_whitespace().count() <= LONGEST_LABEL
}

/// Whether a paragraph begins in the middle of a sentence.
fn goes_on(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph(_))
        && render(std::slice::from_ref(block), &Plain).starts_with(char::is_lowercase)
}

/// A list item that opens with a short line of its own (`Openness<br>`), parted into that title and
/// the words under it.
fn titled(item: &Item) -> Option<(String, Vec<Block>)> {
    let (first, rest) = item.blocks.split_first()?;
    let BlockKind::Paragraph(inlines) = &first.kind else {
        return None;
    };
    let at = inlines.iter().position(|inline| *inline == Inline::Break)?;
    let title = render_inlines(&inlines[..at], &Plain);
    let title = title.trim().trim_end_matches(':').to_owned();
    let words = inlines[at + 1..].to_vec();
    let is_title = !title.is_empty()
        && title.chars().count() <= 80
        && !title.ends_with(['.', '?', '!', ',', ';']);
    if !is_title || words.is_empty() {
        return None;
    }
    let lines = Lines { first: (first.lines.first + 1).min(first.lines.last), ..first.lines };
    let words = Block { lines, kind: BlockKind::Paragraph(words) };
    Some((title, std::iter::once(words).chain(rest.iter().cloned()).collect()))
}
