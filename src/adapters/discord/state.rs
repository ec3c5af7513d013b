//! What a button, a select or a form knows: all of it stands in its `custom_id`, so that it still works
//! after a restart.
//!
//! Anybody can send any `custom_id`: nothing here is believed before it is looked up.

/// What is meant by what was pressed, chosen or submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Takes the answer away: for its asker, and for moderators.
    Delete {
        /// Who asked.
        asker: u64,
    },
}

impl State {
    /// As a `custom_id`: at most 100 characters
    /// (<https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id>).
    pub(super) fn id(&self) -> String {
        match self {
            State::Delete { asker } => format!("delete:{asker}"),
        }
    }

    /// The state that a `custom_id` holds; `None` for what no version of tenet wrote.
    pub(super) fn read(id: &str) -> Option<State> {
        let (kind, rest) = id.split_once(':')?;
        match kind {
            "delete" => Some(State::Delete { asker: rest.parse().ok()? }),
            _ => None,
        }
    }
}
