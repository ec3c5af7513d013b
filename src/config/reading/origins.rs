//! Websites as browsers name them, and not as people do.

/// Whether a browser can name a page's origin so (RFC 6454, section 6.2).
pub(super) fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let (host, port) = match host.map(|host| (host, host.rsplit_once(':'))) {
        Some((_, Some((host, port)))) if !port.ends_with(']') => (host, Some(port)),
        Some((host, _)) => (host, None),
        None => return false,
    };
    let in_host = |sign: char| {
        sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '.' | '-' | '_')
    };
    let is_sixth = |host: &str| {
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inner.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
    };
    (!host.is_empty() && host.chars().all(in_host) || is_sixth(host))
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_more() {
        for (text, is) in [
            ("https://example.org", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://[::1]", true),
            ("https://example.org/", false),
            ("https://example.org/page", false),
            ("https://Example.org", false),
            ("https://*.example.org", false),
            ("https://me@example.org", false),
            ("https://example.org:99999", false),
            ("https://", false),
            ("example.org", false),
            ("null", false),
        ] {
            assert_eq!(is_origin(text), is, "{text}");
        }
    }
}
