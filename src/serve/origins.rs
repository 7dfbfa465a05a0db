//! What browsers call this site: the only names that it answers to, and the only pages that act on it.

use std::net::SocketAddr;

/// A host as a browser says it (`Host`), and the origin of its pages (`Origin`).
struct Name {
    host: String,
    origin: String,
}

/// The names of the site.
pub(super) struct Origins(Vec<Name>);

impl Origins {
    /// Those of this machine, at a port.
    pub(super) fn here(address: SocketAddr, is_secure: bool) -> Self {
        let scheme = if is_secure { "https" } else { "http" };
        let name = |host: &str| {
            let host = format!("{host}:{}", address.port());
            Name { origin: format!("{scheme}://{host}"), host }
        };
        Origins(["127.0.0.1", "localhost", "[::1]"].map(name).into())
    }

    /// The one that is written down: `https://heraut.example.org`.
    pub(super) fn at(url: &str) -> Self {
        let (scheme, host) = url.split_once("://").unwrap_or(("https", url));
        let usual = if scheme == "http" { ":80" } else { ":443" };
        // A browser says no port that goes without saying.
        let host = host.strip_suffix(usual).unwrap_or(host).to_owned();
        Origins(vec![Name { origin: format!("{scheme}://{host}"), host }])
    }

    /// The origin of our pages at this host; none of a host that is not ours.
    pub(super) fn of(&self, host: &str) -> Option<&str> {
        self.0.iter().find(|name| name.host.eq_ignore_ascii_case(host)).map(|name| &*name.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_the_names_that_browsers_call_it() {
        let here = Origins::here(([127, 0, 0, 1], 8750).into(), false);
        assert_eq!(here.of("localhost:8750"), Some("http://localhost:8750"));
        assert!(here.of("localhost").is_none() && here.of("heraut.example").is_none());
        let there = Origins::at("https://heraut.example:443");
        assert_eq!(there.of("Heraut.example"), Some("https://heraut.example"));
        for other in ["heraut.example:443", "localhost:8750", "127.0.0.1", ""] {
            assert!(there.of(other).is_none(), "{other}");
        }
        assert_eq!(Origins::at("https://h.example:8443").of("h.example:8443"), Some("https://h.example:8443"));
    }
}
