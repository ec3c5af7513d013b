//! Finds entries by words, and says how well they fit.
//!
//! It ranks; it does not decide. Whether a match is certain enough to be quoted is
//! [`crate::ask`]'s to say, from the [`Hit`]s found here.

use super::command_of;
use super::schema::{self, Fields, LONGEST_WORD};
use super::vocabulary::Vocabulary;
use crate::content::document::Kind;
use std::collections::{HashMap, HashSet};
use tantivy::collector::TopDocs;
use tantivy::postings::SegmentPostings;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Index, InvertedIndexReader, ReloadPolicy, Searcher, TERMINATED, Term};

/// More words than this in one question say nothing more; the rarest are kept.
const MOST_WORDS: usize = 48;
/// At most this many different words of one question are looked for that stand nowhere as written: each
/// is held against every word of the content.
const MOST_UNKNOWN: usize = 24;
/// At most this many written words stand in for typing errors in one question.
const MOST_SPELLINGS: usize = 64;
/// How many entries are looked at closely.
const CLOSE_LOOK: usize = 40;

/// Part of the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Everything,
    /// Those that a command answers from.
    Command(&'static str),
    /// Those of a document, by its id.
    Document(String),
}

impl Scope {
    /// Whether what stands in a document of this kind and id is part of it.
    pub fn holds(&self, kind: Kind, document: &str) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Command(command) => command_of(kind) == *command,
            Scope::Document(id) => document == id,
        }
    }

    pub(super) fn term(&self) -> Option<String> {
        match self {
            Scope::Everything => None,
            Scope::Command(command) => Some(format!("command:{command}")),
            Scope::Document(id) => Some(format!("document:{id}")),
        }
    }
}

/// An entry that fits the words of a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its place in the edition's list.
    pub entry: usize,
    /// How well it fits: comparable within one search only.
    pub score: f32,
    /// How much of what the question says the entry has, from 0 to 1, each word weighed by how
    /// rare it is.
    pub coverage: f32,
    /// The same, for the words that stand in the heading or the text as they were typed: neither
    /// through a hint nor through a typing error.
    pub own_coverage: f32,
    /// How many of the question's words the entry has.
    pub words_matched: usize,
}

/// What a question's words came to.
#[derive(Debug, Default)]
pub struct Found {
    /// The best entries, best first.
    pub hits: Vec<Hit>,
    /// Words of the question that stand nowhere in the content, not even misspelt.
    pub unknown_words: Vec<String>,
    /// Words that the best entry has only under another spelling: as typed, as written there.
    pub respelled: Vec<(String, String)>,
    /// How many words of the question carry meaning.
    pub words: usize,
}

/// One word of a question and the terms it may stand for.
struct Word {
    typed: String,
    terms: Vec<Spelling>,
    rarity: f32,
}

struct Spelling {
    stem: String,
    weight: f32,
    /// The word of the content that the typed one was taken for.
    taken_for: Option<String>,
}

impl Spelling {
    fn as_typed(&self) -> bool {
        self.taken_for.is_none()
    }
}

/// The index, ready to answer.
pub(super) struct Search {
    index: Index,
    searcher: Searcher,
    fields: Fields,
    vocabulary: Vocabulary,
    /// What an entry's score is multiplied by, for its standing.
    weights: Vec<f32>,
}

impl Search {
    /// Opens an index that is complete; it is read into memory.
    pub(super) fn open(mut index: Index, weights: Vec<f32>) -> tantivy::Result<Search> {
        index.set_tokenizers(schema::tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (_, fields) = schema::schema();
        let searcher = reader.searcher();
        let vocabulary = Vocabulary::of(&searcher, fields.written)?;
        Ok(Search { searcher, index, fields, vocabulary, weights })
    }

    /// The index itself, to be written to disk.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// The entries that fit `text` best within `scope`.
    pub(super) fn find(&self, text: &str, scope: &Scope) -> tantivy::Result<Found> {
        let mut found = Found::default();
        let words = self.words(text, &mut found)?;
        if words.is_empty() {
            return Ok(found);
        }
        let query = self.query(&words, scope);
        let top =
            self.searcher.search(&query, &TopDocs::with_limit(CLOSE_LOOK).order_by_score())?;
        found.hits = self.looked_at_closely(&words, top)?;
        if let Some(best) = found.hits.first() {
            found.respelled = self.respelled(&words, best.entry)?;
        }
        Ok(found)
    }

    /// The best entries by the composed query alone: what the whole of an answer is measured
    /// against.
    pub(super) fn query_alone(
        &self,
        text: &str,
        scope: &Scope,
    ) -> tantivy::Result<impl FnMut() -> usize> {
        let words = self.words(text, &mut Found::default())?;
        let query = self.query(&words, scope);
        let searcher = self.searcher.clone();
        Ok(move || {
            searcher
                .search(&query, &TopDocs::with_limit(CLOSE_LOOK).order_by_score())
                .map_or(0, |top| top.len())
        })
    }

    /// Whether any entry has this word as written.
    pub(super) fn has_written(&self, word: &str) -> bool {
        let term = Term::from_field_text(self.fields.written, word);
        self.searcher.doc_freq(&term).is_ok_and(|count| count > 0)
    }

    /// Whether any entry has this stem in its heading, in those above, or in its words.
    pub(super) fn stands_in_documents(&self, stem: &str) -> bool {
        [self.fields.title, self.fields.path, self.fields.body].into_iter().any(|field| {
            let term = Term::from_field_text(field, stem);
            self.searcher.doc_freq(&term).is_ok_and(|count| count > 0)
        })
    }

    /// How rare a stem is among the entries; nought where they cannot be read.
    pub(super) fn rarity_of(&self, stem: &str) -> f32 {
        self.entries_with(stem).map_or(0.0, |entries| self.rarity(entries))
    }

    /// The entries that have all words of `text`, the last one as a beginning.
    pub(super) fn beginning_with(
        &self,
        text: &str,
        scope: &Scope,
        most: usize,
    ) -> tantivy::Result<Vec<usize>> {
        let mut typed = schema::words(text);
        let Some(last) = typed.pop() else {
            return Ok(Vec::new());
        };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in typed {
            clauses.push((Occur::Must, self.term_query(self.fields.written, &word)));
        }
        let ends: Vec<Box<dyn Query>> = self
            .beginnings(&last)?
            .iter()
            .map(|word| self.term_query(self.fields.written, word))
            .collect();
        clauses.push((Occur::Must, Box::new(DisjunctionMaxQuery::new(ends))));
        self.narrow(&mut clauses, scope);
        let top = self
            .searcher
            .search(&BooleanQuery::new(clauses), &TopDocs::with_limit(most).order_by_score())?;
        Ok(top.into_iter().map(|(_, address)| address.doc_id as usize).collect())
    }

    fn beginnings(&self, start: &str) -> tantivy::Result<Vec<String>> {
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.written)?;
            let mut stream = index.terms().range().ge(start.as_bytes()).into_stream()?;
            while stream.advance()
                && stream.key().starts_with(start.as_bytes())
                && found.len() < MOST_SPELLINGS
            {
                found.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
            }
        }
        if found.is_empty() {
            found.extend(self.near(start).into_iter().map(|(_, _, word)| word.to_owned()));
            found.truncate(MOST_SPELLINGS);
        }
        Ok(found)
    }

    /// The words of a question, each with the terms it may stand for.
    fn words(&self, text: &str, found: &mut Found) -> tantivy::Result<Vec<Word>> {
        let mut analyser = schema::stems();
        let mut words: Vec<Word> = Vec::new();
        let mut seen: HashMap<String, ()> = HashMap::new();
        let mut spellings_left = MOST_SPELLINGS;
        let mut unknown_left = MOST_UNKNOWN;
        for written in self.parted(text)? {
            let Some(stem) = schema::terms(&mut analyser, &written).pop() else {
                continue;
            };
            if seen.insert(stem.clone(), ()).is_some() {
                continue;
            }
            let entries = self.entries_with(&stem)?;
            if entries > 0 {
                let terms = vec![Spelling { stem, weight: 1.0, taken_for: None }];
                words.push(Word { typed: written, terms, rarity: self.rarity(entries) });
                continue;
            }
            // Among so many words that nobody has written, one more says nothing.
            if unknown_left == 0 {
                continue;
            }
            unknown_left -= 1;
            let terms = self.spellings(&written, &mut analyser, &mut spellings_left);
            if terms.is_empty() {
                found.unknown_words.push(written.clone());
            }
            // A misspelt word is as rare as can be; one that nothing resembles may be beside the point.
            let rarity = self.rarity(0) * if terms.is_empty() { 0.6 } else { 1.0 };
            words.push(Word { typed: written, terms, rarity });
        }
        if words.len() > MOST_WORDS {
            words.sort_by(|a, b| b.rarity.total_cmp(&a.rarity));
            words.truncate(MOST_WORDS);
        }
        found.words = words.len();
        Ok(words)
    }

    /// The words of a question, with those parted that were run together ("hostedprojects").
    fn parted(&self, text: &str) -> tantivy::Result<Vec<String>> {
        let mut parted = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        for word in schema::words(text) {
            if !seen.insert(word.clone()) {
                continue;
            }
            let run_together = word.len() >= 6 && word.is_ascii() && !self.has_written(&word);
            let halves = (3..word.len().saturating_sub(2))
                .filter(|_| run_together)
                .map(|at| word.split_at(at))
                .find(|(start, end)| self.has_written(start) && self.has_written(end));
            match halves {
                Some((start, end)) => parted.extend([start.to_owned(), end.to_owned()]),
                None => parted.push(word),
            }
        }
        Ok(parted)
    }

    fn entries_with(&self, stem: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.all, stem))
    }

    /// The weight of a word that so many entries have, as BM25 weighs it.
    fn rarity(&self, entries: u64) -> f32 {
        let all = self.searcher.num_docs() as f32;
        let entries = entries as f32;
        (1.0 + (all - entries + 0.5) / (entries + 0.5)).ln()
    }

    /// The words of the content from which a slip may have made a word, the nearest first.
    fn near(&self, typed: &str) -> Vec<(usize, u32, &str)> {
        let length = typed.chars().count();
        if length < 4 || typed.len() > LONGEST_WORD {
            return Vec::new();
        }
        let mut near = self.vocabulary.near(typed, if length >= 8 { 2 } else { 1 });
        near.retain(|(_, _, word)| is_slip(typed, word));
        near
    }

    /// The words of the content that a mistyped word was most likely meant to be.
    fn spellings(
        &self,
        typed: &str,
        analyser: &mut tantivy::tokenizer::TextAnalyzer,
        left: &mut usize,
    ) -> Vec<Spelling> {
        if *left == 0 {
            return Vec::new();
        }
        let mut near = self.near(typed);
        near.truncate(8.min(*left));
        *left -= near.len();
        let mut spellings: Vec<Spelling> = Vec::new();
        for (distance, _, word) in near {
            let Some(stem) = schema::terms(analyser, word).pop() else {
                continue;
            };
            if !spellings.iter().any(|spelling| spelling.stem == stem) {
                let weight = if distance <= 1 { 0.8 } else { 0.55 };
                spellings.push(Spelling { stem, weight, taken_for: Some(word.to_owned()) });
            }
        }
        spellings
    }

    /// The words of a question that an entry has only under another spelling: as typed, as taken.
    fn respelled(&self, words: &[Word], entry: usize) -> tantivy::Result<Vec<(String, String)>> {
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let all = segment.inverted_index(self.fields.all)?;
        let entry = [(u32::try_from(entry).unwrap_or(u32::MAX), 0.0)];
        let mut respelled = Vec::new();
        for word in words {
            for spelling in &word.terms {
                let Some(taken_for) = &spelling.taken_for else {
                    continue;
                };
                let mut has = [0.0];
                raise(&all, self.fields.all, spelling, &entry, &mut has, 1.0)?;
                if has[0] > 0.0 {
                    respelled.push((word.typed.clone(), taken_for.clone()));
                    break;
                }
            }
        }
        Ok(respelled)
    }

    fn term_query(&self, field: Field, term: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(field, term);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }

    /// The fields that count, with their weights: a heading says what a passage is about.
    fn weighted_fields(&self) -> [(Field, f32); 4] {
        [
            (self.fields.title, 2.2),
            (self.fields.hints, 1.6),
            (self.fields.body, 1.0),
            (self.fields.path, 0.7),
        ]
    }

    fn query(&self, words: &[Word], scope: &Scope) -> BooleanQuery {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in words {
            for spelling in &word.terms {
                let fields: Vec<Box<dyn Query>> = self
                    .weighted_fields()
                    .into_iter()
                    .map(|(field, weight)| -> Box<dyn Query> {
                        let query = self.term_query(field, &spelling.stem);
                        Box::new(BoostQuery::new(query, weight * spelling.weight))
                    })
                    .collect();
                let query = DisjunctionMaxQuery::with_tie_breaker(fields, 0.3);
                clauses.push((Occur::Should, Box::new(query)));
            }
        }
        let stems: Vec<&Spelling> = words.iter().filter_map(|word| word.terms.first()).collect();
        if (2..=8).contains(&stems.len()) && stems.len() == words.len() {
            for (field, weight) in
                [(self.fields.title, 2.0), (self.fields.hints, 1.5), (self.fields.body, 1.5)]
            {
                let terms =
                    stems.iter().map(|spelling| Term::from_field_text(field, &spelling.stem));
                let mut phrase = PhraseQuery::new(terms.collect());
                phrase.set_slop(2);
                clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(phrase), weight))));
            }
        }
        let any = BooleanQuery::with_minimum_required_clauses(clauses, 1);
        let mut narrowed: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(any))];
        self.narrow(&mut narrowed, scope);
        BooleanQuery::new(narrowed)
    }

    fn narrow(&self, clauses: &mut Vec<(Occur, Box<dyn Query>)>, scope: &Scope) {
        if let Some(term) = scope.term() {
            let term = Term::from_field_text(self.fields.scope, &term);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(query), 0.0))));
        }
    }

    /// Weighs the best entries again by how much of the question they have.
    fn looked_at_closely(
        &self,
        words: &[Word],
        top: Vec<(f32, tantivy::DocAddress)>,
    ) -> tantivy::Result<Vec<Hit>> {
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let mut by_number: Vec<(u32, f32)> =
            top.iter().map(|(score, at)| (at.doc_id, *score)).collect();
        by_number.sort_by_key(|(number, _)| *number);
        let whole: f32 = words.iter().map(|word| word.rarity).sum::<f32>().max(f32::MIN_POSITIVE);
        let mut coverage = vec![0.0f32; by_number.len()];
        let mut own = vec![0.0f32; by_number.len()];
        let mut title = vec![0.0f32; by_number.len()];
        let mut matched = vec![0usize; by_number.len()];
        let all = segment.inverted_index(self.fields.all)?;
        let title_index = segment.inverted_index(self.fields.title)?;
        let body_index = segment.inverted_index(self.fields.body)?;
        for word in words {
            let mut best = vec![0.0f32; by_number.len()];
            let mut best_own = vec![0.0f32; by_number.len()];
            let mut best_title = vec![0.0f32; by_number.len()];
            for spelling in &word.terms {
                let weight = spelling.weight * word.rarity;
                raise(&all, self.fields.all, spelling, &by_number, &mut best, weight)?;
                raise(
                    &title_index,
                    self.fields.title,
                    spelling,
                    &by_number,
                    &mut best_title,
                    weight,
                )?;
                if spelling.as_typed() {
                    raise(
                        &body_index,
                        self.fields.body,
                        spelling,
                        &by_number,
                        &mut best_own,
                        weight,
                    )?;
                    raise(
                        &title_index,
                        self.fields.title,
                        spelling,
                        &by_number,
                        &mut best_own,
                        weight,
                    )?;
                }
            }
            for at in 0..by_number.len() {
                coverage[at] += best[at];
                own[at] += best_own[at];
                title[at] += best_title[at];
                matched[at] += usize::from(best[at] > 0.0);
            }
        }
        let mut hits: Vec<Hit> = by_number
            .iter()
            .enumerate()
            .map(|(at, (number, score))| {
                let entry = *number as usize;
                let weight = self.weights.get(entry).copied().unwrap_or(1.0);
                let covered = coverage[at] / whole;
                let titled = title[at] / whole;
                Hit {
                    entry,
                    score: score * (0.4 + covered) * (1.0 + 0.3 * titled) * weight,
                    coverage: covered,
                    own_coverage: own[at] / whole,
                    words_matched: matched[at],
                }
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        Ok(hits)
    }
}

/// Whether a word is likely a slip of the fingers for another, and not another word.
///
/// People seldom miss the first letter. Short words are close to many others: of them only a letter
/// left out, doubled or swapped counts, for a changed one makes another word ("kill", "will").
fn is_slip(typed: &str, meant: &str) -> bool {
    let (length, meant_length) = (typed.chars().count(), meant.chars().count());
    if typed.chars().next() != meant.chars().next() && length < 9 {
        return false;
    }
    match length {
        0..=4 => meant_length > length,
        5..=6 => {
            let mut letters = [typed.chars().collect::<Vec<_>>(), meant.chars().collect()];
            letters.iter_mut().for_each(|letters| letters.sort_unstable());
            meant_length != length || letters[0] == letters[1]
        }
        _ => true,
    }
}

/// Raises `best` to `weight` for each entry of `by_number` that has the term.
fn raise(
    index: &InvertedIndexReader,
    field: Field,
    spelling: &Spelling,
    by_number: &[(u32, f32)],
    best: &mut [f32],
    weight: f32,
) -> tantivy::Result<()> {
    let term = Term::from_field_text(field, &spelling.stem);
    let Some(mut postings): Option<SegmentPostings> =
        index.read_postings(&term, IndexRecordOption::Basic)?
    else {
        return Ok(());
    };
    for (at, (number, _)) in by_number.iter().enumerate() {
        if postings.doc() < *number && postings.seek(*number) == TERMINATED {
            break;
        }
        if postings.doc() == *number {
            best[at] = best[at].max(weight);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_told_from_another_word() {
        for (typed, meant) in [
            ("tols", "tools"),
            ("comit", "commit"),
            ("toxcity", "toxicity"),
            ("reprots", "reports"),
        ] {
            assert!(is_slip(typed, meant), "{typed} {meant}");
        }
        for (typed, meant) in
            [("kill", "will"), ("shirt", "short"), ("scared", "shared"), ("stalking", "talking")]
        {
            assert!(!is_slip(typed, meant), "{typed} {meant}");
        }
    }
}
