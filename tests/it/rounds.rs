//! A round of looking at sources on a server that fails: what was held goes on answering, the reason
//! is kept, and the next round makes it good.

use crate::support::folder::Folder;
use crate::support::git_server::{Asked, Fault, GitServer};
use crate::support::library::ask_json;
use crate::support::repository::Repository;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;
use tenet::content::Files;
use tenet::library::{Library, SourceStatus};
use tenet::sync::editions::State;
use tenet::sync::git::Limits;
use tenet::sync::opening;
use tenet::sync::round::{Finding, Outcome, Round, run};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents: [{file: tools.md, id: tools}]
  - id: crews
    git: https://git.example/guild/crews
    documents: [{file: crews.md, id: crews}]
";

/// Two sources, one of them on a server, and a state folder.
struct Guild {
    rules: Repository,
    crews: Repository,
    server: GitServer,
    folder: Folder,
    files: Files,
}

const MOMENTS: [&str; 4] = [
    "2024-05-01T12:00:00Z",
    "2024-05-02T12:00:00Z",
    "2024-05-03T12:00:00Z",
    "2024-05-04T12:00:00Z",
];

fn moment(round: usize) -> Timestamp {
    MOMENTS[round].parse().unwrap()
}

fn tools(words: &str) -> String {
    format!("# Tools\n\n## Hammers\n\n{words}\n")
}

impl Guild {
    fn new() -> Guild {
        let (mut rules, mut crews) = (Repository::new(), Repository::new());
        rules.on("main", "2024-01-01").file("tools.md", tools("For one day.")).commit();
        crews.on("main", "2024-01-01").file("crews.md", "# Crews\n\n## Night\n\nOne.\n").commit();
        let server = GitServer::of(&rules.path());
        let files = BTreeMap::from([("sources.yaml".to_owned(), SOURCES.into())]);
        let files = Files { files, ..Files::default() };
        Guild { rules, crews, server, folder: Folder::new(), files }
    }

    fn state(&self) -> State {
        State::at(self.folder.join("state"))
    }

    fn round(&self, round: usize, limits: Limits) -> Outcome {
        let state = self.state();
        let crews = self.crews.path().display().to_string();
        let from = [("rules".to_owned(), self.server.url()), ("crews".to_owned(), crews)].into();
        let files = self.files.clone();
        let (state, from, at) = (&state, &from, moment(round));
        let round = Round { files, state, from, at, limits };
        run(round, &|_, _| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    fn library(&self) -> Library {
        let opened = opening::open(self.files.clone(), &self.state(), &mut |_, _| {});
        opened.unwrap_or_else(|error| panic!("{error}")).library
    }

    /// What is quoted of each source.
    fn quoted(&self) -> [String; 2] {
        let library = self.library();
        ["/cite tools/hammers", "/cite crews/night"].map(|question| {
            let answer = ask_json(&library, question);
            answer["passages"][0]["text"].as_str().unwrap_or_default().to_owned()
        })
    }

    fn status(&self) -> SourceStatus {
        self.library().status.sources["rules"].clone()
    }
}

fn short_of_patience() -> Limits {
    Limits { stall: Duration::from_millis(400), ..Limits::default() }
}

fn short_of_time() -> Limits {
    Limits { whole: Duration::from_secs(1), ..Limits::default() }
}

/// Whatever the server does at this point, the round ends, says so, and costs nothing that was held.
fn a_failing_server_costs_nothing_at(asked: Asked) {
    let drip = Fault::Drips(Duration::from_millis(20));
    let faults: [(Fault, Limits, &str); 11] = [
        (Fault::Hangs, short_of_patience(), "sent nothing for 400 milliseconds"),
        (Fault::HangsMidway, short_of_patience(), "sent nothing for 400 milliseconds"),
        (drip, short_of_time(), "did not send everything within 1 second"),
        (Fault::Cuts, Limits::default(), "stopped before everything had come"),
        (Fault::Shortens, Limits::default(), "/guild/rules.git "),
        (Fault::Status(500), Limits::default(), "status 500"),
        (Fault::Status(429), Limits::default(), "status 429"),
        (Fault::Status(403), Limits::default(), "status 403"),
        (Fault::Status(404), Limits::default(), "status 404"),
        (Fault::Babbles, Limits::default(), "/guild/rules.git "),
        (Fault::Garbles, Limits::default(), "/guild/rules.git "),
    ];
    let expected: &[Asked] = match asked {
        Asked::Greeting => &[Asked::Greeting],
        Asked::Branches => &[Asked::Greeting, Asked::Branches],
        Asked::Pack => &[Asked::Greeting, Asked::Branches, Asked::Pack],
    };
    let mut guild = Guild::new();
    guild.round(0, Limits::default());
    assert_eq!(guild.quoted(), ["For one day.", "One."]);
    let mut words = "For one day.".to_owned();
    for (number, (fault, limits, told)) in faults.iter().enumerate() {
        let name = format!("fault {number} at {asked:?}");
        let before = guild.library().edition.id.clone();
        let next = format!("For {number} weeks.");
        guild.rules.on("main", "2024-03-01").file("tools.md", tools(&next)).commit();
        guild.server.fault(Some((asked, *fault)));
        guild.server.asked();
        let outcome = guild.round(1, *limits);
        // What cannot be read may be the mirror's fault: it is fetched anew, once.
        let asked = guild.server.asked();
        let unreadable = matches!(fault, Fault::Shortens | Fault::Babbles | Fault::Garbles);
        let once_more = [expected, expected].concat();
        assert!(asked == expected || (unreadable && asked == once_more), "{name}: {asked:?}");
        assert!(outcome.published.is_none(), "{name}");
        assert!(matches!(outcome.sources[1].found, Finding::Unchanged), "{name}");
        let Finding::Failed(reason) = &outcome.sources[0].found else { panic!("{name}") };
        assert!(reason.contains(told), "{name}: {reason}");
        assert_eq!(guild.library().edition.id, before, "{name}");
        assert_eq!(guild.quoted(), [words.as_str(), "One."], "{name}");
        let status = guild.status();
        let failed = status.failed.unwrap();
        assert_eq!((failed.at, &failed.what), (moment(1), reason), "{name}");
        assert_ne!(status.checked, Some(moment(1)), "{name}");
        guild.server.fault(None);
        let outcome = guild.round(2, Limits::default());
        assert!(
            matches!(outcome.sources[0].found, Finding::Taken { rewound: false, .. }),
            "{name}"
        );
        assert_eq!(guild.quoted(), [next.as_str(), "One."], "{name}");
        let status = guild.status();
        assert_eq!((status.checked, status.failed), (Some(moment(2)), None), "{name}");
        words = next;
    }
}

#[test]
fn a_server_that_fails_when_it_is_greeted_costs_nothing_that_was_held() {
    a_failing_server_costs_nothing_at(Asked::Greeting);
}

#[test]
fn a_server_that_fails_when_it_names_its_branches_costs_nothing_that_was_held() {
    a_failing_server_costs_nothing_at(Asked::Branches);
}

#[test]
fn a_server_that_fails_when_it_sends_the_pack_costs_nothing_that_was_held() {
    a_failing_server_costs_nothing_at(Asked::Pack);
}

#[test]
fn a_source_that_fails_holds_no_other_back() {
    let mut guild = Guild::new();
    guild.round(0, Limits::default());
    guild.crews.on("main", "2024-02-01").file("crews.md", "# Crews\n\n## Night\n\nTwo.\n").commit();
    guild.server.fault(Some((Asked::Greeting, Fault::Status(500))));
    let outcome = guild.round(1, Limits::default());
    assert!(outcome.published.is_some());
    assert_eq!(guild.quoted(), ["For one day.", "Two."]);
    assert!(guild.status().failed.is_some());
}

#[test]
fn a_round_that_finds_nothing_new_only_asks() {
    let guild = Guild::new();
    guild.round(0, Limits::default());
    guild.server.asked();
    let outcome = guild.round(1, Limits::default());
    assert!(outcome.published.is_none());
    assert_eq!(guild.server.asked(), [Asked::Greeting, Asked::Branches]);
    assert_eq!(guild.status().checked, Some(moment(1)));
}

#[test]
fn a_source_that_was_never_reached_is_held_when_it_is() {
    let guild = Guild::new();
    guild.server.fault(Some((Asked::Greeting, Fault::Status(503))));
    guild.round(0, Limits::default());
    assert_eq!(guild.quoted(), ["", "One."]);
    assert_eq!(guild.status().checked, None);
    guild.server.fault(None);
    guild.round(1, Limits::default());
    assert_eq!(guild.quoted(), ["For one day.", "One."]);
}
