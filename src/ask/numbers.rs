//! Passages that are asked for by number: "3", "p5", "third process value".

use super::Asking;
use crate::answer::{Answer, Fit, OutOfRange};
use crate::content::document::Kind;
use crate::content::passage::Passage;
use crate::content::words::{fold, number};
use crate::index::{Edition, Scope};
use crate::query::{Command, Query};
use std::sync::Arc;

/// The kinds of documents whose pieces have numbers that people use.
const COUNTED: [Kind; 2] = [Kind::Principles, Kind::Values];

/// A longer question may have a number in it, and asks for more.
const MOST_WORDS: usize = 8;

impl Asking<'_> {
    /// A passage that is asked for by its number: "3", "p5", "third process value".
    pub(super) fn numbered(&self, query: &Query, scope: &Scope) -> Option<Answer> {
        let said = self.said(&query.words);
        let words: Vec<&str> = said
            .folded()
            .split([' ', '/'])
            .map(|word| word.trim_matches(['(', ')', '.', ',', '?', '!', ':', '№']))
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS + 1)
            .collect();
        if words.is_empty() || words.len() > MOST_WORDS {
            return None;
        }
        let of_document = match scope {
            Scope::Document(id) => Some(self.edition.document(id)?.kind),
            _ => None,
        };
        let commanded = match query.command {
            Command::Principle => Some(Kind::Principles),
            Command::Value => Some(Kind::Values),
            _ => None,
        };
        let counted = of_document.or(commanded).filter(|kind| COUNTED.contains(kind));
        let kind = counted.or_else(|| words.iter().find_map(|word| counted_kind(word)))?;
        let letter = if kind == Kind::Principles { 'p' } else { 'v' };
        let mut asked: Vec<u32> = Vec::new();
        let mut others: Vec<&str> = Vec::new();
        for word in &words {
            let lettered = word
                .strip_prefix(letter)
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            match number(lettered.unwrap_or(word)) {
                Some(found) => asked.push(found),
                None if counted_kind(word) == Some(kind) => {}
                None if says_nothing_beside_a_number(word) => {}
                // Less than none, or more than can be counted.
                None if words.len() == 1 && is_numeral(word) => {
                    return self.out_of_range(kind, scope, word);
                }
                None => others.push(word),
            }
        }
        if asked.is_empty() || (asked.len() > 1 && !others.is_empty()) {
            return None;
        }
        // The kind was settled above; only a document that was named narrows it further.
        let in_scope = |passage: &&Arc<Passage>| match scope {
            Scope::Document(id) => passage.citation.document == *id,
            _ => true,
        };
        let mut fitting: Vec<&Arc<Passage>> = asked
            .iter()
            .flat_map(|asked| self.edition.numbered(kind, *asked))
            .filter(in_scope)
            .collect();
        if !others.is_empty() {
            // "third process value": the words name the group.
            let in_group = |passage: &&Arc<Passage>| {
                let group = passage.path.last().map(|group| fold(group)).unwrap_or_default();
                others.iter().all(|word| group.split_whitespace().any(|name| name == *word))
            };
            fitting.retain(in_group);
            if fitting.is_empty() {
                return None;
            }
        }
        match (fitting.as_slice(), asked.as_slice()) {
            ([], [asked, ..]) => self.out_of_range(kind, scope, &asked.to_string()),
            ([passage], _) => Some(self.found(query, Fit::Exact, passage)),
            (several, _) => Some(self.candidates(Fit::Ambiguous, several)),
        }
    }

    /// A number and nothing else: a principle, or a value of one of the groups.
    pub(super) fn number_alone(&self, words: &str) -> Option<Answer> {
        let asked = number(words)?;
        let several: Vec<&Arc<Passage>> =
            COUNTED.iter().flat_map(|kind| self.edition.numbered(*kind, asked)).collect();
        (!several.is_empty()).then(|| self.candidates(Fit::Ambiguous, &several))
    }

    /// What numbers there are, where the one that was asked for is none of them; `None` where nothing
    /// is numbered.
    fn out_of_range(&self, kind: Kind, scope: &Scope, asked: &str) -> Option<Answer> {
        let mut numbers: Vec<u32> =
            self.edition.of_kind(kind).filter_map(|passage| passage.number).collect();
        let there_are = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.is_empty() {
            return None;
        }
        let what = if kind == Kind::Principles { "principle" } else { "value" };
        let asked = asked.chars().take(super::LONGEST_ECHO).collect();
        let range = OutOfRange { what, asked, there_are, numbers };
        let mut answer = self.nothing(scope, Vec::new(), Vec::new());
        answer.note = Some(crate::wording::numbers_there_are(&range));
        if let Some(nothing) = &mut answer.nothing {
            nothing.out_of_range = Some(range);
        }
        Some(answer)
    }
}

/// Words around a number that ask for it and add nothing to it.
fn says_nothing_beside_a_number(word: &str) -> bool {
    const ASKING: [&str; 12] = [
        "number",
        "nr",
        "#",
        "operational",
        "quote",
        "show",
        "tell",
        "give",
        "cite",
        "read",
        "say",
        "says",
    ];
    Edition::is_function_word(word) || ASKING.contains(&word)
}

/// Whether a word is a number in digits, of any size and sign.
fn is_numeral(word: &str) -> bool {
    let digits = word.trim_start_matches(['#', '-', '+']);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// The kind of document whose pieces are counted under this word.
fn counted_kind(word: &str) -> Option<Kind> {
    let short_number =
        |rest: &str| matches!(rest.len(), 1 | 2) && rest.chars().all(|c| c.is_ascii_digit());
    match word {
        "principle" | "principles" => Some(Kind::Principles),
        "value" | "values" => Some(Kind::Values),
        _ => match word.split_at_checked(1)? {
            ("p", rest) if short_number(rest) => Some(Kind::Principles),
            ("v", rest) if short_number(rest) => Some(Kind::Values),
            _ => None,
        },
    }
}
