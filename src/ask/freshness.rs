//! When the sources of an answer were last looked at, and whether that is too long ago.

use super::Asking;
use crate::answer::{Answer, Stale};
use crate::content::snapshot::day;

impl Asking<'_> {
    /// The day a source was last looked at.
    pub(super) fn checked(&self, source: &str) -> Option<String> {
        self.status.sources.get(source)?.checked.map(day)
    }

    /// Names the sources of an answer that were not looked at for longer than they should be.
    pub(super) fn tell_stale(&self, answer: &mut Answer) {
        let passages = answer.passages.iter().map(|quoted| &quoted.passage.citation.source);
        let reported = answer.report.iter().flat_map(|report| &report.passage);
        let reported = reported.map(|quoted| &quoted.passage.citation.source);
        let rosters = answer.report.iter().flat_map(|report| &report.readers);
        let rosters = rosters.chain(&answer.roster).map(|body| &body.roster.canonical.source);
        let mut used: Vec<&String> = passages.chain(reported).chain(rosters).collect();
        used.sort();
        used.dedup();
        answer.stale = used.into_iter().filter_map(|source| self.stale(source)).collect();
    }

    /// A source that was not looked at for longer than it should be, or that never could be.
    pub(super) fn stale(&self, source: &str) -> Option<Stale> {
        let card = self.edition.catalogue.sources.iter().find(|card| card.id == source)?;
        let status = self.status.sources.get(source)?;
        let is_old = match status.checked {
            Some(checked) => {
                let days = self.question.at.duration_since(checked).as_hours() / 24;
                days > i64::from(card.stale_after)
            }
            None => status.failed.is_some(),
        };
        is_old.then(|| Stale { source: source.to_owned(), checked: status.checked.map(day) })
    }
}
