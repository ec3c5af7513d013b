//! Where blocks are cut: what stays on a page, and what the next one begins with.

use super::sentences;
use crate::content::block::{Block, BlockKind, Heading, Inline, Item, render};
use crate::content::dialect::Plain;
use crate::content::pages::Page;
use crate::content::passage::{announces, lead_in};

/// What introduces a list is repeated whole if it has at most so many characters, else its last sentence.
const LONGEST_REPEATED: usize = 300;

/// What a page would be with some blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// It has no words that a page before has not.
    Nothing,
    /// It has, and room for them.
    Fits,
    /// It has no room for them.
    TooMuch,
}

/// The smallest piece that a cut leaves whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Finest {
    /// An item, a row, a line of code.
    Items,
    /// A sentence.
    Sentences,
    /// A word.
    Words,
    /// A letter.
    Letters,
}

/// What is left after a cut.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    /// With what introduces it repeated.
    pub(super) again: Page,
    /// With no words repeated, but for the sign of an item.
    pub(super) bare: Page,
}

/// Blocks in two.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    pub(super) taken: Vec<Block>,
    pub(super) rest: Rest,
}

/// A cut between two blocks.
pub(super) struct Between {
    pub(super) cut: Cut,
    /// Which block is the first after it.
    pub(super) at: usize,
    /// Whether it parts a block from the one that introduces it.
    pub(super) parts: bool,
}

/// The last cut between two blocks.
pub(super) fn between(blocks: &[Block], judge: &dyn Fn(&[Block]) -> Judged) -> Option<Between> {
    let mut at = most(blocks.len(), &|many| judge(&blocks[..many]));
    // What introduces something goes with it.
    while at > 0 && introduces(blocks, at - 1) && judge(&blocks[..at - 1]) == Judged::Fits {
        at -= 1;
    }
    let (taken, left) = blocks.split_at(at);
    if left.is_empty() || judge(taken) != Judged::Fits {
        return None;
    }
    let page = |blocks: Vec<Block>| Page { blocks, repeated: Vec::new(), omits: false };
    let whole = page(left.to_vec());
    let rest = introduced(blocks, at, Rest { again: whole.clone(), bare: whole });
    // What the next page would begin with again stands there alone.
    let before = without_end(taken, &rest.again.repeated);
    if let Some(before) = before.filter(|before| judge(before) == Judged::Fits) {
        let at = at.saturating_sub(rest.again.repeated.len());
        let next = page(rest.again.blocks);
        let rest = Rest { again: next.clone(), bare: next };
        return Some(Between { cut: Cut { taken: before, rest }, at, parts: false });
    }
    let parts = at > 0 && introduces(blocks, at - 1);
    Some(Between { cut: Cut { taken: taken.to_vec(), rest }, at, parts })
}

/// Blocks without those at their end, or without the last sentence where that is what they end with.
fn without_end(blocks: &[Block], end: &[Block]) -> Option<Vec<Block>> {
    if end.is_empty() {
        return None;
    }
    if let Some(before) = blocks.strip_suffix(end) {
        return Some(before.to_vec());
    }
    let ([before @ .., last], [Block { kind: BlockKind::Paragraph(sentence), .. }]) = (blocks, end)
    else {
        return None;
    };
    let BlockKind::Paragraph(inlines) = &last.kind else {
        return None;
    };
    let (start, rest) =
        sentences::cut(inlines, *sentences::ends(inlines, Finest::Sentences).last()?);
    let start = Block { kind: BlockKind::Paragraph(start), ..last.clone() };
    (rest == *sentence).then(|| [before, &[start]].concat())
}

/// The last cut between two blocks or inside one.
fn within(blocks: &[Block], finest: Finest, judge: &dyn Fn(&[Block]) -> Judged) -> Option<Cut> {
    let (good, poor) = match between(blocks, judge) {
        Some(between) if between.parts => (None, Some(between.cut)),
        between => (between.map(|between| between.cut), None),
    };
    good.or_else(|| inside(blocks, finest, judge)).or(poor)
}

/// The block at `at` with what it introduces: what should stand on one page.
pub(super) fn next_unit(blocks: &[Block], at: usize) -> Option<&[Block]> {
    let mut end = at;
    while introduces(blocks, end) {
        end += 1;
    }
    blocks.get(at..=end)
}

/// The last cut inside the first block for which there is no room.
pub(super) fn inside(
    blocks: &[Block],
    finest: Finest,
    judge: &dyn Fn(&[Block]) -> Judged,
) -> Option<Cut> {
    let at = most(blocks.len(), &|many| judge(&blocks[..many]));
    let (before, block) = (&blocks[..at], blocks.get(at)?);
    let with = |part: &[Block]| [before, part].concat();
    let cut = inside_block(block, finest, &|part| judge(&with(part)))?;
    Some(among_others(blocks, at, cut))
}

/// A cut inside the block at `at`, with the blocks before and after it.
fn among_others(blocks: &[Block], at: usize, cut: Cut) -> Cut {
    let (before, after) = (&blocks[..at], &blocks[at + 1..]);
    let then = |page: Page| Page { blocks: [&page.blocks, after].concat(), ..page };
    let rest = Rest { again: then(cut.rest.again), bare: then(cut.rest.bare) };
    Cut { taken: [before, &cut.taken].concat(), rest: introduced(blocks, at, rest) }
}

/// The cut directly before what the path of a [`super::places::Piece`] leads to.
pub(super) fn before(blocks: &[Block], path: &[usize]) -> Option<Cut> {
    let (&at, within) = path.split_first()?;
    let block = blocks.get(at)?;
    let Some((&inner, deeper)) = within.split_first() else {
        let (taken, left) = blocks.split_at(at);
        let left = Page::of(left);
        let rest = introduced(blocks, at, Rest { again: left.clone(), bare: left });
        return Some(Cut { taken: taken.to_vec(), rest });
    };
    let of = |kind: BlockKind| Block { lines: block.lines, kind };
    let cut = match &block.kind {
        BlockKind::List { start, items } => {
            let list = |from: usize, items: Vec<Item>| {
                let start = start.map(|start| start.saturating_add(from as u64));
                of(BlockKind::List { start, items })
            };
            let item = items.get(inner)?;
            if deeper.is_empty() {
                between_items(items, inner, &list)
            } else {
                inside_item(items, inner, &list, before(&item.blocks, deeper)?)
            }
        }
        BlockKind::Quote(blocks) => {
            wrapped(before(blocks, within)?, &|blocks| of(BlockKind::Quote(blocks)))
        }
        BlockKind::Table { head, rows } if inner < rows.len() => {
            between_rows(head, rows, inner, &|head, rows| {
                of(BlockKind::Table { head: head.to_vec(), rows: rows.to_vec() })
            })
        }
        _ => return None,
    };
    Some(among_others(blocks, at, cut))
}

/// How many of `all` there is room for.
fn most(all: usize, judge: &dyn Fn(usize) -> Judged) -> usize {
    (1..=all).take_while(|many| judge(*many) != Judged::TooMuch).last().unwrap_or(0)
}

/// Whether a block says only what the next one is.
fn introduces(blocks: &[Block], at: usize) -> bool {
    match (blocks.get(at), blocks.get(at + 1)) {
        (Some(block), Some(next)) => {
            let list = matches!(next.kind, BlockKind::List { .. });
            matches!(block.kind, BlockKind::Heading(_)) || (list && announces(block))
        }
        _ => false,
    }
}

/// What is left of `blocks` from the one at `at`, with what introduces that one where it is a list.
fn introduced(blocks: &[Block], at: usize, rest: Rest) -> Rest {
    let is_list = |block: &Block| matches!(block.kind, BlockKind::List { .. });
    if !blocks.get(at).is_some_and(is_list) {
        return rest;
    }
    let words = |blocks: &[Block]| render(blocks, &Plain).chars().count();
    let mut repeated = lead_in(blocks, at);
    if words(&repeated) > LONGEST_REPEATED {
        repeated = repeated.pop().map(last_sentence).into_iter().collect();
    } else if let Some(above) = heading_above(blocks, at, repeated.len()) {
        repeated.insert(0, above.clone());
    }
    let Page { blocks, repeated: of_list, omits } = rest.again;
    let blocks = [repeated.as_slice(), &blocks].concat();
    let repeated = [repeated, of_list].concat();
    let again = Page { omits: omits && !repeated.is_empty(), blocks, repeated };
    Rest { again, ..rest }
}

/// The heading directly above the list at `at` and the blocks that introduce it.
fn heading_above(blocks: &[Block], at: usize, introduced_by: usize) -> Option<&Block> {
    let above = at.checked_sub(introduced_by + 1).and_then(|above| blocks.get(above));
    above.filter(|block| matches!(block.kind, BlockKind::Heading(_)))
}

fn last_sentence(block: Block) -> Block {
    let BlockKind::Paragraph(inlines) = &block.kind else {
        return block;
    };
    match sentences::ends(inlines, Finest::Sentences).last() {
        Some(end) => {
            let (_, last) = sentences::cut(inlines, *end);
            Block { kind: BlockKind::Paragraph(last), ..block }
        }
        None => block,
    }
}

fn inside_block(block: &Block, finest: Finest, judge: &dyn Fn(&[Block]) -> Judged) -> Option<Cut> {
    let of = |kind: BlockKind| Block { lines: block.lines, kind };
    match &block.kind {
        BlockKind::Paragraph(inlines) => {
            let paragraph = |inlines: Vec<Inline>| of(BlockKind::Paragraph(inlines));
            inside_inlines(inlines, finest, &paragraph, judge)
        }
        BlockKind::Heading(heading) => {
            let with = |text: Vec<Inline>| Heading { text, ..heading.clone() };
            inside_inlines(&heading.text, finest, &|text| of(BlockKind::Heading(with(text))), judge)
        }
        BlockKind::List { start, items } => {
            let list = |from: usize, items: Vec<Item>| {
                let start = start.map(|start| start.saturating_add(from as u64));
                of(BlockKind::List { start, items })
            };
            inside_list(items, finest, &list, judge)
        }
        BlockKind::Quote(blocks) => {
            let quote = |blocks: Vec<Block>| of(BlockKind::Quote(blocks));
            let judge = |part: &[Block]| judge(&[quote(part.to_vec())]);
            Some(wrapped(within(blocks, finest, &judge)?, &quote))
        }
        BlockKind::Code { language, text } => {
            let code = |text: &str| {
                of(BlockKind::Code { language: language.clone(), text: text.to_owned() })
            };
            inside_code(text, finest, &code, judge)
        }
        BlockKind::Table { head, rows } => {
            let table = |head: &[Cell], rows: &[Row]| {
                of(BlockKind::Table { head: head.to_vec(), rows: rows.to_vec() })
            };
            inside_table(head, rows, finest, &table, judge)
        }
        BlockKind::Rule | BlockKind::Footnote { .. } | BlockKind::Generated(_) => None,
    }
}

/// A cut inside what `outer` is made of.
fn wrapped(cut: Cut, outer: &dyn Fn(Vec<Block>) -> Block) -> Cut {
    let page = |page: Page| Page {
        blocks: vec![outer(page.blocks)],
        // Of nothing there is no quotation.
        repeated: Some(page.repeated)
            .filter(|repeated| !repeated.is_empty())
            .map(outer)
            .into_iter()
            .collect(),
        omits: page.omits,
    };
    let rest = Rest { again: page(cut.rest.again), bare: page(cut.rest.bare) };
    Cut { taken: vec![outer(cut.taken)], rest }
}

/// One block in two, with nothing repeated.
fn halves(taken: Block, left: Block) -> Cut {
    let page = Page { blocks: vec![left], repeated: Vec::new(), omits: false };
    Cut { taken: vec![taken], rest: Rest { again: page.clone(), bare: page } }
}

fn inside_inlines(
    inlines: &[Inline],
    finest: Finest,
    block: &dyn Fn(Vec<Inline>) -> Block,
    judge: &dyn Fn(&[Block]) -> Judged,
) -> Option<Cut> {
    let ends = sentences::ends(inlines, finest);
    let judged = |end: &usize| judge(&[block(sentences::cut(inlines, *end).0)]);
    let fitting = ends.partition_point(|end| judged(end) != Judged::TooMuch);
    let end = ends[..fitting].iter().rfind(|end| judged(end) == Judged::Fits)?;
    let (taken, left) = sentences::cut(inlines, *end);
    Some(halves(block(taken), block(left)))
}

fn inside_list(
    items: &[Item],
    finest: Finest,
    list: &dyn Fn(usize, Vec<Item>) -> Block,
    judge: &dyn Fn(&[Block]) -> Judged,
) -> Option<Cut> {
    let first = |many: usize| list(0, items[..many].to_vec());
    let at = most(items.len(), &|many| judge(&[first(many)]));
    if at < items.len() && at > 0 && judge(&[first(at)]) == Judged::Fits {
        return Some(between_items(items, at, list));
    }
    let (before, item) = (&items[..at], items.get(at)?);
    let part = |blocks: Vec<Block>| Item { lines: item.lines, blocks };
    let judge =
        |blocks: &[Block]| match judge(&[list(0, [before, &[part(blocks.to_vec())]].concat())]) {
            // The sign of an item alone is nothing.
            Judged::Fits if render(blocks, &Plain).trim().is_empty() => Judged::Nothing,
            judged => judged,
        };
    Some(inside_item(items, at, list, within(&item.blocks, finest, &judge)?))
}

/// Makes a list of items, of which the first is the one at this place.
type List<'a> = dyn Fn(usize, Vec<Item>) -> Block + 'a;

/// A cut before the item at `at`.
fn between_items(items: &[Item], at: usize, list: &List<'_>) -> Cut {
    let (taken, left) = items.split_at(at);
    let mut cut = halves(list(0, taken.to_vec()), list(at, left.to_vec()));
    cut.rest.again.omits = true;
    cut
}

/// A cut inside the item at `at`, with the items before and after it.
fn inside_item(items: &[Item], at: usize, list: &List<'_>, cut: Cut) -> Cut {
    let (before, after) = (&items[..at], &items[at + 1..]);
    let lines = items[at].lines;
    let part = |blocks: Vec<Block>| Item { lines, blocks };
    // The sign of the item is repeated with it, or what follows would seem to stand in another.
    let page = |page: Page| Page {
        blocks: vec![list(at, [&[part(page.blocks)], after].concat())],
        repeated: vec![list(at, vec![part(page.repeated)])],
        omits: true,
    };
    let rest = Rest { again: page(cut.rest.again), bare: page(cut.rest.bare) };
    Cut { taken: vec![list(0, [before, &[part(cut.taken)]].concat())], rest }
}

fn inside_code(
    text: &str,
    finest: Finest,
    code: &dyn Fn(&str) -> Block,
    judge: &dyn Fn(&[Block]) -> Judged,
) -> Option<Cut> {
    // Each cut by the byte at which the first half ends and the one at which the second begins.
    let cuts: Vec<(usize, usize)> = match finest {
        Finest::Letters => text.char_indices().skip(1).map(|(at, _)| (at, at)).collect(),
        _ => text.match_indices('\n').map(|(at, _)| (at, at + 1)).collect(),
    };
    let judged = |cut: &(usize, usize)| judge(&[code(&text[..cut.0])]);
    let fitting = cuts.partition_point(|cut| judged(cut) != Judged::TooMuch);
    let (end, start) = cuts[..fitting].iter().rfind(|cut| judged(cut) == Judged::Fits)?;
    Some(halves(code(&text[..*end]), code(&text[*start..])))
}

type Cell = Vec<Inline>;
type Row = Vec<Cell>;
/// Makes a table of a head and rows.
type Table<'a> = dyn Fn(&[Cell], &[Row]) -> Block + 'a;

fn inside_table(
    head: &[Cell],
    rows: &[Row],
    finest: Finest,
    table: &Table<'_>,
    judge: &dyn Fn(&[Block]) -> Judged,
) -> Option<Cut> {
    let at = most(rows.len(), &|many| judge(&[table(head, &rows[..many])]));
    if at > 0 && at < rows.len() && judge(&[table(head, &rows[..at])]) == Judged::Fits {
        return Some(between_rows(head, rows, at, table));
    }
    if finest == Finest::Items {
        return None;
    }
    if let Some(row) = rows.get(at)
        && let Some((taken, left)) = inside_row(row, finest, &|cells| {
            judge(&[table(head, &[&rows[..at], &[cells.to_vec()]].concat())])
        })
    {
        let left = [&[left], &rows[at + 1..]].concat();
        let rest = rest_of_table(head, &left, table);
        let taken = table(head, &[&rows[..at], &[taken]].concat());
        return Some(Cut { taken: vec![taken], rest });
    }
    let (taken, left) = inside_row(head, finest, &|cells| judge(&[table(cells, &[])]))?;
    Some(halves(table(&taken, &[]), table(&left, rows)))
}

/// A cut before the row at `at`.
fn between_rows(head: &[Cell], rows: &[Row], at: usize, table: &Table<'_>) -> Cut {
    let (taken, left) = rows.split_at(at);
    Cut { taken: vec![table(head, taken)], rest: rest_of_table(head, left, table) }
}

fn rest_of_table(head: &[Cell], left: &[Row], table: &Table<'_>) -> Rest {
    let empty = vec![Cell::new(); head.len()];
    let page = |head: &[Cell], repeated: Vec<Block>| Page {
        blocks: vec![table(head, left)],
        repeated,
        // A head stands over all rows alike.
        omits: false,
    };
    Rest { again: page(head, vec![table(head, &[])]), bare: page(&empty, Vec::new()) }
}

/// A row in two, each as wide as it was.
fn inside_row(
    row: &[Cell],
    finest: Finest,
    judge: &dyn Fn(&[Cell]) -> Judged,
) -> Option<(Vec<Cell>, Vec<Cell>)> {
    let halves = |cell: usize, end: usize| {
        let (mut taken, mut left) = (row.to_vec(), row.to_vec());
        taken[cell + 1..].iter_mut().for_each(Vec::clear);
        left[..cell].iter_mut().for_each(Vec::clear);
        (taken[cell], left[cell]) = sentences::cut(&row[cell], end);
        (taken, left)
    };
    let cuts: Vec<(usize, usize)> = (0..row.len())
        .flat_map(|cell| {
            let within = sentences::ends(&row[cell], finest);
            let whole = (cell + 1 < row.len()).then(|| sentences::length(&row[cell]));
            within.into_iter().chain(whole).map(move |end| (cell, end))
        })
        .collect();
    let judged = |cut: &(usize, usize)| judge(&halves(cut.0, cut.1).0);
    let fitting = cuts.partition_point(|cut| judged(cut) != Judged::TooMuch);
    let (cell, end) = cuts[..fitting].iter().rfind(|cut| judged(cut) == Judged::Fits)?;
    Some(halves(*cell, *end))
}
