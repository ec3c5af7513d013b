//! `tenet eval`: answers measured against questions whose answers are known, and against a run that
//! was saved.

use crate::support::folder::{Folder, guild};
use crate::support::program::{Run, Tenet};
use serde_json::{Value, json};

const PRINCIPLES: &str = "https://github.com/harbour/rules/blob/main/PRINCIPLES.md";

/// A question file beside a copy of the invented organisation's content.
struct Measured {
    content: Folder,
    files: Folder,
    tenet: Tenet,
}

impl Measured {
    fn new(questions: &[Value]) -> Measured {
        let content = Folder::of_the_guild();
        let tenet = Tenet::with(content.path());
        let measured = Measured { tenet, content, files: Folder::new() };
        measured.ask(questions);
        measured
    }

    /// Writes the question file anew.
    fn ask(&self, questions: &[Value]) {
        let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
        self.files.write("questions.jsonl", lines);
    }

    fn eval(&self, arguments: &[&str]) -> Run {
        let all = [&["eval", "questions.jsonl"], arguments].concat();
        self.tenet.run_in(self.files.path(), &all)
    }

    fn saved(self) -> Measured {
        let run = self.eval(&["--save", "run.json"]);
        assert_eq!(run.code, 0, "{run:?}");
        self
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.eval(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error} {run:?}"))
    }
}

fn question(id: &str, style: &str, ask: &str, anchor: &str) -> Value {
    let expect = json!([{"url": format!("{PRINCIPLES}#{anchor}")}]);
    json!({"id": id, "style": style, "ask": ask, "answerable": true, "expect": expect})
}

fn unanswerable(id: &str, ask: &str) -> Value {
    json!({"id": id, "style": "none", "ask": ask, "answerable": false})
}

/// One of each kind that comes out right.
fn right() -> Vec<Value> {
    vec![
        question("bollard", "keyword", "/principle bollard", "1-we-moor-together"),
        question("flare", "number", "/principle 3", "3-we-answer-every-flare"),
        unanswerable("zebra", "/principle zebra"),
        json!({"id": "council", "style": "roster", "ask": "/who-is-on council", "answerable": true}),
    ]
}

#[test]
fn figures_stand_by_style_below_the_misses() {
    let item = json!([{"url": "https://harbour.example/values#quay-values", "item": "Patience"}]);
    let measured = Measured::new(&[
        question("bollard", "keyword", "/principle bollard", "1-we-moor-together"),
        json!({"id": "tide", "style": "keyword", "ask": "/value patience", "answerable": true, "expect": item}),
        question("other", "number", "/principle 2", "3-we-answer-every-flare"),
        unanswerable("zebra", "/principle zebra"),
        unanswerable("answered", "/principle   3"),
        json!({"id": "council", "style": "roster", "ask": "/who-is-on council", "answerable": true}),
        json!({"id": "nobody", "style": "roster", "ask": "/who-is-on 12345", "answerable": true}),
    ]);
    let run = measured.eval(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    insta::assert_snapshot!(run.stdout.trim_end(), @r"
    Missed: 2

    other  /principle 2
        found, not among the first ten
        instead   principles/2
        expected  principles/3
    nobody  /who-is-on 12345
        nothing
        expected  a roster

    Answered and should not be: 1

    answered  /principle 3
        found
        quoted    principles/3

    style    questions  hit@1  hit@3    mrr  refused
    keyword          2  1.000  1.000  1.000    0.000
    number           1  0.000  0.000  0.000    0.000
    all              3  0.667  0.667  0.667    0.000
    held 1 of 2, rosters 1 of 2
    ");
}

#[test]
fn a_long_question_is_cut_at_the_edge_of_the_page() {
    let long = "who may use the red bollard at night ".repeat(9);
    let measured = Measured::new(&[question("long", "natural", &long, "2-we-keep-watch")]);
    let run = measured.eval(&[]);
    let line = run.stdout.lines().find(|line| line.starts_with("long")).unwrap();
    assert!(line.ends_with('…') && line.chars().count() <= 80, "{line}");
}

#[test]
fn addresses_that_no_passage_has_are_mistakes_of_the_file() {
    let mut questions = right();
    questions.push(question("gone", "keyword", "/principle watch", "2-we-kept-watch"));
    questions.push(json!({"id": "empty", "style": "keyword", "ask": "tides", "answerable": true}));
    let measured = Measured::new(&questions);
    let run = measured.eval(&[]);
    assert_eq!(run.code, 0, "{run:?}");
    let told: Vec<&str> =
        run.stdout.lines().filter(|line| line.starts_with("questions.jsonl:")).collect();
    let gone = format!("questions.jsonl:5: gone: No passage has {PRINCIPLES}#2-we-kept-watch");
    let empty = "questions.jsonl:6: empty: Answerable, and names no address";
    assert_eq!(told, [gone.as_str(), empty]);
    let lacks = &measured.json(&[])["lacks"];
    assert_eq!((&lacks[0]["line"], &lacks[0]["id"]), (&json!(5), &json!("gone")), "{lacks}");
    assert_eq!(Measured::new(&right()).json(&[])["lacks"], json!([]));
}

#[test]
fn a_run_is_saved_with_the_outcome_of_every_question() {
    let measured = Measured::new(&right()).saved();
    let run: Value = serde_json::from_str(&measured.files.read("run.json")).unwrap();
    assert_eq!(run["tenet"], env!("CARGO_PKG_VERSION"));
    assert_eq!(run["edition"].as_str().map(str::len), Some(32), "{run}");
    assert_eq!(run["overall"]["hit_at_1"], 1.0, "{run}");
    assert_eq!(run["styles"]["keyword"]["questions"], 1, "{run}");
    assert_eq!(run["held"], json!({"right": 1, "of": 1}));
    assert_eq!(run["rosters"], json!({"right": 1, "of": 1}));
    let bollard = json!({
        "id": "bollard", "style": "keyword", "ask": "/principle bollard", "asking": "passage",
        "outcome": "found", "right": true, "rank": 1, "first": "principles/1",
        "expected": ["principles/1"],
    });
    assert_eq!(run["questions"][0], bollard);
    // The same questions of the same content are the same file.
    let before = measured.files.read("run.json");
    assert_eq!(measured.eval(&["--save", "run.json"]).code, 0);
    assert_eq!(measured.files.read("run.json"), before);
}

#[test]
fn the_same_run_is_no_worse() {
    let measured = Measured::new(&right()).saved();
    let run = measured.eval(&["--against", "run.json", "--margin", "0"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.ends_with("\nNo figure got worse by more than 0.\n"), "{run:?}");
    for title in ["Worse:", "Better:", "Compared on"] {
        assert!(!run.stdout.contains(title), "{title} {run:?}");
    }
    // What is written to standard output can be compared with as well.
    let printed = measured.eval(&["--format", "json"]);
    measured.files.write("printed.json", printed.stdout);
    assert_eq!(measured.eval(&["--against", "printed.json"]).code, 0);
}

#[test]
fn what_got_worse_is_named_with_before_and_after() {
    let measured = Measured::new(&right()).saved();
    measured.content.replace("rules/PRINCIPLES.md", "Nobody reserves a bollard.", "Nobody pushes.");
    measured.content.replace("site/principles.md", "Nobody reserves a bollard.", "Nobody pushes.");
    let run = measured.eval(&["--against", "run.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let (_, comparison) = run.stdout.split_once("\nAgainst run.json (edition ").unwrap();
    let (_, comparison) = comparison.split_once("change\n").unwrap();
    insta::assert_snapshot!(comparison.trim_end(), @r"
    hit@1      1.000    0.500   -0.500  worse
    hit@3      1.000    0.500   -0.500  worse
    mrr        1.000    0.500   -0.500  worse
    refused    0.000    0.500   +0.500  worse
    held       1.000    1.000        =
    rosters    1.000    1.000        =

    hit@1 by style
    keyword    1.000    0.000   -1.000
    number     1.000    1.000        =

    Worse: 1

    bollard  /principle bollard
        before  found, rank 1; first principles/1
        now     nothing

    Worse by more than 0.01: hit@1, hit@3, mrr, refused.
    ");
    let told = measured.json(&["--against", "run.json"]);
    assert_eq!(told["comparison"]["worse"][0]["now"]["id"], "bollard", "{told}");
    assert_eq!(told["comparison"]["worse"][0]["before"]["rank"], 1, "{told}");
}

#[test]
fn what_got_better_is_named_and_no_failure() {
    let measured = Measured::new(&right());
    let moored = "Nobody reserves a bollard.";
    for file in ["rules/PRINCIPLES.md", "site/principles.md"] {
        measured.content.replace(file, moored, "Nobody pushes.");
    }
    let measured = measured.saved();
    for file in ["rules/PRINCIPLES.md", "site/principles.md"] {
        measured.content.replace(file, "Nobody pushes.", moored);
    }
    let run = measured.eval(&["--against", "run.json", "--margin", "0"]);
    assert_eq!(run.code, 0, "{run:?}");
    let (_, better) = run.stdout.split_once("\nBetter: 1\n\n").unwrap();
    assert!(better.starts_with("bollard  /principle bollard\n    before  nothing\n    now     found, rank 1; first principles/1\n"), "{better}");
    assert!(!run.stdout.contains("Worse"), "{run:?}");
    assert!(run.stdout.contains("\nhit@1      0.500    1.000   +0.500\n"), "{run:?}");
}

#[test]
fn what_got_worse_within_the_margin_is_told_and_passes() {
    let measured = Measured::new(&right()).saved();
    for file in ["rules/PRINCIPLES.md", "site/principles.md"] {
        measured.content.replace(file, "Nobody reserves a bollard.", "Nobody pushes.");
    }
    for (margin, code) in [("0.49", 1), ("0.5", 0)] {
        let run = measured.eval(&["--against", "run.json", "--margin", margin]);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.stdout.contains("\nWorse: 1\n"), "{run:?}");
    }
}

#[test]
fn an_unanswerable_question_that_is_answered_makes_it_worse() {
    let measured = Measured::new(&right()).saved();
    measured.content.write("hints.yaml", "principles/1: [zebra]\n");
    let run = measured.eval(&["--against", "run.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.stdout.contains("Answered and should not be: 1\n\nzebra  /principle zebra\n"),
        "{run:?}"
    );
    assert!(run.stdout.ends_with("\nWorse by more than 0.01: held.\n"), "{run:?}");
}

#[test]
fn a_roster_that_is_lost_makes_it_worse() {
    let measured = Measured::new(&right()).saved();
    measured.content.replace(
        "sources.yaml",
        "body: council, title: Harbour Council, aliases: [elders]",
        "body: elders, title: Harbour Elders",
    );
    measured.content.replace(
        "sources.yaml",
        "body: council, file: _data",
        "body: elders, file: _data",
    );
    let run = measured.eval(&["--against", "run.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.ends_with("\nWorse by more than 0.01: rosters.\n"), "{run:?}");
}

#[test]
fn a_run_of_other_questions_is_compared_on_those_in_both() {
    let measured = Measured::new(&right()).saved();
    // One is gone, one is new, and one has other words under its id.
    measured.ask(&[
        question("bollard", "keyword", "/principle bollard", "1-we-moor-together"),
        question("flare", "number", "/principle 2", "3-we-answer-every-flare"),
        unanswerable("zebra", "/principle zebra"),
        question("watch", "keyword", "/principle watch", "2-we-keep-watch"),
    ]);
    let run = measured.eval(&["--against", "run.json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let said = "\nCompared on 2 questions of both; only now 2, only then 2.\n";
    assert!(run.stdout.contains(said), "{run:?}");

    measured.ask(&[question("new", "number", "/principle 2", "2-we-keep-watch")]);
    let run = measured.eval(&["--against", "run.json"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("run.json has none of these questions."), "{run:?}");
}

#[test]
fn mistakes_name_their_place_and_what_to_do() {
    let measured = Measured::new(&right());
    for (text, place) in [
        ("{\"id\": 1}\n", "questions.jsonl:1:8: This is no question"),
        ("\n\n{\"id\"\n", "questions.jsonl:3:5: This is no question"),
        ("", "questions.jsonl holds no questions."),
    ] {
        measured.files.write("questions.jsonl", text);
        let run = measured.eval(&[]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.contains(place), "{place} {run:?}");
    }
    let twice = [right(), right()].concat();
    measured.ask(&twice);
    let run = measured.eval(&[]);
    assert_eq!(run.code, 2, "{run:?}");
    let said = "questions.jsonl:5: The id `bollard` stands in line 1 already.";
    assert!(run.stderr.contains(said), "{run:?}");

    measured.ask(&right());
    for (text, place) in [
        ("{\"questions\": [", "run.json:1:15: This is no saved run"),
        ("[1]\n", "run.json:1:2: This is no saved run"),
        ("{\n  \"a\": 1\n}\n", "run.json:3:1: This is no saved run"),
    ] {
        measured.files.write("run.json", text);
        let run = measured.eval(&["--against", "run.json"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.contains(place), "{place} {run:?}");
        assert!(run.stderr.contains("`tenet eval FILE.jsonl --save run.json`"), "{run:?}");
    }
    for arguments in [
        &["--against", "none.json"][..],
        &["--save", "no/such/run.json"],
        &["--against", "run.json", "--margin", "1.5"],
        &["--against", "run.json", "--margin", "NaN"],
        &["--margin", "0.1"],
    ] {
        assert_eq!(measured.eval(arguments).code, 2, "{arguments:?}");
    }
    let missing = Tenet::with(&guild()).run(&["eval", "none.jsonl"]);
    assert_eq!(missing.code, 2, "{missing:?}");
}
