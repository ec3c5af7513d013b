//! Every passage and every body of the content, as the HTTP door gives them.

use crate::support::door::Door;
use crate::support::library::{invented, shipped};
use crate::support::serving::{Client, Response, in_query};

/// The answer at a path, after it was shown to be the same when asked for again, and not to be sent to
/// one who has kept it. What is for the asker alone is kept by nobody.
fn told_twice(client: &mut Client, path: &str) -> Response {
    let first = client.get(path).unwrap();
    assert_eq!(first.status, 200, "{path}: {first:?}");
    let again = client.get(path).unwrap();
    assert_eq!((again.header("etag"), &again.body), (first.header("etag"), &first.body), "{path}");
    match first.json()["audience"].as_str() {
        Some("channel") => {
            let tag = first.header("etag").unwrap_or_else(|| panic!("{path} has no tag"));
            let kept = client.get_unless(path, tag).unwrap();
            assert_eq!((kept.status, &*kept.body), (304, ""), "{path}");
            assert_eq!(kept.header("etag"), Some(tag), "{path}");
        }
        _ => {
            assert_eq!(first.header("cache-control"), Some("no-store, private"), "{path}");
            assert_eq!(first.header("etag"), None, "{path}");
        }
    }
    first
}

#[test]
fn every_passage_is_given_word_for_word_at_its_id() {
    for library in [shipped(), invented()] {
        let door = Door::of(library);
        let mut client = door.client();
        let passages = &library.edition.catalogue.passages;
        assert!(passages.len() > 20);
        for passage in passages {
            let answer = told_twice(&mut client, &format!("/api/cite/{}", passage.id)).json();
            assert_eq!(answer["edition"], *library.edition.id);
            assert_eq!(answer["passages"].as_array().map(Vec::len), Some(1), "{}", passage.id);
            let given = &answer["passages"][0];
            assert_eq!(given["id"], passage.id);
            assert_eq!(given["text"], passage.text, "{}", passage.id);
            assert_eq!(given["markdown"], passage.markdown, "{}", passage.id);
            assert_eq!(given["citation"]["url"], passage.citation.url, "{}", passage.id);
        }
    }
}

#[test]
fn every_body_is_given_at_its_id_and_at_its_title() {
    for library in [shipped(), invented()] {
        let door = Door::of(library);
        let mut client = door.client();
        let bodies = &library.edition.catalogue.rosters;
        assert!(!bodies.is_empty());
        for body in bodies {
            for name in [&body.body, &body.title] {
                let answer = told_twice(&mut client, &format!("/api/roster/{}", in_query(name)));
                assert_eq!(answer.json()["roster"]["body"], body.body, "{name}");
            }
        }
    }
}
