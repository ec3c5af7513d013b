//! What `/metrics` tells those who run tenet: how much was asked and how it went, and nothing of what.

use crate::support::folder::guild;
use crate::support::library::{invented, limits, now};
use crate::support::program::{Run, Tenet};
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tenet::desk::{Connection, Desk, Platform};
use tenet::library::{Library, SourceStatus, SyncFailure, SyncStatus};
use tenet::meters::RoundEnd;
use tenet::question::{Asked, Question};

fn desk() -> Desk {
    Desk::new(invented().clone(), limits())
}

fn ask(desk: &Desk, text: &str) {
    let question =
        Question { text: text.to_owned(), at: now(), asked: Asked::Program, moderator: false };
    desk.answer(Platform::Http, &question);
}

/// The values on the page, by name and labels.
fn values(page: &str) -> BTreeMap<String, f64> {
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    let value = |line: &str| {
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no value: {line}"));
        (name.to_owned(), value.parse().unwrap_or_else(|_| panic!("no number: {line}")))
    };
    lines.map(value).collect()
}

/// The labels of the values of this name that are not zero.
fn labels<'a>(values: &'a BTreeMap<String, f64>, name: &str) -> Vec<&'a str> {
    let of_name = values.iter().filter(|(_, value)| **value != 0.0);
    of_name.filter_map(|(key, _)| key.strip_prefix(name)?.strip_prefix('{')).collect()
}

#[test]
fn questions_count_by_command_and_outcome() {
    for (question, command, outcome) in [
        ("/principle 1", "principle", "found"),
        ("/value", "value", "found"),
        ("/who-is-on council", "who-is-on", "roster"),
        ("who is on the council", "who-is-on", "roster"),
        ("/sources", "sources", "sources"),
        ("/help", "help", "help"),
        ("", "none", "help"),
        ("/nonesuch", "none", "help"),
        ("/cite", "none", "help"),
        ("/ask zyxomma", "ask", "nothing"),
        ("values zyxomma", "ask", "candidates"),
    ] {
        let desk = desk();
        ask(&desk, question);
        let values = values(&desk.metrics(now()));
        let expected = format!("platform=\"http\",command=\"{command}\",outcome=\"{outcome}\"}}");
        assert_eq!(labels(&values, "tenet_questions_total"), [expected], "{question}");
        let platform = "{platform=\"http\"}";
        assert_eq!(values[&format!("tenet_answer_duration_seconds_count{platform}")], 1.0);
    }
}

#[test]
fn what_is_sensitive_counts_as_other_whatever_was_typed() {
    for question in [
        "/report",
        "/coc",
        "/coc what we expect",
        "/coc zyxomma",
        "/cite coc/how-to-tell-us",
        "somebody published where I live",
        "how do I report somebody",
        "/ask touching ropes",
        "/ask in:coc listen",
        "/changes coc",
        "/changes coc/what-we-expect",
        "/verify \"Shouting at the crew, whatever the weather.\"",
        "/principle 1 private:true",
        "my zyxomma was taken",
    ] {
        let desk = desk();
        ask(&desk, question);
        let values = values(&desk.metrics(now()));
        let other = "platform=\"http\",command=\"other\",outcome=\"other\"}";
        assert_eq!(labels(&values, "tenet_questions_total"), [other], "{question}");
        let quoted = labels(&values, "tenet_passages_quoted_total");
        assert!(
            quoted.iter().all(|label| *label == "document=\"other\"}"),
            "{question}: {quoted:?}"
        );
    }
}

#[test]
fn quotations_count_by_document_and_what_is_only_named_does_not() {
    let desk = desk();
    ask(&desk, "/principle 1");
    ask(&desk, "/cite principles/1 values/patience");
    ask(&desk, "/coc what we expect");
    ask(&desk, "/ask zyxomma");
    let values = values(&desk.metrics(now()));
    let quoted = |document: &str| {
        let key = format!("tenet_passages_quoted_total{{document=\"{document}\"}}");
        values.get(&key).copied().unwrap_or_default()
    };
    let counted = ["principles", "values", "other", "coc"].map(quoted);
    assert_eq!(counted, [2.0, 1.0, 1.0, 0.0], "{values:#?}");
}

#[test]
fn ages_are_told_from_the_time_at_which_the_page_is_asked_for() {
    let checked = now();
    let mut status = SyncStatus::default();
    let good = SourceStatus { checked: Some(checked), failed: None };
    let failed = SyncFailure { at: checked, what: "The server did not answer.".to_owned() };
    let bad = SourceStatus { checked: None, failed: Some(failed) };
    status.sources.extend([("rules".to_owned(), good), ("site".to_owned(), bad)]);
    let library = Library { status: status.into(), ..invented().clone() };
    let desk = Desk::new(library, limits());
    let page = desk.metrics(checked + 90.minutes());
    let values = values(&page);
    assert_eq!(values["tenet_source_checked_age_seconds{source=\"rules\"}"], 5400.0);
    assert!(!page.contains("age_seconds{source=\"site\"}"), "{page}");
    assert_eq!(values["tenet_source_failed{source=\"rules\"}"], 0.0);
    assert_eq!(values["tenet_source_failed{source=\"site\"}"], 1.0);
    assert!(!page.contains("did not answer"), "{page}");
}

#[test]
fn the_state_of_each_connection_is_told_and_not_why() {
    let desk = desk();
    desk.connection(Platform::Http, Connection::Up);
    desk.connection(Platform::Zulip, Connection::Down("the key zyxomma is wrong".to_owned()));
    let page = desk.metrics(now());
    let values = values(&page);
    let expected = ["platform=\"http\",state=\"up\"}", "platform=\"zulip\",state=\"down\"}"];
    assert_eq!(labels(&values, "tenet_connection"), expected);
    assert!(!page.contains("zyxomma"));
}

#[test]
fn content_that_is_held_back_shows() {
    let desk = desk();
    assert_eq!(values(&desk.metrics(now()))["tenet_content_held_back"], 0.0);
    desk.hold_back("content", "sources.yaml cannot be read".to_owned());
    assert_eq!(values(&desk.metrics(now()))["tenet_content_held_back"], 1.0);
    desk.let_through("content");
    assert_eq!(values(&desk.metrics(now()))["tenet_content_held_back"], 0.0);
}

#[test]
fn rounds_count_by_how_they_ended() {
    let desk = desk();
    desk.meters().looked(RoundEnd::Published, Duration::from_millis(700));
    desk.meters().looked(RoundEnd::Incomplete, Duration::from_secs(20));
    let values = values(&desk.metrics(now()));
    let ended = labels(&values, "tenet_sync_rounds_total");
    assert_eq!(ended, ["result=\"incomplete\"}", "result=\"published\"}"]);
    assert_eq!(values["tenet_sync_duration_seconds_count"], 2.0);
    assert_eq!(values["tenet_sync_duration_seconds_bucket{le=\"1.0\"}"], 1.0);
}

#[test]
fn each_metric_says_what_it_is() {
    let desk = desk();
    desk.connection(Platform::Http, Connection::Up);
    ask(&desk, "/principle 1");
    let page = desk.metrics(now());
    assert!(page.ends_with("# EOF\n"), "{page}");
    assert_eq!(page.matches("# EOF").count(), 1, "{page}");
    let declared = |kind: &str| -> Vec<&str> {
        let lines = page.lines().filter_map(|line| line.strip_prefix(kind));
        lines.filter_map(|rest| rest.split(' ').next()).collect()
    };
    assert_eq!(declared("# HELP "), declared("# TYPE "));
    for name in values(&page).keys() {
        assert!(name.starts_with("tenet_") || name.starts_with("process_"), "{name}");
        assert!(declared("# TYPE ").iter().any(|family| name.starts_with(family)), "{name}");
    }
}

#[test]
fn requests_count_by_route_and_class_and_never_by_path() {
    let serving = Running::start(&guild(), &[], |_| {});
    assert_eq!(serving.get("/api/ask?q=/principle%201").0, 200);
    assert_eq!(serving.get("/zyxomma?q=quibble").0, 404);
    assert_eq!(serving.get("/api/ask").0, 400);
    let (status, head, page) = serving.get_whole("/metrics");
    assert_eq!(status, 200);
    let kind = "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert!(head.to_ascii_lowercase().contains(kind), "{head}");
    let values = values(&page);
    let requests = |route: &str, class: &str| {
        values[&format!("tenet_http_requests_total{{route=\"{route}\",status=\"{class}\"}}")]
    };
    assert_eq!(requests("/api/ask", "2xx"), 1.0);
    assert_eq!(requests("/api/ask", "4xx"), 1.0);
    assert_eq!(requests("none", "4xx"), 1.0);
    assert!(!page.contains("zyxomma") && !page.contains("quibble"), "{page}");
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
}

/// `tenet serve` for the invented organisation, whose log is read as it is written.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
    /// What was read of the log so far.
    read: Vec<String>,
    address: String,
    tenet: Tenet,
}

const DEADLINE: Duration = Duration::from_secs(60);

impl Running {
    pub(crate) fn start(
        content: &std::path::Path,
        more: &[&str],
        prepare: impl FnOnce(&mut Command),
    ) -> Running {
        let tenet = Tenet::with(content);
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenet"));
        command.env_clear().arg("--state").arg(tenet.state()).arg("--content").arg(content);
        command.args(["--set", "organisation=Harbour Guild", "--set", "http.address=127.0.0.1:0"]);
        if !more.iter().any(|setting| setting.starts_with("sync.every")) {
            command.args(["--set", "sync.every=off"]);
        }
        for setting in more {
            command.args(["--set", setting]);
        }
        command.arg("serve").current_dir(content);
        command.stdin(std::process::Stdio::null());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        prepare(&mut command);
        let mut child = command.spawn().unwrap();
        let (told, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = told.send(line);
            }
        });
        let mut running = Running { child, lines, read: Vec::new(), address: String::new(), tenet };
        let line = running.wait_for("HTTP answers at http://");
        let address = line.split("HTTP answers at http://").nth(1).unwrap();
        running.address = address.split(['"', ' ']).next().unwrap().to_owned();
        running
    }

    pub(crate) fn state(&self) -> &std::path::Path {
        self.tenet.state()
    }

    /// The next line of the log with these words.
    pub(crate) fn wait_for(&mut self, words: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(DEADLINE);
            let line = line.unwrap_or_else(|error| panic!("{words}: {error}: {:#?}", self.read));
            self.read.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("sh")
            .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name, &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
    }

    /// Sends bytes as they are, and reads until the server closes.
    pub(crate) fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        // A server may refuse what is wrong before it has read it whole, and close.
        let _ = stream.write_all(bytes);
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        String::from_utf8_lossy(&read).into_owned()
    }

    /// Status, head and body of the answer to a request for this path.
    pub(crate) fn get_whole(&self, path: &str) -> (u16, String, String) {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = self.send(request.as_bytes());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), body.to_owned())
    }

    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let (status, _, body) = self.get_whole(path);
        (status, body)
    }

    /// Tells it to stop, and gives all that it wrote.
    pub(crate) fn stop(mut self) -> Run {
        self.signal("TERM");
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        let code = self.child.wait().unwrap().code().expect("it ends by itself");
        let mut lines = std::mem::take(&mut self.read);
        lines.extend(self.lines.iter());
        let stderr = lines.join("\n");
        assert!(!stderr.contains("panicked"), "{stderr}");
        Run { code, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
