//! The search engine alone, asked as one would ask it who had nothing else: the same words in the same
//! fields of the same index, the best of them first.

use std::path::Path;
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Directory, Index, Searcher, Term};
use tenet::index::{Edition, Scope};

/// The fields by which entries are ranked, and how much a word counts in each.
const FIELDS: [(&str, f32); 4] = [("title", 1.85), ("path", 1.1), ("body", 0.6), ("hints", 1.7)];
/// As many entries as an answer looks at closely.
const MOST: usize = 40;

pub(crate) struct Engine {
    searcher: Searcher,
    fields: Vec<(Field, f32)>,
    scope: Field,
}

impl Engine {
    /// With the index of an edition, in memory.
    pub(crate) fn of(edition: &Edition) -> anyhow::Result<Engine> {
        let directory = RamDirectory::create();
        for (name, content) in edition.to_files()? {
            directory.atomic_write(Path::new(&name), &content)?;
        }
        let searcher = Index::open(directory)?.reader()?.searcher();
        let schema = searcher.schema();
        let mut fields = Vec::new();
        for (field, weight) in FIELDS {
            fields.push((schema.get_field(field)?, weight));
        }
        Ok(Engine { fields, scope: schema.get_field("scope")?, searcher })
    }

    /// The query for the words of `text` within `scope`, to be run as often as one likes: it gives the
    /// number of entries that it found.
    pub(crate) fn query(
        &self,
        edition: &Edition,
        text: &str,
        scope: &Scope,
    ) -> impl FnMut() -> usize + use<> {
        let mut analyser = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(LowerCaser)
            .filter(Stemmer::new(Language::English))
            .build();
        let mut clauses = Vec::new();
        for word in edition.read(text).into_iter().filter(|word| !word.unknown) {
            let mut meant = word.taken_for;
            if meant.is_empty() {
                meant.push((word.typed, 1.0));
            }
            for (word, likely) in meant {
                let mut stream = analyser.token_stream(&word);
                while stream.advance() {
                    let of_word = self.of_word(&stream.token().text, likely);
                    clauses.push((Occur::Should, of_word));
                }
            }
        }
        let any = BooleanQuery::with_minimum_required_clauses(clauses, 1);
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(any))];
        if *scope != Scope::Everything {
            let within = term(self.scope, &scope.to_string(), IndexRecordOption::Basic);
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(within, 0.0))));
        }
        let (query, searcher) = (BooleanQuery::new(all), self.searcher.clone());
        move || {
            let top = TopDocs::with_limit(MOST).order_by_score();
            searcher.search(&query, &top).map_or(0, |top| top.len())
        }
    }

    fn of_word(&self, stem: &str, likely: f32) -> Box<dyn Query> {
        let of_fields = self.fields.iter().map(|(field, weight)| -> Box<dyn Query> {
            let of_field = term(*field, stem, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(of_field, weight * likely))
        });
        Box::new(DisjunctionMaxQuery::with_tie_breaker(of_fields.collect(), 0.3))
    }
}

fn term(field: Field, text: &str, record: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}
