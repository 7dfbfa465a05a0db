//! `/sign-in/TOKEN`: the link of the terminal. It shows a page with a button, and only the button uses the token: whatever
//! opens an address to look at it first, a virus scanner or a preview, uses nothing. Users sign in at their provider instead.

mod attempt;
mod leave;
mod provider;

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use tera::Context;

use crate::error::Result;
use crate::serve::answer::{SameSite, plain, with_cookie};
use crate::serve::asker::Asker;
use crate::serve::sessions::{LASTS, Refused, Session};
use crate::serve::site::Site;
use crate::serve::way::Way;
use crate::serve::who::Who;
pub(in crate::serve) use leave::leave;
pub(in crate::serve) use provider::{back, start};

type Fields = Form<Vec<(String, String)>>;

/// Asks whoever has the link to sign in.
pub(in crate::serve) async fn ask(State(site): State<Arc<Site>>, Path(token): Path<String>, asker: Asker) -> Response {
    if !matches!(site.way, Way::Link) {
        return first(&site, &asker);
    }
    let mut context = context(&site, &asker);
    context.insert("token", &token);
    page(&site, &asker, StatusCode::OK, &context)
}

/// Signs in.
pub(in crate::serve) async fn take(State(site): State<Arc<Site>>, asker: Asker, fields: Fields) -> Response {
    if !matches!(site.way, Way::Link) {
        return first(&site, &asker);
    }
    let token = fields.0.iter().find(|(name, _)| name == "token").map_or("", |(_, value)| value.as_str());
    let who = Who::by_link(site.settings.by.clone());
    let begun = site.sessions().begin(token, who, Site::moment());
    let answer = match begun {
        Ok(Ok(session)) => {
            site.link_was_used();
            with_session(&site, Redirect::to("/").into_response(), &session)
        }
        Ok(Err(refused)) => Ok(not_taken(&site, &asker, refused)),
        Err(error) => Err(error),
    };
    or_said(answer)
}

/// Says to whoever is not signed in how that is done.
pub(in crate::serve) fn first(site: &Site, asker: &Asker) -> Response {
    page(site, asker, StatusCode::UNAUTHORIZED, &context(site, asker))
}

fn not_taken(site: &Site, asker: &Asker, refused: Refused) -> Response {
    let mut context = context(site, asker);
    match refused {
        Refused::Wrong => {
            context.insert("wrong", &true);
            page(site, asker, StatusCode::FORBIDDEN, &context)
        }
        Refused::TooSoon(pause) => {
            let seconds = pause.as_secs() + 1;
            context.insert("seconds", &seconds);
            let mut answer = page(site, asker, StatusCode::TOO_MANY_REQUESTS, &context);
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            answer
        }
    }
}

/// An answer that begins a session.
fn with_session(site: &Site, answer: Response, session: &Session) -> Result<Response> {
    with_cookie(site, answer, (&site.cookie(), session.cookie()), LASTS.as_secs(), SameSite::Strict)
}

fn context(site: &Site, asker: &Asker) -> Context {
    let mut context = Context::new();
    context.insert("lang", &asker.language);
    context.insert("style", &site.assets.style.name);
    context.insert("by", &site.settings.by);
    let way = match site.way {
        Way::Link => "link",
        Way::Provider(..) => "provider",
        Way::Proxy(..) => "proxy",
    };
    context.insert("way", way);
    context
}

fn page(site: &Site, asker: &Asker, status: StatusCode, context: &Context) -> Response {
    let page = site.face.render(&asker.language, "sign-in.html", context);
    or_said(page.map(|html| (status, Html(html)).into_response()))
}

fn or_said(answer: Result<Response>) -> Response {
    answer.unwrap_or_else(|error| plain(StatusCode::INTERNAL_SERVER_ERROR, &error))
}
