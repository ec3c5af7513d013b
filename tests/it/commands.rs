//! The command line: formats, exit codes, the prompt through a pipe, and the tools for maintainers.

use crate::support::folder::{Folder, guild};
use crate::support::program::Tenet;
use serde_json::Value;

#[test]
fn the_exit_code_says_how_a_question_was_answered() {
    let tenet = Tenet::new();
    for (question, code) in [
        ("/principle 3", 0),
        ("/principle curation", 0),
        ("/coc harassment", 0),
        ("/who-is-on tsc", 0),
        ("/who-is ricochet", 0),
        ("/report", 0),
        ("/sources", 0),
        ("/help", 0),
        ("/help principle", 0),
        ("/value 2", 1),
        ("/principle 10", 1),
        ("/principle zebra", 1),
        ("/who-is nobody-at-all", 1),
        ("/cite principles/99", 1),
        ("", 2),
        ("   ", 2),
        ("/", 2),
        ("/shrug", 2),
        ("/princple 3", 2),
        ("/ask", 2),
        ("/who-is", 2),
        ("/principle in:nowhere 3", 2),
        ("/coc harassment to:Bob", 1),
    ] {
        let run = tenet.ask(question);
        assert_eq!(run.code, code, "{question:?}: {run:?}");
        assert_eq!(run.stderr, "", "{question:?}");
        assert_ne!(run.stdout, "", "{question:?}");
    }
    for arguments in [&["ask"][..], &["answer"], &["ask", "--format", "xml", "/help"], &[]] {
        let run = tenet.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {run:?}");
    }
}

#[test]
fn a_principle_is_shown_whole_with_its_link_and_edition() {
    let run = Tenet::with(&guild()).ask("/principle 2");
    insta::assert_snapshot!(run.stdout.trim_end(), @r"
    2. We keep watch
    https://github.com/harbour/rules/blob/main/PRINCIPLES.md#2-we-keep-watch

      One sailor stays awake.

      A watch lasts four hours, and is handed over with a handshake.

    Harbour Guild · Harbour Principles › At the quay › 2. We keep watch · as recorded on 3 February 2026
    The same words: https://harbour.example/principles.html#2-we-keep-watch
    ");
}

#[test]
fn an_item_is_shown_under_its_lead_in_with_the_count_of_the_rest() {
    let run = Tenet::with(&guild())
        .ask("/cite coc/what-we-expect/shouting-at-the-crew-whatever-the-weather");
    insta::assert_snapshot!(run.stdout.trim_end(), @r"
    What we expect, second list, item 1
    https://github.com/harbour/rules/blob/main/CODE_OF_CONDUCT.md#what-we-expect

      Not accepted here:

      - Shouting at the crew, whatever the weather.

    Not shown: 2 other items of the same list.
    Harbour Guild · Harbour Code of Conduct › What we expect, second list, item 1 · as recorded on 3 February 2026
    ");
}

#[test]
fn every_format_has_the_same_words() {
    let tenet = Tenet::with(&guild());
    let words = "A watch lasts four hours, and is handed over with a handshake.";
    let url = "https://github.com/harbour/rules/blob/main/PRINCIPLES.md#2-we-keep-watch";
    for format in ["text", "json", "markdown"] {
        let run = tenet.run(&["ask", "--format", format, "/principle 2"]);
        assert_eq!(run.code, 0, "{format}");
        assert!(run.stdout.contains(words), "{format}: {run:?}");
        assert!(run.stdout.contains(url), "{format}: {run:?}");
        assert!(!run.stdout.contains('\u{1b}'), "no colour in a pipe: {run:?}");
    }
}

#[test]
fn several_arguments_are_one_question() {
    let tenet = Tenet::with(&guild());
    assert_eq!(tenet.run(&["ask", "/principle", "2"]).stdout, tenet.ask("/principle 2").stdout);
}

#[test]
fn a_command_that_is_misspelt_is_answered_with_the_one_that_was_meant() {
    let run = Tenet::new().ask("/princple 3");
    assert!(run.stdout.contains("/principle"), "{run:?}");
    let first = run.stdout.lines().next().unwrap();
    assert!(first.contains("/princple"), "{run:?}");
}

#[test]
fn help_says_who_speaks_and_that_it_only_quotes() {
    let run = Tenet::new().ask("/help");
    for words in ["Bytecode Alliance", "I only quote. I am not an AI.", "/report", "Try: "] {
        assert!(run.stdout.contains(words), "{words}: {run:?}");
    }
    // A phone shows about this many lines at once.
    assert!(run.stdout.lines().count() <= 30, "{run:?}");
}

#[test]
fn the_prompt_answers_each_line_of_a_pipe() {
    let tenet = Tenet::with(&guild());
    let run = tenet.run_with_input(&["chat"], "/principle 2\n/shrug\n/who-is-on elders\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stderr, "");
    let places: Vec<usize> = ["One sailor stays awake.", "There is no /shrug", "Harbour Council"]
        .iter()
        .map(|words| {
            run.stdout.find(words).unwrap_or_else(|| panic!("{words} is missing: {run:?}"))
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");

    let run = tenet.run_with_input(&["chat", "--format", "json"], "/principle 2\n/principle 3");
    let answers: Vec<Value> =
        serde_json::Deserializer::from_str(&run.stdout).into_iter().map(Result::unwrap).collect();
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["passages"][0]["id"]).collect();
    assert_eq!(ids, ["principles/2", "principles/3"]);
}

#[test]
fn a_line_that_is_not_text_does_not_end_the_prompt_with_a_panic() {
    let tenet = Tenet::with(&guild());
    let run = tenet.run_with_input(&["chat"], "\u{0}\n\n/principle 2\r\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("One sailor stays awake."), "{run:?}");
}

#[test]
fn the_outline_names_every_section_with_id_anchor_and_address() {
    let tenet = Tenet::with(&guild());
    let run = tenet.run(&["outline", "--format", "json", "charter"]);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        rows[3],
        serde_json::json!({
            "depth": 3,
            "text": "Responsibilities",
            "anchor": "responsibilities",
            "line": 13,
            "id": "charter/responsibilities",
            "url": "https://github.com/harbour/rules/blob/main/CHARTER.md#responsibilities",
        })
    );
    let run = tenet.run(&["outline", "values"]);
    insta::assert_snapshot!(run.stdout.trim_end(), @r"
        9    Values  #values  values/values
       11      Quay Values  #quay-values  values/quay-values
       17      Sea Values  #sea-values  values/sea-values
       25    Harbour master  no anchor  values/harbour-master
    ");
}

#[test]
fn the_outline_of_what_nobody_knows_is_a_usage_error() {
    let run = Tenet::with(&guild()).run(&["outline", "lighthouse"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("lighthouse"), "{run:?}");
}

#[test]
fn init_writes_a_sources_file_that_works_as_it_stands() {
    let folder = Folder::new();
    let docs = folder.join("harbour-guild");
    let write = |name: &str, text: &str| folder.write(&format!("harbour-guild/{name}"), text);
    write(
        "CODE_OF_CONDUCT.md",
        "# Our Code of Conduct\n\nBe kind.\n\n## Enforcement\n\nWrite to help@harbour.example.\n",
    );
    write("GOVERNANCE.md", "# How we decide\n\nSlowly.\n");
    write("docs/guide: \"first\" steps.md", "# Steps & stones\n\nOne by one.\n");
    write("notes.txt", "not a document");
    let tenet = Tenet::with(&docs);
    let run = tenet.run(&["init", docs.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("coc/enforcement"), "the outline is printed: {run:?}");

    let sources = folder.read("harbour-guild/sources.yaml");
    assert!(sources.starts_with('#'), "{sources}");
    assert!(sources.contains("address: help@harbour.example"), "{sources}");
    let check = tenet.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}\n{sources}");
    for (question, words) in [
        ("/coc our code of conduct", "Be kind."),
        ("how we decide", "Slowly."),
        ("one by one", "One by one."),
        ("/report", "help@harbour.example"),
    ] {
        let run = tenet.ask(question);
        assert!(run.stdout.contains(words), "{question}: {run:?}\n{sources}");
    }

    // What somebody wrote is never overwritten.
    let again = tenet.run(&["init", docs.to_str().unwrap()]);
    assert_eq!(again.code, 2, "{again:?}");
    assert_eq!(folder.read("harbour-guild/sources.yaml"), sources);
}

#[test]
fn init_of_a_folder_without_documents_says_so() {
    let folder = Folder::new();
    let run = Tenet::new().run(&["init", folder.text()]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(!folder.join("sources.yaml").exists());
}

#[test]
fn the_content_folder_may_be_named_in_the_environment_and_a_stray_one_is_not_used() {
    let folder = Folder::new();
    // A stray ./content must never answer for the organisation.
    folder.write("content/sources.yaml", "organisation: Stray\n");
    let ask = |content: Option<&str>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tenet"));
        command
            .env_clear()
            .env("TENET_STATE", folder.join("state"))
            .current_dir(folder.path())
            .args(["ask", "--format", "json", "/principle 2"]);
        if let Some(content) = content {
            command.env("TENET_CONTENT", content);
        }
        let output = command.output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["organisation"].as_str().unwrap().to_owned()
    };
    assert_eq!(ask(None), "Bytecode Alliance");
    assert_eq!(ask(guild().to_str()), "Harbour Guild");
}
