//! Answers to commands.

use super::{Answered, Scene};
use crate::adapters::discord::below::SeenBy;
use crate::adapters::discord::errand::Errand;
use crate::adapters::discord::sheets::Sheets;
use crate::answer::Answer;
use crate::audience::Delivery;
use crate::desk::Platform;
use crate::wording::manners;

impl Scene<'_> {
    /// What is answered to a command.
    pub(super) fn answer(&self, text: &str) -> Answered {
        let question = self.question(text);
        if let Some(refused) = self.is_too_much(&question, true) {
            return refused;
        }
        let answer = self.bot.desk.answer(Platform::Discord, &question);
        let sheets = Sheets::new(&self.bot.desk, &answer, Vec::new(), self.asked_by(), self.at);
        if answer.is_miss() || sheets.is_too_long_for_all() {
            return Answered::one_by_one(sheets.messages(self.alone()));
        }
        match self.delivery(&answer) {
            Delivery::Here => {
                let answered = Answered::one_by_one(sheets.messages(self.together()));
                self.noting(answered, &answer)
            }
            Delivery::ToTheAsker => Answered::one_by_one(sheets.messages(self.alone())),
            Delivery::StandsAt(place) => self.say(manners::answered_already(place.link())),
        }
    }

    /// Where an answer goes that is about to be sent.
    pub(super) fn delivery(&self, answer: &Answer) -> Delivery {
        self.bot.desk.delivery(answer, self.channel().as_ref(), self.at)
    }

    /// Remembers what everybody is shown, once it is known where it stands.
    pub(super) fn noting(&self, answered: Answered, answer: &Answer) -> Answered {
        match self.channel() {
            Some(channel) => {
                let (place, answer) = (self.incoming.place, Box::new(answer.clone()));
                answered.and(Errand::Shown { channel, place, answer })
            }
            None => answered,
        }
    }

    /// How a message is seen on which something was pressed.
    pub(super) fn seen_by(&self, is_private: bool) -> SeenBy {
        if is_private { self.alone() } else { self.together() }
    }
}
