//! The HTTP door: whether its address can be had, or who has it.

use super::{Check, Patient};
use crate::config::Http;
use crate::library::short;
use crate::outgoing::{self, Patience, Secret};
use serde::Deserialize;
use std::io::ErrorKind;
use std::net::TcpListener;

const NAME: &str = "http";

pub(super) fn examine(patient: &Patient<'_>) -> Option<Check> {
    let http = patient.settings.http.as_ref()?;
    let address = http.address;
    Some(match TcpListener::bind(address).map_err(|error| (error.kind(), error)) {
        Ok(_) => Check::ok(NAME, format!("{address} is free to listen at.")),
        Err((ErrorKind::AddrInUse, _)) => in_use(patient, http),
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
    edition: EditionInUse,
}

#[derive(Deserialize)]
struct EditionInUse {
    id: String,
}

fn in_use(patient: &Patient<'_>, http: &Http) -> Check {
    let address = http.address;
    let url = format!("http://{}/ready", http.from_here());
    let patience = Patience { connect: patient.limits.connect, whole: patient.limits.stall };
    let reply = outgoing::get(&url, outgoing::AGENT, Secret::None, patience);
    match reply.ok().and_then(|reply| serde_json::from_str::<Ready>(&reply.body).ok()) {
        Some(Ready { ready: true, edition }) => {
            let edition = short(&edition.id);
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
