//! Which address is which page, and who may ask for it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use super::answer::{Answer, plain, wrong};
use super::events::events;
use super::guard::{LARGEST, guard};
use super::language::wanted;
use super::pages::{self, sign_in};
use super::sessions::Session;
use super::site::Site;
use super::visit::Visit;
use crate::error::{Error, Result};

/// A page, or what an act does; on a thread of its own, since it reads.
type View = fn(&Visit) -> Result<Answer>;
/// What was asked, or filled in.
type Fields = Form<Vec<(String, String)>>;
type Parts = Path<HashMap<String, String>>;

/// Every address.
pub(super) fn routes(site: Arc<Site>) -> Router {
    let mut router = Router::new()
        .route("/assets/{name}", get(asset))
        .route("/events", get(stream))
        .route("/sign-in/{token}", get(sign_in::ask))
        .route("/sign-in", post(sign_in::take))
        .route("/sign-out", post(sign_in::leave));
    for (address, view) in pages::PAGES {
        router = router.route(address, page(view));
    }
    for (address, act) in pages::ACTS {
        router = router.route(address, acts(act));
    }
    router
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

fn page(view: View) -> MethodRouter<Arc<Site>> {
    let answer = async move |State(site): State<Arc<Site>>, path: Parts, headers: HeaderMap, fields: Fields| match whose(
        &site, &headers,
    ) {
        Some(session) => show(visit(site, &session, &headers, path.0, fields.0), view).await,
        None => sign_in::first(&site, &headers),
    };
    get(answer)
}

/// An act says the token of its session: that is how we know that a page of ours asked for it.
fn acts(act: View) -> MethodRouter<Arc<Site>> {
    let answer = async move |State(site): State<Arc<Site>>, path: Parts, headers: HeaderMap, fields: Fields| {
        let Some(session) = whose(&site, &headers) else { return sign_in::first(&site, &headers) };
        let visit = visit(site, &session, &headers, path.0, fields.0);
        if !session.act.is(visit.field("act")) {
            let text = "this did not come from a page of this session";
            return plain(StatusCode::FORBIDDEN, &Error::usage(text).hint("open the page again, and say it there"));
        }
        show(visit, act).await
    };
    post(answer)
}

async fn show(visit: Visit, view: View) -> Response {
    let shown = tokio::task::spawn_blocking(move || match view(&visit) {
        Ok(answer) => answer.response(&visit),
        Err(error) => wrong(&visit, &error),
    });
    let failed = |_| plain(StatusCode::INTERNAL_SERVER_ERROR, &Error::bug("a page could not be made"));
    shown.await.unwrap_or_else(failed)
}

fn visit(
    site: Arc<Site>,
    session: &Session,
    headers: &HeaderMap,
    path: HashMap<String, String>,
    fields: Vec<(String, String)>,
) -> Visit {
    let (now, language) = (site.now(), language(&site, headers));
    Visit { site, language, act: session.act.reveal().to_owned(), path, fields, now }
}

/// In which language a browser wants its pages.
pub(super) fn language(site: &Site, headers: &HeaderMap) -> String {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted(accept.unwrap_or_default(), site.face.languages()).to_owned()
}

/// The session of a request, if it has one.
fn whose(site: &Site, headers: &HeaderMap) -> Option<Session> {
    site.sessions().of(&cookie(site, headers)?, Site::moment()).cloned()
}

/// What the cookie of a request holds.
pub(super) fn cookie(site: &Site, headers: &HeaderMap) -> Option<String> {
    let name = site.cookie();
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// No page has this address.
async fn nothing(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    match whose(&site, &headers) {
        Some(session) => {
            show(visit(site, &session, &headers, HashMap::new(), Vec::new()), |_| Ok(Answer::Missing)).await
        }
        None => sign_in::first(&site, &headers),
    }
}

async fn stream(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    match whose(&site, &headers) {
        Some(_) => events(&site),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The style sheet and the script: nothing in them is personal.
async fn asset(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Response {
    let Some(asset) = site.assets.named(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kept = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, asset.kind), kept], asset.bytes.clone()).into_response()
}
