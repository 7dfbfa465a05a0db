//! Addresses of the web that we speak to by ourselves: nobody on the way may read what is told to them.

use std::net::IpAddr;

use ureq::http::Uri;

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlFlaw {
    /// It holds a name or a password.
    Named,
    /// It is `http://`, of another machine.
    Clear,
    /// It is no address.
    None,
}

/// That an address is https, or http on this machine.
///
/// # Errors
/// What is wrong with it.
pub fn judge_url(text: &str) -> Result<(), UrlFlaw> {
    let uri = text.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or("");
    let here = host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_named = uri.as_ref().and_then(Uri::authority).is_some_and(|authority| authority.as_str().contains('@'));
    match uri.as_ref().and_then(Uri::scheme_str) {
        _ if is_named => Err(UrlFlaw::Named),
        Some("https") if !host.is_empty() => Ok(()),
        Some("http") if here => Ok(()),
        Some("http") => Err(UrlFlaw::Clear),
        _ => Err(UrlFlaw::None),
    }
}
