//! `tenet health`, and a process of which one platform cannot answer.

use crate::support::folder::{Folder, guild};
use crate::support::program::{Run, finish};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;

fn command(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenet"));
    command.env_clear().env("HOME", folder.path()).current_dir(folder.path());
    command.arg("--content").arg(guild()).arg("--state").arg(folder.join("state"));
    command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    finish(command(folder, arguments, variables).spawn().unwrap())
}

fn health(arguments: &[&str], address: &str) -> Run {
    let arguments = [&["health"], arguments].concat();
    run(&Folder::new(), &arguments, &[("TENET_HTTP_ADDRESS", address)])
}

/// Somebody at a port who says these words to one who comes.
fn somebody(words: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(words.as_bytes());
    });
    address
}

/// A process that answers over HTTP, ended with the test.
struct Answering {
    child: Child,
    address: String,
    /// What it said until it answered.
    said: String,
}

impl Answering {
    fn start(folder: &Folder, variables: &[(&str, &str)]) -> Answering {
        let whose = ["--set", "organisation=Harbour Guild"];
        let rest = ["--set", "http.address=127.0.0.1:0", "--set", "sync.every=off", "serve"];
        let mut child =
            command(folder, &[&whose[..], &rest[..]].concat(), variables).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {said}")).unwrap();
            said.push_str(&line);
            said.push('\n');
            if let Some((_, address)) = line.split_once("HTTP answers at http://") {
                break address.trim().to_owned();
            }
        };
        // What is said later is read and dropped, so that nothing waits for it.
        thread::spawn(move || lines.for_each(drop));
        Answering { child, address, said }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_process_that_answers_is_well_and_ready() {
    let folder = Folder::new();
    let answering = Answering::start(&folder, &[]);
    let port = answering.address.rsplit(':').next().unwrap();
    for (arguments, state) in [(&[][..], "well"), (&["--ready"], "ready")] {
        // A container's door is open to all addresses; this one is reached on this machine.
        let run = health(arguments, &format!("0.0.0.0:{port}"));
        let told = format!("http://127.0.0.1:{port} is {state}.\n");
        assert_eq!((run.code, run.stdout), (0, told), "{}", run.stderr);
    }
}

#[test]
fn a_platform_that_is_not_spoken_to_is_down_and_the_door_is_open() {
    let folder = Folder::new();
    let secret = ("DISCORD_TOKEN", "PLANTED");
    let stray = ("TENET_HTTP_ADRESS", "x");
    let answering = Answering::start(&folder, &[("TENET_DISCORD_MODE", "gateway"), secret, stray]);
    let remark = "TENET_HTTP_ADRESS: No setting is read from this variable.";
    assert_eq!(answering.said.matches(remark).count(), 1, "{}", answering.said);
    assert!(!answering.said.contains("PLANTED"), "{}", answering.said);
    assert_eq!(health(&[], &answering.address).code, 0);
    let ready = health(&["--ready"], &answering.address);
    assert_eq!(ready.code, 3, "{ready:?}");
    assert!(ready.stderr.contains("/ready answers 503: "), "{ready:?}");
    assert!(ready.stderr.contains("discord"), "{ready:?}");
}

#[test]
fn nothing_but_a_platform_that_is_not_spoken_to_is_no_start() {
    let folder = Folder::new();
    let mode = ("TENET_DISCORD_MODE", "gateway");
    let run = run(&folder, &["serve"], &[mode, ("DISCORD_TOKEN", "PLANTED")]);
    assert_eq!(
        (run.code, run.stderr.trim()),
        (
            3,
            "tenet: This version does not speak to Discord yet, and nothing else is configured. Set http.address, or take Discord away."
        )
    );
}

#[test]
fn a_door_that_is_closed_or_another_s_is_told() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    const LISTENS: &str = "/health hung up, or sent what cannot be read. Too many connections may be open, or another program listens there.";
    let closed = health(&[], &nobody);
    let told = format!(
        "tenet: http://{nobody}/health cannot be reached: Connection refused (os error 111). Is `tenet serve` running?\n"
    );
    assert_eq!((closed.code, closed.stderr), (3, told));
    for (words, told) in [
        ("220 mail.example ESMTP\r\n", LISTENS),
        ("", LISTENS),
        ("HTTP/1.1 500 Oops\r\n\r\nA\u{1b}[31m\nB\n", "answers 500: A�[31m B"),
    ] {
        let run = health(&[], &somebody(words));
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.trim_end().ends_with(told), "{run:?}");
    }
}

#[test]
fn without_a_door_there_is_nobody_to_ask() {
    let folder = Folder::new();
    let unset = run(&folder, &["health"], &[]);
    assert_eq!((unset.code, unset.stdout.as_str()), (2, ""), "{unset:?}");
    assert!(unset.stderr.contains("No HTTP door is configured"), "{unset:?}");
    let any = health(&[], "127.0.0.1:0");
    assert_eq!(any.code, 2, "{any:?}");
    assert!(any.stderr.contains("port 0"), "{any:?}");
}
