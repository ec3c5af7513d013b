//! Claims about whatever a source was in its past: any commits, any words, any lists of people.

use crate::support::library::{ask, ask_json, of_content};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use tenet::content::quotation::Words;
use tenet::content::snapshot::{Change, Commit, Snapshot};
use tenet::content::words::same_words;
use tenet::content::{Content, Files, check, difference, read};
use tenet::library::Library;
use tenet::wording::{self, Medium};

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e7e7),
        ..ProptestConfig::default()
    }
}

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents:
      - {file: tools.md, id: tools, title: Tools}
      - {file: shed.md, section: Saws, id: saws}
      - {file: CODE_OF_CONDUCT.md, id: coc}
      - {file: site.md, copy_of: tools}
      - {file: \"proposals/*.md\", standing: proposal}
      - {file: templates/boat.md, id: template-boat, standing: requirement}
    rosters:
      - {body: council, title: Council, file: COUNCIL.md}
      - {body: council, file: council.yml}
      - {body: crew-*, file: CREWS.md, section: Crews}
";

const PATHS: [&str; 12] = [
    "tools.md",
    "shed.md",
    "CODE_OF_CONDUCT.md",
    "site.md",
    "proposals/ferry.md",
    "proposals/raft.md",
    "templates/boat.md",
    "COUNCIL.md",
    "council.yml",
    "CREWS.md",
    "old/tools.md",
    "picture.png",
];

const LINES: [&str; 44] = [
    "# Tools",
    "## Saws",
    "## Hammers",
    "## Hammers",
    "### Saws",
    "## Crews",
    "# [Hammers](#hammers)",
    "## Directors",
    "Hammers\n-------",
    "",
    "",
    "",
    "A hammer is lent for one day only, to members of the guild.",
    "A hammer is lent for two days, to members of the guild.",
    "A saw comes back clean. It is never left in the rain, nor lent to strangers.",
    "Bring back:\n\n- each hammer, dry\n- each saw",
    "Do not:\n\n1. lend it on\n2. lose it",
    "1. Care<br>We care for tools.\n2. Trust<br>We trust each other.",
    "> The boat must float.",
    "> The boat must float, and be painted.\n\nIt does.",
    "TODO",
    "TODO: say how",
    "…",
    "first … last",
    "* [Ada Okoro](https://github.com/ada)",
    "* Ada Okoro ([@ada](https://github.com/ada))",
    "* Teo Blum ([@teo](https://github.com/teo))",
    "- Blum, Teo [@teo](https://github.com/teo)",
    "- Lind, Per [@per](https://github.com/per/)",
    "- Dal, Ewa [@ewa](https://github.com/ewa",
    "- [Crew Tar](tar.md) (Ada Okoro and Teo Blum, Co-chairs)",
    "- [Crew Rope](rope.md) ([Per Lind](https://github.com/per), Chair)\n  - [Knots](knots.md) (Ewa Dal, Chair)",
    "- name: Ada Okoro\n  github: ada\n  title: Director\n  office: Chair",
    "- name: Per Lind\n  github: per",
    "- name:\n  github: \"",
    "| a | b |\n|---|---|\n| c | d |",
    "```\ncode\n```",
    "<div markdown=\"1\">\n\n## Saws\n\n</div>",
    "<h2>Hammers</h2>",
    "{% for x in y %}{{ x }}{% endfor %}",
    "---\ntitle: T\npermalink: /tools/\n---",
    "word[^1]\n\n[^1]: A note.",
    "\u{feff}\u{202e}é 日本語 👩‍🚀 \u{0}",
    "organizationsâ€”not",
];

/// The text of a file.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        12 => proptest::sample::select(LINES.to_vec()).prop_map(str::to_owned),
        2 => "[a-zA-Z #*_>\\-\\[\\]()@:.0-9`~<&|\\\\]{0,40}",
        1 => any::<String>(),
    ];
    (prop::collection::vec(line, 0..12), any::<bool>()).prop_map(|(lines, windows)| {
        let text = lines.join("\n\n");
        if windows { text.replace('\n', "\r\n") } else { text }
    })
}

/// Words that a commit puts in the place of others.
const WORDS: [(&str, &str); 4] =
    [("hammer", "mallet"), ("member", "friend"), ("Hammers", "Mallets"), ("saw", "blade")];

/// What a commit does to a file; files are named by their place among [`PATHS`].
#[derive(Debug, Clone)]
enum Act {
    Write(usize, String),
    /// As it was, with its paragraphs in another order.
    Turn(usize, usize),
    /// As it was, with another word in it.
    Reword(usize),
    Remove(usize),
    Move(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let path = 0..PATHS.len();
    prop_oneof![
        5 => (path.clone(), text()).prop_map(|(path, text)| Act::Write(path, text)),
        2 => (path.clone(), 0..7_usize).prop_map(|(path, by)| Act::Turn(path, by)),
        3 => path.clone().prop_map(Act::Reword),
        1 => path.clone().prop_map(Act::Remove),
        2 => (path.clone(), path).prop_map(|(was, path)| Act::Move(was, path)),
    ]
}

/// A branch: for each commit the hours since the one before, and what it does.
fn commits() -> impl Strategy<Value = Vec<(i64, Vec<Act>)>> {
    prop::collection::vec((0..2_000_i64, prop::collection::vec(act(), 1..5)), 1..7)
}

/// The snapshot of a branch that begins on 1 January 2023, as sync would make it.
fn snapshot(commits: &[(i64, Vec<Act>)]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let mut at: jiff::Timestamp = "2023-01-01T23:30:00Z".parse().unwrap();
    for (number, (hours, acts)) in commits.iter().enumerate() {
        at += jiff::SignedDuration::from_hours(*hours);
        let mut changes: BTreeMap<&str, Change> = BTreeMap::new();
        for act in acts {
            let (path, text, was) = match act {
                Act::Write(path, text) => (PATHS[*path], Some(text.clone()), None),
                Act::Turn(path, by) => {
                    let Some(text) = snapshot.text(PATHS[*path]) else { continue };
                    let mut parts: Vec<&str> = text.split("\n\n").collect();
                    let length = parts.len();
                    parts.rotate_left(by % length);
                    (PATHS[*path], Some(parts.join("\n\n")), None)
                }
                Act::Reword(path) => {
                    let Some(text) = snapshot.text(PATHS[*path]) else { continue };
                    let (was, now) = WORDS[number % WORDS.len()];
                    (PATHS[*path], Some(text.replacen(was, now, 1)), None)
                }
                Act::Remove(path) if snapshot.files.contains_key(PATHS[*path]) => {
                    (PATHS[*path], None, None)
                }
                Act::Move(was, path) if was != path => {
                    let Some(text) = snapshot.text(PATHS[*was]) else { continue };
                    (PATHS[*path], Some(text.to_owned()), Some(PATHS[*was]))
                }
                Act::Remove(_) | Act::Move(..) => continue,
            };
            // A commit does one thing to a file.
            let touches = |name: &str| {
                changes.contains_key(name)
                    || changes.values().any(|change| change.was.as_deref() == Some(name))
            };
            if touches(path) || was.is_some_and(touches) {
                continue;
            }
            if let Some(was) = was {
                snapshot.files.remove(was);
            }
            let text = text.map(|text| {
                snapshot.texts.push(text);
                snapshot.texts.len() - 1
            });
            match text {
                Some(text) => snapshot.files.insert(path.to_owned(), text),
                None => snapshot.files.remove(path),
            };
            let was = was.map(str::to_owned);
            changes.insert(path, Change { file: path.to_owned(), text, was });
        }
        snapshot.commits.push(Commit {
            id: format!("{:040x}", number + 1),
            at,
            pull_request: Some(number as u64).filter(|number| number % 2 == 1),
            changes: changes.into_values().collect(),
        });
    }
    snapshot
}

fn content(snapshot: Snapshot) -> Content {
    let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
    Content {
        files: Files { files, ..Files::default() },
        synced: BTreeMap::from([("rules".to_owned(), snapshot)]),
    }
}

/// The library of a branch; none where its head would be held back, as one whose lists of people
/// cannot be read.
fn library(content: &Content) -> Option<Library> {
    read(content).refusals.is_empty().then(|| of_content(content))
}

/// Asks and says the answer as every platform would.
fn told(library: &Library, question: &str) {
    let answer = ask(library, question);
    for medium in [Medium::Terminal, Medium::Chat] {
        wording::reply(&answer, medium);
    }
}

/// Everything about the past that can be asked of a library.
fn ask_everything(library: &Library) {
    let catalogue = &library.edition.catalogue;
    for card in &catalogue.documents {
        told(library, &format!("/changes {}", card.id));
    }
    for passage in &catalogue.passages {
        told(library, &format!("/changes {} since:2023-06", passage.id));
    }
    for roster in &catalogue.rosters {
        for day in ["0001", "2022", "2023-05-01", "2026-06-10", "9999-12-31"] {
            told(library, &format!("/who-is-on {} as-of:{day}", roster.body));
        }
    }
    for words in ["A hammer is lent for one day", "The boat must … painted", "…", "1.", "a b c d"]
    {
        told(library, &format!("/verify {words}"));
    }
    told(library, "/sources");
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn any_branch_is_read_and_its_past_agrees_with_its_head(commits in commits()) {
        let snapshot = snapshot(&commits);
        let days: Vec<String> = snapshot.commits.iter().map(Commit::day).collect();
        let (first, last) = (days.first().unwrap(), days.last().unwrap());
        let (id, json) = snapshot.to_json().unwrap();
        prop_assert_eq!(&Snapshot::from_json(&id, &json).unwrap(), &snapshot);

        let content = content(snapshot);
        check::check(&content);
        let Some(library) = library(&content) else { return Ok(()) };
        ask_everything(&library);
        let catalogue = &library.edition.catalogue;
        for passage in &catalogue.passages {
            let citation = &passage.citation;
            let Some(since) = &citation.unchanged_since else { continue };
            prop_assert!(first <= since && since <= last, "{}: {since}", passage.id);
            let changes = ask_json(&library, &format!("/changes {}", passage.id));
            if citation.since_at_least == Some(true) && changes["changes"]["id"] == passage.id.as_str() {
                prop_assert_eq!(&changes["changes"]["changes"], &serde_json::json!([]));
            }
            let thread = catalogue.history.of_passage(&passage.id).unwrap();
            let open = thread.versions.last().unwrap();
            prop_assert_eq!(open.until, None);
            // A proposal's passages are what its template asks and what it answers, apart.
            if !citation.file.starts_with("proposals/") {
                prop_assert!(same_words(&open.text, &passage.text), "{}: {:?} {:?}", passage.id, open.text, passage.text);
            }
        }
        for thread in &catalogue.history.threads {
            for pair in thread.versions.windows(2) {
                prop_assert!(pair[0].from < pair[1].from && pair[0].until <= Some(pair[1].from));
            }
        }
    }

    #[test]
    fn the_words_of_any_passage_are_its_own(commits in commits()) {
        let Some(library) = library(&content(snapshot(&commits))) else { return Ok(()) };
        for passage in &library.edition.catalogue.passages {
            // Nothing but signs and the marks of lists is no quotation.
            if Words::of(passage.text.trim_matches(|c: char| !c.is_alphanumeric())).is_empty()
                || Words::of(&passage.text).is_empty()
            {
                continue;
            }
            let answer = ask_json(&library, &format!("/verify {}", passage.text));
            prop_assert_eq!(&answer["verify"]["result"], "exact", "{}: {:?}", passage.id, passage.text);
        }
    }

    #[test]
    fn any_two_heads_can_be_told_apart(one in commits(), other in commits()) {
        let read = |commits: &[_]| read(&content(snapshot(commits))).catalogue;
        let (one, other) = (read(&one), read(&other));
        let differences = difference::difference(&one, &other);
        tenet::wording::difference::difference(&differences, 20);
        prop_assert_eq!(difference::difference(&one, &one), difference::Difference::default());
    }

    #[test]
    fn a_body_today_is_the_body_as_it_stands(commits in commits()) {
        let Some(library) = library(&content(snapshot(&commits))) else { return Ok(()) };
        for roster in &library.edition.catalogue.rosters {
            let [today, as_of] = ["", " as-of:2026-06-10"]
                .map(|option| ask_json(&library, &format!("/who-is-on {}{option}", roster.body)));
            prop_assert_eq!(&today["roster"]["members"], &as_of["roster"]["members"]);
            prop_assert_eq!(&today["roster"]["former"], &as_of["roster"]["former"]);
        }
    }

    /// What a clock set wrong, or a repository made to mislead, may hold.
    #[test]
    fn no_snapshot_however_wrong_panics(
        commits in commits(),
        wrong in prop::collection::vec((any::<usize>(), any::<usize>(), 0..6_u8), 1..8),
    ) {
        let mut snapshot = snapshot(&commits);
        for (commit, value, damage) in wrong {
            let commits = snapshot.commits.len();
            let commit = &mut snapshot.commits[commit % commits];
            match damage {
                0 => commit.at = jiff::Timestamp::MIN,
                1 => commit.at = jiff::Timestamp::MAX,
                2 => commit.id = "é".repeat(value % 50),
                3 => snapshot.texts.truncate(value % 3),
                4 => if let Some(change) = commit.changes.first_mut() {
                    change.was = Some(PATHS[value % PATHS.len()].to_owned());
                    change.text = Some(value);
                },
                _ => { snapshot.files.insert(PATHS[value % PATHS.len()].to_owned(), value); }
            }
        }
        let content = content(snapshot);
        check::check(&content);
        let Some(library) = library(&content) else { return Ok(()) };
        ask_everything(&library);
    }
}
