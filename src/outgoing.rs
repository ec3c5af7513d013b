//! Requests to the servers of others: one way to set up a client, and one to ask for something small.
//!
//! Every request ends in time and takes no more than it must. Secrets travel in headers that are marked
//! as such, over TLS or not beyond this machine, and to nobody a server points at; no error holds one.
//! Proxies are those that the environment names.

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder};
use reqwest::header::{AGE, AUTHORIZATION, DATE, HeaderMap, HeaderValue, InvalidHeaderValue};
use reqwest::{Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use std::error::Error;
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

/// The most bytes that are taken of an answer: many times what any of those that are asked for has.
const MOST_BYTES: u64 = 1 << 20;

/// How long a connection is kept that nobody uses: less than servers do, since what is sent while one
/// of them closes it may or may not have arrived.
const IDLE: Duration = Duration::from_secs(4);

/// Who asks, where a server wants no other form of it.
pub const AGENT: &str = concat!("tenet/", env!("CARGO_PKG_VERSION"));

/// Who asks, as a server is shown.
#[derive(Debug, Clone, Copy)]
pub enum Secret<'a> {
    /// Nobody in particular.
    None,
    /// The whole of the `Authorization` header.
    Header(&'a SecretString),
    /// A name and a password, as [RFC 7617](https://www.rfc-editor.org/rfc/rfc7617) has them.
    Basic(&'a str, &'a SecretString),
}

/// How long to wait for a server.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection to come about.
    pub connect: Duration,
    /// For everything.
    pub whole: Duration,
}

/// What a server answered.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body, as far as it is text.
    pub body: String,
    /// How far this machine's clock is ahead of the server's, where it told the time.
    pub ahead: Option<SignedDuration>,
}

/// Why a server did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The address is none of a server.
    #[error("is no address of a server")]
    Address,
    /// A secret would be sent for everybody to read.
    #[error("would get the secret unprotected")]
    Unprotected,
    /// The secret holds signs that none has.
    #[error("cannot be given a secret that holds line ends or other strange signs")]
    Malformed,
    /// Nobody answers: no network, no such host, nobody listening, no trust.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// Who listens there speaks without protection.
    #[error("does not speak https:// there")]
    Open,
    /// It did not answer in time.
    #[error("did not answer in time")]
    Slow,
    /// The answer was cut off or is longer than any should be.
    #[error("sent what cannot be read")]
    Garbled,
}

impl From<InvalidHeaderValue> for Unanswered {
    fn from(_: InvalidHeaderValue) -> Unanswered {
        Unanswered::Malformed
    }
}

/// What is wanted of a server.
#[derive(Debug, Clone, Copy)]
pub enum Wish<'a> {
    /// To be told what stands at an address.
    Tell,
    /// To take these fields, as a form.
    Take(&'a [(&'a str, &'a str)]),
    /// To do away with what stands there, as these fields name it.
    DoAway(&'a [(&'a str, &'a str)]),
}

impl Wish<'_> {
    fn request(self, client: &Client, url: Url) -> RequestBuilder {
        match self {
            Wish::Tell => client.get(url),
            Wish::Take(fields) => client.post(url).form(fields),
            Wish::DoAway(fields) => client.delete(url).query(fields),
        }
    }
}

/// Asks a server for what stands at an address. Redirections are answers like others.
///
/// # Errors
/// Where no answer comes, or none that can be taken whole.
pub fn get(
    address: &str,
    agent: &str,
    secret: Secret<'_>,
    patience: Patience,
) -> Result<Reply, Unanswered> {
    ask(Wish::Tell, address, agent, secret, patience)
}

/// Asks a server for something, once. Redirections are answers like others.
///
/// # Errors
/// Where no answer comes, or none that can be taken whole.
pub fn ask(
    wish: Wish<'_>,
    address: &str,
    agent: &str,
    secret: Secret<'_>,
    patience: Patience,
) -> Result<Reply, Unanswered> {
    let (url, is_near) = reach(address, !matches!(secret, Secret::None))?;
    let client = client(patience.connect)
        .timeout(patience.whole)
        .redirect(redirect::Policy::none())
        .user_agent(agent);
    let client = if is_near { client.no_proxy() } else { client };
    let client = client.build().map_err(|error| Unanswered::Unreachable(innermost(&error)))?;
    let reply = with_secret(wish.request(&client, url), secret).and_then(answer);
    let_go(Some(client));
    reply
}

/// Whether a secret may be sent to a server at this address. Asks nobody.
///
/// # Errors
/// Where it would be sent for everybody to read, or the address is none.
pub(crate) fn may_be_told_a_secret(address: &str) -> Result<(), Unanswered> {
    reach(address, true).map(|_| ())
}

/// A server's address, and whether it is reached without a proxy.
fn reach(address: &str, with_secret: bool) -> Result<(Url, bool), Unanswered> {
    let url = Url::parse(address).map_err(|_| Unanswered::Address)?;
    let is_open = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err(Unanswered::Address),
    };
    let is_here = is_this_machine(&url);
    if is_open && !is_here && with_secret {
        return Err(Unanswered::Unprotected);
    }
    // A machine that is asked for by its number is this one or a near one: no proxy stands between.
    let is_near = is_here || (is_open && number(&url).is_some());
    Ok((url, is_near))
}

fn answer(request: RequestBuilder) -> Result<Reply, Unanswered> {
    let response = request.send().map_err(|error| unanswered(&error))?;
    let ahead = ahead(response.headers());
    let status = response.status().as_u16();
    let mut body = Vec::new();
    response.take(MOST_BYTES + 1).read_to_end(&mut body).map_err(|_| Unanswered::Garbled)?;
    if body.len() as u64 > MOST_BYTES {
        return Err(Unanswered::Garbled);
    }
    Ok(Reply { status, body: String::from_utf8_lossy(&body).into_owned(), ahead })
}

fn with_secret(request: RequestBuilder, secret: Secret<'_>) -> Result<RequestBuilder, Unanswered> {
    Ok(match secret {
        Secret::None => request,
        Secret::Basic(name, password) => request.basic_auth(name, Some(password.expose_secret())),
        Secret::Header(secret) => {
            let mut header = HeaderValue::from_str(secret.expose_secret())?;
            header.set_sensitive(true);
            request.header(AUTHORIZATION, header)
        }
    })
}

fn unanswered(error: &reqwest::Error) -> Unanswered {
    match (error.is_timeout(), error.is_connect()) {
        (true, true) => Unanswered::Unreachable("no connection came about in time".to_owned()),
        (true, false) => Unanswered::Slow,
        (false, true) if speaks_no_tls(error) => Unanswered::Open,
        (false, true) => Unanswered::Unreachable(innermost(error)),
        (false, false) => Unanswered::Garbled,
    }
}

/// Whether what answered is none of the messages of TLS, as where a server that speaks plain HTTP is
/// asked for https://.
fn speaks_no_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidMessage(_)) = error.downcast_ref() {
            return true;
        }
        // What an error of the system holds is not what it names as its cause.
        cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    false
}

fn is_this_machine(url: &Url) -> bool {
    url.host_str() == Some("localhost") || number(url).is_some_and(|number| number.is_loopback())
}

/// The number of a machine that is not asked for by name.
fn number(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// A client on rustls and ring, with the certificates of the system.
pub(crate) fn client(connect: Duration) -> ClientBuilder {
    // Another part of the program may have chosen already, and only one choice counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().connect_timeout(connect)
}

/// The same, for what many wait for at once at this address, with a secret. Goes where it is told and
/// nowhere else: a secret follows no redirection.
///
/// # Errors
/// Where the secret would be sent for everybody to read, the address is none, or the system gives no
/// means to make connections.
pub(crate) fn asynchronous(
    address: &str,
    connect: Duration,
) -> Result<reqwest::Client, Unanswered> {
    let (_, is_near) = reach(address, true)?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .user_agent(AGENT)
        .connect_timeout(connect)
        .pool_idle_timeout(IDLE);
    let client = if is_near { client.no_proxy() } else { client };
    client.build().map_err(|error| Unanswered::Unreachable(innermost(&error)))
}

/// Ends a client, and waits for nothing: it ends only when the system has answered for the name of the
/// host, be it in minutes.
pub(crate) fn let_go(client: Option<Client>) {
    std::thread::spawn(move || drop(client));
}

/// What lies at the bottom of an error. Those above it name the address with all its secrets.
pub(crate) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// How far this machine's clock is ahead of that of the server which sends these headers now, to the
/// second. An answer that was kept on the way tells an old time, and is not asked.
pub(crate) fn ahead(headers: &HeaderMap) -> Option<SignedDuration> {
    if headers.contains_key(AGE) {
        return None;
    }
    let date = headers.get(DATE)?.to_str().ok()?;
    let told = DateTimeParser::new().parse_timestamp(date).ok()?;
    Some(Timestamp::now().duration_since(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Patience =
        Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(5) };

    #[test]
    fn a_secret_never_leaves_this_machine_unprotected() {
        let secret = SecretString::from("planted");
        for address in ["http://192.0.2.1/", "http://localhost.example/", "http://[2001:db8::1]/"] {
            let reply = get(address, AGENT, Secret::Header(&secret), SOON);
            assert!(matches!(reply, Err(Unanswered::Unprotected)), "{address} {reply:?}");
        }
    }

    #[test]
    fn a_client_for_many_is_bound_by_the_same_rules() {
        let client = |address| asynchronous(address, SOON.connect);
        assert!(matches!(client("http://192.0.2.1/"), Err(Unanswered::Unprotected)));
        assert!(matches!(client("ftp://chat.example"), Err(Unanswered::Address)));
        assert!(client("https://chat.example").is_ok() && client("http://127.0.0.1:1").is_ok());
    }

    #[test]
    fn what_is_no_address_is_named_as_such() {
        for address in ["", "chat.example", "ftp://chat.example", "//chat.example"] {
            let reply = get(address, AGENT, Secret::None, SOON);
            assert!(matches!(reply, Err(Unanswered::Address)), "{address} {reply:?}");
        }
    }

    #[test]
    fn a_date_that_was_kept_on_the_way_tells_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert!(ahead(&headers).unwrap() > SignedDuration::from_hours(24 * 365 * 20));
        headers.insert(AGE, HeaderValue::from_static("7"));
        assert_eq!(ahead(&headers), None);
    }
}
