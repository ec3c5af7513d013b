//! The values, and the paragraphs of the about page beside them.

use crate::support::library::{ask_json, shipped};
use serde_json::json;

#[test]
fn every_value_is_found_by_its_name_with_its_number_and_address() {
    for (group, values) in [
        ("Social Values", vec!["Collaboration", "Inclusiveness", "Openness"]),
        ("Technical Values", vec!["Thoughtful balance", "Documentation and Testing"]),
        (
            "Process Values",
            vec![
                "Influence through effort",
                "Sustainable velocity",
                "Localized governance wherever possible",
                "Disagree and commit",
                "Lightweight processes",
            ],
        ),
    ] {
        let anchor = group.to_lowercase().replace(' ', "-");
        for (at, name) in values.iter().enumerate() {
            for typed in [(*name).to_owned(), name.to_lowercase(), name.to_uppercase()] {
                let answer = ask_json(shipped(), &format!("/value {typed}"));
                assert_eq!(answer["outcome"], "found", "{typed}");
                let passage = &answer["passages"][0];
                assert_eq!(passage["heading"], *name);
                assert_eq!(passage["number"], at + 1, "{typed}");
                assert_eq!(passage["path"], json!(["Values", group]), "{typed}");
                // A value has no anchor of its own: its group's, and its name as a text fragment.
                let fragment = name.replace(' ', "%20");
                assert_eq!(
                    passage["citation"]["url"],
                    format!("https://bytecodealliance.org/about#{anchor}:~:text={fragment}"),
                );
                assert!(!passage["text"].as_str().unwrap().is_empty(), "{typed}");
            }
        }
    }
}

#[test]
fn a_value_is_quoted_with_the_pages_own_quotation_marks() {
    let answer = ask_json(shipped(), "/value openness");
    assert_eq!(
        answer["passages"][0]["text"],
        "What we develop is Free and Open Source, and available for everyone, not just our members. \
         We accept all contributors who are willing and able to collaborate and adhere to our \
         alliance’s values."
    );
}

#[test]
fn values_are_listed_in_their_three_groups() {
    let answer = ask_json(shipped(), "/value");
    let groups: Vec<(&str, usize)> = answer["passages"][0]["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            (group["heading"].as_str().unwrap(), group["children"].as_array().unwrap().len())
        })
        .collect();
    assert_eq!(groups, [("Social Values", 3), ("Technical Values", 2), ("Process Values", 5)]);
}

#[test]
fn a_number_that_several_values_bear_offers_them() {
    let answer = ask_json(shipped(), "/value 2");
    assert_eq!(answer["outcome"], "candidates");
    let ids: Vec<&str> = answer["passages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|passage| passage["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        ["values/inclusiveness", "values/documentation-and-testing", "values/sustainable-velocity"]
    );
    let answer = ask_json(shipped(), "/value third process value");
    assert_eq!(answer["passages"][0]["id"], "values/localized-governance-wherever-possible");
}

#[test]
fn paragraphs_under_headings_in_raw_html_are_quoted() {
    for (question, id, start) in [
        (
            "/policy about/board",
            "about/board",
            "Our Board is comprised of Directors elected from among our member organizations",
        ),
        (
            "/policy about/technical-steering-committee",
            "about/technical-steering-committee",
            "The Bytecode Alliance Technical Steering Committee (\"TSC\") acts as the top-level governing body",
        ),
    ] {
        let answer = ask_json(shipped(), question);
        let passage = &answer["passages"][0];
        assert_eq!((&answer["outcome"], &passage["id"]), (&json!("found"), &json!(id)));
        let text = passage["text"].as_str().unwrap();
        assert!(text.starts_with(start), "{text}");
        // What the page makes from data is no words of the page; that it is left out is said.
        assert!(!text.contains("member."), "{text}");
        assert_ne!(passage["left_out"], json!([]), "{question}");
        let url = passage["citation"]["url"].as_str().unwrap();
        assert!(url.starts_with("https://bytecodealliance.org/about#"), "{url}");
        assert!(url.contains(":~:text="), "{url}");
    }
    let board = ask_json(shipped(), "/policy about/board");
    let text = board["passages"][0]["text"].as_str().unwrap();
    assert!(
        text.ends_with("oversees day-to-day operations as well as member relations."),
        "what stands after the generated list belongs to the section: {text}"
    );
}

#[test]
fn the_former_page_is_never_quoted_and_its_links_lead_on() {
    let answer = ask_json(shipped(), "https://bytecodealliance.org/mission#social-values");
    assert_eq!(answer["outcome"], "found");
    assert_eq!(answer["passages"][0]["id"], "values/social-values");
    for passage in &shipped().edition.catalogue.passages {
        assert_ne!(passage.citation.file, "mission-values.md", "{}", passage.id);
    }
}
