//! `tenet serve` as an operator starts it: a process of its own, with real signals and real
//! connections, whose log is read line by line.

use super::program::{Run, Tenet};
use serde_json::Value;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// No machine is so busy that what a test waits for takes longer.
const DEADLINE: Duration = Duration::from_secs(60);

pub(crate) struct Serving {
    child: Child,
    log: Arc<Log>,
    reading: Option<JoinHandle<()>>,
    address: Option<SocketAddr>,
}

/// What the process has written to standard error.
#[derive(Default)]
struct Log {
    written: Mutex<Written>,
    more: Condvar,
}

#[derive(Default)]
struct Written {
    lines: Vec<String>,
    ended: bool,
}

/// What was answered to a request.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The head as it was sent.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header's value, where it has it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut named = lines.filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim())
    }

    /// The code of a refusal; empty where it is none.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Serving {
    /// Starts it for an organisation, with an HTTP door at a port of its own that does not count
    /// requests and no rounds, and waits until it answers. `more` are further arguments, and count
    /// before these.
    pub(crate) fn start(tenet: &Tenet, organisation: &str, more: &[&str]) -> Serving {
        let organisation = format!("organisation={organisation}");
        let mut arguments = vec!["--set", &organisation];
        arguments.extend(["--set", "http.address=127.0.0.1:0"]);
        arguments.extend(["--set", "http.per_minute=1000000", "--set", "sync.every=off"]);
        arguments.extend(more);
        let mut serving = Serving::begin(tenet, &arguments);
        serving.wait_for_the_door();
        serving
    }

    /// Starts it with these arguments and nothing else, and waits for nothing.
    pub(crate) fn begin(tenet: &Tenet, arguments: &[&str]) -> Serving {
        let mut all = arguments.to_vec();
        all.push("serve");
        Serving::of(tenet.start(&all))
    }

    /// A process that was started in another way.
    pub(crate) fn of(mut child: Child) -> Serving {
        let log = Arc::new(Log::default());
        let stderr = BufReader::new(child.stderr.take().expect("standard error is piped"));
        let to = Arc::clone(&log);
        let reading = std::thread::spawn(move || {
            for line in stderr.lines() {
                let Ok(line) = line else { break };
                to.written.lock().unwrap().lines.push(line);
                to.more.notify_all();
            }
            to.written.lock().unwrap().ended = true;
            to.more.notify_all();
        });
        Serving { child, log, reading: Some(reading), address: None }
    }

    /// Waits until the HTTP door is open, and learns where.
    pub(crate) fn wait_for_the_door(&mut self) {
        let said = "HTTP answers at http://";
        let line = self.wait_for(said);
        // A program that reads the line may follow it with more.
        let address = line.split(said).nth(1).and_then(|rest| rest.split_whitespace().next());
        let address = address.expect("the address follows").trim_matches(['"', '}', ',']);
        self.address = Some(address.parse().unwrap_or_else(|error| panic!("{line}: {error}")));
    }

    /// The number by which the system knows the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address.expect("the door is open")
    }

    /// Everything said so far on standard error.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.log.written.lock().unwrap().lines.clone()
    }

    /// How many of the lines so far have these words.
    pub(crate) fn count(&self, words: &str) -> usize {
        self.lines().iter().filter(|line| line.contains(words)).count()
    }

    /// The first line with these words, said already or soon.
    #[track_caller]
    pub(crate) fn wait_for(&self, words: &str) -> String {
        self.wait_for_more(words, 0)
    }

    /// The line with these words that comes after so many others with them.
    #[track_caller]
    pub(crate) fn wait_for_more(&self, words: &str, than: usize) -> String {
        let until = Instant::now() + DEADLINE;
        let mut written = self.log.written.lock().unwrap();
        loop {
            let mut with = written.lines.iter().filter(|line| line.contains(words));
            if let Some(line) = with.nth(than) {
                return line.clone();
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!written.ended && !left.is_zero(), "{words:?} is not in {:#?}", written.lines);
            written = self.log.more.wait_timeout(written, left).unwrap().0;
        }
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        // Every shell has it built in, where an image may lack the program.
        let kill = Command::new("sh")
            .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name])
            .arg(self.child.id().to_string())
            .status();
        assert!(kill.unwrap().success(), "SIG{name} reaches the process");
    }

    /// Asks for a path on a connection of its own.
    pub(crate) fn get(&self, path: &str) -> Response {
        let mut client = Client::of(self.address()).unwrap();
        client.get(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The answer to a question, as JSON.
    pub(crate) fn ask(&self, question: &str) -> Value {
        self.get(&format!("/api/ask?q={}", in_query(question))).json()
    }

    /// Asks for a path again and again until the answer is as wanted, and gives that.
    #[track_caller]
    pub(crate) fn get_until(&self, path: &str, wanted: impl Fn(&Response) -> bool) -> Response {
        let until = Instant::now() + DEADLINE;
        loop {
            let response = self.get(path);
            if wanted(&response) {
                return response;
            }
            assert!(Instant::now() < until, "still {response:?}; {:#?}", self.lines());
            std::thread::yield_now();
        }
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(self) -> Run {
        self.signal("TERM");
        self.end()
    }

    /// Waits until it has ended by itself. No process of any test may panic.
    #[track_caller]
    pub(crate) fn end(mut self) -> Run {
        let mut stdout = String::new();
        let mut out = self.child.stdout.take().expect("standard output is piped");
        out.read_to_string(&mut stdout).expect("standard output is UTF-8");
        let status = self.child.wait().unwrap();
        if let Some(reading) = self.reading.take() {
            reading.join().unwrap();
        }
        let stderr = self.lines().join("\n");
        let code = status.code().unwrap_or_else(|| panic!("{status}: {stderr}"));
        let run = Run { code, stdout, stderr };
        assert!(!run.stderr.contains("panicked"), "{run:?}");
        run
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection on which one request follows another.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn of(address: SocketAddr) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Sends a request and reads what is answered.
    ///
    /// # Errors
    /// Where the connection ends before the answer begins. None may end within an answer.
    pub(crate) fn get(&mut self, path: &str) -> std::io::Result<Response> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
        self.read()
    }

    /// As [`Client::get`], by one who has kept the answer with this tag.
    pub(crate) fn get_unless(&mut self, path: &str, tag: &str) -> std::io::Result<Response> {
        let kept = format!("If-None-Match: {tag}\r\n");
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{kept}\r\n"))?;
        self.read()
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(text.as_bytes())
    }

    /// All that comes until the other side closes.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        // A connection that was reset has ended too.
        let _ = self.stream.read_to_end(&mut rest);
        String::from_utf8(rest).expect("an answer is UTF-8")
    }

    /// Whether the other side has closed, as far as that has come here.
    pub(crate) fn is_closed(&self) -> bool {
        let stream = self.stream.get_ref();
        stream.set_nonblocking(true).unwrap();
        let peeked = stream.peek(&mut [0]);
        stream.set_nonblocking(false).unwrap();
        match peeked {
            Ok(bytes) => bytes == 0,
            Err(error) => error.kind() != ErrorKind::WouldBlock,
        }
    }

    /// Reads the next answer.
    pub(crate) fn read(&mut self) -> std::io::Result<Response> {
        let cut_off = || std::io::Error::from(ErrorKind::UnexpectedEof);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = self.stream.read_line(&mut head);
            if !matches!(read, Ok(1..)) {
                assert!(head.is_empty(), "an answer is cut off: {head:?}");
                return Err(read.err().unwrap_or_else(cut_off));
            }
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(cut_off)?;
        let mut response = Response { status, head, body: String::new() };
        // What has not changed is not sent, though its length may be told.
        let length = response.header("content-length").filter(|_| status != 304);
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        self.stream.read_exact(&mut body).expect("an answer is whole");
        response.body = String::from_utf8(body).expect("a body is UTF-8");
        Ok(response)
    }
}

/// Words as they stand in an address.
pub(crate) fn in_query(words: &str) -> String {
    let sign = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => (byte as char).to_string(),
        byte => format!("%{byte:02X}"),
    };
    words.bytes().map(sign).collect()
}
