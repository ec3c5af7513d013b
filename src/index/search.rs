//! Finds entries by words, and says how well they fit.
//!
//! It ranks; it does not decide. Whether a match is certain enough to be quoted is
//! [`crate::ask`]'s to say, from the [`Hit`]s found here.

use super::abbreviations::Abbreviations;
use super::asked::{self, Asked, MOST_SPELLINGS, ReadWord, Word};
use super::called::Called;
use super::command_of;
use super::entry;
use super::evidence::Evidence;
use super::occurrences::{Occurrences, WordId};
use super::pieces::Pieces;
use super::schema::{self, Fields};
use super::sought::Sought;
use super::tally::{Tallies, Tally};
use super::vocabulary::Vocabulary;
use super::{Target, in_scope};
use crate::content::document::Kind;
use crate::content::organisation::Catalogue;
use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, InvertedIndexReader, ReloadPolicy, Searcher, TantivyError, Term};

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

    /// Whether an entry is part of it.
    fn holds_entry(&self, entry: Target, catalogue: &Catalogue) -> bool {
        let command = match entry {
            Target::Passage(at) => {
                return catalogue.passages.get(at).is_some_and(|passage| in_scope(passage, self));
            }
            Target::Body(_) => "who-is-on",
            Target::Report => "report",
            Target::Help => "help",
        };
        match self {
            Scope::Everything => true,
            Scope::Command(name) => *name == command,
            Scope::Document(_) => false,
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

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term().as_deref().unwrap_or("everything"))
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
    /// rare it is, whether or not the content has it.
    pub coverage: f32,
    /// The same, for the words that stand in the heading or the text as they were typed: neither
    /// through a hint nor through a typing error.
    pub own_coverage: f32,
    /// How many of the question's words the entry has.
    pub words_matched: usize,
    /// How many of these it has as they were typed, if only in a hint.
    pub words_as_typed: usize,
    /// What the score is made of.
    pub evidence: Evidence,
}

impl Hit {
    /// An entry before it is looked at closely.
    fn of(entry: usize, tally: &Tally, own_coverage: f32, evidence: Evidence) -> Hit {
        Hit {
            entry,
            score: evidence.score(),
            coverage: evidence.share,
            own_coverage,
            words_matched: tally.matched,
            words_as_typed: tally.as_typed,
            evidence,
        }
    }

    /// The order of hits; of those that fit alike the first entry.
    fn better_first(one: &Hit, other: &Hit) -> Ordering {
        other.score.total_cmp(&one.score).then(one.entry.cmp(&other.entry))
    }
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
    /// What a word says that no entry has: nothing says more.
    pub rarest: f32,
}

/// What a word comes to in the index.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Stem {
    /// Its stem stands in the list of words.
    Listed(WordId),
    /// It stands nowhere, in whatever ending.
    Unlisted(String),
}

/// The index, ready to answer.
pub(super) struct Search {
    index: Index,
    searcher: Searcher,
    fields: Fields,
    /// Every stem.
    all: Arc<InvertedIndexReader>,
    occurrences: Occurrences,
    vocabulary: Vocabulary,
    abbreviations: Abbreviations,
    /// What an entry's score is multiplied by, for its standing.
    weights: Vec<f32>,
    /// How rare each stem is.
    rarities: Vec<f32>,
    /// The entries that were looked at closely, taken apart.
    pieces: Vec<OnceLock<Pieces>>,
}

/// What the entries are made of, for those that are looked at closely.
#[derive(Clone, Copy)]
pub(super) struct Entries<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) targets: &'a [Target],
    pub(super) called: &'a Called,
}

impl Search {
    /// Opens an index that is complete; it is read into memory.
    pub(super) fn open(
        mut index: Index,
        abbreviations: Abbreviations,
        weights: Vec<f32>,
    ) -> tantivy::Result<Search> {
        index.set_tokenizers(schema::tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (_, fields) = schema::schema();
        let searcher: Searcher = reader.searcher();
        let [segment] = searcher.segment_readers() else {
            return Err(TantivyError::InternalError("it has not one segment".to_owned()));
        };
        let all = segment.inverted_index(fields.all)?;
        let mut search = Search {
            occurrences: Occurrences::of_segment(segment, &fields)?,
            vocabulary: Vocabulary::of(&searcher, fields.written)?,
            index,
            fields,
            abbreviations,
            pieces: weights.iter().map(|_| OnceLock::new()).collect(),
            weights,
            rarities: Vec::with_capacity(all.terms().num_terms()),
            all,
            searcher,
        };
        let mut stream = search.all.terms().stream()?;
        while stream.advance() {
            let rarity = search.rarity(u64::from(stream.value().doc_freq));
            search.rarities.push(rarity);
        }
        drop(stream);
        Ok(search)
    }

    /// The index itself, to be written to disk.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(super) fn abbreviations(&self) -> &Abbreviations {
        &self.abbreviations
    }

    /// The entries that fit `text` best within `scope`.
    pub(super) fn find(
        &self,
        text: &str,
        scope: &Scope,
        entries: Entries<'_>,
    ) -> tantivy::Result<Found> {
        let asked = Asked::read(self, text)?;
        let mut found =
            Found { words: asked.words.len(), rarest: self.rarity(0), ..Found::default() };
        let tallies = Tallies::of(&asked.words, self.weights.len(), &self.occurrences)?;
        let named = entries.called.named_in(&asked.stems);
        let mut fitting: Vec<Hit> = tallies
            .entries()
            .filter_map(|(entry, tally)| {
                let target = *entries.targets.get(entry)?;
                if !scope.holds_entry(target, entries.catalogue) {
                    return None;
                }
                let mut evidence = tallies.evidence(tally);
                evidence.standing = self.weights.get(entry).copied().unwrap_or(1.0);
                evidence.named = match target {
                    Target::Passage(at) => entries.called.is_of_any(at, &named),
                    Target::Body(_) | Target::Report | Target::Help => false,
                };
                Some(Hit::of(entry, tally, tallies.own_coverage(tally), evidence))
            })
            .collect();
        if fitting.len() > CLOSE_LOOK {
            fitting.select_nth_unstable_by(CLOSE_LOOK, Hit::better_first);
            fitting.truncate(CLOSE_LOOK);
        }
        let sought = Sought::of(&asked.words, self.listed());
        for hit in &mut fitting {
            if let Some(pieces) = self.pieces_of(hit.entry, entries) {
                sought.look_at(pieces, &mut hit.evidence);
                hit.score = hit.evidence.score();
            }
        }
        fitting.sort_by(Hit::better_first);
        found.hits = fitting;
        if let Some(best) = found.hits.first() {
            found.respelled = self.respelled(&asked.words, best.entry)?;
        }
        found.unknown_words = asked.unknown;
        Ok(found)
    }

    /// An entry taken apart.
    fn pieces_of(&self, entry: usize, entries: Entries<'_>) -> Option<&Pieces> {
        let (target, pieces) = entries.targets.get(entry).zip(self.pieces.get(entry))?;
        Some(pieces.get_or_init(|| {
            let words = entry::Words::of(entries.catalogue, *target);
            let rarity = |word| self.rarity_of(word);
            Pieces::of(&words, &self.abbreviations, self.all.terms(), &rarity)
        }))
    }

    /// What a word that is read by `analyser` comes to; `None` where it says nothing.
    pub(super) fn stem(
        &self,
        word: &str,
        analyser: &mut TextAnalyzer,
    ) -> tantivy::Result<Option<Stem>> {
        let written = self.vocabulary.written(word);
        if let Some(known) = written.and_then(|written| written.stem.get()) {
            return Ok(known.map(Stem::Listed));
        }
        let Some(stem) = schema::terms(analyser, word).pop() else {
            if let Some(written) = written {
                written.stem.get_or_init(|| None);
            }
            return Ok(None);
        };
        let listed = self.all.terms().term_ord(&stem)?;
        let Some(id) = listed.and_then(|at| WordId::try_from(at).ok()) else {
            return Ok(Some(Stem::Unlisted(stem)));
        };
        if let Some(written) = written {
            written.stem.get_or_init(|| Some(id));
        }
        Ok(Some(Stem::Listed(id)))
    }

    /// How many stems the list has.
    pub(super) fn listed(&self) -> usize {
        self.rarities.len()
    }

    /// What each word of `text` that carries meaning is read as.
    pub(super) fn read(&self, text: &str) -> tantivy::Result<Vec<ReadWord>> {
        Ok(Asked::read(self, text)?.words.iter().map(ReadWord::from).collect())
    }

    /// How many entries have this word as written.
    pub(super) fn entries_with_written(&self, word: &str) -> u64 {
        u64::from(self.vocabulary.entries(word))
    }

    /// Whether any entry has this word as written.
    pub(super) fn has_written(&self, word: &str) -> bool {
        self.entries_with_written(word) > 0
    }

    /// How many of the entries that `counts` have a word in what they say.
    pub(super) fn entries_saying(
        &self,
        word: WordId,
        counts: &dyn Fn(usize) -> bool,
    ) -> tantivy::Result<usize> {
        self.occurrences.saying(word, counts)
    }

    /// Whether any entry has this stem in its heading, in those above, or in its words.
    pub(super) fn stands_in_documents(&self, stem: &str) -> bool {
        [self.fields.title, self.fields.path, self.fields.body].into_iter().any(|field| {
            let term = Term::from_field_text(field, stem);
            self.searcher.doc_freq(&term).is_ok_and(|count| count > 0)
        })
    }

    /// The weight of a word that so many entries have, as BM25 weighs it.
    pub(super) fn rarity(&self, entries: u64) -> f32 {
        let all = self.searcher.num_docs() as f32;
        let entries = entries as f32;
        (1.0 + (all - entries + 0.5) / (entries + 0.5)).ln()
    }

    /// How rare a stem is; nought where it is not in the list.
    pub(super) fn rarity_of(&self, word: WordId) -> f32 {
        self.rarities.get(word as usize).copied().unwrap_or_default()
    }

    /// How rare a stem is that may be in the list, and is not always.
    pub(super) fn rarity_of_stem(&self, stem: &str) -> f32 {
        let listed = self.all.terms().term_ord(stem).ok().flatten();
        let listed = listed.and_then(|at| WordId::try_from(at).ok());
        listed.map_or(0.0, |word| self.rarity_of(word))
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
            found.extend(asked::near(self, start).into_iter().map(|(_, _, word)| word.to_owned()));
            found.truncate(MOST_SPELLINGS);
        }
        Ok(found)
    }

    /// The words of a question that an entry has only under another spelling: as typed, as taken.
    fn respelled(&self, words: &[Word], entry: usize) -> tantivy::Result<Vec<(String, String)>> {
        let mut respelled = Vec::new();
        for word in words {
            for spelling in &word.terms {
                let Some(taken_for) = &spelling.taken_for else {
                    continue;
                };
                if self.occurrences.has(spelling.stem, entry)? {
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

    fn narrow(&self, clauses: &mut Vec<(Occur, Box<dyn Query>)>, scope: &Scope) {
        if let Some(term) = scope.term() {
            let term = Term::from_field_text(self.fields.scope, &term);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(query), 0.0))));
        }
    }
}
