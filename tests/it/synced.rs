//! Sources that were fetched: what they hold replaces what ships for them.

use crate::support::library::{first, of_content};
use crate::support::timeline::Timeline;
use std::collections::BTreeMap;
use tenet::content::check::check;
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

#[test]
fn a_former_page_that_the_source_has_no_more_still_leads_on() {
    let former = "      - {file: old.md, id: old, standing: former}\n";
    let sources = SOURCES.replace(
        "documents: [{file: tools.md, id: tools}]",
        "documents:\n      - {file: tools.md, id: tools}",
    ) + former;
    let text = "# Tools\n\n## Hammers\n\nA hammer is lent for one day.\n";
    let timeline = Timeline::new().commit("2024-01-01", &[("tools.md", Some(text))]);
    let mut content = content(text, timeline);
    content.files.files.insert("sources.yaml".to_owned(), sources.into());
    content.files.files.insert("rules/old.md".to_owned(), text.replace("# Tools", "# Old").into());
    let library = of_content(&content);
    let old = "/cite https://git.example/guild/rules/blob/main/old.md#hammers";
    assert_eq!(first(&library, old), ("found".into(), "tools/hammers".into()));
    assert_eq!(library.edition.catalogue.documents.len(), 1, "a former page is no document");
    assert_eq!(check(&content), []);
}
