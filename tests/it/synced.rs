//! Sources that were fetched: what they hold replaces what ships for them.

use crate::support::library::{first, of_content};
use crate::support::timeline::Timeline;
use std::collections::BTreeMap;
use tenet::content::{Content, Files};

const SOURCES: &str = "organisation: Guild\nsources:\n  - id: rules\n    git: https://git.example/guild/rules\n    documents: [{file: tools.md, id: tools}]\n";

/// Content with one source; `shipped` lies in its folder.
fn content(shipped: &str, timeline: Timeline) -> Content {
    let files = BTreeMap::from([
        ("sources.yaml".to_owned(), SOURCES.into()),
        ("rules/tools.md".to_owned(), shipped.into()),
        ("rules/old.md".to_owned(), "# Old\n\nShipped only.\n".into()),
    ]);
    Content { files: Files { files, ..Files::default() }, synced: timeline.of("rules") }
}

#[test]
fn a_fetched_source_replaces_its_shipped_folder_whole() {
    let timeline = Timeline::new()
        .commit("2024-01-01", &[("tools.md", Some("# Tools\n\n## Hammers\n\nFetched.\n"))]);
    let library = of_content(&content("# Tools\n\n## Hammers\n\nShipped.\n", timeline));
    assert_eq!(first(&library, "/cite tools/hammers").0, "found");
    let titles: Vec<&str> =
        library.edition.catalogue.documents.iter().map(|card| card.title.as_str()).collect();
    assert_eq!(titles, ["Tools"]);
    let hammers = library.edition.passage_by_id("tools/hammers").unwrap();
    assert_eq!(hammers.text, "Fetched.");
}
