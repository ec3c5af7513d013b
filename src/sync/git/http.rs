//! Git's requests over HTTP, with deadlines that hold whatever the server does.
//!
//! Stands where gix has an HTTP client of its own, which knows no deadline for everything, and tells a
//! refusal from a failure only in words. Proxies are those that the environment names.

use super::trouble::Trouble;
use super::{Limits, Progress};
use crate::outgoing;
use gix::protocol::transport::client::blocking_io::http::{
    self, GetResponse, PostBodyDataKind, PostResponse,
};
use jiff::SignedDuration;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::{StatusCode, redirect};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::io::{self, BufReader, Cursor, Read, Write};
use std::rc::Rc;
use std::time::Instant;

/// The most bytes that are taken before the pack: the names of very many branches.
const MOST_BEFORE_PACK: u64 = 16 << 20;
/// The most bytes that are taken of one source.
const MOST_BYTES: u64 = 1 << 30;
/// The most redirections that are followed for one request.
const MOST_REDIRECTIONS: usize = 10;

/// What all requests for one source share: the client, the time they take and what they bring.
pub(super) struct Watch<'p> {
    /// There until the watch ends.
    client: Option<Client>,
    limits: Limits,
    begun: Instant,
    received: Cell<u64>,
    most: Cell<u64>,
    trouble: RefCell<Option<Trouble>>,
    ahead: Cell<Option<SignedDuration>>,
    progress: &'p (dyn Fn(Progress) + Sync),
}

impl<'p> Watch<'p> {
    pub(super) fn new(
        limits: Limits,
        progress: &'p (dyn Fn(Progress) + Sync),
    ) -> Result<Watch<'p>, Trouble> {
        Ok(Watch {
            client: Some(client(limits)?),
            limits,
            begun: Instant::now(),
            received: Cell::new(0),
            most: Cell::new(MOST_BEFORE_PACK),
            trouble: RefCell::new(None),
            ahead: Cell::new(None),
            progress,
        })
    }

    fn client(&self) -> io::Result<&Client> {
        self.client.as_ref().ok_or_else(|| io::Error::other("the watch is over"))
    }

    /// From now on a pack may come.
    pub(super) fn expect_pack(&self) {
        self.most.set(MOST_BYTES);
    }

    /// What went wrong with the server, if anything did.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.trouble.borrow_mut().take()
    }

    /// How far this machine's clock is ahead of the server's, where it told the time.
    pub(super) fn ahead(&self) -> Option<SignedDuration> {
        self.ahead.get()
    }

    /// Keeps the first trouble. gix passes on an error of its own, of which nothing can be told.
    fn fail(&self, trouble: Trouble) -> io::Error {
        let told = io::Error::other(trouble.to_string());
        self.trouble.borrow_mut().get_or_insert(trouble);
        told
    }

    fn in_time(&self) -> io::Result<()> {
        if self.begun.elapsed() < self.limits.whole {
            return Ok(());
        }
        Err(self.fail(Trouble::Slow(self.limits.whole)))
    }

    fn received(&self, bytes: usize) -> io::Result<()> {
        let bytes = self.received.get() + bytes as u64;
        self.received.set(bytes);
        if bytes > self.most.get() {
            return Err(self.fail(Trouble::TooLarge(self.most.get())));
        }
        (self.progress)(Progress::Received { bytes });
        Ok(())
    }

    fn broken(&self, error: &reqwest::Error) -> io::Error {
        let limits = self.limits;
        self.fail(match (error.is_connect(), error.is_timeout()) {
            (true, true) => Trouble::Connecting(limits.connect),
            (true, false) => Trouble::Unreachable(outgoing::innermost(error)),
            (false, true) if self.begun.elapsed() >= limits.whole => Trouble::Slow(limits.whole),
            (false, true) => Trouble::Stalled(limits.stall),
            (false, false) if error.is_redirect() => Trouble::NotGit,
            (false, false) => Trouble::CutOff,
        })
    }

    fn send(&self, request: RequestBuilder) -> io::Result<Response> {
        self.in_time()?;
        let response = request.send().map_err(|error| self.broken(&error))?;
        self.ahead.set(outgoing::ahead(response.headers()).or(self.ahead.get()));
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        Err(self.fail(match status {
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::GONE => Trouble::Refused(status.as_u16()),
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Trouble::Server(status.as_u16())
            }
            _ => Trouble::NotGit,
        }))
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        outgoing::let_go(self.client.take());
    }
}

fn client(limits: Limits) -> Result<Client, Trouble> {
    let follow = redirect::Policy::custom(|attempt| {
        let open = attempt.url().scheme() != "https";
        let secret = attempt.previous().iter().any(|url| url.scheme() == "https");
        if attempt.previous().len() > MOST_REDIRECTIONS || (open && secret) {
            return attempt.error("redirected to where it must not be followed");
        }
        attempt.follow()
    });
    outgoing::client(limits.connect)
        // For this client that is the time for each answer and each part of it to come.
        .timeout(limits.stall.min(limits.whole))
        .redirect(follow)
        .build()
        .map_err(|error| Trouble::Unreachable(outgoing::innermost(&error)))
}

/// What gix asks through.
pub(super) struct Http<'w> {
    watch: &'w Watch<'w>,
    /// Where the server sent us, instead of where we asked.
    moved: Option<String>,
}

impl<'w> Http<'w> {
    pub(super) fn new(watch: &'w Watch<'w>) -> Http<'w> {
        Http { watch, moved: None }
    }

    fn exchange(&self, request: RequestBuilder) -> Answer<'w> {
        let exchange = Rc::new(RefCell::new(Exchange {
            watch: self.watch,
            request: Some(request),
            body: Vec::new(),
            response: None,
        }));
        PostResponse {
            post_body: Asked(exchange.clone()),
            headers: BufReader::new(Headers { exchange: exchange.clone(), lines: None }),
            body: BufReader::new(Body(exchange)),
        }
    }
}

type Answer<'w> = PostResponse<BufReader<Headers<'w>>, BufReader<Body<'w>>, Asked<'w>>;

fn with_headers(
    mut request: RequestBuilder,
    headers: impl IntoIterator<Item = impl AsRef<str>>,
) -> RequestBuilder {
    for line in headers {
        if let Some((name, value)) = line.as_ref().split_once(':') {
            request = request.header(name, value.trim());
        }
    }
    request
}

/// A request, which is sent when its answer is looked at, and then the answer.
pub(super) struct Exchange<'w> {
    watch: &'w Watch<'w>,
    request: Option<RequestBuilder>,
    body: Vec<u8>,
    response: Option<Response>,
}

impl Exchange<'_> {
    fn response(&mut self) -> io::Result<&mut Response> {
        if let Some(request) = self.request.take() {
            let request = request.body(std::mem::take(&mut self.body));
            self.response = Some(self.watch.send(request)?);
        }
        self.response.as_mut().ok_or_else(|| io::Error::other("the request failed before"))
    }
}

/// What is written into a request.
pub(super) struct Asked<'w>(Rc<RefCell<Exchange<'w>>>);

impl Write for Asked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().body.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The headers of an answer, a line each.
pub(super) struct Headers<'w> {
    exchange: Rc<RefCell<Exchange<'w>>>,
    lines: Option<Cursor<Vec<u8>>>,
}

impl Read for Headers<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(lines) = &mut self.lines {
            return lines.read(into);
        }
        let mut lines = Vec::new();
        for (name, value) in self.exchange.borrow_mut().response()?.headers() {
            for part in [name.as_str().as_bytes(), b":", value.as_bytes(), b"\n"] {
                lines.extend_from_slice(part);
            }
        }
        self.lines.insert(Cursor::new(lines)).read(into)
    }
}

/// The body of an answer.
pub(super) struct Body<'w>(Rc<RefCell<Exchange<'w>>>);

impl Read for Body<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut exchange = self.0.borrow_mut();
        let watch = exchange.watch;
        watch.in_time()?;
        let read = exchange.response()?.read(into).map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>()) {
                Some(inner) => watch.broken(inner),
                None => watch.fail(Trouble::CutOff),
            }
        })?;
        watch.received(read)?;
        Ok(read)
    }
}

impl<'w> http::Http for Http<'w> {
    type Headers = BufReader<Headers<'w>>;
    type ResponseBody = BufReader<Body<'w>>;
    type PostBody = Asked<'w>;

    fn get(
        &mut self,
        url: &str,
        base_url: &str,
        headers: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> gix::Result<GetResponse<Self::Headers, Self::ResponseBody>> {
        let client = self.watch.client().map_err(gix::Error::from_error)?;
        let answer = self.exchange(with_headers(client.get(url), headers));
        let mut exchange = answer.post_body.0.borrow_mut();
        let reached = exchange.response().map_err(gix::Error::from_error)?.url().to_string();
        drop(exchange);
        // Everything that follows is asked where the first answer came from.
        let asked = url.strip_prefix(base_url).unwrap_or_default();
        self.moved = reached.strip_suffix(asked).map(str::to_owned).filter(|base| base != base_url);
        Ok(answer.into())
    }

    fn post(
        &mut self,
        url: &str,
        _base_url: &str,
        headers: impl IntoIterator<Item = impl AsRef<str>>,
        _body: PostBodyDataKind,
    ) -> gix::Result<PostResponse<Self::Headers, Self::ResponseBody, Self::PostBody>> {
        let client = self.watch.client().map_err(gix::Error::from_error)?;
        Ok(self.exchange(with_headers(client.post(url), headers)))
    }

    fn configure(&mut self, _config: &dyn Any) -> gix::Result {
        Ok(())
    }

    fn redirected_base_url(&self) -> Option<String> {
        self.moved.clone()
    }
}
