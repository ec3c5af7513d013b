//! Requests as a server reads them from a connection.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;

pub(crate) struct Request {
    /// Method, path and version.
    pub(crate) line: String,
    /// Names in small letters, and values.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The next request of a connection, until it ends.
    pub(crate) fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
        let mut request = Request {
            line: lines.first()?.clone(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
            body: Vec::new(),
        };
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        request.body.resize(length, 0);
        stream.read_exact(&mut request.body).ok()?;
        Some(request)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(header, _)| header == name);
        header.map(|(_, value)| value.as_str())
    }

    /// That a header has this value, or what it has instead.
    pub(crate) fn has(&self, name: &str, expected: &str) -> Result<(), String> {
        match self.header(name) {
            Some(value) if value == expected => Ok(()),
            other => Err(format!("{}: {name} is {other:?}, not {expected}", self.line)),
        }
    }
}
