//! `tenet health`: asks the HTTP door of a running `tenet serve` whether it is well.
//!
//! For the health check of a container that holds nothing but tenet: needs no other program, and
//! never waits longer than a few seconds.

use super::{DONE, Failure, Places, output};
use clap::Args;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long the whole conversation may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// As much of an answer as is read, in bytes.
const MOST: u64 = 64 * 1024;

/// As much of an answer as is shown, in characters.
const SHOWN: usize = 300;

#[derive(Args)]
pub(super) struct Arguments {
    /// Ask whether every adapter takes questions, and not only whether the process lives
    #[arg(long)]
    ready: bool,
}

pub(super) fn run(places: &Places, task: &Arguments) -> Result<u8, Failure> {
    let Some(http) = &places.settings.http else {
        let what = "No HTTP door is configured to ask. Set http.address, as for `tenet serve`.";
        return Err(Failure::Usage(what.to_owned()));
    };
    if http.address.port() == 0 {
        let what = "With port 0 in http.address nobody knows where to ask. Set a port.";
        return Err(Failure::Usage(what.to_owned()));
    }
    let address = reachable(http.address);
    let path = if task.ready { "/ready" } else { "/health" };
    let (status, body) = get(address, path).map_err(|error| {
        Failure::Unusable(format!("http://{address}{path} does not answer: {}.", reason(&error)))
    })?;
    if status != 200 {
        let body: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
        let body: String = body.chars().take(SHOWN).collect();
        return Err(Failure::Unusable(format!("http://{address}{path} answers {status}: {body}")));
    }
    let state = if task.ready { "ready" } else { "well" };
    writeln!(output::out(), "http://{address} is {state}.")?;
    Ok(DONE)
}

/// Where somebody on this machine reaches a door that is open to all its addresses.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            format!("nothing came within {} s", PATIENCE.as_secs())
        }
        io::ErrorKind::InvalidData => "what came is not HTTP".to_owned(),
        _ => error.to_string(),
    }
}

/// Status and body of what is answered to one request.
///
/// See <https://www.rfc-editor.org/rfc/rfc9112>. HTTP/1.0 is spoken, to which no answer comes in chunks.
fn get(address: SocketAddr, path: &str) -> io::Result<(u16, String)> {
    let started = Instant::now();
    let left = || match PATIENCE.checked_sub(started.elapsed()) {
        Some(left) if !left.is_zero() => Ok(left),
        _ => Err(io::Error::from(io::ErrorKind::TimedOut)),
    };
    let mut stream = TcpStream::connect_timeout(&address, left()?)?;
    stream.set_write_timeout(Some(left()?))?;
    stream.write_all(
        format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while (answer.len() as u64) < MOST {
        stream.set_read_timeout(Some(left()?))?;
        match stream.read(&mut piece)? {
            0 => break,
            read => answer.extend_from_slice(piece.get(..read).unwrap_or_default()),
        }
    }
    let answer = String::from_utf8_lossy(&answer);
    read_answer(&answer).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Status and body, if this is HTTP.
fn read_answer(answer: &str) -> Option<(u16, String)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?;
    Some((status.parse().ok()?, body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_open_to_all_is_reached_on_this_machine() {
        for (listens, reached) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("10.0.0.7:80", "10.0.0.7:80"),
            ("[::1]:80", "[::1]:80"),
        ] {
            assert_eq!(reachable(listens.parse().unwrap()).to_string(), reached);
        }
    }

    #[test]
    fn only_http_is_taken_for_an_answer() {
        let ok = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n";
        assert_eq!(read_answer(ok), Some((200, "ok\n".to_owned())));
        let down = "HTTP/1.0 503 Service Unavailable\r\n\r\n";
        assert_eq!(read_answer(down), Some((503, String::new())));
        for wrong in
            ["", "HTTP/1.1 200 OK\r\n", "220 mail.example ESMTP\r\n\r\n", "HTTP/1.1\r\n\r\n"]
        {
            assert_eq!(read_answer(wrong), None, "{wrong}");
        }
    }
}
