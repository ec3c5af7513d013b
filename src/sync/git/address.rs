//! Where a source is: a place on this machine, or the address of a server.

use super::trouble::Trouble;
use gix::url::Scheme;
use std::path::PathBuf;

/// Where a source is.
pub(super) enum Address {
    /// A folder of this machine, opened in place.
    Place(PathBuf),
    /// A server that is asked over HTTP.
    Server(Box<Server>),
}

/// A repository that a server gives.
pub(super) struct Server {
    /// The address without user and password.
    pub(super) url: gix::Url,
    /// User and password, where the address has them.
    pub(super) identity: Option<gix::sec::identity::Account>,
}

/// What an address means, and the address as it may be shown.
pub(super) fn read(from: &str) -> (String, Result<Address, Trouble>) {
    let from = from.trim();
    let Some((scheme, rest)) = from.split_once("://") else {
        // `git@host:path` is how ssh is written, and no folder.
        if from.split_once(':').is_some_and(|(host, _)| host.contains('@')) {
            return (from.to_owned(), Err(Trouble::Address));
        }
        // Of an address without its beginning, `user:password@` is as secret as of a whole one.
        let shown = match from[..host(from)].rfind('@') {
            Some(at) if from[..at].contains(':') => &from[at + 1..],
            _ => from,
        };
        return (shown.to_owned(), Ok(Address::Place(PathBuf::from(from))));
    };
    // Everything before the last `@` of the host may be a secret, even in an address that is none,
    // and so may everything that is asked of the server.
    let open = rest[..host(rest)].rfind('@').map_or(0, |at| at + 1);
    let asked = rest.find(['?', '#']).unwrap_or(rest.len()).max(open);
    let shown = format!("{scheme}://{}", &rest[open..asked]);
    let Ok(mut url) = gix::url::parse(from) else {
        return (shown, Err(Trouble::Address));
    };
    let user = url.user.take();
    let password = url.password.take();
    let address = match url.scheme {
        // Its spaces and umlauts may be written as `%20`, which gix leaves so.
        Scheme::File => reqwest::Url::parse(from)
            .ok()
            .and_then(|url| url.to_file_path().ok())
            .map(Address::Place)
            .ok_or(Trouble::Address),
        Scheme::Http if user.is_some() => Err(Trouble::Unprotected),
        Scheme::Http | Scheme::Https => {
            let identity = user.map(|username| gix::sec::identity::Account {
                username,
                password: password.unwrap_or_default(),
                oauth_refresh_token: None,
            });
            Ok(Address::Server(Box::new(Server { url, identity })))
        }
        _ => Err(Trouble::Address),
    };
    (shown, address)
}

/// Where in an address without its scheme the host ends.
fn host(rest: &str) -> usize {
    rest.find(['/', '?', '#']).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        for (address, shown) in [
            ("https://git.example/rules", "https://git.example/rules"),
            ("https://me:secret@git.example/rules", "https://git.example/rules"),
            ("https://me:se@cret@git.example/rules", "https://git.example/rules"),
            ("https://git.example/rules?token=secret", "https://git.example/rules"),
            ("https://git.example/rules#secret", "https://git.example/rules"),
            ("https://me:secret@?token=secret", "https://"),
            ("gopher://me:secret@git.example/a@b", "gopher://git.example/a@b"),
            ("me:secret@git.example/rules", "git.example/rules"),
            ("git@git.example:rules", "git@git.example:rules"),
            ("../rules@home", "../rules@home"),
        ] {
            assert_eq!(read(address).0, shown, "{address}");
        }
    }
}
