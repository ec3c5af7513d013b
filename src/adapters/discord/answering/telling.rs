//! Words that somebody passes on to those who keep the documents.
//!
//! They see the words before they are passed on, and change them as they like. No name goes with them.

use super::{Answered, Scene};
use crate::adapters::discord::incoming::Form;
use crate::adapters::discord::state::State;
use crate::unanswered::{LONGEST, Withheld, withheld};
use crate::wording::pressing as said;
use serenity::builder::{CreateActionRow, CreateInputText, CreateInteractionResponse, CreateModal};
use serenity::model::application::InputTextStyle;

/// The field of the form.
const WORDS: &str = "words";

impl Scene<'_> {
    /// Shows the words before they are passed on.
    pub(super) fn ask_for_words(&self, words: &str) -> Answered {
        let Some(id) = State::Told.id().filter(|_| self.bot.desk.can_tell()) else {
            return self.say(said::CANNOT_TELL);
        };
        let longest = u16::try_from(LONGEST).unwrap_or(u16::MAX);
        let mut input = CreateInputText::new(InputTextStyle::Short, said::TELL_WORDS, WORDS)
            .max_length(longest)
            .min_length(1);
        if !words.is_empty() {
            input = input.value(words);
        }
        let rows = vec![CreateActionRow::InputText(input)];
        let modal = CreateModal::new(id, said::TELL).components(rows);
        Answered::of(CreateInteractionResponse::Modal(modal))
    }

    /// Takes what was written into a form.
    pub(super) fn submit(&self, form: &Form) -> Answered {
        if State::read(&form.custom_id) != Some(State::Told) {
            return self.older();
        }
        let field = form.fields.iter().find(|(name, _)| name == WORDS);
        let words: Vec<&str> = field.map_or("", |(_, words)| words).split_whitespace().collect();
        let words: String = words.join(" ").chars().take(LONGEST).collect();
        if words.is_empty() {
            return self.say(said::NOTHING_TO_TELL);
        }
        match withheld(&self.bot.desk.library().edition, &words) {
            Some(Withheld::Delicate) => return self.say(said::NO_AFFAIRS_TO_TELL),
            Some(Withheld::PointAtSomebody) => return self.say(said::NO_NAMES_TO_TELL),
            None => {}
        }
        let is_taken = self.bot.desk.tell_maintainers(&words, self.at);
        self.say(if is_taken { said::TOLD } else { said::CANNOT_TELL })
    }
}
