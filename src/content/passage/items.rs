//! The items of lists that are passages of their own, each with the sentence that introduces it.

use super::{Maker, NewPassage, Part, Passage};
use crate::content::block::{Block, BlockKind, Inline, Item, Lines, render, render_inlines};
use crate::content::dialect::Plain;
use crate::content::words::{ordinal, slug};

/// A list longer than this is data, not rules: its items are not cited one by one.
const MOST_ITEMS: usize = 200;
/// A paragraph longer than this, in bytes, introduces no list.
const LONGEST_LEAD_IN: usize = 1_500;

impl Maker<'_> {
    pub(super) fn items(&self, single_items: bool) -> Vec<Passage> {
        let blocks = self.absolute(&self.section.blocks);
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
            let lead_in = at
                .checked_sub(1)
                .map(|before| &blocks[before])
                .filter(|block| matches!(block.kind, BlockKind::Paragraph(_)))
                .filter(|block| {
                    render(std::slice::from_ref(block), &Plain).len() < LONGEST_LEAD_IN
                });
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
                        self.titled_item(title, words, item, lead_in, number, place)
                    }
                    None => self.item(item, [lead_in, closing], number, items.len() - 1, place),
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
        lead_in: Option<&Block>,
        number: Option<u64>,
        place: String,
    ) -> Passage {
        let first_words = words.first().map(|block| render(std::slice::from_ref(block), &Plain));
        let first_words = first_words.unwrap_or_default();
        let blocks: Vec<Block> = lead_in.cloned().into_iter().chain(words).collect();
        self.passage(NewPassage {
            id: format!("{}/{}", self.document.id, slug(&title)),
            number: number.and_then(|number| u32::try_from(number).ok()),
            path: self.path(true),
            place,
            part: Part::TitledItem,
            url: self.url_at_words(&[&title, &first_words], title.split_whitespace().count()),
            heading: title,
            blocks,
            lines: item.lines,
            items_left_out: 0,
        })
    }

    fn item(
        &self,
        item: &Item,
        [lead_in, closing]: [Option<&Block>; 2],
        number: Option<u64>,
        others: usize,
        place: String,
    ) -> Passage {
        let words = render(&item.blocks, &Plain);
        let list = Block {
            lines: item.lines,
            kind: BlockKind::List { start: number, items: vec![item.clone()] },
        };
        let lines = lead_in
            .into_iter()
            .chain(closing)
            .fold(item.lines, |lines, block| lines.to(block.lines));
        self.passage(NewPassage {
            id: format!("{}/{}/{}", self.document.id, slug(self.heading()), slug(&words)),
            number: None,
            heading: self.heading().to_owned(),
            path: self.path(false),
            place,
            part: Part::Item,
            url: self.url_at_words(&[&words], 3),
            blocks: lead_in.into_iter().chain([&list]).chain(closing).cloned().collect(),
            lines,
            items_left_out: others,
        })
    }
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
