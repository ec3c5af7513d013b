//! Asks a server where a branch is, and for nothing more.
//!
//! Takes no pack and needs no mirror.

use super::address::Server;
use super::http::{Http, Watch};
use super::server::named;
use super::trouble::Trouble;
use super::{Limits, place};
use gix::protocol::handshake::Ref;
use gix::protocol::ls_refs::RefPrefixes;
use gix::protocol::transport::client::TransportWithoutIO;
use gix::protocol::transport::client::blocking_io::http::Transport;
use gix::protocol::transport::{Protocol, Service};
use gix::protocol::{LsRefsCommand, handshake};
use jiff::SignedDuration;

/// Below this stand the names of branches.
const BRANCHES: &str = "refs/heads/";

/// The commit that a branch is at, and how far this machine's clock is ahead of the server's.
pub(super) fn look(
    server: &Server,
    branch: &str,
    limits: Limits,
) -> (Result<Option<String>, Trouble>, Option<SignedDuration>) {
    let watch = match Watch::new(limits, &|_| {}) {
        Ok(watch) => watch,
        Err(trouble) => return (Err(trouble), None),
    };
    let head = head(server, branch, &watch);
    (head.map(Some), watch.ahead())
}

fn head(server: &Server, branch: &str, watch: &Watch<'_>) -> Result<String, Trouble> {
    let name = format!("{BRANCHES}{branch}");
    if gix::refs::FullName::try_from(name.as_str()).is_ok() {
        let found = ask(server, &name, watch)?;
        if let Some(head) = found.iter().find_map(|found| named(found, &name)) {
            return Ok(head.to_string());
        }
    }
    let there = ask(server, BRANCHES, watch)?;
    let names = there.iter().map(|found| found.unpack().0.to_string());
    let branches = names.filter_map(|name| name.strip_prefix(BRANCHES).map(str::to_owned));
    Err(place::no_branch(branch, branches.collect()))
}

/// The branches whose full names begin like this.
fn ask(server: &Server, prefix: &str, watch: &Watch<'_>) -> Result<Vec<Ref>, Trouble> {
    // Whatever did not go wrong with the connection is what was said over it.
    let failed = |_| watch.trouble().unwrap_or(Trouble::NotGit);
    let url = server.url.clone();
    let mut transport = Transport::new_http(Http::new(watch), url, Protocol::V2, false);
    if let Some(identity) = server.identity.clone() {
        let _ = transport.set_identity(identity);
    }
    let mut silent = gix::progress::Discard;
    // Neither a helper nor a person is asked for a password.
    let nobody = |_| Ok(None);
    let pack = Service::UploadPack;
    let met = handshake(&mut transport, pack, nobody, Vec::new(), &mut silent).map_err(failed)?;
    // A server that speaks an older version names its branches at once.
    if let Some(all) = met.refs {
        return Ok(all);
    }
    let mut prefixes = RefPrefixes::new();
    prefixes.extend([prefix.into()]);
    let agent = ("agent", Some(gix::env::agent().into()));
    LsRefsCommand::new(Some(prefixes), &met.capabilities, agent)
        .invoke_blocking(&mut transport, &mut silent, false)
        .map_err(failed)
}
