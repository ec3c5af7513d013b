//! A server on loopback that answers requests one by one. What it is asked that nobody expected fails
//! the test.

use super::http::Request;
use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

/// What is answered.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// Whether the connection is cut instead.
    pub(crate) is_cut: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Answer {
        let kind = "application/json";
        Answer { status, kind, headers: Vec::new(), body: body.to_string(), is_cut: false }
    }

    pub(crate) fn html(status: u16, body: &str) -> Answer {
        let (kind, body) = ("text/html", body.to_owned());
        Answer { status, kind, headers: Vec::new(), body, is_cut: false }
    }

    /// The end of the connection.
    pub(crate) fn cut() -> Answer {
        Answer { is_cut: true, ..Answer::html(500, "") }
    }
}

/// Answers a request, or says why it should not have come.
type Answering = dyn Fn(&Request) -> Result<Answer, String> + Send + Sync;

#[derive(Default)]
struct Seen {
    lines: Vec<String>,
    wrong: Vec<String>,
    over: bool,
}

pub(crate) struct Rest {
    seen: Arc<Mutex<Seen>>,
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

impl Rest {
    pub(crate) fn of(
        answering: impl Fn(&Request) -> Result<Answer, String> + Send + Sync + 'static,
    ) -> Rest {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let (noted, answering): (_, Arc<Answering>) = (Arc::clone(&seen), Arc::new(answering));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if lock(&noted).over {
                    return;
                }
                let (noted, answering) = (Arc::clone(&noted), Arc::clone(&answering));
                let stream = stream.unwrap();
                std::thread::spawn(move || serve(stream, &noted, &*answering));
            }
        });
        Rest { seen, address, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Method and path of what was asked since this was last looked at.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.seen).lines)
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        lock(&self.seen).over = true;
        // Whoever waits for the next connection sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let wrong = std::mem::take(&mut lock(&self.seen).wrong);
        if !std::thread::panicking() {
            assert_eq!(wrong, Vec::<String>::new(), "requests that nobody should send");
        }
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(|error| error.into_inner())
}

fn serve(stream: TcpStream, seen: &Mutex<Seen>, answering: &Answering) {
    let mut out = stream.try_clone().unwrap();
    let mut stream = BufReader::new(stream);
    while let Some(request) = Request::read(&mut stream) {
        let line = request.line.trim_end_matches(" HTTP/1.1").to_owned();
        lock(seen).lines.push(line);
        let answer = answering(&request).unwrap_or_else(|wrong| {
            lock(seen).wrong.push(wrong);
            Answer::html(400, "")
        });
        let Answer { status, kind, headers, body, is_cut } = answer;
        if is_cut {
            return;
        }
        let headers: String =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let sent = write!(
            out,
            "HTTP/1.1 {status} As told\r\n{headers}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        if sent.is_err() {
            return;
        }
    }
}

/// That a request brings nothing with it.
pub(crate) fn has_no_body(request: &Request) -> Result<(), String> {
    let announced = ["content-length", "content-type", "transfer-encoding"]
        .into_iter()
        .find(|name| request.header(name).is_some());
    match announced {
        Some(header) => Err(format!("{}: has {header}", request.line)),
        None => Ok(()),
    }
}
