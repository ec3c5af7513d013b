//! How many requests one address may send.
//!
//! Those who watch over tenet have a measure of their own, which askers cannot use up.

use super::places::Standing;
use super::refusal::Refusal;
use crate::config;
use crate::manners::Pace;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use jiff::Timestamp;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

/// How often one address may look whether tenet lives, in a minute.
const LOOKS: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Counts requests by address.
#[derive(Debug)]
pub(super) struct Pacing {
    behind_proxy: bool,
    questions: Mutex<Pace<IpAddr>>,
    looks: Mutex<Pace<IpAddr>>,
}

impl Pacing {
    pub(super) fn new(settings: &config::Http) -> Pacing {
        Pacing {
            behind_proxy: settings.behind_proxy,
            questions: Mutex::new(Pace::new(settings.per_minute)),
            looks: Mutex::new(Pace::new(LOOKS)),
        }
    }
}

/// Lets a request pass, unless its address has sent too many, or its place is for those who look.
pub(super) fn pace(pacing: &Pacing, request: &Request) -> Result<(), Refusal> {
    let looks = matches!(request.uri().path(), "/health" | "/ready" | "/metrics");
    if !looks {
        may_ask(request.extensions())?;
    }
    let pace = if looks { &pacing.looks } else { &pacing.questions };
    pacing.take(pace, request.headers(), request.extensions())
}

/// Counts a request that proved not to be what its place is for.
pub(super) fn charge(pacing: &Pacing, head: &Parts) -> Result<(), Refusal> {
    pacing.take(&pacing.questions, &head.headers, &head.extensions)
}

/// Whether more can be asked from the place of this request than whether tenet lives.
pub(super) fn may_ask(request: &Extensions) -> Result<(), Refusal> {
    match request.get() {
        Some(Standing::OneLook) => Err(Refusal::full()),
        _ => Ok(()),
    }
}

impl Pacing {
    fn take(
        &self,
        pace: &Mutex<Pace<IpAddr>>,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<(), Refusal> {
        let peer = extensions.get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0);
        let forwarded = self.behind_proxy.then(|| forwarded_for(headers)).flatten();
        let from = household(forwarded.unwrap_or(peer));
        let mut pace = pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.take(from, Timestamp::now()).map_err(Refusal::too_many)
    }
}

/// The address that the proxy before us names: the last one, since all before it are the asker's own
/// words.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let with_port = || last.parse().ok().map(|address: SocketAddr| address.ip());
    last.parse().ok().or_else(with_port)
}

/// What one asker has: an address of the fourth version, or the 64 bits that a household gets of the
/// sixth (RFC 6177).
pub(super) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_last_address_is_the_one_that_the_proxy_names() {
        for (lines, address) in [
            (&["203.0.113.7"][..], Some("203.0.113.7")),
            (&["10.0.0.1, 203.0.113.7"], Some("203.0.113.7")),
            (&["10.0.0.1", "203.0.113.7"], Some("203.0.113.7")),
            (&["203.0.113.7:4711"], Some("203.0.113.7")),
            (&["[2001:db8::1]:4711"], Some("2001:db8::1")),
            (&["203.0.113.7, unknown"], None),
            (&[""], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let expected = address.map(|address| address.parse().unwrap());
            assert_eq!(forwarded_for(&headers), expected, "{lines:?}");
        }
    }

    #[test]
    fn addresses_of_one_household_are_one() {
        for (one, other, same) in [
            ("2001:db8::1", "2001:db8::2:3", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
            ("203.0.113.7", "::ffff:203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
        ] {
            let [one, other] = [one, other].map(|text| household(text.parse().unwrap()));
            assert_eq!(one == other, same, "{one} {other}");
        }
    }
}
