//! Which address is which page, and who may ask for it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use super::answer::{Answer, forbidden, plain, wrong};
use super::asker::Asker;
use super::events::events;
use super::guard::{LARGEST, guard};
use super::pages::{self, sign_in};
use super::sessions::Session;
use super::site::Site;
use super::visit::Visit;
use super::way::BACK;
use super::who::May;
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
        .route(BACK, get(sign_in::back))
        .route("/sign-in", get(sign_in::start).post(sign_in::take))
        .route("/sign-out", post(sign_in::leave));
    for (address, may, view) in pages::PAGES {
        router = router.route(address, page(may, view));
    }
    for (address, may, act) in pages::ACTS {
        router = router.route(address, acts(may, act));
    }
    router
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

fn page(may: May, view: View) -> MethodRouter<Arc<Site>> {
    let answer =
        async move |State(site): State<Arc<Site>>, path: Parts, asker: Asker, fields: Fields| match &asker.session {
            Some(session) => show(visit(site, session, &asker, path.0, fields.0), may, view).await,
            None => sign_in::first(&site, &asker),
        };
    get(answer)
}

/// An act says the token of its session: that is how we know that a page of ours asked for it.
fn acts(may: May, act: View) -> MethodRouter<Arc<Site>> {
    let answer = async move |State(site): State<Arc<Site>>, path: Parts, asker: Asker, fields: Fields| {
        let Some(session) = &asker.session else { return sign_in::first(&site, &asker) };
        let visit = visit(site, session, &asker, path.0, fields.0);
        if !session.act.is(visit.field("act")) {
            let text = "this did not come from a page of this session";
            return plain(StatusCode::FORBIDDEN, &Error::usage(text).hint("open the page again, and say it there"));
        }
        show(visit, may, act).await
    };
    post(answer)
}

async fn show(visit: Visit, may: May, view: View) -> Response {
    let shown = tokio::task::spawn_blocking(move || {
        if !visit.who.may(may) {
            return forbidden(&visit);
        }
        match view(&visit) {
            Ok(answer) => answer.response(&visit),
            Err(error) => wrong(&visit, &error),
        }
    });
    let failed = |_| plain(StatusCode::INTERNAL_SERVER_ERROR, &Error::bug("a page could not be made"));
    shown.await.unwrap_or_else(failed)
}

fn visit(
    site: Arc<Site>,
    session: &Session,
    asker: &Asker,
    path: HashMap<String, String>,
    fields: Vec<(String, String)>,
) -> Visit {
    let (now, language, who) = (site.now(), asker.language.clone(), Arc::clone(&session.who));
    Visit { site, language, act: session.act.reveal().to_owned(), who, path, fields, now }
}

/// No page has this address.
async fn nothing(State(site): State<Arc<Site>>, asker: Asker) -> Response {
    match &asker.session {
        Some(session) => {
            let visit = visit(site, session, &asker, HashMap::new(), Vec::new());
            show(visit, May::Look, |_| Ok(Answer::Missing)).await
        }
        None => sign_in::first(&site, &asker),
    }
}

async fn stream(State(site): State<Arc<Site>>, asker: Asker) -> Response {
    match asker.session {
        Some(session) if session.who.may(May::Look) => events(&site),
        _ => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The style sheet and the script: nothing in them is personal.
async fn asset(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Response {
    let Some(asset) = site.assets.named(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kept = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, asset.kind), kept], asset.bytes.clone()).into_response()
}
