//! The HTTP door: whether its address can be had, or who has it.

use super::{Check, Patient};
use crate::outgoing::{self, Patience, Secret};
use serde::Deserialize;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

const NAME: &str = "http";
const AGENT: &str = concat!("tenet/", env!("CARGO_PKG_VERSION"));

pub(super) fn examine(patient: &Patient<'_>) -> Option<Check> {
    let address = patient.settings.http.as_ref()?.address;
    Some(match TcpListener::bind(address).map_err(|error| (error.kind(), error)) {
        Ok(_) => Check::ok(NAME, format!("{address} is free to listen at.")),
        Err((ErrorKind::AddrInUse, _)) => in_use(patient, address),
        Err((ErrorKind::PermissionDenied, _)) => {
            let what = format!("{address} may not be listened at.");
            Check::mend(NAME, what, "Choose a port of 1024 or above in `http.address`.")
        }
        Err((ErrorKind::AddrNotAvailable, _)) => {
            let what = format!("{address} is no address of this machine.");
            let remedy = format!(
                "Set `http.address` to `0.0.0.0:{}` or another of its own.",
                address.port()
            );
            Check::mend(NAME, what, remedy)
        }
        Err((_, error)) => {
            let what = format!("{address} cannot be listened at: {error}.");
            Check::mend(NAME, what, "Choose another address in `http.address`.")
        }
    })
}

/// What a running tenet says of itself at `/ready`.
#[derive(Deserialize)]
struct Ready {
    ready: bool,
    edition: String,
}

fn in_use(patient: &Patient<'_>, address: SocketAddr) -> Check {
    // Who listens everywhere listens here.
    let here = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let url = format!("http://{}/ready", SocketAddr::new(here, address.port()));
    let patience = Patience { connect: patient.limits.connect, whole: patient.limits.stall };
    let reply = outgoing::get(&url, AGENT, Secret::None, patience);
    match reply.ok().and_then(|reply| serde_json::from_str::<Ready>(&reply.body).ok()) {
        Some(Ready { ready: true, edition }) => {
            let edition = edition.get(..12).unwrap_or(&edition).to_owned();
            Check::ok(NAME, format!("A running tenet answers at {address} from edition {edition}."))
        }
        Some(_) => Check::look(
            NAME,
            format!("A running tenet listens at {address}, and is not ready."),
            format!("See {url} and the log of `tenet serve`."),
        ),
        None => Check::mend(
            NAME,
            format!("Another program listens at {address}."),
            "Stop it, or choose another port in `http.address`.",
        ),
    }
}
