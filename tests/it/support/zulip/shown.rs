//! What people see of the bot's messages, and waiting for it.

use super::world::{BOT, Message, Place, World};
use super::{Person, Written, Zulip};

/// A message as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) id: u64,
    pub(crate) author: u64,
    pub(crate) place: Place,
    pub(crate) content: String,
    /// What it said before, the first form first.
    pub(crate) before: Vec<String>,
    /// The numbers of those whom it notifies by a mention.
    pub(crate) notifies: Vec<u64>,
}

impl Shown {
    pub(super) fn of(world: &World, message: &Message) -> Shown {
        Shown {
            id: message.id,
            author: message.sender,
            place: message.place.clone(),
            content: message.content.clone(),
            before: message.edits.iter().map(|edit| edit.before.clone()).collect(),
            notifies: world.mentioned(&message.content).people.into_iter().collect(),
        }
    }
}

impl World {
    /// What the bot wrote at a place after a message, and nobody deleted.
    pub(super) fn of_the_bot(&self, place: &Place, after: u64) -> Vec<Shown> {
        let later = self.messages.range(after + 1..).map(|(_, message)| message);
        let mine = later.filter(|one| one.sender == BOT && !one.is_gone && one.place == *place);
        mine.map(|message| Shown::of(self, message)).collect()
    }

    /// What the bot wrote where a message stands now, after that.
    fn answers(&self, to: u64) -> Vec<Shown> {
        self.of_the_bot(&self.message(to).place, to)
    }
}

impl Zulip {
    /// Waits for the bot's first message below this one, wherever that was moved.
    #[track_caller]
    pub(crate) fn answer_to(&self, written: &Written) -> Shown {
        self.answers_to(written, 1).remove(0)
    }

    /// Waits for so many of the bot's messages below this one, and gives all there are.
    #[track_caller]
    pub(crate) fn answers_to(&self, written: &Written, times: usize) -> Vec<Shown> {
        self.shared.wait("an answer", |world| {
            let answers = world.answers(written.id);
            (answers.len() >= times).then_some(answers)
        })
    }

    /// Waits until the bot's messages below this one are as wanted.
    #[track_caller]
    pub(crate) fn comes_to(&self, written: &Written, wanted: impl Fn(&[Shown]) -> bool) {
        self.shared.wait("other answers", |world| wanted(&world.answers(written.id)).then_some(()));
    }

    /// Waits until what the bot wrote to somebody alone is as wanted.
    #[track_caller]
    pub(crate) fn says_alone(&self, to: &Person, wanted: impl Fn(&[Shown]) -> bool) {
        let place = to.conversation();
        self.shared.wait("other words to somebody alone", |world| {
            wanted(&world.of_the_bot(&place, 0)).then_some(())
        });
    }

    /// The bot's messages below this one by now.
    pub(crate) fn answers_by_now(&self, written: &Written) -> Vec<Shown> {
        self.shared.world().answers(written.id)
    }

    /// Waits for what the bot writes to the author alone after this message.
    #[track_caller]
    pub(crate) fn private_answer_to(&self, written: &Written) -> Shown {
        let place = Place::Direct([written.author, BOT].into());
        self.shared.wait("a private answer", |world| {
            world.of_the_bot(&place, written.id).into_iter().next()
        })
    }

    /// What the bot wrote by now to the author alone after this message.
    pub(crate) fn private_answers_by_now(&self, written: &Written) -> Vec<Shown> {
        let place = Place::Direct([written.author, BOT].into());
        self.shared.world().of_the_bot(&place, written.id)
    }

    /// Waits until a message says something else, and gives that.
    #[track_caller]
    pub(crate) fn changed(&self, shown: &Shown) -> Shown {
        self.shared.wait("an edit", |world| {
            let now = Shown::of(world, world.message(shown.id));
            (now.content != shown.content).then_some(now)
        })
    }

    /// A message as it stands now.
    pub(crate) fn now(&self, shown: &Shown) -> Shown {
        let world = self.shared.world();
        Shown::of(&world, world.message(shown.id))
    }

    /// Waits until a message is deleted.
    #[track_caller]
    pub(crate) fn is_gone(&self, shown: &Shown) {
        self.shared.wait("a deletion", |world| world.message(shown.id).is_gone.then_some(()));
    }

    /// Every message that the bot ever sent, deleted ones too.
    pub(crate) fn all_of_the_bot(&self) -> Vec<Shown> {
        let world = self.shared.world();
        let mine = world.messages.values().filter(|message| message.sender == BOT);
        mine.map(|message| Shown::of(&world, message)).collect()
    }

    /// Waits until the bot has heard all that happened, and has answered somebody who asked after that:
    /// what it has said nothing to by then, it leaves unanswered. An outgoing webhook has heard what it
    /// was sent.
    #[track_caller]
    pub(crate) fn settles(&self) {
        self.shared.wait("a bot that heard everything", |world| {
            let is_heard = match world.hook {
                Some(_) => world.hooking == 0,
                None => world.queues.are_read(),
            };
            is_heard.then_some(())
        });
        let last = self.person("Zoe").tells("/help");
        self.answer_to(&last);
    }
}
