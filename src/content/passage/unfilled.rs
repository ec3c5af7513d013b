//! The places of a template that nobody has filled in: lines that say `TODO`.
//!
//! They are nobody's words on anything, so they are neither quoted nor searched. Each is left out
//! where it stands and announced.

use crate::content::block::{Block, BlockKind, Inline, Item, Style};

/// The word that marks such a place.
const MARK: &str = "TODO";
/// How one that was left out is announced.
const ANNOUNCED: &str = "an unfilled place of the template";
/// Stands for a line's end that a reader takes for a space.
const WRAPPED: char = '\u{b}';
/// A label before the mark (`Repository URL: TODO`) has at most so many words.
const LONGEST_LABEL: usize = 8;

/// `blocks` without the paragraphs and list items that wait to be filled in. In a `draft`, a template
/// or what was made of one, the mark may stand anywhere in them; elsewhere only at the front, since
/// other documents may speak of it.
pub(super) fn without_unfilled(blocks: Vec<Block>, draft: bool) -> Vec<Block> {
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        let lines = block.lines;
        let left_out = Block { lines, kind: BlockKind::Generated(ANNOUNCED.to_owned()) };
        match block.kind {
            BlockKind::Paragraph(inlines) if is_unfilled(&inlines, draft) => kept.push(left_out),
            BlockKind::Quote(inner) => {
                kept.push(Block { lines, kind: BlockKind::Quote(without_unfilled(inner, draft)) });
            }
            BlockKind::List { start, items } => list(start, items, draft, &mut kept),
            BlockKind::Table { head, mut rows } => {
                let filled =
                    |row: &Vec<Vec<Inline>>| !row.iter().any(|cell| is_unfilled(cell, draft));
                let all = rows.len();
                rows.retain(filled);
                let some_left_out = rows.len() < all;
                kept.push(Block { lines, kind: BlockKind::Table { head, rows } });
                kept.extend(some_left_out.then_some(left_out));
            }
            kind => kept.push(Block { lines, kind }),
        }
    }
    kept
}

/// A list is parted where an item is left out, so that the others keep their numbers.
fn list(start: Option<u64>, items: Vec<Item>, draft: bool, kept: &mut Vec<Block>) {
    let mut stretch: Vec<Item> = Vec::new();
    let mut number = start;
    let flush = |stretch: &mut Vec<Item>, number: &mut Option<u64>, kept: &mut Vec<Block>| {
        let items = std::mem::take(stretch);
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return;
        };
        let lines = first.lines.to(last.lines);
        let length = items.len() as u64;
        kept.push(Block { lines, kind: BlockKind::List { start: *number, items } });
        *number = number.map(|number| number.saturating_add(length));
    };
    for item in items {
        let opens_with = item.blocks.first().map(|block| &block.kind);
        if matches!(opens_with, Some(BlockKind::Paragraph(words)) if is_unfilled(words, draft)) {
            flush(&mut stretch, &mut number, kept);
            number = number.map(|number| number.saturating_add(1));
            let kind = BlockKind::Generated(ANNOUNCED.to_owned());
            kept.push(Block { lines: item.lines, kind });
            continue;
        }
        stretch.push(Item { blocks: without_unfilled(item.blocks, draft), ..item });
    }
    flush(&mut stretch, &mut number, kept);
}

/// Whether a paragraph waits to be filled in.
fn is_unfilled(inlines: &[Inline], draft: bool) -> bool {
    let mut words = String::new();
    own_words(inlines, &mut words);
    // A sentence may go on with the word on its next line; with a colon it is the mark.
    let wrapped = format!("{WRAPPED}{MARK}:");
    words.contains(&wrapped)
        || words.split('\n').any(|line| {
            let after_label = line.split_once(':').map(|(label, rest)| (label, rest.trim_start()));
            let labelled = after_label.is_some_and(|(label, rest)| {
                label.split_whitespace().count() <= LONGEST_LABEL && begins_with_mark(rest)
            });
            let within = |line: &str| line.split(|c: char| !c.is_alphanumeric()).any(|w| w == MARK);
            begins_with_mark(line.trim_start()) || labelled || (draft && within(line))
        })
}

fn begins_with_mark(line: &str) -> bool {
    line.strip_prefix(MARK).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// The words of a paragraph, a line for each line that the page insists on. Code names the mark and
/// does not set it.
fn own_words(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) => out.push_str(words),
            Inline::Code(_) => out.push('`'),
            Inline::Styled(Style::Strikethrough, _) => {}
            Inline::Styled(_, inner) | Inline::Link { text: inner, .. } => own_words(inner, out),
            Inline::Break => out.push('\n'),
            Inline::SoftBreak => out.push(WRAPPED),
            Inline::Image { .. } | Inline::FootnoteMark(_) | Inline::Generated(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::anchor::{AnchorRule, HeadingOrigin};
    use crate::content::block::{left_out, render};
    use crate::content::dialect::Plain;
    use crate::content::markdown;

    fn read(text: &str, draft: bool) -> (String, usize) {
        let blocks = markdown::blocks(text, 1, AnchorRule::Github, HeadingOrigin::Top);
        let blocks = without_unfilled(blocks, draft);
        (render(&blocks, &Plain), left_out(&blocks).len())
    }

    #[test]
    fn what_waits_to_be_filled_in_is_left_out_and_announced() {
        for (text, kept) in [
            ("Kept.\n\nTODO: argue", "Kept."),
            ("TODO", ""),
            ("**TODO** argue\n\nKept.", "Kept."),
            ("Repository URL: TODO (where it is)\n\nKept.", "Kept."),
            ("> Kept.\n>\n> TODO: argue", "Kept."),
            ("- kept\n- TODO\n- too", "- kept\n\n- too"),
            ("3. kept\n4. TODO: x\n5. too", "3. kept\n\n5. too"),
            ("- kept\n  - TODO: x", "- kept"),
            ("Name: a<br>URL: TODO\n\nKept.", "Kept."),
            ("Name: a\nTODO: more\n\nKept.", "Kept."),
        ] {
            assert_eq!(read(text, false), (kept.to_owned(), 1), "{text}");
        }
    }

    #[test]
    fn a_document_may_speak_of_the_mark() {
        for text in [
            "All `TODO`s are filled in.",
            "TODOs are open work.",
            "Write TODO where work is open.",
            "`TODO` begins such a line.",
            "A list of open work is a TODO list.",
            "Open work is marked in many ways, of which the most common is this: TODO.",
        ] {
            assert_eq!(read(text, false), (text.replace('`', ""), 0), "{text}");
        }
        assert_eq!(read("Proposing TODO as a project.", true), (String::new(), 1));
        assert_eq!(read("All `TODO`s are filled in.", true).1, 0);
    }
}
