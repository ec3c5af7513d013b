//! Whoever reads the log of `tenet serve` may be slow, or stop reading: no answer waits for them.

use crate::support::folder::guild;
use crate::support::program::Tenet;
use crate::support::serving::Client;
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::time::{Duration, Instant};

/// More lines than a pipe holds.
const MANY: usize = 2_000;

#[test]
fn a_log_that_nobody_reads_on_holds_up_neither_answers_nor_the_end() {
    let tenet = Tenet::with(&guild());
    let mut child = tenet.start(&[
        "--log=debug",
        "--set=organisation=Harbour Guild",
        "--set=http.address=127.0.0.1:0",
        "--set=http.per_minute=1000000",
        "--set=sync.every=off",
        "serve",
    ]);
    // It is read until the door is open, and kept open without being read after that.
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("HTTP answers at http://") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended");
    }
    let address = line.trim().rsplit("http://").next().unwrap().parse().unwrap();
    let mut client = Client::of(address).unwrap();
    for number in 0..MANY {
        let answer = client.get("/api/ask?q=/principle%202").unwrap();
        assert_eq!(answer.status, 200, "{number}");
    }
    let told = Command::new("sh").args(["-c", &format!("kill -s TERM {}", child.id())]).status();
    assert!(told.unwrap().success());
    let until = Instant::now() + Duration::from_secs(60);
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        assert!(Instant::now() < until, "it does not end");
        std::thread::yield_now();
    };
    assert!(ended.success());
    drop(log);
}
