//! What templates ask of different people for the same thing is answered side by side.
//!
//! "Is fuzzing required?" has two answers where core and hosted projects have a template each, and to
//! give one of them alone would be half the truth.

use super::by_words::MOST_BEHIND;
use super::{Asking, Passages};
use crate::answer::{Answer, Fit, Outcome, Quoted};
use crate::content::document::{Kind, Standing};
use crate::content::pages;
use crate::content::passage::{Part, Passage};
use crate::content::words::fold;
use crate::index::{Edition, Found, Scope};
use crate::query::Query;
use std::cmp::Reverse;
use std::sync::Arc;

impl Asking<'_> {
    /// The answer that quotes a passage with what stands beside it.
    pub(super) fn found_beside(&self, query: &Query, fit: Fit, passage: &Arc<Passage>) -> Answer {
        let passages = self.side_by_side(query, passage);
        let passages = passages.into_iter().map(|passage| self.asked_whole(query, passage, None));
        let passages = passages.collect();
        self.with_passages(Outcome::Found, fit, Passages { passages, ..Passages::default() })
    }

    /// A passage with what other templates say under its heading. First stands the one whose title
    /// and headings have most words of the question; of equals, the one that is named first. Within
    /// one document there is nothing beside it.
    pub(super) fn side_by_side<'a>(
        &'a self,
        query: &Query,
        passage: &'a Arc<Passage>,
    ) -> Vec<&'a Arc<Passage>> {
        if passage.beside.is_empty() || query.options.within.is_some() {
            return vec![passage];
        }
        let others = passage.beside.iter().filter_map(|id| self.edition.passage_by_id(id));
        let mut all: Vec<&Arc<Passage>> = std::iter::once(passage).chain(others).collect();
        let documents = &self.edition.catalogue.documents;
        all.sort_by_key(|passage| {
            let named = documents.iter().position(|card| card.id == passage.citation.document);
            (Reverse(Edition::words_in_common(&query.words, &passage.path)), named)
        });
        // What says the same is named with the first and not quoted again.
        let same_in = all.first().map(|first| first.same_in.clone()).unwrap_or_default();
        let mut at = 0;
        all.retain(|passage| {
            at += 1;
            at == 1 || !passage.path.first().is_some_and(|title| same_in.contains(title))
        });
        all
    }

    /// The passage of the best hit with what stands beside it, and the other hits behind them.
    pub(super) fn quoted_behind(&self, query: &Query, found: &Found) -> Vec<Quoted> {
        let mut behind = self.quoted_hits(&found.hits, 1 + MOST_BEHIND);
        let Some(best) = behind.first().map(|quoted| Arc::clone(&quoted.passage)) else {
            return behind;
        };
        let mut first: Vec<Quoted> = Vec::new();
        for passage in self.side_by_side(query, &best) {
            let hit = behind.iter().find(|quoted| quoted.passage.id == passage.id);
            first.push(self.asked_whole(query, passage, hit.and_then(|quoted| quoted.score)));
        }
        behind.retain(|quoted| {
            let id = &quoted.passage.id;
            *id != best.id && !best.beside.contains(id)
        });
        first.extend(behind);
        if let Some(best) = first.first_mut() {
            self.give_conduct_whole(best);
            self.point_to_answer(query, found, best);
        }
        first
    }

    /// What conduct is says the whole section: an item of it is only where the words stand.
    fn give_conduct_whole(&self, quoted: &mut Quoted) {
        let item = Arc::clone(&quoted.passage);
        if item.part != Part::Item || item.kind != Kind::Conduct {
            return;
        }
        let section = item.parent.as_deref().and_then(|id| self.edition.passage_by_id(id));
        if let Some(section) = section {
            *quoted = self.quoted(section, quoted.score);
            quoted.stands_in = Some(item.place.clone());
        }
    }

    /// The document that a question names by its title, where it binds more than every section that
    /// bears the same name.
    pub(super) fn document_that_binds_more(
        &self,
        query: &Query,
        scope: &Scope,
        sections: &[&Arc<Passage>],
    ) -> Option<&Arc<Passage>> {
        let document = self.edition.document_named(&query.words)?;
        let by_title = fold(&document.title) == fold(&query.words);
        let of_document = rank(document.standing);
        let more = |section: &&Arc<Passage>| of_document < rank(section.citation.standing);
        let binds_more = by_title && sections.iter().all(more);
        let root = document.root.as_deref().filter(|_| binds_more)?;
        self.edition.passage_by_id(root).filter(|_| scope.holds(document.kind, &document.id))
    }

    /// A passage as it was asked for: with `full`, the whole of it.
    pub(super) fn asked_whole(
        &self,
        query: &Query,
        passage: &Arc<Passage>,
        score: Option<f32>,
    ) -> Quoted {
        let quoted = self.quoted(passage, score);
        if query.options.full { self.full(quoted) } else { self.with_words_below(quoted) }
    }

    /// Notes where the words of a question are answered in a passage that is not shown at once to many
    /// people. Who asks for all of it reads from its beginning.
    pub(super) fn point_to_answer(&self, query: &Query, found: &Found, quoted: &mut Quoted) {
        if query.options.full || !pages::is_shortened_in_a_channel(&quoted.passage) {
            return;
        }
        let taken = found.respelled.iter().map(|(_, taken)| taken.as_str());
        let words = std::iter::once(query.words.as_str()).chain(taken);
        let words = words.collect::<Vec<_>>().join(" ");
        quoted.answers_at = self.edition.answering_place(&words, &quoted.passage);
    }
}

/// Those of several passages that bind most, and whether they stand beside one another.
pub(super) fn most_binding<'a>(passages: &[&'a Arc<Passage>]) -> (Vec<&'a Arc<Passage>>, bool) {
    let best = passages.iter().map(|passage| rank(passage.citation.standing)).min();
    let binding: Vec<&Arc<Passage>> = passages
        .iter()
        .filter(|passage| Some(rank(passage.citation.standing)) == best)
        .copied()
        .collect();
    let joined = match binding.split_first() {
        Some((first, others)) => others.iter().all(|other| first.beside.contains(&other.id)),
        None => false,
    };
    (binding, joined)
}

/// How little a document of this standing binds: what is in force binds most.
pub(super) fn rank(standing: Standing) -> usize {
    match standing {
        Standing::InForce => 0,
        Standing::Requirement => 1,
        Standing::Unknown => 2,
        Standing::Proposal => 3,
        Standing::Archived => 4,
        Standing::Former => 5,
    }
}
