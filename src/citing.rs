//! A moderator's citation at a person: who points whom to which words.
//!
//! It is a reminder and not a verdict: it quotes one passage and says who points to it, and nothing here
//! judges, hints at other passages, or knows what the person wrote. Pure, and nothing is kept: whoever
//! shows a preview gives back what it showed.

use crate::answer::Outcome;
use crate::ask::ask;
use crate::content::document::{Kind, Standing};
use crate::content::passage::{Part as PassagePart, Passage};
use crate::content::words::fingerprint;
use crate::index::Scope;
use crate::library::Library;
use crate::question::Question;
use crate::wording::{self, Part};
use jiff::Timestamp;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// The longest note, in UTF-16 code units: in these the chat platforms count what a form takes.
pub const LONGEST_NOTE: usize = 300;
/// The longest name of a person that is shown, in UTF-16 code units.
pub const LONGEST_NAME: usize = 32;
/// As many passages as the chat platforms let somebody choose from.
pub const MOST_FITTING: usize = 25;

/// What people are pointed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Citable {
    /// Sections of the code of conduct.
    Conduct,
    /// Principles.
    Principles,
}

impl Citable {
    /// The kind of the documents in which these stand.
    pub fn kind(self) -> Kind {
        match self {
            Citable::Conduct => Kind::Conduct,
            Citable::Principles => Kind::Principles,
        }
    }
}

/// Who points whom to words, and what stands beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citing {
    /// The moderator's name; `None` where the organisation lets its moderators speak as one.
    pub moderator: Option<String>,
    /// The name of the person.
    pub person: String,
    /// What the moderator has to say to it.
    pub note: Option<String>,
    /// The address of the message that it is about; what stands there is never quoted.
    pub message: Option<String>,
}

impl Citing {
    /// A citation; of names and note is taken what can be shown on a line.
    pub fn new(
        moderator: Option<&str>,
        person: &str,
        note: Option<&str>,
        message: Option<String>,
    ) -> Citing {
        let note = note.map(note_of).filter(|note| !note.is_empty());
        let moderator = moderator.map(name_of);
        Citing { moderator, person: name_of(person), note, message }
    }
}

/// A citation as it is shown.
#[derive(Debug, Clone)]
pub struct Cited {
    /// All that is said.
    pub parts: Vec<Part>,
    /// Which of the parts says who points whom to it.
    pub opening: usize,
    /// Whether there is a way to report.
    pub can_report: bool,
    /// The words that are quoted.
    pub passage: Arc<Passage>,
    /// By which these words are known again.
    pub fingerprint: String,
}

impl Cited {
    /// What stands before and behind the line that says who points whom to it, for a platform that has
    /// its own way to name somebody.
    pub fn around_opening(&self) -> (&[Part], &[Part]) {
        let before = self.parts.get(..self.opening).unwrap_or_default();
        (before, self.parts.get(self.opening.saturating_add(1)..).unwrap_or_default())
    }

    /// What stands between the line that opens it and the line that closes it, which names whom to ask.
    pub fn within(&self) -> &[Part] {
        let (_, behind) = self.around_opening();
        behind.split_last().map(|(_, within)| within).unwrap_or_default()
    }
}

/// Why words are not cited at anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No passage has this id any more.
    Gone,
    /// The passage has other words than were seen.
    Changed,
    /// Only the outline of its document is held.
    Outline,
    /// It has no words of its own.
    Wordless,
}

/// The citation of the passage with this id. `seen` is the fingerprint of the words that the moderator
/// saw, where they did.
///
/// # Errors
/// Where the words cannot be quoted, or are not those that were seen.
pub fn cite(
    library: &Library,
    id: &str,
    seen: Option<&str>,
    citing: &Citing,
    at: Timestamp,
) -> Result<Cited, Refusal> {
    // As at a terminal, where nobody shortens what is cited.
    let answer = ask(library, &Question::at_terminal(format!("/cite {id}"), at));
    let quoted = match answer.passages.as_slice() {
        [quoted] if answer.outcome == Outcome::Found => quoted,
        _ => return Err(Refusal::Gone),
    };
    let passage = Arc::clone(&quoted.passage);
    if passage.outline {
        return Err(Refusal::Outline);
    }
    if passage.text.is_empty() {
        return Err(Refusal::Wordless);
    }
    let fingerprint = fingerprint_of(&passage);
    if seen.is_some_and(|seen| seen != fingerprint) {
        return Err(Refusal::Changed);
    }
    let can_report = library.edition.catalogue.organisation.report.is_some();
    let (parts, opening) = wording::citing::citation(&answer.stale, quoted, citing, can_report);
    Ok(Cited { parts, opening, can_report, passage, fingerprint })
}

/// By which the words of a passage are known again: what it is called, and what it says.
pub fn fingerprint_of(passage: &Passage) -> String {
    fingerprint(&format!("{}\n{}\n{}", passage.heading, passage.place, passage.text))
}

/// The passages that may be pointed to, those first that fit these words best, then the others in the
/// order of their document; each once, at most [`MOST_FITTING`]. Nothing of the words is kept.
pub fn fitting(library: &Library, which: Citable, words: &str) -> Vec<Arc<Passage>> {
    let edition = &library.edition;
    let kind = which.kind();
    let scope = Scope::Command(crate::index::command_of(kind));
    let found = edition.find(words, &scope).unwrap_or_default();
    let best = found.hits.iter().filter_map(|hit| edition.passage_of(hit.entry));
    // Where an item fits, its section does: an item is quoted with all that stands around it.
    let best = best.filter_map(|passage| match passage.part {
        PassagePart::Section => Some(passage),
        PassagePart::Item | PassagePart::TitledItem => {
            edition.passage_by_id(passage.parent.as_deref()?)
        }
    });
    let mut fitting: Vec<Arc<Passage>> = Vec::new();
    for passage in best.chain(edition.of_kind(kind)) {
        let is_new = !fitting.iter().any(|known| known.id == passage.id);
        if is_new && passage.kind == kind && may_be_cited(passage) {
            fitting.push(Arc::clone(passage));
        }
    }
    fitting.truncate(MOST_FITTING);
    fitting
}

/// The passage that words name or lead to without doubt.
pub fn meant(
    library: &Library,
    which: Citable,
    words: &str,
    at: Timestamp,
) -> Option<Arc<Passage>> {
    let words = words.trim();
    let command = crate::index::command_of(which.kind());
    let answer = ask(library, &Question::at_terminal(format!("/{command} {words}"), at));
    let quoted = answer.told().first().filter(|_| !words.is_empty())?;
    let passage = &quoted.passage;
    (passage.kind == which.kind() && !passage.text.is_empty()).then(|| Arc::clone(passage))
}

/// Whether there is something to point to of which only the outline is held.
pub fn is_outline(library: &Library, which: Citable) -> bool {
    library.edition.of_kind(which.kind()).any(|passage| passage.outline)
}

/// Whether a passage holds today, and has words.
fn may_be_cited(passage: &Passage) -> bool {
    let standing = passage.citation.standing;
    let holds = !matches!(standing, Standing::Former | Standing::Archived | Standing::Proposal);
    // Of principles, those that have a number: what introduces them is none.
    let is_one = passage.kind != Kind::Principles || passage.number.is_some();
    let is_section = passage.part == PassagePart::Section;
    holds && is_one && is_section && !passage.outline && !passage.text.is_empty()
}

/// A name as it is shown.
pub fn name_of(name: &str) -> String {
    on_one_line(name, LONGEST_NAME)
}

/// Whether a note is shown as long as it is.
pub fn is_whole(note: &str) -> bool {
    on_one_line(note, usize::MAX).encode_utf16().count() <= LONGEST_NOTE
}

/// A note as it is shown.
pub fn note_of(note: &str) -> String {
    on_one_line(note, LONGEST_NOTE)
}

/// Words without line breaks and without the signs that turn around the words beside them, as far as
/// there is room.
fn on_one_line(words: &str, most: usize) -> String {
    // The controls of writing direction: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let words: String = words.chars().filter(|c| !turns(*c)).collect();
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let words: String = words.chars().map(plain).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let mut length = 0;
    // What is read as one sign is not taken apart.
    for sign in words.graphemes(true) {
        length += sign.encode_utf16().count();
        if length > most {
            break;
        }
        out.push_str(sign);
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_as_one_sign_is_not_cut_apart() {
        let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
        let name = format!("{}{family}", "a".repeat(25));
        assert_eq!(name_of(&name), "a".repeat(25));
        assert_eq!(name_of(&format!("Ana {family}")), format!("Ana {family}"));
    }

    #[test]
    fn a_name_and_a_note_stay_on_their_line() {
        assert_eq!(name_of(" Bob\u{202e}\nthe\tRower "), "Bob the Rower");
        assert_eq!(note_of(&"🛶".repeat(200)), "🛶".repeat(150));
        assert_eq!(note_of(&"row ".repeat(100)).len(), 299);
    }
}
