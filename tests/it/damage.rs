//! A state folder that a disk, a crash or another version of the program spoilt: questions are
//! answered all the same, the next sync mends it, and what syncs publish meanwhile never mixes.

use crate::support::folder::Folder;
use crate::support::program::{Tenet, finish};
use crate::support::repository::Repository;
use std::fs;
use std::path::{Path, PathBuf};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents: [{file: tools.md, id: tools}]
";

fn page(word: &str) -> String {
    format!("# Tools\n\n## Hammers\n\nHammers of {word}.\n\n## Saws\n\nSaws of {word}.\n")
}

struct Guild {
    rules: Repository,
    _content: Folder,
    tenet: Tenet,
}

impl Guild {
    fn new() -> Guild {
        let content = Folder::new();
        content.write("sources.yaml", SOURCES);
        content.write("rules/tools.md", page("shipped"));
        let mut rules = Repository::new();
        rules.on("main", "2024-01-01").file("tools.md", page("one")).commit();
        Guild { rules, tenet: Tenet::with(content.path()), _content: content }
    }

    fn from(&self) -> String {
        format!("rules={}", self.rules.path().display())
    }

    fn sync(&self) {
        let run = self.tenet.run(&["sync", "--from", &self.from()]);
        assert_eq!(run.code, 0, "{run:?}");
    }

    /// The words of two passages in one answer.
    fn words(&self) -> [String; 2] {
        let answer = self.tenet.ask_json("/cite tools/hammers tools/saws");
        [0, 1].map(|at| {
            let text = answer["passages"][at]["text"].as_str();
            text.unwrap_or_else(|| panic!("{answer:#}")).to_owned()
        })
    }
}

fn of(word: &str) -> [String; 2] {
    [format!("Hammers of {word}."), format!("Saws of {word}.")]
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

/// What may become of a file.
fn spoilt(bytes: &[u8], damage: usize, at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = at % bytes.len().max(1);
    match damage {
        0 => bytes.truncate(at),
        1 => bytes.clear(),
        2 if !bytes.is_empty() => bytes[at] ^= 1 << (at % 8),
        3 => bytes.fill(0),
        4 => bytes = b"[]".to_vec(),
        5 => bytes = b"{\"https://git.example/guild/rules main\": {\"snapshot\": 7}}".to_vec(),
        6 => bytes = br#"{"https://git.example/guild/rules main": {"from": "", "snapshot": "../../etc/passwd", "commit": "main", "checked": null, "failed": null}}"#.to_vec(),
        _ => bytes.extend_from_slice(b"\0more"),
    }
    bytes
}

#[test]
fn whatever_becomes_of_a_file_of_the_state_questions_are_answered_and_a_sync_mends_it() {
    let guild = Guild::new();
    guild.sync();
    let whole: Vec<(PathBuf, Vec<u8>)> = files(guild.tenet.state())
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    let named = |part: &str| whole.iter().any(|(path, _)| path.to_str().unwrap().contains(part));
    assert!(named("sources.json") && named("snapshots") && named("catalogue.json"), "{whole:?}");
    for (number, (path, bytes)) in whole.iter().enumerate() {
        for damage in 0..8 {
            // Another place in each file and for each damage, the same in each run.
            let at = (number * 8 + damage + 1) * 7_919;
            let tried = format!("{}: damage {damage} at {at}", path.display());
            fs::write(path, spoilt(bytes, damage, at)).unwrap();
            let words = guild.words();
            assert!(words == of("one") || words == of("shipped"), "{tried}: {words:?}");
            guild.sync();
            assert_eq!(guild.words(), of("one"), "{tried}");
        }
    }
}

/// Both the list of what is held and the edition are spoilt, as by a crash of the whole machine.
#[test]
fn a_state_of_which_nothing_is_whole_is_begun_anew() {
    let guild = Guild::new();
    guild.sync();
    for path in files(guild.tenet.state()) {
        fs::write(path, "\u{0}").unwrap();
    }
    assert_eq!(guild.words(), of("shipped"));
    guild.sync();
    assert_eq!(guild.words(), of("one"));
}

#[test]
fn questions_asked_while_syncs_publish_are_each_answered_from_one_edition() {
    let mut guild = Guild::new();
    guild.sync();
    for round in 0..20 {
        let word = ["two", "one"][round % 2];
        guild.rules.on("main", "2024-02-01").file("tools.md", page(word)).commit();
        let mut sync = guild.tenet.start(&["sync", "--from", &guild.from()]);
        let mut asked = 0;
        while sync.try_wait().unwrap().is_none() || asked == 0 {
            let words = guild.words();
            assert!(words == of("one") || words == of("two"), "round {round}: {words:?}");
            asked += 1;
        }
        let run = finish(sync);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(guild.words(), of(word), "round {round}");
    }
}
