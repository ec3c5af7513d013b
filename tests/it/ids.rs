//! Ids and addresses of everything that can be cited.

use crate::support::library::{ask_json, first, invented, shipped};
use std::collections::HashSet;

#[test]
fn every_id_is_short_plain_and_the_only_one_of_its_name() {
    for library in [shipped(), invented()] {
        let mut seen = HashSet::new();
        for passage in &library.edition.catalogue.passages {
            let id = &passage.id;
            assert!(!id.is_empty() && id.len() <= 60, "{id}");
            assert!(
                id.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c)),
                "{id}"
            );
            assert!(id.starts_with(&format!("{}/", passage.citation.document)), "{id}");
            assert!(seen.insert(id.clone()), "{id} stands twice");
        }
        assert!(seen.len() > 20);
    }
}

#[test]
fn every_passage_has_an_address_that_a_browser_opens() {
    for library in [shipped(), invented()] {
        for passage in &library.edition.catalogue.passages {
            let urls = std::iter::once(&passage.citation.url).chain(&passage.also_at);
            for url in urls {
                assert!(url.starts_with("https://"), "{}: {url}", passage.id);
                assert!(
                    url.chars().all(|c| c.is_ascii_graphic() || !c.is_ascii()),
                    "{}: {url}",
                    passage.id
                );
            }
        }
    }
}

#[test]
fn every_id_and_every_address_of_its_own_leads_to_its_passage() {
    for library in [shipped(), invented()] {
        let passages = &library.edition.catalogue.passages;
        for passage in passages {
            let expected = ("found".to_owned(), passage.id.clone());
            assert_eq!(first(library, &format!("/cite {}", passage.id)), expected);
            assert_eq!(first(library, &passage.id), expected);
            // Items share their section's address where the site has no text fragments.
            let url = &passage.citation.url;
            let shared = passages.iter().filter(|other| other.citation.url == *url).count();
            if shared == 1 {
                assert_eq!(first(library, url), expected, "{url}");
            }
        }
    }
}

#[test]
fn several_ids_are_cited_in_the_order_asked_for() {
    let answer =
        ask_json(shipped(), "/cite principles/3 values/openness mission/mission note: see these");
    assert_eq!(answer["outcome"], "found");
    let ids: Vec<&str> = answer["passages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|passage| passage["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["principles/3", "values/openness", "mission/mission"]);
    assert_eq!(answer["asker_note"], "see these");
}
