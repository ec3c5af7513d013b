//! The operational principles: whole, under every name that leads to them.

use crate::support::library::{ask_json, first, shipped};
use crate::support::program::Tenet;

/// Anchor and heading of each principle on the website, in order.
const PRINCIPLES: [(&str, &str); 9] = [
    (
        "we-set-rigorous-standards-for-security-and-quality",
        "We set rigorous standards for security and quality",
    ),
    (
        "we-purposefully-build-for-consistency-stability-security-performance-and-interoperability-across-projects-and-standards-compliance",
        "We purposefully build for consistency, stability, security, performance, and interoperability across projects, and standards compliance",
    ),
    ("we-curate", "We curate"),
    (
        "we-facilitate-collaboration-and-true-multi-stakeholdership",
        "We facilitate collaboration and true multi-stakeholdership",
    ),
    ("we-host-open-and-welcoming-communities", "We host open and welcoming communities"),
    (
        "we-actively-work-against-toxicity-and-exclusion",
        "We actively work against toxicity and exclusion",
    ),
    (
        "we-collaborate-with-standards-bodies-like-the-w3c-and-others",
        "We collaborate with standards bodies like the W3C and others",
    ),
    (
        "we-are-not-and-dont-want-to-be-the-only-game-in-town",
        "We are not and don't want to be the only game in town",
    ),
    (
        "we-empower-existing-ecosystems-instead-of-disrupting-them",
        "We empower existing ecosystems instead of disrupting them",
    ),
];

#[test]
fn every_way_to_the_third_principle_quotes_it_whole() {
    let tenet = Tenet::new();
    for typed in
        ["3", "#3", "third", "p3", "principles/3", "curation", "we curate", "we curat", "CURATION"]
    {
        let answer = tenet.ask_json(&format!("/principle {typed}"));
        assert_eq!(answer["outcome"], "found", "{typed}");
        let passage = &answer["passages"][0];
        assert_eq!(passage["heading"], "We curate", "{typed}");
        assert_eq!(passage["number"], 3, "{typed}");
        assert_eq!(
            passage["citation"]["url"], "https://bytecodealliance.org/mission#we-curate",
            "{typed}"
        );
        let text = passage["text"].as_str().unwrap();
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 3, "{typed}");
        assert!(paragraphs[0].starts_with("Curation is the process of"));
        assert!(paragraphs[2].ends_with("with our overall mission and vision."));
        // The page's own misspelling is a word of the page.
        assert!(text.contains("acts as a currator in selecting"), "{typed}");
    }
}

#[test]
fn every_principle_is_found_by_its_number() {
    for (at, (anchor, heading)) in PRINCIPLES.iter().enumerate() {
        let number = at + 1;
        let answer = ask_json(shipped(), &format!("/principle {number}"));
        let passage = &answer["passages"][0];
        assert_eq!(answer["outcome"], "found", "{number}");
        assert_eq!(passage["heading"], *heading, "{number}");
        assert_eq!(
            passage["citation"]["url"],
            format!("https://bytecodealliance.org/mission#{anchor}"),
            "{number}"
        );
        assert_eq!(passage["id"], format!("principles/{number}"));
    }
}

#[test]
fn every_principle_is_found_by_words_of_its_own() {
    for (number, words) in [
        (1, ["rigorous", "consideration", "indispensable"]),
        (2, ["fragmentation", "interoperability", "faithful"]),
        (3, ["curator", "experimentation", "umbrella"]),
        (4, ["stakeholdership", "privileged", "transparent"]),
        (5, ["welcoming", "intolerant", "backgrounds"]),
        (6, ["toxicity", "deteriorating", "proactively"]),
        (7, ["W3C", "coordinating", "outcomes"]),
        (8, ["competition", "venues", "town"]),
        (9, ["disruptive", "enriching", "possibilities"]),
    ] {
        let expected = ("found".to_owned(), format!("principles/{number}"));
        for typed in words.map(str::to_owned).into_iter().chain([words.join(" ")]) {
            assert_eq!(first(shipped(), &format!("/principle {typed}")), expected, "{typed}");
        }
    }
}

#[test]
fn the_principles_stand_in_their_three_groups() {
    let answer = ask_json(shipped(), "/principle");
    assert_eq!(answer["outcome"], "found");
    let groups: Vec<(String, Vec<u64>)> = answer["passages"][0]["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let numbers = group["children"].as_array().unwrap();
            (
                group["heading"].as_str().unwrap().to_owned(),
                numbers.iter().map(|child| child["number"].as_u64().unwrap()).collect(),
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            ("What we want to create".to_owned(), vec![1, 2, 3]),
            ("How we want to work together".to_owned(), vec![4, 5, 6]),
            ("How we want to work with others".to_owned(), vec![7, 8, 9]),
        ]
    );
    for (number, group) in [
        (2, "What we want to create"),
        (5, "How we want to work together"),
        (8, "How we want to work with others"),
    ] {
        let answer = ask_json(shipped(), &format!("/principle {number}"));
        assert_eq!(
            answer["passages"][0]["path"],
            serde_json::json!(["Operational Principles", group])
        );
    }
}

#[test]
fn a_number_beyond_the_last_is_told_how_many_there_are() {
    for typed in ["10", "#10", "tenth", "p10", "0", "4294967295"] {
        let answer = ask_json(shipped(), &format!("/principle {typed}"));
        assert_eq!(answer["outcome"], "nothing", "{typed}");
        assert_eq!(answer["note"], "There are nine principles.", "{typed}");
        assert_eq!(answer["passages"], serde_json::json!([]), "{typed}");
    }
    let run = Tenet::new().ask("/principle 10");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("nine principles"), "{run:?}");
}

#[test]
fn text_that_was_encoded_twice_is_quoted_as_it_was_meant() {
    let answer = ask_json(shipped(), "/principle 8");
    let text = answer["passages"][0]["text"].as_str().unwrap();
    assert!(text.contains("many organizations—not all of which"), "{text}");
    assert!(!text.contains('â'), "{text}");
}

#[test]
fn the_mission_is_quoted_with_its_address() {
    for typed in ["/mission", "mission", "/ask mission/mission"] {
        let answer = ask_json(shipped(), typed);
        assert_eq!(answer["outcome"], "found", "{typed}");
        let passage = &answer["passages"][0];
        assert_eq!(
            passage["citation"]["url"], "https://bytecodealliance.org/mission#mission",
            "{typed}"
        );
        assert_eq!(
            passage["also_at"],
            serde_json::json!(["https://bytecodealliance.org/about#mission"])
        );
        let text = passage["text"].as_str().unwrap();
        assert!(text.starts_with("Our mission is to Provide state-of-the-art foundations"));
        assert!(text.ends_with("standards such as WebAssembly and WASI."));
    }
}
