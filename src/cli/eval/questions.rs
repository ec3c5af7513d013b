//! The question file: one JSON object a line, each a question with what truly answers it.
//!
//! Mistakes of the file are told by line, so that whoever keeps it can mend them. It asks nothing.

use crate::cli::Failure;
use crate::content::link;
use crate::content::passage::Passage;
use crate::content::words::fold;
use crate::library::Library;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// A question whose answer is known.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// The line of the file, from 1.
    #[serde(skip)]
    pub(super) line: usize,
    /// By what runs name it.
    pub(super) id: String,
    /// The group in which its figures stand.
    pub(super) style: String,
    /// What is typed.
    pub(super) ask: String,
    /// Whether the documents answer it.
    pub(super) answerable: bool,
    /// Everything that truly answers it.
    #[serde(default)]
    pub(super) expect: Vec<Expected>,
}

/// A place that truly answers a question.
#[derive(Deserialize)]
pub(super) struct Expected {
    /// The address of the section.
    pub(super) url: String,
    /// The list item below its heading, where only that one answers.
    pub(super) item: Option<String>,
}

impl Expected {
    /// Whether a passage stands there.
    pub(super) fn is(&self, passage: &Passage) -> bool {
        let wanted = link::key(&self.url);
        let mut urls = std::iter::once(&passage.citation.url).chain(&passage.also_at);
        urls.any(|url| link::key(url) == wanted)
            && self.item.as_ref().is_none_or(|item| fold(item) == fold(&passage.heading))
    }

    /// The id of the first passage that stands there, in the order of the documents.
    pub(super) fn passage<'a>(&self, library: &'a Library) -> Option<&'a str> {
        let mut passages = library.edition.catalogue.passages.iter();
        passages.find(|passage| self.is(passage)).map(|passage| passage.id.as_str())
    }

    /// Its address, with the item.
    pub(super) fn named(&self) -> String {
        match &self.item {
            Some(item) => format!("{} ({item})", self.url),
            None => self.url.clone(),
        }
    }
}

/// What the file lacks for a question ever to be answered rightly.
#[derive(Serialize)]
pub(super) struct Lack {
    /// The line of the file, from 1.
    pub(super) line: usize,
    /// The question.
    pub(super) id: String,
    /// What is wrong, in a sentence.
    pub(super) what: String,
}

/// Whether a question is one for a roster, which is counted apart.
pub(super) fn is_for_a_roster(ask: &str) -> bool {
    ask.starts_with("/who-is-on")
}

/// The questions of a file.
pub(super) fn read(file: &Path) -> Result<Vec<Asked>, Failure> {
    let path = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Usage(format!("{path} cannot be read: {error}.")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut questions: Vec<Asked> = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (at, text) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line = at + 1;
        let asked: Asked = serde_json::from_str(text).map_err(|error| {
            Failure::Usage(format!("{path}:{line}:{}: This is no question: {error}. Each line is one JSON object with id, style, ask, answerable and expect.", error.column()))
        })?;
        if let Some(first) = lines.insert(asked.id.clone(), line) {
            return Err(Failure::Usage(format!(
                "{path}:{line}: The id `{}` stands in line {first} already. Give each question its own.",
                asked.id
            )));
        }
        questions.push(Asked { line, ..asked });
    }
    if questions.is_empty() {
        return Err(Failure::Usage(format!("{path} holds no questions.")));
    }
    Ok(questions)
}

/// Addresses that no passage has, and answerable questions that name none.
pub(super) fn lacks(questions: &[Asked], library: &Library) -> Vec<Lack> {
    let mut lacks = Vec::new();
    for asked in questions.iter().filter(|asked| asked.answerable) {
        let lack = |what| Lack { line: asked.line, id: asked.id.clone(), what };
        if asked.expect.is_empty() && !is_for_a_roster(&asked.ask) {
            lacks.push(lack("Answerable, and names no address".to_owned()));
        }
        let unknown = asked.expect.iter().filter(|expected| expected.passage(library).is_none());
        lacks.extend(unknown.map(|it| lack(format!("No passage has {}", it.named()))));
    }
    lacks
}
