//! What a button, a select or a form knows: all of it stands in its `custom_id`, so that it still works
//! after a restart.
//!
//! Anybody can send any `custom_id`: nothing here is believed before it is looked up.

use super::again::{Again, Seen};

/// The most characters that a `custom_id` holds
/// (<https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id>).
pub(super) const LONGEST_ID: usize = 100;

/// What is meant by what was pressed, chosen or submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Turns to a page of a long answer.
    Turn {
        /// Who turns it for all.
        asker: u64,
        /// The page, counted from nought.
        page: usize,
        /// Of what.
        seen: Seen,
    },
    /// Opens the pages from one on.
    Whole {
        /// The first of them, counted from nought.
        from: usize,
        /// Of what.
        seen: Seen,
    },
    /// Opens the passage of a candidate.
    Open {
        /// In place of the candidates, for who asked.
        asker: u64,
        /// The passage.
        passage: String,
    },
    /// Opens the other match that was chosen.
    Others,
    /// Puts a private answer up for everybody.
    Post {
        /// The page in view, counted from nought.
        page: usize,
        /// Of what.
        seen: Seen,
    },
    /// Takes the answer away: for its asker, and for moderators.
    Delete {
        /// Who asked.
        asker: u64,
    },
    /// Opens the form with words for the maintainers.
    Tell {
        /// What is known of them.
        words: String,
    },
    /// Passes on the words of that form.
    Told,
}

impl State {
    /// As a `custom_id`; `None` where that would be longer than [`LONGEST_ID`].
    pub(super) fn id(&self) -> Option<String> {
        let id = match self {
            State::Turn { asker, page, seen } => format!("turn:{asker}:{page}:{}", seen.code()),
            State::Whole { from, seen } => format!("whole:{from}:{}", seen.code()),
            State::Open { asker, passage } => format!("open:{asker}:{passage}"),
            State::Others => "others:".to_owned(),
            State::Post { page, seen } => format!("post:{page}:{}", seen.code()),
            State::Delete { asker } => format!("delete:{asker}"),
            State::Tell { words } => format!("tell:{words}"),
            State::Told => "told:".to_owned(),
        };
        (id.chars().count() <= LONGEST_ID).then_some(id)
    }

    /// The state that a `custom_id` holds; `None` for what no version of tenet wrote.
    pub(super) fn read(id: &str) -> Option<State> {
        let (kind, rest) = id.split_once(':')?;
        Some(match kind {
            "turn" => {
                let (asker, rest) = rest.split_once(':')?;
                let (page, seen) = rest.split_once(':')?;
                let seen = Seen::read(seen)?;
                State::Turn { asker: asker.parse().ok()?, page: page.parse().ok()?, seen }
            }
            "whole" => {
                let (from, seen) = rest.split_once(':')?;
                State::Whole { from: from.parse().ok()?, seen: Seen::read(seen)? }
            }
            "open" => {
                let (asker, passage) = rest.split_once(':')?;
                Again::of_passage(passage)?;
                State::Open { asker: asker.parse().ok()?, passage: passage.to_owned() }
            }
            "others" => State::Others,
            "post" => {
                let (page, seen) = rest.split_once(':')?;
                State::Post { page: page.parse().ok()?, seen: Seen::read(seen)? }
            }
            "delete" => State::Delete { asker: rest.parse().ok()? },
            "tell" => State::Tell { words: rest.to_owned() },
            "told" => State::Told,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::pages::Place;
    use crate::content::passage::LONGEST_ID as LONGEST_PASSAGE;
    use proptest::prelude::*;

    #[test]
    fn every_state_comes_back_with_the_longest_names_there_are() {
        let passage = "x".repeat(LONGEST_PASSAGE);
        let again = |text: &str| Again::new(text).unwrap();
        let asker = u64::MAX;
        for text in [&format!("/cite {passage}"), &format!("/cite {passage} full:true"), "/sources"]
        {
            for (partly, posted, answers_at) in [
                (false, false, None),
                (true, false, Some(Place(0))),
                (false, true, Some(Place(7))),
                (true, true, Some(Place(99))),
            ] {
                let print = "0a1b2c".to_owned();
                let seen = Seen { again: again(text), print, partly, posted, answers_at };
                for state in [
                    State::Turn { asker, page: 999, seen: seen.clone() },
                    State::Whole { from: 999, seen: seen.clone() },
                    State::Open { asker, passage: passage.clone() },
                    State::Others,
                    State::Post { page: 999, seen: seen.clone() },
                    State::Delete { asker },
                    State::Tell { words: "wörds: with a colon".to_owned() },
                    State::Told,
                ] {
                    let id = state.id().unwrap();
                    assert_eq!(State::read(&id), Some(state), "{id}");
                }
            }
        }
        assert_eq!(State::Tell { words: "x".repeat(96) }.id(), None);
    }

    #[test]
    fn what_nobody_wrote_is_no_state() {
        for id in [
            "",
            ":",
            "turn",
            "turn:",
            "turn:1:2",
            "turn:x:0:0a1b2c0csources",
            "turn:1:-1:0a1b2c0tsources",
            "turn:1:0:0a1b2c9tsources",
            "turn:1:0:0a1b2c0xsources",
            "turn:1:0:é",
            "whole:",
            "whole:0a1b2c0csources",
            "whole:-1:0a1b2c0csources",
            "open:1:",
            "open:1:a to:Bob",
            "post:0a1b2c0tsources",
            "post:-1:0a1b2c0tsources",
            "post:0:0a1b2c0t",
            "post:0:0a1b2c0tcoc to:Bob",
            "post:0:0a1b2c0tcite a note:b",
            "delete:",
            "delete:x",
            "delete:-1",
            "delete:99999999999999999999999",
            "page:1:2",
            "tell",
        ] {
            assert_eq!(State::read(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_breaks_it(id in "(turn|whole|open|others|post|delete|tell|told|\\PC)?:?\\PC{0,110}") {
            if let Some(state) = State::read(&id) && let Some(id) = state.id() {
                prop_assert_eq!(State::read(&id), Some(state));
            }
        }
    }
}
