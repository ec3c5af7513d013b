//! When the sources of an answer were last looked at, and whether that is too long ago.

use super::Asking;
use crate::answer::{Answer, Outcome, Stale, Verdict};
use crate::content::snapshot::day;
use jiff::SignedDuration;

impl Asking<'_> {
    /// The day a source was last looked at.
    pub(super) fn checked(&self, source: &str) -> Option<String> {
        self.status.sources.get(source)?.checked.map(day)
    }

    /// Names the sources of an answer that were not looked at for longer than they should be.
    pub(super) fn tell_stale(&self, answer: &mut Answer) {
        let catalogue = &self.edition.catalogue;
        let passages = answer.passages.iter().map(|quoted| &quoted.passage.citation.source);
        let reported = answer.report.iter().flat_map(|report| &report.passage);
        let reported = reported.map(|quoted| &quoted.passage.citation.source);
        let rosters = answer.report.iter().flat_map(|report| &report.readers);
        let rosters = rosters.chain(&answer.roster).map(|body| &body.roster.canonical.source);
        let stands = answer.verify.iter().flat_map(|verify| &verify.at).map(|stand| &stand.id);
        let named = answer.changes.iter().map(|changes| &changes.id).chain(stands);
        let named = named.filter_map(|id| self.source_of(id));
        // What is said to be nowhere, or of a person, is said of all sources.
        let of_all = match answer.outcome {
            Outcome::Nothing | Outcome::Person => true,
            Outcome::Verify => {
                answer.verify.as_ref().is_some_and(|verify| verify.result != Verdict::Exact)
            }
            _ => false,
        };
        let all = catalogue.sources.iter().filter(|_| of_all).map(|card| &card.id);
        let mut used: Vec<&String> =
            passages.chain(reported).chain(rosters).chain(named).chain(all).collect();
        used.sort();
        used.dedup();
        answer.stale = used.into_iter().filter_map(|source| self.stale(source)).collect();
    }

    /// The source of a document, or of what stands in it.
    fn source_of(&self, id: &str) -> Option<&String> {
        let document = id.split('/').next().unwrap_or(id);
        let mut cards = self.edition.catalogue.documents.iter();
        cards.find(|card| card.id == document).map(|card| &card.source)
    }

    /// A source that was not looked at for longer than it should be, or that never could be.
    pub(super) fn stale(&self, source: &str) -> Option<Stale> {
        let card = self.edition.catalogue.sources.iter().find(|card| card.id == source)?;
        let status = self.status.sources.get(source)?;
        let is_old = match status.checked {
            Some(checked) => {
                let limit = SignedDuration::from_hours(24 * i64::from(card.stale_after));
                self.question.at.duration_since(checked) > limit
            }
            None => status.failed.is_some(),
        };
        is_old.then(|| Stale { source: source.to_owned(), checked: status.checked.map(day) })
    }
}
