//! A copy that says the same in the same words is another place of a passage; any other has drifted.

use crate::support::library::{ask, ask_json, content_of, of_content};
use serde_json::{Value, json};
use tenet::adapters::console::{self, Screen};
use tenet::wording::{self, Medium};

const SOURCES: &str = r#"organisation: Rope Society
sources:
  - {id: rules, git: "https://git.example/rope/rules", documents: [{file: MISSION.md, id: mission}]}
  - id: site
    git: https://git.example/rope/site
    pages: https://rope.example
    documents: [{file: about.md, section: Mission, copy_of: mission}]
"#;
const MISSION: &str = "# Mission\n\nOur mission is to provide \"good\" rope - always.\n";

#[test]
fn letter_case_is_another_word_and_the_form_of_quotation_marks_is_not() {
    let copy_at = "https://rope.example/about.html#mission";
    for (copy, also_at, note) in [
        ("Our mission  is to provide “good” rope – always.", json!([copy_at]), None),
        (
            "Our mission is to Provide \"good\" rope - always.",
            json!([]),
            Some("The copy in site/about.md:3 has other words: “Provide” in place of “provide”."),
        ),
    ] {
        let about = format!("# About\n\n## Mission\n\n{copy}\n");
        let content = content_of(&[
            ("sources.yaml", SOURCES),
            ("rules/MISSION.md", MISSION),
            ("site/about.md", &about),
        ]);
        let library = of_content(&content);
        let answer = ask_json(&library, "/mission");
        assert_eq!(answer["passages"][0]["also_at"], also_at, "{copy}");
        assert_eq!(answer["note"], note.map_or(Value::Null, Value::from), "{copy}");
        // The copy's address leads to the words that count, whether or not it has them.
        assert_eq!(ask_json(&library, copy_at)["passages"][0]["id"], "mission/mission", "{copy}");
        // People are told by /sources, not beside every quotation.
        let said = |question: &str| {
            console::text(&wording::reply(&ask(&library, question), Medium::Chat), Screen::PLAIN)
        };
        assert!(!said("/mission").contains("in place of"), "{copy}");
        assert_eq!(said("/sources").contains("in place of"), note.is_some(), "{copy}");
    }
}
