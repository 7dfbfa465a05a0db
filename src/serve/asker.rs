//! Who sends a request, and in which language they read.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::language::wanted;
use super::secret::Secret;
use super::sessions::Session;
use super::site::Site;
use super::who::Who;

/// The address that a connection comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// Who sends a request.
pub(super) struct Asker {
    /// Their session; none of who has not signed in.
    pub(super) session: Option<Session>,
    pub(super) language: String,
    pub(super) peer: Option<IpAddr>,
}

impl FromRequestParts<Arc<Site>> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        let (headers, peer) = (&parts.headers, parts.extensions.get::<Peer>().map(|peer| peer.0));
        let session = match site.way.said(peer, headers) {
            Some(who) => Some(site.session_of(who)),
            None => {
                cookie(&site.cookie(), headers).and_then(|cookie| site.sessions().of(&cookie, Site::moment()).cloned())
            }
        };
        let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = wanted(accept.unwrap_or_default(), site.face.languages()).to_owned();
        Ok(Asker { session, language, peer })
    }
}

impl Site {
    /// The session of one request, of somebody whom a proxy has signed in. What each act says is made of who they are: it is
    /// the same in each of their windows, and nobody else's.
    pub(super) fn session_of(&self, who: Who) -> Session {
        let act = self.opaque.derived("act", who.name.as_deref().unwrap_or_default());
        Session::of_request(Secret::of(act), who, Site::moment())
    }

    /// What the cookie of a session is called: two of these programs on one machine share their cookies, which have no port.
    pub(super) fn cookie(&self) -> String {
        // A browser takes one of this name from nobody else (RFC 6265bis, section 4.1.3.2).
        let before = if self.is_secure { "__Host-" } else { "" };
        format!("{before}heraut-{}", self.address.port())
    }
}

/// What a cookie of this name holds.
pub(super) fn cookie(name: &str, headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}
