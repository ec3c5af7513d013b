//! Asks in memory, where a process for each question would take long and show nothing more.

use super::folder::guild;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use tenet::answer::Answer;
use tenet::config::{self, Layers};
use tenet::content::{self, Content, Files, Reading};
use tenet::index::Edition;
use tenet::library::{Library, SyncStatus};
use tenet::manners::Limits;
use tenet::question::Question;
use tenet::sync::files;
use tenet::wording::{Medium, Part, reply};

/// The content that ships, on the shelf.
pub(crate) fn shipped() -> &'static Library {
    static SHIPPED: OnceLock<Library> = OnceLock::new();
    SHIPPED.get_or_init(|| library(&files::shipped()))
}

/// The invented organisation's content, on the shelf.
pub(crate) fn invented() -> &'static Library {
    static INVENTED: OnceLock<Library> = OnceLock::new();
    INVENTED.get_or_init(|| library(&files::folder(&guild()).unwrap()))
}

pub(crate) fn of_folder(path: &Path) -> Library {
    library(&files::folder(path).unwrap())
}

/// Content written down in a test: each file by its path.
pub(crate) fn content_of(files: &[(&str, &str)]) -> Content {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Files { files: files.collect(), ..Files::default() }.into()
}

/// Content with the sources that were fetched, on the shelf.
pub(crate) fn of_content(content: &Content) -> Library {
    let Reading { catalogue, refusals, .. } = content::read(content);
    assert_eq!(refusals, []);
    let edition = Edition::build("0".repeat(32), catalogue, &mut |_, _| {}).unwrap();
    Library::new(edition, SyncStatus::default())
}

fn library(files: &Files) -> Library {
    let Reading { catalogue, refusals, .. } = content::read(&files.clone().into());
    assert_eq!(refusals, []);
    let id = files.fingerprint(&BTreeMap::new());
    Library::new(Edition::build(id, catalogue, &mut |_, _| {}).unwrap(), SyncStatus::default())
}

/// How much may be asked where nothing is configured.
pub(crate) fn limits() -> Limits {
    config::read(&Layers::default()).unwrap_or_else(|problems| panic!("{problems:?}")).manners
}

/// The moment at which every test asks, unless it says another.
pub(crate) fn now() -> jiff::Timestamp {
    "2026-06-10T12:00:00Z".parse().unwrap()
}

pub(crate) fn ask(library: &Library, question: &str) -> Answer {
    tenet::ask::ask(library, &Question::at_terminal(question, now()))
}

pub(crate) fn ask_json(library: &Library, question: &str) -> Value {
    serde_json::to_value(ask(library, question)).unwrap()
}

/// The outcome and the id of the first passage: what most tables compare.
pub(crate) fn first(library: &Library, question: &str) -> (String, String) {
    let answer = ask_json(library, question);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&answer["outcome"]), text(&answer["passages"][0]["id"]))
}

/// All that a reply says, in our words and lines.
pub(crate) fn said(library: &Library, question: &str, medium: Medium) -> String {
    let parts = reply(&ask(library, question), medium);
    let texts = parts.iter().map(|part| match part {
        Part::Say(text)
        | Part::AsTyped(text)
        | Part::Aside(text)
        | Part::Edition(text)
        | Part::Title { text, .. } => text.clone(),
        Part::Lines(lines) => {
            lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
        }
        Part::Quote(passage, _) => passage.text.clone(),
    });
    texts.collect::<Vec<_>>().join("\n")
}
