//! What can be pressed below an answer.
//!
//! Pure: rows of buttons and lists, within Discord's limits
//! (<https://discord.com/developers/docs/components/reference>). What is pressed is done in `pressing`.

use super::again::Seen;
use super::sheets::MOST_AT_ONCE;
use super::state::State;
use crate::answer::{Answer, Outcome, Quoted};
use crate::index::Choice;
use crate::wording::pressing as said;
use serenity::builder::{
    CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::ButtonStyle;

/// The most characters on a button.
const LONGEST_LABEL: usize = 80;
/// The most characters of a choice in a list.
const LONGEST_CHOICE: usize = 100;
/// The most buttons in a row.
const MOST_IN_A_ROW: usize = 5;

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SeenBy {
    /// Everybody in a place where several read along.
    Everybody,
    /// The asker alone, in such a place.
    AskerAmongOthers,
    /// The asker, in a conversation with the bot.
    Asker,
}

/// An answer on one of its pages, as far as it matters what can be done with it.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    pub(super) answer: &'a Answer,
    /// Who asked.
    pub(super) asker: u64,
    pub(super) seen_by: SeenBy,
    /// How to ask for it again, if that can be done.
    pub(super) seen: Option<Seen>,
    /// The page, counted from nought.
    pub(super) page: usize,
    pub(super) pages: usize,
    /// Whether it may be put up for everybody.
    pub(super) may_be_posted: bool,
    /// Whether words can be passed on to the maintainers.
    pub(super) can_tell: bool,
}

impl Standing<'_> {
    /// The rows below it, at most five.
    pub(super) fn rows(&self) -> Vec<CreateActionRow> {
        let buttons = [self.candidates(), self.turning(), self.doing()];
        let [candidates, turning, doing] = buttons
            .map(|buttons| (!buttons.is_empty()).then_some(CreateActionRow::Buttons(buttons)));
        [candidates, self.others(), turning, doing].into_iter().flatten().collect()
    }

    /// The rows below a page after which another is sent at once.
    pub(super) fn rows_between(&self) -> Vec<CreateActionRow> {
        self.delete().map(|delete| CreateActionRow::Buttons(vec![delete])).into_iter().collect()
    }

    fn candidates(&self) -> Vec<CreateButton> {
        if self.answer.outcome != Outcome::Candidates {
            return Vec::new();
        }
        let button = |quoted: &Quoted| {
            let passage = quoted.passage.id.clone();
            let label = named(quoted, LONGEST_LABEL);
            button(&State::Open { asker: self.asker, passage }, label, ButtonStyle::Primary)
        };
        self.answer.passages.iter().take(MOST_IN_A_ROW).filter_map(button).collect()
    }

    /// What stands behind the passages that are told.
    fn others(&self) -> Option<CreateActionRow> {
        let option = |quoted: &Quoted| {
            let label = named(quoted, LONGEST_CHOICE);
            CreateSelectMenuOption::new(label, quoted.passage.id.clone())
        };
        let options: Vec<_> = self.answer.behind().map(option).collect();
        if options.is_empty() {
            return None;
        }
        let kind = CreateSelectMenuKind::String { options };
        let menu = CreateSelectMenu::new(State::Others.id()?, kind).placeholder(said::OTHERS);
        Some(CreateActionRow::SelectMenu(menu))
    }

    fn turning(&self) -> Vec<CreateButton> {
        let Some(seen) = self.seen.as_ref().filter(|_| self.pages > 1) else { return Vec::new() };
        let turn = |page: usize, label: String| {
            let state = State::Turn { asker: self.asker, page, seen: seen.clone() };
            button(&state, label, ButtonStyle::Secondary)
        };
        let before = self.page.checked_sub(1);
        let after = Some(self.page + 1).filter(|page| *page < self.pages);
        let previous = before.and_then(|page| turn(page, said::PREVIOUS.to_owned()));
        let next = after.and_then(|page| turn(page, said::next(page + 1, self.pages)));
        [previous, next, self.several(seen)].into_iter().flatten().collect()
    }

    /// Opens all pages, or as many of those that follow as are opened at once.
    fn several(&self, seen: &Seen) -> Option<CreateButton> {
        let (from, label) = if self.pages <= MOST_AT_ONCE {
            (0, said::WHOLE.to_owned())
        } else {
            let from = self.page + 1;
            let many = self.pages.saturating_sub(from).min(MOST_AT_ONCE);
            // One alone is turned to.
            (from, Some(many).filter(|many| *many > 1).map(said::next_pages)?)
        };
        let state = State::Whole { from, seen: seen.clone() };
        button(&state, label, ButtonStyle::Secondary)
    }

    fn doing(&self) -> Vec<CreateButton> {
        let seen = self.seen.as_ref().filter(|_| self.may_be_posted);
        let post = seen.and_then(|seen| {
            let seen = Seen { posted: true, ..seen.clone() };
            let state = State::Post { page: self.page, seen };
            button(&state, said::POST.to_owned(), ButtonStyle::Primary)
        });
        let tell = self.missed().and_then(|words| {
            button(&State::Tell { words }, said::TELL.to_owned(), ButtonStyle::Secondary)
        });
        [post, tell, self.delete()].into_iter().flatten().collect()
    }

    fn delete(&self) -> Option<CreateButton> {
        // What only its asker sees, Discord itself lets them put away.
        if self.seen_by == SeenBy::AskerAmongOthers {
            return None;
        }
        let state = State::Delete { asker: self.asker };
        button(&state, said::DELETE.to_owned(), ButtonStyle::Danger)
    }

    /// The words to pass on to the maintainers, as far as they are known: those of a question to which
    /// their documents have no answer, and which is nobody's own affair.
    fn missed(&self) -> Option<String> {
        let nothing = self.answer.nothing.as_ref().filter(|_| self.can_tell)?;
        let looked = !nothing.searched.is_empty();
        let understood = !nothing.foreign && nothing.out_of_range.is_none();
        let somebodys_own = self.answer.sensitive || self.answer.asker_tells;
        let may = looked && understood && !somebodys_own;
        may.then(|| words_that_fit(&crate::unanswered::words_of(&self.answer.question).said))
    }
}

/// What a match is called, in at most so many characters.
fn named(quoted: &Quoted, most: usize) -> String {
    let (value, label) = (quoted.passage.id.clone(), said::offered(quoted));
    Choice { value, label }.label_within(most)
}

/// The beginning of some words, as far as a button can know them.
fn words_that_fit(words: &str) -> String {
    let fits = |words: &str| State::Tell { words: words.to_owned() }.id().is_some();
    let mut words = words;
    while !fits(words) {
        words = words.rsplit_once(' ').map_or("", |(before, _)| before);
    }
    words.to_owned()
}

fn button(state: &State, label: String, style: ButtonStyle) -> Option<CreateButton> {
    Some(CreateButton::new(state.id()?).label(label).style(style))
}

/// Whether all candidates of an answer stand on buttons with all of their names.
pub(super) fn names_all_candidates(answer: &Answer) -> bool {
    answer.passages.len() <= MOST_IN_A_ROW
        && answer
            .passages
            .iter()
            .all(|quoted| said::offered(quoted).chars().count() <= LONGEST_LABEL)
}
