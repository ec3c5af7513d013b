//! What is offered to somebody who is typing.
//!
//! Only who types sees it, so it is the same whoever that is. Nothing of it is counted.

use super::Answered;
use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::commands;
use crate::adapters::discord::incoming::Typing;
use crate::answer::Audience;
use crate::index::Choice;
use crate::offers::{MOST_CHOICES, Offers, offers};
use serenity::builder::{CreateAutocompleteResponse, CreateInteractionResponse};

pub(super) fn offer(bot: &Bot, typing: &Typing) -> Answered {
    let mut response = CreateAutocompleteResponse::new();
    for (label, value) in commands::choices(&offered(bot, typing)) {
        response = response.add_string_choice(label, value);
    }
    Answered::of(CreateInteractionResponse::Autocomplete(response))
}

/// What to put into the option that is being typed.
fn offered(bot: &Bot, Typing { command, option, typed }: &Typing) -> Offers {
    let library = bot.desk.library();
    let nothing = Offers { start: 0, choices: Vec::new(), audience: Audience::Asker };
    match option.as_str() {
        "in" => {
            let choices = library.edition.complete_document(typed, MOST_CHOICES);
            Offers { choices, ..nothing }
        }
        "words" => {
            let before = format!("/{command} ");
            let offered = offers(&library, &format!("{before}{typed}"));
            // What is chosen takes the place of all that was typed, and not of its end alone.
            let kept = offered.start.checked_sub(before.len());
            let kept = kept.and_then(|kept| typed.get(..kept)).unwrap_or_default();
            let whole =
                |choice: Choice| Choice { value: format!("{kept}{}", choice.value), ..choice };
            Offers {
                start: 0,
                choices: offered.choices.into_iter().map(whole).collect(),
                ..offered
            }
        }
        _ => nothing,
    }
}
