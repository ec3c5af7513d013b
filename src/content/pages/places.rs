//! The places of a passage at which its first page may begin: paragraphs, items, rows.
//!
//! Counted once, here, so that a place found in one room of the house is the same in all others.

use crate::content::block::{Block, BlockKind, Item, render, render_inlines};
use crate::content::dialect::Plain;
use crate::content::passage::lead_in;

/// What introduces a list stands with its first item if it has at most so many characters.
const LONGEST_INTRODUCTION: usize = 300;

/// A paragraph, an item of a list or a row of a table, counted from nought in the order of the passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub usize);

/// What stands at a [`Place`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its words alone; of an item without those of the lists within it.
    pub words: String,
    /// The words that introduce it, those of the lists around it too.
    pub introduction: String,
    /// The way to it: the place of a block, then of an item, a row or a block within, and so on.
    pub(super) path: Vec<usize>,
    /// Where a page begins that shows it: with what introduces it, where that stands directly above.
    pub(super) begins_at: Place,
}

/// What stands at each place of `blocks`, in order.
pub fn pieces(blocks: &[Block]) -> Vec<Piece> {
    let mut walk = Walk::default();
    walk.blocks(blocks, &[], "", None);
    walk.pieces
}

#[derive(Default)]
struct Walk {
    pieces: Vec<Piece>,
}

impl Walk {
    /// Walks blocks that lie within others; `below` is the place of the words directly above them.
    fn blocks(
        &mut self,
        blocks: &[Block],
        within: &[usize],
        introduction: &str,
        below: Option<Place>,
    ) {
        let mut below = below;
        for (at, block) in blocks.iter().enumerate() {
            let path = [within, &[at]].concat();
            let is_first = self.pieces.len();
            match &block.kind {
                BlockKind::List { items, .. } => {
                    let introduced = render(&lead_in(blocks, at), &Plain);
                    let introduction = format!("{introduction}\n{introduced}");
                    self.items(items, &path, &introduction, below);
                }
                BlockKind::Quote(inner) => self.blocks(inner, &path, introduction, below),
                BlockKind::Table { rows, .. } => {
                    for (row, cells) in rows.iter().enumerate() {
                        let cells = cells.iter().map(|cell| render_inlines(cell, &Plain));
                        let words = cells.collect::<Vec<_>>().join(" ");
                        let path =
                            if row == 0 { path.clone() } else { [&path[..], &[row]].concat() };
                        self.add(words, introduction, path, below.filter(|_| row == 0));
                    }
                }
                BlockKind::Heading(_) | BlockKind::Paragraph(_) | BlockKind::Code { .. } => {
                    let under_heading = below.filter(|_| at > 0 && is_heading(&blocks[at - 1]));
                    let words = render(std::slice::from_ref(block), &Plain);
                    self.add(words, introduction, path, under_heading);
                }
                BlockKind::Rule | BlockKind::Footnote { .. } | BlockKind::Generated(_) => {}
            }
            let introduces = matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph(_));
            if self.pieces.len() > is_first {
                below = self.last().filter(|_| introduces);
            }
        }
    }

    fn items(&mut self, items: &[Item], list: &[usize], introduction: &str, below: Option<Place>) {
        for (at, item) in items.iter().enumerate() {
            let is_list = |block: &&Block| matches!(block.kind, BlockKind::List { .. });
            let own: Vec<Block> =
                item.blocks.iter().filter(|block| !is_list(block)).cloned().collect();
            let words = render(&own, &Plain);
            let item_path = [list, &[at]].concat();
            // A page that begins with the first item begins with its list.
            let path = if at == 0 { list.to_vec() } else { item_path.clone() };
            self.add(words.clone(), introduction, path, below.filter(|_| at == 0));
            let introduction = format!("{introduction}\n{words}");
            for (block_at, block) in item.blocks.iter().enumerate() {
                if let BlockKind::List { items, .. } = &block.kind {
                    let path = [&item_path[..], &[block_at]].concat();
                    let above = self.last().filter(|_| block_at == 1);
                    self.items(items, &path, &introduction, above);
                }
            }
        }
    }

    fn last(&self) -> Option<Place> {
        self.pieces.len().checked_sub(1).map(Place)
    }

    fn add(&mut self, words: String, introduction: &str, path: Vec<usize>, below: Option<Place>) {
        if words.trim().is_empty() {
            return;
        }
        let above = below.and_then(|Place(above)| self.pieces.get(above));
        let above = above.filter(|above| above.words.chars().count() <= LONGEST_INTRODUCTION);
        let begins_at = above.map_or(Place(self.pieces.len()), |above| above.begins_at);
        let introduction = introduction.trim().to_owned();
        self.pieces.push(Piece { words, introduction, path, begins_at });
    }
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}
