//! Answers to what was pressed below an answer.
//!
//! What is shown is asked for again, from the library of today: nothing is taken from the message.

use super::{Answered, Scene};
use crate::adapters::discord::again::{Again, Seen};
use crate::adapters::discord::errand::Errand;
use crate::adapters::discord::incoming::{Place, Pressed};
use crate::adapters::discord::reply::Reply;
use crate::adapters::discord::sheets::Sheets;
use crate::adapters::discord::state::State;
use crate::answer::{Answer, Audience, Outcome};
use crate::audience::Delivery;
use crate::desk::Platform;
use crate::manners;
use crate::wording::manners::answered_already;
use crate::wording::{Part, pressing as said};
use serenity::builder::CreateInteractionResponse;

impl Scene<'_> {
    /// What is answered to something that was pressed or chosen.
    pub(super) fn press(&self, pressed: &Pressed) -> Answered {
        let Some(state) = State::read(&pressed.custom_id) else { return self.older() };
        match state {
            State::Turn { asker, page, seen } => self.turn(pressed, asker, page, &seen),
            State::Whole { from, seen } => self.whole(from, &seen),
            State::Open { asker, passage } => self.open(pressed, asker, &passage),
            State::Others => match pressed.values.first() {
                Some(passage) => self.other(passage),
                None => self.older(),
            },
            State::Post { page, seen } => self.post(page, &seen),
            State::Delete { asker } => self.delete(pressed, asker),
            State::Tell { words } => self.ask_for_words(&words),
            State::Told => self.older(),
        }
    }

    /// What is said where no state can be read.
    pub(super) fn older(&self) -> Answered {
        tracing::debug!("what was pressed is of no version that can be read");
        self.say(said::OLDER)
    }

    /// What is shown today of what was seen; otherwise what is said of it.
    fn again(&self, again: &Again) -> Result<Answer, Box<Answered>> {
        let answer = self.bot.desk.again(&self.question(again.text()));
        let is_there = match answer.outcome {
            Outcome::Candidates | Outcome::Nothing => false,
            Outcome::Help => !answer.is_usage(),
            _ => true,
        };
        if is_there { Ok(answer) } else { Err(Box::new(self.gone(again.passage()))) }
    }

    /// What is said of a passage that is gone.
    fn gone(&self, passage: Option<&str>) -> Answered {
        // What no longer stands is told of with its document, where its history is held.
        let document = passage.and_then(|id| {
            let (document, _) = id.split_once('/')?;
            let told = self.bot.desk.again(&self.question(&format!("/changes {document}")));
            let mut changes = told.changes.iter().flat_map(|told| &told.changes);
            changes.any(|change| change.id == id).then_some(document)
        });
        self.say(said::gone(document))
    }

    /// Turns to a page: for all where the asker does, and for themselves where others do.
    fn turn(&self, pressed: &Pressed, asker: u64, page: usize, seen: &Seen) -> Answered {
        let (answer, above) = match self.seen_again(seen) {
            Ok(seen) => seen,
            Err(said) => return *said,
        };
        // What changed begins again: its second page does not go on where the first one ended.
        let page = if above.is_empty() { page } else { 0 };
        let is_askers = pressed.is_private || self.is_direct() || self.who().get() == asker;
        if !is_askers {
            let sheets = self.sheets(&answer, above);
            return Answered::at_once(sheets.page(page, self.alone()));
        }
        let posted = seen.posted && !pressed.is_private;
        let above = if posted { [self.posted_by(), above].concat() } else { above };
        let sheets = self.sheets(&answer, above);
        let sheets = if posted { sheets.posted() } else { sheets };
        Answered::in_its_place(sheets.page(page, self.seen_by(pressed.is_private)))
    }

    /// Opens the pages from one on for who wants them: several messages, so that not everything is opened
    /// at once.
    fn whole(&self, from: usize, seen: &Seen) -> Answered {
        if let Some(refused) = self.is_too_much(&self.question(seen.again.text()), false) {
            return refused;
        }
        match self.seen_again(seen) {
            Ok((answer, above)) => {
                // What changed begins again, as it does where a page is turned.
                let from = if above.is_empty() { from } else { 0 };
                Answered::one_by_one(self.sheets(&answer, above).from(from, self.alone()))
            }
            Err(said) => *said,
        }
    }

    /// What is shown today of what was seen, and what is said above it.
    fn seen_again(&self, seen: &Seen) -> Result<(Answer, Vec<Part>), Box<Answered>> {
        let mut answer = self.again(&seen.again)?;
        let changed = !seen.is(&answer);
        seen.show_in(&mut answer);
        if changed && let Some(first) = answer.passages.first_mut() {
            // Who wrote them anew may have moved what was asked for.
            first.answers_at = None;
        }
        let above = if changed { vec![Part::Say(said::CHANGED.to_owned())] } else { Vec::new() };
        Ok((answer, above))
    }

    /// Opens a candidate: in place of the candidates for who asked, beside them for others.
    fn open(&self, pressed: &Pressed, asker: u64, passage: &str) -> Answered {
        let is_askers = pressed.is_private || self.is_direct() || self.who().get() == asker;
        let openly = is_askers && !pressed.is_private;
        let answer = match self.passage(passage, openly) {
            Ok(answer) => answer,
            Err(said) => return *said,
        };
        let sheets = self.sheets(&answer, Vec::new());
        if !is_askers || sheets.is_too_long_for_all() {
            return Answered::one_by_one(sheets.messages(self.alone()));
        }
        if pressed.is_private || self.is_direct() {
            return in_place_one_by_one(sheets.messages(self.seen_by(pressed.is_private)));
        }
        match self.delivery(&answer) {
            Delivery::Here => {
                let answered = in_place_one_by_one(sheets.messages(self.together()));
                self.noting(answered, &answer)
            }
            Delivery::ToTheAsker => Answered::one_by_one(sheets.messages(self.alone())),
            Delivery::StandsAt(place) => self.say(answered_already(place.link())),
        }
    }

    /// Opens another match for who looks further. The others have what was asked for before them; who
    /// thinks that this is what they need can put it up.
    fn other(&self, passage: &str) -> Answered {
        match self.passage(passage, false) {
            Ok(answer) => {
                Answered::one_by_one(self.sheets(&answer, Vec::new()).messages(self.alone()))
            }
            Err(said) => *said,
        }
    }

    /// A passage by its id, as an answer to a question of its own.
    fn passage(&self, id: &str, openly: bool) -> Result<Answer, Box<Answered>> {
        let again = Again::of_passage(id).ok_or_else(|| Box::new(self.older()))?;
        let question = self.question(again.text());
        if let Some(refused) = self.is_too_much(&question, openly) {
            return Err(Box::new(refused));
        }
        self.again(&again)?;
        Ok(self.bot.desk.answer(Platform::Discord, &question))
    }

    /// Puts up what somebody saw alone, at the page that they saw: the same words, or nothing.
    fn post(&self, page: usize, seen: &Seen) -> Answered {
        let question = self.question(seen.again.text());
        if let Some(refused) = self.is_too_much(&question, true) {
            return refused;
        }
        let mut answer = match self.again(&seen.again) {
            Ok(answer) => answer,
            Err(said) => return *said,
        };
        if !seen.is(&answer) {
            return self.say(said::CHANGED_UNPOSTED);
        }
        if answer.audience != Audience::Channel {
            return self.older();
        }
        seen.show_in(&mut answer);
        let sheets = self.sheets(&answer, self.posted_by()).posted();
        if sheets.is_too_long_for_all() {
            return self.older();
        }
        match self.delivery(&answer) {
            Delivery::Here => {
                let sheets = sheets.saying_on(page, &self.posted_by());
                let replies = sheets.messages_at(page, self.together());
                self.noting(Answered::one_by_one(replies), &answer)
            }
            Delivery::ToTheAsker => self.say(said::BEING_POSTED),
            Delivery::StandsAt(place) => self.say(answered_already(place.link())),
        }
    }

    /// Takes an answer away, for who asked and for moderators.
    fn delete(&self, pressed: &Pressed, asker: u64) -> Answered {
        let place = self.incoming.place;
        let moderates = self.incoming.who.is_moderator && matches!(place, Place::Server(..));
        if self.who().get() != asker && !moderates {
            return self.say(said::NOT_YOURS);
        }
        // Who asks for it again is not sent to where it stood.
        self.bot.desk.withdrawn(&manners::Place::at(place.link(pressed.message)));
        Answered::of(CreateInteractionResponse::Acknowledge).and(Errand::TakeAway)
    }

    fn sheets<'b>(&'b self, answer: &'b Answer, above: Vec<Part>) -> Sheets<'b> {
        Sheets::new(&self.bot.desk, answer, above, self.asked_by(), self.at)
    }

    fn posted_by(&self) -> Vec<Part> {
        vec![Part::AsTyped(said::posted_by(&self.incoming.who.name))]
    }
}

/// One message in place of the one on which something was pressed, and the rest after it.
fn in_place_one_by_one(replies: Vec<Reply>) -> Answered {
    let mut replies = replies.into_iter();
    let first = Answered::in_its_place(replies.next().unwrap_or_default());
    Answered { errands: replies.map(Errand::Follow).collect(), ..first }
}
