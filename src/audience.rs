//! Who gets to see an answer: everybody where it was asked, or the asker alone.
//!
//! Decided here for every platform. Who should see an answer by what it says is part of the answer;
//! here it is joined with what its channel was shown already. Sends nothing.

use crate::answer::{Answer, Audience};
use crate::manners::{Channel, Manners, Place, Showing};
use jiff::Timestamp;

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Where it was asked.
    Here,
    /// To the asker alone, opening with [`only_you_see_this`](crate::wording::manners::only_you_see_this)
    /// where the question stays visible.
    ToTheAsker,
    /// It stands where it was asked already: in its place the asker alone is told where, with
    /// [`answered_already`](crate::wording::manners::answered_already).
    StandsAt(Place),
}

/// Where an answer goes that is about to be sent at `at`. `channel` is where it was asked, if others
/// read along there; in a conversation with the asker there is nobody to be spared.
///
/// What goes [`Delivery::Here`] in a channel counts as being sent there, until the adapter says with
/// [`Manners::shown`] or [`Manners::not_shown`] what became of it.
pub fn delivery(
    answer: &Answer,
    channel: Option<&Channel>,
    manners: &mut Manners,
    at: Timestamp,
) -> Delivery {
    let Some(channel) = channel else { return Delivery::Here };
    if answer.audience == Audience::Asker {
        return Delivery::ToTheAsker;
    }
    match manners.showing(channel, answer, at) {
        Showing::New => Delivery::Here,
        // Whatever becomes of the one that is on its way, this asker has an answer.
        Showing::BeingSent => Delivery::ToTheAsker,
        Showing::StandsAt(place) => Delivery::StandsAt(place),
    }
}
