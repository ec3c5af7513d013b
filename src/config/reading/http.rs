//! The settings of the HTTP door.

use super::{Reader, is_web_address};
use crate::config::Http;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

impl Reader {
    pub(super) fn http(&self) -> Option<Http> {
        let allow_origins = self.origins();
        let behind_proxy = self.flag("http.behind_proxy");
        let per_minute = self.number("http.per_minute");
        let said = self.said("http.address")?;
        match address(said.text()) {
            Ok(address) => Some(Http { address, allow_origins, behind_proxy, per_minute }),
            Err(what) => {
                self.wrong(said.mistake(
                    format!("`http.address` {what}."),
                    "Write `127.0.0.1:8080`, or `0.0.0.0:8080` to be reached from elsewhere.",
                ));
                None
            }
        }
    }

    fn origins(&self) -> Vec<String> {
        let Some(said) = self.said("http.allow_origins") else { return Vec::new() };
        if !said.texts.iter().all(|origin| origin == "*" || is_web_address(origin, false)) {
            self.wrong(said.mistake(
                "`http.allow_origins` holds something that is no origin.",
                "Write scheme and host, such as `https://www.example.org`, or `*` for all.",
            ));
        }
        said.texts.clone()
    }
}

/// Where to listen, or what is wrong with that.
fn address(text: &str) -> Result<SocketAddr, &'static str> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    if text.contains("://") {
        return Err("is the address of a page, and not one to listen at");
    }
    if text.parse::<IpAddr>().is_ok() {
        return Err("names no port");
    }
    let Some((host, port)) = text.rsplit_once(':') else {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        return Err(if digits { "names no host" } else { "names no port" });
    };
    match (host, port.parse::<u16>()) {
        (_, Err(_)) => Err("ends in no port from 0 to 65535"),
        // The one name that means the same on every machine.
        ("localhost", Ok(port)) => Ok((Ipv4Addr::LOCALHOST, port).into()),
        ("", Ok(_)) => Err("names no host"),
        (host, Ok(_)) if host.contains(':') => Err("has an IPv6 address without brackets"),
        (_, Ok(_)) => Err("has a name where the address of this machine belongs"),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_to_listen_at_has_a_number_and_a_port() {
        for (written, means) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::]:80", "[::]:80"),
            ("localhost:8080", "127.0.0.1:8080"),
        ] {
            assert_eq!(address(written).map(|address| address.to_string()), Ok(means.to_owned()));
        }
        for (written, wrong) in [
            ("8080", "names no host"),
            (":8080", "names no host"),
            ("localhost", "names no port"),
            ("127.0.0.1", "names no port"),
            ("::1", "names no port"),
            ("127.0.0.1:", "ends in no port from 0 to 65535"),
            ("127.0.0.1:70000", "ends in no port from 0 to 65535"),
            ("::1:x", "ends in no port from 0 to 65535"),
            ("fe80::1%eth0:80", "has an IPv6 address without brackets"),
            ("tenet.example:80", "has a name where the address of this machine belongs"),
            ("http://127.0.0.1:80", "is the address of a page, and not one to listen at"),
        ] {
            assert_eq!(address(written), Err(wrong), "{written}");
        }
    }
}
