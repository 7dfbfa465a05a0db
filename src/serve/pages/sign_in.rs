//! `/sign-in/TOKEN`: the link of the terminal. It shows a page with a button, and only the button uses the token: whatever
//! opens an address to look at it first, a virus scanner or a preview, uses nothing.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use tera::Context;

use crate::error::Result;
use crate::serve::answer::{plain, with_cookie};
use crate::serve::routes::{cookie, language};
use crate::serve::sessions::{LASTS, Refused};
use crate::serve::site::Site;

type Fields = Form<Vec<(String, String)>>;

/// Asks whoever has the link to sign in.
pub(in crate::serve) async fn ask(
    State(site): State<Arc<Site>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let mut context = context(&site, &headers);
    context.insert("token", &token);
    page(&site, &headers, StatusCode::OK, &context)
}

/// Signs in.
pub(in crate::serve) async fn take(State(site): State<Arc<Site>>, headers: HeaderMap, fields: Fields) -> Response {
    let token = fields.0.iter().find(|(name, _)| name == "token").map_or("", |(_, value)| value.as_str());
    let begun = site.sessions().begin(token, Site::moment());
    let answer = match begun {
        Ok(Ok(session)) => {
            site.link_was_used();
            with_cookie(Redirect::to("/").into_response(), &site.cookie(), session.cookie(), LASTS.as_secs())
        }
        Ok(Err(refused)) => Ok(not_taken(&site, &headers, refused)),
        Err(error) => Err(error),
    };
    or_said(answer)
}

/// Signs out.
pub(in crate::serve) async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap, fields: Fields) -> Response {
    if let Some(cookie) = cookie(&site, &headers) {
        let act = fields.0.iter().find(|(name, _)| name == "act").map_or("", |(_, value)| value.as_str());
        let mut sessions = site.sessions();
        if sessions.of(&cookie, Site::moment()).is_some_and(|session| session.act.is(act)) {
            sessions.end(&cookie);
        }
    }
    or_said(with_cookie(Redirect::to("/").into_response(), &site.cookie(), "", 0))
}

/// Says to whoever is not signed in how that is done.
pub(in crate::serve) fn first(site: &Site, headers: &HeaderMap) -> Response {
    page(site, headers, StatusCode::UNAUTHORIZED, &context(site, headers))
}

fn not_taken(site: &Site, headers: &HeaderMap, refused: Refused) -> Response {
    let mut context = context(site, headers);
    match refused {
        Refused::Wrong => {
            context.insert("wrong", &true);
            page(site, headers, StatusCode::FORBIDDEN, &context)
        }
        Refused::TooSoon(pause) => {
            let seconds = pause.as_secs() + 1;
            context.insert("seconds", &seconds);
            let mut answer = page(site, headers, StatusCode::TOO_MANY_REQUESTS, &context);
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            answer
        }
    }
}

fn context(site: &Site, headers: &HeaderMap) -> Context {
    let mut context = Context::new();
    context.insert("lang", &language(site, headers));
    context.insert("style", &site.assets.style.name);
    context.insert("by", &site.settings.by);
    context
}

fn page(site: &Site, headers: &HeaderMap, status: StatusCode, context: &Context) -> Response {
    let page = site.face.render(&language(site, headers), "sign-in.html", context);
    or_said(page.map(|html| (status, Html(html)).into_response()))
}

fn or_said(answer: Result<Response>) -> Response {
    answer.unwrap_or_else(|error| plain(StatusCode::INTERNAL_SERVER_ERROR, &error))
}
