//! Whatever anybody sends, the HTTP door answers with no mistake of its own, and goes on.

use crate::support::door::Door;
use crate::support::library::invented;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x7e7e7),
        ..ProptestConfig::default()
    })
}

/// All that is answered to these bytes until the connection is closed.
fn answers(door: &Door, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(door.address).unwrap();
    // No answer takes as long: a connection that hangs fails the test.
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    // Whoever refuses early need not take all.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{bytes:?}");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn has_no_mistake_of_ours(answer: &str) -> bool {
    !answer.lines().any(|line| line.starts_with("HTTP/1.1 5") || line.starts_with("HTTP/1.0 5"))
}

#[test]
fn no_bytes_make_it_fail_or_hang() {
    let door = Door::of(invented());
    let piece = prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..40),
        6 => proptest::sample::select(vec![
            "GET ", "HEAD ", "POST ", "OPTIONS ", "/", "/api/ask?q=", "/api/cite/", "*", "?", "%",
            "%zz", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "\r\n", "\n", "\r\n\r\n", "Host: a\r\n",
            "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n",
            "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "Connection: close\r\n",
            "Connection: upgrade\r\nUpgrade: h2c\r\n", "If-None-Match: *\r\n", "5\r\nabcde\r\n",
            "0\r\n\r\n", ": ", "\u{0}", "GET /api/ask?q=knots HTTP/1.1\r\nHost: a\r\n\r\n",
        ]).prop_map(|text| text.as_bytes().to_vec()),
    ];
    let bytes = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    runner(300)
        .run(&bytes, |bytes| {
            let answer = answers(&door, &bytes);
            prop_assert!(has_no_mistake_of_ours(&answer), "{}", answer);
            Ok(())
        })
        .unwrap();
    assert_eq!(door.get("/health").status, 200);
}

#[test]
fn no_address_makes_it_fail_and_each_is_answered_in_json() {
    let door = Door::of(invented());
    let route = proptest::sample::select(vec![
        "/api/ask?q=",
        "/api/ask?",
        "/api/complete?q=",
        "/api/cite/",
        "/api/cite/principles/1?full=",
        "/api/roster/",
        "/api/roster/council?as-of=",
        "/ready?",
        "/",
        "/api/",
    ]);
    let piece = prop_oneof![
        3 => any::<u8>().prop_map(|byte| format!("%{byte:02x}")),
        3 => "[!$-;=?-Z_a-z~]{1,12}",
        2 => proptest::sample::select(vec![
            "&", "=", "&q=", "+", "%", "/", "//", "..", "as-of:2024", "full:true", "%22", "%0a",
            "%E2%80%9C", "principles/1", "note:", "in:", "true", "2024-02-30", "-1", "%F0%9F%98%80",
        ]).prop_map(str::to_owned),
    ];
    let rest = prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat());
    runner(300)
        .run(&(route, rest), |(route, rest)| {
            let response = door.get(&format!("{route}{rest}"));
            prop_assert!(matches!(response.status, 200 | 400 | 404 | 414), "{:?}", response);
            if response.status != 200 {
                prop_assert!(!response.code().is_empty(), "{:?}", response);
            }
            Ok(())
        })
        .unwrap();
}
