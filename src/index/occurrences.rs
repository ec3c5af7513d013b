//! Where each word stands, and how often.
//!
//! Read from the index when a word is first asked for, and kept: people ask for the same words again,
//! and to read all of them would make the start slow. Says nothing of what a word is worth.

use super::schema::{BODY, Fields};
use super::tally::Counted;
use std::sync::{Arc, OnceLock};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

/// A stem's place in the index's list of words.
pub(super) type WordId = u32;

/// A word in an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    /// The entry, by its place.
    pub(super) entry: u32,
    /// How often the word stands there.
    pub(super) counted: Counted,
}

/// The occurrences of every word.
pub(super) struct Occurrences {
    /// The list of words.
    all: Arc<InvertedIndexReader>,
    /// The fields by which entries are ranked.
    columns: Vec<Column>,
    /// By the place of the word in the list.
    read: Vec<OnceLock<Box<[Occurrence]>>>,
}

/// A field of the index, to count words in.
struct Column {
    field: Field,
    index: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    /// The average length, in words.
    average: f32,
}

impl Occurrences {
    /// Those in a segment, none of them read yet.
    pub(super) fn of_segment(
        segment: &SegmentReader,
        fields: &Fields,
    ) -> tantivy::Result<Occurrences> {
        let entries = segment.max_doc().max(1) as f32;
        let mut columns = Vec::new();
        for field in fields.ranked() {
            let index = segment.inverted_index(field)?;
            columns.push(Column {
                field,
                lengths: segment.get_fieldnorms_reader(field)?,
                average: (index.total_num_tokens() as f32 / entries).max(f32::MIN_POSITIVE),
                index,
            });
        }
        let all = segment.inverted_index(fields.all)?;
        let read = (0..all.terms().num_terms()).map(|_| OnceLock::new()).collect();
        Ok(Occurrences { all, columns, read })
    }

    /// Where a word stands, by ascending places of entries; nowhere, if it is not in the list.
    pub(super) fn of(&self, word: WordId) -> tantivy::Result<&[Occurrence]> {
        let Some(kept) = self.read.get(word as usize) else {
            return Ok(&[]);
        };
        if let Some(read) = kept.get() {
            return Ok(read);
        }
        let read = self.read(word)?;
        Ok(kept.get_or_init(|| read))
    }

    /// Whether a word stands in an entry.
    pub(super) fn has(&self, word: WordId, entry: usize) -> tantivy::Result<bool> {
        let found = self.of(word)?.binary_search_by_key(&entry, |at| at.entry as usize);
        Ok(found.is_ok())
    }

    /// How many of the entries that `counts` have a word in what they say.
    pub(super) fn saying(
        &self,
        word: WordId,
        counts: &dyn Fn(usize) -> bool,
    ) -> tantivy::Result<usize> {
        let Some(body) = self.columns.get(BODY) else {
            return Ok(0);
        };
        let term = Term::from_field_text(body.field, &self.stem(word)?);
        let Some(mut postings) = body.index.read_postings(&term, IndexRecordOption::Basic)? else {
            return Ok(0);
        };
        let mut entries = 0;
        while postings.doc() != TERMINATED {
            entries += usize::from(counts(postings.doc() as usize));
            postings.advance();
        }
        Ok(entries)
    }

    fn stem(&self, word: WordId) -> tantivy::Result<String> {
        let mut stem = Vec::new();
        self.all.terms().ord_to_term(u64::from(word), &mut stem)?;
        Ok(String::from_utf8_lossy(&stem).into_owned())
    }

    fn read(&self, word: WordId) -> tantivy::Result<Box<[Occurrence]>> {
        let stem = self.stem(word)?;
        let mut counts: Vec<(u32, usize, u32, f32)> = Vec::new();
        for (place, column) in self.columns.iter().enumerate() {
            let term = Term::from_field_text(column.field, &stem);
            let postings = column.index.read_postings(&term, IndexRecordOption::WithFreqs)?;
            let Some(mut postings) = postings else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let length = column.lengths.fieldnorm(postings.doc()) as f32 / column.average;
                counts.push((postings.doc(), place, postings.term_freq(), length));
                postings.advance();
            }
        }
        counts.sort_by_key(|(entry, place, ..)| (*entry, *place));
        let of_entries = counts.chunk_by(|(one, ..), (next, ..)| one == next);
        let occurrences = of_entries.map(|of_entry| {
            let mut counted = Counted::default();
            for (_, place, times, length) in of_entry {
                counted.add(*place, *times, *length);
            }
            Occurrence { entry: of_entry.first().map_or(0, |(entry, ..)| *entry), counted }
        });
        Ok(occurrences.collect())
    }
}
