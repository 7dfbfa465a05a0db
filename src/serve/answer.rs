//! What comes of a request.

use axum::http::header::{self, HeaderValue};
use axum::http::{Response as Http, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::json;
use tera::Context;

use super::guard::MAIL;
use super::site::Site;
use super::visit::Visit;
use crate::error::{Error, Kind, Result};

/// What comes of a request.
pub(super) enum Answer {
    /// A page: its template, and what it shows.
    Page(&'static str, Context),
    /// Something was done; this page shows it.
    Done(String),
    /// Another document in a frame of ours, or to be kept: as it is.
    Document(String),
    /// There is nothing of that address.
    Missing,
    /// Somebody else may do this.
    Forbidden,
}

impl Answer {
    /// As the browser gets it.
    pub(super) fn response(self, visit: &Visit) -> Response {
        match self {
            Answer::Page(template, context) => page(visit, StatusCode::OK, template, context),
            Answer::Done(path) => Redirect::to(&path).into_response(),
            Answer::Document(html) => {
                let policy = [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL))];
                (policy, Html(html)).into_response()
            }
            Answer::Forbidden => forbidden(visit),
            Answer::Missing => page(visit, StatusCode::NOT_FOUND, "missing.html", visit.context()),
        }
    }
}

/// The page that says what is wrong and what to do.
pub(super) fn wrong(visit: &Visit, error: &Error) -> Response {
    let status = match error.kind {
        Kind::Usage | Kind::Campaign | Kind::Findings => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut context = visit.context();
    let problems: Vec<_> = error
        .problems
        .iter()
        .map(|one| json!({"place": one.place.as_ref().map(ToString::to_string), "message": one.message, "hint": one.hint}))
        .collect();
    context.insert("problems", &problems);
    page(visit, status, "wrong.html", context)
}

fn page(visit: &Visit, status: StatusCode, template: &str, mut context: Context) -> Response {
    context.insert("template", template);
    match visit.site.face.render(&visit.language, template, &context) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, &error),
    }
}

/// What is said where not even a page can be.
pub(super) fn plain(status: StatusCode, error: &Error) -> Response {
    (status, format!("{error}\n")).into_response()
}

/// The page that says that somebody may not look at or do this.
pub(super) fn forbidden(visit: &Visit) -> Response {
    let mut context = visit.context();
    context.insert("roles", &visit.who.roles());
    page(visit, StatusCode::FORBIDDEN, "forbidden.html", context)
}

/// Who gets a cookie besides the pages themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SameSite {
    /// Nobody.
    Strict,
    /// Also who is led here from another site.
    Lax,
}

/// A cookie, or its end. `Secure` where there is TLS: elsewhere it would keep it from a browser that does not count a plain
/// address of its own machine as safe; it never leaves the machine then. No script gets it.
pub(super) fn with_cookie(
    site: &Site,
    mut answer: Response,
    (name, value): (&str, &str),
    seconds: u64,
    to: SameSite,
) -> Result<Response> {
    let secure = if site.is_secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; HttpOnly; SameSite={to:?}; Path=/; Max-Age={seconds}{secure}");
    let cookie = HeaderValue::try_from(cookie).map_err(|e| Error::bug(format!("a cookie cannot be set: {e}")))?;
    Http::headers_mut(&mut answer).append(header::SET_COOKIE, cookie);
    Ok(answer)
}
