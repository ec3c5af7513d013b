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

#[test]
fn a_link_that_begins_with_a_host_leads_to_it_unless_the_source_has_such_a_folder() {
    let text = "# Tools\n\n## Hammers\n\n[Us](git.example/guild), [theirs](www.rope.example/a?b#c), \
                [notes](tool.notes/saws.md), [new](tool.notes/nails.md), [more](more.md), \
                [up](../top.md), [page](https://git.example/x).\n";
    let saws = "# Saws\n\nA saw is lent for two days.\n";
    let timeline = Timeline::new().commit(
        "2024-01-01",
        &[("docs/tools.md", Some(text)), ("docs/tool.notes/saws.md", Some(saws))],
    );
    let mut content = content(text, timeline);
    let sources = SOURCES.replace("tools.md", "docs/tools.md");
    content.files.files.insert("sources.yaml".to_owned(), sources.into());
    let library = of_content(&content);
    let hammers = library.edition.passage_by_id("tools/hammers").unwrap();
    let addresses = hammers.markdown.split("](").skip(1);
    let addresses = addresses.filter_map(|rest| rest.split(')').next());
    let addresses: Vec<&str> = addresses.map(|url| url.trim_matches(['<', '>'])).collect();
    let file = |path: &str| format!("https://git.example/guild/rules/blob/main/{path}");
    assert_eq!(
        addresses,
        [
            "https://git.example/guild",
            "https://www.rope.example/a?b#c",
            &file("docs/tool.notes/saws.md"),
            &file("docs/tool.notes/nails.md"),
            &file("docs/more.md"),
            &file("top.md"),
            "https://git.example/x",
        ]
    );
    // Where the document is read otherwise it leads nowhere, and its keepers can mend it.
    let told: Vec<String> = check(&content).iter().map(ToString::to_string).collect();
    assert!(
        told.iter().any(|line| line.contains("Write `https://git.example/guild`.")),
        "{told:?}"
    );
}
