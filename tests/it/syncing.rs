//! `tenet sync`: what is fetched, what is kept, and what is said of it.

use crate::support::folder::Folder;
use crate::support::program::{Run, Tenet};
use crate::support::repository::Repository;
use std::fs;
use std::path::Path;
use std::process::Command;

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents:
      - {file: tools.md, id: tools}
      - {file: charter.md, id: charter, required: true}
    rosters:
      - {body: board, title: Board, file: board.md}
  - id: site
    folder: site
    documents: [{file: about.md, id: about}]
";
const TOOLS: &str = "# Tools\n\n## Hammers\n\nA hammer is lent for one day.\n";
const CHARTER: &str = "# Charter\n\n## Quorum\n\nFive members.\n";
const BOARD: &str = "# Board\n\n- Ana Example (@ana)\n- Bo Sample (@bo)\n";

/// A content folder and the repository of one of its sources.
struct Guild {
    rules: Repository,
    content: Folder,
    tenet: Tenet,
}

impl Guild {
    fn new() -> Guild {
        let content = Folder::new();
        content.write("sources.yaml", SOURCES);
        content.write("site/about.md", "# About\n\nWe are a guild.\n");
        let mut rules = Repository::new();
        let first = rules.on("main", "2024-01-01");
        first.file("tools.md", TOOLS).file("charter.md", CHARTER).file("board.md", BOARD).commit();
        Guild { rules, tenet: Tenet::with(content.path()), content }
    }

    fn sync(&self) -> Run {
        self.sync_from(&self.rules.path())
    }

    fn sync_from(&self, place: &Path) -> Run {
        self.tenet.run(&["sync", "--from", &format!("rules={}", place.display())])
    }

    /// What `/cite tools/hammers` quotes.
    fn hammers(&self) -> String {
        let answer = self.tenet.ask_json("/cite tools/hammers");
        answer["passages"][0]["text"].as_str().unwrap_or("nothing").to_owned()
    }
}

#[test]
fn a_first_sync_fetches_and_a_second_finds_nothing_new() {
    let guild = Guild::new();
    let run = guild.sync();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("of 1 January 2024\n"), "{}", run.stdout);
    assert_eq!(guild.hammers(), "A hammer is lent for one day.");
    let run = guild.sync();
    assert_eq!((run.code, run.stdout.as_str()), (0, "rules: unchanged\nNothing changed.\n"));
}

#[test]
fn what_changed_is_told() {
    let mut guild = Guild::new();
    guild.sync();
    let next = guild.rules.on("main", "2024-02-01");
    next.file("tools.md", TOOLS.replace("one day", "two days"))
        .file(
            "board.md",
            BOARD.replace("- Bo Sample (@bo)", "- Cleo Third (@cleo)\n- Dee Fourth (@dee)"),
        )
        .commit();
    let run = guild.sync();
    assert!(run.stdout.contains("Reworded: Hammers (tools/hammers)"), "{}", run.stdout);
    assert!(run.stdout.contains("Joined board: Cleo Third, Dee Fourth"), "{}", run.stdout);
    assert!(run.stdout.contains("Left board: Bo Sample"), "{}", run.stdout);
    assert_eq!(guild.hammers(), "A hammer is lent for two days.");
}

#[test]
fn a_branch_that_was_rewound_is_followed_and_that_is_said() {
    let mut guild = Guild::new();
    let first = guild.rules.tip("main").unwrap().to_string();
    guild.rules.on("main", "2024-02-01").file("tools.md", TOOLS.replace("one", "two")).commit();
    guild.sync();
    guild.rules.forced("main", "2024-03-01", Some(&first)).file("x.md", "# X\n\nX.\n").commit();
    let run = guild.sync();
    assert!(run.stdout.contains("the branch was rewound, and is followed"), "{}", run.stdout);
    assert_eq!(guild.hammers(), "A hammer is lent for one day.");
}

#[test]
fn a_source_that_cannot_be_had_leaves_the_edition_as_it_was() {
    let guild = Guild::new();
    guild.sync();
    for (place, said) in [
        (guild.content.join("nowhere"), "is no folder"),
        (guild.content.join("sources.yaml"), "is no folder"),
    ] {
        let run = guild.sync_from(&place);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains("rules: ") && run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(guild.hammers(), "A hammer is lent for one day.");
    }
    assert_eq!(guild.sync().code, 0);
}

#[test]
fn a_branch_that_is_missing_is_named_with_those_there_are() {
    let mut guild = Guild::new();
    guild.rules.on("trunk", "2024-02-01").file("x.md", "# X\n").commit();
    guild.content.replace(
        "sources.yaml",
        "rules\n    documents",
        "rules\n    branch: trunc\n    documents",
    );
    let run = guild.sync();
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("has no branch trunc; it has trunk, main"), "{}", run.stderr);
}

#[test]
fn nothing_is_published_that_takes_away_what_nobody_may_miss() {
    for (file, text, said) in [
        ("charter.md", None, "charter.md"),
        ("board.md", Some("# Board\n"), "lost everybody"),
        ("board.md", None, "lists nobody"),
    ] {
        let mut guild = Guild::new();
        guild.sync();
        let next = guild
            .rules
            .on("main", "2024-02-01")
            .file("tools.md", "# Tools\n\n## Hammers\n\nNone.\n");
        match text {
            Some(text) => next.file(file, text).commit(),
            None => next.without(file).commit(),
        };
        let run = guild.sync();
        assert_eq!(run.code, 3, "{file}: {run:?}");
        assert!(
            run.stderr.contains("Held back") && run.stderr.contains(said),
            "{file}: {}",
            run.stderr
        );
        assert_eq!(guild.hammers(), "A hammer is lent for one day.", "{file}");
        // What is mended at the source is taken at the next sync.
        let mended = guild.rules.on("main", "2024-03-01");
        mended.file("charter.md", CHARTER).file("board.md", BOARD).commit();
        assert_eq!(guild.sync().code, 0, "{file}");
        assert_eq!(guild.hammers(), "None.", "{file}");
    }
}

#[test]
fn a_document_that_moved_is_followed() {
    let mut guild = Guild::new();
    guild.sync();
    guild.rules.on("main", "2024-02-01").moved("tools.md", "docs/lending.md").commit();
    assert_eq!(guild.sync().code, 0);
    let answer = guild.tenet.ask_json("/cite tools/hammers");
    assert_eq!(answer["passages"][0]["citation"]["file"], "docs/lending.md");
    assert_eq!(answer["passages"][0]["citation"]["unchanged_since"], "2024-01-01");
}

#[test]
fn two_syncs_at_once_do_not_disturb_each_other() {
    let guild = Guild::new();
    fs::create_dir_all(guild.tenet.state()).unwrap();
    let lock = fs::File::create(guild.tenet.state().join("sync.lock")).unwrap();
    lock.lock().unwrap();
    let run = guild.sync();
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("Another sync is at work"), "{}", run.stderr);
    lock.unlock().unwrap();
    assert_eq!(guild.sync().code, 0);
}

#[test]
fn what_a_killed_sync_or_a_bad_disk_left_behind_is_mended() {
    for damage in [&["snapshots"][..], &["sources.json"], &["editions"], &["snapshots", "editions"]]
    {
        let guild = Guild::new();
        guild.sync();
        for folder in damage {
            spoil(&guild.tenet.state().join(folder));
        }
        assert_eq!(guild.sync().code, 0, "{damage:?}");
        assert_eq!(guild.hammers(), "A hammer is lent for one day.", "{damage:?}");
        // What was mended is whole: the next edition is made of it again.
        guild.content.write("hints.yaml", "tools/hammers: [mallet]\n");
        assert_eq!(guild.hammers(), "A hammer is lent for one day.", "{damage:?}");
    }
}

/// Leaves half a file of every file at a place.
fn spoil(place: &Path) {
    let files: Vec<_> = match fs::read_dir(place) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => vec![place.to_owned()],
    };
    for file in files {
        let file = if file.is_dir() { file.join("catalogue.json") } else { file };
        fs::write(file, "half a fi").unwrap();
    }
}

#[test]
fn a_full_disk_is_said_and_the_edition_before_still_answers() {
    let mut guild = Guild::new();
    guild.sync();
    let much = "All tools are lent for one day. ".repeat(2_000);
    guild.rules.on("main", "2024-02-01").file("more.md", format!("# More\n\n{much}\n")).commit();
    // No file may grow beyond some kilobytes: that is what a full disk looks like to a program.
    let run = Command::new("sh")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 16; exec \"$@\"")
        .args(["sh", env!("CARGO_BIN_EXE_tenet"), "sync", "--from"])
        .arg(format!("rules={}", guild.rules.path().display()))
        .arg("--state")
        .arg(guild.tenet.state())
        .arg("--content")
        .arg(guild.content.path())
        .output()
        .unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(said.contains("cannot be written"), "{said}");
    assert_eq!(guild.hammers(), "A hammer is lent for one day.");
    assert_eq!(guild.sync().code, 0);
}

#[test]
fn what_is_typed_wrong_is_said_with_what_is_right() {
    let guild = Guild::new();
    for (from, said) in [
        ("rulez=/tmp", "No source is called `rulez`. The sources are: rules, site."),
        ("rules", "write the id of a source"),
    ] {
        let run = guild.tenet.run(&["sync", "--from", from]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    let alone = Folder::new();
    alone.write("sources.yaml", "organisation: Guild\nsources: [{folder: site}]\n");
    alone.write("site/about.md", "# About\n\nWe are a guild.\n");
    let run = Tenet::with(alone.path()).run(&["sync"]);
    assert!(run.stderr.contains("there is nothing to fetch"), "{run:?}");
}
#[test]
fn what_else_is_wrong_at_the_source_holds_nothing_back() {
    for (file, bytes) in [
        ("tools.md", b"# Tools\n\n## Hammers\n\nA hammer \xff\n".as_slice()),
        ("board.yml", b"a: [\n"),
        ("more.md", b"# Tools\n\n## Hammers\n\nOther tools.\n"),
    ] {
        let mut guild = Guild::new();
        guild.sync();
        guild.rules.on("main", "2024-02-01").file(file, bytes).commit();
        let run = guild.sync();
        assert_eq!(run.code, 0, "{file}: {run:?}");
        assert_eq!(guild.tenet.ask_json("/cite charter/quorum")["outcome"], "found", "{file}");
    }
}

#[test]
fn what_is_damaged_and_cannot_be_had_again_is_not_given_up_for_news_of_another_source() {
    let mut guild = Guild::new();
    // Content that could be followed without the source: nothing else holds anything back.
    guild.content.replace("sources.yaml", ", required: true", "");
    let mut news = Repository::new();
    news.on("main", "2024-01-01").file("news.md", "# News\n\nFirst news.\n").commit();
    guild.content.replace(
        "sources.yaml",
        "  - id: site\n",
        "  - id: news\n    git: https://git.example/guild/news\n    documents: [{file: news.md, id: news}]\n  - id: site\n",
    );
    let sync = |guild: &Guild, rules: &Path, news: &Repository| {
        let rules = format!("rules={}", rules.display());
        let news = format!("news={}", news.path().display());
        guild.tenet.run(&["sync", "--from", &rules, "--from", &news])
    };
    assert_eq!(sync(&guild, &guild.rules.path(), &news).code, 0);
    let records = fs::read_to_string(guild.tenet.state().join("sources.json")).unwrap();
    let records: serde_json::Value = serde_json::from_str(&records).unwrap();
    let snapshot = records["https://git.example/guild/rules main"]["snapshot"].as_str().unwrap();
    spoil(&guild.tenet.state().join(format!("snapshots/{snapshot}.json")));
    news.on("main", "2024-02-01").file("news.md", "# News\n\nSecond news.\n").commit();
    let run = sync(&guild, &guild.content.join("nowhere"), &news);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("news: Held back"), "{}", run.stderr);
    assert_eq!(guild.hammers(), "A hammer is lent for one day.");
    // Both are taken once both can be had, also where both are damaged.
    for file in fs::read_dir(guild.tenet.state().join("snapshots")).unwrap() {
        spoil(&file.unwrap().path());
    }
    guild.rules.on("main", "2024-03-01").file("x.md", "# X\n\nX.\n").commit();
    assert_eq!(sync(&guild, &guild.rules.path(), &news).code, 0);
    assert_eq!(guild.hammers(), "A hammer is lent for one day.");
    assert_eq!(guild.tenet.ask_json("/cite news/news")["passages"][0]["text"], "Second news.");
}
