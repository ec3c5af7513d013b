//! Documents that are no text are known by what links say of them.

use crate::support::library::{ask, ask_json, content_of, of_content};
use serde_json::json;
use tenet::adapters::console::{self, Screen};
use tenet::library::Library;
use tenet::wording::{self, Medium};

const SOURCES: &str = "organisation: Rope Society\nsources:\n  - id: rules\n    git: https://git.example/rope/rules\n    documents: [{file: CHARTER.md, id: charter}, {file: docs/ropes.md, id: ropes}]\n";
const CHARTER: &str = "# Charter

## Board

The Board follows [bylaws](https://rope.example/assets/bylaws.pdf), see [here](https://rope.example/assets/bylaws.pdf#page=2).

![plan](plan.png) ![scan](scan.pdf) [plan](plan.png) [page](https://rope.example/a.pdf.html)

## Rights

> - Rights are in the [Rope Society IP policy](http://www.rope.example/ip-policy.PDF).
";
const ROPES: &str = "# Ropes

Read the [IP Policy](https://rope.example/ip-policy.PDF), again the [IP Policy](https://rope.example/ip-policy.PDF), and [this](../forms/order_form.docx).
";

fn society() -> Library {
    of_content(&content_of(&[
        ("sources.yaml", SOURCES),
        ("rules/CHARTER.md", CHARTER),
        ("rules/docs/ropes.md", ROPES),
    ]))
}

#[test]
fn what_is_linked_and_no_text_is_known_by_the_words_of_its_links() {
    let answer = ask_json(&society(), "/sources");
    let linked: Vec<_> = answer["sources"]["documents"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|card| card["held"] == "link")
        .map(|card| {
            json!([card["id"], card["title"], card["kind"], card["url"], card["linked_in"]])
        })
        .collect();
    assert_eq!(
        linked,
        [
            json!([
                "bylaws",
                "Bylaws",
                "charter",
                "https://rope.example/assets/bylaws.pdf",
                ["charter/board"]
            ]),
            json!([
                "ip-policy",
                "IP Policy",
                "policy",
                "http://www.rope.example/ip-policy.PDF",
                ["charter/rights", "ropes/ropes"]
            ]),
            json!([
                "order-form",
                "Order form",
                "document",
                "https://git.example/rope/rules/blob/main/forms/order_form.docx",
                ["ropes/ropes"]
            ]),
        ]
    );
}

#[test]
fn one_that_is_asked_for_is_answered_with_its_link_and_never_with_a_guess() {
    let society = society();
    for (question, url) in [
        ("/policy bylaws", "https://rope.example/assets/bylaws.pdf"),
        ("bylaws", "https://rope.example/assets/bylaws.pdf"),
        ("/policy in:ip-policy licence", "http://www.rope.example/ip-policy.PDF"),
        ("/policy the IP policy", "http://www.rope.example/ip-policy.PDF"),
    ] {
        let answer = ask_json(&society, question);
        assert_eq!(answer["outcome"], "nothing", "{question}");
        assert_eq!(answer["nothing"]["not_searched"][0]["url"], url, "{question}");
        let said =
            console::text(&wording::reply(&ask(&society, question), Medium::Chat), Screen::PLAIN);
        assert!(said.starts_with("I do not have the text of this document"), "{said}");
        assert!(said.contains(url), "{said}");
    }
    let answer = ask_json(&society, "/policy bylaws");
    assert_eq!(answer["near"][0]["id"], "charter/board");
    let said =
        console::text(&wording::reply(&ask(&society, "/policy"), Medium::Chat), Screen::PLAIN);
    assert!(said.contains("Bylaws (bylaws): link only, not searched, linked in charter"), "{said}");
}
