//! What `tenet serve` does when its content changes under it: it takes up what is whole, keeps what
//! answers where the new cannot be used, and never mixes the two.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use crate::support::serving::{Client, Serving, in_query};
use crate::support::shared::skipped;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{TryRecvError, channel};
use std::time::{Duration, Instant};

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://git.example/guild/rules
    documents: [{file: tools.md, id: tools}, {file: ropes.md, id: ropes}]
";
const BOTH: &str = "/cite tools/hammers ropes/knots";

fn tools(word: &str) -> String {
    format!("# Tools\n\n## Hammers\n\nHammers of {word}.\n")
}

fn ropes(word: &str) -> String {
    format!("# Ropes\n\n## Knots\n\nKnots of {word}.\n")
}

fn write(folder: &Folder, below: &str, word: &str) {
    folder.write(&format!("{below}rules/tools.md"), tools(word));
    folder.write(&format!("{below}rules/ropes.md"), ropes(word));
    folder.write(&format!("{below}sources.yaml"), SOURCES);
}

fn content(word: &str) -> Folder {
    let folder = Folder::new();
    write(&folder, "", word);
    folder
}

/// The words of two documents in one answer, and the edition that it names.
fn answer(client: &mut Client) -> ([String; 2], String) {
    let answer = client.get(&format!("/api/ask?q={}", in_query(BOTH))).unwrap().json();
    let words = [0, 1].map(|at| {
        let text = answer["passages"][at]["text"].as_str();
        text.unwrap_or_else(|| panic!("{answer:#}")).to_owned()
    });
    (words, answer["edition"].as_str().unwrap_or_default().to_owned())
}

fn words(serving: &Serving) -> [String; 2] {
    answer(&mut Client::of(serving.address()).unwrap()).0
}

fn of(word: &str) -> [String; 2] {
    [format!("Hammers of {word}."), format!("Knots of {word}.")]
}

#[track_caller]
fn wait_for_words(serving: &Serving, word: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while words(serving) != of(word) {
        assert!(Instant::now() < until, "{word}: {:#?}", serving.lines());
        std::thread::yield_now();
    }
}

fn held_back(serving: &Serving) -> String {
    let ready = serving.get_until("/ready", |ready| !ready.json()["held_back"].is_null());
    assert_eq!(ready.status, 200, "{ready:?}");
    ready.json()["held_back"].as_str().unwrap().to_owned()
}

fn serve(folder: &Path) -> Serving {
    Serving::start(&Tenet::with(folder), "Guild", &[])
}

#[test]
fn a_change_is_taken_up_and_told() {
    let folder = content("one");
    let serving = serve(folder.path());
    folder.write("rules/tools.md", tools("two"));
    let told = serving.wait_for("Reworded: ");
    assert!(told.contains("Hammers (tools/hammers)"), "{told}");
    assert_eq!(words(&serving), ["Hammers of two.", "Knots of one."]);
    assert_eq!(serving.stop().code, 0);
}

#[test]
fn a_mistake_leaves_the_answers_as_they_are_and_is_told_until_it_is_mended() {
    let folder = content("one");
    let serving = serve(folder.path());
    let told = "Answers come from the edition before";
    let mistakes = [
        ("sources.yaml", SOURCES.replace("organisation", "organization"), "sources.yaml:1:1"),
        ("sources.yaml", SOURCES.replace("Guild", "Others"), "The content is of Others"),
        ("sources.yaml", String::new(), "sources.yaml"),
    ];
    for (number, (file, text, reason)) in mistakes.iter().enumerate() {
        folder.write(file, text);
        serving.signal("HUP");
        let line = serving.wait_for_more(told, number);
        assert!(line.contains(reason), "{line}");
        assert!(held_back(&serving).contains(reason), "{reason}");
        assert_eq!(words(&serving), of("one"));
    }
    // The same mistake is no news, whatever else is written and however often it is read.
    folder.write("rules/tools.md", tools("two"));
    serving.signal("HUP");
    folder.write("sources.yaml", SOURCES);
    serving.signal("HUP");
    serving.wait_for("The content can be used again");
    assert_eq!(words(&serving), ["Hammers of two.", "Knots of one."]);
    assert!(serving.get("/ready").json()["held_back"].is_null());
    let run = serving.stop();
    assert_eq!(run.stderr.matches(told).count(), mistakes.len(), "{run:?}");
}

#[test]
fn a_folder_that_vanishes_is_waited_for() {
    let home = Folder::new();
    write(&home, "content/", "one");
    let serving = serve(&home.join("content"));
    fs::rename(home.join("content"), home.join("elsewhere")).unwrap();
    assert!(held_back(&serving).contains("There is no content folder"), "{:#?}", serving.lines());
    assert_eq!(words(&serving), of("one"));
    write(&home, "elsewhere/", "two");
    fs::rename(home.join("elsewhere"), home.join("content")).unwrap();
    wait_for_words(&serving, "two");
    assert_eq!(serving.stop().code, 0);
}

/// As volumes are mounted: what is seen are links into a hidden folder that changes all at once.
#[test]
fn a_volume_that_is_swapped_by_a_link_is_followed() {
    let home = Folder::new();
    write(&home, "..one/", "one");
    write(&home, "..two/", "two");
    symlink("..one", home.join("..data")).unwrap();
    symlink("..data/sources.yaml", home.join("sources.yaml")).unwrap();
    symlink("..data/rules", home.join("rules")).unwrap();
    let serving = serve(home.path());
    assert_eq!(words(&serving), of("one"));
    symlink("..two", home.join("..data_next")).unwrap();
    fs::rename(home.join("..data_next"), home.join("..data")).unwrap();
    fs::remove_dir_all(home.join("..one")).unwrap();
    wait_for_words(&serving, "two");
    let run = serving.stop();
    assert!(!run.stderr.contains("WARN"), "{run:?}");
}

/// When somebody wrote last, and for how long nothing was written at most.
struct Pauses(Mutex<(Instant, Duration)>);

impl Pauses {
    fn written(&self) {
        let mut pauses = self.0.lock().unwrap();
        pauses.1 = pauses.1.max(pauses.0.elapsed());
        pauses.0 = Instant::now();
    }

    fn longest(&self) -> Duration {
        self.written();
        self.0.lock().unwrap().1
    }
}

#[test]
fn nothing_is_taken_up_while_somebody_writes() {
    let folder = content("one");
    let serving = serve(folder.path());
    let pauses = Pauses(Mutex::new((Instant::now(), Duration::ZERO)));
    let answered = std::thread::scope(|scope| {
        let (stop, stopped) = channel::<()>();
        let (folder, pauses) = (&folder, &pauses);
        // Ends with the other end of the channel, however that comes.
        scope.spawn(move || {
            while stopped.try_recv() != Err(TryRecvError::Disconnected) {
                // Whole files that do not belong together, and a file that is half there.
                folder.write("rules/tools.md", tools("two"));
                folder.write("rules/ropes.md", "# Ropes\n\n## Kno");
                pauses.written();
            }
        });
        let until = Instant::now() + Duration::from_secs(2);
        let mut client = Client::of(serving.address()).unwrap();
        let path = format!("/api/ask?q={}", in_query(BOTH));
        let mut answered = Vec::new();
        while Instant::now() < until {
            serving.signal("HUP");
            answered.push(client.get(&path).unwrap().json()["passages"].clone());
        }
        drop(stop);
        answered
    });
    // A machine so busy that the writer stood still has shown a folder that is still.
    let is_shown = pauses.longest() < Duration::from_millis(400);
    if is_shown {
        for passages in &answered {
            assert_eq!(
                [0, 1].map(|at| passages[at]["text"].as_str()),
                of("one").each_ref().map(|text| Some(text.as_str()))
            );
        }
    } else {
        let why = "the machine is too busy to write without a pause";
        skipped("nothing is taken up while somebody writes", why);
    }
    write(&folder, "", "three");
    wait_for_words(&serving, "three");
    let run = serving.stop();
    assert!(!is_shown || !run.stderr.contains("WARN"), "{run:?}");
}
