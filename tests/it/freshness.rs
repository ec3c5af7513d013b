//! Every answer says which edition it quotes and when its source was last looked at; where that is too
//! long ago, it says so before it quotes.

use crate::support::library::of_content;
use crate::support::timeline::Timeline;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use tenet::adapters::console::{self, Screen};
use tenet::ask::ask;
use tenet::content::{Content, Files};
use tenet::library::{Library, SourceStatus, SyncFailure, SyncStatus};
use tenet::question::Question;
use tenet::wording::{self, Medium};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    stale_after: 3
    documents: [{file: tools.md, id: tools, title: Tools}, {file: CHARTER.md, id: charter, title: Charter}]
    rosters: [{body: council, title: Council, file: COUNCIL.md}]
";

const TOOLS: &str = "# Tools\n\n## Lending\n\n### Hammers\n\nFor one day.\n";
const CHARTER: &str = "# Charter\n\n## Council\n\nIt decides on:\n\n- tools\n- songs\n";
const COUNCIL: &str = "# Council\n\n- Ada Okoro (@ada)\n";

fn moment(at: &str) -> Timestamp {
    at.parse().unwrap()
}

/// The guild's library, last looked at then; `None` where it was tried in vain.
fn library(checked: Option<&str>) -> Library {
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    let timeline = Timeline::new()
        .commit("2023-01-10", &[("tools.md", Some(TOOLS)), ("COUNCIL.md", Some(COUNCIL))])
        .commit("2024-02-10", &[("CHARTER.md", Some(CHARTER))]);
    let content =
        Content { files: Files { files, ..Files::default() }, synced: timeline.of("rules") };
    let failed = SyncFailure { at: moment("2024-05-01T12:00:00Z"), what: "no network".into() };
    let status =
        SourceStatus { checked: checked.map(moment), failed: checked.is_none().then_some(failed) };
    let sources = BTreeMap::from([("rules".to_owned(), status)]);
    Library { status: Arc::new(SyncStatus { sources }), ..of_content(&content) }
}

/// The reply to a question that is asked then.
fn reply(library: &Library, question: &str, at: &str, medium: Medium) -> String {
    let answer = ask(library, &Question::at_terminal(question, moment(at)));
    console::text(&wording::reply(&answer, medium), Screen::PLAIN)
}

#[test]
fn the_line_under_a_quotation_names_place_age_and_look() {
    let library = library(Some("2024-05-01T23:30:00Z"));
    for (question, line) in [
        (
            "/cite charter/council",
            "Guild · Charter › Council · same words since 10 February 2024 · checked 1 May 2024",
        ),
        (
            "/cite tools/hammers",
            "Guild · Tools › Lending › Hammers · same words since at least 10 January 2023 · checked 1 May 2024",
        ),
        (
            "/cite charter/council/songs",
            "Guild · Charter › Council, item 2 · same words since 10 February 2024 · checked 1 May 2024",
        ),
    ] {
        for medium in [Medium::Chat, Medium::Terminal] {
            let text = reply(&library, question, "2024-05-02T12:00:00Z", medium);
            assert!(text.lines().any(|told| told == line), "{question}: {text}");
            assert!(!text.contains("outdated"), "{text}");
        }
    }
}

#[test]
fn an_old_source_is_named_before_anything_is_quoted() {
    let looked = library(Some("2024-05-01T12:00:00Z"));
    let never = library(None);
    let old = "This may be outdated: I last saw its source (rules) on 1 May 2024.";
    let unseen = "This may be outdated: I never reached its source (rules).";
    for (library, at, said) in [
        (&looked, "2024-05-01T12:00:00Z", None),
        // Three days are its limit.
        (&looked, "2024-05-04T12:00:00Z", None),
        (&looked, "2024-05-04T12:00:01Z", Some(old)),
        (&looked, "2025-01-01T12:00:00Z", Some(old)),
        // A clock that was set back makes nothing old.
        (&looked, "2023-01-01T12:00:00Z", None),
        (&never, "2024-05-01T12:00:00Z", Some(unseen)),
    ] {
        for question in [
            "/cite tools/hammers",
            "/policy hammers",
            "/ask lent hammers songs",
            "/who-is-on council",
            "/changes charter/council",
            "/verify \"For one day.\"",
            "/verify \"For ten days and nights, Sundays included.\"",
            "/who-is ada",
            "/policy trombones",
        ] {
            let text = reply(library, question, at, Medium::Chat);
            let first = text.lines().next().unwrap();
            match said {
                Some(said) => assert_eq!(first, said, "{question} at {at}"),
                None => assert!(!text.contains("outdated"), "{question} at {at}: {text}"),
            }
        }
    }
}
