//! What the search index holds, and how words become its terms.
//!
//! A passage, a body of people and the way to report are each one entry; an entry's place in the
//! list is its document number in the index, which therefore has one segment and is never changed
//! after it was built.

use super::spelling::american;
use crate::content::words::fold;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    Language, LowerCaser, Stemmer, StopWordFilter, TextAnalyzer, Token, TokenStream, Tokenizer,
    TokenizerManager, WhitespaceTokenizer,
};

/// The name of the tokenizer of every field: texts come as their terms, with spaces between.
const TERMS: &str = "terms";

/// The longest word that becomes a term, in bytes; longer ones are no words.
pub(super) const LONGEST_WORD: usize = 64;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Stems of the heading.
    pub(super) title: Field,
    /// Stems of the headings above.
    pub(super) path: Field,
    /// Stems of the words.
    pub(super) body: Field,
    /// Stems of what people say.
    pub(super) hints: Field,
    /// Stems of all of these: which entries have a word at all.
    pub(super) all: Field,
    /// All words as they are written, by which typing errors and beginnings are found.
    pub(super) written: Field,
    /// The commands and documents to which the entry belongs.
    pub(super) scope: Field,
}

/// The place of the text among the fields by which entries are ranked.
pub(super) const BODY: usize = 2;
/// The place of the hints among these.
pub(super) const HINTS: usize = 3;

impl Fields {
    /// The fields by which entries are ranked.
    pub(super) fn ranked(&self) -> [Field; 4] {
        [self.title, self.path, self.body, self.hints]
    }
}

/// The schema, the same for every edition.
pub(super) fn schema() -> (Schema, Fields) {
    let text = |record: IndexRecordOption| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(TERMS).set_index_option(record),
        )
    };
    let (counted, known) = (IndexRecordOption::WithFreqs, IndexRecordOption::Basic);
    let mut schema = Schema::builder();
    let fields = Fields {
        title: schema.add_text_field("title", text(counted)),
        path: schema.add_text_field("path", text(counted)),
        body: schema.add_text_field("body", text(counted)),
        hints: schema.add_text_field("hints", text(counted)),
        all: schema.add_text_field("all", text(known)),
        written: schema.add_text_field("written", text(known)),
        scope: schema.add_text_field("scope", text(known)),
    };
    (schema.build(), fields)
}

/// The tokenizer that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TERMS, WhitespaceTokenizer::default());
    manager
}

/// Words that English puts everywhere, after Snowball's list
/// (<https://snowballstem.org/algorithms/english/stop.txt>), without apostrophes as words lose theirs
/// here; and single digits, which count list items.
const FUNCTION_WORDS: &str = "i me my myself we our ours ourselves you your yours yourself yourselves \
    he him his himself she her hers herself it its itself they them their theirs themselves what which \
    who whom this that these those am is are was were be been being have has had having do does did \
    doing would should could ought im youre hes shes theyre ive youve weve theyve youd theyd \
    youll theyll isnt arent wasnt werent hasnt havent hadnt doesnt dont didnt wont \
    wouldnt shant shouldnt cant cannot couldnt mustnt lets thats whos whats heres theres whens wheres \
    whys hows a an the and but if or because as until while of at by for with about against between \
    into through during before after above below to from up down in out on off over under again \
    further then once here there when where why how all any both each few more most other some such no \
    nor not only own same so than too very can will just please 0 1 2 3 4 5 6 7 8 9";

/// Whether a word, in lower case, is one of those.
pub(super) fn is_function_word(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> =
        LazyLock::new(|| FUNCTION_WORDS.split_ascii_whitespace().collect());
    KNOWN.contains(word)
}

/// Words that stand in the lists of other languages, and are words of English with a meaning too.
const ENGLISH_TOO: [&str; 12] =
    ["also", "come", "contra", "door", "due", "era", "io", "men", "os", "per", "want", "war"];

/// Whether a word, in lower case, is one that another language puts everywhere. The lists are the
/// search engine's: of the languages most often met, those that are written in Latin or Cyrillic.
pub(super) fn is_foreign_function_word(word: &str) -> bool {
    static OTHERS: LazyLock<TextAnalyzer> = LazyLock::new(|| {
        const LANGUAGES: [Language; 12] = [
            Language::Danish,
            Language::Dutch,
            Language::Finnish,
            Language::French,
            Language::German,
            Language::Hungarian,
            Language::Italian,
            Language::Norwegian,
            Language::Portuguese,
            Language::Russian,
            Language::Spanish,
            Language::Swedish,
        ];
        let lists = LANGUAGES.into_iter().filter_map(StopWordFilter::new);
        let words = lists
            .fold(TextAnalyzer::builder(Words::AS_WRITTEN).dynamic(), |analyser, list| {
                analyser.filter_dynamic(list)
            });
        words.build()
    });
    // Single letters are left of what an apostrophe parted.
    word.chars().count() > 1
        && !is_function_word(word)
        && !ENGLISH_TOO.contains(&word)
        && terms(&mut OTHERS.clone(), word).is_empty()
}

/// Words to stems, without the words that English puts everywhere.
pub(super) fn stems() -> TextAnalyzer {
    static ANALYSER: LazyLock<TextAnalyzer> = LazyLock::new(|| {
        let function_words = FUNCTION_WORDS.split_ascii_whitespace().map(str::to_owned);
        TextAnalyzer::builder(Words::AMERICAN)
            .filter(LowerCaser)
            .filter(StopWordFilter::remove(function_words))
            .filter(Stemmer::new(Language::English))
            .build()
    });
    ANALYSER.clone()
}

/// All words to stems, those that English puts everywhere too: a heading is named by all of its words.
pub(super) fn whole_stems() -> TextAnalyzer {
    static ANALYSER: LazyLock<TextAnalyzer> = LazyLock::new(|| {
        TextAnalyzer::builder(Words::AMERICAN).filter(Stemmer::new(Language::English)).build()
    });
    ANALYSER.clone()
}

/// The terms that `analyser` makes of `text`.
pub(super) fn terms(analyser: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut stream = analyser.token_stream(text);
    let mut terms = Vec::new();
    while stream.advance() {
        terms.push(std::mem::take(&mut stream.token_mut().text));
    }
    terms
}

/// Parts folded text into words; scripts that put no space between words into pairs of letters.
#[derive(Clone)]
struct Words {
    /// Whether British spellings become American ones.
    american: bool,
}

impl Words {
    const AMERICAN: Words = Words { american: true };
    const AS_WRITTEN: Words = Words { american: false };
}

struct WordStream {
    tokens: std::vec::IntoIter<String>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let token = Token { position: usize::MAX, ..Token::default() };
        let mut tokens = words(text);
        if self.american {
            for token in &mut tokens {
                if let Cow::Owned(spelt) = american(token) {
                    *token = spelt;
                }
            }
        }
        WordStream { tokens: tokens.into_iter(), token }
    }
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(word) => {
                self.token.text = word;
                self.token.position = self.token.position.wrapping_add(1);
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut found = Vec::new();
    for piece in folded.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        // An apostrophe inside a word is dropped, a possessive ending goes with it.
        let piece = piece.trim_matches('\'');
        let piece = piece.strip_suffix("'s").unwrap_or(piece).replace('\'', "");
        let mut start = 0;
        let mut chars = piece.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(at, c)| (*at, *c));
            let ends = next.is_none_or(|(_, next)| spaceless(next) != spaceless(c));
            if ends {
                let end = at + c.len_utf8();
                let run = &piece[start..end];
                start = end;
                if spaceless(c) {
                    pairs(run, &mut found);
                } else if run.len() <= LONGEST_WORD {
                    found.push(run.to_owned());
                }
            }
        }
    }
    found
}

fn pairs(run: &str, found: &mut Vec<String>) {
    let letters: Vec<char> = run.chars().collect();
    match letters.as_slice() {
        [one] => found.push(one.to_string()),
        letters => found.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>())),
    }
}

/// Whether a letter belongs to a script that is written without spaces between words.
fn spaceless(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff // Thai, Lao, Burmese, Khmer
        | 0x3040..=0x30ff | 0x31f0..=0x31ff                 // Hiragana, Katakana
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff) // Han
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_script() {
        for (text, expected) in [
            ("Don't panic!", vec!["dont", "panic"]),
            ("the Alliance’s mission", vec!["the", "alliance", "mission"]),
            ("multi-stakeholdership", vec!["multi", "stakeholdership"]),
            ("行为准则", vec!["行为", "为准", "准则"]),
            ("SIG行", vec!["sig", "行"]),
            ("¿¡…", vec![]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn curation_and_curate_are_one_stem() {
        let mut stems = stems();
        assert_eq!(terms(&mut stems, "We curate"), terms(&mut stems, "we CURATION"));
        assert_eq!(terms(&mut stems, "we curat"), terms(&mut stems, "we curate"));
    }
}
