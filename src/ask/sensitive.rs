//! Whether a question is one of conduct, or of a report: nothing of it is to leave a trace.
//!
//! In doubt it is. Decides nothing of the answer.

use super::Asking;
use crate::answer::{Answer, Audience, Outcome};
use crate::query::Command;

impl Asking<'_> {
    /// Whether only those who asked may know what was asked.
    pub(super) fn is_sensitive(&self, answer: &Answer) -> bool {
        let asked_for_it = matches!(answer.command, Some(Command::Coc | Command::Report));
        let quoted = answer.passages.iter().chain(&answer.near);
        let verified = answer.verify.iter().flat_map(|verify| &verify.at);
        let changed = answer.changes.iter().flat_map(|changes| {
            let entries = changes.changes.iter().map(|change| change.id.as_str());
            entries.chain([changes.id.as_str()])
        });
        let of_readers = answer
            .roster
            .as_ref()
            .is_some_and(|of_body| self.audience_of(&of_body.roster) == Audience::Asker);
        asked_for_it
            || answer.audience == Audience::Asker
            || answer.outcome == Outcome::Report
            || of_readers
            || quoted.into_iter().any(|quoted| quoted.passage.sensitive)
            || verified
                .map(|stand| stand.id.as_str())
                .chain(changed)
                .any(|id| self.is_of_sensitive(id))
    }

    /// Whether an id is of a sensitive document; a passage that is gone has its document's id still.
    fn is_of_sensitive(&self, id: &str) -> bool {
        let document = id.split('/').next().unwrap_or(id);
        self.edition.document(document).is_some_and(|card| card.sensitive)
            || self.edition.passage_by_id(id).is_some_and(|passage| passage.sensitive)
    }
}
