//! Tells how an answer to free words came about: what each word was read as, what fitted and why, and
//! what the decision rests on. It answers nothing itself.

use super::deciding::Grounds;
use super::{Asking, ask};
use crate::answer::{Answer, Fit, Outcome};
use crate::index::{Evidence, ReadWord, Target};
use crate::library::Library;
use crate::question::Question;
use serde::Serialize;

/// How many of the entries that fit are told of.
const MOST_FITTING: usize = 10;

/// How an answer came about.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// What the answer is.
    pub outcome: Outcome,
    /// Whether words were looked for at all: an id, a number, a heading or a name is answered without.
    pub searched: bool,
    /// The documents that were searched: `everything`, `command:policy`, `document:charter`.
    pub scope: String,
    /// What each word was read as.
    pub words: Vec<ReadWord>,
    /// What fits, best first.
    pub fitting: Vec<Fitting>,
    /// What the decision rests on; `null` where nothing fits.
    pub grounds: Option<Grounds>,
}

/// An entry that fits, and why.
#[derive(Debug, Serialize)]
pub struct Fitting {
    /// The passage's id, the body's, `report` or `help`.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// How well it fits: comparable within one question only.
    pub score: f32,
    /// How much of the question stands in its own heading or words as it was typed, from 0 to 1.
    pub own_coverage: f32,
    /// What the score is made of.
    pub evidence: Evidence,
}

/// Tells how the answer to a question comes about, with the answer.
pub fn explain(library: &Library, question: &Question) -> (Answer, Explanation) {
    let answer = ask(library, question);
    let explanation = Asking::of(library, question).explanation(&answer);
    (answer, explanation)
}

impl Asking<'_> {
    fn explanation(&self, answer: &Answer) -> Explanation {
        let mut explanation = Explanation {
            outcome: answer.outcome,
            searched: false,
            scope: String::new(),
            words: Vec::new(),
            fitting: Vec::new(),
            grounds: None,
        };
        let searched = match answer.outcome {
            Outcome::Found | Outcome::Candidates => {
                !matches!(answer.fit, Fit::Exact | Fit::Overview)
            }
            Outcome::Nothing | Outcome::Roster | Outcome::Report | Outcome::Help => true,
            Outcome::Person | Outcome::Changes | Outcome::Verify | Outcome::Sources => false,
        };
        let Ok(query) = &self.query else {
            return explanation;
        };
        let scope = self.searched_scope(query);
        let Some((scope, found)) =
            scope.filter(|_| searched && !query.words.is_empty()).and_then(|scope| {
                let found = self.edition.find(&query.words, &scope).ok()?;
                Some((scope, found))
            })
        else {
            return explanation;
        };
        explanation.searched = true;
        explanation.scope = scope.to_string();
        explanation.words = self.edition.read(&query.words);
        explanation.grounds = self.grounds(&query.words, &found);
        let hits = found.hits.iter().take(MOST_FITTING);
        explanation.fitting = hits
            .filter_map(|hit| {
                let (id, heading) = self.named_entry(hit.entry)?;
                Some(Fitting {
                    id,
                    heading,
                    score: hit.score,
                    own_coverage: hit.own_coverage,
                    evidence: hit.evidence,
                })
            })
            .collect();
        explanation
    }

    fn named_entry(&self, entry: usize) -> Option<(String, String)> {
        Some(match self.edition.target(entry)? {
            Target::Passage(at) => {
                let passage = self.edition.passage(at)?;
                (passage.id.clone(), passage.heading.clone())
            }
            Target::Body(at) => {
                let roster = self.edition.catalogue.rosters.get(at)?;
                (roster.body.clone(), roster.title.clone())
            }
            Target::Report => (crate::content::REPORT.to_owned(), "How to report".to_owned()),
            Target::Help => ("help".to_owned(), "Help".to_owned()),
        })
    }
}
