//! Finds entries by words, and says how well they fit.
//!
//! It ranks; it does not decide. Whether a match is certain enough to be quoted is
//! [`crate::ask`]'s to say, from the [`Hit`]s found here.

use super::abbreviations::Abbreviations;
use super::asked::{self, Asked, MOST_SPELLINGS, ReadWord, Word};
use super::command_of;
use super::entry;
use super::evidence::{Counted, Evidence, Sought, Tally, WEIGHTS};
use super::pieces::{Pieces, WordId};
use super::schema::{self, Fields};
use super::vocabulary::Vocabulary;
use super::{Target, names::Names};
use crate::content::document::Kind;
use crate::content::organisation::Catalogue;
use std::fmt;
use std::sync::OnceLock;
use tantivy::collector::TopDocs;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Index, InvertedIndexReader, ReloadPolicy, Searcher, TERMINATED, Term};

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

/// The index, ready to answer.
pub(super) struct Search {
    index: Index,
    searcher: Searcher,
    fields: Fields,
    vocabulary: Vocabulary,
    abbreviations: Abbreviations,
    /// What an entry's score is multiplied by, for its standing.
    weights: Vec<f32>,
    /// The average length of each field, in words.
    lengths: [f32; 4],
    /// How rare each word of the index is.
    rarities: Vec<f32>,
    /// The entries that were looked at closely, taken apart.
    pieces: Vec<OnceLock<Pieces>>,
}

/// What the entries are made of, for those that are looked at closely.
#[derive(Clone, Copy)]
pub(super) struct Entries<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) targets: &'a [Target],
    pub(super) names: &'a Names,
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
        let vocabulary = Vocabulary::of(&searcher, fields.written)?;
        let mut search = Search {
            index,
            fields,
            vocabulary,
            abbreviations,
            pieces: weights.iter().map(|_| OnceLock::new()).collect(),
            weights,
            lengths: [1.0; 4],
            rarities: Vec::new(),
            searcher,
        };
        search.measure()?;
        Ok(search)
    }

    /// Learns how long the fields are and how rare the words.
    fn measure(&mut self) -> tantivy::Result<()> {
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(());
        };
        let entries = segment.max_doc().max(1) as f32;
        for (length, field) in self.lengths.iter_mut().zip(self.fields.ranked()) {
            let words = segment.inverted_index(field)?.total_num_tokens() as f32;
            *length = (words / entries).max(f32::MIN_POSITIVE);
        }
        let all = segment.inverted_index(self.fields.all)?;
        let mut stream = all.terms().stream()?;
        let mut rarities = Vec::with_capacity(all.terms().num_terms());
        while stream.advance() {
            rarities.push(self.rarity(u64::from(stream.value().doc_freq)));
        }
        self.rarities = rarities;
        Ok(())
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
        if asked.words.is_empty() {
            return Ok(found);
        }
        let query = self.query(&asked.words, scope);
        let top =
            self.searcher.search(&query, &TopDocs::with_limit(CLOSE_LOOK).order_by_score())?;
        let mut numbers: Vec<u32> = top.iter().map(|(_, at)| at.doc_id).collect();
        numbers.sort_unstable();
        let named = entries.names.documents_named_in(self, text);
        found.hits = self.looked_at_closely(&asked.words, &numbers, &named, entries)?;
        if let Some(best) = found.hits.first() {
            found.respelled = self.respelled(&asked.words, best.entry)?;
        }
        found.unknown_words = asked.unknown;
        Ok(found)
    }

    /// What each word of `text` that carries meaning is read as.
    pub(super) fn read(&self, text: &str) -> tantivy::Result<Vec<ReadWord>> {
        Ok(Asked::read(self, text)?.words.iter().map(ReadWord::from).collect())
    }

    /// The best entries by the composed query alone: what the whole of an answer is measured
    /// against.
    pub(super) fn query_alone(
        &self,
        text: &str,
        scope: &Scope,
    ) -> tantivy::Result<impl FnMut() -> usize> {
        let asked = Asked::read(self, text)?;
        let query = self.query(&asked.words, scope);
        let searcher = self.searcher.clone();
        Ok(move || {
            searcher
                .search(&query, &TopDocs::with_limit(CLOSE_LOOK).order_by_score())
                .map_or(0, |top| top.len())
        })
    }

    /// How many entries have this word as written.
    pub(super) fn entries_with_written(&self, word: &str) -> u64 {
        u64::from(self.vocabulary.entries(word))
    }

    /// Whether any entry has this word as written.
    pub(super) fn has_written(&self, word: &str) -> bool {
        self.entries_with_written(word) > 0
    }

    /// How many entries have a word with this stem.
    pub(super) fn entries_with(&self, stem: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.all, stem))
    }

    /// How many of the entries that `counts` have a word with this stem in what they say.
    pub(super) fn entries_saying(&self, stem: &str, counts: &dyn Fn(usize) -> bool) -> usize {
        let postings = || {
            let segment = self.searcher.segment_readers().first()?;
            let body = segment.inverted_index(self.fields.body).ok()?;
            let term = Term::from_field_text(self.fields.body, stem);
            body.read_postings(&term, IndexRecordOption::Basic).ok()?
        };
        let Some(mut postings) = postings() else {
            return 0;
        };
        let mut entries = 0;
        while postings.doc() != TERMINATED {
            entries += usize::from(counts(postings.doc() as usize));
            postings.advance();
        }
        entries
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
            found.extend(asked::near(self, start).into_iter().map(|(_, _, word)| word.to_owned()));
            found.truncate(MOST_SPELLINGS);
        }
        Ok(found)
    }

    /// The words of a question that an entry has only under another spelling: as typed, as taken.
    fn respelled(&self, words: &[Word], entry: usize) -> tantivy::Result<Vec<(String, String)>> {
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let all = segment.inverted_index(self.fields.all)?;
        let entry = u32::try_from(entry).unwrap_or(u32::MAX);
        let mut respelled = Vec::new();
        for word in words {
            for spelling in &word.terms {
                let Some(taken_for) = &spelling.taken_for else {
                    continue;
                };
                if has(&all, self.fields.all, &spelling.stem, entry)? {
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

    fn query(&self, words: &[Word], scope: &Scope) -> BooleanQuery {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for spelling in words.iter().flat_map(|word| &word.terms) {
            let fields = self.fields.ranked().into_iter().zip(WEIGHTS);
            let fields: Vec<Box<dyn Query>> = fields
                .map(|(field, weight)| -> Box<dyn Query> {
                    let query = self.term_query(field, &spelling.stem);
                    Box::new(BoostQuery::new(query, weight * spelling.weight))
                })
                .collect();
            let query = DisjunctionMaxQuery::with_tie_breaker(fields, 0.3);
            clauses.push((Occur::Should, Box::new(query)));
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

    /// Weighs entries, given by their ascending numbers, by all that speaks for each.
    fn looked_at_closely(
        &self,
        words: &[Word],
        numbers: &[u32],
        named: &[bool],
        entries: Entries<'_>,
    ) -> tantivy::Result<Vec<Hit>> {
        let Some(segment) = self.searcher.segment_readers().first() else {
            return Ok(Vec::new());
        };
        let mut columns = Vec::with_capacity(WEIGHTS.len());
        for (field, average) in self.fields.ranked().into_iter().zip(self.lengths) {
            columns.push(Column {
                field,
                index: segment.inverted_index(field)?,
                lengths: segment.get_fieldnorms_reader(field)?,
                average,
            });
        }
        let mut tallies = vec![Tally::default(); numbers.len()];
        let mut counted: Vec<Counted> = Vec::new();
        for word in words {
            // One row for each entry, with a place for each term that the word may stand for.
            let terms = word.terms.len();
            counted.clear();
            counted.resize(terms * numbers.len(), Counted::default());
            for (term, spelling) in word.terms.iter().enumerate() {
                for (place, column) in columns.iter().enumerate() {
                    column.count(&spelling.stem, numbers, &mut |at, times, length| {
                        if let Some(counted) = counted.get_mut(at * terms + term) {
                            counted.add(place, times, length);
                        }
                    })?;
                }
            }
            for (at, tally) in tallies.iter_mut().enumerate() {
                tally.add(word, &counted[at * terms..(at + 1) * terms]);
            }
        }
        let all = segment.inverted_index(self.fields.all)?;
        let dictionary = all.terms();
        let id = |stem: &str| -> Option<WordId> {
            WordId::try_from(dictionary.term_ord(stem).ok()??).ok()
        };
        let rarity = |id: WordId| self.rarities.get(id as usize).copied().unwrap_or_default();
        let sought = Sought::of(words, self.rarities.len(), &id);
        let mut hits = Vec::with_capacity(numbers.len());
        for (number, tally) in numbers.iter().zip(&tallies) {
            let entry = *number as usize;
            let Some((target, taken_apart)) =
                entries.targets.get(entry).zip(self.pieces.get(entry))
            else {
                continue;
            };
            let pieces = taken_apart.get_or_init(|| {
                let words = entry::Words::of(entries.catalogue, *target);
                Pieces::of(&words, &self.abbreviations, dictionary)
            });
            let mut evidence = tally.evidence();
            sought.look_at(pieces, &rarity, &mut evidence);
            evidence.standing = self.weights.get(entry).copied().unwrap_or(1.0);
            evidence.named = match target {
                Target::Passage(at) => entries.names.is_of_any(*at, named),
                Target::Body(_) | Target::Report | Target::Help => false,
            };
            hits.push(Hit {
                entry,
                score: evidence.score(),
                coverage: evidence.share,
                own_coverage: tally.own_coverage(),
                words_matched: tally.matched,
                words_as_typed: tally.as_typed,
                evidence,
            });
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        Ok(hits)
    }
}

/// A field of the index, to count words in.
struct Column {
    field: Field,
    index: std::sync::Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    average: f32,
}

impl Column {
    /// Tells `counted` of each entry, by its place in the ascending `numbers`, how often it has a term
    /// and how long the field is there, in units of the average.
    fn count(
        &self,
        stem: &str,
        numbers: &[u32],
        counted: &mut dyn FnMut(usize, u32, f32),
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.field, stem);
        let Some(mut postings) = self.index.read_postings(&term, IndexRecordOption::WithFreqs)?
        else {
            return Ok(());
        };
        for (at, number) in numbers.iter().enumerate() {
            if postings.doc() < *number && postings.seek(*number) == TERMINATED {
                break;
            }
            if postings.doc() == *number {
                let length = self.lengths.fieldnorm(*number) as f32 / self.average;
                counted(at, postings.term_freq(), length);
            }
        }
        Ok(())
    }
}

/// Whether an entry has a term in a field.
fn has(index: &InvertedIndexReader, field: Field, stem: &str, entry: u32) -> tantivy::Result<bool> {
    let term = Term::from_field_text(field, stem);
    let postings = index.read_postings(&term, IndexRecordOption::Basic)?;
    Ok(postings.is_some_and(|mut postings| {
        if postings.doc() < entry { postings.seek(entry) == entry } else { postings.doc() == entry }
    }))
}
