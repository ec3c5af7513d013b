//! What is said of a passage beside its words: its standing, its name, where else it stands.

use super::Medium;
use crate::content::block::{Block, BlockKind, render};
use crate::content::dialect::Plain;
use crate::content::document::{Kind, Standing};
use crate::content::passage::{Part, Passage};
use crate::content::words::count;

/// How many words of an item are named where the item is offered.
const NAMED_WORDS: usize = 9;
/// How many words of the sentence that introduces its list.
const NAMED_LEAD_IN: usize = 24;
/// How many of the places are named at which the same words stand.
const NAMED_COPIES: usize = 2;
/// How many of them in a chat, where their addresses would take the room of the words.
const NAMED_COPIES_IN_CHAT: usize = 1;

/// What a reader must know of a passage's standing before its words.
pub(super) fn standing_notice(passage: &Passage) -> Option<String> {
    let proposed = passage.kind == Kind::Proposal;
    let notice = match passage.citation.standing {
        Standing::InForce => return None,
        // Under "Recommendations" nothing is required, whatever the document is called.
        Standing::Requirement => {
            return Some(match passage.path.as_slice() {
                [title, .., above] => format!("This stands under “{above}” in “{title}”."),
                _ => "This is what is asked of those who propose.".to_owned(),
            });
        }
        Standing::Proposal if passage.answers.is_some() => {
            "This is a project's own answer in its proposal, not a rule."
        }
        Standing::Proposal => "This is a proposal, not a rule.",
        Standing::Archived if proposed => "This proposal was put away and no longer holds.",
        Standing::Archived => "This was put away and no longer holds.",
        Standing::Former => "This is a former edition and no longer holds.",
        Standing::Unknown => "Nobody has said whether this document is in force.",
    };
    Some(notice.to_owned())
}

/// What a passage is called: its heading, with the number that the document gives it.
pub fn title(passage: &Passage) -> String {
    match (passage.number, passage.part) {
        (Some(number), Part::Section) => format!("{number}. {}", passage.heading),
        (_, Part::Item) => passage.place.clone(),
        _ => passage.heading.clone(),
    }
}

/// What a passage is called, after the heading above it: under "Non-Responsibilities" a heading
/// names what somebody does not do.
pub(super) fn full_title(passage: &Passage) -> String {
    match heading_above(passage) {
        Some(above) if *above != passage.heading => format!("{above} › {}", title(passage)),
        _ => title(passage),
    }
}

/// The heading above a passage, unless that is the document's title, or the passage is known by a
/// number.
pub(super) fn heading_above(passage: &Passage) -> Option<&String> {
    let above = passage.path.get(1..).and_then(<[String]>::last);
    above.filter(|_| passage.number.is_none() || passage.part == Part::TitledItem)
}

/// Where else the same words stand; of many places some are named and the others counted.
pub(super) fn same_words_at(places: &[String], medium: Medium) -> Option<String> {
    if places.is_empty() {
        return None;
    }
    let most = match medium {
        Medium::Terminal => NAMED_COPIES,
        Medium::Chat => NAMED_COPIES_IN_CHAT,
    };
    let (named, others) = places.split_at(places.len().min(most));
    let named = named.join(" ");
    Some(match others.len() {
        0 => format!("The same words: {named}"),
        more => format!(
            "The same words: {named} and in {}.",
            count(more, "other place", "other places")
        ),
    })
}

/// The beginning of an item's words, after the sentence that introduces its list. Where that is too
/// long to be shown, so are the words: without it they may seem to say the opposite.
pub(super) fn start_of_item(passage: &Passage) -> Option<String> {
    let is_list = |block: &Block| matches!(block.kind, BlockKind::List { .. });
    let list = passage.blocks.iter().position(is_list)?;
    let (lead_in, item) = (&passage.blocks[..list], &passage.blocks[list..=list]);
    let lead_in = render(lead_in, &Plain);
    if lead_in.split_whitespace().count() > NAMED_LEAD_IN {
        return None;
    }
    let item = render(item, &Plain);
    let words: Vec<&str> = item.trim_start_matches("- ").split_whitespace().collect();
    let more = if words.len() > NAMED_WORDS { " …" } else { "" };
    let start = words.iter().take(NAMED_WORDS).copied().collect::<Vec<_>>().join(" ");
    let between = if lead_in.is_empty() { "" } else { " … " };
    let lead_in = lead_in.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("“{lead_in}{between}{start}{more}”"))
}
