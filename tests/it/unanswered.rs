//! What was asked in vain is counted, where that is switched on; what may be somebody's own affair,
//! never.

use crate::support::folder::{Folder, guild};
use crate::support::library::{invented, limits, now, of_folder};
use crate::support::program::{Run, Tenet};
use crate::support::serving::Serving;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs;
use tenet::ask::ask;
use tenet::desk::Desk;
use tenet::ledger::{Ledger, Writer};
use tenet::library::Library;
use tenet::question::{Asked, Question};
use tenet::unanswered::{Today, Words, counted, hints, today, words_of};

fn asked_at(library: &Library, asked: Asked, text: &str) -> Option<Words> {
    let question = Question { text: text.to_owned(), at: now(), asked, moderator: false };
    counted(&library.edition, &question, &ask(library, &question))
}

/// What could be read of a question that was asked where others read along.
fn in_channel(text: &str) -> Option<String> {
    asked_at(invented(), Asked::Channel, text).map(|words| words.said)
}

#[test]
fn a_question_in_the_open_that_finds_nothing_is_counted_by_its_words() {
    for (question, words) in [
        ("/ask parking permits", "parking permits"),
        ("Parking  permits?", "parking permits"),
        ("/policy PARKING PERMITS!", "parking permits"),
        ("/principle “parking” permits", "parking permits"),
        ("is a pilot’s parking free", "is a pilot's parking free"),
        ("forms for the ABC-office", "forms for the abc-office"),
    ] {
        assert_eq!(in_channel(question).as_deref(), Some(words), "{question}");
        let by_program = asked_at(invented(), Asked::Program, question);
        assert_eq!(by_program, Some(words_of(question)), "{question}");
    }
}

#[test]
fn spellings_of_one_question_meet_and_what_is_read_loses_no_letter() {
    for (one, other, said) in [
        ("Parking  permits?", "/policy PARKING PERMÍTS!", "parking permíts"),
        ("hemp-rope", "“Hemp rope”", "hemp rope"),
        ("がっこうの規則", "がっこうの規則", "がっこうの規則"),
        ("한국어", "한국어", "한국어"),
        ("हिन्दी", "हिन्दी?", "हिन्दी"),
        ("ที่จอดรถ", "ที่จอดรถ", "ที่จอดรถ"),
    ] {
        let (one, other) = (words_of(one), words_of(other));
        assert_eq!(one.folded, other.folded);
        assert_eq!(other.said, said);
    }
}

#[test]
fn what_asks_of_rules_is_counted() {
    let questions = [
        "trademark use of the logo",
        "how many maintainers does a hosted project need",
        "can we use GPL software",
        "Can we use GPL software?",
        "do we need a second reviewer",
        "and do you allow sponsors",
        "signing of lanterns",
        "voting when the chair is away",
        "secretary of the treasury",
        "deadline for drafts",
        "transfer of a repository to the guild",
        "how do they paint lanterns",
        "who can paint lanterns",
        "who must approve lanterns",
        "who sets lantern prices",
        "how long do three paintings take",
    ];
    let missed: Vec<&str> =
        questions.into_iter().filter(|question| in_channel(question).is_none()).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn stories_secrets_and_names_are_not_counted() {
    for question in [
        // Stories.
        "they touched us at the meetup",
        "they left us at the quay",
        "our lanterns are gone",
        "rape",
        "sexist jokes",
        "was drunk and kissed by the keynote speaker",
        "suicidal thoughts",
        "want to die",
        "pregnant and told to leave the project",
        "the treasurer went home with a lantern",
        "what if they come to the quay at night",
        "the painter is lazy",
        "has the painter paid",
        // What the list of words has, in other words than theirs.
        "salaries of painters",
        "religious holidays for painters",
        "visa for painters",
        "drug use at the quay",
        "password is hunter secret",
        // Names.
        "Zedekia stole the release keys",
        "Zedekia for the council",
        "the council of Zedekia",
        "ropes of (Zedekia)",
        "zedekia has cancer",
        "zedekia gay",
        "zedekias salary",
        "who is on parking",
        "who parks at the quay",
        "who has lanterns",
        "whois lanterns",
        // What is written out.
        "zed at harbour dot example",
        "zed(at)harbour(dot)example",
        "call the painter at two four oh seven nine",
    ] {
        assert_eq!(in_channel(question), None, "{question}");
    }
}

#[test]
fn what_neither_the_content_nor_english_speaks_is_not_counted() {
    for question in [
        "私はいじめられている",
        "меня оскорбили на встрече",
        "mijn baas slaat mij",
        "j'ai été frappé",
        "j'ai froid au port",
        "unser chef schlägt uns",
        "fui agredida na reunião",
        "나는 괴롭힘을 당했다",
        "駐車場",
        "ที่จอดรถ",
        "parking permíts",
        "nuestro jefe grita",
        "baas slaat",
        // The content knows it by a hint alone, which is not its own language.
        "Schwimmweste Größe",
        "schwimmweste kaputt",
    ] {
        assert_eq!(in_channel(question), None, "{question}");
    }
}

#[test]
fn the_words_of_the_content_count_in_any_language() {
    let folder = Folder::of_the_guild();
    let more = "\n\nDas Prüfungsgremium der Gilde ist für Laternen da. 灯台の規則です。\n";
    folder.write("rules/PRINCIPLES.md", folder.read("rules/PRINCIPLES.md") + more);
    let library = of_folder(folder.path());
    let counted = |text: &str| asked_at(&library, Asked::Channel, text).is_some();
    for question in
        ["für lanterns painting", "規則 for painting lanterns", "prüfungsgremium lanterns"]
    {
        assert!(counted(question), "{question}");
    }
    for question in ["unser Prüfungsgremium", "Prüfungsgremium schlägt", "灯台の鍵"] {
        assert!(!counted(question), "{question}");
    }
}

#[test]
fn what_only_has_some_of_the_words_counts_as_unanswered() {
    let question = "which storms shut the market";
    let answer = ask(invented(), &Question::at_terminal(question, now()));
    assert_eq!(serde_json::to_value(answer.outcome).unwrap(), "candidates");
    assert_eq!(in_channel(question).as_deref(), Some(question));
}

#[test]
fn what_was_answered_or_not_understood_is_not_counted() {
    for question in [
        "/principle 2",
        "/principle 99",
        "tide table",
        // Two sections have this heading.
        "motivation",
        // What another command has.
        "/principle tide table",
        "/charter parking permits",
        "/ask in:charter parking permits",
        "/parking permits",
        "/ask",
        "",
        "what is this",
        "/cite parking/permits",
        "/changes parking permits",
        "/verify \"parking permits\"",
        "https://example.org/parking",
    ] {
        assert_eq!(in_channel(question), None, "{question}");
    }
}

#[test]
fn what_nobody_else_read_is_not_counted() {
    for asked in [Asked::Direct, Asked::Terminal] {
        assert_eq!(asked_at(invented(), asked, "parking permits"), None, "{asked:?}");
    }
    assert_eq!(in_channel("/ask parking permits private:true"), None);
}

#[test]
fn what_may_tell_of_somebody_is_not_counted() {
    for question in [
        // Numbers, addresses, links, names.
        "parking permit 42",
        "parking permit ４２",
        "parking permit ٤٢",
        "parking permits for zed@harbour.example",
        "parking permits for zed＠harbour.example",
        "parking permits at harbour.example",
        "parking permits at https://harbour",
        "parking permits for zed_of_the_quay",
        "parking permits in #quay",
        "parking permits for Zedekia",
        "Parking permits. Does Zedekia need them?",
        // People on lists, in whatever spelling.
        "parking permits for okoro",
        "parking permits for ADA",
        "tblum's parking permits",
        "who parks at the quay",
        "/ask who's zedekia",
        "/who-is zedekia",
        "who is zedekia",
        "/who-is-on parking",
        // Somebody's own affairs.
        "my parking permit",
        "/policy where do i park",
        "/principle wo parke ich",
        "may he park at the quay",
        "/policy her parking permit",
        "what if somebody parks at the quay",
        // Conduct, and how to report.
        "/coc parking permits",
        "/report",
        "report parking permits",
        "pushed and hurt in the parking lot",
        "may the crew be shouted at in the car park",
    ] {
        assert_eq!(in_channel(question), None, "{question}");
    }
    let story = format!("parking permits {}", "and so on ".repeat(12));
    assert_eq!(in_channel(&story), None, "{story}");
}

#[test]
fn an_everyday_word_that_is_also_part_of_a_name_hides_no_question() {
    let folder = Folder::of_the_guild();
    folder.replace("rules/COUNCIL.md", "Mara Vance (@mvance)", "Will Vance (@gull-parking)");
    let library = of_folder(folder.path());
    for (question, is_counted) in [
        ("will parking permits expire", true),
        ("parking permits", true),
        ("gull parking permits", false),
        ("gull-parking's permits", false),
        ("parking permits of vance", false),
    ] {
        let counted = asked_at(&library, Asked::Channel, question).is_some();
        assert_eq!(counted, is_counted, "{question}");
    }
}

#[test]
fn a_line_for_the_hints_makes_the_question_found() {
    let folder = Folder::of_the_guild();
    let wanted = [
        ("parking permits", Some("charter/1")),
        ("pilot's \"lunch\"", Some("charter/1")),
        ("no", Some("charter/4")),
        // The fixture has hints for this one already.
        ("floating jackets", Some("principles/2")),
        ("駐車場", None),
    ];
    let lines = hints(&invented().edition, &wanted);
    assert_eq!(
        lines,
        [
            "charter/1: [\"parking permits\", \"pilot's \\\"lunch\\\"\"]",
            "charter/4: [\"no\"]",
            "principles/2: [\"life jacket\", \"Schwimmweste\", \"floating jackets\"]",
            "# No passage is near: \"駐車場\"",
        ]
    );
    folder.replace("hints.yaml", "principles/2: [life jacket, Schwimmweste]", &lines.join("\n"));
    let run = Tenet::with(folder.path()).run(&["check", "--strict"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.starts_with("The content is in order.\n"), "{run:?}");
    let library = of_folder(folder.path());
    for (words, id) in [
        ("parking permits", "charter/1"),
        ("floating jackets", "principles/2"),
        ("schwimmweste", "principles/2"),
    ] {
        assert_eq!(today(&library, words, now()), Today::Answered(Some(id.to_owned())), "{words}");
    }
}

#[test]
fn the_hint_that_is_offered_makes_the_question_found() {
    for words in [
        "which storms shut the market",
        "letters to the market hall",
        "how are pilots paid",
        "ships with cats",
        "tide fares market",
    ] {
        let Today::Near(near) = today(invented(), words, now()) else {
            panic!("{words} is answered already");
        };
        let wanted = [(words, near.first().map(String::as_str))];
        let folder = Folder::of_the_guild();
        let text = folder.read("hints.yaml") + &hints(&invented().edition, &wanted).join("\n");
        folder.write("hints.yaml", text);
        let now_found = today(&of_folder(folder.path()), words, now());
        assert_eq!(now_found, Today::Answered(near.first().cloned()), "{words}");
    }
}

const NAME: &str = "Harbour Guild";

pub(crate) const COUNT: [&str; 2] = ["--set", "unanswered.count=true"];

fn list(tenet: &Tenet) -> Value {
    let run = tenet.run(&["unanswered", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

fn words(list: &Value) -> Vec<&str> {
    let open = list["unanswered"].as_array().unwrap().iter();
    open.map(|entry| entry["words"].as_str().unwrap()).collect()
}

/// All bytes of all files of the ledger, as text.
fn on_disk(tenet: &Tenet) -> String {
    let entries = fs::read_dir(tenet.state().join("run")).unwrap();
    let bytes: Vec<u8> =
        entries.flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn what_was_asked_twice_is_listed_with_what_is_near_and_what_would_help() {
    let folder = Folder::of_the_guild();
    let tenet = Tenet::with(folder.path());
    let serving = Serving::start(&tenet, NAME, &COUNT);
    for question in ["which storms shut the market", "Which storms shut the MARKET?"] {
        serving.ask(question);
    }
    for question in ["parking permits", "parking permits", "/policy Parking permits?"] {
        serving.ask(question);
    }
    serving.ask("carving by one alone");
    assert_eq!(serving.stop().code, 0);

    let run = tenet.run(&["--set", "unanswered.count=true", "unanswered"]);
    let day = tenet::wording::day(&jiff::Timestamp::now().to_string()[..10]);
    assert_eq!(
        run.stdout.replace(&day, "TODAY"),
        "“parking permits”: 3 times, on TODAY\n  \
           nothing is near\n\
         “which storms shut the market”: 2 times, on TODAY\n  \
           near: charter/exceptions/motivation\n\
         \n\
         For hints.yaml, as far as they are right. Each line takes the place of the one with the same id.\n\
         \n\
         charter/exceptions/motivation: [\"which storms shut the market\"]\n\
         # No passage is near: \"parking permits\"\n",
        "{run:?}"
    );
    assert_eq!(run.code, 0);

    let line = "charter/exceptions/motivation: [\"which storms shut the market\"]\n";
    folder.write("hints.yaml", folder.read("hints.yaml") + line);
    let run = tenet.run(&["--set", "unanswered.count=true", "unanswered"]);
    let last = "Answered by now: “which storms shut the market”. \
                Take them off the list with --forget.\n";
    assert!(run.stdout.ends_with(last), "{run:?}");
    let after = list(&tenet);
    assert_eq!(after["answered"][0]["passage"], "charter/exceptions/motivation");
    assert_eq!(after["hints"], json!(["# No passage is near: \"parking permits\""]));
}

#[test]
fn what_is_forgotten_stands_nowhere_and_what_is_not_outlives_a_restart() {
    let tenet = Tenet::with(&guild());
    let serving = Serving::start(&tenet, NAME, &COUNT);
    for question in ["parking permits", "lobster fishing", "lobster fishing", "salting"] {
        serving.ask(question);
    }
    assert_eq!(serving.stop().code, 0);
    assert_eq!(words(&list(&tenet)), ["lobster fishing"]);
    let serving = Serving::start(&tenet, NAME, &COUNT);
    serving.ask("parking permits");

    // While it runs.
    let forget = |text: &str| tenet.run(&["unanswered", "--forget", text]);
    let Run { code, stdout, .. } = forget("/policy LOBSTER fishing?");
    assert_eq!((code, stdout.as_str()), (0, "Forgotten: “lobster fishing”.\n"));
    let Run { code, stdout, .. } = forget("lobster fishing");
    assert_eq!((code, stdout.as_str()), (1, "“lobster fishing” was not counted.\n"));
    assert_eq!(serving.stop().code, 0);
    assert_eq!(words(&list(&tenet)), ["parking permits"]);
    let disk = on_disk(&tenet);
    assert!(disk.contains("parking permits"), "{disk}");
    assert!(!disk.contains("salting"), "it was asked once: {disk}");
    assert!(!disk.contains("lobster"), "{disk}");

    let all = tenet.run(&["unanswered", "--forget-all"]);
    assert_eq!((all.code, all.stdout.as_str()), (0, "Forgotten: 2 questions.\n"));
    let disk = on_disk(&tenet);
    assert!(!disk.contains("parking"), "{disk}");
    let run = tenet.run(&["--set", "unanswered.count=true", "unanswered"]);
    assert_eq!(run.stdout, "Nothing was asked in vain more than once.\n");
}

#[test]
fn what_may_not_be_counted_reaches_neither_the_disk_nor_the_log() {
    let tenet = Tenet::with(&guild());
    let serving = Serving::start(&tenet, NAME, &[&COUNT[..], &["--log", "trace"]].concat());
    for question in [
        "planted 42",
        "planted for zed@harbour.example",
        "my planted ropes",
        "/coc planted ropes",
        "/who-is planted",
        "planted ropes of okoro",
        "/ask planted ropes private:true",
    ] {
        serving.ask(question);
        serving.ask(question);
    }
    serving.ask("counting words");
    serving.ask("counting words");
    let said = serving.stop().stderr;
    let disk = on_disk(&tenet);
    assert!(disk.contains("counting words"), "{disk}");
    assert!(!disk.contains("planted"), "{disk}");
    assert!(!said.contains("planted") && !said.contains("counting words"), "{said}");
}

#[test]
fn nothing_is_counted_unless_that_is_switched_on() {
    let tenet = Tenet::with(&guild());
    let off = "Counting is off. Set `unanswered.count = true` to count.\n";
    let serving = Serving::start(&tenet, NAME, &[]);
    serving.ask("parking permits");
    serving.ask("parking permits");
    assert_eq!(serving.stop().code, 0);
    assert!(!tenet.state().join("run").exists());
    let run = tenet.run(&["unanswered"]);
    assert_eq!((run.code, run.stdout), (0, format!("{off}Nothing was counted yet.\n")));

    let serving = Serving::start(&tenet, NAME, &COUNT);
    serving.ask("lobster fishing");
    serving.ask("lobster fishing");
    assert_eq!(serving.stop().code, 0);
    let serving = Serving::start(&tenet, NAME, &[]);
    serving.ask("lobster fishing");
    assert_eq!(serving.stop().code, 0);
    let list = list(&tenet);
    assert_eq!(list["counting"], false);
    assert_eq!(list["unanswered"][0]["times"], 2, "what was counted stays: {list}");
}

#[test]
fn what_askers_told_the_maintainers_is_listed_apart() {
    let folder = Folder::new();
    let today = now();
    let tenet = Tenet::with(&guild()).state_at(folder.path().to_owned());
    let writer = Writer::start(Ledger::open(folder.path(), Timestamp::now()).unwrap()).unwrap();
    let desk = Desk::new(invented().clone(), limits());
    assert!(!desk.can_tell() && !desk.tell_maintainers("parking permits", today));
    let desk = desk.keeping(writer.keeper(), Vec::new());
    assert!(desk.can_tell());
    assert!(desk.tell_maintainers(" parking permits ", Timestamp::now()));
    assert!(!desk.tell_maintainers(&"x".repeat(121), today) && !desk.tell_maintainers(" ", today));
    writer.close();

    let list = list(&tenet);
    assert_eq!(list["told"][0]["words"], "parking permits");
    assert_eq!(list["told"][0]["times"], 1);
    assert!(list["told"][0]["near"].is_array() && words(&list).is_empty());
    let shown = tenet.run(&["unanswered"]).stdout;
    assert!(
        shown.contains("Told to you by those who asked:\n“parking permits”: 1 time"),
        "{shown}"
    );
    let run = tenet.run(&["unanswered", "--forget-all"]);
    assert_eq!(run.stdout, "Forgotten: 1 question.\n");
}
