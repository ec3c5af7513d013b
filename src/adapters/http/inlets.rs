//! Where platforms speak to tenet: requests with a body that proves who sent them.
//!
//! Knows no platform, and keeps no body. What does not prove its sender counts into the measure of its
//! address; what does is the platform's, which sends for many people and is never told to wait.

use super::deadlines::Deadlines;
use super::refusal::Refusal;
use super::{Door, admission, pacing, whole};
use crate::inlet::{Inlet, Received, Sent};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// What answers at an inlet.
pub(super) fn method(inlet: Inlet) -> MethodRouter<Arc<Door>> {
    let inlet = Arc::new(inlet);
    let receive = move |State(door): State<Arc<Door>>, request: Request| {
        let inlet = Arc::clone(&inlet);
        async move { receive(&door, &inlet, request).await }
    };
    post(receive).fallback(wrong_method)
}

async fn wrong_method(State(door): State<Arc<Door>>, request: Request) -> Response {
    match admission::admitted(&door, request).await {
        Ok(request) => Refusal::posted_only(request.method()).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn receive(door: &Door, inlet: &Inlet, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match taken(inlet, &head, body).await {
        Ok(response) => response,
        Err(refusal) => {
            pacing::charge(&door.pacing, &head).err().unwrap_or(refusal).into_response()
        }
    }
}

async fn taken(inlet: &Inlet, head: &Parts, body: Body) -> Result<Response, Refusal> {
    pacing::may_ask(&head.extensions)?;
    whole::sound(head.version, &head.headers)?;
    if inlet.proofs.iter().any(|name| once(&head.headers, name).is_none()) {
        return Err(Refusal::unproven());
    }
    let deadlines = head.extensions.get::<Deadlines>().copied().unwrap_or_default();
    let body = whole::body(&head.headers, body, deadlines.body, inlet.largest).await?;
    let header = |name: &str| once(&head.headers, name);
    match inlet.receive(Sent { header: &header, body: &body }) {
        Received::Answered { body, then } => {
            let body = Body::new(Answer { body: Some(body.into()), _then: Then(then) });
            let kind = HeaderValue::from_static("application/json");
            let no_store = HeaderValue::from_static("no-store");
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, no_store)];
            Ok((headers, body).into_response())
        }
        Received::Unproven => Err(Refusal::unproven()),
        Received::Unreadable => Err(Refusal::unreadable_body()),
    }
}

/// The value of a header that stands there once: of two nobody knows which one was meant.
fn once<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// An answer, which begins what is left to do when it has been handed to the connection.
struct Answer {
    body: Option<Bytes>,
    _then: Then,
}

/// What is left to do, begun when this is dropped: hyper drops a body once it has it all, and where
/// nobody is there to read it any more. What was asked for is done in both cases.
struct Then(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Drop for Then {
    fn drop(&mut self) {
        if let Some(then) = self.0.take() {
            then();
        }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.body.take().map(|body| Ok(Frame::data(body))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.body.as_ref().map_or(0, Bytes::len);
        SizeHint::with_exact(u64::try_from(left).unwrap_or(u64::MAX))
    }
}
