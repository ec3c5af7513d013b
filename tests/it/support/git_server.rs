//! A git server on loopback, which speaks smart HTTP in version 2 as github.com does.
//!
//! It is strict: a request that github.com would not get from git fails the test. Faults can be
//! ordered, so that tests see what a source does to us that we cannot trust.

use super::http::Request;
use super::pack;
use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

/// Where the repository is said to be.
const PLACE: &str = "/guild/rules.git";
/// Where it is after it moved.
const NEW_PLACE: &str = "/moved/rules.git";

/// The three things that a fetch asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asked {
    Greeting,
    Branches,
    Pack,
}

/// What the server does instead of answering as it should.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// Says nothing.
    Hangs,
    /// Says half of its answer and then nothing.
    HangsMidway,
    /// Says one byte each time so long has passed.
    Drips(Duration),
    /// Says half of its answer and hangs up.
    Cuts,
    /// Says half of its answer as if that were all.
    Shortens,
    /// Answers with this status.
    Status(u16),
    /// Answers what is not of git at all.
    Babbles,
    /// Answers with the right length and form, but with other bytes in the middle.
    Garbles,
    /// Sends whoever asks to another place, where the repository is from then on.
    Moves,
    /// Never comes to an end.
    Floods,
}

#[derive(Default)]
struct State {
    fault: Option<(Asked, Fault)>,
    date: Option<String>,
    moved: bool,
    asked: Vec<Asked>,
    had: Vec<usize>,
    wrong: Vec<String>,
    over: bool,
}

struct Shared {
    repository: PathBuf,
    state: Mutex<State>,
    over: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|error| error.into_inner())
    }

    /// Waits, but no longer than the server lives; says whether it still does.
    fn wait(&self, time: Duration) -> bool {
        let waited = self.over.wait_timeout_while(self.state(), time, |state| !state.over);
        !waited.unwrap_or_else(|error| error.into_inner()).0.over
    }
}

pub(crate) struct GitServer {
    shared: Arc<Shared>,
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

impl GitServer {
    /// Serves what a bare repository holds at the moment somebody asks.
    pub(crate) fn of(repository: &Path) -> GitServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            repository: repository.to_owned(),
            state: Mutex::default(),
            over: Condvar::new(),
        });
        let served = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if served.state().over {
                    return;
                }
                let (served, stream) = (Arc::clone(&served), stream.unwrap());
                std::thread::spawn(move || serve(&served, stream));
            }
        });
        GitServer { shared, address, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}{PLACE}", self.address)
    }

    /// From now on, until another fault is ordered or none.
    pub(crate) fn fault(&self, fault: Option<(Asked, Fault)>) {
        self.shared.state().fault = fault;
    }

    /// From now on every answer says that this is the time.
    pub(crate) fn date(&self, date: &str) {
        self.shared.state().date = Some(date.to_owned());
    }

    /// What was asked since this was last looked at.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.state().asked)
    }

    /// How many commits each who asked for a pack said they had, since this was last looked at.
    pub(crate) fn had(&self) -> Vec<usize> {
        std::mem::take(&mut self.shared.state().had)
    }
}

impl Drop for GitServer {
    fn drop(&mut self) {
        self.shared.state().over = true;
        self.shared.over.notify_all();
        // Whoever waits for the next connection sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let wrong = std::mem::take(&mut self.shared.state().wrong);
        if !std::thread::panicking() {
            assert_eq!(wrong, Vec::<String>::new(), "requests that git would not send");
        }
    }
}

fn serve(shared: &Shared, stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let mut out = stream.try_clone().unwrap();
    let mut stream = BufReader::new(stream);
    while let Some(request) = Request::read(&mut stream) {
        let answer = match answer(shared, &request) {
            Ok(answer) => answer,
            Err(wrong) => {
                shared.state().wrong.push(wrong);
                let _ = out.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                return;
            }
        };
        let fault = {
            let mut state = shared.state();
            state.asked.push(answer.asked);
            state.fault.filter(|(asked, _)| *asked == answer.asked).map(|(_, fault)| fault)
        };
        if send(shared, &mut out, &answer, fault).is_none() {
            return;
        }
    }
}

struct Answer {
    asked: Asked,
    kind: &'static str,
    body: Vec<u8>,
}

fn answer(shared: &Shared, request: &Request) -> Result<Answer, String> {
    let agent = request.header("user-agent");
    if !agent.is_some_and(|agent| agent.starts_with("git/")) {
        return Err(format!("{}: who asks? {agent:?}", request.line));
    }
    if request.header("authorization").or(request.header("cookie")).is_some() {
        return Err(format!("{}: a secret", request.line));
    }
    request.has("git-protocol", "version=2")?;
    let place = if shared.state().moved { NEW_PLACE } else { PLACE };
    let line = &request.line;
    if *line == format!("GET {place}/info/refs?service=git-upload-pack HTTP/1.1") {
        let mut body = Vec::new();
        packet(&mut body, b"# service=git-upload-pack\n");
        body.extend(b"0000");
        for line in [
            "version 2\n",
            "agent=git/github-guild\n",
            "ls-refs=unborn\n",
            "fetch=shallow wait-for-done filter\n",
            "server-option\n",
            "object-format=sha1\n",
        ] {
            packet(&mut body, line.as_bytes());
        }
        body.extend(b"0000");
        let kind = "application/x-git-upload-pack-advertisement";
        return Ok(Answer { asked: Asked::Greeting, kind, body });
    }
    if *line != format!("POST {place}/git-upload-pack HTTP/1.1") {
        return Err(format!("{}: no such place", request.line));
    }
    request.has("content-type", "application/x-git-upload-pack-request")?;
    request.has("accept", "application/x-git-upload-pack-result")?;
    let (fields, arguments) = fields(&request.body)?;
    let command = fields.first().map(String::as_str).unwrap_or_default();
    for field in fields.iter().skip(1) {
        if field != "object-format=sha1" && !field.starts_with("agent=") {
            return Err(format!("{command}: {field}"));
        }
    }
    let git = gix::open_opts(&shared.repository, gix::open::Options::isolated()).unwrap();
    let kind = "application/x-git-upload-pack-result";
    match command {
        "command=ls-refs" => {
            Ok(Answer { asked: Asked::Branches, kind, body: branches(&git, &arguments)? })
        }
        "command=fetch" => {
            let wanted = Wanted::read(&arguments)?;
            shared.state().had.push(wanted.haves.len());
            Ok(Answer { asked: Asked::Pack, kind, body: wanted.answer(&git)? })
        }
        other => Err(format!("no such command: {other}")),
    }
}

/// The lines before and after the delimiter of a request, which must end with a flush.
fn fields(mut body: &[u8]) -> Result<(Vec<String>, Vec<String>), String> {
    let mut parts = (Vec::new(), Vec::new());
    let mut after = false;
    loop {
        let length = body.get(..4).and_then(|length| std::str::from_utf8(length).ok());
        let length = length.and_then(|length| usize::from_str_radix(length, 16).ok());
        match length {
            Some(0) if body.len() == 4 => return Ok(parts),
            Some(1) if !after => {
                after = true;
                body = &body[4..];
            }
            Some(length) if length > 4 && length <= body.len() => {
                let line = String::from_utf8_lossy(&body[4..length]).trim_end().to_owned();
                if after { &mut parts.1 } else { &mut parts.0 }.push(line);
                body = &body[length..];
            }
            _ => return Err(format!("not packet lines: {:?}", String::from_utf8_lossy(body))),
        }
    }
}

fn branches(git: &gix::Repository, arguments: &[String]) -> Result<Vec<u8>, String> {
    let mut prefixes = Vec::new();
    for argument in arguments {
        match argument.split_once(' ') {
            Some(("ref-prefix", prefix)) => prefixes.push(prefix),
            None if ["peel", "symrefs", "unborn"].contains(&argument.as_str()) => {}
            _ => return Err(format!("ls-refs: {argument}")),
        }
    }
    let mut body = Vec::new();
    for branch in git.references().unwrap().local_branches().unwrap() {
        let branch = branch.unwrap();
        let name = branch.name().as_bstr().to_string();
        if prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            packet(&mut body, format!("{} {name}\n", branch.id()).as_bytes());
        }
    }
    body.extend(b"0000");
    Ok(body)
}

#[derive(Default)]
struct Wanted {
    wants: Vec<gix::ObjectId>,
    haves: Vec<gix::ObjectId>,
    done: bool,
}

impl Wanted {
    fn read(arguments: &[String]) -> Result<Wanted, String> {
        let mut wanted = Wanted::default();
        for argument in arguments {
            let id = |hex: &str| {
                gix::ObjectId::from_hex(hex.as_bytes()).map_err(|error| error.to_string())
            };
            match argument.split_once(' ') {
                Some(("want", hex)) => wanted.wants.push(id(hex)?),
                Some(("have", hex)) => wanted.haves.push(id(hex)?),
                None if argument == "done" => wanted.done = true,
                None if ["thin-pack", "ofs-delta", "no-progress"].contains(&argument.as_str()) => {}
                _ => return Err(format!("fetch: {argument}")),
            }
        }
        Ok(wanted)
    }

    fn answer(&self, git: &gix::Repository) -> Result<Vec<u8>, String> {
        let heads: Vec<gix::ObjectId> = git
            .references()
            .unwrap()
            .local_branches()
            .unwrap()
            .map(|branch| branch.unwrap().id().detach())
            .collect();
        if self.wants.is_empty() || self.wants.iter().any(|want| !heads.contains(want)) {
            return Err(format!("fetch: wants {:?}", self.wants));
        }
        let reached = pack::reachable(git, &heads);
        let common: Vec<gix::ObjectId> =
            self.haves.iter().copied().filter(|have| reached.contains(have)).collect();
        let mut body = Vec::new();
        if !self.done {
            packet(&mut body, b"acknowledgments\n");
            if common.is_empty() {
                packet(&mut body, b"NAK\n");
                body.extend(b"0000");
                return Ok(body);
            }
            for id in &common {
                packet(&mut body, format!("ACK {id}\n").as_bytes());
            }
            packet(&mut body, b"ready\n");
            body.extend(b"0001");
        }
        packet(&mut body, b"packfile\n");
        packet(&mut body, b"\x02Enumerating objects, done.\n");
        for part in pack::of(git, &self.wants, &common).chunks(1000) {
            packet(&mut body, &[b"\x01", part].concat());
        }
        body.extend(b"0000");
        Ok(body)
    }
}

fn packet(body: &mut Vec<u8>, line: &[u8]) {
    body.extend(format!("{:04x}", line.len() + 4).as_bytes());
    body.extend(line);
}

/// Sends an answer, or what comes instead of it; `None` where the connection is then over.
fn send(shared: &Shared, out: &mut TcpStream, answer: &Answer, fault: Option<Fault>) -> Option<()> {
    let date =
        shared.state().date.iter().map(|date| format!("Date: {date}\r\n")).collect::<String>();
    let head = |status: &str, kind: &str| {
        format!(
            "HTTP/1.1 {status}\r\n{date}Content-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
    };
    let half = answer.body.len() / 2;
    let mut body = answer.body.clone();
    let for_ever = Duration::from_secs(3600);
    let mut kind = answer.kind;
    match fault {
        None => {}
        Some(Fault::Hangs) => {
            shared.wait(for_ever);
            return None;
        }
        Some(Fault::HangsMidway | Fault::Cuts) => {
            out.write_all(head("200 OK", kind).as_bytes()).ok()?;
            chunk(out, &body[..half])?;
            if matches!(fault, Some(Fault::HangsMidway)) {
                shared.wait(for_ever);
            }
            return None;
        }
        Some(Fault::Drips(time)) => {
            out.write_all(head("200 OK", kind).as_bytes()).ok()?;
            for byte in &body {
                chunk(out, &[*byte])?;
                shared.wait(time).then_some(())?;
            }
            return None;
        }
        Some(Fault::Shortens) => body.truncate(half),
        Some(Fault::Status(status)) => {
            let no = format!("HTTP/1.1 {status} No\r\n{date}Content-Length: 0\r\n\r\n");
            return out.write_all(no.as_bytes()).ok();
        }
        Some(Fault::Moves) => {
            let mut state = shared.state();
            (state.fault, state.moved) = (None, true);
            let there = format!("{NEW_PLACE}/info/refs?service=git-upload-pack");
            let moved =
                format!("HTTP/1.1 301 Moved\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n");
            return out.write_all(moved.as_bytes()).ok();
        }
        Some(Fault::Floods) => {
            out.write_all(head("200 OK", kind).as_bytes()).ok()?;
            // All but the packet that ends it.
            chunk(out, &body[..body.len() - 4])?;
            let mut more = Vec::new();
            for number in 0..1000 {
                packet(&mut more, format!("{number:040} refs/heads/{number}").as_bytes());
            }
            loop {
                chunk(out, &more)?;
            }
        }
        Some(Fault::Babbles) if answer.asked == Asked::Greeting => {
            kind = "text/html";
            body = b"<!doctype html><title>Welcome to the guild</title>".to_vec();
        }
        Some(Fault::Babbles) => body = b"zzzz no packet line".to_vec(),
        Some(Fault::Garbles) => body[half..half + 8].fill(b'#'),
    }
    out.write_all(head("200 OK", kind).as_bytes()).ok()?;
    chunk(out, &body)?;
    out.write_all(b"0\r\n\r\n").ok()
}

fn chunk(out: &mut TcpStream, bytes: &[u8]) -> Option<()> {
    let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    out.write_all(&chunk).ok()
}
