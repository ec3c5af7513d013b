//! The words of every passage, now and before, taken apart once so that quotations can be held
//! against them.

use super::Edition;
use crate::content::passage::Part;
use crate::content::quotation::Words;
use std::sync::OnceLock;

/// The words of an edition, taken apart when somebody first asks.
#[derive(Default)]
pub(super) struct SpokenOnce(OnceLock<Spoken>);

/// The words of an edition.
#[derive(Debug, Default)]
pub struct Spoken {
    /// Of each passage, by its place in the catalogue; none for an outline.
    pub passages: Vec<Words>,
    /// Of each version of each thread of the history.
    pub versions: Vec<Vec<Words>>,
    /// Of each document as a whole, headings too, in the order of its page.
    pub documents: Vec<SpokenDocument>,
}

/// The words of a document as a whole.
#[derive(Debug, Default)]
pub struct SpokenDocument {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: Words,
    /// Its sections, by place in the catalogue, with the place of their first word.
    pub sections: Vec<(usize, usize)>,
}

impl Edition {
    /// The words of the edition, to hold quotations against.
    pub fn spoken(&self) -> &Spoken {
        self.spoken.0.get_or_init(|| {
            let catalogue = &self.catalogue;
            let of_thread = |thread: &crate::content::history::Thread| {
                thread.versions.iter().map(|version| Words::of(&version.text)).collect()
            };
            let mut spoken = Spoken {
                passages: catalogue
                    .passages
                    .iter()
                    .map(|passage| Words::of(&passage.text))
                    .collect(),
                versions: catalogue.history.threads.iter().map(of_thread).collect(),
                documents: Vec::new(),
            };
            for (at, passage) in catalogue.passages.iter().enumerate() {
                if passage.part != Part::Section {
                    continue;
                }
                let id = &passage.citation.document;
                if spoken.documents.last().is_none_or(|document| document.id != *id) {
                    let document = SpokenDocument { id: id.clone(), ..SpokenDocument::default() };
                    spoken.documents.push(document);
                }
                if let Some(document) = spoken.documents.last_mut() {
                    document.sections.push((at, document.words.len()));
                    document.words.extend(&Words::of(&passage.heading));
                    document.words.extend(&spoken.passages[at]);
                }
            }
            spoken
        })
    }
}
