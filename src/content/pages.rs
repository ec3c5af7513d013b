//! Cuts the words of a passage into pages that a message holds.
//!
//! A page is blocks again, so that only the walk in [`super::block`] makes text of it. A cut falls
//! between blocks, else between the items of a list, the rows of a table or the lines of code, else
//! between sentences; inside a sentence only where no page holds it. A list that goes on brings the
//! words that introduce it again, since without them an item may mean the opposite. No platform is
//! known here: who asks says how much room a page has, and how much a page takes.

mod cuts;
mod places;
mod sentences;

pub use places::{Piece, Place, pieces};

use super::block::{Block, Dialect, render};
use super::dialect::Plain;
use super::document::Kind;
use super::passage::Passage;
use cuts::{Finest, Judged, Rest};

/// Where many people read along, longer words are shortened, in characters.
pub const LONGEST_IN_A_CHANNEL: usize = 1_200;
/// How much of a passage is shown at once where several are, so that who looks for another sees that it is
/// there.
const BESIDE_OTHERS: usize = 600;

/// A page: some of a passage's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// What of its blocks stands on a page before: always their beginning, and often nothing.
    pub repeated: Vec<Block>,
    /// Whether words of the passage stand between what is repeated and what follows it here.
    pub omits: bool,
}

impl Page {
    /// All of `blocks` on one page.
    pub fn of(blocks: &[Block]) -> Page {
        Page { blocks: blocks.to_vec(), repeated: Vec::new(), omits: false }
    }

    /// Its text in `dialect`, where `omission` stands for words that a page before has.
    pub fn render(&self, dialect: &dyn Dialect, omission: &str) -> String {
        let text = render(&self.blocks, dialect);
        if !self.omits {
            return text;
        }
        let repeated = render(&self.repeated, dialect);
        match text.strip_prefix(&repeated) {
            // The sign of an item ends in a space; words do not.
            Some(rest) if repeated.is_empty() || repeated.ends_with(' ') => {
                format!("{repeated}{omission} {rest}")
            }
            Some(rest) => format!("{repeated} {omission}{rest}"),
            None => format!("{omission}\n{text}"),
        }
    }

    /// The characters of its words that no page before has.
    fn own(&self) -> usize {
        letters(&self.blocks).saturating_sub(letters(&self.repeated))
    }
}

/// How much of `room`, in characters, a page of a passage has where many people read along. Principles,
/// values and codes of conduct are shown whole as far as a message holds them; of all else no more than
/// [`LONGEST_IN_A_CHANNEL`] at once.
pub fn room_in_a_channel(passage: &Passage, room: usize) -> usize {
    if is_shown_whole(passage) || passage.text.chars().count() <= LONGEST_IN_A_CHANNEL {
        room
    } else {
        room.min(LONGEST_IN_A_CHANNEL)
    }
}

/// As [`room_in_a_channel`], of a passage beside others: one that is not much longer than
/// some 600 characters is shown whole.
pub fn room_beside_others(passage: &Passage, room: usize) -> usize {
    if is_shown_whole(passage) || passage.text.chars().count() <= BESIDE_OTHERS * 3 / 2 {
        room
    } else {
        room.min(BESIDE_OTHERS)
    }
}

/// Whether no page holds all of a passage where many people read along, however much room it has.
pub fn is_shortened_in_a_channel(passage: &Passage) -> bool {
    room_in_a_channel(passage, usize::MAX) < usize::MAX
}

fn is_shown_whole(passage: &Passage) -> bool {
    matches!(passage.kind, Kind::Principles | Kind::Values | Kind::Conduct)
}

/// The pages of `blocks`, at least one. `measure` says how much of `room` a page takes; no page takes
/// more, as far as one letter fits.
pub fn pages(blocks: &[Block], room: usize, measure: &dyn Fn(&Page) -> usize) -> Vec<Page> {
    divided(Page::of(blocks), room, measure)
}

/// The pages of what stands on one, as [`pages`] of blocks.
pub fn divided(mut left: Page, room: usize, measure: &dyn Fn(&Page) -> usize) -> Vec<Page> {
    let mut pages = Vec::new();
    while let Some((page, rest)) = begun(&left, room, measure) {
        pages.push(page);
        left = rest;
    }
    pages.push(left);
    pages
}

/// What stands before a place of `blocks`, and all else with what introduces it, each on one page however
/// long; nothing where the first of the [`pages`] has that place, or what introduces it leaves no room for
/// it.
pub fn opened(
    blocks: &[Block],
    place: Place,
    room: usize,
    measure: &dyn Fn(&Page) -> usize,
) -> Option<(Page, Page)> {
    let (first, _) = begun(&Page::of(blocks), room, measure)?;
    let pieces = pieces(blocks);
    let until =
        |Place(at): Place| pieces.get(at).and_then(|piece| cuts::before(blocks, &piece.path));
    let ends_after =
        until(Place(place.0 + 1)).map_or_else(|| letters(blocks), |cut| letters(&cut.taken));
    if ends_after <= letters(&first.blocks) {
        return None;
    }
    let cut = until(pieces.get(place.0)?.begins_at)?;
    let (earlier, later) = (Page::of(&cut.taken), cut.rest.again);
    let introduced = Page { blocks: later.repeated.clone(), ..later.clone() };
    (letters(&earlier.blocks) > 0 && measure(&introduced) * 2 <= room).then_some((earlier, later))
}

/// How many characters of the words alone stand before a place of `blocks`.
pub fn characters_before(blocks: &[Block], Place(at): Place) -> Option<usize> {
    let earlier = letters(&cuts::before(blocks, &pieces(blocks).get(at)?.path)?.taken);
    // White space may be other where words end.
    let text = render(blocks, &Plain);
    let mut signs = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace());
    signs.nth(earlier).map(|(at, _)| at)
}

/// What of a page has room, and what is left then, on one page however long; nothing where all of it
/// has, or nothing can be cut off.
pub fn begun(left: &Page, room: usize, measure: &dyn Fn(&Page) -> usize) -> Option<(Page, Page)> {
    if measure(left) <= room {
        return None;
    }
    let (page, rest) = first_page(left, room, measure)?;
    let [again, bare] = [rest.again, rest.bare];
    let introduced = Page { blocks: again.repeated.clone(), ..again.clone() };
    let rest = if measure(&introduced) * 2 <= room { again } else { bare };
    // What is left is less each time, or there would be no end.
    (rest.own() < left.own()).then_some((page, rest))
}

fn first_page(left: &Page, room: usize, measure: &dyn Fn(&Page) -> usize) -> Option<(Page, Rest)> {
    let repeated = letters(&left.repeated);
    let page = |blocks: &[Block]| Page { blocks: blocks.to_vec(), ..left.clone() };
    let judge = |blocks: &[Block]| {
        if measure(&page(blocks)) > room {
            Judged::TooMuch
        } else if letters(blocks) <= repeated {
            Judged::Nothing
        } else {
            Judged::Fits
        }
    };
    let alone = |blocks: &[Block]| measure(&Page::of(blocks)) <= room;
    let full = |blocks: &[Block]| measure(&page(blocks)) * 2 >= room;
    let between = cuts::between(&left.blocks, &judge);
    let good = between.as_ref().filter(|between| {
        let next_alone = || cuts::next_unit(&left.blocks, between.at).is_some_and(alone);
        !between.parts && (full(&between.cut.taken) || next_alone())
    });
    let inside = |finest| cuts::inside(&left.blocks, finest, &judge);
    let cut = match good {
        Some(between) => Some(between.cut.clone()),
        None => inside(Finest::Items)
            .or_else(|| inside(Finest::Sentences))
            .or_else(|| between.map(|between| between.cut))
            .or_else(|| inside(Finest::Words))
            .or_else(|| inside(Finest::Letters)),
    }?;
    Some((page(&cut.taken), cut.rest))
}

/// How many letters the words of blocks have, white space left out.
fn letters(blocks: &[Block]) -> usize {
    render(blocks, &Plain).chars().filter(|c| !c.is_whitespace()).count()
}
