//! The links in words, to be read or changed.
//!
//! Walks blocks and nothing else: what a link means is [`super::link`]'s to say.

use super::block::{Block, BlockKind, Inline, render_inlines};
use super::dialect::Plain;

/// Calls `change` for the address of each link in `blocks`.
pub fn for_each_link(blocks: &mut [Block], change: &mut dyn FnMut(&mut String)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading(heading) => links_of_inlines(&mut heading.text, change),
            BlockKind::Paragraph(inlines) => links_of_inlines(inlines, change),
            BlockKind::List { items, .. } => {
                items.iter_mut().for_each(|item| for_each_link(&mut item.blocks, change));
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                for_each_link(blocks, change)
            }
            BlockKind::Table { head, rows } => head
                .iter_mut()
                .chain(rows.iter_mut().flatten())
                .for_each(|cell| links_of_inlines(cell, change)),
            BlockKind::Code { .. } | BlockKind::Rule | BlockKind::Generated(_) => {}
        }
    }
}

fn links_of_inlines(inlines: &mut [Inline], change: &mut dyn FnMut(&mut String)) {
    for inline in inlines {
        match inline {
            Inline::Link { url, text } => {
                change(url);
                links_of_inlines(text, change);
            }
            Inline::Styled(_, inner) => links_of_inlines(inner, change),
            _ => {}
        }
    }
}

/// The links in `blocks`, in their order: the address of each, and its words.
pub fn links(blocks: &[Block]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => collect(&heading.text, &mut found),
            BlockKind::Paragraph(inlines) => collect(inlines, &mut found),
            BlockKind::List { items, .. } => {
                found.extend(items.iter().flat_map(|item| links(&item.blocks)));
            }
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                found.extend(links(blocks));
            }
            BlockKind::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| collect(cell, &mut found))
            }
            BlockKind::Code { .. } | BlockKind::Rule | BlockKind::Generated(_) => {}
        }
    }
    found
}

fn collect(inlines: &[Inline], found: &mut Vec<(String, String)>) {
    for inline in inlines {
        match inline {
            Inline::Link { url, text } => found.push((url.clone(), render_inlines(text, &Plain))),
            Inline::Styled(_, inner) => collect(inner, found),
            _ => {}
        }
    }
}
