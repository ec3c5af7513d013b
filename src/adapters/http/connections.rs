//! Takes connections and serves them, with limits and deadlines, until it is told to stop.
//!
//! A connection carries one request at a time, so that their number bounds that of the requests in
//! progress. Whoever says nothing, sends in drops or does not read is let go; a request in progress
//! is not cut for that.

use super::Routes;
use super::deadlines::Deadlines;
use super::line::{Heard, Line};
use super::metrics;
use super::pacing::Peer;
use super::places::{NoPlace, Place, Places, Standing};
use super::refusal::Refusal;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// How many more than are served are told at once that there are too many.
const MOST_TOLD: usize = 64;

/// The largest head of a request, in bytes: the longest question encoded in percent fits.
const LARGEST_HEAD: usize = 64 * 1024;

/// How far, in bytes, is read on after the last answer.
const MOST_READ_ON: u64 = 256 * 1024;

/// How long nothing more is said of connections that cannot be taken.
const SILENCE: Duration = Duration::from_secs(60);

/// What can be served where, and until when.
struct Serving {
    routes: Routes,
    deadlines: Deadlines,
    stop: CancellationToken,
    connections: TaskTracker,
    places: Arc<Places>,
    free_to_tell: Arc<Semaphore>,
}

/// Serves until `stop`, and then until every request that has begun is answered.
pub async fn listen(
    listener: TcpListener,
    routes: Routes,
    deadlines: Deadlines,
    stop: CancellationToken,
) {
    let mut trouble = Trouble::default();
    let serving = Serving {
        places: Arc::new(Places::new(routes.behind_proxy)),
        routes,
        deadlines,
        stop,
        connections: TaskTracker::new(),
        free_to_tell: Arc::new(Semaphore::new(MOST_TOLD)),
    };
    loop {
        tokio::select! {
            () = serving.stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => serving.take(stream, from.ip()),
                // Somebody who has gone again.
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    if trouble.is_news(Instant::now()) {
                        tracing::warn!(%error, "connections cannot be taken");
                    }
                    // Where the system has run out of something, trying at once again spins.
                    sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    // Those whom the system has let in already asked before the stop.
    if let Ok(listener) = listener.into_std() {
        serving.take_those_who_wait(&listener);
    }
    serving.connections.close();
    serving.connections.wait().await;
}

impl Serving {
    /// Takes every connection that the system has made and nobody has taken yet.
    fn take_those_who_wait(&self, listener: &std::net::TcpListener) {
        loop {
            match listener.accept() {
                Ok((stream, from)) => {
                    let stream =
                        stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
                    if let Ok(stream) = stream {
                        self.take(stream, from.ip());
                    }
                }
                // Somebody who has gone again hides nobody behind.
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted) => {}
                Err(_) => return,
            }
        }
    }

    fn take(&self, stream: TcpStream, from: IpAddr) {
        // An answer goes out in one piece; waiting for more of it delays it for nothing.
        let _ = stream.set_nodelay(true);
        // Whoever asks from this machine by an address of its own comes from that address too.
        let is_here = from.to_canonical().is_loopback()
            || stream.local_addr().is_ok_and(|here| here.ip() == from);
        let deadlines = self.deadlines;
        let refusal = match self.places.take(from, is_here) {
            Ok(place) => {
                let (routes, stop) = (self.routes.clone(), self.stop.clone());
                let conversation = converse(stream, (from, place), routes, deadlines, stop);
                self.connections.spawn(conversation);
                return;
            }
            Err(NoPlace::Full) => Refusal::full(),
            Err(NoPlace::TooManyOfOne) => Refusal::full_of_one(),
        };
        metrics::count_refused(&self.routes.desk, refusal.status());
        if let Ok(turn) = Arc::clone(&self.free_to_tell).try_acquire_owned() {
            self.connections.spawn(async move {
                say_last(stream, Some(&refusal), deadlines.linger).await;
                drop(turn);
            });
        }
    }
}

/// Connections that cannot be taken, told once in a while: where the system has run out of something,
/// one after another cannot.
#[derive(Debug, Default)]
struct Trouble {
    told: Option<Instant>,
}

impl Trouble {
    /// Whether it is to be told now.
    fn is_news(&mut self, now: Instant) -> bool {
        let is_news = self.told.is_none_or(|told| now.duration_since(told) >= SILENCE);
        if is_news {
            self.told = Some(now);
        }
        is_news
    }
}

/// Serves a connection until one of the two has had enough.
///
/// A request of which a byte was heard gets its whole answer. One that crosses the close of a silent
/// connection gets none, and its client may send it again (RFC 9112, section 9.3.1).
async fn converse(
    stream: TcpStream,
    (from, place): (IpAddr, Place),
    routes: Routes,
    deadlines: Deadlines,
    stop: CancellationToken,
) {
    let heard = Arc::new(Heard::default());
    let standing = place.standing;
    if standing == Standing::OneLook {
        heard.end_soon();
    }
    let desk = Arc::clone(&routes.desk);
    let line = TokioIo::new(Line::new(stream, Arc::clone(&heard), deadlines.listening));
    let service = service_fn({
        let (heard, stop) = (Arc::clone(&heard), stop.clone());
        move |mut request: Request<Incoming>| {
            heard.request();
            request.extensions_mut().insert(Peer(from));
            request.extensions_mut().insert(standing);
            request.extensions_mut().insert(deadlines);
            Box::pin(answer(request, routes.router.clone(), Arc::clone(&heard), stop.clone()))
        }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(deadlines.head)
        .max_buf_size(LARGEST_HEAD)
        .max_header_size(LARGEST_HEAD)
        .serve_connection(line, service);
    let end = async {
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(deadlines.life) => {}
        }
        heard.end_soon();
        sleep(deadlines.grace).await;
    };
    let ended = tokio::select! {
        // What has come is heard before the time is up.
        biased;
        ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => Some(ended),
        () = end => None,
    };
    let ended = match ended {
        Some(ended) => Ok(ended),
        None => {
            // Between two requests this closes the connection, and would with half a head read.
            if !heard.has_begun() {
                Pin::new(&mut connection).graceful_shutdown();
            }
            let last = poll_fn(|cx| connection.poll_without_shutdown(cx));
            timeout(deadlines.last_answer, last).await
        }
    };
    let line = connection.into_parts().io.into_inner();
    let refusal = match &ended {
        Ok(Err(error)) if error.is_timeout() && heard.has_begun() => Some(Refusal::too_slow()),
        Ok(Err(error)) if error.is_parse() && line.refused().is_none() => {
            Some(Refusal::unreadable_head(400))
        }
        _ => None,
    };
    if let Some(status) = refusal.as_ref().map(Refusal::status).or(line.refused()) {
        metrics::count_refused(&desk, status);
    }
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a connection broke"),
        Err(_) => tracing::debug!("a connection did not come to its end"),
    }
    say_last(line.into_stream(), refusal.as_ref(), deadlines.linger).await;
    drop(place);
}

async fn answer(
    request: Request<Incoming>,
    router: Router,
    heard: Arc<Heard>,
    stop: CancellationToken,
) -> Result<Response<Body>, Infallible> {
    let mut response = router.oneshot(request).await?;
    if heard.ends_soon() || stop.is_cancelled() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Says why nothing more is said, where there is a reason, and closes the connection so that what was
/// said arrives.
async fn say_last(mut stream: TcpStream, refusal: Option<&Refusal>, linger: Duration) {
    let last = async {
        if let Some(refusal) = refusal {
            stream.write_all(&refusal.as_last_words()).await?;
        }
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(MOST_READ_ON), &mut tokio::io::sink()).await
    };
    // Whether the other side is still there is its own affair.
    let _ = timeout(linger, last).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_that_lasts_is_told_once_in_a_while() {
        let (mut trouble, start) = (Trouble::default(), Instant::now());
        let told = [0, 1, 59, 60, 61, 119, 120, 500].map(|second| {
            let now = start + Duration::from_secs(second);
            trouble.is_news(now)
        });
        assert_eq!(told, [true, false, false, true, false, false, true, true]);
    }
}
