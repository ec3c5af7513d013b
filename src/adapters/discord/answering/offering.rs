//! What is offered to somebody who is typing.
//!
//! Only who types sees it, so it is the same whoever that is. Nothing of it is counted.

use super::Answered;
use crate::adapters::discord::below::cut_from_left;
use crate::adapters::discord::bot::Bot;
use crate::adapters::discord::incoming::Typing;
use crate::offers::{MOST_CHOICES, offers};
use serenity::builder::{CreateAutocompleteResponse, CreateInteractionResponse};

/// The most characters of what a choice is called, and of what it stands for
/// (<https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure>).
const LONGEST: usize = 100;

pub(super) fn offer(bot: &Bot, typing: &Typing) -> Answered {
    let mut response = CreateAutocompleteResponse::new();
    for (label, value) in choices(bot, typing) {
        response = response.add_string_choice(label, value);
    }
    Answered::first(CreateInteractionResponse::Autocomplete(response))
}

/// What each choice is called, and what it puts into the option.
fn choices(bot: &Bot, Typing { command, option, typed }: &Typing) -> Vec<(String, String)> {
    let library = bot.desk.library();
    let (kept, choices) = match option.as_str() {
        "in" => ("", library.edition.complete_document(typed, MOST_CHOICES)),
        "words" => {
            let before = format!("/{command} ");
            let offered = offers(&library, &format!("{before}{typed}"));
            // What is chosen takes the place of all that was typed, and not of its end.
            let kept = offered.start.checked_sub(before.len());
            (kept.and_then(|kept| typed.get(..kept)).unwrap_or_default(), offered.choices)
        }
        _ => return Vec::new(),
    };
    let fits = |value: &String| !value.is_empty() && value.chars().count() <= LONGEST;
    choices
        .into_iter()
        .map(|choice| (cut_from_left(&choice.label, LONGEST), format!("{kept}{}", choice.value)))
        .filter(|(label, value)| !label.trim().is_empty() && fits(value))
        .take(MOST_CHOICES)
        .collect()
}
