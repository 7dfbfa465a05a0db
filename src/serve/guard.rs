//! What every request is held to before anybody looks at it, and what every answer says to the browser.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::origins::Origins;
use super::site::Site;
use super::way::Way;

/// A request of more bytes is refused.
pub(super) const LARGEST: usize = 16 * 1024;
/// A request is whole and answered within so long.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// A page loads its own style sheet, script, pictures and frames, talks to its own host, and is framed by nobody.
const PAGE: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                    frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A mail in a frame of ours: its own styles and the pictures in it, nothing that runs, asks or leads away.
pub(super) const MAIL: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
                               frame-ancestors 'self'; base-uri 'none'; sandbox";

/// Refuses what is not for this site or not from its own pages, and gives every answer its policy.
pub(super) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut answer = match refused(&site.origins, request.method(), request.headers()) {
        Some((status, why)) => (status, why).into_response(),
        None => match tokio::time::timeout(site.patience, next.run(request)).await {
            Ok(answer) => answer,
            Err(_) => (StatusCode::REQUEST_TIMEOUT, "This took too long.\n").into_response(),
        },
    };
    let headers = answer.headers_mut();
    let mut say = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    say(header::CONTENT_SECURITY_POLICY, PAGE);
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::REFERRER_POLICY, "no-referrer");
    say(header::CACHE_CONTROL, "no-store");
    say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    say(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if site.is_secure && !matches!(site.way, Way::Link) {
        say(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    answer
}

/// Why a request is not looked at.
fn refused(origins: &Origins, method: &Method, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).unwrap_or_default();
    // A name of somebody else's that leads here is how a page from elsewhere would read this one (DNS rebinding).
    let ours = origins.of(host).filter(|_| hosts.next().is_none());
    let Some(ours) = ours else {
        return Some((StatusCode::MISDIRECTED_REQUEST, "This is another host, or another port.\n"));
    };
    if *method == Method::POST && !is_from(ours, headers) {
        return Some((StatusCode::FORBIDDEN, "This did not come from a page of this site.\n"));
    }
    None
}

/// Whether a page of this site sends it. Where a page asks for no referrer, a form's origin is `null` (Fetch, section 3.2);
/// then the browser says itself where it came from, which no page can.
fn is_from(ours: &str, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match said("origin") {
        Some("null") | None => said("sec-fetch-site") == Some("same-origin"),
        Some(origin) => origin == ours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &Method, said: &[(&'static str, &'static str)]) -> Option<u16> {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let origins = Origins::here(([127, 0, 0, 1], 8750).into(), false);
        refused(&origins, method, &headers).map(|(status, _)| status.as_u16())
    }

    #[test]
    fn only_the_names_of_this_machine_with_this_port_are_answered() {
        for ours in ["127.0.0.1:8750", "localhost:8750", "[::1]:8750"] {
            assert_eq!(asked(&Method::GET, &[("host", ours)]), None, "{ours}");
        }
        let others = [
            "evil.example:8750",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost.evil.example:8750",
            "127.0.0.1:8750:8750",
            "",
        ];
        for other in others {
            assert_eq!(asked(&Method::GET, &[("host", other)]), Some(421), "{other}");
        }
        assert_eq!(asked(&Method::GET, &[]), Some(421));
        assert_eq!(asked(&Method::GET, &[("host", "localhost:8750"), ("host", "evil.example")]), Some(421));
    }

    #[test]
    fn only_our_own_pages_act() {
        let host = ("host", "localhost:8750");
        let post = |said: &[(&'static str, &'static str)]| asked(&Method::POST, &[&[host], said].concat());
        assert_eq!(post(&[("origin", "http://localhost:8750")]), None);
        assert_eq!(post(&[("origin", "null"), ("sec-fetch-site", "same-origin")]), None);
        for other in
            ["http://evil.example", "https://localhost:8750", "http://localhost:80", "http://127.0.0.1:8750", "null"]
        {
            assert_eq!(post(&[("origin", other)]), Some(403), "{other}");
        }
        for from in ["cross-site", "same-site", "none"] {
            assert_eq!(post(&[("origin", "null"), ("sec-fetch-site", from)]), Some(403), "{from}");
        }
        assert_eq!(post(&[("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")]), Some(403));
        assert_eq!(post(&[]), Some(403));
    }
}
