//! A client of HTTP for what is asked or told by us: under TLS, without following anybody elsewhere.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::crypto::ring;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, http};

use super::secrecy::Secrets;
use crate::ledger::shown;

/// As much is shown of what somebody says, in characters.
pub(crate) const KEPT: usize = 300;

/// A client for one question to `url`: nothing is followed, nothing is kept. A proxy is taken from the environment as
/// everywhere (`HTTPS_PROXY`, `NO_PROXY`), but not on the way to this machine, where TLS is not asked for either.
pub(crate) fn agent(url: &str, patience: Duration) -> Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(roots())
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build();
    let mut config = Agent::config_builder()
        .https_only(!is_here(url))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .timeout_global(Some(patience))
        .user_agent(concat!("heraut/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls);
    if is_here(url) {
        config = config.proxy(None);
    }
    config.build().new_agent()
}

/// The host of an address; empty when it has none.
pub(crate) fn host(url: &str) -> String {
    let uri = url.parse::<http::Uri>().ok();
    uri.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default()
}

fn is_here(url: &str) -> bool {
    let host = host(url);
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whom this machine trusts, such as the authority of an organisation's own proxy; the public roots where it trusts nobody.
fn roots() -> RootCerts {
    let system = rustls_native_certs::load_native_certs().certs;
    match system.is_empty() {
        true => RootCerts::WebPki,
        false => {
            RootCerts::Specific(Arc::new(system.iter().map(|der| Certificate::from_der(der).to_owned()).collect()))
        }
    }
}

/// Words from outside, short, without secrets, and without what steers a terminal.
pub(crate) fn safe(words: &str, secrets: &Secrets) -> String {
    let hidden = secrets.hide(words.as_bytes());
    let mut words = shown(&String::from_utf8_lossy(&hidden)).trim().to_owned();
    if let Some((end, _)) = words.char_indices().nth(KEPT) {
        words.truncate(end);
        words.push('…');
    }
    words
}
