//! The rounds that `tenet serve` makes: at the start, from time to time and when told, one at a time;
//! and what it says of them.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use crate::support::repository::Repository;
use crate::support::serving::Serving;
use std::fs;
use std::time::{Duration, Instant};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents: [{file: tools.md, id: tools, required: true}]
";

fn tools(word: &str) -> String {
    format!("# Tools\n\n## Hammers\n\nHammers of {word}.\n")
}

struct Guild {
    content: Folder,
    rules: Repository,
    tenet: Tenet,
}

impl Guild {
    fn new() -> Guild {
        let content = Folder::new();
        content.write("sources.yaml", SOURCES);
        content.write("rules/tools.md", tools("shipped"));
        let mut rules = Repository::new();
        rules.on("main", "2024-01-01").file("tools.md", tools("one")).commit();
        Guild { rules, tenet: Tenet::with(content.path()), content }
    }

    fn serve(&self, every: &str) -> Serving {
        let from = format!("sync.from.rules={}", self.rules.path().display());
        let every = format!("sync.every={every}");
        Serving::start(&self.tenet, "Guild", &["--set", &from, "--set", &every])
    }

    /// Waits until so many more rounds have ended.
    #[track_caller]
    fn rounds(&self, many: usize) {
        let until = Instant::now() + Duration::from_secs(60);
        let look = || fs::read_to_string(self.tenet.state().join("sources.json")).ok();
        let mut last = look();
        let mut seen = 0;
        while seen < many {
            assert!(Instant::now() < until, "{seen} of {many} rounds");
            let now = look();
            if now != last {
                seen += 1;
                last = now;
            }
            std::thread::yield_now();
        }
    }
}

fn hammers(serving: &Serving) -> String {
    let answer = serving.ask("/cite tools/hammers");
    answer["passages"][0]["text"].as_str().unwrap_or("nothing").to_owned()
}

#[track_caller]
fn wait_for_hammers(serving: &Serving, words: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while hammers(serving) != words {
        assert!(Instant::now() < until, "{words}: {:#?}", serving.lines());
        std::thread::yield_now();
    }
}

#[test]
fn what_is_new_at_a_source_is_fetched_told_and_answered() {
    let mut guild = Guild::new();
    let serving = guild.serve("1s");
    wait_for_hammers(&serving, "Hammers of one.");
    serving.wait_for("of 1 January 2024");
    guild.rules.on("main", "2024-02-01").file("tools.md", tools("two")).commit();
    serving.wait_for("rules: commit");
    serving.wait_for("Reworded: Hammers (tools/hammers)");
    assert_eq!(hammers(&serving), "Hammers of two.");
    let lines = serving.lines().len();
    guild.rounds(2);
    // Nothing new, nothing said.
    assert_eq!(serving.lines().len(), lines, "{:#?}", serving.lines());
    assert_eq!(serving.stop().code, 0);
}

#[test]
fn a_signal_makes_a_round_now_and_a_sync_by_hand_is_taken_up() {
    let mut guild = Guild::new();
    let serving = guild.serve("1h");
    wait_for_hammers(&serving, "Hammers of one.");
    guild.rules.on("main", "2024-02-01").file("tools.md", tools("two")).commit();
    serving.signal("HUP");
    wait_for_hammers(&serving, "Hammers of two.");
    guild.rules.on("main", "2024-03-01").file("tools.md", tools("three")).commit();
    let from = format!("rules={}", guild.rules.path().display());
    assert_eq!(guild.tenet.run(&["sync", "--from", &from]).code, 0);
    wait_for_hammers(&serving, "Hammers of three.");
    assert_eq!(serving.stop().code, 0);
}

#[test]
fn a_source_that_fails_is_told_once_and_once_more_when_it_is_well() {
    let guild = Guild::new();
    let (place, away) = (guild.rules.path(), guild.content.join(".away"));
    fs::rename(&place, &away).unwrap();
    let serving = guild.serve("1s");
    serving.wait_for("rules: ");
    guild.rounds(2);
    assert_eq!(hammers(&serving), "Hammers of shipped.");
    assert_eq!(serving.count("WARN"), 1, "{:#?}", serving.lines());
    fs::rename(&away, &place).unwrap();
    serving.wait_for("rules: well again");
    wait_for_hammers(&serving, "Hammers of one.");
    // Begun anew, it is told anew.
    fs::rename(&place, &away).unwrap();
    serving.wait_for_more("WARN", 1);
    fs::rename(&away, &place).unwrap();
    serving.wait_for_more("rules: well again", 1);
    assert_eq!(serving.stop().code, 0);
}

#[test]
fn what_a_source_would_take_away_is_held_back_and_readiness_says_so() {
    let mut guild = Guild::new();
    let serving = guild.serve("1s");
    wait_for_hammers(&serving, "Hammers of one.");
    guild.rules.on("main", "2024-02-01").without("tools.md").file("x.md", "# X\n\nX.\n").commit();
    let ready = serving.get_until("/ready", |ready| !ready.json()["held_back"].is_null());
    let reason = ready.json()["held_back"].as_str().unwrap().to_owned();
    assert!(reason.contains("rules: Held back") && reason.contains("tools.md"), "{reason}");
    assert_eq!((ready.status, hammers(&serving).as_str()), (200, "Hammers of one."));
    guild.rules.on("main", "2024-03-01").file("tools.md", tools("two")).commit();
    wait_for_hammers(&serving, "Hammers of two.");
    serving.get_until("/ready", |ready| ready.json()["held_back"].is_null());
    assert_eq!(serving.stop().code, 0);
}

#[test]
fn a_round_of_another_process_is_waited_for_in_silence() {
    let guild = Guild::new();
    fs::create_dir_all(guild.tenet.state()).unwrap();
    let lock = fs::File::create(guild.tenet.state().join("sync.lock")).unwrap();
    lock.lock().unwrap();
    let serving = guild.serve("1s");
    assert_eq!(hammers(&serving), "Hammers of shipped.");
    serving.signal("HUP");
    lock.unlock().unwrap();
    wait_for_hammers(&serving, "Hammers of one.");
    let run = serving.stop();
    assert!(!run.stderr.contains("WARN"), "{run:?}");
}

#[test]
fn a_damaged_snapshot_is_told_and_fetched_again() {
    let guild = Guild::new();
    let from = format!("rules={}", guild.rules.path().display());
    assert_eq!(guild.tenet.run(&["sync", "--from", &from]).code, 0);
    for folder in ["snapshots", "editions"] {
        for entry in fs::read_dir(guild.tenet.state().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let file = if path.is_dir() { path.join("catalogue.json") } else { path };
            fs::write(file, "half a fi").unwrap();
        }
    }
    let serving = guild.serve("1h");
    wait_for_hammers(&serving, "Hammers of one.");
    let run = serving.stop();
    assert_eq!(run.stderr.matches("is damaged on disk").count(), 1, "{run:?}");
}
